"""People, families and companies of an invented province, and how they are named."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from digitize.province.chance import Chance, pick
from digitize.province.units import Ward, table


@dataclass(frozen=True, slots=True)
class Person:
    """A person and the home where he or she is registered; as the owner of a dossier it may be a company.

    Attributes:
        sex: "Nam" or "Nữ"; empty for a company.
        born: a company's day of founding.
        id_type: CMND (nine digits), CCCD (twelve; Nghị định 137/2015, Điều 13), HC (passport) or MST (tax code).
        home: house number and street, or hamlet.
        origin: the province of the quê quán.
        former_number: the CMND that was given back for a CCCD, or empty.
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
    nation: str = "Việt Nam"
    former_number: str = ""

    def address(self, day: date) -> str:
        """Return the whole address with the units as named on `day`."""
        return f"{self.home}, {self.ward.on(day)}, tỉnh {self.province}"


@dataclass(frozen=True, slots=True)
class Family:
    """Who lives, or lived, in a house. Children are in the order of their birth; the elder is the father's parent."""

    father: Person
    mother: Person
    children: tuple[Person, ...]
    elder: Person


@dataclass(frozen=True, slots=True)
class Company:
    """A company; `tax_code` is its MST and its mã số doanh nghiệp. `capital` is in millions of đồng."""

    name: str
    tax_code: str
    founded: date
    capital: int
    field: str
    phone: str
    home: str
    ward: Ward
    director: Person

    def as_owner(self) -> Person:
        """Return it as the owner of a dossier."""
        return Person(
            self.name, "", self.founded, "MST", self.tax_code, self.founded, self.phone, self.home, self.ward,
            "Bình Dương",
        )  # fmt: skip


def full_name(rng: Random, sex: str) -> str:
    """Return a Vietnamese name: surname, middle names, given name."""
    return f"{draw_surname(rng.random)} {given_name(rng.random, sex)}"


def given_name(chance: Chance, sex: str) -> str:
    """Return what follows the surname."""
    middle, given = _given_names()[sex]
    words = pick(chance, middle) + pick(chance, given)
    return f"{words} {pick(chance, given)}" if chance() < 0.12 else words


def another_given_name(chance: Chance, name: str, sex: str) -> str:
    """Return `name` with another last word, as twins are named."""
    front, _, last = name.rpartition(" ")
    others = [word for word in _given_names()[sex][1] if word != last]
    return f"{front} {pick(chance, others)}"


@cache
def _surnames() -> tuple[str, ...]:
    return tuple(name for name, share in table("names")["surnames"].items() for _ in range(share))


def draw_surname(chance: Chance) -> str:
    """Return a surname, by its share of the population."""
    return pick(chance, _surnames())


def surname_of(person: Person) -> str:
    """Return a person's surname."""
    return person.name.split(" ", 1)[0]


@cache
def _given_names() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return, by sex, middle names with the blank that follows them, and given names."""
    names = table("names")
    return {
        sex: (
            tuple(f"{word} " if word else "" for word in names[key]["middle"]),
            tuple(names[key]["given"]),
        )
        for sex, key in (("Nam", "male"), ("Nữ", "female"))
    }
