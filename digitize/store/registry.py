"""The province's register in SQL."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Any

import sqlalchemy as sa

from digitize.model.match import Blocked, BlockingKeys, Component, Dossier, DossierCode, ResultRecord
from digitize.ports import ImportReport
from digitize.store import database
from digitize.store.blocking import (
    OWNER,
    SAME_NAME,
    answers,
    identity_hash,
    namesakes,
    number_key,
    questions,
    values_of,
)
from digitize.store.listing import any_of, listed
from digitize.store.mapping import Row, columns, from_row, to_row
from digitize.store.schema import COMPONENT, DOSSIER, RESULT
from digitize.text.fold import fold

_CHUNK = 2_000
"""Dossiers per transaction: other writers wait for milliseconds while a register is imported."""

_NESTED: dict[str, tuple[sa.Table, type]] = {
    "components": (COMPONENT, Component),
    "results": (RESULT, ResultRecord),
}
"""What belongs to a dossier and lies in a table of its own."""

_NONE = "'[]'"

_FOUND_BY = ("number", "book_number", "serial_number")
"""Columns of a result that are looked up in normal form."""

_BY_CODE = "code = :code"
_AMONG = "code {any_of} ORDER BY code"
_AFTER = f"code > :last ORDER BY code LIMIT {_CHUNK}"
_BY_OWNER = f"owner_folded = :wanted ORDER BY code LIMIT {SAME_NAME}"

_NAMED = sa.text("SELECT count(*) FROM dossier WHERE owner_folded = :wanted")


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
        return self._find(_AMONG, codes=json.dumps(sorted(set(codes))))

    def block(self, keys: BlockingKeys, *, whole: bool = True) -> Blocked:
        """Return the dossiers that agree with a key, each once, in the order of their codes: all in one question."""
        asked = tuple(questions(keys, self._key))
        if not asked:
            return Blocked()
        statement = _blocking(self._engine.dialect.name, tuple(kind for kind, _ in asked), whole)
        with database.glancing(self._engine) as connection:
            rows = _rows(connection, statement, values_of(asked))
        found = tuple(from_row(Dossier, row) for row in rows)
        names = ((own["name"], f"namesakes{at}") for at, (kind, own) in enumerate(asked) if kind == OWNER)
        return Blocked(found, {name: rows[0][column] for name, column in names} if rows else {})

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
        codes = json.dumps([dossier.code for dossier in chunk])
        stored = {item.code: item for item in _load(connection, _AMONG, codes=codes)}
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
        return to_row(dossier, without=tuple(_NESTED)) | keys

    def _find(self, condition: str, **values: Any) -> tuple[Dossier, ...]:
        with database.reading(self._engine) as connection:
            return _load(connection, condition, **values)


def _load(connection: sa.Connection, condition: str, **values: Any) -> tuple[Dossier, ...]:
    rows = _rows(connection, _dossiers(connection.dialect.name, condition), values)
    return tuple(from_row(Dossier, row) for row in rows)


def _rows(connection: sa.Connection, statement: sa.TextClause, values: Row) -> list[Row]:
    found = connection.execute(statement, values)
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found]


@cache
def _dossiers(dialect: str, condition: str) -> sa.TextClause:
    return sa.text(f"{_select(dialect)} WHERE {condition.format(any_of=any_of(dialect, 'codes'))}")


@lru_cache(maxsize=512)
def _blocking(dialect: str, kinds: tuple[str, ...], whole: bool) -> sa.TextClause:
    """Return the statement for the keys of a paper: the dossiers, and how many bear each name that was asked for."""
    counts = (f"{count} AS namesakes{at}" for at, count in namesakes(kinds).items())
    found = _select(dialect, *counts, whole=whole)
    return sa.text(f"{found} WHERE code IN ({answers(dialect, kinds)}) ORDER BY code")


def _select(dialect: str, *more: str, whole: bool = True) -> str:
    own = (name for name in columns(Dossier) if name not in _NESTED)
    nested = (f"{_nested(dialect, name) if whole else _NONE} AS {name}" for name in _NESTED)
    return f"SELECT {', '.join((*own, *nested, *more))} FROM dossier AS one"  # noqa: S608  # Names of columns.


def _nested(dialect: str, name: str) -> str:
    table, kind = _NESTED[name]
    rows = f"SELECT * FROM {table.name} WHERE dossier = one.code ORDER BY position"  # noqa: S608  # Names of columns.
    return listed(dialect, kind, rows)


def _parts(code: str, parts: Sequence[Component | ResultRecord]) -> Iterator[Row]:
    return (to_row(part) | {"dossier": code, "position": place} for place, part in enumerate(parts))


def _remove(connection: sa.Connection, codes: Sequence[str]) -> None:
    if codes:
        for column in (COMPONENT.c.dossier, RESULT.c.dossier, DOSSIER.c.code):
            connection.execute(sa.delete(column.table).where(column.in_(codes)))
