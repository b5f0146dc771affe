"""Names of people: họ + chữ đệm + tên. The given name comes last and carries the evidence; half the people share four surnames."""

import re
from functools import cache
from importlib.resources import files

from digitize.text.fold import fold
from digitize.text.normalize import normalize

_OPEN_Y = re.compile(r"\b(qu|[bcdghklmnpstvx]{0,3})y\b")
_SYLLABLE = re.compile(r"[^\W\d_]{1,7}")
_HONORIFIC = re.compile(
    r"^(?:(?:ông\s*/\s*bà|ông \(bà\)|ông|bà|anh|chị)\s*[:/]?\s+|(?:ths|ts|ks|cn|bs|gs|pgs|luật sư)\.\s*)+",
    re.IGNORECASE,
)


def name_key(name: str) -> str:
    """Return the key under which spellings of one name agree: tone marks, case, y/i and honorifics aside.

    Nguyễn Thị Thuý, NGUYỄN THỊ THÚY and nguyen thi thuy have one key; Lí and Lý, Quí and Quý too.
    """
    plain = re.sub(r"[^\w ]", " ", fold(strip_honorific(name)))
    return " ".join(_OPEN_Y.sub(r"\1i", plain).split())


def sort_key(name: str) -> tuple[str, str]:
    """Return the order of Vietnamese lists: by given name, then by the rest."""
    key = name_key(name)
    rest, _, given = key.rpartition(" ")
    return given, rest


def strip_honorific(name: str) -> str:
    """Return `name` in normal form without Ông, Bà and academic titles before it."""
    return _HONORIFIC.sub("", normalize(name)).strip()


def is_name(text: str) -> bool:
    """Tell whether `text` is written as a person's name: two to six syllables, each with a capital, letters only."""
    syllables = text.split()
    return 2 <= len(syllables) <= 6 and all(_is_syllable(word) for word in syllables)


def _is_syllable(word: str) -> bool:
    return (
        bool(_SYLLABLE.fullmatch(word))
        and word[0].isupper()
        and (word[1:].islower() or word[1:] in ("", word[1:].upper()))
    )


def has_known_surname(name: str) -> bool:
    """Tell whether the first syllable is one of the surnames of `surnames.txt`, tone marks aside."""
    first, *_ = name_key(name).split() or [""]
    return first in _surnames()


@cache
def _surnames() -> frozenset[str]:
    lines = files("digitize.text").joinpath("surnames.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name_key(line) for line in lines)
