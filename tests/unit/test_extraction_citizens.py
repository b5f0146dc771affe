"""An identity number and a birth that nearly tell one year."""

import pytest

from digitize.extraction.citizens import agreed
from digitize.extraction.header import Found
from digitize.extraction.readers import Reading
from digitize.extraction.view import Piece
from digitize.model.geometry import Box
from digitize.model.ocr import Word


def _found(field: str, value: str, confidence: float) -> Found:
    return Found(field, Reading(value), Piece(1, (Word(value, Box(0, 0, 90, 20), confidence),)))


@pytest.mark.parametrize(
    ("number", "birth", "sex", "sure", "told"),
    [
        ("074192123456", "1992-03-22", "Nữ", 0.9, ("074192123456", "1992-03-22")),
        ("074152123456", "1992-03-22", "Nữ", 0.5, ("074192123456", "1992-03-22")),
        ("074192123456", "1952-03-22", "Nữ", 0.9, ("074192123456", "1992-03-22")),
        ("074448123456", "1948-04-06", "Nữ", 0.9, ("074148123456", "1948-04-06")),
        ("074448123456", "1948-04-06", None, 0.9, ("074448123456", "1948-04-06")),
        ("074192123456", "1952", "Nữ", 0.9, ("074192123456", "1992")),
        ("074192123456", "1957-03-22", "Nữ", 0.9, ("074192123456", "1957-03-22")),
        ("281234567", "1957-03-22", "Nữ", 0.9, ("281234567", "1957-03-22")),
    ],
    ids=[
        "agree", "number unsure", "birth unsure", "no century", "no century, either sex", "year alone", "two digits", "CMND",
    ],
)  # fmt: skip
def test_the_less_surely_read_is_repaired_where_one_digit_differs(number, birth, sex, sure, told):
    read = agreed(_found("so_cccd", number, sure), _found("ngay_sinh", birth, 0.7), sex)
    assert tuple(one.reading.value for one in read) == told
    changed = [one for one in read if "repaired" in one.reading.warnings]
    assert len(changed) == (told != (number, birth))


def test_what_may_be_either_stays():
    """Nobody knows whether 0744 was a man or a woman."""
    number = _found("so_cccd", "074448123456", 0.5)
    assert agreed(number, _found("ngay_sinh", "1948-04-06", 0.9), None)[0] is number
