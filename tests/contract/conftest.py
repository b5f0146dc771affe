"""Every port's tests run on every implementation: add an adapter to `params` and its tests exist."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from digitize.ports import Blobs, Coverage, JobQueue, Ledger, Registry
from digitize.store.blobs_folder import FolderBlobs
from digitize.store.blobs_s3 import S3Blobs
from digitize.store.coverage import SqlCoverage
from digitize.store.database import migrate, open_engine
from digitize.store.ledger import SqlLedger
from digitize.store.memory import MemoryLedger
from digitize.store.memory_blobs import MemoryBlobs
from digitize.store.memory_coverage import MemoryCoverage
from digitize.store.memory_queue import MemoryQueue
from digitize.store.memory_registry import MemoryRegistry
from digitize.store.queue import RqQueue
from digitize.store.redis_server import RedisServer
from digitize.store.registry import SqlRegistry
from tests.contract.port_table import PortTable
from tests.factories.servers import Seaweed

KEY = b"k" * 32


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(PortTable(Path(__file__).parent), "port table")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database to copy from."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Path:
    """An empty database of one's own."""
    path = tmp_path / "digitize.db"
    path.write_bytes(migrated.read_bytes())
    return path


@pytest.fixture
def engine(database: Path) -> Iterator[sa.Engine]:
    engine = open_engine(f"sqlite:///{database}")
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(postgres_url: str) -> Iterator[sa.Engine]:
    engine = open_engine(postgres_url)
    yield engine
    engine.dispose()


ENGINES = {"sqlite": "engine", "postgresql": "postgres_engine"}


@pytest.fixture(params=["memory", *ENGINES])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    if request.param == "memory":
        return MemoryLedger()
    return SqlLedger(request.getfixturevalue(ENGINES[request.param]))


@pytest.fixture(params=["memory", *ENGINES])
def registry(request: pytest.FixtureRequest) -> Registry:
    if request.param == "memory":
        return MemoryRegistry(KEY)
    return SqlRegistry(request.getfixturevalue(ENGINES[request.param]), KEY)


@pytest.fixture(params=["memory", *ENGINES])
def covering(request: pytest.FixtureRequest) -> tuple[Coverage, Ledger, Registry]:
    """What counts, with the ledger and the register that it counts."""
    if request.param == "memory":
        ledger, registry = MemoryLedger(), MemoryRegistry(KEY)
        return MemoryCoverage(ledger, registry), ledger, registry
    engine = request.getfixturevalue(ENGINES[request.param])
    return SqlCoverage(engine), SqlLedger(engine), SqlRegistry(engine, KEY)


@pytest.fixture(params=["memory", "folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "memory":
        return MemoryBlobs()
    if request.param == "folder":
        return FolderBlobs(tmp_path / "blobs")
    return S3Blobs(request.getfixturevalue("bucket_url"), tmp_path / "cache")


@pytest.fixture
def bucket_url(seaweed: Seaweed) -> str:
    """The address of a bucket that does not exist yet, on a real server."""
    return seaweed.url(f"test-{uuid.uuid4().hex}")


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of a real server that holds nothing."""
    from redis import Redis

    with Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


@pytest.fixture(params=["memory", "rq"])
def queue(request: pytest.FixtureRequest) -> Iterator[JobQueue]:
    if request.param == "memory":
        yield MemoryQueue()
    else:
        with closing(RqQueue(request.getfixturevalue("redis_url"))) as queue:
            yield queue
