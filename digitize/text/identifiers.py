"""Identifiers on papers of 2020–2021: their grammar and their checks (DOMAIN.md §2).

Patterns are for text in normal form. Match first, then apply the check; a value is never corrected into validity
without saying so. Which of several ten-digit numbers it is (MST, BHXH, phone) is for the label to say, not the shape.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from digitize.text.normalize import normalize

PATTERNS = {
    "dossier_old": r"(?P<org>\d{3}\.\d{2}\.\d{2}\.(?P<m>[A-K]\d{2}))-(?P<d>\d{6})-(?P<n>\d{4,6})",
    "dossier_new": r"(?P<org>(?P<m>[A-K]\d{2})(?:\.\d{1,3}){0,4})-(?P<d>\d{6})-(?P<n>\d{4,6})",
    "dossier_result": (
        r"(?P<hs>(?:\d{3}\.\d{2}\.\d{2}\.[A-K]\d{2}|[A-K]\d{2}(?:\.\d{1,3}){0,4})-\d{6}-\d{4,6})-KQ\(?(?P<k>\d{0,2})\)?"
    ),
    "agency_old": r"\d{3}\.\d{2}\.\d{2}\.[A-K]\d{2}",
    "agency_new": r"[A-K]\d{2}(?:\.\d{1,3}){0,4}",
    "procedure": r"[1-9]\.\d{6}(?:\.\d{2})?(?:\.\d{3}\.\d{2}\.\d{2}\.[A-K]\d{2})?",
    "result_type": r"KQ\.[A-K]\d{2}\.\d{6}",
    "symbol": (
        r"(?P<so>\d{1,6}[a-zA-Z]?)\s?/\s?(?:(?P<nam>(?:19|20)\d{2})\s?/\s?)?"
        r"(?P<kh>[A-ZĐÂÔƠƯ][A-Za-zĐđÂâÔôƠơƯư0-9&.]*(?:\s?-\s?[A-ZĐ][A-Za-zĐđ0-9&.()]*)*)"
    ),
    "cmnd": r"\d{9}",
    "cmnd_binh_duong": r"28[01]\d{6}",
    "cccd": r"(?P<tinh>0\d{2})(?P<gt>\d)(?P<nam>\d{2})\d{6}",
    "tax_code": r"\d{10}(?:-?\d{3})?",
    "insurance": r"\d{10}",
    "health_card": r"[A-Z]{2}[1-5]\d{2}\d{10}",
    "land_serial": r"(?:[A-ZĐ]{1,2}\s?\d{6}|[A-ZĐ]{2}\s?\d{8})",
    "land_book": r"(?:CH|CS|CT|CN|VP|BC|H|T)?\s?\.?\d{1,6}(?:[./][0-9A-ZĐ.\-]+)?",
    "household_business": r"\d{2}[A-ZĐ]8\d{6}",
    "civil_number": r"\d{1,4}(?:\s?/\s?(?:19|20)\d{2})?",
    "civil_book": r"\d{2}(?:/(?:19|20)\d{2}|-?TP/HT-(?:19|20)\d{2}-[A-ZĐ]{2,4})",
    "building_permit": r"\d{1,5}\s?/\s?(?:(?:19|20)\d{2}\s?/\s?)?GPXD(?:-[A-ZĐ.]+)?",
    "plate": r"61[-\s]?[A-Z][A-Z0-9]?[-\s]?\d{3}\.?\d{1,2}",
    "mobile": r"(?:\+?84|0)(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}",
    "landline": r"(?:\+?84|0)(?:274|650)[\s.]?3[\d\s.]{6,8}",
    "money": r"\d{1,3}(?:[.,]\d{3})+(?:\s?(?:đồng|đ|VNĐ|VND))?",
}
"""Regular expressions by name; each is meant for `re.fullmatch`."""

_PROVINCE_NUMBERS = (
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44,
    45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87,
    89, 91, 92, 93, 94, 95, 96,
)  # fmt: skip
PROVINCES = frozenset(f"{number:03}" for number in _PROVINCE_NUMBERS)
"""Province codes of the CCCD: Thông tư 07/2016/TT-BCA, Phụ lục 1."""

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_DIGITS = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8", "Z": "2"}
)
_D = r"[0-9OoQIl|SBZ]"
_DOT, _DASH = r"\s*[.,]\s*", r"\s*[-_]\s*"
_LOST_DOT = r"(?:\s*[.,]\s*|\s+)"
"""Before the body's letter; what stands before it can be nothing but the rest of an agency's code."""
_AGENCY = rf"(?P<l>[A-K]){_D}(?:{_D}|g)"
_ANYWHERE = re.compile(
    rf"(?<![\w.])(?P<org>{_D}{{3}}{_DOT}{_D}{{2}}{_DOT}{_D}{{2}}{_LOST_DOT}{_AGENCY}|{_AGENCY.replace('<l>', '<k>')}"
    rf"(?:{_DOT}{_D}{{1,3}}){{0,4}}){_DASH}(?P<d>{_D}{{6}}){_DASH}(?P<n>{_D}{{4,6}})(?![0-9A-Za-z])"
)
_MASKED = frozenset({"cccd", "cmnd", "phone", "tax_code"})
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class DossierId:
    """A mã hồ sơ in its parts: Nghị định 61/2018, Điều 26; Thông tư 01/2018/TT-VPCP, Điều 19.

    Attributes:
        agency: code of the receiving agency, `000.00.12.H09` or `H09.15`.
        body: its province or ministry, `H09`.
        received: the day of receipt.
        number: running number within the day, from 1.
    """

    agency: str
    body: str
    received: date
    number: int


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A mã hồ sơ found in a text. `repairs` counts characters that were read as the digit or sign they resemble."""

    code: str
    start: int
    end: int
    repairs: int

    @property
    def repaired(self) -> bool:
        """Whether the code is not what was read but what it probably means."""
        return self.repairs > 0


