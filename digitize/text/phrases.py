"""Set phrases: what a form, a law or a name has said in the same words a thousand times, badly read."""

from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

from digitize.text.fold import fold

_MOST_WRONG = 0.28
"""Of its letters, marks aside. Beyond that it may be another phrase."""


def spelled(text: str, phrases: Iterable[str]) -> str:
    """Return the set phrase that `text` is, badly read; where it is none of them, or may be two, the text itself.

    Blanks, signs and marks say nothing. No word of the phrase may be misread beyond half its letters: a hospital of Bình Phước
    is none of Bình Dương.
    """
    read = _letters(text)
    close = sorted((wrong, phrase) for phrase in phrases if (wrong := _misread(read, phrase)) is not None)
    if not close or (len(close) > 1 and close[0][0] == close[1][0]):
        return text
    return close[0][1]


def _misread(read: str, phrase: str) -> int | None:
    """Return how many letters differ, None where it is another phrase."""
    words = [letters for word in phrase.split() if (letters := _letters(word))]
    most = int(_MOST_WRONG * sum(map(len, words)))
    edits = Levenshtein.editops("".join(words), read, score_hint=most)
    if len(edits) > most:
        return None
    ends = list(accumulate(map(len, words)))
    wrong = Counter(
        next((at for at, end in enumerate(ends) if edit.src_pos < end), len(words) - 1) for edit in edits
    )
    fits = all(wrong[at] <= max(2, len(word) // 2) for at, word in enumerate(words))
    return len(edits) if fits else None


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())
