"""What speaks for a dossier where no code was read: persons by their numbers, days, parcels and neighbours."""

from dataclasses import replace
from datetime import date

import pytest

from digitize.matching.evidence import class_of, identified
from digitize.matching.match import match
from digitize.matching.pile import Beside
from digitize.matching.weigh import HANDED_IN, WORKED_ON, Around, level_of, weigh
from digitize.model.match import Component, Dossier, DossierCode, Level, Outcome, ResultRecord
from tests.factories.matching import entry, paper, permit, registry

FORM = Component("TP.01", "Đơn đăng ký biến động đất đai, tài sản gắn liền với đất (Mẫu 09/ĐK)")
NOTICE = Component("TP.04", "Thông báo nộp tiền và chứng từ thực hiện nghĩa vụ tài chính")
OWN = entry(7, components=(FORM, NOTICE), owner_born="1985-01-03", phone="0912345678", results=(permit(),))
APPLIED = {
    "so_cccd": OWN.owner_id or "",
    "ngay_sinh": "1985-01-03",
    "ngay_ban_hanh": "2021-03-04",
    "kinh_gui": OWN.unit or "",
}
PERSON = {"ho_ten": "NGUYỄN THỊ HOA", "so_cccd": OWN.owner_id or "", "so_dien_thoai": "0912345678"}


def later(dossier: Dossier, year: int = 2022) -> Dossier:
    """Return another dossier of the same person about the same parcel, a year later."""
    code = DossierCode(dossier.code.replace("-2103", f"-{year % 100}03"))
    days = {"received_on": date(year, 3, 5), "due_on": date(year, 3, 17), "book": f"01/{year}"}
    return replace(dossier, code=code, results=(permit("77/GPXD", date(year, 3, 18)),), **days)


def links(found, dossier, rung):
    return (found.outcome, found.dossier, found.rung) == (Outcome.LINK, dossier.code, rung)


@pytest.mark.parametrize("name", ["MOUNỄVIHI HAO", "Nguyễn Thị Ho", ""])
def test_an_application_needs_no_readable_name_where_the_number_is_the_owners(name):
    applied = paper("don_dang_ky_bien_dong", weak=["ho_ten"], ho_ten=name, **APPLIED)
    assert links(match(applied, [], registry(OWN)), OWN, "application")


def test_an_application_of_somebody_else_is_not_the_owners():
    stated = {"ho_ten": "Lê Văn Tám", "ngay_sinh": "1985-01-03", "dia_chi": OWN.address, "so_cccd": ""}
    assert match(paper("don_dang_ky_bien_dong", **(APPLIED | stated)), [], registry(OWN)).dossier is None


def test_an_application_was_written_for_the_dossier_of_its_days():
    applied = paper("don_dang_ky_bien_dong", ho_ten="NGUYỄN THỊ HOA", **APPLIED)
    other = later(OWN)
    assert level_of(weigh(applied, other), HANDED_IN) is Level.DIFFERENT
    assert links(match(applied, [], registry(OWN, other)), OWN, "application")


@pytest.mark.parametrize(
    ("kind", "day", "level"),
    [
        ("don_dang_ky_bien_dong", "2021-03-01", Level.EXACT),
        ("don_dang_ky_bien_dong", "2021-02-25", Level.MISSING),
        ("giay_uy_quyen", "2021-02-26", Level.EXACT),
        ("bien_ban", "2021-02-25", Level.MISSING),
        ("trich_luc_ban_do", "2021-02-25", Level.NEAR),
    ],
)
def test_only_what_is_prepared_takes_weeks(kind, day, level):
    assert level_of(weigh(paper(kind, **(APPLIED | {"ngay_ban_hanh": day})), OWN), HANDED_IN) is level


