"""Records that must be there, and records without end."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from digitize.errors import NotFound
from digitize.ports import Tx

_CHUNK = 500


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T")
Identified = TypeVar("Identified", bound=_Identified)


def need(tx: Tx, kind: type[T], id_: str) -> T:
    """Return a record.

    Raises:
        NotFound: there is none with this id.
    """
    record = tx.get(kind, id_)
    if record is None:
        raise NotFound(f"no such {kind.__name__.lower()}")
    return record


def every(
    reading: Callable[[], AbstractContextManager[Tx]], kind: type[Identified], **equals: Any
) -> Iterator[Identified]:
    """Yield all records of a kind in the order of their ids, some hundreds held at a time.

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
        after = chunk[-1].id
