"""What a side of a sheet shows that tells whether a paper begins on it: small enough to be kept of 2,000 sides at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz

from digitize.extraction.catalogue import rules
from digitize.extraction.classify import judge
from digitize.extraction.header import signing_day
from digitize.extraction.view import PageView, Piece, View, flat, look, opens_with
from digitize.model.geometry import enclose
from digitize.model.image import Verdict
from digitize.model.ocr import OcrPage
from digitize.model.truth import Face
from digitize.model.vocabulary import OTHER
from digitize.text.identifiers import find_dossier_code, repair_dossier_code

_NUMBER = re.compile(r"^\W*(?:trang\s*(?:so\s*)?)?(\d{1,2})(?:\s*/\s*\d{1,3})?\W*$")
"""No paper of a dossier has a hundred pages; three digits at an edge are a stamp's."""
_SYMBOL = re.compile(r"^\W*s[o06]\s*[:;.,]?\s*\S.*/")
_HEAD, _TOP, _EDGE = 0.4, 0.2, 0.07
"""Shares of the height: where a header may stand, where the agency does, and where page numbers do at both ends."""
_ALIKE = 85
_CENTRED = 0.12
_LONG = 8
"""Letters of a heading at least."""
_SENTENCE = 9
"""Words of a line of running text at least."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of `split.toml`; texts are folded.

    Attributes:
        bits: evidence for a new paper by sign.
        dark: least and most contrast of a blank side on which print would have been seen.
        pair: when two sides show the same sheet.
    """

    separator_codes: frozenset[str]
    separator_titles: tuple[str, ...]
    separator_words: int
    bits: Mapping[str, float]
    mottos: tuple[str, ...]
    within: tuple[str, ...]
    note_words: int
    note_size: tuple[float, float]
    dark: tuple[float, float]
    pair: Mapping[str, float]


