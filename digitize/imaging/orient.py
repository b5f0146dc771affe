"""Finds how a page lies. First do no harm: it is turned only when it then reads clearly better.

The structure of the ink tells lines across from lines down the page; which end is up is asked of the reader, on one
crop of dense text. A page that reads well as it lies costs one such question.
"""

from collections.abc import Callable

import cv2
import numpy as np

from digitize.imaging.deskew import LINES, angle_of, edge_points, peak_of
from digitize.ports import Pixels

READS_WELL = 0.55
"""Legibility from which a page stays as it lies: ten real pages score 0.76 to 0.96 upright (0.66 when leaning), 0.12 to 0.47 otherwise."""

BETTER = 0.15
"""By how much a turned page must read better."""

CROP = (0.08, 0.8)
"""Height and width of the crop as shares of the page: some four lines."""

CROP_HEIGHT = 2_100
"""Longer side in pixels of the page that the crop is shrunk to: A4 at 180 dpi tells as well as 300, in half the time."""


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
    smaller = min(1.0, CROP_HEIGHT / max(grey.shape))
    page = cv2.resize(grey, None, fx=smaller, fy=smaller, interpolation=cv2.INTER_AREA).astype(
        np.uint8, copy=False
    )
    as_it_lies = legibility(_crop(page, mask, 0))
    if as_it_lies >= READS_WELL:
        return 0
    pairs = ((180,), (90, 270)) if across >= down else ((90, 270), (180,))
    for turns in pairs:
        scores = {turn: legibility(_crop(page, mask, turn)) for turn in turns}
        best = max(scores, key=lambda turn: scores[turn])
        if scores[best] >= as_it_lies + BETTER and scores[best] >= READS_WELL:
            return best
    return 0


def _crop(page: Pixels, mask: Pixels, turn: int) -> Pixels:
    """Return the densest text of the page, turned by `turn` degrees counter-clockwise and levelled."""
    turned = np.ascontiguousarray(np.rot90(page, turn // 90))
    ink = np.ascontiguousarray(np.rot90(mask, turn // 90))
    points = edge_points(ink)
    height, width = max(1, round(ink.shape[0] * CROP[0])), max(1, round(ink.shape[1] * CROP[1]))
    edges = np.zeros(ink.shape, np.float32)
    middle = np.array([ink.shape[1] / 2, ink.shape[0] / 2], np.float32)
    columns, rows = (points + middle).astype(np.int32).T
    edges[rows, columns] = 1
    density = cv2.boxFilter(edges, -1, (width, height), borderType=cv2.BORDER_CONSTANT)
    top, left = height // 2, width // 2
    inner = density[top : ink.shape[0] - top, left : ink.shape[1] - left]
    row, column = np.unravel_index(int(inner.argmax()), inner.shape)
    factor = turned.shape[0] / ink.shape[0]
    centre = float(column + left) * factor, float(row + top) * factor
    return _window(turned, centre, (round(width * factor), round(height * factor)), angle_of(points))


def _window(page: Pixels, centre: tuple[float, float], size: tuple[int, int], degrees: float) -> Pixels:
    """Return the window of (width, height) around a point of the page, turned clockwise by `degrees` about it."""
    matrix = cv2.getRotationMatrix2D(centre, -degrees, 1.0)
    matrix[:, 2] += np.array(size) / 2 - np.array(centre)
    paper = float(np.median(page[::8, ::8]))
    return cv2.warpAffine(page, matrix, size, borderValue=paper).astype(np.uint8, copy=False)
