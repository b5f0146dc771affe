"""Finds words of addresses in damaged text: what says of which kind a name is, and names of communes, districts, provinces.

Words are compared folded and without blanks, so lost marks, lost blanks and added blanks cost nothing, and a name may have
one or two wrong letters by its length. What is found overlaps and contradicts; `addresses` chooses.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from digitize.text.fold import fold
from digitize.text.units import communes, places

Level = Literal["house", "street", "hamlet", "parcel", "ward", "district", "province"]

ADMINISTRATIVE: tuple[Level, ...] = ("ward", "district", "province")
"""The levels whose names are known."""

_LETTERS = r"[^\W\d_]"
_WORD = re.compile(
    rf"(?<![^\W_])[01]{_LETTERS}{{2,}}|{_LETTERS}+(?:[01]{_LETTERS}+)*(?:(?<={_LETTERS}{{2}})[01](?![^\W_]))?"
    r"|\d+[a-zA-Z]?(?:[/\-]\d+[a-zA-Z]?)*"
)
"""A word, in which 0 and 1 may stand for letters, or a number as of houses: 45/3, 12A."""
_SYLLABLE = re.compile(r"(?:[bcdghklmnpqrstvx]|[ckpt]h|g[hi]|ngh?|nh|qu|tr)[aeiouy]")
"""How a syllable with a consonant begins, folded."""
_GAP = re.compile(r"(?P<comma>[,;:()])|\s-\s")
_LONGEST_NAME = 4
"""Words of the longest name or word, and one more for a blank too many."""
_LONGEST_KEY = 18


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number of an address.

    Attributes:
        key: its folded form.
        start, end: its place in the text.
        opens: whether no name goes on across what stands before it: the beginning, a comma, a dash between blanks.
        parts: whether that is more than a dash, which joins the two ends of a road.
    """

    key: str
    start: int
    end: int
    opens: bool
    parts: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What may be found in an address.

    Attributes:
        written: its right spelling, written out.
        level: of which kind it is.
        tier: whether it is a word that announces a name, not a name.
        short: whether such a word is abbreviated.
        numbered: whether a number must follow it.
    """

    written: str
    level: Level
    tier: bool
    short: bool = False
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens from `first` up to, not including, `last` that read as `entry`, with `edits` wrong letters."""

    first: int
    last: int
    entry: Entry
    edits: int


def key_of(name: str) -> str:
    """Return the form under which names are compared: folded, letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", fold(name))


def edits_allowed(key: str) -> int:
    """Return how many letters of a name may be wrong: none of three, one of six, two of more."""
    return 0 if len(key) <= 3 else 1 if len(key) <= 6 else 2


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words and numbers of `text`, which is in normal form and on one line."""
    found: list[Token] = []
    before = 0
    for match in _WORD.finditer(text):
        gap = _GAP.search(text, before, match.start())
        parts = not found or (gap is not None and gap["comma"] is not None)
        opens = parts or gap is not None
        start = match.start()
        for piece in _unglued(match[0]):
            found.append(Token(fold(piece), start, start + len(piece), opens, parts))
            start += len(piece)
            opens = parts = False
        before = match.end()
    return tuple(found)


@lru_cache(maxsize=4096)
def _unglued(word: str) -> tuple[str, ...]:
    """Return the words that `word` is made of: PhúTP is Phú TP, xaLongNguyen xa Long Nguyen, KP1 KP 1."""
    cuts = [at for at in range(2, len(word)) if word[at - 1].islower() and word[at].isupper()]
    pieces = (word[start:end] for start, end in pairwise((0, *cuts, len(word))))
    return tuple(part for piece in pieces for part in _parted(piece))


def _parted(word: str) -> tuple[str, ...]:
    """Part a syllable of a word that announces from what goes on as no syllable can."""
    key = fold(word)
    if len(key) == len(word):
        if key[-1] in "01" and key[:-1] in abbreviations():
            return word[:-1], word[-1]
        for stem in _stems():
            rest, front = key.removeprefix(stem), key.removesuffix(stem)
            if rest != key and (_goes_on(rest) or (len(stem) > 4 and len(rest) > 1)):
                return word[: len(stem)], word[len(stem) :]
            if front != key and len(stem) > 3 and _goes_on(front):
                return word[: -len(stem)], word[-len(stem) :]
    return (word,)


def _goes_on(key: str) -> bool:
    return _SYLLABLE.match(key) is not None


@cache
def _stems() -> tuple[str, ...]:
    """Return the syllables of the words that announce communes and what is above them, longest first."""
    stems = {
        key_of(syllable)
        for word, entry in _tiers()
        if entry.level in ADMINISTRATIVE and not entry.short
        for syllable in word.split()
    }
    return tuple(sorted(stems, key=lambda stem: (-len(stem), stem)))


