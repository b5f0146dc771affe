"""The command line: names, options and JSON keys are a contract that scripts rely on."""

import sys
from typing import NoReturn

import typer

from digitize.commands import doctor, evaluate, migrate, move, ocr, province, records, station, tools, trip
from digitize.commands.terminal import screen
from digitize.errors import DigitizeError, SetupError
from digitize.web.messages import messages

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Số hóa hồ sơ thủ tục hành chính: đọc giấy tờ quét và gắn vào đúng hồ sơ.",
)
app.command("up")(trip.up_command)
app.command("work")(trip.work_command)
app.command("add")(trip.add_command)
app.command("status")(trip.status_command)
app.command("sweep")(trip.sweep_command)
app.command("retry")(trip.retry_command)
app.command("migrate")(migrate.migrate_command)
app.command("doctor")(doctor.doctor_command)
app.command("export")(records.export_command)
app.command("verify")(records.verify_command)
app.command("migrate-store")(move.move_command)
app.command("search")(records.search_command)
app.add_typer(records.dossiers, name="dossiers")
app.add_typer(records.audit, name="audit")
app.add_typer(station.station, name="station")
app.command("read")(tools.read_command)
app.command("extract")(tools.extract_command)
app.command("pdf")(tools.pdf_command)
app.add_typer(ocr.ocr, name="ocr")
app.command("sample")(province.sample_command)
app.command("evaluate")(evaluate.evaluate_command)


def main() -> NoReturn:
    """Run the command line; an error that the product foresees ends with its sentence and its exit code."""
    try:
        app()
    except DigitizeError as error:
        details = ", ".join(f"{name}={value}" for name, value in error.details.items())
        screen.print(
            f"[red]{messages().error(error.code, **error.details)}[/]" + (f" ({details})" if details else ""),
            highlight=False,
        )
        if isinstance(error, SetupError):
            # Whoever sets the machine up needs the developer's sentence too.
            screen.print(str(error), highlight=False, markup=False)
        sys.exit(error.exit_code)
    sys.exit(0)
