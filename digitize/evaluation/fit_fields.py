"""Fits how sure a value is: the weights of `extraction/confidence.json`, and what they are worth on files held back.

A logistic regression whose weights are bounded from below: every doubt counts against a value, what warns counts much,
however few papers have it.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from digitize.evaluation.calibration import Calibration, calibration
from digitize.evaluation.fields import normal_form
from digitize.evaluation.readings import Reading
from digitize.extraction.certainty import certainty
from digitize.extraction.confidence import DOUBTS, GROUPS, SUPPORTS, SURE, Traits, line_of, prudent
from digitize.extraction.extract import field_traits
from digitize.extraction.lessons import Lesson, grade
from digitize.model.ocr import OcrPage
from digitize.model.vocabulary import vocabulary
from digitize.province.plan import Oddity

Numbers = NDArray[np.float64]
Weights = Mapping[str, Mapping[str, float]]

_WRONG_OF_SURE = 0.001
"""What may be wrong of the values offered as sure: half of two in a thousand, for the hard papers that are still to come."""
_FOLDS = 4
_PULL = 1e-4
"""L2 on the weights, against what few samples say."""
_STEPS = 12000
_LEAST = {"reader": 0.6, "check": 2.0, "handwritten": 0.4, "repaired": 0.5, "contradicted": 0.8, "kind": 2.0}
"""What warns never counts for nothing, however few samples have it."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A value by what tells how sure it is, whether it is right, and which of the folds its file lies in."""

    traits: Traits
    right: bool
    fold: int


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted.

    Attributes:
        weights: as `confidence.json` holds them, fitted to all values.
        lines: log odds from which values are offered as sure, of names and of all others.
        held_out: every value's confidence by weights that were fitted without its file.
        values: how many there were.
    """

    weights: Weights
    lines: Mapping[str, float]
    held_out: Calibration
    values: int

    @property
    def figures(self) -> dict[str, float]:
        """Return what the weights are worth on files held back."""
        sure = [row for row in self.held_out.counts if row[0] >= SURE]
        answers, right = sum(row[1] for row in sure), sum(row[2] for row in sure)
        figures = {
            "right": self.held_out.right / max(1, self.values),
            "ece": self.held_out.ece or 0.0,
            "auroc": self.held_out.auroc or 0.0,
            "sure": answers / max(1, self.values),
            "wrong_of_sure": 1 - right / answers if answers else 0.0,
        }
        return {"values": self.values} | {name: round(value, 4) for name, value in figures.items()}


def graded_by_truth(read: Iterable[Reading], kinds: Mapping[str, float]) -> Iterator[Graded]:
    """Yield the values that are found on the papers of samples, of the fields of which their truth speaks.

    Args:
        read: files with their pages.
        kinds: weights of `certainty`, as they are going to be.
    """
    for case, pages in read:
        fold = crc32(str(case.path).encode()) % _FOLDS
        for paper in case.truth.documents:
            if paper.oddity == Oddity.ILLEGIBLE:
                continue
            true = {value.field: value.value for value in paper.fields}
            found = _found([pages[frame] for frame in paper.frames if frame in pages], kinds)
            for name, (value, traits) in found.items():
                if name in case.asked:
                    form = vocabulary().fields[name].form
                    good = name in true and normal_form(true[name], form) == normal_form(value, form)
                    yield Graded(traits, good, fold)


def graded_by_people(lessons: Iterable[Lesson], kinds: Mapping[str, float]) -> Iterator[Graded]:
    """Yield the values of which a person said whether they are right, where today's machine would offer the same."""
    for lesson in lessons:
        found = _found(lesson.pages, kinds)
        for item in grade(lesson):
            value, traits = found.get(item.field.name, ("", None))
            if traits and value == item.field.value:
                yield Graded(traits, item.right, crc32(lesson.document_id.encode()) % _FOLDS)


