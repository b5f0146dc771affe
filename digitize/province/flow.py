"""How many dossiers of which procedure each agency receives on which day, and which numbers they and their results get.

Counts follow from shares by rounding running totals, so the count of any day is known without the dossiers of the days
before; so are the running numbers, the entries of the books and the numbers of results, which rise with time.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate

from digitize.province.agencies import Agency
from digitize.province.cases import Procedure
from digitize.province.chance import dice
from digitize.province.people import full_name
from digitize.province.workdays import LAST_DAY, WORKING_DAYS, bustle

FULL = 1_350_000
"""Dossiers of both years (DOMAIN.md §5.3). A smaller register is an excerpt: its numbers begin anywhere."""

Running = tuple[int, ...]
"""Running totals: of the days before each day, and of all days."""


@dataclass(frozen=True, slots=True)
class Line:
    """What an agency receives of one procedure.

    Attributes:
        before: dossiers before each day.
        issued: when the results of each day's dossiers are issued, None where that is after the register's last day.
        numbers: the number of the result of each day's first dossier.
        civil: the number of its first dossier among all of the province that bring people of no house with them.
    """

    procedure: Procedure
    before: Running
    issued: tuple[date | None, ...]
    numbers: tuple[int, ...]
    civil: int


@dataclass(frozen=True, slots=True)
class Day:
    """What an agency receives on a day.

    Attributes:
        number: which of its days it is.
        code: what the codes of the day begin with.
        unit: the agency's name in the register.
        issuer: its name in a letterhead.
        first: which of the agency's dossiers is the first of the day.
        rows: the dossiers as they came in: line, and which of the line.
        luck: of each a number from 0 to 1, 1 excluded.
        running: the running number of the first, in its code.
        book: quyển số.
        serial: the number of the first there.
    """

    number: int
    on: date
    code: str
    unit: str
    issuer: str
    first: int
    rows: Sequence[tuple[int, int]]
    luck: Sequence[float]
    running: int
    book: str
    serial: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many dossiers of a procedure an agency receives in all; `civil` as of a `Line`."""

    procedure: Procedure
    total: int
    civil: int


