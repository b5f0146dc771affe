"""Finds bars that stand upright on a page, and tells how dark they are from left to right."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from digitize.model.geometry import Box
from digitize.ports import Pixels

Profile = NDArray[np.float32]

_COARSE = 830
"""Pixels of the shorter side of the picture in which bars are looked for: about 100 dpi."""
_BUSY = 14
_LEAST = (100, 15)
"""Least width and height of a code there, in pixels."""
_UPRIGHT, _QUIET = 0.9, 10
"""Share of the rows of a bar that are dark, at least; pixels without bars there that end a code."""
_ALIKE = 0.8
"""Least correlation of the upper half of the bars with the lower: text has none."""
_RESTORED = (20, 90)
"""Percentiles of the grey of a column that tell a bar that broke and a gap that ink ran into, not a speck."""
_SLANTS = tuple(step / 200 for step in range(-6, 7))


def places(grey: Pixels) -> Iterator[Box]:
    """Yield where much changes from left to right and little from top to bottom."""
    height, width = grey.shape
    by = max(1, round(min(height, width) / _COARSE))
    size = width // by, height // by
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    across = cv2.absdiff(small[:-1, 1:], small[:-1, :-1])
    down = cv2.absdiff(small[1:, :-1], small[:-1, :-1])
    busy = cv2.blur(across, (25, 9)).astype(np.int16) - 2 * cv2.blur(down, (25, 9)).astype(np.int16)
    mask = cv2.morphologyEx((busy > _BUSY).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 31), np.uint8))
    # A line of print that all but touches the bars is cut off again.
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((7, 31), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(mask)
    whole = set[tuple[int, int, int, int]]()
    for left, top, wide, high, area in found[1:].tolist():
        if wide >= _LEAST[0] and high >= _LEAST[1] and wide > 1.2 * high and area > 0.5 * wide * high:
            whole.add((*_whole(small, left, left + wide, top, top + high), top, top + high))
    for left, right, top, bottom in sorted(whole):
        yield Box(left * by, top * by, right * by, bottom * by)


def _whole(small: Pixels, left: int, right: int, top: int, bottom: int) -> tuple[int, int]:
    """Return from where to where bars stand, of which some were found: where gaps are closed, little changes."""
    trim = (bottom - top) // 5
    rows = small[top + trim : bottom - trim]
    dark, light = np.percentile(rows[:, left:right], (5, 95))
    bars = np.flatnonzero((rows < (dark + light) / 2).mean(axis=0) > _UPRIGHT)
    before, behind = bars[bars < left][::-1], bars[bars >= right]
    for column in before.tolist():
        left = column if left - column <= _QUIET else left
    for column in behind.tolist():
        right = column + 1 if column - right < _QUIET else right
    return left, right


def profiles_at(grey: Pixels, box: Box) -> list[Profile]:
    """Return how dark the bars are from left to right, 0 to 1, with some paper on both sides; nothing if they are no bars.

    First by the mean of each column; then by where it is darkest, as bars were before they broke, and where it is lightest, as
    gaps were before ink ran into them.
    """
    pad, trim = round(0.15 * box.width) + 20, round(0.2 * box.height)
    strip = grey[box.top + trim : box.bottom - trim, max(0, box.left - pad) : box.right + pad].astype(
        np.float32
    )
    height, width = strip.shape
    upright, sharpest = np.asarray(strip, np.float32), -1.0
    for slant in _SLANTS:
        shear = np.array([[1, slant, -slant * height / 2], [0, 1, 0]], np.float32)
        sheared = np.asarray(
            cv2.warpAffine(strip, shear, (width, height), borderMode=cv2.BORDER_REPLICATE), np.float32
        )
        sharpness = float(np.abs(np.diff(sheared.mean(axis=0))).sum())
        if sharpness > sharpest:
            upright, sharpest = sheared, sharpness
    upper, lower = upright[: height // 2].mean(axis=0), upright[height // 2 :].mean(axis=0)
    if not upper.std() or not lower.std() or np.corrcoef(upper, lower)[0, 1] < _ALIKE:
        return []
    return [_darkness(row) for row in (upright.mean(axis=0), *np.percentile(upright, _RESTORED, axis=0))]


def _darkness(row: Profile) -> Profile:
    dark, light = np.percentile(row, (2, 95))
    return np.asarray(np.clip((light - row) / max(1.0, light - dark), 0, 1), np.float32)
