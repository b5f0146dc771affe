from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.evaluation.fields import (
    FieldScore,
    Verdict,
    field_figures,
    macro_f1,
    normal_form,
    required,
    score_fields,
)
from digitize.evaluation.papers import paired
from digitize.evaluation.score import CodeScore, SecrecyScore, score_file
from digitize.model.geometry import Affine, Box
from digitize.model.ocr import Barcode
from digitize.model.truth import Place, TruthBarcode, TruthDocument, TruthValue
from tests.factories.truth import found, make_case, make_reading, paper, placed, read_page, seen, truth_page

WHERE = Box(300, 300, 600, 330)


def _scores(case, reading):
    return score_fields(case.truth, case.asked, paired(case.truth.documents, reading.papers), reading)


@pytest.mark.parametrize(
    ("form", "one", "same"),
    [
        ("text", "Về việc : Giao quyền, sử dụng đất", "VỀ VIỆC: giao quyền sử dụng đất."),
        ("text", "82,5 m²", "82,5 m2"),
        ("name", "Nguyễn Thị Hoà", "NGUYỄN THỊ HÒA"),
        ("symbol", "04 /QĐ–BCĐ138", "04/QĐ-BCĐ138"),
        ("number", "015", "15"),
        ("number", "0", "00"),
        ("phone", "0912 345.678", "0912345678"),
        ("cccd", "074 072 822286", "074072822286"),
    ],
)
def test_values_are_the_same_in_normal_form(form, one, same):
    assert normal_form(one, form) == normal_form(same, form) != ""


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        ("text", "Hỏa tốc", "Hoả tóc"),
        ("symbol", "22/TTr-UBND", "22/TTR-UBND"),
        ("date", "2021-03-05", "2021-05-03"),
        ("number", "15", "51"),
        ("name", "Trần Văn An", "Trần Văn Ân"),
    ],
)
def test_values_that_differ_stay_different(form, one, other):
    assert normal_form(one, form) != normal_form(other, form)


@given(st.text(max_size=20), st.sampled_from(["text", "name", "symbol", "number", "phone", "date"]))
def test_the_normal_form_is_its_own(value, form):
    once = normal_form(value, form)
    assert normal_form(once, form) == once


def test_each_field_is_right_wrong_missed_or_spurious():
    case = make_case(
        truth_page("chữ"),
        papers=(paper("quyet_dinh", 0, so_ky_hieu="04/QĐ", ho_ten="Lê An", trich_yeu="Về đất"),),
        asked=frozenset({"so_ky_hieu", "ho_ten", "trich_yeu", "do_khan"}),
    )
    ours = found("quyet_dinh", 0, so_ky_hieu="04 /QĐ", ho_ten="Lê Ân", do_khan="HỎA TỐC", xa="Tân Uyên")
    scores = {score.field: score for score in _scores(case, make_reading(read_page("chữ"), papers=(ours,)))}
    assert {name: score.verdict for name, score in scores.items()} == {
        "so_ky_hieu": Verdict.RIGHT,
        "ho_ten": Verdict.WRONG,
        "trich_yeu": Verdict.MISSED,
        "do_khan": Verdict.SPURIOUS,
    }
    assert scores["ho_ten"].similarity == pytest.approx(0.8)
    figures = field_figures(scores.values())
    assert (figures.precision.share, figures.recall.share, figures.exactness.share) == (1 / 3, 1 / 3, 1 / 2)
    assert figures.similarity == pytest.approx(0.9)


def test_a_paper_that_was_not_found_misses_all_and_one_too_many_is_spurious():
    case = make_case(truth_page("chữ"), papers=(paper("to_khai", 0, ho_ten="Lê An"),))
    missed = _scores(case, make_reading())
    assert [score.verdict for score in missed] == [Verdict.MISSED]
    extra = make_reading(papers=(found("to_khai", 0, ho_ten="Lê An"), found("khac", 1, ho_ten="Lê An")))
    assert [score.verdict for score in _scores(case, extra)] == [Verdict.RIGHT, Verdict.SPURIOUS]


