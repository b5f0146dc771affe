"""Imports the province's register of dossiers.

A register is read as a stream; only its components and results are held by code, equal ones once. That takes about
0.7 kB a dossier: 0.9 GB for the 1.35 million of 2020 and 2021.
"""

import hashlib
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from digitize.model.audit import AuditEvent
from digitize.model.codec import to_json
from digitize.model.match import Component, Dossier, DossierCode, ResultRecord
from digitize.pipeline.register_files import COMPONENTS, RESULTS, Row, open_tables
from digitize.ports import ImportReport, Services
from digitize.text.dates import iso_date
from digitize.text.normalize import normalize

Part = TypeVar("Part", Component, ResultRecord)
Parts = tuple[Part, ...]
Make = Callable[[Row], Part]

_log = logging.getLogger(__name__)

_TIME = r"(?:[T\s]\s*\d{1,2}:\d{2}.*)?"
_ISO = re.compile(rf"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}}){_TIME}")
_VIETNAMESE = re.compile(rf"(?P<d>\d{{1,2}})[/.-](?P<m>\d{{1,2}})[/.-](?P<y>\d{{4}}){_TIME}")
_YEAR_ONLY = re.compile(r"(?:(?:00?[/.-])?00?[/.-])?(?P<y>(?:19|20)\d{2})")
_FORMULA_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
_ID_DIGITS = {"CCCD": 12, "CMND": 9, "MST": 10}
_LOST_ZEROS = 2
_YEARS = range(1900, 2101)
_MOST_COPIES = 10_000
_CODE_COLUMN: dict[type, str] = {Component: "ma_thanh_phan", ResultRecord: "ma_ket_qua"}


def import_register(path: Path, services: Services, *, replace: bool = False) -> ImportReport:
    """Import the register at `path` and record that it was imported.

    The file is read twice: a bad value in its last row is found before its first dossier is stored. Importing the same
    register again changes nothing.

    Args:
        path: a CSV file with `components.csv` and `results.csv` beside it, an XLSX workbook or JSON.
        services: where to store.
        replace: whether a dossier that is stored with another content is replaced; otherwise it is a conflict.

    Raises:
        NotFound: there is no such file.
        InvalidRegister: a column is missing or a value cannot be read.
    """
    for _ in read_register(path):
        pass
    report = services.registry.put(read_register(path), replace=replace)
    event = AuditEvent(
        id=services.new_id(),
        at=services.clock(),
        actor=services.actor,
        action="register:dossiers:imported",
        subject=path.name,
        payload_sha256=hashlib.sha256(to_json(report).encode()).hexdigest(),
    )
    with services.ledger.writing() as tx:
        tx.append(event)
    return report


def read_register(path: Path) -> Iterator[Dossier]:
    """Yield the dossiers of the register at `path`, in its order.

    Texts are trimmed and NFC; dates are dd/mm/yyyy, ISO or real dates of Excel; zeros that Excel took from the front of
    an identity number are given back. Columns that nobody knows are left out and named in the log.

    Raises:
        NotFound: there is no such file.
        InvalidRegister: with `reason`, `file`, `row` and `column` in its details, never the value.
    """
    tables = open_tables(path)
    # The components of a procedure repeat from dossier to dossier, results do not.
    known: dict[tuple[Component, ...], tuple[Component, ...]] = {}
    components = _by_code(tables.components, _component, lambda parts: known.setdefault(parts, parts))
    results = _by_code(tables.results, _result, lambda parts: parts)
    seen = set[str]()
    for row in tables.register:
        code = sys.intern(_required(row, "ma_ho_so"))
        if code in seen:
            raise row.problem(
                "double", "ma_ho_so", "this mã hồ sơ stands in an earlier row; keep one of them"
            )
        seen.add(code)
        yield _dossier(
            row,
            _joined(components.get(code, ()), row.nested.get(COMPONENTS, ()), _component),
            _joined(results.get(code, ()), row.nested.get(RESULTS, ()), _result),
        )
    if homeless := len((components.keys() | results.keys()) - seen):
        _log.warning("parts of %d dossiers that %s does not name are not imported", homeless, path.name)


def _by_code(
    rows: Iterable[Row], make: Make[Part], hold: Callable[[Parts[Part]], Parts[Part]]
) -> dict[str, Parts[Part]]:
    found: dict[str, Parts[Part]] = {}
    for row in rows:
        code = sys.intern(_required(row, "ma_ho_so"))
        found[code] = hold(_joined(found.get(code, ()), [row], make))
    return found


