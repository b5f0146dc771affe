"""The generator of slots: digits look as they should, stand where it says, and every slot holds what its kind allows."""

from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import pytest

from digitize.ocr.slot_text import DAY, MONTH, NUMBER, YEAR
from digitize.ocr.slots import ROWS
from ocr_models.slots.charset import FILLED, SIGNS, filled, plain
from ocr_models.slots.data import Kind, Office, Sample, Sources
from ocr_models.slots.hands import Pens
from ocr_models.slots.strokes import WAYS, make_habit, written

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
GRAMMARS = {Kind.NUMBER: NUMBER, Kind.DAY: DAY, Kind.MONTH: MONTH, Kind.YEAR: YEAR}


def pens() -> Pens:
    pictures = np.zeros((1, 28, 28), np.uint8)
    pictures[:, 4:24, 12:16] = 255
    return Pens((FONT,), (pictures,) * 10, (FONT,))


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return list(islice(Office(Sources((Path(FONT),), pens()), Random(4)).slots(), 120))


def test_slots_hold_what_their_kind_allows(samples: list[Sample]) -> None:
    assert {sample.kind for sample in samples} == set(Kind)
    for sample in samples:
        assert sample.ink.shape[0] == ROWS
        assert set(sample.signs) <= set(SIGNS)
        assert not sample.text or GRAMMARS[sample.kind].allows(sample.text)
        if sample.text:
            assert plain(sample.signs).removesuffix("/") == sample.text


def test_signs_stand_one_after_the_other_and_have_ink(samples: list[Sample]) -> None:
    for sample in samples:
        assert len(sample.spans) == len(sample.signs)
        middles = [(left + right) / 2 for left, right in sample.spans]
        assert middles == sorted(middles)
    inked = [
        sample.ink[:, max(0, int(left)) : int(right) + 1].max(initial=0) > 100
        for sample in samples
        for left, right in sample.spans
        if right <= sample.ink.shape[1]
    ]
    assert np.mean(inked) > 0.95


def test_slots_are_filled_in_printed_and_left_empty(samples: list[Sample]) -> None:
    by_hand = [sample for sample in samples if any(sign in FILLED for sign in sample.signs)]
    empty = [sample for sample in samples if not sample.text]
    assert len(by_hand) > 30
    assert 0 < len(empty) < 20
    assert len(samples) - len(by_hand) - len(empty) > 30


def test_the_same_seed_makes_the_same_slots(samples: list[Sample]) -> None:
    again = Office(Sources((Path(FONT),), pens()), Random(4)).slots()
    for sample, other in zip(samples[:20], again, strict=False):
        assert sample.signs == other.signs
        assert np.array_equal(sample.ink, other.ink)


def test_digits_written_as_strokes_are_as_high_as_asked_and_never_twice_the_same() -> None:
    rng = Random(3)
    for digit in WAYS:
        habit = make_habit(rng)
        one, other = (written(digit, habit, 60, 5.0, rng) for _ in range(2))
        assert 50 <= one.shape[0] <= 90
        assert 0.02 < one.mean() < 0.7
        assert one.shape != other.shape or not np.array_equal(one, other)


def test_filled_and_plain_undo_each_other() -> None:
    assert plain(filled("0123456789")) == "0123456789"
    assert filled("125a/") == "①②⑤a/"
