"""The sheet of paper itself: its colour, what shines through, where it was folded, punched and stained."""

from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from digitize.province.noise import Pixels, mottle

_LESS = 4
"""Light and shade are computed on a page this many times smaller: they are soft."""

_WHITE = ((255, 255, 255), (252, 252, 255), (255, 252, 253))
_USED = ((248, 247, 243), (244, 243, 238), (246, 246, 250), (250, 245, 245))
_OLD = ((240, 233, 215), (232, 224, 200), (222, 230, 205), (226, 222, 214), (214, 206, 186))


@dataclass(frozen=True, slots=True)
class Ground:
    """The state of a sheet.

    Attributes:
        tint: its colour, RGB.
        texture: how uneven it is, standard deviation in levels.
        bleed: how much of the other side shows through, 0 to 1.
        folds: how many times it was folded, 0 to 3.
        holes: whether it was punched for a binder.
        shade: how much darker its darkest corner comes out, 0 to 1.
        stains: how many.
    """

    tint: tuple[int, int, int]
    texture: float
    bleed: float
    folds: int
    holes: bool
    shade: float
    stains: int


def make_ground(rng: Random, wear: float) -> Ground:
    """Return a sheet by chance, the older the more `wear` (0 to 1)."""
    old, used = rng.random() < 0.05 + 0.3 * wear, rng.random() < 0.35
    thin = rng.random() < 0.12 + 0.5 * wear
    return Ground(
        tint=rng.choice(_OLD if old else _USED if used else _WHITE),
        texture=rng.uniform(0.2, 0.8) + 1.8 * wear * rng.random(),
        bleed=rng.uniform(0.03, 0.07 + 0.16 * wear) if thin else 0.0,
        folds=rng.choice((1, 1, 2, 3)) if rng.random() < 0.03 + 0.35 * wear else 0,
        holes=rng.random() < 0.12,
        shade=rng.uniform(0.0, 0.03) + 0.2 * wear * rng.random(),
        stains=rng.randrange(1, 4) if rng.random() < 0.25 * wear else 0,
    )


def on_paper(ink: Pixels, ground: Ground, dpi: int, behind: Pixels, chance: np.random.Generator) -> Pixels:
    """Return print on its sheet, grey, (height, width), its right edge in shadow; the paper's colour comes later.

    Args:
        ink: the print, grey, (height, width).
        ground: the sheet.
        dpi: dots per inch.
        behind: the other side of the sheet as it is read, grey, (height, width).
        chance: decides places.
    """
    height, width = ink.shape[:2]
    light = _light((-(-height // _LESS), -(-width // _LESS)), ground, behind, chance)
    shades = cv2.resize(
        np.clip(light, 0, 255).astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR
    )
    sheet: Pixels = np.asarray(cv2.multiply(ink, shades, scale=1 / 255), dtype=np.uint8)
    _crease(sheet, ground, dpi, chance)
    if ground.holes:
        _punch(sheet, dpi, chance)
    shade = chance.integers(110, 290, (height // 8 + 1, 1)).clip(0, 255).astype(np.uint8)
    sheet[:, -2:] = np.minimum(sheet[:, -2:], np.repeat(shade, 8, axis=0)[:height])
    return sheet


def _light(
    shape: tuple[int, int], ground: Ground, behind: Pixels, chance: np.random.Generator
) -> NDArray[np.float32]:
    """Return how much light each part of the bare sheet returns, 0 to 255, at a quarter of the size."""
    height, width = shape
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :] - np.float32(chance.uniform(-0.8, 0.8))
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None] - np.float32(chance.uniform(-0.8, 0.8))
    light = 255 - np.float32(255 * ground.shade / 4) * (x * x * np.float32(chance.uniform(0, 1)) + y * y)
    light += (mottle(chance, shape, 6).astype(np.float32) - 128) * np.float32(ground.texture / 40)
    light += (mottle(chance, shape, 24).astype(np.float32) - 128) * np.float32(ground.texture / 60)
    if ground.bleed:
        other = cv2.flip(cv2.resize(behind, (width, height), interpolation=cv2.INTER_AREA), 1)
        light -= (255 - cv2.GaussianBlur(other, (0, 0), 0.8).astype(np.float32)) * np.float32(ground.bleed)
    for _ in range(ground.stains):
        _stain(light, chance)
    return light


def _stain(light: NDArray[np.float32], chance: np.random.Generator) -> None:
    """Darken a blot with a darker rim, as of water or tea."""
    height, width = light.shape
    radius = int(chance.uniform(0.03, 0.14) * width)
    blot = np.zeros((height, width), np.uint8)
    middle = (int(chance.integers(0, width)), int(chance.integers(0, height)))
    axes = (radius, int(radius * chance.uniform(0.5, 1.0)))
    cv2.ellipse(blot, middle, axes, float(chance.uniform(0, 180)), 0, 360, 255, -1)
    hill = cv2.GaussianBlur(blot, (0, 0), radius / 3)
    rough = cv2.addWeighted(hill, 0.8, mottle(chance, (height, width), 24), 0.8, -100)
    shape = cv2.GaussianBlur(np.where(np.asarray(rough) > 110, np.uint8(255), np.uint8(0)), (0, 0), 2.5)
    rim = cv2.absdiff(shape, cv2.GaussianBlur(shape, (0, 0), 4))
    depth = float(chance.uniform(4, 13))
    light -= shape.astype(np.float32) * np.float32(depth / 255) + rim.astype(np.float32) * np.float32(
        depth / 160
    )


def _crease(sheet: Pixels, ground: Ground, dpi: int, chance: np.random.Generator) -> None:
    """Draw the folds: a ridge that lost its ink, shade on one side of it (in place)."""
    height, width = sheet.shape[:2]
    for number in range(ground.folds):
        across = number == 0 or chance.random() < 0.6
        length = height if across else width
        place = int(length * (0.5 if ground.folds == 1 else (number + 1) / (ground.folds + 1))) + int(
            chance.normal(0, 0.01) * length
        )
        reach = max(2, round(dpi * chance.uniform(0.02, 0.06)))
        rows = sheet if across else sheet.swapaxes(0, 1)
        for offset in range(-reach, reach):
            depth = (1 - abs(offset) / reach) * (0.16 if offset > 0 else 0.06)
            row = rows[place + offset]
            row[:] = row * (1 - depth)
        ridge = rows[place - 1 : place + 1]
        worn = chance.integers(60, 245, ridge.shape, dtype=np.uint8)
        ridge[:] = np.maximum(ridge, worn)


def _punch(sheet: Pixels, dpi: int, chance: np.random.Generator) -> None:
    """Punch two holes 80 mm apart at the left edge, 12 mm in: what lies behind is dark or white (in place)."""
    height, millimetre = sheet.shape[0], dpi / 25.4
    dark = chance.random() < 0.6
    x = 12 * millimetre + chance.normal(0, 1.5) * millimetre
    for side in (-1, 1):
        y = height / 2 + side * 40 * millimetre + chance.normal(0, 0.4) * millimetre
        middle = (round(x), round(y))
        level = 38.0 if dark else 246.0
        cv2.circle(sheet, middle, round(2.9 * millimetre), level, -1, cv2.LINE_AA)
        cv2.ellipse(sheet, middle, (round(2.9 * millimetre),) * 2, 0, 150, 320, 140.0, 2, cv2.LINE_AA)
