"""The province's register, in every form in which it comes, and what is refused."""

import logging
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from digitize.errors import InvalidRegister, NotFound
from digitize.model.audit import verify_chain
from digitize.model.match import Component, Dossier, DossierCode, ResultRecord
from digitize.pipeline.register import import_register, read_register
from tests.factories.register_files import (
    COMPONENTS,
    REGISTER,
    RESULTS,
    nested,
    write_csv,
    write_json,
    write_xlsx,
)
from tests.factories.services import memory_services

HOA = Dossier(
    code=DossierCode("H09.15-210305-0007"),
    owner="Nguyễn Thị Hoa",
    procedure_code="1.007262",
    procedure_name="Cấp giấy phép xây dựng nhà ở riêng lẻ",
    sector="Hoạt động xây dựng",
    unit="UBND thành phố Thủ Dầu Một",
    owner_id_type="CCCD",
    owner_id="074185001234",
    owner_born="1985-01-03",
    address="Khu phố 3, phường Phú Cường",
    phone="0912345678",
    received_on=date(2021, 3, 5),
    due_on=date(2021, 3, 17),
    returned_on=date(2021, 3, 18),
    status="Đã trả kết quả",
    book="01/2021",
    serial="107",
    components=(Component("TP.01", "Đơn đề nghị"), Component("TP.02", "Bản vẽ", 2)),
    results=(
        ResultRecord(
            code="KQ.01",
            number="45/GPXD",
            issued_on=date(2021, 3, 18),
            issuer="UBND thành phố Thủ Dầu Một",
            ward="Phường Phú Cường",
            map_sheet="33",
            parcel="214",
            book_number="CS00538",
            serial_number="CS 123456",
        ),
    ),
)
TAM = Dossier(
    code=DossierCode("H09.15-210305-0008"),
    owner="Trần Văn Tám",
    owner_born="1969",
    components=(Component("TP.01", "Tờ khai"),),
)
FORMS: dict[str, Callable[[Path], Path]] = {
    "comma": write_csv,
    "semicolon": lambda folder: write_csv(folder, separator=";"),
    "tab": lambda folder: write_csv(folder, separator="\t"),
    "bom": lambda folder: write_csv(folder, encoding="utf-8-sig"),
    "xlsx": write_xlsx,
    "array": lambda folder: write_json(folder, nested()),
    "indented": lambda folder: write_json(folder, nested(), indent=2),
    "lines": lambda folder: write_json(folder, nested(), lines=True),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_dossiers(form: str, tmp_path: Path) -> None:
    assert list(read_register(FORMS[form](tmp_path))) == [HOA, TAM]


@pytest.mark.parametrize("form", FORMS)
def test_the_content_tells_what_a_file_is(form: str, tmp_path: Path) -> None:
    disguised = FORMS[form](tmp_path).rename(tmp_path / "so_ho_so.bin")
    assert list(read_register(disguised)) == [HOA, TAM]


def test_only_two_columns_are_needed(tmp_path: Path) -> None:
    rows = [{"ma_ho_so": "H09.15-210305-0008", "chu_ho_so": "Trần Văn Tám"}]
    (dossier,) = read_register(write_csv(tmp_path, rows, None, None))
    assert dossier == Dossier(TAM.code, TAM.owner)


def test_texts_are_trimmed_and_composed_and_header_names_may_be_shouted(tmp_path: Path) -> None:
    owner = unicodedata.normalize("NFD", "  Trần   Văn\u00a0Tám ")
    (dossier,) = read_register(
        write_csv(tmp_path, [{" MA_HO_SO ": " H09.15-210305-0008 ", "CHU_HO_SO": owner}], None, None)
    )
    assert dossier == Dossier(TAM.code, TAM.owner)


def test_unknown_columns_are_left_out_and_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    rows = [{**row, "ghi_chu": "riêng tư", "fax": "1"} for row in REGISTER]
    with caplog.at_level(logging.WARNING):
        assert list(read_register(write_csv(tmp_path, rows))) == [HOA, TAM]
    assert "ghi_chu, fax" in caplog.text
    assert "riêng tư" not in caplog.text


def test_parts_of_unknown_dossiers_are_counted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert list(read_register(write_csv(tmp_path, REGISTER[1:]))) == [TAM]
    assert "parts of 1 dossiers" in caplog.text


def test_excel_values_are_understood(tmp_path: Path) -> None:
    row = {
        "ma_ho_so": "H09.15-210305-0009",
        "chu_ho_so": "Lê Thị Chín",
        "loai_dinh_danh": "CCCD",
        "so_dinh_danh": 1185001234,
        "ngay_sinh": 1985,
        "ngay_tiep_nhan": datetime(2021, 3, 5, 8, 30),  # noqa: DTZ001 - Excel knows no zones
        "ngay_hen_tra": date(2021, 3, 17),
        "so_thu_tu": 109.0,
    }
    born_on = {**row, "ma_ho_so": "H09.15-210305-0010", "ngay_sinh": datetime(1985, 1, 3)}  # noqa: DTZ001
    blank = dict.fromkeys(row)
    first, second = read_register(write_xlsx(tmp_path, [row, blank, born_on], components=[], results=[]))
    assert (first.owner_id, first.owner_born, first.serial) == ("001185001234", "1985", "109")
    assert (first.received_on, first.due_on) == (date(2021, 3, 5), date(2021, 3, 17))
    assert second.owner_born == "1985-01-03"


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("1969", "1969"),
        ("00/00/1969", "1969"),
        ("3.1.1985", "1985-01-03"),
        ("1985-01-03T00:00:00", "1985-01-03"),
        ("", None),
    ],
)
def test_births_may_be_a_bare_year(born: str, expected: str | None, tmp_path: Path) -> None:
    rows = [{**REGISTER[1], "ngay_sinh": born}]
    (dossier,) = read_register(write_csv(tmp_path, rows, None, None))
    assert dossier.owner_born == expected


