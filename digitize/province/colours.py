"""Parts a drawn page into black print and coloured ink.

Only print goes through printer and copier; seals and pens were put onto the paper afterwards. They cover little of a
page, so they are carried as small patches and the page itself is worked on in grey, which costs a third.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from digitize.model.geometry import Affine
from digitize.province.noise import Pixels

_LESS = 8
"""Colour is looked for on a page this many times smaller."""

_COLOURED = 5
"""Difference of channels, in levels, from which a spot of the smaller page is coloured."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Coloured ink on a part of a page: what share of each colour it lets through.

    Attributes:
        left: first column on the page.
        top: first row.
        share: (height, width, 3 RGB) or grey (height, width), 255 where there is no ink.
    """

    left: int
    top: int
    share: Pixels


def parted(page: Pixels) -> tuple[Pixels, tuple[Patch, ...]]:
    """Return the black print of an RGB page, (height, width), and the patches that make it whole when multiplied."""
    print_ = np.ascontiguousarray(page[:, :, 1])
    patches = []
    for left, top, right, bottom in _coloured(page):
        spot = page[top:bottom, left:right].astype(np.float32)
        most, least = spot.max(axis=2), spot.min(axis=2)
        grey = 255 - (255 - most) * least / np.maximum(most, 1)
        print_[top:bottom, left:right] = np.round(grey)
        share = np.clip(255 * spot / np.maximum(grey, 1)[:, :, None], 0, 255)
        patches.append(Patch(left, top, np.round(share).astype(np.uint8)))
    return print_, tuple(patches)


def grey_patch(patch: Patch) -> Patch:
    """Return the patch as a scanner without colour sees it."""
    share = np.asarray(cv2.cvtColor(patch.share, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    return Patch(patch.left, patch.top, share)


def laid_patch(patch: Patch, to_scan: Affine, size: tuple[int, int], blur: float) -> Patch | None:
    """Return the patch as it lies in a frame of `size` (width, height), blurred, or None if it lies outside."""
    height, width = patch.share.shape[:2]
    corners = [
        to_scan.apply(patch.left + x, patch.top + y) for x in (-2, width + 2) for y in (-2, height + 2)
    ]
    left, top = (max(0, math.floor(min(corner[axis] for corner in corners))) for axis in (0, 1))
    right, bottom = (min(size[axis], math.ceil(max(corner[axis] for corner in corners))) for axis in (0, 1))
    if left >= right or top >= bottom:
        return None
    c, f = to_scan.apply(patch.left, patch.top)
    matrix = np.array([[to_scan.a, to_scan.b, c - left], [to_scan.d, to_scan.e, f - top]])
    turned = cv2.warpAffine(
        patch.share, matrix, (right - left, bottom - top), borderValue=(255.0, 255.0, 255.0)
    )
    return Patch(left, top, np.asarray(cv2.GaussianBlur(turned, (0, 0), blur), dtype=np.uint8))


def press(frame: Pixels, patch: Patch) -> None:
    """Multiply a patch onto a frame with as many channels (in place)."""
    height, width = patch.share.shape[:2]
    spot = frame[patch.top : patch.top + height, patch.left : patch.left + width]
    spot[:] = cv2.multiply(spot, patch.share, scale=1 / 255)


def _coloured(page: Pixels) -> list[tuple[int, int, int, int]]:
    """Return boxes (left, top, right, bottom) that hold all colour of a page and do not overlap."""
    height, width = page.shape[:2]
    small = cv2.resize(page, (-(-width // _LESS), -(-height // _LESS)), interpolation=cv2.INTER_AREA)
    red, green, blue = cv2.split(small)
    spread = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    mask = cv2.dilate(np.asarray(spread > _COLOURED, dtype=np.uint8), np.ones((7, 7), np.uint8))
    while True:
        count, _, found, _ = cv2.connectedComponentsWithStats(mask)
        filled = mask.copy()
        for left, top, wide, high, _ in found[1:]:
            filled[top : top + high, left : left + wide] = 1
        if np.array_equal(filled, mask) or count == 1:
            break
        mask = filled
    return [
        (left * _LESS, top * _LESS, min(width, (left + wide) * _LESS), min(height, (top + high) * _LESS))
        for left, top, wide, high, _ in found[1:].tolist()
    ]
