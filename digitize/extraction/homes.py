"""The home on a form whose label nobody can read: the one line that holds a whole address of the province."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from digitize.extraction.address_line import LABEL_ENDS
from digitize.extraction.anchors import unlabelled
from digitize.extraction.forms import Form
from digitize.extraction.header import Found
from digitize.extraction.readers import Reading, read_address
from digitize.extraction.view import PageView
from digitize.text.addresses import parse_address
from digitize.text.communes import resolve
from digitize.text.fold import fold

_FIELD = "dia_chi"
_OPENING = re.compile(r"^\D{0,45}?(?<!\w)(?=(?:số|tổ|ấp)[\s:]*\d)", re.IGNORECASE)
"""What is left of a label, up to the number of a house, a tổ or an ấp."""
_NO_WORDS = 3
"""Letters that are no word of a label."""
_LABELS = (
    "dia chi lien he",
    "dia chi thuong tru",
    "noi dang ky thuong tru",
    "noi thuong tru",
    "noi cu tru",
    "cho o hien nay",
)
_ALIKE, _ALIKE_END = 62.0, 75.0
"""How alike a misread label is to one of those, and its end to the end of one."""
_ELSE = re.compile(r"ket hon|thua dat|kinh doanh|xay dung|cong trinh")
"""What lies somewhere and is nobody's home."""
_UNLABELLED = 0.6
"""What tells whose address it is was not read."""


def read_unlabelled_home(page: PageView, form: Form) -> Iterator[Found]:
    """Yield the address of a form that must tell one, where a single line on the page holds one without a legible label."""
    own = form.field(_FIELD)
    if own is None or not own.required:
        return
    found: list[tuple[str, Found]] = []
    for text, piece in unlabelled(page, form):
        opening = _OPENING.match(text)
        reading = read_address(text[opening.end() :]) if opening else None
        if opening and reading and _is_whole(reading.value):
            home = piece.cut(opening.end(), len(text))
            found.append(
                (opening[0], Found(_FIELD, Reading(reading.value, _UNLABELLED, reading.warnings), home))
            )
    if len(found) == 1 and _may_be_label(found[0][0]):
        yield found[0][1]


def _may_be_label(text: str) -> bool:
    """Tell whether what stands before an address may be its label, badly read, and says of nothing else that it lies there."""
    said = fold(text).strip(" :.|")
    ends = any(fuzz.ratio(end, said[-len(end) :]) >= _ALIKE_END for end in LABEL_ENDS)
    known = len(said) <= _NO_WORDS or ends or any(fuzz.ratio(label, said) >= _ALIKE for label in _LABELS)
    return known and not _ELSE.search(said)


def _is_whole(text: str) -> bool:
    """Tell whether an address goes from its house or hamlet to the province, and its commune is one."""
    address = parse_address(text)
    below, above = address.house or address.hamlet, address.ward and address.district and address.province
    return bool(below and above) and resolve(address, None).commune is not None
