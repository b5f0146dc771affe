"""Weighs what the ink leaves open: which of a word's possible marks make syllables that stand beside each other in law.

Only marks are weighed (a letter among its own kind: o, ó, ô, ộ …), only in words of letters, and only where the
recogniser itself was in two minds. Digits, codes and signs stay as they were read.
"""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import BinaryIO

import numpy as np

from digitize.ocr.ctc import Letter
from digitize.text.normalize import normalize

Reading = tuple[Letter, ...]
"""A word, letter by letter."""

_MOST_READINGS = 12
_PAIR = 0.7
"""The share of a pair's own frequency; for the rest any syllable is as likely as another. How often it stands in law says little
about names: with its own frequency as the rest, "khu phố Đông Tư" was read as "Đồng Tư" against ink that was sure to 0.987."""

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
        options = {place: some for place, word in enumerate(line) if (some := self._options(word))}
        chosen = [(word, _chance_of(word)) for word in line]
        for start, end in _runs(sorted(options)):
            before = self._number_of(line[start - 1]) if start else -1
            after = self._number_of(line[end]) if end < len(line) else None
            stretch = [options[place] for place in range(start, end)]
            chosen[start:end] = self._chosen(before, stretch, after)
        return chosen

    def _chosen(
        self, before: int, options: Sequence[Sequence[_Option]], after: int | None
    ) -> Iterator[tuple[Reading, float]]:
        """Yield the best reading of each word of a stretch and how sure it is; `before` and `after` stand beside it."""
        path = self._best_path(before, options, after)
        best = [some[place] for some, place in zip(options, path, strict=True)]
        lefts = (before, *(each.syllable for each in best[:-1]))
        rights = (*(each.syllable for each in best[1:]), after)
        for some, own, left, right in zip(options, best, lefts, rights, strict=True):
            score = self._score(left, own, right)
            share = 1.0 / sum(math.exp(self._score(left, each, right) - score) for each in some)
            yield own.reading, share * _chance_of(tuple(each for each in own.reading if not each.others))

    def _best_path(self, before: int, options: Sequence[Sequence[_Option]], after: int | None) -> list[int]:
        costs = [self._score(before, each, None) for each in options[0]]
        backs: list[list[int]] = []
        for some, further in pairwise(options):
            steps = [
                [cost + self._score(a.syllable, b, None) for a, cost in zip(some, costs, strict=True)]
                for b in further
            ]
            backs.append([max(range(len(row)), key=row.__getitem__) for row in steps])
            costs = [max(row) for row in steps]
        if after is not None:
            ends = (self._chance(each.syllable, after) for each in options[-1])
            costs = [cost + end for cost, end in zip(costs, ends, strict=True)]
        path = [max(range(len(costs)), key=costs.__getitem__)]
        for back in reversed(backs):
            path.append(back[path[-1]])
        return path[::-1]

    def _score(self, before: int, option: _Option, after: int | None) -> float:
        score = option.ink + self._chance(before, option.syllable)
        return score if after is None else score + self._chance(option.syllable, after)

    def _weighed(self, before: int, syllable: int) -> float:
        """Return the logarithm of a syllable's probability after another one."""
        if syllable < 0:
            return _UNKNOWN
        unseen = 1 / len(self._counts)
        if before < 0:
            return math.log(unseen)
        key = self._pairs.dtype.type(before * len(self._counts) + syllable)
        place = int(np.searchsorted(self._pairs, key))
        together = place < len(self._pairs) and self._pairs[place] == key
        pair = self._pair_counts[place] / self._counts[before] if together else 0.0
        return math.log(_PAIR * min(1.0, float(pair)) + (1 - _PAIR) * unseen)

    def _options(self, word: Reading) -> list[_Option]:
        """Return what a doubtful word can be; nothing where there is no choice, or no reading is a syllable."""
        some = readings(word)
        if len(some) == 1:
            return []
        found = [
            _Option(reading, sum(math.log(letter.chance) for letter in reading), self._number_of(reading))
            for reading in some
        ]
        return found if any(each.syllable >= 0 for each in found) else []

    def _number_of(self, word: Reading) -> int:
        return self._syllable(_text(word))

    def _known(self, text: str) -> int:
        return self._number.get(normalize(text.strip(_AROUND).lower()), -1)


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches [start, end) of places that follow each other."""
    start = 0
    for number in range(1, len(places) + 1):
        if number == len(places) or places[number] != places[number - 1] + 1:
            yield places[start], places[number - 1] + 1
            start = number


def readings(word: Reading) -> tuple[Reading, ...]:
    """Return a word as it was read, then with other marks that the ink allows: the dozen most probable."""
    doubts = [
        (place, letter, kin)
        for place, letter in enumerate(word)
        if letter.others and (kin := [each for each in letter.others if _kin(letter.sign, each[0])])
    ]
    if not doubts or any(letter.sign.isdigit() for letter in word):
        return (word,)
    found: list[tuple[float, Reading]] = [(1.0, word)]
    for place, letter, kin in doubts:
        ways = [
            (chance, replace(letter, sign=sign, chance=chance))
            for sign, chance in ((letter.sign, letter.chance), *kin)
        ]
        longer = [
            (product * chance, (*reading[:place], way, *reading[place + 1 :]))
            for product, reading in found
            for chance, way in ways
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
