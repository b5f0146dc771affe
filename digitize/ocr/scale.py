"""Brings a picture to another size: exact areas when it shrinks, at a third of what OpenCV alone takes for it."""

import cv2
import numpy as np

from digitize.ports import Pixels

_LITTLE = 0.75
"""What shrinks no further than this is drawn between its pixels: two of them are all that a new one covers."""


def scaled(grey: Pixels, size: tuple[int, int]) -> Pixels:
    """Return a grey (height, width) picture in another size (width, height).

    OpenCV averages whole blocks of pixels many times faster than areas of broken width, so what shrinks to less than half
    is averaged in blocks first; the few rows and columns that fill no block are stretched over them.
    """
    height, width = grey.shape
    down, across = max(1, height // size[1]), max(1, width // size[0])
    if down > 1 or across > 1:
        blocks = -(-width // across), -(-height // down)
        margins = 0, blocks[1] * down - height, 0, blocks[0] * across - width
        whole = cv2.copyMakeBorder(grey, *margins, cv2.BORDER_REPLICATE) if any(margins) else grey
        grey = cv2.resize(whole, blocks, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    how = cv2.INTER_AREA if size[1] < _LITTLE * grey.shape[0] else cv2.INTER_LINEAR
    return cv2.resize(grey, size, interpolation=how).astype(np.uint8, copy=False)
