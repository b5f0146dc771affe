"""Opens one dossier: decides whose it is and fills in everything that its papers print."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from digitize.province.cases import Case, Parcel, Procedure, Result
from digitize.province.census import Census
from digitize.province.chance import dice, pick
from digitize.province.flow import Day, Flow, Line
from digitize.province.people import Company, Family, Person
from digitize.province.units import Ward, table
from digitize.province.workdays import working_days_later
from digitize.text.units import Unit

_SERIES = ("BN", "BX", "CH", "CL", "CN", "CS", "CT")
"""Letters of land certificates of 2013 to 2021."""

_REFUSED = 0.012
_OF_AGE = timedelta(days=20 * 366)
_ON_LAND = frozenset({"parcel", "building"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a dossier stands and where it comes from.

    Attributes:
        number: its place in the register, -1 for none.
        at: its place within the day, from 0.
        rank: which of its house's dossiers it is.
        civil: its number among dossiers that bring people of no house; `model` is that of the dossier whose people it
            shares, the same number for most.
        since: the day of receipt of that dossier.
        luck: from 0 to 1, 1 excluded: decides whether it is refused, and who signs.
    """

    number: int
    day: Day
    at: int
    result_number: int
    house: int
    rank: int
    ward: Ward
    civil: int
    model: int
    since: date
    luck: float


@dataclass(frozen=True, slots=True)
class _Parties:
    owner: Person
    about: Person
    spouse: Person | None = None
    family: Family | None = None
    company: Company | None = None


class Desk:
    """Opens dossiers of a province.

    Args:
        seed: of all chance.
        census: its people.
        places: its wards.
    """

    def __init__(self, seed: int, census: Census, places: Sequence[Ward]) -> None:
        self._seed, self._census, self._places = seed, census, places
        self._near: defaultdict[Unit, list[Ward]] = defaultdict(list)
        for ward in places:
            self._near[ward.district].append(ward)

    def open(self, flow: Flow, line: Line, entry: Entry) -> Case:
        """Return the dossier of a line's procedure that `entry` describes."""
        procedure, day = line.procedure, entry.day
        parties = self._parties(procedure, entry)
        refused = entry.luck < _REFUSED
        issued = None if refused else line.issued[day.number]
        result = self._result(flow, procedure, entry, issued, parties) if issued else None
        ended = "Đã trả kết quả" if result else "Đang giải quyết"
        return Case(
            number=entry.number,
            code=f"{day.code}-{day.running + entry.at:04d}",
            procedure=procedure.code,
            procedure_name=procedure.name,
            sector=procedure.sector,
            subject=procedure.subject,
            unit=day.unit,
            issuer=day.issuer,
            place=flow.agency.place,
            office=procedure.office,
            owner=parties.owner,
            about=parties.about,
            spouse=parties.spouse,
            family=parties.family,
            company=parties.company,
            received_on=day.on,
            due_on=working_days_later(day.on, procedure.days),
            book=day.book,
            serial=day.serial + entry.at,
            days=procedure.days,
            components=procedure.components,
            parcel=self._parcel(entry) if procedure.subject in _ON_LAND else None,
            trade=entry.house % len(table("names")["trades"]["names"]),
            status="Từ chối giải quyết" if refused else ended,
            result=result,
        )

    def _parties(self, procedure: Procedure, entry: Entry) -> _Parties:
        house = self._census.household(entry.house, entry.ward, entry.day.on)
        head, spouse = (house.father, house.mother)[:: -1 if entry.house % 2 else 1]
        match procedure.owner:
            case "newborn":
                return self._newborn(house.family, entry)
            case "couple":
                one = _grown(house.family, entry, head)
                return _Parties(one, self._partner(one, entry), family=house.family)
            case "bereaved":
                return _Parties(_grown(house.family, entry, head), house.family.elder, family=house.family)
            case "company":
                company = self._census.company(entry.house, head)
                return _Parties(company.as_owner(), head, company=company)
            case "founder":
                company = self._census.company(entry.house, head, founded=entry.since)
                return _Parties(head, head, spouse, company=company)
            case "foreigner":
                foreigner = self._census.foreigner(entry.house, entry.ward)
                return _Parties(foreigner, foreigner, company=self._census.company(entry.house, head))
        match entry.rank:
            case 3:
                child = _grown(house.family, entry, head)
                return _Parties(child, child, spouse if child is head else None)
            case rank if rank == 2 or (rank == 1 and entry.house // 2 % 2):
                return _Parties(spouse, spouse, head)
        return _Parties(head, head, spouse)

    def _newborn(self, family: Family, entry: Entry) -> _Parties:
        """Return a child of the house: of its couple, or of a grown child where the mother is past forty-five."""
        father, mother = family.father, family.mother
        if mother.born.year < entry.since.year - 45:
            one = _grown(family, entry, father)
            other = self._partner(one, entry)
            other = replace(other, home=one.home, ward=one.ward)
            father, mother = (one, other) if one.sex == "Nam" else (other, one)
        twin = entry.civil if entry.civil != entry.model else None
        child = self._census.newborn(entry.model, father, entry.since, twin)
        return _Parties(child, child, family=Family(father, mother, (child,), family.elder))

    def _partner(self, one: Person, entry: Entry) -> Person:
        """Return whom `one` marries: of full age, and not much older or younger."""
        chance = dice(self._seed, "partner", entry.model).random
        born = one.born + timedelta(days=int((chance() - 0.5) * 3000))
        born = min(born, date(2000, 1, 1) - timedelta(days=int(chance() * 400)))
        ward = pick(chance, self._places)
        return self._census.outsider(entry.model, "Nữ" if one.sex == "Nam" else "Nam", born, ward)

    def _parcel(self, entry: Entry) -> Parcel:
        """Return the parcel of a house: all its dossiers on land are about this one."""
        chance = dice(self._seed, "parcel", entry.house).random
        ward = pick(chance, self._near[entry.ward.district]) if chance() < 0.2 else entry.ward
        return Parcel(
            ward=ward,
            map_sheet=1 + int(chance() * 90),
            number=1 + int(chance() * 2400),
            area=f"{60 + int(chance() * 840)},{1 + int(chance() * 9)}",
            book_number=f"{('CH', 'CS')[entry.house % 2]}{entry.house // 2 % 100_000:05d}",
            serial_number=f"{_SERIES[entry.house % len(_SERIES)]} {100_000 + entry.house // len(_SERIES):06d}",
        )

    def _result(
        self,
        flow: Flow,
        procedure: Procedure,
        entry: Entry,
        issued: date,
        parties: _Parties,
    ) -> Result:
        number = procedure.result_number.format(
            n=f"{entry.result_number:02d}",
            six=f"{entry.result_number:06d}",
            year=issued.year,
            letter=flow.agency.letter,
            tax_code=parties.company.tax_code if parties.company else "",
        )
        signer = flow.signers[int(entry.luck * 1e6) % len(flow.signers)]
        return Result(procedure.result_code, procedure.result_kind, number, issued, signer)


def _grown(family: Family, entry: Entry, otherwise: Person) -> Person:
    """Return the eldest child of full age, `otherwise` where there is none."""
    return next((child for child in family.children if child.born <= entry.day.on - _OF_AGE), otherwise)
