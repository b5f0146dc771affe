import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from digitize.errors import NotFound
from digitize.evaluation.bounds import share_of
from digitize.evaluation.calibration import BINS, Calibration, calibration
from digitize.evaluation.crops import crop
from digitize.evaluation.figures import NONE, bounded, page_table, percent, sections, table
from digitize.evaluation.plots import CER_EDGES, Series, cer_histogram, precision_by_threshold, reliability
from digitize.evaluation.report import Measured, render, write_report
from digitize.evaluation.score import judged_words, score_file
from digitize.evaluation.summary import summarize
from digitize.evaluation.trip import score_trip
from digitize.model.codec import to_json
from digitize.model.geometry import Box
from tests.factories.pages import HEIGHT, WIDTH
from tests.factories.truth import found, make_case, make_reading, paper, read_page, truth_page

NAME = "Nguyễn <b>Văn</b> An"


@pytest.fixture
def cases(tmp_path):
    """Two files: one is read with an error and taken for another kind, one is read right."""
    (tmp_path / "scans" / "lo-01").mkdir(parents=True)
    made = [
        make_case(
            truth_page("Số: 12/QĐ", NAME), papers=(paper("quyet_dinh", 0, ho_ten=NAME),), file="lo-01/1.png"
        ),
        make_case(
            truth_page("Kính gửi: Sở", frame=0),
            papers=(paper("to_khai", 0),),
            file="lo-01/2.png",
            profile="hard",
        ),
    ]
    cases = [replace(case, path=tmp_path / "scans" / case.truth.file) for case in made]
    for case in cases:
        Image.fromarray(np.full((HEIGHT, WIDTH), 250, np.uint8)).save(case.path)
    return cases


@pytest.fixture
def scores(cases):
    first = make_reading(read_page("Số: l2/QĐ", NAME), papers=(found("cong_van", 0, ho_ten=NAME),))
    second = make_reading(read_page("Kính gửi: Sở"), papers=(found("to_khai", 0),))
    return [score_file(case, reading) for case, reading in zip(cases, (first, second), strict=True)]


def test_a_summary_adds_up_what_the_files_say(scores):
    summary = summarize("tesseract", scores)
    assert (summary.files, summary.papers, summary.text.pages) == (2, 2, 2)
    assert summary.text.cer == pytest.approx(1 / summary.text.characters)
    assert summary.prose.pages == summary.forms.pages == 1
    assert summary.forms.cer == 0.0
    assert (summary.kinds.right, summary.kinds.of, summary.confusions[0].found) == (1, 2, "cong_van")
    assert summary.by_field["ho_ten"].recall.share == 1.0
    assert [row.name for row in summary.by_profile] == ["hard", "office"]
    assert [row.name for row in summary.by_kind] == ["quyet_dinh", "to_khai"]
    words = summary.calibration["words"]
    assert (words.answers, words.right) == (8, 7)


def test_the_json_of_a_summary_holds_figures_and_no_values_of_papers(scores):
    plain = json.loads(to_json(summarize("tesseract", scores)))
    assert plain["fields"]["recall"]["share"] == 1.0
    assert [len(plain["calibration"][answers]["bins"]) for answers in ("words", "fields", "kinds")] == [
        BINS
    ] * 3
    assert "Nguyễn" not in to_json(plain)


def test_a_page_of_no_paper_is_neither_prose_nor_a_form():
    case = make_case(
        truth_page("TỜ PHÂN CÁCH"), truth_page("Số: 12", frame=1), papers=(paper("cong_van", 1),)
    )
    score = score_file(case, make_reading(read_page("TỜ"), read_page("Số: 12")))
    summary = summarize("tesseract", [score])
    assert (summary.text.pages, summary.prose.pages, summary.forms.pages) == (2, 1, 0)
    assert (summary.prose.cer, [row.name for row in summary.by_kind]) == (0.0, ["cong_van"])


def test_a_summary_of_nothing_claims_nothing():
    summary = summarize("tesseract", [])
    assert (summary.text.pages, summary.kinds.share, summary.fields.recall.share) == (0, None, None)
    assert (summary.by_kind, summary.pages, summary.seconds_a_page) == ((), (), None)
    assert summary.calibration["words"].ece is None
    assert table([summary])
    assert "NaN" not in to_json(summary)


def test_words_are_right_as_often_as_they_stand_on_the_page():
    page = read_page("ngày ngày tháng", confidence=0.8)
    assert list(judged_words(page, "ngày tháng năm")) == [(0.8, True), (0.8, False), (0.8, True)]


