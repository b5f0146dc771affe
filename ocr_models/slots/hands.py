"""Writes digits into a drawing as clerks do: with a pen, with a numbering stamp, or in a face that looks like a hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr_models.recognition.drawing import EM, Ink
from ocr_models.slots.strokes import make_habit, written

Tile = NDArray[np.float32]
Span = tuple[float, float]
"""From where to where a sign stands, in pixels from the left."""

Draw = Callable[[str], Tile]
"""Draws a sign as a tile of ink that is as high as the sign."""

_UP = 4
"""How many times larger a picture of a digit is drawn before its strokes are made thinner or thicker."""

_LIGHTEST, _DARKEST = 0.6, 1.0
_FAINT = 0.35
"""How light a dry ballpoint is; one in eight writes so."""


@dataclass(frozen=True, slots=True)
class Pens:
    """What digits are written with.

    Attributes:
        faces: that look like handwriting.
        pictures: of written digits, (count, 28, 28) uint8 of each.
        stamps: bold faces of numbering stamps.
    """

    faces: tuple[str, ...]
    pictures: tuple[NDArray[np.uint8], ...]
    stamps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """What all signs of one filling-in share; lengths are shares of the em."""

    height: float
    up: float
    slant: float
    turn: float
    stretch: float
    gap: float
    shade: float
    unrest: float


class Clerk:
    """Fills one slot in.

    Args:
        pens: to choose from.
        rng: decides.
    """

    def __init__(self, pens: Pens, rng: Random) -> None:
        self._pens, self._rng = pens, rng

    def fill(self, ink: Ink, text: str, x: float, baseline: float) -> tuple[Span, ...]:
        """Write `text` into a drawing in place, from `x`; return from where to where each sign stands.

        Letters can only be written in faces; digits in any way.
        """
        rng = self._rng
        digits = text.isdigit()
        kind = rng.choices(("strokes", "picture", "face", "stamp"), (0.42, 0.28, 0.18, 0.12))[0]
        draw, style = {
            "strokes": self._strokes,
            "picture": self._pictures,
            "face": self._face,
            "stamp": self._stamp,
        }[kind if digits else "face"]()
        drift = rng.gauss(0, 0.02) * (kind != "stamp")
        spans = []
        for number, sign in enumerate(text):
            tile = self._bent(draw(sign), style)
            foot = baseline - (style.up + drift * number + rng.gauss(0, 0.03) * style.unrest) * EM
            _lay(ink, tile * style.shade, round(x), round(foot) - tile.shape[0])
            spans.append((x, x + tile.shape[1]))
            x += tile.shape[1] + (style.gap + rng.gauss(0, 0.04) * style.unrest) * EM
        return tuple(spans)

    def _style(self, *, unrest: float) -> Style:
        rng = self._rng
        return Style(
            height=min(1.35, max(0.5, rng.gauss(0.83, 0.15))),
            up=rng.gauss(0.0, 0.07),
            slant=rng.uniform(-0.15, 0.5) if rng.random() < 0.85 else rng.uniform(0.4, 0.75),
            turn=rng.gauss(0, 0.05),
            stretch=rng.uniform(0.75, 1.3),
            gap=rng.choice((rng.uniform(-0.06, 0.1), rng.uniform(0.0, 0.2), rng.uniform(-0.18, 0.02))),
            shade=rng.uniform(_LIGHTEST if rng.random() < 0.87 else _FAINT, _DARKEST),
            unrest=unrest,
        )

    def _nib(self) -> float:
        """Return the width of a pen's strokes in pixels: a ballpoint of 0.3 to a felt pen of 0.9 mm on 13 point print."""
        return self._rng.choice((self._rng.uniform(2.6, 5.0), self._rng.uniform(3.5, 8.5)))

    def _strokes(self) -> tuple[Draw, Style]:
        rng, style = self._rng, self._style(unrest=self._rng.uniform(0.2, 1.0))
        habit, nib = make_habit(rng), self._nib()

        def draw(digit: str) -> Tile:
            tall = style.height * rng.gauss(1, 0.05) * EM
            return written(digit, habit, max(10, round(tall - nib)), nib * rng.uniform(0.9, 1.1), rng)

        return draw, style

    def _pictures(self) -> tuple[Draw, Style]:
        rng, style = self._rng, self._style(unrest=self._rng.uniform(0.3, 1.0))
        spread = rng.choice((0.0, rng.uniform(-0.4, 0.0), rng.uniform(0.0, 0.45)))

        def draw(digit: str) -> Tile:
            raw = rng.choice(self._pens.pictures[int(digit)])
            tall = max(10, round(style.height * rng.gauss(1, 0.06) * EM))
            return _restroked(raw, spread, tall)

        return draw, style

    def _face(self) -> tuple[Draw, Style]:
        rng, style = self._rng, self._style(unrest=self._rng.uniform(0.1, 1.0))
        font = ImageFont.truetype(rng.choice(self._pens.faces), 96)
        scale = style.height * EM / max(1, _ink_of(font, "0").shape[0])
        fat = rng.choice((0, 0, rng.randrange(1, 5)))

        def draw(sign: str) -> Tile:
            tile = _ink_of(font, sign, fat)
            size = max(3, round(tile.shape[1] * scale)), max(6, round(tile.shape[0] * scale))
            return cv2.resize(tile, size, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)

        return draw, style

    def _stamp(self) -> tuple[Draw, Style]:
        rng = self._rng
        font = ImageFont.truetype(rng.choice(self._pens.stamps), 96)
        tall = rng.uniform(0.66, 1.1)
        scale = tall * EM / max(1, _ink_of(font, "0").shape[0])
        style = Style(
            tall, rng.gauss(0, 0.06), 0.0, rng.gauss(0, 0.03), rng.uniform(0.8, 1.15), rng.uniform(0.06, 0.25),
            rng.uniform(0.45, 1.0), rng.uniform(0.0, 0.5),
        )  # fmt: skip

        squeezed = rng.choice((0.0, 0.0, rng.uniform(0.3, 1.0)))

        def draw(sign: str) -> Tile:
            tile = _squeezed(_ink_of(font, sign), squeezed)
            size = max(3, round(tile.shape[1] * scale)), max(6, round(tile.shape[0] * scale))
            return cv2.resize(tile, size, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)

        return draw, style

    def _bent(self, tile: Tile, style: Style) -> Tile:
        """Return a tile slanted, turned, stretched and rippled, cut to its ink."""
        rng = self._rng
        turn = style.turn + rng.gauss(0, 0.05) * style.unrest
        lean = style.slant + rng.gauss(0, 0.06) * style.unrest
        wide = style.stretch * max(0.5, 1 + rng.gauss(0, 0.07) * style.unrest)
        height, width = tile.shape
        room = height // 2
        matrix = np.array([[wide, -lean, 0.0], [turn, 1.0, 0.0]])
        middle = np.array([width / 2, height / 2])
        size = round(width * wide) + 2 * room, height + 2 * room
        matrix[:, 2] = np.array(size) / 2 - matrix[:, :2] @ middle
        bent = cv2.warpAffine(tile, matrix, size, flags=cv2.INTER_LINEAR).astype(np.float32, copy=False)
        if rng.random() < 0.5 * style.unrest:
            bent = _rippled(bent, 0.035 * height * style.unrest, rng)
        return _cut(bent)


