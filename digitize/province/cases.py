"""Dossiers of an invented province: who asked for what, when, and what was issued."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from digitize.province.people import Person, full_name, make_people
from digitize.province.units import Ward, table, wards

_NEW_CODES_FROM = date(2020, 9, 15)
"""Agency codes are written from left to right from this day on (Quyết định 20/2020/QĐ-TTg)."""


@dataclass(frozen=True, slots=True)
class Component:
    """A paper that a dossier must hold. `kind` is None where the generator does not draw it."""

    code: str
    name: str
    copies: int
    kind: str | None


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
        unit: the agency as named on the day of receipt, as the register writes it.
        issuer: the same agency in the capitals of a letterhead.
        place: where papers are dated.
        office: the department within the agency that works on it.
        trade: number of the line of trade in `names.toml`, for household businesses.
    """

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
    received_on: date
    due_on: date
    book: str
    serial: int
    days: int
    components: tuple[Component, ...]
    parcel: Parcel | None
    trade: int
    result: Result | None


def make_cases(rng: Random, count: int) -> tuple[Case, ...]:
    """Return `count` dossiers of 2020-2021 with dense running numbers, ordered by day of receipt.

    About one owner in eight has two dossiers; some owners are namesakes or live in one house.
    """
    people = make_people(rng, max(1, count - count // 8))
    owners = [*people, *people][:count]
    days = sorted(_working_day(rng) for _ in range(max(1, count // 5)))
    received = sorted(rng.choice(days) for _ in range(count))
    rng.shuffle(owners)
    clerk = _Clerk(rng)
    procedures = list(_cycle(rng, table("procedures")["procedure"], count))
    return tuple(
        clerk.open(owner, day, procedure)
        for owner, day, procedure in zip(owners, received, procedures, strict=True)
    )


def working_days_later(day: date, count: int) -> date:
    """Return the day `count` working days after `day`, weekends aside."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


class _Clerk:
    """Hands out codes, book entries and result numbers without gaps, from a random start."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._next: Counter[tuple[str, ...]] = Counter()

    def open(self, owner: Person, day: date, procedure: dict[str, Any]) -> Case:
        code, unit, issuer, place, letter = _agency(procedure["level"], owner, day)
        running = self._number(code, f"{day:%y%m%d}", start=60)
        org = f"H09.{code}" if day >= _NEW_CODES_FROM else f"000.00.{code}.H09"
        due = working_days_later(day, procedure["days"])
        book = f"0{1 + (day.month > 6)}/{day.year}"
        return Case(
            code=f"{org}-{day:%y%m%d}-{running:04d}",
            procedure=procedure["code"],
            procedure_name=procedure["name"],
            sector=procedure["sector"],
            subject=procedure["subject"],
            unit=unit,
            issuer=issuer,
            place=place,
            office=procedure["office"],
            owner=owner,
            received_on=day,
            due_on=due,
            book=book,
            serial=self._number(code, book, start=900),
            days=procedure["days"],
            components=tuple(_component(row) for row in procedure["components"]),
            parcel=_parcel(self._rng, owner.ward) if procedure["subject"] in {"parcel", "building"} else None,
            trade=self._rng.randrange(len(table("names")["trades"]["names"])),
            result=self._result(procedure["result"], code, letter, due),
        )

    def _result(self, row: dict[str, Any], code: str, letter: str, due: date) -> Result | None:
        issued = working_days_later(due, self._rng.choice((0, 0, 0, 2)))
        if issued > date(2021, 12, 31):
            return None
        symbol: str = row["number"]
        number = self._number(code, symbol, str(issued.year), start=3000)
        text = symbol.format(n=f"{number:02d}", six=f"{number:06d}", letter=letter)
        return Result(row["code"], row.get("kind"), text, issued, full_name(self._rng, "Nam"))

    def _number(self, *key: str, start: int) -> int:
        if key not in self._next:
            self._next[key] = self._rng.randrange(1, start)
        self._next[key] += 1
        return self._next[key]


def _cycle(rng: Random, rows: list[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    """Yield every procedure about equally often, in no order."""
    deck: list[dict[str, Any]] = []
    for _ in range(count):
        if not deck:
            deck = rng.sample(rows, len(rows))
        yield deck.pop()


def _working_day(rng: Random) -> date:
    day = date(2020, 1, 6) + timedelta(days=rng.randrange(700))
    return working_days_later(day, 1)


def _agency(level: str, owner: Person, day: date) -> tuple[str, str, str, str, str]:
    """Return sub-code, name in the register, letterhead, place, and letter of household-business numbers."""
    agencies = table("agencies")
    if level in agencies["departments"]:
        row = agencies["departments"][level]
        return row["code"], f"{row['name']} tỉnh Bình Dương", row["name"].upper(), "Bình Dương", ""
    district = agencies["districts"][owner.ward.district.name]
    unit = owner.ward.district if level == "district" else owner.ward.unit
    name = unit.on(day)
    full = f"{name}, {owner.ward.district.on(day)}" if level == "ward" else name
    return district["code"], f"UBND {full}", f"ỦY BAN NHÂN DÂN {name}".upper(), unit.name, district["letter"]


def _component(row: dict[str, Any]) -> Component:
    return Component(row["code"], row["name"], row.get("copies", 1), row.get("kind"))


def _parcel(rng: Random, home: Ward) -> Parcel:
    letters = rng.choice(("BN", "CN", "CS", "CH", "BX"))
    return Parcel(
        ward=rng.choice([ward for ward in wards() if ward.district == home.district]),
        map_sheet=rng.randrange(1, 90),
        number=rng.randrange(1, 2400),
        area=f"{rng.randrange(60, 900)},{rng.randrange(1, 9)}",
        book_number=rng.choice(("CH", "CS")) + f"{rng.randrange(1, 99999):05d}",
        serial_number=f"{letters} {rng.randrange(100000, 999999)}",
    )
