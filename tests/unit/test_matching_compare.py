"""The levels of agreement, value by value."""

import pytest

from digitize.matching import compare
from digitize.matching.codes import codes_in, neighbours, variants
from digitize.model.match import Level

E, T, F, C, N, D, M = (
    Level.EXACT,
    Level.TONELESS,
    Level.FOLDED,
    Level.CONFUSED,
    Level.NEAR,
    Level.DIFFERENT,
    Level.MISSING,
)


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ("NGUYỄN THỊ THUÝ", "Nguyễn Thị Thúy", E),
        ("Ông Trần Hoà", "Trần Hòa", E),
        ("Ðặng Văn Đạt", "Đặng Văn Đạt", E),
        ("Nguyen Thi Hoa", "Nguyễn Thị Hòa", F),
        ("Lý Quí", "Lí Quý", T),
        ("Nguyễn Thị Thanh Hoa", "Nguyễn Thị Thánb Hoa", C),
        ("Nguyễn Thi Thanh Hoa", "Nguyễn Vi Thanh Hoa", N),
        ("Trần Thị Lan", "Trần Thị Loan", D),
        ("Nguyễn Tấn QuânNghĩa", "Nguyễn Tấn Quân Nghĩa", C),
        ("Nguyễn Văn Hùng", "Nguyễn Thị Hoa", D),
        ("Nguyễn", "Nguyễn Thị Hoa", M),
        ("Công ty TNHH MTV Thép Phú Lợi", "CTY TNHH Sắt Phú Lợi", D),
        ("CÔNG TY TNHH MỘT THÀNH VIÊN THÉP PHÚ LỢI", "Công ty CP Thép Phú Lợi", D),
        ("CÔNG TY TNHH MỘT THÀNH VIÊN THÉP PHÚ LỢI", "TNHH MTV Thép Phú Lợi", T),
        ("Nguyễn Văn An", "Nguyễn Văn An và vợ Lê Thị Bích", E),
        ("Lê Thị Bích", "Nguyễn Văn An và vợ là Lê Thị Bích", E),
        ("Lê Thị Bích", "Nguyễn Văn An; Lê Thị Bích", E),
    ],
)
def test_names(ours: str, theirs: str, level: Level) -> None:
    assert compare.compare_names(ours, theirs) is level


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ("074085123456", "074 085 123 456", E),
        ("074085123456", "074085123458", C),
        ("074085123456", "074085123457", N),
        ("074085123456", "074085123433", D),
        ("280123456", "074085123456", M),
        ("3700145020-001", "3700145020", N),
        ("3700145020-001", "3700145021", D),
        ("b1234567", "B1234567", E),
        ("--", "280123456", M),
    ],
)
def test_identity_numbers(ours: str, theirs: str, level: Level) -> None:
    assert compare.compare_ids(ours, theirs) is level


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ("45/QĐ-UBND", "045 / QÐ-UBND", E),
        ("45/QD-UBND", "45/QĐ-UBND", F),
        ("45/QĐ-UBNO", "45/QĐ-UBND", C),
        ("46/QĐ-UBND", "45/QĐ-UBND", N),
        ("68/QĐ-UBND", "45/QĐ-UBND", D),
        ("45/GPXD", "45/QĐ-UBND", D),
        ("45/UBND-XN", "45/UBND-XNTTHN", C),
        ("45/UBND", "45/UBND-XNTTHN", D),
        ("4/UBND-XN", "45/UBND-XNTTHN", D),
    ],
)
def test_symbols(ours: str, theirs: str, level: Level) -> None:
    assert compare.compare_symbols(ours, theirs) is level


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ("UBND TP. Thủ Dầu Một", "ỦY BAN NHÂN DÂN THÀNH PHỐ THỦ DẦU MỘT", E),
        ("Uy ban nhan dan thi xa Ben Cat", "UBND thị xã Bến Cát", F),
        ("Cấp giấy phép xây dựng nhà ờ riêng lè", "Cấp giấy phép xây dựng nhà ở riêng lẻ", T),
        ("Cấp giẫy phẻp xâv dựng nhà ở riêng", "Cấp giấy phép xây dựng nhà ở riêng lẻ", N),
        ("Đăng ký khai sinh", "Cấp giấy phép xây dựng nhà ở riêng lẻ", D),
        ("UBND thị xã Bến Cát", "UBND thị xã Tân Uyên", D),
    ],
)
def test_texts(ours: str, theirs: str, level: Level) -> None:
    assert compare.compare_texts(ours, theirs) is level


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ("SỞ XÂY DỰNG", "Sở Xây dựng tỉnh Bình Dương", N),
        ("UBND PHƯỜNG HIỆP AN", "UBND phường Hiệp An, thành phố Thủ Dầu Một", N),
        ("SỞ XÂY DỰNG", "Sở Xây dựng", E),
        ("SỞ Y TẾ", "Sở Xây dựng tỉnh Bình Dương", D),
        ("Phòng Tài chính - Kế hoạch thành phố Thuận An", "UBND thành phố Thuận An", F),
        ("ỦY BAN NHÂN DÂN HUYỆN BẮC TÂN UYÊN", "Phòng tài chính - kế hoạch huyện Bắc Tân Uyên", F),
        ("Phòng TN&MT TP. Thuận An", "UBND thành phố Thuận An", F),
        ("Phòng Kinh tế và Hạ tầng huyện Phú Giáo", "UBND huyện Phú Giáo", F),
        ("Phòng Tư pháp huyện Phú Giáo", "UBND thành phố Thuận An", D),
        ("Phòng Tư pháp thị xã Bến Cát", "UBND phường Hòa Lợi, thị xã Bến Cát", D),
        ("PHÒNG TÀI CHÍNH - KẾ HOẠCH", "UBND thành phố Thuận An", D),
        ("Phòng Y tế huyện Phú Giáo", "Phòng Tài chính - Kế hoạch huyện Phú Giáo", D),
    ],
)
def test_agencies(ours: str, theirs: str, level: Level) -> None:
    assert compare.compare_agencies(ours, theirs) is level


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ("xã Vĩnh Tân", "Phường Vĩnh Tân", E),
        ("P. Phú Cường", "Phú Cường", E),
        ("phuong Phu Cuong", "phường Phú Cường", F),
        ("phường Chánh Mỹ", "phường Phú Cường", D),
    ],
)
def test_wards(ours: str, theirs: str, level: Level) -> None:
    assert compare.compare_wards(ours, theirs) is level


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ("1985-01-03", "1985-01-03", E),
        ("1985", "1985-01-03", N),
        ("1985", "1985", N),
        ("1985-01-02", "1985-01-03", D),
        ("1986", "1985-01-03", D),
    ],
)
def test_births(ours: str, theirs: str, level: Level) -> None:
    assert compare.compare_births(ours, theirs) is level


