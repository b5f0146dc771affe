"""How far the dossiers are digitized: indicator 4.2, by unit and by month."""

from collections.abc import Sequence
from typing import Any

from digitize.commands.terminal import DataOption, JsonOption, emit, say, services_for
from digitize.model.codec import to_plain
from digitize.model.coverage import Covered, by_month, by_unit, summed
from digitize.web.present import count, share


def report_command(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Cho biết bao nhiêu hồ sơ đã số hóa theo chỉ tiêu 4.2 (có cả thành phần và kết quả), theo đơn vị và theo tháng."""
    with services_for(data) as services:
        counts = services.coverage.counts()
    if as_json:
        emit(
            {
                "total": _plain(summed(counts)),
                "units": [_plain(row) for row in by_unit(counts)],
                "months": [_plain(row) for row in by_month(counts)],
                "counts": [_plain(row) for row in counts],
            }
        )
        return
    total = ("Tất cả", summed(counts))
    _print("Đơn vị", [*((row.unit or "–", row) for row in by_unit(counts)), total])
    say("")
    _print("Tháng tiếp nhận", [*((row.month or "–", row) for row in by_month(counts)), total])


def _plain(row: Covered) -> dict[str, Any]:
    return {**to_plain(row), "none": row.none, "share": row.share}


def _print(head: str, rows: Sequence[tuple[str, Covered]]) -> None:
    """Print a table; the share stands last."""
    names = ("hồ sơ", "chỉ thành phần", "chỉ kết quả", "cả hai", "đủ mọi giấy tờ", "chưa có", "tỷ lệ %")
    width = max(len(name) for name, _ in [(head, None), *rows])
    say("  ".join([head.ljust(width), *names]))
    for name, row in rows:
        cells = zip(_cells(row), names, strict=True)
        say("  ".join([name.ljust(width), *(cell.rjust(len(column)) for cell, column in cells)]))


def _cells(row: Covered) -> list[str]:
    figures = (row.dossiers, row.inputs, row.results, row.both, row.complete, row.none)
    return [*map(count, figures), share(row.share)]
