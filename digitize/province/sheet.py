"""A sheet of A4 that text flows onto, and a record of what was printed.

Markup: `<b>…</b>` and `<i>…</i>`. Positions are pixels at 200 dpi, origin top left.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from PIL import Image, ImageDraw

from digitize.province.fonts import DPI, font, width

WIDTH, HEIGHT = 1654, 2339
LEFT, RIGHT, TOP, BOTTOM = 236, 1536, 158, 2200
WIDE = "\u2003\u2003"
"""Space between two entries on one line of a form."""

_INK = (28, 28, 32)
_TAG = re.compile(r"(</?[bi]>)")
_STYLES = {
    (False, False): "Regular",
    (True, False): "Bold",
    (False, True): "Italic",
    (True, True): "BoldItalic",
}

Piece = tuple[str, str]
"""(text, style); a printed word is a tuple of pieces set without a blank between them."""

Word = tuple[Piece, ...]


class Align(StrEnum):
    """How a paragraph stands between its margins."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    JUSTIFY = "justify"


class Sheet:
    """Pages that fill from top to bottom.

    Attributes:
        pages: RGB images of 1654 × 2339 pixels.
        lines: every line printed so far, in reading order.
        spacing: line height in letter sizes.
        y: where the next line starts.
    """

    def __init__(self, points: float = 13.0, spacing: float = 1.22) -> None:
        self.points = points
        self.spacing = spacing
        self.pages: list[Image.Image] = []
        self.lines: list[str] = []
        self.y = TOP
        self._turn()

    @property
    def page(self) -> Image.Image:
        """The page that is being written."""
        return self.pages[-1]

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        """A pen on the page that is being written."""
        return ImageDraw.Draw(self.page)

    def keep(self, height: int) -> None:
        """Turn the page unless `height` pixels are left on it."""
        if self.y + height > BOTTOM:
            self._turn()

    def gap(self, points: float) -> None:
        """Leave vertical space."""
        self.y += round(points * DPI / 72)

    def write(
        self,
        markup: str,
        *,
        left: int = LEFT,
        right: int = RIGHT,
        align: Align = Align.JUSTIFY,
        indent: int = 0,
        points: float = 0.0,
    ) -> None:
        """Set a paragraph between two margins and move below it.

        Args:
            markup: the text.
            left: margin in pixels from the left edge of the sheet.
            right: the other margin, from the same edge.
            align: how lines stand between them.
            indent: extra space before the first line.
            points: size of the letters; 0 takes the sheet's own.
        """
        size = points or self.points
        step = self._step(size)
        rows = list(_wrap(_words(markup), right - left, indent, size))
        for number, row in enumerate(rows):
            self.keep(step)
            start = left + (indent if number == 0 else 0)
            stretch = align is Align.JUSTIFY and number < len(rows) - 1
            self._line(row, start, right, align, size, stretch=stretch)
            self.y += step

    def leader(self, markup: str, *, left: int = LEFT, right: int = RIGHT) -> None:
        """Write one line and fill it up to the right margin with dots, as forms print their blanks."""
        top = self.y
        self.write(markup, left=left, right=right, align=Align.LEFT)
        last = list(_wrap(_words(markup), right - left, 0, self.points))[-1]
        start = left + _row_width(last, self.points) + 14
        dot = width("Regular", self.points, ".")
        count = int((right - start) / dot)
        if count > 0 and self.y > top:
            step = self._step(self.points)
            self._put("." * count, start, self.y - step, "Regular", self.points)

    def beside(
        self, left: Sequence[str], right: Sequence[str], *, split: int, points: float = 0.0
    ) -> tuple[int, int]:
        """Set two columns of centred lines next to each other, parted at `split` pixels from the left edge.

        Returns:
            Where the left and the right column end.
        """
        top = self.y
        for line in left:
            self.write(line, left=LEFT - 90, right=split - 12, align=Align.CENTRE, points=points)
        bottom, self.y = self.y, top
        for line in right:
            self.write(line, left=split + 12, right=RIGHT + 40, align=Align.CENTRE, points=points)
        ends = bottom, self.y
        self.y = max(ends)
        return ends

    def rule(self, middle: float, length: float) -> None:
        """Draw a thin line, centred on `middle`, at the present height."""
        self.pen.line((middle - length / 2, self.y + 3, middle + length / 2, self.y + 3), fill=_INK, width=2)
        self.y += 10

    def table(self, widths: Sequence[int], rows: Sequence[Sequence[str]], points: float = 12.0) -> None:
        """Draw a table with borders; the first row is its head."""
        edges = [LEFT]
        for part in widths:
            edges.append(edges[-1] + part)
        step = self._step(points)
        for number, row in enumerate(rows):
            align = Align.CENTRE if number == 0 else Align.LEFT
            height = step * max(
                len(list(_wrap(_words(cell), part - 20, 0, points)))
                for cell, part in zip(row, widths, strict=True)
            )
            self.keep(height + 12)
            top = self.y
            for cell, start, end in zip(row, edges, edges[1:], strict=False):
                self.y = top + 4
                self.write(cell, left=start + 10, right=end - 10, align=align, points=points)
                self.pen.rectangle((start, top, end, top + height + 12), outline=_INK, width=2)
            self.y = top + height + 12

    def _step(self, points: float) -> int:
        return round(points * DPI / 72 * self.spacing)

    def _turn(self) -> None:
        self.pages.append(Image.new("RGB", (WIDTH, HEIGHT), (255, 255, 255)))
        self.y = TOP
        if len(self.pages) > 1:
            self.y = TOP - 70
            self.write(str(len(self.pages)), align=Align.CENTRE)
            self.gap(6)

    def _line(
        self, row: Sequence[Word], left: int, right: int, align: Align, points: float, *, stretch: bool
    ) -> None:
        blank = width("Regular", points, " ")
        free = right - left - _row_width(row, points)
        x = left + free * {Align.CENTRE: 0.5, Align.RIGHT: 1.0}.get(align, 0.0)
        if stretch and len(row) > 1:
            blank += max(0.0, free) / (len(row) - 1)
        for word in row:
            for text, style in word:
                self._put(text, x, self.y, style, points)
                x += width(style, points, text)
            x += blank
        printed = " ".join("".join(text for text, _ in word) for word in row)
        self.lines.append(" ".join(printed.split()))

    def _put(self, text: str, x: float, y: int, style: str, points: float) -> None:
        self.pen.text((round(x), y), text, font=font(style, points), fill=_INK)


