"""Brings a picture to another size, at a third of what OpenCV alone takes to average areas of broken width."""

import cv2
import numpy as np
from numpy.typing import NDArray

from digitize.ports import Pixels

_LITTLE = 0.75
"""What shrinks no further than this is drawn between its pixels: two of them are all that a new one covers."""


def scaled(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Return a picture, uint8 (height, width) or (height, width, 3), in another size (width, height).

    OpenCV averages whole blocks of pixels many times faster than areas of broken width, so what shrinks to less than half
    is averaged in blocks first. The last rows and columns that fill no block are left out, fewer than make a pixel.
    """
    height, width = pixels.shape[:2]
    down, across = max(1, height // size[1]), max(1, width // size[0])
    if down > 1 or across > 1:
        rows, columns = height // down, width // across
        whole = pixels[: rows * down, : columns * across]
        pixels = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    how = cv2.INTER_AREA if size[1] < _LITTLE * pixels.shape[0] else cv2.INTER_LINEAR
    return cv2.resize(pixels, size, interpolation=how).astype(np.uint8, copy=False)


def ink_of(pixels: Pixels, room: tuple[int, int]) -> NDArray[np.float32]:
    """Return a grey picture as networks see one: (1, 1, *room), 0 paper to 1 ink, the picture in the upper left corner.

    Args:
        pixels: grey, uint8 (height, width), no larger than the room.
        room: height and width.
    """
    ink = np.zeros((1, 1, *room), np.float32)
    np.multiply(
        np.bitwise_not(pixels), np.float32(1 / 255), out=ink[0, 0, : pixels.shape[0], : pixels.shape[1]]
    )
    return ink
