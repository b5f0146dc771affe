"""Titles: lines that a printed title stands in, however it is broken, spaced or misread.

Letters are compared without blanks and punctuation, so that a title printed "Q U Y Ế T  Đ Ị N H", or read with a word cut
in two, is still the same; it must end where a word of the page ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from digitize.extraction.catalogue import rules
from digitize.extraction.forms import Form
from digitize.extraction.view import PageView, Piece, has_section_number, opens_with

_ALIKE = 0.84
"""Least likeness of a title; that of one below ten letters is less: one letter of seven may be wrong."""
_ALIKE_SHORT, _SHORT = 0.8, 10
_FAULT = 1.5
"""Letters of a longer title that one letter added, lost or half replaced weighs up."""
_SLACK = 0.12
"""Share of a title's letters that may be missing or too many where it ends."""
_MOST_LINES = 5
_CLOSE = 1.2
"""Line heights between two lines of one title, at most."""
_NEAR = 3.0
"""Line heights between two words of a title that is printed with wide spaces, at most."""
_MIDDLE = 0.15
"""Share of the page's width that the middle of a centred line may stand off the page's."""
_WIDEST, _WIDEST_SMALL = 0.85, 0.6
"""Share of the page's width that a line of capitals and one of small letters may fill and still be a title."""
_WHOLE = 0.9
"""Share of its lines that a title in small letters fills; else it is a mention in a sentence."""


@dataclass(frozen=True, slots=True)
class Title:
    """A printed title of a form, found on a page.

    Attributes:
        printed: the title in folded letters.
        alike: how like the page's letters are to it, 0 to 1.
        gain: letters that agree less those that do not: the longer of two likely titles gains more.
        capitals: whether it is read in capitals.
        centred: whether it stands in the middle of the page.
        begins: whether no other line of capitals stands close above it, of which it might be the second half.
    """

    form: Form
    printed: str
    pieces: tuple[Piece, ...]
    alike: float
    gain: float
    capitals: bool
    centred: bool
    begins: bool

    @property
    def top(self) -> int:
        """Its upper edge in pixels."""
        return self.pieces[0].box.top

    @property
    def merit(self) -> float:
        """How much letters, type and place are those of a title, 0 to 1."""
        return (
            self.alike
            * (1.0 if self.capitals else 0.8)
            * (1.0 if self.centred else 0.7)
            * (1.0 if self.begins else 0.75)
        )


