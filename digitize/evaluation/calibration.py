"""Whether a printed confidence means what it says: answers of confidence 0.9 should be right nine times in ten."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10
SURE = 0.99
"""From this confidence an answer is taken as it stands, so it should nearly always be right."""

_DIGITS = 4
"""Confidences are told apart to this many decimals: so many different values a pool of any number of answers holds."""


@dataclass(frozen=True, slots=True)
class Bin:
    """A row of the reliability table: answers whose confidence lies in [low, high), the last one with its upper end."""

    low: float
    high: float
    answers: int
    confidence: float
    """Mean confidence; 0 in an empty bin."""
    right: float
    """Share of right answers; 0 in an empty bin."""


@dataclass(frozen=True, slots=True)
class Point:
    """What is left when only answers of confidence `threshold` or more are kept: a share of all, and how many are right."""

    threshold: float
    coverage: float
    precision: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Answers counted by confidence: (confidence, answers, right ones) in rising order of confidence."""

    counts: tuple[tuple[float, int, int], ...] = ()

    @property
    def answers(self) -> int:
        """Number of answers."""
        return sum(answers for _, answers, _ in self.counts)

    @property
    def right(self) -> int:
        """Number of right answers."""
        return sum(right for _, _, right in self.counts)

    @property
    def ece(self) -> float | None:
        """Expected calibration error: mean distance of confidence and share right, bins weighted by their answers."""
        if not self.counts:
            return None
        gaps = (row.answers * abs(row.confidence - row.right) for row in self.bins())
        return sum(gaps) / self.answers

    @property
    def brier(self) -> float | None:
        """Mean squared distance of the confidence from 1 where the answer is right, from 0 where it is wrong."""
        if not self.counts:
            return None
        confidence, answers, right = self._columns()
        squares = right * (1 - confidence) ** 2 + (answers - right) * confidence**2
        return float(squares.sum() / answers.sum())

    @property
    def auroc(self) -> float | None:
        """Probability that an error has less confidence than a right answer, ties half; None unless there are both."""
        _, answers, right = self._columns()
        wrong = answers - right
        pairs = right.sum() * wrong.sum()
        if not pairs:
            return None
        wrong_below = np.cumsum(wrong) - wrong
        return float((right * (wrong_below + wrong / 2)).sum() / pairs)

    @property
    def sure(self) -> "Calibration":
        """The answers that claim to be sure."""
        return Calibration(tuple(row for row in self.counts if row[0] >= SURE))

    def bins(self) -> tuple[Bin, ...]:
        """Return the reliability table: bins of equal width from 0 to 1."""
        confidence, answers, right = self._columns()
        number = np.minimum((confidence * BINS).astype(int), BINS - 1)
        rows = []
        for index in range(BINS):
            held = number == index
            count = answers[held].sum()
            mean = float((confidence * answers)[held].sum() / count) if count else 0.0
            share = float(right[held].sum() / count) if count else 0.0
            rows.append(Bin(index / BINS, (index + 1) / BINS, int(count), mean, share))
        return tuple(rows)

    def curve(self) -> tuple[Point, ...]:
        """Return precision and coverage at every confidence that occurs, from the highest down."""
        points, kept, good = [], 0, 0
        for confidence, answers, right in reversed(self.counts):
            kept, good = kept + answers, good + right
            points.append(Point(confidence, kept / self.answers, good / kept))
        return tuple(points)

    def _columns(self) -> NDArray[np.float64]:
        """Return confidences, answers and right answers as rows of one (3, values) array."""
        return np.array(self.counts, np.float64).reshape(-1, 3).T


def calibration(answers: Iterable[tuple[float, bool]]) -> Calibration:
    """Count answers, each with its confidence in [0, 1] and whether it is right."""
    return _counted((confidence, 1, int(right)) for confidence, right in answers)


def pooled(parts: Iterable[Calibration]) -> Calibration:
    """Return the counts of several as one."""
    return _counted(row for part in parts for row in part.counts)


def _counted(rows: Iterable[tuple[float, int, int]]) -> Calibration:
    counts: dict[float, tuple[int, int]] = {}
    for confidence, answers, right in rows:
        value = round(confidence, _DIGITS)
        many, good = counts.get(value, (0, 0))
        counts[value] = (many + answers, good + right)
    return Calibration(tuple((value, *counts[value]) for value in sorted(counts)))
