"""Records that must be there."""

from typing import TypeVar

from digitize.errors import NotFound
from digitize.ports import Tx

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
