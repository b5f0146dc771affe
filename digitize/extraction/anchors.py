"""Anchors: the text that belongs to each label of a page, by where it stands.

A value runs from its label to the next label of the line. Where nothing follows, it stands to the right, in the cell
below, or at the beginning of the next line; a value that reaches the right margin, or whose next line begins with a small
letter, goes on in the next line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from digitize.extraction.forms import Form, Label
from digitize.extraction.labels import Anchor, label_index
from digitize.extraction.readers import clean
from digitize.extraction.view import PageView, Piece
from digitize.model.ocr import Word
from digitize.text.firms import begins_firm
from digitize.text.gazetteer import administrative_words

_ITEM = re.compile(r"^\W*(?:(?:\d{1,2}|[a-hđ]|[ivx]{1,4})(?:\.\d{1,2})*[.)]\s|[-*+•]\s)")
_BULLET = re.compile(r"^\s*[-–+•]\s+")
_LABEL = r"[^:;,.]{3,45}:\s"
_OTHER_LABEL = re.compile(rf"^\W*[A-ZĐÂÊÔƠƯĂÁÀẢÃẠÉÈÚÙÍÌÓÒÝ]{_LABEL}")
"""A label that the form does not know begins a line all the same."""
_SMALL_LABEL = re.compile(rf"^\w{_LABEL}")
"""The same where the line above need not go on."""
_UNIT = r"(?:thành phố|thị xã|thị trấn|quận|huyện|phường|xã|tỉnh)"
_NEXT_UNIT = re.compile(rf"^{_UNIT}\s|^[A-ZĐ][^\W\d]*(?:\s[A-ZĐ][^\W\d]*){{0,3}},\s{_UNIT}\s")
_OF_UNIT = re.compile(rf"(?<!\w){_UNIT}(?:\s[^\W\d]+){{0,3}}[;,]?\s*$")
"""An address breaks off within or behind a unit, and nothing but it begins with one or with a name and one: the stop is a comma."""
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
        below = _next_line(page, number)
        broken = index.broken(piece, page.pieces[below]) if below is not None else None
        anchors = [one for one in found[number] if broken is None or one.start < broken[1]]
        for place, anchor in enumerate(anchors):
            last = place + 1 == len(anchors)
            end = len(piece.text) if last else anchors[place + 1].start
            end = broken[1] if last and broken else end
            text, source = piece.text[anchor.end : end], piece.cut(anchor.end, end)
            if last and not broken:
                text, source = _complete(page, number, text, source, found, form.bilingual)
            yield Labelled(anchor.label, text, source, anchor.certainty)
        if broken and below is not None:
            text, source = _until_label(page.pieces[below], found[below], broken[2])
            if not any(one.start >= broken[2] for one in found[below]):
                text, source = _complete(page, below, text, source, found, form.bilingual)
            yield Labelled(broken[0], text, source, 1.0)


def unlabelled(page: PageView, form: Form) -> Iterator[tuple[str, Piece]]:
    """Yield the lines on which no label of a form stands, in reading order, each with the lines that it goes on in."""
    index = label_index(form.labels)
    found = [index.anchors(piece) for piece in page.pieces]
    for number, piece in enumerate(page.pieces):
        if not found[number]:
            yield _wrapped(page, number, piece.text, piece, found, form.bilingual)


def _complete(
    page: PageView, index: int, text: str, source: Piece, found: list[list[Anchor]], bilingual: bool
) -> tuple[str, Piece]:
    """Take the value from the right or from below if none follows its label, and add the lines that it runs on to."""
    at = index
    if not clean(text):
        beside = _beside(page, index)
        beside = _below(page, index) if beside is None else beside
        if beside is not None and _BULLET.match(page.pieces[beside].text):
            return _listed(page, beside, found)
        if beside is None or _is_heading(page.pieces[beside], found[beside]):
            return text, source
        text, source = _until_label(page.pieces[beside], found[beside])
        if not text or found[beside]:
            return text, source
        at = beside
    return _wrapped(page, at, text, source, found, bilingual)


def _is_heading(piece: Piece, anchors: list[Anchor]) -> bool:
    """Tell whether a line announces something itself: an item of a list, or, with no label on it, a colon at its end."""
    return bool(_ITEM.match(piece.folded)) or (piece.text.endswith(":") and not anchors)


def _listed(page: PageView, index: int | None, found: list[list[Anchor]]) -> tuple[str, Piece]:
    """Return the items of a list with dashes below a label, one behind the other, without their dashes."""
    texts: list[str] = []
    words: tuple[Word, ...] = ()
    last = page.pieces[index or 0]
    while index is not None and not any(anchor.colon for anchor in found[index]):
        piece = page.pieces[index]
        item = _BULLET.match(piece.text)
        if not item and (not texts or not _is_full("", last, piece, _margin(page, last), page.line_height)):
            break
        if not item and texts[-1].endswith((".", ";")):
            break
        texts.append(piece.text[item.end() if item else 0 :])
        words, last = words + piece.words, piece
        index = _next_line(page, index)
    return " ".join(texts), Piece(last.page, words or last.words)


def _until_label(piece: Piece, anchors: list[Anchor], start: int = 0) -> tuple[str, Piece]:
    """Return what stands in a piece from an offset to its next label."""
    end = next((anchor.start for anchor in anchors if anchor.start >= start), len(piece.text))
    return piece.text[start:end], piece.cut(start, end)


def _wrapped(
    page: PageView, index: int, text: str, source: Piece, found: list[list[Anchor]], bilingual: bool
) -> tuple[str, Piece]:
    """Add the lines below that go on with a value which reaches the right margin of its column, or that begin small.

    On a form in two languages what stands below is the translation, unless the value reaches the margin of the whole page.
    """
    words, last, left = source.words, page.pieces[index], page.pieces[index].box.left
    margin = max(piece.box.right for piece in page.pieces) if bilingual else _margin(page, last)
    for _ in range(_WRAPPED_LINES):
        below = _next_line(page, index)
        if below is None:
            break
        piece = page.pieces[below]
        # Nothing begins with a small letter: the full stop before it is a comma.
        address = bool(_OF_UNIT.search(text) and _NEXT_UNIT.match(piece.text))
        small = piece.text[:1].islower() and not bilingual and not _SMALL_LABEL.match(piece.text)
        firm = piece.is_upper and begins_firm(clean(text))
        begun = address or small or firm
        if (
            (not address and text.rstrip().endswith(";" if begun else (".", ";")))
            or not (begun or _is_full(text, last, piece, margin, page.line_height))
            or (piece.box.left > left + 1.5 * page.line_height and not firm)
            or _ITEM.match(piece.folded)
            or _OTHER_LABEL.match(piece.text)
        ):
            break
        more, rest = _until_label(piece, found[below])
        if not more.strip():
            break
        text, words = f"{text} {more}", words + rest.words
        last, index = piece, below
        if found[below]:
            break
    return text, Piece(source.page, words)


@cache
def _announces() -> re.Pattern[str]:
    """Return what ends no value: a comma, and what announces a unit or a road."""
    words = "|".join((*administrative_words(), "đường", "số"))
    return re.compile(rf"(?:,|(?<!\w)(?:{words}))\s*$", re.IGNORECASE)


def _is_full(text: str, last: Piece, below: Piece, margin: int, height: float) -> bool:
    """Tell whether a value goes on below: its line ends at the margin or with what announces more, or the next word had no room."""
    room = margin - last.box.right
    return (
        room <= 2.5 * height
        or _announces().search(text) is not None
        or below.words[0].box.width + 0.5 * height > room
    )


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
