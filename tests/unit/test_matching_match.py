"""The ladder: which rung decides, and what sends a paper to a person."""

from dataclasses import replace
from datetime import date

import pytest

from digitize.matching.match import match
from digitize.matching.pile import Beside, Lying, beside
from digitize.model.fields import Extraction
from digitize.model.match import Component, Dossier, Level, MatchDecision, Outcome
from tests.factories.matching import barcode, entry, paper, permit, receipt_of, registry

HOA = entry(7)
NEIGHBOURS = tuple(
    entry(number, owner=f"Trần Văn {name}") for number, name in enumerate(["Bảy", "Tám", "Chín"], 8)
)
ALONE = registry(HOA)
STREET = registry(HOA, *NEIGHBOURS)


def linked(decision: MatchDecision, dossier: Dossier, rung: str) -> bool:
    return (decision.outcome, decision.dossier, decision.rung, decision.reason) == (
        Outcome.LINK,
        dossier.code,
        rung,
        None,
    )


def asks(decision: MatchDecision, reason: str) -> bool:
    return (decision.outcome, decision.dossier, decision.reason) == (Outcome.REVIEW, None, reason)


def test_barcode_links_without_any_witness() -> None:
    assert linked(match(paper(), [barcode(f"https://dvc/?ma={HOA.code}")], STREET), HOA, "barcode")


def test_barcode_of_an_electronic_result_names_the_parent() -> None:
    assert linked(match(paper("quyet_dinh"), [barcode(f"{HOA.code}-KQ01")], STREET), HOA, "barcode")


def test_barcodes_without_a_code_are_passed_over() -> None:
    decision = match(receipt_of(HOA), [barcode("074185001234|280123456|Nguyễn Thị Hoa")], STREET)
    assert linked(decision, HOA, "code")


def test_two_barcodes_of_two_dossiers_ask_a_person() -> None:
    codes = [barcode(HOA.code), barcode(NEIGHBOURS[0].code)]
    decision = match(paper(), codes, STREET)
    assert asks(decision, "several_candidates")
    assert {item.dossier for item in decision.candidates} == {HOA.code, NEIGHBOURS[0].code}


@pytest.mark.parametrize(
    "changes",
    [
        {"ho_ten": "Phạm Quốc Dũng"},
        {"ngay_tiep_nhan": "2021-03-06"},
        {"so_cccd": "074185999999"},
        {"ma_ho_so": entry(9, day=9).code},
    ],
    ids=str,
)
def test_a_strong_contradiction_stops_even_a_barcode(changes: dict[str, str]) -> None:
    stated = {"ho_ten": HOA.owner, "ngay_tiep_nhan": "2021-03-05"} | changes
    assert asks(match(paper(**stated), [barcode(HOA.code)], STREET), "contradiction")


@pytest.mark.parametrize(
    "changes",
    [
        {"ho_ten": "Nguyễn Thị Loan"},
        {"ma_ho_so": HOA.code[:-1] + "8"},
        {"ngay_sinh": "1985-01-02"},
    ],
    ids=str,
)
def test_one_weak_contradiction_does_not_veto_a_barcode_with_a_witness(changes: dict[str, str]) -> None:
    dossier = entry(7, owner_born="1985-01-03")
    stated = {"so_cccd": dossier.owner_id or "", "ho_ten": dossier.owner} | changes
    assert linked(match(paper(**stated), [barcode(dossier.code)], registry(dossier)), dossier, "barcode")


def test_a_badly_read_name_does_not_veto_but_two_weak_contradictions_do() -> None:
    good = {"ma_ho_so": HOA.code, "so_cccd": HOA.owner_id or "", "ho_ten": "Ngxxx Tbj Hqq"}
    assert linked(match(paper(weak=["ho_ten"], **good), [], STREET), HOA, "code")
    two = paper(weak=["ho_ten", "ngay_tiep_nhan"], ngay_tiep_nhan="2021-08-05", **good)
    assert asks(match(two, [], STREET), "contradiction")


def test_another_owner_than_the_register_has_asks_a_person_however_badly_read() -> None:
    """The day, the procedure and the agency are those of the neighbour's dossier too."""
    other = entry(7, owner="Đặng Quốc Hùng", due_on=HOA.due_on)
    stated = receipt_of(HOA, ngay_hen_tra=HOA.due_on.isoformat() if HOA.due_on else "")
    fields = tuple(
        replace(field, confidence=0.5) if field.name == "ho_ten" else field for field in stated.fields
    )
    assert asks(match(replace(stated, fields=fields), [], registry(other)), "contradiction")


