"""Writes the register as the province exports it: dossiers, their components and their results."""

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from digitize.province.cases import Case
from digitize.province.province import Province
from digitize.province.units import Ward

TABLES = {
    "register": (
        "ma_ho_so", "ma_tthc", "ten_tthc", "linh_vuc", "don_vi", "chu_ho_so", "loai_dinh_danh", "so_dinh_danh",
        "ngay_sinh", "dia_chi", "so_dien_thoai", "ngay_tiep_nhan", "ngay_hen_tra", "ngay_tra", "trang_thai",
        "quyen_so", "so_thu_tu",
    ),
    "components": ("ma_ho_so", "ma_thanh_phan", "ten_giay_to", "so_luong"),
    "results": (
        "ma_ho_so", "ma_ket_qua", "so_ky_hieu", "ngay_ban_hanh", "co_quan_ban_hanh", "xa", "to_ban_do", "so_thua",
        "so_vao_so", "so_phat_hanh",
    ),
}  # fmt: skip
"""Columns by table, as `dossiers import` takes them."""

Rows = Iterable[Sequence[object]]

_PIECE = 2_000
"""Dossiers that one core draws and formats at a time: about 2 MB of text."""


def write_register(folder: Path, province: Province, *, as_json: bool = False) -> None:
    """Write `register.csv`, `components.csv` and `results.csv` (UTF-8, dates ISO) into `folder`, on all cores.

    Args:
        folder: where to; it exists.
        province: whose register.
        as_json: whether to write `register.jsonl` instead, one dossier a line with its components and results inside.
    """
    headers = {"register.jsonl": ""} if as_json else {f"{name}.csv": _csv([TABLES[name]]) for name in TABLES}
    files = [(folder / name).open("w", encoding="utf-8", newline="") for name in headers]
    try:
        for file, header in zip(files, headers.values(), strict=True):
            file.write(header)
        for texts in _pieces(province, as_json=as_json):
            for file, text in zip(files, texts, strict=True):
                file.write(text)
    finally:
        for file in files:
            file.close()


def _pieces(province: Province, *, as_json: bool) -> Iterator[tuple[str, ...]]:
    """Yield what goes into each file, piece by piece, in order."""
    write = partial(_piece, province, as_json)
    pieces = [
        (first, min(first + _PIECE, province.dossiers)) for first in range(0, province.dossiers, _PIECE)
    ]
    cores = len(os.sched_getaffinity(0))
    if cores == 1 or len(pieces) < 2 * cores:
        yield from map(write, pieces)
        return
    with ProcessPoolExecutor(min(cores, 16), mp_context=get_context("spawn")) as pool:
        yield from pool.map(write, pieces)


def _piece(province: Province, as_json: bool, piece: tuple[int, int]) -> tuple[str, ...]:
    """Return what goes into each file of the dossiers from the first of `piece` to before its last."""
    cases = list(province.cases(*piece))
    if as_json:
        return ("".join(f"{json.dumps(_nested(case), ensure_ascii=False, default=str)}\n" for case in cases),)
    return (
        _csv(map(_dossier, cases)),
        _csv(row for case in cases for row in _components(case)),
        _csv(_result(case) for case in cases if case.result),
    )


def _csv(rows: Rows) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


def _nested(case: Case) -> Mapping[str, object]:
    """Return a dossier as JSON nests it."""
    parts = {"components": _components(case), "results": [_result(case)] if case.result else []}
    return dict(zip(TABLES["register"], _dossier(case), strict=True)) | {
        name: [dict(zip(TABLES[name], row, strict=True)) for row in rows] for name, rows in parts.items()
    }


def _dossier(case: Case) -> tuple[object, ...]:
    owner = case.owner
    returned = case.result.issued_on if case.result else ""
    born = "" if owner.id_type == "MST" else owner.born
    return (
        case.code, case.procedure, case.procedure_name, case.sector, case.unit, owner.name, owner.id_type,
        owner.id_number, born, owner.address(case.received_on), owner.phone, case.received_on, case.due_on,
        returned, case.status, case.book, case.serial,
    )  # fmt: skip


def _components(case: Case) -> list[tuple[object, ...]]:
    return [(case.code, part.code, part.name, part.copies) for part in case.components]


def _result(case: Case) -> tuple[object, ...]:
    result, parcel = case.result, case.parcel
    if result is None:
        raise ValueError("a case without a result has no result row")
    land: tuple[object, ...] = ("", "", "", "", "")
    if parcel and case.subject == "parcel":
        land = (
            _ward(parcel.ward, result.issued_on),
            parcel.map_sheet,
            parcel.number,
            parcel.book_number,
            parcel.serial_number,
        )
    issuer = case.unit
    if case.subject == "business":
        issuer = f"{case.office.capitalize()} {case.owner.ward.district.on(result.issued_on)}"
    return (case.code, result.code, result.number, result.issued_on, issuer, *land)


def _ward(ward: Ward, day: date) -> str:
    name = ward.unit.on(day)
    return name[0].upper() + name[1:]
