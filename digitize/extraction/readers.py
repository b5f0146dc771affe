"""Readers: from the text beside a label to a value in normal form, with how sure the reader is; None is no value.

A blank field is better than a guess: what a pen or a seal made unreadable yields nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from digitize.extraction.address_line import address_line
from digitize.extraction.catalogue import rules
from digitize.text.dates import find_dates, parse_birth, repaired_birth, spoken_date
from digitize.text.firms import in_capitals, names_firm, whole_firm
from digitize.text.identifiers import (
    PATTERNS,
    is_tax_code,
    parse_cccd,
    parse_phone,
    repair_dossier_code,
    suggest,
)
from digitize.text.name_spelling import given_names, spell_name
from digitize.text.names import bears_surname, has_known_surname, is_name, joined, lettered, strip_honorific
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
    r"|,?\stại\s(?=ubnd|ủy ban|sở|phòng|bộ phận|trung tâm|chi nhánh|ban)|,\sm[àáa] số h[ồôố]|,\s(?=(?:H\d\d|000)\.)"
    r"|\s(?:cho|do)\s(?=ông|bà\s|(?-i:CÔNG TY|DOANH NGHIỆP|HỢP TÁC XÃ|HỘ KINH DOANH))|\scủa\s(?=ông|bà\s)",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"[.…_·]{3,}|…+|(?:\.\s){2,}\.?")
_NOTE = re.compile(r"^\s*\([^)]*\)\s*[:;]?")
_NO_NAME = re.compile(r"(?:người|tư nhân|giám đốc|phó|chủ tịch|trưởng|ký,|đã ký|ghi rõ)\b", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r"\s*[,;(:]\s*|\s+-\s+|\s+(?:sinh (?:năm|ngày)|năm sinh|ngày sinh|cmnd|cccd|số cmnd|giới tính|dân tộc|số|chứng minh|chức vụ)\b",
    re.IGNORECASE,
)
_PADDED_SINCE = 2011
"""Thông tư 01/2011/TT-BNV and Nghị định 30/2020/NĐ-CP print days below 10 with a 0."""
_STROKE_WITHIN = re.compile(r"(?<=\d)[/'](?=\d)")
"""A fold or a seal's edge that was read among the figures of a long number: 07/4078019968."""
_LOST_YEAR = re.compile(r"^\W*(?P<so>\d{1,4})[^\w\s/]?(?P<nam>(?:19|20)\d{2})(?!\w)")
_PARTED = re.compile(r"^\W*(?:số\s*:?\s*)?(\d{1,2}) (\d{1,3})(?=$|[,;])", re.IGNORECASE)
_SEX = re.compile(r"^\W*[Nn](?:(?P<nam>a[a-zà-ỹ]{0,2})|g?[uưũữừứửự][a-zà-ỹ]?)(?![a-zA-ZÀ-ỹđĐ])")
"""Nam or nữ with a letter more or less: Nang, Nant, Nữa, Ngữ."""
DIGITS = str.maketrans({"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "|": "1"})
"""Letters that stand for figures in a number."""


def clean(text: str) -> str:
    """Return the text of a value without leader dots and the punctuation around it."""
    return " ".join(_LEADERS.sub(" ", normalize(text)).split()).strip(" .:;,|-*_~'\"")


def read_text(text: str) -> Reading | None:
    """Read free text that holds at least two letters or digits."""
    value = clean(text)
    return Reading(value) if sum(char.isalnum() for char in value) >= 2 else None


def read_organisation(text: str) -> Reading | None:
    """Read the name of a company or a shop, after what is left of its label; the kind of it is spelled as it is written.

    A firm that is named in capitals ends there, though its name in another language follows: "Working at: AN LỘC CO., LTD".
    """
    parts = [part.strip() for part in normalize(text).replace("\n", " ").split(":")]
    # Without a label's rest there is nothing to cut off: CÔNG TY TNHH AN LỘC, CHI NHÁNH BÌNH DƯƠNG.
    firms = (firm for part in (parts if len(parts) > 1 else ()) if names_firm(firm := in_capitals(part)))
    read = read_text(next(firms, parts[-1]))
    if read is None or _NO_NAME.match(read.value):
        return None
    value = spell_organisation(whole_firm(read.value, rules().firms))
    return Reading(value, 0.85, ("repaired",)) if value != read.value else read


def read_name(text: str) -> Reading | None:
    """Read the name of a person or an organisation as printed, without Ông, Bà; a person's is spelled as names are."""
    parts = [clean(part) for part in _LEADERS.split(_NOTE.sub("", _behind_label(normalize(text))))]
    value = strip_honorific(next((part for part in parts if len(part) > 3), ""))
    return read_bare_name(_AFTER_NAME.split(value)[0].strip())


def read_bare_name(value: str) -> Reading | None:
    """Read a name that stands alone and without honorific: Ông is a surname in it."""
    letters = sum(char.isalpha() for char in value)
    if _NO_NAME.match(value) or _is_said(value):
        return None
    if letters < 4 or letters < 0.7 * len(value) or " " not in value:
        return None
    person = is_name(value) and has_known_surname(value)  # LÊ CHÍ THÀNH ỬNG is nobody's CHI NHÁNH.
    if organisation_of(tuple((value if person else spell_organisation(value)).split())):
        capitals = in_capitals(value)
        return read_organisation(capitals if names_firm(capitals) else value)
    name = lettered(joined(_alone(value)))
    if not is_name(name):
        return Reading(value, 0.8, ("unusual_name",))
    spelled = spell_name(name)
    if not has_known_surname(spelled):
        return Reading(spelled, 0.8, ("unusual_name",))
    return Reading(spelled, 0.85, ("repaired",)) if spelled != value else Reading(value)


def _alone(value: str) -> str:
    """Return a name in capitals without the small letters around it: what is left of a label, a speck behind it."""
    words = value.split()
    capital = [at for at, word in enumerate(words) if word.isupper()]
    name = words[capital[0] : capital[-1] + 1] if capital else []
    others = [word for word in words if not word.isupper()]
    # A given name may be written small behind a surname and what goes between: "NGUYỄN VĂN út".
    part = len(name) < 3 or any(word in given_names() for word in map(str.title, words[capital[-1] + 1 :]))
    whole = (
        1 < len(name) == len(capital) and all(word[0].islower() for word in others) and not (others and part)
    )
    return " ".join(name) if whole else value


def _behind_label(text: str) -> str:
    """Return what stands behind the rest of a label whose words were misread: "tiên chủ hộ): Lê Thị Hoa", "tổng hạn: LÊ THỊ HOA"."""
    head, _, rest = text.partition(":")
    if not rest.strip():
        return text
    named = rest.isupper() and head.islower() and has_known_surname(rest) and not bears_surname(head)
    misread = named and organisation_of(tuple(spell_organisation(head).split())) is None
    return rest if misread or _is_said(head) else text


def _is_said(value: str) -> bool:
    """Tell whether a text is what a label says, not a name: most of its words begin small, as no name's do."""
    words = [word for word in value.strip(" -+*(").split() if word[0].isalpha()]
    small = 2 * sum(word[0].islower() for word in words) > len(words)
    # By hand a name may be written small throughout.
    name = len(words) > 1 and has_known_surname(value) and value.replace(" ", "").isalpha()
    small = small and words[-1][0].islower()
    return small and not name and organisation_of(tuple(spell_organisation(value).split())) is None


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
    repaired = found is not None and found.repaired
    return Reading(found.value, 0.8 if repaired else 1.0, ("repaired",) * repaired) if found else None


def read_birth(text: str) -> Reading | None:
    """Read a date of birth; a bare year stays a year. Words after "ghi bằng chữ" are held against the figures."""
    figures, *words = re.split(r"\(?(?:ghi )?bằng chữ\s*:?", normalize(text), maxsplit=1, flags=re.IGNORECASE)
    value = parse_birth(figures)
    if value is None:
        repaired = repaired_birth(figures)
        return Reading(repaired, 0.5, ("repaired",)) if repaired else None
    spoken = spoken_date(words[0].strip(" ().")) if words else None
    return Reading(value) if spoken in (None, value) else Reading(value, 0.5, ("words_differ",))


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


def read_repaired(name: str, text: str) -> Reading | None:
    """Read an identifier in which letters stand for digits; where several may be meant there is none."""
    found = suggest(name, text)
    return Reading(found[0].value, 0.85 ** found[0].repairs, ("repaired",)) if len(found) == 1 else None


def read_cccd(text: str) -> Reading | None:
    """Read a CCCD number of twelve digits."""
    digits = _digits(text, 12)
    if digits is None:
        plain = _digits(_STROKE_WITHIN.sub("", normalize(text)), 12)
        return (
            Reading(plain, 0.7, ("repaired",)) if plain and parse_cccd(plain) else read_repaired("cccd", text)
        )
    return Reading(digits) if parse_cccd(digits) else Reading(digits, 0.5, ("unknown_province",))


def read_cmnd(text: str) -> Reading | None:
    """Read a CMND number of nine digits."""
    digits = _digits(text, 9)
    return Reading(digits) if digits else read_repaired("cmnd", text)


def read_tax_code(text: str) -> Reading | None:
    """Read an MST after its label; one whose check digit is wrong is kept with a warning."""
    match = re.search(r"(?<!\d)\d{10}(?:\s?-\s?\d{3})?(?!\d)", re.sub(r"(?<=\d) (?=\d)", "", normalize(text)))
    if not match:
        return read_repaired("tax_code", text)
    value = re.sub(r"\s", "", match[0])
    return Reading(value) if is_tax_code(value) else Reading(value, 0.3, ("checksum",))


def read_phone(text: str) -> Reading | None:
    """Read a phone number of the plan in force since 2018."""
    for run in re.findall(r"[+(]?\d[\d .()\-]{7,14}\d", normalize(text)):
        digits = parse_phone(run)
        if digits:
            return Reading(digits)
    return read_repaired("phone", text)


def read_number(text: str) -> Reading | None:
    """Read a short number such as a thửa, with the letters that may follow: `33`, `12a`, `DC5`; by hand one may fall apart: "2 76"."""
    parted = _PARTED.match(clean(text))
    if parted:
        return Reading(parted[1] + parted[2], 0.5, ("repaired",))
    match = re.match(r"^\W*(?:số\s*:?\s*)?((?:[A-ZĐ]{1,3}[-.]?)?\d{1,6}[a-zA-Z]?)(?![\d/.]\d)", clean(text))
    return Reading(match[1]) if match else None


def read_procedure(text: str) -> Reading | None:
    """Read the name of a procedure, up to where the sentence goes on about the dossier or the office."""
    return read_text(_PROCEDURE_ENDS.split(normalize(text).replace("\n", " "), maxsplit=1)[0])


def read_address(text: str) -> Reading | None:
    """Read an address, up to where the sentence goes on."""
    return read_text(address_line(text))


def read_money(text: str) -> Reading | None:
    """Read a sum in đồng, thousands parted by dots: `6.190.000.000`; a dot that was lost, `6190.000.000`, is put back."""
    match = re.match(
        r"^[^\d\w]*(?:là\s*:?\s*)?(\d{1,3}(?:[.,]?\d{3})+|\d{4,})(?![\d/]|[.,]\d)",
        normalize(text),
        re.IGNORECASE,
    )
    if not match:
        return None
    digits = re.sub(r"\D", "", match[1])
    value = f"{int(digits):,}".replace(",", ".")
    lost = "." in match[1] and match[1].replace(",", ".") != value
    return Reading(value, 0.7, ("repaired",)) if lost else Reading(value)


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


def read_sex(text: str) -> Reading | None:
    """Read nam or nữ."""
    match = re.match(r"^\W*(nam|nữ|nử|nứ|male|female)\b", normalize(text), re.IGNORECASE)
    if match:
        return Reading("Nam" if match[1].casefold() in ("nam", "male") else "Nữ")
    damaged = _SEX.match(normalize(text))
    return Reading("Nam" if damaged["nam"] else "Nữ", 0.8, ("repaired",)) if damaged else None


def read_book(text: str) -> Reading | None:
    """Read a book's number: `01/2020`, `02`, `01-TP/HT-2015-GH`; its stroke may be read as a dot."""
    lost = re.match(r"^\W*(\d{2})[., ]((?:19|20)\d{2})\b", clean(text))
    if lost:
        return Reading(f"{lost[1]}/{lost[2]}", 0.8, ("repaired",))
    match = re.match(r"^\W*((?:\d{1,3})(?:[/-](?:TP/HT-)?[\dA-ZĐ\-/]+)?)", clean(text))
    return Reading(match[1]) if match else None
