"""Signatures: a few strokes of a fast pen, in the manners that Vietnamese officials and citizens sign."""

import math
from collections.abc import Callable
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Points = NDArray[np.float64]
"""Corners (n, 2) that a stroke runs through, in units of 1/200 inch about the middle of the signature."""

_SHARP = 2
"""Drawn this many times larger, so that thin strokes taper."""

_WIDTH, _HEIGHT = 560, 330


def drawn(rng: Random, scale: float, colour: tuple[int, int, int]) -> Image.Image:
    """Return a signature, RGB on white, 560 × 330 units at `scale` pixels to the unit."""
    style = rng.choice(_STYLES)
    unit = scale * _SHARP
    ink = np.zeros((round(_HEIGHT * unit), round(_WIDTH * unit)), np.uint8)
    nib = rng.uniform(2.2, 4.6)
    lean, size = rng.uniform(0.05, 0.45), rng.uniform(0.85, 1.2)
    for corners in style(rng):
        bent = corners * size
        bent[:, 0] -= lean * bent[:, 1]
        _stroke(ink, _smooth(bent), nib, unit, rng)
    small = cv2.resize(ink, (round(_WIDTH * scale), round(_HEIGHT * scale)), interpolation=cv2.INTER_AREA)
    parts = [255 - (small.astype(np.uint16) * (255 - level) // 255).astype(np.uint8) for level in colour]
    return Image.fromarray(np.dstack(parts))


def _letters(rng: Random, start: float, count: int) -> Points:
    """Return small connected letters: arches, loops below and above the line."""
    x, corners = start, []
    for _ in range(count):
        step = rng.uniform(13, 24)
        kind = rng.choice(("arch", "arch", "loop", "tail", "eye"))
        high = rng.uniform(16, 26)
        shapes: dict[str, tuple[tuple[float, float], ...]] = {
            "arch": ((0.2, -high), (0.6, -high * 0.8), (0.7, 4), (1.0, 2)),
            "loop": ((0.5, -3.2 * high), (0.2, -3.4 * high), (0.25, -high), (0.5, 5), (1.0, 0)),
            "tail": ((0.4, -high), (0.5, 2.2 * high), (0.1, 2.6 * high), (0.2, high), (1.0, -4)),
            "eye": ((0.6, -high * 0.7), (0.3, -high * 1.1), (0.1, -high * 0.3), (0.6, 5), (1.0, -2)),
        }
        corners += [(x + dx * step, dy + rng.uniform(-3, 3)) for dx, dy in shapes[kind]]
        x += step
    return np.array(corners)


def _capital(rng: Random) -> Points:
    """Return a large first letter: an oval that crosses itself, a stem with a bow, or a steep double stroke."""
    high, wide = rng.uniform(60, 120), rng.uniform(18, 40)
    kind = rng.randrange(4)
    if kind == 0:
        steep = ((-95, 10), (-88, -high), (-84, -high * 0.9), (-90 + wide, 14), (-84 + wide, -high * 0.8))
        return np.array([*steep, (-60 + wide, 6)], dtype=float)
    if kind == 1:
        bow = ((-70, -high), (-74, 18), (-84, 24), (-90, 6), (-60, -high * 0.9), (-60 + wide, -high * 0.6))
        return np.array([(-105, -high * 0.7), *bow, (-62, -high * 0.3), (-40, 4)], dtype=float)
    return _oval(rng)


def _oval(rng: Random) -> Points:
    """Return an open oval that winds inwards."""
    wide, high = rng.uniform(35, 75), rng.uniform(50, 85)
    turns = rng.uniform(1.1, 1.6)
    angles = np.linspace(math.pi * 0.15, math.pi * (0.15 + 2 * turns), 14)
    shrink = np.linspace(1.0, rng.uniform(0.35, 0.7), 14)
    x = -80 + wide * np.cos(angles) * shrink
    y = -22 - high * np.sin(angles) * shrink * 0.8
    return np.stack([x, y], axis=1)


def _flourish(rng: Random, end: tuple[float, float]) -> Points:
    """Return the long straight stroke out of the last letter."""
    far = rng.uniform(110, 210)
    rise = rng.uniform(20, 85)
    bow = rng.uniform(-14, 10)
    x, y = end
    return np.array([(x, y), (x + far * 0.45, y - rise * 0.42 + bow), (x + far, y - rise)])


def _official(rng: Random) -> list[Points]:
    """A capital, some letters and a flourish to the upper right, in one go."""
    word = np.concatenate([_capital(rng), _letters(rng, -40, rng.randrange(2, 6))])
    tail = _flourish(rng, (float(word[-1, 0]), float(word[-1, 1])))
    return [np.concatenate([word, tail[1:]])]


def _returning(rng: Random) -> list[Points]:
    """Letters, then the pen swings back below them and out to the right again."""
    word = np.concatenate([_capital(rng), _letters(rng, -35, rng.randrange(1, 5))])
    right, low = float(word[:, 0].max()), rng.uniform(24, 52)
    back = np.array([(right + 30, -8), (right + 12, low), (-130, low + rng.uniform(-6, 16)), (-150, low - 8)])
    out = np.array([(-60, low - 16), (right + rng.uniform(60, 140), low - rng.uniform(20, 50))])
    return [np.concatenate([word, back, out])] if rng.random() < 0.5 else [np.concatenate([word, back])]


def _jagged(rng: Random) -> list[Points]:
    """Steep zigzags that grow smaller, crossed by a line or two."""
    count = rng.randrange(4, 9)
    x = np.cumsum([rng.uniform(9, 24) for _ in range(2 * count)]) - 110
    size = np.linspace(rng.uniform(50, 80), rng.uniform(10, 30), 2 * count)
    y = np.where(np.arange(2 * count) % 2 == 0, size * 0.45, -size * 0.75)
    cross = np.array(
        [(-150.0, rng.uniform(10, 40)), (0.0, rng.uniform(-6, 22)), (165.0, rng.uniform(-50, 0))]
    )
    dot = np.array([(float(x[-1]) + 18, -46.0), (float(x[-1]) + 24, -44.0), (float(x[-1]) + 27, -38.0)])
    return [np.stack([x, y], axis=1), cross, *([dot] if rng.random() < 0.4 else [])]


def _rings(rng: Random) -> list[Points]:
    """A coil that wanders to the right, with a straight end."""
    count = rng.randrange(14, 30)
    angles = np.linspace(0, 2 * math.pi * count / 7, count)
    wide, high = rng.uniform(20, 46), rng.uniform(26, 55)
    x = -95 + np.linspace(0, rng.uniform(80, 150), count) + wide * np.cos(angles)
    y = high * np.sin(angles) * np.linspace(1, rng.uniform(0.3, 0.9), count) - 5
    coil = np.stack([x, y], axis=1)
    return [np.concatenate([coil, _flourish(rng, (float(x[-1]), float(y[-1])))[1:]])]


def _plain(rng: Random) -> list[Points]:
    """A name written out in small letters, underlined, as citizens sign."""
    word = _letters(rng, -110, rng.randrange(6, 10))
    under = np.array([(-120.0, 36.0), (0.0, 38 + rng.uniform(-5, 5)), (110.0, 26.0)])
    first = _capital(rng) * np.array([0.5, 0.6]) + np.array([-78.0, 8.0])
    return [first, word, *([under] if rng.random() < 0.6 else [])]


_STYLES: tuple[Callable[[Random], list[Points]], ...] = (
    _official,
    _official,
    _returning,
    _jagged,
    _rings,
    _plain,
)


def _smooth(corners: Points) -> Points:
    """Return a Catmull-Rom curve through the corners, twelve points a leg."""
    ends = np.concatenate([corners[:1], corners, corners[-1:]])
    t = np.linspace(0, 1, 12, endpoint=False)[:, None]
    legs = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        legs.append(
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        )
    return np.concatenate([*legs, corners[-1:]])


def _stroke(ink: NDArray[np.uint8], curve: Points, nib: float, unit: float, rng: Random) -> None:
    """Draw a curve, thin where the pen was fast and at its ends (in place)."""
    speed = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    slow = np.convolve(speed, np.ones(7) / 7, mode="same") / max(1e-6, float(np.median(speed)))
    width = nib * np.clip(1.25 - 0.28 * slow, 0.5, 1.2)
    taper = np.minimum(1, np.minimum(np.arange(len(width)) + 3, len(width) - np.arange(len(width))) / 9)
    level = rng.randrange(205, 256)
    spots = np.round((curve + np.array([_WIDTH, _HEIGHT]) / 2) * unit * 16).astype(int)
    for start, end, thick in zip(spots, spots[1:], width * taper, strict=False):
        cv2.line(
            ink,
            (int(start[0]), int(start[1])),
            (int(end[0]), int(end[1])),
            level,
            max(1, round(float(thick) * unit)),
            cv2.LINE_AA,
            4,
        )
