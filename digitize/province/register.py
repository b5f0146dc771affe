"""Writes the register as the province exports it: dossiers, their components and their results."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from digitize.province.cases import Case
from digitize.province.units import Ward

_DOSSIER = (
    "ma_ho_so", "ma_tthc", "ten_tthc", "linh_vuc", "don_vi", "chu_ho_so", "loai_dinh_danh", "so_dinh_danh",
    "ngay_sinh", "dia_chi", "so_dien_thoai", "ngay_tiep_nhan", "ngay_hen_tra", "ngay_tra", "trang_thai",
    "quyen_so", "so_thu_tu",
)  # fmt: skip
_COMPONENT = ("ma_ho_so", "ma_thanh_phan", "ten_giay_to", "so_luong")
_RESULT = (
    "ma_ho_so", "ma_ket_qua", "so_ky_hieu", "ngay_ban_hanh", "co_quan_ban_hanh", "xa", "to_ban_do", "so_thua",
    "so_vao_so", "so_phat_hanh",
)  # fmt: skip


def write_register(folder: Path, cases: Sequence[Case]) -> None:
    """Write `register.csv`, `components.csv` and `results.csv` (UTF-8, dates ISO) into `folder`."""
    _write(folder / "register.csv", _DOSSIER, (_dossier(case) for case in cases))
    components = (
        (case.code, part.code, part.name, part.copies) for case in cases for part in case.components
    )
    _write(folder / "components.csv", _COMPONENT, components)
    _write(folder / "results.csv", _RESULT, (_result(case) for case in cases if case.result))


def _dossier(case: Case) -> tuple[object, ...]:
    owner = case.owner
    returned = case.result.issued_on if case.result else ""
    status = "Đã trả kết quả" if case.result else "Đang giải quyết"
    return (
        case.code, case.procedure, case.procedure_name, case.sector, case.unit, owner.name, owner.id_type,
        owner.id_number, owner.born, owner.address(case.received_on), owner.phone, case.received_on, case.due_on,
        returned, status, case.book, case.serial,
    )  # fmt: skip


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


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
