"""Numbers that are masked, boxes that land where the words are, values as people here write them."""

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.errors import NotFound
from digitize.model.geometry import Affine
from digitize.model.match import Comparison, Level
from digitize.model.search import Hit
from digitize.web import present


@given(
    st.from_regex(r"0[0-9]{11}|28[01][0-9]{6}|09[0-9]{8}", fullmatch=True),
    st.sampled_from(["Số: {}.", "{}", "(CCCD {})"]),
)
def test_a_personal_number_in_a_text_keeps_its_length_and_three_digits(number, sentence):
    text = sentence.format(number)
    hidden = present.masked_text(text)
    assert len(hidden) == len(text)
    assert number not in hidden
    assert number[-3:] in hidden
    assert not any(number[at : at + 4] in hidden for at in range(len(number) - 4))


@pytest.mark.parametrize("text", ["079 185 001 234", "281 234 567"])
def test_a_number_with_blanks_is_masked(text):
    assert present.masked_text(text).count("•") == len(text.replace(" ", "")) - 3


@pytest.mark.parametrize(
    "text",
    [
        "000.00.12.H09-210305-0001",
        "H09.15-210305-123456",
        "ngày 05/03/2021",
        "1.234.567.890 đồng",
        "45/2021/QĐ-UBND",
        "AB 123456",
        "12345678",
    ],
)
def test_codes_dates_and_money_stay_readable(text):
    assert present.masked_text(text) == text


def test_fields_are_shown_by_their_form():
    assert present.shown("ngay_ban_hanh", "2021-03-05") == "05/03/2021"
    assert present.shown("ngay_sinh", "1969") == "1969"
    assert present.shown("so_cccd", "074185001234") == "•••••••••234"
    assert present.shown("so_cccd", "074185001234", revealed=True) == "074185001234"
    assert not present.is_masked("ma_ho_so", "H09.15-210305-0001")


def test_times_and_numbers_are_those_of_the_country():
    assert present.moment(datetime(2026, 11, 22, 18, 5, tzinfo=UTC)) == "23/11/2026 01:05"
    assert present.count(1234567) == "1.234.567"
    assert present.bits(-3.84) == "−3,8"
    assert present.size(1_500_000) == "1,5 MB"
    assert present.size(0) == "0 byte"


@given(
    st.floats(-math.pi, math.pi),
    st.floats(0.2, 3),
    st.floats(-500, 500),
    st.floats(-500, 500),
    st.tuples(st.floats(0, 3000), st.floats(0, 3000)),
)
def test_the_viewer_lays_a_scan_back_onto_the_prepared_page(angle, scale, dx, dy, point):
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    to_scan = Affine(cos, -sin, dx, sin, cos, dy)
    back = present.inverse(to_scan).apply(*to_scan.apply(*point))
    assert back == pytest.approx(point, abs=1e-6)


def test_a_page_without_area_is_not_shown():
    with pytest.raises(NotFound):
        present.inverse(Affine(1, 2, 0, 2, 4, 0))


def test_svg_writes_a_matrix_column_by_column():
    assert present.svg_matrix(Affine(1, 2, 3, 4, 5, 6)) == "1 4 2 5 3 6"


def test_what_differs_stands_before_what_agrees():
    rows = present.comparison_rows(
        [
            Comparison("ma_ho_so", "a", "a", Level.EXACT, 20.0),
            Comparison("dia_chi", "b", "c", Level.NEAR, 2.0),
            Comparison("ho_ten", "Lan", "Hoa", Level.DIFFERENT, -4.0),
        ]
    )
    assert [row.label for row in rows] == ["Họ tên", "Địa chỉ", "Mã hồ sơ"]


def test_marks_of_a_snippet_survive_masking():
    hit = Hit("d", 1, "t", None, None, "của Hoa 074185001234 nhé", ((4, 7),), exact=True)
    assert present.pieces(hit) == [("của ", False), ("Hoa", True), (" •••••••••234 nhé", False)]
