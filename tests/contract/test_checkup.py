"""The doctor's examinations on real servers: what is wrong is named and mended, nothing hangs, no secret is said."""

import hashlib
import os
import shutil
import socket
import sqlite3
import subprocess
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from minio import Minio
from minio.retention import Retention
from redis import Redis

from digitize.errors import SetupError
from digitize.store.checkup import Check, check_clock, examine
from digitize.store.checkup_database import check_server
from digitize.store.checkup_embedded import check_folder, check_sqlite
from digitize.store.checkup_objects import check_bucket
from digitize.store.checkup_queue import check_queue
from digitize.store.database import migrate, open_engine
from tests.factories.postgres import Postgres
from tests.factories.servers import Seaweed, free_ports, wait_until

SECRET = "b1-mat"


def bad(checks: Iterator[Check]) -> dict[str, str]:
    """Return what was found of the parts that are not fit; each says how it is mended."""
    unfit = [check for check in checks if not check.fit]
    assert all(check.mend for check in unfit)
    return {check.part: check.found for check in unfit}


def noted(checks: Iterator[Check]) -> dict[str, str]:
    return {check.part: check.mend for check in checks if check.fit and check.mend}


# All parts


def test_a_part_that_hangs_or_breaks_is_said_and_the_others_are_examined() -> None:
    hung = threading.Event()

    def hangs() -> Iterator[Check]:
        yield Check("a: đầu", True, "được")
        hung.wait()

    def breaks() -> Iterator[Check]:
        raise LookupError(SECRET)
        yield

    parts = {"a": hangs, "b": breaks, "c": lambda: [Check("c", True, "được")]}
    said = list(examine(parts, 0.3))
    hung.set()
    assert [(check.part, check.fit) for check in said] == [
        ("a: đầu", True),
        ("a", False),
        ("b", False),
        ("c", True),
    ]
    assert "LookupError" in said[2].found
    assert SECRET not in str(said)


@pytest.mark.parametrize("seconds", [-3600, -2.5, 2.5, 3600])
def test_a_clock_that_differs_is_named(seconds: float) -> None:
    here = datetime(2026, 11, 22, tzinfo=UTC)
    check = check_clock("S", here, here + timedelta(seconds=seconds), here)
    assert (check.fit, bool(check.mend)) == (False, True)


def test_a_clock_is_not_blamed_for_a_slow_answer() -> None:
    here = datetime(2026, 11, 22, tzinfo=UTC)
    assert check_clock("S", here, here + timedelta(seconds=1), here + timedelta(seconds=30)).fit
    assert check_clock("S", here, here - timedelta(seconds=1.5), here).fit


