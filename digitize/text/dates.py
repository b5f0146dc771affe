"""Dates as Vietnamese papers print them: numeric, in the long form, in words, or a bare year of birth.

The day comes first, always. A bare year stays a year: nobody was born on 1 January because the paper says 1969.
"""

import re
from dataclasses import dataclass
from datetime import date

from digitize.text.fold import fold
from digitize.text.normalize import normalize

NUMERIC = re.compile(
    r"(?<!\d)(?P<d>0?[1-9]|[12]\d|3[01])\s?[/.\-]\s?(?P<m>0?[1-9]|1[0-2])\s?[/.\-]\s?(?P<y>(?:19|20)\d{2})(?!\d)"
)
_WORN = re.compile(
    r"(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])(?P<one>\s?[/.\-]\s?|['’,\s])(?P<m>0[1-9]|1[0-2])"
    r"(?P<two>\s?[/.\-]\s?|['’,\s])(?P<y>(?:19|20)\d{2})(?!\d)"
)
"""One of two strokes is read as a blank or an apostrophe."""
_LONG = re.compile(
    r"ng[àaáạ]y\s*(?P<d>\S{1,4}?)\s*[,.]?\s*th[áàaả]ng\s*(?P<m>\S{1,4}?)\s*[,.]?\s*n[ăâaắ](?:m|ni|in|rn)\s*(?P<y>[0-9OoIl|]{4})(?!\d)",
    re.IGNORECASE,
)
_BENT = re.compile(
    r"(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])\s?[/.\-]\s?(?P<m>0[1-9]|1[0-2])\s?[/.\-]\s?(?P<y>1\d{3}|\d9\d\d)(?!\d)"
)
"""A day whose year lies in no century in which anybody lives."""
_YEAR = re.compile(r"(?<![\d/.\-])(?:19|20)\d{2}(?![\d/\-])")
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "|": "1"})
_UNITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_SKIPPED = frozenset({"linh", "le", "va"})


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date found in a text.

    Attributes:
        value: ISO, `2021-03-05`.
        start: offset of its first character in the normal form of the text.
        end: offset after its last character.
        repaired: whether a letter was taken for the digit that it resembles (I for 1, O for 0), or a blank for a stroke.
        unpadded: whether the day has one digit; since 2011 agencies print 05, so a digit may be lost.
    """

    value: str
    start: int
    end: int
    repaired: bool = False
    unpadded: bool = False


def iso_date(year: int, month: int, day: int) -> str | None:
    """Return the date as `YYYY-MM-DD`, or None if the calendar has no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Return the dates that stand in `text`, in order; what a pen made unreadable is left out."""
    text = normalize(text)
    found = [_found(match) for pattern in (NUMERIC, _LONG) for match in pattern.finditer(text)]
    found += [_found(match, repaired=True) for match in _WORN.finditer(text) if _has_one_stroke(match)]
    return tuple(sorted((item for item in found if item is not None), key=lambda item: item.start))


def parse_date(text: str) -> str | None:
    """Return the first date of `text` as ISO, or None."""
    return next((item.value for item in find_dates(text)), None)


def parse_birth(text: str) -> str | None:
    """Return a date of birth as ISO, or the bare year if no more is printed."""
    year = _YEAR.search(normalize(text))
    return parse_date(text) or (year[0] if year else None)


def repaired_birth(text: str) -> str | None:
    """Return a date of birth in whose year one digit must have been misread, or None: 4993 is 1993, 1095 is 1995."""
    bent = _BENT.search(normalize(text))
    if bent is None:
        return None
    year = _repaired_year(bent["y"])
    return iso_date(year, int(bent["m"]), int(bent["d"])) if year else None


def _repaired_year(year: str) -> int | None:
    if year[1] == "9":
        return int(f"1{year[1:]}")
    return int(f"19{year[2:]}") if year[0] == "1" else None


def _has_one_stroke(match: re.Match[str]) -> bool:
    return sum(any(char in "/.-" for char in match[name]) for name in ("one", "two")) == 1


def _found(match: re.Match[str], *, repaired: bool = False) -> FoundDate | None:
    parts = [_plain(match[name]) for name in "ymd"]
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    year, month, day = map(int, parts)
    value = iso_date(year, month, day) if 1900 <= year <= 2099 else None
    if value is None:
        return None
    repaired = repaired or parts != [match[name] for name in "ymd"]
    return FoundDate(value, match.start(), match.end(), repaired, len(parts[2]) == 1)


def _plain(figures: str) -> str:
    """Return figures with letters for the digits that they resemble, marks over them aside: 1ờ is 10."""
    return "".join("0" if fold(char) == "o" else char for char in figures).translate(_LOOKALIKES)


def spoken_number(text: str) -> int | None:
    """Return the number that Vietnamese number words say, tone marks aside, or None.

    Both ways of reading are understood: by value ("một nghìn chín trăm bảy mươi sáu") and digit by digit ("một chín
    bảy sáu").
    """
    words = [word for word in fold(text).replace(",", " ").split() if word not in _SKIPPED]
    if not words:
        return None
    if len(words) > 1 and all(word in _UNITS for word in words):
        digits = "".join(str(_UNITS[word]) for word in words)
        return _by_value(words) if len(words) == 2 and words[0] == "muoi" else int(digits)
    return _by_value(words)


def _by_value(words: list[str]) -> int | None:
    total, hundreds, current = 0, 0, 0
    for word in words:
        if word in _UNITS:
            current += _UNITS[word]
        elif word == "muoi":
            current = max(current, 1) * 10
        elif word == "tram":
            hundreds, current = current * 100, 0
        elif word in {"nghin", "ngan"}:
            total, hundreds, current = (total + hundreds + current) * 1000, 0, 0
        else:
            return None
    return total + hundreds + current


def spoken_date(text: str) -> str | None:
    """Return the ISO date that words say ("ngày mười bảy, tháng mười một, năm một chín bảy sáu"), or None.

    Birth papers print it beside the figures; it serves to check them. Where "ngày, tháng, năm" are left out, commas
    part the three numbers.
    """
    plain = fold(text).rstrip(". ")
    match = re.search(
        r"(?:ngay\s+)?(?P<d>[a-z ]+?)[,\s]+thang\s+(?P<m>[a-z ]+?)[,\s]+nam\s+(?P<y>[a-z ]+)$", plain
    )
    parts = [match["d"], match["m"], match["y"]] if match else plain.split(",")
    numbers = [spoken_number(part) for part in parts]
    if len(numbers) != 3 or None in numbers:
        return None
    day, month, year = (number or 0 for number in numbers)
    return iso_date(year, month, day)
