"""The ledger's statements, each built once and run with other values: to build one takes longer than to run it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from digitize.ports import PRESENT
from digitize.store.mapping import encode, key
from digitize.store.schema import AUDIT, RECORDS, TABLES

_LIMIT, _OFFSET, _AFTER = "the limit", "the offset", "the last key"
"""Names of values that no column has."""


class _Asked(StrEnum):
    """What is asked of a column."""

    VALUE = "value"
    ONE_OF = "one of"
    ONE_OF_OR_NULL = "one of, or null"
    NULL = "null"
    PRESENT = "present"


Shape = tuple[tuple[str, _Asked], ...]
"""What is asked of which columns, the values left out."""


def find(
    kind: type,
    equals: Mapping[str, Any],
    order_by: Sequence[str],
    *,
    limit: int | None,
    offset: int,
    after: str,
    lock: bool,
) -> tuple[sa.Select[Any], dict[str, Any]]:
    """Return what `Tx.find` runs: a statement and its values. With `lock` every row found is kept from other writers."""
    bounds = {_LIMIT: limit, _OFFSET: offset or None, _AFTER: after or None}
    given = {name: value for name, value in bounds.items() if value is not None}
    statement = _find(kind, _shape(equals), tuple(order_by), frozenset(given), lock)
    return statement, _values(equals) | given


def count(kind: type, equals: Mapping[str, Any]) -> tuple[sa.Select[Any], dict[str, Any]]:
    """Return what `Tx.count` runs: a statement and its values."""
    return _count(kind, _shape(equals)), _values(equals)


def tally(kind: type, by: str, equals: Mapping[str, Any]) -> tuple[sa.Select[Any], dict[str, Any]]:
    """Return what `Tx.tally` runs: a statement and its values."""
    return _tally(kind, by, _shape(equals)), _values(equals)


@cache
def upsert(dialect: str, kind: type) -> sa.Insert:
    """Return the statement that inserts records of a kind, or replaces those with the same key."""
    insert = _insert(dialect, RECORDS[kind])
    values = {each.name: insert.excluded[each.name] for each in RECORDS[kind].c if not each.primary_key}
    return insert.on_conflict_do_update(index_elements=[key(kind)], set_=values)


@cache
def append(dialect: str) -> ReturningInsert[Any]:
    """Return the statement that appends an audit event; it returns nothing when there is one with its id."""
    insert = _insert(dialect, AUDIT).on_conflict_do_nothing(index_elements=["id"])
    return insert.returning(AUDIT.c.arrival)


def _insert(dialect: str, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _find(
    kind: type, shape: Shape, order_by: tuple[str, ...], given: frozenset[str], lock: bool
) -> sa.Select[Any]:
    conditions = _conditions(kind, shape)
    if _AFTER in given:
        conditions.append(_column(kind, "id") > sa.bindparam(_AFTER))
    order = [_direction(kind, name) for name in (*order_by, "id")]
    statement: sa.Select[Any] = sa.select(TABLES[kind]).where(*conditions).order_by(*order)
    # SQLite knows no OFFSET without LIMIT; both are left out where they say nothing.
    if _LIMIT in given:
        statement = statement.limit(sa.bindparam(_LIMIT, type_=sa.Integer))
    if _OFFSET in given:
        statement = statement.offset(sa.bindparam(_OFFSET, type_=sa.Integer))
    return statement.with_for_update() if lock else statement


@cache
def _count(kind: type, shape: Shape) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(TABLES[kind]).where(*_conditions(kind, shape))


@cache
def _tally(kind: type, name: str, shape: Shape) -> sa.Select[Any]:
    by = _column(kind, name)
    present = (by.is_not(None), *_conditions(kind, shape))
    return sa.select(by, sa.func.count()).where(*present).group_by(by).order_by(by)


def _shape(equals: Mapping[str, Any]) -> Shape:
    return tuple((name, _asked(value)) for name, value in equals.items())


def _asked(value: Any) -> _Asked:
    if value is None:
        return _Asked.NULL
    if value is PRESENT:
        return _Asked.PRESENT
    if isinstance(value, tuple):
        return _Asked.ONE_OF_OR_NULL if None in value else _Asked.ONE_OF
    return _Asked.VALUE


def _values(equals: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of what is asked, as the columns hold them."""
    return {
        name: [encode(item) for item in value if item is not None]
        if isinstance(value, tuple)
        else encode(value)
        for name, value in equals.items()
        if value is not None and value is not PRESENT
    }


def _conditions(kind: type, shape: Shape) -> list[sa.ColumnElement[bool]]:
    return [_condition(_column(kind, name), name, asked) for name, asked in shape]


def _condition(asked_of: sa.Column[Any], name: str, asked: _Asked) -> sa.ColumnElement[bool]:
    if asked is _Asked.NULL:
        return asked_of.is_(None)
    if asked is _Asked.PRESENT:
        return asked_of.is_not(None)
    if asked is _Asked.VALUE:
        return asked_of == sa.bindparam(name)
    some = asked_of.in_(sa.bindparam(name, expanding=True))
    return sa.or_(some, asked_of.is_(None)) if asked is _Asked.ONE_OF_OR_NULL else some


def _direction(kind: type, name: str) -> sa.UnaryExpression[Any]:
    by = _column(kind, name.removeprefix("-"))
    if not by.nullable:
        # To say where NULL goes would keep PostgreSQL from reading the order off an index.
        return by.desc() if name.startswith("-") else by.asc()
    return by.desc().nulls_last() if name.startswith("-") else by.asc().nulls_first()


def _column(kind: type, name: str) -> sa.Column[Any]:
    return TABLES[kind].c[key(kind) if name == "id" else name]