def test_a_weak_contradiction_without_a_witness_asks_a_person() -> None:
    stated = paper(weak=["ho_ten"], ho_ten="Ngxxx Tbj Hqq")
    assert asks(match(stated, [barcode(HOA.code)], STREET), "contradiction")


@pytest.mark.parametrize("name", ["NGUYỄN THỊ HOA", "Nguyen Thi Hoa", "bà Nguyễn Thị Hòa"])
def test_a_read_code_links_with_the_owner_as_witness(name: str) -> None:
    assert linked(match(receipt_of(HOA, ho_ten=name), [], STREET), HOA, "code")


def test_a_read_code_alone_is_unconfirmed_however_sparse_the_register() -> None:
    assert asks(match(paper(ma_ho_so=HOA.code), [], ALONE), "unconfirmed_code")


def test_the_date_is_no_witness_for_the_running_number() -> None:
    stated = paper(ma_ho_so=HOA.code, ngay_tiep_nhan="2021-03-05", co_quan_ban_hanh="UBND TP. Thủ Dầu Một")
    assert asks(match(stated, [], ALONE), "unconfirmed_code")


def test_a_letter_of_a_stranger_to_the_office_about_that_day_is_no_witness_for_its_code() -> None:
    """The code that it states is another's: the office and the day are what every letter with such a code shares with it."""
    letter = {"kinh_gui": HOA.unit or "", "ngay_ban_hanh": "2021-03-04"}
    stated = paper("thong_bao", ma_ho_so=HOA.code, ho_ten="Đặng Quốc Hùng", **letter)
    assert asks(match(stated, [], ALONE), "unconfirmed_code")


def test_a_witness_that_the_neighbour_shares_is_none() -> None:
    stated = paper(ma_ho_so=HOA.code, ten_tthc=HOA.procedure_name or "", ngay_hen_tra="2021-03-17")
    assert linked(match(stated, [], ALONE), HOA, "code")
    assert asks(match(stated, [], STREET), "several_candidates")


def test_two_dossiers_of_one_owner_in_a_row_need_a_barcode() -> None:
    both = registry(HOA, entry(8, owner_id=HOA.owner_id))
    assert asks(match(receipt_of(HOA), [], both), "several_candidates")
    assert linked(match(receipt_of(HOA), [barcode(HOA.code)], both), HOA, "barcode")


def test_one_repair_links_with_a_witness_and_two_are_no_code() -> None:
    assert linked(match(receipt_of(HOA, code="HO9.15-210305-0007"), [], STREET), HOA, "code_repaired")
    twice = match(paper(ma_ho_so="HO9.I5-210305-0007", ho_ten=HOA.owner), [], STREET)
    assert twice.outcome is Outcome.REVIEW
    assert twice.rung not in {"code", "code_repaired"}


def test_a_code_repaired_by_extraction_counts_as_repaired() -> None:
    clean = receipt_of(HOA)
    fields = tuple(
        type(field)(field.name, field.value, field.confidence, warnings=("repaired",))
        if field.name == "ma_ho_so"
        else field
        for field in clean.fields
    )
    assert linked(match(Extraction(clean.classification, fields), [], STREET), HOA, "code_repaired")


def test_a_code_that_the_register_lacks_links_nowhere_else() -> None:
    stranger = HOA.code[:-4] + "4711"
    decision = match(receipt_of(HOA, code=stranger, so_cccd=HOA.owner_id or ""), [], STREET)
    assert (decision.outcome, decision.reason, decision.dossier) == (Outcome.NONE, "not_in_register", None)
    assert decision.candidates[0].dossier == HOA.code


def test_a_code_of_another_province_is_said_to_be_one() -> None:
    decision = match(paper(ma_ho_so="H47.06-210305-0155"), [], STREET)
    assert (decision.outcome, decision.reason) == (Outcome.NONE, "foreign_code")


def test_nothing_found_is_no_candidate() -> None:
    decision = match(paper("thong_bao", trich_yeu="Về việc nghỉ lễ"), [], STREET)
    assert (decision.outcome, decision.reason, decision.candidates) == (Outcome.NONE, "no_candidate", ())