def _joined(parts: Parts[Part], rows: Iterable[Row], make: Make[Part]) -> Parts[Part]:
    """Return `parts` and those of `rows`. Papers are put in place by code, so no code may stand twice."""
    found = list(parts)
    for row in rows:
        part = make(row)
        if any(part.code == other.code for other in found):
            message = "this code stands twice in the dossier; number the second one"
            raise row.problem("double", _CODE_COLUMN[type(part)], message)
        found.append(part)
    return tuple(found)


def _dossier(row: Row, components: Parts[Component], results: Parts[ResultRecord]) -> Dossier:
    id_type = _text(row, "loai_dinh_danh")
    return Dossier(
        code=DossierCode(_required(row, "ma_ho_so")),
        owner=_required(row, "chu_ho_so"),
        procedure_code=_text(row, "ma_tthc"),
        procedure_name=_text(row, "ten_tthc"),
        sector=_text(row, "linh_vuc"),
        unit=_text(row, "don_vi"),
        owner_id_type=id_type,
        owner_id=_id_number(row, id_type),
        owner_born=_birth(row),
        address=_text(row, "dia_chi"),
        phone=_text(row, "so_dien_thoai"),
        received_on=_date(row, "ngay_tiep_nhan"),
        due_on=_date(row, "ngay_hen_tra"),
        returned_on=_date(row, "ngay_tra"),
        status=_text(row, "trang_thai"),
        book=_text(row, "quyen_so"),
        serial=_text(row, "so_thu_tu"),
        components=components,
        results=results,
    )


def _component(row: Row) -> Component:
    copies = _text(row, "so_luong") or "1"
    if not copies.isdecimal() or not 0 < int(copies) <= _MOST_COPIES:
        raise row.problem("bad_number", "so_luong", "the number of copies must be a whole number from 1")
    return Component(_required(row, "ma_thanh_phan"), _required(row, "ten_giay_to"), int(copies))


def _result(row: Row) -> ResultRecord:
    return ResultRecord(
        code=_required(row, "ma_ket_qua"),
        number=_text(row, "so_ky_hieu"),
        issued_on=_date(row, "ngay_ban_hanh"),
        issuer=_text(row, "co_quan_ban_hanh"),
        ward=_text(row, "xa"),
        map_sheet=_text(row, "to_ban_do"),
        parcel=_text(row, "so_thua"),
        book_number=_text(row, "so_vao_so"),
        serial_number=_text(row, "so_phat_hanh"),
    )


def _text(row: Row, column: str) -> str | None:
    cell = row.cells.get(column)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = _clean("" if cell is None else str(cell))
    if text.startswith("#") and _FORMULA_ERROR.fullmatch(text):
        raise row.problem("formula_error", column, "the cell holds an error of Excel instead of a value")
    return text or None


@lru_cache(maxsize=1 << 14)
def _clean(text: str) -> str:
    """Return `text` in normal form on one line. Agencies, communes and procedures repeat, and are held once."""
    return " ".join(normalize(text).split())


def _required(row: Row, column: str) -> str:
    text = _text(row, column)
    if text is None:
        raise row.problem("empty_cell", column, f"every row needs {column}")
    return text


def _date(row: Row, column: str) -> date | None:
    cell = row.cells.get(column)
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(row, column)
    found = _parse(text) if text else None
    if text and found is None:
        raise row.problem("bad_date", column, "a date must be dd/mm/yyyy or yyyy-mm-dd")
    return found


@lru_cache(maxsize=1 << 12)
def _parse(text: str) -> date | None:
    found = _iso(text)
    return date.fromisoformat(found) if found else None


def _iso(text: str) -> str | None:
    match = _ISO.fullmatch(text) or _VIETNAMESE.fullmatch(text)
    if match is None or int(match["y"]) not in _YEARS:
        return None
    return iso_date(int(match["y"]), int(match["m"]), int(match["d"]))


def _birth(row: Row) -> str | None:
    """Return the date of birth, or the year where the register knows no more (1969, 00/00/1969)."""
    cell = row.cells.get("ngay_sinh")
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    text = _text(row, "ngay_sinh")
    year = _YEAR_ONLY.fullmatch(text or "")
    found = year["y"] if year else _iso(text or "")
    if text and found is None:
        raise row.problem("bad_date", "ngay_sinh", "a date of birth must be dd/mm/yyyy, yyyy-mm-dd or a year")
    return found


def _id_number(row: Row, id_type: str | None) -> str | None:
    """Return the identity number with the zeros at its front that a spreadsheet takes for nothing."""
    text = _text(row, "so_dinh_danh")
    length = _ID_DIGITS.get((id_type or "").upper(), 0)
    if text and text.isdecimal() and 0 < length - len(text) <= _LOST_ZEROS:
        return text.zfill(length)
    return text