@pytest.mark.parametrize(
    ("check", "url"),
    [
        (check_server, f"postgresql://u:{SECRET}@host:port/name"),
        (check_server, f"postgresql://u:a/{SECRET}@host/name"),
        (check_server, f"mysql://u:{SECRET}@host/name"),
        (check_server, SECRET),
        (check_server, f"postgresql://u:a@{SECRET}@127.0.0.1:1/name"),
        (check_server, f"postgresql://u:{SECRET}@127.0.0.1:1/name?no_such_option={SECRET}"),
        (check_bucket, f"s3://u:a/{SECRET}@host/bucket"),
        (check_bucket, f"http://u:{SECRET}@host/bucket"),
        (check_bucket, f"s3://u:{SECRET}@127.0.0.1:1/bucket?secure=false"),
        (check_queue, f"redis://u:a/{SECRET}@host:6379/0"),
        (check_queue, f"http://u:{SECRET}@host/0"),
        (check_queue, f"redis://u:{SECRET}@127.0.0.1:1/0"),
        (check_queue, f"redis://u:{SECRET}@127.0.0.1:1/0?no_such_option={SECRET}"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_its_secret(
    check: Callable[[str], Iterator[Check]], url: str
) -> None:
    (said,) = examine({"part": lambda: check(url)}, 30)
    assert not said.fit
    assert "lường trước" not in said.found
    assert "_URL" in said.mend
    assert SECRET not in str(said)


@pytest.mark.parametrize(
    ("check", "url"),
    [
        (check_server, "postgresql://u:p@127.0.0.1:{}/name"),
        (check_bucket, "s3://u:p@127.0.0.1:{}/bucket?secure=false"),
        (check_queue, "redis://u:p@127.0.0.1:{}/0"),
    ],
)
def test_a_server_that_takes_calls_and_says_nothing_does_not_hold_the_doctor(
    check: Callable[[str], Iterator[Check]], url: str
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        (said,) = examine({"part": lambda: check(url.format(silent.getsockname()[1]))}, 1)
    assert (said.part, said.fit) == ("part", False)


# PostgreSQL


@pytest.fixture
def admin(postgres: Postgres) -> Iterator[psycopg.Connection]:
    with closing(psycopg.connect(postgres.url(), autocommit=True)) as connection:
        yield connection


@pytest.fixture
def stranger(admin: psycopg.Connection) -> Iterator[str]:
    """A role that may do nothing but connect."""
    name = f"stranger_{uuid.uuid4().hex}"
    admin.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{SECRET}'")
    yield name
    admin.execute(f"DROP ROLE {name}")


def as_role(url: str, name: str, password: str = SECRET) -> str:
    return url.replace("postgres:secret@", f"{name}:{password}@")


def test_a_server_without_flushing_is_named_and_nothing_else(postgres_url: str) -> None:
    assert bad(check_server(postgres_url)).keys() == {"PostgreSQL: ghi bền"}


def test_what_a_server_refuses_is_said(postgres: Postgres, postgres_url: str, stranger: str) -> None:
    assert "mật khẩu" in bad(check_server(as_role(postgres_url, stranger, "wrong")))["PostgreSQL"]
    assert "cơ sở dữ liệu" in bad(check_server(postgres.url("nowhere")))["PostgreSQL"]
    assert "mã hóa" in bad(check_server(postgres_url + "?sslmode=require"))["PostgreSQL"]


def test_missing_rights_are_named(postgres: Postgres, postgres_url: str, stranger: str) -> None:
    stranger_url = as_role(postgres_url, stranger)
    assert "không được đọc" in bad(check_server(stranger_url))["PostgreSQL"]
    with closing(psycopg.connect(postgres_url, autocommit=True)) as owner:
        owner.execute(f"GRANT SELECT ON alembic_version TO {stranger}")
        assert "quyền trên các bảng" in bad(check_server(stranger_url))["PostgreSQL: bảng"]
        owner.execute(f"DROP OWNED BY {stranger}")
    assert "quyền tạo bảng" in bad(check_server(as_role(postgres.url(), stranger)))["PostgreSQL: bảng"]


def test_an_empty_database_is_fit_and_a_newer_one_is_left_alone(
    postgres: Postgres, postgres_url: str
) -> None:
    assert "digitize migrate" in noted(check_server(postgres.url()))["PostgreSQL: bảng"]
    with closing(psycopg.connect(postgres_url, autocommit=True)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "mới hơn" in bad(check_server(postgres_url))["PostgreSQL: bảng"]
    engine = open_engine(postgres_url)
    with pytest.raises(SetupError, match="newer"):
        migrate(engine)
    engine.dispose()


def test_a_database_of_other_letters_and_one_that_only_reads_are_named(
    postgres: Postgres, admin: psycopg.Connection
) -> None:
    name = f"ascii_{uuid.uuid4().hex}"
    admin.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    found = bad(check_server(postgres.url(name)))
    postgres.drop(name)
    assert found["PostgreSQL: mã chữ"] == "SQL_ASCII"
    assert found["PostgreSQL: ghi bền"] == "máy chủ chỉ cho đọc"


# The object store


@pytest.fixture
def client(seaweed: Seaweed) -> Minio:
    return Minio(seaweed.endpoint, seaweed.access_key, seaweed.secret_key, secure=False, region="us-east-1")


def test_a_good_bucket_is_fit_and_left_as_it_was(bucket_url: str, client: Minio) -> None:
    assert bad(check_bucket(bucket_url)) == {}
    bucket = bucket_url.rpartition("/")[2].partition("?")[0]
    left = {found.object_name for found in client.list_objects(bucket, recursive=True, include_version=True)}
    assert left == {"canary/lock"}


def test_a_bucket_without_lock_is_fit_with_a_note(seaweed: Seaweed, client: Minio) -> None:
    client.make_bucket(bucket := f"test-{uuid.uuid4().hex}")
    assert noted(check_bucket(seaweed.url(bucket))).keys() == {"kho tệp S3: khóa chống xóa"}


def test_a_lock_that_lies_is_not_fit(bucket_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Minio.put_object

    def forgetful(self: Minio, *args: Any, retention: Retention | None = None, **others: Any) -> Any:
        return honest(self, *args, **others)

    # No server at hand lies: this one is not told of the lock.
    monkeypatch.setattr(Minio, "put_object", forgetful)
    assert bad(check_bucket(bucket_url)) == {"kho tệp S3: khóa chống xóa": "khóa không thật"}


def test_what_an_object_store_refuses_is_said(seaweed: Seaweed, bucket_url: str, client: Minio) -> None:
    bucket = bucket_url.rpartition("/")[2].partition("?")[0]
    client.make_bucket(bucket)
    wrong = seaweed.url(bucket, secret_key=SECRET)
    assert bad(check_bucket(wrong)) == {"kho tệp S3": "sai bí mật của khóa"}
    unknown = bucket_url.replace("s3://digitize:", "s3://nobody:")
    assert bad(check_bucket(unknown)) == {"kho tệp S3": "máy chủ không biết khóa này"}
    reader = bucket_url.replace("s3://digitize:", f"s3://{seaweed.reading_key}:")
    assert bad(check_bucket(reader)) == {"kho tệp S3": "khóa này không được làm việc đó"}


# Redis


@contextmanager
def redis_with(folder: Path, *options: str) -> Iterator[int]:
    """Run redis-server with options of one's own; yield its port."""
    program = shutil.which("redis-server")
    assert program is not None
    (port,) = free_ports(1)
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), *options], stdout=out
        )

    def listens() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return False
        return True

    try:
        wait_until(listens, process, log)
        yield port
    finally:
        process.kill()
        process.wait()


def test_the_private_server_is_fit(redis_url: str) -> None:
    assert bad(check_queue(redis_url)) == {}
    with Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


def test_a_server_that_forgets_is_named(tmp_path: Path) -> None:
    with redis_with(tmp_path, "--maxmemory-policy", "allkeys-lru") as port:
        found = bad(check_queue(f"redis://127.0.0.1:{port}/0"))
    assert found.keys() == {"Redis: ghi bền (AOF)", "Redis: bộ nhớ"}


def test_rights_end_where_the_queue_ends(tmp_path: Path) -> None:
    known = hashlib.sha256(SECRET.encode()).hexdigest()
    rules = "&rq:* +@all -@dangerous -@admin +info"
    (tmp_path / "users.acl").write_text(
        f"user default off\nuser worker on #{known} ~rq:* {rules}\nuser other on #{known} ~other:* {rules}\n"
    )
    with redis_with(tmp_path, "--aclfile", str(tmp_path / "users.acl"), "--appendonly", "yes") as port:
        place = f"127.0.0.1:{port}/0"
        assert bad(check_queue(f"redis://worker:{SECRET}@{place}")) == {}
        assert bad(check_queue(f"redis://other:{SECRET}@{place}")) == {"Redis": "người dùng này thiếu quyền"}
        for stranger in (f"redis://worker:no@{place}", f"redis://{place}"):
            assert "mật khẩu" in bad(check_queue(stranger))["Redis"]


def test_a_replica_is_not_taken_for_the_queue(tmp_path: Path) -> None:
    options = ("--appendonly", "yes", "--replicaof", "127.0.0.1", "1")
    with redis_with(tmp_path, *options) as port:
        assert bad(check_queue(f"redis://127.0.0.1:{port}/0")) == {"Redis": "máy chủ chỉ cho đọc"}


# One machine


def test_a_folder_that_does_not_exist_is_not_made(tmp_path: Path) -> None:
    data = tmp_path / "a" / "b"
    assert bad(check_folder(data)) == {}
    assert bad(check_sqlite(data)) == {}
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named() -> None:
    data = Path("/proc/data")
    assert "không ghi được" in bad(check_folder(data))["thư mục dữ liệu"]
    assert bad(check_sqlite(data)).keys() == {"SQLite: ghi trước (WAL)"}


def test_the_ledger_is_looked_at_and_left_as_it_was(database: Path, tmp_path: Path) -> None:
    data = tmp_path / "data ? %41"
    data.mkdir()
    ledger = data / "ledger.sqlite"
    shutil.copy(database, ledger)
    before = ledger.read_bytes()
    assert bad(check_sqlite(data)) == {}
    assert noted(check_sqlite(data)) == {}
    assert ledger.read_bytes() == before
    ledger.write_bytes(b"no database " * 100)
    assert "không đọc được" in bad(check_sqlite(data))["SQLite: bảng"]


def test_a_ledger_of_a_newer_product_is_named_and_left_alone(database: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    shutil.copy(database, ledger)
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert "mới hơn" in bad(check_sqlite(tmp_path))["SQLite: bảng"]
    engine = open_engine(ledger)
    with pytest.raises(SetupError, match="newer"):
        migrate(engine)
    engine.dispose()


def test_a_clock_that_went_back_is_named(database: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    shutil.copy(database, ledger)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    os.utime(ledger, (tomorrow.timestamp(), tomorrow.timestamp()))
    assert "đã lùi" in bad(check_folder(tmp_path))["đồng hồ"]
