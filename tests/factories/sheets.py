"""Sheets drawn with known words, scans made of them, and what other programs see in an archive copy."""

import io
import math
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest
from pdf2image import convert_from_path
from PIL import Image, ImageDraw, ImageFont

from digitize.archive.attach import archive
from digitize.imaging.load import frame
from digitize.imaging.scan_stream import scan_of
from digitize.model.geometry import Affine, Box, enclose
from digitize.model.image import PageImage, Quality, Verdict
from digitize.model.ocr import Block, Line, OcrPage, Word
from digitize.ports import ArchivePage, Pixels

DPI = 150
SHEET = (1240 // 2, 1754 // 2)
QUALITY = Quality(100.0, 0.9, 0.0, 0.05, Verdict.PASS)
FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
TEXT = (
    "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
    "QUYẾT ĐỊNH",
    "Về việc cấp giấy phép xây dựng",
    "cho ông Nguyễn Văn Đường",
    "thửa đất số 45, tờ bản đồ 12",
)


@dataclass(frozen=True)
class Paper:
    """An upright sheet as drawn, with where its words stand."""

    picture: Image.Image
    blocks: tuple[Block, ...]


@cache
def sheet() -> Paper:
    """Draw a sheet; the mark in one corner tells all eight ways to turn it apart."""
    picture = Image.new("RGB", SHEET, "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 26)
    lines = []
    for row, text in enumerate(TEXT):
        words, x, y = [], 70, 120 + row * 60
        for word in text.split():
            left, top, right, bottom = draw.textbbox((x, y), word, font=font)
            draw.text((x, y), word, font=font, fill="black")
            words.append(Word(word, Box(int(left), int(top), math.ceil(right), math.ceil(bottom)), 0.9))
            x = int(right) + 9
        lines.append(Line(tuple(words), enclose(word.box for word in words)))
    draw.rectangle((40, 700, 200, 760), fill=(180, 20, 20))
    return Paper(picture, (Block(tuple(lines), enclose(line.box for line in lines)),))


def page_of(paper: Paper, shown: Pixels, to_scan: Affine, index: int = 0, scale: float = 1.0) -> ArchivePage:
    size = (round(SHEET[0] * scale), round(SHEET[1] * scale))
    image = PageImage(size, round(DPI * scale), 0, to_scan, (shown.shape[1], shown.shape[0]), QUALITY)
    return ArchivePage(index, image, OcrPage(image, tuple(_scaled(block, scale) for block in paper.blocks)))


def _scaled(block: Block, scale: float) -> Block:
    def grow(box: Box) -> Box:
        return Box(*(round(edge * scale) for edge in (box.left, box.top, box.right, box.bottom)))

    lines = [
        Line(tuple(Word(word.text, grow(word.box), word.confidence) for word in line.words), grow(line.box))
        for line in block.lines
    ]
    return Block(tuple(lines), grow(block.box))


def prepared(shown: Pixels, page: ArchivePage) -> Pixels:
    """Return what imaging makes of the scan: its pixels fetched through `to_scan`."""
    grey = shown if shown.ndim == 2 else cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY)
    at = page.image.to_scan
    matrix = np.array([[at.a, at.b, at.c], [at.d, at.e, at.f]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(grey, matrix, page.image.size, flags=flags, borderValue=255)


def no_drawing(_: int) -> Pixels:
    pytest.fail("a page was drawn that should be kept as it is")


def archived(path: Path, media_type: str, page: ArchivePage, folder: Path) -> tuple[Path, tuple[str, ...]]:
    out = folder / "archive.pdf"
    warnings = archive(
        path,
        media_type,
        [page],
        "Quyết định số 45/QĐ-UBND",
        out,
        scan_of,
        lambda index: frame(path, index).pixels,
    )
    with pikepdf.open(out) as pdf:
        assert pikepdf.pdfa.check(pdf, "2b").findings == []
    return out, warnings


def assert_shows(out: Path, expected: Pixels, words: tuple[Block, ...]) -> None:
    """Hold the drawn archive page against the prepared image, and the words that poppler finds against the ink."""
    drawn = np.asarray(convert_from_path(out, size=(expected.shape[1], expected.shape[0]), grayscale=True)[0])
    difference = np.abs(cv2.blur(drawn, (3, 3)).astype(float) - cv2.blur(expected, (3, 3)))
    assert difference.mean() < 3
    assert np.abs(drawn.astype(float) - 255).mean() > 4
    found = found_words(out, expected.shape[1])
    expected_words = [word for block in words for line in block.lines for word in line.words]
    assert [text for text, _ in found] == [word.text for word in expected_words]
    for (_, box), word in zip(found, expected_words, strict=True):
        assert box.intersection(word.box) > 0.6 * word.box.area
        assert abs(box.left - word.box.left) <= 2
        assert abs(box.right - word.box.right) <= 2


def found_words(out: Path, width: int) -> list[tuple[str, Box]]:
    html = subprocess.run(
        ["pdftotext", "-bbox", str(out), "-"], capture_output=True, text=True, check=True
    ).stdout
    tree = ET.fromstring(html)
    name = "{http://www.w3.org/1999/xhtml}"
    page = next(tree.iter(f"{name}page"))
    scale = width / float(page.attrib["width"])
    return [
        (
            word.text or "",
            Box(*(round(float(word.attrib[key]) * scale) for key in ("xMin", "yMin", "xMax", "yMax"))),
        )
        for word in page.iter(f"{name}word")
    ]


@contextmanager
def only_image(path: Path) -> Iterator[pikepdf.Object]:
    with pikepdf.open(path) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        yield image


def slanted(paper: Paper, degrees: float) -> tuple[Image.Image, Affine]:
    """Return the sheet as a slanting scan, and the map from the upright sheet to it."""
    width, height = SHEET
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cx, cy = width / 2, height / 2
    there = Affine(cos, sin, cx - cos * cx - sin * cy, -sin, cos, cy + sin * cx - cos * cy)
    matrix = np.array([[there.a, there.b, there.c], [there.d, there.e, there.f]])
    turned = cv2.warpAffine(np.asarray(paper.picture), matrix, SHEET, borderValue=(255, 255, 255))
    return Image.fromarray(turned), there


def scanned_pdf(path: Path, image: dict[str, object], data: bytes, matrix: str, rotate: int = 0) -> None:
    """Write a PDF whose one page is one image; its size in points is the image's at 150 dpi as placed."""
    with pikepdf.new() as pdf:
        width, height = SHEET[0] * 72 / DPI, SHEET[1] * 72 / DPI
        if rotate % 180:
            width, height = height, width
        page = pdf.add_blank_page(page_size=(width, height))
        stream = pikepdf.Stream(pdf, data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        for key, value in image.items():
            stream["/" + key] = value
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=stream))
        filled = matrix.replace("W", f"{width}").replace("H", f"{height}")
        page.Contents = pikepdf.Stream(pdf, f"q {filled} cm /Scan Do Q".encode())
        if rotate:
            page.Rotate = rotate
        pdf.save(path)


def jpeg_image(picture: Image.Image) -> tuple[dict[str, object], bytes]:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92)
    keys = {
        "Width": picture.width,
        "Height": picture.height,
        "ColorSpace": pikepdf.Name.DeviceRGB,
        "BitsPerComponent": 8,
        "Filter": pikepdf.Name.DCTDecode,
    }
    return keys, out.getvalue()


def numbered(index: int) -> ArchivePage:
    image = PageImage((62, 88), 15, 0, Affine(), (62, 88), QUALITY)
    words = (Word("Tờ", Box(5, 5, 20, 12), 1.0), Word(f"số{index}", Box(24, 5, 50, 12), 1.0))
    line = Line(words, enclose(word.box for word in words))
    return ArchivePage(index, image, OcrPage(image, (Block((line,), line.box),)))
