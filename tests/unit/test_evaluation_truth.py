import json
from dataclasses import replace

import pytest

from digitize.errors import InputError, NotFound
from digitize.evaluation.truth import REAL, UNKNOWN, is_sample, read_truth
from digitize.model.codec import to_json
from digitize.model.truth import Face, TruthFile
from digitize.province.plan import Oddity
from tests.factories.truth import paper, truth_page


def _sample(folder, *files):
    (folder / "truth.jsonl").write_text("".join(to_json(file) + "\n" for file in files), encoding="utf-8")


def _real(folder, name, text="chữ", scan=".jpg", **values):
    (folder / f"{name}.gt.txt").write_text(text, encoding="utf-8")
    (folder / f"{name}{scan}").write_bytes(b"scan")
    if values:
        (folder / f"{name}.fields.json").write_text(json.dumps(values), encoding="utf-8")


def test_a_sample_is_read_back_as_it_was_written(tmp_path):
    one = TruthFile("lo-01/1.jpg", "office", (truth_page("chữ"),), (paper("to_khai", 0, ho_ten="Lê An"),))
    two = TruthFile("lo-01/2.jpg", "hard", (truth_page("số"),), (paper("cong_van", 0, so_ky_hieu="1/UB"),))
    _sample(tmp_path, one, two)
    cases = read_truth(tmp_path)
    assert is_sample(tmp_path)
    assert [case.truth for case in cases] == [one, two]
    assert cases[0].path == tmp_path / "scans" / "lo-01" / "1.jpg"
    assert {case.asked for case in cases} == {frozenset({"ho_ten", "so_ky_hieu"})}


@pytest.mark.parametrize("line", ["{", "[]", "{}", '"x"', '{"file": "a.jpg", "dossier": null}', "null"])
def test_a_broken_truth_is_refused_by_line(tmp_path, line):
    _sample(tmp_path, TruthFile("a.jpg", "office", (), ()))
    with (tmp_path / "truth.jsonl").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(InputError) as error:
        read_truth(tmp_path)
    assert error.value.details == {"line": 2}


def test_a_real_page_is_its_transcript_and_its_values(tmp_path):
    _real(
        tmp_path,
        "cv",
        "ỦY BAN\n\n Số: 04 /UB \n",
        loai_van_ban="Công văn",
        so_ky_hieu="04/UB",
        do_khan=None,
        _meta={"page": 1},
    )
    (case,) = read_truth(tmp_path)
    assert not is_sample(tmp_path)
    assert (case.path.name, case.truth.profile) == ("cv.jpg", REAL)
    (page,) = case.truth.pages
    assert [line.text for line in page.lines] == ["ỦY BAN", "Số: 04 /UB"]
    (document,) = case.truth.documents
    assert document.kind == "cong_van"
    assert {value.field: value.value for value in document.fields} == {
        "loai_van_ban": "Công văn",
        "so_ky_hieu": "04/UB",
    }
    assert case.asked == {"loai_van_ban", "so_ky_hieu", "do_khan"}


def test_pages_of_a_transcript_are_parted_by_form_feeds(tmp_path):
    _real(tmp_path, "two", "một\n\fhai\n", scan=".pdf")
    (case,) = read_truth(tmp_path)
    assert [page.lines[0].text for page in case.truth.pages] == ["một", "hai"]
    assert case.truth.documents[0].frames == (0, 1)
    assert (case.truth.documents[0].kind, case.asked) == (UNKNOWN, frozenset())


def test_what_is_missing_is_said(tmp_path):
    with pytest.raises(NotFound):
        read_truth(tmp_path / "none")
    with pytest.raises(InputError):
        read_truth(tmp_path)
    (tmp_path / "x.gt.txt").write_text("chữ")
    with pytest.raises(NotFound):
        read_truth(tmp_path)
    _real(tmp_path, "x")
    (tmp_path / "x.fields.json").write_text("[]")
    with pytest.raises(InputError):
        read_truth(tmp_path)


def test_pages_of_illegible_papers_and_of_none_are_not_legible(tmp_path):
    pages = [replace(truth_page("chữ"), frame=frame) for frame in range(4)]
    pages[2] = replace(pages[2], face=Face.SEPARATOR)
    pages[3] = replace(pages[3], lines=())
    lost = replace(paper("to_khai", 1), oddity=Oddity.ILLEGIBLE)
    _sample(tmp_path, TruthFile("1.jpg", "office", tuple(pages), (paper("cong_van", 0, 3), lost)))
    (case,) = read_truth(tmp_path)
    assert case.frames_of(Oddity.ILLEGIBLE) == {1}
    assert case.frames_of(Oddity.SECRET) == frozenset()
    assert [page.frame for page in case.legible_pages()] == [0]
