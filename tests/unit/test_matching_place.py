"""Where in its dossier a paper goes."""

from datetime import date

import pytest

from digitize.matching.place import place, role_in
from digitize.model.match import Component, Dossier, Placement, Role
from digitize.model.vocabulary import vocabulary
from tests.factories.matching import entry, paper, permit

COMPONENTS = (
    Component("TP.01", "Đơn đăng ký biến động đất đai, tài sản gắn liền với đất (Mẫu 09/ĐK)"),
    Component("TP.02", "Hợp đồng chuyển nhượng, tặng cho quyền sử dụng đất"),
    Component("TP.03", "Bản gốc Giấy chứng nhận đã cấp"),
    Component("TP.04", "Bản sao Căn cước công dân hoặc Chứng minh nhân dân của chủ hộ"),
)
LAND = entry(components=COMPONENTS, results=(permit("", code="KQ.G14.000015", book_number="CS00538"),))
BUILDING = entry(
    components=(Component("TP.01", "Đơn đề nghị cấp giấy phép xây dựng (theo mẫu)"),), results=(permit(),)
)


def put(kind: str, dossier: Dossier, *taken: tuple[Role, str], **values: str) -> Placement:
    return place(kind, paper(kind, **values), dossier, taken)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("don_dang_ky_bien_dong", "TP.01"),
        ("hop_dong_chuyen_nhuong", "TP.02"),
        ("can_cuoc_cong_dan", "TP.04"),
    ],
)
def test_an_input_goes_to_the_component_of_its_name(kind: str, code: str) -> None:
    assert put(kind, LAND) == Placement(Role.INPUT, code)
    assert put(kind, LAND, (Role.INPUT, code)) == Placement(Role.INPUT, code, "component_taken")


@pytest.mark.parametrize(
    "name",
    [
        "CMND/CCCD (bản sao có chứng thực)",
        "Giấy tờ tùy thân: Căn cước công dân hoặc Chứng minh nhân dân",
        "Bản sao một trong các giấy tờ: Chứng minh nhân dân",
        "02 bản photo thẻ căn cước công dân",
    ],
)
def test_registers_name_the_identity_card_in_many_ways(name: str) -> None:
    dossier = entry(components=(Component("TP.01", "Tờ khai đăng ký khai sinh"), Component("TP.02", name)))
    assert put("can_cuoc_cong_dan", dossier).code == "TP.02"


def test_an_application_for_a_permit_is_not_the_permit() -> None:
    assert put("don_cap_phep_xay_dung", BUILDING) == Placement(Role.INPUT, "TP.01")
    other_number = put("giay_phep_xay_dung", BUILDING, so_ky_hieu="99/GPXD")
    assert other_number == Placement(Role.RESULT, None, "no_result")


def test_no_component_of_the_name_asks_a_person() -> None:
    assert put("giay_uy_quyen", LAND) == Placement(Role.INPUT, None, "no_component")
    assert put("khac", LAND) == Placement(Role.INPUT, None, "no_component")
    assert put("to_khai", entry()) == Placement(Role.INPUT, None, "no_component")


def test_two_components_alike_ask_a_person() -> None:
    cards = (Component("A", "CCCD của bên mua"), Component("B", "CCCD của bên bán"))
    assert put("can_cuoc_cong_dan", entry(components=cards)).reason == "several_components"


def test_the_title_decides_where_the_kind_does_not() -> None:
    parts = (Component("A", "Tờ khai đăng ký khai sinh"), Component("B", "Tờ khai lệ phí trước bạ"))
    dossier = entry(components=parts)
    assert put("to_khai", dossier, trich_yeu="Tờ khai lệ phí trước bạ nhà, đất").code == "B"
    assert put("khac", dossier, loai_van_ban="TỜ KHAI ĐĂNG KÝ KHAI SINH").code == "A"


def test_a_result_is_found_by_its_number_or_by_the_only_free_place() -> None:
    assert put("giay_phep_xay_dung", BUILDING, so_ky_hieu="45/GPXD") == Placement(
        Role.RESULT, "KQ.G17.000041"
    )
    assert put("giay_phep_xay_dung", BUILDING) == Placement(Role.RESULT, "KQ.G17.000041")
    taken = (Role.RESULT, "KQ.G17.000041")
    assert put("giay_phep_xay_dung", BUILDING, taken, so_ky_hieu="45/GPXD").reason == "result_taken"
    assert put("giay_phep_xay_dung", BUILDING, taken).reason == "result_taken"


def test_of_two_results_the_number_chooses_and_the_free_place_is_taken() -> None:
    two = entry(results=(permit(), permit("12/QĐ-UBND", date(2021, 3, 25), code="KQ.2")))
    assert put("quyet_dinh", two, so_ky_hieu="12/QĐ-UBND").code == "KQ.2"
    assert put("quyet_dinh", two, ngay_ban_hanh="2021-03-25").code == "KQ.2"
    assert put("quyet_dinh", two).reason == "several_results"
    assert put("quyet_dinh", two, (Role.RESULT, "KQ.2")).code == "KQ.G17.000041"
    same = entry(results=(permit(), permit(code="KQ.2")))
    assert put("quyet_dinh", same, so_ky_hieu="45/GPXD").reason == "several_results"


