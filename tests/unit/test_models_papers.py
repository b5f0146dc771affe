"""Lines to learn from of drawn papers: whole lines, their text as it is read, those with handwriting apart."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from digitize.evaluation.truth import read_truth
from digitize.model.geometry import Affine, Box
from digitize.model.truth import Inked, TruthLine, TruthPage
from digitize.networks import MODELS, open_network, read_manifest
from digitize.province.plan import plan_scans
from digitize.province.profile import Profile
from digitize.province.province import province_of
from digitize.province.sample import make_sample
from ocr_models.recognition.data import read, save
from ocr_models.recognition.papers import WholeLine, cut_lines, whole_lines
from ocr_models.recognition.some_kinds import draw, scans_of

STRAIGHT = Affine(1, 0, 0, 0, 1, 0)
LINE = TruthLine("Họ và tên: Nguyễn Thị Hoa", Box(100, 200, 600, 240))
FOUND = Box(98, 198, 604, 243)


def page(*lines: TruthLine) -> TruthPage:
    return TruthPage(0, (800, 1000), 200, STRAIGHT, lines=lines)


def test_a_line_that_is_found_whole_is_taken_where_it_was_found() -> None:
    assert list(whole_lines(page(LINE), (FOUND,), STRAIGHT)) == [WholeLine(FOUND, LINE.text, False)]


def test_a_line_with_handwriting_says_so() -> None:
    written = replace(LINE, hand=(Inked("Hoa", Box(500, 200, 600, 240)),))
    assert list(whole_lines(page(written), (FOUND,), STRAIGHT)) == [WholeLine(FOUND, LINE.text, True)]


@pytest.mark.parametrize(
    "found",
    [
        (),
        (Box(180, 198, 604, 243),),
        (Box(98, 198, 500, 243),),
        (Box(98, 198, 340, 243), Box(350, 198, 604, 243)),
    ],
    ids=["not found", "without its first letter", "without its last", "in two"],
)
def test_a_line_that_is_not_found_whole_is_left_out(found: tuple[Box, ...]) -> None:
    assert list(whole_lines(page(LINE), found, STRAIGHT)) == []


def test_a_box_over_two_lines_is_of_neither() -> None:
    lines = LINE, replace(LINE, box=Box(100, 241, 600, 281))
    assert list(whole_lines(page(*lines), (Box(98, 198, 604, 283),), STRAIGHT)) == []


@pytest.mark.parametrize(
    "line",
    [
        replace(LINE, text="........................"),
        replace(LINE, text="Họ và tên: 王"),
    ],
    ids=["nothing but dots", "a sign that the network has not"],
)
def test_what_is_not_text_that_can_be_read_is_left_out(line: TruthLine) -> None:
    assert list(whole_lines(page(line), (FOUND,), STRAIGHT)) == []


def test_dots_to_be_filled_in_are_no_text() -> None:
    dotted = replace(LINE, text=f"{LINE.text} {'.' * 40}")
    assert list(whole_lines(page(dotted), (FOUND,), STRAIGHT)) == [WholeLine(FOUND, LINE.text, False)]


def test_the_lines_of_a_sample_are_cut_and_kept(tmp_path: Path) -> None:
    make_sample(tmp_path / "sample", dossiers=4, papers=2, seed=2_100, profile=Profile.CLEAN)
    network = open_network(MODELS, read_manifest(MODELS)["lines"])
    lines = list(cut_lines(tmp_path / "sample", lambda ink: network.run(None, {"x": ink})[0][0], Random(1)))
    assert len(lines) > 20
    save((line for _, line in lines), len(lines), tmp_path / "train.npz")
    assert read(tmp_path / "train.npz").texts == tuple(text for _, (_, text) in lines)


def test_papers_of_some_kinds_alone_are_drawn(tmp_path: Path) -> None:
    scans = scans_of(("so_theo_doi", "to_khai"), plan_scans(province_of(5, 60), 60, 5, Profile.OFFICE))
    few = scans[:2]
    draw(tmp_path, few, None)
    cases = list(read_truth(tmp_path))
    assert {document.kind for case in cases for document in case.truth.documents} <= {
        "so_theo_doi",
        "to_khai",
    }
    assert [case.truth.file.rpartition(".")[0] for case in cases] == [scan.file for scan in few]
