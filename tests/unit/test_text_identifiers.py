"""Identifiers: the 126 vectors of the domain reference, permitted repairs, masks."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.extraction.checks import code_warnings
from digitize.text.dates import NUMERIC, parse_date
from digitize.text.identifiers import (
    PATTERNS,
    is_tax_code,
    mask,
    parse_cccd,
    parse_dossier_code,
    parse_phone,
    repair_dossier_code,
    suggest,
)

VECTORS = json.loads(
    (Path(__file__).parents[1] / "resources" / "identifiers.json").read_text(encoding="utf-8")
)


def flat(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


def matches(name: str, text: str) -> bool:
    if name == "date_numeric":
        return NUMERIC.fullmatch(text) is not None
    if name == "date_long":
        return parse_date(text) is not None
    return re.fullmatch(PATTERNS[name], text) is not None


@pytest.mark.parametrize(("name", "text"), flat(VECTORS["match"]))
def test_pattern_accepts(name: str, text: str) -> None:
    assert matches(name, text)


@pytest.mark.parametrize(("name", "text"), flat(VECTORS["no_match"]))
def test_pattern_refuses(name: str, text: str) -> None:
    assert not matches(name, text)


@pytest.mark.parametrize(("text", "valid"), VECTORS["tax_code"])
def test_tax_code(text: str, valid: bool) -> None:
    assert is_tax_code(text) is valid


@pytest.mark.parametrize(("text", "expected"), VECTORS["cccd"])
def test_cccd(text: str, expected: list[object] | None) -> None:
    found = parse_cccd(text)
    assert (None if found is None else [found.province, found.sex, found.born]) == expected


@pytest.mark.parametrize(("text", "ours"), VECTORS["dossier"])
def test_dossier_code_in_scope(text: str, ours: bool) -> None:
    found = parse_dossier_code(text)
    assert (found is not None and not code_warnings(found)) is ours


def test_dossier_code_parts() -> None:
    found = parse_dossier_code("000.00.12.H09-200403-0001")
    assert found is not None
    assert (found.agency, found.body, found.received, found.number) == (
        "000.00.12.H09",
        "H09",
        date(2020, 4, 3),
        1,
    )


@pytest.mark.parametrize(
    ("read", "code", "repairs"),
    [
        ("Mã hồ sơ: 000.00.12.H09-200403-0001", "000.00.12.H09-200403-0001", 0),
        ("OO0.00.12.H09-200403-0001", "000.00.12.H09-200403-0001", 2),
        ("000.00.12.HO9-2004O3-000l", "000.00.12.H09-200403-0001", 3),
        ("000,00.12.H0g-200403-0001", "000.00.12.H09-200403-0001", 2),
        ("000. 00. 12. H09 – 200403 – 0001", "000.00.12.H09-200403-0001", 0),
        ("000.09.20 H09-200114-0061", "000.09.20.H09-200114-0061", 1),
        ("H09.15_210305_0001", "H09.15-210305-0001", 2),
        ("H09.1S-210305-0OZB", "H09.15-210305-0028", 4),
        ("H09-210305-0001", "H09-210305-0001", 0),
        ("000.00.12.H09-200403-0001-KQ1", "000.00.12.H09-200403-0001", 0),
    ],
)
def test_repairs(read: str, code: str, repairs: int) -> None:
    (found,) = repair_dossier_code(read)
    assert (found.code, found.repairs, found.repaired) == (code, repairs, repairs > 0)


@pytest.mark.parametrize(
    "text",
    [
        "H09.15-210230-0001",
        "H09.15/210305/0001",
        "000.00.12.H9-200403-0001",
        "H09.15-210305-0000",
        "",
        "X09.15-210305-0001",
    ],
)
def test_no_candidate(text: str) -> None:
    assert repair_dossier_code(text) == ()


@given(st.text(max_size=60))
def test_every_candidate_is_a_valid_code(text: str) -> None:
    assert all(parse_dossier_code(found.code) for found in repair_dossier_code(text))


@given(
    st.dates(date(2020, 1, 1), date(2021, 12, 31)),
    st.integers(1, 9999),
    st.sampled_from(["000.00.12.H09", "H09.15", "H09.25.41", "H09"]),
)
def test_a_true_code_is_found_as_it_is(day: date, number: int, agency: str) -> None:
    code = f"{agency}-{day:%y%m%d}-{number:04d}"
    assert [(found.code, found.repairs) for found in repair_dossier_code(f"Mã hồ sơ: {code} ngày")] == [
        (code, 0)
    ]


@given(st.integers(0, 10**9 - 1), st.integers(0, 8), st.integers(1, 9))
def test_tax_code_notices_any_wrong_digit(body: int, at: int, shift: int) -> None:
    stem = f"{body:09d}"
    rest = (
        sum(
            int(digit) * weight for digit, weight in zip(stem, (31, 29, 23, 19, 17, 13, 7, 5, 3), strict=True)
        )
        % 11
    )
    if rest == 0:
        return
    code = f"{stem}{10 - rest}"
    assert is_tax_code(code)
    wrong = code[:at] + str((int(code[at]) + shift) % 10) + code[at + 1 :]
    assert not is_tax_code(wrong)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("0912 345 678", "0912345678"),
        ("+84912345678", "0912345678"),
        ("(0274) 3822825", "02743822825"),
        ("0112345678", None),
        ("280123456", None),
    ],
)
def test_phone(text: str, digits: str | None) -> None:
    assert parse_phone(text) == digits


@pytest.mark.parametrize(
    ("name", "text", "value", "repairs"),
    [
        ("cccd", "số O74O85l23456 cấp ngày", "074085123456", 3),
        ("cccd", "074 085 123 456", "074085123456", 0),
        ("cmnd", "28O 123 4S6", "280123456", 2),
        ("tax_code", "37OO145020", "3700145020", 2),
        ("tax_code", "O100109106 - 00l", "0100109106-001", 2),
        ("insurance", "74I2345678", "7412345678", 1),
        ("phone", "O9I2345678", "0912345678", 2),
        ("health_card", "GD 4 74 74 12345678", "GD4747412345678", 0),
        ("health_card", "GD47474I2345678", "GD4747412345678", 1),
        ("household_business", "46A8OO1234", "46A8001234", 2),
        ("land_serial", "CS I2345B", "CS 123458", 2),
        ("land_serial", "CN719597", "CN 719597", 0),
        ("procedure", "l.0l2753", "1.012753", 2),
        ("cccd", "O99O85123456", None, 0),
        ("tax_code", "37OO154020", None, 0),
        ("cmnd", "SOIBZSOIB", None, 0),
        ("cmnd", "2801234567", None, 0),
        ("household_business", "4608001234", None, 0),
        ("land_serial", "05 123456", None, 0),
    ],
)
def test_suggestions(name: str, text: str, value: str | None, repairs: int) -> None:
    found = [(item.value, item.repairs) for item in suggest(name, text)]
    assert found == ([(value, repairs)] if value else [])


@given(
    st.sampled_from(["cccd", "cmnd", "tax_code", "phone", "land_serial"]),
    st.text("0123456789OIlSB|Z -.A", max_size=30),
)
def test_a_suggestion_is_valid_and_suggests_itself(name: str, text: str) -> None:
    for found in suggest(name, text):
        assert [(again.value, again.repairs) for again in suggest(name, found.value)] == [(found.value, 0)]


def test_mask_hides_all_but_three() -> None:
    assert mask("cccd", "074085123456") == "•••••••••456"
    assert mask("cmnd", "280123456") == "••••••456"
    assert mask("name", "Nguyễn Văn An") == "Nguyễn Văn An"
