"""Reads barcodes and QR codes with zxing."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
import zxingcpp

from digitize.model.geometry import Box
from digitize.model.ocr import Barcode
from digitize.ocr.bars import worn_codes
from digitize.ports import Pixels
from digitize.text.identifiers import repair_dossier_code

_FORMATS = [
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.PDF417,
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.Code39,
]
"""What one-door counters, post offices and identity cards print. All formats at once take four times as long."""

_NUMBER = re.compile(r"(?<![\w.,/-])[0-9]{10,20}(?![\w.,/-])")

_BARS = [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39]
"""What is printed on stickers, which are stuck on in any direction."""

_THIN, _EDGE = 0.2, 0.1
"""Share of the thickness of a code below which another reading beside it is one of its edge, and of its length how near that lies."""

_PIXEL = np.ones((2, 2), np.uint8)


def barcodes(grey: Pixels, lines: Iterable[str] = ()) -> tuple[Barcode, ...]:
    """Return the codes of a grey (height, width) image of an upright page, top left first, boxes in its pixels.

    QR codes are found however they lie, bars across and down the page, Data Matrix and PDF417 upright only. Bars that are worn
    are held against the codes that the lines of the page print.
    """
    height, width = grey.shape
    whole = _read(grey, _FORMATS)
    if not any(code.format is zxingcpp.BarcodeFormat.QRCode for code in whole):
        # Where toner ran the modules of a QR code have grown together: thinned by a pixel it may be read, or fails its check.
        # Seven milliseconds a page without such a code.
        whole += _read(_thinned(grey), [zxingcpp.BarcodeFormat.QRCode])
    found = [(code, _box(code.position, width, height)) for code in whole]
    # Looking across the turned page takes a third of the time in which zxing turns it for every format; OpenCV turns it in
    # a third of what NumPy takes to copy it.
    turned = cv2.rotate(grey, cv2.ROTATE_90_COUNTERCLOCKWISE).astype(np.uint8, copy=False)
    down = _read(turned, _BARS)
    found += [(code, _turned_back(_box(code.position, height, width), width)) for code in down]
    found = [(code, box) for code, box in found if not any(_is_edge(box, other) for _, other in found)]
    # zxing's boxes of bars are lines; whatever it found of them lies within the bars.
    worn = worn_codes(grey, [box for _, box in found], printed_codes(lines))
    codes = {Barcode("Code128", text, box) for text, box in worn}
    codes |= {Barcode(code.format.name, unicodedata.normalize("NFC", code.text), box) for code, box in found}
    return tuple(sorted(codes, key=lambda code: (code.box.top, code.box.left, code.format, code.text)))


def printed_codes(lines: Iterable[str]) -> frozenset[str]:
    """Return what in some lines bars may say too: mã hồ sơ, also where a sign of it was misread, and long numbers."""
    found = set[str]()
    for line in lines:
        found |= {code.code for code in repair_dossier_code(line)}
        found |= set(_NUMBER.findall(line))
    return frozenset(found)


def _read(grey: Pixels, formats: list[zxingcpp.BarcodeFormat]) -> list[zxingcpp.Barcode]:
    # The stub does not know that a list is taken; joining formats by `|` is deprecated.
    options: Any = {"formats": formats, "try_rotate": False, "try_invert": False}
    return list(zxingcpp.read_barcodes(np.ascontiguousarray(grey), **options))


def _is_edge(box: Box, other: Box) -> bool:
    """Tell whether a code was read in a few rows at the edge of another: what noise leaves of bars there may pass their check."""
    thick, thicker = (min(one.width, one.height) for one in (box, other))
    reach = round(_EDGE * max(other.width, other.height))
    around = Box(other.left - reach, other.top - reach, other.right + reach, other.bottom + reach)
    inside = (
        around.left <= box.left
        and around.top <= box.top
        and box.right <= around.right
        and box.bottom <= around.bottom
    )
    return inside and thick < _THIN * thicker


def _thinned(grey: Pixels) -> Pixels:
    return cv2.dilate(grey, _PIXEL).astype(np.uint8, copy=False)


def _turned_back(box: Box, width: int) -> Box:
    """Return a box of a page turned a quarter counter-clockwise on the page before, which is `width` wide."""
    return Box(width - box.bottom, box.left, width - box.top, box.right)


def _box(position: zxingcpp.Position, width: int, height: int) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    xs = [min(width, max(0, corner.x)) for corner in corners]
    ys = [min(height, max(0, corner.y)) for corner in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))
