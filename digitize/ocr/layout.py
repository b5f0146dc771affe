"""Repairs the reading order of the two-column head of an administrative paper.

Left stand the issuing agency and số/ký hiệu, right quốc hiệu, place and date (Nghị định 30/2020/NĐ-CP, Phụ lục I,
boxes 1 to 4). Recognisers glue the columns into lines: "Số: 45/QĐ-UBND Bình Dương, ngày 05 tháng 3 năm 2020".
"""

import statistics
from collections.abc import Sequence
from itertools import pairwise

from digitize.model.geometry import enclose
from digitize.model.ocr import Block, Line
from digitize.ocr.order import HEAD, entries, line_of

GAP = 2.5
"""A gap between words wider than this many line heights parts two columns."""

MIDDLE = (0.2, 0.8)
"""The share of the width in which the border of the columns lies."""


def arrange(blocks: Sequence[Block], size: tuple[int, int]) -> tuple[Block, ...]:
    """Return the blocks with the glued lines of the head parted; every word is kept, with its box.

    In a block that holds glued lines the left parts become one block and the right parts the next; lines before,
    between and after them keep their order.

    Args:
        blocks: in reading order.
        size: width and height of the page in pixels.
    """
    return tuple(part for block in blocks for part in _arranged(block, size))


def _arranged(block: Block, size: tuple[int, int]) -> list[Block]:
    split = [_halves(line, size) for line in block.lines]
    glued = [number for number, parts in enumerate(split) if len(parts) == 2]
    if not glued:
        return [block]
    first, last = glued[0], glued[-1] + 1
    border = statistics.median((split[i][0].box.right + split[i][1].box.left) / 2 for i in glued)
    head = [part for parts in split[first:last] for part in parts]
    left = [part for part in head if part.box.middle[0] < border]
    right = [part for part in head if part.box.middle[0] >= border]
    groups = (block.lines[:first], left, right, block.lines[last:])
    return [Block(tuple(lines), enclose(line.box for line in lines)) for lines in groups if lines]


def _halves(line: Line, size: tuple[int, int]) -> tuple[Line, ...]:
    """Return a line of the head in two where one gap is wide and in the middle of the page, else the line itself."""
    width, height = size
    words = line.words
    if len(words) < 2 or line.box.middle[1] > height * HEAD:
        return (line,)
    gaps = [after.box.left - before.box.right for before, after in pairwise(words)]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    middle = (words[widest].box.right + words[widest + 1].box.left) / 2
    wide = gaps[widest] > GAP * statistics.median(word.box.height for word in words)
    if not wide or not width * MIDDLE[0] < middle < width * MIDDLE[1]:
        return (line,)
    halves = line_of(words[: widest + 1]), line_of(words[widest + 1 :])
    return (line,) if entries(halves) else halves
