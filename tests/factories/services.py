"""Services for tests: the embedded store in a folder or its twins in memory, with a scripted reader."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from digitize.bootstrap import new_id
from digitize.pipeline.hops import run_task
from digitize.pipeline.upkeep import feed
from digitize.ports import Reader, Services
from digitize.store.blobs_folder import FolderBlobs
from digitize.store.coverage import SqlCoverage
from digitize.store.database import migrate, open_engine
from digitize.store.ledger import SqlLedger
from digitize.store.memory import MemoryLedger
from digitize.store.memory_blobs import MemoryBlobs
from digitize.store.memory_coverage import MemoryCoverage
from digitize.store.memory_queue import MemoryQueue
from digitize.store.memory_registry import MemoryRegistry
from digitize.store.registry import SqlRegistry
from tests.factories.scripted import ScriptedReader

KEY = b"k" * 32


def memory_services(reader: Reader | None = None) -> Services:
    """Return services that live in memory."""
    ledger, registry = MemoryLedger(), MemoryRegistry()
    return _services(ledger, registry, MemoryCoverage(ledger, registry), MemoryBlobs(), reader)


def embedded_services(folder: Path, reader: Reader | None = None) -> Services:
    """Return the embedded store of a folder, with a queue in memory."""
    engine = open_engine(f"sqlite:///{folder / 'ledger.sqlite'}")
    migrate(engine)
    return _sql_services(engine, folder, reader)


def postgres_services(url: str, folder: Path, reader: Reader | None = None) -> Services:
    """Return services on a PostgreSQL database, with blobs in a folder and a queue in memory."""
    engine = open_engine(url)
    migrate(engine)
    return _sql_services(engine, folder, reader)


def _sql_services(engine, folder: Path, reader) -> Services:
    ledger, registry = SqlLedger(engine), SqlRegistry(engine, KEY)
    return _services(ledger, registry, SqlCoverage(engine), FolderBlobs(folder / "blobs"), reader)


def _services(ledger, registry, coverage, blobs, reader) -> Services:
    return Services(
        ledger=ledger,
        registry=registry,
        coverage=coverage,
        blobs=blobs,
        queue=MemoryQueue(),
        reader=reader or ScriptedReader(),
        clock=lambda: datetime.now(UTC),
        new_id=new_id,
        actor="tester",
        lease=timedelta(minutes=15),
    )


def drain(services: Services) -> list[str]:
    """Run all tasks to their end in this process; return those that came through the queue, in their order."""
    ran = []
    while True:
        feed(services)
        task_id = services.queue.take()
        if task_id is None:
            return ran
        run_task(services, task_id)
        ran.append(task_id)
