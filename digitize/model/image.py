"""What is known of a page image and of its quality."""

from dataclasses import dataclass
from enum import StrEnum

from digitize.model.geometry import Affine


class Verdict(StrEnum):
    """PASS: read it. WARN: read it and say so. RESCAN: a person should scan again. BLANK: no ink."""

    PASS = "pass"
    WARN = "warn"
    RESCAN = "rescan"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of the quality check, taken before anything is read.

    Attributes:
        sharpness: variance of the Laplacian on the grey page, 1,400 pixels long.
        contrast: difference of the 95th and 5th percentile of grey where there is ink, 0 to 1.
        skew_degrees: angle of the text lines before deskew, counter-clockwise.
        coverage: share of dark pixels, 0 to 1.
        reasons: codes that explain a verdict other than PASS (`low_resolution`, `blurred`, `low_contrast`, `grey`…).
    """

    sharpness: float
    contrast: float
    skew_degrees: float
    coverage: float
    verdict: Verdict
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageImage:
    """The prepared image of one page, without its pixels.

    Attributes:
        size: width and height in pixels of the prepared image.
        dpi: resolution of the prepared image (of the scan, times the enlargement).
        rotation: quarter turns undone, in degrees counter-clockwise: 0, 90, 180 or 270.
        to_scan: maps prepared pixels to pixels of the image as scanned.
        scan_size: width and height of the image as scanned.
    """

    size: tuple[int, int]
    dpi: int
    rotation: int
    to_scan: Affine
    scan_size: tuple[int, int]
    quality: Quality
