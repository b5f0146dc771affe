"""What the readers look at: pieces of visual lines with their words, folded text and places.

Only the first and the last pages of a document are looked at: titles, headers and labels stand in front, signatures at
the end. A document of 2,000 pages costs no more than one of six.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from operator import itemgetter
from statistics import median

from digitize.model.fields import Evidence
from digitize.model.geometry import Box, enclose
from digitize.model.ocr import Barcode, OcrPage, Word
from digitize.text.fold import fold
from digitize.text.normalize import normalize

FRONT_PAGES = 3
BACK_PAGES = 3
_WIDE_GAP = 1.8
"""A gap of so many line heights parts two columns; justified text stays below one and a half."""


_HEAD = 1 / 5
"""Share of a page, from its top, in which the issuer and quốc hiệu stand side by side."""
_BLANK, _LEVEL = 0.55, 0.3
"""Heights of a line: what parts the words of justified text at most, and by how much the parts of one line may be out of level."""


@cache
def _flat_char(char: str) -> str:
    return (fold(char) or " ")[0]


def flat(text: str) -> str:
    """Return `text` folded letter by letter, so that offsets agree with the normal form of `text`."""
    return "".join(map(_flat_char, normalize(text)))


_STOPS = ".,:;…_·"
_SECTION = re.compile(r"^\W*(?:[ivx]{1,4}|\d{1,2}|[a-hđ])[.)]\s")


def has_section_number(folded: str) -> bool:
    """Tell whether a folded line begins with the number of a section: "ii. ", "3) "."""
    return bool(_SECTION.match(folded))


def opens_with(folded: str, phrases: Iterable[str]) -> bool:
    """Tell whether a folded line begins with one of the phrases, as whole words; a list dash before it is no matter."""
    line = folded.lstrip("-*+• ")
    return any(line.startswith(phrase) and not line[len(phrase) :][:1].isalnum() for phrase in phrases)


@dataclass(frozen=True)
class Piece:
    """Words of one visual line that stand together; `page` counts from 1 in the document. Never empty."""

    page: int
    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """The words in normal form, joined by single blanks."""
        return normalize(" ".join(word.text for word in self.words))

    @cached_property
    def folded(self) -> str:
        """The text folded; offsets agree with `text`."""
        return flat(self.text)

    @cached_property
    def box(self) -> Box:
        """The rectangle around the words."""
        return enclose(word.box for word in self.words)

    @cached_property
    def middle(self) -> float:
        """Middle of the line, in pixels from the top."""
        return self.box.middle[1]

    @cached_property
    def confidence(self) -> float:
        """Mean confidence of the words, weighted by their length."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0.0

    @cached_property
    def is_upper(self) -> bool:
        """Whether at least seven in ten letters are capitals."""
        letters = [char for char in self.text if char.isalpha()]
        return bool(letters) and sum(char.isupper() for char in letters) >= 0.7 * len(letters)

    def parts(self) -> tuple["Piece", ...]:
        """Return the piece parted at gaps that no justified text has."""
        return tuple(Piece(self.page, words) for words in _split(self.words))

    def cut(self, start: int, end: int) -> "Piece":
        """Return the words that stand, at least in part, between two offsets of `text`; all words if none does."""
        found, at = [], 0
        for word in self.words:
            stop = at + len(normalize(word.text))
            if at < end and stop > start:
                found.append(word)
            at = stop + 1
        return Piece(self.page, tuple(found) or self.words)

    def evidence(self) -> Evidence:
        """Return where the piece stands, the leaders and stops at its ends aside, and what was read there."""
        box = enclose(
            [_trimmed(self.words[0]), *(word.box for word in self.words[1:-1]), _trimmed(self.words[-1])]
        )
        return Evidence(self.page, box, " ".join(word.text for word in self.words))


def _trimmed(word: Word) -> Box:
    """Return the box of a word without the stops before and after its letters, as wide as these are to all of it."""
    said = word.text.strip(_STOPS)
    if not said or said == word.text:
        return word.box
    start = word.text.index(said)
    total = _width(word.text)
    left, right = _width(word.text[:start]) / total, _width(word.text[: start + len(said)]) / total
    box = word.box
    return Box(
        box.left + round(left * box.width), box.top, box.left + max(1, round(right * box.width)), box.bottom
    )


def _width(text: str) -> float:
    """Return how wide a text is printed, in letters."""
    return sum(0.5 if char in _STOPS else 1.0 for char in text)


