"""The working days of 2020 to early 2022, as agencies count them."""

from bisect import bisect_right
from datetime import date, timedelta

_HOLIDAYS = {
    "2020-01-01", "2020-01-23", "2020-01-24", "2020-01-27", "2020-01-28", "2020-01-29", "2020-04-02", "2020-04-30",
    "2020-05-01", "2020-09-02", "2021-01-01", "2021-02-10", "2021-02-11", "2021-02-12", "2021-02-15", "2021-02-16",
    "2021-04-21", "2021-04-30", "2021-05-03", "2021-09-02", "2021-09-03", "2022-01-03", "2022-01-31", "2022-02-01",
    "2022-02-02", "2022-02-03", "2022-02-04", "2022-04-11",
}  # fmt: skip

WORKING_DAYS = tuple(
    day
    for day in (date(2020, 1, 1) + timedelta(days=count) for count in range(3 * 366))
    if day.weekday() < 5 and day.isoformat() not in _HOLIDAYS
)
LAST_DAY = date(2021, 12, 31)
"""The register is as on the evening of this day."""

_LOCKDOWNS = ((date(2020, 4, 1), date(2020, 4, 22), 0.4), (date(2021, 7, 19), date(2021, 9, 30), 0.3))
"""First and last day of social distancing, and how much of the usual work was left."""


def working_days_later(day: date, count: int) -> date:
    """Return the day `count` working days after `day`."""
    return WORKING_DAYS[bisect_right(WORKING_DAYS, day) - 1 + count] if count else day


def bustle(day: date) -> float:
    """Return how much work comes on `day`, 1 on a usual one."""
    for first, last, share in _LOCKDOWNS:
        if first <= day <= last:
            return share
    return (1.3, 1.05, 1.0, 0.95, 0.85)[day.weekday()]