class Flow:
    """What an agency receives.

    Args:
        seed: of all chance.
        agency: which.
        days: on which days it receives anything, in order.
        shares: what it receives in all.
        excerpt: the part of all dossiers that the register holds, at most 1.
    """

    def __init__(
        self, seed: int, agency: Agency, days: Sequence[date], shares: Sequence[Share], excerpt: float
    ) -> None:
        self.agency, self.days = agency, days
        self._key = (seed, "/".join(agency.parts))
        self._excerpt = excerpt
        rng = dice(*self._key, "flow")
        weights = [bustle(day) * (0.6 + 0.8 * rng.random()) for day in days]
        running = [self._running(share, weights, rng.random()) for share in shares]
        delays = [[_delay(rng.random(), share.procedure.days) for _ in days] for share in shares]
        issued = [
            [self._issue(day, share.procedure.days + delay) for day, delay in zip(days, late, strict=True)]
            for share, late in zip(shares, delays, strict=True)
        ]
        numbers = self._result_numbers(shares, running, issued)
        self.lines = tuple(
            Line(share.procedure, running[line], tuple(issued[line]), tuple(numbers[line]), share.civil)
            for line, share in enumerate(shares)
        )
        self.before: Running = tuple(map(sum, zip(*running, strict=True)))
        self.signers = tuple(full_name(rng, "Nam" if rng.random() < 0.75 else "Nữ") for _ in range(3))
        self.day = lru_cache(maxsize=64)(self._draw_day)

    def day_of(self, place: int) -> "Day":
        """Return the day on which the agency received the dossier number `place` of its own."""
        return self.day(bisect_right(self.before, place) - 1)

    def place(self, line: int, nth: int) -> int:
        """Return which of the agency's dossiers the `nth` of a line is."""
        day = self.day(bisect_right(self.lines[line].before, nth) - 1)
        return day.first + day.rows.index((line, nth))

    def _draw_day(self, number: int) -> "Day":
        rng, on, agency = dice(*self._key, "day", number), self.days[number], self.agency
        rows = [
            (line, nth)
            for line, row in enumerate(self.lines)
            for nth in range(row.before[number], row.before[number + 1])
        ]
        rng.shuffle(rows)
        quarter = (on.month - 1) // 3
        book = f"{quarter + 1:02d}/{on.year}"
        since = self.before[bisect_left(self.days, date(on.year, 3 * quarter + 1, 1))]
        skipped = self._skipped(book, 0, self.before[-1] // 8, most=900)
        return Day(
            number=number,
            on=on,
            code=f"{agency.code(on)}-{on:%y%m%d}",
            unit=agency.unit(on),
            issuer=agency.issuer(on),
            first=self.before[number],
            rows=rows,
            luck=[rng.random() for _ in rows],
            running=1 + self._skipped("codes", number, len(rows), most=60),
            book=book,
            serial=1 + skipped + self.before[number] - since,
        )

    def _running(self, share: Share, weights: Sequence[float], phase: float) -> Running:
        procedure = share.procedure
        open_days = [
            weight if procedure.first <= day <= procedure.last else 0.0
            for day, weight in zip(self.days, weights, strict=True)
        ]
        return (0, *running_totals(share.total, open_days, phase))

    def _issue(self, day: date, count: int) -> date | None:
        at = bisect_left(WORKING_DAYS, day) + count
        return WORKING_DAYS[at] if WORKING_DAYS[at] <= LAST_DAY else None

    def _result_numbers(
        self, shares: Sequence[Share], running: Sequence[Running], issued: Sequence[Sequence[date | None]]
    ) -> list[list[int]]:
        """Number the results in the order of their issue, by sort and year; what nobody issues takes no number."""
        numbers = [[0] * len(self.days) for _ in shares]
        batches = defaultdict(list)
        totals: Counter[tuple[str, int]] = Counter()
        for line, share in enumerate(shares):
            form = share.procedure.result_number
            for day, on in enumerate(issued[line]):
                count = running[line][day + 1] - running[line][day]
                if count and on:
                    # Numbers of six digits go on from year to year.
                    series = (form, 0 if "{six}" in form else on.year)
                    batches[series].append((on, line, day, count))
                    totals[series] += count
        for series, items in batches.items():
            number = 1 + self._skipped(series[0], series[1], totals[series], most=3000)
            for _, line, day, count in sorted(items):
                numbers[line][day] = number
                number += count
        return numbers

    def _skipped(self, what: str, which: int, count: int, most: int) -> int:
        """Return how many numbers went to dossiers that an excerpt of the register leaves out."""
        left_out = min(most, int(count / self._excerpt) - count)
        return int(dice(*self._key, what, which).random() * (left_out + 1)) if left_out > 0 else 0


def running_totals(total: int, weights: Iterable[float], phase: float) -> list[int]:
    """Deal `total` by `weights`, rounding each running total; `phase`, below 1, decides who gets the odd ones."""
    parts = list(accumulate(weights))
    return [int(total * part / parts[-1] + 0.999 * phase) for part in parts]


def _delay(chance: float, days: int) -> int:
    """Return by how many days results are late: mostly not, now and then early."""
    if chance < 0.78:
        return 0
    if chance < 0.88:
        return -min(2, days - 1)
    return 1 + int((chance - 0.88) * 50)


_AGAIN = 40
"""One dossier of a procedure in so many is its owner's second, some days after the first."""

_TWINS = 45
"""One registered birth in so many is that of a twin, right after the other's."""


def pair_of(flow: Flow, line: int, nth: int) -> int:
    """Return the dossier of a line whose owner the `nth` has too, or whose twin; `nth` itself where it stands alone."""
    row = flow.lines[line]
    if row.procedure.owner == "newborn":
        return nth - 1 if nth and (row.civil + nth) % _TWINS == 0 else nth
    # Lines begin to count at different places, or the small ones would hold no pair.
    shift = row.before[-1]
    if (shift + nth) % _AGAIN:
        return nth
    first = nth - _gap(flow, line)
    first -= (shift + first) % _AGAIN == 0
    return first if first >= 0 else nth


def pairs_with(flow: Flow, line: int, nth: int) -> tuple[int, ...]:
    """Return the dossiers of a line that make a pair with the `nth`."""
    total, gap = flow.lines[line].before[-1], _gap(flow, line)
    own = pair_of(flow, line, nth)
    later = {nth + 1, nth + gap, nth + gap + 1}
    found = [other for other in sorted(later) if other < total and pair_of(flow, line, other) == nth]
    return tuple(found if own == nth else [own, *found])


def _gap(flow: Flow, line: int) -> int:
    """Return how many dossiers of a line come within two or three days."""
    return max(1, round(2.5 * flow.lines[line].before[-1] / len(flow.days)))
