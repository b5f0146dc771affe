"""How well the values of a paper were found: each held against the truth in the normal form of its field."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from statistics import fmean

from rapidfuzz.distance import Levenshtein

from digitize.evaluation.bounds import Share, share_of
from digitize.evaluation.boxes import best_iou, moved, quad_of
from digitize.evaluation.reading import FileReading, FoundPaper
from digitize.extraction.catalogue import rules
from digitize.model.fields import Evidence, Field
from digitize.model.truth import TruthDocument, TruthFile, TruthValue
from digitize.model.vocabulary import vocabulary
from digitize.text.fold import exact_key, fold, tokens
from digitize.text.normalize import normalize

ENOUGH_OVERLAP = 0.5
"""IoU from which evidence counts as pointing to the value."""

SURE = 0.95
"""Confidence from which a value is offered without a doubt: then it must not be wrong."""

_WORDS = frozenset({"text", "name"})
"""Forms whose values are sentences and names: equal when their words are, whatever the case and the punctuation."""
_SQUARES = str.maketrans("²³", "23")
_NO_SIGN = re.compile(r"[\W_]+")


class Verdict(StrEnum):
    """RIGHT: as it stands on the paper. WRONG: another. MISSED: not found. SPURIOUS: found though the paper has none."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    SPURIOUS = "spurious"


@dataclass(frozen=True, slots=True)
class FieldScore:
    """One field of one paper.

    Attributes:
        kind: true kind of the paper.
        hand: whether any of the true value was written by hand.
        folded: whether it is right but for marks, too.
        similarity: of the values' letters, 0 to 1, where there are both.
        confidence: printed with the value that was found.
        overlap: IoU of the evidence with a place where the value stands, where both are known.
    """

    field: str
    kind: str
    verdict: Verdict
    hand: bool = False
    folded: bool = False
    similarity: float | None = None
    confidence: float | None = None
    overlap: float | None = None


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """Many field scores as one.

    Attributes:
        precision: right ones among those found.
        recall: right ones among those on the papers; `folded` likewise, marks aside.
        exactness: right ones among those that were found where there is one to find.
        similarity: mean of these.
        evidence: right ones whose evidence overlaps their place by half or more, among those whose place is known.
        overlap: mean IoU of these.
        sure_wrong: wrong or spurious ones among those that claim 0.95 or more.
    """

    right: int
    wrong: int
    missed: int
    spurious: int
    precision: Share
    recall: Share
    folded: Share
    exactness: Share
    similarity: float | None
    evidence: Share
    overlap: float | None
    sure_wrong: Share


def field_figures(scores: Iterable[FieldScore]) -> FieldFigures:
    """Return the figures of many field scores."""
    rows = list(scores)
    right, wrong, missed, spurious = (sum(row.verdict is verdict for row in rows) for verdict in Verdict)
    alike = [row.similarity for row in rows if row.similarity is not None]
    overlaps = [row.overlap for row in rows if row.verdict is Verdict.RIGHT and row.overlap is not None]
    sure = [row for row in rows if row.confidence is not None and row.confidence >= SURE]
    return FieldFigures(
        right=right,
        wrong=wrong,
        missed=missed,
        spurious=spurious,
        precision=share_of(right, right + wrong + spurious),
        recall=share_of(right, right + wrong + missed),
        folded=share_of(sum(row.folded for row in rows), right + wrong + missed),
        exactness=share_of(right, right + wrong),
        similarity=fmean(alike) if alike else None,
        evidence=share_of(sum(overlap >= ENOUGH_OVERLAP for overlap in overlaps), len(overlaps)),
        overlap=fmean(overlaps) if overlaps else None,
        sure_wrong=share_of(sum(row.verdict is not Verdict.RIGHT for row in sure), len(sure)),
    )


def macro_f1(scores: Iterable[FieldScore]) -> float | None:
    """Return the mean over fields of F1, of the fields that the forms of each paper's kind require; None if there are none."""
    by_field: dict[str, list[FieldScore]] = {}
    for score in scores:
        if score.field in required(score.kind):
            by_field.setdefault(score.field, []).append(score)
    return fmean(map(_f1, by_field.values())) if by_field else None


