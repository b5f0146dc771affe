"""What the papers beside a paper in its pile tell of it."""

import pytest

from digitize.matching.evidence import class_of
from digitize.matching.pile import NOTHING, Beside, Lying, beside, how_near, people_of
from digitize.matching.rules import rules
from digitize.matching.weigh import BESIDE, COMPANY, Around, level_of, weigh
from digitize.model.match import Component, DossierCode, Level
from tests.factories.matching import entry, paper

A, B = DossierCode("000.00.01.H09-210102-0001"), DossierCode("000.00.01.H09-210102-0002")
OWN = entry(7)
CARD = paper("can_cuoc_cong_dan", ho_ten=OWN.owner)
RECEIPT = paper("giay_tiep_nhan", ho_ten=OWN.owner)
OTHERS = paper("can_cuoc_cong_dan", ho_ten="Phan Thị Bưởi")
AT = None


def lying(*row):
    """Return a pile and the place of `AT` in it: codes are attached papers, "own" waits and names the same person, "else" not.

    "receipt" is the attached receipt of dossier A, "at receipt" one that is to be placed, "book" a page of the desk's book.
    """
    waiting = {
        AT: CARD,
        "at receipt": RECEIPT,
        "own": CARD,
        "else": OTHERS,
        "silent": paper("can_cuoc_cong_dan"),
        "book": paper("so_theo_doi", quyen_so="01/2021"),
    }
    placed = {"receipt": Lying(RECEIPT, A)}
    pile = [
        Lying(waiting[item], None) if item in waiting else placed.get(item, Lying(OTHERS, item))
        for item in row
    ]
    return pile, row.index(AT if AT in row else "at receipt")


@pytest.mark.parametrize(
    ("row", "near"),
    [
        ([A, AT], Level.CONFUSED),
        ([AT, A], Level.CONFUSED),
        ([A, AT, B], Level.CONFUSED),
        ([A, AT, A], Level.EXACT),
        ([A, "own", AT, "silent", A], Level.EXACT),
        ([A, B, AT], Level.CONFUSED),
        ([A, "else", AT], Level.CONFUSED),
        ([A, "own", AT], Level.NEAR),
        ([A, "silent", AT], Level.NEAR),
        ([B, AT, "own", A], Level.NEAR),
        ([B, AT, B], Level.DIFFERENT),
        (["else", AT, "own"], Level.MISSING),
        ([AT], Level.MISSING),
        (["receipt", AT], Level.CONFUSED),
        ([AT, "receipt"], Level.NEAR),
        ([AT, B, "receipt", A], Level.NEAR),
        (["at receipt", A], Level.CONFUSED),
        ([A, "at receipt"], Level.NEAR),
        (["receipt", "at receipt"], Level.CONFUSED),
        (["receipt", AT, "receipt"], Level.EXACT),
        ([A, "book", AT], Level.CONFUSED),
        ([AT, "book", A], Level.CONFUSED),
        ([A, "book", "own", AT], Level.NEAR),
    ],
)
def test_how_near_papers_of_a_dossier_lie(row, near):
    assert how_near(beside(*lying(*row)), A) is near


def test_papers_too_far_away_tell_nothing():
    far = rules().beside_papers
    assert how_near(beside(*lying(A, *["else"] * (far - 1), AT)), A) is Level.CONFUSED
    assert how_near(beside(*lying(A, *["else"] * far, AT)), A) is Level.MISSING


def test_the_nearer_the_more_it_says():
    worth = [rules().weights[BESIDE][level].bits for level in (Level.EXACT, Level.CONFUSED, Level.NEAR)]
    assert worth == sorted(worth, reverse=True)
    assert worth[-1] > 0 > rules().weights[BESIDE][Level.DIFFERENT].bits
    assert level_of(weigh(CARD, OWN, Around(beside=NOTHING)), BESIDE) is Level.MISSING


def test_a_neighbour_alone_is_no_evidence():
    pile = Beside(frozenset({OWN.code}), OWN.code, {OWN.code: frozenset()})
    stranger = weigh(OTHERS, OWN, Around(beside=pile))
    assert level_of(stranger, BESIDE) is Level.EXACT
    assert class_of(stranger) is None


@pytest.mark.parametrize(
    ("named", "level"),
    [
        (["Lý Văn Tám", "Phan Thị Bưởi"], Level.EXACT),
        (["LY VAN TAM"], Level.NEAR),
        (["Trần Văn Nam"], Level.MISSING),
    ],
)
def test_parents_whom_a_birth_paper_beside_names_go_with_it(named, level):
    married = paper("giay_cn_ket_hon", ho_ten_chong="Lý Văn Tám", ho_ten_vo="Phan Thị Bưởi")
    around = Around(
        beside=Beside(frozenset({OWN.code}), OWN.code, {OWN.code: frozenset({*named, OWN.owner})})
    )
    found = weigh(married, OWN, around)
    assert level_of(found, COMPANY) is level
    evidence = class_of(found)
    assert (evidence.name if evidence else None) == ("company" if level is not Level.MISSING else None)


