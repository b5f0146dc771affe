"""Makes a scan ready to be read: grey, upright, level, at a size that the reader likes."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from digitize.imaging.colour import grey_of
from digitize.imaging.deskew import Points, angle_of, edge_points, sharpness_at
from digitize.imaging.ink import sketch
from digitize.imaging.quality import judge
from digitize.imaging.scan import Scan
from digitize.model.geometry import Affine
from digitize.model.image import PageImage
from digitize.ports import Pixels

ENLARGEMENT = 2.0
"""What a page grows by that is too narrow for the engine, cubic. Lanczos and a factor of three read the same within noise and cost more."""

FINE_DPI, READING_DPI = 400, 300
"""Finer scans are brought down to 300 dpi: no more accurate above, four times the work at 600."""

LONGEST = 32_000
"""Pixels of the longer side at most: Tesseract takes no picture of more than 32,767."""

LEAST_SKEW = 0.5
"""Degrees that are left alone: levelling 0.2 to 0.5 raised the CER of real pages from 2.26 to 2.43 %, resampling costs
more than the reader gains."""

SHARPER = 1.05
"""By how much the lines must fall into fewer rows before pixels are resampled for it."""


Matrix = NDArray[np.float64]


def prepare(scan: Scan, quarter_turns: Callable[[Pixels], int], narrowest: int) -> tuple[Pixels, PageImage]:
    """Return the grey page to read and what was done to it.

    The verdict is on the scan as it came, whatever is mended here afterwards.

    Args:
        scan: as loaded.
        quarter_turns: by how many degrees counter-clockwise a grey page must be turned to stand upright (0, 90, 180 or
            270); asked once, and not about an empty page.
        narrowest: pixels of the shorter side that the engine wants; a page with fewer is enlarged.

    Returns:
        uint8 (height, width), and the PageImage whose `to_scan` maps its pixels to those of `scan`.
    """
    grey = grey_of(scan.pixels, scan.dpi)
    page = _scaled(grey, min(_factor(min(grey.shape), scan.dpi, narrowest), LONGEST / max(grey.shape)))
    seen = sketch(grey)
    rotation = quarter_turns(seen.small) if seen.ink.any() else 0
    points = edge_points(np.rot90(seen.ink, rotation // 90))
    skew = angle_of(points)
    turned = np.ascontiguousarray(np.rot90(page, rotation // 90))
    undone = skew if _worth_levelling(points, skew) else 0.0
    prepared, levelling = _levelled(turned, undone)
    to_scan = _scaling(grey, page) @ _turning(rotation, page) @ levelling
    image = PageImage(
        size=(prepared.shape[1], prepared.shape[0]),
        dpi=max(1, round(scan.dpi * page.shape[0] / grey.shape[0])),
        rotation=rotation,
        to_scan=Affine(*(float(value) for value in to_scan[:2].ravel())),
        scan_size=(grey.shape[1], grey.shape[0]),
        quality=judge(seen, (grey.shape[1], grey.shape[0]), skew),
    )
    return prepared, image


def _factor(shorter: int, dpi: int, narrowest: int) -> float:
    """Return by how much a page is enlarged or brought down."""
    if shorter < narrowest:
        return ENLARGEMENT
    if dpi >= FINE_DPI:
        return max(READING_DPI / dpi, narrowest / shorter)
    return 1.0


def _scaled(grey: Pixels, factor: float) -> Pixels:
    if factor == 1.0:
        return grey
    size = max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor))
    how = cv2.INTER_AREA if factor < 1.0 else cv2.INTER_CUBIC
    return cv2.resize(grey, size, interpolation=how).astype(np.uint8, copy=False)


def _worth_levelling(points: Points, degrees: float) -> bool:
    if abs(degrees) < LEAST_SKEW:
        return False
    return sharpness_at(points, degrees) >= SHARPER * sharpness_at(points, 0.0)


def _scaling(grey: Pixels, page: Pixels) -> Matrix:
    """Return the map from points of the scaled page to points of the scan."""
    return np.diag([grey.shape[1] / page.shape[1], grey.shape[0] / page.shape[0], 1.0])


def _turning(rotation: int, page: Pixels) -> Matrix:
    """Return the map from points of the page turned counter-clockwise to points of the page before."""
    height, width = page.shape
    return {
        0: np.eye(3),
        90: np.array([[0.0, -1.0, width], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
        180: np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]]),
        270: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, height], [0.0, 0.0, 1.0]]),
    }[rotation]


def _levelled(page: Pixels, degrees: float) -> tuple[Pixels, Matrix]:
    """Turn a page clockwise by `degrees`, whole, on paper white; return it and the map from its points back."""
    if degrees == 0.0:
        return page, np.eye(3)
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    height, width = page.shape
    wide = int(np.ceil(width * cos + height * abs(sin)))
    tall = int(np.ceil(height * cos + width * abs(sin)))
    back = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
    back[:2, 2] = np.array([width / 2, height / 2]) - back[:2, :2] @ np.array([wide / 2, tall / 2])
    half = np.array([0.5, 0.5])
    centres = back[:2].copy()  # OpenCV counts from the centre of the first pixel, Affine from its corner.
    centres[:, 2] += back[:2, :2] @ half - half
    levelled = cv2.warpAffine(
        page,
        centres,
        (wide, tall),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderValue=float(np.median(page[::8, ::8])),
    )
    return levelled.astype(np.uint8, copy=False), back