def test_values_written_by_hand_are_told_apart():
    value = TruthValue("so_ky_hieu", "753/QĐ-UBND", hand=True)
    case = make_case(
        truth_page("chữ"), papers=(TruthDocument("quyet_dinh", (0,), None, "result", fields=(value,)),)
    )
    (score,) = _scores(case, make_reading(papers=(found("quyet_dinh", 0, so_ky_hieu="153/QĐ-UBND"),)))
    assert (score.hand, score.verdict) == (True, Verdict.WRONG)


def _overlap(value, field, **page):
    document = TruthDocument("to_khai", (0,), None, "input", fields=(value,))
    case = make_case(truth_page("chữ", **page), papers=(document,))
    reading = make_reading(read_page("chữ"), papers=(found("to_khai", 0, **{value.field: field}),))
    (score,) = _scores(case, reading)
    return score.overlap


def test_evidence_is_held_against_the_places_of_the_value():
    value = placed("ho_ten", "Lê An", WHERE)
    half = Box(WHERE.left, WHERE.top, WHERE.right + WHERE.width, WHERE.bottom)
    assert _overlap(value, seen("ho_ten", "Lê An", WHERE)) == pytest.approx(1.0)
    assert _overlap(value, seen("ho_ten", "Lê An", half)) == pytest.approx(0.5)
    assert _overlap(value, seen("ho_ten", "Lê An", Box(0, 0, 9, 9))) == 0.0
    assert _overlap(TruthValue("ho_ten", "Lê An"), seen("ho_ten", "Lê An", WHERE)) is None
    elsewhere = TruthValue("ho_ten", "Lê An", (Place(0, Box(0, 0, 9, 9)), Place(0, WHERE)))
    assert _overlap(elsewhere, seen("ho_ten", "Lê An", WHERE)) == pytest.approx(1.0)


def test_evidence_on_another_page_overlaps_nothing():
    value = placed("ho_ten", "Lê An", WHERE, frame=1)
    assert _overlap(value, seen("ho_ten", "Lê An", WHERE)) == 0.0


def test_evidence_is_brought_onto_the_upright_page():
    halved = Affine(0.0, 0.5, 40.0, -0.5, 0.0, 900.0)
    corners = [halved.apply(x, y) for x, y in ((WHERE.left, WHERE.top), (WHERE.right, WHERE.bottom))]
    xs, ys = zip(*corners, strict=True)
    on_scan = Box(round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))
    value = placed("ho_ten", "Lê An", WHERE)
    assert _overlap(value, seen("ho_ten", "Lê An", on_scan), to_scan=halved) == pytest.approx(1.0)


def test_a_barcode_that_says_the_value_is_a_place_of_it():
    value = placed("ma_ho_so", "H09.18-211011-0038", Box(0, 0, 9, 9))
    codes = (TruthBarcode("QRCode", "H09.18-211011-0038", WHERE),)
    field = seen("ma_ho_so", "H09.18-211011-0038", WHERE)
    assert _overlap(value, field, barcodes=codes) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("oddity", "mark", "counted", "secrecy"),
    [
        ("secret", "MẬT", 0, SecrecyScore(1, 1, 0, 0)),
        ("secret", None, 1, SecrecyScore(1, 0, 0, 0)),
        (None, "MẬT", 1, SecrecyScore(0, 0, 1, 1)),
        (None, None, 1, SecrecyScore(0, 0, 1, 0)),
    ],
)
def test_of_a_secret_paper_that_was_kept_apart_nothing_is_asked(oddity, mark, counted, secrecy):
    document = TruthDocument(
        "quyet_dinh", (0,), None, "input", fields=(TruthValue("nguoi_ky", "Lê An"),), oddity=oddity
    )
    page = replace(read_page(), secret_mark=mark)
    score = score_file(make_case(truth_page("chữ"), papers=(document,)), make_reading(page))
    assert (len(score.kinds), len(score.fields), score.secrecy) == (counted, counted, secrecy)


