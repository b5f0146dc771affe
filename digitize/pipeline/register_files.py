"""Tables of a register as rows, whatever file they stand in: CSV files, sheets of an XLSX workbook, or JSON.

The content tells what a file is, never its extension. Rows are read one at a time; nothing is held but the row at hand.
"""

import csv
import json
import logging
import warnings
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from digitize.errors import InvalidRegister, NotFound
from digitize.text.normalize import normalize

REGISTER, COMPONENTS, RESULTS = "register", "components", "results"
COLUMNS = {
    REGISTER: (
        "ma_ho_so", "ma_tthc", "ten_tthc", "linh_vuc", "don_vi", "chu_ho_so", "loai_dinh_danh", "so_dinh_danh",
        "ngay_sinh", "dia_chi", "so_dien_thoai", "ngay_tiep_nhan", "ngay_hen_tra", "ngay_tra", "trang_thai",
        "quyen_so", "so_thu_tu",
    ),
    COMPONENTS: ("ma_ho_so", "ma_thanh_phan", "ten_giay_to", "so_luong"),
    RESULTS: (
        "ma_ho_so", "ma_ket_qua", "so_ky_hieu", "ngay_ban_hanh", "co_quan_ban_hanh", "xa", "to_ban_do", "so_thua",
        "so_vao_so", "so_phat_hanh",
    ),
}  # fmt: skip
REQUIRED = {
    REGISTER: ("ma_ho_so", "chu_ho_so"),
    COMPONENTS: ("ma_ho_so", "ma_thanh_phan", "ten_giay_to"),
    RESULTS: ("ma_ho_so", "ma_ket_qua"),
}

_log = logging.getLogger(__name__)

_CHUNK = 1 << 16
_LONGEST_DOSSIER = 1 << 20
_SEPARATORS = (",", ";", "\t")
_DAMAGED_WORKBOOK = (BadZipFile, KeyError, ValueError, EOFError, ParseError, zlib.error)

Cell = str | int | float | date | None
"""A value as the file holds it; datetimes are dates too."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        file: name of the file, with the sheet of a workbook after a slash.
        number: as a spreadsheet counts, the header being row 1; of JSON the dossier's place, from 1.
        cells: values by column.
        nested: rows of components and results that stand inside a dossier (JSON only).
    """

    file: str
    number: int
    cells: dict[str, Cell]
    nested: dict[str, tuple["Row", ...]]

    def problem(self, reason: str, column: str, message: str) -> InvalidRegister:
        """Return the error that names this row and a column; the value itself is private."""
        return InvalidRegister(message, reason=reason, file=self.file, row=self.number, column=column)


@dataclass(frozen=True, slots=True)
class Tables:
    """The three tables of a register."""

    register: Iterator[Row]
    components: Iterator[Row]
    results: Iterator[Row]


def open_tables(path: Path) -> Tables:
    """Return the tables of the register at `path`; those of a CSV file stand beside it.

    Raises:
        NotFound: there is no such file.
        InvalidRegister: it is no register, or a required column is missing; rows raise it as they are read.
    """
    if not path.is_file():
        raise NotFound("there is no such register file; check the path", file=path.name)
    with path.open("rb") as file:
        start = file.read(_CHUNK).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise _refuse(path.name, "empty", "the register holds nothing; export it again")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refuse(
            path.name, "old_excel", "this is an old Excel workbook (.xls); save it as .xlsx or CSV UTF-8"
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _not_utf8(path.name)
    if start.startswith(b"PK\x03\x04"):
        return Tables(*(_sheet(path, table) for table in COLUMNS))
    if start.startswith((b"[", b"{")):
        return Tables(_json(path, array=start.startswith(b"[")), iter(()), iter(()))
    beside = (path.with_name(f"{table}.csv") for table in (COMPONENTS, RESULTS))
    return Tables(_csv(path, REGISTER), *map(_csv, beside, (COMPONENTS, RESULTS)))


def _refuse(file: str, reason: str, message: str, **details: str | float) -> InvalidRegister:
    return InvalidRegister(message, reason=reason, file=file, **details)


def _not_utf8(file: str) -> InvalidRegister:
    return _refuse(file, "not_utf8", "the file is not UTF-8; in Excel save it as CSV UTF-8")


def _csv(path: Path, table: str) -> Iterator[Row]:
    if table != REGISTER and not path.is_file():
        return
    number = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = _separator(file.readline(), table)
            file.seek(0)
            lines = csv.reader(file, delimiter=separator, strict=True)
            for row in _rows(path.name, table, lines, ragged=False):
                number = row.number
                yield row
    except UnicodeDecodeError:
        raise _not_utf8(path.name) from None
    except csv.Error:
        raise _refuse(
            path.name,
            "damaged",
            "a row cannot be parted into cells; look for a stray quotation mark",
            row=number + 1,
        ) from None


def _separator(header: str, table: str) -> str:
    """Return the separator that yields the most columns we know."""
    known = set(COLUMNS[table])
    return max(
        _SEPARATORS,
        key=lambda separator: len(known & set(_names(next(csv.reader([header], delimiter=separator), [])))),
    )


def _sheet(path: Path, table: str) -> Iterator[Row]:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True)
            names = {name.strip().casefold(): name for name in book.sheetnames}
            if table in names:
                sheet = book[names[table]]
                sheet.reset_dimensions()
                yield from _rows(
                    f"{path.name}/{names[table]}", table, sheet.iter_rows(values_only=True), ragged=True
                )
            elif table == REGISTER:
                raise _refuse(
                    path.name, "missing_sheet", "the workbook has no sheet named register; name it so"
                )
    except _DAMAGED_WORKBOOK:
        raise _refuse(
            path.name, "damaged", "the workbook cannot be read; open it in Excel and save it again"
        ) from None