@dataclass(frozen=True)
class PageView:
    """One page: its pieces from top to bottom and left to right, its size and its barcodes."""

    number: int
    size: tuple[int, int]
    pieces: tuple[Piece, ...]
    barcodes: tuple[Barcode, ...]

    @cached_property
    def line_height(self) -> float:
        """Median height of the pieces in pixels."""
        return median(piece.box.height for piece in self.pieces) if self.pieces else 1.0

    def under(self, piece: Piece) -> Piece | None:
        """Return the first piece of the line below another, None where nothing stands near."""
        lowest = piece.box.bottom + 2 * self.line_height
        near = (one for one in self.pieces if piece.box.bottom <= one.middle and one.box.top < lowest)
        return next(near, None)

    def rows(self, left: float, right: float, top: float, bottom: float) -> tuple[Piece, ...]:
        """Return the words whose middles lie in a rectangle of pixels, as one piece a visual line, top to bottom.

        Words are gathered anew, so that a column comes out clean even where a line was glued over a narrow gap.
        """
        words = [word for x, y, word in self._placed if left <= x < right and top <= y < bottom]
        return tuple(Piece(self.number, row) for row in _by_line(words))

    @cached_property
    def _placed(self) -> tuple[tuple[float, float, Word], ...]:
        """The words with the middles of their boxes."""
        return tuple((*word.box.middle, word) for piece in self.pieces for word in piece.words)


@dataclass(frozen=True)
class View:
    """The pages of a document that are looked at, first to last."""

    pages: tuple[PageView, ...]

    @property
    def first(self) -> PageView:
        """The first page."""
        return self.pages[0]


def look(pages: Sequence[OcrPage]) -> View:
    """Return the view of the first and last three pages of a document that say anything.

    Args:
        pages: in order, blank backs among them. May be lazy: of others than those, only blank ones are touched.
    """
    front = list(islice(_legible(pages, range(len(pages))), FRONT_PAGES))
    behind = range(len(pages) - 1, front[-1].number - 1 if front else -1, -1)
    back = list(islice(_legible(pages, behind), BACK_PAGES))
    return View((*front, *reversed(back)))


def _legible(pages: Sequence[OcrPage], indexes: Iterable[int]) -> Iterator[PageView]:
    views = (_page_view(pages[index], index + 1) for index in indexes)
    return (view for view in views if view.pieces or view.barcodes)


def _page_view(page: OcrPage, number: int) -> PageView:
    pieces = [Piece(number, words) for line in page.lines for words in _split(line.words)]
    head = _HEAD * page.image.size[1]
    return PageView(number, page.image.size, tuple(_joined(_in_order(pieces), head)), page.barcodes)


def _split(words: Iterable[Word]) -> list[tuple[Word, ...]]:
    """Part a line at gaps that no justified text has."""
    parts: list[list[Word]] = []
    kept = [word for word in words if normalize(word.text)]
    limit = _WIDE_GAP * median(word.box.height for word in kept) if kept else 0
    for word in kept:
        if parts and word.box.left - parts[-1][-1].box.right <= limit:
            parts[-1].append(word)
        else:
            parts.append([word])
    return [tuple(part) for part in parts]


def _in_order(pieces: list[Piece]) -> list[Piece]:
    """Sort pieces by visual line, then from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.middle, piece.box.left)):
        if rows and piece.middle < rows[-1][0].box.bottom - piece.box.height * 0.3:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda piece: piece.box.left)]


def _joined(pieces: Iterable[Piece], head: float) -> Iterator[Piece]:
    """Yield pieces in order, below the head those as one that no column parts: a line was found in two parts.

    In the head of a narrow page the columns come as near to each other as words do.
    """
    last: Piece | None = None
    for piece in pieces:
        if last is None:
            last = piece
        elif last.box.top > head and _goes_on(last, piece):
            last = Piece(piece.page, last.words + piece.words)
        else:
            yield last
            last = piece
    if last is not None:
        yield last


def _goes_on(one: Piece, other: Piece) -> bool:
    """Tell whether a piece stands as near behind another on its line as its next word would, begins small and announces nothing."""
    height = min(one.box.height, other.box.height)
    level = abs(one.box.middle[1] - other.box.middle[1]) < _LEVEL * height
    small = other.text[:2].isalpha() and other.text[:2].islower() and ":" not in other.text
    return level and small and 0 <= other.box.left - one.box.right <= _BLANK * height


def _by_line(words: list[Word]) -> list[tuple[Word, ...]]:
    rows: list[list[Word]] = []
    above, height = 0.0, 0
    for middle, word in sorted(((word.box.middle[1], word) for word in words), key=itemgetter(0)):
        own = word.box.height
        if rows and middle - above < 0.6 * min(height, max(own, height // 2)):
            rows[-1].append(word)
            height = max(height, own)
        else:
            rows.append([word])
            height = own
        above = middle
    return [tuple(sorted(row, key=lambda word: word.box.left)) for row in rows]
