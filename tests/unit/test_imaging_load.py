"""Odd but legitimate files are read, and read right."""

from io import BytesIO

import numpy as np
import pikepdf
import pikepdf.jbig2
import pytest
from pdf2image import convert_from_path
from PIL import Image, TiffImagePlugin

from digitize.imaging.load import frame, frames, load
from digitize.imaging.picture import picture
from tests.factories import files


def likeness(pixels, image):
    """Mean difference of grey levels, and infinity where the shapes differ."""
    ours = Image.fromarray(pixels).convert("L")
    theirs = image.convert("L")
    if ours.size != theirs.size:
        return float("inf")
    return float(np.abs(np.asarray(ours, float) - np.asarray(theirs, float)).mean())


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("1", {"compression": "group4"}),
        ("1", {"compression": "group4", "tiffinfo": {262: 0}}),
        ("1", {"compression": "group3"}),
        ("1", {"compression": "packbits"}),
        ("L", {"compression": "tiff_lzw"}),
        ("RGB", {"compression": "jpeg"}),
        ("RGB", {"compression": "tiff_adobe_deflate"}),
        ("P", {"compression": "tiff_lzw"}),
        ("CMYK", {"compression": "tiff_lzw"}),
        ("RGBA", {"compression": "tiff_lzw"}),
    ],
)
def test_tiff_of_every_kind_shows_the_page(tmp_path, mode, options):
    original = files.page()
    path = files.saved(tmp_path, "a.tif", original.convert(mode), dpi=(200, 200), **options)
    assert load(path).sizes == ((620, 877),)
    scan = frame(path, 0)
    assert likeness(scan.pixels, original) < 12
    assert scan.dpi == 200
    assert scan.pixels.dtype == np.uint8


def test_one_bit_tiff_of_either_polarity_is_black_on_white(tmp_path):
    original = files.page()
    for photometric in (0, 1):
        path = files.saved(tmp_path, f"{photometric}.tif", original.convert("1"), tiffinfo={262: photometric})
        assert likeness(frame(path, 0).pixels, original.convert("1")) == 0


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits_keep_their_upper_eight(tmp_path, suffix):
    original = files.page()
    path = files.saved(tmp_path, f"a.{suffix}", files.deep(original))
    assert likeness(frame(path, 0).pixels, original) == 0


def test_sixteen_bits_with_white_as_zero_are_turned_round(tmp_path):
    original = files.page()
    negative = Image.fromarray(0xFFFF - np.asarray(files.deep(original)))
    info = TiffImagePlugin.ImageFileDirectory_v2()
    path = files.saved(tmp_path, "a.tif", negative, tiffinfo=info)
    data = bytearray(path.read_bytes())
    at = data.find(b"\x06\x01\x03\x00\x01\x00\x00\x00")  # the entry of tag 262
    data[at + 8] = 0
    path.write_bytes(bytes(data))
    assert likeness(frame(path, 0).pixels, original) <= 1


def test_pages_of_a_tiff_are_told_apart_and_may_differ_in_size(tmp_path):
    pages = [files.page(seed=1), files.page(500, 400, lines=5), files.page(seed=3)]
    path = tmp_path / "a.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="tiff_lzw")
    assert load(path).sizes == ((620, 877), (500, 400), (620, 877))
    for index, original in enumerate(pages):
        assert likeness(frame(path, index).pixels, original) == 0


def test_bigtiff_counts_as_tiff(tmp_path):
    path = files.saved(tmp_path, "a.tif", files.page(), big_tiff=True)
    assert path.read_bytes()[:3] == b"II+"
    assert load(path).media_type == "image/tiff"
    assert likeness(frame(path, 0).pixels, files.page()) == 0


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "tif"])
def test_orientation_of_a_camera_is_honoured(tmp_path, orientation, suffix):
    original = files.page()
    undo = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT], 3: [Image.Transpose.ROTATE_180], 4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE], 6: [Image.Transpose.ROTATE_90], 7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }  # fmt: skip
    stored = original
    for step in undo.get(orientation, []):
        stored = stored.transpose(step)
    if suffix == "jpg":
        exif = Image.Exif()
        exif[0x0112] = orientation
        path = files.saved(tmp_path, "a.jpg", stored, exif=exif, quality=95)
    else:
        path = files.saved(tmp_path, "a.tif", stored, tiffinfo={274: orientation})
    assert load(path).sizes == ((620, 877),)
    assert likeness(frame(path, 0).pixels, original) < 3


