"""Certificates of firms: about who founds the firm while it is new, about the firm ever after."""

import pytest

from digitize.extraction.extract import extract
from tests.factories.pages import Placed, agency_header, centred, make_page

FIRM, HEAD = "CÔNG TY TNHH GIA PHONG", "Mai Văn Long"


def certificate(first: str, issued: str, *others: Placed) -> list[Placed]:
    return [
        *agency_header(
            ("SỞ KẾ HOẠCH VÀ ĐẦU TƯ TỈNH BÌNH DƯƠNG", "PHÒNG ĐĂNG KÝ KINH DOANH"),
            "Số: 3702000002",
            f"Bình Dương, {issued}" if issued else "Độc lập",
        ),
        centred(0.14, "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP"),
        centred(0.16, "CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN"),
        centred(0.18, "Mã số doanh nghiệp: 3702000002"),
        *([centred(0.20, f"Đăng ký lần đầu, {first}")] if first else []),
        (0.1, 0.24, f"1. Tên công ty viết bằng tiếng Việt: {FIRM}"),
        (0.1, 0.26, "2. Địa chỉ trụ sở chính: Số 12 đường Yersin, phường Phú Cường, thành phố Thủ Dầu Một"),
        (0.1, 0.28, "3. Vốn điều lệ: 6.400.000.000 đồng"),
        *others,
        (0.1, 0.30, "4. Người đại diện theo pháp luật của công ty"),
        (0.1, 0.32, f"* Họ và tên: {HEAD}"),
        (0.6, 0.32, "Giới tính: Nam"),
        (0.1, 0.34, "Sinh ngày: 16/09/1971"),
        (0.1, 0.36, "Số giấy tờ pháp lý của cá nhân: 366767856"),
        (0.1, 0.38, "Địa chỉ thường trú: tổ 11, ấp Sa Thêm, xã Định Thành, huyện Dầu Tiếng, tỉnh Bình Dương"),
        (0.6, 0.50, "TRƯỞNG PHÒNG"),
        (0.6, 0.60, "Huỳnh Trọng Thắng"),
    ]


@pytest.mark.parametrize(
    ("first", "issued", "new"),
    [
        ("ngày 07 tháng 01 năm 2020", "ngày 10 tháng 01 năm 2020", True),
        ("ngày 10 tháng 01 năm 2020", "ngày 10 tháng 01 năm 2020", True),
        ("ngày 22 tháng 01 năm 2012", "ngày 10 tháng 02 năm 2020", False),
        ("ngày 11 tháng 02 năm 2020", "ngày 10 tháng 02 năm 2020", False),
        ("", "ngày 10 tháng 02 năm 2020", False),
        # Without a day in the header nobody knows how old the firm was.
        ("ngày 22 tháng 01 năm 2012", "", False),
    ],
)
def test_a_certificate_is_of_who_founds_the_firm_while_it_is_new(first: str, issued: str, new: bool) -> None:
    found = {one.name: one.value for one in extract([make_page(certificate(first, issued))]).fields}
    assert (found["ten_doanh_nghiep"], found["nguoi_dai_dien"]) == (FIRM, HEAD)
    assert found["dia_chi"].startswith("Số 12 đường Yersin")
    owner = (found["ho_ten"], found.get("so_cmnd"), found.get("ngay_sinh"))
    assert owner == ((HEAD, "366767856", "1971-09-16") if new else (FIRM, None, None))


def test_a_member_s_number_is_not_the_founder_s() -> None:
    day = "ngày 10 tháng 01 năm 2020"
    members = [
        (0.1, 0.285, "Danh sách thành viên góp vốn"),
        (0.1, 0.29, "Họ và tên: Lê Văn Tám"),
        (0.6, 0.29, "Số giấy tờ pháp lý của cá nhân: 281234567"),
    ]
    found = extract([make_page(certificate(day, day, *members))])
    assert (found.value("ho_ten"), found.value("so_cmnd")) == (HEAD, "366767856")


def test_where_a_founder_lives_is_not_where_the_firm_is() -> None:
    day = "ngày 10 tháng 01 năm 2020"
    paper = [line for line in certificate(day, day) if "trụ sở chính" not in line[2]]
    found = extract([make_page(paper)])
    assert found.value("ho_ten") == HEAD
    assert found.value("dia_chi") is None
