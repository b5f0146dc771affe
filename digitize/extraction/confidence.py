"""How sure a value is: a logistic regression over what speaks for and against it; `confidence.json` holds its weights.

Every doubt counts against a value and every agreement for it, whatever the samples say (`digitize forms calibrate` fits
the weights under that condition), so that a worse reading never looks surer. `confidence.svg` shows what they are worth.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from digitize.extraction.header import Found
from digitize.extraction.places import is_placed
from digitize.extraction.view import PageView
from digitize.model.ocr import Word
from digitize.model.vocabulary import vocabulary
from digitize.text.fold import exact_key
from digitize.text.name_spelling import spellings
from digitize.text.syllables import misspelled

DOUBTS = (
    "worst", "sum", "root", "blur", "reader", "repaired", "unusual", "handwritten", "check", "contradicted", "kind", "page", "length",
    "misspelled", "rivals", "murky", "unplaced", "bare",
)  # fmt: skip
SUPPORTS = ("agreed", "echoed", "hinted", "verified")
_GROUPS: Mapping[str, str] = {
    "nguoi_ky": "signer", "chuc_vu_nguoi_ky": "office", "co_quan_ban_hanh": "agency", "co_quan_chu_quan": "agency",
    "dia_chi": "address", "trich_yeu": "long", "kinh_gui": "long", "ly_do": "long", "ten_tthc": "long",
    "gioi_tinh": "short", "xa": "short", "so_cccd": "identity", "so_cmnd": "identity", "so_ho_chieu": "identity",
    "so_bhxh": "identity", "so_dien_thoai": "phone", "ten_doanh_nghiep": "firm", "ten_ho_kinh_doanh": "firm",
}  # fmt: skip
_GROUP_OF_FORM: Mapping[str, str] = {
    "name": "name", "text": "text", "date": "date", "birth": "date", "dossier_code": "code", "symbol": "symbol",
}  # fmt: skip
GROUPS = tuple(sorted({*_GROUPS.values(), *_GROUP_OF_FORM.values(), "number"}))
_READER_WARNINGS = frozenset({"repaired", "unusual_name", "unusual_office", "handwritten", "unpadded"})
_PARTLY = frozenset({"ngay_sinh", "so_cccd"})
"""Of these another field confirms the year and the sex, not every digit."""
_PLACES = frozenset({"dia_chi", "co_quan_ban_hanh", "co_quan_chu_quan"})
_NAMES = frozenset({"name", "signer"})
_SPELLED = _NAMES | {"address", "agency", "firm", "long", "office", "text"}
"""Groups of values that are made of words."""
SURE, DOUBTFUL = 0.95, 0.94
"""From SURE a value is offered as sure; below DOUBTFUL a confidence is the share of right values as it stands."""
_STEEP, _RISE = 8.0, 0.5
"""How fast scores rise beyond the line, and how far: from SURE to 0.999."""
_LEAST = 0.003
_MOST = 6.0


@dataclass(frozen=True, slots=True)
class Traits:
    """What tells how sure a value is.

    Attributes:
        group: of fields that are read alike.
        values: by the names in DOUBTS and SUPPORTS, none negative. Of the words: the worst one's doubt, the sum of all, its
            root (small doubts tell most) and its product with the doubt of the whole paper; how many other names have the
            letters of this one, and that times the doubt of the paper; whether a unit is none that is known, whether a date is a bare
            year. Of what agrees: how often the value was found again, a name that has rivals apart, since a mark that was lost once was
            lost again.
    """

    group: str
    values: Mapping[str, float]


def group_of(field: str) -> str:
    """Return the group of a field of the vocabulary."""
    return _GROUPS.get(field) or _GROUP_OF_FORM.get(vocabulary().fields[field].form, "number")


def line_of(group: str) -> str:
    """Return which line the values of a group must pass to be offered as sure: names, of which each is another's, have their own."""
    return "names" if group in _NAMES else "others"


@dataclass(frozen=True, slots=True)
class Paper:
    """What the paper says of all its values.

    Attributes:
        kind: probability of its kind.
        legibility: doubt of its words on the whole, their mean negative logarithm of confidence.
        day: of issue, None if unknown.
    """

    kind: float
    legibility: float
    day: date | None


def legibility(pages: Sequence[PageView]) -> float:
    """Return the mean doubt of all words of some pages."""
    doubts = [_doubt(word) for page in pages for piece in page.pieces for word in piece.words]
    return sum(doubts) / max(1, len(doubts))


