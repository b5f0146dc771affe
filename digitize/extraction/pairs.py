"""Pairs of sides that show one sheet, once with a note stuck on it and once without (Thông tư 01/2023/TT-VPCP, Điều 8)."""

from collections import Counter

from digitize.extraction.signs import split_rules
from digitize.model.ocr import OcrPage


class Twins:
    """Sees sides go by and keeps the words of the last one only.

    Attributes:
        notes: for each side that shows the note, the side without it.
    """

    def __init__(self) -> None:
        self.notes: dict[int, int] = {}
        self._later: set[int] = set()
        self._index = -1
        self._last = -1
        self._words: Counter[str] = Counter()

    @property
    def later(self) -> frozenset[int]:
        """The second side of each pair."""
        return frozenset(self._later)

    def see(self, page: OcrPage | None, *, keeps: bool) -> None:
        """See the next side.

        Args:
            page: the side; None for one that cannot be of a pair.
            keeps: whether the side before may still find its twin behind this one, as behind its own blank back.
        """
        self._index += 1
        if page is None:
            self._words = self._words if keeps else Counter()
            return
        words = Counter(word.text for word in page.words)
        if _is_pair(words, self._words):
            self._later.add(self._index)
            hidden = words.total() > self._words.total()
            noted, bare = (self._last, self._index) if hidden else (self._index, self._last)
            self.notes[noted] = bare
            words = Counter()
        self._last, self._words = self._index, words


def _is_pair(one: Counter[str], other: Counter[str]) -> bool:
    """Tell whether two sides show the same words but for some that a note hides.

    Two forms that two people filled in share most words too: it is the words with digits that must agree.
    """
    fewer, more = sorted((one, other), key=Counter.total)
    rules = split_rules().pair
    if fewer.total() < rules["least_words"] or more.total() - fewer.total() < rules["hidden"]:
        return False
    if (fewer & more).total() < rules["words"] * fewer.total():
        return False
    numbers = Counter({word: count for word, count in fewer.items() if any(map(str.isdigit, word))})
    return (numbers & more).total() >= rules["numbers"] * numbers.total()