def parse_dossier_code(text: str) -> DossierId | None:
    """Return the parts of a mã hồ sơ in either shape, or None if the shape, the date or the number is impossible."""
    match = re.fullmatch(PATTERNS["dossier_old"], text) or re.fullmatch(PATTERNS["dossier_new"], text)
    if not match or not int(match["n"]):
        return None
    try:
        received = date(2000 + int(match["d"][:2]), int(match["d"][2:4]), int(match["d"][4:]))
    except ValueError:
        return None
    return DossierId(match["org"], match["m"], received, int(match["n"]))


def find_dossier_code(text: str) -> str | None:
    """Return the first mã hồ sơ that stands in `text` letter by letter, as in a barcode; None if there is none."""
    for name in ("dossier_old", "dossier_new"):
        for match in re.finditer(rf"(?<![\w.]){PATTERNS[name]}(?!\w)", text):
            if parse_dossier_code(match[0]):
                return match[0]
    return None


def repair_dossier_code(text: str) -> tuple[FoundCode, ...]:
    """Return the possible mã hồ sơ in `text`, in order, with only the repairs that DOMAIN.md §2.1 permits.

    O, o, Q → 0; I, l, | → 1; S → 5; B → 8; Z → 2 where a digit belongs; H0g → H09; comma → dot; underscore → dash;
    blanks around dots and dashes are dropped. Offsets are in the normal form of `text`. What has an impossible date
    is no candidate.
    """
    return tuple(_candidates(normalize(text)))


def _candidates(text: str) -> Iterator[FoundCode]:
    for match in _ANYWHERE.finditer(text):
        agency = re.sub(r"(?<=\w)\s+(?=[A-K])", ".", match["org"])
        read = [re.sub(r"\s+", "", part) for part in (agency, match["d"], match["n"])]
        fixed = [_repair_agency(read[0]), read[1].translate(_DIGITS), read[2].translate(_DIGITS)]
        code = "-".join(fixed)
        if parse_dossier_code(code):
            signs = match[0].count("_") + (agency != match["org"])
            repairs = signs + sum(old != new for old, new in zip("-".join(read), code, strict=True))
            yield FoundCode(code, match.start(), match.end(), repairs)


def _repair_agency(agency: str) -> str:
    """Repair the digits of an agency code but leave its letter: B09 is a ministry, not 809."""
    agency = agency.replace(",", ".")
    letter = re.search(r"(?:^|\.)([A-K])", agency)
    at = letter.start(1) if letter else 0
    after = agency[at + 1 :].replace("g", "9").translate(_DIGITS)
    return agency[:at].translate(_DIGITS) + agency[at] + after


@dataclass(frozen=True, slots=True)
class CitizenId:
    """What a CCCD number says: Nghị định 137/2015, Điều 13. The province is that of birth registration."""

    province: str
    sex: str
    born: int


