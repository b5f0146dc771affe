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