def test_a_number_begins_anew_each_year_and_a_day_may_be_misread() -> None:
    numbered = {"so_ky_hieu": "45/GPXD"}
    assert put("giay_phep_xay_dung", BUILDING, **numbered, ngay_ban_hanh="2021-03-13").code == "KQ.G17.000041"
    assert put("giay_phep_xay_dung", BUILDING, **numbered, ngay_ban_hanh="2022-03-18").reason == "no_result"


def test_a_day_may_be_misread_with_one_sign_of_the_number() -> None:
    slip = {"ngay_ban_hanh": "2021-03-13"}
    assert put("giay_phep_xay_dung", BUILDING, so_ky_hieu="46/GPXD", **slip).code == "KQ.G17.000041"
    assert put("giay_phep_xay_dung", BUILDING, so_ky_hieu="45/GPXB", **slip).code == "KQ.G17.000041"
    assert put("giay_phep_xay_dung", BUILDING, so_ky_hieu="96/GPXD", **slip).reason == "no_result"
    assert (
        put("giay_phep_xay_dung", BUILDING, so_ky_hieu="46/GPXD", ngay_ban_hanh="2022-03-13").reason
        == "no_result"
    )


def test_a_number_of_one_digit_or_beside_another_that_differs_says_nothing_of_a_misread_day() -> None:
    slip = {"ngay_ban_hanh": "2021-03-13"}
    assert (
        put("giay_phep_xay_dung", entry(results=(permit("4/GPXD"),)), so_ky_hieu="9/GPXD", **slip).reason
        == "no_result"
    )
    registered = entry(results=(permit("", book_number="CS01234", serial_number="CV 123456"),))
    numbers = {"so_vao_so": "CS09876", "so_phat_hanh": "CV 123457"}
    assert put("giay_phep_xay_dung", registered, **numbers, **slip).reason == "no_result"


def test_a_result_whose_day_was_read_as_older_than_the_receipt_is_no_component() -> None:
    early = {"ngay_ban_hanh": "2021-03-01"}
    assert role_in(paper("giay_phep_xay_dung", so_ky_hieu="45/GPXB", **early), BUILDING) is Role.RESULT
    assert role_in(paper("giay_phep_xay_dung", so_ky_hieu="46/GPXD", **early), BUILDING) is Role.INPUT
    assert role_in(paper("giay_phep_xay_dung", so_ky_hieu="45/GP-", **early), BUILDING) is Role.INPUT
    older = {"ngay_ban_hanh": "2020-03-18"}
    assert role_in(paper("giay_phep_xay_dung", so_ky_hieu="45/GPXD", **older), BUILDING) is Role.INPUT


def test_a_dossier_without_results_has_no_place_for_one() -> None:
    assert put("quyet_dinh", entry()) == Placement(Role.RESULT, None, "no_result")


def test_a_certificate_older_than_the_dossier_was_handed_in() -> None:
    assert put("giay_cn_qsdd", LAND, ngay_ban_hanh="2010-05-04") == Placement(Role.INPUT, "TP.03")
    assert put("giay_cn_qsdd", LAND, so_vao_so="CS00538") == Placement(Role.RESULT, "KQ.G14.000015")
    assert put("giay_cn_qsdd", LAND, so_vao_so="CH00120") == Placement(Role.INPUT, "TP.03")


def test_a_letter_with_the_number_of_the_result_is_the_result() -> None:
    answer = entry(results=(permit("77/UBND-KT", code="KQ.9"),))
    assert put("cong_van", answer, so_ky_hieu="77/UBND-KT", ngay_ban_hanh="2021-03-18") == Placement(
        Role.RESULT, "KQ.9"
    )
    assert (
        put("cong_van", answer, so_ky_hieu="77/UBND-KT", ngay_ban_hanh="2020-03-18").reason == "no_component"
    )


def test_a_second_receipt_is_noticed() -> None:
    assert put("giay_tiep_nhan", LAND) == Placement(Role.PROCESS, "giay_tiep_nhan")
    again = put("giay_tiep_nhan", LAND, (Role.PROCESS, "giay_tiep_nhan"))
    assert again == Placement(Role.PROCESS, "giay_tiep_nhan", "duplicate_process_paper")
    assert put("phieu_kiem_soat", LAND, (Role.PROCESS, "giay_tiep_nhan")).reason is None


@pytest.mark.parametrize("kind", vocabulary().kinds)
def test_every_kind_finds_the_component_of_its_own_name_and_no_place_twice(kind: str) -> None:
    known = vocabulary().kinds[kind]
    dossier = entry(components=(Component("A", "Bản vẽ thiết kế"), Component("B", known.name)))
    placement = put(kind, dossier)
    expected = {
        Role.PROCESS: (Role.PROCESS, kind),
        Role.RESULT: (Role.INPUT, "B"),
        Role.INPUT: (Role.INPUT, "B"),
    }
    if kind != "khac":
        assert (placement.role, placement.code) == expected[known.role]
        assert put(kind, dossier, (placement.role, placement.code or "")).reason is not None
