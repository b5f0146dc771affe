"""Addresses as printed: the commune within one. Which unit that is today is the register's affair, not the paper's."""

import re

from digitize.text.normalize import normalize

_WARD = re.compile(
    r"(?<!\w)(?P<type>phường|phuờng|phuong|xã|thị trấn|thi tran|P\.|X\.|TT\.)\s*(?P<name>[^,;.\-()]+)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\s+(?:thành phố|thị xã|quận|huyện|tỉnh|TP\b|TX\b|thanh pho|thi xa|huyen|tinh)\b.*$", re.IGNORECASE
)
_TYPES = {"p": "phường", "x": "xã", "t": "thị trấn"}


def ward_of(address: str) -> str | None:
    """Return the commune that `address` names, as "phường Phú Cường", "xã An Tây" or "thị trấn Lai Uyên"; None if none.

    "thị xã" is a town, not a commune. The name keeps its printed spelling.
    """
    text = normalize(address).replace("\n", " ")
    for match in _WARD.finditer(text):
        before = text[: match.start()].rstrip().casefold()
        name = _NEXT.sub("", match["name"]).strip()
        if name and not (before.endswith(("thị", "thi")) and match["type"].casefold() == "xã"):
            return f"{_TYPES[match['type'][0].casefold()]} {name}"
    return None
