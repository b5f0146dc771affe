"""Tells whether two pages are scans of one sheet, by what was read on them.

Two papers of one form share most of their words; what tells them apart are the numbers, and what their papers are known
by. A scan again, with other skew, light and scale, reads nearly the same in both. The picture does not help: a 64-bit
difference hash or DCT hash of the levelled page lies 0 to 22 bits from that of a second scan, and 1 to 22 bits from that
of another receipt of the same desk.
"""

from collections.abc import Sequence

from rapidfuzz.distance import Hamming, Indel

from digitize.model.fields import Extraction
from digitize.text.fold import fold, tokens

_LEAST_DIGITS = 5
"""Digits of a number by which a page is looked up: shorter ones stand on too many pages."""

_MOST_PROBES = 5

_WORDS_ALIKE, _NUMBERS_ALIKE = 0.8, 0.65
"""Least similarity (twice the common sequence over the sum of both lengths) of all words, and of those with a digit."""

_ALL_BUT_THE_SAME = 0.86
"""Least similarity of pages whose papers have nothing in common that they are known by."""

_KNOWN_BY = ("ma_ho_so", "so_ky_hieu", "so_vao_so", "so_phat_hanh")
"""Fields of which two scans of one paper state one value, whoever runs on in numbers."""

_IDENTITIES = ("so_cccd", "so_cmnd", "ma_so_thue")
"""Numbers that do not run on from paper to paper: two that differ in one digit are one, misread."""

Words = Sequence[str]


def words_of(text: str) -> Words:
    """Return the folded words and numbers of a page."""
    return tokens(fold(text))


def probes(words: Words) -> tuple[str, ...]:
    """Return the numbers of a page by which pages like it are looked up, the longest first."""
    return tuple(sorted(numbers_of(words), key=lambda word: (-_digits(word), word))[:_MOST_PROBES])


def numbers_of(words: Words) -> frozenset[str]:
    """Return the numbers of a page by which it may be found."""
    return frozenset(word for word in words if _digits(word) >= _LEAST_DIGITS)


def likeness(ours: Words, theirs: Words) -> float | None:
    """Return how alike two pages read, 0 to 1; None if they are not near enough to be scans of one sheet."""
    alike = Indel.normalized_similarity(ours, theirs, score_cutoff=_WORDS_ALIKE)
    if alike < _WORDS_ALIKE:
        return None
    numbers = Indel.normalized_similarity(_numbers(ours), _numbers(theirs), score_cutoff=_NUMBERS_ALIKE)
    return float(alike) if numbers >= _NUMBERS_ALIKE else None


def one_paper(ours: Extraction, theirs: Extraction, alike: float) -> bool:
    """Tell whether two papers with pages that read alike may be one: nothing that a paper is known by differs.

    Where the pages do not read all but the same, something that it is known by must agree, too.
    """
    known = [_same(ours.value(name), theirs.value(name)) for name in _KNOWN_BY]
    persons = [_misread(ours.value(name), theirs.value(name)) for name in _IDENTITIES]
    found = [same for same in (*known, *persons) if same is not None]
    dated = _same(ours.value("ngay_ban_hanh"), theirs.value("ngay_ban_hanh"))
    return dated is not False and all(found) and (bool(found) or alike >= _ALL_BUT_THE_SAME)


def _same(one: str | None, other: str | None) -> bool | None:
    """Tell whether two values are the same, their signs and case aside; None if one of them is not stated."""
    return words_of(one) == words_of(other) if one and other else None


def _misread(one: str | None, other: str | None) -> bool | None:
    """Tell whether two numbers differ in one digit at most; None if one of them is not stated."""
    return Hamming.distance(one, other) <= 1 if one and other else None


def _numbers(words: Words) -> list[str]:
    return [word for word in words if _digits(word)]


def _digits(word: str) -> int:
    return sum(char.isdigit() for char in word)