def _words(markup: str) -> list[Word]:
    """Split markup at blanks, keeping pieces of different style together where no blank parts them."""
    words: list[Word] = []
    bold = italic = False
    glue = False
    for chunk in _TAG.split(markup):
        if _TAG.fullmatch(chunk):
            bold = (chunk == "<b>") if chunk.endswith("b>") else bold
            italic = (chunk == "<i>") if chunk.endswith("i>") else italic
            continue
        style = _STYLES[bold, italic]
        for number, text in enumerate(filter(None, chunk.split(" "))):
            if number == 0 and glue and not chunk[0].isspace():
                words[-1] = (*words[-1], (text, style))
            else:
                words.append(((text, style),))
        if chunk:
            glue = not chunk[-1].isspace() and bool(words)
    return words


def _wrap(words: Sequence[Word], room: int, indent: int, points: float) -> Iterator[tuple[Word, ...]]:
    """Yield the lines of a paragraph: as many words each as fit into `room` pixels."""
    row: list[Word] = []
    free = room - indent
    for word in words:
        if row and _row_width((*row, word), points) > free:
            yield tuple(row)
            row, free = [], room
        row.append(word)
    if row:
        yield tuple(row)


def _row_width(row: Sequence[Word], points: float) -> float:
    blanks = width("Regular", points, " ") * (len(row) - 1)
    return blanks + sum(width(style, points, text) for word in row for text, style in word)
