"""Set phrases that were badly read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.extraction.catalogue import rules
from digitize.text.fold import fold
from digitize.text.phrases import spelled

PLACES = rules().phrases["noi_sinh"]
STATES = rules().phrases["tinh_trang_hon_nhan"]


def plain(phrase: str) -> str:
    return phrase.replace("{", "").replace("}", "")


@pytest.mark.parametrize(
    ("read", "phrase"),
    [
        ("Bành việt Da kioo tỉnh Bình Dương", "Bệnh viện Đa khoa tỉnh Bình Dương"),
        ("Bình viện TiDu", "Bệnh viện Từ Dũ"),
        ("Trạm v tế", "Trạm y tế"),
    ],
)
def test_a_place_of_birth(read: str, phrase: str) -> None:
    assert spelled(read, PLACES) == phrase


@pytest.mark.parametrize(
    "read",
    [
        "Bệnh viện Đa khoa tỉnh Bình Thuận",
        "Bệnh viện Đa khoa tỉnh Vĩnh Phúc",
        "Bệnh viện Đa khoa tỉnh Vĩnh Long",
        "Bệnh viện Đa khoa tỉnh Hà Tĩnh",
        "Bệnh viện Đa khoa tỉnh Bắc Ninh",
        "Bệnh viện Đa khoa tỉnh Long An",
        "Bệnh viện Đa khoa Thống Nhất",
        "Bệnh viện Từ Sơn",
        "Bệnh viện Quân y 7A",
        "Bệnh viện Quận 2",
        "Trung tâm Y tế khu vực 1",
        "Trung tâm Y tế huyện Bù Đăng",
        "Trung tâm Y tế huyện Phú Riềng",
        "Trung tâm Y tế thành phố Tân An",
        "Trung tâm Y tế thành phố Hội An",
        "Trung tâm Y tế thị xã Tân Un",
        "tỉnh Sóc Trăng",
        # Only capitals: nothing is wrong with it.
        "TRẠM Y TẾ",
        "Bệnh viện đa khoa tỉnh Bình Dương",
    ],
)
def test_another_place_is_left_as_it_was_read(read: str) -> None:
    assert spelled(read, PLACES) == read


@pytest.mark.parametrize(
    "read",
    [
        "Chồng đã chết, chưa kết hôn lại",
        "Có chồng đã chết; hiện tại chưa đăng ký kết hôn với ai",
        "Hiện tại đã có vợ",
        "9,2",
    ],
)
def test_another_state_of_marriage_is_left_as_it_was_read(read: str) -> None:
    assert spelled(read, STATES) == read


@pytest.mark.parametrize(
    ("read", "phrase"),
    [
        ("Đề ly hán chức kết bán lại", "Đã ly hôn, chưa kết hôn lại"),
        ("Vc Chồng) đã thết, chưa kề hên lùi", "Vợ (chồng) đã chết, chưa kết hôn lại"),
        ("Chưa đăng ký kết hônvới a.i", "Chưa đăng ký kết hôn với ai"),
    ],
)
def test_a_state_of_marriage(read: str, phrase: str) -> None:
    assert spelled(read, STATES) == phrase


def test_what_may_be_two_phrases_is_neither() -> None:
    assert spelled("Trung tâm Y tế xe", ("Trung tâm Y tế xa", "Trung tâm Y tế xu")) == "Trung tâm Y tế xe"


@given(st.sampled_from(PLACES + STATES))
def test_a_phrase_is_itself_whatever_its_marks_and_blanks(phrase: str) -> None:
    phrases = PLACES if phrase in PLACES else STATES
    assert spelled(fold(plain(phrase)).replace(" ", ""), phrases) == plain(phrase)


@pytest.mark.parametrize(
    ("field", "read", "meant"),
    [
        ("muc_dich_su_dung", "Đất trồng cây hàng nam khác", "Đất trồng cây hàng năm khác"),
        ("muc_dich_su_dung", "Đất trồng cây hằng năm khác", "Đất trồng cây hàng năm khác"),
        ("muc_dich_su_dung", "Đất ở,tài nông thôn", "Đất ở tại nông thôn"),
        ("muc_dich_su_dung", "Đất nông nghiệp", "Đất nông nghiệp"),
        ("quoc_tich", "Ân Độ", "Ấn Độ"),
        ("quoc_tich", "Áo", "Áo"),
        ("quoc_tich", "Nam Phi", "Nam Phi"),
    ],
)
def test_kinds_of_land_and_nationalities_are_spelled_as_law_has_them(
    field: str, read: str, meant: str
) -> None:
    assert spelled(read, rules().phrases[field]) == meant
