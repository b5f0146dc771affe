"""Names that stand several times on a paper, lists below a label, and how sure values are."""

import pytest

from digitize.extraction.confidence import DOUBTFUL, SURE, prudent
from digitize.extraction.echoes import echoed, named_after
from digitize.extraction.extract import extract
from digitize.extraction.header import Found
from digitize.extraction.readers import Reading, read_name
from digitize.extraction.view import Piece, look
from digitize.model.geometry import Box
from digitize.model.ocr import Word
from tests.factories.pages import centred, make_page


def _found(text: str, confidence: float) -> Found:
    words = tuple(
        Word(word, Box(10 * i, 0, 10 * i + 9, 20), confidence) for i, word in enumerate(text.split())
    )
    reading = read_name(text)
    assert reading is not None
    return Found("ho_ten", reading, Piece(1, words))


def _spelled(first: str, confidence: float, *lines: str) -> str:
    view = look([make_page([(0.1, 0.1 + 0.05 * row, line) for row, line in enumerate(lines)])])
    return echoed([_found(first, confidence)], view)[0].reading.value


def test_the_better_read_place_spells_the_name():
    assert _spelled("TRẦN DUY ĐỒNG", 0.6, "Người nộp: Trần Duy Đông") == "Trần Duy Đông"


def test_a_worse_read_place_does_not():
    assert _spelled("TRẦN DUY ĐỒNG", 0.99, "Người nộp: Trần Duy Đông") == "TRẦN DUY ĐỒNG"


def test_two_places_outvote_one():
    assert _spelled("TRẦN DUY ĐỒNG", 0.97, "Trần Duy Đông", "Ông Trần Duy Đông") == "Trần Duy Đông"


def test_a_name_that_is_none_is_told_by_the_line_that_nearly_says_it():
    assert _spelled("NGUYENHOÀNG BẠCH", 0.9, "Nguyễn Hoàng Bách") == "Nguyễn Hoàng Bách"


def test_another_person_is_no_echo():
    assert _spelled("TRẦN DUY ĐỒNG", 0.2, "Trần Văn Đông", "Trần Duy Đông Hà") == "TRẦN DUY ĐỒNG"


def test_reasons_in_a_list_are_read_one_behind_the_other():
    lines = [
        centred(0.2, "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"),
        (0.1, 0.3, "Tiếp nhận hồ sơ của: Lê Thị Lan"),
        (0.1, 0.33, "chúng tôi không thể tiếp nhận hồ sơ vì những lý do sau:"),
        (0.14, 0.36, "- Thửa đất đang có tranh chấp."),
        (0.14, 0.38, "- Giấy tờ tùy thân đã hết thời hạn sử dụng."),
        (0.14, 0.40, "Đề nghị ông (bà) nhận lại hồ sơ."),
    ]
    read = extract([make_page(lines)])
    assert read.value("ly_do") == "Thửa đất đang có tranh chấp. Giấy tờ tùy thân đã hết thời hạn sử dụng"


@pytest.mark.parametrize("line", [3.0, 4.0, 6.0])
def test_only_what_lies_beyond_the_line_is_sure(line):
    scores = [step / 50 for step in range(-300, 400)]
    printed = [prudent(score, line) for score in scores]
    assert printed == sorted(printed)
    sure = 2.9444
    assert all(
        (after >= sure - 1e-3) == (score >= line - 1e-3) for score, after in zip(scores, printed, strict=True)
    )
    assert all(after == score for score, after in zip(scores, printed, strict=True) if score <= 2.75)
    assert SURE > DOUBTFUL


@pytest.mark.parametrize(
    ("shop", "owner", "sure", "named"),
    [
        ("ĐẠI LÝ GẠO ĐỒNG", "Trần Văn Đông", 0.9, "ĐẠI LÝ GẠO ĐÔNG"),
        ("Tiệm tóc Phat", "LÊ VĂN PHÁT", 0.9, "Tiệm tóc Phát"),
        ("ĐẠI LÝ GẠO ĐỒNG", "Trần Văn Đông", 0.3, "ĐẠI LÝ GẠO ĐỒNG"),
        ("CƠ SỞ MAY HỒNG", "Trần Văn Đông", 0.9, "CƠ SỞ MAY HỒNG"),
    ],
)
def test_a_shop_that_bears_its_owners_name_is_spelled_as_the_surer_place_says(shop, owner, sure, named):
    read = _found(owner, 0.5)
    sign = Found("ten_ho_kinh_doanh", Reading(shop), read.piece)
    assert named_after(sign, _found(owner, sure)).reading.value == named
