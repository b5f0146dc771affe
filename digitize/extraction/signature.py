"""The signature: the right half of the last pages, authority and office in capitals, the name in the last line.

Nghị định 30/2020/NĐ-CP, Phụ lục I, boxes 7a, 7b, 7c. The name is printed without titles; the seal covers its left. The
office is what the signer is: an authority before it ("KT. CHỦ TỊCH") says for whom he signs. One-door papers print
other offices ("NGƯỜI HƯỚNG DẪN"): capitals count as an office wherever a name stands centred below them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from digitize.extraction.catalogue import rules
from digitize.extraction.header import Found
from digitize.extraction.readers import Reading, clean, read_bare_name
from digitize.extraction.view import PageView, Piece, View, flat, opens_with
from digitize.text.name_spelling import is_given, whole_surname
from digitize.text.names import is_name, strip_honorific

_OFFICE_LINES = 5
_WHOLE_NAME = 3
_REACH = 0.25
"""A name stands no further below its office, as a share of the page's height."""
_AXIS = 0.06
"""Office and name are centred on one axis, give or take this share of the page's width."""
_KNOWN = 88.0
_SPELLED = 86.0
"""One wrong letter in "CHỦ TỊCH"."""
_SHIFT = 0.4
"""A name whose beginning is hidden stands so many line heights or more to the right of the axis."""
_WITHIN = re.compile(r"(?<=[^\W\d_])[:;.,'](?=[^\W\d_])")
"""A dot of the seal between letters of a word: "L:ê"."""
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
"""A stroke of the signature between two words."""
_CUT = 0.5
"""How certain a name is whose surname is the commonest that ends like what is left."""
_RINGED = 0.7
"""A surname is read less certainly than this where the ring of a seal runs through it."""
_REST = 4
"""A seal that hides the beginning of an office leaves so many letters or more."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of authority and office, top to bottom, and the name below them."""

    office: tuple[Piece, ...]
    name: Found | None
    known: bool


def read_signature(view: View) -> Iterator[Found]:
    """Yield the signer and the office, from the last page that carries a signature, annexes aside."""
    for page in reversed(view.pages):
        blocks = [block for block in _blocks(page) if block.known or block.name]
        if not blocks:
            continue
        block = max(blocks, key=lambda block: (block.name is not None, block.known, block.office[0].middle))
        yield from _office(block)
        if block.name:
            yield block.name
        return


def _blocks(page: PageView) -> Iterator[_Block]:
    """Yield runs of capital lines in the right half, below the header, that may be an office."""
    width, _ = page.size
    pieces = [piece for piece in page.pieces if piece.box.middle[0] > 0.5 * width]
    run: list[Piece] = []
    top = _top(page)
    for piece in [*pieces, None]:
        if piece is not None and piece.middle < top:
            continue
        fits = piece is not None and _is_office(piece)
        if run and not (piece is not None and fits and _goes_on(run[-1], piece, width)):
            yield _block(page, run)
            run = []
        if piece is not None and fits:
            run.append(piece)


def _top(page: PageView) -> float:
    """Return where a signature may begin: at "Nơi nhận", else below the header of the first page."""
    recipients = [
        piece
        for piece in page.pieces
        if fuzz.ratio(rules().recipients, piece.folded.strip(" -.:;,/")[: len(rules().recipients)]) >= _KNOWN
    ]
    if recipients:
        return recipients[-1].box.top - 2 * page.line_height
    return (0.4 if page.number == 1 else 0.02) * page.size[1]


def _is_office(piece: Piece) -> bool:
    text = flat(clean(piece.text))
    return piece.is_upper and sum(char.isalpha() for char in text) >= 3


def _goes_on(last: Piece, piece: Piece, width: int) -> bool:
    near = piece.box.top - last.box.bottom < 1.6 * last.box.height
    return near and abs(piece.box.middle[0] - last.box.middle[0]) < _AXIS * width


def _block(page: PageView, run: list[Piece]) -> _Block:
    known = [index for index, piece in enumerate(run) if _opens(flat(clean(piece.text)))]
    office = tuple(run[known[0] if known else 0 :][:_OFFICE_LINES])
    return _Block(office, _name(page, office[-1]), bool(known))


def _opens(folded: str) -> bool:
    """Tell whether a line begins with an authority or an office, a misread letter allowed."""
    return _has_authority(folded) or _names_office(folded)


def _names_office(folded: str) -> bool:
    return any(fuzz.ratio(office, folded[: len(office)]) >= _KNOWN for office in rules().offices)


def _has_authority(folded: str) -> bool:
    first, _, rest = folded.partition(" ")
    return folded.startswith(rules().authorities) or (
        len(first) <= 4 and first.endswith(".") and rest.startswith(rules().offices + rules().agencies)
    )


