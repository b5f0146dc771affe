"""Set phrases: what a form, a law or a name has said in the same words a thousand times, badly read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from digitize.text.fold import exact_key, fold

_MOST_WRONG = 0.28
"""Of the letters of a phrase, marks aside. Beyond that it may be another one."""
_LEAD = 2
"""By how many letters the nearest phrase must be nearer than the next."""
_NAMES = re.compile(r"\{([^}]*)\}")
_DIGITS = re.compile(r"\b[0-9]+\b")
"""Of a number; a figure among letters is a letter misread: "với a1"."""
_WORD = re.compile(r"\w+")
_KEPT = 1024


@dataclass(frozen=True, slots=True)
class _Word:
    """A word's place among the letters of a phrase, marks and blanks aside, and how many of them may be misread."""

    start: int
    end: int
    most: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase, what of it counts, and where its words lie in that."""

    text: str
    said: tuple[str, ...]
    digits: tuple[str, ...]
    letters: str
    words: tuple[_Word, ...]

    def misread(self, read: str) -> int | None:
        """Return by how many letters what was read differs, None where it is another phrase."""
        most = int(_MOST_WRONG * len(self.letters))
        edits = Levenshtein.editops(self.letters, read, score_hint=most)
        if len(edits) > most:
            return None
        places = [min(edit.src_pos, len(self.letters) - 1) for edit in edits]
        fits = all(sum(word.start <= at < word.end for at in places) <= word.most for word in self.words)
        return len(edits) if fits else None


def spelled(text: str, phrases: Iterable[str]) -> str:
    """Return the set phrase that `text` is, badly read; where it is none of them, or may be two, the text itself.

    Blanks and signs say nothing, and capitals stay as they were read where nothing else is wrong.

    Args:
        text: as read.
        phrases: in braces the names by which one differs from others: "Bệnh viện Đa khoa tỉnh {Bình Dương}". Of a name one letter
            may be misread and no digit, marks aside; of any other word half of its letters.
    """
    known = [_phrase(phrase) for phrase in phrases]
    said, digits, read = _said(text), _digits(text), _letters(text)
    if any(said == phrase.said for phrase in known):
        return text
    close = sorted(
        (wrong, phrase.text)
        for phrase in known
        if digits == phrase.digits and (wrong := phrase.misread(read)) is not None
    )
    if not close or (close[0][0] and len(close) > 1 and close[1][0] - close[0][0] < _LEAD):
        return text
    return close[0][1]


@lru_cache(maxsize=_KEPT)
def _phrase(marked: str) -> _Phrase:
    words: list[_Word] = []
    letters = ""
    for at, part in enumerate(_NAMES.split(marked)):
        is_name = at % 2 == 1
        for word in filter(None, map(_letters, [part] if is_name else part.split())):
            end = len(letters) + len(word)
            words.append(_Word(len(letters), end, 1 if is_name else (len(word) + 1) // 2))
            letters += word
    text = _NAMES.sub(r"\1", marked)
    return _Phrase(text, _said(text), _digits(text), letters, tuple(words))


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def _said(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(exact_key(text)))


def _digits(text: str) -> tuple[str, ...]:
    return tuple(_DIGITS.findall(text))
