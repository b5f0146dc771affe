"""`digitize doctor`: is everything here that the product needs, and how is what is missing mended?"""

import shutil
from collections.abc import Callable, Iterator
from functools import partial

import typer

from digitize.commands.terminal import DataOption, JsonOption, StackOption, emit, say, settings_for
from digitize.errors import DigitizeError
from digitize.imaging.orient import Orienter
from digitize.ocr.secrecy import StampFinder
from digitize.readers import engine_factory
from digitize.settings import Settings
from digitize.store.checkup import Check, Examination, examine
from digitize.store.checkup_database import check_server
from digitize.store.checkup_embedded import check_folder, check_sqlite
from digitize.store.checkup_objects import check_bucket
from digitize.store.checkup_queue import check_queue

_SECONDS = 40.0
"""Longer than the patience of every client, shorter than that of a container's health check."""


_INSTALL_AGAIN = "cài lại digitize: thiếu hoặc sai tệp trong ocr_models/artifacts"


def doctor_command(data: DataOption = None, stack: StackOption = False, as_json: JsonOption = False) -> None:
    """Kiểm tra công cụ, thư mục dữ liệu và từng máy chủ; nói cách khắc phục. Không in bí mật."""
    fit = True
    for check in examine(_parts(settings_for(data, stack=stack)), _SECONDS):
        fit = fit and check.fit
        if as_json:
            emit(check)
        else:
            mark = "✗" if not check.fit else "!" if check.mend else "✓"
            say(f"{mark} {check.part}: {check.found}" + (f" – {check.mend}" if check.mend else ""))
    raise typer.Exit(0 if fit else 3)


def _parts(settings: Settings) -> dict[str, Examination]:
    """Return what there is to examine: the servers that the settings name, and what stands in for the others."""
    folder = settings.data.absolute()
    parts: dict[str, Examination] = {
        "poppler": partial(_tool, "pdftoppm", "poppler-utils"),
        settings.engine: partial(_recogniser, settings),
        "chiều trang": _orienter,
        "dấu mật": _stamp_finder,
        "thư mục dữ liệu": partial(check_folder, folder),
    }
    if settings.database_url:
        parts["PostgreSQL"] = partial(check_server, settings.database_url)
    else:
        parts["SQLite"] = partial(check_sqlite, folder)
    if settings.blobs_url:
        parts["kho tệp S3"] = partial(check_bucket, settings.blobs_url)
    if settings.redis_url:
        parts["Redis"] = partial(check_queue, settings.redis_url)
    else:
        parts["redis-server"] = partial(_tool, "redis-server", "redis-server")
    return parts


def _tool(name: str, package: str) -> Iterator[Check]:
    path = shutil.which(name)
    yield Check(name, path is not None, path or "không có", "" if path else f"apt-get install {package}")


def _recogniser(settings: Settings) -> Iterator[Check]:
    name = settings.engine
    remedy = _INSTALL_AGAIN if name == "ours" else "apt-get install tesseract-ocr tesseract-ocr-vie"
    return _opens(name, lambda: engine_factory(settings)().version, remedy)


def _orienter() -> Iterator[Check]:
    return _opens("chiều trang", lambda: Orienter().version, _INSTALL_AGAIN)


def _stamp_finder() -> Iterator[Check]:
    return _opens("dấu mật", lambda: StampFinder().version, _INSTALL_AGAIN)


def _opens(part: str, version: Callable[[], str], remedy: str) -> Iterator[Check]:
    try:
        yield Check(part, True, version())
    except DigitizeError as error:
        yield Check(part, False, str(error), remedy)