@pytest.mark.parametrize(("day", "dossier"), [("2021-03-01", OWN.code), ("2021-02-28", None)])
def test_a_form_of_the_week_before_may_be_of_a_dossier_that_the_register_lacks(day, dossier):
    """The same person handed in the same then."""
    old = APPLIED | {"ho_ten": "NGUYỄN THỊ HOA", "ngay_ban_hanh": day}
    assert match(paper("don_dang_ky_bien_dong", **old), [], registry(OWN)).dossier == dossier


def test_how_old_a_form_is_does_not_tell_between_two_dossiers_of_the_week():
    """It was filled in two days before the one receipt and five before the other, of which the register knows less."""
    code = DossierCode(OWN.code.replace("-210305-0007", "-210302-0009"))
    other = replace(OWN, code=code, received_on=date(2021, 3, 2), book="02/2021", serial="9")
    old = APPLIED | {"ho_ten": "NGUYỄN THỊ HOA", "ngay_ban_hanh": "2021-02-28"}
    found = match(paper("don_dang_ky_bien_dong", **old), [], registry(replace(OWN, unit=None), other))
    assert found.dossier is None


def notice(day):
    return paper("thong_bao_nop_tien", ngay_ban_hanh=day, to_ban_do="33", so_thua="214", **PERSON)


def test_what_the_tax_office_asks_for_goes_to_the_dossier_that_was_open():
    asked, other = notice("2021-03-09"), later(OWN)
    assert level_of(weigh(asked, OWN), WORKED_ON) is Level.NEAR
    assert level_of(weigh(asked, other), WORKED_ON) is Level.DIFFERENT
    assert links(match(asked, [], registry(OWN, other)), OWN, "land")


def test_what_follows_a_receipt_within_days_says_nothing_weeks_later():
    """The person's next dossier may be open by then, and lack in the register."""
    slow = replace(OWN, due_on=date(2021, 5, 5))
    assert level_of(weigh(notice("2021-03-17"), slow), WORKED_ON) is Level.NEAR
    assert level_of(weigh(notice("2021-03-18"), slow), WORKED_ON) is Level.MISSING
    assert match(notice("2021-03-18"), [], registry(slow)).dossier is None
    # Nor may the tax office ask for money on the day on which the papers are handed in elsewhere.
    assert level_of(weigh(notice("2021-03-05"), slow), WORKED_ON) is Level.MISSING
    asked = {"ten_tthc": OWN.procedure_name} | PERSON
    for day, level in (("2021-03-10", Level.NEAR), ("2021-03-11", Level.MISSING)):
        assert level_of(weigh(paper("phieu_bo_sung", ngay_ban_hanh=day, **asked), slow), WORKED_ON) is level


def test_the_name_of_a_shop_is_no_other_owner():
    named = {"ten_ho_kinh_doanh": "CƠ SỞ MAY LAN"} | APPLIED
    applied = paper("don_dang_ky_bien_dong", weak=["ho_ten"], ho_ten="Hoa", **named)
    assert links(match(applied, [], registry(OWN)), OWN, "application")


@pytest.mark.parametrize("day", ["", "2021-05-09"])
def test_a_parcel_and_its_owner_are_no_dossier_without_the_day(day):
    assert match(notice(day), [], registry(OWN)).dossier is None


SALE = Component("TP.05", "Hợp đồng chuyển nhượng quyền sử dụng đất")
SOLD = entry(7, components=(FORM, SALE), owner_born="1985-01-03", results=(permit(),))


def contract(day):
    return paper("hop_dong_chuyen_nhuong", ngay_ky=day, to_ban_do="33", so_thua="214", **PERSON)


@pytest.mark.parametrize("day", ["2021-03-01", "2021-02-10"])
def test_a_contract_goes_to_the_dossier_that_was_received_soon_after(day):
    assert links(match(contract(day), [], registry(SOLD)), SOLD, "deed")


def test_of_two_sales_of_a_parcel_the_days_of_the_contract_tell_which():
    assert links(match(contract("2021-03-01"), [], registry(SOLD, later(SOLD))), SOLD, "deed")
    assert match(contract("2021-02-10"), [], registry(SOLD, later(SOLD))).dossier is None


