"""Records that must be there, and records without end."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Any, TypeVar

from digitize.errors import NotFound
from digitize.ports import Tx

_CHUNK = 500


T = TypeVar("T")


def need(tx: Tx, kind: type[T], id_: str) -> T:
    """Return a record.

    Raises:
        NotFound: there is none with this id.
    """
    record = tx.get(kind, id_)
    if record is None:
        raise NotFound(f"no such {kind.__name__.lower()}")
    return record


def key_of(record: Any) -> str:
    """Return the key of a record: the value of its first field."""
    return str(getattr(record, fields(record)[0].name))


def every(reading: Callable[[], AbstractContextManager[Tx]], kind: type[T], /, **equals: Any) -> Iterator[T]:
    """Yield all records of a kind in the order of their keys, some hundreds held at a time.

    Args:
        reading: opens the transaction of one step; with the ledger's own, no snapshot is held for hours.
        kind: what to yield.
        equals: as `Tx.find` takes them.
    """
    after = ""
    while True:
        with reading() as tx:
            chunk = tx.find(kind, limit=_CHUNK, after=after, **equals)
        yield from chunk
        if len(chunk) < _CHUNK:
            return
        after = key_of(chunk[-1])