def test_the_book_links_with_unit_and_owner() -> None:
    stated = receipt_of(HOA, code="", quyen_so="01/2021", so_thu_tu="107", ngay_tiep_nhan="", ten_tthc="")
    assert linked(match(stated, [], STREET), HOA, "book")


def test_the_book_of_another_unit_is_another_book() -> None:
    other = entry(7, day=6, unit="UBND thị xã Bến Cát", owner="Lê Văn Sáu")
    stated = receipt_of(HOA, code="", quyen_so="01/2021", so_thu_tu="107")
    assert linked(match(stated, [], registry(HOA, other)), HOA, "book")
    assert match(stated, [], registry(other)).outcome is not Outcome.LINK


def test_a_misread_serial_of_the_book_never_leads_to_its_dossier() -> None:
    stated = receipt_of(HOA, code="", quyen_so="01/2021", so_thu_tu="108")
    assert match(stated, [], STREET).dossier in {None, HOA.code}
    alone = receipt_of(HOA, code="", quyen_so="01/2021", so_thu_tu="108", ngay_tiep_nhan="", ten_tthc="")
    assert match(alone, [], STREET).outcome is not Outcome.LINK


def test_day_procedure_owner_and_identity_number_link() -> None:
    stated = receipt_of(HOA, code="", so_cccd=HOA.owner_id or "")
    assert linked(match(stated, [], STREET), HOA, "person")


def test_without_the_identity_number_the_agency_or_the_address_must_agree() -> None:
    """Of a name that many bear; a rare one is worth as much as an address."""
    common = registry(HOA, *(entry(number, day=number % 8 + 8, owner_id=None) for number in range(100, 230)))
    assert linked(match(receipt_of(HOA, code=""), [], common), HOA, "person")
    nowhere = {"code": "", "co_quan_ban_hanh": ""}
    assert asks(match(receipt_of(HOA, **nowhere), [], common), "weak_evidence")
    assert linked(match(receipt_of(HOA, dia_chi=HOA.address or "", **nowhere), [], common), HOA, "person")
    assert linked(match(receipt_of(HOA, **nowhere), [], STREET), HOA, "person")


def test_a_day_that_the_register_lacks_of_a_twin_does_not_speak_for_the_twin() -> None:
    twin = entry(51, owner_id=HOA.owner_id, due_on=None)
    misread = receipt_of(HOA, code="", so_cccd=HOA.owner_id or "", ngay_hen_tra="2021-03-13")
    decision = match(misread, [], registry(HOA, twin))
    assert asks(decision, "several_candidates")


def test_twins_of_one_day_ask_a_person() -> None:
    twin = entry(51, owner_id=HOA.owner_id)
    stated = receipt_of(HOA, code="", so_cccd=HOA.owner_id or "")
    assert asks(match(stated, [], registry(HOA, twin)), "several_candidates")


def test_a_name_borne_by_too_many_is_no_rung() -> None:
    namesakes = [entry(number, day=6) for number in range(200)]
    stated = receipt_of(HOA, code="", dia_chi=HOA.address or "")
    assert linked(match(stated, [], ALONE), HOA, "person")
    assert match(stated, [], registry(HOA, *namesakes)).outcome is not Outcome.LINK


@pytest.mark.parametrize(
    "stated",
    [
        {"ho_ten": HOA.owner},
        {"so_cccd": HOA.owner_id},
        {"so_cmnd": "280123456"},
        {"so_dien_thoai": "0912345678"},
        {"dia_chi": HOA.address},
    ],
    ids=str,
)
def test_a_person_is_not_a_dossier(stated: dict[str, str]) -> None:
    only = entry(7, phone="0912345678")
    assert match(paper("can_cuoc_cong_dan", **stated), [], registry(only)).outcome is not Outcome.LINK


def test_the_whole_card_of_a_person_is_not_a_dossier_either() -> None:
    card = paper("can_cuoc_cong_dan", ho_ten=HOA.owner, so_cccd=HOA.owner_id or "", dia_chi=HOA.address or "")
    decision = match(card, [], ALONE)
    assert asks(decision, "weak_evidence")
    assert decision.candidates[0].dossier == HOA.code


PERMITTED = entry(7, results=(permit(),))


