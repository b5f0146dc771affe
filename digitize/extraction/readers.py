"""Readers: from the text beside a label to a value in normal form, with how sure the reader is; None is no value.

A blank field is better than a guess: what a pen or a seal made unreadable yields nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from digitize.extraction.address_line import address_line
from digitize.text.dates import find_dates, parse_birth, spoken_date
from digitize.text.identifiers import (
    PATTERNS,
    is_tax_code,
    parse_cccd,
    parse_phone,
    repair_dossier_code,
    suggest,
)
from digitize.text.name_spelling import spell_name
from digitize.text.names import has_known_surname, is_name, strip_honorific
from digitize.text.normalize import normalize
from digitize.text.organisation_spelling import spell_organisation
from digitize.text.organisations import organisation_of


@dataclass(frozen=True, slots=True)
class Reading:
    """A value in normal form. `certainty` in [0, 1] multiplies the confidence of the words."""

    value: str
    certainty: float = 1.0
    warnings: tuple[str, ...] = ()


Reader = Callable[[str], Reading | None]

_PROCEDURE_ENDS = re.compile(
    r"[.;]\s|[.;]$|\s*\(\s*mã|,?\s(?:mã (?:số )?hồ sơ|hồ sơ đã|hồ sơ được|theo đúng|theo quy định|gồm các|kể từ)\b"
    r"|,?\stại\s(?=ubnd|ủy ban|sở|phòng|bộ phận|trung tâm|chi nhánh|ban)|,\sm[àáa] số h[ồôố]"
    r"|\s(?:cho|do)\s(?=ông|bà\s|(?-i:CÔNG TY|DOANH NGHIỆP|HỢP TÁC XÃ|HỘ KINH DOANH))|\scủa\s(?=ông|bà\s)",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"[.…_·]{3,}|…+|(?:\.\s){2,}\.?")
_NOTE = re.compile(r"^\s*\([^)]*\)\s*[:;]?")
_NO_NAME = re.compile(r"(?:người|giám đốc|phó|chủ tịch|trưởng|ký,|đã ký|ghi rõ)\b", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r"\s*[,;(:]\s*|\s+-\s+|\s+(?:sinh (?:năm|ngày)|năm sinh|ngày sinh|cmnd|cccd|số cmnd|giới tính|dân tộc|số|chứng minh|chức vụ)\b",
    re.IGNORECASE,
)
_JOINS = frozenset({"-", "&"})
_NUMBERS = frozenset({"MST", "MSDN", "ĐKKD", "GPKD"})
"""What announces a firm's number behind its name."""
_PADDED_SINCE = 2011
"""Thông tư 01/2011/TT-BNV and Nghị định 30/2020/NĐ-CP print days below 10 with a 0."""
_NUMBER_TOKEN = re.compile(
    r"^[\s.:;,…]*(?P<so>[0-9IlOoQ|]{1,6}[a-z]?)(?P<gap>\s*)/\s*(?P<rest>(?:(?:19|20)\d{2}\s?/\s?)?[A-ZĐÂÔƠƯ0].*)$"
)
_LOST_STROKE = re.compile(r"^(?P<so>\d{1,5})\s?(?P<kh>[A-ZĐ]{2,}(?:-[A-ZĐ&]{2,})+)(?![\w/])")
"""A number by hand whose stroke was read as nothing: 330PXL-BPTNTKQ."""
_LOST_YEAR = re.compile(r"^\W*(?P<so>\d{1,4})[^\w\s/]?(?P<nam>(?:19|20)\d{2})(?!\w)")
_BOOK_FIGURES = re.compile(r"^\W*(?P<so>C[HST5])\s?(?P<rest>[0-9OQ]{5})(?!\w)")
"""CH and CS stand before five figures (Thông tư 23/2014/TT-BTNMT); by hand their zeros and the S are read for one another."""
_DIGITS = str.maketrans({"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "|": "1"})


def clean(text: str) -> str:
    """Return the text of a value without leader dots and the punctuation around it."""
    text = _LEADERS.sub(" ", normalize(text).replace("\n", " "))
    return " ".join(text.split()).strip(" .:;,|-*_~'\"")


def read_text(text: str) -> Reading | None:
    """Read free text that holds at least two letters or digits."""
    value = clean(text)
    return Reading(value) if sum(char.isalnum() for char in value) >= 2 else None


def in_capitals(text: str) -> str:
    """Return the words in capitals that a text begins with, up to the first stop: a firm's name as letters print it."""
    words = list(takewhile(_is_capital, text.split()))
    stop = next((at for at, word in enumerate(words, start=1) if word[-1] in ",.;:"), len(words))
    return " ".join(words[:stop]).rstrip(",.;:")


def _is_capital(word: str) -> bool:
    return word in _JOINS or (word.isupper() and word.strip("(:.,;") not in _NUMBERS)


def names_firm(text: str) -> bool:
    """Tell whether a text names a firm: not only of what kind it is, but which."""
    words = tuple(spell_organisation(text).split())
    organisation = organisation_of(words)
    return organisation is not None and len(organisation.core) < len(words)


def read_organisation(text: str) -> Reading | None:
    """Read the name of a company or a shop, after what is left of its label; the kind of it is spelled as it is written."""
    read = read_text(text.rpartition(":")[2])
    if read is None:
        return None
    value = spell_organisation(read.value)
    return Reading(value, 0.85, ("repaired",)) if value != read.value else read


def read_name(text: str) -> Reading | None:
    """Read the name of a person or an organisation as printed, without Ông, Bà; a person's is spelled as names are."""
    parts = [clean(part) for part in _LEADERS.split(_NOTE.sub("", normalize(text)))]
    value = strip_honorific(next((part for part in parts if len(part) > 3), ""))
    return read_bare_name(_AFTER_NAME.split(value)[0].strip())


def read_bare_name(value: str) -> Reading | None:
    """Read a name that stands alone and without honorific: Ông is a surname in it."""
    letters = sum(char.isalpha() for char in value)
    if _NO_NAME.match(value):
        return None
    if letters < 4 or letters < 0.7 * len(value) or " " not in value:
        return None
    if organisation_of(tuple(spell_organisation(value).split())):
        capitals = in_capitals(value)
        return read_organisation(capitals if names_firm(capitals) else value)
    if not is_name(value):
        return Reading(value, 0.8, ("unusual_name",))
    spelled = spell_name(value)
    if not has_known_surname(spelled):
        return Reading(spelled, 0.8, ("unusual_name",))
    return Reading(spelled, 0.85, ("repaired",)) if spelled != value else Reading(value)


def read_date(text: str) -> Reading | None:
    """Read the first date of a text."""
    found = next(iter(find_dates(text)), None)
    if found is None:
        return None
    padding_lost = found.unpadded and date.fromisoformat(found.value).year >= _PADDED_SINCE
    warnings = ("repaired",) * found.repaired + ("unpadded",) * padding_lost
    return Reading(found.value, 0.5 if warnings else 1.0, warnings)


def read_day(text: str) -> Reading | None:
    """Read a date that a clerk or a citizen wrote, who need not pad its day; "8 giờ 30 phút, ngày 05/3/2021" is one."""
    found = next(iter(find_dates(text)), None)
    if found is None:
        return None
    return Reading(found.value, 0.8, ("repaired",)) if found.repaired else Reading(found.value)


def read_birth(text: str) -> Reading | None:
    """Read a date of birth; a bare year stays a year. Words after "ghi bằng chữ" are held against the figures."""
    figures, *words = re.split(r"\(?(?:ghi )?bằng chữ\s*:?", normalize(text), maxsplit=1, flags=re.IGNORECASE)
    value = parse_birth(figures)
    if value is None:
        return None
    spoken = spoken_date(words[0].strip(" ().")) if words else None
    return Reading(value) if spoken in (None, value) else Reading(value, 0.5, ("words_differ",))


def read_symbol(text: str, repairs: Mapping[str, str]) -> Reading | None:
    """Read a số/ký hiệu that stands at the beginning of `text`; blanks fall.

    A blank before the slash means that the number was filled in by hand: recognisers misread those, so it counts for
    half and says so. A number of 0 has lost digits and is none.

    Args:
        text: what follows "Số:".
        repairs: abbreviations as they stand without the bar of Đ, or misread otherwise, and what they are.
    """
    match = _NUMBER_TOKEN.match(normalize(text))
    if not match:
        lost = _LOST_STROKE.match(clean(text))
        return Reading(f"{lost['so']}/{lost['kh']}", 0.6, ("repaired",)) if lost and int(lost["so"]) else None
    number = match["so"].translate(_DIGITS)
    full = re.match(PATTERNS["symbol"], f"{number}/{match['rest']}")
    if not full or not int(re.sub(r"\D", "", number) or 0) or not any(char.isdigit() for char in match["so"]):
        return None
    parts = re.split(r"([-/&])", re.sub(r"\s+", "", full[0]).rstrip(".-"))
    value = "".join(repairs.get(part.replace("Đ", "D"), part) for part in parts)
    repaired = number != match["so"] or value != "".join(parts)
    warnings = ("repaired",) * repaired + ("handwritten",) * bool(match["gap"])
    return Reading(value, (0.7 if repaired else 1.0) * (0.5 if match["gap"] else 1.0), warnings)


def read_pattern(name: str) -> Reader:
    """Return a reader of the identifier `name` of `text.identifiers.PATTERNS`; blanks in it fall."""

    def read(text: str) -> Reading | None:
        match = re.match(rf"\W*({PATTERNS[name]})(?![\w])", normalize(text))
        return Reading(re.sub(r"\s+", "", match[1])) if match else None

    return read


def read_civil_number(text: str) -> Reading | None:
    """Read the number of a paper of civil status, `64` or `64/2020`, though its stroke was read as nothing or as a dot."""
    lost = _LOST_YEAR.match(normalize(text))
    if lost and int(lost["so"]):
        return Reading(f"{lost['so']}/{lost['nam']}", 0.6, ("repaired",))
    return read_pattern("civil_number")(text)


def read_dossier_code(text: str) -> Reading | None:
    """Read a mã hồ sơ; one that needed repairs says so and counts for less with each."""
    found = next(iter(repair_dossier_code(text)), None)
    if found is None:
        return None
    return Reading(found.code, 0.85**found.repairs, ("repaired",) if found.repaired else ())


def _digits(text: str, *lengths: int) -> str | None:
    """Return the first run of digits (blanks and dots within aside) that has one of `lengths`."""
    for run in re.findall(r"(?<![^\W_])\d[\d .]*\d(?![^\W_])", normalize(text)):
        digits = re.sub(r"\D", "", run)
        if len(digits) in lengths:
            return digits
        for token in run.split():
            if len(token) in lengths and token.isdigit():
                return str(token)
    return None


def _repaired(name: str, text: str) -> Reading | None:
    """Read an identifier in which letters stand for digits; where several may be meant there is none."""
    found = suggest(name, text)
    return Reading(found[0].value, 0.85 ** found[0].repairs, ("repaired",)) if len(found) == 1 else None


def read_cccd(text: str) -> Reading | None:
    """Read a CCCD number of twelve digits."""
    digits = _digits(text, 12)
    if digits is None:
        return _repaired("cccd", text)
    return Reading(digits) if parse_cccd(digits) else Reading(digits, 0.5, ("unknown_province",))


def read_cmnd(text: str) -> Reading | None:
    """Read a CMND number of nine digits."""
    digits = _digits(text, 9)
    return Reading(digits) if digits else _repaired("cmnd", text)


def read_tax_code(text: str) -> Reading | None:
    """Read an MST after its label; one whose check digit is wrong is kept with a warning."""
    match = re.search(r"(?<!\d)\d{10}(?:\s?-\s?\d{3})?(?!\d)", re.sub(r"(?<=\d) (?=\d)", "", normalize(text)))
    if not match:
        return _repaired("tax_code", text)
    value = re.sub(r"\s", "", match[0])
    return Reading(value) if is_tax_code(value) else Reading(value, 0.3, ("checksum",))


def read_phone(text: str) -> Reading | None:
    """Read a phone number of the plan in force since 2018."""
    for run in re.findall(r"[+(]?\d[\d .()\-]{7,14}\d", normalize(text)):
        digits = parse_phone(run)
        if digits:
            return Reading(digits)
    return _repaired("phone", text)


def read_number(text: str) -> Reading | None:
    """Read a short number such as a thửa or a tờ bản đồ, with the letters that may follow: `33`, `12a`, `DC5`."""
    match = re.match(r"^\W*(?:số\s*:?\s*)?((?:[A-ZĐ]{1,3}[-.]?)?\d{1,6}[a-zA-Z]?)(?![\d/.]\d)", clean(text))
    return Reading(match[1]) if match else None


def read_area(text: str) -> Reading | None:
    """Read an area in square metres: `82,5 m2`. The raised 2 is often read as 2, ? or °."""
    match = re.search(r"(\d{1,3}(?:\.\d{3})+|\d{1,7})([.,]\d{1,2})?\s?m(?:²|2|\?|°|\b)", normalize(text))
    return Reading(f"{match[1]}{(match[2] or '').replace('.', ',')} m2") if match else None


def read_procedure(text: str) -> Reading | None:
    """Read the name of a procedure, up to where the sentence goes on about the dossier or the office."""
    return read_text(_PROCEDURE_ENDS.split(normalize(text).replace("\n", " "), maxsplit=1)[0])


def read_address(text: str) -> Reading | None:
    """Read an address, up to where the sentence goes on."""
    return read_text(address_line(text))


def read_money(text: str) -> Reading | None:
    """Read a sum in đồng, thousands parted by dots: `6.190.000.000`."""
    match = re.match(
        r"^[^\d\w]*(?:là\s*:?\s*)?(\d{1,3}(?:[.,]\d{3})+|\d{4,})(?![\d/])", normalize(text), re.IGNORECASE
    )
    if not match:
        return None
    digits = re.sub(r"\D", "", match[1])
    return Reading(f"{int(digits):,}".replace(",", "."))


def read_notary_number(text: str) -> Reading | None:
    """Read the number of a notarized paper: `008088`, `666`; "Công chứng số 1 tỉnh …" is an office's name."""
    match = re.match(
        r"^\W*(\d{2,7}(?:[/.]\d{4})?)\s*(?:$|[,;.(\-]|quyển|tập|TP)", normalize(text), re.IGNORECASE
    )
    return Reading(match[1]) if match else None


def read_insurance_number(text: str) -> Reading | None:
    """Read a BHXH number of ten digits."""
    digits = _digits(text, 10)
    return Reading(digits) if digits else None


def read_passport(text: str) -> Reading | None:
    """Read a passport's number: one or two letters and six to eight digits."""
    match = re.match(r"^\W*(?:[Ss]ố\W*)?([A-Z]{1,2}\s?\d{6,8})(?!\w)", normalize(text))
    return Reading(re.sub(r"\s", "", match[1])) if match else None


def read_land_book(text: str) -> Reading | None:
    """Read a số vào sổ: `CS00249`, `CHOO069`, `H 00123`."""
    match = _BOOK_FIGURES.match(normalize(text))
    if match:
        value = match["so"].replace("5", "S") + match["rest"].translate(_DIGITS)
        read = f"{match['so']}{match['rest']}"
        return Reading(value) if value == read else Reading(value, 0.85, ("repaired",))
    return read_pattern("land_book")(text)


def read_land_serial(text: str) -> Reading | None:
    """Read a số phát hành with one blank between its letters and its figures: `CH 422174`."""
    reading = read_pattern("land_serial")(text)
    if reading is None:
        return _repaired("land_serial", text)
    return Reading(re.sub(r"(?<=\D)(?=\d)", " ", reading.value, count=1))


def read_sex(text: str) -> Reading | None:
    """Read nam or nữ."""
    match = re.match(r"^\W*(nam|nữ|nử|nứ|male|female)\b", normalize(text), re.IGNORECASE)
    return Reading("Nam" if match[1].casefold() in ("nam", "male") else "Nữ") if match else None


def read_book(text: str) -> Reading | None:
    """Read a book's number: `01/2020`, `02`, `01-TP/HT-2015-GH`; its stroke may be read as a dot."""
    lost = re.match(r"^\W*(\d{2})[., ]((?:19|20)\d{2})\b", clean(text))
    if lost:
        return Reading(f"{lost[1]}/{lost[2]}", 0.8, ("repaired",))
    match = re.match(r"^\W*((?:\d{1,3})(?:[/-](?:TP/HT-)?[\dA-ZĐ\-/]+)?)", clean(text))
    return Reading(match[1]) if match else None


READERS: Mapping[str, Reader] = {
    "dossier_code": read_dossier_code,
    "date": read_day,
    "name": read_name,
    "birth": read_birth,
    "cccd": read_cccd,
    "cmnd": read_cmnd,
    "tax_code": read_tax_code,
    "phone": read_phone,
    "number": read_number,
    "text": read_text,
}
"""The reader of each form of value in the vocabulary."""

SPECIAL: Mapping[str, Reader] = {
    "dia_chi": read_address,
    "ten_doanh_nghiep": read_organisation,
    "ten_ho_kinh_doanh": read_organisation,
    "ten_du_an": read_organisation,
    "dien_tich": read_area,
    "ten_tthc": read_procedure,
    "gioi_tinh": read_sex,
    "quyen_so": read_book,
    "so_vao_so": read_land_book,
    "so_phat_hanh": read_land_serial,
    "so_tien": read_money,
    "so_cong_chung": read_notary_number,
    "so_bhxh": read_insurance_number,
    "so_ho_chieu": read_passport,
}
"""Fields whose text has a grammar of its own."""
