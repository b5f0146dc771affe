"""The home on a form whose label nobody can read: the one line that holds a whole address of the province."""

import re
from collections.abc import Iterator

from digitize.extraction.anchors import unlabelled
from digitize.extraction.forms import Form
from digitize.extraction.header import Found
from digitize.extraction.readers import Reading, read_address
from digitize.extraction.view import PageView
from digitize.text.addresses import parse_address
from digitize.text.communes import resolve

_FIELD = "dia_chi"
_OPENING = re.compile(r"^\D{0,45}?(?<!\w)(?=(?:số|tổ|ấp)[\s:]*\d)", re.IGNORECASE)
"""What is left of a label, up to the number of a house, a tổ or an ấp."""
_UNLABELLED = 0.6
"""What tells whose address it is was not read."""


def read_unlabelled_home(page: PageView, form: Form) -> Iterator[Found]:
    """Yield the address of a form that must tell one, where a single line on the page holds one without a legible label."""
    own = form.field(_FIELD)
    if own is None or not own.required:
        return
    found: list[Found] = []
    for text, piece in unlabelled(page, form):
        opening = _OPENING.match(text)
        reading = read_address(text[opening.end() :]) if opening else None
        if opening and reading and _is_whole(reading.value):
            home = piece.cut(opening.end(), len(text))
            found.append(Found(_FIELD, Reading(reading.value, _UNLABELLED, reading.warnings), home))
    if len(found) == 1:
        yield found[0]


def _is_whole(text: str) -> bool:
    """Tell whether an address goes from its house or hamlet to the province, and its commune is one."""
    address = parse_address(text)
    below, above = address.house or address.hamlet, address.ward and address.district and address.province
    return bool(below and above) and resolve(address, None).commune is not None
