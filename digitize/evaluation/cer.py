"""How well a page was read: whatever the order of its words, and in the order of the truth.

Columns, tables and stamps make the order of lines a matter of taste. So words are paired one to one, equal ones
first and the rest at the least total edit distance; what is left over counts with its length. Beside it stands what the
order costs: the edit distance of the whole text, words joined by single blanks, our reading order against the truth's.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from digitize.evaluation.assignment import cheapest_pairing

_SAME = (
    (re.compile("[–—−]"), "-"),
    (re.compile("[“”„]"), '"'),
    (re.compile("[‘’]"), "'"),
    (re.compile("Ð"), "Đ"),
    (re.compile("ð"), "đ"),
    (re.compile("…"), "..."),
    (re.compile("²"), "2"),
)
_OLD = ("óa", "òa", "ỏa", "õa", "ọa", "óe", "òe", "ỏe", "õe", "ọe", "úy", "ùy", "ủy", "ũy", "ụy")
_NEW = ("oá", "oà", "oả", "oã", "oạ", "oé", "oè", "oẻ", "oẽ", "oẹ", "uý", "uỳ", "uỷ", "uỹ", "uỵ")
_TONES = {
    change(old): change(new)
    for old, new in zip(_OLD, _NEW, strict=True)
    for change in (str.lower, str.upper, str.capitalize)
}
_OPEN = re.compile(rf"({'|'.join(_TONES)})\b")
_NO_WORD = re.compile(r"""[.\-_=~*•·|,:;'"]+""")
_UNREADABLE = "⟨?⟩"
"""Stands in a transcript for a word that nobody could read; it counts for nothing."""


@dataclass(frozen=True, slots=True)
class ReadingScore:
    """Counts over one page or many; rates are shares of the truth.

    Attributes:
        words: words of the truth.
        characters: characters of the truth, blanks aside.
        read_words: words that were read.
        hits: words that were read exactly as they stand.
        edits: characters to insert, delete or change.
        folded_edits: the same once tone marks and letter marks are gone.
        ordered_characters: characters of the truth with one blank between words.
        ordered_edits: edits that turn the whole text into the truth in its order, blanks included.
    """

    words: int = 0
    characters: int = 0
    read_words: int = 0
    hits: int = 0
    edits: int = 0
    folded_edits: int = 0
    ordered_characters: int = 0
    ordered_edits: int = 0

    @property
    def recall(self) -> float:
        """Share of the words that were read exactly; 1 if there were none."""
        return self.hits / self.words if self.words else 1.0

    @property
    def precision(self) -> float:
        """Share of the words read that stand on the page; 0 if nothing was read."""
        return self.hits / max(1, self.read_words)

    @property
    def cer(self) -> float:
        """Character error rate, 0 or more; any edit of an empty truth counts as 1."""
        return _rate(self.edits, self.characters)

    @property
    def folded_cer(self) -> float:
        """Character error rate without tone marks and letter marks."""
        return _rate(self.folded_edits, self.characters)

    @property
    def tone_error_rate(self) -> float:
        """The edits that are gone once marks are, as a share of the characters: CER less folded CER."""
        return _rate(self.edits - self.folded_edits, self.characters)

    @property
    def wer(self) -> float:
        """Word error rate whatever the order: words to change, insert or delete, as a share of the truth's."""
        return _rate(max(self.words, self.read_words) - self.hits, self.words)

    @property
    def ordered_cer(self) -> float:
        """Character error rate of the whole text in its reading order."""
        return _rate(self.ordered_edits, self.ordered_characters)


def score_reading(read: str, truth: str) -> ReadingScore:
    """Compare the text that was read from a page with what stands there."""
    ours, theirs = words_of(read), words_of(truth)
    in_order = " ".join(theirs)
    return ReadingScore(
        words=len(theirs),
        characters=sum(map(len, theirs)),
        read_words=len(ours),
        hits=(Counter(ours) & Counter(theirs)).total(),
        edits=_edits(ours, theirs),
        folded_edits=_edits([_folded(word) for word in ours], [_folded(word) for word in theirs]),
        ordered_characters=len(in_order),
        ordered_edits=Levenshtein.distance(" ".join(ours), in_order),
    )


def total(scores: Iterable[ReadingScore]) -> ReadingScore:
    """Return the counts of many pages as one: its rates weigh pages by their length."""
    rows = [astuple(page) for page in scores]
    return ReadingScore(*map(sum, zip(*rows, strict=True)))


def words_of(text: str) -> list[str]:
    """Return words in one normal form: NFC, one tone placement, plain dashes; leaders and lone marks dropped."""
    text = unicodedata.normalize("NFC", text)
    for pattern, plain in _SAME:
        text = pattern.sub(plain, text)
    text = _OPEN.sub(lambda match: _TONES[match[1]], text)
    return [word for word in text.split() if word != _UNREADABLE and not _NO_WORD.fullmatch(word)]


def _rate(errors: int, size: int) -> float:
    return errors / size if size else float(errors > 0)


def _folded(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _edits(ours: list[str], theirs: list[str]) -> int:
    """Return the least number of edits over all pairings.

    A pair costs its distance, a word alone its length. Pairing two words is never dearer than leaving both alone, so
    as many as possible are paired and only what a pair saves is left to minimize.
    """
    same = Counter(ours) & Counter(theirs)
    left = list((Counter(theirs) - same).elements())
    right = list((Counter(ours) - same).elements())
    alone = sum(map(len, left)) + sum(map(len, right))
    if not left or not right:
        return alone
    distance = cdist(left, right, scorer=Levenshtein.distance, dtype=np.int64)
    lengths = (
        np.array([len(word) for word in left])[:, None] + np.array([len(word) for word in right])[None, :]
    )
    return alone + cheapest_pairing(distance - lengths)
