"""Readers of what papers about land say: areas, what land is used for, and the numbers of its certificates."""

import re
from dataclasses import replace

from digitize.extraction.readers import DIGITS, Reading, read_pattern, read_repaired, read_text
from digitize.text.normalize import normalize

_SERIAL_SIGN = re.compile(r"^(\W*[A-ZĐ]{1,2})\s?[./,]\s?(?=\d)")
"""A speck or a stroke by hand between the letters and the figures of a certificate: "CL. 100100", "CH/ 100000"."""
_SINCE_WHEN = re.compile(r",\s*\S{1,4}\s(?:thời điểm|\S?[aăâàằ]m)\s(?:19|20)\d.*$", re.IGNORECASE)
_BARE_AREA = re.compile(r"^\W*(\d{1,6})[.,](\d{1,2})(?=\s?[a-zà-ỹ(])")
"""An area whose unit was misread: "129,2 muà (viết bằng chữ…)"."""
_BOOK_FIGURES = re.compile(r"^\W*(?P<so>C[HST5])\s?(?P<rest>[0-9OQ]{5})(?!\w)")
_CUT_BOOK = re.compile(r"C[HST](?:\d{4}|\d{6})")
"""CH and CS stand before five figures (Thông tư 23/2014/TT-BTNMT); by hand their zeros and the S are read for one another."""


def read_area(text: str) -> Reading | None:
    """Read an area in square metres: `82,5 m2`. The raised 2 is often read as 2, ? or °."""
    match = re.search(r"(\d{1,3}(?:\.\d{3})+|\d{1,7})([.,]\d{1,2})?\s?m(?:²|2|\?|°|\b)", normalize(text))
    if not match:
        bare = _BARE_AREA.match(normalize(text))
        return Reading(f"{bare[1]},{bare[2]} m2", 0.6, ("repaired",)) if bare else None
    parted = re.search(r"(?<!\d)(\d{1,2})\s$", normalize(text)[: match.start()])
    if parted:
        return Reading(f"{parted[1]}{match[1]}{(match[2] or '').replace('.', ',')} m2", 0.5, ("repaired",))
    # Thousands are parted by a dot: four figures in a row have lost it, or a comma.
    whole = len(match[1]) > 3 and "." not in match[1]
    return Reading(f"{match[1]}{(match[2] or '').replace('.', ',')} m2", 0.5 if whole else 1.0)


def read_land_book(text: str) -> Reading | None:
    """Read a số vào sổ: `CS00249`, `CHOO069`, `H 00123`."""
    match = _BOOK_FIGURES.match(normalize(text))
    if match:
        value = match["so"].replace("5", "S") + match["rest"].translate(DIGITS)
        read = f"{match['so']}{match['rest']}"
        return Reading(value) if value == read else Reading(value, 0.85, ("repaired",))
    reading = read_pattern("land_book")(text)
    return replace(reading, certainty=0.5) if reading and _CUT_BOOK.fullmatch(reading.value) else reading


def read_land_serial(text: str) -> Reading | None:
    """Read a số phát hành with one blank between its letters and its figures: `CH 422174`."""
    plain = _SERIAL_SIGN.sub(r"\1 ", normalize(text))
    reading = read_pattern("land_serial")(plain)
    if reading is None:
        return read_repaired("land_serial", plain)
    value = re.sub(r"(?<=\D)(?=\d)", " ", reading.value, count=1)
    return Reading(value) if plain == normalize(text) else Reading(value, 0.85, ("repaired",))


def read_land_use(text: str) -> Reading | None:
    """Read what land is used for, without since when: "Đất ở tại đô thị, từ năm 1988"."""
    return read_text(_SINCE_WHEN.sub("", normalize(text).replace("\n", " ")))
