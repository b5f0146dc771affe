"""`digitize evaluate` on real pages: readers side by side, and the figures that all published ones were counted with."""

import json
import shutil

import pytest

from tests.acceptance.conftest import lines
from tests.acceptance.test_real_pages import scan_of, scorer

pytestmark = pytest.mark.slow

PAGES = ("nd30_photo", "qn_qd138_p2", "bvbn_cv6191")


@pytest.fixture
def folder(shared, tmp_path):
    """Three of the real pages."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for stem in PAGES:
        for path in (shared / "data" / "real").glob(f"{stem}.*"):
            shutil.copy(path, pages)
    return pages


def test_readers_stand_side_by_side_and_agree_with_the_scoring_tool(shared, folder, digitize, tmp_path):
    report = tmp_path / "report.html"
    (result,) = lines(digitize("evaluate", folder, "--json", "--report", report))
    *_, ours, _ = result["readings"]
    assert [reading["reader"] for reading in result["readings"]] == ["plain", "tesseract", "ours", "both"]
    assert {reading["text"]["pages"] for reading in result["readings"]} == {len(PAGES)}
    score = scorer(shared)
    for stem in PAGES:
        scan = scan_of(folder, stem)
        (page,) = lines(digitize("read", scan, "--json"))
        other = score.score(page["text"], (folder / f"{stem}.gt.txt").read_text("utf-8"))
        (row,) = [row for row in ours["pages"] if row["file"] == scan.name]
        assert (row["cer"], row["folded_cer"]) == (other["cer"], other["folded_cer"])
    assert "chỉ lưu tại chỗ" in report.read_text("utf-8")
    assert not (tmp_path / "data").exists()


def test_a_reader_is_chosen_by_name(folder, digitize):
    (result,) = lines(digitize("evaluate", folder, "--engine", "plain", "--json"))
    assert [reading["reader"] for reading in result["readings"]] == ["plain"]
    unknown = digitize("evaluate", folder, "--engine", "none", check=False)
    assert unknown.returncode == 2
    assert "Traceback" not in unknown.stderr
    shown = digitize("evaluate", folder, "--engine", "plain").stdout
    assert "Tesseract trần" in shown
    assert "nd30_photo.jpg" in shown


def test_kept_readings_are_read_once_and_score_alike(digitize, tmp_path):
    sample, kept = tmp_path / "sample", tmp_path / "kept"
    digitize("sample", sample, "--dossiers", 12, "--papers", 4, "--seed", 5)
    told = ("evaluate", sample, "--readings", kept, "--engine", "ours", "--json")
    (first,), (again,) = (lines(digitize(*told)) for _ in range(2))
    assert len(list(kept.rglob("*.zst"))) == len((sample / "truth.jsonl").read_text("utf-8").splitlines())
    fresh, stored = ({**one["readings"][0], "seconds_a_page": None} for one in (first, again))
    assert fresh == stored
    assert first["readings"][0]["seconds_a_page"]
    assert again["readings"][0]["seconds_a_page"] is None
    assert fresh["by_form"]["name"]["printed"]["recall"]["of"]
    several = digitize(*told, "--engine", "plain", check=False)
    assert (several.returncode, "Traceback" in several.stderr) == (2, False)


def test_what_a_data_folder_did_is_scored_without_reading_again(digitize, tmp_path):
    sample = tmp_path / "sample"
    digitize("sample", sample, "--dossiers", 12, "--papers", 8, "--seed", 5)
    digitize("dossiers", "import", sample / "register.csv")
    digitize("add", sample / "scans", "--station", "t")
    digitize("work", "--burst", timeout=600)
    (result,) = lines(digitize("evaluate", sample, "--json"))
    assert result["papers"] == 8
    assert result["right"] + len(result["wrong"]) + sum(count for _, count in result["waiting"]) == 8
    assert result["precision_at_least"] == result["precision"]["at_least"]
    (stored,) = result["readings"]
    (again,) = lines(digitize("evaluate", sample, "--engine", "ours", "--json"))
    fresh = again["readings"][1]
    assert (stored["reader"], fresh["reader"]) == ("data", "ours")
    for part in ("text", "fields", "kinds", "split", "calibration", "pages"):
        assert stored[part] == fresh[part], part
    assert json.dumps(result["waiting"]) == json.dumps(again["waiting"])