@pytest.mark.parametrize("adobe", [True, False])
def test_cmyk_jpeg_is_not_a_negative_with_or_without_adobes_marker(tmp_path, adobe):
    original = files.colour_page()
    inked = original.convert("CMYK")
    buffer = BytesIO()
    if adobe:
        inked.save(buffer, "JPEG", quality=95)
        data = buffer.getvalue()
    else:
        Image.fromarray(255 - np.asarray(inked), "CMYK").save(buffer, "JPEG", quality=95)
        data = files.without_adobe_marker(buffer.getvalue())
    pixels = frame(files.write(tmp_path, "a.jpg", data), 0).pixels
    assert likeness(pixels, original) < 4
    red = pixels[745, 350]
    assert red[0] > 150 > red[2]


@pytest.mark.parametrize("mode", ["LA", "RGBA", "P"])
def test_what_is_clear_becomes_white_paper(tmp_path, mode):
    ink = np.asarray(files.page())
    clear = Image.merge("LA", (Image.new("L", (620, 877), 0), Image.fromarray(255 - ink)))
    image = clear.convert("RGBA").quantize() if mode == "P" else clear.convert(mode)
    path = files.saved(tmp_path, "a.png", image)
    assert likeness(frame(path, 0).pixels, files.page()) < 3


def test_resolution_is_what_the_file_says_where_that_can_be_true(tmp_path):
    original = files.page(1240, 1754)
    assert frame(files.saved(tmp_path, "a.png", original, dpi=(150, 150)), 0).dpi == 150
    assert frame(files.saved(tmp_path, "b.jpg", original, dpi=(72, 72)), 0).dpi == 150
    assert frame(files.saved(tmp_path, "c.png", original), 0).dpi == 150
    assert frame(files.saved(tmp_path, "d.tif", original, dpi=(9600, 9600)), 0).dpi == 150


@pytest.mark.parametrize("coding", files.CODINGS)
def test_scan_in_a_pdf_looks_as_the_renderer_shows_it(tmp_path, coding):
    colour = coding in ("rgb", "jpeg", "cmyk", "cmyk-jpeg", "palette")
    original = files.colour_page() if colour else files.page()
    path = files.scan_pdf(tmp_path / "a.pdf", [original], coding=coding)
    assert load(path).sizes == ((620, 877),)
    scan = frame(path, 0)
    assert scan.dpi == 75
    assert likeness(scan.pixels, original) < 12
    if colour:
        assert scan.pixels[745, 350][0] > 150 > scan.pixels[745, 350][2]
        assert scan.pixels[745, 480][2] > scan.pixels[745, 480][0] + 50


def test_jbig2_calls_no_outside_decoder(tmp_path, monkeypatch):
    path = files.scan_pdf(tmp_path / "a.pdf", [files.page()], coding="jbig2")

    def refuse(*_args, **_kwargs):
        raise AssertionError("jbig2dec is under the AGPL")

    monkeypatch.setattr(pikepdf.jbig2.JBIG2Decoder, "decode_jbig2", refuse)
    assert likeness(frame(path, 0).pixels, files.page()) < 12


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "matrix", ["{w} 0 0 {h} 0 0", "-{w} 0 0 {h} {w} 0", "{w} 0 0 -{h} 0 {h}", "-{w} 0 0 -{h} {w} {h}",
               "0 {h} {w} 0 0 0", "0 -{h} {w} 0 0 {h}", "0 {h} -{w} 0 {w} 0", "0 -{h} -{w} 0 {w} {h}"],
)  # fmt: skip
def test_scan_is_turned_and_mirrored_as_its_page_shows_it(tmp_path, rotate, matrix):
    path = files.scan_pdf(tmp_path / "a.pdf", [files.corners(300, 424)],
                          content=f"q {matrix} cm /Im0 Do Q", points=(300, 424), Rotate=rotate)  # fmt: skip
    scan = frame(path, 0)
    height, width = scan.pixels.shape
    assert load(path).sizes == ((width, height),)
    if (width > height) != (matrix.startswith("0") != (rotate % 180 == 90)):
        pytest.fail("the sides are not swapped as the placement says")
    [shown] = convert_from_path(path, dpi=72)
    assert likeness(scan.pixels, shown.resize((width, height))) < 4


