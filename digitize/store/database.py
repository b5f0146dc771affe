"""Open a database and bring its tables up to date."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from digitize.errors import IntegrityError, TransientError

BUSY_SECONDS = 30
"""How long a writer waits for another one's transaction."""


_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PASSING = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)


def open_engine(place: str | Path) -> sa.Engine:
    """Return an engine for an SQLite file, or for a SQLAlchemy URL, `sqlite:////path/to/file.db` or that of a server.

    A path is taken as it is; in a URL, what follows `?` would be options.

    A connection opened with the option `writes` begins as a writer; any other sees one snapshot. Values never appear
    in messages: they may be personal data.
    """
    parsed = sa.URL.create("sqlite", database=str(place)) if isinstance(place, Path) else sa.make_url(place)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, hide_parameters=True, isolation_level="REPEATABLE READ")
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # Python's driver begins transactions by itself, and only before writing; with isolation_level None it keeps out.
    engine = sa.create_engine(
        parsed, hide_parameters=True, connect_args={"isolation_level": None, "timeout": BUSY_SECONDS}
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def migrate(engine: sa.Engine) -> None:
    """Bring the tables up to date. Two processes may do so at once: the second waits and finds nothing to do."""
    with (
        faults(),
        as_file(files("digitize.store").joinpath("migrations")) as scripts,
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Lend a connection that sees one snapshot."""
    with faults(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Lend a connection in a writing transaction: committed at the end of the block, rolled back on an exception."""
    with faults(), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def faults() -> Iterator[None]:
    """Turn what a database raises into errors of ours, without the values that were written; bugs stay bugs."""
    try:
        yield
    except sa.exc.TimeoutError as error:
        raise TransientError("all connections to the database are in use") from error
    except sa.exc.DBAPIError as error:
        # The low byte is the kind of fault, the rest its details.
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code in _DAMAGED:
            raise IntegrityError(f"the database is damaged: {error.orig}") from error
        # A server's driver names no code of SQLite, and speaks of operations only when the server is away.
        if code in _PASSING or (code == 0 and isinstance(error, sa.exc.OperationalError)):
            raise TransientError(f"the database does not answer: {error.orig}") from error
        raise


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL: a commit that was reported survives a power cut. NORMAL could lose the last ones.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes its place at once: a reader that turns writer half way would fail if another wrote meanwhile.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
