"""Slots that are filled in by hand: where they are, what they can hold, and what becomes of the line."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from digitize.model.geometry import Box
from digitize.ocr.ctc import Letter
from digitize.ocr.slot_text import DAY, DIGITS, IDENTITY, MONTH, NUMBER, YEAR, Alphabet, Grammar
from digitize.ocr.slots import ROWS, Line, SlotReader, _settled, slot_window, slots_of
from digitize.ocr.window import Ruler
from digitize.ports import Pixels

SIGNS = "0123456789⓪①②③④⑤⑥⑦⑧⑨/ABab"
BOX, RULER = Box(100, 50, 900, 90), Ruler(88, 10)
PAGE = np.full((140, 1000), 255, np.uint8)
LINE_SIGNS = f"{DIGITS}C"
NOTHING = np.zeros((0, 12), np.float32)
"""What the line's reader saw, where no identity number is asked for, and sees when it looks again."""


def blind(window: Pixels) -> NDArray[np.float32]:
    """A line's reader that sees nothing more when it looks again."""
    return NOTHING


def line(text: str, chance: float = 0.6) -> Line:
    """A line as read, a letter every other step."""
    return tuple(Letter(sign, 2 * place, 2 * place, chance) for place, sign in enumerate(text))


def text_of(letters: Line) -> str:
    return "".join(letter.sign for letter in letters)


def scores_of(signs: str, doubt: float = 0.01) -> NDArray[np.float32]:
    """Scores (steps, classes) that say some signs one after the other, blanks between them."""
    chances = np.full((2 * len(signs) + 1, len(SIGNS) + 1), doubt / len(SIGNS), np.float32)
    chances[:, 0] = 1 - doubt
    for place, sign in enumerate(signs):
        chances[2 * place + 1, [0, SIGNS.index(sign) + 1]] = doubt / len(SIGNS), 1 - doubt
    return np.log(chances)


def reader(*answers: str) -> SlotReader:
    """A slot reader whose network answers with some signs, slot by slot."""

    def network(ink: NDArray[np.float32]) -> NDArray[np.float32]:
        steps = ink.shape[3] // 4
        out = np.full((len(answers), steps, len(SIGNS) + 1), -20, np.float32)
        out[:, :, 0] = 0
        for row, signs in zip(out, answers, strict=True):
            some = scores_of(signs)
            row[: len(some)] = some
        return out

    return SlotReader(network, SIGNS, blind, LINE_SIGNS)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Số: #ỷ-/CT-UBND", [" #ỷ-"]),
        ("Số:Q2 /TTr-UBND", ["Q2 "]),
        ("S6286/QĐ-VKSTC", ["286"]),
        ("Số: /QĐ-UBND", [" "]),
        ("Số 12-CV/TU", [" 12"]),
        ("Số: /777/TB-CCT", [" /777"]),
        ("Số: 00/989/BD-CCHN", [" 00/989"]),
        ("Số: 6/2/2020", [" 6/2"]),
        ("Số: 9//PYC-BPTN", [" 9/"]),
        ("Số: 17/2020/NĐ-CP", [" 17"]),
        ("Số: K22 UBND-XNT", [" K22"]),
        ("Căn cứ Quyết định số 1667/QĐ-UBND ngày 08/11/2023", [" 1667"]),
        ("Hà Nội, ngày15 tháng 01 năm 2025", ["15 ", " 01 ", " 2025"]),
        ("Hà Nội, ngày tháng ..... năm 20?1.", [" ", " ..... ", " 20?1"]),
        ("Hà Nội, nqàyA7tháng ựnăm 2020", ["A7", " ự", " 2020"]),
        ("tháng 3 năm 2020 của Ủy ban", [" 3 ", " 2020"]),
        ("ngày 15 tháng 8", [" 15 "]),
        ("CMND/CCCD số: 0740/3097684 ngày cấp: 08/12/2016", ["0740/3097684"]),
        ("Số định danh cá nhân/CMND: 174 00041 cấp ngày", ["174 00041"]),
        ("Giấy tờ tùy thân: CCCD số 074150391180", ["074150391180"]),
        ("CMND số 281234567 do Công an tỉnh Bình Dương cấp", ["281234567"]),
        ("(CMND số: 281234567)", ["281234567"]),
        ("10. Giấy CMND/Thẻ CCCD: số 0741730572304", ["0741730572304"]),
        ("sinh ngày 17/4/1976, CMNĐ/CCCD số 0746/6350578, nơi thường trú", ["0746/6350578"]),
    ],
)
def test_slots_are_found_by_the_words_about_them(text: str, read: list[str]) -> None:
    found = slots_of(line(text), BOX, RULER)
    assert [text[slot.start : slot.end] for slot in found] == read
    for slot in found:
        assert slot.left < slot.right
        assert slot.left < RULER.at(2 * slot.start)