def test_page_of_vector_text_is_drawn_at_300_dpi(tmp_path):
    path = files.born_digital(tmp_path / "a.pdf", pages=2)
    assert load(path).sizes == ((0, 0), (0, 0))
    scan = frame(path, 1)
    assert scan.pixels.shape[:2] == (3508, 2480)
    assert scan.dpi == 300
    assert scan.pixels.min() < 50


@pytest.mark.parametrize("rotate", [90, 270])
def test_drawn_page_is_turned_as_it_says(tmp_path, rotate):
    upright = frame(files.born_digital(tmp_path / "a.pdf"), 0).pixels
    path = files.born_digital(tmp_path / "b.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj["/Rotate"] = rotate
        pdf.save()
    turned = frame(path, 0).pixels
    assert likeness(np.rot90(turned, rotate // 90), Image.fromarray(upright)) < 6  # hinting differs


@pytest.mark.parametrize("rotate", [0, 90])
def test_scan_that_only_the_renderer_decodes_is_turned_too(tmp_path, rotate):
    plain = files.scan_pdf(tmp_path / "a.pdf", [files.page()], coding="g4", Rotate=rotate)
    path = files.scan_pdf(tmp_path / "b.pdf", [files.page()], coding="jbig2", Rotate=rotate)
    assert likeness(frame(path, 0).pixels, Image.fromarray(frame(plain, 0).pixels)) < 12


def test_large_sheet_is_drawn_coarser(tmp_path):
    scan = frame(files.born_digital(tmp_path / "a.pdf", points=(2384, 3370)), 0)  # A0
    assert scan.dpi < 200
    assert scan.pixels.shape[0] * scan.pixels.shape[1] <= 41_000_000


def test_pdf_of_2000_pages_is_listed_and_each_page_can_be_opened(tmp_path):
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        image = files.image_stream(pdf, files.page(), "g4")
        for _ in range(2000):
            sheet = pdf.add_blank_page(page_size=(595.2, 841.92))
            sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
            sheet.Contents = pikepdf.Stream(pdf, b"q 595.2 0 0 841.92 0 0 cm /Im0 Do Q")
        pdf.save(path)
    assert load(path).sizes == ((620, 877),) * 2000
    assert likeness(frame(path, 1999).pixels, files.page().convert("1")) < 1


def test_pdf_that_only_forbids_is_read(tmp_path):
    plain = files.scan_pdf(tmp_path / "a.pdf", [files.page()])
    drawn = files.born_digital(tmp_path / "b.pdf")
    for index, source in enumerate((plain, drawn)):
        path = files.locked(tmp_path / f"locked{index}.pdf", source, user="")
        assert len(load(path).sizes) == 1
        assert frame(path, 0).pixels.min() < 60


def test_structure_that_had_to_be_repaired_is_said(tmp_path):
    source = files.scan_pdf(tmp_path / "a.pdf", [files.page()])
    path = files.wrong_offsets(tmp_path / "b.pdf", source)
    assert load(path).warnings == ("repaired_structure",)
    assert load(source).warnings == ()
    assert likeness(frame(path, 0).pixels, files.page()) == 0


def test_picture_is_a_jpeg_within_its_bounds(tmp_path):
    path = files.saved(tmp_path, "a.png", files.colour_page())
    with Image.open(BytesIO(picture(path, 0, 300))) as small:
        assert (small.format, small.size) == ("JPEG", (212, 300))
    with Image.open(BytesIO(picture(path, 0, 5000))) as whole:
        assert whole.size == (620, 877)


def test_frames_read_in_one_go_are_those_read_one_by_one(tmp_path):
    """In any order, of any kind and any turn."""
    images = [files.page(300, 424, seed=seed) for seed in range(4)]
    tiff = tmp_path / "a.tif"
    with TiffImagePlugin.AppendingTiffWriter(tiff, new=True) as writer:
        for image, orientation in (
            (images[0], 1),
            (files.deep(images[1]), 6),
            (images[2], 3),
            (images[3], 8),
        ):
            image.save(writer, "TIFF", tiffinfo={274: orientation})
            writer.newFrame()
    pdf = files.scan_pdf(tmp_path / "a.pdf", images, coding="jpeg")
    for path in (tiff, pdf):
        assert len(load(path).sizes) == 4
        order = [2, 0, 1, 1, 3]
        for index, together in zip(order, frames(path, order), strict=True):
            alone = frame(path, index)
            assert together.dpi == alone.dpi
            assert np.array_equal(together.pixels, alone.pixels)
