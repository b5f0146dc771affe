"""Printed letters: masks of glyphs at any size, and advances that do not depend on it.

A printer sets letters at its own fine resolution, so their advances are those of the outlines, not of a hinted
bitmap; lines break at the same words whatever the resolution of the scan. Drawing a glyph once and copying it is
several times as fast as letting the text engine load and hint it again for every word.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from digitize.province.fonts import family

UNITS = 200
"""Layout units in an inch."""

_EM = 2048
"""Units of an em in the outlines; at this size advances are exact."""

ASCENT = 0.891
"""From the top of a line to its baseline, in letter sizes (Times metrics)."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Where ink lies, relative to the start of a run on its baseline.

    Attributes:
        mask: (height, width) uint8, 255 where ink is full.
        left: first column, in pixels right of the start.
        top: first row, in pixels below the baseline, so mostly negative.
    """

    mask: NDArray[np.uint8]
    left: int
    top: int


@cache
def width(style: str, points: float, text: str) -> float:
    """Return the advance of `text` in layout units."""
    return sum(_advance(style, letter) for letter in text) * points * UNITS / 72


@lru_cache(maxsize=20_000)
def printed(style: str, size: float, text: str) -> Ink | None:
    """Return the ink of `text`, None if it is blank.

    Args:
        style: "Regular", "Bold", "Italic" or "BoldItalic".
        size: of the letters in pixels.
        text: without line breaks.
    """
    placed: list[tuple[int, Ink]] = []
    reach = 0.0
    for letter in text:
        if ink := _glyph(style, size, letter):
            placed.append((round(reach), ink))
        reach += _advance(style, letter) * size
    if not placed:
        return None
    left = min(x + ink.left for x, ink in placed)
    top = min(ink.top for _, ink in placed)
    right = max(x + ink.left + ink.mask.shape[1] for x, ink in placed)
    bottom = max(ink.top + ink.mask.shape[0] for _, ink in placed)
    mask = np.zeros((bottom - top, right - left), np.uint8)
    for x, ink in placed:
        height, across = ink.mask.shape
        row, column = ink.top - top, x + ink.left - left
        part = mask[row : row + height, column : column + across]
        np.maximum(part, ink.mask, out=part)
    return Ink(mask, left, top)


@cache
def _advance(style: str, letter: str) -> float:
    return _face(style, _EM).getlength(letter) / _EM


@lru_cache(maxsize=20_000)
def _glyph(style: str, size: float, letter: str) -> Ink | None:
    room = round(size * 1.5)
    tile = Image.new("L", (2 * room, 2 * room), 0)
    ImageDraw.Draw(tile).text((room // 2, room), letter, font=_face(style, size), fill=255, anchor="ls")
    box = tile.getbbox()
    if box is None:
        return None
    return Ink(np.asarray(tile.crop(box), dtype=np.uint8), box[0] - room // 2, box[1] - room)


@cache
def _face(style: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(f"{family()}-{style}.ttf", size, layout_engine=ImageFont.Layout.BASIC)
