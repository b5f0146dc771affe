"""Administrative units: the communes of Bình Dương until 30/6/2025, and those of today that follow them.

What a unit is called depends on the day: towns became cities and xã became phường in between (DOMAIN.md §4.1). Since
1/7/2025 there are no districts and the communes belong to another province; 23 of 36 bear an old name for other ground.
"""

import csv
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune or a district: its base name, and its type before and from the day of change."""

    name: str
    type_before: str
    type_after: str
    changed_on: date | None = None

    def type_on(self, day: date) -> str:
        """Return the type on `day` in lower case, e.g. "thị xã"."""
        changed = self.changed_on is None or day >= self.changed_on
        return (self.type_after if changed else self.type_before).lower()

    @property
    def types(self) -> frozenset[str]:
        """Every type that the unit has had, in lower case."""
        return frozenset((self.type_before.lower(), self.type_after.lower()))

    def on(self, day: date) -> str:
        """Return type and name as printed on `day`, e.g. "thị xã Dĩ An" until 31/1/2020."""
        return f"{self.type_on(day)} {self.name}"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: phường, xã or thị trấn.

    Attributes:
        code: of the General Statistics Office. A commune of today may have the code of one that it follows.
        unit: its name and types.
        district: None since districts are no more.
        successors: codes of the communes of today on its ground, the likeliest first; its own if it is of today.
    """

    code: str
    unit: Unit
    district: Unit | None
    successors: tuple[str, ...]

    @property
    def of_today(self) -> bool:
        """Whether the commune is one of those since 1/7/2025."""
        return self.district is None

    @property
    def province(self) -> str:
        """The name of the province that it belongs or belonged to."""
        return str(places()["reform"]["after" if self.of_today else "before"])

    def in_force(self, day: date) -> bool:
        """Tell whether the commune existed on `day`; for days before 2020 the communes of 2020 count."""
        return self.of_today == bool(day >= places()["reform"]["day"])

    def on(self, day: date) -> str:
        """Return the commune, its district and its province as printed on `day`."""
        of = "thành phố" if self.province in places()["provinces"]["cities"] else "tỉnh"
        district = (self.district.on(day),) if self.district else ()
        return ", ".join((self.unit.on(day), *district, f"{of} {self.province}"))


@cache
def places() -> dict[str, Any]:
    """Return the content of `places.toml`."""
    return tomllib.loads(files("digitize.text").joinpath("places.toml").read_text(encoding="utf-8"))


@cache
def districts_elsewhere() -> Mapping[str, tuple[str, ...]]:
    """Return the names of the districts outside the province in 2020 and 2021, by province, from `districts.toml`."""
    text = files("digitize.text").joinpath("districts.toml").read_text(encoding="utf-8")
    return {province: tuple(names) for province, names in tomllib.loads(text).items()}


@cache
def communes() -> tuple[Commune, ...]:
    """Return the 91 communes until 30/6/2025, from `bd_admin_units.csv`, and then the 36 of today."""
    text = files("digitize.text").joinpath("bd_admin_units.csv").read_text(encoding="utf-8")
    rows = tuple(csv.DictReader(text.splitlines()))
    today = {
        code: name
        for row in rows
        for code, name in zip(row["new_codes"].split(";"), row["new_units"].split(";"), strict=True)
    }
    return (*map(_commune, rows), *(_commune_of_today(code, today[code]) for code in sorted(today)))


def today(commune: Commune) -> tuple[Commune, ...]:
    """Return the communes of today on the ground of `commune`, the likeliest first."""
    return tuple(_of_today()[code] for code in commune.successors)


@cache
def _of_today() -> dict[str, Commune]:
    return {commune.code: commune for commune in communes() if commune.of_today}


def _commune(row: dict[str, str]) -> Commune:
    likeliest = row["default_new"]
    codes = sorted(row["new_codes"].split(";"), key=lambda code: (code != likeliest, code))
    return Commune(
        row["ward_code"],
        _unit(row["ward_base"], row["type_2020_01"], row["type_2025_06"], row["type_history"]),
        _unit(
            row["district_base"],
            row["district_type_2020_01"],
            row["district_type_2025_06"],
            row["district_promoted"],
        ),
        tuple(codes),
    )


def _commune_of_today(code: str, printed: str) -> Commune:
    kind, _, name = printed.partition(" ")
    return Commune(code, Unit(name, kind, kind), None, (code,))


def _unit(name: str, before: str, after: str, history: str) -> Unit:
    day = _DAY.search(history)
    return Unit(name, before, after, date.fromisoformat(day[0]) if day else None)
