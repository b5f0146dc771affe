"""While a firm is new its certificate is about who founds it: who files for its registration heads it.

Luật Doanh nghiệp 2014, Điều 27, and 2020, Điều 26: the certificate is given within three working days.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from digitize.extraction.header import Found

_FOUNDING = timedelta(days=30)
"""From the first registration to the paper, at most: with time for mending what was filed."""


def is_new(found: Iterable[Found], issued: date | None) -> bool:
    """Tell whether a firm was registered for the first time when its certificate was issued.

    Args:
        found: what was read so far; the first registration is a day of issue that a label announces.
        issued: the day in the header; None where it was not read.
    """
    firsts = [date.fromisoformat(one.reading.value) for one in found if one.field == "ngay_ban_hanh"]
    return issued is not None and any(timedelta() <= issued - first <= _FOUNDING for first in firsts)
