"""How names of companies and shops were probably spelled."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digitize.extraction.extract import extract
from digitize.extraction.readers import Reading, read_name, read_organisation
from digitize.text.organisation_spelling import spell_organisation
from tests.factories.pages import agency_header, centred, make_page


@pytest.mark.parametrize(
    ("read", "spelled"),
    [
        ("CÔNG TYTNHH GIÀY DA PHÚ PHÁT", "CÔNG TY TNHH GIÀY DA PHÚ PHÁT"),
        ("DOANHNGHIỆP TƯNHÂN VẬN TẢI ĐẠI GIANG", "DOANH NGHIỆP TƯ NHÂN VẬN TẢI ĐẠI GIANG"),
        ("CÔNG IY TMHHGỖ TÂN LỘC", "CÔNG TY TNHH GỖ TÂN LỘC"),
        ("QUẢN ĂN LAN", "QUÁN ĂN LAN"),
        ("Cong ty co phan Gỗ Khải Lộc", "Công ty cổ phần Gỗ Khải Lộc"),
        ("QUẤY THUốc QUẾ", "QUẦY THUỐC QUẾ"),
    ],
)
def test_the_words_that_say_of_what_kind_it_is_are_spelled_right(read, spelled):
    assert spell_organisation(read) == spelled


@pytest.mark.parametrize(
    "name",
    [
        "Công ty TNHH Nhà Bè",
        "CÔNG TY TNHH GIÀY DA PHỦ PHÁT",
        "CÔNG TY TNHH DỊCH VỤ BẢO VỆ THÀNH CÔNG TÂY NAM",
        "NGUYỄN VĂN QUẢN",
        "CƠ SỞ MAY ĐẢO",
        "TẠP HÓA GỒ",
        "CDHG YTMYH NDT7ANH",
        "LAN",
        "",
    ],
)
def test_what_sets_it_apart_and_what_is_right_stays(name):
    assert spell_organisation(name) == name


@given(st.text(max_size=30), st.sampled_from(["CÔNG TY TNHH ", "quán ăn ", ""]))
@example("ﬃﬃ ß ﬃ", "CÔNG TY ")
def test_any_text_can_be_spelled_and_its_spelling_stays(text, kind):
    spelled = spell_organisation(kind + text)
    assert spell_organisation(spelled) == spelled


def test_a_reader_says_what_it_respelled_and_leaves_the_rest_of_a_label():
    assert read_organisation("sử dụng lao động: CÔNG TY TNHH ĐÔNG TÀI") == Reading("CÔNG TY TNHH ĐÔNG TÀI")
    assert read_organisation("QUẢN ĂN LAN") == Reading("QUÁN ĂN LAN", 0.85, ("repaired",))
    assert read_organisation("....") is None
    twice = "CÔNG TY TNHH GỖ TÂN AN Working at organization: TÂN AN CO., LTD"
    assert read_organisation(twice) == Reading("CÔNG TY TNHH GỖ TÂN AN")
    assert read_organisation("CÔNG TY TNHH GỐM sỨ AN CưỜNG") == Reading("CÔNG TY TNHH GỐM sỨ AN CưỜNG")
    assert read_name("CÔNG TYTNHH ĐÔNG TÀI") == Reading("CÔNG TY TNHH ĐÔNG TÀI", 0.85, ("repaired",))


def test_a_firm_in_capitals_ends_where_the_capitals_end():
    run_on = "CÔNG TY TNHH MÔI TRƯỜNG THUẬN MINH Sở Kế hoạch và Đầu tư đã tiếp nhận hồ sơ"
    assert read_name(run_on) == Reading("CÔNG TY TNHH MÔI TRƯỜNG THUẬN MINH")
    numbered = "CÔNG TY TNHH VẬN TẢI HỒNG TÀI MST"
    assert read_name(numbered) == Reading("CÔNG TY TNHH VẬN TẢI HỒNG TÀI"), (
        "what announces a number is no name"
    )
    assert read_name("CÔNG TY TNHH Hoa Sen") == Reading("CÔNG TY TNHH Hoa Sen")


def letter(*sentences):
    lines = [(0.14, 0.35 + 0.02 * row, text) for row, text in enumerate(sentences)]
    head = agency_header(
        ("SỞ KẾ HOẠCH VÀ ĐẦU TƯ",), "Số: 12/TB-SKHĐT", "Bình Dương, ngày 05 tháng 3 năm 2021"
    )
    page = make_page([*head, centred(0.25, "THÔNG BÁO"), centred(0.28, "Về việc đăng ký"), *lines])
    return extract([page]).value("ho_ten")


def test_a_letter_that_names_one_firm_is_about_it():
    named = "Về trường hợp CÔNG TY TNHH GỖ TÂN LỘC, địa chỉ: số 5, đường Yersin, phường Hiệp Thành"
    again = "CÔNG TY TNHH GỖ TÂN LỘC xin gửi đến Quý cơ quan lời chào trân trọng"
    assert letter(named, again) == "CÔNG TY TNHH GỖ TÂN LỘC"
    assert letter(named, "do CÔNG TY CỔ PHẦN NHỰA HẢI NAM đề nghị") is None
    assert letter("Giao CÔNG TY TNHH thực hiện") is None
