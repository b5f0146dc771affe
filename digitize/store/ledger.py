"""The ledger in SQL."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

import sqlalchemy as sa

from digitize.errors import Conflict
from digitize.model.audit import GENESIS, AuditEvent, link
from digitize.model.intake import Task, TaskState
from digitize.model.search import Candidate, Query, SearchEntry
from digitize.ports import Tx
from digitize.store import database, searching, statements
from digitize.store.mapping import Row, from_row, key, stamp, to_row
from digitize.store.schema import AUDIT, RECORDS

T = TypeVar("T")

_CHUNK = 1_000
"""Rows fetched at a time when all of a table is read."""

_TASK = RECORDS[Task].c
_OVER = sa.and_(_TASK.state == TaskState.RUNNING.value, _TASK.lease_until <= sa.bindparam("now"))
_CLAIM = (
    sa.update(RECORDS[Task])
    .where(_TASK.id == sa.bindparam("task"), sa.or_(_TASK.state == TaskState.WAITING.value, _OVER))
    .values(
        state=TaskState.RUNNING.value,
        attempt=_TASK.attempt + 1,
        lease_until=sa.bindparam("until"),
        lease_by=sa.bindparam("holder"),
    )
    .returning(*_TASK)
)
"""One statement finds a task free and takes it: of two workers that ask, one gets it."""


class SqlLedger:
    """The ledger in a database that `database.migrate` has brought up to date."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """Open a transaction that only reads, on one snapshot."""
        with database.reading(self._engine) as connection:
            yield SqlTx(connection, writes=False)

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """Open a transaction that writes: commits at the end of the block, rolls back on an exception."""
        with database.writing(self._engine) as connection:
            yield SqlTx(connection, writes=True)

    def close(self) -> None:
        """Give back connections."""
        self._engine.dispose()


class SqlTx:
    """A transaction on the ledger in SQL."""

    def __init__(self, connection: sa.Connection, *, writes: bool) -> None:
        self._connection = connection
        self._writes = writes

    def get(self, kind: type[T], id_: str) -> T | None:
        """Return a record or None."""
        found = self.find(kind, id=id_)
        return found[0] if found else None

    def find(
        self,
        kind: type[T],
        *,
        order_by: Sequence[str] = ("id",),
        limit: int | None = None,
        offset: int = 0,
        after: str = "",
        **equals: Any,
    ) -> tuple[T, ...]:
        """Return the records whose columns equal the values; equal ranks are ordered by id."""
        # Whoever writes reads in order to change: what it saw must not change under its hands. SQLite has no such lock
        # and needs none, for its writers are alone.
        statement, values = statements.find(
            kind, equals, order_by, limit=limit, offset=offset, after=after, lock=self._writes
        )
        return tuple(
            from_row(kind, dict(row)) for row in self._connection.execute(statement, values).mappings()
        )

    def count(self, kind: type[Any], **equals: Any) -> int:
        """Return how many records `find` would return."""
        statement, values = statements.count(kind, equals)
        return int(self._connection.execute(statement, values).scalar_one())

    def tally(self, kind: type[Any], column: str, **equals: Any) -> dict[str, int]:
        """Return how many records there are for each value of `column`, in the order of the values."""
        statement, values = statements.tally(kind, column, equals)
        return {str(value): count for value, count in self._connection.execute(statement, values)}

    def put(self, *records: Any) -> None:
        """Insert records, or replace those with the same id."""
        for kind, same in groupby(records, key=type):
            # In one order, so that two writers of the same records never wait for each other.
            rows = sorted(map(to_row, same), key=itemgetter(key(kind)))
            self._write().execute(statements.upsert(self._connection.dialect.name, kind), rows)

    def hold(self, name: str) -> None:
        """Keep every other writer that holds the same name waiting until this transaction ends."""
        database.hold(self._write(), name)

    def claim(self, task_id: str, holder: str, now: datetime, lease: timedelta) -> Task | None:
        """Lease a task: RUNNING, attempt + 1. None if it is done, failed, unknown, or leased and alive."""
        lent = {"task": task_id, "now": stamp(now), "until": stamp(now + lease), "holder": holder}
        row = self._write().execute(_CLAIM, lent).mappings().first()
        return from_row(Task, dict(row)) if row else None

    def expired(self, now: datetime, is_alive: Callable[[str], bool]) -> tuple[Task, ...]:
        """Return RUNNING tasks whose lease is over or whose holder is known to be dead."""
        running = self.find(Task, state=TaskState.RUNNING)
        return tuple(task for task in running if lease_is_over(task, now, is_alive))

    def append(self, event: AuditEvent) -> None:
        """Append an audit event, not yet chained.

        Raises:
            Conflict: there is an event with this id.
        """
        statement = statements.append(self._connection.dialect.name)
        if self._write().execute(statement, unchained(event)).first() is None:
            raise Conflict("an audit event with this id was appended before")

    def sequence_audit(self, limit: int = 10_000) -> int:
        """Chain pending audit events in order of arrival; return how many."""
        connection = self._write()
        # Two sequencers at once would fork the chain.
        database.hold(connection, "head of the audit chain")
        chained = sa.select(AUDIT.c.number, AUDIT.c.digest).where(AUDIT.c.number.is_not(None))
        head = connection.execute(chained.order_by(AUDIT.c.number.desc()).limit(1)).first()
        pending = sa.select(AUDIT).where(AUDIT.c.number.is_(None)).order_by(AUDIT.c.arrival).limit(limit)
        rows = connection.execute(pending).mappings().all()
        linked = link_all((from_row(AuditEvent, dict(row)) for row in rows), *(head or (0, GENESIS)))
        values = [
            {"key": row["arrival"], "n": event.number, "p": event.previous, "d": event.digest}
            for row, event in zip(rows, linked, strict=True)
        ]
        if values:
            update = sa.update(AUDIT).where(AUDIT.c.arrival == sa.bindparam("key"))
            bound: dict[str, Any] = {
                "number": sa.bindparam("n"),
                "previous": sa.bindparam("p"),
                "digest": sa.bindparam("d"),
            }
            connection.execute(update.values(bound), values)
        return len(values)

    def audit_chain(self) -> Iterator[AuditEvent]:
        """Return the chained events in the order of their numbers."""
        statement = sa.select(AUDIT).where(AUDIT.c.number.is_not(None)).order_by(AUDIT.c.number)
        rows = self._connection.execute(statement.execution_options(yield_per=_CHUNK)).mappings()
        return (from_row(AuditEvent, dict(row)) for row in rows)

    def index(self, entry: SearchEntry) -> None:
        """Put a document into the search index, in place of its earlier entry."""
        searching.index(self._write(), entry)

    def entries(self) -> Iterator[SearchEntry]:
        """Return the search entries in the order in which they were indexed, those without pages first."""
        return searching.entries(self._connection)

    def candidates(self, query: Query, limit: int) -> tuple[Candidate, ...]:
        """Return pages that hold all folded tokens, newest document first, at most `limit`."""
        return searching.candidates(self._connection, query, limit)

    def _write(self) -> sa.Connection:
        if not self._writes:
            raise RuntimeError("a reading transaction writes nothing")
        return self._connection


def lease_is_over(task: Task, now: datetime, is_alive: Callable[[str], bool]) -> bool:
    """Return whether a running task lost its lease or its holder."""
    return task.lease_until is None or task.lease_until <= now or not is_alive(task.lease_by or "")


def unchained(event: AuditEvent) -> Row:
    """Return the row of an event that has no place in the chain yet."""
    return to_row(event) | {"number": None, "previous": None, "digest": None}


def link_all(events: Iterator[AuditEvent], number: int, previous: str) -> list[AuditEvent]:
    """Return `events` chained after the one with `number` whose digest is `previous`."""
    linked: list[AuditEvent] = []
    for place, event in enumerate(events, start=number + 1):
        linked.append(link(event, place, previous))
        previous = linked[-1].digest or previous
    return linked
