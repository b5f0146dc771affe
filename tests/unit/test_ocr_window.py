"""A line is cut out with its surroundings, wherever it lies."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitize.model.geometry import Box
from digitize.ocr.window import HEIGHT, WIDEST, window


def test_the_line_lies_in_the_middle_third_and_ink_is_bright() -> None:
    page = np.full((400, 600), 255, np.uint8)
    page[180:220, 100:500] = 0
    ink = window(page, Box(100, 180, 500, 220))
    rows = np.flatnonzero(ink[:, ink.shape[1] // 2] > 128)
    assert ink.shape[0] == HEIGHT
    assert HEIGHT // 3 <= rows[0] < rows[-1] <= 2 * HEIGHT // 3
    assert ink[0].max() == 0


@given(st.integers(0, 90), st.integers(0, 50), st.integers(1, 90), st.integers(1, 40))
def test_every_box_gives_a_window(left: int, top: int, width: int, height: int) -> None:
    page = np.zeros((60, 100), np.uint8)
    box = Box(left, top, min(100, left + width), min(60, top + height))
    ink = window(page, box)
    assert ink.dtype == np.uint8
    assert ink.shape[0] == HEIGHT
    assert 1 <= ink.shape[1] <= WIDEST