def _rows(file: str, table: str, lines: Iterable[Sequence[Any]], *, ragged: bool) -> Iterator[Row]:
    """Yield the rows below the header that hold anything; where not `ragged`, each has as many cells as the header."""
    source = iter(lines)
    first = next(source, ())
    if table != REGISTER and all(map(_blank, first)):
        return
    names = _header(file, table, first)
    for number, line in enumerate(source, 2):
        if all(map(_blank, line)):
            continue
        row = Row(
            file,
            number,
            {name: cell for name, cell in zip(names, line, strict=False) if name in COLUMNS[table]},
            {},
        )
        too_short = len(line) < len(names) and not ragged
        if too_short or not all(map(_blank, line[len(names) :])):
            last = names[min(len(line), len(names)) - 1]
            raise row.problem(
                "cells", last, "the row has not the cells of the header; look for a stray separator"
            )
        yield row


def _header(file: str, table: str, cells: Sequence[Any]) -> list[str]:
    names = _names(cells)
    for column in REQUIRED[table]:
        if names.count(column) != 1:
            reason = "double_column" if column in names else "missing_column"
            message = f"the first row must name each column once; it lacks or repeats {column}"
            raise _refuse(file, reason, message, row=1, column=column)
    _report_ignored(file, [name for name in names if name and name not in COLUMNS[table]])
    return names


def _names(cells: Sequence[Any]) -> list[str]:
    return [normalize(str(cell or "")).casefold().strip() for cell in cells]


def _report_ignored(file: str, columns: Sequence[str]) -> None:
    if columns:
        _log.warning("columns of %s are not imported: %s", file, ", ".join(columns))


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _json(path: Path, *, array: bool) -> Iterator[Row]:
    """Yield the dossiers of a JSON array, or of JSON Lines."""
    number, ignored = 0, set[str]()
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, value in enumerate(
                _values(file) if array else map(json.loads, filter(str.strip, file)), 1
            ):
                yield _dossier_row(path.name, number, value, ignored)
    except UnicodeDecodeError:
        raise _not_utf8(path.name) from None
    except (json.JSONDecodeError, RecursionError):
        message = "the JSON breaks off or is malformed after this dossier; export it again"
        raise _refuse(path.name, "damaged", message, row=number) from None
    _report_ignored(path.name, sorted(ignored))


def _values(file: TextIO) -> Iterator[Any]:
    """Yield the items of a JSON array without reading it whole.

    Raises:
        json.JSONDecodeError: the array is malformed or has no end.
    """
    decoder = json.JSONDecoder()
    buffer = file.read(_CHUNK).lstrip().removeprefix("[")
    while True:
        while buffer := buffer.lstrip(" \t\r\n,"):
            if buffer.startswith("]"):
                return
            try:
                value, end = decoder.raw_decode(buffer)
            except json.JSONDecodeError:
                if len(buffer) > _LONGEST_DOSSIER:
                    raise
                break
            yield value
            buffer = buffer[end:]
        chunk = file.read(_CHUNK)
        if not chunk:
            raise json.JSONDecodeError("the array has no end", buffer[:1], 0)
        buffer += chunk


def _dossier_row(file: str, number: int, value: Any, ignored: set[str]) -> Row:
    nested = {
        table: tuple(
            _json_row(f"{file}/{table}", table, number, item, ignored)
            for item in _list(file, number, value, table)
        )
        for table in (COMPONENTS, RESULTS)
    }
    own = {name: cell for name, cell in value.items() if name not in nested}
    row = _json_row(file, REGISTER, number, own, ignored)
    return Row(row.file, row.number, row.cells, nested)


def _list(file: str, number: int, value: Any, table: str) -> list[Any]:
    found = (value.get(table) or []) if isinstance(value, dict) else None
    if not isinstance(found, list):
        message = "each dossier must be a JSON object, its components and results lists of objects"
        raise _refuse(file, "shape", message, row=number, column=table)
    return found


def _json_row(file: str, table: str, number: int, value: Any, ignored: set[str]) -> Row:
    row = Row(file, number, {}, {})
    if not isinstance(value, dict):
        raise row.problem("shape", table, "components and results must be JSON objects")
    for name, cell in value.items():
        if isinstance(cell, dict | list):
            raise row.problem("shape", name, "a value must be a text or a number")
    ignored.update(name for name in value if name not in COLUMNS[table])
    return Row(file, number, {name: cell for name, cell in value.items() if name in COLUMNS[table]}, {})
