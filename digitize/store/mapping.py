"""Records and rows: how a frozen dataclass of the model lies in a table.

The first field is the key. Scalars are columns of their own; times are UTC text of one width, so that they sort and
compare alike in every database; whatever is nested is canonical JSON.
"""

import json
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from digitize.model.codec import Step, decoder, to_json
from digitize.model.guard import Band
from digitize.model.intake import Sending, Upload

T = TypeVar("T")

Row = dict[str, Any]

DERIVED: dict[type, dict[str, Callable[[Any], str]]] = {
    Upload: {"sha256": lambda upload: upload.blob.sha256},
    Sending: {"batch_id": lambda sending: sending.batch.id},
    Band: {"state": lambda band: band.state.value},
}
"""Columns that repeat a nested or a computed value because it is looked up by it."""


@cache
def columns(kind: type) -> dict[str, tuple[type, bool]]:
    """Return the plain type (its origin if it is nested) and whether None is allowed, for each field of `kind`."""
    hints = get_type_hints(kind)
    return {field.name: _plain_type(hints[field.name]) for field in fields(kind)}


@cache
def key(kind: type) -> str:
    """Return the name of the key of `kind`: its first field."""
    return next(iter(columns(kind)))


@cache
def table_name(kind: type) -> str:
    """Return the name of the table of `kind`: DocumentFields lies in document_fields."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def stamp(time: datetime) -> str:
    """Return a time as UTC text of 32 characters.

    Raises:
        ValueError: if it has no time zone, for nobody could say when it was.
    """
    if time.tzinfo is None:
        raise ValueError("a time without a time zone cannot be stored")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def encode(value: Any) -> Any:
    """Return what a column holds for `value`."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        # PostgreSQL knows no text with U+0000 in it, and what every store can hold is the same everywhere.
        return value.replace("\0", "\ufffd")
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    return to_json(value)


def to_row(record: Any, without: tuple[str, ...] = ()) -> Row:
    """Return the row of a record, derived columns included, some fields left out."""
    kind: Any = type(record)
    row = {name: encode(getattr(record, name)) for name in columns(kind) if name not in without}
    return row | {name: derive(record) for name, derive in DERIVED.get(kind, {}).items()}


def from_row(kind: type[T], row: Mapping[str, Any]) -> T:
    """Return the record that lies in a row; columns that are no fields are left aside."""
    values = {name: row[name] for name in columns(cast("Any", kind))}
    for name, decode in _decoders(cast("Any", kind)):
        values[name] = decode(values[name])
    return kind(**values)


@cache
def _decoders(kind: type) -> tuple[tuple[str, Step], ...]:
    """Return how the columns that are not as the fields are become them."""
    hints, kinds = get_type_hints(kind), columns(kind).items()
    return tuple(
        (name, _decoder(hints[name], plain))
        for name, (plain, _) in kinds
        if plain not in (str, int, float, bool)
    )


def _decoder(hint: Any, plain: type) -> Step:
    decode = decoder(hint)
    if plain in (datetime, date) or issubclass(plain, StrEnum):
        return decode
    return lambda text: None if text is None else decode(json.loads(text))


def _plain_type(hint: Any) -> tuple[type, bool]:
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    kind = next(option for option in options if option is not type(None))
    kind = getattr(kind, "__supertype__", kind)
    return get_origin(kind) or kind, type(None) in options
