"""Layout that letters and certificates share: whose data stands where, and what a stamp of arrival leaves alone."""

import pytest

from digitize.extraction.extract import extract
from tests.factories.pages import agency_header, centred, make_page


def test_a_death_belongs_to_who_declared_it() -> None:
    page = make_page(
        [
            *agency_header(
                ("ỦY BAN NHÂN DÂN", "PHƯỜNG AN THẠNH"), "Số: 612/TLKT", "An Thạnh, ngày 29 tháng 01 năm 2021"
            ),
            centred(0.16, "TRÍCH LỤC KHAI TỬ"),
            (0.1, 0.22, "Tên gọi đầy đủ: NGUYỄN THANH QUYỀN"),
            (0.1, 0.24, "Họ tên: NGUYỄN THANH QUYỀN"),
            (0.1, 0.26, "Số định danh cá nhân: 070041305496"),
            (0.1, 0.28, "Qua đời lúc: 03 giờ 30 phút, ngày 26 tháng 01 năm 2021"),
            (0.1, 0.32, "Họ, chữ đệm, tên người đi khai tử: Nguyễn Thị Mỹ"),
            (0.1, 0.34, "Số giấy tờ tùy thân: 070198305496"),
        ]
    )
    found = extract([page])
    assert found.value("ngay_chet") == "2021-01-26"
    assert found.value("ho_ten") == "Nguyễn Thị Mỹ"
    assert found.value("so_cccd") == "070198305496"


HEADER = agency_header(
    ("ỦY BAN NHÂN DÂN", "PHƯỜNG AN THẠNH"), "Số: 3928/UBND-TTHC", "An Thạnh, ngày 28 tháng 9 năm 2020"
)


def test_a_stamp_beside_the_addressees_is_none_of_them() -> None:
    page = make_page(
        [
            *HEADER,
            (0.09, 0.13, "V/v cải chính thông tin"),
            (0.80, 0.15, "PHƯỜNG AN THẠNH"),
            (0.80, 0.168, "ĐẾN Số: 1711"),
            (0.33, 0.18, "Kính gửi:"),
            (0.80, 0.186, "Ngày: 24/09/2020"),
            (0.40, 0.198, "- Báo Bình Dương;"),
            (0.80, 0.204, "Chuyển:"),
            # A semicolon that was read as a colon, and a dash that stands off.
            (0.40, 0.216, "- Sở Y tế:"),
            (0.40, 0.234, "-"),
            (0.42, 0.234, "Sở Nội vụ."),
            (0.14, 0.27, "Thực hiện Công văn số 3096/SNV-VP ngày 14/3/2020, Ủy ban nhân dân báo cáo:"),
        ]
    )
    assert extract([page]).value("kinh_gui") == "Báo Bình Dương; Sở Y tế; Sở Nội vụ"


def test_kinh_gui_is_known_though_its_last_letter_was_misread() -> None:
    page = make_page([*HEADER, (0.09, 0.13, "V/v mua sắm"), (0.35, 0.18, "Kinh gửn: Sở Xây dựng")])
    assert extract([page]).value("kinh_gui") == "Sở Xây dựng"


def test_a_sentence_that_goes_on_with_gui_names_no_addressee() -> None:
    page = make_page(
        [
            *HEADER,
            centred(0.16, "TỜ TRÌNH"),
            centred(0.18, "Về việc giao dự toán năm 2020"),
            (0.14, 0.22, "Đề nghị các đơn vị phân công cụ thể lãnh đạo phụ trách, cán bộ đầu mối và"),
            (0.10, 0.238, "gửi danh sách về Phòng Nội vụ."),
            (0.14, 0.256, "Xin trân trọng cảm ơn."),
        ]
    )
    assert extract([page]).value("kinh_gui") is None