def _lay(ink: Ink, tile: Tile, left: int, top: int) -> None:
    """Lay a tile over a drawing; ink on ink is as dark as the darker of both."""
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(ink.shape[1], left + tile.shape[1]), min(ink.shape[0], top + tile.shape[0])
    if x1 > x0 and y1 > y0:
        place = ink[y0:y1, x0:x1]
        np.maximum(place, tile[y0 - top : y1 - top, x0 - left : x1 - left], out=place)


def _restroked(raw: NDArray[np.uint8], spread: float, tall: int) -> Tile:
    """Return a picture of a digit as a tile of that height, its strokes made thinner (-1 … 0) or thicker (0 … 1)."""
    large = cv2.resize(raw, None, fx=_UP, fy=_UP, interpolation=cv2.INTER_CUBIC)
    inside = (large > 110).astype(np.uint8)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 3) - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 3)
    half = float(np.percentile(depth[depth > 0], 80)) if inside.any() else 1.0
    ink = np.clip((depth + spread * half) / 2 + 0.5, 0, 1).astype(np.float32)
    cut = _cut(ink)
    size = max(4, round(cut.shape[1] * tall / cut.shape[0])), tall
    return cv2.resize(cut, size, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)


def _squeezed(tile: Tile, share: float) -> Tile:
    """Return a stamped sign whose ink was pressed out of the middle of its strokes to their edges."""
    if share <= 0:
        return tile
    middle = cv2.GaussianBlur(cv2.erode(tile, np.ones((5, 5), np.uint8)), (0, 0), 1.2)
    return np.asarray(tile - np.float32(share) * middle, np.float32)


def _rippled(tile: Tile, amount: float, rng: Random) -> Tile:
    """Return a tile bent by a smooth field of a few pixels."""
    noise = np.random.default_rng(rng.getrandbits(32)).standard_normal((2, 4, 4)).astype(np.float32)
    height, width = tile.shape
    fields: Sequence[NDArray[np.float32]] = [
        cv2.resize(each, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32, copy=False)
        for each in noise
    ]
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    moved = cv2.remap(tile, xs + amount * fields[0], ys + amount * fields[1], cv2.INTER_LINEAR)
    return moved.astype(np.float32, copy=False)


def _ink_of(font: ImageFont.FreeTypeFont, sign: str, fat: int = 0) -> Tile:
    """Return a sign of a face as a tile cut to its ink; an empty sign is a dot."""
    left, top, right, bottom = (int(each) for each in font.getbbox(sign, anchor="ls", stroke_width=fat))
    image = Image.new("L", (max(1, right - left) + 2, max(1, bottom - top) + 2), 0)
    ImageDraw.Draw(image).text((1 - left, 1 - top), sign, font=font, fill=255, anchor="ls", stroke_width=fat)
    return _cut(np.asarray(image, np.float32) / np.float32(255))


def _cut(tile: Tile) -> Tile:
    rows, columns = np.flatnonzero(tile.max(1) > 0.2), np.flatnonzero(tile.max(0) > 0.2)
    if not len(rows):
        return np.zeros((2, 2), np.float32)
    return tile[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
