"""Papers as extraction hands them over, and registers as dense as real ones."""

from collections.abc import Iterable
from datetime import date

from digitize.model.fields import Classification, Extraction, Field
from digitize.model.geometry import Box
from digitize.model.match import Dossier, DossierCode, ResultRecord
from digitize.model.ocr import Barcode
from digitize.store.memory_registry import MemoryRegistry

ORG = "H09.15"


def paper(
    kind: str = "giay_tiep_nhan", confidence: float = 0.95, weak: Iterable[str] = (), **values: str
) -> Extraction:
    """Return a paper that states `values`; fields in `weak` were read badly."""
    fields = tuple(
        Field(name, value, 0.3 if name in set(weak) else confidence)
        for name, value in values.items()
        if value
    )
    return Extraction(Classification(kind, 0.9), fields)


def barcode(text: str) -> Barcode:
    """Return a Code 128 with `text`."""
    return Barcode("Code128", text, Box(0, 0, 10, 10))


def registry(*dossiers: Dossier) -> MemoryRegistry:
    """Return a register of `dossiers`."""
    found = MemoryRegistry()
    found.put(dossiers)
    return found


def entry(number: int = 7, day: int = 5, owner: str = "Nguyễn Thị Hoa", **changes: object) -> Dossier:
    """Return dossier `number` of a day in March 2021."""
    values: dict[str, object] = {
        "code": DossierCode(f"{ORG}-2103{day:02d}-{number:04d}"),
        "owner": owner,
        "procedure_code": "1.007262",
        "procedure_name": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "unit": "UBND thành phố Thủ Dầu Một",
        "owner_id_type": "CCCD",
        "owner_id": f"0741850{day:02d}{number:03d}",
        "address": "Khu phố 3, phường Phú Cường, thành phố Thủ Dầu Một",
        "received_on": date(2021, 3, day),
        "due_on": date(2021, 3, day + 12),
        "book": "01/2021",
        "serial": str(100 + number),
    }
    return Dossier(**{**values, **changes})  # type: ignore[arg-type]


def permit(number: str = "45/GPXD", issued_on: date = date(2021, 3, 18), **changes: object) -> ResultRecord:
    """Return a building permit about a parcel."""
    values: dict[str, object] = {
        "code": "KQ.G17.000041",
        "number": number,
        "issued_on": issued_on,
        "issuer": "UBND thành phố Thủ Dầu Một",
        "ward": "Phường Phú Cường",
        "map_sheet": "33",
        "parcel": "214",
    }
    return ResultRecord(**{**values, **changes})  # type: ignore[arg-type]


def receipt_of(dossier: Dossier, *, code: str | None = None, **changes: str) -> Extraction:
    """Return the receipt of `dossier`; `code` is what was read where its code stands, "" if nothing."""
    values = {
        "ma_ho_so": dossier.code if code is None else code,
        "ho_ten": dossier.owner,
        "ngay_tiep_nhan": dossier.received_on.isoformat() if dossier.received_on else "",
        "ten_tthc": dossier.procedure_name or "",
        "co_quan_ban_hanh": "ỦY BAN NHÂN DÂN THÀNH PHỐ THỦ DẦU MỘT",
    }
    return paper(**{**values, **changes})
