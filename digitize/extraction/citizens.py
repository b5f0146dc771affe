"""An identity number and a day of birth on one paper tell the same year: where they differ in one digit, one was misread.

Digits 4 to 6 of a CCCD are the century and sex, and the year of birth (Nghị định 137/2015/NĐ-CP, Điều 13). The less surely read of
the two is repaired by the other, and says so.
"""

from dataclasses import replace

from digitize.extraction.header import Found
from digitize.extraction.readers import Reading

_LENGTH = 12
_TOLD = slice(3, 6)
"""Digits of the number that the birth tells."""
_CERTAIN = 0.5
"""What is left of how certain the repaired reading is."""


def agreed(number: Found, birth: Found, sex: str | None) -> tuple[Found, Found]:
    """Return an identity number and a birth as they were read, or with the less sure of the two repaired by one digit.

    Args:
        number: a CCCD of twelve digits; any other stays.
        birth: a day, or a year alone.
        sex: "Nam" or "Nữ" as printed; None where it was not read.
    """
    digits, born = number.reading.value, birth.reading.value
    if len(digits) != _LENGTH or digits[_TOLD] in _tellings(born[:4], sex):
        return number, birth
    if digits[_TOLD.start] > "3" or _surely(number) < _surely(birth):
        meant = {
            digits[:3] + told + digits[6:]
            for told in _tellings(born[:4], sex)
            if _one_off(told, digits[_TOLD])
        }
        return _repaired(number, meant), birth
    year = f"{19 + int(digits[3]) // 2}{digits[4:6]}"
    return number, _repaired(birth, {year + born[4:]} if _one_off(year, born[:4]) else set())


def _tellings(year: str, sex: str | None) -> list[str]:
    """Return what the number of somebody born in a year says of it: 174 of a woman of 1974."""
    century = 2 * (int(year[:2]) - 19)
    return [
        f"{century + of_sex}{year[2:]}" for of_sex, name in enumerate(("Nam", "Nữ")) if sex in (None, name)
    ]


def _one_off(one: str, other: str) -> bool:
    return sum(left != right for left, right in zip(one, other, strict=True)) == 1


def _surely(found: Found) -> float:
    """Return how surely a value was read: as its least sure word with a digit."""
    return min(
        (word.confidence for word in found.piece.words if any(map(str.isdigit, word.text))), default=0.0
    )


def _repaired(found: Found, values: set[str]) -> Found:
    if len(values) != 1:
        return found
    reading = Reading(values.pop(), _CERTAIN * found.reading.certainty, (*found.reading.warnings, "repaired"))
    return replace(found, reading=reading)
