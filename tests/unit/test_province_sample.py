import csv
import hashlib
from collections import Counter
from itertools import groupby

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageSequence

from digitize.errors import Conflict, InputError, SetupError
from digitize.evaluation.cer import score_reading
from digitize.model.codec import from_json, to_json
from digitize.model.match import Role
from digitize.model.truth import Face, TruthFile
from digitize.model.vocabulary import vocabulary
from digitize.ocr.barcodes import barcodes
from digitize.ocr.engines.onnx import OnnxEngine
from digitize.pipeline.register_files import open_tables
from digitize.province import fonts
from digitize.province.binder import SEPARATOR
from digitize.province.plan import Oddity, plan_scans
from digitize.province.profile import Profile
from digitize.province.province import province_of
from digitize.province.sample import make_sample

ALWAYS = tuple(Oddity)[:6]


@pytest.fixture(scope="module", params=[Profile.CLEAN, Profile.OFFICE])
def sample(tmp_path_factory, request):
    out = tmp_path_factory.mktemp("province") / "sample"
    make_sample(out, dossiers=50, papers=36, seed=3, profile=request.param, as_json=True)
    return out


@pytest.fixture(scope="module")
def truth(sample):
    lines = (sample / "truth.jsonl").read_text("utf-8").splitlines()
    files = [from_json(TruthFile, line) for line in lines]
    assert [to_json(file) for file in files] == lines
    return files


@pytest.fixture(scope="module")
def documents(truth):
    return [(file, document, values(document)) for file in truth for document in file.documents]


def values(document):
    return {item.field: item.value for item in document.fields}


def text_of(file, document):
    """Return what stands on a paper."""
    pages = [file.pages[frame] for frame in document.frames]
    return "\n".join(line.text for page in pages for line in page.lines)


def frames(path):
    """Return the images of a file as they are stored."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            return [
                pikepdf.PdfImage(next(iter(page.get_images().values()))).as_pil_image().convert("RGB")
                for page in pdf.pages
            ]
    with Image.open(path) as image:
        return [frame.convert("RGB") for frame in ImageSequence.Iterator(image)]


def upright(image, page):
    """Return a frame laid upright by the truth's own map, grey."""
    to = page.to_scan
    matrix = np.array([[to.a, to.b, to.c], [to.d, to.e, to.f]])
    grey = np.asarray(image.convert("L"))
    return cv2.warpAffine(grey, matrix, page.size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)


