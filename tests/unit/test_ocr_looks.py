"""A line's reader looks again at a part of its line: at the same place, whatever the look."""

import numpy as np
import pytest

from digitize.model.geometry import Box
from digitize.ocr.identities import read_identity
from digitize.ocr.looks import Again, Floats
from digitize.ocr.window import HEIGHT, STRIDE, Ruler
from digitize.ports import Pixels

LINE = Box(100, 50, 900, 90)
RULER = Ruler(88.0, 10.0)


def darkness(window: Pixels) -> Floats:
    """Return how dark each step of a window is, as its one class."""
    assert window.shape[0] == HEIGHT
    steps = window.shape[1] // STRIDE
    dark: Floats = window[:, : steps * STRIDE].reshape(HEIGHT, steps, STRIDE).mean((0, 2))[:, None]
    return dark


@pytest.mark.parametrize("at", [400, 470, 530])
def test_every_look_shows_the_same_part(at: int) -> None:
    page = np.full((140, 1000), 255, np.uint8)
    page[52:88, at : at + 8] = 0
    looks = list(Again(darkness, page, LINE, RULER).looks(30, 50))
    assert len(looks) > 3
    for seen in looks:
        assert seen.argmax() / len(seen) == pytest.approx((at - 388) / 200, abs=0.05)


def test_what_lies_beyond_the_page_is_not_seen() -> None:
    page = np.full((140, 1000), 255, np.uint8)
    assert list(Again(lambda _: np.zeros((0, 1), np.float32), page, LINE, RULER).looks(0, 20)) == []


def digits(text: str, last: tuple[str, float]) -> Floats:
    """Return (steps, 11) probabilities of digits, every other step, the last one rather another with some probability."""
    chances = np.full((2 * len(text), 11), 1e-4, np.float32)
    chances[1::2, 0] = 0.999
    for place, digit in enumerate(text):
        chances[2 * place, int(digit) + 1] = 0.999
    other, chance = last
    chances[-2, [int(text[-1]) + 1, int(other) + 1]] = 1 - chance, chance
    return chances


@pytest.mark.parametrize(("doubtful", "expected"), [(1, "074080224089"), (4, "074080224080")])
def test_a_digit_is_what_the_looks_say_on_average(doubtful: int, expected: str) -> None:
    sure, otherwise = digits("074080224089", ("0", 0.3)), digits("074080224089", ("0", 0.8))
    found = read_identity([sure, *[sure] * (5 - doubtful), *[otherwise] * doubtful], sure, 0.0)
    assert found is not None
    assert found.text == expected