def _changed(rows: Any, at: int, **values: Any) -> list[dict[str, Any]]:
    return [{**row, **values} if place == at else dict(row) for place, row in enumerate(rows)]


def _csv_text(text: str | bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "register.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder / "register.csv"

    return write


def _without(rows: Any, column: str) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != column} for row in rows]


HEAD = "ma_ho_so,chu_ho_so\n"
BAD: dict[str, tuple[Callable[[Path], Path], dict[str, Any]]] = {
    "no owner column": (
        lambda folder: write_csv(folder, _without(REGISTER, "chu_ho_so")),
        {"reason": "missing_column", "file": "register.csv", "row": 1, "column": "chu_ho_so"},
    ),
    "code column twice": (
        _csv_text("ma_ho_so,ma_ho_so,chu_ho_so\na,b,c\n"),
        {"reason": "double_column", "file": "register.csv", "row": 1, "column": "ma_ho_so"},
    ),
    "no component code": (
        lambda folder: write_csv(folder, components=_without(COMPONENTS, "ma_thanh_phan")),
        {"reason": "missing_column", "file": "components.csv", "row": 1, "column": "ma_thanh_phan"},
    ),
    "impossible day": (
        lambda folder: write_csv(folder, _changed(REGISTER, 1, ngay_tiep_nhan="30/02/2021")),
        {"reason": "bad_date", "file": "register.csv", "row": 3, "column": "ngay_tiep_nhan"},
    ),
    "month first": (
        lambda folder: write_csv(folder, _changed(REGISTER, 0, ngay_hen_tra="03/17/2021")),
        {"reason": "bad_date", "file": "register.csv", "row": 2, "column": "ngay_hen_tra"},
    ),
    "year of another age": (
        lambda folder: write_csv(folder, _changed(REGISTER, 0, ngay_tra="18/03/0021")),
        {"reason": "bad_date", "file": "register.csv", "row": 2, "column": "ngay_tra"},
    ),
    "birth in words": (
        lambda folder: write_csv(folder, _changed(REGISTER, 0, ngay_sinh="không rõ")),
        {"reason": "bad_date", "file": "register.csv", "row": 2, "column": "ngay_sinh"},
    ),
    "serial number of Excel for a date": (
        lambda folder: write_xlsx(folder, _changed(REGISTER, 0, ngay_tiep_nhan=44260)),
        {"reason": "bad_date", "file": "register.xlsx/register", "row": 2, "column": "ngay_tiep_nhan"},
    ),
    "empty owner": (
        lambda folder: write_csv(folder, _changed(REGISTER, 1, chu_ho_so="  ")),
        {"reason": "empty_cell", "file": "register.csv", "row": 3, "column": "chu_ho_so"},
    ),
    "dossier twice": (
        lambda folder: write_csv(folder, [*REGISTER, REGISTER[0]]),
        {"reason": "double", "file": "register.csv", "row": 4, "column": "ma_ho_so"},
    ),
    "component twice": (
        lambda folder: write_csv(folder, components=[*COMPONENTS, COMPONENTS[0]]),
        {"reason": "double", "file": "components.csv", "row": 5, "column": "ma_thanh_phan"},
    ),
    "result twice": (
        lambda folder: write_csv(folder, results=[*RESULTS, *RESULTS]),
        {"reason": "double", "file": "results.csv", "row": 3, "column": "ma_ket_qua"},
    ),
    "no copies": (
        lambda folder: write_csv(folder, components=_changed(COMPONENTS, 0, so_luong="0")),
        {"reason": "bad_number", "file": "components.csv", "row": 2, "column": "so_luong"},
    ),
    "copies in words": (
        lambda folder: write_xlsx(folder, components=_changed(COMPONENTS, 2, so_luong="hai")),
        {"reason": "bad_number", "file": "register.xlsx/components", "row": 4, "column": "so_luong"},
    ),
    "error of a formula": (
        lambda folder: write_csv(folder, _changed(REGISTER, 0, dia_chi="#REF!")),
        {"reason": "formula_error", "file": "register.csv", "row": 2, "column": "dia_chi"},
    ),
    "a cell too many": (
        _csv_text(HEAD + "a,Nguyễn Văn A,x\n"),
        {"reason": "cells", "file": "register.csv", "row": 2, "column": "chu_ho_so"},
    ),
    "cut short within a row": (
        _csv_text(HEAD + "a,Nguyễn Văn A\nb\n"),
        {"reason": "cells", "file": "register.csv", "row": 3, "column": "ma_ho_so"},
    ),
    "a quotation mark left open": (
        _csv_text(HEAD + 'a,Nguyễn Văn A\nb,"Trần Văn B\n'),
        {"reason": "damaged", "file": "register.csv", "row": 3},
    ),
    "Windows-1258": (
        _csv_text(HEAD.encode() + "a,Tr\u00e2n\n".encode("cp1258")),
        {"reason": "not_utf8", "file": "register.csv"},
    ),
    "UTF-16": (_csv_text((HEAD + "a,b\n").encode("utf-16")), {"reason": "not_utf8", "file": "register.csv"}),
    "nothing": (_csv_text(" \n"), {"reason": "empty", "file": "register.csv"}),
    "old Excel": (_csv_text(b"\xd0\xcf\x11\xe0rest"), {"reason": "old_excel", "file": "register.csv"}),
    "zip cut short": (_csv_text(b"PK\x03\x04rest"), {"reason": "damaged", "file": "register.csv"}),
    "no sheet of the name": (
        lambda folder: _renamed_sheet(write_xlsx(folder)),
        {"reason": "missing_sheet", "file": "register.xlsx"},
    ),
    "array without end": (
        lambda folder: _cut(write_json(folder, nested()), 1),
        {"reason": "damaged", "file": "register.json", "row": 2},
    ),
    "array cut within a dossier": (
        lambda folder: _cut(write_json(folder, nested()), 40),
        {"reason": "damaged", "file": "register.json", "row": 1},
    ),
    "line cut": (
        lambda folder: _cut(write_json(folder, nested(), lines=True), 5),
        {"reason": "damaged", "file": "register.json", "row": 1},
    ),
    "an array of texts": (
        lambda folder: write_json(folder, ["a", "b"]),
        {"reason": "shape", "file": "register.json", "row": 1, "column": "components"},
    ),
    "components that are a text": (
        lambda folder: write_json(folder, [{**REGISTER[1], "components": "không"}]),
        {"reason": "shape", "file": "register.json", "row": 1, "column": "components"},
    ),
    "a component that is a text": (
        lambda folder: write_json(folder, [{**REGISTER[1], "components": ["không"]}]),
        {"reason": "shape", "file": "register.json/components", "row": 1, "column": "components"},
    ),
    "an owner that is a list": (
        lambda folder: write_json(folder, [{**REGISTER[1], "chu_ho_so": ["A", "B"]}]),
        {"reason": "shape", "file": "register.json", "row": 1, "column": "chu_ho_so"},
    ),
    "JSON without an owner": (
        lambda folder: write_json(folder, [REGISTER[1], {"ma_ho_so": "a"}]),
        {"reason": "empty_cell", "file": "register.json", "row": 2, "column": "chu_ho_so"},
    ),
    "brackets without end": (
        _csv_text("[" * 100_000),
        {"reason": "damaged", "file": "register.csv", "row": 0},
    ),
}


