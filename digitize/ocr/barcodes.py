"""Reads barcodes and QR codes with zxing."""

import unicodedata

import numpy as np
import zxingcpp

from digitize.model.geometry import Box
from digitize.model.ocr import Barcode
from digitize.ports import Pixels

_FORMATS = [
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.PDF417,
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.Code39,
]
"""What one-door counters, post offices and identity cards print. All formats at once take four times as long."""


def barcodes(grey: Pixels) -> tuple[Barcode, ...]:
    """Return the codes of a grey (height, width) image, top left first, boxes in its pixels."""
    # The stub does not know that a list is taken; joining formats by `|` is deprecated.
    found = zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=_FORMATS)  # type: ignore[arg-type]
    height, width = grey.shape
    codes = [
        Barcode(code.format.name, unicodedata.normalize("NFC", code.text), _box(code.position, width, height))
        for code in found
    ]
    return tuple(sorted(codes, key=lambda code: (code.box.top, code.box.left, code.format, code.text)))


def _box(position: zxingcpp.Position, width: int, height: int) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    xs = [min(width, max(0, corner.x)) for corner in corners]
    ys = [min(height, max(0, corner.y)) for corner in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))
