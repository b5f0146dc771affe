"""Checks between fields: what one value says about another. A check lowers confidence and says why; it never corrects."""

from collections.abc import Mapping
from dataclasses import replace

from digitize.extraction.forms import rules
from digitize.model.fields import Field, Source
from digitize.text.fold import fold
from digitize.text.identifiers import DossierId, parse_cccd, parse_dossier_code

_DOUBT = 0.6
_BETWEEN = frozenset({"foreign_code", "out_of_scope", "code_date", "birth_year", "sex", "date_order"})
"""Warnings that `check` gives."""


def code_warnings(code: DossierId) -> tuple[str, ...]:
    """Return what speaks against a mã hồ sơ being one of this register's: another body, or a day out of scope."""
    common = rules()
    foreign = code.body != common.dossier_body
    outside = not common.dossier_first <= code.received <= common.dossier_last
    return ("foreign_code",) * foreign + ("out_of_scope",) * outside


def check(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields, those that contradict each other with warnings and less confidence."""
    values = {field.name: field.value for field in fields}
    warnings: dict[str, tuple[str, ...]] = {}
    for one in (_check_code, _check_person, _check_dates):
        for name, codes in one(values).items():
            warnings[name] = warnings.get(name, ()) + codes
    return tuple(_with(field, warnings.get(field.name, ())) for field in fields)


def recheck(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields checked anew after some were corrected; what the checks said before is taken back.

    What a person typed gets its warnings but stays certain.
    """
    checked = check(tuple(_without(field) for field in fields))
    return tuple(
        replace(field, confidence=1.0) if field.source is Source.USER else field for field in checked
    )


def _without(field: Field) -> Field:
    kept = tuple(code for code in field.warnings if code not in _BETWEEN)
    lost = len(field.warnings) - len(kept)
    return replace(field, confidence=min(1.0, round(field.confidence / _DOUBT**lost, 4)), warnings=kept)


def _with(field: Field, codes: tuple[str, ...]) -> Field:
    if not codes:
        return field
    confidence = round(field.confidence * _DOUBT ** len(codes), 4)
    return replace(field, confidence=confidence, warnings=field.warnings + codes)


def _check_code(values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    code = parse_dossier_code(values.get("ma_ho_so", ""))
    if code is None:
        return {}
    warnings = code_warnings(code)
    received = values.get("ngay_tiep_nhan")
    if received and received != code.received.isoformat():
        warnings += ("code_date",)
    return {"ma_ho_so": warnings}


def _check_person(values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Hold the year and the sex in a CCCD against what is printed."""
    person = parse_cccd(values.get("so_cccd", ""))
    if person is None:
        return {}
    warnings: tuple[str, ...] = ()
    if "ngay_sinh" in values and int(values["ngay_sinh"][:4]) != person.born:
        warnings += ("birth_year",)
    if "gioi_tinh" in values and fold(values["gioi_tinh"]) != fold(person.sex):
        warnings += ("sex",)
    return {"so_cccd": warnings}


def _check_dates(values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Hold the legal order: born before anything, received no later than promised."""
    received, due, born = (values.get(name) for name in ("ngay_tiep_nhan", "ngay_hen_tra", "ngay_sinh"))
    warnings: dict[str, tuple[str, ...]] = {}
    if received and due and due < received:
        warnings["ngay_hen_tra"] = ("date_order",)
    if born and received and born[:4] > received[:4]:
        warnings["ngay_sinh"] = ("date_order",)
    return warnings
