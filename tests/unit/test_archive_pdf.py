"""Scanned PDF: the stream of the page stays, however the page turns it and whatever PDF/A forbids beside it."""

import io
import struct
from pathlib import Path

import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest
from pdf2image import convert_from_path
from PIL import Image

from digitize.imaging.load import frame
from digitize.model.geometry import Affine
from tests.factories.sheets import (
    DPI,
    SHEET,
    Paper,
    archived,
    assert_shows,
    jpeg_image,
    only_image,
    page_of,
    scanned_pdf,
    sheet,
)


@pytest.fixture(scope="module")
def paper() -> Paper:
    """Return the drawn sheet."""
    return sheet()


@pytest.mark.parametrize(
    ("rotate", "matrix", "undo"),
    [
        (0, "W 0 0 H 0 0", None),
        (90, "W 0 0 H 0 0", Image.Transpose.ROTATE_90),
        (180, "W 0 0 H 0 0", Image.Transpose.ROTATE_180),
        (270, "W 0 0 H 0 0", Image.Transpose.ROTATE_270),
        (0, "W 0 0 -H 0 H", Image.Transpose.FLIP_TOP_BOTTOM),
        (0, "-W 0 0 H W 0", Image.Transpose.FLIP_LEFT_RIGHT),
        (90, "0 H -W 0 W 0", None),
        (180, "0 H -W 0 W 0", Image.Transpose.ROTATE_90),
    ],
)
def test_a_scanned_pdf_keeps_its_stream_however_the_page_turns_it(
    rotate: int, matrix: str, undo: Image.Transpose | None, paper: Paper, tmp_path: Path
) -> None:
    stored = paper.picture if undo is None else paper.picture.transpose(undo)
    keys, data = jpeg_image(stored)
    path = tmp_path / "scan.pdf"
    scanned_pdf(path, keys, data, matrix, rotate)
    shown = frame(path, 0).pixels
    assert shown.shape[:2] == (SHEET[1], SHEET[0])
    page = page_of(paper, shown, Affine())
    out, warnings = archived(path, "application/pdf", page, tmp_path)
    assert warnings == ()
    with only_image(out) as kept:
        assert kept.read_raw_bytes() == data
    assert_shows(out, np.asarray(paper.picture.convert("L")), page.page.blocks)


def test_what_pdfa_forbids_beside_the_pixels_is_dropped_without_loss(paper: Paper, tmp_path: Path) -> None:
    keys, data = jpeg_image(paper.picture)
    path = tmp_path / "scan.pdf"
    extras = {"Interpolate": True, "OPI": pikepdf.Dictionary(), "Alternates": pikepdf.Array()}
    scanned_pdf(path, {**keys, **extras}, data, "W 0 0 H 0 0")
    out, warnings = archived(
        path, "application/pdf", page_of(paper, frame(path, 0).pixels, Affine()), tmp_path
    )
    assert warnings == ()
    with only_image(out) as image:
        assert image.read_raw_bytes() == data
        assert not {"/Interpolate", "/OPI", "/Alternates"} & set(image.keys())


def test_a_flate_stream_with_predictor_is_kept_byte_for_byte(paper: Paper, tmp_path: Path) -> None:
    import img2pdf

    png = tmp_path / "scan.png"
    paper.picture.save(png)
    path = tmp_path / "scan.pdf"
    path.write_bytes(img2pdf.convert(str(png)))
    page = page_of(paper, frame(path, 0).pixels, Affine())
    out, _ = archived(path, "application/pdf", page, tmp_path)
    with only_image(out) as kept, only_image(path) as stored:
        assert kept.read_raw_bytes() == stored.read_raw_bytes()


def test_jbig2_is_kept_byte_for_byte(paper: Paper, tmp_path: Path) -> None:
    bits = paper.picture.convert("1")
    data = jbig2(bits)
    keys = {
        "Width": SHEET[0],
        "Height": SHEET[1],
        "ColorSpace": pikepdf.Name.DeviceGray,
        "BitsPerComponent": 1,
        "Filter": pikepdf.Name.JBIG2Decode,
    }
    path = tmp_path / "scan.pdf"
    scanned_pdf(path, keys, data, "W 0 0 H 0 0")
    shown = frame(path, 0).pixels
    page = page_of(paper, shown, Affine())
    out, warnings = archived(path, "application/pdf", page, tmp_path)
    assert warnings == ()
    with only_image(out) as kept:
        assert kept.read_raw_bytes() == data
    assert_shows(out, shown, page.page.blocks)


def jbig2(bits: Image.Image) -> bytes:
    """Pack a 1-bit picture as one page and one generic region in MMR coding, which is CCITT Group 4 (ITU-T T.88)."""
    tiff = io.BytesIO()
    bits.save(tiff, "TIFF", compression="group4", tiffinfo={262: 0, 278: bits.height})
    with Image.open(tiff) as packed:
        at, count = packed.tag_v2[273][0], packed.tag_v2[279][0]  # type: ignore[attr-defined]
    mmr = tiff.getvalue()[at : at + count]
    page = struct.pack(">IIIIBH", bits.width, bits.height, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", bits.width, bits.height, 0, 0, 0, 1) + mmr
    segments = ((0, 48, page), (1, 38, region))
    return b"".join(
        struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data for number, kind, data in segments
    )


def test_lzw_is_unpacked_without_loss(paper: Paper, tmp_path: Path) -> None:
    grey = np.asarray(paper.picture.convert("L"))
    keys = {
        "Width": SHEET[0],
        "Height": SHEET[1],
        "ColorSpace": pikepdf.Name.DeviceGray,
        "BitsPerComponent": 8,
        "Filter": pikepdf.Name.LZWDecode,
    }
    path = tmp_path / "scan.pdf"
    scanned_pdf(path, keys, lzw(grey.tobytes()), "W 0 0 H 0 0")
    page = page_of(paper, grey, Affine())
    out, warnings = archived(path, "application/pdf", page, tmp_path)
    assert warnings == ()
    with only_image(out) as kept:
        assert kept.Filter == "/FlateDecode"
    with only_image(out) as kept:
        assert kept.read_bytes() == grey.tobytes()


def lzw(data: bytes) -> bytes:
    """Pack as LZW that never grows its table: a clear code before every 200 bytes."""
    bits = "".join(
        f"{256:09b}" + "".join(f"{byte:09b}" for byte in data[at : at + 200])
        for at in range(0, len(data), 200)
    )
    bits += f"{257:09b}"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def test_a_page_born_digital_is_drawn(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "digital.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(SHEET[0] * 72 / DPI, SHEET[1] * 72 / DPI))
        page.Contents = pikepdf.Stream(pdf, b"0.5 g 50 50 100 100 re f")
        pdf.save(path)
    shown = frame(path, 0).pixels
    scale = shown.shape[1] / SHEET[0]
    out, warnings = archived(
        path, "application/pdf", page_of(paper, shown, Affine(scale, 0, 0, 0, scale, 0)), tmp_path
    )
    assert warnings == ("rendered",)
    drawn = np.asarray(convert_from_path(out, dpi=72, grayscale=True)[0])
    assert drawn[-100, 100] == pytest.approx(128, abs=3)
    assert drawn[20, 20] > 250
