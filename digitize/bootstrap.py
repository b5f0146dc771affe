"""The only code that chooses stores and queues: from settings to Services. `readers` chooses who reads."""

import functools
import getpass
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digitize.pipeline.reader import open_reader
from digitize.pipeline.reader_child import ChildReader, Limits
from digitize.ports import Blobs, JobQueue, Services
from digitize.readers import engine_factory
from digitize.settings import Settings
from digitize.store.blobs_folder import FolderBlobs
from digitize.store.blobs_s3 import S3Blobs
from digitize.store.coverage import SqlCoverage
from digitize.store.database import migrate, open_engine, reading
from digitize.store.ledger import SqlLedger
from digitize.store.queue import RqQueue
from digitize.store.queue_none import NoQueue
from digitize.store.redis_server import RedisServer
from digitize.store.registry import SqlRegistry
from digitize.store.revision import revision_of
from digitize.store.secret import load_or_create_key


@contextmanager
def open_services(settings: Settings) -> Iterator[Services]:
    """Open the parts that the settings name, the database brought to its newest schema; close them at the end."""
    data = settings.data.absolute()
    data.mkdir(parents=True, exist_ok=True)
    engine = open_engine(_database(settings))
    migrate(engine)
    ledger = SqlLedger(engine)
    reader = ChildReader(
        functools.partial(open_reader, engine_factory(settings)),
        Limits(
            memory=settings.reader_memory_mb << 20,
            seconds_a_page=settings.reader_seconds_a_page,
            recycle=settings.reader_recycle,
        ),
    )
    try:
        yield Services(
            ledger=ledger,
            registry=SqlRegistry(engine, load_or_create_key(data / "secret.key")),
            coverage=SqlCoverage(engine),
            blobs=_blobs(settings),
            queue=_queue(settings),
            reader=reader,
            clock=lambda: datetime.now(UTC),
            new_id=new_id,
            actor=getpass.getuser(),
            lease=timedelta(minutes=settings.lease_minutes),
            lock=timedelta(days=settings.lock_days) if settings.lock_days else None,
        )
    finally:
        reader.close()
        ledger.close()


def bring_up_to_date(settings: Settings) -> tuple[str | None, str | None]:
    """Bring the database to its newest schema; return its revision before (None: it was empty) and after.

    Raises:
        SetupError: a newer version of the product wrote it.
    """
    engine = open_engine(_database(settings))
    try:
        with reading(engine) as connection:
            before = revision_of(connection)
        migrate(engine)
        with reading(engine) as connection:
            return before, revision_of(connection)
    finally:
        engine.dispose()


def private_redis(settings: Settings) -> RedisServer:
    """Return the private redis-server of a data folder, not yet started."""
    return RedisServer(settings.data.absolute() / "redis")


class _Ids:
    """Makes ids that rise within a process, even within a millisecond: papers lie in a pile as they were sent (ULID)."""

    def __init__(self) -> None:
        self._last, self._lock = 0, threading.Lock()

    def next(self) -> int:
        """Return milliseconds, then 60 bits: random ones, or one more than the last id had."""
        with self._lock:
            self._last = max(self._last + 1, int(time.time() * 1000) << 60 | secrets.randbits(60))
            return self._last


_ids = _Ids()


def new_id() -> str:
    """Return an opaque id of 22 letters and digits that rises with time."""
    return _base32(_ids.next(), 22)


def _base32(number: int, length: int) -> str:
    digits = "0123456789abcdefghjkmnpqrstvwxyz"
    return "".join(digits[(number >> (5 * place)) & 31] for place in reversed(range(length)))


def _database(settings: Settings) -> str | Path:
    return settings.database_url or settings.data.absolute() / "ledger.sqlite"


def _blobs(settings: Settings) -> Blobs:
    data = settings.data.absolute()
    if settings.blobs_url:
        return S3Blobs(settings.blobs_url, data / "cache")
    return FolderBlobs(data / "blobs")


def _queue(settings: Settings) -> JobQueue:
    return RqQueue(settings.redis_url) if settings.redis_url else NoQueue()
