"""What the network shall answer about a page: the convention that the published weights learned, measured on drawn lines.

A line is its ink, marks and descenders included: `xa ma` has a lower box than `Điều`. Its core is shorter than the line by
an eighth of its height at each end and by a quarter of it above and below, but never too thin for a pixel of the answer. Cores of
lines that are not level follow them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

STRIDE: Final = 2
"""Pixels of the input for one of the answer."""

_SHRINK = 0.12
"""What a core lacks at each end, in heights of its line. `digitize.ocr.lines` adds a little more: that much wider than their
ink are the boxes that the recogniser knows."""

_SHRINK_UPRIGHT = 0.25
_LEAST = 4.0, 6.0
"""Width and height of a core at least, in pixels of the input, as far as the line has them."""

_WIDE_GAP = 1.3
"""Heights of the line: over a blank that is wider nobody can say whether one line stands there or two."""

_INK = 0.25
"""What counts as ink, between paper and the darkest of a line."""

_LONG, _HEAVIEST = 8.0, 4.0
"""Lines shorter than so many of their heights count for more, at most so much: a digit in a table is lost in a page."""

_END = 3.0
"""What the ends of lines count, one height inwards and half of one outwards: there letters are cut off."""

Floats = NDArray[np.float32]
"""Boxes are (lines, 5): left, top, right, bottom and slope. Top and bottom are those in the middle of the line; a line falls
by its slope for each pixel to the right."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What is asked about a crop; all arrays are (height / 2, width / 2).

    Attributes:
        core: how much of each pixel is core, 0 to 1.
        weight: how much its answer counts; 0 where nothing is asked.
        up: distance to the top of the line in pixels of the input, where there is a core.
        down: likewise to its bottom.
    """

    core: Floats
    weight: Floats
    up: Floats
    down: Floats


def core_of(box: Floats) -> tuple[float, float, float, float]:
    """Return the core (left, top, right, bottom) of a line's box, both in pixels of the input."""
    left, top, right, bottom = (float(edge) for edge in box[:4])
    tall, wide = bottom - top, right - left
    inner = max(wide - 2 * _SHRINK * tall, min(wide, _LEAST[0]))
    thick = max(tall * (1 - 2 * _SHRINK_UPRIGHT), min(tall, _LEAST[1]))
    x, y = (left + right) / 2, (top + bottom) / 2
    return x - inner / 2, y - thick / 2, x + inner / 2, y + thick / 2


def targets_of(ink: Floats, boxes: Floats, unsure: Floats) -> Targets:
    """Return what is asked about a crop.

    Args:
        ink: (height, width), 0 paper to 1 ink, both even.
        boxes: (lines, 5) in its pixels; they may reach out of it.
        unsure: (boxes, 5) likewise: about what lies there, lines aside, nothing is asked.
    """
    size = ink.shape[0] // STRIDE, ink.shape[1] // STRIDE
    core, up, down = (np.zeros(size, np.float32) for _ in range(3))
    weight = np.ones(size, np.float32)
    for box in unsure:
        _mark(weight, box, 0.0)
    rows, columns = _middles(size[0])[:, None], _middles(size[1])
    for box in boxes:
        left, top, right, bottom = core_of(box)
        fall = (columns - (left + right) / 2) * box[4]
        shares = np.multiply(_shared(columns, left, right), _shared(rows, top + fall, bottom + fall))
        _weigh(weight, box)
        mine = shares > core
        up[mine] = (rows - box[1] - fall)[mine]
        down[mine] = (box[3] + fall - rows)[mine]
        core = np.maximum(core, shares)
    for box in boxes:
        for start, end in gaps(ink, box):
            _mark(weight, np.array([start, box[1], end, box[3]], np.float32), 0.0)
    return Targets(core, weight, up, down)


def gaps(ink: Floats, box: Floats) -> list[tuple[int, int]]:
    """Return the columns (first, past the last) of wide blanks within a line."""
    height, width = ink.shape
    left, right = max(0, round(float(box[0]))), min(width, round(float(box[2])))
    top, bottom = max(0, round(float(box[1]))), min(height, round(float(box[3])))
    if right <= left or bottom <= top:
        return []
    part = ink[top:bottom, left:right]
    paper, dark = np.quantile(part, (0.2, 0.99))
    inked = (part > paper + _INK * (dark - paper)).any(0)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], inked, [True]]).astype(np.int8)))
    least = _WIDE_GAP * float(box[3] - box[1])
    spans = zip(edges[::2], edges[1::2], strict=True)
    return [(left + int(start), left + int(end)) for start, end in spans if end - start > least]


def _middles(count: int) -> Floats:
    """Return the middles of pixels of the answer, in pixels of the input."""
    middles: Floats = ((np.arange(count) + 0.5) * STRIDE).astype(np.float32)
    return middles


def _shared(middles: Floats, start: Floats | float, end: Floats | float) -> Floats:
    """Return how much of each pixel of the answer lies between two edges; all in pixels of the input."""
    half = STRIDE / 2
    shared = np.minimum(middles + half, end) - np.maximum(middles - half, start)
    shares: Floats = np.clip(shared / STRIDE, 0.0, 1.0).astype(np.float32)
    return shares


def _weigh(weight: Floats, box: Floats) -> None:
    """Say what the answer about a line counts."""
    left, top, right, bottom = (float(edge) for edge in box[:4])
    tall = bottom - top
    usual = min(_HEAVIEST, max(1.0, _LONG * tall / max(1.0, right - left)))
    _mark(weight, box, usual)
    for start, end in ((left - tall / 2, left + tall), (right - tall, right + tall / 2)):
        _mark(weight, np.array([start, top, end, bottom], np.float32), max(usual, _END))


def _mark(plane: Floats, box: Floats, value: float) -> None:
    """Set what lies in a box of the input."""
    left, top, right, bottom = (max(0, round(float(edge) / STRIDE)) for edge in box[:4])
    plane[top:bottom, left:right] = value