def test_of_two_sales_of_a_parcel_within_a_month_the_days_of_the_contract_tell_nothing():
    """It was signed six days before one receipt and seventeen before the other, to which it belongs."""
    code = DossierCode(SOLD.code.replace("-210305-0007", "-210316-0009"))
    again = replace(SOLD, code=code, received_on=date(2021, 3, 16), book="02/2021", serial="9")
    found = match(contract("2021-02-27"), [], registry(SOLD, again))
    assert (found.dossier, found.reason) == (None, "several_candidates")


@pytest.mark.parametrize("day", ["", "2021-01-20", "2020-03-01"])
def test_a_contract_without_its_day_or_longer_ago_waits(day):
    assert match(contract(day), [], registry(SOLD)).dossier is None


def test_what_was_prepared_longer_ago_is_not_held_against_the_dossier():
    assert level_of(weigh(contract("2021-01-20"), SOLD), HANDED_IN) is Level.MISSING
    assert level_of(weigh(contract("2021-04-20"), SOLD), HANDED_IN) is Level.DIFFERENT


def test_what_is_turned_away_at_the_desk_was_written_on_the_day_of_receipt():
    stated = {"ten_tthc": OWN.procedure_name, "ngay_ban_hanh": "2021-03-08"} | PERSON
    assert level_of(weigh(paper("phieu_bo_sung", **stated), OWN), WORKED_ON) is Level.NEAR
    assert level_of(weigh(paper("phieu_tu_choi", **stated), OWN), WORKED_ON) is Level.DIFFERENT


def test_a_name_with_other_marks_on_the_same_day_is_a_namesake():
    stated = {"ten_tthc": OWN.procedure_name, "ngay_tiep_nhan": "2021-03-05"}
    assert links(
        match(paper("phieu_xin_loi", ho_ten="Nguyễn Thị Hoa", **stated), [], registry(OWN)), OWN, "person"
    )
    assert match(paper("phieu_xin_loi", ho_ten="Nguyễn Thị Hòa", **stated), [], registry(OWN)).dossier is None


def issued(day, **changes):
    stated = {"so_ky_hieu": "45/GPXD", "co_quan_ban_hanh": OWN.unit or "", "ngay_ban_hanh": day}
    return paper("giay_phep_xay_dung", **(PERSON | stated | changes))


def test_the_number_of_the_owners_result_links_though_its_day_was_misread():
    assert links(match(issued("2021-03-28"), [], registry(OWN)), OWN, "numbered")
    assert match(issued("2021-03-28", so_ky_hieu="46/GPXD"), [], registry(OWN)).dossier is None
    assert match(issued("2021-03-28", so_cccd="", so_dien_thoai=""), [], registry(OWN)).dossier is None


def certificate_of_firm(number, **stated):
    """Return the class of a certificate of a firm whose day is not that of the register, by its number."""
    firm = entry(8, owner="CÔNG TY TNHH AN LỘC", owner_id_type="MST", owner_id="3700145020")
    issued = ResultRecord("KQ1", number=number, issuer=firm.unit, issued_on=date(2021, 3, 18))
    stated |= {
        "ho_ten": firm.owner,
        "so_ky_hieu": number,
        "co_quan_ban_hanh": firm.unit,
        "dia_chi": firm.address,
    }
    return class_of(
        weigh(
            paper("giay_cn_doanh_nghiep", ngay_ban_hanh="2021-05-26", **stated),
            replace(firm, results=(issued,)),
        )
    )


def test_a_firms_own_number_does_not_tell_its_certificates_apart():
    """The number of an enterprise is its tax code, and stands on all of its certificates, whether it is stated twice or not."""
    found = certificate_of_firm("46D8003517")
    assert found is not None
    assert found.name == "numbered"
    assert certificate_of_firm("3700145020") is None
    assert certificate_of_firm("3700145020", ma_so_thue="3700145020") is None