def permit_paper(**changes: str) -> Extraction:
    values = {
        "so_ky_hieu": "45/GPXD",
        "ngay_ban_hanh": "2021-03-18",
        "co_quan_ban_hanh": "PHÒNG QUẢN LÝ ĐÔ THỊ",
    }
    return paper("giay_phep_xay_dung", **{**values, "co_quan_chu_quan": "UBND TP. THỦ DẦU MỘT", **changes})


def test_number_day_and_issuer_of_the_result_link() -> None:
    assert linked(match(permit_paper(), [], registry(PERMITTED, *NEIGHBOURS)), PERMITTED, "result")


def test_a_result_one_digit_off_and_of_the_same_day_asks_a_person_unless_the_owner_is_named() -> None:
    other = entry(8, owner="Trần Văn Tám", results=(permit("46/GPXD"),))
    both = registry(PERMITTED, other)
    assert asks(match(permit_paper(), [], both), "several_candidates")
    assert linked(match(permit_paper(ho_ten=HOA.owner), [], both), PERMITTED, "result")


def test_the_number_of_another_year_is_another_result() -> None:
    old = entry(8, owner="Trần Văn Tám", results=(permit(issued_on=date(2020, 3, 18)),))
    assert linked(match(permit_paper(), [], registry(PERMITTED, old)), PERMITTED, "result")
    assert match(permit_paper(), [], registry(old)).outcome is not Outcome.LINK


def test_a_parcel_and_its_owner_are_not_a_dossier() -> None:
    """All dossiers of a house on its land say the same of both; the day says which."""
    part = Component("TP.01", "Đơn đăng ký biến động đất đai")
    asks_for = entry(7, results=(permit(),), components=(part,), phone="0912345678")
    stated = {"ho_ten": HOA.owner, "so_dien_thoai": "0912345678", "to_ban_do": "33", "so_thua": "214"}
    form, store = "don_dang_ky_bien_dong", registry(asks_for, *NEIGHBOURS)
    assert asks(match(paper(form, **stated), [], store), "weak_evidence")
    dated = paper(form, ngay_ban_hanh="2021-03-04", kinh_gui=HOA.unit or "", **stated)
    assert linked(match(dated, [], store), asks_for, "deed")
    homeless = match(dated, [], store, beside=Beside(homeless=True))
    assert asks(homeless, "homeless_beside")
    late = paper(form, ngay_ban_hanh="2021-03-06", kinh_gui=HOA.unit or "", **stated)
    assert match(late, [], store).outcome is not Outcome.LINK


def test_the_next_parcel_of_the_same_owner_asks_a_person() -> None:
    next_door = entry(51, owner_id=HOA.owner_id, results=(permit("90/GPXD", parcel="215"),))
    stated = paper("don_dang_ky_bien_dong", ho_ten=HOA.owner, xa="Phú Cường", to_ban_do="33", so_thua="214")
    assert match(stated, [], registry(PERMITTED, next_door)).outcome is Outcome.REVIEW


def test_another_person_on_a_component_contradicts_nothing() -> None:
    """The card of the buyer's wife bears the stamp with the code: other name, other number."""
    card = paper("can_cuoc_cong_dan", ho_ten="Lê Thị Bích", so_cccd="074190000001")
    assert linked(match(card, [barcode(HOA.code)], STREET), HOA, "barcode")
    namesake = paper("can_cuoc_cong_dan", ho_ten=HOA.owner, so_cccd="074190000001")
    assert asks(match(namesake, [barcode(HOA.code)], STREET), "contradiction")


CARD = Component("TP.02", "Bản sao Căn cước công dân hoặc Chứng minh nhân dân")
ASKS = entry(7, components=(CARD,), owner_born="1985-01-03", phone="0912345678")
ON_CARD = {
    "ho_ten": "NGUYỄN THỊ HOA",
    "so_cccd": ASKS.owner_id or "",
    "ngay_sinh": "1985-01-03",
    "ngay_ban_hanh": "2016-09-16",
}


def next_to(dossier: Dossier) -> Beside:
    """Return what a paper of a dossier right before a paper tells."""
    return beside([Lying(paper(), dossier.code), Lying(paper(), None)], 1)


