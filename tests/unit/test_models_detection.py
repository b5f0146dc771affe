"""The generator of pages for the line finder: boxes lie on the ink, targets give the boxes back, the network is the published one."""

from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.model.geometry import Affine, Box
from digitize.model.truth import TruthPage
from digitize.ocr.lines import find_lines
from digitize.province.profile import Profile
from digitize.province.sample import make_sample
from ocr_models.detection.crops import Cutter
from ocr_models.detection.data import Page, drawn_pages, mapped, read, save
from ocr_models.detection.stamps import marked
from ocr_models.detection.targets import Floats, Targets, core_of, gaps, targets_of

NOTHING = np.zeros((0, 5), np.float32)


def nobody(ink: Floats) -> Floats:
    """Find no line."""
    return np.full((12, ink.shape[2] // 4, ink.shape[3] // 4), -1.0, np.float32)


def answering(targets: Targets) -> Floats:
    """Return what a perfect network says: distances before their softplus, four planes for each plane of the targets."""
    reach = np.maximum(np.stack([targets.up, targets.down]) / 8, 1e-6)
    whole = np.concatenate([targets.core[None] - 0.5, np.log(np.expm1(reach))])
    _, height, width = whole.shape
    split = whole.reshape(3, height // 2, 2, width // 2, 2).transpose(0, 2, 4, 1, 3)
    return split.reshape(12, height // 2, width // 2).astype(np.float32)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Page]:
    folder = tmp_path_factory.mktemp("drawn") / "sample"
    make_sample(folder, dossiers=6, papers=4, seed=2_100, profile=Profile.OFFICE)
    return list(islice(drawn_pages(folder, nobody), 4))


def test_boxes_lie_on_the_ink(pages: list[Page]) -> None:
    assert pages
    for page in pages:
        paper = np.median(page.grey)
        for left, top, right, bottom in page.boxes[:, :4].round().astype(int):
            assert page.grey[max(0, top) : bottom, max(0, left) : right].min() < paper - 20


def test_a_page_is_read_as_it_was_saved(pages: list[Page], tmp_path: Path) -> None:
    save(pages[0], tmp_path / "page.npz")
    again = read(tmp_path / "page.npz")
    for name in ("grey", "boxes", "unsure", "printed"):
        assert np.array_equal(getattr(again, name), getattr(pages[0], name))


def test_a_crop_asks_about_what_it_shows(pages: list[Page]) -> None:
    cutter = Cutter(Random(4))
    for page in pages:
        crop = cutter.crop(page)
        assert crop.ink.min() >= 0.0
        assert crop.ink.max() <= 1.0
        assert crop.targets.core.shape == (crop.ink.shape[0] // 2, crop.ink.shape[1] // 2)
        sure = crop.targets.core > 0.5
        assert (crop.targets.up[sure] + crop.targets.down[sure] > 0).all()


def test_a_mark_is_stamped_where_it_says(pages: list[Page]) -> None:
    page = replace(pages[0], grey=np.full_like(pages[0].grey, 255))
    stamped, (left, top, right, bottom, _) = marked(page, Random(2))
    assert len(stamped.boxes) == len(page.boxes) + 1
    rows, columns = np.nonzero(stamped.grey < 200)
    inside = (rows > top) & (rows < bottom) & (columns > left) & (columns < right)
    assert inside.mean() > 0.4
    assert columns.min() < left < right < columns.max()
    assert (page.grey == 255).all()


@given(st.floats(20, 300), st.floats(40, 200), st.floats(7, 30), st.floats(30, 600))
def test_a_perfect_answer_gives_the_box_back(left: float, top: float, tall: float, wide: float) -> None:
    box = np.array([[left, top, left + wide, top + tall, 0.0]], np.float32)
    answer = answering(targets_of(np.zeros((256, 1_024), np.float32), box, NOTHING))
    (found,) = find_lines(np.full((256, 1_024), 255, np.uint8), lambda _: answer)
    edges = np.array([found.left, found.top, found.right, found.bottom])
    assert np.abs(edges - box[0, :4]).max() <= 2.0 + 0.15 * tall


def test_lines_close_to_one_another_stay_apart() -> None:
    rows = np.array([[20, 20 + 12 * row, 300, 32 + 12 * row, 0.0] for row in range(6)], np.float32)
    answer = answering(targets_of(np.zeros((128, 1_024), np.float32), rows, NOTHING))
    assert len(find_lines(np.full((128, 1_024), 255, np.uint8), lambda _: answer)) == len(rows)


def test_a_line_that_is_not_level_has_a_core_that_is_not() -> None:
    box = np.array([[20, 50, 400, 62, 0.05]], np.float32)
    targets = targets_of(np.zeros((128, 512), np.float32), box, NOTHING)
    rows, columns = np.nonzero(targets.core > 0.5)
    assert np.polyfit(columns, rows, 1)[0] == pytest.approx(0.05, abs=0.01)
    assert targets.up[rows, columns] + targets.down[rows, columns] == pytest.approx(12.0, abs=0.01)


def test_nothing_is_asked_where_nobody_knows() -> None:
    line = np.array([[100, 20, 200, 40, 0.0]], np.float32)
    everywhere = np.array([[0, 0, 256, 64, 0.0]], np.float32)
    ink = np.zeros((64, 256), np.float32)
    ink[20:40:2, 100:200] = 1.0
    targets = targets_of(ink, line, everywhere)
    assert targets.weight[2, 10] == 0.0
    assert targets.weight[15, 75] >= 1.0


def test_wide_blanks_are_found_and_narrow_ones_are_not() -> None:
    ink = np.zeros((32, 256), np.float32)
    ink[10:20, 10:80] = ink[10:20, 90:120] = ink[10:20, 160:240] = 1.0
    assert gaps(ink, np.array([10, 8, 240, 22, 0.0], np.float32)) == [(120, 160)]


def test_a_single_digit_has_a_core() -> None:
    left, top, right, bottom = core_of(np.array([10, 10, 15, 20, 0.0], np.float32))
    assert right - left >= 4.0
    assert bottom - top >= 5.0


@settings(max_examples=20)
@given(st.sampled_from([0, 90, 180, 270]), st.integers(0, 50), st.integers(0, 50))
def test_a_box_comes_back_from_the_scanner(turned: int, left: int, top: int) -> None:
    wide, tall = 80, 60
    to_scan = {
        0: Affine(),
        90: Affine(0, 1, 0, -1, 0, wide - 1),
        180: Affine(-1, 0, wide - 1, 0, -1, tall - 1),
        270: Affine(0, -1, tall - 1, 1, 0, 0),
    }[turned]
    corners = Affine(
        to_scan.a,
        to_scan.b,
        to_scan.c + (turned in {180, 270}),
        to_scan.d,
        to_scan.e,
        to_scan.f + (turned in {90, 180}),
    )
    page = TruthPage(0, (wide, tall), 200, to_scan, turned)
    box = mapped(Box(left, top, left + 20, top + 8), page, corners.inverse())
    assert box == pytest.approx([left, top, left + 20, top + 8, 0.0], abs=1e-3)


def test_the_network_opens_and_answers() -> None:
    torch = pytest.importorskip("torch")
    from ocr_models.detection.network import LineFinder

    answer = LineFinder()(torch.rand(1, 1, 64, 96))
    assert answer.shape == (1, 3, 32, 48)
    assert (answer[:, 1:] >= 0).all()
