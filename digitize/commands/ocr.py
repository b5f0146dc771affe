"""The commands for whoever wants to know how the reader came to its text."""

from pathlib import Path
from typing import Annotated

import typer

from digitize.commands.terminal import EngineOption, say, settings_for
from digitize.errors import Conflict, NotFound
from digitize.evaluation.explained import write_explanation
from digitize.readers import engine_factory
from digitize.web.messages import messages

ocr = typer.Typer(no_args_is_help=True, help="Bộ đọc chữ.")


@ocr.command("explain")
def explain_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="PDF, JPEG, PNG hoặc TIFF.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE.html", help="Tệp HTML (mặc định: tên tệp quét, thêm .html, ở đây)."
        ),
    ] = None,
    engine: EngineOption = None,
) -> None:
    """Cho xem một tệp quét được đọc ra sao: khung chữ, độ tin cậy, chữ còn ngờ, thứ tự đọc.

    Trang HTML chứa chính giấy tờ đó: chỉ lưu tại chỗ.
    """
    if not file.is_file():
        raise NotFound("no such file")
    target = out or Path(f"{file.name}.html")
    if target.exists() and target.samefile(file):
        raise Conflict("FILE.html is FILE: the scan would be overwritten")
    write_explanation(target, file, engine_factory(settings_for(engine=engine))(), messages().say)
    say(str(target))
