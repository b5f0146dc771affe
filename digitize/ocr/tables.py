"""Finds ruled tables on a page, and the order in which their cells are read: row by row, and within a row from left to right.

Rules are what is left of the ink when all that is shorter is taken away (morphological opening). A table is cut along a
rule that runs across it, what comes of that likewise: first into rows, then into columns (recursive X-Y cut; Nagy, Seth,
Hierarchical Representation of Optically Scanned Documents, ICPR 1984, with rules for gaps).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitize.model.geometry import Box, enclose
from digitize.ports import Pixels

_LONG_SIDE = 760
"""Pixels of the longer side at which rules are sought, at least: 65 dots an inch of A4."""

_DARK = 150
"""Grey below which a pixel of the prepared page, its paper white, is ink."""

_ACROSS, _DOWN = 40, 18
"""Pixels of a rule at least, at that size: 15 and 7 mm."""

_BROKEN = 7
"""Pixels by which a rule may be broken, for want of toner or by a fold."""

_THICK = 7
"""Pixels to which rules are made thicker: those that cross may miss each other by a little, and a page may lie half a
degree askew.
"""

_COVERS = 0.55
"""A rule that covers this share of what it runs across cuts it,"""

_OPEN = 26
"""unless so many pixels in a row are free of it: a cell that reaches over two rows."""

_COARSE = 4
"""Every so many pixels are enough to see what hangs together: rules were made wider than that."""

_WIDEST, _NARROWEST = 0.98, 0.3
"""Shares of the page's width between which that of a table lies: neither shadows of its edges nor seals are tables."""

_LEAST = 5
"""Pixels of a cell at least."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its cells lie in reading order and cover `box`. All in pixels of the page."""

    box: Box
    cells: tuple[Box, ...]


def find_tables(grey: Pixels, lines: Iterable[Box]) -> tuple[Table, ...]:
    """Return the ruled tables of a page, those of one cell left out.

    Args:
        grey: the prepared page, (height, width).
        lines: where text stands on it, which is no rule.
    """
    step = max(1, max(grey.shape) // _LONG_SIDE)
    darkest = cv2.erode(grey, np.ones((step, step), np.uint8))[::step, ::step]
    ink = (darkest < _DARK).view(np.uint8)
    for line in lines:
        ink[line.top // step : -(-line.bottom // step), line.left // step : -(-line.right // step)] = 0
    across, down = _rules(ink, (1, _BROKEN), (1, _ACROSS)), _rules(ink, (_BROKEN, 1), (_DOWN, 1))
    tables = []
    for box in _connected(across | down):
        cells = tuple(_cells(across, down, box)) if _ruled(across, box) else ()
        if len(cells) > 1:
            tables.append(Table(_larger(enclose(cells), step), tuple(_larger(cell, step) for cell in cells)))
    return tuple(tables)


def _rules(ink: Pixels, broken: tuple[int, int], least: tuple[int, int]) -> Pixels:
    """Return what is as long as a rule once it is mended, made thicker."""
    mended = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(broken, np.uint8))
    rules = cv2.morphologyEx(mended, cv2.MORPH_OPEN, np.ones(least, np.uint8))
    return cv2.dilate(rules, np.ones((_THICK, _THICK), np.uint8)).astype(np.uint8, copy=False)


def _connected(rules: Pixels) -> Iterator[Box]:
    """Yield boxes about what hangs together and is as wide as a table, in pixels of `rules`."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(rules[::_COARSE, ::_COARSE]))
    for left, top, width, height, _ in (_COARSE * stats[1:]).tolist():
        if _NARROWEST < width / rules.shape[1] < _WIDEST:
            yield Box(left, top, left + width, top + height)


def _ruled(across: Pixels, box: Box) -> bool:
    """Return whether two rules at least run across a box, as in every table and no seal; those of its frame may be lost."""
    rules = np.flatnonzero(across[box.top : box.bottom, box.left : box.right].mean(1) >= _COVERS)
    return len(rules) > 0 and int(rules[-1] - rules[0]) > 2 * _THICK


def _larger(box: Box, step: int) -> Box:
    return Box(box.left * step, box.top * step, box.right * step, box.bottom * step)


def _cells(across: Pixels, down: Pixels, box: Box) -> Iterator[Box]:
    """Yield the cells of a part of a table in reading order."""
    part = slice(box.top, box.bottom), slice(box.left, box.right)
    rows = _pieces(across[part])
    if len(rows) > 1:
        for start, end in rows:
            yield from _cells(across, down, Box(box.left, box.top + start, box.right, box.top + end))
        return
    columns = _pieces(down[part].T)
    if len(columns) > 1:
        # Those beside a cell that spans several rows may be cut into rows again.
        yield from _cells(across, down, replace(box, right=box.left + columns[0][1]))
        yield from _cells(across, down, replace(box, left=box.left + columns[1][0]))
        return
    yield box


def _pieces(rules: Pixels) -> list[tuple[int, int]]:
    """Return from which to which row the pieces reach into which the rules that run across it cut a part of a table."""
    wide = np.ascontiguousarray(1 - rules)
    opened = cv2.erode(
        wide, np.ones((1, _OPEN), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=(0.0,)
    )
    free = np.concatenate([[False], (rules.mean(1) < _COVERS) | opened.any(1), [False]])
    edges = np.flatnonzero(free[1:] != free[:-1]).reshape(-1, 2)
    return [(int(start), int(end)) for start, end in edges if end - start >= _LEAST]