def test_an_abstract_ends_where_a_paragraph_begins_and_leaves_a_stamp_alone() -> None:
    page = make_page(
        [
            *HEADER,
            centred(0.16, "KẾ HOẠCH"),
            (0.06, 0.1785, "ĐẾN 3462"),
            centred(0.18, "Công bố danh mục thủ tục lĩnh vực giáo dục"),
            (0.06, 0.1945, "Chuyển"),
            centred(0.196, "thực hiện dịch vụ công trực tuyến"),
            (0.16, 0.216, "Tiếp nhận kiến nghị của cử tri phường Bình Nhâm sau kỳ họp của Hội đồng nhân dân"),
            (0.13, 0.232, "tỉnh, Ủy ban nhân dân phường An Thạnh đã kiểm tra và xin trả lời như sau:"),
        ]
    )
    expected = "Công bố danh mục thủ tục lĩnh vực giáo dục thực hiện dịch vụ công trực tuyến"
    assert extract([page]).value("trich_yeu") == expected


def test_the_matter_of_a_letter_is_known_though_v_v_was_misread() -> None:
    for reference in ("V/y", "V v", "V/v"):
        page = make_page(
            [
                *HEADER,
                (0.09, 0.13, f"{reference} tăng cường quản lý"),
                (0.08, 0.148, "việc tách thửa"),
                (0.19, 0.168, "Hh"),
                (0.35, 0.168, "Kính gửi: Sở Y tế"),
            ]
        )
        assert extract([page]).value("trich_yeu") == "tăng cường quản lý việc tách thửa"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Ông Quang Hưng", "Ông Quang Hưng"),
        ("Ông Nguyễn Quang Hưng", "Nguyễn Quang Hưng"),
        ("ThS.Nguyễn Quang Hưng", "Nguyễn Quang Hưng"),
        ("L:ê Văn Trí Đạt", "Lê Văn Trí Đạt"),
    ],
)
def test_signers_name_is_what_stands_below_the_office(printed: str, name: str) -> None:
    page = make_page([*HEADER, (0.1, 0.6, "Nơi nhận:"), (0.65, 0.6, "CHỦ TỊCH"), (0.61, 0.7, printed)])
    assert extract([page], "cong_van").value("nguoi_ky") == name


@pytest.mark.parametrize(
    ("confidence", "read", "name", "warnings"),
    [
        (0.6, "Vũ Thị Mỹ Hân", "Võ Thị Mỹ Hân", ("repaired",)),
        (0.9, "Vũ Thị Mỹ Hân", "Vũ Thị Mỹ Hân", ()),
        (0.6, "Vũ Miinh Quốc Bách", "Vũ Minh Quốc Bách", ("repaired",)),
    ],
)
def test_a_surname_that_is_doubtful_below_a_seal_is_the_one_that_its_ring_hides(
    confidence: float, read: str, name: str, warnings: tuple[str, ...]
) -> None:
    lines = [*HEADER, (0.1, 0.6, "Nơi nhận:"), (0.65, 0.6, "CHỦ TỊCH"), (0.61, 0.7, read)]
    found = extract([make_page(lines, confidence=confidence)], "cong_van")
    (signer,) = [field for field in found.fields if field.name == "nguoi_ky"]
    assert (signer.value, signer.warnings) == (name, warnings)


def test_a_stamp_before_the_abstract_is_none_of_it() -> None:
    page = make_page(
        [
            *agency_header(
                ("ỦY BAN NHÂN DÂN", "PHƯỜNG AN THẠNH"),
                "Số: 651/TTr-UBND",
                "An Thạnh, ngày 01 tháng 02 năm 2021",
            ),
            centred(0.16, "TỜ TRÌNH"),
            centred(0.178, "ĐẾN ngày 27/01/2021 Về việc xác minh thông tin hộ tịch"),
            (0.3, 0.22, "Kính gửi: Sở Tư pháp"),
        ]
    )
    assert extract([page]).value("trich_yeu") == "Về việc xác minh thông tin hộ tịch"


