"""A dossier of an invented province: who asked for what, when, and what was issued; and what there is to ask for."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from digitize.province.people import Company, Family, Person
from digitize.province.units import Ward, table
from digitize.province.workdays import LAST_DAY, WORKING_DAYS


@dataclass(frozen=True, slots=True)
class Component:
    """A paper that a dossier must hold. `kind` is None where the generator does not draw it."""

    code: str
    name: str
    copies: int
    kind: str | None


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure; `share` and `owner` are explained in `data/procedures.toml`.

    Attributes:
        level: of the agencies that receive it, as `Agency.level`.
        days: working days within which the result is due.
        first: the first day on which somebody asked for it.
        result_number: how the number of its result is written, empty where the result has none.
    """

    code: str
    name: str
    sector: str
    level: str
    office: str
    days: int
    subject: str
    share: float
    owner: str
    first: date
    last: date
    components: tuple[Component, ...]
    result_code: str
    result_kind: str | None
    result_number: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A piece of land; the last two name its certificate."""

    ward: Ward
    map_sheet: int
    number: int
    area: str
    book_number: str
    serial_number: str


@dataclass(frozen=True, slots=True)
class Result:
    """What the agency issued. `number` is empty for a land certificate, which has a book number instead."""

    code: str
    kind: str | None
    number: str
    issued_on: date
    signer: str


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier with everything that its papers print.

    Attributes:
        number: its place in the register, from 0; -1 where the register lacks it.
        code: mã hồ sơ.
        subject: what it is about and so which papers there are: parcel, building, business, company, environment,
            foreign_worker, allowance, unemployment, health, birth, marriage, death, record.
        unit: the agency as named on the day of receipt, as the register writes it.
        issuer: the same agency in the capitals of a letterhead.
        place: where papers are dated.
        office: the department within the agency that works on it.
        owner: chủ hồ sơ as the register writes it, with the card of the day of receipt: a child whose birth is
            registered, a company as a whole (its tax code), a foreigner (passport), elsewhere who asked.
        about: whom it concerns besides: whom the owner marries, who died, the employee's or company's director; the
            owner himself elsewhere.
        spouse: the owner's, where he or she is one of a couple.
        family: where a birth, a marriage or a death is registered: the newborn child's, the owner's, the dead person's.
        company: whose dossier it is, or who employs the foreigner.
        trade: number of the line of trade in `names.toml`, for household businesses.
        status: as the register writes it.
    """

    number: int
    code: str
    procedure: str
    procedure_name: str
    sector: str
    subject: str
    unit: str
    issuer: str
    place: str
    office: str
    owner: Person
    about: Person
    spouse: Person | None
    family: Family | None
    company: Company | None
    received_on: date
    due_on: date
    book: str
    serial: int
    days: int
    components: tuple[Component, ...]
    parcel: Parcel | None
    trade: int
    status: str
    result: Result | None


@cache
def procedures() -> tuple[Procedure, ...]:
    """Return all procedures of `data/procedures.toml`."""
    return tuple(_procedure(row) for row in table("procedures")["procedure"])


def _procedure(row: dict[str, Any]) -> Procedure:
    return Procedure(
        code=row["code"],
        name=row["name"],
        sector=row["sector"],
        level=row["level"],
        office=row["office"],
        days=row["days"],
        subject=row["subject"],
        share=row["share"],
        owner=row.get("owner", "adult"),
        first=row.get("first", WORKING_DAYS[0]),
        last=row.get("last", LAST_DAY),
        components=tuple(
            Component(part["code"], part["name"], part.get("copies", 1), part.get("kind"))
            for part in row["components"]
        ),
        result_code=row["result"]["code"],
        result_kind=row["result"].get("kind"),
        result_number=row["result"]["number"],
    )
