"""Addresses as printed: house, street, hamlet, commune, district, province.

The parts are what the paper says; which commune that was on a day, and is today, `communes` says.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from digitize.text.gazetteer import ADMINISTRATIVE, Level, Mention
from digitize.text.locate import Located, locate


@dataclass(frozen=True, slots=True)
class Part:
    """A unit as printed: its name, and the word before it written out ("phường" for "P."), None where there is none."""

    tier: str | None
    name: str

    def __str__(self) -> str:
        return f"{self.tier} {self.name}" if self.tier else self.name


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address as printed; None where a part is not found. Several hamlets are set off by commas."""

    house: str | None = None
    street: str | None = None
    hamlet: str | None = None
    ward: Part | None = None
    district: Part | None = None
    province: Part | None = None


def parse_address(text: str) -> Address:
    """Return the parts of an address as printed. Any text has an address, if only one without parts."""
    return address_of(locate(text))


def address_of(located: Located) -> Address:
    """Return the parts of an address whose places are known."""
    parts = {level: _part(located, name) for level, name in located.names.items()}
    below = _below_wards(located)
    return replace(
        below, ward=parts.get("ward"), district=parts.get("district"), province=parts.get("province")
    )


def _part(located: Located, name: Mention) -> Part:
    tier = located.tier_of(name)
    announced = tier and tier.entry.level in ADMINISTRATIVE
    return Part(tier.entry.written if tier and announced else None, located.printed(name.first, name.last))


def _below_wards(located: Located) -> Address:
    """Return house, street and hamlet: what stands beside the administrative units."""
    house: str | None = None
    street: str | None = None
    hamlets: list[str] = []
    for level, first, last in _chunks(located):
        if level == "hamlet":
            hamlets.append(located.printed(first, last))
        elif level == "street":
            street = street or located.printed(first, last)
        elif level == "house" and house is None:
            house, _, rest = located.printed(first, last).partition(" ")
            street = street or rest or None
    return Address(house, street, ", ".join(hamlets) or None)


def _chunks(located: Located) -> Iterator[tuple[Level | None, int, int]]:
    """Yield the runs of tokens below the communes with their level, words that announce a house left out."""
    taken = _taken(located)
    starts = {tier.first: tier for tier in located.tiers if tier.first not in taken}
    first = 0
    while first < len(located.words):
        if first in taken:
            first += 1
            continue
        tier = starts.get(first)
        last = tier.last if tier else first + 1
        while last < len(located.words) and not (
            last in taken or last in starts or located.words[last].parts
        ):
            last += 1
        level = tier.entry.level if tier else _bare_level(located, first, taken)
        begin = tier.last if tier and level == "house" else first
        if begin < last:
            yield level, begin, last
        first = last


def _taken(located: Located) -> frozenset[int]:
    spans = [(name.first, name.last) for name in located.names.values()]
    spans += [(tier.first, tier.last) for name in located.names.values() if (tier := located.tier_of(name))]
    return frozenset(place for first, last in spans for place in range(first, last))


def _bare_level(located: Located, first: int, taken: frozenset[int]) -> Level | None:
    """Return what a run is that nothing announces: a house if it begins with a number, else a hamlet before the commune."""
    if taken and first > min(taken):
        return None
    return "house" if located.words[first].key[0].isdigit() else "hamlet"