def _f1(scores: Sequence[FieldScore]) -> float:
    figures = field_figures(scores)
    errors = 2 * figures.wrong + figures.missed + figures.spurious
    return 2 * figures.right / (2 * figures.right + errors)


@cache
def required(kind: str) -> frozenset[str]:
    """Return the fields without which a paper of a kind is incomplete, by any form of it."""
    forms = (form for form in rules().forms if form.kind == kind)
    return frozenset(field.key for form in forms for field in form.fields if field.required)


def score_fields(
    truth: TruthFile,
    asked: frozenset[str],
    pairs: Sequence[tuple[TruthDocument | None, FoundPaper | None]],
    reading: FileReading,
) -> tuple[FieldScore, ...]:
    """Return a score for every field of every paper that is there to find or was found.

    Args:
        truth: of the file.
        asked: fields of which the truth speaks; values of others are not judged.
        pairs: papers of the truth with the found ones that stand for them.
        reading: the pages in which the evidence lies.
    """
    scores = []
    for paper, found in pairs:
        true = {value.field: value for value in paper.fields} if paper else {}
        ours = {field.name: field for field in found.extraction.fields} if found and found.extraction else {}
        kind = paper.kind if paper else ""
        for name in vocabulary().fields:
            if name in asked and (name in true or name in ours):
                value, field = true.get(name), ours.get(name)
                overlap = _overlap(truth, value, found, field, reading) if found else None
                scores.append(_score(name, kind, value, field, overlap))
    return tuple(scores)


def normal_form(value: str, form: str) -> str:
    """Return a value as it is compared.

    Sentences and names: words in lower case, one placement of tones, no punctuation. Numbers and codes: letters and
    digits only. Numbers and symbols of papers (753/QĐ-UBND): no blanks. Dates are ISO already.
    """
    text = normalize(value)
    if form in _WORDS:
        return " ".join(tokens(exact_key(text.translate(_SQUARES))))
    if form in ("symbol", "date", "birth", "dossier_code"):
        return "".join(text.split())
    plain = _NO_SIGN.sub("", text)
    return plain.lstrip("0") or plain[:1] if form == "number" else plain


def _score(
    name: str, kind: str, value: TruthValue | None, field: Field | None, overlap: float | None
) -> FieldScore:
    hand = value is not None and value.hand
    if field is None:
        return FieldScore(name, kind, Verdict.MISSED, hand)
    if value is None:
        return FieldScore(name, kind, Verdict.SPURIOUS, confidence=field.confidence)
    form = vocabulary().fields[name].form
    theirs, ours = normal_form(value.value, form), normal_form(field.value, form)
    verdict = Verdict.RIGHT if ours == theirs else Verdict.WRONG
    folded = fold(ours) == fold(theirs)
    similarity = Levenshtein.normalized_similarity(ours, theirs)
    return FieldScore(name, kind, verdict, hand, folded, similarity, field.confidence, overlap)


def _overlap(
    truth: TruthFile, value: TruthValue | None, found: FoundPaper, field: Field | None, reading: FileReading
) -> float | None:
    """Return how far the evidence overlaps a place of the value on the upright page of the truth, 0 on another page.

    A barcode that says the value is a place of it too.
    """
    if value is None or not value.places or field is None or field.evidence is None:
        return None
    return _overlap_on(truth, value, found.frames[field.evidence.page - 1], field.evidence, reading)


def _overlap_on(
    truth: TruthFile, value: TruthValue, frame: int, evidence: Evidence, reading: FileReading
) -> float:
    upright = next((page for page in truth.pages if page.frame == frame), None)
    if upright is None:
        return 0.0
    on_scan = moved(quad_of(evidence.box), reading.pages[frame].image.to_scan)
    quad = moved(on_scan, upright.to_scan.inverse())
    printed = [place.box for place in value.places if place.frame == frame]
    coded = [code.box for code in upright.barcodes if value.value in code.text]
    return best_iou(quad, [*printed, *coded])