def test_tables_put_readers_side_by_side(scores):
    summaries = [summarize("plain", scores[:1]), summarize("tesseract", scores)]
    lines = table(summaries)
    assert lines[0].split("  ")[-1] == "Tesseract, ảnh đã xử lý"
    assert any(line.startswith("  CER ") and line.count("%") == 2 for line in lines)
    assert [line.split()[0] for line in page_table(summaries, 5)[1:]] == ["lo-01/1.png", "lo-01/2.png"]
    shown = {row.label for section in sections(summaries) for row in section.figures}
    assert "CER" in shown
    assert "Tách đúng" not in shown


def test_numbers_are_written_as_people_here_write_them():
    assert (percent(0.02459), percent(None)) == ("2,46 %", NONE)
    assert bounded(share_of(21, 21)) == "100,0 % (21/21), 95 %: 83,9 % – 100,0 %"
    assert bounded(share_of(0, 0)) == NONE


class _Checker(HTMLParser):
    """Notes which elements stand open, and every address from which something would be loaded."""

    def __init__(self):
        super().__init__()
        self.open, self.loads = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in {"meta", "img", "br", "link"}:
            self.open.append(tag)
        self.loads += [value for name, value in attrs if name in {"src", "href"}]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_report_is_one_whole_file_that_loads_nothing(cases, scores, tmp_path):
    trip = score_trip([case.truth for case in cases], {})
    measured = Measured.of("mau", cases, {"plain": scores, "tesseract": scores}, trip)
    write_report(tmp_path / "report.html", measured, lambda code: f"lý do {code}")
    text = (tmp_path / "report.html").read_text("utf-8")
    checker = _Checker()
    checker.feed(text)
    assert checker.open == []
    assert checker.loads
    assert all(address.startswith("data:image/jpeg") for address in checker.loads)
    assert "lý do no_outcome" in text
    assert "giấy tờ thật" not in text
    # What was read from a paper is shown, and is no markup.
    assert "<b>Văn</b>" not in text
    assert "lo-01/1.png, trang 1" in text
    assert "lo-01/2.png, trang 1" not in text


def test_the_report_on_real_pages_says_that_it_is_private(cases, scores):
    real = [replace(case, truth=replace(case.truth, profile="real")) for case in cases]
    text = render(Measured.of("thật", real, {"tesseract": scores}, None), str)
    assert "chỉ lưu tại chỗ" in text


def test_the_report_of_a_reading_without_errors_shows_no_page(cases, scores):
    text = render(Measured.of("mau", cases[1:], {"tesseract": scores[1:]}, None), str)
    assert "Không có trang nào đọc sai." in text


def test_a_report_goes_into_a_folder_that_exists(cases, scores, tmp_path):
    with pytest.raises(NotFound):
        write_report(tmp_path / "no" / "x.html", Measured.of("mau", cases, {"plain": scores}, None), str)


def _shapes(svg, tag):
    return ET.fromstring(svg).iter(tag)


def test_plots_are_whole_and_draw_what_there_is():
    some = Series("first", calibration([(0.2, False), (0.95, True), (0.97, True)]))
    none = Series("second", Calibration())
    assert len(list(_shapes(reliability([some, none]), "circle"))) == 2
    dashed = [
        line for line in _shapes(precision_by_threshold([some]), "polyline") if "dashed" in line.get("class")
    ]
    assert len(dashed) == 1
    bars = list(_shapes(cer_histogram([("first", [0.0, 0.005, 0.5]), ("second", [])]), "rect"))
    heights = [float(bar.get("height")) for bar in bars]
    assert len(bars) == 2 * len(CER_EDGES)
    assert heights[0] == 2 * heights[len(CER_EDGES) - 1] > 0
    assert sum(height > 0 for height in heights) == 2


@pytest.mark.parametrize("points", [1, 5000])
def test_a_curve_is_thinned_but_keeps_its_ends(points):
    marks = calibration((number / points, number % 3 > 0) for number in range(points))
    (line, _) = _shapes(precision_by_threshold([Series("first", marks)]), "polyline")
    xs = [float(x) for x in re.findall(r"([\d.]+),", line.get("points"))]
    assert 1 <= len(xs) <= 801
    assert xs == sorted(xs, reverse=True)


def test_a_crop_off_the_page_is_none():
    pixels = np.full((40, 60), 255, np.uint8)
    assert crop(pixels, Box(10, 10, 30, 20), 90, 100).startswith("data:image/jpeg")
    assert crop(pixels, Box(70, 10, 90, 20), 0, 100) is None
    assert crop(pixels, Box(-30, -30, -5, -5), 0, 100) is None
