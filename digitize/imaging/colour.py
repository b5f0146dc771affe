"""Makes a page grey so that round red seals do not hide the text under them.

Plain luminance reads well except under a seal, where Tesseract loses whole blocks; the red channel shows the text
and not the seal. It is taken inside seals only: secrecy and urgency marks and the stamp of incoming papers are
red as well, and must stay to be read.
"""

import cv2
import numpy as np

from digitize.imaging.ink import working_copy
from digitize.ports import Pixels

REDNESS = 40
"""Grey levels by which red outshines green and blue in a seal, stamped or printed; yellow paper has 10."""

SEAL_INCHES = (0.8, 2.0)
"""Round seals measure 32 to 42 mm; secrecy marks are 8 mm high (Thông tư 24/2020/TT-BCA), so both sides count."""

SEAL_ASPECT = 1.35
"""Seals are round; the stamp of incoming papers is 35 by 50 mm."""

_GAP_INCHES = 0.08
"""Strokes of one seal lie closer than this."""


def grey_of(pixels: Pixels, dpi: int) -> Pixels:
    """Return uint8 (height, width) luminance of a page, its red seals lightened.

    Args:
        pixels: uint8 grey or RGB.
        dpi: resolution, which tells a seal from a mark.
    """
    if pixels.ndim == 2:
        return pixels
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    for rows, columns in _seals(pixels, dpi):
        part = pixels[rows, columns].astype(np.float32)
        excess = part[..., 0] - part[..., 1:].max(axis=2)
        share = np.clip((excess - REDNESS) / 30, 0.0, 1.0)
        plain = grey[rows, columns].astype(np.float32)
        grey[rows, columns] = (plain + (part[..., 0] - plain) * share).astype(np.uint8)
    return grey


def _seals(pixels: Pixels, dpi: int) -> list[tuple[slice, slice]]:
    """Return the rows and columns of what is red, round and of a seal's size."""
    small = working_copy(pixels)
    factor = pixels.shape[0] / small.shape[0]
    first, *others = cv2.split(small)
    red = cv2.inRange(cv2.subtract(first, cv2.max(*others)), REDNESS + 1, 255)
    least = SEAL_INCHES[0] * dpi / factor
    if min(cv2.boundingRect(red)[2:]) < least:
        return []
    gap = max(3, round(_GAP_INCHES * dpi / factor)) | 1
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    outlines, inside = cv2.findContours(joined, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline, (_, _, _, around) in zip(outlines, inside[0] if outlines else (), strict=True):
        left, top, width, height = cv2.boundingRect(outline)
        shorter, longer = sorted((width * factor / dpi, height * factor / dpi))
        hole = around >= 0
        if hole or shorter < SEAL_INCHES[0] or longer > min(SEAL_INCHES[1], SEAL_ASPECT * shorter):
            continue
        rows, columns = (
            slice(int(start * factor), int((start + size) * factor) + 1)
            for start, size in ((top, height), (left, width))
        )
        found.append((rows, columns))
    return found