def test_an_illegible_paper_is_asked_for_nothing():
    document = TruthDocument(
        "to_khai", (0,), None, "input", fields=(TruthValue("ho_ten", "Lê An"),), oddity="illegible"
    )
    score = score_file(make_case(truth_page("chữ"), papers=(document,)), make_reading(read_page("khác")))
    assert (score.pages, score.kinds, score.fields, score.left_out) == ((), (), (), 1)


def test_a_name_is_held_against_the_truth_with_marks_and_without():
    case = make_case(
        truth_page("chữ"), papers=(paper("to_khai", 0, ho_ten="Lê Ân", ho_ten_cha="Lê Út", ho_ten_me="Võ A"),)
    )
    ours = found("to_khai", 0, ho_ten="Lê An", ho_ten_cha="Lê Út", ho_ten_me="Vũ A")
    figures = field_figures(_scores(case, make_reading(papers=(ours,))))
    assert (figures.recall.right, figures.folded.right, figures.folded.of) == (1, 2, 3)


def test_what_claims_to_be_sure_is_counted_where_it_is_wrong_or_on_no_paper():
    case = make_case(
        truth_page("chữ"),
        papers=(paper("to_khai", 0, ho_ten="Lê Ân"),),
        asked=frozenset({"ho_ten", "ho_ten_cha", "ho_ten_me"}),
    )
    sure = [
        seen(name, value, WHERE, confidence=share)
        for name, value, share in (
            ("ho_ten", "Lê Ân", 0.95),
            ("ho_ten_cha", "Lê Út", 0.95),
            ("ho_ten_me", "Võ A", 0.94),
        )
    ]
    ours = found("to_khai", 0, **{field.name: field for field in sure})
    figures = field_figures(_scores(case, make_reading(papers=(ours,))))
    assert (figures.sure_wrong.right, figures.sure_wrong.of) == (1, 2)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (("A1", "A1", "B2"), CodeScore(3, 3, 0)),
        (("A1", "B2"), CodeScore(3, 2, 0)),
        (("A1", "A1", "B7"), CodeScore(3, 2, 1)),
        ((), CodeScore(3, 0, 0)),
    ],
)
def test_codes_are_read_lost_or_misread(said, codes):
    there = tuple(TruthBarcode("Code128", text, WHERE) for text in ("A1", "A1", "B2"))
    case = make_case(truth_page("chữ", barcodes=there), papers=(paper("to_khai", 0),))
    page = replace(read_page("chữ"), barcodes=tuple(Barcode("Code128", text, WHERE) for text in said))
    assert score_file(case, make_reading(page)).codes == codes


def test_of_codes_on_real_pages_nothing_is_known():
    case = make_case(truth_page("chữ"), papers=(paper("to_khai", 0),), profile="real")
    page = replace(read_page("chữ"), barcodes=(Barcode("QRCode", "A1", WHERE),))
    assert score_file(case, make_reading(page)).codes == CodeScore()


def test_no_fields_claim_nothing():
    figures = field_figures([])
    assert (figures.precision.share, figures.recall.share, figures.similarity, figures.overlap) == (None,) * 4


def test_macro_f1_is_the_mean_over_fields_that_the_form_requires():
    kind, (first, second, *_) = "giay_tiep_nhan", sorted(required("giay_tiep_nhan"))
    scores = [
        FieldScore(first, kind, Verdict.RIGHT),
        FieldScore(second, kind, Verdict.RIGHT),
        FieldScore(second, kind, Verdict.MISSED),
        FieldScore("so_ho_chieu", kind, Verdict.WRONG),
    ]
    assert "so_ho_chieu" not in required(kind)
    assert macro_f1(scores) == pytest.approx((1 + 2 / 3) / 2)
    assert macro_f1([]) is None