def test_a_work_permit_says_everything_twice() -> None:
    page = make_page(
        [
            *agency_header(
                ("SỞ LAO ĐỘNG", "THƯƠNG BINH VÀ XÃ HỘI"),
                "Số: 000847/SLĐTBXH-GP",
                "Bình Dương, ngày 15 tháng 5 năm 2020",
            ),
            centred(0.16, "GIẤY PHÉP LAO ĐỘNG"),
            (0.1, 0.20, "1. Họ, tên người lao động: YANG YU LUNG"),
            (0.1, 0.22, "Full name"),
            (0.1, 0.24, "3. Ngày, tháng, năm sinh: 14/02/1967"),
            (0.1, 0.26, "Date of birth (day/month/year)"),
            (0.1, 0.28, "7. Đơn vị sử dụng lao động: CÔNG TY TNHH THỰC PHẨM CÁT AN"),
            (0.1, 0.30, "Working at enterprise/organization: CAT AN CO., LTD"),
        ]
    )
    found = extract([page])
    assert found.value("ho_ten") == "YANG YU LUNG"
    assert found.value("ngay_sinh") == "1967-02-14"
    assert found.value("ten_doanh_nghiep") == "CÔNG TY TNHH THỰC PHẨM CÁT AN"


def test_a_translation_that_was_read_badly_is_no_part_of_the_value_above() -> None:
    page = make_page(
        [
            *agency_header(("SỞ LAO ĐỘNG",), "Số: 847/SLĐTBXH-GP", "Bình Dương, ngày 15 tháng 5 năm 2020"),
            centred(0.16, "GIẤY PHÉP LAO ĐỘNG"),
            (0.1, 0.20, "1. Họ, tên người lao động: PARK EUNHYE"),
            (0.1, 0.22, "EiilEname"),
            (0.1, 0.24, "4. Quốc tịch: Hàn Quốc"),
            (0.1, 0.26, "cireat nadonaiity Koreo"),
        ]
    )
    found = extract([page])
    assert (found.value("ho_ten"), found.value("quoc_tich")) == ("PARK EUNHYE", "Hàn Quốc")


def test_an_abstract_may_end_in_capitals_and_figures() -> None:
    lines = (
        centred(0.16, "KẾ HOẠCH"),
        centred(0.18, "Hỗ trợ người lao động do đại dịch"),
        centred(0.196, "COVID-19"),
    )
    assert extract([make_page([*HEADER, *lines])]).value("trich_yeu") == (
        "Hỗ trợ người lao động do đại dịch COVID-19"
    )


def test_a_decision_that_is_named_ends_the_scope_of_a_licence_and_not_what_a_court_decided() -> None:
    licence = make_page(
        [
            *agency_header(
                ("SỞ Y TẾ", "TỈNH BÌNH DƯƠNG"), "Số: 000544/BD-CCHN", "Bình Dương, ngày 16 tháng 10 năm 2020"
            ),
            centred(0.16, "CHỨNG CHỈ HÀNH NGHỀ"),
            centred(0.178, "KHÁM BỆNH, CHỮA BỆNH"),
            (0.1, 0.22, "Phạm vi hoạt động chuyên môn: Khám bệnh, chữa bệnh chuyên khoa răng hàm mặt"),
            (0.1, 0.238, "Theo Quyết định số 253/QĐ-SYT ngày 16 tháng 10 năm 2020 của Giám đốc Sở Y tế."),
        ]
    )
    assert extract([licence]).value("pham_vi_hoat_dong") == "Khám bệnh, chữa bệnh chuyên khoa răng hàm mặt"
    status = make_page(
        [
            *agency_header(
                ("ỦY BAN NHÂN DÂN", "PHƯỜNG DĨ AN"), "Số: 12/UBND-XNTTHN", "Dĩ An, ngày 16 tháng 10 năm 2020"
            ),
            centred(0.16, "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN"),
            (0.1, 0.22, "Tình trạng hôn nhân: Đã ly hôn theo Quyết định số 278/2013/QĐST-HNGĐ của Tòa án"),
        ]
    )
    assert (extract([status]).value("tinh_trang_hon_nhan") or "").endswith("của Tòa án")