def asked_for(confidence):
    """Return a request written two days after one dossier of a person was received, and the day before the next one was."""
    stated = {"ten_tthc": OWN.procedure_name, "co_quan_ban_hanh": OWN.unit, "dia_chi": OWN.address} | PERSON
    asked = paper("phieu_bo_sung", ngay_ban_hanh="2021-03-07", **stated)
    fields = tuple(
        replace(field, confidence=confidence) if field.name == "ngay_ban_hanh" else field
        for field in asked.fields
    )
    return replace(asked, fields=fields)


def test_a_day_that_may_be_misread_does_not_tell_one_dossier_of_a_person_from_the_next():
    other = replace(OWN, code="H09.15-210308-0099", received_on=date(2021, 3, 8))
    sure, unsure = (match(asked_for(confidence), [], registry(OWN, other)) for confidence in (0.99, 0.94))
    assert links(sure, OWN, "process_open")
    assert (unsure.dossier, unsure.reason) == (None, "several_candidates")
    assert links(match(asked_for(0.94), [], registry(OWN)), OWN, "process_open")


def test_a_request_waits_where_a_numbered_paper_of_its_person_found_no_dossier():
    decision = match(asked_for(0.99), [], registry(OWN), Beside(homeless=True))
    assert (decision.dossier, decision.reason) == (None, "homeless_beside")


@pytest.mark.parametrize(
    ("book", "confidence", "reason"),
    [("02/2021", 0.95, "contradiction"), ("02/2021", 0.94, None), ("", 0.95, None)],
)
def test_another_number_of_the_same_book_that_was_surely_read_is_another_dossiers(book, confidence, reason):
    """The same person handed the same in twice on one day."""
    twin = replace(OWN, book="02/2021", serial="251", due_on=date(2021, 3, 12))
    stated = {"ten_tthc": OWN.procedure_name, "co_quan_ban_hanh": OWN.unit, "dia_chi": OWN.address} | PERSON
    receipt = paper(
        "giay_tiep_nhan",
        confidence,
        ngay_tiep_nhan="2021-03-05",
        ngay_hen_tra="2021-03-12",
        quyen_so=book,
        so_thu_tu="247",
        **stated,
    )
    decision = match(receipt, [], registry(twin))
    assert decision.rung == "person"
    assert decision.reason == reason


def test_a_namesake_has_another_phone():
    stated = {"ho_ten": OWN.owner, "ten_tthc": OWN.procedure_name, "ngay_tiep_nhan": "2021-03-05"}
    for phone, name in (("", "person"), ("0912999888", None)):
        found = class_of(weigh(paper("giay_tiep_nhan", so_dien_thoai=phone, **stated), OWN))
        assert (found.name if found else None) == name


def test_whoever_else_a_paper_names_says_nothing_about_the_owner():
    married = weigh(paper("giay_cn_ket_hon", ho_ten_chong="Lý Văn Tám", ho_ten_vo="Phan Thị Bưởi"), OWN)
    assert [(one.level, one.bits) for one in married.comparisons if one.field == "ho_ten"] == [
        (Level.DIFFERENT, 0.0)
    ]


@pytest.mark.parametrize(("name", "known"), [("Nguyễn Thị Ho", True), ("", True), ("Lê Văn Tám", False)])
def test_a_whole_identity_number_is_its_owner_unless_another_is_named(name, known):
    assert identified(weigh(paper(so_cccd=OWN.owner_id or "", ho_ten=name), OWN)) is known


