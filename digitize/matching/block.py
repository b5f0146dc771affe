"""What a paper is looked up by in the register: keys that survive reading, so that 1.35 million dossiers become a handful.

What blocking misses nothing later finds: `digitize matching report` says how often the right dossier is among those found.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from digitize.matching.codes import ReadCode, neighbours, one_digit_changed, variants
from digitize.matching.place import role_of
from digitize.matching.rules import rules
from digitize.model.fields import Extraction
from digitize.model.match import BlockingKeys, Role
from digitize.text.names import is_company, unjoined

ID_FIELDS = ("so_cccd", "so_cmnd", "ma_so_thue", "so_ho_chieu")
NAME_FIELDS = (
    "ho_ten", "ten_doanh_nghiep", "ten_ho_kinh_doanh", "nguoi_uy_quyen", "ben_nhan", "ben_chuyen_nhuong", "ho_ten_chong",
    "ho_ten_vo", "nguoi_dai_dien",
)  # fmt: skip
"""Fields that may name the owner of the dossier, the likeliest first."""

_ISSUER, _ADDRESSEE = "co_quan_ban_hanh", "kinh_gui"

_ALWAYS = (date.min, date.max)

_CERTIFICATES = ("so_vao_so", "so_phat_hanh")
_WHOLE_DAY = len("1985-01-03")


def blocking_keys(paper: Extraction, stated: Sequence[ReadCode], beside: Collection[str]) -> BlockingKeys:
    """Return what to look a paper up by.

    Args:
        paper: what it says, with what else its values may have been.
        stated: codes that it states.
        beside: codes of the dossiers of the papers next to it.
    """
    received = _day(paper, "ngay_tiep_nhan")
    persons = tuple(sorted({number for field in ID_FIELDS for number in _numbers(paper, field)}))
    # Where neither day nor number says which dossiers of a common name are meant, all of them are looked at.
    days = _around(paper, received) or (None if persons else _ALWAYS)
    return BlockingKeys(
        codes=tuple(sorted({*beside, *(item.code for item in stated)})),
        persons=persons,
        owners=tuple(dict.fromkeys(_names(paper))),
        received=days,
        # Many are born on one day, and a name tells more.
        births=() if _is_named(paper) else _births(paper),
        books=tuple(
            (book, serial) for book in _values(paper, "quyen_so") for serial in _values(paper, "so_thu_tu")
        ),
        received_on=received,
        results=tuple((number, _day(paper, "ngay_ban_hanh")) for number in _values(paper, "so_ky_hieu")),
        parcels=tuple(
            (sheet, parcel) for sheet in _values(paper, "to_ban_do") for parcel in _values(paper, "so_thua")
        ),
        certificates=tuple(sorted({number for field in _CERTIFICATES for number in _values(paper, field)})),
    )


def owner_fields(paper: Extraction) -> tuple[str, ...]:
    """Return the fields of a paper that may name the owner of its dossier, the likeliest first.

    A paper of the process is addressed to the owner. Minutes and decisions that a company hands in it has issued itself.
    """
    if role_of(paper) is Role.PROCESS:
        return (*NAME_FIELDS, _ADDRESSEE)
    return (*NAME_FIELDS, _ISSUER) if is_company(paper.value(_ISSUER) or "") else NAME_FIELDS


def _is_named(paper: Extraction) -> bool:
    """Tell whether a name was read well."""
    sure = rules().weak_confidence
    return any(field.name in NAME_FIELDS and field.confidence >= sure for field in paper.fields)


def _births(paper: Extraction) -> tuple[str, ...]:
    """Return whole days of birth."""
    return tuple(born for born in _values(paper, "ngay_sinh") if len(born) == _WHOLE_DAY)


def repaired(stated: Sequence[ReadCode], known: Collection[str]) -> BlockingKeys:
    """Return what one misread digit would have made of codes that a paper states and the register, which has `known`, lacks."""
    lacking = (item.code for item in stated if item.ours and item.code not in known)
    return BlockingKeys(codes=tuple(sorted({code for one in lacking for code in neighbours(one)})))


def misread(paper: Extraction) -> BlockingKeys:
    """Return where a paper may lead that led to nobody who is its person, since its number or its name was misread.

    Any one digit of a number may have been, and a day of birth leads to dossiers of all days.
    """
    numbers = {number for field in ID_FIELDS if (number := paper.value(field))}
    persons = tuple(sorted({other for one in numbers for other in one_digit_changed(one)}))
    return BlockingKeys(persons=persons, births=_births(paper), received=_ALWAYS)


def nearby(paper: Extraction, keys: Collection[str], code: str | None = None) -> BlockingKeys:
    """Return what one misread digit in the numbers that a paper was found by would have hidden.

    Args:
        paper: what it says.
        keys: the fields that it was found by.
        code: mã hồ sơ, if it was found by that.
    """
    book, serial = paper.value("quyen_so"), paper.value("so_thu_tu")
    number = paper.value("so_ky_hieu") if "so_ky_hieu" in keys else None
    sheet, parcel = paper.value("to_ban_do"), paper.value("so_thua")
    issued, received = _day(paper, "ngay_ban_hanh"), _day(paper, "ngay_tiep_nhan")
    on_book, on_land = (
        received and book and serial and "so_thu_tu" in keys,
        sheet and parcel and "so_thua" in keys,
    )
    return BlockingKeys(
        codes=tuple(neighbours(code)) if code else (),
        books=tuple((book, other) for other in variants(serial)) if on_book and book and serial else (),
        received_on=received,
        results=tuple((other, issued) for other in variants(number)) if number and issued else (),
        parcels=_parcels_near(sheet, parcel) if on_land and sheet and parcel else (),
        certificates=tuple(
            other for field in _CERTIFICATES if field in keys for other in variants(paper.value(field) or "")
        ),
    )


def _parcels_near(sheet: str, parcel: str) -> tuple[tuple[str, str], ...]:
    return (*((sheet, other) for other in variants(parcel)), *((other, parcel) for other in variants(sheet)))


def _values(paper: Extraction, name: str) -> Iterator[str]:
    """Yield the value of a field and what else it may be."""
    for field in paper.fields:
        if field.name == name:
            yield field.value
            yield from (other.value for other in field.alternatives)


def _names(paper: Extraction) -> Iterator[str]:
    """Yield names that may be the owner's, and what they were before letters were read as digits or blanks were lost."""
    for field in owner_fields(paper):
        for name in _values(paper, field):
            yield name
            yield name.translate(rules().letters)
            yield unjoined(name)


