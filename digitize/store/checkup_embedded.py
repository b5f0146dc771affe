"""Check-up of what the parts of one machine stand on: the data folder and SQLite."""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from digitize.store.checkup import Check, now
from digitize.store.revision import Standing, standing

_LEAST_FREE = 2 << 30
"""Bytes below which a data folder counts as full: one day of one station."""

_EARLIEST = datetime(2026, 11, 1, tzinfo=UTC)
"""The product is not older."""

_OLDEST_SQLITE = (3, 35, 0)
_SECONDS = 5.0


def check_folder(folder: Path) -> Iterator[Check]:
    """Say whether a data folder can be written, has room, and is not from the future; one that is missing is not made."""
    yield _writable(folder)
    free = shutil.disk_usage(_existing(folder)).free
    fit = free >= _LEAST_FREE
    yield Check(
        "dung lượng",
        fit,
        f"còn {free / (1 << 30):.1f} GiB",
        "" if fit else "giải phóng đĩa hoặc đổi DIGITIZE_DATA; cần ít nhất 2 GiB",
    )
    yield _clock(folder)


def check_sqlite(folder: Path) -> Iterator[Check]:
    """Say whether SQLite is new enough and can keep the tables of the product in a data folder."""
    yield _library()
    yield _write_ahead(_existing(folder))
    ledger = folder / "ledger.sqlite"
    if ledger.exists():
        yield _tables(ledger)


def _writable(folder: Path) -> Check:
    place = _existing(folder)
    found = str(folder) if place == folder else f"{folder}, sẽ được tạo"
    try:
        with tempfile.TemporaryFile(dir=place) as probe:
            probe.write(b"canary")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        mend = "giải phóng đĩa" if full else f"cấp quyền ghi vào {place} cho người dùng chạy phần mềm"
        return Check("thư mục dữ liệu", False, f"không ghi được vào {place} ({error.strerror})", mend)
    return Check("thư mục dữ liệu", True, found)


def _clock(folder: Path) -> Check:
    here = now()
    if here < _EARLIEST:
        return Check("đồng hồ", False, f"máy báo ngày {here:%d/%m/%Y}", "đặt lại giờ (NTP, chrony)")
    written = (path for path in (folder / "ledger.sqlite", folder / "ledger.sqlite-wal") if path.exists())
    newest = max((path.stat().st_mtime for path in written), default=0.0)
    ahead = datetime.fromtimestamp(newest, UTC) - here
    if ahead > timedelta(seconds=2):
        found = f"dữ liệu được ghi sau giờ hiện tại {ahead.total_seconds():.0f} giây: đồng hồ đã lùi"
        return Check("đồng hồ", False, found, "đặt lại giờ (NTP, chrony)")
    return Check("đồng hồ", True, f"{here.astimezone():%d/%m/%Y %H:%M:%S %z}")


def _library() -> Check:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE canary USING fts5(word)")
        except sqlite3.OperationalError:
            return Check(
                "SQLite", False, f"{sqlite3.sqlite_version}, không có FTS5", "cài Python có SQLite với FTS5"
            )
    fit = sqlite3.sqlite_version_info >= _OLDEST_SQLITE
    return Check(
        "SQLite",
        fit,
        f"{sqlite3.sqlite_version}, có FTS5",
        "" if fit else "cài Python có SQLite 3.35 trở lên",
    )


def _write_ahead(place: Path) -> Check:
    part = "SQLite: ghi trước (WAL)"
    mend = "đặt DIGITIZE_DATA trên đĩa của máy này, không phải ổ mạng (NFS, SMB)"
    try:
        with (
            tempfile.TemporaryDirectory(prefix=".doctor-", dir=place) as probe,
            closing(sqlite3.connect(Path(probe) / "canary.sqlite", timeout=_SECONDS)) as writer,
            closing(sqlite3.connect(Path(probe) / "canary.sqlite", timeout=_SECONDS)) as reader,
        ):
            (mode,) = writer.execute("PRAGMA journal_mode = WAL").fetchone()
            writer.execute("CREATE TABLE canary (song TEXT)")
            # A second connection sees it only where the memory of the write-ahead index can be shared.
            reader.execute("SELECT count(*) FROM canary").fetchone()
    except (OSError, sqlite3.Error) as error:
        return Check(part, False, f"không được ({type(error).__name__})", mend)
    return Check(
        part,
        mode == "wal",
        "được" if mode == "wal" else "hệ tập tin không cho",
        "" if mode == "wal" else mend,
    )


def _tables(ledger: Path) -> Check:
    part, address = "SQLite: bảng", f"file:{quote(str(ledger))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_SECONDS)) as connection:
            (known,) = connection.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
            ).fetchone()
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    except sqlite3.Error as error:
        return Check(
            part, False, f"ledger.sqlite không đọc được ({type(error).__name__})", "khôi phục từ bản sao lưu"
        )
    revision = str(row[0]) if row else None
    stands = standing(revision)
    if stands is Standing.NEWER:
        return Check(part, False, f"bản {revision}, mới hơn phần mềm này", "nâng cấp phần mềm")
    if stands is Standing.NEWEST:
        return Check(part, True, f"bản {revision}, mới nhất")
    return Check(part, True, f"bản {revision or 'trống'}, chưa phải mới nhất", "chạy digitize migrate")


def _existing(folder: Path) -> Path:
    """Return a folder, or the nearest one above it that exists."""
    while not folder.is_dir():
        folder = folder.parent
    return folder
