"""Open a database and bring its tables up to date."""

import hashlib
import select
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.engine.interfaces import IsolationLevel

from digitize.errors import IntegrityError, SetupError, TransientError
from digitize.store.refusal import refusal

BUSY_SECONDS = 30
"""How long a writer waits for another one's transaction."""

_STATEMENT_SECONDS = 300
_IDLE_SECONDS = 600
"""How long a transaction may stand still before the server ends it: a process that hangs must not hold rows for ever."""

_SERVER_OPTIONS = {
    "application_name": "digitize",
    "connect_timeout": "10",
    # A server that vanishes without a word is noticed within a minute.
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "options": f"-c statement_timeout={_STATEMENT_SECONDS}s -c lock_timeout={BUSY_SECONDS}s"
    f" -c idle_in_transaction_session_timeout={_IDLE_SECONDS}s"
    # A plan made without knowing the words that are looked for is as good for a rare as for a common one: bad.
    " -c plan_cache_mode=force_custom_plan",
}
"""What a connection to PostgreSQL asks for; the URL may say otherwise after its question mark."""

_GLANCES: WeakKeyDictionary[sa.Engine, sa.Engine] = WeakKeyDictionary()
"""Of a server, what lends the connections for single questions."""

_GLANCE = " -c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan"
"""Each of those questions is answered from an index whatever its words are: to plan it anew costs as much as the answer."""

_HOLD = sa.select(sa.func.pg_advisory_xact_lock(sa.bindparam("key", type_=sa.BigInteger)))

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
_DAMAGED_STATES = ("XX001", "XX002")
_PASSING_STATES = (
    "08",  # the connection is gone
    "25006",  # the server only reads: another one takes over
    "25P03",  # the transaction stood still for too long
    "40",  # deadlock, serialization
    "53",  # no room, no memory, no connection left
    "55P03",  # a lock was not to be had in time
    "57",  # the server stops, starts, or a statement took too long
    "58",  # the disk does not answer
)
"""Kinds of faults by the beginning of their SQLSTATE (PostgreSQL, appendix A)."""

_UNFIT_STATES = {
    "28": "the database does not let this user in with this password: correct DATABASE_URL, or ALTER ROLE … PASSWORD …, "
    "or let it in by pg_hba.conf",
    "3D": "the server has no database of this name: CREATE DATABASE …, or correct DATABASE_URL",
    "42501": "this user lacks a right in the database: GRANT …; `digitize doctor` says which",
}
"""What somebody must mend before it is of use to try again, and how."""


def open_engine(place: str | Path) -> sa.Engine:
    """Return an engine for an SQLite file, or for a URL: `postgresql://user:password@host/name`, `sqlite:////a/file.db`.

    A path is taken as it is; in a URL, what follows `?` are options. Values never appear in messages: they may be
    personal data. An engine does not outlive a fork: a child process opens its own.

    Raises:
        SetupError: the URL names no database that the product knows.
    """
    try:
        url = sa.URL.create("sqlite", database=str(place)) if isinstance(place, Path) else sa.make_url(place)
    except (sa.exc.ArgumentError, ValueError):
        # What cannot be taken apart may be a piece of the password: it is not passed on.
        raise SetupError("the address of the database is no URL", tool="DATABASE_URL") from None
    kind = url.drivername.partition("+")[0]
    if kind == "sqlite":
        return _open_sqlite(url)
    if kind in ("postgresql", "postgres"):
        return _open_server(url.set(drivername="postgresql+psycopg"))
    raise SetupError(f"a database is postgresql://…, not {kind}://…")


def _open_sqlite(url: sa.URL) -> sa.Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # Python's driver begins transactions by itself, and only before writing; with isolation_level None it keeps out.
    engine = sa.create_engine(
        url, hide_parameters=True, connect_args={"isolation_level": None, "timeout": BUSY_SECONDS}
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_server(url: sa.URL) -> sa.Engine:
    # A process works on one thing at a time and looks into the register meanwhile; only the web needs more, briefly.
    query: dict[str, Any] = _SERVER_OPTIONS | dict(url.query)
    engine = _pool(url.set(query=query), "READ COMMITTED", 2)
    asking = url.set(query=query | {"options": f"{query['options']}{_GLANCE}"})
    # To take a connection out of its transactions and back for each question would cost a third of it.
    _GLANCES[engine] = glances = _pool(asking, "AUTOCOMMIT", 1)
    sa.event.listen(engine, "engine_disposed", lambda _: glances.dispose())
    return engine


def _pool(url: sa.URL, isolation: IsolationLevel, size: int) -> sa.Engine:
    """Return an engine that keeps so many connections open and opens some more where the web needs them."""
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        isolation_level=isolation,
        pool_size=size,
        max_overflow=10 - size,
        pool_timeout=BUSY_SECONDS,
        pool_recycle=1800,
    )
    sa.event.listen(engine, "checkout", _look_for_goodbye)
    return engine


