"""Places in what was found: addresses and names of offices with their units spelled right, the commune of a parcel."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from rapidfuzz.distance import Levenshtein

from digitize.extraction.catalogue import rules
from digitize.extraction.header import Found
from digitize.extraction.readers import Reading
from digitize.extraction.view import Piece, flat, opens_with
from digitize.text.addresses import parse_address
from digitize.text.communes import Doubt, resolve
from digitize.text.fold import exact_key, fold
from digitize.text.respell import respell

_NAMING_PLACES = frozenset({"dia_chi", "xa", "co_quan_ban_hanh", "co_quan_chu_quan", "kinh_gui", "noi_sinh"})
_ADDRESSES = frozenset({"dia_chi", "xa", "noi_sinh"})
_UNIT = re.compile(
    r"(?<!\w)(?:t[ỉiíìĩị]nh|huy[eệêề]n|x[ãaàáâ]|ph[ưu][ờơớ]ng|th[ịi] (?:xã|tr[ấầâ]n)|th[àa]nh ph[ốóôo]|khu vực)(?:\s|$)",
    re.IGNORECASE,
)
_TIERS = frozenset({"phuong", "xa", "huyen", "tinh", "ap"})
_OFFICES = frozenset({"co_quan_ban_hanh", "co_quan_chu_quan"})
_UNIT_TYPE = r"(?:tinh|thanh pho|thi xa|huyen|quan|xa|phuong|thi tran)"
_UNFINISHED = {
    True: re.compile(rf"(?<!\w){_UNIT_TYPE}$"),
    False: re.compile(rf"(?<!\w)(?:uy ban|hoi dong) nhan dan(?: {_UNIT_TYPE})?$"),
}
"""How a folded address ends that lost the name of its unit, and how the name of an office does: there is no committee of nowhere."""
_LONG = 10
"""A body's name so long may have a wrong letter."""
_REPAIRED = 0.9


def place(found: Found, day: date | None) -> Iterator[Found]:
    """Yield what was found with units spelled right, "repaired" where that differs; of a parcel's address the commune.

    Args:
        found: a value of any field; one that names no place comes back as it is.
        day: of the paper, None if unknown.
    """
    if found.field not in _NAMING_PLACES:
        yield found
        return
    reading = found.reading
    value = "; ".join(_respelled(part, found.field, day) for part in reading.value.split("; "))
    # What runs on behind an address is cut without a word; of an office marks tell too.
    key = exact_key if found.field in _OFFICES else fold
    if key(value) != key(reading.value)[: len(key(value))]:
        reading = Reading(value, reading.certainty * _REPAIRED, (*reading.warnings, "repaired"))
    elif value != reading.value:
        reading = replace(reading, value=value)
    found = replace(found, reading=reading)
    if found.field != "xa":
        yield found
        return
    ward = parse_address(value).ward
    if ward:
        yield Found("xa", replace(reading, value=str(ward)), _words_of(found.piece, str(ward)))


def is_placed(field: str, text: str, day: date | None) -> bool:
    """Tell whether the unit that a value names is known; an address has a commune, an office need not. No list holds firms."""
    if field in _OFFICES and (
        not opens_with(flat(text), rules().agencies) or opens_with(flat(text), rules().firms)
    ):
        return False
    if _UNFINISHED[field in _ADDRESSES].search(flat(text)):
        return False
    address = parse_address(text)
    if address.ward:
        return resolve(address, day).commune is not None
    if address.district:
        return Doubt.UNKNOWN_DISTRICT not in resolve(address, day).doubts
    return field not in _ADDRESSES


def _respelled(text: str, field: str, day: date | None) -> str:
    """Return a text with its units spelled right; the name of an office from the first word that announces a unit."""
    text = text if field in _ADDRESSES else _body(text)
    unit = _UNIT.search(text)
    start = 0 if field in _ADDRESSES else unit.start() if unit else len(text)
    if start == len(text):
        return text
    old, new = text[start:].split(), respell(text[start:], day).split()
    if len(old) == len(new):
        # A capital within an address begins a name: "Giáng Hương" is no phường.
        pairs = zip(old, new, strict=True)
        new = [a if fold(b) in _TIERS and a[0].isupper() and not a.isupper() else b for a, b in pairs]
    return text[:start] + " ".join(new)


def _body(text: str) -> str:
    """Return the name of an office with the body at its beginning spelled as it is, in the letters of its kind."""
    words = text.split()
    for wrong in (0, 1):
        for body in rules().bodies:
            said = " ".join(words[: len(body.split())])
            if (wrong and len(body) < _LONG) or Levenshtein.distance(fold(said), fold(body)) != wrong:
                continue
            spelled = body.upper() if said.isupper() else body
            rest = words[len(body.split()) :]
            return text if exact_key(said) == exact_key(body) else " ".join([spelled, *rest])
    return text


def _words_of(piece: Piece, text: str) -> Piece:
    """Return the words of a piece that nearly say `text`; all where none do."""
    count, wanted = len(text.split()), fold(text)
    runs = [piece.words[at : at + count] for at in range(len(piece.words) - count + 1)]
    for run in runs:
        if fold(" ".join(word.text for word in run)).strip(" ,;.") == wanted:
            return Piece(piece.page, run)
    return piece
