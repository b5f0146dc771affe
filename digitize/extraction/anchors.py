"""Anchors: labels found in what was read, and the text that belongs to each.

A label is taken where a colon or a digit follows it, or where it opens a line; the longer of two that overlap wins. Its value runs
to the next label, or stands to the right, or on the next line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from digitize.extraction.forms import Form, Label
from digitize.extraction.readers import clean
from digitize.extraction.view import PageView, Piece

_NUMBERING = r"\W*(?:(?:\d{1,2}|[a-hđ]|[ivx]{1,4})(?:\.\d{1,2})?[.)]\s*|[-*+•]\s*)?"
_OPENS = re.compile(rf"^{_NUMBERING}$")
_ITEM = re.compile(r"^\W*(?:(?:\d{1,2}|[a-hđ]|[ivx]{1,4})(?:\.\d{1,2})*[.)]\s|[-*+•]\s)")
_COLON = re.compile(r"^[^\S\n]*(?:\([^)]{0,60}\)|\[[^\]]{0,60}\])?\s*[:;]")
_DIGIT = re.compile(r"^\s*\d")
_NOTE = re.compile(r"^\s*(?:\([^)]{0,60}\))?[\s:;.]*")
_FUZZY_FROM = 8
"""Shorter labels are found letter by letter only."""
_ALIKE = 88.0
_WRAPPED_LINES = 2
_NEARBY = 6
"""Lines above and below that show where a value would wrap."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A label found in a piece, from `start` to `end` of its text (colon included)."""

    label: Label
    piece: Piece
    start: int
    end: int
    colon: bool
    certainty: float


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with the text beside it and the piece that the text was taken from."""

    label: Label
    text: str
    piece: Piece
    certainty: float


def labelled(page: PageView, form: Form) -> Iterator[Labelled]:
    """Yield the labels of a form that stand on a page, in reading order, each with its text (perhaps empty)."""
    found = {piece: _anchors(piece, form) for piece in page.pieces}
    for index, piece in enumerate(page.pieces):
        anchors = found[piece]
        for number, anchor in enumerate(anchors):
            end = anchors[number + 1].start if number + 1 < len(anchors) else len(piece.text)
            text, source = piece.text[anchor.end : end], piece.cut(anchor.end, end)
            if number + 1 == len(anchors) and (anchor.colon or clean(text)):
                text, source = _complete(page, index, text, source, found)
            yield Labelled(anchor.label, text, source, anchor.certainty)


def _complete(
    page: PageView, index: int, text: str, source: Piece, found: dict[Piece, list[Anchor]]
) -> tuple[str, Piece]:
    """Take the value from the right or from below if none follows its label, and add the lines that it runs on to."""
    piece = page.pieces[index]
    if not clean(text):
        beside = _beside(page, index) or _below(page, index)
        if beside is None or found[beside] or _ITEM.match(beside.folded):
            return text, source
        return beside.text, beside
    margin = _margin(page, piece) - 2.5 * page.line_height
    words, last = source.words, piece
    for below in page.pieces[index + 1 : index + 1 + _WRAPPED_LINES]:
        wraps = last.box.right >= margin and below.middle > last.box.bottom - 2
        near = below.box.top - last.box.bottom < page.line_height and below.box.left <= source.box.left
        if (
            not (wraps and near)
            or found[below]
            or _ITEM.match(below.folded)
            or text.rstrip().endswith((".", ";"))
        ):
            break
        text, words, last = f"{text} {below.text}", words + below.words, below
    return text, Piece(piece.page, words)


def _margin(page: PageView, piece: Piece) -> int:
    """Return how far lines reach to the right nearby: a card's text ends before the page's."""
    near = _NEARBY * page.line_height
    return max(other.box.right for other in page.pieces if abs(other.middle - piece.middle) < near)


def _beside(page: PageView, index: int) -> Piece | None:
    """Return the piece to the right on the same visual line."""
    piece = page.pieces[index]
    after = page.pieces[index + 1] if index + 1 < len(page.pieces) else None
    return after if after and after.box.left >= piece.box.right and after.middle < piece.box.bottom else None


def _below(page: PageView, index: int) -> Piece | None:
    """Return the first piece on the next visual line that stands under this one."""
    piece = page.pieces[index]
    for other in page.pieces[index + 1 :]:
        if other.middle <= piece.box.bottom:
            continue
        if other.box.top - piece.box.bottom > 1.5 * page.line_height:
            return None
        if other.box.left < piece.box.right and other.box.right > piece.box.left:
            return other
    return None


def _anchors(piece: Piece, form: Form) -> list[Anchor]:
    """Return the labels in a piece, in order, none overlapping another."""
    found = [anchor for label in form.labels if (anchor := _anchor(piece, label))]
    found.sort(key=lambda anchor: (-len(anchor.label.text) * anchor.certainty**5, anchor.start))
    kept: list[Anchor] = []
    for anchor in found:
        if all(anchor.end <= other.start or anchor.start >= other.end for other in kept):
            kept.append(anchor)
    return sorted(kept, key=lambda anchor: anchor.start)


def _anchor(piece: Piece, label: Label) -> Anchor | None:
    for start, end, certainty in _places(piece.folded, label.text):
        before, after = piece.folded[:start], piece.folded[end:]
        colon = _COLON.match(after)
        opens = bool(_OPENS.match(before))
        counts = len(label.text) > 4 and bool(_DIGIT.match(after))
        alone = len(label.text) > 3 or not after.strip() or bool(_DIGIT.match(after))
        if not colon and not counts and not (opens and alone):
            continue
        note = _NOTE.match(after)
        return Anchor(label, piece, start, end + (note.end() if note else 0), bool(colon), certainty)
    return None


def _places(text: str, label: str) -> Iterator[tuple[int, int, float]]:
    """Yield where a label stands in a text, both folded: exact places, else the likeliest one."""
    exact = [(match.start(), match.end(), 1.0) for match in _whole(label).finditer(text)]
    if exact or len(label) < _FUZZY_FROM or len(text) < len(label) - 2:
        yield from exact
        return
    near = fuzz.partial_ratio_alignment(label, text, score_cutoff=_ALIKE)
    if near and near.dest_end - near.dest_start >= len(label) - 2:
        start, end = near.dest_start, near.dest_end
        starts_word = start == 0 or not text[start - 1].isalnum()
        ends_word = end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
        if starts_word and ends_word:
            yield start, end, near.score / 100


@cache
def _whole(label: str) -> re.Pattern[str]:
    """Return a pattern that finds a label between word boundaries; a digit may be glued to its end."""
    return re.compile(rf"(?<!\w){re.escape(label)}(?![^\W\d])")
