"""Names as printed."""

import pytest

from digitize.text.fold import exact_key, fold
from digitize.text.names import has_known_surname, is_name, name_key, sort_key, strip_honorific
from digitize.text.normalize import normalize


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Thị Thuý", "NGUYỄN THỊ THÚY"),
        ("Lí Quí", "Lý Quý"),
        ("Ông Ðỗ Văn Hoà", "đỗ văn hòa"),
        ("Trần Văn Bình.", "tran van binh"),
    ],
)
def test_one_name_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_keys_keep_names_apart() -> None:
    assert name_key("Trần Văn Mây") != name_key("Trần Văn Mai")
    assert name_key("Lê Thị Hưng") != name_key("Lê Thị Hương")


def test_lists_sort_by_given_name() -> None:
    names = ["Nguyễn Văn Bình", "Trần Thị An", "Lê Bình"]
    assert sorted(names, key=sort_key) == ["Trần Thị An", "Lê Bình", "Nguyễn Văn Bình"]


@pytest.mark.parametrize("name", ["Hạ Bá Chân", "NGUYỄN VĂN AN", "Lê Minh Trí", "Nguyễn Thị Thu Hà"])
def test_names(name: str) -> None:
    assert is_name(name)
    assert has_known_surname(name)


@pytest.mark.parametrize("text", ["27285", "Lưu: VT", "giám đốc", "An", "Nguyễn Văn 3", "- Như Điều"])
def test_no_names(text: str) -> None:
    assert not is_name(text)


def test_a_damaged_surname_is_noticed() -> None:
    assert not has_known_surname("Xguyến Quốc Việt")


def test_honorifics_fall() -> None:
    assert strip_honorific("Ông/Bà: Nguyễn Văn An") == "Nguyễn Văn An"
    assert strip_honorific("ThS. Trần Bà Huy") == "Trần Bà Huy"


def test_one_letter_read_as_two_is_one() -> None:
    assert normalize("157/QĐÐ-NĐ-UB") == "157/QĐ-NĐ-UB"
    assert normalize("QLĐĐ") == "QLĐĐ"


def test_folding_and_exact_keys() -> None:
    assert fold("ÐƯỜNG  Đỗ") == "duong do"
    assert exact_key("Hoà") == exact_key("hòa") != exact_key("hoa")