@dataclass(frozen=True, slots=True)
class _Printed:
    """A title of a form, folded, and its letters alone."""

    form: Form
    title: str
    letters: str


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines below each other that a title may open: their letters, where words end in them, and where lines do."""

    pieces: tuple[Piece, ...]
    letters: str
    ends: tuple[int, ...]
    lines: tuple[int, ...]


class Titles:
    """The printed titles of some forms, found on pages.

    Args:
        forms: of variants of a kind that share a title, the first is the one that is found.
    """

    def __init__(self, forms: Iterable[Form]) -> None:
        self._by_length: dict[int, list[_Printed]] = {}
        self._near: dict[int, tuple[tuple[_Printed, ...], tuple[str, ...]]] = {}
        self._openers: set[str] = set()
        self._zone = 0.0
        # Pages are looked at more than once: to part a stack, and to tell what its documents are.
        self._likely = lru_cache(maxsize=4096)(self._compared)
        taken: set[tuple[str, str]] = set()
        for form in forms:
            self._zone = max(self._zone, form.zone)
            for title in form.titles:
                self._openers.add(title.split()[0])
                printed = _Printed(form, title, squeeze(title))
                if (printed.letters, form.kind) not in taken:
                    taken.add((printed.letters, form.kind))
                    self._by_length.setdefault(len(printed.letters), []).append(printed)

    def on(self, page: PageView) -> Iterator[Title]:
        """Yield every printed title that a line of a page opens with, best or not; a page may bear several."""
        for index, piece in enumerate(page.pieces):
            if piece.box.top <= self._zone * page.size[1] and _may_open(page, piece):
                above = _above(page, index)
                if above and above.folded.split()[0] in self._openers:
                    # The second line of another title: an application for a permit is not the permit.
                    continue
                for row in _rows(page, index):
                    yield from self._opening(page, _block(page, index, row), begins=above is None)

    def like(self, printed: str) -> list[tuple[str, float]]:
        """Return the kinds with the likeness (0 to 1) of their titles to a printed one, the likest first."""
        found: dict[str, float] = {}
        for row in (row for rows in self._by_length.values() for row in rows):
            alike = fuzz.ratio(row.title, printed) / 100
            found[row.form.kind] = max(found.get(row.form.kind, 0.0), alike)
        return sorted(found.items(), key=lambda item: -item[1])

    def _opening(self, page: PageView, block: _Block, *, begins: bool) -> Iterator[Title]:
        """Yield the titles that a block of lines opens with."""
        for end in block.ends:
            text = block.letters[:end]
            for score, printed in self._likely(text):
                if block.pieces[0].box.top <= printed.form.zone * page.size[1]:
                    title = _title(page, block, end, printed, score / 100, begins=begins)
                    if title:
                        yield title

    def _compared(self, text: str) -> tuple[tuple[float, _Printed], ...]:
        """Return the printed titles that some letters may be, each with its likeness (0 to 100)."""
        near, letters = self._ending(len(text))
        found = process.extract_iter(text, letters, scorer=fuzz.ratio, score_cutoff=100 * _ALIKE_SHORT)
        return tuple(
            (score, near[at]) for _, score, at in found if len(letters[at]) < _SHORT or score >= 100 * _ALIKE
        )

    def _ending(self, end: int) -> tuple[tuple[_Printed, ...], tuple[str, ...]]:
        """Return the printed titles that may end after `end` letters, and their letters."""
        if end not in self._near:
            lengths = (length for length in self._by_length if abs(length - end) <= max(1, _SLACK * length))
            near = tuple(printed for length in lengths for printed in self._by_length[length])
            self._near[end] = near, tuple(printed.letters for printed in near)
        return self._near[end]


def squeeze(folded: str) -> str:
    """Return the letters and digits of a folded text."""
    return "".join(char for char in folded if char.isalnum())


def centred(page: PageView, pieces: Sequence[Piece]) -> bool:
    """Tell whether lines stand, on average, in the middle of the page."""
    middle = sum(piece.box.middle[0] for piece in pieces) / len(pieces)
    return abs(middle - page.size[0] / 2) < _MIDDLE * page.size[0]


def _may_open(page: PageView, piece: Piece) -> bool:
    width = page.size[0]
    if has_section_number(piece.folded):
        return False
    if not piece.is_upper and (piece.box.width > _WIDEST_SMALL * width or not centred(page, [piece])):
        return False
    return piece.box.width <= _WIDEST * width and not opens_with(piece.folded, rules().mentions)


def _rows(page: PageView, index: int) -> Iterator[tuple[Piece, ...]]:
    """Yield a piece alone and, of wide-spaced capitals, with those that go on in its line."""
    row = [page.pieces[index]]
    yield tuple(row)
    for after in page.pieces[index + 1 :]:
        gap = after.box.left - row[-1].box.right
        same = after.middle < row[-1].box.bottom and after.box.top < row[-1].box.bottom
        if not (same and 0 <= gap < _NEAR * row[-1].box.height and after.is_upper and row[-1].is_upper):
            break
        row.append(after)
    if len(row) > 1:
        yield tuple(row)


def _block(page: PageView, index: int, row: tuple[Piece, ...]) -> _Block:
    """Gather the lines that may go on with a title."""
    pieces = [*row]
    last = row[0]
    count = 1
    for below in page.pieces[index + len(row) :]:
        if below.box.top - last.box.bottom > _CLOSE * page.line_height or count == _MOST_LINES:
            break
        if below.middle > last.box.bottom - 2 and _overlap(last, below):
            pieces.append(below)
            last = below
            count += 1
    letters, ends, lines = "", [], []
    for piece in pieces:
        own, stops = _stops(piece.folded)
        ends += [len(letters) + stop for stop in stops]
        letters += own
        lines.append(len(letters))
    return _Block(tuple(pieces), letters, tuple(dict.fromkeys(ends)), tuple(lines))


@lru_cache(maxsize=1024)
def _stops(folded: str) -> tuple[str, tuple[int, ...]]:
    """Return the letters and digits of a line, and after how many of them a word ends."""
    letters, ends = "", []
    for word in folded.split():
        part = squeeze(word)
        # A footnote's number may be glued to a word.
        ends += [
            len(letters) + place
            for place, (one, two) in enumerate(pairwise(part), 1)
            if one.isalpha() and two.isdigit()
        ]
        letters += part
        ends.append(len(letters))
    return letters, tuple(ends)


def _overlap(upper: Piece, lower: Piece) -> bool:
    return min(upper.box.right, lower.box.right) > max(upper.box.left, lower.box.left)


def _title(
    page: PageView, block: _Block, end: int, printed: _Printed, alike: float, *, begins: bool
) -> Title | None:
    """Return a likely title unless its lines say that it is only mentioned."""
    pieces = block.pieces[: next(number for number, stop in enumerate(block.lines, 1) if stop >= end)]
    if any(word in piece.folded for word in printed.form.unless for piece in pieces):
        return None
    capitals = all(piece.is_upper for piece in pieces)
    if not capitals and end < _WHOLE * block.lines[len(pieces) - 1]:
        return None
    gain = len(printed.letters) - _FAULT * Indel.distance(printed.letters, block.letters[:end])
    # A card lies anywhere on its page.
    inside = printed.form.zone == 1 or centred(page, pieces)
    return Title(printed.form, printed.title, pieces, alike, gain, capitals, inside, begins)


def _above(page: PageView, index: int) -> Piece | None:
    """Return a centred line of capitals that stands close above a line; quốc hiệu and agencies do not count."""
    piece = page.pieces[index]
    for above in reversed(page.pieces[:index]):
        if piece.box.top - above.box.bottom > 0.8 * page.line_height:
            return None
        if above.middle < piece.box.top and _overlap(above, piece) and above.is_upper:
            folded = above.folded
            known = opens_with(folded, rules().agencies) or any(
                fuzz.partial_ratio(motto, folded) >= 85 for motto in rules().mottos
            )
            return above if not known and centred(page, [above]) else None
    return None
