import csv
import hashlib
import json
import shutil
import subprocess
from collections import Counter

import numpy as np
import pikepdf
import pytest
import zxingcpp
from PIL import Image

from digitize.errors import Conflict, InputError, SetupError
from digitize.evaluation.cer import score_reading
from digitize.model.match import Role
from digitize.model.vocabulary import vocabulary
from digitize.province import fonts
from digitize.province.plan import Oddity
from digitize.province.sample import make_sample


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    out = tmp_path_factory.mktemp("province") / "sample"
    make_sample(out, dossiers=50, papers=36, seed=3)
    return out


@pytest.fixture(scope="module")
def truth(sample):
    return [json.loads(line) for line in (sample / "truth.jsonl").read_text("utf-8").splitlines()]


def _rows(sample, name):
    with (sample / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_truth_names_every_scan_once_in_the_words_of_the_vocabulary(sample, truth):
    files = {str(path.relative_to(sample / "scans")) for path in (sample / "scans").rglob("*.*")}
    assert sorted(files) == sorted(row["file"] for row in truth)
    assert len(truth) == 36
    assert len({row["kind"] for row in truth}) >= 8
    for row in truth:
        assert row["role"] == vocabulary().kinds[row["kind"]].role
        assert row["fields"].keys() <= vocabulary().fields.keys()
        assert row["text"]


def test_truth_agrees_with_the_register(sample, truth):
    dossiers = {row["ma_ho_so"]: row for row in _rows(sample, "register")}
    components = {(row["ma_ho_so"], row["ma_thanh_phan"]) for row in _rows(sample, "components")}
    results = {(row["ma_ho_so"], row["ma_ket_qua"]): row for row in _rows(sample, "results")}
    assert len(dossiers) == 50
    for row in truth:
        if row["dossier"] is None:
            assert row["fields"]["ma_ho_so"] not in dossiers
            continue
        dossier, place = dossiers[row["dossier"]], (row["dossier"], row["component"])
        assert row["fields"]["ho_ten"] == dossier["chu_ho_so"]
        assert row["fields"].get("ma_ho_so", row["dossier"]) == row["dossier"]
        if row["role"] == Role.INPUT:
            assert place in components
        elif row["role"] == Role.RESULT:
            assert results[place]["so_ky_hieu"] == row["fields"]["so_ky_hieu"]
            assert results[place]["ngay_ban_hanh"] == row["fields"]["ngay_ban_hanh"]
        else:
            assert row["component"] is None


def test_about_half_of_the_papers_carry_the_code(truth):
    assert 0.4 <= sum("ma_ho_so" in row["fields"] for row in truth) / len(truth) <= 0.7
    assert len({row["dossier"] for row in truth} - {None}) >= 20


def test_numbers_in_the_truth_stand_on_the_paper(truth):
    for row in truth:
        text = " ".join(row["text"])
        for name in (
            "ma_ho_so",
            "so_ky_hieu",
            "so_cccd",
            "so_cmnd",
            "so_dien_thoai",
            "so_vao_so",
            "so_phat_hanh",
            "quyen_so",
        ):
            assert row["fields"].get(name, "") in text
        assert row["fields"]["ho_ten"].casefold() in text.casefold()


def test_each_oddity_occurs_once(sample, truth):
    odd = Counter(row["oddity"] for row in truth)
    assert {oddity: odd[oddity] for oddity in Oddity} == dict.fromkeys(Oddity, 1)
    (again,) = [row for row in truth if row["oddity"] == Oddity.RESCAN]
    twins = [row for row in truth if row["text"] == again["text"]]
    assert len(twins) == 2
    first, second = ((sample / "scans" / row["file"]).read_bytes() for row in twins)
    assert first != second
    (foreign,) = [row for row in truth if row["oddity"] == Oddity.FOREIGN]
    assert foreign["fields"]["ma_ho_so"].startswith("H47.")


def test_files_are_what_scanners_make(sample, truth):
    forms = Counter()
    for row in truth:
        path = sample / "scans" / row["file"]
        forms[path.suffix] += 1
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                images = [image for page in pdf.pages for image in page.get_images().values()]
                assert [image.Filter for image in images] == ["/DCTDecode"] * len(pdf.pages)
                forms["pages"] += len(pdf.pages)
            continue
        with Image.open(path) as image:
            assert image.size == (1654, 2339)
            assert tuple(map(round, image.info["dpi"])) == (200, 200)
            if path.suffix == ".tif":
                assert (image.mode, image.info["compression"]) == ("1", "group4")
    assert min(forms[".jpg"], forms[".tif"], forms[".pdf"]) >= 1
    assert forms["pages"] > forms[".pdf"]


def test_the_illegible_scan_has_hardly_any_ink_and_the_others_do(sample, truth):
    for row in truth:
        if row["file"].endswith(".jpg"):
            with Image.open(sample / "scans" / row["file"]) as image:
                grey = np.asarray(image.convert("L"))
            assert (grey.min() > 120) == (row["oddity"] == Oddity.ILLEGIBLE)


def test_a_printed_barcode_can_be_read(sample, truth):
    found = set()
    for row in truth:
        if row["kind"] in {"giay_tiep_nhan", "phieu_bo_sung"} and row["file"].endswith(".jpg"):
            with Image.open(sample / "scans" / row["file"]) as image:
                codes = {code.text for code in zxingcpp.read_barcodes(image)}
            assert codes <= {row["fields"].get("ma_ho_so")}
            found |= codes
    assert found


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_tesseract_reads_a_scan_with_few_errors(sample, truth, monkeypatch):
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")
    row = next(
        row for row in truth if row["file"].endswith(".jpg") and row["role"] == "input" and not row["oddity"]
    )
    command = ("tesseract", str(sample / "scans" / row["file"]), "-", "-l", "vie")
    read = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout
    assert score_reading(read, "\n".join(row["text"])).cer < 0.06


def test_same_arguments_same_bytes_in_one_process_or_many(tmp_path, monkeypatch):
    for name in ("one", "many"):
        make_sample(tmp_path / name, dossiers=6, papers=4, seed=9)
        monkeypatch.setattr("digitize.province.sample._WORTH_A_POOL", 1)
    assert _digests(tmp_path / "one") == _digests(tmp_path / "many")
    make_sample(tmp_path / "other", dossiers=6, papers=4, seed=10)
    assert _digests(tmp_path / "one") != _digests(tmp_path / "other")


def test_one_dossier_and_one_paper_make_a_sample(tmp_path):
    make_sample(tmp_path, dossiers=1, papers=1, seed=1)
    assert len((tmp_path / "truth.jsonl").read_text("utf-8").splitlines()) == 1


@pytest.mark.parametrize(("dossiers", "papers"), [(0, 1), (1, 0), (2, 40)])
def test_impossible_numbers_are_refused_and_leave_nothing(tmp_path, dossiers, papers):
    with pytest.raises(InputError):
        make_sample(tmp_path / "out", dossiers=dossiers, papers=papers, seed=1)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(Conflict):
        make_sample(tmp_path, dossiers=2, papers=1, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_missing_font_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "_FAMILIES", (str(tmp_path / "Nothing"),))
    fonts.family.cache_clear()
    with pytest.raises(SetupError, match="fonts-croscore"):
        make_sample(tmp_path / "out", dossiers=2, papers=1, seed=1)
    fonts.family.cache_clear()
