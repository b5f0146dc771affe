"""The print of a digital signature is told from text by its size, its place and its words."""

from digitize.model.geometry import Box
from digitize.model.ocr import Line, Word
from digitize.ocr.signing import without_signing_print

BODY = 50


def line(text: str, left: int, top: int, height: int = BODY) -> Line:
    """Return a line of one word."""
    box = Box(left, top, left + len(text) * height // 2, top + height)
    return Line((Word(text, box, 0.9),), box)


PAPER = [line(f"Điều {number}. Quyết định này có hiệu lực", 200, 400 + 70 * number) for number in range(9)]


def test_small_lines_about_the_time_of_signing_go() -> None:
    """All lines of the block go, also those that bear no mark themselves."""
    signed = [
        line("TRUNG TÂM CÔNG BÁO", 1000, 40, 26),
        line("VÀ TIN HỌC", 1000, 70, 26),
        line("09.01.2025 10:21:11 +07:00", 1000, 104, 30),
    ]
    assert without_signing_print([*signed, *PAPER]) == PAPER


def test_small_print_elsewhere_stays() -> None:
    """A footnote is small too; it stands far from the signature, or there is none."""
    footnote = line("1 Theo Thông tư 01/2018", 200, 1500, 26)
    signed = line("Ký bởi: Sở Nội vụ", 1000, 40, 26)
    assert without_signing_print([signed, *PAPER, footnote]) == [*PAPER, footnote]
    assert without_signing_print([*PAPER, footnote]) == [*PAPER, footnote]


def test_words_of_signing_in_the_text_stay() -> None:
    """A paper may speak of the day of signing in its own letters."""
    text = line("Ngày ký hợp đồng: 05/03/2020", 200, 1400)
    assert without_signing_print([*PAPER, text]) == [*PAPER, text]


def test_no_lines() -> None:
    """A blank page has none."""
    assert without_signing_print([]) == []
