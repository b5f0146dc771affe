"""Cuts a line out of a page the way the recogniser wants it: the line in the middle third, its surroundings kept."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from digitize.model.geometry import Box
from digitize.ports import Pixels
from digitize.scale import scaled

HEIGHT: Final = 96
"""Rows of a window."""

_AROUND = 1.6
"""Heights of the line that a window shows above and below it: marks, descenders and the neighbours' ends."""

BESIDE: Final = 0.3
"""Heights of the line that a window shows before and after it."""

WIDEST: Final = 1_280
"""Columns at most: a longer line is squeezed. A line of A4 in 13 points has about 900."""

STRIDE: Final = 4
"""Columns of a window for a step of the network."""

_NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Ruler:
    """Where the steps of a line's reader lie on the page: step s begins at `left` + s × `scale`."""

    left: float
    scale: float

    def at(self, step: float) -> float:
        """Return where a step begins, in pixels of the page."""
        return self.left + self.scale * step

    def step(self, at: float) -> int:
        """Return the step that begins nearest to a place of the page."""
        return round((at - self.left) / self.scale)


def window(grey: Pixels, box: Box) -> Pixels:
    """Return the ink around a line, 0 paper to 255 black, uint8 (96, columns); white beyond the page.

    Args:
        grey: the page, (height, width).
        box: the line, tight.
    """
    tall = max(1, box.height)
    left, right = round(box.left - BESIDE * tall), round(box.right + BESIDE * tall)
    top, bottom = round(box.top - _AROUND * tall), round(box.bottom + _AROUND * tall)
    cut = grey[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    height, width = grey.shape
    margins = max(0, -top), max(0, bottom - height), max(0, -left), max(0, right - width)
    if any(margins):
        cut = cv2.copyMakeBorder(cut, *margins, cv2.BORDER_CONSTANT, value=(255.0,)).astype(
            np.uint8, copy=False
        )
    columns = min(WIDEST, max(_NARROWEST, round((right - left) * HEIGHT / (bottom - top))))
    return np.bitwise_not(scaled(cut, (columns, HEIGHT)))


def ruler_of(box: Box, columns: int) -> Ruler:
    """Return where the steps of a line lie whose window has some columns."""
    beside = BESIDE * box.height
    return Ruler(box.left - beside, (box.width + 2 * beside) / columns * STRIDE)
