"""One frame as it was scanned, and the bounds of what a scanner can have made."""

from dataclasses import dataclass

from digitize.errors import TooLarge
from digitize.ports import Pixels

MAX_PIXELS = 200_000_000
"""An A0 drawing at 300 dpi has 140 million pixels; a decompression bomb has half a milliard and more."""

MAX_FRAMES = 5_000
"""A full box of papers, both sides, has some 4,000; a file with more was not made by a station."""

PAPER_HEIGHT_INCHES = 11.69
"""The long side of A4: nearly every administrative paper, so the guess where a file does not say."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A decoded frame, upright as its file says, not yet prepared.

    Attributes:
        pixels: uint8, (height, width, 3) RGB or (height, width) grey, origin top left.
        dpi: pixels per inch of paper, as the file says or as A4 suggests.
    """

    pixels: Pixels
    dpi: int


def check_size(width: int, height: int) -> None:
    """Refuse an image that no scanner makes, before it is decoded.

    Raises:
        TooLarge: over `MAX_PIXELS`.
    """
    if width * height > MAX_PIXELS:
        raise TooLarge("an image has more pixels than any scan", width=width, height=height)


def check_frames(count: int) -> None:
    """Refuse a file with more frames than a box has pages.

    Raises:
        TooLarge: over `MAX_FRAMES`.
    """
    if count > MAX_FRAMES:
        raise TooLarge("a file has more frames than a box has pages", frames=count)


def trusted_dpi(declared: float, width: int, height: int) -> int:
    """Return the resolution of a scan of (width, height) pixels.

    No scanner works below 100 dpi: 72 and 96 are what programs write when they do not know, and a camera's
    figure makes sheets of several feet. Then the long side is taken for that of A4.
    """
    longest = max(width, height)
    if declared >= 100 and 2 <= longest / declared <= 50:
        return round(declared)
    return max(1, round(longest / PAPER_HEIGHT_INCHES))
