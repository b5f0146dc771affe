"""Numbers, origins and addresses of people, as the law and the post draw them up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from digitize.province.chance import Chance, pick
from digitize.province.units import Ward, table

SERIALS = 1_000_000
"""Of the last six digits of a CCCD and a CMND."""

COMPANIES = 5_000_000
"""How many MST of the province there are at most."""

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True, slots=True)
class Origin:
    """A province that people come from: its number in the CCCD, and how its CMND begin."""

    name: str
    number: str
    cmnd: tuple[str, str]


@cache
def origins() -> dict[str, Origin]:
    """Return the provinces that people come from, by name."""
    return {
        name: Origin(name, row["number"], (row["cmnd"][0], row["cmnd"][1]))
        for name, row in table("names")["origins"].items()
    }


@cache
def _origin_deck() -> tuple[Origin, ...]:
    return tuple(
        origins()[name] for name, row in table("names")["origins"].items() for _ in range(row["share"])
    )


def draw_origin(chance: Chance) -> Origin:
    """Return a province, by how many people here come from it."""
    return pick(chance, _origin_deck())


def cccd(origin: Origin, sex: str, born: date, serial: int) -> str:
    """Return a CCCD or số định danh: province of registration, century and sex, year, serial (Nghị định 137/2015, Điều 13)."""
    century = 2 * (born.year // 100 - 19) + (sex == "Nữ")
    return f"{origin.number}{century}{born.year % 100:02d}{serial:06d}"


def tax_code(slot: int) -> str:
    """Return an MST of Bình Dương; where the check digit would be 10, no such number exists and the next is taken."""
    for number in (370_000_000 + slot, 370_000_000 + slot + COMPANIES):
        rest = sum(int(digit) * weight for digit, weight in zip(str(number), _TAX_WEIGHTS, strict=True)) % 11
        if rest:
            return f"{number}{10 - rest}"
    raise AssertionError("the third digit differs by five: one of the two has a check digit")


def draw_phone(chance: Chance) -> str:
    """Return a mobile number."""
    prefix = pick(
        chance,
        ("090", "091", "093", "097", "098", "096", "033", "035", "037", "038", "079", "086", "070", "094"),
    )
    return f"{prefix}{int(chance() * 10_000_000):07d}"


def draw_home(chance: Chance, ward: Ward) -> str:
    """Return house number and street, or hamlet, in a ward."""
    places: dict[str, Sequence[str]] = table("names")["addresses"]
    if ward.unit.type_before == "Xã":
        return f"tổ {int(1 + chance() * 18)}, {pick(chance, places['hamlets'])}"
    house = f"{int(1 + chance() * 900)}"
    if chance() < 0.4:
        house = f"{int(1 + chance() * 99)}/{int(1 + chance() * 40)}"
    return f"số {house}, {pick(chance, places['streets'])}, {pick(chance, places['quarters'])}"
