"""Drills of the guard: a flow of automatic links like the province's, one procedure of which goes bad.

The links are drawn, found right or wrong and weighed by `matching/guard.py` itself; what the store and persons add is
played: a drawn link is answered after so many further links, a wrong one that nobody was asked about may come to light by
itself. Chance comes from the seed alone.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from digitize.matching.guard import (
    Run,
    closed_by,
    concerned,
    culprit,
    draw,
    guard_rules,
    run_of,
    scored,
    strata_of,
)
from digitize.model.guard import AutoLink, Band, BandState, Draw, Finding, ReadQuality, Stratum
from digitize.model.match import DossierCode
from digitize.province.cases import procedures
from digitize.province.units import wards

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_QUALITIES = {ReadQuality.CLEAR: 0.75, ReadQuality.FAIR: 0.2, ReadQuality.POOR: 0.05}
"""As office papers of the province are read."""

_AFTERMATH = 2_000
"""Links of the province after the first band closed: long enough to see another one close for the same reason."""

Parts = tuple[str, ReadQuality, str]
"""Procedure, quality of reading, station."""

Chance = Callable[[AutoLink], float]
"""How likely a link is wrong."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a drill plays.

    Attributes:
        seed: of all chance.
        links: how many are made at most.
        wrong: how likely a link is wrong.
        lag: links of the whole province that are made before a drawn one is answered.
        unprompted: share of the wrong links not drawn that a person contradicts, after the same lag.
    """

    seed: int
    links: int
    wrong: Chance
    lag: int = 0
    unprompted: float = 0.0


@dataclass(frozen=True, slots=True)
class Closed:
    """A band that closed.

    Attributes:
        links: of its stratum, made until then.
        wrong: of these.
    """

    stratum: Stratum
    links: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a drill.

    Attributes:
        links: made, held ones among them.
        asked: links that persons were asked to look at.
    """

    closed: tuple[Closed, ...]
    links: int
    asked: int


def shares() -> dict[str, float]:
    """Return the province's procedures by code, with their shares of all dossiers, the greatest first."""
    ranked = sorted(procedures(), key=lambda procedure: -procedure.share)
    whole = sum(procedure.share for procedure in ranked)
    return {procedure.code: procedure.share / whole for procedure in ranked}


def flow(setting: Setting) -> Iterator[tuple[AutoLink, bool]]:
    """Yield links as the machine would make them, each with whether it is wrong."""
    rng = Random(setting.seed)  # noqa: S311 - a drill, no secret
    codes, stations = shares(), [f"tram-{number:02d}" for number in range(1, len(wards()) + 1)]
    # The busiest of 91 stations scans some twenty times what the quietest does.
    busy = list(accumulate(1 / (number + 4) for number in range(len(stations))))
    chosen = zip(
        rng.choices(list(codes), list(codes.values()), k=setting.links),
        rng.choices(list(_QUALITIES), list(_QUALITIES.values()), k=setting.links),
        rng.choices(stations, cum_weights=busy, k=setting.links),
        strict=True,
    )
    for number, (code, quality, station) in enumerate(chosen):
        id_, at = f"{setting.seed:08x}-{number:08d}", _BEGIN + timedelta(seconds=number)
        link = AutoLink(id_, DossierCode(""), code, quality, station, at)
        yield link, rng.random() < setting.wrong(link)


class Drill:
    """The guard with everything around it played."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._rng = Random(f"{setting.seed} comes to light")  # noqa: S311 - a drill, no secret
        self._bands: dict[Stratum, Band] = {}
        self._found: dict[Stratum, deque[AutoLink]] = defaultdict(lambda: deque(maxlen=guard_rules().window))
        self._screened: dict[str, AutoLink] = {}
        self._waiting: deque[tuple[int, AutoLink, Finding]] = deque()
        self._made: Counter[Parts] = Counter()
        self._wrong: Counter[Parts] = Counter()
        self._closed: list[Closed] = []
        self._asked = 0

    def play(self) -> Played:
        """Play until the flow ends, or until so many links after the first band closed."""
        last = number = 0
        for number, (link, wrong) in enumerate(flow(self._setting)):
            while self._waiting and self._waiting[0][0] <= number:
                self._answer(*self._waiting.popleft()[1:], at=link.linked_at)
            last = last or (number + _AFTERMATH if self._closed else 0)
            if last and number == last:
                break
            self._make(number, link, wrong)
        return Played(tuple(self._closed), number, self._asked)

    def _make(self, number: int, link: AutoLink, wrong: bool) -> None:
        strata = strata_of(link)
        bands = [self._bands[stratum] for stratum in strata if stratum in self._bands] if self._bands else []
        drawn = draw(link, bands, self._screened.values())
        if drawn is Draw.HELD:
            return
        parts = (link.procedure, link.quality, link.station)
        self._made[parts] += 1
        self._wrong[parts] += wrong
        if drawn is not None:
            link = replace(link, drawn=drawn)
            self._asked += 1
        elif not (wrong and self._rng.random() < self._setting.unprompted):
            return
        if link.drawn is Draw.SCREENED:
            self._screened[link.id] = link
        finding = Finding.WRONG if wrong else Finding.RIGHT
        self._waiting.append((number + 1 + self._setting.lag, link, finding))

    def _answer(self, link: AutoLink, finding: Finding, at: datetime) -> None:
        self._screened.pop(link.id, None)
        link = replace(link, finding=finding, found_at=at)
        for stratum in strata_of(link):
            self._found[stratum].append(link)
        runs = self._weigh(concerned(link, None, self._bands))
        guilty = culprit(runs)
        if guilty is not None:
            self._closed.append(Closed(guilty, _of(self._made, guilty), _of(self._wrong, guilty)))
            self._bands[guilty] = closed_by(self._bands[guilty], runs[guilty], at)
            self._weigh([band.stratum for band in self._bands.values() if band.state is BandState.SUSPECT])

    def _weigh(self, strata: Sequence[Stratum]) -> dict[Stratum, Run]:
        runs = {stratum: run_of(stratum, self._found[stratum], self._bands.values()) for stratum in strata}
        for stratum, run in runs.items():
            self._bands[stratum] = scored(self._bands.get(stratum), stratum, run)
        return runs


def _of(counts: Counter[Parts], stratum: Stratum) -> int:
    """Return how many of what was counted lie in a stratum."""
    wanted = (stratum.procedure, stratum.quality, stratum.station)
    return sum(
        count
        for parts, count in counts.items()
        if all(part in (None, own) for part, own in zip(wanted, parts, strict=True))
    )
