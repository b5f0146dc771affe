"""The number in the bars of a certificate of land: the commune, the year, and the running number of the dossier.

Thông tư 23/2014/TT-BTNMT: MV = MX.MN.ST, five digits of the commune, two of the year, six of the number.
"""

import re
from functools import cache

from digitize.text.units import communes, places

_NUMBER = re.compile(r"\d{13}")
_FIRST_YEAR = 2009
"""Certificates bear bars since Thông tư 17/2009/TT-BTNMT."""


def is_certificate_number(text: str) -> bool:
    """Tell whether bars on a certificate of a commune of the province may say `text`: of all numbers one in 6,000."""
    return _NUMBER.fullmatch(text) is not None and text[:7] in beginnings()


@cache
def beginnings() -> frozenset[str]:
    """Return how such a number may begin: commune and year, seven digits."""
    years = range(_FIRST_YEAR, places()["reform"]["day"].year + 1)
    codes = {commune.code for commune in communes() if not commune.of_today}
    return frozenset(f"{code}{year % 100:02d}" for code in codes for year in years)
