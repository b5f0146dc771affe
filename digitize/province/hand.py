"""Handwriting: what a clerk fills in with a ballpoint, no two letters of it alike."""

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFont

FACES = tuple(
    str(files("digitize.province").joinpath("data", "fonts", f"hand-{name}.ttf")) for name in "abcdef"
)
"""Files of the province's own hands, faces with all Vietnamese letters."""

_lent: list[str] = []

_PENS = ((28, 48, 148), (36, 62, 170), (20, 34, 120), (14, 16, 46), (14, 16, 46), (18, 14, 40))
_EXACT = 1000
"""Size at which a face is measured: its advances are whole pixels."""

_MARGIN = 0.6
"""Room around a letter's tile, in letter sizes, so that slant and turn cut nothing off."""


@dataclass(frozen=True, slots=True)
class Hand:
    """One writer with one pen.

    Attributes:
        face: its file.
        slant: how far the letters lean to the right, 0 upright.
        colour: of the ink, RGB.
        height: of a digit, in letter sizes; a typeface has 0.66.
        nib: width of its strokes, in letter sizes; a ballpoint draws half a millimetre.
        ink: how much of it the pen gives, 0 to 1.
        unrest: how unlike each other the letters are: 0 printed, 1 scrawled.
        tight: distance of the letters, 1 as the face has it.
    """

    face: str
    slant: float
    colour: tuple[int, int, int]
    height: float
    nib: float
    ink: float
    unrest: float
    tight: float


def lend(folder: Path | None) -> None:
    """Let other hands write in this process, `hand-….ttf` of a folder; None gives the pens back to the province's own.

    A reader must not learn from the writers that it is measured on. Who lends hands wants much written: `lent`.
    """
    _lent[:] = sorted(map(str, folder.glob("hand-*.ttf"))) if folder else []


def lent() -> bool:
    """Tell whether other hands than the province's own write."""
    return bool(_lent)


def make_hand(rng: Random) -> Hand:
    """Return a writer by chance."""
    return Hand(
        face=rng.choice(_lent or FACES),
        slant=rng.uniform(-0.08, 0.25),
        colour=rng.choice(_PENS),
        height=rng.uniform(0.68, 0.88),
        nib=rng.uniform(0.065, 0.115),
        ink=rng.uniform(0.86, 1.0),
        unrest=rng.uniform(0.4, 1.0),
        tight=rng.uniform(0.88, 1.06),
    )


def width(text: str, size: float, hand: Hand) -> float:
    """Return how much room `text` takes when written `size` pixels high, in pixels."""
    return _face(hand.face, _EXACT).getlength(text) * _em(size, hand) / _EXACT * hand.tight


def write(
    page: Image.Image, x: float, baseline: float, text: str, size: float, rng: Random, hand: Hand
) -> float:
    """Write `text` onto `page` (in place), a letter at a time, and return its width as `width` tells it.

    Args:
        page: RGB.
        x: where it starts, in pixels from the left; a writer fills a gap in print and does not always hit it.
        baseline: on which it stands, in pixels from the top.
        text: without line breaks.
        size: of the letters in pixels, as of a typeface.
        rng: dice of this one line.
        hand: who writes.
    """
    em = _em(size, hand)
    start = x + rng.uniform(-0.16, 0.06) * size
    drift = rng.uniform(-0.02, 0.02) * hand.unrest
    for number, letter in enumerate(text):
        if not letter.isspace():
            place = start + width(text[:number], size, hand)
            _letter(page, place, baseline + drift * (place - start), letter, em, rng, hand, hand.nib * size)
    return width(text, size, hand)


def _letter(
    page: Image.Image,
    x: float,
    baseline: float,
    letter: str,
    size: float,
    rng: Random,
    hand: Hand,
    nib: float,
) -> None:
    """Write one letter: by itself on a tile that is bent, then pressed onto the page."""
    swing = hand.unrest
    face = _face(hand.face, round(size * (1 + swing * rng.uniform(-0.09, 0.09))))
    margin = round(size * _MARGIN)
    tile = Image.new("L", (round(face.getlength(letter)) + 2 * margin, round(size * 1.5) + 2 * margin), 255)
    foot = margin + round(size * 1.1)
    stroke = max(0.0, nib * rng.uniform(0.85, 1.15) - size * _stem(hand.face)) / 2
    ImageDraw.Draw(tile).text((margin, foot), letter, font=face, fill=0, anchor="ls", stroke_width=stroke)
    lean = hand.slant + swing * rng.uniform(-0.07, 0.07)
    turn = swing * rng.uniform(-0.05, 0.05)
    cos, sin = math.cos(turn), math.sin(turn)
    a, b, d, e = cos, lean * cos - sin, sin, lean * sin + cos
    matrix = (a, b, margin - a * margin - b * foot, d, e, foot - d * margin - e * foot)
    tile = tile.transform(tile.size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC, fillcolor=255)
    left = round(x - margin + swing * size * rng.uniform(-0.02, 0.02))
    top = round(baseline - foot + swing * size * rng.uniform(-0.045, 0.045))
    _press(page, tile, (left, top), hand.colour, hand.ink * rng.uniform(0.93, 1.0))


def _press(
    page: Image.Image, tile: Image.Image, corner: tuple[int, int], colour: tuple[int, int, int], ink: float
) -> None:
    """Lay a tile of ink (0 full, 255 none) onto the page: where strokes cross, ink on ink is no darker."""
    box = (*corner, corner[0] + tile.width, corner[1] + tile.height)
    inked = [
        tile.point([255 - round((255 - level) * (255 - part) / 255 * ink) for level in range(256)])
        for part in colour
    ]
    page.paste(ImageChops.darker(page.crop(box), Image.merge("RGB", inked)), box)


def _em(size: float, hand: Hand) -> float:
    """Return the size of the face at which the writer's digits are as high as the writer makes them."""
    return size * hand.height / _digit(hand.face)


@cache
def _digit(name: str) -> float:
    """Return how high the digits of a face are, in letter sizes."""
    box = _face(name, _EXACT).getbbox("0", anchor="ls")
    return float(box[3] - box[1]) / _EXACT


@cache
def _stem(name: str) -> float:
    """Return how wide the strokes of a face are, in letter sizes."""
    tile = Image.new("L", (_EXACT, 2 * _EXACT), 0)
    ImageDraw.Draw(tile).text((100, _EXACT), "0", font=_face(name, _EXACT), fill=255, anchor="ls")
    return 2 * float(cv2.distanceTransform(np.asarray(tile), cv2.DIST_L2, 3).max()) / _EXACT


@cache
def _face(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