def _office(block: _Block) -> Iterator[Found]:
    """Yield the office: the lines below the last authority, or what follows "TM." where nothing stands below it."""
    lines = block.office
    last = max(
        (index for index, line in enumerate(lines) if _has_authority(flat(clean(line.text)))), default=-1
    )
    deputy = any(flat(clean(line.text)).startswith(("kt.", "k/t")) for line in lines)
    below = lines[last + 1 :]
    first = next((index for index, line in enumerate(below) if _names_office(flat(clean(line.text)))), None)
    if first is None:
        below = tuple(line for line in below if not opens_with(line.folded, rules().agencies))
    chosen = below[first or 0 :] or lines[last:]
    text = " ".join(clean(line.text) for line in chosen)
    piece = Piece(chosen[0].page, tuple(word for line in chosen for word in line.words))
    value = _spelled(text, deputy)
    if value is not None or block.known:
        value = value or text
        # Whoever signs "KT. CHỦ TỊCH" is somebody else, whose office was not read.
        certain = 1.0 if below else 0.5
        yield Found("chuc_vu_nguoi_ky", Reading(value, certain, ("repaired",) * (value != text)), piece)
    elif block.name:
        yield Found("chuc_vu_nguoi_ky", Reading(text, 0.9, ("unusual_office",)), piece)


def _spelled(text: str, deputy: bool) -> str | None:
    """Return the office of the list that a text spells with wrong marks or without its beginning, None if none does.

    Args:
        text: what was read.
        deputy: whether somebody signs for the head ("KT."): then the office is a deputy's (Nghị định 30/2020, Phụ lục I, 7a).
    """
    folded, names = flat(text), rules().office_names
    near = process.extractOne(folded, list(names), scorer=fuzz.ratio, score_cutoff=_SPELLED)
    if near:
        deputy_of = f"pho {near[0]}"
        return names[deputy_of if deputy and deputy_of in names else near[0]]
    if len(folded) < _REST:
        return None
    ends = [office for office in names if office.endswith(folded) and office.startswith("pho ") == deputy]
    return names[min(ends, key=len)] if ends else None


def _name(page: PageView, office: Piece) -> Found | None:
    """Return the likeliest line below the office that is written as a name, on the office's axis."""
    width, height = page.size
    axis = office.box.middle[0]
    found: list[tuple[float, Found]] = []
    for piece in page.pieces:
        below = office.box.bottom < piece.middle < office.box.bottom + _REACH * height
        off = (piece.box.middle[0] - axis) / width
        if not below or abs(off) > 2 * _AXIS or any(overlay in piece.folded for overlay in rules().overlays):
            continue
        name = _read_name(piece)
        if name and not (_is_cut(name) and off * width > _SHIFT * page.line_height):
            found.append(
                (abs(off) / _AXIS + piece.is_upper + ("unusual_name" in name.reading.warnings), name)
            )
    return min(found, key=lambda item: item[0])[1] if found else None


def _is_cut(name: Found) -> bool:
    """Tell whether a name has no more than two syllables: the seal hides the surname first, and moves the middle."""
    return name.reading.value.count(" ") == 1


def _read_name(piece: Piece) -> Found | None:
    words = tuple(word for word in piece.words if any(char.isalpha() for char in word.text))
    if not words:
        return None
    piece = Piece(piece.page, words)
    text = clean(piece.text)
    # Signers are printed without honorific, and Ông is a surname too: Ông Ích Khiêm.
    bare = strip_honorific(text)
    text = _HYPHEN.sub(" ", _WITHIN.sub("", bare if bare.count(" ") > 1 else text))
    whole = text if is_name(text) else _with_surname(text)
    reading = read_bare_name(whole) if whole else None
    # Two syllables without a surname are a piece of a name, or no name at all.
    if reading is None or ("unusual_name" in reading.warnings and text.count(" ") < _WHOLE_NAME - 1):
        return None
    if whole == text:
        reading = _without_ring(reading, words[0].confidence)
    else:
        reading = replace(reading, certainty=_CUT * reading.certainty, warnings=("repaired", "unusual_name"))
    return Found("nguoi_ky", reading, piece)


def _without_ring(reading: Reading, confidence: float) -> Reading:
    """Return a name whose surname, read with that confidence, is the one that a seal's ring makes look like what was read.

    Where the name was repaired elsewhere it is worn, and not below a ring alone.
    """
    surname, _, rest = reading.value.partition(" ")
    meant = rules().ringed_surnames.get(surname)
    if meant is None or reading.warnings or confidence >= _RINGED:
        return reading
    return replace(reading, value=f"{meant} {rest}", warnings=("repaired",))


def _with_surname(text: str) -> str | None:
    """Return a name whose surname seal or signature left the end of with the surname that it probably was; None if it is none."""
    cut, _, rest = text.partition(" ")
    given = is_name(rest) and all(map(is_given, rest.split()))
    surname = whole_surname(cut) if given and cut.isalpha() and cut[0].islower() else None
    return f"{surname} {rest}" if surname else None
