"""Cuts pictures out of scans for the report: a page as a thumbnail, a line as it was scanned."""

import base64
from io import BytesIO

import cv2
import numpy as np
from PIL import Image

from digitize.model.geometry import Box
from digitize.ports import Pixels

_QUALITY = 72
_MARGIN = 0.35
"""White around a line, as a share of its height."""


def thumbnail(pixels: Pixels, turn: int, longest: int) -> str:
    """Return a page, turned upright, as a data URI.

    Args:
        pixels: uint8 grey or RGB, as scanned.
        turn: quarter turns that set it upright, degrees counter-clockwise.
        longest: pixels of the longer side at most.
    """
    return _data_uri(_fitted(np.rot90(pixels, turn // 90), longest))


def crop(pixels: Pixels, where: Box, turn: int, longest: int) -> str | None:
    """Return what `cut` returns as a data URI.

    Args:
        pixels: uint8 grey or RGB, as scanned.
        where: in its pixels.
        turn: as `thumbnail`.
        longest: pixels of the longer side at most.
    """
    part = cut(pixels, where, turn)
    return None if part is None else _data_uri(_fitted(part, longest))


def cut(pixels: Pixels, where: Box, turn: int) -> Pixels | None:
    """Return what lies in a box of a page, with a little around it, turned upright; None where it lies off the page.

    Args:
        pixels: uint8 grey or RGB, as scanned.
        where: in its pixels.
        turn: as `thumbnail`.
    """
    margin = round(_MARGIN * min(where.width, where.height))
    rows = slice(max(0, where.top - margin), where.bottom + margin)
    columns = slice(max(0, where.left - margin), where.right + margin)
    part = pixels[rows, columns] if where.bottom > 0 and where.right > 0 else pixels[:0]
    return np.rot90(part, turn // 90) if part.size else None


def _fitted(pixels: Pixels, longest: int) -> Pixels:
    factor = min(1.0, longest / max(pixels.shape[:2]))
    size = max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor))
    image = np.ascontiguousarray(pixels)
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _data_uri(pixels: Pixels) -> str:
    out = BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"
