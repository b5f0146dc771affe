"""Readers, anchors and views one by one; and whatever is on the page, nothing breaks."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.extraction import land, readers
from digitize.extraction.catalogue import rules
from digitize.extraction.extract import extract
from digitize.extraction.view import flat, look
from digitize.model.vocabulary import OTHER, vocabulary
from digitize.text.normalize import normalize
from tests.factories.pages import HEIGHT, WIDTH, make_page


@pytest.mark.parametrize(
    ("read", "text", "value", "warnings"),
    [
        (readers.read_name, ": Ông NGUYỄN VĂN HÒA .........", "NGUYỄN VĂN HÒA", ()),
        (readers.read_name, "Xguyến Quốc Việt", "Nguyễn Quốc Việt", ("repaired",)),
        (readers.read_name, "Công ty TNHH Hoa Sen", "Công ty TNHH Hoa Sen", ()),
        (readers.read_name, "........................", None, ()),
        (readers.read_name, "tiên chủ hộ): Đoàn Thị Ánh", "Đoàn Thị Ánh", ()),
        (readers.read_name, "tổng hạn: TRƯƠNG DIỄM NGUYỆT", "TRƯƠNG DIỄM NGUYỆT", ()),
        (readers.read_name, "lê văn ba: CHỦ HỘ", "lê văn ba", ("unusual_name",)),
        (readers.read_name, "nguyễn thị mai: VỢ", "nguyễn thị mai", ("unusual_name",)),
        (readers.read_name, "công ty tnhh an lộc: LÊ THỊ HOA", "công ty tnhh an lộc", ()),
        (readers.read_name, "tử: Nguyễn Thế Đức", "Nguyễn Thế Đức", ()),
        (readers.read_name, "năm sinh người đăng ký", None, ()),
        (readers.read_name, "nguyễn thị hoa", "nguyễn thị hoa", ("unusual_name",)),
        (readers.read_name, "tổng bà) LÊ BẢO QUẾ", "LÊ BẢO QUẾ", ("repaired",)),
        (readers.read_name, "VŨ THỊ ÁNH s", "VŨ THỊ ÁNH", ("repaired",)),
        (land.read_land_use, "Đất ở tại đô thị, tờ năm 1988", "Đất ở tại đô thị", ()),
        (land.read_land_use, "Đất ở tại đô thị, đất lúa", "Đất ở tại đô thị, đất lúa", ()),
        (land.read_area, "129,2 muà (viết bằng chữ: một trăm", "129,2 m2", ("repaired",)),
        (land.read_area, "129 muà (viết bằng chữ", None, ()),
        (land.read_area, "Nhà 12,5 tầng", None, ()),
        (readers.read_sex, "Nữa", "Nữ", ("repaired",)),
        (readers.read_sex, "Nam² Dân tộc", "Nam", ("repaired",)),
        (readers.read_sex, "Nang", "Nam", ("repaired",)),
        (readers.read_sex, "Năm sinh", None, ()),
        (readers.read_sex, "Nguyễn", None, ()),
        (readers.read_sex, "N", None, ()),
        (readers.read_organisation, "Vạt CÔNG TY TNHH AN LỘC", "CÔNG TY TNHH AN LỘC", ("repaired",)),
        (readers.read_organisation, "TNHH AN LỘC", "CÔNG TY TNHH AN LỘC", ("repaired",)),
        (readers.read_organisation, "CÔNG TY TNHH HẢI X UÂN", "CÔNG TY TNHH HẢI XUÂN", ("repaired",)),
        (
            readers.read_organisation,
            "CHI NHÁNH CÔNG TY TNHH AN LỘC",
            "CHI NHÁNH CÔNG TY TNHH AN LỘC",
            (),
        ),
        (readers.read_name, "27285 #", None, ()),
        (readers.read_name, "HAN JAEWON", "HAN JAEWON", ()),
        (readers.read_civil_number, "64 /2020", "64/2020", ()),
        (readers.read_civil_number, "16902020", "1690/2020", ("repaired",)),
        (readers.read_book, "03.2020", "03/2020", ("repaired",)),
        (readers.read_birth, "03'02/1950", "1950-02-03", ()),
        (readers.read_day, "06-03 2021", "2021-03-06", ("repaired",)),
        (readers.read_passport, "số E76219107", "E76219107", ()),
        (readers.read_procedure, "Đăng ký khai sinh cho ông (bà) Lê Lan", "Đăng ký khai sinh", ()),
        (readers.read_procedure, "Giải thể của công ty cổ phần", "Giải thể của công ty cổ phần", ()),
        (readers.read_address, "xã An Tây, tỉnh Bình Dương, Điều 2", "xã An Tây, tỉnh Bình Dương", ()),
        (
            readers.read_address,
            "phường Bình Hòa. thành phố Thuận An",
            "phường Bình Hòa, thành phố Thuận An",
            (),
        ),
        (readers.read_address, "phường Bình Hòa. Thành phố chúng tôi", "phường Bình Hòa", ()),
        (
            readers.read_address,
            "số 5, phường Dĩ An; thành phố Dĩ An, tỉnh. Bình Dương",
            "số 5, phường Dĩ An, thành phố Dĩ An, tỉnh Bình Dương",
            (),
        ),
        (readers.read_address, "liên nệ: số 5, phường Dĩ An", "số 5, phường Dĩ An", ()),
        (readers.read_address, "liên hệt số 5, phường Dĩ An", "số 5, phường Dĩ An", ()),
        (readers.read_address, "ttrụ sở) số 5, phường Dĩ An", "số 5, phường Dĩ An", ()),
        (readers.read_address, ", trú, tạm tr: số: 5, phường Dĩ An", "số: 5, phường Dĩ An", ()),
        (readers.read_address, "kho hàng số 5, phường Dĩ An", "kho hàng số 5, phường Dĩ An", ()),
        (readers.read_address, "ấp Hố Muông: tổ 5", "ấp Hố Muông: tổ 5", ()),
        (readers.read_address, "số 174. đường Ngô Quyền", "số 174, đường Ngô Quyền", ()),
        (readers.read_address, "số 365.. Đại lộ Bình Dương", "số 365, Đại lộ Bình Dương", ()),
        (readers.read_address, "số 365. Đường dây nóng", "số 365", ()),
        (readers.read_address, "số5, đườngLồ Ồ, khu phố6", "số 5, đường Lồ Ồ, khu phố 6", ()),
        (readers.read_address, "thị: xã Bến Cát", "thị xã Bến Cát", ()),
        (readers.read_address, "Khu phố 3: đường Lê Lợi", "Khu phố 3: đường Lê Lợi", ()),
        (
            readers.read_address,
            "phường Dĩ An, tỉnh Bình Dương, Thủ tục đề nghị",
            "phường Dĩ An, tỉnh Bình Dương",
            (),
        ),
        (readers.read_address, "trên địa bàn xã. Ông A đã nộp", "trên địa bàn xã", ()),
        (readers.read_date, "ngày 05 tháng 3 năm 2021", "2021-03-05", ()),
        (readers.read_date, "ngày 5 tháng 3 năm 2021", "2021-03-05", ("unpadded",)),
        (readers.read_date, "ngày 5 tháng 3 năm 1999", "1999-03-05", ()),
        (readers.read_date, "ngày I5 tháng 3 năm 2021", "2021-03-15", ("repaired",)),
        (readers.read_day, "8 giờ 30 phút, ngày 5/3/2021", "2021-03-05", ()),
        (readers.read_birth, "1969", "1969", ()),
        (
            readers.read_birth,
            "17/11/1976 ghi bằng chữ: ngày mười bảy, tháng mười một, năm một chín bảy sáu",
            "1976-11-17",
            (),
        ),
        (
            readers.read_birth,
            "11/11/1976 (ghi bằng chữ: mười bảy, mười một, một chín bảy sáu)",
            "1976-11-11",
            ("words_differ",),
        ),
        (readers.read_cccd, "074 085 123456", "074085123456", ()),
        (readers.read_cccd, "099085123456", "099085123456", ("unknown_province",)),
        (readers.read_cccd, "280123456", None, ()),
        (readers.read_cccd, "07/4085123456", "074085123456", ("repaired",)),
        (readers.read_cccd, "12/09/085123456", None, ()),
        (readers.read_cccd, "O74O85l23456", "074085123456", ("repaired",)),
        (readers.read_tax_code, "37OO145020", "3700145020", ("repaired",)),
        (readers.read_phone, "O9I2345678", "0912345678", ("repaired",)),
        (land.read_land_serial, "CS I23456", "CS 123456", ("repaired",)),
        (land.read_land_serial, "CL. 100100, cấp", "CL 100100", ("repaired",)),
        (land.read_land_serial, "CH/ 100000", "CH 100000", ("repaired",)),
        (land.read_land_serial, "AA 12345678", "AA 12345678", ()),
        (land.read_land_serial, "C 21100043", None, ()),
        (land.read_land_book, "CS00249", "CS00249", ()),
        (land.read_land_book, "CHOO069", "CH00069", ("repaired",)),
        (land.read_land_book, "C500152", "CS00152", ("repaired",)),
        (land.read_land_book, "H 00123", "H00123", ()),
        (land.read_land_book, "CH 1234/TDM", "CH1234/TDM", ()),
        (readers.read_cmnd, "280.123.456 cấp ngày 01/02/2010", "280123456", ()),
        (readers.read_tax_code, "3700154020-001", "3700154020-001", ("checksum",)),
        (readers.read_tax_code, "0100109106-001", "0100109106-001", ()),
        (readers.read_phone, "0912.345.678 (Zalo)", "0912345678", ()),
        (readers.read_phone, "3700145020", None, ()),
        (readers.read_number, " 512 ;", "512", ()),
        (readers.read_number, "DC5", "DC5", ()),
        (readers.read_number, "một", None, ()),
        (land.read_area, "120,5 m2 (bằng chữ: một trăm)", "120,5 m2", ()),
        (land.read_area, "1.250 m?", "1.250 m2", ()),
        (land.read_area, "120,52", None, ()),
        (readers.read_sex, "Nữ   Dân tộc: Kinh", "Nữ", ()),
        (readers.read_sex, "Việt Nam", None, ()),
        (readers.read_book, "02", "02", ()),
        (readers.read_book, "01-TP/HT-2015-GH", "01-TP/HT-2015-GH", ()),
        (readers.read_text, " .......... ", None, ()),
    ],
)
def test_reader(
    read: Callable[[str], readers.Reading | None], text: str, value: str | None, warnings: tuple[str, ...]
) -> None:
    found = read(text)
    assert (found.value if found else None) == value
    if found:
        assert found.warnings == warnings
        assert (found.certainty < 1) is bool(warnings)


@given(st.text(max_size=40))
def test_folding_by_letters_keeps_offsets(text: str) -> None:
    assert len(flat(text)) == len(normalize(text))


def test_forms_speak_the_vocabulary() -> None:
    words = vocabulary()
    for form in rules().forms:
        assert form.kind in words.kinds
        for label in form.labels:
            assert label.field is None or label.field == "so_dinh_danh" or label.field in words.fields
    assert {form.kind for form in rules().forms} <= set(words.kinds)


def test_a_form_is_that_of_its_day() -> None:
    assert rules().form("giay_tiep_nhan", date(2020, 5, 1)).kind == "giay_tiep_nhan"
    assert rules().form("no_such_kind", None).kind == OTHER
    early = rules().form("giay_tiep_nhan", date(2010, 5, 1))
    assert not early.in_force(date(2010, 5, 1))


def test_columns_part_at_a_wide_gap_only() -> None:
    page = make_page([(0.1, 0.1, "UBND TỈNH          CỘNG HÒA XÃ HỘI"), (0.1, 0.2, "chữ  thưa  vì căn đều")])
    texts = [piece.text for piece in look([page]).first.pieces]
    assert texts == ["UBND TỈNH", "CỘNG HÒA XÃ HỘI", "chữ thưa vì căn đều"]


def test_pieces_come_in_reading_order() -> None:
    page = make_page([(0.5, 0.2, "bốn"), (0.1, 0.2, "ba"), (0.5, 0.1, "hai"), (0.1, 0.1, "một")])
    assert [piece.text for piece in look([page]).first.pieces] == ["một", "hai", "ba", "bốn"]


PLACED = st.lists(
    st.tuples(
        st.floats(0, 0.9),
        st.floats(0, 0.95),
        st.one_of(
            st.text(min_size=1, max_size=30).map(lambda text: "".join(text.split()) or "x"),
            st.sampled_from(
                ["Số: 12/QĐ-UBND", "QUYẾT ĐỊNH", "Kính gửi:", "V/v đất", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Nơi nhận:",
                 "TM. ỦY BAN", "Họ và tên:", "Mã hồ sơ:", "ngày 01 tháng 02 năm 2021", "H09.15-210305-0001", "…", "-", ":"]
            ),
        ),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(PLACED)
def test_whatever_stands_on_a_page_is_taken(placed: list[tuple[float, float, str]]) -> None:
    found = extract([make_page(placed)])
    order = list(vocabulary().fields)
    assert all(order.index(one.name) < order.index(other.name) for one, other in pairwise(found.fields))
    for one in found.fields:
        assert one.value.strip()
        assert 0 <= one.confidence <= 1
        assert one.evidence is not None
        assert one.evidence.page == 1
        assert one.evidence.box.top < HEIGHT
        assert one.evidence.box.left < WIDTH
    assert found == extract([make_page(placed)])


def test_a_book_number_that_may_have_lost_a_figure_is_doubted() -> None:
    certain = {text: land.read_land_book(text) for text in ("CS00249", "CS0024", "CS002491", "CS0024/TDM")}
    assert {text: reading.certainty for text, reading in certain.items() if reading} == {
        "CS00249": 1.0,
        "CS0024": 0.5,
        "CS002491": 0.5,
        "CS0024/TDM": 1.0,
    }


@pytest.mark.parametrize(
    "name", ["LÊ CHÍ THÀNH ỬNG", "Lê Chí Thành Ửng", "CÔNG TY TNHH MỘT THÀNH VIÊN BAO BÌ GIA THÀNH"]
)
def test_what_is_spelled_right_is_not_made_a_branch_or_paper(name: str) -> None:
    """CHI NHÁNH and BAO BÌ GIẤY are a letter away."""
    assert readers.read_name(name) == readers.Reading(name)
