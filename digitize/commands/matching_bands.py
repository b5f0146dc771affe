"""`digitize matching bands`: what the machine stopped attaching by itself, and opening it again."""

from typing import Annotated

import typer

from digitize.commands.terminal import DataOption, JsonOption, emit, say, services_for
from digitize.pipeline.guarding import reopen
from digitize.web.bands import band_rows


def bands_command(
    band: Annotated[
        str | None,
        typer.Option("--reopen", metavar="NHÓM", help="Cho máy tự gắn lại một nhóm, ví dụ '1.004199/*/*'."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao mở lại; ghi vào nhật ký.")
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Liệt kê những nhóm giấy tờ mà máy đang ngừng tự gắn, hoặc mở lại một nhóm."""
    if band is not None and not (reason and reason.strip()):
        raise typer.BadParameter("cần ghi lý do mở lại", param_hint="--reason")
    with services_for(data) as services:
        if band is not None:
            reopen(services, band, " ".join((reason or "").split()))
        rows = band_rows(services)
    for row in rows:
        if as_json:
            emit(row)
            continue
        closing = row.closing
        say(f"{row.id}  {row.name}: ngừng từ {closing.closed_at:%d/%m/%Y}")
        say(
            f"  {closing.wrong} lỗi trong {closing.checked} lần kiểm tra; {row.unchecked} giấy tờ gắn trước đó chưa xem"
        )
    if not rows and not as_json:
        say("Không có nhóm nào đang ngừng tự gắn.")
