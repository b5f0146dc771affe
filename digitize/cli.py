"""The command line: names, options and JSON keys are a contract that scripts rely on."""

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

import digitize.machine  # noqa: F401 - before whatever computes
from digitize.commands.terminal import screen
from digitize.errors import DigitizeError, SetupError
from digitize.web.messages import messages

COMMANDS = {
    "up": "trip:up_command",
    "work": "trip:work_command",
    "add": "trip:add_command",
    "status": "trip:status_command",
    "sweep": "trip:sweep_command",
    "retry": "trip:retry_command",
    "migrate": "migrate:migrate_command",
    "doctor": "doctor:doctor_command",
    "report": "report:report_command",
    "export": "records:export_command",
    "verify": "records:verify_command",
    "migrate-store": "move:move_command",
    "search": "records:search_command",
    "dossiers": "records:dossiers",
    "audit": "records:audit",
    "matching": "matching:matching",
    "station": "station:station",
    "read": "tools:read_command",
    "extract": "tools:extract_command",
    "pdf": "tools:pdf_command",
    "ocr": "ocr:ocr",
    "forms": "forms:forms",
    "undo": "undo:undo_command",
    "sample": "province:sample_command",
    "evaluate": "evaluate:evaluate_command",
}
"""Where each command, or group of commands, lies in `digitize.commands`."""


class _OnDemand(Mapping[str, Any]):
    """The commands by name, each module loaded when one of its commands is asked for: together they take two seconds."""

    def __getitem__(self, name: str) -> Any:
        module, _, attribute = COMMANDS[name].partition(":")
        found = getattr(import_module(f"digitize.commands.{module}"), attribute)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False)
            alone.command(name)(found)
            return get_command(alone)
        group = get_group(found)
        group.name = name
        return group

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Group(TyperGroup):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = _OnDemand()  # type: ignore[assignment]


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Số hóa hồ sơ thủ tục hành chính: đọc giấy tờ quét và gắn vào đúng hồ sơ.",
)


@app.callback()
def _every_command() -> None:
    """Stand in for the commands: typer wants to know of one."""


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
