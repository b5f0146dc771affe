"""The agencies that receive dossiers: departments of the province, its districts and their wards."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from digitize.province.units import Ward, table, wards
from digitize.text.units import Unit

_NEW_CODES_FROM = date(2020, 9, 15)
"""Agency codes are written from left to right from this day on (Quyết định 20/2020/QĐ-TTg)."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency with a one-door desk.

    Attributes:
        level: "ward", "district", or the department's key in `agencies.toml`.
        parts: its sub-codes under H09, the district's first.
        letter: of numbers of household businesses in its district; empty for a department.
        seat: the ward or the district that it governs, None for a department.
        department: its name, empty below the province.
        wards: where those live who come here.
        people: roughly how many, in thousands.
    """

    level: str
    parts: tuple[str, ...]
    letter: str
    seat: Ward | Unit | None
    department: str
    wards: tuple[Ward, ...]
    people: float

    def code(self, day: date) -> str:
        """Return its identifier as written on `day`: H09.15.07, before 15/9/2020 000.07.15.H09."""
        if day >= _NEW_CODES_FROM:
            return ".".join(("H09", *self.parts))
        below = self.parts[1] if len(self.parts) > 1 else "00"
        return f"000.{below}.{self.parts[0]}.H09"

    def unit(self, day: date) -> str:
        """Return its name as the register writes it on `day`."""
        if self.seat is None:
            return f"{self.department} tỉnh Bình Dương"
        return f"UBND {self.seat.on(day)}"

    def issuer(self, day: date) -> str:
        """Return its name in the capitals of a letterhead on `day`."""
        if self.seat is None:
            return self.department.upper()
        own = self.seat.unit if isinstance(self.seat, Ward) else self.seat
        return f"ỦY BAN NHÂN DÂN {own.on(day)}".upper()

    @property
    def place(self) -> str:
        """Where its papers are dated."""
        if self.seat is None:
            return "Bình Dương"
        return self.seat.unit.name if isinstance(self.seat, Ward) else self.seat.name


@cache
def agencies_of(places: tuple[Ward, ...]) -> tuple[Agency, ...]:
    """Return the departments, the districts of the wards `places`, and those wards, each an agency."""
    rows = table("agencies")
    whole = sum(row["people"] for row in rows["districts"].values())
    found = [
        Agency(level, (row["code"],), "", None, row["name"], places, whole)
        for level, row in rows["departments"].items()
    ]
    for district in dict.fromkeys(ward.district for ward in places):
        row = rows["districts"][district.name]
        own = tuple(ward for ward in places if ward.district == district)
        found.append(Agency("district", (row["code"],), row["letter"], district, "", own, row["people"]))
        within = [ward for ward in wards() if ward.district == district]
        found += [
            Agency(
                "ward",
                (row["code"], f"{within.index(ward) + 1:02d}"),
                row["letter"],
                ward,
                "",
                (ward,),
                row["people"] / len(within),
            )
            for ward in own
        ]
    return tuple(found)
