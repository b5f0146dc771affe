"""While a firm is new its certificate is about who founds it: who files for its registration heads it.

Luật Doanh nghiệp 2014, Điều 27, and 2020, Điều 26: the certificate is given within three working days.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from digitize.extraction.forms import IDENTITY
from digitize.extraction.header import Found

OF_FOUNDER: Final = frozenset({IDENTITY, "so_cccd", "so_cmnd", "so_ho_chieu", "ngay_sinh", "gioi_tinh"})
"""What is the owner's of what stands there of who heads a new firm; where he lives is not where the firm is."""

_REGISTERED = "dang ky"
_FOUNDING = timedelta(days=30)
"""From the first registration to the paper, at most: with time for mending what was filed."""


def is_new(found: Iterable[Found], header: Found | None) -> bool:
    """Tell whether a firm was registered for the first time when its certificate was issued.

    Args:
        found: what labels announced so far; the first registration is a day of issue among it.
        header: place and day in the header, None where they were not read. A line that tells a registration is none: many
            certificates bear no other day, and how old the firm was when they were given is unknown.
    """
    if header is None or header.piece.folded.startswith(_REGISTERED):
        return False
    issued = date.fromisoformat(header.reading.value)
    firsts = [date.fromisoformat(one.reading.value) for one in found if one.field == "ngay_ban_hanh"]
    return any(timedelta() <= issued - first <= _FOUNDING for first in firsts)
