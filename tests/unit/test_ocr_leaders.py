"""Leaders at the end of a line are left out of its box: beside them the network passes over the last letter."""

import numpy as np
import pytest

from digitize.model.geometry import Box
from digitize.ocr.lines import _without_leader

BOX = Box(10, 10, 400, 50)


def page(letters, dots, ink=20):
    """Return a page with letters as bars as high as letters, and dots on their foot line, by their left edges."""
    grey = np.full((60, 420), 250, np.uint8)
    for left in letters:
        grey[16:42, left : left + 8] = ink
    for left in dots:
        grey[38:42, left : left + 4] = ink
    return grey


@pytest.mark.parametrize("ink", [20, 150])
def test_a_box_ends_before_the_leader_and_shows_the_last_letter_whole(ink):
    found = _without_leader(page(range(20, 120, 12), range(150, 400, 8), ink), BOX)
    assert found == Box(10, 10, 130, 50)


@pytest.mark.parametrize(
    ("letters", "dots"),
    [
        (range(20, 400, 12), ()),
        (range(20, 350, 12), (362, 370, 378)),
        ((*range(20, 120, 12), 390), range(150, 380, 8)),
        ((), range(20, 400, 8)),
    ],
    ids=["no leader", "three dots", "a number behind the leader", "nothing but dots"],
)
def test_what_ends_otherwise_stays(letters, dots):
    assert _without_leader(page(letters, dots), BOX) == BOX


def test_an_empty_box_stays():
    assert _without_leader(page((), ()), BOX) == BOX
