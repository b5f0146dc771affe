"""Lines found anywhere come out as a person reads them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from digitize.model.geometry import Box, enclose
from digitize.model.ocr import Block, Line, Word
from digitize.ocr.order import in_order

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
