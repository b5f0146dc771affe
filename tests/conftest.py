"""Real servers that several folders of tests share: started when the first test asks, stopped at the end."""

from collections.abc import Iterator

import pytest

from tests.factories.postgres import Postgres


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
