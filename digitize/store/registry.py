"""The province's register in SQL."""

import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from digitize.model.match import BlockingKeys, Component, Dossier, DossierCode, ResultRecord
from digitize.ports import ImportReport
from digitize.store import database
from digitize.store.mapping import Row, from_row, to_row
from digitize.store.schema import COMPONENT, DOSSIER, RESULT
from digitize.text.fold import fold

T = TypeVar("T")

_CHUNK = 2_000
"""Dossiers per transaction: other writers wait for milliseconds while a register is imported."""

_NESTED = ("components", "results")

_FOUND_BY = ("number", "book_number", "serial_number")
"""Columns of a result that are looked up in normal form."""

RARE_NAME = 20
"""Dossiers of one name at most for which the days of receipt are not asked: a misread date hides none of them."""

SAME_NAME = 200
"""Dossiers of one name, or of any other key, at most; beyond, it says nothing."""


def _dossiers(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(DOSSIER).where(*conditions).order_by(DOSSIER.c.code)


_CODES: sa.BindParameter[Any] = sa.bindparam("codes", expanding=True)

# To build a statement takes longer than to run it.
_BY_CODE = _dossiers(DOSSIER.c.code == sa.bindparam("code"))
_AMONG = _dossiers(DOSSIER.c.code.in_(_CODES))
_AFTER = _dossiers(DOSSIER.c.code > sa.bindparam("last")).limit(_CHUNK)
_BY_OWNER = _dossiers(DOSSIER.c.owner_folded == sa.bindparam("wanted")).limit(SAME_NAME)
_NAMED = sa.select(sa.func.count()).where(DOSSIER.c.owner_folded == sa.bindparam("wanted"))


def _key(code: sa.Column[Any], *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Return the codes that a key leads to, one more than are of use."""
    return sa.select(code).where(*conditions).limit(SAME_NAME + 1)


_ISSUED = RESULT.c.issued_on == sa.bindparam("on")
_RECEIVED = DOSSIER.c.received_on
_KEYS = {
    "person": _key(DOSSIER.c.code, DOSSIER.c.owner_id_hash.in_(sa.bindparam("values", expanding=True))),
    "owner": _key(DOSSIER.c.code, DOSSIER.c.owner_folded == sa.bindparam("value")).limit(RARE_NAME + 1),
    "owner between": _key(
        DOSSIER.c.code,
        DOSSIER.c.owner_folded == sa.bindparam("value"),
        # PostgreSQL takes no BETWEEN with a collation of its own.
        sa.bindparam("first") <= _RECEIVED,
        sa.bindparam("last") >= _RECEIVED,
    ),
    "book": _key(
        DOSSIER.c.code, DOSSIER.c.book == sa.bindparam("book"), DOSSIER.c.serial == sa.bindparam("serial")
    ),
    "book on": _key(
        DOSSIER.c.code,
        DOSSIER.c.book == sa.bindparam("book"),
        DOSSIER.c.serial == sa.bindparam("serial"),
        sa.bindparam("on") == _RECEIVED,
    ),
    "result": _key(RESULT.c.dossier, RESULT.c.number_key == sa.bindparam("value")),
    "result on": _key(RESULT.c.dossier, RESULT.c.number_key == sa.bindparam("value"), _ISSUED),
    "parcel": _key(
        RESULT.c.dossier,
        RESULT.c.map_sheet == sa.bindparam("sheet"),
        RESULT.c.parcel == sa.bindparam("parcel"),
    ),
    "book number": _key(RESULT.c.dossier, RESULT.c.book_number_key == sa.bindparam("value")),
    "serial number": _key(RESULT.c.dossier, RESULT.c.serial_number_key == sa.bindparam("value")),
}
"""How the codes of each kind of key are asked for."""
_PARTS = {
    table: sa.select(table).where(table.c.dossier.in_(_CODES)).order_by(table.c.dossier, table.c.position)
    for table in (COMPONENT, RESULT)
}


class SqlRegistry:
    """The register in a database that `database.migrate` has brought up to date.

    Args:
        key: secret of the installation; without it nobody can try out all identity numbers against the index.
    """

    def __init__(self, engine: sa.Engine, key: bytes) -> None:
        self._engine = engine
        self._key = key

    def put(self, dossiers: Iterable[Dossier], *, replace: bool = False) -> ImportReport:
        """Import dossiers; one whose stored record differs is a conflict unless `replace`.

        What was imported before an error stays: a second run finds it unchanged.
        """
        added = unchanged = replaced = 0
        conflicts: list[DossierCode] = []
        source = iter(dossiers)
        while chunk := list(islice(source, _CHUNK)):
            with database.writing(self._engine) as connection:
                # Two imports at once would both find a dossier missing.
                database.hold(connection, "register")
                report = self._put_chunk(connection, chunk, replace)
            added += report.added
            unchanged += report.unchanged
            replaced += report.replaced
            conflicts += report.conflicts
        return ImportReport(added, unchanged, replaced, tuple(conflicts))

    def get(self, code: str) -> Dossier | None:
        """Return the dossier with this mã hồ sơ."""
        found = self._find(_BY_CODE, code=code)
        return found[0] if found else None

    def among(self, codes: Iterable[str]) -> tuple[Dossier, ...]:
        """Return the dossiers with these mã hồ sơ, in the order of their codes."""
        return self._find(_AMONG, codes=sorted(set(codes)))

    def block(self, keys: BlockingKeys) -> tuple[Dossier, ...]:
        """Return the dossiers that agree with a key, each once, in the order of their codes.

        One question a key for the codes, answered from an index alone, and one for all dossiers together.
        """
        codes = set(keys.codes)
        with database.reading(self._engine) as connection:
            for name, values in self._keys(keys):
                codes.update(_ask(connection, name, values))
            for name in filter(None, map(fold, keys.owners)):
                codes.update(_owned(connection, name, keys.received))
            return _load(connection, _AMONG, codes=sorted(codes)) if codes else ()

    def named(self, name: str) -> int:
        """Return how many dossiers have an owner of this name, marks and case aside."""
        with database.reading(self._engine) as connection:
            return int(connection.execute(_NAMED, {"wanted": fold(name)}).scalar_one())

    def by_owner(self, name: str) -> tuple[Dossier, ...]:
        """Return dossiers whose owner has this name, tone marks and case aside (at most 200)."""
        wanted = fold(name)
        return self._find(_BY_OWNER, wanted=wanted) if wanted else ()

    def codes(self) -> Iterator[DossierCode]:
        """Return all codes in order."""
        last = ""
        while True:
            statement = sa.select(DOSSIER.c.code).where(DOSSIER.c.code > last).order_by(DOSSIER.c.code)
            with database.reading(self._engine) as connection:
                codes = list(connection.execute(statement.limit(_CHUNK)).scalars())
            yield from codes
            if len(codes) < _CHUNK:
                return
            last = codes[-1]

    def dossiers(self) -> Iterator[Dossier]:
        """Return all dossiers in the order of their codes, some thousands held at a time."""
        last = ""
        while chunk := self._find(_AFTER, last=last):
            yield from chunk
            last = chunk[-1].code

    def count(self) -> int:
        """Return the number of dossiers."""
        with database.reading(self._engine) as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(DOSSIER)).scalar_one())

    def _put_chunk(self, connection: sa.Connection, chunk: Sequence[Dossier], replace: bool) -> ImportReport:
        stored = {item.code: item for item in _load(connection, _AMONG, codes=list({d.code for d in chunk}))}
        known = dict(stored)
        counts = {"added": 0, "unchanged": 0, "replaced": 0}
        conflicts: list[DossierCode] = []
        for dossier in chunk:
            before = known.get(dossier.code)
            if before is not None and before != dossier and not replace:
                conflicts.append(dossier.code)
                continue
            counts["added" if before is None else "unchanged" if before == dossier else "replaced"] += 1
            known[dossier.code] = dossier
        changed = [dossier for code, dossier in known.items() if stored.get(code) != dossier]
        _remove(connection, [dossier.code for dossier in changed if dossier.code in stored])
        self._insert(connection, changed)
        return ImportReport(**counts, conflicts=tuple(conflicts))

    def _insert(self, connection: sa.Connection, dossiers: Sequence[Dossier]) -> None:
        rows = {
            DOSSIER: [self._row(dossier) for dossier in dossiers],
            COMPONENT: [row for dossier in dossiers for row in _parts(dossier.code, dossier.components)],
            RESULT: [
                row | {f"{name}_key": number_key(row[name] or "") for name in _FOUND_BY}
                for dossier in dossiers
                for row in _parts(dossier.code, dossier.results)
            ],
        }
        for table, values in rows.items():
            if values:
                connection.execute(sa.insert(table), values)

    def _row(self, dossier: Dossier) -> Row:
        keys = {"owner_folded": fold(dossier.owner), "owner_id_hash": self._hash(dossier.owner_id or "")}
        return to_row(dossier, without=_NESTED) | keys

    def _hash(self, id_number: str) -> str | None:
        return identity_hash(self._key, id_number)

    def _keys(self, keys: BlockingKeys) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the questions that `keys` ask, each as its name in `_KEYS` and its values."""
        hashes = [hashed for number in keys.persons if (hashed := self._hash(number))]
        if hashes:
            yield "person", {"values": hashes}
        on = keys.received_on.isoformat() if keys.received_on else None
        for book, serial in keys.books:
            yield ("book on" if on else "book"), {"book": book, "serial": serial, "on": on}
        for number, issued in keys.results:
            if wanted := number_key(number):
                day = issued.isoformat() if issued else None
                yield ("result on" if issued else "result"), {"value": wanted, "on": day}
        for sheet, parcel in keys.parcels:
            yield "parcel", {"sheet": sheet, "parcel": parcel}
        for wanted in filter(None, map(number_key, keys.certificates)):
            yield "book number", {"value": wanted}
            yield "serial number", {"value": wanted}

    def _find(self, statement: sa.Select[Any], **values: Any) -> tuple[Dossier, ...]:
        with database.reading(self._engine) as connection:
            return _load(connection, statement, **values)


def _ask(connection: sa.Connection, name: str, values: dict[str, Any]) -> Sequence[str]:
    """Return the codes that a key leads to, none if they are too many."""
    found = connection.execute(_KEYS[name], values).scalars().all()
    return found if len(found) <= SAME_NAME else ()


def _owned(connection: sa.Connection, name: str, received: tuple[date, date] | None) -> Sequence[str]:
    """Return the dossiers of a name: all of a rare one, those within the days of a common one."""
    found = connection.execute(_KEYS["owner"], {"value": name}).scalars().all()
    if received is None or len(found) <= RARE_NAME:
        return found if len(found) <= RARE_NAME else ()
    first, last = (day.isoformat() for day in received)
    return _ask(connection, "owner between", {"value": name, "first": first, "last": last})


def number_key(number: str) -> str | None:
    """Return what a number of a result is found by: marks, blanks, case and zeros before it aside; None if nothing is left."""
    return "".join(fold(number).split()).lstrip("0") or None


def identity_hash(key: bytes, id_number: str) -> str | None:
    """Return what an identity or tax number is found by: the keyed hash of its digits; None if it has none."""
    digits = re.sub(r"[^0-9]", "", id_number)
    return hmac.new(key, digits.encode(), hashlib.sha256).hexdigest() if digits else None


def _load(connection: sa.Connection, statement: sa.Select[Any], **values: Any) -> tuple[Dossier, ...]:
    rows = [dict(row) for row in connection.execute(statement, values).mappings()]
    if not rows:
        return ()
    codes = [row["code"] for row in rows]
    components = _load_parts(connection, COMPONENT, Component, codes)
    results = _load_parts(connection, RESULT, ResultRecord, codes)
    empty = dict.fromkeys(_NESTED, "[]")
    return tuple(
        replace(
            from_row(Dossier, row | empty),
            components=tuple(components[row["code"]]),
            results=tuple(results[row["code"]]),
        )
        for row in rows
    )


def _load_parts(
    connection: sa.Connection, table: sa.Table, kind: type[T], codes: list[str]
) -> dict[str, list[T]]:
    parts: dict[str, list[T]] = defaultdict(list)
    for row in connection.execute(_PARTS[table], {"codes": codes}).mappings():
        parts[row["dossier"]].append(from_row(kind, dict(row)))
    return parts


def _parts(code: str, parts: Sequence[Component | ResultRecord]) -> Iterator[Row]:
    return (to_row(part) | {"dossier": code, "position": place} for place, part in enumerate(parts))


def _remove(connection: sa.Connection, codes: Sequence[str]) -> None:
    if codes:
        for column in (COMPONENT.c.dossier, RESULT.c.dossier, DOSSIER.c.code):
            connection.execute(sa.delete(column.table).where(column.in_(codes)))