@pytest.mark.parametrize(
    "text",
    [
        "Bản sao căn cước công dân hoặc chứng minh nhân dân.",
        "Thủ tục cấp thẻ căn cước công dân. Mã số: 2001177",
        "Giấy tờ chứng minh quyền sử dụng đất số: 123456789,",
        "số liệu/biểu mẫu",
        "Trong những ngày làm việc của tháng",
        "CHỈ THỊ",
        "",
        "năm 2020",
        "Sở Y tế",
    ],
)
def test_words_that_only_look_alike_hold_no_slot(text: str) -> None:
    assert slots_of(line(text), BOX, RULER) == ()


def every(grammar: Grammar, most: int) -> set[str]:
    return {
        text
        for length in range(1, most + 1)
        for text in map("".join, product("0123456789", repeat=length))
        if grammar.allows(text)
    }


def test_grammars_hold_what_calendars_hold() -> None:
    assert {int(text) for text in every(DAY, 3)} == set(range(1, 32))
    assert {int(text) for text in every(MONTH, 3)} == set(range(1, 13))
    assert {int(text) for text in every(YEAR, 4)} == set(range(1900, 2100))
    assert NUMBER.allows("00125a")
    assert not NUMBER.allows("1234567")
    assert not NUMBER.allows("a")


@pytest.mark.parametrize(("grammar", "most"), [(DAY, 2), (MONTH, 2), (YEAR, 4), (NUMBER, 3)])
def test_whatever_is_allowed_can_be_begun(grammar: Grammar, most: int) -> None:
    for text in every(grammar, most):
        assert all(grammar.begins(text[:length]) for length in range(len(text) + 1))


@given(st.integers(1, 99_999), st.booleans())
def test_what_the_network_says_is_read(number: int, by_hand: bool) -> None:
    signs = str(number)
    shown = (
        "".join(chr(ord("①") + int(sign) - 1) if sign != "0" else "⓪" for sign in signs) if by_hand else signs
    )
    chances = np.exp(scores_of(f"{shown}/"))
    found = Alphabet(SIGNS).read(chances, NUMBER)
    assert found.text == signs
    assert found.chance > 0.5
    assert (found.filled > 0.5) == by_hand
    assert 0 < found.first <= found.last < len(chances) - 1


def test_a_day_is_read_as_one_that_there_is() -> None:
    chances = np.exp(scores_of("75"))
    chances[1, [SIGNS.index("1") + 1, SIGNS.index("7") + 1]] = 0.3, 0.6
    found = Alphabet(SIGNS).read(chances, DAY)
    assert found.text == "15"


def test_what_is_seldom_written_so_gives_way() -> None:
    chances = np.exp(scores_of("017/"))
    chances[3, [SIGNS.index("1") + 1, 0]] = 0.6, 0.4
    assert Alphabet(SIGNS).read(chances, NUMBER).text == "07"
    chances[3, [SIGNS.index("1") + 1, 0]] = 0.99, 0.01
    assert Alphabet(SIGNS).read(chances, NUMBER).text == "017"


def test_nothing_is_read_where_nothing_stands() -> None:
    assert Alphabet(SIGNS).read(np.exp(scores_of("/")), NUMBER).text == ""


def test_what_is_written_by_hand_takes_the_place_of_what_was_read() -> None:
    cases = {
        ("Số:Q2 /TTr-UBND", ("②②/",)): "Số: 22 /TTr-UBND",
        ("ngày15 tháng 0 năm 2025", ("①⑤", "⓪①", "2025")): "ngày 15 tháng 01 năm 2025",
        ("năm tháng 3 năm 20?1.", ("③", "20②①")): "năm tháng 3 năm 2021.",
    }
    for (text, answers), expected in cases.items():
        corrected = reader(*answers).corrected(line(text), NOTHING, PAGE, BOX, RULER)
        assert text_of(corrected) == expected
        assert all(a.first <= a.last for a in corrected)


def test_what_is_printed_or_settled_stays() -> None:
    text = "Số: 128/QĐ-UBND"
    assert reader("123/").corrected(line(text), NOTHING, PAGE, BOX, RULER) == line(text)
    sure = line(text, chance=0.999)
    assert (
        SlotReader(lambda ink: pytest.fail("nothing to look at"), SIGNS, blind, LINE_SIGNS).corrected(
            sure, NOTHING, PAGE, BOX, RULER
        )
        == sure
    )


