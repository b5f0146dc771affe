"""A scan is made readable, and every pixel of it can be found again."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from digitize.errors import IntegrityError, SetupError
from digitize.imaging.colour import grey_of
from digitize.imaging.deskew import skew_degrees
from digitize.imaging.ink import sketch
from digitize.imaging.load import Scan, frame
from digitize.imaging.orient import Orienter
from digitize.imaging.prepare import LEAST_SKEW, prepare
from digitize.imaging.quality import judge
from digitize.model.image import Verdict
from digitize.networks import MODELS
from digitize.ocr.engines.tesseract import TesseractEngine
from tests.factories import files

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real"


NARROWEST = TesseractEngine.narrowest


def upright(_page):
    return 0


def tilted(image, degrees, paper=255):
    return np.asarray(image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=paper))


def mismatch(prepared, page, scan, shift=(0.0, 0.0)):
    """Mean difference between prepared pixels and those of the scan where `to_scan` puts them, moved by `shift`."""
    x, y = np.meshgrid(np.arange(page.size[0]) + 0.5, np.arange(page.size[1]) + 0.5)
    affine = page.to_scan
    there_x = affine.a * x + affine.b * y + affine.c - 0.5 + shift[0]
    there_y = affine.d * x + affine.e * y + affine.f - 0.5 + shift[1]
    paper = 255.0
    seen = cv2.remap(
        scan, there_x.astype(np.float32), there_y.astype(np.float32), cv2.INTER_LINEAR, borderValue=paper
    )
    return float(np.abs(seen.astype(float) - prepared).mean())


@pytest.mark.parametrize("degrees", [-14.0, -7.3, -1.5, -0.6, 0.0, 0.4, 2.0, 5.5, 13.0])
def test_skew_is_found_to_a_tenth(degrees):
    assert skew_degrees(tilted(files.page(1240, 1754), degrees)) == pytest.approx(degrees, abs=0.12)


def test_skew_of_nothing_is_zero():
    noise = np.random.default_rng(1).integers(0, 255, (1200, 900)).astype(np.uint8)
    gradient = np.tile(np.linspace(0, 255, 900).astype(np.uint8), (1200, 1))
    for grey in (
        np.full((1200, 900), 255, np.uint8),
        np.zeros((1200, 900), np.uint8),
        gradient,
        noise[:2, :2],
    ):
        assert skew_degrees(grey) == 0.0
    assert abs(skew_degrees(noise)) < 0.5


def test_skew_of_a_form_is_that_of_its_rules():
    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    for row in range(20):
        draw.line((100, 200 + row * 70, 1140, 200 + row * 70), fill=0, width=3)
    for column in range(6):
        draw.line((100 + column * 208, 200, 100 + column * 208, 1530), fill=0, width=3)
    assert skew_degrees(tilted(image, 3.0)) == pytest.approx(3.0, abs=0.15)


@pytest.mark.parametrize("degrees", [0.0, 0.08, 0.15, 0.31])
def test_small_skew_is_not_taken_for_none(degrees):
    """The rows of the pixels are level whatever the page is."""
    assert skew_degrees(tilted(files.page(1240, 1754), degrees)) == pytest.approx(degrees, abs=0.04)


def test_a_signature_does_not_tilt_a_nearly_empty_page():
    image = Image.new("L", (1240, 1754), 255)
    image.paste(files.page(1240, 1754, lines=3).crop((150, 0, 350, 1754)), (750, 0))
    ImageDraw.Draw(image).line((600, 1100, 940, 1070), fill=0, width=4)
    assert abs(skew_degrees(np.asarray(image))) < LEAST_SKEW


@settings(max_examples=10, deadline=None)
@given(
    needed=st.sampled_from([0, 90, 180, 270]),
    degrees=st.floats(-8, 8),
    size=st.sampled_from([(620, 877), (1301, 1839), (2600, 3676)]),
)
def test_every_point_is_found_again_in_the_scan(needed, degrees, size):
    dpi = 600 if size[0] > 2000 else 150
    image = tilted(files.page(*size, lines=20), degrees)
    lying = np.ascontiguousarray(np.rot90(cv2.GaussianBlur(image, (0, 0), 2), -needed // 90))
    prepared, page = prepare(Scan(lying, dpi), lambda _page: needed, NARROWEST)
    assert page.rotation == needed
    assert page.size == (prepared.shape[1], prepared.shape[0])
    assert page.scan_size == (lying.shape[1], lying.shape[0])
    assert page.quality.skew_degrees == pytest.approx(degrees, abs=0.2)
    assert abs(skew_degrees(prepared)) < 0.7
    exact = mismatch(prepared, page, lying)
    assert exact < 1.5
    off = 0.5 * max(1, size[0] / 1300)
    for shift in ((off, 0), (-off, 0), (0, off), (0, -off)):
        assert exact < mismatch(prepared, page, lying, shift)


@pytest.mark.parametrize(
    ("size", "dpi", "expected_width", "expected_dpi"),
    [
        ((620, 877), 75, 1240, 150),
        ((1240, 1754), 150, 2480, 300),
        ((1654, 2339), 200, 1654, 200),
        ((2480, 3508), 300, 2480, 300),
        ((4960, 7016), 600, 2480, 300),
        ((2022, 1275), 600, 4044, 1200),
        ((3000, 1900), 600, 2053, 411),
    ],
)
def test_size_suits_the_reader(size, dpi, expected_width, expected_dpi):
    prepared, page = prepare(Scan(np.asarray(files.page(*size)), dpi), upright, NARROWEST)
    assert page.size[0] == prepared.shape[1] == expected_width
    assert page.dpi == expected_dpi


def test_an_engine_that_wants_no_width_gets_the_page_as_it_is() -> None:
    grey = np.asarray(files.page(620, 877))
    prepared, page = prepare(Scan(grey, 75), upright, 0)
    assert (page.dpi, page.scan_size) == (75, page.size)
    assert np.array_equal(prepared, grey)


def test_small_skew_is_left_alone():
    grey = tilted(files.page(1654, 2339), 0.3)
    prepared, page = prepare(Scan(grey, 200), upright, NARROWEST)
    assert page.quality.skew_degrees == pytest.approx(0.3, abs=0.1)
    assert np.array_equal(prepared, grey)


@pytest.fixture(scope="module")
def orienter():
    return Orienter()


def test_what_holds_no_text_is_not_turned(orienter):
    noise = np.random.default_rng(1).integers(0, 255, (1800, 1300)).astype(np.uint8)
    gradient = np.tile(np.linspace(0, 255, 1300).astype(np.uint8), (1800, 1))
    for grey in (noise, gradient, gradient.T, np.zeros((900, 1200), np.uint8), noise[:2, :2]):
        assert orienter.quarter_turns(np.ascontiguousarray(grey)) == 0


@pytest.mark.parametrize("degrees", [-9, 0, 4])
@pytest.mark.parametrize("needed", [0, 90, 180, 270])
def test_a_drawn_page_is_set_upright(orienter, needed, degrees):
    page = tilted(files.page(1240, 1754), degrees)
    assert orienter.quarter_turns(np.ascontiguousarray(np.rot90(page, -needed // 90))) == needed


def test_a_network_that_is_not_the_named_one_is_refused(tmp_path):
    with pytest.raises(SetupError):
        Orienter(tmp_path)
    shutil.copy(MODELS / "manifest.json", tmp_path)
    with pytest.raises(SetupError):
        Orienter(tmp_path)
    (tmp_path / "orient.onnx").write_bytes(b"another network")
    with pytest.raises(IntegrityError):
        Orienter(tmp_path)


def test_nobody_is_asked_how_a_blank_page_lies():
    def never(_page):
        raise AssertionError("a blank page was looked at")

    noise = np.random.default_rng(0).normal(246, 5, (2339, 1654))
    dirty = np.clip(noise, 0, 255).astype(np.uint8)
    dirty[:, :15] = 30  # the edge of the lid
    for y in (600, 1700):
        cv2.circle(dirty, (60, y), 23, 40, -1)  # punch holes
    for grey in (np.full((2339, 1654), 255, np.uint8), dirty, np.zeros((2339, 1654), np.uint8)):
        _, page = prepare(Scan(grey, 200), never, NARROWEST)
        assert page.quality.verdict is Verdict.BLANK
        assert page.quality.reasons == ("blank",)


def test_show_through_is_blank_and_faint_print_is_not():
    print_ = np.asarray(files.page(1654, 2339)).astype(np.float32)
    faint = (255 - (255 - print_) * 0.09).astype(np.uint8)
    through = (255 - (255 - cv2.GaussianBlur(print_[:, ::-1], (0, 0), 6)) * 0.12).astype(np.uint8)
    assert judge(sketch(through), through.shape[::-1], 0.0).verdict is Verdict.BLANK
    quality = judge(sketch(faint), faint.shape[::-1], 0.0)
    assert (quality.verdict, quality.reasons) == (Verdict.WARN, ("low_contrast",))


def test_what_is_lost_for_certain_must_be_scanned_again():
    sharp = np.asarray(files.page(1654, 2339))
    assert judge(sketch(sharp), sharp.shape[::-1], 0.0).verdict is Verdict.PASS
    soft = cv2.GaussianBlur(sharp, (0, 0), 5)
    blurred = judge(sketch(soft), soft.shape[::-1], 0.0)
    assert (blurred.verdict, blurred.reasons) == (Verdict.RESCAN, ("blurred",))
    small = np.asarray(files.page(400, 566))
    tiny = judge(sketch(small), small.shape[::-1], 0.0)
    assert tiny.verdict is Verdict.RESCAN
    assert "low_resolution" in tiny.reasons
    assert judge(sketch(sharp), sharp.shape[::-1], 12.0).reasons == ("skewed",)


def test_red_seal_lets_the_text_through_and_red_marks_stay():
    sheet = files.page(1654, 2339, lines=30).convert("RGB")
    draw = ImageDraw.Draw(sheet)
    draw.ellipse((900, 1500, 1183, 1783), outline=(215, 40, 50), width=14)  # 36 mm
    draw.rectangle((200, 1700, 357, 1763), outline=(215, 40, 50), width=6)  # 20 by 8 mm: MẬT
    pixels = np.asarray(sheet)
    grey = grey_of(pixels, 200)
    luminance = np.asarray(sheet.convert("L")).astype(int)
    assert grey[1640:1645, 902:910].min() > 190 > 120 > luminance[1640:1645, 902:910].max()
    assert np.abs(grey[1690:1770, 190:360].astype(int) - luminance[1690:1770, 190:360]).max() <= 1
    black = luminance < 40
    assert grey[black].max() < 60


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not here")
@pytest.mark.parametrize("path", sorted(REAL.glob("*.[jp][pn]g")), ids=lambda path: path.stem)
def test_real_pages_are_never_sent_back_nor_turned(path):
    _, page = prepare(frame(path, 0), upright, NARROWEST)
    assert page.quality.verdict is Verdict.PASS
    assert page.rotation == 0
    assert abs(page.quality.skew_degrees) < 1


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not here")
@pytest.mark.parametrize("needed", [0, 90, 180, 270])
def test_real_page_is_set_upright(orienter, needed):
    scan = frame(REAL / "qn_cv574_p1.jpg", 0)
    lying = Scan(np.ascontiguousarray(np.rot90(scan.pixels, -needed // 90)), scan.dpi)
    _, page = prepare(lying, orienter.quarter_turns, NARROWEST)
    assert page.rotation == needed


@pytest.mark.parametrize("size", [(1300, 34_000), (1200, 20_000), (40_000, 30)])
def test_no_page_is_longer_than_the_reader_takes(size):
    grey, image = prepare(Scan(np.full(size[::-1], 255, np.uint8), 200), upright, NARROWEST)
    assert max(grey.shape) <= 32_000
    assert image.scan_size == size
