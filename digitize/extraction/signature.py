"""The signature: the right half below "Nơi nhận", authority and office in capitals, the name in the last line.

Nghị định 30/2020/NĐ-CP, Phụ lục I, boxes 7a, 7b, 7c. The name is printed without titles; the seal covers its left.
"""

from collections.abc import Iterator

from rapidfuzz import fuzz

from digitize.extraction.catalogue import rules
from digitize.extraction.header import Found
from digitize.extraction.readers import Reading, clean
from digitize.extraction.view import PageView, Piece, View, flat, opens_with
from digitize.text.names import has_known_surname, is_name, strip_honorific

_OFFICE_LINES = 4
_WHOLE_NAME = 3


def read_signature(view: View) -> Iterator[Found]:
    """Yield the signer and the office, from the last page that carries a signature, annexes aside."""
    for page in reversed(view.pages):
        office = _office(page)
        if not office:
            continue
        text = " ".join(clean(line.text) for line in office)
        words = tuple(word for line in office for word in line.words)
        yield Found("chuc_vu_nguoi_ky", Reading(text), Piece(page.number, words))
        name = _name(page, office[-1])
        if name:
            yield name
        return


def _office(page: PageView) -> list[Piece]:
    """Return the lines of authority and office: capitals in the right half, below the body."""
    width, height = page.size
    recipients = [
        piece for piece in page.pieces if fuzz.partial_ratio(rules().recipients, piece.folded[:14]) >= 88
    ]
    top = recipients[-1].box.top - page.line_height if recipients else 0.4 * height
    office: list[Piece] = []
    for row in page.rows(0.45 * width, width, top, height):
        text = flat(clean(row.text))
        if not office and not _opens(text):
            continue
        goes_on = _opens(text) or opens_with(text, rules().agencies)
        if not row.is_upper or not goes_on:
            break
        if office and row.box.top - office[-1].box.bottom > 2.5 * office[-1].box.height:
            break
        office.append(row)
        if len(office) == _OFFICE_LINES:
            break
    return office


def _opens(folded: str) -> bool:
    """Tell whether a line begins with an authority or an office, a misread letter allowed."""
    first, _, rest = folded.partition(" ")
    if folded.startswith(rules().authorities) or (
        len(first) <= 4 and first.endswith(".") and rest.startswith(rules().offices + rules().agencies)
    ):
        return True
    return any(fuzz.ratio(office, folded[: len(office)]) >= 88 for office in rules().offices)


def _name(page: PageView, office: Piece) -> Found | None:
    """Return the first line below the office that is written as a name."""
    width, height = page.size
    left = min(0.45 * width, office.box.left)
    for row in page.rows(left, width, office.box.bottom, min(height, office.box.bottom + 0.25 * height)):
        text = strip_honorific(clean(row.text))
        if any(overlay in row.folded for overlay in rules().overlays) or not is_name(text):
            continue
        known = has_known_surname(text)
        # The seal hides the surname first: two syllables without one are a piece of a name, or no name at all.
        if not known and text.count(" ") < _WHOLE_NAME - 1:
            continue
        return Found(
            "nguoi_ky", Reading(text, 1.0 if known else 0.6, () if known else ("unusual_name",)), row
        )
    return None
