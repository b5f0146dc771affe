"""Fits how sure the kind of a paper is: the weights of `extraction/certainty.toml`.

Papers read so well that hardly one is taken for another teach nothing about doubt. So each is judged again with letters
misread, without its title, as its last page alone, and with a catalogue that lacks its kind; these count less than the papers as
they are. A logistic regression weighs the traits (`extraction/certainty.py`) by Newton's method with a small ridge.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

import numpy as np

from digitize.evaluation.readings import Reading
from digitize.extraction.catalogue import rules
from digitize.extraction.certainty import TRAITS, Traits
from digitize.extraction.classify import Classifier, Judgement, judge
from digitize.extraction.view import PageView, Piece, View, look
from digitize.model.ocr import OcrPage, Word
from digitize.model.vocabulary import OTHER

_MISREAD = (0.03, 0.08, 0.15, 0.25)
_WEIGHT, _UNKNOWN_WEIGHT = 0.04, 0.01
"""What a damaged paper counts, and one of a kind that the catalogue lacks."""
_RIDGE, _RIDGE_OF_BIAS, _STEPS = 0.1, 0.01, 60
_LETTERS = "abcdefghiklmnopqrstuvxy"
_DOUBTED = 0.7
"""What is left of the confidence of a word with a wrong letter."""

Paper = tuple[str, list[OcrPage]]
Row = tuple[Traits, bool, float]
"""Traits, whether the kind was right, and what the judgement counts."""


def legible_papers(read: Iterable[Reading]) -> Iterator[Paper]:
    """Yield the true kind and the pages of every legible paper."""
    for case, pages in read:
        legible = {page.frame for page in case.legible_pages()} & pages.keys()
        for paper in case.truth.documents:
            frames = [frame for frame in paper.frames if frame in legible]
            if frames:
                yield paper.kind, [pages[frame] for frame in frames]


def fit_kinds(papers: Sequence[Paper]) -> Mapping[str, float]:
    """Return the weights by trait, "bias" first, under which what was right is likeliest.

    Args:
        papers: at least one.
    """
    rows = list(_rows(papers))
    traits = np.array([[1.0, *(getattr(one, name) for name in TRAITS)] for one, _, _ in rows])
    right = np.array([float(good) for _, good, _ in rows])
    counts = np.array([weight for _, _, weight in rows])
    ridge = np.full(traits.shape[1], _RIDGE)
    ridge[0] = _RIDGE_OF_BIAS
    weights = np.zeros(traits.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(traits @ weights, -30, 30)))
        slope = traits.T @ (counts * (right - chance)) - ridge * weights
        curve = traits.T @ (traits * (counts * chance * (1 - chance))[:, None]) + np.diag(ridge)
        weights += np.linalg.solve(curve, slope)
    return {name: round(float(weight), 3) for name, weight in zip(("bias", *TRAITS), weights, strict=True)}


def as_toml(weights: Mapping[str, float]) -> str:
    """Return the weights as `certainty.toml` holds them."""
    lines = [f"{name} = {weight:.3f}" for name, weight in weights.items()]
    head = "# Weights of the traits in `certainty.py`, fitted by `digitize forms calibrate`."
    return "\n".join([head, "", "[kinds]", *lines, ""])


def _rows(papers: Sequence[Paper]) -> Iterator[Row]:
    rng = Random(1)  # noqa: S311  damage that is the same each time, no secret
    kinds = {kind for kind, _ in papers}
    lacking = {kind: Classifier([form for form in rules().forms if form.kind != kind]) for kind in kinds}
    for kind, pages in papers:
        view = look(pages)
        if not any(page.pieces for page in view.pages):
            continue
        whole = judge(view)
        yield _row(whole, kind, 1.0)
        for share in _MISREAD:
            yield _row(judge(_misread(view, share, rng)), kind, _WEIGHT)
        if whole.printed:
            yield _row(judge(_without(view, whole.title)), kind, _WEIGHT)
            yield _row(lacking[kind].judge(view), OTHER, _UNKNOWN_WEIGHT)
        if len(pages) > 1:
            yield _row(judge(look(pages[-1:])), kind, _WEIGHT)


def _row(judgement: Judgement, kind: str, weight: float) -> Row:
    return judgement.traits, judgement.classification.kind == kind, weight


def _misread(view: View, share: float, rng: Random) -> View:
    """Return the pages with a share of their letters replaced, and their words doubted as much."""

    def word(one: Word) -> Word:
        text = "".join(
            _other(char, rng) if char.isalpha() and rng.random() < share else char for char in one.text
        )
        doubt = _DOUBTED if text != one.text else 1 - share
        return replace(one, text=text, confidence=one.confidence * doubt)

    def page(one: PageView) -> PageView:
        pieces = [Piece(piece.page, tuple(map(word, piece.words))) for piece in one.pieces]
        return PageView(one.number, one.size, tuple(pieces), one.barcodes)

    return View(tuple(page(one) for one in view.pages))


def _other(char: str, rng: Random) -> str:
    letter = rng.choice(_LETTERS)
    return letter.upper() if char.isupper() else letter


def _without(view: View, title: Sequence[Piece]) -> View:
    """Return the pages without the lines of the title."""
    return View(
        tuple(
            PageView(
                page.number, page.size, tuple(one for one in page.pieces if one not in title), page.barcodes
            )
            for page in view.pages
        )
    )
