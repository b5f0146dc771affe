"""Looks at a part of a line again: a little higher, lower, tighter, aside.

What a network reads in a pen's stroke hangs on a pixel; the mean of several looks errs less (test-time augmentation: Krizhevsky,
Sutskever, Hinton, NIPS 2012).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitize.model.geometry import Box
from digitize.ocr.window import Ruler, ruler_of, window
from digitize.ports import Pixels

Floats = NDArray[np.float32]
ReadWindow = Callable[[Pixels], Floats]
"""Maps a window of a line to the probabilities (steps, classes) of its signs."""

_BEFORE, _BEHIND = 2.3, 1.8
"""Heights of the line that a look shows beside the part: the network reads a sign by what stands about it."""

_AROUND = 1.0
"""Heights of the line that a look shows above and below it: not the lines beside it, which the first look shows."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How many heights of the line a look reaches beyond it, above and below, and how far it begins aside."""

    above: float
    below: float
    aside: float


_LOOKS = (
    _Look(0.05, 0.05, 0.05),
    _Look(-0.05, -0.05, -0.05),
    _Look(-0.05, 0.05, 0.02),
    _Look(0.05, -0.05, -0.03),
    _Look(-0.03, -0.03, 0.04),
)
"""Of 206 doubtful numbers, 170 of them by pen, the line's and the slot's reader find 167 with one look at each, 175 with these."""


@dataclass(frozen=True, slots=True)
class Again:
    """A line that its reader can look at again.

    Attributes:
        read: reads a window.
        grey: the page, (height, width).
        line: the line on it.
        ruler: where the steps of the reader's first look lie.
    """

    read: ReadWindow
    grey: Pixels
    line: Box
    ruler: Ruler

    def looks(self, first: int, last: int) -> Iterator[Floats]:
        """Yield what the reader sees, (steps, classes), between two steps of its first look, look by look."""
        left, right = self.ruler.at(first), self.ruler.at(last)
        tall = self.line.height
        top = max(0, round(self.line.top - _AROUND * tall))
        strip = self.grey[top : max(0, round(self.line.bottom + _AROUND * tall))]
        for look in _LOOKS:
            box = Box(
                round(left + (look.aside - _BEFORE) * tall),
                round(self.line.top - look.above * tall) - top,
                round(right + (look.aside + _BEHIND) * tall),
                round(self.line.bottom + look.below * tall) - top,
            )
            cut = window(strip, box)
            chances, ruler = self.read(cut), ruler_of(box, cut.shape[1])
            if len(seen := chances[max(0, ruler.step(left)) : max(0, ruler.step(right))]):
                yield seen
