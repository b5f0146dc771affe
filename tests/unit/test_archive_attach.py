"""The archive copy: the scanner's bytes, shown upright, with words on the ink, as PDF/A, the same bytes every time."""

import hashlib
import io
import math
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest
from pdf2image import convert_from_path
from PIL import Image, ImageDraw, ImageFont

from digitize.archive.attach import archive
from digitize.errors import DamagedFile, EncryptedFile, StageError, UnsupportedType
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


@pytest.fixture(scope="module")
def paper() -> Paper:
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


def test_the_same_input_makes_the_same_bytes(paper: Paper, tmp_path: Path) -> None:
    scan, there = slanted(paper, 1.5)
    path = tmp_path / "scan.jpg"
    scan.save(path)
    page = page_of(paper, np.asarray(scan), there)
    digests = set()
    for turn in range(2):
        folder = tmp_path / str(turn)
        folder.mkdir()
        out, _ = archived(path, "image/jpeg", page, folder)
        digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_title_language_and_text_are_found_by_other_programs(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    paper.picture.save(path)
    out, _ = archived(path, "image/jpeg", page_of(paper, np.asarray(paper.picture), Affine()), tmp_path)
    with pikepdf.open(out) as pdf:
        assert str(pdf.Root.Lang) == "vi"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Quyết định số 45/QĐ-UBND"
            assert "xmp:MetadataDate" not in metadata
    for mode in ("-layout", "-raw"):
        text = subprocess.run(["pdftotext", mode, str(out), "-"], capture_output=True, text=True).stdout
        assert [" ".join(line.split()) for line in text.split("\n") if line.strip(" \f")] == list(TEXT)


def test_a_page_without_words_and_an_odd_title_still_conform(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    paper.picture.save(path)
    image = page_of(paper, np.asarray(paper.picture), Affine()).image
    out = tmp_path / "archive.pdf"
    archive(
        path,
        "image/jpeg",
        [ArchivePage(0, image, OcrPage(image))],
        "a\x00<&\u202e",
        out,
        scan_of,
        no_drawing,
    )
    with pikepdf.open(out) as pdf:
        assert pikepdf.pdfa.check(pdf, "2b").findings == []


def test_many_pages_go_through_parts(paper: Paper, tmp_path: Path) -> None:
    """More pages than one part holds: all there, in order, one font for all."""
    path = tmp_path / "box.pdf"
    small = Image.new("L", (62, 88), "white")
    with pikepdf.new() as pdf:
        for number in range(150):
            small.putpixel((0, 0), number)
            data = small.tobytes()
            image = pikepdf.Stream(
                pdf, data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=62, Height=88,
                ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
            )  # fmt: skip
            page = pdf.add_blank_page(page_size=(297, 421))
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
            page.Contents = pikepdf.Stream(pdf, b"297 0 0 421 0 0 cm /I Do")
        pdf.save(path)
    pages = (numbered(index) for index in range(150))
    out = tmp_path / "archive.pdf"
    assert archive(path, "application/pdf", pages, "Hộp 1", out, scan_of, no_drawing) == ()
    with pikepdf.open(out) as pdf:
        assert [next(iter(page.get_images().values())).read_bytes()[0] for page in pdf.pages] == list(
            range(150)
        )
        assert len({page.Resources.Font["/F"].objgen for page in pdf.pages}) == 1
    text = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, text=True).stdout
    assert text.split() == [word for index in range(150) for word in ("Tờ", f"số{index}")]


def numbered(index: int) -> ArchivePage:
    image = PageImage((62, 88), 15, 0, Affine(), (62, 88), QUALITY)
    words = (Word("Tờ", Box(5, 5, 20, 12), 1.0), Word(f"số{index}", Box(24, 5, 50, 12), 1.0))
    line = Line(words, enclose(word.box for word in words))
    return ArchivePage(index, image, OcrPage(image, (Block((line,), line.box),)))


@pytest.mark.parametrize(
    ("name", "data", "media_type", "error"),
    [
        ("a.pdf", b"%PDF-1.7 nothing", "application/pdf", DamagedFile),
        ("a.jpg", b"\xff\xd8\xff nothing", "image/jpeg", DamagedFile),
        ("a.tiff", b"II*\0nothing", "image/tiff", DamagedFile),
        ("a.gif", b"GIF89a", "image/gif", UnsupportedType),
    ],
)
def test_bad_input_has_its_own_error_and_leaves_nothing(
    name: str, data: bytes, media_type: str, error: type[Exception], tmp_path: Path
) -> None:
    path, out = tmp_path / name, tmp_path / "archive.pdf"
    path.write_bytes(data)
    with pytest.raises(error):
        archive(path, media_type, [numbered(0)], "", out, scan_of, no_drawing)
    assert not out.exists()


def test_a_locked_pdf_and_a_missing_frame_are_refused(paper: Paper, tmp_path: Path) -> None:
    keys, data = jpeg_image(paper.picture)
    path, locked, out = tmp_path / "scan.pdf", tmp_path / "locked.pdf", tmp_path / "archive.pdf"
    scanned_pdf(path, keys, data, "W 0 0 H 0 0")
    with pikepdf.open(path) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="u", owner="o"))
    with pytest.raises(EncryptedFile):
        archive(locked, "application/pdf", [numbered(0)], "", out, scan_of, no_drawing)
    with pytest.raises(DamagedFile):
        archive(path, "application/pdf", [numbered(3)], "", out, scan_of, no_drawing)
    assert not out.exists()


def test_what_does_not_conform_is_not_written(tmp_path: Path) -> None:
    from digitize.archive.pdfa import write

    out = tmp_path / "archive.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Contents = pikepdf.Stream(pdf, b"0 0 0 1 k 0 0 10 10 re f")
        with pytest.raises(StageError):
            write(pdf, "", out)
    assert not out.exists()
