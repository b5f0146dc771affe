"""Weighs what the ink leaves open: which of a word's possible letters make syllables that stand beside each other in law.

Only letters are weighed, only in words without digits, and only where the recogniser itself was in two minds. In words of capitals
that are no names, codes among them, in abbreviations and in foreign words a letter is weighed among its own kind alone (O, Ó, Ô,
Ộ …). Digits and signs stay as they were read. Words that begin with a capital are names: what stands before them in running text
says nothing, only what stands before names does. Behind a surname they may be a person's, and then how people are called counts
for most.
"""

import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from digitize.ocr.ctc import Letter
from digitize.text.fold import toneless
from digitize.text.name_spelling import FOREIGN
from digitize.text.normalize import normalize

Reading = tuple[Letter, ...]
"""A word, letter by letter."""

_MOST_READINGS = 30
_PAIR = 0.7
"""The share of a pair's own chance; for the rest any syllable is as likely as another. How often it stands in law says little
about names: with its own frequency as the rest, "khu phố Đông Tư" was read as "Đồng Tư" against ink that was sure to 0.987."""

_PERSON = 0.8
"""Of a syllable's chance where a person's name may stand: what names of people say; for the rest it may be a street or a heading."""

_PAIR_OF_PERSON = 0.9
"""There in place of `_PAIR`: lists know nearly every syllable of a name."""

_SURNAME = 0.05
"""A surname that is less probable by the ink, against what was read, begins no name."""

_VOWELS = frozenset("aăâeêioôơuưy")
"""Every Vietnamese word has one of them, tones aside."""

_LONGEST_NAME = 6
"""Words of a person's name at most."""

_UNKNOWN = math.log(1e-6)
_AROUND = ".,;:!?()[]\"'“”‘’-–—/*"


class _Case(Enum):
    """How a word is written: nhân dân, Nhân, NHÂN DÂN."""

    LOWER = auto()
    NAME = auto()
    UPPER = auto()


class _Role(Enum):
    """What a word may be in a person's name: the surname, what stands right behind it, and the rest."""

    NONE = auto()
    SURNAME = auto()
    FIRST = auto()
    GIVEN = auto()


@dataclass(frozen=True, slots=True)
class _Known:
    """A syllable's number, -1 where it is none that is known, and how it is written."""

    number: int
    case: _Case = _Case.LOWER
    role: _Role = _Role.NONE


_NOTHING = _Known(-1)


@dataclass(frozen=True, slots=True)
class _Option:
    """A reading, its logarithm by the ink, and its syllable."""

    reading: Reading
    ink: float
    syllable: _Known


