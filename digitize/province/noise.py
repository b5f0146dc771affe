"""Noise, made once per process and shifted for each page: fresh noise for every page would cost more than the page."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

_SIDE = 4096
"""Holds A4 at 300 dpi (3508 pixels) either way round with room to shift."""

SCATTER = 40.0
"""Standard deviation of every plane, in levels about 128."""


def grain(chance: np.random.Generator, shape: tuple[int, ...]) -> Pixels:
    """Return white noise of mean 128 and standard deviation 40, of any shape up to 300 dpi A4 in colour."""
    plane = _white()
    size = int(np.prod(shape))
    start = int(chance.integers(0, plane.size - size))
    return plane[start : start + size].reshape(shape)


def mottle(chance: np.random.Generator, shape: tuple[int, int], scale: float) -> Pixels:
    """Return the same noise in soft patches, (height, width).

    Args:
        chance: decides the part that is taken.
        shape: of the result.
        scale: size of a patch, standard deviation in pixels: one of 1, 6 and 24 serves, each is kept.
    """
    plane = _patches(scale)
    top = int(chance.integers(0, plane.shape[0] - shape[0]))
    left = int(chance.integers(0, plane.shape[1] - shape[1]))
    return plane[top : top + shape[0], left : left + shape[1]]


@cache
def _white() -> Pixels:
    normal = np.random.default_rng(0).standard_normal(_SIDE * _SIDE // 2, dtype=np.float32)
    return np.tile(_levels(normal), 4)


@cache
def _patches(scale: float) -> Pixels:
    """Blur noise at a size where its patches measure two pixels, and enlarge it: broad patches cost as little as fine ones."""
    less = max(1, int(scale / 2))
    side = _SIDE // 2 // less
    rough = np.random.default_rng(round(scale)).standard_normal((side, side), dtype=np.float32)
    soft = np.asarray(cv2.GaussianBlur(rough, (0, 0), scale / less), dtype=np.float32)
    plane = cv2.resize(_levels(soft / soft.std()), (_SIDE // 2, _SIDE // 2), interpolation=cv2.INTER_LINEAR)
    return np.tile(np.asarray(plane, dtype=np.uint8), (2, 2))


def _levels(normal: NDArray[np.float32]) -> Pixels:
    levels: Pixels = np.clip(normal * np.float32(SCATTER) + 128, 0, 255).astype(np.uint8)
    return levels
