"""Cuts the viewer's picture out of an upload, on demand; nothing is stored twice."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from digitize.imaging.load import frame
from digitize.scale import scaled

QUALITY = 80
"""JPEG quality at which small print on screen shows no blocks."""


def picture(path: Path, frame_index: int, longest: int) -> bytes:
    """Return a frame, upright as its file says, as a JPEG whose longest side has at most `longest` pixels.

    Raises:
        InputError: as `load.frame`.
        ValueError: if `longest` is not positive.
    """
    if longest < 1:
        raise ValueError(f"a picture needs at least one pixel: {longest}")
    pixels = frame(path, frame_index).pixels
    height, width = pixels.shape[:2]
    factor = min(1.0, longest / max(width, height))
    if factor < 1.0:
        size = max(1, round(width * factor)), max(1, round(height * factor))
        pixels = scaled(pixels, size)
    out = BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
