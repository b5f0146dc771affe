"""Reads identity numbers, nine digits of a CMND or twelve of a CCCD, by what two networks saw.

The line's reader learned print and the slot's reader learned pens. Each offers the numbers that it finds likeliest among those
that can be; every one is weighed by both, by the slot's reader as far as the slot is filled in by pen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import itemgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from digitize.ocr.ctc import Letter, align
from digitize.ocr.slot_text import DIGITS, IDENTITY, readings

Floats = NDArray[np.float32]

_BEAMS, _OFFERED = 16, 6
_LEAST: Final = 2e-4
"""A digit is at least so probable at a step, lest one that a network never saw rule a number out."""

_PEN: Final = 0.3
"""What the slot's reader's word weighs against the line's where all is by pen: with 0.2 to 0.4 as many numbers are read."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A number that both readers find likeliest.

    Attributes:
        digits: where the line's reader has them.
        chance: how probable it is among all that were weighed.
        by_line: how probable it is by what the line's reader saw (logarithm).
    """

    digits: tuple[Letter, ...]
    chance: float
    by_line: float

    @property
    def text(self) -> str:
        """Return the number."""
        return "".join(digit.sign for digit in self.digits)


def read_identity(looks: Sequence[Floats], slot: Floats, filled: float) -> Identity | None:
    """Return the number that both readers together find likeliest; None where there is none that can be.

    Args:
        looks: probabilities (steps, 11) of the blank and of the digits as the line's reader saw them in the slot: at first, and
            whenever it looked again.
        slot: the same, (other steps, 11), as the slot's reader saw them.
        filled: the share of the slot that is by pen.
    """
    seen = [np.maximum(each, np.float32(_LEAST)) for each in (*looks, slot)]
    weights = [1 / len(looks)] * len(looks) + [_PEN * filled]
    weighed = []
    for number in sorted({text for each in seen for text in _likely(each)}):
        found = [way for each in seen if (way := align(each, DIGITS, number))]
        if len(found) == len(seen):
            score = sum(weight * way[0] for weight, way in zip(weights, found, strict=True))
            weighed.append((score, *found[0]))
    if not weighed:
        return None
    best, by_line, digits = max(weighed, key=itemgetter(0))
    return Identity(digits, 1 / sum(math.exp(score - best) for score, _, _ in weighed), by_line)


def _likely(chances: Floats) -> list[str]:
    found = readings(chances, DIGITS, IDENTITY, _BEAMS)
    return nlargest(_OFFERED, (text for text in found if text), key=found.__getitem__)
