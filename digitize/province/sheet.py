"""A sheet of A4 that text flows onto, and a record of what stands where.

Layout is in units of 1/200 inch, origin top left, whatever the resolution that the sheet is drawn at; boxes of the
record are pixels of the drawn page. Markup: `markup.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from PIL import Image, ImageChops

from digitize.model.geometry import Box, enclose
from digitize.model.truth import Inked, Place, TruthBarcode, TruthLine
from digitize.province import hand
from digitize.province.barcodes import barcode
from digitize.province.chance import dice
from digitize.province.glyphs import ASCENT, UNITS, printed, width
from digitize.province.markup import Piece, Word, words, wrap
from digitize.province.pen import Pen

WIDTH, HEIGHT = 1654, 2339
LEFT, RIGHT, TOP, BOTTOM = 236, 1536, 158, 2200
WIDE = "\u2003\u2003"
"""Space between two entries on one line of a form."""

INK = (28, 28, 32)


class Align(StrEnum):
    """How a paragraph stands between its margins."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True)
class Penned:
    """What on a paper is written by hand: the blanks of a form; the number, the day and the month of its date."""

    blanks: bool = False
    number: bool = False
    day: bool = False
    month: bool = False


@dataclass(slots=True)
class Side:
    """A page and what stands on it, lines in reading order."""

    image: Image.Image
    lines: list[TruthLine] = field(default_factory=list)
    barcodes: list[TruthBarcode] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """What a line that is being set has so far."""

    boxes: list[Box] = field(default_factory=list)
    hand: list[tuple[str, list[Box]]] = field(default_factory=list)
    writing: bool = False