def test_numbers_forget_leading_zeros_only() -> None:
    assert compare.compare_numbers("01/2021", "1/2021") is E
    assert compare.compare_numbers("0107", "107") is E
    assert compare.compare_numbers("107", "170") is D


def test_codes_are_confused_when_one_character_differs() -> None:
    assert compare.compare_codes("H09.15-210305-0001", "H09.15-210305-0007") is C
    assert compare.compare_codes("H09.15-210305-0001", "H09.15-210305-0011") is C
    assert compare.compare_codes("H09.15-210305-0001", "H09.15-210306-0002") is D
    assert compare.compare_codes("H09.15-210305-0001", "000.00.15.H09-210305-0001") is D


def test_codes_are_found_within_a_link_and_told_from_foreign_ones() -> None:
    (code,) = codes_in("https://dvc.example/tra-cuu?ma=H09.15-210305-0001-KQ01")
    assert (code.code, code.repaired, code.ours) == ("H09.15-210305-0001", 0, True)
    assert [found.ours for found in codes_in("H47.06-210305-0155 000.00.12.H09-200403-0001")] == [False, True]
    assert codes_in("Số 45/QĐ-UBND ngày 05/3/2021") == ()


def test_neighbours_are_real_codes_of_the_province() -> None:
    found = set(neighbours("H09.15-210305-0001"))
    assert {"H09.15-210305-0002", "H09.16-210305-0001", "H09.15-210306-0001", "H09.15-220305-0001"} <= found
    assert (
        not {"H08.15-210305-0001", "H09.15-210395-0001", "H09.15-210305-0000", "H09.15-210305-0001"} & found
    )


def test_variants_of_a_running_number_change_lose_or_gain_one_digit() -> None:
    found = set(variants("45/QĐ-UBND"))
    assert {"46/QĐ-UBND", "145/QĐ-UBND", "4/QĐ-UBND", "450/QĐ-UBND"} <= found
    assert "45/QĐ-UBND" not in found
    assert list(variants("không số")) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        (
            "tổ 6, ấp 5, xã An Tây, thị xã Bến Cát, tỉnh Bình Dương",
            "tổ 5, ấp 5, xã Phú An, thị xã Bến Cát, tỉnh Bình Dương",
            Level.MISSING,
        ),
        (
            "tổ 6, ấp 5, xã An Tây, thị xã Bến Cát, tỉnh Bình Dương",
            "tổ 5, ấp 5, xã An Tây, thị xã Bến Cát, tỉnh Bình Dương",
            Level.NEAR,
        ),
        (
            "tổ 6, ấp 5, xã An Tay, thị xã Bến Cát, tỉnh Bình Dưong",
            "tổ 6, ấp 5, xã An Tây, thị xã Bến Cát, tỉnh Bình Dương",
            Level.FOLDED,
        ),
        (
            "tổ 6, ấp 5, xã An Tâv, thị xã Bến Cát, tỉnh Bình Dương",
            "tổ 6, ấp 5, xã An Tây, thị xã Bến Cát, tỉnh Bình Dương",
            Level.NEAR,
        ),
        (
            "tổ 6, ấp 5, xã An Tây, thị xã Bến Cát",
            "số 12, đường Lê Lợi, phường Phú Cường, thành phố Thủ Dầu Một",
            Level.DIFFERENT,
        ),
    ],
)
def test_addresses_in_two_communes_are_not_near(ours, theirs, level):
    assert compare.compare_addresses(ours, theirs) is level
    assert compare.compare_addresses(theirs, ours) is level
