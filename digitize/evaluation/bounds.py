"""Shares with exact bounds (Clopper and Pearson 1934): what a count of successes proves, and what it does not."""

import math
from dataclasses import dataclass

import numpy as np

DOUBT = 0.05
"""Bounds hold with 95 % confidence."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many.

    Attributes:
        share: None of nothing.
        at_least: one-sided lower bound of the rate behind it.
        low: lower end of the two-sided interval.
        high: its upper end.
    """

    right: int
    of: int
    share: float | None
    at_least: float
    low: float
    high: float


def share_of(right: int, of: int) -> Share:
    """Return a share with its bounds."""
    low, high = interval(right, of)
    return Share(right, of, right / of if of else None, lower_bound(right, of), low, high)


def interval(successes: int, trials: int, doubt: float = DOUBT) -> tuple[float, float]:
    """Return the exact two-sided interval of a proportion; (0, 1) without trials."""
    return lower_bound(successes, trials, doubt / 2), 1.0 - lower_bound(trials - successes, trials, doubt / 2)


def lower_bound(successes: int, trials: int, doubt: float = DOUBT) -> float:
    """Return the exact one-sided lower bound of a proportion.

    It is the rate at which `successes` or more would still turn up with probability `doubt`; 0 without successes.
    """
    if not 0 <= successes <= trials:
        raise ValueError("successes must lie between 0 and trials")
    if successes == 0:
        return 0.0
    tail = _Tail(successes, trials)
    low, high = 0.0, 1.0
    while (middle := (low + high) / 2) not in (low, high):
        if tail.at(middle) < doubt:
            low = middle
        else:
            high = middle
    return low


class _Tail:
    """The binomial probability of so many successes or more, summed over the shorter side."""

    def __init__(self, successes: int, trials: int) -> None:
        self._upper = trials + 1 - successes <= successes
        counts = range(successes, trials + 1) if self._upper else range(successes)
        self._hits = np.array(counts, np.float64)
        self._misses = trials - self._hits
        whole = math.lgamma(trials + 1)
        self._ways = np.array(
            [whole - math.lgamma(count + 1) - math.lgamma(trials - count + 1) for count in counts]
        )

    def at(self, rate: float) -> float:
        """Return the probability under a rate between 0 and 1, both excluded."""
        logs = self._ways + self._hits * math.log(rate) + self._misses * math.log1p(-rate)
        side = float(np.exp(logs).sum())
        return side if self._upper else 1.0 - side
