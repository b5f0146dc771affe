"""How sure a word is: what the recogniser's chance of it is worth, seeing the word and its line.

The chance alone promises too much of what is hard to read: handwriting, starved print, a line cut in two. Such words stand
in lines that are doubtful throughout. A logistic regression weighs a few traits of a word and its line; its weights are
fitted on drawn papers by `ocr_models.recognition.calibrate`.
"""

import json
import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from digitize.ocr.language import Language, Reading

Floats = NDArray[np.float32]
Numbers = NDArray[np.float64]

TRAITS: Final = (
    "chance",
    "blanks",
    "word_doubt",
    "line_doubt",
    "letters",
    "single",
    "words",
    "unknown",
    "capital",
    "point",
    "ink",
)
"""Log odds of the word and of the less sure blank beside it; logarithms of the mean doubt of the word's steps and of the
line's, and of the numbers of letters and of words; whether it is a single sign, letters that are no syllable, has a capital,
ends with a point or a comma; and log odds of what the ink alone says of it: a name that the language chose against
the ink is wrong more often than the language knows."""

_LEAST, _MOST = 1e-4, 1 - 1e-5
"""Chances are told apart between these."""

_FLOOR = 1e-3
"""Added to a doubt, so that it has a logarithm."""

_REACH = 2
"""Steps before and after a word that count as its own: a sign that was missed left its doubt there."""


class Confidence:
    """The probability that a word is right.

    Args:
        weights: JSON, an object: a number for each trait, and "bias".
    """

    def __init__(self, weights: bytes) -> None:
        table: dict[str, float] = json.loads(weights)
        self._weights = np.array([table[name] for name in TRAITS], np.float32)
        self._bias = np.float32(table["bias"])

    def of(self, traits: Floats) -> Floats:
        """Return the confidence of words, (words,) in [0, 1], from their traits (words, traits)."""
        sure: Floats = 1 / (1 + np.exp(-(traits @ self._weights) - self._bias))
        return sure


def traits_of(
    line: Sequence[tuple[Reading, float]], chances: Floats, space: int, language: Language
) -> Floats:
    """Return the traits (words, traits) of a line's words.

    Args:
        line: its words with their chances, at least one.
        chances: (steps, classes) probabilities that it was read from.
        space: the class of the blank between words.
        language: knows syllables.
    """
    doubt = 1 - chances.max(1)
    before = np.concatenate(([0], np.cumsum(doubt)))
    steps = len(doubt)
    first = np.clip([word[0].first for word, _ in line], 0, steps - 1)
    last = np.clip([word[-1].last for word, _ in line], 0, steps - 1)
    start, end = np.maximum(first - _REACH, 0), np.minimum(np.maximum(first, last) + 1 + _REACH, steps)
    sizes = np.log([len(word) for word, _ in line])
    table = np.empty((len(line), len(TRAITS)), np.float32)
    table[:, 0] = _log_odds(np.array([chance for _, chance in line]))
    table[:, 1] = _log_odds(_beside(chances[:, space], first, last))
    table[:, 2] = np.log((before[end] - before[start]) / (end - start) + _FLOOR)
    table[:, 3] = np.log(before[-1] / steps + _FLOOR)
    table[:, 4] = sizes
    table[:, 5] = sizes == 0
    table[:, 6] = np.log(len(line))
    table[:, 7:10] = [_looks("".join(letter.sign for letter in word), language) for word, _ in line]
    table[:, 10] = _log_odds(np.array([math.prod(letter.chance for letter in word) for word, _ in line]))
    return table


def _log_odds(chances: Numbers) -> Numbers:
    sure: Numbers = np.clip(chances, _LEAST, _MOST)
    odds: Numbers = np.log(sure / (1 - sure))
    return odds


def _beside(spaces: Floats, first: NDArray[np.int64], last: NDArray[np.int64]) -> Numbers:
    """Return the chance of the less sure blank beside each word, 1 for a word alone.

    Args:
        spaces: (steps,) how probable a blank between words is.
        first: (words,) the first step of each word.
        last: (words,) its last step.
    """
    sure = np.ones(len(first) + 1)
    if len(first) > 1:
        between = np.stack([last[:-1], first[1:]], 1).ravel()
        sure[1:-1] = np.maximum.reduceat(spaces, between)[::2]
    return np.minimum(sure[:-1], sure[1:])


def _looks(word: str, language: Language) -> tuple[bool, bool, bool]:
    """Return whether a word is of letters that are no syllable, has a capital, ends with a point or a comma."""
    spelled = not any(sign.isdigit() for sign in word) and any(sign.isalpha() for sign in word)
    return spelled and not language.knows(word), word != word.lower(), word[-1] in ".,;:"
