"""Judges a page before anything is read: is there ink, and is it sharp, dark and fine enough."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from digitize.imaging.ink import Sketch, ink_mask
from digitize.model.image import Quality, Verdict
from digitize.ports import Pixels

Edges = NDArray[np.int16]
"""The Laplacian of a page's sketch."""

BLANK_COVERAGE = 0.0004
"""Ink of a dozen letters on A4; dust and the rest of a staple stay under it."""

FAINT_DEPTH = 10
"""Grey levels of the faintest print that still reads (CER as good as black), on paper without grain."""

GRAIN = 6.0
"""Standard deviations of the paper's grain that print must stand out by: the paper is taken at its brightest."""

BLURRED, UNREADABLE = 0.08, 0.025
"""Variance of the Laplacian at the ink over contrast squared: real scans have 0.35 to 0.7; blurred by one pixel of
150 dpi 0.09 (still read), by two 0.016 (half lost)."""

FAINT = 0.2
"""Contrast below which stamps and pencil begin to be lost; print alone reads down to a tenth."""

COARSE_SIDE, TOO_COARSE_SIDE = 700, 480
"""Shorter side in pixels: A4 at 85 and 58 dpi. At 770 pixels real pages read at 1 to 3 % CER, at 500 a third is lost."""

STEEP = 10.0
"""Degrees of skew beyond which something is wrong with the feeder."""


def judge(page: Sketch, size: tuple[int, int], skew: float) -> Quality:
    """Return the quality figures of a page and the verdict on it.

    A verdict of RESCAN sends a person back to the paper, so it falls only where print is lost for certain; a page
    is BLANK only if neither ink nor sharp faint print is on it, so that pencil and worn ribbons are read.

    Args:
        page: its sketch.
        size: width and height of the page as scanned.
        skew: degrees counter-clockwise by which its lines rise.
    """
    small, ink = page.small, page.ink
    # Of bytes its values are whole and fit in sixteen bits.
    edges = np.asarray(cv2.Laplacian(small, cv2.CV_16S), np.int16)
    coverage, faint = float(ink.mean()), False
    if coverage < BLANK_COVERAGE:
        ink, faint = ink_mask(small, _faint_depth(edges)), True
    contrast = _contrast(small, ink)
    crispness = _crispness(edges, ink, contrast)
    blank = faint and (float(ink.mean()) < BLANK_COVERAGE or crispness < BLURRED)
    verdict, reasons = (
        (Verdict.BLANK, ("blank",)) if blank else _verdict(min(size), contrast, crispness, skew)
    )
    return Quality(round(_variance(edges), 1), contrast, skew, round(coverage, 5), verdict, reasons)


def _verdict(shorter: int, contrast: float, crispness: float, skew: float) -> tuple[Verdict, tuple[str, ...]]:
    reasons = {
        "blurred": crispness < BLURRED,
        "low_contrast": contrast < FAINT,
        "low_resolution": shorter < COARSE_SIDE,
        "skewed": abs(skew) > STEEP,
    }
    lost = crispness < UNREADABLE or shorter < TOO_COARSE_SIDE
    found = tuple(code for code, holds in reasons.items() if holds)
    return (Verdict.RESCAN if lost else Verdict.WARN if found else Verdict.PASS), found


def _crispness(edges: Edges, ink: Pixels, contrast: float) -> float:
    """Return how steep the edges of the ink are for its contrast: independent of how dark it is."""
    if contrast == 0:
        return 0.0
    near = np.asarray(cv2.dilate(ink, np.ones((3, 3), np.uint8)), np.uint8)
    return _variance(edges, near) / (255 * contrast) ** 2


def _variance(edges: Edges, mask: Pixels | None = None) -> float:
    _, deviation = cv2.meanStdDev(edges, mask=mask)
    return float(deviation[0, 0]) ** 2


def _faint_depth(edges: Edges) -> int:
    """Return how much darker than its paper faint print must be to differ from the paper's grain.

    The grain is the median response of the Laplacian, whose kernel multiplies white noise by the root of 20.
    """
    response = float(np.median(np.abs(edges)))
    return max(FAINT_DEPTH, round(GRAIN * 1.4826 * response / 20**0.5))


def _contrast(small: Pixels, ink: Pixels) -> float:
    """Return the spread of grey where there is ink: percentiles of the letters and of the paper around them."""
    near = cv2.dilate(ink, np.ones((5, 5), np.uint8))
    reached = np.cumsum(cv2.calcHist([small], [0], near, [256], [0, 256]), dtype=np.int64)
    if reached[-1] == 0:
        return 0.0
    low, high = (_percentile(reached, share) for share in (0.05, 0.95))
    return round((high - low) / 255, 3)


def _percentile(reached: NDArray[np.int64], share: float) -> float:
    """Return a percentile as NumPy does, between the two values beside it, of values of which `reached[v]` are v at most."""
    place = share * (int(reached[-1]) - 1)
    before, after = np.searchsorted(reached, (math.floor(place), math.ceil(place)), side="right")
    return float(before + (place - math.floor(place)) * (after - before))
