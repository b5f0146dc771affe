"""A picture in another size shows the same ink at the same place."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitize.scale import scaled

SIDES = st.integers(1, 300)


@given(SIDES, SIDES, SIDES, SIDES, st.integers(0, 255))
def test_plain_paper_stays_plain(height: int, width: int, tall: int, wide: int, level: int) -> None:
    found = scaled(np.full((height, width), level, np.uint8), (wide, tall))
    assert found.shape == (tall, wide)
    assert found.dtype == np.uint8
    assert np.all(found == level)


@given(st.integers(40, 200), st.integers(100, 900), st.floats(0.1, 1.0))
def test_ink_stays_where_it_was(height: int, width: int, share: float) -> None:
    grey = np.zeros((height, width), np.uint8)
    grey[:, width // 4 : width // 2] = 255
    size = max(16, round(share * width)), max(8, round(share * height))
    columns = np.flatnonzero(scaled(grey, size).mean(0) > 127)
    assert abs(columns[0] - size[0] * (width // 4) / width) <= 1.5
    assert abs(columns[-1] + 1 - size[0] * (width // 2) / width) <= 1.5


@given(st.integers(0, 2**32 - 1))
def test_shrunk_it_is_what_averaging_areas_gives(seed: int) -> None:
    grey = cv2.GaussianBlur(np.random.default_rng(seed).integers(0, 256, (210, 400), np.uint8), (0, 0), 4)
    expected = cv2.resize(grey, (183, 96), interpolation=cv2.INTER_AREA)
    assert np.abs(scaled(grey, (183, 96)).astype(int) - expected).max() <= 12