@cache
def split_rules() -> Rules:
    """Return the rules of `split.toml`."""
    text = files("digitize.extraction").joinpath("split.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    separator, first, note = data["separator"], data["first"], data["note"]
    return Rules(
        separator_codes=frozenset(separator["codes"]),
        separator_titles=tuple(map(flat, separator["titles"])),
        separator_words=separator["most_words"],
        bits=data["bits"],
        mottos=(*rules().mottos, *map(flat, first["mottos"])),
        within=tuple(map(flat, first["within"])),
        note_words=note["most_words"],
        note_size=(note["widest"], note["highest"]),
        dark=tuple(data["blank"]["dark"]),
        pair=data["pair"],
    )


@dataclass(frozen=True, slots=True)
class Signs:
    """What one side shows.

    Attributes:
        face: what the side is by itself; a note that was scanned alone is one only behind a paper.
        legible: whether it could be read: of a side that could not nothing is known.
        secret: whether it bears a secrecy mark, which stands on first pages; nothing else is known of it.
        bits: evidence that a paper begins here, without page number and code.
        number: the page number printed at an edge.
        code: the mã hồ sơ that it shows, None where it shows none or several.
        dark: whether something on a blank side is as dark as print that reads, and not black. Where nothing is, print may have been
            lost.
    """

    face: Face = Face.PAPER
    legible: bool = True
    secret: bool = False
    bits: float = 0.0
    number: int | None = None
    code: str | None = None
    dark: bool = False


def signs_of(page: OcrPage) -> Signs:
    """Return what a side shows. Of one that should be scanned again only signs count, not that there are none."""
    if page.secret_mark:
        return Signs(secret=True)
    if any(code.text in split_rules().separator_codes for code in page.barcodes):
        return Signs(Face.SEPARATOR)
    lost = page.image.quality.verdict is Verdict.RESCAN
    view = next(iter(look([page]).pages), None)
    if view is None:
        least, most = split_rules().dark
        dark = least <= page.image.quality.contrast <= most
        return Signs(legible=False) if lost else Signs(Face.BLANK, dark=dark)
    words = sum(len(piece.words) for piece in view.pieces)
    if words <= split_rules().separator_words and _is_separator(view):
        return Signs(Face.SEPARATOR)
    number = _number(view)
    bits = sum(split_rules().bits[sign] for sign in _shown(view, number))
    if number is None and bits <= 0 and not page.barcodes:
        if lost:
            return Signs(legible=False)
        if words <= split_rules().note_words and _is_small(view):
            return Signs(Face.NOTE)
    return Signs(bits=bits, number=number, code=_code(view))


def _is_separator(view: PageView) -> bool:
    return any(
        fuzz.ratio(title, piece.folded) >= _ALIKE
        for piece in view.pieces
        for title in split_rules().separator_titles
    )


def _is_small(view: PageView) -> bool:
    """Tell whether all words stand as close together as on a note, none of them as an office or a name in capitals."""
    box = enclose(piece.box for piece in view.pieces)
    width, height = split_rules().note_size
    small = box.width <= width * view.size[0] and box.height <= height * view.size[1]
    return small and not any(piece.is_upper and len(piece.text) > 2 for piece in view.pieces)


def _shown(view: PageView, number: int | None) -> Iterator[str]:
    """Yield the signs of a first side, and of one that goes on, that a side shows."""
    width, height = view.size
    head = tuple(piece for piece in view.pieces if piece.box.top < _HEAD * height)
    left = [piece for piece in head if piece.box.middle[0] < 0.5 * width]
    if any(map(_is_motto, head)):
        yield "motto"
    elif number is None and _is_titled(view):
        # Asked last, for it takes longer than all the rest.
        yield "title"
    if any(_is_heading(piece, width) for piece in _above_text(head)):
        yield "heading"
    if any(piece.box.top < _TOP * height and _is_agency(piece) for piece in left):
        yield "agency"
    if any(_SYMBOL.match(piece.folded) for piece in left):
        yield "symbol"
    if signing_day(head):
        yield "place_and_date"
    if _goes_on(view):
        yield "mid_sentence"


def _is_titled(view: PageView) -> bool:
    judgement = judge(View((view,)))
    return bool(judgement.title) and judgement.classification.kind != OTHER


def _is_agency(piece: Piece) -> bool:
    return piece.is_upper and opens_with(piece.folded, rules().agencies)


def _is_motto(piece: Piece) -> bool:
    return any(
        len(piece.folded) >= 0.8 * len(motto) and fuzz.partial_ratio(motto, piece.folded) >= _ALIKE
        for motto in split_rules().mottos
    )


def _is_heading(piece: Piece, width: int) -> bool:
    """Tell whether a line is a centred one of capitals, as a title that no form knows is too."""
    centred = abs(piece.box.middle[0] - width / 2) < _CENTRED * width
    return (
        centred
        and piece.is_upper
        and len(piece.text) >= _LONG
        and not opens_with(piece.folded, split_rules().within)
    )


def _above_text(head: Sequence[Piece]) -> Iterator[Piece]:
    """Yield what stands above the first whole sentence: a title does, a heading within a text does not."""
    for piece in head:
        if len(piece.words) >= _SENTENCE and not piece.is_upper:
            return
        yield piece


def _goes_on(view: PageView) -> bool:
    """Tell whether the first line of the text begins within a sentence."""
    for piece in view.pieces:
        if _is_at_edge(piece, view):
            continue
        letters = [char for char in piece.text if char.isalpha()]
        return bool(letters) and letters[0].islower() and len(piece.words) > 2
    return False


def _number(view: PageView) -> int | None:
    """Return the page number: digits that stand alone on their line, at the upper or the lower edge."""
    for piece in view.pieces:
        match = _NUMBER.match(piece.folded)
        if match and _is_at_edge(piece, view) and piece.box.middle[0] > 0.35 * view.size[0]:
            level = (other for other in view.pieces if piece.box.top < other.middle < piece.box.bottom)
            # Beside other words they are of a stamp.
            return None if any(other is not piece for other in level) else int(match[1]) or None
    return None


def _is_at_edge(piece: Piece, view: PageView) -> bool:
    height = view.size[1]
    return piece.box.bottom < _EDGE * height or piece.box.top > (1 - _EDGE) * height


def _code(view: PageView) -> str | None:
    """Return the one mã hồ sơ on a side; a barcode beats print (Thông tư 01/2018/TT-VPCP, Điều 19)."""
    codes = {code for barcode in view.barcodes if (code := find_dossier_code(barcode.text))}
    if not codes:
        found = (code for piece in view.pieces for code in repair_dossier_code(piece.text))
        codes = {code.code for code in found if not code.repaired}
    return codes.pop() if len(codes) == 1 else None