@pytest.mark.parametrize(("read", "expected"), [("04", "04"), ("Q4", "02")])
def test_a_day_that_can_be_gives_way_only_to_what_is_surer_than_not(read: str, expected: str) -> None:
    scores = scores_of("⓪②")
    scores[3, [SIGNS.index("②") + 1, SIGNS.index("④") + 1]] = np.log((0.55, 0.43))

    def network(ink: NDArray[np.float32]) -> NDArray[np.float32]:
        out = np.full((1, ink.shape[3] // 4, len(SIGNS) + 1), -20, np.float32)
        out[:, :, 0] = 0
        out[0, : len(scores)] = scores
        return out

    found = SlotReader(network, SIGNS, blind, LINE_SIGNS).corrected(
        line(f"ngày {read} tháng", 0.9), NOTHING, PAGE, BOX, RULER
    )
    assert text_of(found) == f"ngày {expected} tháng"


def test_a_sign_printed_where_only_a_digit_can_be_becomes_the_digit() -> None:
    cases = {
        ("ngày O7 tháng 6 năm 2O21", ("07", "6", "2021")): "ngày 07 tháng 6 năm 2021",
        ("Số: HT-0023/QĐ", ("0023/",)): "Số: HT-0023/QĐ",
        ("Số: 128/QĐ", ("123/",)): "Số: 128/QĐ",
    }
    for (text, answers), expected in cases.items():
        assert text_of(reader(*answers).corrected(line(text), NOTHING, PAGE, BOX, RULER)) == expected


def test_a_window_shows_dark_ink_on_light_paper_whatever_the_light() -> None:
    page = np.full((140, 1000), 200, np.uint8)
    page[60:80, 300:310] = 120
    ink = slot_window(page, Box(100, 50, 900, 90), 250, 350)
    assert ink.shape == (ROWS, 80)
    assert ink.max() == 255
    assert np.median(ink) == 0
    beyond = slot_window(page, Box(0, 0, 900, 40), -50, 50)
    assert beyond.shape == (ROWS, 80)


def seen(text: str, doubts: dict[int, tuple[str, float]] | None = None) -> NDArray[np.float32]:
    """Return (steps, 12) probabilities of a line's reader that saw some digits, a letter every other step.

    Args:
        text: other signs were seen as none.
        doubts: by place another digit, and how probable the one of the text is.
    """
    chances = np.full((2 * len(text), 12), 1e-4, np.float32)
    chances[:, 0] = 0.999
    for place, sign in enumerate(text):
        if sign.isdigit():
            other, chance = (doubts or {}).get(place, ("", 0.99))
            chances[2 * place, [0, int(sign) + 1]] = 0.005, chance
            if other:
                chances[2 * place, int(other) + 1] = 1 - chance
        elif sign == "C":
            chances[2 * place, [0, 11]] = 1e-4, 0.999
        elif sign in "/?":
            chances[2 * place, 0], chances[2 * place, 1:] = 0.5, 0.05
    return chances


def pen(digits: str) -> str:
    return digits.translate(str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨"))


@pytest.mark.parametrize(
    ("text", "doubts", "answer", "expected"),
    [
        # What cannot be is read by both together: a sign that is no digit, a digit too many, one too few.
        ("CMND số: 08/189773068 cấp ngày", {}, pen("087189773068"), "CMND số: 087189773068 cấp ngày"),
        ("CMND số: 28 0648?052 cấp ngày", {}, pen("280648052"), "CMND số: 280648052 cấp ngày"),
        # What can be gives way where its reader doubted and the other does not.
        ("CCCD số: 074080224089", {20: ("0", 0.6)}, pen("074080224080"), "CCCD số: 074080224080"),
        # In print the line's reader is asked alone.
        ("CCCD số: 074080224089", {20: ("0", 0.6)}, "074080224080", "CCCD số: 074080224089"),
        # A passport's number is no identity number misread.
        ("CMND/Hộ chiếu số: C12345678", {}, "112345678", "CMND/Hộ chiếu số: C12345678"),
        # Nothing is made of what neither saw.
        ("CCCD số: ????????", {}, "", "CCCD số: ????????"),
    ],
)
def test_an_identity_number_is_read_by_both_readers(
    text: str, doubts: dict[int, tuple[str, float]], answer: str, expected: str
) -> None:
    found = reader(answer).corrected(line(text), seen(text, doubts), PAGE, BOX, RULER)
    assert text_of(found) == expected
    assert [letter.first for letter in found] == sorted(letter.first for letter in found)


@pytest.mark.parametrize(
    ("number", "settled"),
    [
        ("280648052", True),
        ("074080224089", True),
        ("28064805", False),
        ("0740802240890", False),
        ("3700145020", True),  # a tax code; its check digit says so
        ("3700154020", False),
        ("C1234567", True),
    ],
)
def test_digits_that_are_no_number_are_looked_at_however_sure_they_are(number: str, settled: bool) -> None:
    assert _settled(line(number, chance=0.9999), IDENTITY) is settled


@given(st.from_regex(r"\d{9}|074([01][2-9]|[23][0-2])\d{7}", fullmatch=True))
def test_an_identity_number_can_be_begun(number: str) -> None:
    assert IDENTITY.allows(number)
    assert all(IDENTITY.begins(number[:length]) for length in range(len(number) + 1))
    assert not IDENTITY.allows(number + "0")
    assert not IDENTITY.allows("999" + number[:9])


@pytest.mark.parametrize("number", ["074011224089", "074230224089", "074399224089"])
def test_nobody_was_born_before_1920_or_will_be_after_2029(number: str) -> None:
    assert not IDENTITY.allows(number)