def parse_cccd(text: str) -> CitizenId | None:
    """Return what a twelve-digit CCCD says, or None if its province or century cannot be. It has no check digit."""
    match = re.fullmatch(PATTERNS["cccd"], text)
    if not match or match["tinh"] not in PROVINCES or match["gt"] not in "0123":
        return None
    century, sex = divmod(int(match["gt"]), 2)
    return CitizenId(match["tinh"], ("nam", "nữ")[sex], 1900 + 100 * century + int(match["nam"]))


def is_tax_code(text: str) -> bool:
    """Tell whether an MST of ten or thirteen digits passes its check digit: it finds every single wrong digit."""
    digits = text.replace("-", "")
    if not re.fullmatch(PATTERNS["tax_code"], text):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(digits, _TAX_WEIGHTS, strict=False)) % 11
    branch = digits[10:]
    return rest != 0 and int(digits[9]) == 10 - rest and branch != "000"


def parse_phone(text: str) -> str | None:
    """Return the digits of a mobile number or a landline of the province with a leading 0, or None."""
    digits = re.sub(r"[\s.\-()]", "", normalize(text))
    if not re.fullmatch(rf"{PATTERNS['mobile']}|(?:\+?84|0)(?:274|650)3\d{{6}}", digits):
        return None
    return re.sub(r"^\+?84", "0", digits)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value that a text probably means. `repairs` counts letters that were read where a digit stands."""

    value: str
    repairs: int


_SLOTS: Mapping[str, tuple[str, ...]] = {
    "cccd": ("099999999999",),
    "cmnd": ("999999999",),
    "tax_code": ("9999999999", "9999999999-999"),
    "insurance": ("9999999999",),
    "phone": ("0999999999", "09999999999"),
    "health_card": ("AA9999999999999",),
    "household_business": ("99A9999999",),
    "land_serial": ("A 999999", "AA 999999", "AA 99999999"),
    "procedure": ("9.999999",),
}
"""What stands where in an identifier: 9 and 0 a digit, A a capital, else the sign itself."""
_CHECKS: Mapping[str, Callable[[str], object]] = {
    "cccd": parse_cccd,
    "tax_code": is_tax_code,
    "phone": parse_phone,
}
"""What more is known of an identifier than its pattern."""


def suggest(name: str, text: str) -> tuple[Suggestion, ...]:
    """Return what identifiers of one type `text` may hold, in order, those as read among them.

    Only letters where a digit belongs are taken for the digit that they resemble (DOMAIN.md §2.1), never a digit for a
    letter, and of the digits at most every third may be one; blanks within fall. Of two, one within the other, the longer counts. A value that fails its check is none.
    Whoever takes a suggestion with repairs for the value says so.

    Args:
        name: a key of `PATTERNS`, or "phone".
        text: what stands beside the label.
    """
    found = [
        (match.span(), suggestion)
        for slots in _SLOTS[name]
        for match in _slot_pattern(slots).finditer(normalize(text))
        if (suggestion := _suggestion(name, slots, match[0]))
    ]
    longest = [
        ((start, end), suggestion)
        for (start, end), suggestion in found
        if not any(
            first <= start and end <= last and last - first > end - start for (first, last), _ in found
        )
    ]
    return tuple(suggestion for _, suggestion in sorted(longest, key=lambda pair: pair[0]))


@cache
def _slot_pattern(slots: str) -> re.Pattern[str]:
    signs = {"9": _D, "0": _D, "A": "[A-ZĐ]", " ": "", "-": "-", ".": r"\."}
    body = r"[ ]?".join(signs[slot] for slot in slots if slot != " ")
    return re.compile(rf"(?<![\w.\-]){body}(?![\w\-]|\.\d)")


def _suggestion(name: str, slots: str, read: str) -> Suggestion | None:
    signs = iter(read.replace(" ", ""))
    value = "".join(
        " " if slot == " " else _digit(next(signs)) if slot in "90" else next(signs) for slot in slots
    )
    repairs = sum(old != new for old, new in zip(read.replace(" ", ""), value.replace(" ", ""), strict=True))
    if 3 * repairs > sum(slot in "90" for slot in slots):
        return None
    right = _CHECKS.get(name) or re.compile(PATTERNS[name]).fullmatch
    return Suggestion(value, repairs) if right(value) else None


def _digit(sign: str) -> str:
    return sign.translate(_DIGITS)


def mask(form: str, value: str) -> str:
    """Return `value` as it may be shown: of identity, tax and phone numbers only the last three digits."""
    if form not in _MASKED or len(value) <= _SHOWN:
        return value
    return "•" * (len(value) - _SHOWN) + value[-_SHOWN:]
