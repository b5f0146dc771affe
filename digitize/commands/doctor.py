"""`digitize doctor`: is everything here that the product needs, and how is what is missing mended?"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import typer

from digitize.bootstrap import engine_factory
from digitize.commands.terminal import DataOption, JsonOption, emit, say, settings_for
from digitize.errors import DigitizeError
from digitize.settings import Settings

_LEAST_FREE = 2 << 30
"""Bytes below which a data folder counts as full: one day of one station."""


@dataclass(frozen=True, slots=True)
class Check:
    """A part, whether it is fit, what was found, and how to mend it."""

    part: str
    fit: bool
    found: str
    mend: str = ""


def doctor_command(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Kiểm tra công cụ và thư mục dữ liệu; nói cách khắc phục."""
    settings = settings_for(data)
    checks = [check(settings) for check in _CHECKS]
    for item in checks:
        if as_json:
            emit(item)
        else:
            say(
                f"{'✓' if item.fit else '✗'} {item.part}: {item.found}"
                + (f" – {item.mend}" if not item.fit else "")
            )
    raise typer.Exit(0 if all(item.fit for item in checks) else 3)


def _tool(name: str, package: str) -> Callable[[Settings], Check]:
    def check(_: Settings) -> Check:
        path = shutil.which(name)
        return Check(name, path is not None, path or "không có", f"apt-get install {package}")

    return check


def _recogniser(settings: Settings) -> Check:
    try:
        return Check("tesseract", True, engine_factory(settings)().version)
    except DigitizeError as error:
        return Check("tesseract", False, str(error), "apt-get install tesseract-ocr tesseract-ocr-vie")


def _space(settings: Settings) -> Check:
    folder = _existing(settings.data.absolute())
    free = shutil.disk_usage(folder).free
    return Check(
        "dung lượng", free >= _LEAST_FREE, f"còn {free >> 30} GiB", "giải phóng đĩa hoặc đổi DIGITIZE_DATA"
    )


def _writable(settings: Settings) -> Check:
    folder = settings.data.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Check("thư mục dữ liệu", False, error.strerror or "", f"cấp quyền ghi cho {folder}")
    return Check("thư mục dữ liệu", True, str(folder))


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


_CHECKS: tuple[Callable[[Settings], Check], ...] = (
    _tool("redis-server", "redis-server"),
    _tool("pdftoppm", "poppler-utils"),
    _recogniser,
    _writable,
    _space,
)
