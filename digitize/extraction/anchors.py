"""Anchors: the text that belongs to each label of a page, by where it stands.

A value runs from its label to the next label of the line. Where nothing follows, it stands to the right, in the cell
below, or at the beginning of the next line; a value that reaches the right margin goes on in the next line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digitize.extraction.forms import Form, Label
from digitize.extraction.labels import Anchor, label_index
from digitize.extraction.readers import clean
from digitize.extraction.view import PageView, Piece

_ITEM = re.compile(r"^\W*(?:(?:\d{1,2}|[a-hđ]|[ivx]{1,4})(?:\.\d{1,2})*[.)]\s|[-*+•]\s)")
_WRAPPED_LINES = 3
_NEARBY = 6
"""Lines above and below that show where a value would wrap."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with the text beside it and the piece that the text was taken from."""

    label: Label
    text: str
    piece: Piece
    certainty: float


def labelled(page: PageView, form: Form) -> Iterator[Labelled]:
    """Yield the labels of a form that stand on a page, in reading order, each with its text (perhaps empty)."""
    index = label_index(form.labels)
    found = [index.anchors(piece) for piece in page.pieces]
    for number, piece in enumerate(page.pieces):
        anchors = found[number]
        for place, anchor in enumerate(anchors):
            last = place + 1 == len(anchors)
            end = len(piece.text) if last else anchors[place + 1].start
            text, source = piece.text[anchor.end : end], piece.cut(anchor.end, end)
            if last:
                text, source = _complete(page, number, text, source, found)
            yield Labelled(anchor.label, text, source, anchor.certainty)


def _complete(
    page: PageView, index: int, text: str, source: Piece, found: list[list[Anchor]]
) -> tuple[str, Piece]:
    """Take the value from the right or from below if none follows its label, and add the lines that it runs on to."""
    at = index
    if not clean(text):
        beside = _beside(page, index)
        beside = _below(page, index) if beside is None else beside
        if beside is None or _ITEM.match(page.pieces[beside].folded):
            return text, source
        text, source = _until_label(page.pieces[beside], found[beside])
        if not text or found[beside]:
            return text, source
        at = beside
    return _wrapped(page, at, text, source, found)


def _until_label(piece: Piece, anchors: list[Anchor]) -> tuple[str, Piece]:
    """Return what stands in a piece before its first label."""
    end = anchors[0].start if anchors else len(piece.text)
    return piece.text[:end], piece.cut(0, end)


def _wrapped(
    page: PageView, index: int, text: str, source: Piece, found: list[list[Anchor]]
) -> tuple[str, Piece]:
    """Add the lines below that go on with a value which reaches the right margin of its column."""
    words, last, left = source.words, page.pieces[index], page.pieces[index].box.left
    margin = _margin(page, last) - 2.5 * page.line_height
    for _ in range(_WRAPPED_LINES):
        below = _next_line(page, index)
        if below is None or last.box.right < margin or text.rstrip().endswith((".", ";")):
            break
        piece = page.pieces[below]
        if piece.box.left > left + 2 * page.line_height or _ITEM.match(piece.folded):
            break
        more, rest = _until_label(piece, found[below])
        if not more.strip():
            break
        text, words = f"{text} {more}", words + rest.words
        last, index = piece, below
        if found[below]:
            break
    return text, Piece(source.page, words)


def _next_line(page: PageView, index: int) -> int | None:
    """Return the first piece of the next visual line in the same column, if it follows without a gap."""
    piece = page.pieces[index]
    for number in range(index + 1, len(page.pieces)):
        other = page.pieces[number]
        if other.middle <= piece.box.bottom - 2:
            continue
        if other.box.top - piece.box.bottom > page.line_height:
            return None
        if other.box.left < piece.box.right and other.box.right > piece.box.left:
            return number
    return None


def _margin(page: PageView, piece: Piece) -> int:
    """Return how far lines reach to the right nearby: a card's text ends before the page's."""
    near = _NEARBY * page.line_height
    return max(other.box.right for other in page.pieces if abs(other.middle - piece.middle) < near)


def _beside(page: PageView, index: int) -> int | None:
    """Return the piece to the right on the same visual line."""
    piece, after = page.pieces[index], index + 1
    if after == len(page.pieces):
        return None
    other = page.pieces[after]
    return after if other.box.left >= piece.box.right and other.middle < piece.box.bottom else None


def _below(page: PageView, index: int) -> int | None:
    """Return the first piece on the next visual line that stands under this one."""
    piece = page.pieces[index]
    for number in range(index + 1, len(page.pieces)):
        other = page.pieces[number]
        if other.middle <= piece.box.bottom:
            continue
        if other.box.top - piece.box.bottom > 1.5 * page.line_height:
            return None
        if other.box.left < piece.box.right and other.box.right > piece.box.left:
            return number
    return None