def _numbers(paper: Extraction, field: str) -> Iterator[str]:
    """Yield identity numbers, and what one digit that readers confuse would have made of them."""
    for number in _values(paper, field):
        yield number
        yield from confusions(number)


def confusions(number: str) -> Iterator[str]:
    """Yield `number` with one digit taken for another that readers confuse it with."""
    for at, digit in enumerate(number):
        for one, other in rules().confusable:
            if digit == one:
                yield number[:at] + other + number[at + 1 :]


def written_on(paper: Extraction) -> date | None:
    """Return the day on which a paper was issued or, of a contract, signed; None if none was read."""
    return _day(paper, "ngay_ban_hanh") or _day(paper, "ngay_ky")


def _day(paper: Extraction, field: str) -> date | None:
    value = paper.value(field)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _around(paper: Extraction, received: date | None) -> tuple[date, date] | None:
    """Return the days between which the dossier of a paper may have been received, None for any."""
    if received is not None:
        slack = timedelta(days=rules().slack_days)
        return received - slack, received + slack
    kind, issued = paper.classification.kind, written_on(paper)
    if issued is None or kind in rules().undated or _is_guess(paper, issued):
        return None
    before, after = rules().window_of(kind)
    return issued - timedelta(days=before), issued + timedelta(days=after)


def _is_guess(paper: Extraction, day: date) -> bool:
    """Tell whether a day was read so badly that the right one may lie anywhere."""
    read = [field.confidence for field in paper.fields if field.value == day.isoformat()]
    return max(read, default=1.0) < rules().guess_confidence