def test_a_misread_day_is_borne_beside_papers_of_the_dossier_where_the_person_is_known():
    near = Beside(frozenset({OWN.code}), OWN.code, {OWN.code: frozenset()})
    refused = paper("phieu_tu_choi", ngay_ban_hanh="2021-08-04", ten_tthc=OWN.procedure_name or "", **PERSON)
    assert level_of(weigh(refused, OWN, Around(beside=near)), WORKED_ON) is Level.DIFFERENT
    assert match(refused, [], registry(OWN)).dossier is None
    assert links(match(refused, [], registry(OWN), near), OWN, "beside_known")


@pytest.mark.parametrize("sure", [0.1, 0.9])
@pytest.mark.parametrize("written", ["2021-03-04", "2018-03-04"])
def test_whoever_led_to_nobody_is_looked_up_by_birth_on_all_days(sure, written):
    stated = {"ho_ten": "MOUNỄVIHI", "ngay_sinh": "1985-01-03", "ngay_ban_hanh": written}
    decision = match(paper("to_khai", confidence=sure, **stated), [], registry(OWN))
    assert OWN.code in [one.dossier for one in decision.candidates]


def test_whoever_is_known_is_not_looked_up_by_birth():
    """Many are born on one day."""
    twin = replace(OWN, code=f"{OWN.code[:-4]}0099", owner="Nguyễn Thị Huệ", owner_id="074185000099")
    decision = match(paper("to_khai", ngay_ban_hanh="2021-03-04", **PERSON), [], registry(OWN, twin))
    assert [one.dossier for one in decision.candidates] == [OWN.code]


COMPANY_OWNED = replace(
    OWN,
    owner="DOANH NGHIỆP TƯ NHÂN GỐM SỨ HOÀNG HƯNG",
    owner_id_type="MST",
    owner_id="3717877424",
    owner_born=None,
)


def owner_level(found):
    return level_of(weigh(found, COMPANY_OWNED), "ho_ten")


def test_a_company_issued_what_it_hands_in():
    """The minutes of its own meeting; whose name the reader took for the owner's is some piece of the heading."""
    minutes = paper("bien_ban", ho_ten="TƯ NHÂN", co_quan_ban_hanh="ĐOANH NGHIỆP TƯ NHÂN GỐM SỬ HOÀNG HƯNG")
    assert owner_level(minutes) is Level.TONELESS
    decision = match(minutes, [], registry(COMPANY_OWNED))
    assert [one.dossier for one in decision.candidates] == [COMPANY_OWNED.code]


def test_an_agency_that_issued_a_paper_is_no_owner():
    assert owner_level(paper("thong_bao", co_quan_ban_hanh="ỦY BAN NHÂN DÂN XÃ AN TÂY")) is Level.MISSING
    assert owner_level(paper("thong_bao", co_quan_ban_hanh="CÔNG TY TNHH AN TÂY")) is Level.DIFFERENT


def test_a_paper_of_the_process_is_addressed_to_the_owner():
    apology = paper("phieu_xin_loi", kinh_gui="Ông (bà) Nguyễn Thị Hoa")
    assert level_of(weigh(apology, OWN), "ho_ten") is Level.EXACT
    assert level_of(weigh(apology, OWN), "kinh_gui") is Level.MISSING
    assert level_of(weigh(paper("to_khai", kinh_gui=OWN.unit or ""), OWN), "kinh_gui") is Level.EXACT


@pytest.mark.parametrize(
    ("day", "level"),
    [("2021-03-16", Level.NEAR), ("2021-03-17", Level.NEAR), ("2021-03-18", Level.DIFFERENT)],
)
def test_papers_of_the_process_are_dated_until_the_day_that_was_promised(day, level):
    """Though the register says that the result was handed over before."""
    returned = replace(OWN, returned_on=date(2021, 3, 15))
    assert level_of(weigh(paper("phieu_xin_loi", ngay_ban_hanh=day), returned), WORKED_ON) is level


def reached(found, *dossiers):
    """Return the codes that blocking leads to, the likeliest first."""
    return [one.dossier for one in match(found, [], registry(*dossiers)).candidates]


