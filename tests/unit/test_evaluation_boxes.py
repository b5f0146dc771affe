import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from digitize.evaluation.boxes import around, best_iou, iou, moved, quad_of
from digitize.model.geometry import Affine, Box

_SIDE = st.integers(1, 300)
_BOXES = st.tuples(st.integers(-200, 200), st.integers(-200, 200), _SIDE, _SIDE).map(
    lambda four: Box(four[0], four[1], four[0] + four[2], four[1] + four[3])
)


def _turning(degrees, right=0.0, down=0.0):
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return Affine(cos, -sin, right, sin, cos, down)


@given(_BOXES, _BOXES)
def test_overlap_of_boxes_is_shared_by_covered_area(one, other):
    shared = one.intersection(other)
    expected = shared / (one.area + other.area - shared)
    assert iou(quad_of(one), other) == pytest.approx(expected)
    assert iou(quad_of(one), other) == pytest.approx(iou(quad_of(other), one))


@given(_BOXES)
def test_a_box_overlaps_itself_wholly_whichever_corner_comes_first(box):
    quad = quad_of(box)
    for start in range(4):
        assert iou((*quad[start:], *quad[:start]), box) == pytest.approx(1.0)
    assert iou(quad[::-1], box) == pytest.approx(1.0)


@given(_BOXES, _BOXES, st.floats(-180, 180))
def test_overlap_lies_between_nought_and_one_however_the_box_is_turned(one, other, degrees):
    assert 0 <= iou(moved(quad_of(one), _turning(degrees)), other) <= 1


def test_a_square_turned_by_an_eighth_shares_an_octagon():
    square = Box(-100, -100, 100, 100)
    octagon = 8 * 100**2 * (math.sqrt(2) - 1)
    assert iou(moved(quad_of(square), _turning(45)), square) == pytest.approx(
        octagon / (2 * 200**2 - octagon)
    )


@given(_BOXES, st.floats(-180, 180), st.floats(-500, 500), st.floats(-500, 500), st.floats(0.2, 5))
def test_the_map_back_undoes_the_map(box, degrees, right, down, scale):
    turning = _turning(degrees, right, down)
    affine = Affine(
        turning.a * scale, turning.b * scale, turning.c, turning.d * scale, turning.e * scale, turning.f
    )
    back = moved(moved(quad_of(box), affine), affine.inverse())
    assert [value for corner in back for value in corner] == pytest.approx(
        [value for corner in quad_of(box) for value in corner], abs=1e-6
    )
    assert around(back) == box


@given(_BOXES, st.floats(-4, 4))
def test_a_skew_of_some_degrees_and_back_loses_nothing(box, degrees):
    skew = _turning(degrees, 12.0, -7.0)
    assert iou(moved(moved(quad_of(box), skew), skew.inverse()), box) == pytest.approx(1.0)


@given(_BOXES, _BOXES)
def test_the_best_place_counts(one, other):
    assume(one != other)
    assert best_iou(quad_of(one), [other, one]) == pytest.approx(1.0)
    assert best_iou(quad_of(one), []) == 0.0


def test_flat_maps_and_flat_boxes():
    with pytest.raises(ValueError, match="inverse"):
        Affine(1, 1, 0, 1, 1, 0).inverse()
    flat = Box(3, 3, 3, 9)
    assert iou(quad_of(flat), flat) == 0.0
