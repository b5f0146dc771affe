"""Signs between digits are settled only where the ink leaves them open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.ocr.ctc import Letter
from digitize.ocr.separators import settled


def line(text: str, *others: tuple[str, float]) -> tuple[Letter, ...]:
    """A line as read, each of its signs that is no digit open to some others."""
    return tuple(
        Letter(sign, place, place, 0.6, () if sign.isdigit() else others) for place, sign in enumerate(text)
    )


def text_of(letters: tuple[Letter, ...]) -> str:
    return "".join(letter.sign for letter in letters)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Sinh ngày: 08/09 1977", "Sinh ngày: 08/09/1977"),
        ("03-02/1973", "03/02/1973"),
        ("số 45/2020 NĐ-CP", "số 45/2020/NĐ-CP"),
        ("15-02-2016", "15-02-2016"),
        ("ngày 3 2020", "ngày 3 2020"),
        ("năm 2020 UBND", "năm 2020 UBND"),
        ("45/13-1977", "45/13-1977"),
    ],
)
def test_a_stroke_stands_where_nothing_else_can(read: str, meant: str) -> None:
    assert text_of(settled(line(read, ("/", 0.1)))) == meant
    assert text_of(settled(line(read))) == read


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("196.6 m2", "196,6 m2"),
        ("đạt 85.28%", "đạt 85,28%"),
        ("1.196 m2", "1.196 m2"),
        ("mục 2.1 nêu", "mục 2.1 nêu"),
    ],
)
def test_decimals_have_a_comma_before_their_unit(read: str, meant: str) -> None:
    assert text_of(settled(line(read, (",", 0.2)))) == meant


def test_codes_and_thousands_have_dots() -> None:
    assert text_of(settled(line("304,100.000 đồng", (".", 0.2)))) == "304.100.000 đồng"
    assert text_of(settled(line("H09,07-210519-0043", (".", 0.2)))) == "H09.07-210519-0043"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("H09/22/05-", "H09.22.05-"),
        ("H09 22.05-", "H09.22.05-"),
        ("H09.20/01-210519-0042", "H09.20.01-210519-0042"),
        ("1 H09,20-", "1 H09.20-"),
        ("000/02-22/H09-", "000.02.22.H09-"),
        ("45/QĐ-UBND", "45/QĐ-UBND"),
        ("02/22/2021-", "02/22/2021-"),
        ("thửa H09/22", "thửa H09/22"),
        ("H09/22-KH", "H09/22-KH"),
        ("TH09/22.05-", "TH09/22.05-"),
    ],
)
def test_the_parts_of_an_agencys_code_have_dots(read: str, meant: str) -> None:
    """Tables break a mã hồ sơ behind its agency, so nothing else may follow."""
    assert text_of(settled(line(read, (".", 0.1)))) == meant


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("H09/22-", "H09.22-"),
        ("H09/22,05-210519-0043", "H09.22.05-210519-0043"),
        ("H09 22-", "H09 22-"),
        ("số B12/34/56-58", "số B12/34/56-58"),
        ("phòng A12/05-", "phòng A12/05-"),
        ("H09/22-KH", "H09/22-KH"),
    ],
)
def test_a_stroke_in_the_code_of_an_agency_is_a_dot_whatever_the_ink_says(read: str, meant: str) -> None:
    assert text_of(settled(line(read))) == meant


def test_a_settled_sign_is_as_sure_as_both_were() -> None:
    mended = settled(line("08/09 1977", ("/", 0.3)))[5]
    assert (mended.sign, mended.others) == ("/", ())
    assert mended.chance == pytest.approx(0.9)


@given(st.text(alphabet="0123456789/.,- NĐm%H", max_size=24))
def test_no_digit_is_ever_touched(text: str) -> None:
    found = settled(line(text, ("/", 0.2), (",", 0.2), (".", 0.2)))
    assert [letter for letter in found if letter.sign.isdigit()] == [
        letter for letter in line(text) if letter.sign.isdigit()
    ]
    assert len(found) == len(text)