def test_a_card_goes_to_the_dossier_of_the_papers_beside_it() -> None:
    """Who somebody is does not say which dossier: half the people have another one, perhaps one that is missing."""
    card, store = paper("can_cuoc_cong_dan", **ON_CARD), registry(ASKS, *NEIGHBOURS)
    assert asks(match(card, [], store), "weak_evidence")
    assert linked(match(card, [], store, beside=next_to(ASKS)), ASKS, "beside")
    assert match(card, [], store, beside=next_to(NEIGHBOURS[0])).outcome is not Outcome.LINK


@pytest.mark.parametrize("left_out", ["ho_ten", "so_cccd", "ngay_sinh"])
def test_two_facts_about_a_person_are_too_few(left_out: str) -> None:
    stated = {name: value for name, value in ON_CARD.items() if name != left_out}
    assert match(paper("can_cuoc_cong_dan", **stated), [], registry(ASKS)).outcome is not Outcome.LINK


@pytest.mark.parametrize(
    "other",
    [
        entry(51, day=6, owner_id=ASKS.owner_id),
        entry(51, day=6, owner_id="280123456", owner_id_type="CMND", owner_born="1985-01-03"),
        entry(51, day=6, owner_id=None, owner_born="1985-01-03", components=(CARD,)),
    ],
    ids=["same number", "under the old number", "without a number"],
)
def test_a_second_dossier_of_the_person_asks_a_person(other: Dossier) -> None:
    decision = match(paper("can_cuoc_cong_dan", **ON_CARD), [], registry(ASKS, other))
    assert decision.outcome is Outcome.REVIEW
    assert {item.dossier for item in decision.candidates} == {ASKS.code, other.code}


def test_a_namesake_born_on_another_day_is_no_rival() -> None:
    namesake = entry(51, day=6, owner_id="280123456", owner_born="1990-07-08")
    card = paper("can_cuoc_cong_dan", **ON_CARD)
    assert linked(match(card, [], registry(ASKS, namesake), beside=next_to(ASKS)), ASKS, "beside")


def test_what_is_dated_after_the_day_of_receipt_was_not_handed_in() -> None:
    late = ON_CARD | {"ngay_ban_hanh": "2021-03-06"}
    assert asks(match(paper("can_cuoc_cong_dan", **late), [], registry(ASKS)), "weak_evidence")


def test_a_letter_about_a_person_is_not_led_by_the_person() -> None:
    letters = entry(7, components=(Component("TP.01", "Công văn"),), owner_born="1985-01-03")
    assert asks(match(paper("cong_van", **ON_CARD), [], registry(letters)), "weak_evidence")


@pytest.mark.parametrize("issuer", ["PHÒNG TÀI CHÍNH - KẾ HOẠCH", "ỦY BAN NHÂN DÂN THÀNH PHỐ"])
def test_a_department_signs_for_its_agency_where_the_owner_is_named(issuer: str) -> None:
    stated = permit_paper(co_quan_ban_hanh=issuer, co_quan_chu_quan="", ho_ten=HOA.owner)
    assert linked(match(stated, [], registry(PERMITTED, *NEIGHBOURS)), PERMITTED, "result")


def test_the_agency_decides_between_results_of_one_number_and_day() -> None:
    elsewhere = entry(51, owner="Trần Văn Tám", results=(permit(issuer="UBND thị xã Bến Cát"),))
    assert linked(match(permit_paper(), [], registry(PERMITTED, elsewhere)), PERMITTED, "result")


def test_candidates_are_five_at_most_best_first_and_carry_their_comparisons() -> None:
    many = [entry(number, day=number % 15 + 1) for number in range(1, 12)]
    decision = match(paper("to_khai", ho_ten=HOA.owner, so_cccd=many[3].owner_id or ""), [], registry(*many))
    assert len(decision.candidates) == 5
    assert decision.candidates[0].dossier == many[3].code
    assert [item.bits for item in decision.candidates] == sorted(
        (item.bits for item in decision.candidates), reverse=True
    )
    assert {(item.field, item.level) for item in decision.candidates[0].comparisons} == {
        ("ho_ten", Level.EXACT),
        ("so_cccd", Level.EXACT),
    }


def test_a_dossier_that_only_lies_beside_a_paper_is_shown_and_is_no_candidate() -> None:
    found = match(paper("cong_van"), [], registry(ASKS), beside=next_to(ASKS))
    assert (found.outcome, found.reason) == (Outcome.NONE, "no_candidate")
    assert [candidate.dossier for candidate in found.candidates] == [ASKS.code]
