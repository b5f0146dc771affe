"""The baseline: Tesseract on the whole page, without any preparation, layout or care of ours."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from digitize.imaging.load import Scan, frames, load
from digitize.model.geometry import Affine
from digitize.model.image import PageImage, Quality, Verdict
from digitize.model.ocr import OcrPage
from digitize.ports import Inventory, OcrEngine, Pixels

NARROW, ENLARGEMENT = 1_300, 2
"""Pages of fewer pixels are doubled, as in every published figure of plain Tesseract: left alone, small photographs are
lost to it (3.6 instead of 2.5 % CER on ten real pages) and the figure would speak of them alone."""

_UNJUDGED = Quality(0.0, 0.0, 0.0, 0.0, Verdict.PASS)


class PlainReader:
    """Reads frames as they are: turned grey by luminance, narrow ones doubled, and no more."""

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine

    def load(self, path: Path) -> Inventory:
        """Return what the file holds."""
        return load(path)

    def read(self, path: Path, wanted: Sequence[int]) -> tuple[OcrPage, ...]:
        """Read some frames of a file."""
        return tuple(self._read(scan) for scan in frames(path, wanted))

    def _read(self, scan: Scan) -> OcrPage:
        grey, factor = _grey(scan.pixels)
        height, width = grey.shape
        image = PageImage(
            size=(width, height),
            dpi=scan.dpi * factor,
            rotation=0,
            to_scan=Affine(1 / factor, 0.0, 0.0, 0.0, 1 / factor, 0.0),
            scan_size=(width // factor, height // factor),
            quality=_UNJUDGED,
        )
        return OcrPage(image, self._engine.read(grey, image.dpi))


def _grey(pixels: Pixels) -> tuple[Pixels, int]:
    """Return the luminance of a page, and by how much it was enlarged."""
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if min(grey.shape) >= NARROW:
        return grey.astype(np.uint8, copy=False), 1
    size = grey.shape[1] * ENLARGEMENT, grey.shape[0] * ENLARGEMENT
    return cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC).astype(np.uint8, copy=False), ENLARGEMENT
