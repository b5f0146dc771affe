"""From the scores of a line's steps to letters: connectionist temporal classification, greedily.

Graves et al., Connectionist Temporal Classification, ICML 2006.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BLANK = 0
"""The class that says: nothing new here."""

SETTLED = 0.995
"""A letter more probable than this has no others."""

DOUBT = 0.003
"""What is less probable than this is no other reading."""

_LEAST = 1e-7
"""Nothing is less probable than this: one step that shows nothing of a letter does not rule it out."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as read.

    Attributes:
        sign: the letter.
        first: the first step that shows it.
        last: the last one.
        chance: its probability where it is highest.
        others: what else it could be and how probable that is there, most probable first.
    """

    sign: str
    first: int
    last: int
    chance: float
    others: tuple[tuple[str, float], ...] = ()


def letters(chances: Floats, signs: str) -> tuple[Letter, ...]:
    """Return the letters of a line.

    Args:
        chances: (steps, classes) probabilities, class 0 the blank.
        signs: class k + 1 is signs[k].
    """
    best = chances.argmax(1)
    edges = np.flatnonzero(np.diff(best, prepend=-1, append=-1))
    heights = np.maximum.reduceat(chances[np.arange(len(best)), best], edges[:-1]) if len(best) else best
    runs = zip(best[edges[:-1]].tolist(), heights.tolist(), pairwise(edges.tolist()), strict=True)
    return tuple(
        Letter(signs[sign - 1], start, end - 1, chance, _others(chances[start:end], signs, sign, chance))
        for sign, chance, (start, end) in runs
        if sign != BLANK
    )


def _others(steps: Floats, signs: str, read: int, chance: float) -> tuple[tuple[str, float], ...]:
    """Return what else a letter of some steps could be, with the highest probability among them."""
    if chance > SETTLED:
        return ()
    peaks = steps.max(0)
    likely = sorted(np.flatnonzero(peaks > DOUBT).tolist(), key=lambda number: -peaks[number])
    return tuple((signs[k - 1], float(peaks[k])) for k in likely if k not in {BLANK, read})


def words(line: tuple[Letter, ...]) -> Iterator[tuple[Letter, ...]]:
    """Part a line into words at its blanks."""
    word: list[Letter] = []
    for letter in line:
        if letter.sign != " ":
            word.append(letter)
        elif word:
            yield tuple(word)
            word = []
    if word:
        yield tuple(word)


def align(chances: Floats, signs: str, text: str) -> tuple[float, tuple[Letter, ...]] | None:
    """Return how probable a text is on its best path (logarithm), and its letters where that path has them.

    None where the text has a sign that is not read, or the steps do not suffice for it.

    Args:
        chances: (steps, classes) probabilities, class 0 the blank.
        signs: class k + 1 is signs[k].
        text: what is asked about.
    """
    if not set(text) <= set(signs):
        return None
    states = np.zeros(2 * len(text) + 1, np.int64)
    states[1::2] = [signs.index(sign) + 1 for sign in text]
    score, path = _best_path(np.log(np.maximum(chances[:, states], _LEAST)), states)
    if score == -np.inf:
        return None
    found = []
    for place, sign in enumerate(text):
        steps = np.flatnonzero(path == 2 * place + 1)
        first, last = int(steps[0]), int(steps[-1])
        found.append(Letter(sign, first, last, float(chances[first : last + 1, states[2 * place + 1]].max())))
    return score, tuple(found)


def _best_path(scores: NDArray[np.float32], states: NDArray[np.int64]) -> tuple[float, NDArray[np.int64]]:
    """Return the score of the best way through blanks and letters (Viterbi), and its state at each step.

    Args:
        scores: (steps, states) logarithms, at least one step.
        states: (states,) classes: a blank, a letter, a blank …
    """
    leap = np.full(len(states), -np.inf)
    leap[2:][(states[2:] != BLANK) & (states[2:] != states[:-2])] = 0.0
    best = np.full(len(states), -np.inf)
    best[:2] = scores[0, :2]
    came = np.zeros(scores.shape, np.int64)
    for step in range(1, len(scores)):
        ways = np.full((3, len(states)), -np.inf)
        ways[0], ways[1, 1:], ways[2, 2:] = best, best[:-1], best[:-2] + leap[2:]
        came[step] = ways.argmax(0)
        best = ways.max(0) + scores[step]
    at = len(states) - 1 if len(states) == 1 or best[-1] >= best[-2] else len(states) - 2
    path = np.empty(len(scores), np.int64)
    for step in range(len(scores) - 1, -1, -1):
        path[step] = at
        at -= came[step, at]
    return float(best[path[-1]]), path
