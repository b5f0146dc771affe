"""Weighs what the ink leaves open: which of a word's possible marks make syllables that stand beside each other in law.

Only marks are weighed (a letter among its own kind: o, ó, ô, ộ …), only in words of letters, and only where the
recogniser itself was in two minds. Digits, codes and signs stay as they were read.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import BinaryIO

import numpy as np

from digitize.ocr.ctc import Letter
from digitize.text.normalize import normalize

Reading = tuple[Letter, ...]
"""A word, letter by letter."""

WEIGHT = 0.5
"""What a nat of the language is worth beside a nat of the ink."""

_MOST_READINGS = 12
_PAIR = 0.7
"""The share of a pair's own frequency; the rest is that of its second syllable."""

_UNKNOWN = math.log(1e-6)
_AROUND = ".,;:!?()[]\"'“”‘’-–—/*"


@dataclass(frozen=True, slots=True)
class _Option:
    """A reading, its logarithm by the ink, and its syllable's number; -1 where it is none that is known."""

    reading: Reading
    ink: float
    syllable: int


class Language:
    """Syllables and pairs of them with their frequencies.

    Args:
        table: the counts, .npz.
    """

    def __init__(self, table: BinaryIO) -> None:
        with np.load(table) as counts:
            words = counts["syllables"].tobytes().decode().split("\n")
            self._counts = counts["counts"].astype(np.float64)
            self._pairs, self._pair_counts = counts["pairs"], counts["pair_counts"]
        self._number = {word: place for place, word in enumerate(words)}
        self._total = float(self._counts.sum())
        self._chance = lru_cache(maxsize=50_000)(self._weighed)
        self._syllable = lru_cache(maxsize=50_000)(self._known)

    def knows(self, word: str) -> bool:
        """Return whether a word, signs around it aside, is a syllable that was counted."""
        return self._syllable(word) >= 0

    def weigh(self, words: Sequence[str]) -> float:
        """Return the logarithm of how probable some words are one behind the other."""
        known = [self._syllable(word) for word in words]
        return sum(self._chance(before, each) for before, each in pairwise((-1, *known)))

    def choose(self, line: Sequence[Reading]) -> list[tuple[Reading, float]]:
        """Return the words of a line as ink and language agree best, with how sure that is.

        Viterbi over the readings of each word; a word's chance is its share among its own readings, its neighbours as
        chosen.
        """
        if not any(letter.others for word in line for letter in word):
            return [(word, _chance_of(word)) for word in line]
        options = [self._options(word) for word in line]
        path = self._best_path(options)
        chosen = []
        for place, (some, best) in enumerate(zip(options, path, strict=True)):
            before = options[place - 1][path[place - 1]].syllable if place else -1
            after = options[place + 1][path[place + 1]].syllable if place + 1 < len(path) else None
            scores = np.array([self._score(before, each, after) for each in some])
            share = 1.0 / float(np.exp(scores - scores[best]).sum())
            settled = _chance_of(tuple(letter for letter in some[best].reading if not letter.others))
            chosen.append(
                (some[best].reading, share * settled if len(some) > 1 else _chance_of(some[best].reading))
            )
        return chosen

    def _best_path(self, options: Sequence[Sequence[_Option]]) -> list[int]:
        costs = [self._score(-1, each, None) for each in options[0]]
        backs: list[list[int]] = []
        for before, some in pairwise(options):
            steps = [
                [cost + self._score(a.syllable, b, None) for a, cost in zip(before, costs, strict=True)]
                for b in some
            ]
            backs.append([max(range(len(row)), key=row.__getitem__) for row in steps])
            costs = [max(row) for row in steps]
        path = [max(range(len(costs)), key=costs.__getitem__)]
        for back in reversed(backs):
            path.append(back[path[-1]])
        return path[::-1]

    def _score(self, before: int, option: _Option, after: int | None) -> float:
        score = option.ink + WEIGHT * self._chance(before, option.syllable)
        return score if after is None else score + WEIGHT * self._chance(option.syllable, after)

    def _weighed(self, before: int, syllable: int) -> float:
        """Return the logarithm of a syllable's probability after another one."""
        if syllable < 0:
            return _UNKNOWN
        alone = self._counts[syllable] / self._total
        if before < 0:
            return math.log(alone)
        key = before * len(self._counts) + syllable
        place = int(np.searchsorted(self._pairs, key))
        together = place < len(self._pairs) and int(self._pairs[place]) == key
        pair = self._pair_counts[place] / self._counts[before] if together else 0.0
        return math.log(_PAIR * min(1.0, float(pair)) + (1 - _PAIR) * alone)

    def _options(self, word: Reading) -> list[_Option]:
        some = readings(word)
        if len(some) == 1:
            return [_Option(word, 0.0, self._syllable(_text(word)))]
        found = [
            _Option(
                reading, sum(math.log(letter.chance) for letter in reading), self._syllable(_text(reading))
            )
            for reading in some
        ]
        return found if len(found) == 1 or any(each.syllable >= 0 for each in found) else found[:1]

    def _known(self, text: str) -> int:
        return self._number.get(normalize(text.strip(_AROUND).lower()), -1)


def readings(word: Reading) -> tuple[Reading, ...]:
    """Return a word as it was read, then with other marks that the ink allows: the dozen most probable."""
    if not any(letter.others for letter in word) or any(letter.sign.isdigit() for letter in word):
        return (word,)
    found: list[tuple[float, Reading]] = [(1.0, ())]
    for letter in word:
        ways = ((letter.sign, letter.chance), *(each for each in letter.others if _kin(letter.sign, each[0])))
        longer = [
            (product * chance, (*reading, Letter(sign, letter.first, letter.last, chance, letter.others)))
            for product, reading in found
            for sign, chance in ways
        ]
        found = nlargest(_MOST_READINGS, longer, key=lambda each: each[0])
    return tuple(reading for _, reading in found)


@lru_cache(maxsize=4_096)
def _kin(one: str, other: str) -> bool:
    """Return whether two signs are the same letter but for marks."""
    return one.isalpha() and _bare(one) == _bare(other)


def _bare(sign: str) -> str:
    return unicodedata.normalize("NFD", sign.replace("đ", "d").replace("Đ", "D"))[0]


def _text(word: Reading) -> str:
    return "".join(letter.sign for letter in word)


def _chance_of(word: Reading) -> float:
    return math.prod(letter.chance for letter in word)
