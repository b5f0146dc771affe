"""Labels in damaged text and what stands beside them; whose data are whose; how sure a value is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.extraction.checks import check
from digitize.extraction.confidence import DOUBTS, GROUPS, SUPPORTS, Traits, confidence
from digitize.extraction.extract import extract
from digitize.extraction.places import is_placed
from digitize.extraction.view import look
from digitize.model.codec import from_plain, to_plain
from digitize.model.fields import Extraction, Field
from digitize.text.name_spelling import spell_name
from tests.factories.pages import CHAR, HEIGHT, WIDTH, Placed, agency_header, centred, make_page

CONTRACT: list[Placed] = [
    centred(0.1, "HỢP ĐỒNG CHUYỂN NHƯỢNG QUYỀN SỬ DỤNG ĐẤT"),
    (0.1, 0.15, "BÊN CHUYỂN NHƯỢNG (BÊN A):"),
    (0.1, 0.17, "Ông: Nguyễn Văn Tín"),
    (0.1, 0.19, "Sinh năm: 1967"),
    (0.1, 0.21, "CMND số: 280123456"),
    (0.1, 0.23, "Thường trú tại: xã An Tây, thị xã Bến Cát, tỉnh Bình Dương"),
    (0.1, 0.26, "BÊN NHẬN CHUYỂN NHƯỢNG (BÊN B):"),
    (0.1, 0.28, "Bà: Trần Thị Lan"),
    (0.1, 0.30, "Năm sinh: 1957"),
    (0.1, 0.32, "CMND số: 281035895"),
    (0.1, 0.34, "Địa chỉ thường trú: xã Thanh An, huyện Dầu Tiếng, tỉnh Bình Dương"),
]


def values(*pages: list[Placed]) -> dict[str, str]:
    return {one.name: one.value for one in extract([make_page(page) for page in pages]).fields}


def application(*lines: Placed) -> list[Placed]:
    return [centred(0.1, "TỜ KHAI ĐĂNG KÝ KẾT HÔN"), *lines]


def receipt(*lines: Placed) -> list[Placed]:
    return [centred(0.1, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"), *lines]


def test_parties_of_a_contract_are_never_mixed() -> None:
    got = values(CONTRACT)
    assert (got["ben_chuyen_nhuong"], got["ben_nhan"]) == ("Nguyễn Văn Tín", "Trần Thị Lan")
    assert (got["ho_ten"], got["ngay_sinh"], got["so_cmnd"]) == ("Trần Thị Lan", "1957", "281035895")
    assert got["dia_chi"].startswith("xã Thanh An")


@pytest.mark.parametrize(
    "label", ["Số điện thoại:", "Sô diện thọai:", "Số đien th0ại:", "3. Số điện thoại :"]
)
def test_a_damaged_label_is_found(label: str) -> None:
    assert values(application((0.1, 0.2, f"{label} 0912345678")))["so_dien_thoai"] == "0912345678"


def test_a_longer_label_read_badly_is_not_the_shorter_one_that_it_begins_with() -> None:
    page = [
        centred(0.1, "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP"),
        (0.1, 0.2, "Tên đầy đủ bằng tiêg Việt: CÔNG TY TNHH CƠ ĐIỆN AN LỘC"),
    ]
    assert values(page)["ten_doanh_nghiep"] == "CÔNG TY TNHH CƠ ĐIỆN AN LỘC"


def test_a_value_goes_on_though_the_next_line_begins_like_a_label() -> None:
    """ "Quyền sở hữu" is no "Quyển số"; nor does it end a value whose own label was broken over two lines."""
    lines = [
        (0.1, 0.20, "Thủ tục hành chính cần giải quyết: Đăng ký và cấp Giấy chứng nhận quyền sử dụng đất,"),
        (0.1, 0.218, "quyền sở hữu nhà ở và tài sản khác gắn liền với đất lần đầu"),
    ]
    got = values([centred(0.1, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"), *lines])
    assert got["ten_tthc"].endswith("đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất lần đầu")
    lines = [
        (0.1, 0.20, "Ngày 20/12/2020, Bộ phận một cửa tiếp nhận hồ sơ của ông Nguyễn Văn Tín về"),
        (0.1, 0.218, "việc: Đăng ký biến động quyền sử dụng đất, tài sản gắn liền với đất do"),
        (0.1, 0.236, "chuyển nhượng, tặng cho."),
    ]
    got = values([centred(0.1, "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"), *lines])
    assert got["ten_tthc"].endswith("đất do chuyển nhượng, tặng cho")


@pytest.mark.parametrize("end", ["phường Bình Hòa, thành", "phường Bình Hòa, thị xã Thuận An."])
def test_a_line_that_begins_with_a_small_letter_goes_on_with_the_value_above(end: str) -> None:
    """Whatever stands further to the right, as a stamp, and though the comma was read as a full stop."""
    rest = "phố Thuận An, tỉnh Bình Dương" if end.endswith("thành") else "tỉnh Bình Dương"
    lines = [(0.1, 0.2, f"Nơi cư trú: số 3, {end}"), (0.1, 0.218, rest), (0.86, 0.226, "ngày 13/09")]
    assert values(application(*lines))["dia_chi"].endswith("tỉnh Bình Dương")


@pytest.mark.parametrize(
    ("end", "rest"),
    [
        ("phường Bình Chuẩn, thành phố", "Thuận An, tỉnh Bình Dương"),
        ("phường Bình", "Chuẩn, thành phố Thuận An, tỉnh Bình Dương"),
        ("phường Bình Chuẩn, thành phố Thuận An;", "tỉnh Bình Dương"),
    ],
)
def test_an_address_that_breaks_off_at_a_unit_goes_on_below(end: str, rest: str) -> None:
    """Though there was room for a word, and though the comma was read as another stop."""
    lines = [(0.1, 0.2, f"Nơi cư trú: số 3, {end}"), (0.1, 0.218, rest), (0.1, 0.26, "Tôi làm " * 9)]
    assert values(application(*lines))["dia_chi"].endswith(
        "phường Bình Chuẩn, thành phố Thuận An, tỉnh Bình Dương"
    )


HOME = "số 59, khu phố 1, phường Mỹ Phước, thị xã Bến Cát, tỉnh Bình Dương"


@pytest.mark.parametrize(
    ("lines", "home"),
    [
        ([f"Điqh cbỉ liồm hộ: {HOME}"], HOME),
        (["Điqh cbỉ liồm hộ: phường Mỹ Phước, thị xã Bến Cát, tỉnh Bình Dương"], None),
        (["Điqh cbỉ: số 59, khu phố 1, phường Mỹ Phứ"], None),
        ([f"Điqh cbỉ liồm hộ: {HOME}", f"Nqi lồm vịêc: {HOME}"], None),
    ],
)
def test_the_one_whole_address_of_a_form_needs_no_legible_label(lines: list[str], home: str | None) -> None:
    placed = [(0.1, 0.2 + 0.04 * row, line) for row, line in enumerate(lines)]
    found = {one.name: one for one in extract([make_page(application(*placed))]).fields}
    assert (found["dia_chi"].value if "dia_chi" in found else None) == home
    assert home is None or found["dia_chi"].confidence < 0.95


def test_a_label_broken_over_two_lines_is_found() -> None:
    lines = [
        (0.1, 0.40, "Bên A chuyển nhượng cho Bên B quyền sử dụng đối với thửa đất số 447, tờ bản đồ"),
        (0.1, 0.42, "số 47 tại xã Thanh An, diện tích 883,4 m²."),
    ]
    got = values([*CONTRACT, *lines])
    assert (got["so_thua"], got["to_ban_do"], got["dien_tich"]) == ("447", "47", "883,4 m2")


def refusal(*lines: Placed) -> dict[str, str]:
    return values([centred(0.1, "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"), *lines])


def test_a_colon_read_as_a_letter_still_ends_its_label() -> None:
    assert refusal((0.1, 0.3, "Lý doi hồ sơ chưa đầy đủ"))["ly_do"] == "hồ sơ chưa đầy đủ"
    assert "ly_do" not in refusal((0.1, 0.3, "Lý doanh hồ sơ chưa đầy đủ"))


def test_a_longer_label_is_meant_before_a_shorter_one_without_its_colon() -> None:
    lines = [
        centred(0.1, "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP"),
        (0.1, 0.3, "2. Địa chỉi trụ sở chính"),
        (0.1, 0.32, "số 5, phường Vĩnh Phú, thành phố Thuận An, tỉnh Bình Dương"),
    ]
    assert values(lines)["dia_chi"] == "số 5, phường Vĩnh Phú, thành phố Thuận An, tỉnh Bình Dương"


def test_a_sentence_that_announces_a_list_needs_no_colon() -> None:
    said = "hồ sơ này với lý do cụ thể như sau"
    assert refusal((0.1, 0.3, said), (0.1, 0.32, "- Hồ sơ chưa đầy đủ"))["ly_do"] == "Hồ sơ chưa đầy đủ"


def test_a_heading_below_a_label_is_no_value() -> None:
    lines = [
        *agency_header(("UBND XÃ AN TÂY",), "Số: 12/UBND-XNTTHN", "An Tây, ngày 02 tháng 3 năm 2021"),
        centred(0.2, "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN"),
        (0.1, 0.3, "Xét đề nghị về việc cấp giấy xác nhận tình trạng hôn nhân:"),
        centred(0.32, "XÁC NHẬN:"),
    ]
    assert "tinh_trang_hon_nhan" not in values(lines)


def test_a_value_ends_before_a_label_that_no_form_knows() -> None:
    lines = [
        (0.1, 0.2, "Địa chỉ: số 25, đường Hùng Vương, khu phố 2, phường Phú Cường, thành phố Thủ Dầu Một"),
        (0.1, 0.218, "Sở thích riêng: đọc sách"),
    ]
    assert values(application(*lines))["dia_chi"].endswith("thành phố Thủ Dầu Một")


def test_evidence_points_to_the_value_alone() -> None:
    line = (0.1, 0.42, "thửa đất số 447, tờ bản đồ số 47 tại xã Thanh An, diện tích 883,4 m²")
    found = extract([make_page([*CONTRACT, line])])
    texts = {one.name: one.evidence.text for one in found.fields if one.evidence}
    assert (texts["so_thua"], texts["to_ban_do"]) == ("447,", "47")


def test_an_authority_is_not_the_office_of_who_signs() -> None:
    paper = [
        *agency_header(
            ("ỦY BAN NHÂN DÂN", "PHƯỜNG PHÚ LỢI"), "Số: 427/QĐ-UBND", "Phú Lợi, ngày 15 tháng 6 năm 2020"
        ),
        centred(0.16, "QUYẾT ĐỊNH"),
        (0.62, 0.60, "TM. ỦY BAN NHÂN DÂN"),
        (0.65, 0.618, "KT. CHỦ TỊCH"),
        (0.645, 0.636, "PHÓ CHỦ TỊCH"),
        (0.635, 0.74, "Nguyên Văn Khang"),
    ]
    found = extract([make_page(paper)])
    assert found.value("chuc_vu_nguoi_ky") == "PHÓ CHỦ TỊCH"
    assert found.value("nguoi_ky") == "Nguyễn Văn Khang"
    assert "repaired" in next(one for one in found.fields if one.name == "nguoi_ky").warnings


@pytest.mark.parametrize(
    ("read", "spelled"),
    [
        ("Nguyên Thị Cấm Nga", "Nguyễn Thị Cẩm Nga"),
        ("Phiạm Quốc Nam", "Phạm Quốc Nam"),
        ("Vũ Miinh Trâm", "Vũ Minh Trâm"),
        ("PHAN TRNG ÚT", "PHAN TRNG ÚT"),
        ("Điểu Krông", "Điểu Krông"),
        ("Đinh Krên", "Đinh Krên"),
        ("Lâm Sol", "Lâm Sol"),
        ("Ma Thị Sliên", "Ma Thị Sliên"),
        ("Y Blô Niê", "Y Blô Niê"),
        ("Nguyễn Thị Đep", "Nguyễn Thị Đep"),
        ("Lê Văn Tôt", "Lê Văn Tôt"),
        ("ĐỊNH QUỲNH LỆ", "ĐINH QUỲNH LỆ"),
        ("Huvnh Hữu Nhất", "Huỳnh Hữu Nhất"),
        ("Hạ Bá Chân", "Hạ Bá Chân"),
        ("PHAM QUOC CHIEN", "PHẠM QUỐC CHIẾN"),
        ("YANG CHIEN HUNG", "YANG CHIEN HUNG"),
        ("TRUONC VAN NAM", "TRƯƠNG VÂN NAM"),
    ],
)
def test_only_marks_that_no_name_goes_without_are_mended(read: str, spelled: str) -> None:
    assert spell_name(read) == spelled


@given(
    st.lists(st.sampled_from(["Nguyễn", "Trần", "Văn", "Thị", "Lan", "Hùng", "Xyz"]), min_size=1, max_size=5)
)
def test_spelling_a_name_twice_changes_nothing(words: list[str]) -> None:
    once = spell_name(" ".join(words))
    assert spell_name(once) == once


@given(
    st.sampled_from(GROUPS),
    st.fixed_dictionaries({name: st.floats(0, 6) for name in (*DOUBTS, *SUPPORTS)}),
    st.sampled_from((*DOUBTS, *SUPPORTS)),
    st.floats(0, 2),
)
def test_no_doubt_makes_surer(group: str, told: dict[str, float], name: str, more: float) -> None:
    before = confidence(Traits(group, told))
    after = confidence(Traits(group, told | {name: told[name] + more}))
    assert after <= before if name in DOUBTS else after >= before
    assert 0 < before < 1


def test_checks_warn_and_confirm() -> None:
    told = {
        "so_cccd": "074085123456",
        "ngay_sinh": "1985-03-01",
        "gioi_tinh": "Nữ",
        "ma_so_thue": "3700145020",
    }
    verdicts = check(told)
    assert verdicts.warnings["so_cccd"] == ("sex",)
    assert verdicts.confirmed == {"ngay_sinh", "ma_so_thue"}


@pytest.mark.parametrize(
    ("field", "day", "warned"),
    [
        ("ngay_tiep_nhan", "2026-01-06", True),
        ("ngay_tiep_nhan", "2021-12-31", False),
        ("ngay_ban_hanh", "2092-04-24", True),
        ("ngay_hen_tra", "2029-09-09", True),
        ("ngay_ban_hanh", "2022-02-01", False),
        ("ngay_ban_hanh", "1985-04-24", False),
    ],
)
def test_a_day_beyond_the_years_of_the_archive_is_doubted(field: str, day: str, warned: bool) -> None:
    assert check({field: day}).warnings.get(field, ()) == ("date_scope",) * warned


def test_a_level_of_an_agency_code_stands_below_another() -> None:
    assert check({"ma_ho_so": "009.00.22.H09-200713-0023"}).warnings == {"ma_ho_so": ("code_levels",)}
    for code in ("000.09.20.H09-200114-0061", "000.00.22.H09-200713-0023", "H09.00.1-210713-0023"):
        assert not check({"ma_ho_so": code}).warnings, code


@pytest.mark.parametrize("label", ["Năm sinh: 1975", "năm sinh 1975"])
def test_whoever_is_called_viet_has_a_year_of_birth(label: str) -> None:
    assert values(application((0.1, 0.3, f"Họ và tên: Nguyễn Quốc Việt {label}")))["ngay_sinh"] == "1975"


def test_the_country_before_tinh_announces_no_year_of_birth() -> None:
    lines = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BÁO CÁO",
        "I. Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh: Chủ trì, phối hợp",
    ]
    rest = ["với các cơ quan liên quan, báo cáo kết quả", "trước ngày 23/9/2020."]
    page = make_page([(0.1, 0.1 + 0.022 * number, line) for number, line in enumerate((*lines, *rest))])
    assert extract([page], "bao_cao").value("ngay_sinh") is None


def test_a_new_code_from_before_its_law_is_an_old_one_that_lost_its_beginning() -> None:
    assert check({"ma_ho_so": "H09-200910-0061"}).warnings == {"ma_ho_so": ("code_levels",)}
    assert not check({"ma_ho_so": "H09.22-200915-0061"}).warnings
    assert check({"ma_ho_so": "H47.06-200410-0155"}).warnings == {"ma_ho_so": ("foreign_code",)}


def test_other_values_are_kept_and_old_records_stay_readable() -> None:
    lines = [(0.1, 0.2, "Số điện thoại: 0912345678"), (0.1, 0.24, "Điện thoại: 0987654321")]
    found = extract([make_page(application(*lines))])
    phone = next(one for one in found.fields if one.name == "so_dien_thoai")
    assert [other.value for other in phone.alternatives] == ["0987654321"]
    plain = to_plain(found)
    assert from_plain(Extraction, plain) == found
    for row in plain["fields"]:
        del row["alternatives"]
    assert from_plain(Extraction, plain).fields == tuple(
        replace(one, alternatives=()) for one in found.fields
    )
    assert Field("ho_ten", "A", 0.5).alternatives == ()


def test_a_name_on_a_card_is_found_though_nobody_can_read_its_label() -> None:
    def card(label: str) -> list[Placed]:
        return [
            centred(0.1, "GIẤY CHỨNG MINH NHÂN DÂN"),
            (0.5, 0.14, "SỐ 281024120"),
            (0.4, 0.16, f"{label}: LÊ CÔNG QUYỀN"),
            (0.4, 0.18, "Sinh ngày: 25-05-1965"),
        ]

    for label in ("Họ tên", "Họiên", "HYII", "H và ôn"):
        assert values(card(label))["ho_ten"] == "LÊ CÔNG QUYỀN", label
    assert "ho_ten" not in values(card("Họ tên")[:2] + card("Họ tên")[3:])


def beside(text: str, more: str) -> list[Placed]:
    """Place a text and another one a letter behind it, as two lines of one row."""
    return receipt((0.1, 0.4, text), (0.1 + (len(text) + 1) * CHAR / WIDTH, 0.4, more))


def test_a_line_found_in_two_parts_is_one() -> None:
    got = values(beside("Thủ tục hành chính cần giải quyết: Cấp bản sao trích", "lục hộ tịch"))
    assert got["ten_tthc"] == "Cấp bản sao trích lục hộ tịch"


@pytest.mark.parametrize(
    ("x", "y", "more"),
    [
        (3, 0, "lục hộ tịch"),
        (1, 14, "lục hộ tịch"),
        (1, 0, "9"),
        (1, 0, "Bản"),
        (1, 0, "cấp ngày: 08/06/2014"),
    ],
)
def test_what_is_apart_out_of_level_large_or_a_label_is_no_part_of_a_value(x: int, y: int, more: str) -> None:
    text = "Thủ tục hành chính cần giải quyết: Cấp bản sao trích"
    got = values(receipt((0.1, 0.4, text), (0.1 + (len(text) + x) * CHAR / WIDTH, 0.4 + y / HEIGHT, more)))
    assert got["ten_tthc"] == "Cấp bản sao trích"


def test_columns_of_the_head_stay_apart_however_near_they_come() -> None:
    pieces = look(
        [make_page([(0.1, 0.05, "UBND XÃ TÂN AN"), (0.1 + 15 * CHAR / WIDTH, 0.05, "nước Việt Nam")])]
    ).pages[0]
    assert [piece.text for piece in pieces.pieces] == ["UBND XÃ TÂN AN", "nước Việt Nam"]


def test_what_begins_large_beside_a_value_is_no_part_of_it() -> None:
    assert (
        values(beside("Họ và tên người nộp: Nguyễn Văn Tín", "Giới tính: Nam"))["ho_ten"] == "Nguyễn Văn Tín"
    )


@pytest.mark.parametrize(
    ("field", "text", "placed"),
    [
        ("co_quan_ban_hanh", "THANH TRA TỈNH", True),
        ("co_quan_ban_hanh", "CÔNG AN TỈNH", True),
        ("co_quan_ban_hanh", "ỦY BAN NHÂN DÂN THÀNH PHỐ", False),
        ("co_quan_ban_hanh", "HỘI ĐỒNG NHÂN DÂN", False),
        ("co_quan_ban_hanh", "ỦY BAN NHÂN DÂN XÃ THANH TUYỀN", True),
        ("dia_chi", "tổ 17, ấp 2, xã An Tây, thị xã Bến Cát, tỉnh", False),
        ("dia_chi", "tổ 17, ấp 2, xã An Tây, thị xã Bến Cát, tỉnh Bình Dương", True),
    ],
)
def test_a_committee_is_of_a_place_and_an_office_of_the_province_may_say_so(
    field: str, text: str, placed: bool
) -> None:
    assert is_placed(field, text, None) is placed


def test_an_office_without_its_place_is_not_sure() -> None:
    head = agency_header(
        ("ỦY BAN NHÂN DÂN", "XÃ THANH TUYỀN"), "Số: 12/BC-UBND", "Thanh Tuyền, ngày 05 tháng 3 năm 2021"
    )
    whole, cut = (
        extract([make_page([*lines, centred(0.2, "BÁO CÁO")], confidence=0.999)])
        for lines in (head, [*head[:3], *head[4:]])
    )
    sure, unsure = (
        next(one.confidence for one in found.fields if one.name == "co_quan_ban_hanh")
        for found in (whole, cut)
    )
    assert unsure < 0.95 <= sure
