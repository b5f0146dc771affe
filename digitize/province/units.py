"""The wards that the synthetic province's people live in, and the tables of its data folder."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from digitize.text.units import Unit, communes


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward in its district, with its code of the General Statistics Office."""

    unit: Unit
    district: Unit
    code: str

    def on(self, day: date) -> str:
        """Return "phường …, thành phố …" as printed on `day`."""
        return f"{self.unit.on(day)}, {self.district.on(day)}"


@cache
def wards() -> tuple[Ward, ...]:
    """Return the 91 wards of the province as they were in 2020 and 2021."""
    return tuple(
        Ward(commune.unit, commune.district, commune.code) for commune in communes() if commune.district
    )


@cache
def table(name: str) -> dict[str, Any]:
    """Return the content of `data/NAME.toml`."""
    text = files("digitize.province").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
