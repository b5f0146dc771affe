"""Commands of the trip: add, work, up, status, sweep."""

import logging
import os
import shlex
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from digitize.bootstrap import open_services
from digitize.commands.terminal import (
    DataOption,
    JsonOption,
    StackOption,
    complain,
    emit,
    say,
    screen,
    services_for,
    settings_for,
)
from digitize.errors import InputError, NotFound
from digitize.model.intake import TaskState, UploadState
from digitize.model.vocabulary import vocabulary
from digitize.pipeline import upkeep
from digitize.pipeline.guarding import closed_bands
from digitize.pipeline.inbox import take_in
from digitize.pipeline.intake import Receipt, close_batch, new_batch, receive
from digitize.pipeline.report import Line, summary
from digitize.pipeline.retry import failed_uploads, retry, retry_assembling
from digitize.ports import Services
from digitize.supervisor import Supervisor
from digitize.web.bands import closed_sentence
from digitize.web.messages import messages


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` answers for one file."""

    file: str
    upload: str
    state: str
    duplicate: bool
    problem: str | None


def add_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Tệp quét hoặc thư mục chứa tệp quét.")
    ],
    station: Annotated[str, typer.Option("--station", metavar="S", help="Tên trạm quét.")],
    batch: Annotated[str | None, typer.Option("--batch", metavar="B", help="Tên lô quét.")] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tiếp nhận tệp quét thành một lô. Không cần Redis: việc chờ trong sổ đến khi `work` hoặc `up` chạy."""
    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        raise NotFound("no such file", path=str(missing[0]))
    worst = 0
    with services_for(data) as services:
        opened = new_batch(services, batch or paths[0].resolve().name, station)
        batches = {opened.id}
        try:
            for file in _files(paths):
                try:
                    receipt = receive(services, opened, file.name, file)
                except (InputError, NotFound) as error:
                    complain(file, error)
                    worst = max(worst, error.exit_code)
                    continue
                batches.add(receipt.upload.batch_id)
                _report(file, receipt, as_json)
        finally:
            # However the sending ends, what came in goes on its way; so does what an earlier one, cut off, left behind.
            for batch_id in batches:
                close_batch(services, batch_id)
    raise typer.Exit(worst)


def _files(paths: list[Path]) -> Iterator[Path]:
    """Yield the files named, and those in the folders named, in order; folders behind a link are left alone."""
    for path in paths:
        if path.is_dir():
            inside = (Path(folder, name) for folder, _, names in os.walk(path) for name in names)
            yield from sorted(inside)
        else:
            yield path


def _report(file: Path, receipt: Receipt, as_json: bool) -> None:
    upload = receipt.upload
    if as_json:
        emit(Added(str(file), upload.id, upload.state.value, receipt.duplicate, upload.problem))
    elif upload.state is UploadState.QUARANTINED:
        say(f"{file}: cách ly – {messages().error(upload.problem or '')}")
    elif receipt.duplicate:
        say(f"{file}: đã nhận trước đây ({upload.id})")
    else:
        say(f"{file}: đã nhận ({upload.id})")


def work_command(
    burst: Annotated[bool, typer.Option("--burst", help="Dừng khi không còn việc.")] = False,
    data: DataOption = None,
    stack: StackOption = False,
) -> None:
    """Chạy các tiến trình xử lý (tự khởi động Redis riêng)."""
    settings = settings_for(data, stack=stack)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    with (
        open_services(settings) as services,
        stopping() as stop,
        Supervisor(settings, web=False) as supervisor,
        _bar() as bar,
    ):
        row = bar.add_task("Xử lý", total=None)
        while not stop.is_set():
            supervisor.tend()
            state = upkeep.progress(services)
            done = state.tasks.get(TaskState.DONE, 0) + state.tasks.get(TaskState.FAILED, 0)
            bar.update(row, completed=done, total=sum(state.tasks.values()), description=_line(state))
            if burst and state.idle:
                break
            stop.wait(0.3)
    with open_services(settings) as services:
        upkeep.sequence(services)


def up_command(data: DataOption = None, stack: StackOption = False) -> None:
    """Chạy tất cả: Redis, tiến trình xử lý và trang web trên 127.0.0.1, đến khi Ctrl-C."""
    settings = settings_for(data, stack=stack)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    with open_services(settings), stopping() as stop, Supervisor(settings, web=True) as supervisor:
        screen.print(f"Trang web: [bold]http://127.0.0.1:{settings.port}/[/]  (Ctrl-C để dừng)")
        while not stop.wait(0.5):
            supervisor.tend()
        screen.print("Đang dừng…")


class stopping:  # noqa: N801 - reads as a clause
    """An event that SIGINT and SIGTERM set, for the length of the block."""

    def __enter__(self) -> threading.Event:
        event = threading.Event()
        self._before = {
            number: signal.signal(number, lambda *_: event.set())
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        return event

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)


def status_command(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Cho biết mọi thứ đang ở đâu."""
    with services_for(data) as services:
        if as_json:
            emit(upkeep.progress(services))
        else:
            _print_status(services)


def _print_status(services: Services) -> None:
    state = upkeep.progress(services)
    say(f"Tệp: {_counts('upload', state.uploads)}")
    say(f"Trang: {_counts('page', state.pages)}; đã đọc {state.read_pages}")
    say(f"Giấy tờ: {_counts('status', state.documents)}")
    say(f"Việc: {_counts('task', state.tasks)}")
    say(f"Kiểm tra mẫu: {state.checks} giấy tờ chờ người xem")
    with services.ledger.reading() as tx:
        for band in closed_bands(tx):
            say(f"{closed_sentence(band)} Mở lại: digitize matching bands --reopen {shlex.quote(band.id)}")
    for line in summary(services):
        say(f"  {line.file:12} {_kind(line.kind)}  {_end(line)}")


def _counts(group: str, counts: dict[str, int]) -> str:
    named = (f"{messages().say(f'{group}.{name}')} {count}" for name, count in sorted(counts.items()))
    return ", ".join(named) or "0"


def _kind(kind: str | None) -> str:
    kinds = vocabulary().kinds
    return kinds[kind].name if kind in kinds else "?"


def _end(line: Line) -> str:
    if line.dossier:
        return f"→ {line.dossier} ({messages().say(f'role.{line.role}')})"
    state = "upload" if line.status == UploadState.QUARANTINED else "status"
    why = messages().reason(line.reason)
    return f"{messages().say(f'{state}.{line.status}')}: {why}"


def _line(state: upkeep.Progress) -> str:
    attached, review = state.documents.get("attached", 0), state.documents.get("review", 0)
    return f"đọc {state.read_pages} trang · gắn {attached} · chờ đối soát {review}"


def _bar() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
    )


def sweep_command(
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tìm việc bị mất (tiến trình chết, Redis mất dữ liệu), đưa trở lại hàng đợi; nhận tệp trạm quét gửi vào kho."""
    with services_for(data) as services:
        started = time.perf_counter()
        released = upkeep.sweep(services)
        received = sum(1 for _ in take_in(services))
        if as_json:
            seconds = round(time.perf_counter() - started, 3)
            emit({"released": released, "received": received, "seconds": seconds})
        else:
            say(f"Đã trả lại {released} việc cho hàng đợi, nhận {received} tệp từ kho.")


def retry_command(
    uploads: Annotated[list[str] | None, typer.Argument(metavar="[UPLOAD…]")] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cho tệp hỏng vì lỗi của phần mềm đi lại từ đầu (bỏ trống: mọi tệp như thế)."""
    with services_for(data) as services:
        retried = uploads or list(failed_uploads(services))
        for upload in retried:
            retry(services, upload)
        assembled = retry_assembling(services)
    if as_json:
        emit({"uploads": retried, "batches": assembled})
    else:
        say(f"Đi lại từ đầu: {len(retried)} tệp, {assembled} lô.")