def migrate(engine: sa.Engine) -> None:
    """Bring the tables up to date. Two processes may do so at once: the second waits and finds nothing to do.

    Raises:
        SetupError: the tables were written by a newer version of the product.
        TransientError: the database cannot be reached.
    """
    with (
        faults(),
        as_file(files("digitize.store").joinpath("migrations")) as scripts,
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        hold(connection, "migrations")
        if is_server(connection):
            # To build an index over millions of pages takes as long as it takes.
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            # All that alembic can complain of here is a revision that it does not know.
            raise SetupError(
                "the tables were written by a newer version of the product: upgrade it"
            ) from error


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Lend a connection that sees one snapshot."""
    with faults(), engine.connect() as connection:
        if is_server(connection):
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


@contextmanager
def glancing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Lend a connection whose questions see each its own moment: a transaction would cost two ways to the server more."""
    with faults(), _GLANCES.get(engine, engine).connect() as connection:
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Lend a connection in a writing transaction: committed at the end of the block, rolled back on an exception.

    SQLite has one writer at a time. PostgreSQL has many, and each statement sees what was committed before it: what is
    read in order to be changed must be locked as it is read, and what is counted must be held by name.
    """
    with faults(), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def hold(connection: sa.Connection, name: str) -> None:
    """Keep every other writer that holds the same name waiting until this transaction ends."""
    if is_server(connection):
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        connection.execute(_HOLD, {"key": key})


def is_server(connection: sa.Connection) -> bool:
    """Return whether many may write at once."""
    return connection.dialect.name == "postgresql"


@contextmanager
def faults() -> Iterator[None]:
    """Turn what a database raises into errors of ours, without the values that were written; bugs stay bugs."""
    try:
        yield
    except sa.exc.TimeoutError as error:
        raise TransientError("all connections to the database are in use") from error
    except sa.exc.DBAPIError as error:
        _say_less(error)
        if _is_damage(error):
            raise IntegrityError(f"the database is damaged: {error.orig}") from error
        state = _state(error) or refusal(error.orig)
        unfit = next((mend for start, mend in _UNFIT_STATES.items() if state.startswith(start)), None)
        if unfit is not None:
            raise SetupError(f"{unfit} (SQLSTATE {state})", tool="DATABASE_URL") from error
        if _may_pass(error, state):
            raise TransientError(f"the database does not answer: {error.orig}") from error
        raise


def _is_damage(error: sa.exc.DBAPIError) -> bool:
    return _sqlite_code(error) in _DAMAGED or _state(error) in _DAMAGED_STATES


def _may_pass(error: sa.exc.DBAPIError, state: str) -> bool:
    code = _sqlite_code(error)
    if code or state:
        return code in _PASSING or state.startswith(_PASSING_STATES)
    # Without any code it is the driver that speaks, and of operations only when the server is away.
    return error.connection_invalidated or isinstance(error, sa.exc.OperationalError)


def _sqlite_code(error: sa.exc.DBAPIError) -> int:
    # The low byte is the kind of fault, the rest its details.
    return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF


def _state(error: sa.exc.DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _say_less(error: sa.exc.DBAPIError) -> None:
    """Leave only the first line of what a server says: the lines below it quote the row that it refused."""
    if _state(error) and error.orig is not None:
        first = str(error.orig).partition("\n")[0]
        error.orig.args = (first,)
        error.args = (f"({type(error.orig).__name__}) {first}", *error.args[1:])


def _look_for_goodbye(connection: Any, *_: Any) -> None:
    """Give up a connection on which the server said something unasked: that it ends it, mostly because it stopped.

    Unlike a question, a look costs no way to the server and back; one that vanished without a word would leave a question
    unanswered too.
    """
    unasked = select.poll()
    if not connection.closed:
        unasked.register(connection.fileno(), select.POLLIN)
    if connection.closed or unasked.poll(0):
        raise sa.exc.DisconnectionError


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL: a commit that was reported survives a power cut. NORMAL could lose the last ones.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes its place at once: a reader that turns writer half way would fail if another wrote meanwhile.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
