"""The two-column head is parted, and no word is lost or changed."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from digitize.model.geometry import Box, enclose
from digitize.model.ocr import Block, Line, Word
from digitize.ocr.layout import arrange

SIZE = (1240, 1754)


def line(text: str, left: int, top: int, height: int = 30) -> Line:
    """Return a line of words; each underscore in `text` is a gap of one line height more."""
    words, x = [], left
    for part in text.split(" "):
        if part.strip("_"):
            words.append(Word(part, Box(x, top, x + 12 * len(part), top + height), 0.9))
            x += 12 * len(part) + 8
        else:
            x += height * len(part)
    return Line(tuple(words), enclose(word.box for word in words))


def block(*lines: Line) -> Block:
    return Block(lines, enclose(line.box for line in lines))


def texts(blocks: tuple[Block, ...]) -> list[list[str]]:
    return [[line.text for line in block.lines] for block in blocks]


def test_the_columns_of_the_head_are_parted() -> None:
    head = block(
        line("UBND TỈNH BÌNH DƯƠNG ____ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 100, 100),
        line("Số: 45/QĐ-UBND _________ Bình Dương, ngày 05 tháng 3 năm 2020", 140, 150),
        line("QUYẾT ĐỊNH", 560, 260),
    )
    assert texts(arrange([head], SIZE)) == [
        ["UBND TỈNH BÌNH DƯƠNG", "Số: 45/QĐ-UBND"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Bình Dương, ngày 05 tháng 3 năm 2020"],
        ["QUYẾT ĐỊNH"],
    ]


def test_a_line_of_one_column_between_glued_lines_goes_to_its_column() -> None:
    head = block(
        line("UBND TỈNH BÌNH DƯƠNG ____ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 100, 100),
        line("SỞ XÂY DỰNG", 140, 150),
        line("Số: 45/QĐ-UBND _________ Bình Dương, ngày 05 tháng 3 năm 2020", 140, 200),
    )
    assert texts(arrange([head], SIZE))[0] == ["UBND TỈNH BÌNH DƯƠNG", "SỞ XÂY DỰNG", "Số: 45/QĐ-UBND"]


def test_what_is_no_head_stays_as_it_is() -> None:
    """Sentences, tables below the head, and gaps near the margin."""
    blocks = (
        block(line("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;", 100, 300)),
        block(line("1. ____ Tên hàng hóa và dịch vụ đã cung cấp cho người dân trong xã", 100, 400)),
        block(line("Nơi nhận: _________ CHỦ TỊCH", 100, 1500)),
    )
    assert arrange(blocks, SIZE) == blocks


words = st.builds(
    lambda text, left, top, width, height: Word(text, Box(left, top, left + width, top + height), 0.5),
    st.text("ABCĐỊ123", min_size=1, max_size=6), st.integers(0, 1200), st.integers(0, 1700),
    st.integers(1, 300), st.integers(1, 60),
)  # fmt: skip
lines = st.lists(words, min_size=1, max_size=8).map(
    lambda found: Line(
        tuple(sorted(found, key=lambda word: word.box.left)), enclose(word.box for word in found)
    )
)
blocks = st.lists(lines, min_size=1, max_size=5).map(
    lambda found: Block(tuple(found), enclose(line.box for line in found))
)


@given(st.lists(blocks, max_size=4))
def test_no_word_is_lost_doubled_or_changed(before: list[Block]) -> None:
    after = arrange(before, SIZE)
    assert Counter(_words(before)) == Counter(_words(after))
    for part in after:
        assert part.lines
        assert part.box == enclose(line.box for line in part.lines)
        for each in part.lines:
            assert each.box == enclose(word.box for word in each.words)


@given(st.lists(blocks, max_size=4))
def test_arranging_a_head_keeps_the_words_of_each_half_together(before: list[Block]) -> None:
    halves = {line.words for block in arrange(before, SIZE) for line in block.lines}
    for each in (line for block in before for line in block.lines):
        cuts = [(each.words[:at], each.words[at:]) for at in range(1, len(each.words))]
        assert each.words in halves or any(left in halves and right in halves for left, right in cuts)


def _words(blocks: list[Block] | tuple[Block, ...]) -> list[Word]:
    return [word for block in blocks for line in block.lines for word in line.words]