def test_spouses_whom_nobody_else_names_wait_though_they_lie_in_a_folder_that_asks_for_their_certificate():
    """It may be of the child in the folder beside, of which another dossier has papers on both sides."""
    married = paper(
        "giay_cn_ket_hon", ho_ten_chong="Lý Văn Tám", ho_ten_vo="Phan Thị Bưởi", ngay_ban_hanh="2018-12-07"
    )
    child = entry(7, components=(Component("TP1", "Giấy chứng nhận kết hôn"),))
    between = Around(
        beside=Beside(frozenset({child.code}), child.code, {child.code: frozenset({child.owner})})
    )
    assert class_of(weigh(married, child, between)) is None


def company(bearers, *named):
    """Return the comparison of a marriage certificate with papers beside it that name `named`, each borne by so many dossiers."""
    married = paper("giay_cn_ket_hon", ho_ten_chong="Lý Văn Tám", ho_ten_vo="Phan Thị Bưởi")
    near = Beside(frozenset({OWN.code}), OWN.code, {OWN.code: frozenset(named)})
    found = weigh(married, OWN, Around(lambda _: bearers, near))
    return next(one for one in found.comparisons if one.field == COMPANY)


def test_company_is_worth_as_much_as_its_name_is_rare():
    """A namesake of the husband may own a dossier: that name must not weigh more there than beside."""
    rare, common = company(3, "Lý Văn Tám"), company(100_000, "Lý Văn Tám")
    least = rules().weights[COMPANY][Level.NEAR].bits
    assert rare.bits > least == common.bits
    assert company(3, "Lý Văm Tám").bits == least


def test_a_firm_that_stands_on_the_papers_of_many_is_worth_no_more_where_it_is_rare():
    """A developer sells to hundreds; he owns no dossier himself."""
    sold = paper("hop_dong_chuyen_nhuong", ben_chuyen_nhuong="Công ty TNHH Hòa An", ben_nhan="Phan Thị Bưởi")
    near = Beside(frozenset({OWN.code}), OWN.code, {OWN.code: frozenset({"Công ty TNHH Hòa An"})})
    found = weigh(sold, OWN, Around(lambda _: 0, near))
    assert [one.bits for one in found.comparisons if one.field == COMPANY] == [
        rules().weights[COMPANY][Level.NEAR].bits
    ]


def test_the_owner_is_no_company():
    around = Around(beside=Beside(frozenset({OWN.code}), None, {OWN.code: frozenset({OWN.owner})}))
    assert level_of(weigh(CARD, OWN, around), COMPANY) is Level.MISSING


def test_an_official_who_signs_is_no_company():
    signed = paper("giay_cn_ket_hon", nguoi_ky="Võ Minh Tâm", ho_ten_chong="Lý Văn Tám")
    assert people_of(signed) == {"Lý Văn Tám"}


LOST = paper("giay_tiep_nhan", ho_ten=OWN.owner, ma_ho_so="000.00.01.H09-210102-0009")
FORM = paper("to_khai", ho_ten=OWN.owner, ngay_ban_hanh="2021-01-02")


@pytest.mark.parametrize(
    ("lies", "homeless"),
    [
        (Lying(LOST, None), True),
        (Lying(LOST, A), False),
        (Lying(LOST, None, waits=True), False),
        (Lying(paper("giay_tiep_nhan", ho_ten="Phan Thị Bưởi", ma_ho_so=A), None), False),
        (Lying(RECEIPT, None), True),
        (Lying(paper("so_theo_doi", ho_ten=OWN.owner, quyen_so=""), None), False),
        (Lying(paper("quyet_dinh", ho_ten=OWN.owner), None), False),
        (
            Lying(paper("quyet_dinh", ho_ten=OWN.owner, so_ky_hieu="7/QĐ", ngay_ban_hanh="2021-01-09"), None),
            True,
        ),
        (
            Lying(paper("quyet_dinh", ho_ten=OWN.owner, so_ky_hieu="7/QĐ", ngay_ban_hanh="2019-01-09"), None),
            False,
        ),
        (Lying(paper("hop_dong_chuyen_nhuong", ho_ten=OWN.owner, so_vao_so="CS00053"), None), False),
    ],
    ids=(
        "lost",
        "attached",
        "leads to one",
        "somebody else's",
        "of the desk, without a number",
        "of the office",
        "no number",
        "result",
        "handed in",
        "component",
    ),
)
def test_a_paper_of_the_same_person_that_is_of_one_dossier_and_found_none_is_homeless(lies, homeless):
    assert beside([lies, Lying(FORM, None)], 1).homeless is homeless
