"""Pairs of sides that show one sheet, once with a note stuck on it and once without (Thông tư 01/2023/TT-VPCP, Điều 8)."""

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from digitize.extraction.signs import split_rules
from digitize.model.ocr import OcrPage


@dataclass(frozen=True, slots=True)
class _Side:
    """The words of a side, and how far down those stand that occur once, as shares of its height."""

    words: Counter[str] = field(default_factory=Counter)
    places: dict[str, float] = field(default_factory=dict)


class Twins:
    """Sees sides go by and keeps the words of the last one only, and where they stand.

    Attributes:
        notes: for each side that shows the note, the side without it.
    """

    def __init__(self) -> None:
        self.notes: dict[int, int] = {}
        self._later: set[int] = set()
        self._index = -1
        self._last = -1
        self._seen = _Side()

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
            self._seen = self._seen if keeps else _Side()
            return
        side = _side(page)
        if _is_pair(side.words, self._seen.words) and _in_place(side, self._seen):
            self._later.add(self._index)
            hidden = side.words.total() > self._seen.words.total()
            noted, bare = (self._last, self._index) if hidden else (self._index, self._last)
            self.notes[noted] = bare
            side = _Side()
        self._last, self._seen = self._index, side


def _side(page: OcrPage) -> _Side:
    words = Counter(word.text for word in page.words)
    height = page.image.size[1]
    places = {word.text: word.box.middle[1] / height for word in page.words if words[word.text] == 1}
    return _Side(words, places)


def _in_place(one: _Side, other: _Side) -> bool:
    """Tell whether the words that both sides show once stand equally far down."""
    shifts = [abs(top - other.places[text]) for text, top in one.places.items() if text in other.places]
    return bool(shifts) and median(shifts) <= split_rules().pair["shift"]


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
