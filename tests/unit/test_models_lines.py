"""The generator of training lines: marks are found and redrawn, texts stay readable, scans know where their ink lies."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from ocr_models.recognition.charset import SIGNS
from ocr_models.recognition.corpus import Corpus, cleaned
from ocr_models.recognition.degrade import Machine
from ocr_models.recognition.drawing import EM, Draughtsman, Hands
from ocr_models.recognition.faces import LETTERS, Face, outlines, variant
from ocr_models.recognition.marks import Change, Jitter, redrawn
from ocr_models.recognition.texts import Writer, typed
from ocr_models.recognition.toning import remarked, retoned

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
FACE = Face("Liberation Serif", "Regular", (FONT,))
CORPUS = Corpus(
    paragraphs=("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",),
    phrases=("Cấp giấy phép xây dựng",),
    families=("Nguyễn",),
    given=("Văn An",),
    places=("Phường Hiệp Thành, Thành phố Thủ Dầu Một",),
    syllables=("quyết", "định", "ông"),
    labels=("Họ và tên", "Vào Sổ theo dõi hồ sơ"),
)


def moved(marks: str, right: float) -> Jitter:
    """Return a jitter that shifts some marks and leaves the others."""
    still = Change(1.0, 1.0, 0.0, 0.0, 0.0, 0.0, lent=False)
    shifted = Change(1.0, 1.0, 0.0, right, 0.0, 0.0, lent=False)
    every = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306"
    return Jitter({mark: shifted if mark in marks else still for mark in every}, None)


@pytest.mark.parametrize(
    ("sign", "mark", "moving"),
    [
        ("á", "\u0301", 1),
        ("ấ", "\u0301", 1),
        ("ấ", "\u0302", 1),
        ("ị", "\u0323", 1),
        ("Ễ", "\u0303", 1),
        ("ử", "\u0309", 1),
    ],
)
def test_a_mark_moves_alone(sign: str, mark: str, moving: int) -> None:
    source = outlines((FONT,))
    drawn = list(redrawn(sign, source, None, moved(mark, 0.1)))
    shifts = [round(transform[4]) for _, transform in drawn]
    assert len(drawn) == len(source.contours(sign))
    assert sum(shift == round(0.1 * source.upem) for shift in shifts) == moving
    assert sum(shift == 0 for shift in shifts) == len(drawn) - moving


@pytest.mark.parametrize("sign", ["a", "đ", "ơ", "i", "%", "7"])
def test_letters_without_such_marks_stay(sign: str) -> None:
    drawn = list(redrawn(sign, outlines((FONT,)), None, moved("\u0301\u0302", 0.1)))
    assert {transform for _, transform in drawn} == {(1, 0, 0, 1, 0, 0)}


def test_a_variant_draws_every_letter() -> None:
    font = ImageFont.truetype(variant(FACE, FACE, Jitter.chosen(Random(3), lends=True)), EM)
    pictures = {font.getmask(letter).getbbox() and bytes(font.getmask(letter)) for letter in LETTERS}
    assert len(pictures) == len(LETTERS)


@given(st.integers(0, 10_000))
def test_whatever_is_written_the_network_has_signs_for(seed: int) -> None:
    text = Writer(CORPUS, Random(seed)).block()
    assert set(text) <= {*SIGNS, "\n", "\x02", "\x03"}
    assert text.count("\x02") == text.count("\x03")


def test_texts_are_cleaned_or_dropped() -> None:
    assert cleaned("Ðiều\u00a01\u2026 ......") == "Điều 1... ..."
    assert cleaned("Điều 一") == ""
    assert retoned("quyết", "\u0300") == "quyềt"
    assert retoned("ba", "\u0300") == "ba"


def test_a_syllable_is_given_marks_that_make_it_another() -> None:
    rng = Random(1)
    made = {remarked("Nhân", rng) for _ in range(200)}
    assert {"Nhàn", "Nhân", "Nhẫn", "Nhạn"} <= made
    assert all(len(one) == 4 and one[:2] + one[3] == "Nhn" for one in made)
    assert remarked("Anh", rng) == "Anh"


@given(st.integers(0, 10_000))
def test_a_careless_typist_moves_blanks_and_nothing_else(seed: int) -> None:
    text = "Số: 157/QĐ-UB (sửa đổi, bổ sung), “theo” 82,5 m2"
    careless = typed(text, Random(seed))
    assert careless.replace(" ", "") == text.replace(" ", "")
    assert "  " not in careless


def test_a_wide_gap_behind_a_pen_is_a_blank() -> None:
    font = ImageFont.truetype(FONT, EM)
    hands = Hands((font,), tuple(np.full((1, 28, 28), 200, np.uint8) for _ in range(10)), (FONT,))
    draughtsmen = (Draughtsman([font, font], hands, Random(seed)) for seed in range(30))
    texts = {each.block("Số: \x0212\x03/QĐ").lines[0].text for each in draughtsmen}
    assert texts == {"Số: 12/QĐ", "Số: 12 /QĐ"}


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_a_scan_knows_where_the_drawing_went(seed: int) -> None:
    ink = np.zeros((300, 500), np.float32)
    ink[120:180, 200:320] = 1.0
    scan = Machine(Random(seed)).scan(ink)
    x, y = scan.matrix @ np.array([260.0, 150.0, 1.0])
    reach = max(2, scan.grey.shape[0] // 30)
    middle = scan.grey[int(y) - reach : int(y) + reach, int(x) - reach : int(x) + reach]
    assert np.median(middle) < np.median(scan.grey)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_a_drawn_line_has_its_ink_in_its_box(seed: int) -> None:
    font = ImageFont.truetype(FONT, EM)
    hands = Hands((font,), tuple(np.full((1, 28, 28), 200, np.uint8) for _ in range(10)), (FONT,))
    block = Draughtsman([font, font], hands, Random(seed)).block("Số: \x0212\x03/QĐ-UBND ngày 5 tháng 3")
    text = " ".join(line.text for line in block.lines)
    assert text in {"Số: 12/QĐ-UBND ngày 5 tháng 3", "Số: 12 /QĐ-UBND ngày 5 tháng 3"}
    for line in block.lines:
        left, top, right, bottom = map(int, line.box)
        assert block.ink[top : bottom + 1, left : right + 1].max() > 0.5


@pytest.mark.parametrize("seed", range(12))
def test_words_by_hand_leave_ink_where_the_line_says(seed: int) -> None:
    font = ImageFont.truetype(FONT, EM)
    hands = Hands((font,), (), (FONT,))
    block = Draughtsman([font, font], hands, Random(seed)).block(
        "Địa chỉ: \x0212/5\x03 \x02ấp\x03 \x02Bến\x03"
    )
    text = " ".join(line.text for line in block.lines)
    assert text == "Địa chỉ: 12/5 ấp Bến"
    left, top, right, bottom = map(int, block.lines[-1].box)
    assert block.ink[top : bottom + 1, left : right + 1].max() > 0.5


def test_no_jitter_leaves_a_letter_as_it_is() -> None:
    drawn = list(redrawn("ế", outlines((FONT,)), None, Jitter.none()))
    assert {transform for _, transform in drawn} == {(1, 0, 0, 1, 0, 0)}


def test_a_plain_machine_only_blurs() -> None:
    ink = np.zeros((200, 400), np.float32)
    ink[80:120, 100:300] = 1.0
    grey = Machine(Random(1), plain=True).scan(ink).grey
    assert grey.max() > 240
    assert grey.min() < 60
