"""typed: from what a person types into a field to its normal form, and which fields a kind of paper has.

A reader of print takes the value out of whatever stands around it; what a person types is the value and nothing else. So
these readers are stricter, and they never repair: a person sees the paper and says what it prints.
"""

import re
from collections.abc import Mapping
from functools import cache

from digitize.extraction.catalogue import rules
from digitize.extraction.forms import IDENTITY
from digitize.extraction.land import read_area, read_land_serial
from digitize.extraction.readers import Reader, Reading
from digitize.model.vocabulary import vocabulary
from digitize.text.dates import iso_date
from digitize.text.fold import fold
from digitize.text.identifiers import is_tax_code, parse_cccd, parse_dossier_code, parse_phone
from digitize.text.names import strip_honorific
from digitize.text.normalize import normalize

LONGEST = 1000
"""Letters that a value may have."""

_DAY = re.compile(r"(\d{1,2})\s?[/.\- ]\s?(\d{1,2})\s?[/.\- ]\s?(\d{4})|(\d{2})(\d{2})(\d{4})")
_YEARS = range(1900, 2100)
_SEXES = {"nam": "Nam", "nu": "Nữ"}
_AREA = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d{1,7})(?:[.,]\d{1,2})?")
_UNIT = re.compile(r"m\s?[2²]$", re.IGNORECASE)


def read_typed(name: str, text: str) -> Reading | None:
    """Return the value of field `name` that a person typed, or None if it has not the form of that field.

    Warnings name checks that it fails although its form is right: an impossible province, a wrong check digit. Paper
    may print such a number; whoever typed it must say so.
    """
    value = " ".join(normalize(text).split())
    if not 0 < len(value) <= LONGEST:
        return None
    return (_SPECIAL.get(name) or _READERS[vocabulary().fields[name].form])(value)


def wrong_form(name: str) -> str:
    """Return the code of the sentence that says how field `name` is written."""
    return name if name in _SPECIAL else vocabulary().fields[name].form


@cache
def fields_of(kind: str) -> tuple[str, ...]:
    """Return the fields that papers of `kind` have by their forms, in the vocabulary's order."""
    found = {field.key for form in rules().forms if form.kind == kind for field in form.fields}
    if IDENTITY in found:
        found |= {"so_cccd", "so_cmnd"}
    return tuple(name for name in vocabulary().fields if name in found)


def _text(text: str) -> Reading | None:
    return Reading(text) if any(char.isalnum() for char in text) else None


def _name(text: str) -> Reading | None:
    """Read a name as typed, without Ông, Bà; it is made of letters in the main."""
    value = strip_honorific(text)
    letters = sum(char.isalpha() for char in value)
    return Reading(value) if letters >= 2 and letters >= 0.7 * len(value.replace(" ", "")) else None


def _number(text: str) -> Reading | None:
    return Reading(text) if any(char.isdigit() for char in text) else None


def _symbol(text: str) -> Reading | None:
    return _number(re.sub(r"\s+", "", text))


def _day(text: str) -> Reading | None:
    """Read 5/3/2021, 05-03-2021, 5.3.2021 or 05032021: the day comes first."""
    match = _DAY.fullmatch(text)
    if not match:
        return None
    day, month, year = (int(part) for part in match.groups() if part is not None)
    value = iso_date(year, month, day) if year in _YEARS else None
    return Reading(value) if value else None


def _birth(text: str) -> Reading | None:
    """Read a date or a bare year, which stays a year."""
    if re.fullmatch(r"\d{4}", text) and int(text) in _YEARS:
        return Reading(text)
    return _day(text)


def _code(text: str) -> Reading | None:
    value = re.sub(r"\s+", "", text).upper()
    return Reading(value) if parse_dossier_code(value) else None


def _digits(text: str) -> str:
    """Return the digits of a number that may be typed in groups; anything else in it leaves no number."""
    value = re.sub(r"[\s.\-]", "", text)
    return value if value.isascii() and value.isdigit() else ""


def _cccd(text: str) -> Reading | None:
    value = _digits(text)
    if len(value) != 12:
        return None
    return Reading(value) if parse_cccd(value) else Reading(value, warnings=("unknown_province",))


def _cmnd(text: str) -> Reading | None:
    value = _digits(text)
    return Reading(value) if len(value) == 9 else None


def _tax_code(text: str) -> Reading | None:
    digits = _digits(text)
    if len(digits) not in (10, 13):
        return None
    value = f"{digits[:10]}-{digits[10:]}" if digits[10:] else digits
    return Reading(value) if is_tax_code(value) else Reading(value, warnings=("checksum",))


def _phone(text: str) -> Reading | None:
    """Read a phone number; papers from before 2018 print numbers of the old plan."""
    value = parse_phone(text)
    if value:
        return Reading(value)
    digits = _digits(text)
    return Reading(digits, warnings=("phone_plan",)) if 8 <= len(digits) <= 11 else None


def _sex(text: str) -> Reading | None:
    value = _SEXES.get(fold(text))
    return Reading(value) if value else None


def _area(text: str) -> Reading | None:
    """Read an area in square metres; the unit need not be typed."""
    number = _UNIT.sub("", text).strip()
    return read_area(f"{number} m2") if _AREA.fullmatch(number) else None


def _land_serial(text: str) -> Reading | None:
    return read_land_serial(text.upper()) or _number(text)


_READERS: Mapping[str, Reader] = {
    "dossier_code": _code,
    "symbol": _symbol,
    "date": _day,
    "birth": _birth,
    "name": _name,
    "cccd": _cccd,
    "cmnd": _cmnd,
    "tax_code": _tax_code,
    "phone": _phone,
    "number": _number,
    "text": _text,
}

_SPECIAL: Mapping[str, Reader] = {"dien_tich": _area, "gioi_tinh": _sex, "so_phat_hanh": _land_serial}
