"""What the commands share: where results and progress go, and which data folder is meant."""

import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from digitize.commands.stack import addresses
from digitize.errors import DigitizeError
from digitize.model.codec import to_json
from digitize.ports import Services
from digitize.settings import Engine, Settings
from digitize.web.messages import messages

screen = Console(stderr=True)
"""Progress and tables for people; results for programs go to stdout."""

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Thư mục dữ liệu (mặc định: DIGITIZE_DATA hoặc ./data)."),
]
StackOption = Annotated[
    bool,
    typer.Option(
        "--stack",
        help='Dùng các máy chủ của scripts/stack; biến môi trường được ưu tiên. Lệnh khác: eval "$(scripts/stack env)".',
    ),
]
EngineOption = Annotated[
    Engine | None,
    typer.Option(
        "--engine",
        help="Bộ đọc: ours (mạng của ta), tesseract, hoặc both (cả hai; mặc định: DIGITIZE_ENGINE).",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


def settings_for(data: Path | None = None, *, stack: bool = False, engine: Engine | None = None) -> Settings:
    """Return the settings, with the data folder and the reader of the command line where they are given.

    Args:
        data: the data folder.
        stack: use the servers of `scripts/stack` where the environment names none.
        engine: what reads.

    Raises:
        SetupError: `scripts/stack` does not run on this data folder.
    """
    told: dict[str, Any] = {"data": data, "engine": engine}
    settings = Settings(**{name: value for name, value in told.items() if value is not None})
    return settings.completed(addresses(settings.data)) if stack else settings


@contextmanager
def services_for(data: Path | None) -> Iterator[Services]:
    """Open the services of a data folder for one command."""
    from digitize.bootstrap import open_services

    with open_services(settings_for(data)) as services:
        yield services


def emit(value: Any) -> None:
    """Write one JSON value as a line on stdout."""
    sys.stdout.write(_writable(to_json(value)) + "\n")


def say(text: str) -> None:
    """Write a line for a person on stdout."""
    sys.stdout.write(_harmless(text) + "\n")


def complain(file: Path, error: DigitizeError) -> None:
    """Say on stderr why a file cannot be used."""
    screen.print(f"[red]{escape(_harmless(str(file)))}[/]: {messages().error(error.code)}", highlight=False)


def _harmless(text: str) -> str:
    """Return text without the control characters by which the name of a file could command a terminal."""
    shown = (char if char in "\n\t" or unicodedata.category(char) != "Cc" else "\ufffd" for char in text)
    return _writable("".join(shown))


def _writable(text: str) -> str:
    """Return text with U+FFFD for the bytes of a file's name that are no UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
