"""Dates: numeric, long, spoken; a year stays a year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.text.dates import (
    find_dates,
    parse_birth,
    parse_date,
    repaired_birth,
    spoken_date,
    spoken_number,
)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Bắc Ninh, ngày 27 tháng 9 năm 2021", "2021-09-27"),
        ("Hà Nội, ngày 05 tháng 3 năm 2020", "2020-03-05"),
        ("ngày 18tháng 01năm1999.", "1999-01-18"),
        ("01/02/2020", "2020-02-01"),
        ("31.12.2021", "2021-12-31"),
        ("24 / 7/ 1993", "1993-07-24"),
        ("Ngày 25 tháng 1ờ năm 2007", "2007-10-25"),
        ("Ngày 14 tháng 3 năni 2017", "2017-03-14"),
        ("ngày I8 tháng 9 năm 1986", "1986-09-18"),
        ("ngày 30 tháng 02 năm 2021", None),
        ("ngày0} tháng 02 năm 2025", None),
        ("ngày ⁄{5 tháng 01 năm 2025", None),
        ("ngày ÖÖ tháng ' năm 2019", None),
        ("32/01/2020", None),
        ("Sinh năm 1969", None),
        ("11/12/20201", None),
    ],
)
def test_first_date(text: str, iso: str | None) -> None:
    assert parse_date(text) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [("13/05/4993", "1993-05-13"), ("28/01/1095", "1995-01-28"), ("28/01/4095", None), ("28/13/1095", None)],
)
def test_a_year_in_which_nobody_lives_was_misread(text: str, iso: str | None) -> None:
    assert parse_birth(text) is None
    assert repaired_birth(text) == iso


def test_marks_of_doubt() -> None:
    (found,) = find_dates("ngày I8 tháng 9 năm 1986")
    assert found.repaired
    (found,) = find_dates("ngày 2 tháng 01 năm 2025")
    assert found.unpadded
    (found,) = find_dates("ngày 02 tháng 01 năm 2025")
    assert not found.unpadded
    assert not found.repaired


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12/05/1985", "1985-05-12"),
        ("Sinh năm 1969", "1969"),
        ("1969", "1969"),
        ("số 19691", None),
        ("…/…/1969", None),
    ],
)
def test_birth(text: str, value: str | None) -> None:
    assert parse_birth(text) == value


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("mười bảy", 17),
        ("mười", 10),
        ("hai mươi mốt", 21),
        ("hai mươi lăm", 25),
        ("ba mươi", 30),
        ("một chín bảy sáu", 1976),
        ("một nghìn chín trăm bảy mươi sáu", 1976),
        ("hai nghìn không trăm linh năm", 2005),
        ("hai không hai mốt", 2021),
        ("không", 0),
        ("xin chào", None),
        ("", None),
    ],
)
def test_spoken_number(words: str, number: int | None) -> None:
    assert spoken_number(words) == number


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("Ngày mười bảy, tháng mười một, năm một chín bảy sáu", "1976-11-17"),
        ("mười bảy, mười một, một chín bảy sáu", "1976-11-17"),
        ("ngày mồng năm", None),
    ],
)
def test_spoken_date(words: str, iso: str | None) -> None:
    assert spoken_date(words) == iso


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_both_printed_forms_come_back(day: date) -> None:
    assert parse_date(f"{day:%d/%m/%Y}") == day.isoformat()
    assert parse_date(f"Bình Dương, ngày {day:%d} tháng {day.month} năm {day.year}") == day.isoformat()


@given(st.text(max_size=60))
def test_whatever_is_found_is_a_day(text: str) -> None:
    assert all(date.fromisoformat(found.value) for found in find_dates(text))
