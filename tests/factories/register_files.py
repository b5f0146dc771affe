"""Registers in the forms in which provinces export them."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Table = Sequence[Mapping[str, Any]]

REGISTER: Table = (
    {
        "ma_ho_so": "H09.15-210305-0007",
        "ma_tthc": "1.007262",
        "ten_tthc": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "linh_vuc": "Hoạt động xây dựng",
        "don_vi": "UBND thành phố Thủ Dầu Một",
        "chu_ho_so": "Nguyễn Thị Hoa",
        "loai_dinh_danh": "CCCD",
        "so_dinh_danh": "074185001234",
        "ngay_sinh": "03/01/1985",
        "dia_chi": "Khu phố 3, phường Phú Cường",
        "so_dien_thoai": "0912345678",
        "ngay_tiep_nhan": "05/03/2021",
        "ngay_hen_tra": "2021-03-17",
        "ngay_tra": "18/03/2021 08:30",
        "trang_thai": "Đã trả kết quả",
        "quyen_so": "01/2021",
        "so_thu_tu": "107",
    },
    {"ma_ho_so": "H09.15-210305-0008", "chu_ho_so": "Trần Văn Tám", "ngay_sinh": "1969"},
)
COMPONENTS: Table = (
    {"ma_ho_so": "H09.15-210305-0008", "ma_thanh_phan": "TP.01", "ten_giay_to": "Tờ khai", "so_luong": ""},
    {
        "ma_ho_so": "H09.15-210305-0007",
        "ma_thanh_phan": "TP.01",
        "ten_giay_to": "Đơn đề nghị",
        "so_luong": "1",
    },
    {"ma_ho_so": "H09.15-210305-0007", "ma_thanh_phan": "TP.02", "ten_giay_to": "Bản vẽ", "so_luong": "2"},
)
RESULTS: Table = (
    {
        "ma_ho_so": "H09.15-210305-0007",
        "ma_ket_qua": "KQ.01",
        "so_ky_hieu": "45/GPXD",
        "ngay_ban_hanh": "18/03/2021",
        "co_quan_ban_hanh": "UBND thành phố Thủ Dầu Một",
        "xa": "Phường Phú Cường",
        "to_ban_do": "33",
        "so_thua": "214",
        "so_vao_so": "CS00538",
        "so_phat_hanh": "CS 123456",
    },
)


def write_csv(
    folder: Path,
    register: Table = REGISTER,
    components: Table | None = COMPONENTS,
    results: Table | None = RESULTS,
    *,
    separator: str = ",",
    encoding: str = "utf-8",
) -> Path:
    """Write the tables that are not None; return the path of `register.csv`."""
    for name, rows in (("register", register), ("components", components), ("results", results)):
        if rows is not None:
            with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
                writer = csv.DictWriter(
                    file, list(dict.fromkeys(key for row in rows for key in row)), delimiter=separator
                )
                writer.writeheader()
                writer.writerows(rows)
    return folder / "register.csv"


def write_xlsx(folder: Path, register: Table = REGISTER, **others: Table) -> Path:
    """Write sheets named by table; return the path of the workbook."""
    tables = {"register": register, "components": COMPONENTS, "results": RESULTS} | others
    book = Workbook(write_only=True)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
    path = folder / "register.xlsx"
    book.save(path)
    return path


def nested(
    register: Table = REGISTER, components: Table = COMPONENTS, results: Table = RESULTS
) -> list[dict[str, Any]]:
    """Return dossiers with their components and results inside."""
    return [
        {
            **row,
            "components": [part for part in components if part["ma_ho_so"] == row["ma_ho_so"]],
            "results": [part for part in results if part["ma_ho_so"] == row["ma_ho_so"]],
        }
        for row in register
    ]


def write_json(
    folder: Path, dossiers: Sequence[Any], *, lines: bool = False, indent: int | None = None
) -> Path:
    """Write a JSON array, or JSON Lines."""
    path = folder / "register.json"
    rows = [json.dumps(dossier, ensure_ascii=False, indent=indent) for dossier in dossiers]
    path.write_text(
        "\n".join(rows) if lines else json.dumps(dossiers, ensure_ascii=False, indent=indent),
        encoding="utf-8",
    )
    return path
