"""How names of companies and shops were probably spelled."""

import pytest

from digitize.extraction.readers import Reading, read_name, read_organisation
from digitize.text.organisation_spelling import spell_organisation


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


def test_a_reader_says_what_it_respelled_and_leaves_the_rest_of_a_label():
    assert read_organisation("sử dụng lao động: CÔNG TY TNHH ĐÔNG TÀI") == Reading("CÔNG TY TNHH ĐÔNG TÀI")
    assert read_organisation("QUẢN ĂN LAN") == Reading("QUÁN ĂN LAN", 0.85, ("repaired",))
    assert read_organisation("....") is None
    assert read_name("CÔNG TYTNHH ĐÔNG TÀI") == Reading("CÔNG TY TNHH ĐÔNG TÀI", 0.85, ("repaired",))