def _rows(sample, name):
    with (sample / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_truth_names_every_scan_once_in_the_words_of_the_vocabulary(sample, truth, documents):
    files = {str(path.relative_to(sample / "scans")) for path in (sample / "scans").rglob("*.*")}
    assert sorted(files) == sorted(file.file for file in truth)
    assert len(documents) == 36
    assert len({document.kind for _, document, _ in documents}) >= 6
    for file, document, fields in documents:
        assert document.kind in vocabulary().kinds
        assert fields.keys() <= vocabulary().fields.keys()
        assert text_of(file, document)


def test_the_documents_of_a_file_part_what_was_written_on(truth):
    for file in truth:
        assert [page.frame for page in file.pages] == list(range(len(file.pages)))
        held = [frame for document in file.documents for frame in document.frames]
        assert held == sorted(set(held))
        for page in file.pages:
            assert (page.frame in held) == (page.face in {Face.PAPER, Face.BLANK})
            assert bool(page.lines) == (page.face in {Face.PAPER, Face.SEPARATOR})


def test_truth_agrees_with_the_register(sample, documents):
    dossiers = {row["ma_ho_so"]: row for row in _rows(sample, "register")}
    components = {(row["ma_ho_so"], row["ma_thanh_phan"]) for row in _rows(sample, "components")}
    results = {(row["ma_ho_so"], row["ma_ket_qua"]): row for row in _rows(sample, "results")}
    assert len(dossiers) == 50
    for _, document, fields in documents:
        if document.dossier is None:
            assert fields.get("ma_ho_so") not in dossiers
            continue
        dossier, place = dossiers[document.dossier], (document.dossier, document.component)
        assert fields.get("ho_ten", dossier["chu_ho_so"]) == dossier["chu_ho_so"]
        assert fields.get("ma_ho_so", document.dossier) == document.dossier
        if document.role == Role.INPUT:
            assert place in components
        elif document.role == Role.RESULT:
            assert results[place]["so_ky_hieu"] == fields.get("so_ky_hieu", "")
            assert results[place]["ngay_ban_hanh"] == fields["ngay_ban_hanh"]
        else:
            assert document.component is None


def test_the_register_as_json_says_the_same(sample):
    rows = list(open_tables(sample / "register.jsonl").register)
    found = {"register": [row.cells for row in rows]}
    for name in ("components", "results"):
        found[name] = [part.cells for row in rows for part in row.nested[name]]
    for name, table in found.items():
        assert [{key: str(cell) for key, cell in row.items()} for row in table] == _rows(sample, name)


def test_numbers_in_the_truth_stand_on_the_paper(documents):
    for file, document, fields in documents:
        text = text_of(file, document)
        for name in (
            "ma_ho_so",
            "so_cccd",
            "so_cmnd",
            "so_dien_thoai",
            "so_vao_so",
            "so_phat_hanh",
            "quyen_so",
        ):
            assert fields.get(name, "") in text
        assert fields.get("so_ky_hieu", "") in text.replace(" ", "")
        assert fields.get("ho_ten", "").casefold() in " ".join(text.casefold().split())


def test_each_value_stands_in_the_lines_of_its_places(documents):
    for file, document, _ in documents:
        for item in document.fields:
            assert item.places, item
            for place in item.places:
                assert place.frame in document.frames
                lines = [line for line in file.pages[place.frame].lines if line.box.intersection(place.box)]
                assert lines
                if item.hand:
                    continue
                assert (
                    not any(run.box.intersection(place.box) for line in lines for run in line.hand)
                    or item.hand
                )


def test_each_oddity_occurs(sample, documents):
    odd = Counter(document.oddity for _, document, _ in documents)
    assert {oddity: odd[oddity] for oddity in ALWAYS} == dict.fromkeys(ALWAYS, 1)
    (again,) = [(file, document) for file, document, _ in documents if document.oddity == Oddity.RESCAN]
    twins = [file for file, document, _ in documents if text_of(file, document) == text_of(*again)]
    assert len(twins) == 2
    first, second = ((sample / "scans" / file.file).read_bytes() for file in twins)
    assert first != second
    (foreign,) = [fields for _, document, fields in documents if document.oddity == Oddity.FOREIGN]
    assert foreign["ma_ho_so"].startswith("H47.")


def test_files_are_what_scanners_make(sample, truth):
    forms = Counter()
    for file in truth:
        path = sample / "scans" / file.file
        forms[path.suffix] += 1
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                assert len(pdf.pages) == len(file.pages)
                for page, known in zip(pdf.pages, file.pages, strict=True):
                    (image,) = page.get_images().values()
                    (form,) = image.Filter if isinstance(image.Filter, pikepdf.Array) else (image.Filter,)
                    assert str(form) in {"/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode"}
                    inches = float(page.mediabox[2] - page.mediabox[0]) / 72
                    assert image.Width / inches == pytest.approx(known.dpi, rel=0.01)
            continue
        with Image.open(path) as image:
            assert getattr(image, "n_frames", 1) == len(file.pages)
            assert tuple(map(round, image.info["dpi"])) == (file.pages[0].dpi,) * 2
            if path.suffix == ".tif":
                assert (image.mode, image.info["compression"]) == ("1", "group4")
    assert min(forms[".jpg"], forms[".pdf"]) >= 1


def test_boxes_lie_on_the_ink_of_the_scan(sample, truth):
    pages = 0
    for file in truth:
        if any(document.oddity == Oddity.ILLEGIBLE for document in file.documents):
            continue
        for image, page in zip(frames(sample / "scans" / file.file), file.pages, strict=True):
            inside, around = ink(upright(image, page), [line.box for line in page.lines])
            assert all(inside), (file.file, page.frame)
            assert around <= 0.1 * sum(inside), (file.file, page.frame)
            pages += bool(page.lines)
    assert pages >= 35


def ink(grey, boxes):
    """Return how much ink is in each box, and how much is close above and below boxes but in none of them."""
    dark = grey < np.median(grey) - 60
    stray = dark.copy()
    for box in boxes:
        stray[box.top : box.bottom, box.left : box.right] = False
    around = 0
    for box in boxes:
        edge = box.height // 5
        around += stray[max(0, box.top - edge) : box.bottom + edge, box.left : box.right].sum()
    return [dark[box.top : box.bottom, box.left : box.right].sum() for box in boxes], around


def test_the_illegible_scan_has_hardly_any_ink(sample, documents):
    (found,) = [(file, document) for file, document, _ in documents if document.oddity == Oddity.ILLEGIBLE]
    file, document = found
    image = frames(sample / "scans" / file.file)[document.frames[0]]
    page = file.pages[document.frames[0]]
    grey = upright(image, page)
    inks = [
        np.median(grey) - grey[line.box.top : line.box.bottom, line.box.left : line.box.right].mean()
        for line in page.lines
    ]
    assert np.median(inks) < 12


def test_a_printed_barcode_can_be_read(sample, truth):
    wanted = read = 0
    for file in truth:
        codes = {
            values(document).get("ma_ho_so") for document in file.documents if document.role == Role.PROCESS
        }
        for image, page in zip(frames(sample / "scans" / file.file), file.pages, strict=True):
            assert {code.text for code in page.barcodes} == {SEPARATOR} or page.face is not Face.SEPARATOR
            grey = upright(image, page)
            found = {code.text for code in barcodes(grey)} if page.barcodes else set()
            wanted += len(page.barcodes)
            read += sum(code.text in found for code in page.barcodes)
            if (
                page.face is Face.PAPER
                and len(file.documents) == 1
                and file.documents[0].role == Role.PROCESS
            ):
                assert {code.text for code in page.barcodes} <= codes
    assert read >= 0.8 * wanted


@pytest.mark.slow
def test_a_scan_is_read_with_few_errors(sample, documents):
    file, document = next(
        (file, document)
        for file, document, _ in documents
        if document.role == Role.RESULT and len(file.pages) == 1 and not document.oddity
    )
    grey = np.asarray(frames(sample / "scans" / file.file)[0].convert("L"))
    blocks = OnnxEngine().read(grey, file.pages[0].dpi)
    read = "\n".join(line.text for block in blocks for line in block.lines)
    assert score_reading(read, text_of(file, document)).cer < 0.05


@pytest.mark.parametrize(("profile", "bundled"), [("clean", 0.0), ("office", 0.25), ("hard", 0.45)])
def test_papers_are_piled_as_their_profile_says(profile, bundled):
    scans = plan_scans(province_of(5, 900), 1200, 5, Profile(profile))
    papers = [filed for item in scans for filed in item.papers]
    assert len(papers) == 1200
    together = sum(len(item.papers) for item in scans if len(item.papers) > 1) / len(papers)
    assert together == pytest.approx(bundled, abs=0.08)
    assert max(len(item.papers) for item in scans) == (6 if bundled else 1)
    assert any(item.separated for item in scans) == any(item.duplex for item in scans) == (bundled > 0)
    silent = sum(not filed.paper.shows_code for filed in papers) / len(papers)
    assert silent >= (0.4 if profile == "clean" else 0.5)
    odd = Counter(filed.oddity for filed in papers)
    assert odd.keys() - {None} == set(ALWAYS if profile == "clean" else Oddity)
    assert odd[None] >= 0.7 * len(papers)


def test_dossiers_have_several_papers_and_miss_some():
    scans = plan_scans(province_of(5, 400), 400, 5, Profile.OFFICE)
    papers = Counter(filed.paper.case.code for item in scans for filed in item.papers if filed.dossier)
    sizes = Counter(papers.values())
    assert min(sizes[size] for size in range(1, 7)) > 0
    assert 3 < sum(papers.values()) / len(papers) < 5
    kinds = {
        (filed.paper.case.code, filed.paper.kind)
        for item in scans
        for filed in item.papers
        if filed.oddity != Oddity.RESCAN and filed.dossier
    }
    assert len(kinds) == sum(
        1 for item in scans for filed in item.papers if filed.oddity != Oddity.RESCAN and filed.dossier
    )


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


def test_a_folder_is_scanned_paper_by_paper_and_some_papers_lie_in_another():
    scans = plan_scans(province_of(5, 400), 600, 5, Profile.OFFICE)
    pile = [
        filed for item in scans for filed in item.papers if filed.dossier and filed.oddity != Oddity.RESCAN
    ]
    folders = [code for code, _ in groupby(filed.dossier for filed in pile)]
    back = len(folders) - len(set(folders))
    assert 0 < back <= 0.06 * len(pile)


def test_the_receipt_lies_on_top_of_its_folder():
    scans = plan_scans(province_of(5, 400), 600, 5, Profile.OFFICE)
    pile = [
        filed for item in scans for filed in item.papers if filed.dossier and filed.oddity != Oddity.RESCAN
    ]
    order = [
        [filed.slot.role for filed in folder] for _, folder in groupby(pile, key=lambda filed: filed.dossier)
    ]
    ranks = {role: rank for rank, role in enumerate((Role.PROCESS, Role.INPUT, Role.RESULT))}
    sorted_ones = sum(roles == sorted(roles, key=ranks.__getitem__) for roles in order)
    assert sorted_ones == len(order)
