"""Draws a block of lines in a large size, ink on nothing, and remembers where each line lies and what it says."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFont

Ink = NDArray[np.float32]
"""(height, width), 0 paper to 1 black."""

EM = 44
"""Pixels of an em as drawn; the scanner makes it smaller."""

HAND_OPEN, HAND_CLOSE = "\x02", "\x03"
_WORD_BY_HAND = re.compile(rf"{HAND_OPEN}\d*[^{HAND_CLOSE}\d]")
"""Words among what a pen wrote; digits alone are written by `Hands.fonts` and `Hands.pictures`."""
_MARGIN = 2 * EM
_BLANK = 0.35 * EM
"""A gap wider than this behind what a pen wrote reads as a blank: "Số: 299 /UBND"."""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line of a block: what it says and its ink, in pixels of the block (left, top, right, bottom)."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class DrawnBlock:
    """A drawn block."""

    ink: Ink
    lines: tuple[DrawnLine, ...]


@dataclass(frozen=True, slots=True)
class Hands:
    """Who writes by hand: fonts, and pictures (count, 28, 28) uint8, of digits; files of fonts that write words."""

    fonts: tuple[ImageFont.FreeTypeFont, ...]
    pictures: tuple[NDArray[np.uint8], ...]
    writers: tuple[str, ...]


class Pen:
    """One writer of words: a face, leaning, its letters never quite alike, joined or apart.

    Args:
        path: of the face.
        rng: decides.
    """

    def __init__(self, path: str, rng: Random) -> None:
        self._rng = rng
        exact = ImageFont.truetype(path, 200, layout_engine=ImageFont.Layout.BASIC)
        _, top, _, bottom = exact.getbbox("0", anchor="ls")
        size = rng.uniform(0.6, 0.95) * EM * 200 / max(1, bottom - top)
        self._faces = [
            ImageFont.truetype(path, round(size * scale), layout_engine=ImageFont.Layout.BASIC)
            for scale in (1.0, rng.uniform(0.92, 1.0), rng.uniform(1.0, 1.08))
        ]
        self._slant = rng.uniform(-0.1, 0.28)
        self._nib = rng.choice((0, 0, 0, 1, 1))
        self._shade = rng.randrange(150, 256)
        self._tight = rng.uniform(0.88, 1.08)
        self._apart = rng.random() < 0.6
        self._unrest = rng.uniform(0.2, 1.0)

    def width(self, text: str) -> float:
        """Return how much room a word takes, in pixels."""
        return self._faces[0].getlength(text) * (self._tight if self._apart else 1.0)

    def write(self, page: Image.Image, x: float, baseline: float, text: str) -> float:
        """Write a word onto `page` (in place), and return its width."""
        rng, room = self._rng, 2 * EM
        wide = self.width(text)
        tile = Image.new("L", (int(wide) + 2 * room, 3 * room), 0)
        draw, foot = ImageDraw.Draw(tile), 2 * room
        pieces = list(text) if self._apart else [text]
        at = float(room)
        for piece in pieces:
            face = rng.choice(self._faces)
            up = self._unrest * rng.gauss(0, 0.03) * EM
            draw.text(
                (at, foot - up), piece, font=face, fill=self._shade, anchor="ls", stroke_width=self._nib
            )
            at += (
                self._faces[0].getlength(piece) * self._tight * (1 + self._unrest * rng.uniform(-0.06, 0.06))
            )
        lean = self._slant + self._unrest * rng.uniform(-0.06, 0.06)
        rise = self._unrest * rng.uniform(-0.04, 0.04)
        matrix = (1.0, lean, -lean * foot, rise, 1.0, -rise * room)
        tile = tile.transform(tile.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
        corner = round(x - room + self._unrest * rng.uniform(-0.05, 0.1) * EM), round(baseline - foot)
        box = (*corner, corner[0] + tile.width, corner[1] + tile.height)
        page.paste(ImageChops.lighter(page.crop(box), tile), box)
        return wide


class Draughtsman:
    """Draws one block.

    Args:
        fonts: the face in its styles, the main one first, at `EM` pixels.
        hands: for slots filled in by hand.
        rng: decides.
    """

    def __init__(self, fonts: Sequence[ImageFont.FreeTypeFont], hands: Hands, rng: Random) -> None:
        self._fonts, self._hands, self._rng = fonts, hands, rng
        self._main = fonts[0]
        self._space = self._main.getlength(" ") * rng.uniform(0.85, 1.35)
        self._tracking = rng.choice((0.0, 0.0, 0.0, rng.uniform(-0.03, 0.08))) * EM

    def block(self, text: str) -> DrawnBlock:
        """Draw as much of a text as a block takes."""
        rng = self._rng
        self._pen = Pen(rng.choice(self._hands.writers), rng) if _WORD_BY_HAND.search(text) else None
        measure = (
            rng.choice((rng.uniform(28, 37), rng.uniform(16, 28), rng.uniform(7, 16), rng.uniform(7, 20)))
            * EM
        )
        lines = wrapped(text, lambda line: self._length(line) <= measure, rng.randrange(3, 7))
        leading = rng.choice((rng.uniform(1.0, 1.25), rng.uniform(1.2, 1.8))) * EM
        height = int(2 * _MARGIN + leading * (len(lines) + 1))
        self._image = Image.new(
            "L", (int(max(measure, *map(self._length, lines), EM)) + 2 * _MARGIN, height), 0
        )
        self._draw = ImageDraw.Draw(self._image)
        align = rng.choices(("justify", "left", "centre"), (0.5, 0.35, 0.15))[0]
        leaders, underline = rng.random() < (0.5 if self._pen else 0.12), rng.random() < 0.06
        drawn = []
        for number, line in enumerate(lines):
            baseline = _MARGIN + leading * (number + 1)
            last = number + 1 == len(lines)
            drawn.append(
                self._line(line, baseline, measure, "left" if align == "justify" and last else align)
            )
            self._furnish(drawn[-1], baseline, measure, leaders=leaders, underline=underline)
        if rng.random() < 0.12:
            self._rules(drawn, leading)
        return DrawnBlock(np.asarray(self._image, np.float32) / 255.0, tuple(drawn))

    def _length(self, line: str) -> float:
        words = line.split()
        parts = [part for word in words for part in _parts(word)]
        return sum(map(self._part_length, parts)) + self._space * (len(words) - 1)

    def _part_length(self, part: str) -> float:
        text = part.removeprefix(HAND_OPEN)
        if self._pen and text != part:
            return self._pen.width(text)
        return self._main.getlength(text) + self._tracking * len(text)

    def _line(self, line: str, baseline: float, measure: float, align: str) -> DrawnLine:
        rng = self._rng
        words = line.split()
        slack = measure - self._length(line)
        stretch = 0.0
        if align == "justify" and 0 < slack < 0.25 * measure and len(words) > 1:
            stretch = slack / (len(words) - 1)
        x = _MARGIN + (
            max(0.0, slack) / 2
            if align == "centre"
            else rng.choice((0.0, 0.0, EM))
            if align == "left"
            else 0.0
        )
        wide = "  " in line
        font = self._main
        boxes, texts = [], []
        for word in words:
            if rng.random() < 0.05:
                font = rng.choice(self._fonts)
            end, box, text = self._word(word, x, baseline, font)
            boxes.append(box)
            texts.append(text)
            x = end + self._space + stretch + (rng.choice((0.3, 1.0, 2.0)) * EM if wide else 0.0)
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return DrawnLine(" ".join(texts), (min(lefts), min(tops), max(rights), max(bottoms)))

    def _word(
        self, word: str, x: float, baseline: float, font: ImageFont.FreeTypeFont
    ) -> tuple[float, tuple[float, float, float, float], str]:
        """Draw a word; return where it ends, its ink, and its text: a wide gap behind what a pen wrote is a blank."""
        start, boxes, text, pen = x, [], "", math.inf
        for part in _parts(word):
            if part.startswith(HAND_OPEN):
                x, pen = self._by_hand(part[1:], x, baseline)
                text += part[1:]
                continue
            text += f" {part}" if text and x - pen > _BLANK else part
            pen = math.inf
            ink = font.getbbox(part, anchor="ls")
            if self._tracking:
                for sign in part:
                    self._draw.text((x, baseline), sign, font=font, fill=255, anchor="ls")
                    x += font.getlength(sign) + self._tracking
            else:
                self._draw.text((x, baseline), part, font=font, fill=255, anchor="ls")
                x += font.getlength(part)
            boxes.append((ink[1], ink[3]))
        top, bottom = (min(b[0] for b in boxes), max(b[1] for b in boxes)) if boxes else (-0.68 * EM, 0.0)
        return x, (start, baseline + top, x, baseline + bottom), text

    def _by_hand(self, digits: str, x: float, baseline: float) -> tuple[float, float]:
        """Draw what a pen writes: another size than print, not on the line, digits perhaps over the printed slash.

        Returns:
            Where print goes on, and where the pen ended.
        """
        rng = self._rng
        if self._pen is not None:
            end = x + self._pen.write(self._image, x, baseline, digits)
            return end, end
        x += rng.choice((rng.uniform(-0.1, 0.4), rng.uniform(0.2, 1.5))) * EM
        up, size = rng.uniform(-0.12, 0.15) * EM, rng.uniform(0.75, 1.35) * EM
        font = rng.choice(self._hands.fonts) if rng.random() < 0.5 else None
        shade = rng.randrange(150, 256)
        if font is not None:
            font = font.font_variant(size=int(size * 1.15))
        pen = rng.choice((1, 2, 2, 3))
        for digit in digits:
            if font is not None:
                self._draw.text((x, baseline - up), digit, font=font, fill=shade, anchor="ls")
                x += font.getlength(digit) * rng.uniform(0.85, 1.05)
            else:
                x += self._picture(digit, x, baseline - up, size, pen, shade) * rng.uniform(0.9, 1.15)
        return x + rng.choice((rng.uniform(-0.1, 0.4), rng.uniform(0.2, 1.5))) * EM, x

    def _picture(self, digit: str, x: float, baseline: float, size: float, pen: int, shade: int) -> float:
        """Lay a written digit over the drawing, its strokes thinned to a pen's; return its width."""
        raw = self._rng.choice(self._hands.pictures[int(digit)])
        rows, columns = np.flatnonzero(raw.max(1) > 60), np.flatnonzero(raw.max(0) > 60)
        cut = raw[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        tall = max(8, int(size * 0.8))
        wide = max(4, int(cut.shape[1] * tall / cut.shape[0]))
        large = cv2.GaussianBlur(cv2.resize(cut, (wide, tall), interpolation=cv2.INTER_CUBIC), (0, 0), 1.5)
        thin = ((large > 128) * 255).astype(np.uint8)
        thin = cv2.erode(thin, np.ones((pen, pen), np.uint8)) if tall > 24 else thin
        mask = Image.fromarray((thin * (shade / 255)).astype(np.uint8))
        self._image.paste(255, (int(x), int(baseline - tall)), mask)
        return float(wide)

    def _furnish(
        self, line: DrawnLine, baseline: float, measure: float, *, leaders: bool, underline: bool
    ) -> None:
        """Add dotted leaders or an underline to a line."""
        rng = self._rng
        left, _, right, _ = line.box
        if leaders:
            end = _MARGIN + measure
            start = rng.choice((right + 0.2 * EM, right - rng.uniform(0, 0.7) * (right - left)))
            dots = "." * max(0, int((end - start) / self._main.getlength(".")))
            self._draw.text(
                (start, baseline + rng.uniform(0, 0.08) * EM), dots, font=self._main, fill=255, anchor="ls"
            )
        if underline:
            y = baseline + rng.uniform(0.1, 0.22) * EM
            self._draw.line(
                (left, y, left + rng.uniform(0.3, 1.0) * (right - left), y),
                fill=255,
                width=rng.randrange(2, 4),
            )

    def _rules(self, lines: Sequence[DrawnLine], leading: float) -> None:
        """Draw the rules of a table around the lines."""
        rng = self._rng
        thick = rng.randrange(1, 4)
        left = min(line.box[0] for line in lines) - rng.uniform(0.1, 0.6) * EM
        right = max(line.box[2] for line in lines) + rng.uniform(0.1, 0.6) * EM
        for line in lines:
            y = line.box[1] - rng.uniform(0.05, 0.3) * EM
            self._draw.line((left, y, right, y), fill=255, width=thick)
        bottom = lines[-1].box[3] + rng.uniform(0.05, 0.3) * leading
        self._draw.line((left, bottom, right, bottom), fill=255, width=thick)
        for x in (left, right):
            self._draw.line((x, 0, x, self._image.height), fill=255, width=thick)


def _parts(word: str) -> list[str]:
    """Return a word in printed and handwritten parts; the latter begin with `HAND_OPEN`."""
    parts = word.replace(HAND_CLOSE, HAND_OPEN).split(HAND_OPEN)
    return [HAND_OPEN + part if number % 2 else part for number, part in enumerate(parts) if part]


def wrapped(text: str, fits: Callable[[str], bool], lines: int) -> Sequence[str]:
    """Break a text into at most `lines` lines that fit; what is longer than a line is broken between words."""
    out: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in re.split(r"(?<=\S) (?=\S)", paragraph):
            longer = f"{line} {word}" if line else word
            if line and not fits(longer):
                out.append(line)
                line = word
            else:
                line = longer
        out.append(line)
        if len(out) >= lines:
            break
    return [line for line in out if line.strip()][:lines]