def _renamed_sheet(path: Path) -> Path:
    from openpyxl import load_workbook

    book = load_workbook(path)
    book["register"].title = "Sheet1"
    book.save(path)
    return path


def _cut(path: Path, letters: int) -> Path:
    path.write_text(path.read_text(encoding="utf-8")[:-letters], encoding="utf-8")
    return path


@pytest.mark.parametrize("name", BAD)
def test_bad_input_says_what_where_and_nothing_private(name: str, tmp_path: Path) -> None:
    write, details = BAD[name]
    with pytest.raises(InvalidRegister) as raised:
        list(read_register(write(tmp_path)))
    assert raised.value.details == details
    said = str(raised.value)
    assert not any(private in said for private in ("Nguyễn", "Trần", "30/02", "không rõ"))


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(read_register(tmp_path / "register.csv"))


def test_import_twice_adds_nothing_and_each_import_is_on_record(tmp_path: Path) -> None:
    services = memory_services()
    path = write_csv(tmp_path)
    first, second = import_register(path, services), import_register(path, services)
    assert (first.added, first.unchanged, second.added, second.unchanged) == (2, 0, 0, 2)
    assert services.registry.get(HOA.code) == HOA
    with services.ledger.writing() as tx:
        tx.sequence_audit()
    with services.ledger.reading() as tx:
        events = tuple(tx.audit_chain())
    assert [(event.action, event.subject, event.actor) for event in events] == [
        ("register:dossiers:imported", "register.csv", "tester")
    ] * 2
    assert events[0].payload_sha256 != events[1].payload_sha256
    assert verify_chain(events) == 2


def test_a_changed_dossier_is_a_conflict_until_replaced(tmp_path: Path) -> None:
    services = memory_services()
    import_register(write_csv(tmp_path), services)
    path = write_csv(tmp_path, _changed(REGISTER, 0, chu_ho_so="Nguyễn Thị Hòa"))
    assert import_register(path, services).conflicts == (HOA.code,)
    assert services.registry.get(HOA.code) == HOA
    assert import_register(path, services, replace=True).replaced == 1
    assert services.registry.get(HOA.code) == replace(HOA, owner="Nguyễn Thị Hòa")


def test_a_bad_last_row_leaves_nothing_behind(tmp_path: Path) -> None:
    services = memory_services()
    with pytest.raises(InvalidRegister):
        import_register(write_csv(tmp_path, _changed(REGISTER, 1, ngay_tra="hôm qua")), services)
    assert services.registry.count() == 0
    with services.ledger.writing() as tx:
        assert tx.sequence_audit() == 0
