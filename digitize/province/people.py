"""People who never lived: names by the real skew of surnames, identity numbers that agree with birth and sex."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from digitize.province.units import Ward, table, wards


@dataclass(frozen=True, slots=True)
class Person:
    """A person and the home where he or she is registered.

    Attributes:
        id_type: CMND (nine digits) or CCCD (twelve; Nghị định 137/2015, Điều 13).
        home: house number and street, or hamlet.
        origin: the province of the quê quán.
    """

    name: str
    sex: str
    born: date
    id_type: str
    id_number: str
    id_issued_on: date
    phone: str
    home: str
    ward: Ward
    origin: str
    province: str = "Bình Dương"

    def address(self, day: date) -> str:
        """Return the whole address with the units as named on `day`."""
        return f"{self.home}, {self.ward.on(day)}, tỉnh {self.province}"


def make_people(rng: Random, count: int) -> tuple[Person, ...]:
    """Return `count` people; every tenth is a namesake of one before, every seventh shares a home and a surname."""
    people: list[Person] = []
    for number in range(count):
        person = _person(rng)
        if number % 10 == 9:
            person = replace(person, name=people[-4].name, sex=people[-4].sex)
        elif number % 7 == 6:
            person = _relative(rng, person, people[-2])
        people.append(_with_papers(rng, person, {other.id_number for other in people}))
    return tuple(people)


def full_name(rng: Random, sex: str) -> str:
    """Return a Vietnamese name: surname, middle names, given name."""
    names = table("names")
    surname = rng.choices(list(names["surnames"]), weights=list(names["surnames"].values()))[0]
    return f"{surname} {_given(rng, names, sex)}"


def _given(rng: Random, names: dict[str, Any], sex: str) -> str:
    words = names["male" if sex == "Nam" else "female"]
    return f"{rng.choice(words['middle'])} {rng.choice(words['given'])}".strip()


def _person(rng: Random) -> Person:
    sex = rng.choice(("Nam", "Nữ"))
    born = date(1950, 1, 1) + timedelta(days=rng.randrange(365 * 51))
    ward = rng.choice(wards())
    origin = rng.choice(table("names")["addresses"]["origins"])
    return Person(full_name(rng, sex), sex, born, "", "", born, _phone(rng), _home(rng, ward), ward, origin)


def _relative(rng: Random, person: Person, other: Person) -> Person:
    name = f"{other.name.split()[0]} {_given(rng, table('names'), person.sex)}"
    return replace(person, name=name, home=other.home, ward=other.ward)


def _with_papers(rng: Random, person: Person, taken: set[str]) -> Person:
    kind = "CMND" if person.born.year < 1994 and rng.random() < 0.6 else "CCCD"
    number = _number(rng, person, kind)
    while number in taken:
        number = _number(rng, person, kind)
    first, last = (
        (date(2009, 1, 1), date(2015, 12, 31)) if kind == "CMND" else (date(2016, 1, 1), date(2019, 12, 31))
    )
    issued = first + timedelta(days=rng.randrange((last - first).days))
    return replace(person, id_type=kind, id_number=number, id_issued_on=issued)


def _number(rng: Random, person: Person, kind: str) -> str:
    serial = f"{rng.randrange(1, 1_000_000):06d}"
    if kind == "CMND":
        return rng.choice(("280", "281")) + serial
    century = 2 * (person.born.year // 100 - 19) + (person.sex == "Nữ")
    return f"{rng.choice(('074', '074', '074', '079', '038', '096'))}{century}{person.born.year % 100:02d}{serial}"


def _phone(rng: Random) -> str:
    return (
        rng.choice(("090", "091", "097", "098", "033", "037", "079", "086"))
        + f"{rng.randrange(10_000_000):07d}"
    )


def _home(rng: Random, ward: Ward) -> str:
    places: dict[str, Sequence[str]] = table("names")["addresses"]
    if ward.unit.type_before == "Xã":
        return f"tổ {rng.randrange(1, 15)}, {rng.choice(places['hamlets'])}"
    house = rng.choice((f"{rng.randrange(1, 900)}", f"{rng.randrange(1, 99)}/{rng.randrange(1, 40)}"))
    return f"số {house}, {rng.choice(places['streets'])}, {rng.choice(places['quarters'])}"
