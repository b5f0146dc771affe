"""How digits are written: the strokes of each, in the ways that are taught and have become habit in Viet Nam and Europe.

A stroke is a run of points, x to the right and y down, the digit as high as 1 and standing on y = 1. A point that is
marked sharp is a corner; through the others the pen goes smoothly.
"""

from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
_STEPS = 7
"""Points of a curve between two of its own."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to write a digit.

    Attributes:
        strokes: of "x,y" parted by blanks, a corner marked by "!".
        weight: how common it is among the ways of its digit.
    """

    strokes: tuple[str, ...]
    weight: float = 1.0


WAYS: Final[dict[str, tuple[Way, ...]]] = {
    "0": (
        Way((".35,.02 .10,.20 .04,.55 .20,.96 .42,.95 .58,.60 .54,.20 .35,.02",), 3),
        Way((".45,.08 .16,.08 .03,.50 .20,.98 .50,.85 .60,.40 .40,.02 .24,.12",), 2),
        Way((".30,.05 .08,.30 .05,.70 .25,1 .48,.75 .52,.35 .38,.06",), 2),
        Way((".50,.04 .22,.12 .04,.55 .16,.96 .40,.94 .58,.55 .50,.14 .34,.10 .26,.30",), 1),
        Way((".62,.0 .40,.08 .08,.40 .04,.80 .22,1 .46,.80 .54,.36 .40,.06 .30,.22",), 1),
        Way((".14,.30 .30,.02 .12,.28 .03,.62 .20,.98 .46,.86 .56,.40 .42,.04 .28,.04",), 1),
        Way((".35,.02 .10,.20 .04,.55 .20,.96 .42,.95 .58,.60 .54,.20 .35,.02", ".05,.90 .58,.10"), 0.3),
    ),
    "1": (
        Way(("0,.50 .40,0! .34,1",), 2),
        Way((".02,.62 .20,.35 .38,.02! .30,1",), 2),
        Way((".08,.28 .28,0! .24,1",), 2),
        Way((".16,0 .14,1",), 1.5),
        Way((".05,.30 .28,0! .26,.98", ".02,1 .52,.99"), 0.7),
        Way((".36,0 0,1",), 1),
        Way((".10,.32 .46,0! .06,1",), 1),
        Way(("0,.58 .50,0! .22,1",), 1),
        Way((".16,.24 .44,0! .14,.98", "-.12,1 .40,.98"), 0.5),
    ),
    "2": (
        Way((".08,.22 .30,0 .55,.20 .40,.55 .02,1! .62,.97",), 2),
        Way((".08,.25 .30,0 .55,.22 .36,.65 .10,.98 .02,.86 .15,.78 .35,.95 .66,.95",), 2),
        Way((".03,.30 .12,.04 .42,.03 .52,.30 .30,.70 .02,.98! .30,.90 .62,1",), 1.5),
        Way((".10,.12 .25,.28 .10,.32 .12,.08 .40,0 .54,.25 .30,.70 .05,.97 .14,.80 .40,.97 .66,.90",), 1),
    ),
    "3": (
        Way((".08,.12 .35,0 .50,.20 .22,.45! .50,.62 .48,.88 .22,1 .02,.88",), 2),
        Way((".05,.04 .54,.02! .24,.40! .55,.60 .45,.94 .15,1 0,.90",), 1.2),
        Way((".06,.18 .28,0 .48,.15 .40,.38 .20,.46 .30,.44 .54,.66 .36,.98 .08,.98 .02,.82",), 1.5),
    ),
    "4": (
        Way((".25,0 .04,.62! .64,.60", ".48,.30 .42,1"), 3),
        Way((".50,1 .48,0! .02,.66! .66,.66",), 1.5),
        Way((".20,0 .10,.50! .60,.48", ".52,.12 .42,1"), 2),
        Way((".22,.02 .16,.30 .08,.52 .30,.56 .62,.46", ".56,.04 .50,.50 .44,1"), 2),
        Way((".40,0 .02,.68! .66,.64", ".44,.34 .40,1"), 1),
    ),
    "5": (
        Way((".12,.05 .08,.45! .35,.38 .55,.65 .35,.97 .02,.92", ".12,.05 .56,.02"), 2),
        Way((".60,.02 .16,.04! .08,.45! .40,.40 .52,.70 .30,1 0,.90",), 1.5),
        Way((".14,.10 .10,.46! .36,.42 .48,.66 .34,.98 .04,.94", ".16,.04 .76,-.06"), 1.5),
        Way((".20,.02 .06,.48! .30,.40 .50,.60 .36,.94 .10,1 0,.84", ".20,.04 .66,.06"), 1),
    ),
    "6": (
        Way((".50,.02 .15,.35 .03,.75 .25,1 .50,.80 .35,.55 .08,.70",), 2),
        Way((".36,0 .12,.40 .04,.80 .22,1 .46,.84 .40,.62 .18,.58 .06,.78",), 2),
        Way((".56,.10 .40,.02 .12,.30 .04,.72 .26,1 .52,.78 .30,.52 .06,.66",), 1),
    ),
    "7": (
        Way(("0,.05 .55,.03! .20,1",), 2),
        Way(("0,.05 .55,.03! .22,1", ".06,.50 .52,.46"), 3),
        Way(("0,.20 .06,.03 .58,.04! .28,.50 .20,1", ".06,.52 .56,.50"), 1.5),
        Way(("0,.16 .10,.02 .30,.10 .58,.02! .30,.50 .24,1", ".10,.55 .50,.50"), 1),
        Way(("0,.10 .04,.02 .56,.02! .06,1", "-.04,.56 .50,.44"), 1),
    ),
    "8": (
        Way((".45,.12 .25,0 .10,.20 .30,.45 .52,.72 .30,1 .05,.78 .25,.50 .50,.20 .42,.08",), 2),
        Way((".28,0 .08,.22 .28,.46 .48,.22 .28,0", ".28,.46 .04,.72 .28,1 .54,.74 .28,.46"), 1),
        Way((".30,.02 .08,.20 .22,.42 .50,.66 .42,.96 .12,.98 .06,.72 .30,.46 .48,.16 .30,.02",), 1.5),
    ),
    "9": (
        Way((".50,.15 .25,0 .05,.25 .22,.48 .48,.26 .50,.10! .46,.60 .38,1",), 2),
        Way((".48,.14 .26,0 .05,.22 .20,.46 .44,.32 .50,.10! .52,.66 .28,1 .03,.90",), 2),
        Way((".44,.08 .16,.02 .04,.26 .22,.46 .48,.26", ".54,.02 .50,.55 .40,1"), 1.5),
        Way((".46,.06 .20,.02 .06,.26 .20,.48 .46,.30 .48,.08 .42,.50 .20,.98",), 1),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Habit:
    """What all digits of one writer share: which way each is written, and how restless the hand is."""

    ways: dict[str, Way]
    unrest: float


def make_habit(rng: Random) -> Habit:
    """Return a writer's habit by chance."""
    ways = {digit: rng.choices(some, [way.weight for way in some])[0] for digit, some in WAYS.items()}
    return Habit(ways, rng.uniform(0.01, 0.045))


def written(digit: str, habit: Habit, tall: int, nib: float, rng: Random) -> NDArray[np.float32]:
    """Return a digit as a tile of ink, (height, width) 0 to 1, as high as its strokes and no wider.

    Args:
        digit: one of `WAYS`.
        habit: how it is written.
        tall: its height in pixels.
        nib: width of the strokes in pixels.
        rng: no two are alike.
    """
    curves = [_curve(stroke, habit.unrest, rng) * tall for stroke in habit.ways[digit].strokes]
    every = np.concatenate(curves)
    corner = every.min(0) - nib
    size = np.ceil(every.max(0) - corner + nib).astype(int) + 1
    tile = np.zeros((int(size[1]), int(size[0])), np.uint8)
    for curve in curves:
        dots = np.rint((curve - corner) * 16).astype(np.int32)
        cv2.polylines(tile, [dots], False, 255.0, max(1, round(nib)), cv2.LINE_AA, 4)
    return tile.astype(np.float32) / np.float32(255)


def _curve(stroke: str, unrest: float, rng: Random) -> Points:
    """Return points along a stroke, each of its own a little displaced."""
    marks = stroke.split()
    own = np.array([tuple(map(float, mark.rstrip("!").split(","))) for mark in marks])
    own += np.array([[rng.gauss(0, unrest), rng.gauss(0, unrest)] for _ in marks])
    corners = [0, *(place for place, mark in enumerate(marks) if mark.endswith("!")), len(marks) - 1]
    parts = [_smooth(own[a : b + 1]) for a, b in pairwise(corners)]
    return np.concatenate(parts)


def _smooth(points: Points) -> Points:
    """Return a Catmull-Rom curve through some points."""
    if len(points) == 2:
        return points
    ends = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    at = np.linspace(0, 1, _STEPS, endpoint=False)[:, None]
    runs = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        runs.append(
            0.5
            * (2 * b + (c - a) * at + (2 * a - 5 * b + 4 * c - d) * at**2 + (3 * b - a - 3 * c + d) * at**3)
        )
    return np.concatenate([*runs, points[-1:]])
