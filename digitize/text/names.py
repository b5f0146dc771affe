"""Names of people, họ + chữ đệm + tên, and of organisations, and how far two agree.

A person's given name comes last and carries the evidence: half the people share four surnames.
"""

import re
from enum import IntEnum
from functools import cache, lru_cache
from itertools import pairwise

from digitize.text.fold import exact_key, fold, toneless
from digitize.text.name_spelling import is_given, surnames
from digitize.text.normalize import normalize
from digitize.text.organisations import Organisation, organisation_of
from digitize.text.syllables import is_syllable

_OPEN_Y = re.compile(r"\b(qu|[bcdđghklmnpstvx]{0,3})y\b")
_SYLLABLE = re.compile(r"[^\W\d_]{1,7}")
_FOREIGN = re.compile(r"[A-Z]{2,14}(?: [A-Z]{2,14}){1,4}")
_VOWELS = "aeiouy"
_LETTERS = str.maketrans("012568", "OIZSGB")
"""As the matcher's rules have them (`matching/rules.toml`)."""
_NO_WORD = re.compile(r"[^\w ]")
_KEPT = 8192
"""Names whose parts are kept: one paper's name meets those of many dossiers."""

_OF_SEX = frozenset({"văn", "thị"})
"""They stand behind a surname: Ông Hồng Văn Minh is called Hồng."""

_HONORIFIC = re.compile(
    r"(?:ông\s*/\s*bà|ông \(bà\)|ông(?!\s+th[ịi]\s+(?!văn\b))|bà|anh|chị)\s*[:/]?\s+|(?:ths|ts|ks|cn|bs|gs|pgs|luật sư)\.\s*",
    re.IGNORECASE,
)


class Likeness(IntEnum):
    """How far two names agree. Who agrees on a level agrees on those below."""

    DIFFERENT = 0
    FOLDED = 1
    """Letters agree, all marks aside."""
    TONELESS = 2
    """Letters agree with their own marks, tone marks aside; of organisations their cores do."""
    EXACT = 3
    """Words agree with all marks, capitals, style of tone placement and honorifics aside."""


def likeness(one: str, other: str) -> Likeness:
    """Return how far two names of people or organisations agree.

    Organisations are compared by their cores: "CTY TNHH MTV Phú Lợi" is, if not exactly, "Công ty TNHH Phú Lợi", but
    never "Công ty CP Phú Lợi".
    """
    left, right = _words(one), _words(other)
    if left == right:
        return Likeness.EXACT
    ours, theirs = organisation_of(left), organisation_of(right)
    if ours and theirs and ours.contradicts(theirs):
        return Likeness.DIFFERENT
    if core_key(one) != core_key(other):
        return Likeness.DIFFERENT
    same = _open_i(toneless(_core(ours, left))) == _open_i(toneless(_core(theirs, right)))
    return Likeness.TONELESS if same else Likeness.FOLDED


def is_company(name: str) -> bool:
    """Tell whether a name states a legal form, as those of companies do and those of agencies do not."""
    organisation = organisation_of(_words(name))
    return organisation is not None and bool(organisation.forms)


def unjoined(name: str) -> str:
    """Return `name` with a blank in each word that is no syllable and that one blank alone makes two: QUÂNNGHĨA."""
    return " ".join(_two_syllables(word) for word in name.split())


def joined(name: str) -> str:
    """Return `name` without a blank that was read within a syllable: TRẦN CÔNG L UÂN."""
    words = name.split()
    for at, (first, second) in enumerate(pairwise(words)):
        begun = first.isalpha() and not is_syllable(first) and fold(second)[0] in _VOWELS
        if begun and is_syllable(first + second):
            return joined(" ".join((*words[:at], first + second, *words[at + 2 :])))
    return name


def lettered(name: str) -> str:
    """Return `name` with letters where figures were read for the first ones of syllables: 2HOU HAO, TRẦN THỊ 8ẢY.

    A figure elsewhere is a stroke more often than a letter: LÊ THỊ HOA1 is not called Hoài.
    """
    whole = " ".join(map(_lettered, name.split()))
    return whole if is_name(whole) else name


