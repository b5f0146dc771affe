"""Finds the lines of text on a page: a small network marks the core of each line and how far it reaches up and down.

The reading of the network's answer follows trueocr 0.1.1 (Apache-2.0), whose detector ours grew from.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from digitize.model.geometry import Box
from digitize.ports import Pixels
from digitize.scale import ink_of, scaled

Floats = NDArray[np.float32]
Detector = Callable[[Floats], Floats]
"""Maps ink (1, 1, height, width) to (12, height / 4, width / 4), four planes each, one for each pixel of two by two: how surely
a pixel of the page at half its size is the core of a line (logit), and how far from there the line's top and its bottom are
(before softplus, in eighths of a pixel of the input). Only where there is a core, the network's last steps are worth taking."""

_LONG_SIDE = 1_024
"""Pixels of the longer side that the network sees of a page."""

_LONGEST_SIDE = 2_048
_SMALL, _LIKED = 9.0, 12.0
"""Where lines are lower than the first, the page is looked at again so large that they have the second."""

_FEW = 8
_MULTIPLE = 32
_STRIDE: Final = 2
_REACH: Final = 8.0
"""Pixels of the input for a distance of one."""

_CORE_SHRINK = 0.15
"""A core is shorter than its line by this times its height at each end."""

_RAISED = 0.08
"""A box begins so many of its heights above what the network says: marks are read better so (office seed 515: 1,446 to 1,350
letters wrong; 0.04 to 0.12 differ by less than the page does)."""

_LEAST_CORE = 2

_INK_AND_PAPER = 0.03, 0.5
"""Quantiles of a line's pixels that are ink, and paper."""
_LIGHT = 0.7
"""How near to paper a pixel may be and still be ink: thin strokes are grey."""
_DOT, _LEADER = 0.25, 1.5
"""Heights of a line: what is higher is no dot of a leader; what is longer is one."""
_BEHIND = 0.15
"""Heights that stay behind the last letter."""


def find_lines(grey: Pixels, detector: Detector) -> tuple[Box, ...]:
    """Return boxes about the lines of text of a grey (height, width) page, in no order."""
    found, scale = _looked_at(grey, detector, _LONG_SIDE)
    heights = found[:, 3] - found[:, 1]
    if len(found) >= _FEW and (usual := float(np.median(heights))) < _SMALL:
        side = int(min(_LONGEST_SIDE, _LONG_SIDE * _LIKED / max(usual, 1.0))) // _MULTIPLE * _MULTIPLE
        if side > _LONG_SIDE:
            found, scale = _looked_at(grey, detector, side)
    height, width = grey.shape
    bounds = np.array([width, height, width, height])
    corners = np.clip(np.rint(found / scale), 0, bounds).astype(int)
    boxes = (Box(*map(int, row)) for row in corners if row[2] > row[0] and row[3] > row[1])
    return tuple(_without_leader(grey, box) for box in boxes)


def _without_leader(grey: Pixels, box: Box) -> Box:
    """Return a box that ends before the leader that its line ends in, if it does.

    Nobody reads the dots, and beside them the network passes over the last letter: 12 of 211 printed lines lost it.
    """
    tall = box.height
    line = grey[box.top : box.bottom, box.left : box.right]
    counts = np.cumsum(cv2.calcHist([line], [0], None, [256], [0, 256]))
    ink, paper = np.searchsorted(counts, np.array(_INK_AND_PAPER) * line.size)
    dark: NDArray[np.bool_] = line < (_LIGHT * paper + (1 - _LIGHT) * ink)
    end = box.width
    for piece in reversed(_pieces(np.any(dark, 0))):
        high = np.flatnonzero(dark[:, piece].any(1))
        if np.ptp(high) > _DOT * tall:
            end = piece.stop + round(_BEHIND * tall)
            break
    return replace(box, right=box.left + end) if box.width - end > _LEADER * tall else box


def _pieces(dark: NDArray[np.bool_]) -> list[slice]:
    """Return the runs of columns that are dark."""
    edges = np.flatnonzero(np.diff(dark, prepend=False, append=False))
    return [slice(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _looked_at(grey: Pixels, detector: Detector, side: int) -> tuple[Floats, float]:
    """Return boxes (count, 4) in pixels of what the network saw, and its scale."""
    height, width = grey.shape
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = scaled(grey, size)
    tall, wide = (math.ceil(each / _MULTIPLE) * _MULTIPLE for each in small.shape)
    return _boxes(detector(ink_of(small, (tall, wide)))), scale


def _boxes(answer: Floats) -> Floats:
    """Return a box for each connected core: as wide as it is, as high as its pixels say on average."""
    core = _spread(answer[: _STRIDE**2] > 0.0)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=4)
    rows, columns = np.nonzero(core)
    which = labels[rows, columns]
    plane = rows % _STRIDE * _STRIDE + columns % _STRIDE
    up, down = (
        _REACH * np.logaddexp(0.0, answer[plane + first, rows // _STRIDE, columns // _STRIDE])
        for first in (_STRIDE**2, 2 * _STRIDE**2)
    )
    middle = (rows + 0.5) * _STRIDE
    share = 1.0 / np.maximum(np.bincount(which, minlength=count), 1)
    top = np.bincount(which, middle - up, count) * share
    bottom = np.bincount(which, middle + down, count) * share
    tall = np.maximum(1.0, bottom - top)
    top -= _RAISED * tall
    reach = _CORE_SHRINK * tall
    left = stats[:, cv2.CC_STAT_LEFT] * _STRIDE - reach
    right = (stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH]) * _STRIDE + reach
    kept = stats[:, cv2.CC_STAT_AREA] >= _LEAST_CORE
    kept[0] = False
    boxes: Floats = np.stack([left, top, right, bottom], 1)[kept].astype(np.float32)
    return boxes


def _spread(planes: NDArray[np.bool_]) -> Pixels:
    """Return planes (4, height, width), one for each pixel of two by two, as one of 1 and 0, (2 height, 2 width)."""
    _, height, width = planes.shape
    split = planes.astype(np.uint8).reshape(_STRIDE, _STRIDE, height, width)
    return split.transpose(2, 0, 3, 1).reshape(_STRIDE * height, _STRIDE * width)