class Sheet:
    """Pages that fill from top to bottom.

    Attributes:
        sides: the pages with their record.
        points: size of the letters.
        spacing: line height in letter sizes.
        scale: pixels in a layout unit.
        penned: what is written by hand.
        y: where the next line starts.
    """

    def __init__(
        self,
        points: float = 13.0,
        spacing: float = 1.22,
        *,
        dpi: int = UNITS,
        penned: Penned = Penned(),  # Frozen.
        rng: Random | None = None,
    ) -> None:
        self.points = points
        self.spacing = spacing
        self.scale = dpi / UNITS
        self.penned = penned
        self.sides: list[Side] = []
        self.y: float = TOP
        self._rng = rng or dice("hand")
        self._writer = hand.make_hand(self._rng)
        self._paragraph = 0
        self._spots: dict[tuple[str, int, int, int], list[Box]] = {}
        self._by_hand: set[str] = set()
        self._turn()

    @property
    def page(self) -> Image.Image:
        """The page that is being written, RGB."""
        return self.sides[-1].image

    @property
    def pen(self) -> Pen:
        """A pen on the page that is being written; it takes layout units."""
        return Pen(self.page, self.scale)

    @property
    def fields(self) -> dict[str, tuple[Place, ...]]:
        """Where the value of each field stands: one place for each time that it is printed, and page."""
        found: dict[str, list[Place]] = {}
        for (key, _, _, page), boxes in self._spots.items():
            found.setdefault(key, []).append(Place(page, enclose(boxes)))
        return {key: tuple(places) for key, places in found.items()}

    def written(self, key: str) -> bool:
        """Return whether any of the value of a field is written by hand."""
        return key in self._by_hand

    def blank(self, text: str, key: str = "") -> str:
        """Return markup of a value that fills a blank of a form: by hand where this form is filled in by hand.

        Args:
            text: the value as it stands there.
            key: the field of which it is the value, if it is one.
        """
        inked = f"<h>{text}</h>" if self.penned.blanks else text
        return f"<f:{key}>{inked}</f>" if key else inked

    def keep(self, height: float) -> None:
        """Turn the page unless `height` is left on it."""
        if self.y + height > BOTTOM:
            self._turn()

    def gap(self, points: float) -> None:
        """Leave vertical space."""
        self.y += points * UNITS / 72

    def step(self, points: float = 0.0) -> float:
        """Return the height of a line; 0 takes the sheet's own size of letters."""
        return (points or self.points) * UNITS / 72 * self.spacing

    def write(
        self,
        markup: str,
        *,
        left: float = LEFT,
        right: float = RIGHT,
        align: Align = Align.JUSTIFY,
        indent: float = 0,
        points: float = 0.0,
        leader: bool = False,
    ) -> None:
        """Set a paragraph between two margins and move below it.

        Args:
            markup: the text.
            left: margin from the left edge of the sheet.
            right: the other margin, from the same edge.
            align: how lines stand between them.
            indent: extra space before the first line.
            points: size of the letters; 0 takes the sheet's own.
            leader: fill its last line up with dots, as forms print their blanks, and put dots under handwriting.
        """
        size = points or self.points
        self._paragraph += 1
        rows = list(wrap(words(markup), right - left, indent, lambda row: self._width(row, size)))
        for number, row in enumerate(rows):
            self.keep(self.step(size))
            start = left + (indent if number == 0 else 0)
            last = number == len(rows) - 1
            x, blank = self._start(row, start, right, align, size, stretch=not last)
            self._line(row, x, blank, size, dots=right if leader and last else 0.0, ruled=leader)
            self.y += self.step(size)

    def rule(self, middle: float, length: float) -> None:
        """Draw a thin line, centred on `middle`, at the present height."""
        y = self.y + 3
        self.pen.line((middle - length / 2, y, middle + length / 2, y), fill=INK, width=2)
        self.y += 10

    def table(
        self,
        widths: Sequence[float],
        rows: Sequence[Sequence[str]],
        points: float = 12.0,
        *,
        left: float = LEFT,
    ) -> None:
        """Draw a table with borders; the first row is its head. Each line of a cell is a line of the record."""
        edges: list[float] = [left]
        for part in widths:
            edges.append(edges[-1] + part)
        for number, row in enumerate(rows):
            align = Align.CENTRE if number == 0 else Align.LEFT
            height = self.step(points) * max(
                len(list(wrap(words(cell), part - 20, 0, lambda line: self._width(line, points))))
                for cell, part in zip(row, widths, strict=True)
            )
            self.keep(height + 12)
            top = self.y
            for cell, start, end in zip(row, edges, edges[1:], strict=False):
                self.y = top + 4
                self.write(cell, left=start + 10, right=end - 10, align=align, points=points)
                self.pen.rectangle((start, top, end, top + height + 12), outline=INK, width=2)
            self.y = top + height + 12

    def paste(self, image: Image.Image, corner: tuple[float, float]) -> None:
        """Paste an image of one pixel a layout unit, its top left corner at `corner`."""
        size = (round(image.width * self.scale), round(image.height * self.scale))
        self.page.paste(image.resize(size, Image.Resampling.BICUBIC), self._pixel(*corner))

    def barcode(self, text: str, form: str, corner: tuple[float, float]) -> float:
        """Print a code ("Code128", "QRCode"), its quiet zone's top left corner at `corner`; return its height."""
        image = barcode(text, form, self.scale)
        x, y = self._pixel(*corner)
        self.page.paste(image, (x, y))
        left, top, right, bottom = ImageChops.invert(image).getbbox() or (0, 0, 0, 0)
        box = Box(x + left, y + top, x + right, y + bottom)
        self.sides[-1].barcodes.append(TruthBarcode(form, text, box))
        return image.height / self.scale

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self.scale), round(y * self.scale)

    def _turn(self) -> None:
        size = self._pixel(WIDTH, HEIGHT)
        self.sides.append(Side(Image.new("RGB", size, (255, 255, 255))))
        self.y = TOP
        if len(self.sides) > 1:
            self.y = TOP - 70
            self.write(str(len(self.sides)), align=Align.CENTRE)
            self.gap(6)

    def _line(
        self, row: Sequence[Word], x: float, blank: float, points: float, *, dots: float, ruled: bool
    ) -> None:
        """Set one line from `x`; `dots` is where its leader ends, 0 for none."""
        found = _Row()
        for word in row:
            for piece in word:
                across = self._width(((piece,),), points)
                if ruled and piece.hand and (below := self._dots(x, x + across, points)):
                    found.boxes.append(below[1])
                self._piece(piece, x, points, found, glue="" if piece is not word[0] else " ")
                x += across
            x += blank
        text = " ".join("".join(piece.text for piece in word) for word in row).split()
        if dots and (leader := self._dots(x + 6, dots, points)):
            found.boxes.append(leader[1])
            text.append(leader[0])
        if found.boxes:
            runs = tuple(Inked(run, enclose(boxes)) for run, boxes in found.hand)
            self.sides[-1].lines.append(TruthLine(" ".join(text), enclose(found.boxes), runs))

    def _piece(self, piece: Piece, x: float, points: float, found: _Row, *, glue: str) -> None:
        """Set a piece; `glue` stands between it and the piece before."""
        box = (
            self._hand(piece.text, x, points) if piece.hand else self._put(piece.text, x, piece.style, points)
        )
        if box is None:
            return
        found.boxes.append(box)
        if piece.hand and found.writing:
            run, boxes = found.hand[-1]
            found.hand[-1] = (run + glue + piece.text, [*boxes, box])
        elif piece.hand:
            found.hand.append((piece.text, [box]))
        found.writing = piece.hand
        for key, number in piece.fields:
            spot = (key, self._paragraph, number, len(self.sides) - 1)
            self._spots.setdefault(spot, []).append(box)
            if piece.hand:
                self._by_hand.add(key)

    def _put(self, text: str, x: float, style: str, points: float) -> Box | None:
        """Print `text`; return the box of its ink in pixels, None for blanks."""
        size = points * UNITS / 72
        ink = printed(style, round(size * self.scale, 2), text)
        if ink is None:
            return None
        across, down = self._pixel(x, self.y + ASCENT * size)
        left, top = across + ink.left, down + ink.top
        self.page.paste(INK, (left, top), Image.fromarray(ink.mask))
        return Box(left, top, left + ink.mask.shape[1], top + ink.mask.shape[0])

    def _hand(self, text: str, x: float, points: float) -> Box | None:
        """Write `text` by hand; return the box of its ink in pixels."""
        size = points * UNITS / 72 * self.scale
        left, base = self._pixel(x, self.y + ASCENT * points * UNITS / 72)
        room = round(2 * size)
        scrap = Image.new(
            "RGB", (round(hand.width(text, size, self._writer)) + 2 * room, 2 * room), (255, 255, 255)
        )
        hand.write(scrap, room, round(1.3 * size), text, size, self._rng, self._writer)
        edges = ImageChops.invert(scrap.convert("L")).point([0] * 48 + [255] * 208).getbbox()
        corner = (left - room, base - round(1.3 * size))
        box = (*corner, corner[0] + scrap.width, corner[1] + scrap.height)
        self.page.paste(ImageChops.multiply(self.page.crop(box), scrap), box)
        if edges is None:
            return None
        return Box(corner[0] + edges[0], corner[1] + edges[1], corner[0] + edges[2], corner[1] + edges[3])

    def _dots(self, start: float, end: float, points: float) -> tuple[str, Box] | None:
        """Print a dotted line; return its text and its box, None if there is no room for three dots."""
        count = int((end - start) / width("Regular", points, "."))
        if count < 3:
            return None
        box = self._put("." * count, start, "Regular", points)
        return ("." * count, box) if box else None

    def _start(
        self, row: Sequence[Word], left: float, right: float, align: Align, points: float, *, stretch: bool
    ) -> tuple[float, float]:
        """Return where a line starts and how wide its blanks are."""
        blank = width("Regular", points, " ")
        free = right - left - self._width(row, points)
        if align is Align.JUSTIFY and stretch and len(row) > 1:
            blank += max(0.0, free) / (len(row) - 1)
        return left + free * {Align.CENTRE: 0.5, Align.RIGHT: 1.0}.get(align, 0.0), blank

    def _width(self, row: Sequence[Word], points: float) -> float:
        blanks = width("Regular", points, " ") * (len(row) - 1)
        return blanks + sum(
            hand.width(piece.text, points * UNITS / 72, self._writer)
            if piece.hand
            else width(piece.style, points, piece.text)
            for word in row
            for piece in word
        )