def test_a_letter_of_a_firm_speaks_for_a_foreigner() -> None:
    page = make_page(
        [
            *HEADER,
            (0.1, 0.30, "CÔNG TY TNHH BAO BÌ HỒNG TIẾN kính đề nghị Quý cơ quan xem xét."),
            (
                0.1,
                0.32,
                "Người nộp hồ sơ: ông (bà) ZHAO ZHIQIANG; địa chỉ: số 267, đường Lê Lợi, phường An Thạnh.",
            ),
        ]
    )
    found = extract([page])
    assert found.value("ho_ten") == "ZHAO ZHIQIANG"
    assert found.value("dia_chi") == "số 267, đường Lê Lợi, phường An Thạnh"


def test_a_firm_is_where_its_seat_is_told() -> None:
    page = make_page(
        [
            *HEADER,
            (0.1, 0.26, "Căn cứ Tờ trình của CÔNG TY TNHH BAO BÌ HỒNG TIẾN;"),
            (
                0.1,
                0.28,
                "Căn cứ Luật Doanh nghiệp ngày 17 tháng 6 năm 2020, luật được sửa đổi, bổ sung một số điều năm 2022;",
            ),
            (
                0.1,
                0.30,
                "Căn cứ Nghị định số 01/2021/NĐ-CP ngày 04 tháng 01 năm 2021 của Chính phủ về đăng ký doanh nghiệp;",
            ),
            (
                0.1,
                0.32,
                "Căn cứ kết luận tại cuộc họp ngày 29/11/2019 của các đơn vị có liên quan trên địa bàn tỉnh.",
            ),
            (
                0.1,
                0.34,
                "Chấp thuận đề nghị của CÔNG TY TNHH BAO BÌ HỒNG TIẾN, trụ sở: số 39, đường Lê Lợi, phường An Thạnh.",
            ),
        ]
    )
    found = extract([page])
    assert found.value("ho_ten") == "CÔNG TY TNHH BAO BÌ HỒNG TIẾN"
    assert found.value("dia_chi") == "số 39, đường Lê Lợi, phường An Thạnh"


def test_what_follows_the_parents_in_a_criminal_record_is_the_owners() -> None:
    page = make_page(
        [
            *HEADER,
            centred(0.16, "PHIẾU LÝ LỊCH TƯ PHÁP SỐ 2"),
            (0.1, 0.22, "1. Họ và tên: NGUYỄN THANH QUYỀN"),
            (0.1, 0.24, "6. Họ tên bố: Nguyễn Văn Mạnh"),
            (0.1, 0.26, "7. Họ và tên mẹ: Trần Thị My"),
            (
                0.1,
                0.28,
                "8. Nơi đăng ký thường trú: số 47, đường Hồ Văn Cống, phường An Thạnh, thị xã Thuận An",
            ),
        ]
    )
    found = extract([page])
    assert found.value("ho_ten") == "NGUYỄN THANH QUYỀN"
    assert found.value("ho_ten_me") == "Trần Thị My"
    assert found.value("dia_chi") == "số 47, đường Hồ Văn Cống, phường An Thạnh, thị xã Thuận An"


def test_an_office_to_come_to_is_no_home() -> None:
    page = make_page(
        [
            *HEADER,
            (
                0.1,
                0.30,
                "Nhận được hồ sơ của ông (bà) Nguyễn Văn Tám, thường trú tại số 12, đường Lê Lợi, phường An Thạnh.",
            ),
            (0.1, 0.32, "Mời đến trụ sở: Ủy ban nhân dân phường An Thạnh để nhận kết quả."),
        ]
    )
    assert extract([page]).value("dia_chi") == "số 12, đường Lê Lợi, phường An Thạnh"
    page = make_page(
        [
            *HEADER,
            (
                0.1,
                0.30,
                "Đề nghị của CÔNG TY TNHH BAO BÌ HỒNG TIẾN, mời đến trụ sở tại Ủy ban nhân dân phường.",
            ),
        ]
    )
    assert extract([page]).value("dia_chi") is None


