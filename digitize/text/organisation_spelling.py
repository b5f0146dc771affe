"""How the name of a company or a shop was probably spelled: the words that say of what kind it is, and nothing else.

What sets one apart from others of its kind stays as read. The read text remains the evidence; what was respelled is a
suggestion.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import Levenshtein

from digitize.text.fold import exact_key, fold
from digitize.text.normalize import normalize

_LETTERS_AN_ERROR, _EXACT_BELOW = 5, 8
"""So many letters of a phrase may hold one error, marks and blanks aside; a short one holds none."""

_MOST_ERRORS = 4
_APART = 6
"""A shorter phrase ends where a word ends: "NHÂN" begins with no "NHÀ"."""

_SURE = 10
"""Letters of a phrase that may end within a word and hold errors: "THÀNH CÔNG TÂY NAM" holds no "CÔNG TY"."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A phrase in a name: where it ends, in letters, how many of them differ."""

    phrase: str
    end: int
    errors: int

    @property
    def worth(self) -> tuple[int, int]:
        return len(_letters(self.phrase)) - 5 * self.errors, -self.errors


@lru_cache(maxsize=2048)
def spell_organisation(name: str) -> str:
    """Return a name with legal forms, trades and shops spelled and parted as they are written; capitals are kept.

    "CÔNG TYTNHH THƯƠNGMẠT DỊCH VỤ QUẢN" is "CÔNG TY TNHH THƯƠNG MẠI DỊCH VỤ QUẢN": the last word sets it apart, so it is
    never a phrase's.
    """
    words = normalize(name).split()
    starts = _starts(words)
    letters = "".join(map(_letters, words))
    spelled: list[str] = []
    at, last = 0, starts[-1] if starts else 0
    while at < len(letters):
        found = _phrase_at(letters, at, starts, last)
        end = found.end if found else next((start for start in starts if start > at), len(letters))
        printed = _between(words, starts, at, end)
        spelled.append(_like(printed, found.phrase) if found else printed)
        at = end
    return " ".join(spelled)


def _like(printed: str, phrase: str) -> str:
    """Return a phrase in the case of what was printed; what is spelled right already stays."""
    if exact_key(printed) == exact_key(phrase):
        return printed
    if sum(map(str.isupper, printed)) > sum(map(str.islower, printed)):
        return phrase.upper()
    return phrase[0].upper() + phrase[1:] if printed[0].isupper() else phrase


def _phrase_at(letters: str, at: int, starts: list[int], last: int) -> _Found | None:
    """Return the phrase that begins at a letter, the best if there are several; none reaches into the last word."""
    found = [
        each
        for phrase in _phrases()
        for each in _ends(phrase, letters, at, last)
        if each.end in starts or len(_letters(phrase)) >= (_SURE if each.errors else _APART)
    ]
    return max(found, key=lambda each: each.worth, default=None)


def _ends(phrase: str, letters: str, at: int, last: int) -> Iterator[_Found]:
    right = _letters(phrase)
    most = min(len(right) // _LETTERS_AN_ERROR, _MOST_ERRORS) if len(right) >= _EXACT_BELOW else 0
    if Levenshtein.distance(right, letters[at : at + len(right)], score_cutoff=2 * most) > 2 * most:
        return  # Whatever is as near and ends a little elsewhere is no further away than that.
    for end in range(at + len(right) - most, min(at + len(right) + most, last) + 1):
        errors = Levenshtein.distance(right, letters[at:end], score_cutoff=most)
        if errors <= most:
            yield _Found(phrase, end, errors)


def _starts(words: list[str]) -> list[int]:
    """Return where each word begins, in letters."""
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(_letters(word))
    return starts


def _between(words: list[str], starts: list[int], at: int, end: int) -> str:
    """Return what was printed between two letters."""
    pieces = (
        word[max(0, at - start) : max(0, end - start)] for word, start in zip(words, starts, strict=True)
    )
    return " ".join(filter(None, pieces))


@lru_cache(maxsize=2048)
def _letters(text: str) -> str:
    """Return the letters and signs of a text without blanks and marks, each as one, whatever its small letter is."""
    folded = fold(text).replace(" ", "")
    plain = text.replace(" ", "")
    return folded if len(folded) == len(plain) else "".join((fold(sign) or sign)[0] for sign in plain)


@cache
def _phrases() -> tuple[str, ...]:
    text = files("digitize.text").joinpath("trades.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
