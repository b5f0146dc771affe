"""Checks between fields: what one value says about another. A check warns or confirms; it never corrects."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from digitize.extraction.catalogue import rules
from digitize.extraction.confidence import rechecked
from digitize.model.fields import Field, Source
from digitize.text.fold import fold
from digitize.text.identifiers import DossierId, is_tax_code, parse_cccd, parse_dossier_code

_GIVEN = frozenset(
    {
        "foreign_code",
        "out_of_scope",
        "code_levels",
        "code_date",
        "birth_year",
        "sex",
        "date_order",
        "date_scope",
    }
)
"""Warnings that `check` gives."""


def code_warnings(code: DossierId) -> tuple[str, ...]:
    """Return what speaks against a mã hồ sơ being one of this register's: another body, no such agency, a day out of scope.

    The old code of an agency, 000.00.12.H09, tells it from the lowest level to the highest (Thông tư 10/2016/TT-BTTTT); none of
    a level stands below nothing. The new code has been one only since its law is in force: before, it is likelier an old one
    that lost its beginning.
    """
    common = rules()
    foreign = code.body != common.dossier_body
    outside = not common.dossier_first <= code.received <= common.dossier_last
    levels = [any(char in "123456789" for char in part) for part in code.agency.split(".")[:-1]]
    old = code.agency[0].isdigit()
    impossible = levels != sorted(levels) if old else code.received < common.new_codes
    return (
        ("foreign_code",) * foreign
        + ("code_levels",) * (impossible and not foreign)
        + ("out_of_scope",) * outside
    )


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the values of a paper say about each other: warnings by field, and the fields that another one confirms."""

    warnings: Mapping[str, tuple[str, ...]]
    confirmed: frozenset[str]


def check(values: Mapping[str, str]) -> Verdicts:
    """Hold the values of a paper, by field, against each other and against their check digits."""
    warnings: dict[str, tuple[str, ...]] = {}
    confirmed: set[str] = set()
    for one in (_check_code, _check_person, _check_dates, _check_digits):
        for name, codes in one(values).items():
            if codes:
                warnings[name] = warnings.get(name, ()) + codes
            else:
                confirmed.add(name)
    return Verdicts(warnings, frozenset(confirmed - warnings.keys()))


def recheck(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields checked anew after some were corrected; what the checks said before is taken back."""
    warnings = check({field.name: field.value for field in fields}).warnings
    return tuple(_rechecked(field, warnings.get(field.name, ())) for field in fields)


def _rechecked(field: Field, codes: tuple[str, ...]) -> Field:
    others = tuple(code for code in field.warnings if code not in _GIVEN)
    more = len(codes) - (len(field.warnings) - len(others))
    sure = 1.0 if field.source is Source.USER else rechecked(field.confidence, more)
    return replace(field, warnings=(*others, *codes), confidence=sure)


def _check_code(values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Hold a mã hồ sơ against the register and the day of receipt, which it repeats."""
    code = parse_dossier_code(values.get("ma_ho_so", ""))
    if code is None:
        return {}
    warnings = code_warnings(code)
    received = values.get("ngay_tiep_nhan")
    if received is None:
        return {"ma_ho_so": warnings} if warnings else {}
    if received != code.received.isoformat():
        warnings += ("code_date",)
        return {"ma_ho_so": warnings}
    return {"ma_ho_so": warnings, "ngay_tiep_nhan": ()}


def _check_person(values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Hold the year and the sex in a CCCD against what is printed."""
    person = parse_cccd(values.get("so_cccd", ""))
    if person is None:
        return {}
    warnings: tuple[str, ...] = ()
    agree: dict[str, tuple[str, ...]] = {}
    if "ngay_sinh" in values:
        if int(values["ngay_sinh"][:4]) != person.born:
            warnings += ("birth_year",)
        else:
            agree["ngay_sinh"] = ()
    if "gioi_tinh" in values:
        if fold(values["gioi_tinh"]) != fold(person.sex):
            warnings += ("sex",)
        else:
            agree["gioi_tinh"] = ()
    return agree | {"so_cccd": warnings} if warnings or agree else {}


def _check_dates(values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Hold the legal order: born before anything, received no later than promised; nothing is issued before.

    A dossier of the archive was received within its years, and nothing of it issued or due more than a year later.
    """
    received, due, born, issued = (
        values.get(name) for name in ("ngay_tiep_nhan", "ngay_hen_tra", "ngay_sinh", "ngay_ban_hanh")
    )
    found: dict[str, tuple[str, ...]] = {}
    if received and due:
        found["ngay_hen_tra"] = ("date_order",) if due < received else ()
    first = min((day for day in (received, issued) if day), default=None)
    if born and first and born[:4] > first[:4]:
        found["ngay_sinh"] = ("date_order",)
    if received and issued and issued <= received:
        found["ngay_ban_hanh"] = () if issued == received else ("date_order",)
    scope = rules().dossier_first.year, rules().dossier_last.year
    if received and not scope[0] <= int(received[:4]) <= scope[1]:
        found["ngay_tiep_nhan"] = ("date_scope",)
    for name, day in (("ngay_ban_hanh", issued), ("ngay_hen_tra", due)):
        if day and int(day[:4]) > scope[1] + 1:
            found[name] = ("date_scope",)
    return found


def _check_digits(values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Confirm a tax code by its check digit; the reader tells a wrong one."""
    return {"ma_so_thue": ()} if is_tax_code(values.get("ma_so_thue", "")) else {}
