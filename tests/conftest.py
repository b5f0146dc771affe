"""Real servers that several folders of tests share: started when the first test asks, stopped at the end."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.factories.postgres import Postgres
from tests.factories.servers import Seaweed

# A busy machine draws examples slowly; that says nothing about the code.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server with the tables of the product ready to be copied."""
    with Postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of an empty database of one's own, its tables up to date."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    """A SeaweedFS server; each test takes a bucket of its own."""
    with Seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server