def fit_fields(values: Sequence[Graded]) -> Fit:
    """Return the weights under which what was right is likeliest.

    Args:
        values: at least one.
    """
    design = np.array([_row(one.traits) for one in values])
    right = np.array([one.right for one in values], np.float64)
    folds = np.array([one.fold for one in values])
    held_out = np.zeros(len(values))
    for fold in range(_FOLDS):
        held = folds == fold
        held_out[held] = _probability(design[held], _fitted(design[~held], right[~held]))
    scores = np.log(held_out / (1 - held_out))
    kinds = np.array([line_of(one.traits.group) for one in values])
    lines = {kind: _line(scores[kinds == kind], right[kinds == kind]) for kind in sorted(set(kinds.tolist()))}
    printed = [
        1 / (1 + math.exp(-prudent(score, lines[kind])))
        for score, kind in zip(scores.tolist(), kinds.tolist(), strict=True)
    ]
    answers = zip(printed, (right > 0).tolist(), strict=True)
    return Fit(_named(_fitted(design, right)), lines, calibration(answers), len(values))


def _line(scores: Numbers, right: Numbers) -> float:
    """Return the lowest score from which no more than the allowed share of values is wrong; beyond all if there is none."""
    order = np.argsort(-scores, kind="stable")
    wrong = np.cumsum(1 - right[order]) / np.arange(1, len(order) + 1)
    allowed = np.flatnonzero(wrong <= _WRONG_OF_SURE)
    return round(float(scores[order][allowed[-1]] if allowed.size else scores.max() + 1), 4)


def _found(pages: Sequence[OcrPage], kinds: Mapping[str, float]) -> dict[str, tuple[str, Traits]]:
    judgement, found = field_traits(pages)
    doubt = 1.0 - certainty(judgement.traits, kinds)
    return {
        name: (value, replace(one, values={**one.values, "kind": doubt}))
        for name, (value, one) in found.items()
    }


def _row(one: Traits) -> list[float]:
    """Return the traits as a row: groups, doubts as minus, supports, the sum of the words' doubts by group as minus."""
    groups = [float(one.group == group) for group in GROUPS]
    doubts = [-one.values[name] for name in DOUBTS]
    supports = [one.values[name] for name in SUPPORTS]
    return [*groups, *doubts, *supports, *(-one.values["sum"] * group for group in groups)]


def _fitted(design: Numbers, right: Numbers) -> Numbers:
    """Return the weights, those of traits bounded from below: gradient descent with momentum, projected."""
    weights, speed = np.zeros(design.shape[1]), np.zeros(design.shape[1])
    if not len(right):
        return weights
    scale = 1.0 / (np.abs(design).mean(axis=0) + 0.05)
    free = len(GROUPS)
    least = np.zeros(design.shape[1] - free)
    least[: len(DOUBTS)] = [_LEAST.get(name, 0.0) for name in DOUBTS]
    for _ in range(_STEPS):
        slope = design.T @ (_probability(design, weights) - right) / len(right) + _PULL * weights
        speed = 0.9 * speed - 0.05 * slope * scale
        weights = weights + speed
        weights[free:] = np.maximum(weights[free:], least)
    return weights


def _probability(design: Numbers, weights: Numbers) -> Numbers:
    score: Numbers = 1.0 / (1.0 + np.exp(-np.clip(design @ weights, -30, 30)))
    return score


def _named(weights: Numbers) -> Weights:
    values = [round(float(value), 4) for value in weights]
    free, doubts, supports = len(GROUPS), len(DOUBTS), len(SUPPORTS)
    return {
        "groups": dict(zip(GROUPS, values[:free], strict=True)),
        "doubts": dict(zip(DOUBTS, values[free : free + doubts], strict=True)),
        "supports": dict(zip(SUPPORTS, values[free + doubts : free + doubts + supports], strict=True)),
        "sums": dict(zip(GROUPS, values[free + doubts + supports :], strict=True)),
    }