def _lettered(word: str) -> str:
    letters = word[:1].translate(_LETTERS) + word[1:]
    return (
        letters if len(word) > 2 and word[1:].isalpha() and (is_given(letters) or letters.isascii()) else word
    )


def _two_syllables(word: str) -> str:
    if is_syllable(word):
        return word
    halves = ((word[:at], word[at:]) for at in range(1, len(word)))
    parted = [f"{first} {second}" for first, second in halves if is_syllable(first) and is_syllable(second)]
    return parted[0] if len(parted) == 1 else word


@lru_cache(maxsize=_KEPT)
def core_key(name: str) -> str:
    """Return the key of what says who it is: of an organisation without "công ty", its legal form and its trades."""
    words = _words(name)
    return _open_i(fold(_core(organisation_of(words), words)))


@lru_cache(maxsize=_KEPT)
def _words(name: str) -> tuple[str, ...]:
    return tuple(_NO_WORD.sub(" ", exact_key(strip_honorific(name)).replace("\n", " ")).split())


def _core(organisation: Organisation | None, words: tuple[str, ...]) -> str:
    return " ".join(organisation.core if organisation else words)


def _open_i(text: str) -> str:
    """Return `text` with y for i at the end of open syllables: lý and lí, quý and quí are one."""
    return _OPEN_Y.sub(r"\1i", text)


@lru_cache(maxsize=_KEPT)
def name_key(name: str) -> str:
    """Return the key under which spellings of one name agree: tone marks, case, y/i and honorifics aside.

    Nguyễn Thị Thuý, NGUYỄN THỊ THÚY and nguyen thi thuy have one key; Lí and Lý, Quí and Quý too.
    """
    plain = _NO_WORD.sub(" ", fold(strip_honorific(name)))
    return " ".join(_open_i(plain).split())


def sort_key(name: str) -> tuple[str, str]:
    """Return the order of Vietnamese lists: by given name, then by the rest."""
    key = name_key(name)
    rest, _, given = key.rpartition(" ")
    return given, rest


@lru_cache(maxsize=_KEPT)
def strip_honorific(name: str) -> str:
    """Return `name` in normal form without Ông, Bà and academic titles before it.

    Ông Thị Hường and Ông Xuân Bình have Ông for a surname.
    """
    bare = normalize(name).strip()
    while (title := _HONORIFIC.match(bare)) and not _is_surname_ong(bare):
        bare = bare[title.end() :].strip()
    return bare


def _is_surname_ong(name: str) -> bool:
    """Tell whether a name begins with Ông where only a surname makes it whole: behind it stand given names alone."""
    first, *rest = name.split()
    return (
        first.casefold() == "ông"
        and len(rest) > 1
        and not has_known_surname(rest[0])
        and all(word[0].isupper() and is_given(word) for word in rest)
        and not _OF_SEX & {word.casefold() for word in rest}
    )


def is_name(text: str) -> bool:
    """Tell whether `text` is written as a person's name: two to six syllables, each with a capital, letters only."""
    syllables = text.split()
    return 2 <= len(syllables) <= 6 and all(_is_syllable(word) for word in syllables)


def is_foreign_name(text: str) -> bool:
    """Tell whether `text` is written as passports print a foreigner's name: two to five words in capitals without marks."""
    return bool(_FOREIGN.fullmatch(text))


def _is_syllable(word: str) -> bool:
    return (
        bool(_SYLLABLE.fullmatch(word))
        and word[0].isupper()
        and (word[1:].islower() or word[1:] in ("", word[1:].upper()))
    )


def bears_surname(name: str) -> bool:
    """Tell whether the first syllable is one of the surnames of `surnames.txt`, tone marks and all."""
    first, *_ = normalize(name).split() or [""]
    return first.title() in surnames()


def has_known_surname(name: str) -> bool:
    """Tell whether the first syllable is one of the surnames of `surnames.txt`, tone marks aside."""
    first, *_ = name_key(name).split() or [""]
    return first in _surnames()


@cache
def _surnames() -> frozenset[str]:
    return frozenset(map(name_key, surnames()))
