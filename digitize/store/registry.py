"""The province's register in SQL."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from digitize.model.match import BlockingKeys, Component, Dossier, DossierCode, ResultRecord
from digitize.ports import ImportReport
from digitize.store import database
from digitize.store.blocking import SAME_NAME, codes_of, identity_hash, number_key
from digitize.store.mapping import Row, from_row, to_row
from digitize.store.schema import COMPONENT, DOSSIER, RESULT
from digitize.text.fold import fold

T = TypeVar("T")

_CHUNK = 2_000
"""Dossiers per transaction: other writers wait for milliseconds while a register is imported."""

_NESTED = ("components", "results")

_FOUND_BY = ("number", "book_number", "serial_number")
"""Columns of a result that are looked up in normal form."""


def _dossiers(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(DOSSIER).where(*conditions).order_by(DOSSIER.c.code)


_CODES: sa.BindParameter[Any] = sa.bindparam("codes", expanding=True)

# To build a statement takes longer than to run it.
_BY_CODE = _dossiers(DOSSIER.c.code == sa.bindparam("code"))
_AMONG = _dossiers(DOSSIER.c.code.in_(_CODES))
_AFTER = _dossiers(DOSSIER.c.code > sa.bindparam("last")).limit(_CHUNK)
_BY_OWNER = _dossiers(DOSSIER.c.owner_folded == sa.bindparam("wanted")).limit(SAME_NAME)
_NAMED = sa.select(sa.func.count()).where(DOSSIER.c.owner_folded == sa.bindparam("wanted"))


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

    def block(self, keys: BlockingKeys, *, whole: bool = True) -> tuple[Dossier, ...]:
        """Return the dossiers that agree with a key, each once, in the order of their codes.

        One question for the codes, and one for the dossiers with what belongs to them.
        """
        with database.glancing(self._engine) as connection:
            codes = codes_of(connection, keys, self._key)
            return _load(connection, _AMONG, whole=whole, codes=sorted(codes)) if codes else ()

    def named(self, name: str) -> int:
        """Return how many dossiers have an owner of this name, marks and case aside."""
        with database.glancing(self._engine) as connection:
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
        keys = {
            "owner_folded": fold(dossier.owner),
            "owner_id_hash": identity_hash(self._key, dossier.owner_id or ""),
        }
        return to_row(dossier, without=_NESTED) | keys

    def _find(self, statement: sa.Select[Any], **values: Any) -> tuple[Dossier, ...]:
        with database.reading(self._engine) as connection:
            return _load(connection, statement, **values)


def _load(
    connection: sa.Connection, statement: sa.Select[Any], *, whole: bool = True, **values: Any
) -> tuple[Dossier, ...]:
    empty = dict.fromkeys(_NESTED, "[]")
    found = [from_row(Dossier, dict(row) | empty) for row in connection.execute(statement, values).mappings()]
    if not (found and whole):
        return tuple(found)
    codes = [dossier.code for dossier in found]
    components = _load_parts(connection, COMPONENT, Component, codes)
    results = _load_parts(connection, RESULT, ResultRecord, codes)
    return tuple(
        replace(one, components=tuple(components[one.code]), results=tuple(results[one.code]))
        for one in found
    )


def _load_parts(
    connection: sa.Connection, table: sa.Table, kind: type[T], codes: Sequence[str]
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
