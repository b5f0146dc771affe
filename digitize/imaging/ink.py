"""Tells ink from paper, at the small size at which a page's structure is judged."""

from dataclasses import dataclass

import cv2
import numpy as np

from digitize.ports import Pixels
from digitize.scale import scaled

WORKING_HEIGHT = 1400
"""Pixels of the longer side: A4 at 120 dpi, where an x-height still has 7 pixels and a step takes milliseconds."""

DEPTH = 28
"""Grey levels by which ink is darker than the paper around it; faint stamps and pencil have about 35."""

SOLID_SIDE, SOLID_SHARE = 20, 0.7
"""A punch hole has 28 pixels across and is full; the letters of a title have 20 and are half empty."""

EDGE = 0.015
"""Share of each side that is ignored: lids, shadows and torn borders live there."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A grey page small, uint8 (height, width), and its ink there, 1 or 0."""

    small: Pixels
    ink: Pixels


def sketch(grey: Pixels) -> Sketch:
    """Return what a page's structure is judged by."""
    small = working_copy(grey)
    return Sketch(small, ink_mask(small))


def working_copy(grey: Pixels) -> Pixels:
    """Return a page shrunk, never enlarged, to `WORKING_HEIGHT` pixels on its longer side."""
    factor = WORKING_HEIGHT / max(grey.shape[:2])
    if factor >= 1.0:
        return grey
    size = max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor))
    return scaled(grey, size)


def ink_mask(small: Pixels, depth: int = DEPTH) -> Pixels:
    """Return 1 where a pixel is darker than the paper around it, else 0, without borders, areas and specks.

    The paper is the brightest thing within a letter's reach (a grey closing, then a blur), so that shadows, yellow
    paper and photographs of a page are followed. Solid dark areas larger than a letter count as paper.
    """
    reach = max(3, round(max(small.shape) * 0.02)) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    paper = cv2.blur(paper, (reach, reach))
    mask: Pixels = (np.asarray(cv2.subtract(paper, small)) > depth).view(np.uint8)
    rows, columns = (max(1, round(side * EDGE)) for side in mask.shape)
    mask[:rows], mask[-rows:], mask[:, :columns], mask[:, -columns:] = 0, 0, 0, 0
    return without_specks(mask)


def without_specks(mask: Pixels) -> Pixels:
    """Return a mask without specks (thinner than two pixels) and without solid discs and bars larger than a letter."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    area, width, height = (stats[:, key] for key in (cv2.CC_STAT_AREA, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    thinner = np.minimum(width, height)
    letters = (area >= 4) & (thinner > 1) & ~((thinner > SOLID_SIDE) & (area > SOLID_SHARE * width * height))
    letters[0] = False
    kept: Pixels = letters.astype(np.uint8).take(np.asarray(labels, np.int32))
    return kept
