"""How sure a value is: a logistic regression over what speaks for and against it; `confidence.json` holds its weights.

Every doubt counts against a value and every agreement for it, whatever the samples say (`digitize forms calibrate` fits
the weights under that condition), so that a worse reading never looks surer. `confidence.svg` shows what they are worth.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from digitize.extraction.header import Found
from digitize.model.ocr import Word
from digitize.model.vocabulary import vocabulary

DOUBTS = (
    "worst", "sum", "reader", "repaired", "unusual", "handwritten", "check", "contradicted", "kind",
)  # fmt: skip
SUPPORTS = ("agreed", "verified")
_GROUPS: Mapping[str, str] = {
    "nguoi_ky": "signer", "chuc_vu_nguoi_ky": "office", "co_quan_ban_hanh": "agency", "co_quan_chu_quan": "agency",
    "dia_chi": "address", "trich_yeu": "long", "kinh_gui": "long", "ly_do": "long", "ten_tthc": "long",
    "gioi_tinh": "short", "xa": "short",
}  # fmt: skip
_GROUP_OF_FORM: Mapping[str, str] = {
    "name": "name", "text": "text", "date": "date", "birth": "date", "dossier_code": "code", "symbol": "symbol",
}  # fmt: skip
GROUPS = tuple(sorted({*_GROUPS.values(), *_GROUP_OF_FORM.values(), "number"}))
_READER_WARNINGS = frozenset({"repaired", "unusual_name", "unusual_office", "handwritten", "unpadded"})
_LEAST = 0.003
_MOST = 6.0


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells how sure a value is.

    Attributes:
        group: of fields that are read alike.
        values: by the names in DOUBTS and SUPPORTS, none negative.
    """

    group: str
    values: Mapping[str, float]


def group_of(field: str) -> str:
    """Return the group of a field of the vocabulary."""
    return _GROUPS.get(field) or _GROUP_OF_FORM.get(vocabulary().fields[field].form, "number")


def traits(items: Sequence[Found], warnings: Sequence[str], kind: float, verified: bool) -> Traits:
    """Return the traits of the first of several values found for one field.

    Args:
        items: what was found for the field, the value that is offered first.
        warnings: of its reader and of the checks.
        kind: probability of the paper's kind.
        verified: whether a check digit or another field confirms the value.
    """
    found = items[0]
    doubts = [-math.log(min(1.0, max(_LEAST, word.confidence))) for word in _counting(found.piece.words)]
    same = sum(item.reading.value == found.reading.value for item in items[1:])
    values = {
        "worst": max(doubts, default=_MOST),
        "sum": min(_MOST, sum(doubts)),
        "reader": min(_MOST, -math.log(max(_LEAST, found.reading.certainty))),
        "repaired": float("repaired" in warnings),
        "unusual": float("unusual_name" in warnings or "unusual_office" in warnings),
        "handwritten": float("handwritten" in warnings or "unpadded" in warnings),
        "check": float(len(set(warnings) - _READER_WARNINGS)),
        "contradicted": float(same < len(items) - 1),
        "kind": 1.0 - kind,
        "agreed": float(min(2, same)),
        "verified": float(verified),
    }
    return Traits(group_of(found.field), values)


def _counting(words: Sequence[Word]) -> Sequence[Word]:
    return [word for word in words if any(char.isalnum() for char in word.text)] or words


def confidence(one: Traits) -> float:
    """Return the probability that a value with these traits is right, in (0, 1)."""
    weights = _weights()
    score = weights["groups"][one.group]
    score += sum(weights["supports"][name] * one.values[name] for name in SUPPORTS)
    score -= sum(weights["doubts"][name] * one.values[name] for name in DOUBTS)
    score -= weights["sums"][one.group] * one.values["sum"]
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def rechecked(before: float, more: int) -> float:
    """Return a confidence after so many checks more (less, if negative) speak against the value."""
    if not more or not 0 < before < 1:
        return before
    score = math.log(before / (1 - before)) - more * _weights()["doubts"]["check"]
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score)))), 8)


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    text = files("digitize.extraction").joinpath("confidence.json").read_text(encoding="utf-8")
    weights: Mapping[str, Mapping[str, float]] = json.loads(text)["weights"]
    return weights
