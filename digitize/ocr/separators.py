"""Settles the signs between the digits of dates, numbers and areas, where the ink leaves them open and only one can be.

A stroke that lost its toner is read as a dash or a blank: "08/09 1977", "45/2020 NĐ-CP". No sign is put where the line's
reader saw no trace of it, but in the code of an agency, where it saw a stroke or a comma and nothing but a dot can stand. No
digit is ever touched.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from digitize.ocr.ctc import Letter

Line = tuple[Letter, ...]

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"

_DOT, _PART = "[/, -]", r"(?:[./, -]\d\d)"
"""A dot as it may have been read, and a part of an agency's code."""

_LIKE_DOTS: Final = ("/", ",")
_CODE = re.compile(r"(?<!\w)H\d\d(?:[./,]\d\d)+-(?:\d{6}(?!\d)|$)")
"""The agency of a mã hồ sơ, up to its day or to the end of its cell: a stroke there is a dot, however sure the ink is."""

RULES: Final = (
    (re.compile(rf"(?<![\d/.,-]){_DAY}/{_MONTH}([-. ]){_YEAR}(?!\d)"), "/"),
    (re.compile(rf"(?<![\d/.,-]){_DAY}([-. ]){_MONTH}/{_YEAR}(?!\d)"), "/"),
    (re.compile(rf"(?<=\d/){_YEAR}([-.: ])(?:NĐ|QĐ|NQ|TT|TTLT)-[A-ZĐ]"), "/"),
    (re.compile(r"[A-K]\d\d(,)\d{1,3}(?=(?:\.\d{1,3})*-\d{6}-\d{4})"), "."),
    # Cells of a table break a mã hồ sơ behind its agency.
    (re.compile(rf"(?<!\w)[A-K]\d\d({_DOT})\d\d(?={_PART}-(?:\d|\W|$)|-(?:\d{{6}}|$))"), "."),
    (re.compile(rf"(?<!\w)[A-K]\d\d{_PART}({_DOT})\d\d(?=-(?:\d|\W|$))"), "."),
    (re.compile(rf"(?<!\w)\d{{3}}({_DOT})\d\d(?={_PART}[./, -][A-K]\d\d-)"), "."),
    (re.compile(rf"(?<!\w)\d{{3}}{_PART}({_DOT})\d\d(?=[./, -][A-K]\d\d-)"), "."),
    (re.compile(rf"(?<!\w)\d{{3}}{_PART}{_PART}({_DOT})[A-K]\d\d(?=-)"), "."),
    (re.compile(r"(?<![\d.,])\d{1,3}(,)\d{3}(?=(?:\.\d{3})+(?![\d.,]))"), "."),
    (re.compile(r"(?<![\d.,])\d+(\.)\d{1,2}(?= ?(?:%|m2|m²|ha\b))"), ","),
)
"""What stands about a sign, the sign as it may have been read, and the only one that it can be there: a date whose other
sign is a stroke, the year before the kind of a regulation, the parts of a mã hồ sơ, millions
before thousands, a decimal before its unit (three digits behind a dot are thousands)."""


def settled(line: Line) -> Line:
    """Return a line, its signs between digits as they must be where they could be that."""
    text = "".join(letter.sign[:1] for letter in line)
    for place, sign in _misread(text):
        letter = line[place]
        sure = letter.sign in _LIKE_DOTS and any(
            code.start() < place < code.end() for code in _CODE.finditer(text)
        )
        chance = dict(letter.others).get(sign, 0.0 if sure else None)
        if chance is not None:
            mended = replace(letter, sign=sign, chance=min(1.0, letter.chance + chance), others=())
            line = (*line[:place], mended, *line[place + 1 :])
    return line


def _misread(text: str) -> Iterator[tuple[int, str]]:
    """Yield where a sign stands that cannot be, and what must stand there."""
    for pattern, sign in RULES:
        for match in pattern.finditer(text):
            yield match.start(1), sign
