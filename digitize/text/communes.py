"""Which commune an address means on the day of its paper, and which of today lie there; what is doubtful is said.

A name alone is no address: four names stand twice, nineteen pairs are one letter apart, and 23 of today's communes bear an
old name for other ground (DOMAIN.md §4.3). So commune, district, type and day are weighed together, and no commune is
claimed where a second fits about as well, or where a district or a province that was read speaks against it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from digitize.text.addresses import Address, Part
from digitize.text.fold import fold, toneless
from digitize.text.gazetteer import near
from digitize.text.units import Commune, Unit, communes, places, today

_MARGIN = 1.0
"""How much less a second commune must fit, in wrong letters."""
_LIMIT = 4.0
"""What speaks against a commune at most for it to be named as possible."""
_OTHER_LETTER = 0.5
"""ân where the name has an: such marks are lost more often than found, so it may be Tân without its T."""
_WRONG_DISTRICT = 3.0
_FORMER_DISTRICT = 0.5
_NEVER_THAT_TYPE = 1.0
_NOT_IN_FORCE = 1.5
_OTHER_PROVINCE = 1.0


class Doubt(StrEnum):
    """Why a resolution is not beyond doubt."""

    NO_COMMUNE = "no_commune"
    """No commune is named."""
    UNKNOWN_COMMUNE = "unknown_commune"
    """The commune's name is none of the province."""
    SEVERAL_COMMUNES = "several_communes"
    """Several communes fit about as well: the same name twice, or near names."""
    OTHER_PROVINCE = "other_province"
    """The address names another province."""
    NO_DISTRICT = "no_district"
    """No district is named where there were some."""
    UNKNOWN_DISTRICT = "unknown_district"
    """The district's name is none of the province, or illegible."""
    WRONG_DISTRICT = "wrong_district"
    """The commune does not lie in the district that is named."""
    FORMER_DISTRICT = "former_district"
    """The district is one that was divided or renamed before 2020."""
    MISREAD = "misread"
    """Letters of a name differ, marks aside."""
    OTHER_TYPE = "other_type"
    """The commune or its district was not of the printed type on that day."""
    NOT_IN_FORCE = "not_in_force"
    """The commune did not exist on that day."""
    DIVIDED = "divided"
    """The ground of the commune belongs to several of today: the street decides."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which commune an address means.

    Attributes:
        commune: the one claimed, None if there is none or several fit.
        candidates: the communes that fit, likeliest first; the one claimed alone.
        today: the communes of today on the ground of the candidates, the likeliest first.
        doubts: what is doubtful, in the order of `Doubt`.
    """

    commune: Commune | None
    candidates: tuple[Commune, ...]
    today: tuple[Commune, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    """How a commune fits: what speaks against it, in wrong letters, and what is doubtful about it."""

    commune: Commune
    against: float
    doubts: frozenset[Doubt]


def resolve(address: Address, day: date | None) -> Resolution:
    """Return the commune that `address` means.

    Args:
        address: as printed.
        day: of the paper; None if unknown, then types and names of any day count alike.
    """
    if address.ward is None:
        return _resolution((), {Doubt.NO_COMMUNE})
    if _is_elsewhere(address, day):
        return _resolution((), {Doubt.OTHER_PROVINCE})
    fits = sorted(_fits(address, address.ward, day), key=lambda fit: fit.against)
    if not fits:
        return _resolution((), {Doubt.UNKNOWN_COMMUNE})
    close = [fit for fit in fits if fit.against < fits[0].against + _MARGIN]
    if len(close) > 1:
        return _resolution(tuple(fit.commune for fit in close), {Doubt.SEVERAL_COMMUNES})
    best = close[0]
    astray = Doubt.UNKNOWN_DISTRICT in best.doubts and address.province is None
    claimed = not astray and Doubt.WRONG_DISTRICT not in best.doubts
    return _resolution((best.commune,), set(best.doubts), claimed=claimed)


def _resolution(candidates: tuple[Commune, ...], doubts: set[Doubt], *, claimed: bool = False) -> Resolution:
    successors = tuple(dict.fromkeys(later for commune in candidates for later in today(commune)))
    if len(candidates) == 1 and len(successors) > 1:
        doubts.add(Doubt.DIVIDED)
    ordered = tuple(doubt for doubt in Doubt if doubt in doubts)
    return Resolution(candidates[0] if claimed else None, candidates, successors, ordered)


def _is_elsewhere(address: Address, day: date | None) -> bool:
    """Tell whether the province that was read is another one, or one that has the communes only later.

    A province in which letters are wrong does not speak against a district of this one.
    """
    if address.province is None or _is_own(address.province, day):
        return False
    misread = 0 not in near(address.province.name).values()
    district = address.district
    return not (misread and district and any(_edits(district, name) is not None for name in _districts()))


def _is_own(province: Part, day: date | None) -> bool:
    reform = places()["reform"]
    reformed = day is None or day >= reform["day"]
    own = (reform["before"], *((reform["after"],) if reformed else ()))
    return any(_edits(province, name) is not None for name in own)


def _fits(address: Address, ward: Part, day: date | None) -> Iterator[_Fit]:
    for commune in communes():
        edits = _edits(ward, commune.unit.name)
        if edits is not None and not _is_yet_to_come(commune, day):
            found = [_name_fit(ward, commune, edits)]
            found += [_type_fit(ward, commune.unit, day), _day_fit(commune, day)]
            found += [_district_fit(address.district, commune, day), _province_fit(address.province, commune)]
            against = sum(price for price, _ in found)
            if against <= _LIMIT:
                yield _Fit(commune, against, frozenset().union(*(doubts for _, doubts in found)))


def _is_yet_to_come(commune: Commune, day: date | None) -> bool:
    return day is not None and commune.of_today and not commune.in_force(day)


def _name_fit(ward: Part, commune: Commune, edits: int) -> tuple[float, set[Doubt]]:
    if edits:
        return float(edits), {Doubt.MISREAD}
    pairs = zip(toneless(ward.name), toneless(commune.unit.name), strict=False)
    marked = any(ours != theirs and ours != fold(ours) for ours, theirs in pairs)
    return _OTHER_LETTER if marked else 0.0, set()


def _type_fit(part: Part, unit: Unit, day: date | None) -> tuple[float, set[Doubt]]:
    if part.tier is None or (part.tier in unit.types if day is None else part.tier == unit.type_on(day)):
        return 0.0, set()
    return 0.0 if part.tier in unit.types else _NEVER_THAT_TYPE, {Doubt.OTHER_TYPE}


def _day_fit(commune: Commune, day: date | None) -> tuple[float, set[Doubt]]:
    if day is None or commune.in_force(day):
        return 0.0, set()
    return _NOT_IN_FORCE, {Doubt.NOT_IN_FORCE}


def _province_fit(province: Part | None, commune: Commune) -> tuple[float, set[Doubt]]:
    if province is None or _edits(province, commune.province) is not None:
        return 0.0, set()
    if _is_own(province, None):
        return _OTHER_PROVINCE, {Doubt.NOT_IN_FORCE}
    return 0.0, {Doubt.MISREAD}


def _district_fit(printed: Part | None, commune: Commune, day: date | None) -> tuple[float, set[Doubt]]:
    if commune.district is None:
        return (0.0, set()) if printed is None else (_WRONG_DISTRICT, {Doubt.WRONG_DISTRICT})
    if printed is None:
        return 0.0, {Doubt.NO_DISTRICT}
    then = _former_edits(printed, commune.district.name, day) if day else None
    edits = _edits(printed, commune.district.name) if then is None else then
    if edits is not None:
        doubts = _type_fit(printed, commune.district, day)[1] if then is None else set()
        return float(edits), doubts | ({Doubt.MISREAD} if edits else set())
    former = _former_edits(printed, commune.district.name, date.min)
    if former is not None:
        return former + _FORMER_DISTRICT, {Doubt.FORMER_DISTRICT}
    known = any(_edits(printed, name) is not None for name in _districts())
    return (_WRONG_DISTRICT, {Doubt.WRONG_DISTRICT}) if known else (0.0, {Doubt.UNKNOWN_DISTRICT})


def _former_edits(printed: Part, district: str, day: date) -> int | None:
    """Return the wrong letters of a district that was there on `day` and is no more, None if it is none."""
    found = (
        _edits(printed, old["name"])
        for old in places()["former_districts"]
        if district in old["now"] and day < old["until"] and printed.tier in (None, old["type"])
    )
    return min((edits for edits in found if edits is not None), default=None)


@cache
def _districts() -> frozenset[str]:
    return frozenset(commune.district.name for commune in communes() if commune.district)


def _edits(printed: Part, name: str) -> int | None:
    """Return how many letters differ between what is printed and `name`, marks aside; None if too many."""
    return near(printed.name).get(name)
