"""One canonical JSON for all frozen types: sorted keys, no blanks, UTF-8, NFC; same value, same bytes."""

import dataclasses
import json
import types
import unicodedata
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return `value` as dicts, lists and scalars. Fields that hold their default are kept: the schema stays visible."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    return value


def to_json(value: Any) -> str:
    """Return the canonical JSON text of `value`."""
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_plain(kind: Any, plain: Any) -> Any:
    """Build a value of type `kind` from what `to_plain` made.

    Raises:
        TypeError: if `plain` does not fit `kind`.
    """
    kind = getattr(kind, "__supertype__", kind)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _from_union(get_args(kind), plain)
    if origin is tuple:
        return _from_tuple(get_args(kind), plain)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: from_plain(hints[name], item) for name, item in plain.items() if name in hints})
    if isinstance(kind, type) and issubclass(kind, Enum | float):
        return kind(plain)
    if kind in (datetime, date):
        return kind.fromisoformat(plain)
    return plain


def from_json(kind: type[T], text: str | bytes) -> T:
    """Build a `kind` from canonical JSON."""
    value: T = from_plain(kind, json.loads(text))
    return value


def _from_union(options: tuple[Any, ...], plain: Any) -> Any:
    if plain is None:
        return None
    return from_plain(next(option for option in options if option is not type(None)), plain)


def _from_tuple(items: tuple[Any, ...], plain: Any) -> tuple[Any, ...]:
    if len(items) == 2 and items[1] is Ellipsis:
        return tuple(from_plain(items[0], item) for item in plain)
    return tuple(from_plain(kind, item) for kind, item in zip(items, plain, strict=True))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
