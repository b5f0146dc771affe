"""Which dossiers hold papers, counted in SQL: the register and the ledger lie in one database."""

from typing import Any

import sqlalchemy as sa

from digitize.model.coverage import Covered
from digitize.model.match import Attachment, Role
from digitize.store import database
from digitize.store.schema import COMPONENT, DOSSIER, RECORDS, RESULT

_HELD = RECORDS[Attachment]


def _lacks(part: sa.Table, role: Role) -> sa.ColumnElement[bool]:
    """Ask whether a dossier lists a component or a result as which no paper is attached."""
    attached = sa.exists().where(
        _HELD.c.dossier == part.c.dossier,
        _HELD.c.active,
        _HELD.c.role == role.value,
        _HELD.c.code == part.c.code,
    )
    return sa.exists().where(part.c.dossier == DOSSIER.c.code, ~attached)


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _statement() -> sa.Select[Any]:
    def any_of(role: Role) -> sa.ColumnElement[int]:
        return sa.func.max(sa.case((_HELD.c.role == role.value, 1), else_=0))

    papers = (
        sa.select(_HELD.c.dossier, any_of(Role.INPUT).label("inputs"), any_of(Role.RESULT).label("results"))
        .where(_HELD.c.active)
        .group_by(_HELD.c.dossier)
        .subquery()
    )
    inputs, results = (sa.func.coalesce(papers.c[name], 0) == 1 for name in ("inputs", "results"))
    month = sa.func.substr(DOSSIER.c.received_on, 1, 7).label("month")
    lacks = sa.or_(_lacks(COMPONENT, Role.INPUT), _lacks(RESULT, Role.RESULT))
    return (
        sa.select(
            DOSSIER.c.unit,
            month,
            sa.func.count().label("dossiers"),
            _count(sa.and_(inputs, ~results)).label("inputs"),
            _count(sa.and_(~inputs, results)).label("results"),
            _count(sa.and_(inputs, results)).label("both"),
            _count(sa.and_(inputs, results, ~lacks)).label("complete"),
        )
        .select_from(DOSSIER.outerjoin(papers, papers.c.dossier == DOSSIER.c.code))
        .group_by(DOSSIER.c.unit, month)
    )


_STATEMENT = _statement()


class SqlCoverage:
    """Coverage in a database that `database.migrate` has brought up to date."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def counts(self) -> tuple[Covered, ...]:
        """Return the counts of each unit and month, in their order."""
        with database.reading(self._engine) as connection:
            rows = [Covered(**row) for row in connection.execute(_STATEMENT).mappings()]
        return tuple(sorted(rows, key=order))


def order(row: Covered) -> tuple[str, str]:
    """Return what counts are sorted by: unit, then month; unknown ones first."""
    return row.unit or "", row.month or ""