def traits(items: Sequence[Found], warnings: Sequence[str], paper: Paper, verified: bool) -> Traits:
    """Return the traits of the first of several values found for one field.

    Args:
        items: what was found for the field, the value that is offered first.
        warnings: of its reader and of the checks.
        paper: what the paper says of all its values.
        verified: whether a check digit or another field confirms the value.
    """
    found, group = items[0], group_of(items[0].field)
    value = found.reading.value
    doubts = [_doubt(word) for word in _counting(found.piece.words)]
    same = sum(exact_key(item.reading.value) == exact_key(value) for item in items[1:])
    partly = found.field in _PARTLY
    rivals = math.log(spellings(value)) if group in _NAMES and "unusual_name" not in warnings else 0.0
    doubt = min(_MOST, 10 * paper.legibility)
    values = {
        "worst": max(doubts, default=_MOST),
        "sum": min(_MOST, sum(doubts)),
        "root": math.sqrt(min(_MOST, sum(doubts))),
        "blur": min(_MOST, sum(doubts)) * doubt,
        "reader": min(_MOST, -math.log(max(_LEAST, found.reading.certainty))),
        "repaired": float("repaired" in warnings),
        "unusual": float("unusual_name" in warnings or "unusual_office" in warnings),
        "handwritten": float("handwritten" in warnings or "unpadded" in warnings),
        "check": float(len(set(warnings) - _READER_WARNINGS)),
        "contradicted": float(same < len(items) - 1),
        "kind": 1.0 - paper.kind,
        "page": math.sqrt(doubt),
        "length": math.log(max(1, len(value.split()))),
        "misspelled": float(min(3, misspelled(value))) if group in _SPELLED else 0.0,
        "rivals": rivals,
        "murky": rivals * doubt,
        "unplaced": float(found.field in _PLACES and not is_placed(found.field, value, paper.day)),
        "bare": float(found.field == "ngay_sinh" and len(value) == len("1969")),
        "agreed": float(min(2, same)) if not rivals else 0.0,
        "echoed": float(min(2, same)) if rivals else 0.0,
        "hinted": float(verified and partly),
        "verified": float(verified and not partly),
    }
    return Traits(group, values)


def _doubt(word: Word) -> float:
    return -math.log(min(1.0, max(_LEAST, word.confidence)))


def _counting(words: Sequence[Word]) -> Sequence[Word]:
    return [word for word in words if any(char.isalnum() for char in word.text)] or words


def confidence(one: Traits) -> float:
    """Return the probability that a value with these traits is right, in (0, 1)."""
    weights = _weights()
    # What no fit has seen yet counts nothing: a new trait or group is fitted by what reads with it.
    score = weights["groups"].get(one.group, 0.0)
    score += sum(weights["supports"].get(name, 0.0) * one.values[name] for name in SUPPORTS)
    score -= sum(weights["doubts"].get(name, 0.0) * one.values[name] for name in DOUBTS)
    score -= weights["sums"].get(one.group, 0.0) * one.values["sum"]
    return _probability(prudent(score, _line(one.group)))


def prudent(score: float, line: float) -> float:
    """Return a score under which only what may be taken as it stands reaches SURE.

    A value of 0.95 is right in 19 of 20 papers; the clerk who skips it needs more. So what lies between DOUBTFUL and `line`
    is pressed together below SURE, and what lies beyond, nearly all of it right, rises the faster.

    Args:
        score: log odds of a value being right.
        line: log odds from which values are wrong as seldom as those must be that are offered as sure.
    """
    sure, doubtful = _log_odds(SURE), _log_odds(DOUBTFUL)
    if line <= sure or score <= doubtful:
        return score
    if score <= line:
        return doubtful + (score - doubtful) * (sure - doubtful) / (line - doubtful)
    beyond = score - line
    return sure + _STEEP * min(beyond, _RISE) + max(0.0, beyond - _RISE)


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _probability(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def rechecked(before: float, more: int) -> float:
    """Return a confidence after so many checks more (less, if negative) speak against the value."""
    if not more or not 0 < before < 1:
        return before
    return round(_probability(_log_odds(before) - more * _weights()["doubts"]["check"]), 8)


@cache
def _fitted() -> Mapping[str, Any]:
    text = files("digitize.extraction").joinpath("confidence.json").read_text(encoding="utf-8")
    fitted: Mapping[str, Any] = json.loads(text)
    return fitted


def _weights() -> Mapping[str, Mapping[str, float]]:
    weights: Mapping[str, Mapping[str, float]] = _fitted()["weights"]
    return weights


def _line(group: str) -> float:
    lines: Mapping[str, float] = _fitted()["lines"]
    return lines[line_of(group)]
