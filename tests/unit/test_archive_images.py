"""JPEG, PNG and TIFF: the scanner's bytes stay, the sheet is shown upright, the words lie on the ink."""

from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest
from pdf2image import convert_from_path
from PIL import Image

from digitize.archive.attach import archive
from digitize.imaging.load import frame
from digitize.imaging.prepare import prepare
from digitize.imaging.scan_stream import scan_of
from digitize.model.geometry import Affine
from digitize.model.ocr import OcrPage
from digitize.ports import ArchivePage
from tests.factories.sheets import (
    DPI,
    SHEET,
    Paper,
    archived,
    assert_shows,
    no_drawing,
    only_image,
    page_of,
    prepared,
    sheet,
    slanted,
)


@pytest.fixture(scope="module")
def paper() -> Paper:
    """Return the drawn sheet."""
    return sheet()


def test_a_slanted_jpeg_is_kept_byte_for_byte_and_shown_upright(paper: Paper, tmp_path: Path) -> None:
    scan, there = slanted(paper, 3.0)
    path = tmp_path / "scan.jpg"
    scan.save(path, quality=90)
    page = page_of(paper, np.asarray(scan), there)
    out, warnings = archived(path, "image/jpeg", page, tmp_path)
    assert warnings == ()
    with only_image(out) as kept:
        assert kept.read_raw_bytes() == path.read_bytes()
    assert_shows(out, prepared(np.asarray(scan), page), page.page.blocks)
    assert_shows(out, np.asarray(paper.picture.convert("L")), page.page.blocks)


def test_an_enlarged_page_keeps_the_size_of_its_sheet(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    paper.picture.save(path, quality=90)
    page = page_of(paper, np.asarray(paper.picture), Affine(0.5, 0, 0, 0, 0.5, 0), scale=2.0)
    out, _ = archived(path, "image/jpeg", page, tmp_path)
    with pikepdf.open(out) as pdf:
        _, _, width, height = (float(edge) for edge in pdf.pages[0].mediabox)
    assert (width, height) == pytest.approx((SHEET[0] * 72 / DPI, SHEET[1] * 72 / DPI), abs=0.01)
    assert_shows(out, prepared(np.asarray(paper.picture), page), page.page.blocks)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_is_shown_upright(orientation: int, paper: Paper, tmp_path: Path) -> None:
    undo = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    stored = paper.picture if undo is None else paper.picture.transpose(undo)
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(path, quality=95, exif=exif)
    shown = frame(path, 0).pixels
    page = page_of(paper, shown, Affine())
    out, _ = archived(path, "image/jpeg", page, tmp_path)
    with only_image(out) as kept:
        assert kept.read_raw_bytes() == path.read_bytes()
    assert_shows(out, np.asarray(paper.picture.convert("L")), page.page.blocks)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_a_png_keeps_every_pixel(mode: str, paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    scan = paper.picture.convert(mode)
    scan.save(path)
    page = page_of(paper, np.asarray(scan.convert("RGB")), Affine())
    out, warnings = archived(path, "image/png", page, tmp_path)
    assert warnings == ()
    with only_image(out) as image:
        kept = pikepdf.PdfImage(image).as_pil_image()
        assert np.array_equal(np.asarray(kept.convert("RGB")), np.asarray(scan.convert("RGB")))
    assert_shows(out, np.asarray(scan.convert("L")), page.page.blocks)


def test_sixteen_bit_grey_is_kept(paper: Paper, tmp_path: Path) -> None:
    for name, media_type in (("scan.png", "image/png"), ("scan.tiff", "image/tiff")):
        path = tmp_path / name
        Image.fromarray(np.asarray(paper.picture.convert("L")).astype(np.uint16) * 257).save(path)
        page = page_of(paper, np.asarray(paper.picture), Affine())
        out, warnings = archived(path, media_type, page, tmp_path)
        assert warnings == ()
        with only_image(out) as kept:
            assert int(kept.BitsPerComponent) == 16


@pytest.mark.parametrize("orientation", [1, 3, 6])
@pytest.mark.parametrize("white_is_zero", [True, False])
def test_a_group4_strip_is_kept_byte_for_byte(
    white_is_zero: bool, orientation: int, paper: Paper, tmp_path: Path
) -> None:
    undo = {1: 0, 3: 2, 6: 1}[orientation]
    bits = Image.fromarray(np.rot90(np.asarray(paper.picture.convert("L")), undo)).convert("1")
    path = tmp_path / "fax.tiff"
    tags = {0x0112: orientation, 262: 0 if white_is_zero else 1, 278: bits.height}
    bits.save(path, compression="group4", tiffinfo=tags)
    with Image.open(path) as tiff:
        offset, count = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined]
        assert len(offset) == 1
    page = page_of(paper, frame(path, 0).pixels, Affine())
    out, warnings = archived(path, "image/tiff", page, tmp_path)
    assert warnings == ()
    stored = path.read_bytes()[offset[0] : offset[0] + count[0]]
    with only_image(out) as kept:
        assert kept.read_raw_bytes() == stored
    assert_shows(out, np.asarray(paper.picture.convert("1").convert("L")), page.page.blocks)


def test_frames_of_a_tiff_are_taken_in_the_order_asked(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "bundle.tiff"
    greys = [Image.new("L", SHEET, grey) for grey in (0, 90, 250)]
    greys[0].save(path, save_all=True, append_images=greys[1:], compression="tiff_lzw")
    pages = [page_of(paper, np.asarray(greys[0]), Affine(), index) for index in (2, 0, 1)]
    out = tmp_path / "archive.pdf"
    assert archive(path, "image/tiff", pages, "", out, scan_of, no_drawing) == ()
    drawn = [np.asarray(page)[5, 5] for page in convert_from_path(out, dpi=20, grayscale=True)]
    assert drawn == pytest.approx([250, 0, 90], abs=2)


@pytest.mark.parametrize(("name", "media_type"), [("scan.png", "image/png"), ("scan.tiff", "image/tiff")])
def test_transparency_is_kept_and_shows_white_paper(
    name: str, media_type: str, paper: Paper, tmp_path: Path
) -> None:
    path = tmp_path / name
    clear = paper.picture.convert("RGBA")
    clear.putalpha(Image.eval(paper.picture.convert("L"), lambda grey: 255 - grey))
    clear.save(path)
    page = page_of(paper, np.asarray(paper.picture), Affine())
    out, warnings = archived(path, media_type, page, tmp_path)
    assert warnings == ()
    assert_shows(out, cv2.cvtColor(frame(path, 0).pixels, cv2.COLOR_RGB2GRAY), page.page.blocks)


def test_cmyk_without_a_profile_is_drawn_and_said(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    paper.picture.convert("CMYK").save(path)
    out, warnings = archived(
        path, "image/jpeg", page_of(paper, np.asarray(paper.picture), Affine()), tmp_path
    )
    assert warnings == ("re_encoded",)
    with only_image(out) as kept:
        assert kept.ColorSpace == "/DeviceRGB"


@pytest.mark.parametrize("size", [(1, 1), (4, 6000), (6000, 4)])
def test_a_sliver_has_a_page_as_pdf_allows_it(size: tuple[int, int], paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    Image.new("L", size, 128).save(path)
    grey, image = prepare(frame(path, 0), lambda _: 0.0, 0)
    assert min(grey.shape) >= 1
    out, _ = archived(path, "image/png", ArchivePage(0, image, OcrPage(image)), tmp_path)
    with pikepdf.open(out) as pdf:
        left, bottom, right, top = (float(value) for value in pdf.pages[0].mediabox)
        assert min(right - left, top - bottom) >= 3
