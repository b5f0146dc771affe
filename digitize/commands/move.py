"""`digitize migrate-store`: an archive goes from one pair of stores to another."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from digitize.bootstrap import open_services
from digitize.commands.terminal import JsonOption, emit, say, screen
from digitize.errors import NotFound
from digitize.model.codec import to_plain
from digitize.pipeline.move import Moved, Tell, move
from digitize.settings import Settings
from digitize.store.secret import share_key

_KEY = "secret.key"
_STEPS = {
    "blobs": "Tệp",
    "register": "Sổ đăng ký",
    "records": "Bản ghi",
    "search": "Chỉ mục tìm kiếm",
    "audit": "Vết kiểm toán",
    "tasks": "Việc",
    "verify": "Đối chiếu tệp",
    "locks": "Khóa tệp đã gắn",
}

_Data = Path | None
_Url = str | None


def move_command(
    from_data: Annotated[_Data, typer.Option(metavar="DIR", help="Thư mục dữ liệu nguồn.")] = None,
    from_database: Annotated[_Url, typer.Option(metavar="URL", help="Cơ sở dữ liệu nguồn.")] = None,
    from_blobs: Annotated[_Url, typer.Option(metavar="URL", help="Kho tệp nguồn.")] = None,
    to_data: Annotated[_Data, typer.Option(metavar="DIR", help="Thư mục dữ liệu đích.")] = None,
    to_database: Annotated[_Url, typer.Option(metavar="URL", help="Cơ sở dữ liệu đích.")] = None,
    to_blobs: Annotated[_Url, typer.Option(metavar="URL", help="Kho tệp đích.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Chuyển cả kho (cơ sở dữ liệu và tệp) sang nơi khác, đối chiếu từng tệp và từng con số; chạy lại để làm tiếp.

    Một đầu không nêu tùy chọn nào là kho mà biến môi trường đang chỉ (DIGITIZE_DATA, DATABASE_URL, BLOBS_URL): như thế mật
    khẩu không nằm trên dòng lệnh. Một đầu có nêu tùy chọn thì chỉ gồm những gì được nêu; không nêu URL là SQLite và thư mục.

    Dừng mọi tiến trình xử lý trước khi chuyển. Đích phải trống, hoặc là bản sao dở dang của chính kho này.
    """
    source = _end(from_data, from_database, from_blobs)
    target = _end(to_data, to_database, to_blobs)
    if _parts(source) == _parts(target):
        raise typer.BadParameter("nguồn và đích là một")
    if not source.database_url and not (source.data / "ledger.sqlite").exists():
        raise NotFound("there is no archive in this folder", folder=str(source.data))
    key = target.data.absolute() / _KEY
    share_key(source.data.absolute() / _KEY, key)
    with open_services(source) as ours, open_services(target) as theirs, _bar() as bar:
        moved = move(ours, theirs, _teller(bar))
    _report(moved, key, as_json)


def _end(data: Path | None, database: str | None, blobs: str | None) -> Settings:
    """Return the settings of one end: the environment's, unless something is said of it."""
    settings = Settings()
    if data is None and database is None and blobs is None:
        return settings
    return replace(settings, data=data or settings.data, database_url=database or "", blobs_url=blobs or "")


def _parts(settings: Settings) -> tuple[str, str]:
    folder = str(settings.data.absolute())
    return settings.database_url or folder, settings.blobs_url or folder


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description:18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[size]}"),
        TimeElapsedColumn(),
        console=screen,
    )


def _teller(bar: Progress) -> Tell:
    """Return what draws a row for each step."""
    rows = {}

    def tell(step: str, done: int, total: int, size: int) -> None:
        if step not in rows:
            rows[step] = bar.add_task(_STEPS[step], total=total, size="")
        bar.update(rows[step], completed=done, total=total, size=f"{size / 1e6:.1f} MB" if size else "")

    return tell


def _report(moved: Moved, key: Path, as_json: bool) -> None:
    if as_json:
        emit({**to_plain(moved), "secret_key": str(key)})
        return
    say(f"Đã chuyển và đối chiếu: {moved.blobs} tệp, {moved.bytes / 1e6:.1f} MB")
    for kind, count in moved.records.items():
        say(f"  {kind:16}{count:>10}")
    say(f"Chuỗi kiểm toán hai bên trùng nhau: {moved.audit_digest[:16]}…")
    say(f"Bản xuất hai bên trùng nhau:        {moved.export_sha256[:16]}…")
    say(f"Số định danh ở kho đích tra theo khóa {key}: mọi máy dùng kho đích phải có đúng tệp này.")
