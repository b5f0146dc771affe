"""Districts and wards of Bình Dương as they were named on the day of a paper (2020-2021)."""

import csv
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A ward or a district: its base name, and its type before and from the day of change."""

    name: str
    type_before: str
    type_after: str
    changed_on: date | None = None

    def on(self, day: date) -> str:
        """Return type and name as printed on `day`, e.g. "thị xã Dĩ An" until 31/1/2020."""
        changed = self.changed_on is None or day >= self.changed_on
        return f"{(self.type_after if changed else self.type_before).lower()} {self.name}"


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward in its district."""

    unit: Unit
    district: Unit

    def on(self, day: date) -> str:
        """Return "phường …, thành phố …" as printed on `day`."""
        return f"{self.unit.on(day)}, {self.district.on(day)}"


@cache
def wards() -> tuple[Ward, ...]:
    """Return the 91 wards of the province, from `data/bd_admin_units.csv`."""
    text = _data("bd_admin_units.csv")
    return tuple(
        Ward(
            _unit(row["ward_base"], row["type_2020_01"], row["type_2025_06"], row["type_history"]),
            _unit(
                row["district_base"],
                row["district_type_2020_01"],
                row["district_type_2025_06"],
                row["district_promoted"],
            ),
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def table(name: str) -> dict[str, Any]:
    """Return the content of `data/NAME.toml`."""
    return tomllib.loads(_data(f"{name}.toml"))


def _data(name: str) -> str:
    return files("digitize.province").joinpath("data", name).read_text(encoding="utf-8")


def _unit(name: str, before: str, after: str, history: str) -> Unit:
    day = _DAY.search(history)
    return Unit(name, before, after, date.fromisoformat(day[0]) if day else None)
