"""Finds how a page lies. First do no harm: it is turned only when it then reads clearly better.

The structure of the ink tells lines across from lines down the page; which end is up is asked of the reader, on one
crop of dense text. A page that reads well as it lies costs one such question.
"""

from collections.abc import Callable

import cv2
import numpy as np

from digitize.imaging.deskew import LINES, angle_of, edge_points, peak_of
from digitize.ports import Pixels

READS_WELL = 0.6
"""Legibility from which a page stays as it lies: ten real pages score 0.72 to 0.95 upright, 0.12 to 0.50 otherwise."""

BETTER = 0.15
"""By how much a turned page must read better."""

CROP = (0.16, 0.6)
"""Height and width of the crop as shares of the page: some six lines."""


def quarter_turns(grey: Pixels, mask: Pixels, legibility: Callable[[Pixels], float]) -> int:
    """Return by how many degrees counter-clockwise the page must be turned to stand upright: 0, 90, 180 or 270.

    Args:
        grey: uint8 (height, width), large enough to be read.
        mask: its ink, at working size.
        legibility: how well a grey crop reads as it stands, 0 to 1.
    """
    across, down = peak_of(edge_points(mask)), peak_of(edge_points(np.rot90(mask)))
    if max(across, down) < LINES:
        return 0
    as_it_lies = legibility(_crop(grey, mask, 0))
    if as_it_lies >= READS_WELL:
        return 0
    pairs = ((180,), (90, 270)) if across >= down else ((90, 270), (180,))
    for turns in pairs:
        scores = {turn: legibility(_crop(grey, mask, turn)) for turn in turns}
        best = max(scores, key=lambda turn: scores[turn])
        if scores[best] >= as_it_lies + BETTER and scores[best] >= READS_WELL:
            return best
    return 0


def _crop(grey: Pixels, mask: Pixels, turn: int) -> Pixels:
    """Return the densest text of the page, turned by `turn` degrees counter-clockwise and levelled."""
    turned, ink = np.rot90(grey, turn // 90), np.rot90(mask, turn // 90)
    points = edge_points(ink)
    height, width = max(1, round(ink.shape[0] * CROP[0])), max(1, round(ink.shape[1] * CROP[1]))
    edges = np.zeros(ink.shape, np.float32)
    middle = np.array([ink.shape[1] / 2, ink.shape[0] / 2], np.float32)
    columns, rows = (points + middle).astype(np.int32).T
    edges[rows, columns] = 1
    density = cv2.boxFilter(edges, -1, (width, height), borderType=cv2.BORDER_CONSTANT)
    inner = density[height // 2 : -(height // 2) or None, width // 2 : -(width // 2) or None]
    top, left = np.unravel_index(int(inner.argmax()), inner.shape)
    factor = turned.shape[0] / ink.shape[0]
    top, bottom, left, right = (round(value * factor) for value in (top, top + height, left, left + width))
    return level(np.ascontiguousarray(turned[top:bottom, left:right]), angle_of(points))


def level(grey: Pixels, degrees: float) -> Pixels:
    """Return a crop turned by `degrees` clockwise about its centre, as large as before."""
    if abs(degrees) < 1.0:
        return grey
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -degrees, 1.0)
    paper = float(np.median(grey))
    return cv2.warpAffine(grey, matrix, (width, height), borderValue=paper).astype(np.uint8, copy=False)
