"""A server that is there and refuses us: somebody must mend the setting, and is told which, whatever language it speaks."""

import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import pytest
import sqlalchemy as sa

from digitize.errors import SetupError, TransientError
from digitize.store import refusal
from digitize.store.database import migrate, open_engine, reading, writing
from tests.factories.postgres import Postgres

SECRET = "geheim-5f1c"


@pytest.fixture(scope="module", params=["en", "de"])
def server(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    with Postgres(language=request.param) as started:
        yield started


@pytest.fixture
def stranger(server: Postgres) -> Iterator[str]:
    """A role that may do nothing but connect."""
    name = f"stranger_{uuid.uuid4().hex}"
    with closing(psycopg.connect(server.url(), autocommit=True)) as admin:
        admin.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{SECRET}'")
        yield name
        admin.execute(f"DROP ROLE {name}")


def as_role(url: str, name: str, password: str = SECRET) -> str:
    return url.replace("postgres:secret@", f"{name}:{password}@")


def failure(url: str, work: Callable[[sa.Engine], None]) -> SetupError:
    engine = open_engine(url)
    with pytest.raises(SetupError) as caught:
        work(engine)
    engine.dispose()
    assert caught.value.details["tool"] == "DATABASE_URL"
    told = "".join(traceback.format_exception(caught.value))
    assert SECRET not in told
    return caught.value


def ask(engine: sa.Engine) -> None:
    with reading(engine) as connection:
        connection.execute(sa.text("SELECT count(*) FROM task"))


def write(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        connection.execute(sa.text("DELETE FROM task"))


@pytest.mark.parametrize("work", [ask, write, migrate])
def test_a_wrong_password_is_for_somebody_to_mend(
    server: Postgres, stranger: str, work: Callable[[sa.Engine], None]
) -> None:
    for url in (as_role(server.url(), stranger, SECRET[::-1]), as_role(server.url(), "nobody")):
        assert "ALTER ROLE" in str(failure(url, work))
        assert "28P01" in str(failure(url, work))


def test_an_address_without_the_password_that_is_asked_for(server: Postgres) -> None:
    assert "28P01" in str(failure(server.url().replace(":secret@", "@"), ask))


def test_a_role_that_may_not_log_in_and_one_that_is_not_there(server: Postgres, stranger: str) -> None:
    with closing(psycopg.connect(server.url(), autocommit=True)) as admin:
        admin.execute(f"ALTER ROLE {stranger} NOLOGIN")
    assert "28000" in str(failure(as_role(server.url(), stranger), ask))
    # Through the socket nobody asks for a password.
    assert "28000" in str(failure(server.socket_url().replace("postgres@", "nobody@"), ask))


def test_a_database_that_does_not_exist(server: Postgres) -> None:
    for work in (ask, migrate):
        told = str(failure(server.url("nowhere"), work))
        assert "CREATE DATABASE" in told
        assert "3D000" in told


def test_a_role_without_rights(server: Postgres, stranger: str) -> None:
    name = server.create()
    url = as_role(server.url(name), stranger)
    for work in (ask, write):
        assert "42501" in str(failure(url, work))
    with closing(psycopg.connect(server.url(), autocommit=True)) as admin:
        admin.execute(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
    assert "GRANT" in str(failure(url, ask))
    server.drop(name)


def test_a_full_server_may_have_room_again(server: Postgres, stranger: str) -> None:
    with closing(psycopg.connect(server.url(), autocommit=True)) as admin:
        admin.execute(f"ALTER ROLE {stranger} CONNECTION LIMIT 0")
    engine = open_engine(as_role(server.url(), stranger))
    with pytest.raises(TransientError):
        ask(engine)
    engine.dispose()


def test_who_is_let_in_at_the_second_try_was_not_refused(server: Postgres, stranger: str) -> None:
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect(as_role(server.url(), stranger, "wrong"))
    with closing(psycopg.connect(server.url(), autocommit=True)) as admin:
        admin.execute(f"ALTER ROLE {stranger} PASSWORD 'wrong'")
    assert refusal.refusal(caught.value) == ""


def test_a_server_that_says_nothing_is_not_waited_for_long(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusal, "_SECONDS", 0.0)
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect(server.url("nowhere"))
    assert refusal.refusal(caught.value) == ""
