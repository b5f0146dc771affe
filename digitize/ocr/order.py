"""The reading order of lines found anywhere on a page: columns side by side first left, then right; blocks by their gaps.

An administrative paper has two columns in its head (agency | quốc hiệu) and at its foot (nơi nhận | signature), and one
between them (Nghị định 30/2020/NĐ-CP, Phụ lục I).
"""

import re
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from digitize.model.geometry import Box, enclose
from digitize.model.ocr import Block, Line, Word
from digitize.ocr.tables import Table

SHARED = 0.5
"""Lines stand in one row if they share this much of the lower one's height."""

GUTTER = (0.25, 0.75)
"""The share of the width between which two columns may part."""

HEAD = 1 / 3
"""The share of the page, from its top, in which the head lies."""

FAR = 1.5
"""What stands so many of its heights below the left column of a head comes after both columns."""

CELLS, ROWS = 3, 2
"""Stretches of text side by side, and rows of so many, that may be the cells of a table."""

_ENTRY = re.compile(r": ?\S")
"""Parts a label from its value."""

CENTRE = (0.42, 0.58)
"""The share of the width about which a title or an addressee is centred, that belongs to no column."""

APART = 0.9
"""A gap above this many line heights begins a new block."""


def in_order(
    lines: Sequence[Line], size: tuple[int, int], ruled: Callable[[], Sequence[Table]] = tuple
) -> tuple[Block, ...]:
    """Return the lines in blocks, in the order in which a person reads them; those of a table cell by cell.

    Args:
        lines: in any order.
        size: width and height of the page in pixels.
        ruled: finds the tables of the page; asked only where words stand as in one.
    """
    if not lines:
        return ()
    rows = _rows(lines)
    frames: dict[Line, list[list[Line]]] = {}
    if sum(sum(map(_stretches, row)) >= CELLS for row in rows) >= ROWS:
        left = list(lines)
        for table in ruled():
            cells, rest = _filled(table, left)
            if len(cells) > 1:
                left, frames[Line((), table.box)] = rest, cells
        rows = _rows([*left, *frames])
    usual = statistics.median(line.box.height for line in lines)
    columns = (column for run in _runs(rows, size) for column in run)
    return tuple(block for column in columns for block in _blocks(column, usual, frames))


def _stretches(line: Line) -> int:
    """Return how many cells a line may run through: wide gaps part its words."""
    gaps = (after.box.left - before.box.right for before, after in pairwise(line.words))
    return 1 + sum(gap > line.box.height for gap in gaps)


def _filled(table: Table, lines: Sequence[Line]) -> tuple[list[list[Line]], list[Line]]:
    """Return the lines of each cell of a table that has any, row by row, and the lines that are in none."""
    cells: dict[Box, list[Line]] = {cell: [] for cell in table.cells}
    rest = []
    for line in lines:
        if _away(line.box, table.box) > 0:
            rest.append(line)
            continue
        nearest = {word: min(table.cells, key=partial(_away, word.box)) for word in line.words}
        for cell in dict.fromkeys(nearest.values()):
            cells[cell].append(line_of([word for word in line.words if nearest[word] == cell]))
    return [[line for row in _rows(cell) for line in row] for cell in cells.values() if cell], rest


def _away(box: Box, cell: Box) -> float:
    """Return how far the middle of a box lies outside a cell, in pixels."""
    x, y = box.middle
    return max(cell.left - x, x - cell.right, cell.top - y, y - cell.bottom, 0.0)


def line_of(words: Sequence[Word]) -> Line:
    """Return the line that some words make, as large as they are together."""
    return Line(tuple(words), enclose(word.box for word in words))


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Return lines that stand side by side, left to right, rows top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.box.middle[1]):
        if rows and any(_beside(line.box, other.box) for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.box.left) for row in rows]


def _beside(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    apart = one.left >= other.right or other.left >= one.right
    return apart and shared >= SHARED * min(one.height, other.height)


def _runs(rows: Sequence[list[Line]], size: tuple[int, int]) -> Iterator[list[list[Line]]]:
    """Yield columns: two where rows leave one gutter free, else one that takes rows as they come."""
    width, height = size
    across: list[Line] = []
    start = 0
    while start < len(rows):
        gutter = _gutter(rows[start], width)
        if gutter is None:
            across += rows[start]
            start += 1
            continue
        yield [across]
        across = []
        end = start + 1
        while end < len(rows) and (parted := _parted(rows[end], gutter, width)) is not None:
            gutter = parted
            end += 1
        middle = sum(gutter) / 2
        while _below(rows[start:end], middle, HEAD * height):
            end -= 1
        group = [line for row in rows[start:end] for line in row]
        yield [[line for line in group if (line.box.middle[0] >= middle) == right] for right in (False, True)]
        start = end
    yield [across]


def _below(rows: Sequence[list[Line]], middle: float, head: float) -> bool:
    """Return whether the last row stands by itself below a head: left alone, apart from the column above it, as no V/v is."""
    last = rows[-1][-1].box
    if last.middle[0] >= middle or last.bottom >= head:
        return False
    above = [line.box.bottom for row in rows[:-1] for line in row if line.box.middle[0] < middle]
    return last.top - max(above) > FAR * last.height


def _gutter(row: Sequence[Line], width: int) -> tuple[float, float] | None:
    """Return the free stretch between the two lines of a row, if there are two and it lies about the middle."""
    if len(row) != 2 or entries(row):
        return None
    return _kept(row[0].box.right, row[1].box.left, width)


def _parted(row: Sequence[Line], gutter: tuple[float, float], width: int) -> tuple[float, float] | None:
    """Return what a row leaves of a gutter, None if it crosses it, has more than two lines, or stands in the middle."""
    lone = len(row) == 1 and CENTRE[0] * width < row[0].box.middle[0] < CENTRE[1] * width
    if lone or len(row) > 2 or entries(row):
        return None
    left, right = gutter
    for line in row:
        if line.box.middle[0] < sum(gutter) / 2:
            left = max(left, line.box.right)
        else:
            right = min(right, line.box.left)
    return _kept(left, right, width)


def entries(row: Sequence[Line]) -> bool:
    """Return whether two lines side by side are entries of a form, a label and its value each: they are read across."""
    return len(row) == 2 and all(_ENTRY.search(line.text) for line in row)


def _kept(left: float, right: float, width: int) -> tuple[float, float] | None:
    middle = (left + right) / 2
    return (left, right) if left < right and GUTTER[0] * width < middle < GUTTER[1] * width else None


def _blocks(
    column: Sequence[Line], usual: float, frames: Mapping[Line, Sequence[Sequence[Line]]]
) -> Iterator[Block]:
    """Yield the lines of a column in blocks, each cell of a table as one."""
    block: list[Line] = []
    for line in column:
        if line in frames:
            if block:
                yield _block(block)
                block = []
            yield from map(_block, frames[line])
            continue
        if block and line.box.top - max(each.box.bottom for each in block) > APART * usual:
            yield _block(block)
            block = []
        block.append(line)
    if block:
        yield _block(block)


def _block(lines: Sequence[Line]) -> Block:
    return Block(tuple(lines), enclose(line.box for line in lines))
