"""What the commands share: where results and progress go, and which data folder is meant."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from digitize.bootstrap import open_services
from digitize.model.codec import to_json
from digitize.ports import Services
from digitize.settings import Settings

screen = Console(stderr=True)
"""Progress and tables for people; results for programs go to stdout."""

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Thư mục dữ liệu (mặc định: DIGITIZE_DATA hoặc ./data)."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


def settings_for(data: Path | None) -> Settings:
    """Return the settings, with the data folder of the command line when one is given."""
    return Settings(data=data) if data is not None else Settings()


@contextmanager
def services_for(data: Path | None) -> Iterator[Services]:
    """Open the services of a data folder for one command."""
    with open_services(settings_for(data)) as services:
        yield services


def emit(value: Any) -> None:
    """Write one JSON value as a line on stdout."""
    sys.stdout.write(to_json(value) + "\n")


def say(text: str) -> None:
    """Write a line for a person on stdout."""
    sys.stdout.write(text + "\n")