@cache
def abbreviations() -> frozenset[str]:
    """Return the keys of words that announce a name and are written short: P., TX., KP."""
    return frozenset(key_of(word) for word, entry in _tiers() if entry.short)


@cache
def administrative_words() -> tuple[str, ...]:
    """Return the words that announce communes and what is above them, written out."""
    return tuple(word for word, entry in _tiers() if entry.level in ADMINISTRATIVE and not entry.short)


def mentions(text: str, words: tuple[Token, ...]) -> tuple[Mention, ...]:
    """Return everything that `words` of `text` may read as, names and words that announce them."""
    windows = tuple(_windows(words))
    if not windows:
        return ()
    keys, entries, allowed = _table()
    edits = process.cdist(
        [key for _, _, key in windows], keys, scorer=Levenshtein.distance, score_cutoff=2, dtype=np.uint8
    )
    found = []
    rows, columns = np.nonzero(edits <= allowed)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        first, last, _ = windows[row]
        for entry in entries[column]:
            item = _standing(Mention(first, last, entry, int(edits[row, column])), text, words)
            if item:
                found.append(item)
    return tuple(found)


@lru_cache(maxsize=4096)
def near(name: str) -> Mapping[str, int]:
    """Return the names of units that `name` may be, each with the number of wrong letters."""
    keys, entries, allowed = _table()
    (edits,) = process.cdist(
        [key_of(name)], keys, scorer=Levenshtein.distance, score_cutoff=2, dtype=np.uint8
    )
    found: dict[str, int] = {}
    for column in np.nonzero(edits <= allowed)[0]:
        for entry in entries[column]:
            if not entry.tier:
                found[entry.written] = min(int(edits[column]), found.get(entry.written, 2))
    return found


def _windows(words: tuple[Token, ...]) -> Iterator[tuple[int, int, str]]:
    for first, word in enumerate(words):
        if word.key[0].isdigit() and not word.key[1:3].isalpha():
            continue
        key = ""
        for last in range(first, min(len(words), first + _LONGEST_NAME)):
            if last > first and words[last].opens:
                break
            key += words[last].key
            if len(key) > _LONGEST_KEY:
                break
            yield first, last + 1, key


def _standing(item: Mention, text: str, words: tuple[Token, ...]) -> Mention | None:
    """Return `item`, None if it is a word that announces and does not stand as such.

    A number must follow a numbered one; a single letter has a dot, or is a capital and less sure.
    """
    if not item.entry.tier:
        return item
    word = words[item.first]
    if item.entry.numbered:
        return item if _is_number(words[item.last : item.last + 2]) else None
    if len(word.key) > 1 or item.last > item.first + 1 or text[word.end : word.end + 1] in (".", ","):
        return item
    return replace(item, edits=1) if text[word.start].isupper() and item.last < len(words) else None


def _is_number(words: tuple[Token, ...]) -> bool:
    """Tell whether a number as of houses and plots comes first: 45/3, C 12."""
    keys = [word.key for word in words[: 2 if len(words[0].key) == 1 else 1]] if words else []
    return any(key[0].isdigit() for key in keys)


@cache
def _table() -> tuple[tuple[str, ...], tuple[tuple[Entry, ...], ...], np.ndarray]:
    """Return the keys, what each stands for, and how many letters of each may be wrong."""
    entries: defaultdict[str, dict[Entry, None]] = defaultdict(dict)
    for spelling, entry in (*_tiers(), *_names()):
        entries[key_of(spelling)][entry] = None
    allowed = [_allowed(key, tuple(found)) for key, found in entries.items()]
    return tuple(entries), tuple(map(tuple, entries.values())), np.array(allowed, np.uint8)


def _allowed(key: str, found: tuple[Entry, ...]) -> int:
    """Return how many letters may be wrong: of words that announce one of five or more, and none below the communes."""
    if not any(entry.tier for entry in found):
        return edits_allowed(key)
    return int(len(key) > 4 and all(entry.level in ADMINISTRATIVE for entry in found))


def _tiers() -> Iterator[tuple[str, Entry]]:
    for group in places()["tiers"]:
        numbered = group.get("numbered", False)
        for word in group["words"]:
            yield word, Entry(word, group["level"], tier=True, numbered=numbered)
        for abbreviation, word in group.get("short", {}).items():
            yield abbreviation, Entry(word, group["level"], tier=True, short=True)


def _names() -> Iterator[tuple[str, Entry]]:
    names: list[tuple[str, Level]] = [(name, "province") for name in places()["provinces"]["names"]]
    for commune in communes():
        names.append((commune.unit.name, "ward"))
        if commune.district:
            names.append((commune.district.name, "district"))
    for name, level in names:
        for spelling in (name, *places()["spellings"].get(name, ())):
            yield spelling, Entry(name, level, tier=False)
