"""A province that never was: its register of dossiers, any of which can be drawn without the others."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from random import Random

from digitize.errors import InputError
from digitize.province.agencies import agencies_of
from digitize.province.cases import Case, Procedure, procedures
from digitize.province.census import Census, namesakes_of
from digitize.province.chance import dice
from digitize.province.desk import Desk, Entry
from digitize.province.flow import FULL, Flow, Share, pair_of, pairs_with, running_totals
from digitize.province.houses import Houses
from digitize.province.units import wards
from digitize.province.workdays import LAST_DAY, WORKING_DAYS

MOST = 1_450_000
"""More dossiers would need more identity numbers than a province and a year of birth have."""

_STRANGERS = 1000
"""Houses, and people of none, that are kept for dossiers that the register lacks."""


@dataclass(frozen=True, slots=True)
class Province:
    """A register of `dossiers` dossiers of 2020 and 2021, the same for the same `seed`.

    They are in the order of agencies, and of each agency in the order of receipt.
    """

    seed: int
    dossiers: int

    def cases(self, first: int = 0, last: int | None = None) -> Iterator[Case]:
        """Yield the dossiers from number `first` to before `last`, all unless told otherwise."""
        return map(self.case, range(first, self.dossiers if last is None else last))

    def case(self, number: int) -> Case:
        """Return the dossier number `number` of the register, from 0."""
        return _world(self.seed, self.dossiers).case(number)

    def some(self, rng: Random, count: int, *, close: bool = False) -> tuple[Case, ...]:
        """Return `count` distinct dossiers spread over the register, in no order; as many as there are, at most.

        Args:
            rng: what decides.
            count: how many.
            close: whether about half of them are neighbours (see `neighbours`) of the others.
        """
        count = min(count, self.dossiers)
        chosen = rng.sample(range(self.dossiers), count)
        if not close:
            return tuple(map(self.case, chosen))
        world = _world(self.seed, self.dossiers)
        found: dict[int, None] = {}
        for number in chosen:
            for near in (number, *world.neighbours(number)[:2]):
                found.setdefault(near)
        return tuple(map(self.case, list(found)[:count]))

    def neighbours(self, case: Case) -> tuple[Case, ...]:
        """Return dossiers of the register that are easily taken for `case`.

        They are those of its owner's house and of that of a namesake, and that with which it makes a pair: one owner and
        one procedure some days apart, or twins.
        """
        return tuple(map(self.case, _world(self.seed, self.dossiers).neighbours(case.number)))

    def stranger(self, rng: Random) -> Case:
        """Return a plausible dossier that the register lacks: its code, its people and its result are not in it."""
        return _world(self.seed, self.dossiers).stranger(rng)


def province_of(seed: int, dossiers: int) -> Province:
    """Return the province of a seed.

    Raises:
        InputError: fewer than one dossier, or more than `MOST`.
    """
    if not 1 <= dossiers <= MOST:
        raise InputError(f"a register holds from 1 to {MOST} dossiers")
    return Province(seed, dossiers)


@lru_cache(maxsize=2)
def _world(seed: int, dossiers: int) -> "_World":
    return _World(seed, dossiers)


class _World:
    """What all dossiers of a province have in common. It is small: agencies, shares and houses, no dossier."""

    def __init__(self, seed: int, dossiers: int) -> None:
        self._seed = seed
        rng = dice(seed, "province", dossiers)
        size = min(len(wards()), max(2, round(dossiers**0.5 / 2.5)))
        places = tuple(sorted(rng.sample(wards(), size), key=wards().index))
        within = [day for day in WORKING_DAYS if day <= LAST_DAY]
        self._days = sorted(rng.sample(within, min(len(within), max(1, dossiers // 5))))
        self._agencies = agencies_of(places)
        self._shares, civil = self._deal(rng, dossiers)
        totals = [sum(share.total for share in shares) for shares in self._shares]
        self._starts = [0, *accumulate(totals)]
        self._excerpt = min(1.0, dossiers / FULL)
        self._houses = Houses(seed, places, [agency.wards for agency in self._agencies], totals)
        census = Census(seed, self._houses.count + _STRANGERS)
        self._desk = Desk(seed, census, places)
        self._strange = (self._houses.count, civil)
        self._flow = lru_cache(maxsize=None)(self._draw_flow)

    def case(self, number: int) -> Case:
        """Return the dossier number `number`."""
        agency, place = self._at(number)
        flow = self._flow(agency)
        day = flow.day_of(place)
        at = place - day.first
        line, nth = day.rows[at]
        row = flow.lines[line]
        model = pair_of(flow, line, nth)
        lived = place if model == nth else flow.place(line, model)
        house, rank, ward = self._houses.of(agency, lived)
        entry = Entry(
            number=number,
            day=day,
            at=at,
            result_number=row.numbers[day.number] + nth - row.before[day.number],
            house=house,
            rank=rank,
            ward=ward,
            civil=row.civil + nth,
            model=row.civil + model,
            since=day.on if lived == place else flow.day_of(lived).on,
            luck=day.luck[at],
        )
        return self._desk.open(flow, row, entry)

    def neighbours(self, number: int) -> tuple[int, ...]:
        """Return the numbers of the dossiers that are easily taken for that one."""
        agency, place = self._at(number)
        flow = self._flow(agency)
        day = flow.day_of(place)
        line, nth = day.rows[place - day.first]
        model = pair_of(flow, line, nth)
        lived = place if model == nth else flow.place(line, model)
        house = self._houses.of(agency, lived)[0]
        near = [self._starts[agency] + flow.place(line, other) for other in pairs_with(flow, line, nth)]
        for other in (house, *namesakes_of(house)):
            if 0 <= other < self._houses.count:
                near += [self._starts[whose] + which for whose, which in self._houses.dossiers(other)]
        return tuple(near_by for near_by in dict.fromkeys(near) if near_by != number)

    def stranger(self, rng: Random) -> Case:
        """Return a dossier that the register lacks."""
        agency, place = self._at(rng.randrange(self._starts[-1]))
        flow = self._flow(agency)
        day = flow.day_of(place)
        line = flow.lines[day.rows[place - day.first][0]]
        houses, civil = self._strange
        one = rng.randrange(_STRANGERS)
        entry = Entry(
            number=-1,
            day=replace(day, serial=day.serial + flow.before[-1]),
            at=len(day.rows) + rng.randrange(20),
            result_number=line.numbers[day.number] + flow.before[-1] + one,
            house=houses + one,
            rank=0,
            ward=rng.choice(flow.agency.wards),
            civil=civil + one,
            model=civil + one,
            since=day.on,
            luck=rng.random(),
        )
        return self._desk.open(flow, line, entry)

    def _at(self, number: int) -> tuple[int, int]:
        """Return whose the dossier number `number` is, and which of its own."""
        agency = bisect_right(self._starts, number) - 1
        return agency, number - self._starts[agency]

    def _draw_flow(self, agency: int) -> Flow:
        return Flow(self._seed, self._agencies[agency], self._days, self._shares[agency], self._excerpt)

    def _deal(self, rng: Random, dossiers: int) -> tuple[list[list[Share]], int]:
        """Return what each agency receives in all, and how many bring people of no house with them."""
        rows = [row for row in procedures() if any(row.first <= day <= row.last for day in self._days)]
        each = 1 if dossiers >= len(rows) else 0
        dealt = running_totals(dossiers - each * len(rows), [row.share for row in rows], rng.random())
        shares: list[list[Share]] = [[] for _ in self._agencies]
        civil = 0
        for row, last, before in zip(rows, dealt, [0, *dealt], strict=False):
            for agency, total in self._by_agency(rng, row, last - before + each):
                shares[agency].append(Share(row, total, civil))
                civil += total if row.owner in {"newborn", "couple"} else 0
        return shares, civil

    def _by_agency(self, rng: Random, procedure: Procedure, total: int) -> Iterator[tuple[int, int]]:
        own = [number for number, agency in enumerate(self._agencies) if agency.level == procedure.level]
        rng.shuffle(own)
        weights = [self._agencies[number].people * (0.7 + 0.6 * rng.random()) for number in own]
        dealt = running_totals(total, weights, rng.random())
        for number, last, before in zip(own, dealt, [0, *dealt], strict=False):
            if last > before:
                yield number, last - before
