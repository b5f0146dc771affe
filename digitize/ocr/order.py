"""The reading order of lines found anywhere on a page: columns side by side first left, then right; blocks by their gaps.

An administrative paper has two columns in its head (agency | quốc hiệu) and at its foot (nơi nhận | signature), and one
between them (Nghị định 30/2020/NĐ-CP, Phụ lục I).
"""

import statistics
from collections.abc import Iterator, Sequence

from digitize.model.geometry import Box, enclose
from digitize.model.ocr import Block, Line

SHARED = 0.5
"""Lines stand in one row if they share this much of the lower one's height."""

GUTTER = (0.25, 0.75)
"""The share of the width between which two columns may part."""

APART = 0.9
"""A gap above this many line heights begins a new block."""


def in_order(lines: Sequence[Line], size: tuple[int, int]) -> tuple[Block, ...]:
    """Return the lines in blocks, in the order in which a person reads them.

    Args:
        lines: in any order.
        size: width and height of the page in pixels.
    """
    if not lines:
        return ()
    usual = statistics.median(line.box.height for line in lines)
    columns = (column for run in _runs(_rows(lines), size[0]) for column in run)
    return tuple(block for column in columns for block in _blocks(column, usual))


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


def _runs(rows: Sequence[list[Line]], width: int) -> Iterator[list[list[Line]]]:
    """Yield columns: two where rows leave one gutter free, else one that takes rows as they come."""
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
        group = [line for row in rows[start:end] for line in row]
        yield [[line for line in group if (line.box.middle[0] >= middle) == right] for right in (False, True)]
        start = end
    yield [across]


def _gutter(row: Sequence[Line], width: int) -> tuple[float, float] | None:
    """Return the free stretch between the two lines of a row, if there are two and it lies about the middle."""
    if len(row) != 2:
        return None
    return _kept(row[0].box.right, row[1].box.left, width)


def _parted(row: Sequence[Line], gutter: tuple[float, float], width: int) -> tuple[float, float] | None:
    """Return what a row leaves of a gutter, None if it crosses it or has more than two lines."""
    if len(row) > 2:
        return None
    left, right = gutter
    for line in row:
        if line.box.middle[0] < sum(gutter) / 2:
            left = max(left, line.box.right)
        else:
            right = min(right, line.box.left)
    return _kept(left, right, width)


def _kept(left: float, right: float, width: int) -> tuple[float, float] | None:
    middle = (left + right) / 2
    return (left, right) if left < right and GUTTER[0] * width < middle < GUTTER[1] * width else None


def _blocks(column: Sequence[Line], usual: float) -> Iterator[Block]:
    """Yield the lines of a column in blocks."""
    block: list[Line] = []
    for line in column:
        if block and line.box.top - max(each.box.bottom for each in block) > APART * usual:
            yield _block(block)
            block = []
        block.append(line)
    if block:
        yield _block(block)


def _block(lines: Sequence[Line]) -> Block:
    return Block(tuple(lines), enclose(line.box for line in lines))
