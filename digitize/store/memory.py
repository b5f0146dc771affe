"""The ledger in memory: the twin that keeps the same contract, for tests and for trying things out.

Records lie in rows exactly as in SQL, so both find and sort alike. Whoever reads holds the state of the last commit,
which nobody changes: a writer works on copies of the tables that it touches.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from digitize.errors import Conflict, TransientError
from digitize.model.audit import GENESIS, AuditEvent
from digitize.model.intake import Task, TaskState
from digitize.model.search import Candidate, Query, SearchEntry
from digitize.ports import PRESENT, Tx
from digitize.store.database import BUSY_SECONDS
from digitize.store.fulltext import folded_tokens, follow
from digitize.store.ledger import lease_is_over, link_all, unchained
from digitize.store.mapping import Row, encode, from_row, key, to_row
from digitize.store.schema import RECORDS, TABLES
from digitize.store.searching import question

T = TypeVar("T")

State = dict[type, dict[str, Any]]
"""Rows by key, for each kind of record in the order of their arrival; search entries as they are."""


class MemoryLedger:
    """The ledger in memory, gone with the process."""

    def __init__(self) -> None:
        self._state: State = {kind: {} for kind in (*TABLES, SearchEntry)}
        self._writer = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """Open a transaction that only reads, on one snapshot."""
        yield MemoryTx(self._state, writes=False)

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """Open a transaction that writes: commits at the end of the block, rolls back on an exception."""
        if not self._writer.acquire(timeout=BUSY_SECONDS):
            raise TransientError("another writer holds the ledger")
        try:
            tx = MemoryTx(dict(self._state), writes=True)
            yield tx
            self._state = tx.state
        finally:
            self._writer.release()

    def close(self) -> None:
        """Keep everything: there is no connection to give back."""


class MemoryTx:
    """A transaction on the ledger in memory."""

    def __init__(self, state: State, *, writes: bool) -> None:
        self.state = state
        self._writes = writes
        self._copied: set[type] = set()

    def get(self, kind: type[T], id_: str) -> T | None:
        """Return a record or None."""
        row = self.state[kind].get(id_)
        return from_row(kind, row) if row else None

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
        id_ = _column(kind, "id")
        rows = [row for row in self._rows(kind, equals) if not after or row[id_] > after]
        for name in reversed((*order_by, "id")):
            column = _column(kind, name.removeprefix("-"))
            rows.sort(key=lambda row: (row[column] is not None, row[column]), reverse=name.startswith("-"))
        end = None if limit is None else offset + limit
        return tuple(from_row(kind, row) for row in rows[offset:end])

    def count(self, kind: type[Any], **equals: Any) -> int:
        """Return how many records `find` would return."""
        return len(self._rows(kind, equals))

    def tally(self, kind: type[Any], column: str, **equals: Any) -> dict[str, int]:
        """Return how many records there are for each value of `column`, in the order of the values."""
        name = _column(kind, column)
        values = [row[name] for row in self._rows(kind, equals) if row[name] is not None]
        return {str(value): values.count(value) for value in sorted(set(values))}

    def put(self, *records: Any) -> None:
        """Insert records, or replace those with the same id."""
        for record in records:
            kind: Any = type(record)
            if kind not in RECORDS:
                raise KeyError(kind)
            row = to_row(record)
            self._own(kind)[row[key(kind)]] = row

    def hold(self, name: str) -> None:  # noqa: ARG002 - the port names it
        """Do nothing: a writer is alone."""
        self._check_writes()

    def claim(self, task_id: str, holder: str, now: datetime, lease: timedelta) -> Task | None:
        """Lease a task: RUNNING, attempt + 1. None if it is done, failed, unknown, or leased and alive."""
        self._own(Task)
        task = self.get(Task, task_id)
        free = task is not None and (
            task.state is TaskState.WAITING
            or (task.state is TaskState.RUNNING and lease_is_over(task, now, lambda _: True))
        )
        if task is None or not free:
            return None
        state, until = TaskState.RUNNING, now + lease
        self.put(replace(task, state=state, attempt=task.attempt + 1, lease_until=until, lease_by=holder))
        return self.get(Task, task_id)

    def expired(self, now: datetime, is_alive: Callable[[str], bool]) -> tuple[Task, ...]:
        """Return RUNNING tasks whose lease is over or whose holder is known to be dead."""
        running = self.find(Task, state=TaskState.RUNNING)
        return tuple(task for task in running if lease_is_over(task, now, is_alive))

    def append(self, event: AuditEvent) -> None:
        """Append an audit event, not yet chained.

        Raises:
            Conflict: there is an event with this id.
        """
        events = self._own(AuditEvent)
        if event.id in events:
            raise Conflict("an audit event with this id was appended before")
        events[event.id] = unchained(event)

    def sequence_audit(self, limit: int = 10_000) -> int:
        """Chain pending audit events in order of arrival; return how many."""
        events = self._own(AuditEvent)
        chain = list(self.audit_chain())
        number, previous = (len(chain), chain[-1].digest or GENESIS) if chain else (0, GENESIS)
        rows = [row for row in events.values() if row["number"] is None][:limit]
        linked = link_all((from_row(AuditEvent, row) for row in rows), number, previous)
        events.update({event.id: to_row(event) for event in linked})
        return len(linked)

    def audit_chain(self) -> Iterator[AuditEvent]:
        """Return the chained events in the order of their numbers."""
        rows = [row for row in self.state[AuditEvent].values() if row["number"] is not None]
        return (from_row(AuditEvent, row) for row in sorted(rows, key=lambda row: int(row["number"])))

    def index(self, entry: SearchEntry) -> None:
        """Put a document into the search index, in place of its earlier entry."""
        entries = self._own(SearchEntry)
        if entries.get(entry.document_id) != entry:
            entries.pop(entry.document_id, None)
            entries[entry.document_id] = entry

    def entries(self) -> Iterator[SearchEntry]:
        """Return the search entries in the order in which they were indexed, those without pages first."""
        found: list[SearchEntry] = list(self.state[SearchEntry].values())
        return iter(
            sorted(found, key=lambda entry: (True, "") if entry.pages else (False, entry.document_id))
        )

    def candidates(self, query: Query, limit: int) -> tuple[Candidate, ...]:
        """Return pages that hold all folded tokens, newest document first, at most `limit`."""
        words = question(query)
        found = [
            Candidate(entry.document_id, number, text, entry.title, entry.kind, entry.dossier)
            for entry in reversed(self.state[SearchEntry].values())
            for number, text in enumerate(entry.pages, start=1)
            if words and _answers(folded_tokens(text), words, query.phrase)
        ]
        return tuple(found[:limit])

    def _rows(self, kind: type, equals: dict[str, Any]) -> list[Row]:
        wanted = [(_column(kind, name), value) for name, value in equals.items()]
        rows = self.state[kind].values()
        return [row for row in rows if all(_equals(row[column], value) for column, value in wanted)]

    def _check_writes(self) -> None:
        if not self._writes:
            raise RuntimeError("a reading transaction writes nothing")

    def _own(self, kind: type) -> dict[str, Any]:
        self._check_writes()
        if kind not in self._copied:
            self._copied.add(kind)
            self.state[kind] = dict(self.state[kind])
        return self.state[kind]


def _column(kind: type, name: str) -> str:
    return TABLES[kind].c[key(kind) if name == "id" else name].name


def _equals(cell: Any, value: Any) -> bool:
    if value is PRESENT:
        return cell is not None
    return cell in [encode(item) for item in (value if isinstance(value, tuple) else (value,))]


def _answers(text: tuple[str, ...], words: tuple[str, ...], phrase: bool) -> bool:
    return follow(text, words) if phrase else set(words) <= set(text)
