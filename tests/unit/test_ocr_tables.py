"""Ruled tables are found with their cells in reading order; text, seals and frames are none."""

import cv2
import numpy as np
import pytest

from digitize.model.geometry import Box
from digitize.ocr.tables import find_tables
from digitize.ports import Pixels

WIDTH, HEIGHT = 1_654, 2_339
COLUMNS, ROWS = (200, 300, 1_000, 1_450), (600, 660, 780, 840)
INK = (40.0,)


def page() -> Pixels:
    return np.full((HEIGHT, WIDTH), 255, np.uint8)


def ruled(grey: Pixels, thick: int = 3) -> Pixels:
    for x in COLUMNS:
        cv2.line(grey, (x, ROWS[0]), (x, ROWS[-1]), INK, thick)
    for y in ROWS:
        cv2.line(grey, (COLUMNS[0], y), (COLUMNS[-1], y), INK, thick)
    return grey


def place(box: Box) -> tuple[int, int]:
    x, y = box.middle
    return sum(y > edge for edge in ROWS), sum(x > edge for edge in COLUMNS)


GRID = [(row, column) for row in range(1, len(ROWS)) for column in range(1, len(COLUMNS))]


def test_cells_come_row_by_row() -> None:
    (table,) = find_tables(ruled(page()), ())
    assert [place(cell) for cell in table.cells] == GRID


@pytest.mark.parametrize("seed", range(3))
def test_broken_rules_still_part_cells(seed: int) -> None:
    grey = ruled(page())
    chance = np.random.default_rng(seed)
    for _ in range(400):
        x, y = chance.integers(150, 1_500), chance.integers(550, 900)
        grey[y : y + 5, x : x + 5] = 255
    (table,) = find_tables(grey, ())
    assert [place(cell) for cell in table.cells] == GRID


def test_a_cell_that_spans_rows_comes_before_those_beside_it() -> None:
    grey = ruled(page())
    cv2.line(grey, (COLUMNS[0] + 4, ROWS[1]), (COLUMNS[1] - 4, ROWS[1]), (255.0,), 7)
    (table,) = find_tables(grey, ())
    first, *rest = table.cells
    assert first.top < ROWS[1] < ROWS[2] - 20 < first.bottom < ROWS[2] + 20
    assert [place(cell) for cell in rest] == [each for each in GRID if each not in {(1, 1), (2, 1)}]


def test_text_is_no_rule() -> None:
    grey, lines = page(), []
    for row in range(12):
        box = Box(200, 400 + 50 * row, 1_450, 430 + 50 * row)
        cv2.rectangle(grey, (box.left, box.top), (box.right - 1, box.bottom - 1), INK, -1)
        lines.append(box)
    assert find_tables(grey, lines) == ()


def test_frames_seals_and_empty_pages_are_no_tables() -> None:
    grey = page()
    assert find_tables(grey, ()) == ()
    cv2.rectangle(grey, (100, 100), (1_550, 2_200), INK, 4)
    cv2.circle(grey, (1_100, 1_800), 170, INK, 6)
    assert find_tables(grey, ()) == ()