@pytest.mark.parametrize("number", ["074185005004", "074285005007"])
def test_a_misread_digit_of_the_number_hides_nobody_whom_nothing_else_finds(number):
    """Taken for a digit that it is like, 7 for 4, or that it is not like, 1 for 2."""
    assert OWN.owner_id == "074185005007"
    assert reached(paper("don_dang_ky_bien_dong", so_cccd=number), OWN) == [OWN.code]


def test_where_the_person_is_found_nobody_with_nearly_the_number_is_looked_up():
    other = entry(8, owner="Phạm Quốc Dũng", owner_id="074185005097")
    assert reached(paper("don_dang_ky_bien_dong", so_cccd=OWN.owner_id or ""), OWN, other) == [OWN.code]


@pytest.mark.parametrize(
    ("read", "owner"), [("2HANG WEI", "ZHANG WEI"), ("NGUYÊN TÂN QUÂNNGHĨA", "Nguyễn Tấn Quân Nghĩa")]
)
def test_a_name_with_digits_or_without_its_blanks_is_looked_up_as_it_was(read, owner):
    owned = replace(OWN, owner=owner)
    found = match(paper("don_dang_ky_bien_dong", ho_ten=read), [], registry(owned)).candidates
    assert [level_of(one, "ho_ten") for one in found] == [Level.CONFUSED]


@pytest.mark.parametrize(
    ("kind", "day", "sure", "found"),
    [
        ("to_khai", "2020-03-15", 0.05, True),
        ("to_khai", "2020-03-15", 0.9, False),
        ("can_cuoc_cong_dan", "2020-03-15", 0.9, True),
    ],
)
def test_a_common_name_is_looked_up_on_all_days_where_no_day_and_no_number_tells(kind, day, sure, found):
    """A day that was but guessed tells nothing, nor does that of a card."""
    namesakes = [entry(number, day=9, owner_id=None) for number in range(100, 130)]
    stated = paper(kind, confidence=sure, ngay_ban_hanh=day, ho_ten=OWN.owner, so_dien_thoai="0912345678")
    assert (OWN.code in reached(stated, OWN, *namesakes)) is found


CLAIM_FORM = Component("TP1", "Tờ khai đăng ký")
CLAIM = entry(8, components=(CLAIM_FORM,), address="số 5, khu phố 3, phường Phú Cường, thành phố Thủ Dầu Một")
IN_FOLDER = Beside(
    frozenset({CLAIM.code}), CLAIM.code, {CLAIM.code: frozenset()}, nearest=frozenset({CLAIM.code})
)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"ho_ten": "NGUYẼN TH HO"}, True),
        ({"ho_ten": "LÊ VĂN TÁM"}, False),
        ({"ho_ten": "LÊ VĂN TÁM", "so_dien_thoai": "0912345678"}, True),
        ({"ngay_ban_hanh": "2021-02-20"}, False),
    ],
)
def test_a_form_of_the_week_between_papers_of_a_dossier_that_asks_for_it_needs_no_readable_name(
    changes, found
):
    """Of another's name it needs something that says who it is."""
    dossier = replace(CLAIM, phone="0912345678")
    stated = {"ngay_ban_hanh": "2021-03-04", "kinh_gui": CLAIM.unit or "", **changes}
    decision = match(paper("to_khai", **stated), [], registry(dossier), IN_FOLDER)
    assert links(decision, dossier, "enclosed") is found


def test_a_form_next_to_papers_of_a_dossier_lies_at_the_edge_of_its_folder():
    edge = replace(IN_FOLDER, between=None)
    stated = {"ngay_ban_hanh": "2021-03-04", "kinh_gui": CLAIM.unit or ""}
    assert match(paper("to_khai", **stated), [], registry(CLAIM), edge).dossier is None


