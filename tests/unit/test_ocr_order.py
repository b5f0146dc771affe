"""Lines found anywhere come out as a person reads them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from digitize.model.geometry import Box, enclose
from digitize.model.ocr import Block, Line, Word
from digitize.ocr.order import in_order
from digitize.ocr.tables import Table

SIZE = (1240, 1754)


def line(text: str, left: int, top: int, width: int = 300, height: int = 30) -> Line:
    box = Box(left, top, left + width, top + height)
    return Line((Word(text, box, 0.9),), box)


def texts(blocks: tuple[Block, ...]) -> list[list[str]]:
    return [[each.text for each in block.lines] for block in blocks]


def test_the_head_is_read_by_columns_and_the_body_across() -> None:
    lines = [
        line("CỘNG", 640, 102, 460),
        line("UBND", 140, 100),
        line("Độc", 720, 138),
        line("SỞ", 140, 140),
        line("Số:", 150, 200),
        line("ngày", 700, 196, 380),
        line("QUYẾT", 500, 300, 240),
        line("Căn", 140, 360, 960),
        line("cứ", 140, 400, 960),
    ]
    read = [text for block in texts(in_order(lines, SIZE)) for text in block]
    assert read == ["UBND", "SỞ", "Số:", "CỘNG", "Độc", "ngày", "QUYẾT", "Căn", "cứ"]


def test_rows_of_many_cells_are_read_row_by_row() -> None:
    cells = [
        line(f"{row}{column}", 100 + 350 * column, 500 + 60 * row) for column in range(3) for row in range(3)
    ]
    read = [text for block in texts(in_order(cells, SIZE)) for text in block]
    assert read == [f"{row}{column}" for row in range(3) for column in range(3)]


def test_cells_of_a_table_are_read_one_after_another() -> None:
    columns, middle = ((100, 400), (400, 800), (800, 1100)), 560
    cells = tuple(
        Box(left, top, right, bottom)
        for top, bottom in ((500, middle), (middle, 660))
        for left, right in columns
    )
    table = Table(Box(100, 500, 1100, 660), cells)
    one = line("giờ", 410, 570, 380)
    glued = Line((*line("Giao", 110, 570, 200).words, *one.words), Box(110, 570, 790, 600))
    lines = [
        line("Tên", 110, 510, 200),
        line("Thời gian", 410, 510, 200),
        line("Kết quả", 810, 510, 200),
        glued,
        line("nhận", 110, 606, 280),
        line("năm", 410, 606, 100),
        line("Đúng hạn", 810, 570, 200),
        line("trên", 100, 440, 900),
        line("dưới", 100, 680, 900),
    ]
    read = texts(in_order(lines, SIZE, lambda: (table,)))
    assert read == [
        ["trên"],
        *([each] for each in ("Tên", "Thời gian", "Kết quả")),
        ["Giao", "nhận"],
        ["giờ", "năm"],
        ["Đúng hạn"],
        ["dưới"],
    ]


def test_entries_of_a_form_are_read_across() -> None:
    lines = [
        line(f"{label} {row}: a", left, 700 + 50 * row)
        for row in range(2)
        for label, left in (("Tên", 140), ("Năm", 700))
    ]
    read = [text for block in texts(in_order(lines, SIZE)) for text in block]
    assert read == ["Tên 0: a", "Năm 0: a", "Tên 1: a", "Năm 1: a"]


def test_what_stands_below_the_head_comes_after_it() -> None:
    lines = [
        line("UBND", 140, 100),
        line("CỘNG", 640, 100, 460),
        line("Số: 1", 140, 140),
        line("ngày", 700, 140, 380),
        line("V/v", 140, 180),
        line("Số hồ sơ", 140, 270),
        line("Kính gửi", 560, 320, 200),
    ]
    read = [text for block in texts(in_order(lines, SIZE)) for text in block]
    assert read == ["UBND", "Số: 1", "V/v", "CỘNG", "ngày", "Số hồ sơ", "Kính gửi"]


def test_gaps_part_blocks() -> None:
    lines = [line("a", 100, 100, 900), line("b", 100, 140, 900), line("c", 100, 300, 900)]
    assert texts(in_order(lines, SIZE)) == [["a", "b"], ["c"]]
    assert in_order([], SIZE) == ()


BOXES = st.tuples(st.integers(0, 1000), st.integers(0, 1600), st.integers(1, 240), st.integers(1, 150))


@given(st.lists(BOXES, max_size=12))
def test_no_line_is_lost(boxes: list[tuple[int, int, int, int]]) -> None:
    lines = [line(str(k), *box) for k, box in enumerate(boxes)]
    blocks = in_order(lines, SIZE)
    assert Counter(each for block in blocks for each in block.lines) == Counter(lines)
    assert all(block.box == enclose(each.box for each in block.lines) for block in blocks)
