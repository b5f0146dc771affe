"""One canonical JSON for all frozen types: sorted keys, no blanks, UTF-8, NFC; same value, same bytes."""

import dataclasses
import json
import types
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")

Step = Callable[[Any], Any]
"""What one type asks for, found out once: pages have thousands of words, and each is a record."""

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to_plain(value: Any) -> Any:
    """Return `value` as dicts, lists and scalars. Fields that hold their default are kept: the schema stays visible."""
    kind: Any = type(value)
    return _encoder(kind)(value)


def to_json(value: Any) -> str:
    """Return the canonical JSON text of `value`."""
    return _JSON.encode(to_plain(value))


def from_plain(kind: Any, plain: Any) -> Any:
    """Build a value of type `kind` from what `to_plain` made.

    Raises:
        TypeError: if `plain` does not fit `kind`.
    """
    return decoder(kind)(plain)


def from_json(kind: type[T], text: str | bytes) -> T:
    """Build a `kind` from canonical JSON."""
    value: T = from_plain(kind, json.loads(text))
    return value


@cache
def _encoder(kind: Any) -> Step:
    if dataclasses.is_dataclass(kind):
        names = tuple(field.name for field in dataclasses.fields(kind))
        return lambda value: {name: to_plain(getattr(value, name)) for name in names}
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, datetime | date):
        return lambda value: value.isoformat()
    if issubclass(kind, str):
        return lambda value: unicodedata.normalize("NFC", value)
    if issubclass(kind, tuple | list):
        return lambda value: [to_plain(item) for item in value]
    if issubclass(kind, dict):
        return lambda value: {str(key): to_plain(item) for key, item in value.items()}
    return _same


@cache
def decoder(kind: Any) -> Step:
    """Return what builds values of type `kind` from what `to_plain` made: the value itself where that is plain."""
    kind = getattr(kind, "__supertype__", kind)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        some = decoder(next(option for option in get_args(kind) if option is not type(None)))
        return lambda plain: None if plain is None else some(plain)
    if origin is tuple:
        return _tuple_decoder(get_args(kind))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return lambda plain: _record(kind, plain)
    if isinstance(kind, type) and issubclass(kind, Enum | float):
        return kind
    if kind in (datetime, date):
        return cast("Step", kind.fromisoformat)
    return _same


def _tuple_decoder(items: tuple[Any, ...]) -> Step:
    if len(items) == 2 and items[1] is Ellipsis:
        each = decoder(items[0])
        return lambda plain: tuple([each(item) for item in plain])
    kinds = tuple(map(decoder, items))
    return lambda plain: tuple([decode(item) for decode, item in zip(kinds, plain, strict=True)])


def _record(kind: type, plain: Any) -> Any:
    decoders = _field_decoders(kind)
    return kind(**{name: decoders[name](item) for name, item in plain.items() if name in decoders})


@cache
def _field_decoders(kind: type) -> dict[str, Step]:
    return {name: decoder(hint) for name, hint in get_type_hints(kind).items()}


def _same(value: Any) -> Any:
    return value
