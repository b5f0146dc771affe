"""From the scores of a slot's steps to its number: connectionist temporal classification within what the slot allows.

Prefix beam search (Graves, Jaitly, Towards End-to-End Speech Recognition, ICML 2014), every prefix held against a
grammar, so that a day is one of 31 and the probability of a reading is its share among those that are possible.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from typing import Final

import numpy as np
from numpy.typing import NDArray

from digitize.text.identifiers import PROVINCES

Floats = NDArray[np.float32]

DIGITS: Final = "0123456789"

_BEAMS = 8
_LEAST = 1e-3
"""A sign less probable than this at a step is not tried there."""

_BLANK = 0.997
"""A step that is more probably blank than this only parts the signs before it from those after it."""

_SELDOM = 0.1
"""How common it is to write a day without its zero, or a number of some digits with one, against other ways."""

_SEEN = 0.3
"""A step more probable than this to show a digit is part of the number's width."""

STROKE: Final = "/"
"""Ends a number; what stands behind it is not read."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a slot can hold.

    Attributes:
        begun: matches whatever can still become it.
        whole: matches what is complete.
        seldom: matches what is hardly ever written so.
    """

    begun: str
    whole: str
    seldom: str = "(?!)"

    def begins(self, text: str) -> bool:
        """Return whether a text can become what the slot holds."""
        return _matches(self.begun, text)

    def allows(self, text: str) -> bool:
        """Return whether the slot can hold a text."""
        return _matches(self.whole, text)

    def weight(self, text: str) -> float:
        """Return how common it is to write such a text, 1 at most."""
        return _SELDOM if _matches(self.seldom, text) else 1.0


NUMBER: Final = Grammar(r"(\d{1,6}[A-Ea-e]?)?/?", r"\d{1,6}[A-Ea-e]?", r"0\d{2,4}")
DAY: Final = Grammar(r"[0-3]?|0[1-9]|[1-9]|[12]\d|3[01]", r"0?[1-9]|[12]\d|3[01]", r"\d")
MONTH: Final = Grammar(r"[01]?|0?[1-9]|1[0-2]", r"0?[1-9]|1[0-2]")
YEAR: Final = Grammar(r"(19?|20?)?|(19|20)\d{1,2}", r"(19|20)\d\d")
IDENTITY: Final = Grammar(
    r"\d{0,9}|0\d\d[0-3]\d{0,8}", rf"\d{{9}}|({'|'.join(sorted(PROVINCES))})([01][2-9]|[23][0-2])\d{{7}}"
)
"""Of a CMND, or of a CCCD: its province, century and sex, year of birth, six digits; born in 1920 at the earliest and by 2029."""


@lru_cache(maxsize=8_192)
def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None


@dataclass(frozen=True, slots=True)
class SlotText:
    """What a slot says.

    Attributes:
        text: empty where nothing was filled in.
        chance: how probable that is among all that the slot can hold.
        filled: the share of its digits' ink that is not printed with the line, 0 to 1.
        first: the first step that shows a digit.
        last: the last one.
    """

    text: str
    chance: float
    filled: float
    first: int
    last: int


class Alphabet:
    """The signs of the slot reader, in which a digit occurs twice: "1" as printed with its line, "①" as filled in later.

    Args:
        signs: class k + 1 of the network is signs[k].
    """

    def __init__(self, signs: str) -> None:
        plain = [str(unicodedata.digit(sign, sign)) for sign in signs]
        self.signs = "".join(dict.fromkeys(plain))
        self._merge = np.zeros((len(signs) + 1, len(self.signs) + 1), np.float32)
        self._merge[0, 0] = 1.0
        for number, sign in enumerate(plain, 1):
            self._merge[number, self.signs.index(sign) + 1] = 1.0
        self._filled = np.array([False, *(not sign.isascii() for sign in signs)])
        self._shown = np.array([False, *(sign != STROKE for sign in plain)])
        self._digits = [0, *(self.signs.index(digit) + 1 for digit in DIGITS)]

    def read(self, chances: Floats, grammar: Grammar) -> SlotText:
        """Return what a slot says.

        Args:
            chances: (steps, classes) probabilities, class 0 the blank.
            grammar: what it can say.
        """
        sums = readings(chances @ self._merge, self.signs, grammar)
        text = max(sums, key=sums.__getitem__, default="")
        chance = sums.get(text, 0.0) / max(1e-30, sum(sums.values()))
        steps = np.flatnonzero(chances[:, self._shown].sum(1) > _SEEN)
        first, last = (int(steps[0]), int(steps[-1])) if len(steps) else (0, len(chances) - 1)
        return SlotText(text, chance, self.filled(chances), first, last)

    def digits(self, chances: Floats) -> Floats:
        """Return (steps, 11) probabilities of the blank and of the digits, printed or filled in, of (steps, classes) ones."""
        merged: Floats = chances @ self._merge[:, self._digits]
        return merged

    def filled(self, chances: Floats) -> float:
        """Return the share of the digits' ink that is not printed with the line."""
        shown = float(chances[:, self._shown].sum())
        return float(chances[:, self._filled].sum()) / max(1e-6, shown)


def readings(chances: Floats, signs: str, grammar: Grammar, width: int = _BEAMS) -> dict[str, float]:
    """Return what a grammar allows of what some steps show, with its probability.

    Args:
        chances: (steps, classes) probabilities, class 0 the blank.
        signs: class k + 1 is signs[k].
        grammar: what it can say.
        width: prefixes that are kept at each step.
    """
    beams: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for blank, *row in chances.tolist():
        if blank > _BLANK:
            beams = {
                prefix: (after_blank + after_sign, 0.0) for prefix, (after_blank, after_sign) in beams.items()
            }
            continue
        likely = [(sign, chance) for sign, chance in zip(signs, row, strict=True) if chance > _LEAST]
        beams = _stepped(beams, blank, likely, grammar, width)
    sums: dict[str, float] = defaultdict(float)
    for prefix, (blank, sign) in beams.items():
        text = prefix.removesuffix(STROKE)
        if not text or grammar.allows(text):
            sums[text] += (blank + sign) * grammar.weight(text)
    return dict(sums)


def _stepped(
    beams: dict[str, tuple[float, float]],
    blank: float,
    likely: list[tuple[str, float]],
    grammar: Grammar,
    width: int,
) -> dict[str, tuple[float, float]]:
    """Return the prefixes after one more step, each with its probability ending in the blank and in a sign."""
    blanks: dict[str, float] = defaultdict(float)
    signs: dict[str, float] = defaultdict(float)
    for prefix, (after_blank, after_sign) in beams.items():
        blanks[prefix] += (after_blank + after_sign) * blank
        for sign, chance in likely:
            again = prefix.endswith(sign)
            if again:
                signs[prefix] += after_sign * chance
            longer = prefix + sign
            if grammar.begins(longer):
                signs[longer] += (after_blank if again else after_blank + after_sign) * chance
    kept = nlargest(width, {*blanks, *signs}, key=lambda prefix: blanks[prefix] + signs[prefix])
    return {prefix: (blanks[prefix], signs[prefix]) for prefix in kept}