class Language:
    """Syllables, and how probable one is after another.

    Args:
        table: syllables, the chances of pairs in running text, before capitals and in names of people, and of surnames, .npz.
    """

    def __init__(self, table: BinaryIO) -> None:
        with np.load(table) as counts:
            words = counts["syllables"].tobytes().decode().split("\n")
            self._running = _Pairs(counts["pairs"], counts["chances"], len(words))
            self._names = _Pairs(counts["name_pairs"], counts["name_chances"], len(words))
            self._people = _Pairs(counts["people_pairs"], counts["people_chances"], len(words))
            self._surnames = _row(counts["surnames"], counts["surnames_chances"])
            self._first = _row(counts["first"], counts["first_chances"])
        behind = np.flatnonzero(np.bincount(self._people.keys % np.uint32(len(words))))
        self._called = frozenset((*self._first, *behind.tolist()))
        self._alike = frozenset(toneless(words[number]) for number in self._surnames)
        self._number = {word: place for place, word in enumerate(words)}
        self._chance = lru_cache(maxsize=50_000)(self._weighed)
        self._syllable = lru_cache(maxsize=50_000)(self._known)

    def knows(self, word: str) -> bool:
        """Return whether a word, signs around it aside, is a syllable that was counted."""
        return self._syllable(word).number >= 0

    def weigh(self, words: Sequence[str]) -> float:
        """Return the logarithm of how probable some words are one behind the other."""
        known = [self._syllable(word) for word in words]
        return sum(self._chance(before.number, each) for before, each in pairwise((_NOTHING, *known)))

    def choose(self, line: Sequence[Reading]) -> list[tuple[Reading, float]]:
        """Return the words of a line as ink and language agree best, with how sure that is.

        Viterbi over the readings of each word; a word's chance is its share among its own readings, its neighbours as
        chosen.
        """
        if not any(letter.others for word in line for letter in word):
            return [(word, _chance_of(word)) for word in line]
        roles = self._roles(line)
        options = {
            place: some
            for place, (word, role) in enumerate(zip(line, roles, strict=True))
            if (some := self._options(word, role))
        }
        chosen = [(word, _chance_of(word)) for word in line]
        for start, end in _runs(sorted(options)):
            before = self._syllable(_text(line[start - 1])) if start else _NOTHING
            after = self._syllable(_text(line[end]), roles[end]) if end < len(line) else None
            stretch = [options[place] for place in range(start, end)]
            chosen[start:end] = self._chosen(before, stretch, after)
        return chosen

    def _roles(self, line: Sequence[Reading]) -> list[_Role]:
        """Return what each word of a line may be in a person's name."""
        roles = [_Role.NONE] * len(line)
        place = 0
        while place < len(line):
            end = self._end_of_name(line, place)
            if end - place > 1:
                roles[place : place + 2] = _Role.SURNAME, _Role.FIRST
                roles[place + 2 : end] = [_Role.GIVEN] * (end - place - 2)
            place = max(end, place + 1)
        return roles

    def _end_of_name(self, line: Sequence[Reading], start: int) -> int:
        """Return behind which word a person's name ends that may begin at `start`; `start` where none does.

        Behind a surname stand words written as it is, syllables of names all. A sign ends a name. Two words may be anything: there
        the surname must be one as it was read.
        """
        case = _case_of(_text(line[start]).strip(_AROUND))
        if case is _Case.LOWER or not self._may_be_surname(line[start]):
            return start
        end = start + 1
        while (
            end < min(len(line), start + _LONGEST_NAME)
            and not _ends_in_sign(_text(line[end - 1]))
            and _goes_on(_text(line[end]), case)
            and self._may_be_called(line[end])
        ):
            end += 1
        as_read = self._syllable(_text(line[start])).number in self._surnames
        return end if end - start > 2 or as_read else start

    def _may_be_surname(self, word: Reading) -> bool:
        """Return whether the ink leaves a surname possible."""
        if toneless(_text(word).strip(_AROUND)) not in self._alike:
            return False
        some = readings(word, _kin)
        least = _SURNAME * _chance_of(some[0])
        return any(
            self._syllable(_text(each)).number in self._surnames for each in some if _chance_of(each) >= least
        )

    def _may_be_called(self, word: Reading) -> bool:
        """Return whether the ink leaves it possible that somebody is called so."""
        return any(self._syllable(_text(each)).number in self._called for each in readings(word, _letters))

    def _chosen(
        self, before: _Known, options: Sequence[Sequence[_Option]], after: _Known | None
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

    def _best_path(
        self, before: _Known, options: Sequence[Sequence[_Option]], after: _Known | None
    ) -> list[int]:
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
            ends = (self._chance(each.syllable.number, after) for each in options[-1])
            costs = [cost + end for cost, end in zip(costs, ends, strict=True)]
        path = [max(range(len(costs)), key=costs.__getitem__)]
        for back in reversed(backs):
            path.append(back[path[-1]])
        return path[::-1]

    def _score(self, before: _Known, option: _Option, after: _Known | None) -> float:
        score = option.ink + self._chance(before.number, option.syllable)
        return score if after is None else score + self._chance(option.syllable.number, after)

    def _weighed(self, before: int, syllable: _Known) -> float:
        """Return the logarithm of a syllable's probability after another one, given by its number."""
        if syllable.number < 0:
            return _UNKNOWN
        chance = self._written(before, syllable)
        share = _PAIR
        if syllable.role is not _Role.NONE:
            chance = (1 - _PERSON) * chance + _PERSON * self._borne(before, syllable)
            share = _PAIR_OF_PERSON
        return math.log(share * chance + (1 - share) / len(self._number))

    def _written(self, before: int, syllable: _Known) -> float:
        """Return the chance of a syllable after another for words written as it is."""
        pair = before, syllable.number
        if syllable.case is _Case.UPPER:
            return (self._running.chance(*pair) + self._names.chance(*pair)) / 2
        table = self._names if syllable.case is _Case.NAME else self._running
        return table.chance(*pair)

    def _borne(self, before: int, syllable: _Known) -> float:
        """Return the chance of a syllable in a person's name, after another one."""
        if syllable.role is _Role.SURNAME:
            return self._surnames.get(syllable.number, 0.0)
        if syllable.role is _Role.FIRST:
            return self._first.get(syllable.number, 0.0)
        return self._people.chance(before, syllable.number)

    def _options(self, word: Reading, role: _Role) -> list[_Option]:
        """Return what a doubtful word can be; nothing where there is no choice, or no reading is a syllable."""
        if not any(letter.others for letter in word):
            return []
        some = readings(word, _kin if _may_be_code(_text(word), role) else _letters)
        if len(some) == 1:
            return []
        found = [
            _Option(
                reading,
                sum(math.log(letter.chance) for letter in reading),
                self._syllable(_text(reading), role),
            )
            for reading in some
        ]
        return found if any(each.syllable.number >= 0 for each in found) else []

    def _known(self, text: str, role: _Role = _Role.NONE) -> _Known:
        bare = text.strip(_AROUND)
        return _Known(self._number.get(normalize(bare.lower()), -1), _case_of(bare), role)


def _may_be_code(word: str, role: _Role) -> bool:
    """Tell whether a word may be an abbreviation, a code or foreign: then only the marks of its letters are in doubt."""
    bare = toneless(word.strip(_AROUND))
    strange = not FOREIGN.isdisjoint(bare) or _VOWELS.isdisjoint(bare)
    return strange or (
        role is _Role.NONE and (_case_of(word.strip(_AROUND)) is _Case.UPPER or len(word) == 1)
    )


def _ends_in_sign(word: str) -> bool:
    return not word[-1:].isalnum()


def _goes_on(word: str, case: _Case) -> bool:
    """Tell whether a word may go on with a name written in a case; one capital letter may in either."""
    return word[:1].isalnum() and (
        _case_of(word.strip(_AROUND)) is case or (word[:1].isupper() and len(word) == 1)
    )


def _row(numbers: NDArray[np.uint32], chances: NDArray[np.float32]) -> dict[int, float]:
    return dict(zip(numbers.tolist(), chances.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Pairs:
    """How probable a syllable is after another: keys, sorted, first times `syllables` plus second, each with its chance."""

    keys: NDArray[np.uint32]
    chances: NDArray[np.float32]
    syllables: int

    def chance(self, first: int, second: int) -> float:
        """Return the chance of a pair, 0 for one that was never seen."""
        if first < 0:
            return 0.0
        key = np.uint32(first * self.syllables + second)
        place = int(np.searchsorted(self.keys, key))
        return float(self.chances[place]) if place < len(self.keys) and self.keys[place] == key else 0.0


def _case_of(word: str) -> _Case:
    if not word[:1].isupper():
        return _Case.LOWER
    return _Case.UPPER if word.isupper() and len(word) > 1 else _Case.NAME


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches [start, end) of places that follow each other."""
    start = 0
    for number in range(1, len(places) + 1):
        if number == len(places) or places[number] != places[number - 1] + 1:
            yield places[start], places[number - 1] + 1
            start = number


def readings(word: Reading, kin: Callable[[str, str], bool]) -> tuple[Reading, ...]:
    """Return a word as it was read, then with other letters that the ink allows: the most probable ones.

    Args:
        word: as read.
        kin: whether a sign may have been read for another one.
    """
    doubts = [
        (place, letter, others)
        for place, letter in enumerate(word)
        if letter.others and (others := [each for each in letter.others if kin(letter.sign, each[0])])
    ]
    if not doubts or any(letter.sign.isdigit() for letter in word):
        return (word,)
    found: list[tuple[float, Reading]] = [(1.0, word)]
    for place, letter, others in doubts:
        ways = [
            (chance, replace(letter, sign=sign, chance=chance))
            for sign, chance in ((letter.sign, letter.chance), *others)
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
    """Tell whether two signs are the same letter but for marks."""
    return one.isalpha() and _bare(one) == _bare(other)


def _letters(one: str, other: str) -> bool:
    """Tell whether two signs are letters, both capitals or neither."""
    return one.isalpha() and other.isalpha() and one.isupper() == other.isupper()


def _bare(sign: str) -> str:
    return unicodedata.normalize("NFD", sign.replace("đ", "d").replace("Đ", "D"))[0]


def _text(word: Reading) -> str:
    return "".join(letter.sign for letter in word)


def _chance_of(word: Reading) -> float:
    return math.prod(letter.chance for letter in word)