def married(confidence):
    """Return a certificate of marriage whose number is one digit off that of the register."""
    return paper(
        "giay_cn_ket_hon",
        confidence,
        so_ky_hieu="17/2021",
        ho_ten_vo="NGUYỄN THỊ HOA",
        ho_ten_chong="Lê Văn Tám",
        ngay_ban_hanh="2021-03-18",
        co_quan_ban_hanh="ỦY BAN NHÂN DÂN PHƯỜNG PHÚ CƯỜNG",
    )


def test_a_number_one_digit_off_is_borne_where_it_is_doubtful_and_day_agency_and_name_agree():
    wed = replace(OWN, results=(permit("12/2021", date(2021, 3, 18), issuer="UBND phường Phú Cường"),))
    assert links(match(married(0.94), [], registry(wed)), wed, "result_near")
    other_day = replace(wed, results=(permit("12/2021", date(2021, 3, 19), issuer="UBND phường Phú Cường"),))
    assert match(married(0.94), [], registry(other_day)).dossier is None


def test_a_number_that_was_surely_read_is_not_the_next_one_of_the_day():
    """The register lacks its dossier, and has the next one of the same person, decided on the same day."""
    wed = replace(OWN, results=(permit("12/2021", date(2021, 3, 18), issuer="UBND phường Phú Cường"),))
    decision = match(married(0.95), [], registry(wed))
    assert (decision.dossier, decision.reason) == (None, "contradiction")


@pytest.mark.parametrize(("behind_another", "found"), [(False, True), (True, False)])
def test_a_card_behind_another_folder_waits_where_its_person_has_another_dossier(behind_another, found):
    dossier, second = (
        entry(number, components=(Component("TP1", "Căn cước công dân"),), owner_id="074185000123")
        for number in (7, 9)
    )
    near = Beside(
        frozenset({dossier.code}),
        None,
        {dossier.code: frozenset()},
        nearest=frozenset() if behind_another else frozenset({dossier.code}),
    )
    card = paper("can_cuoc_cong_dan", ho_ten="NGUYỄN THỊ HOA", so_cccd="074185000123")
    assert (match(card, [], registry(dossier, second), near).dossier == dossier.code) is found


def test_a_misread_name_does_not_veto_whom_two_numbers_tell():
    known = replace(OWN, phone="0912345678")
    stated = {**PERSON, "ho_ten": "LÊ VĂN TÁM", "ngay_ban_hanh": "2021-03-04", "kinh_gui": OWN.unit or ""}
    applied = paper("don_cap_phep_xay_dung", **stated)
    asking = replace(known, components=(Component("TP1", "Đơn đề nghị cấp giấy phép xây dựng"),))
    assert links(match(applied, [], registry(asking)), asking, "application")
    assert match(applied, [], registry(replace(asking, phone=None))).dossier is None


@pytest.mark.parametrize(("phone", "found"), [("0912345678", True), ("", False)])
def test_an_identity_number_of_which_two_digits_were_misread_does_not_veto_whom_a_phone_tells(phone, found):
    asking = replace(OWN, phone="0912345678", owner_id="074185000123")
    stated = {
        "ho_ten": "NGUYỄN THỊ HOA",
        "so_cccd": "074185080163",
        "so_dien_thoai": phone,
        "ngay_sinh": "1985-01-03",
    }
    applied = paper("don_dang_ky_bien_dong", ngay_ban_hanh="2021-03-04", kinh_gui=OWN.unit or "", **stated)
    assert links(match(applied, [], registry(asking)), asking, "application") is found


def test_a_name_and_the_number_of_a_certificate_of_land_tell_who_it_is():
    owned = replace(OWN, results=(permit(book_number="CS00302"),))
    stated = {"ho_ten": "NGUYỄN THỊ HOA", "so_vao_so": "CS00302"}
    assert identified(weigh(paper("don_dang_ky_bien_dong", **stated), owned))
    assert not identified(weigh(paper("don_dang_ky_bien_dong", **{**stated, "ho_ten": "LÊ VĂN TÁM"}), owned))
