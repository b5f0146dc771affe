"""The commands for whoever adds a form to the catalogue: is its file right, and what does it find on a scan?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from digitize.commands.forms_calibrate import calibrate_command
from digitize.commands.forms_learn import learn_command
from digitize.commands.terminal import EngineOption, say, screen, settings_for
from digitize.errors import Conflict, NotFound
from digitize.web.messages import messages

if TYPE_CHECKING:
    from digitize.evaluation.tried import Trial

forms = typer.Typer(
    no_args_is_help=True, help="Danh mục biểu mẫu: kiểm tra, thử một biểu mẫu, học từ dữ liệu đã sửa."
)
forms.command("learn")(learn_command)
forms.command("calibrate")(calibrate_command)


@forms.command("check")
def check_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Tệp TOML của biểu mẫu.")],
) -> None:
    """Kiểm tra tệp biểu mẫu: mỗi chỗ sai một dòng, kèm tên tệp và khóa."""
    from digitize.extraction.catalogue import faults

    wrong = False
    for file in files:
        if not file.is_file():
            raise NotFound("no such file")
        found = list(faults(file.name, file.read_text(encoding="utf-8", errors="replace")))
        for fault in found:
            where = f"{file}: {fault.key}" if fault.key else str(file)
            say(f"{where}: {messages().say(f'fault.{fault.reason}', found=fault.found)}")
        if not found:
            say(f"{file}: {messages().say('fault.none')}")
        wrong = wrong or bool(found)
    raise typer.Exit(2 if wrong else 0)


@forms.command("try")
def try_command(
    form: Annotated[
        str, typer.Argument(metavar="FORM", help="Tệp TOML, hoặc tên một biểu mẫu của danh mục.")
    ],
    scan: Annotated[Path, typer.Argument(metavar="SCAN", help="PDF, JPEG, PNG hoặc TIFF của một giấy tờ.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE.html", help="Tệp HTML (mặc định: tên tệp quét, thêm .form.html, ở đây)."
        ),
    ] = None,
    engine: EngineOption = None,
) -> None:
    """Cho xem một biểu mẫu tìm thấy gì trên một tệp quét: bảng các trường, và trang HTML có khung quanh từng giá trị.

    Trang HTML chứa chính giấy tờ đó: chỉ lưu tại chỗ.
    """
    from digitize.evaluation.tried import try_form, write_trial
    from digitize.extraction.catalogue import load_form, rules
    from digitize.readers import engine_factory

    if not scan.is_file():
        raise NotFound("no such file")
    target = out or Path(f"{scan.name}.form.html")
    if target.exists() and (target.samefile(scan) or (Path(form).exists() and target.samefile(form))):
        raise Conflict("FILE.html is SCAN or FORM: it would be overwritten")
    known = next((one for one in rules().forms if one.name == form), None)
    trial = try_form(known or load_form(Path(form)), scan, engine_factory(settings_for(engine=engine))())
    write_trial(target, scan.name, trial)
    screen.print(_table(trial))
    say(str(target))


def _table(trial: "Trial") -> Table:
    """Return what was found as a table; what is required and missing stands in red."""
    table = Table(title=f"{trial.form.name} → {trial.catalogue.kind} ({trial.catalogue.confidence:.1%})")
    for head in ("Trường", "Giá trị", "Tin cậy", "Trang"):
        table.add_column(head)
    for row in trial.fields:
        name = f"{row.name} *" if row.required else row.name
        if row.found is None:
            table.add_row(name, "–", "", "", style="red" if row.required else "dim")
            continue
        page = str(row.found.evidence.page) if row.found.evidence else ""
        table.add_row(name, Text(row.found.value), f"{row.found.confidence:.1%}", page)
    return table
