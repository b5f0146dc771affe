"""locate: where on its pages a known value stands, however it is written there and slightly misread."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from digitize.extraction.view import Piece, View, flat
from digitize.model.vocabulary import vocabulary
from digitize.text.dates import find_dates
from digitize.text.identifiers import repair_dossier_code

_ALIKE = 85.0
_FUZZY_FROM = 6
"""Shorter texts are found letter by letter only."""
_OPENING = 20
"""Letters with which a value that runs over several lines is looked for."""
_RUN = re.compile(r"\d[\d .\-]*\d")
_FULL_DAY = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: from `start` to `end` of the text of a piece, and how alike what stands there is (0 to 1)."""

    piece: Piece
    start: int
    end: int
    score: float


Span = tuple[int, int, float]
Find = Callable[[Piece, str], Iterator[Span]]


def locate(view: View, name: str, value: str) -> tuple[Place, ...]:
    """Return the places of the value of field `name`, in reading order; a piece holds at most one of a long text."""
    form = vocabulary().fields[name].form
    find = _FINDERS.get(form, _find_text)
    return tuple(
        Place(piece, *span) for page in view.pages for piece in page.pieces for span in find(piece, value)
    )


def _find_day(piece: Piece, value: str) -> Iterator[Span]:
    if len(value) < _FULL_DAY:
        yield from _find_whole(piece, value)
        return
    for found in find_dates(piece.text):
        if found.value == value:
            yield found.start, found.end, 1.0


def _find_digits(piece: Piece, value: str) -> Iterator[Span]:
    wanted = re.sub(r"\D", "", value)
    for match in _RUN.finditer(piece.text):
        alike = fuzz.ratio(re.sub(r"\D", "", match[0]), wanted)
        if alike >= _ALIKE:
            yield match.start(), match.end(), alike / 100


def _find_code(piece: Piece, value: str) -> Iterator[Span]:
    for found in repair_dossier_code(piece.text):
        if found.code == value:
            yield found.start, found.end, 1.0


def _find_symbol(piece: Piece, value: str) -> Iterator[Span]:
    """Find a số/ký hiệu whatever blanks stand in it."""
    letters = map(re.escape, flat(value))
    for match in re.finditer(rf"(?<!\w){r' ?'.join(letters)}(?!\w)", piece.folded):
        yield match.start(), match.end(), 1.0


def _find_whole(piece: Piece, value: str) -> Iterator[Span]:
    for match in re.finditer(rf"(?<!\w){re.escape(flat(value))}(?!\w)", piece.folded):
        yield match.start(), match.end(), 1.0


def _find_text(piece: Piece, value: str) -> Iterator[Span]:
    """Find a text, or its opening where the line ends before it does; a long one may be slightly misread."""
    exact = list(_find_whole(piece, value))
    wanted = flat(value)
    if exact or len(wanted) < _FUZZY_FROM:
        yield from exact
        return
    opening = wanted if len(wanted) <= _OPENING else wanted[:_OPENING].rpartition(" ")[0] or wanted[:_OPENING]
    for part in dict.fromkeys((wanted, opening)):
        if len(piece.folded) < len(part) - 1:
            continue
        near = fuzz.partial_ratio_alignment(part, piece.folded, score_cutoff=_ALIKE)
        if near:
            start, end = _to_words(piece.folded, near.dest_start, near.dest_end)
            # What was found by its opening runs on to the end of the line.
            yield start, end if part == wanted else len(piece.folded), near.score / 100
            return


def _to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span to whole words."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


_FINDERS: Mapping[str, Find] = {
    "date": _find_day,
    "birth": _find_day,
    "cccd": _find_digits,
    "cmnd": _find_digits,
    "tax_code": _find_digits,
    "phone": _find_digits,
    "dossier_code": _find_code,
    "symbol": _find_symbol,
    "number": _find_whole,
}