def test_the_agency_of_a_stamp_of_arrival_issued_nothing() -> None:
    page = make_page(
        [
            *agency_header(
                ("ỦY BAN NHÂN DÂN", "PHÒNG TÀI CHÍNH", "- KẾ HOẠCH"), "...", "Dĩ An, ngày 28 tháng 9 năm 2020"
            ),
            (0.12, 0.20, "ỦY BAN NHÂN DÂN THÀNH PHỐ DĨ AN"),
            (0.16, 0.22, "Số: 923"),
            (0.10, 0.24, "ĐẾN ngày: 22/07/2021"),
            centred(0.30, "GIẤY CHỨNG NHẬN"),
            centred(0.32, "ĐĂNG KÝ HỘ KINH DOANH"),
        ]
    )
    assert extract([page]).value("co_quan_ban_hanh") == "PHÒNG TÀI CHÍNH - KẾ HOẠCH"


def test_a_number_whose_colon_was_lost_is_no_agency() -> None:
    page = make_page(
        [
            *agency_header(
                ("ỦY BAN NHÂN DÂN", "SỞ XÂY DỰNG"), "Số 08MTĐ-SXD", "Dĩ An, ngày 28 tháng 9 năm 2020"
            ),
            centred(0.2, "QUYẾT ĐỊNH"),
        ]
    )
    found = extract([page])
    assert found.value("co_quan_ban_hanh") == "SỞ XÂY DỰNG"
    assert found.value("co_quan_chu_quan") == "ỦY BAN NHÂN DÂN"


def test_specks_and_a_misread_desk_leave_the_agency_as_it_is() -> None:
    page = make_page(
        [
            (0.07, 0.05, "2 ỦY BAN NHÂN DÂN"),
            (0.08, 0.068, "PHƯỜNG TÂN VĨNH HIỆP"),
            (0.08, 0.086, "BỘ THẬN TIẾP NHẬN"),
            (0.45, 0.05, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            (0.10, 0.12, "Số: 12/PYC-BPTNTKQ"),
            centred(0.16, "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"),
        ]
    )
    assert extract([page]).value("co_quan_ban_hanh") == "ỦY BAN NHÂN DÂN PHƯỜNG TÂN VĨNH HIỆP"


def test_without_a_motto_an_agency_may_reach_beyond_the_middle() -> None:
    name = "ỦY BAN NHÂN DÂN THÀNH PHỐ THỦ DẦU MỘT"
    page = make_page(
        [(0.2, 0.05, name), (0.2, 0.068, "BỘ PHẬN TIẾP NHẬN"), centred(0.1, "SỔ THEO DÕI HỒ SƠ")]
    )
    assert extract([page]).value("co_quan_ban_hanh") == name


def test_a_firm_goes_on_below_until_it_is_told_which_and_ends_before_an_office() -> None:
    def letter(first: str, second: str, third: str) -> str | None:
        page = make_page(
            [
                centred(0.1, "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"),
                (0.2, 0.14, f"Kính gửi: {first}"),
                (0.4, 0.16, second),
                (0.1, 0.18, third),
            ]
        )
        return extract([page]).value("ho_ten")

    trades = "CÔNG TY TNHH THƯƠNG MẠI DỊCH VỤ XUẤT NHẬP KHẨU"
    assert letter(trades, "PHÚC ĐẠT", "Sở Xây dựng đã tiếp nhận") == f"{trades} PHÚC ĐẠT"
    assert letter("DOANH NGHIỆP TƯ NHÂN TÂN HƯNG", "UBND thị xã Tân Uyên", "đã tiếp nhận") == (
        "DOANH NGHIỆP TƯ NHÂN TÂN HƯNG"
    )
