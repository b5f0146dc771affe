"""Finds the angle of the lines of a page from its ink.

Turned by the right angle, the lower edges of letters and the rules of forms fall into few rows: the sum of squared
differences between neighbouring rows of the ink profile peaks there (Postl, "Detection of linear oblique
structures and skew scan in digitized documents", ICPR 1986).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from digitize.imaging.ink import ink_mask, working_copy
from digitize.ports import Pixels

LIMIT = 15.0
"""Degrees either way; a feeder skews by up to five, a hand on a flatbed by up to ten."""

LINES = 3.0
"""How far the best angle must stand out from the typical one: real pages reach 20 to 95, across their lines 1.9."""

RIVAL = 0.5
"""A smaller angle that stands out by this share of the best one is preferred: the long stroke of a signature outweighs the
few lines of a nearly empty page, and no lines are that far from level as often as signatures are."""

_COARSE, _FINE, _FINEST = 0.5, 0.1, 0.03
_SUMMIT = 0.3
"""Degrees about the best angle of which the mean is taken."""

_COARSE_ANGLES = np.arange(-LIMIT, LIMIT + _COARSE / 2, _COARSE)
_MANY = 60_000
_FEW = 200

Points = NDArray[np.float32]


def skew_degrees(grey: Pixels) -> float:
    """Return by how much the text lines rise to the right: degrees counter-clockwise in [-15, 15].

    0.0 where nothing is known: blank pages, photographs, a few scattered marks.
    """
    return angle_of(edge_points(ink_mask(working_copy(grey))))


def edge_points(mask: Pixels) -> Points:
    """Return (n, 2) float (x, y) of the lower edges of the ink, from the centre of the image; at most 60,000.

    Pixels lie in whole rows, which speaks for an angle of zero: each is moved by half a row at most, by chance.
    """
    lower = mask.copy()
    lower[:-1] &= mask[1:] ^ 1
    if not lower.any():
        return np.empty((0, 2), np.float32)
    found = np.asarray(cv2.findNonZero(lower), np.float32).reshape(-1, 2)
    # Each column by itself in memory: rows are asked for a hundred times.
    points: Points = np.asfortranarray(found - np.array([mask.shape[1] / 2, mask.shape[0] / 2], np.float32))
    points = points[:: max(1, len(points) // _MANY)]
    points[:, 1] += np.random.default_rng(0).uniform(-0.5, 0.5, len(points)).astype(np.float32)
    return points


def angle_of(points: Points) -> float:
    """Return the angle at which the points fall into lines, or 0.0 where none stands out."""
    if len(points) < _FEW:
        return 0.0
    scores = np.array([sharpness_at(points, angle, rows_per_pixel=0.5) for angle in _COARSE_ANGLES])
    if scores.max() < LINES * max(1.0, float(np.median(scores))):
        return 0.0
    coarse = _outstanding(scores)
    angles = np.arange(coarse - _COARSE, coarse + _COARSE + _FINE / 2, _FINE)
    fine = float(angles[int(np.argmax([sharpness_at(points, angle) for angle in angles]))])
    return float(np.clip(round(_summit(points, fine), 2), -LIMIT, LIMIT)) + 0.0


def _outstanding(scores: NDArray[np.float64]) -> float:
    """Return the smallest of the coarse angles that stand out from their neighbours and reach up to the best one."""
    beside = np.pad(scores, 1)
    peaks = (scores >= beside[:-2]) & (scores >= beside[2:]) & (scores >= RIVAL * scores.max())
    return float(min(_COARSE_ANGLES[peaks], key=abs))


def _summit(points: Points, angle: float) -> float:
    """Return the mean angle about the best one, weighted by what each has above half of the best sharpness."""
    angles = np.arange(angle - _SUMMIT, angle + _SUMMIT + _FINEST / 2, _FINEST)
    scores = np.array([sharpness_at(points, each) for each in angles])
    weights = np.maximum(scores - scores.max() / 2, 0.0)
    return float((angles * weights).sum() / weights.sum())


def sharpness_at(points: Points, degrees: float, rows_per_pixel: float = 1.0) -> float:
    """Return how sharply the points fall into rows after undoing `degrees` counter-clockwise."""
    angle = np.deg2rad(degrees)
    rows = points[:, 1] * np.float32(np.cos(angle)) + points[:, 0] * np.float32(np.sin(angle))
    rows *= np.float32(rows_per_pixel)
    profile = np.bincount((rows - rows.min()).astype(np.int64)).astype(np.float64)
    return float(np.square(np.diff(profile)).sum())
