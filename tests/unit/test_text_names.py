"""Names as printed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digitize.matching.rules import rules
from digitize.text import names
from digitize.text.fold import exact_key, fold, toneless
from digitize.text.name_spelling import spell_name
from digitize.text.names import (
    Likeness,
    core_key,
    has_known_surname,
    is_company,
    is_name,
    joined,
    lettered,
    likeness,
    name_key,
    sort_key,
    strip_honorific,
    unjoined,
)
from digitize.text.normalize import normalize, unify_tone

VIETNAMESE = st.text("aàáảãạăằắâầấbcdđeêghiíìklmnoóòôơpqrstuưvxyýỳ ", max_size=14)


DIGITS = "0123456789"


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
    assert strip_honorific("Ông (bà) Ông Thị Hường") == "Ông Thị Hường", "no man's second name is Thị"
    assert strip_honorific("Ông Ông Xuân Bình") == "Ông Xuân Bình", "Xuân is no surname"
    assert strip_honorific("Ông Xuân") == "Xuân"
    assert strip_honorific("Ông Hồng Văn Minh") == "Hồng Văn Minh", "a rare surname: Văn stands behind one"
    assert strip_honorific("Ông Nam và bà Lan") == "Nam và bà Lan"
    assert strip_honorific("Ông Văn Minh") == "Văn Minh", "Văn is a surname as well"


def test_one_letter_read_as_two_is_one() -> None:
    assert normalize("157/QĐÐ-NĐ-UB") == "157/QĐ-NĐ-UB"
    assert normalize("QLĐĐ") == "QLĐĐ"


def test_folding_and_exact_keys() -> None:
    assert fold("ÐƯỜNG  Đỗ") == "duong do"
    assert exact_key("Hoà") == exact_key("hòa") != exact_key("hoa")


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("NGUYỄN THỊ THUÝ", "Nguyễn Thị Thúy", Likeness.EXACT),
        ("Ông Ðỗ Văn Hoà", "Đỗ Văn Hòa", Likeness.EXACT),
        ("Nguyễn Thị Thúy", "Nguyễn Thị Thuỷ", Likeness.TONELESS),
        ("Lí Quí", "Lý Quý", Likeness.TONELESS),
        ("Lê Văn Đức", "Le Van Duc", Likeness.FOLDED),
        ("Lê Thị Hưng", "Lê Thị Hùng", Likeness.FOLDED),
        ("Lê Thị Hưng", "Lê Thị Hương", Likeness.DIFFERENT),
        ("CÔNG TY TNHH MTV PHÚ LỢI", "Công ty TNHH MTV Phú Lợi", Likeness.EXACT),
        ("CTY TNHH TM - DV PHÚ LỢI", "Công ty trách nhiệm hữu hạn một thành viên Phú Lợi", Likeness.TONELESS),
        ("Cong ty TNHH Phu Loi", "TNHH Phú Lợi", Likeness.FOLDED),
        ("Công ty Phú Lợi", "CTCP Phú Lợi", Likeness.TONELESS),
        ("Công ty CP Phú Lợi", "Công ty TNHH Phú Lợi", Likeness.DIFFERENT),
        ("Công ty TNHH TM Phú Lợi", "Công ty TNHH Sản xuất Phú Lợi", Likeness.DIFFERENT),
        ("HTX Phú Lợi", "DNTN Phú Lợi", Likeness.DIFFERENT),
        ("Công ty TNHH Thép Phú Lợi", "Công ty TNHH Sắt Phú Lợi", Likeness.DIFFERENT),
    ],
)
def test_names_agree_on_three_levels(one: str, other: str, level: Likeness) -> None:
    assert likeness(one, other) is likeness(other, one) is level


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("CÔNG TY TNHH MTV ABC", "abc"),
        ("Công ty TNHH Sản xuất - Thương mại - Dịch vụ Phú Lợi", "phu loi"),
        ("DNTN Thương Mại Phú Lợi", "phu loi"),
        ("Hộ kinh doanh Trần Văn Tý", "tran van ti"),
        ("Dịch vụ cưới hỏi Kim Ngân", "dich vu cuoi hoi kim ngan"),
        ("Công ty TNHH Thương mại", "cong ti tnhh thuong mai"),
        ("Ông Trần Hoà", "tran hoa"),
    ],
)
def test_the_core_says_who_it_is(name: str, key: str) -> None:
    assert core_key(name) == key


@given(VIETNAMESE, VIETNAMESE)
def test_levels_are_ordered(one: str, other: str) -> None:
    """Who agrees exactly agrees without tones, and who agrees without tones agrees folded."""
    level = likeness(one, other)
    assert level is likeness(other, one)
    if level >= Likeness.TONELESS:
        assert likeness(toneless(one), toneless(other)) >= Likeness.TONELESS
    if level >= Likeness.FOLDED:
        assert core_key(one) == core_key(other)
        assert likeness(fold(one), fold(other)) >= Likeness.TONELESS
    assert likeness(one, one.upper()) is likeness(one, unify_tone(one)) is Likeness.EXACT
    assert likeness(one, toneless(one)) >= Likeness.TONELESS
    assert likeness(one, fold(one)) >= Likeness.FOLDED


@given(st.text(max_size=40))
@example("\u0345")
@example("\x1e\r")
@example("o\u200b\u0301")
def test_folding_goes_on_where_losing_tones_ends(text: str) -> None:
    assert fold(toneless(text)) == fold(text)
    assert toneless(toneless(text)) == toneless(text)


@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("DOANH NGHIỆP TƯ NHÂN GỐM SỨ HOÀNG HƯNG", True),
        ("CÔNG TY TNHH CƠ ĐIỆN QUANG LỘC", True),
        ("SỞ XÂY DỰNG", False),
        ("CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI", False),
        ("Nguyễn Thị Hoa", False),
        ("", False),
    ],
)
def test_companies_state_a_legal_form(name, company):
    assert is_company(name) is company


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("NGUYÊN TÂN QUÂNNGHĨA", "NGUYÊN TÂN QUÂN NGHĨA"),
        ("Lê Thị Kim Thủy", "Lê Thị Kim Thủy"),
        ("ZHANG WEI", "ZHANG WEI"),
        ("NGUYỄNOÚC AN", "NGUYỄNOÚC AN"),
        ("", ""),
    ],
)
def test_blanks_that_were_lost_between_syllables_come_back(read, name):
    assert unjoined(read) == name


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("TRẦN CÔNG L UÂN", "TRẦN CÔNG LUÂN"),
        ("Ng uyễn Thị Hoa", "Nguyễn Thị Hoa"),
        ("Phạm K Hải", "Phạm K Hải"),
        ("H Hương Êban", "H Hương Êban"),
        ("Nguyễn Quỳnh Như Ý", "Nguyễn Quỳnh Như Ý"),
    ],
)
def test_a_blank_within_a_syllable_was_read_there(read, name):
    assert joined(read) == name


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("2HOU HAO", "ZHOU HAO"),
        ("TRẦN THỊ 8ẢY", "TRẦN THỊ BẢY"),
        ("TRẦN VĂN 6IANG", "TRẦN VĂN GIANG"),
        ("LÊ THỊ HOA1", "LÊ THỊ HOA1"),
        ("LÊ VĂN 1ÀI", "LÊ VĂN 1ÀI"),
        ("ZHOU 2", "ZHOU 2"),
        ("TỔ 5A", "TỔ 5A"),
    ],
)
def test_a_figure_that_begins_a_syllable_of_a_name_is_a_letter(read, name):
    assert lettered(read) == name


def test_figures_are_the_letters_that_the_matcher_holds():
    assert DIGITS.translate(names._LETTERS) == DIGITS.translate(rules().letters)


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("Trần Tuyết Vv", "Trần Tuyết Vy"),
        ("LÊ THÚV", "LÊ THÚY"),
        ("NGUYỄN VĂN HẬV", "NGUYỄN VĂN HẬU"),
        ("Vv Thị Hoa", "Vv Thị Hoa"),
        ("Trần Ivanov", "Trần Ivanov"),
    ],
)
def test_no_syllable_of_a_name_ends_in_v(read, name):
    assert spell_name(read) == name
