"""Set phrases that were badly read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.extraction.catalogue import rules
from digitize.text.fold import fold
from digitize.text.phrases import spelled

PLACES = rules().phrases["noi_sinh"]
STATES = rules().phrases["tinh_trang_hon_nhan"]


@pytest.mark.parametrize(
    ("read", "phrase"),
    [
        ("Bành việt Da kioo tỉnh Bình Dương", "Bệnh viện Đa khoa tỉnh Bình Dương"),
        ("Bình viện TiDu", "Bệnh viện Từ Dũ"),
        ("Trạm v tế", "Trạm y tế"),
        # Another hospital, or none of those that are known, is left as it was read.
        ("Bệnh viện Đa khoa tỉnh Bình Thuận", "Bệnh viện Đa khoa tỉnh Bình Thuận"),
        ("Bệnh viện Từ Sơn", "Bệnh viện Từ Sơn"),
        ("tỉnh Sóc Trăng", "tỉnh Sóc Trăng"),
    ],
)
def test_a_place_of_birth(read: str, phrase: str) -> None:
    assert spelled(read, PLACES) == phrase


@pytest.mark.parametrize(
    ("read", "phrase"),
    [
        ("Đề ly hán chức kết bán lại", "Đã ly hôn, chưa kết hôn lại"),
        ("Vc Chồng) đã thết, chưa kề hên lùi", "Vợ (chồng) đã chết, chưa kết hôn lại"),
        ("9,2", "9,2"),
    ],
)
def test_a_state_of_marriage(read: str, phrase: str) -> None:
    assert spelled(read, STATES) == phrase


def test_what_may_be_two_phrases_is_neither() -> None:
    assert spelled("Trung tâm Y tế xã", ("Trung tâm Y tế xa", "Trung tâm Y tế xá")) == "Trung tâm Y tế xã"


@given(st.sampled_from(PLACES + STATES))
def test_a_phrase_is_itself_whatever_its_marks_and_blanks(phrase: str) -> None:
    phrases = PLACES if phrase in PLACES else STATES
    assert spelled(fold(phrase).replace(" ", ""), phrases) == phrase
