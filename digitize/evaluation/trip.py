"""What became of each scan of a sample, held against the truth."""

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitize.errors import InputError
from digitize.model.match import Outcome, Role

NO_OUTCOME = "no_outcome"
"""The reason of a scan that the trip lost sight of."""


@dataclass(frozen=True, slots=True)
class PaperOutcome:
    """Where one scan ended: attached (LINK) to a dossier in a place, or waiting for a person with a reason."""

    outcome: Outcome
    dossier: str | None = None
    role: Role | None = None
    component: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TripScore:
    """How a trip went.

    Attributes:
        papers: scans of the sample.
        owned: those whose dossier is in the register.
        right: attached to the right dossier.
        misplaced: files of these whose role or component is not the true one.
        wrong: files attached to a wrong dossier, or to any although the register has none.
        waiting: (reason, how many) of the others, most frequent first.
    """

    papers: int
    owned: int
    right: int
    misplaced: tuple[str, ...]
    wrong: tuple[str, ...]
    waiting: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """Attached to the right dossier, as a share of all scans."""
        return self.right / self.papers if self.papers else 0.0

    @property
    def recall(self) -> float:
        """Attached to the right dossier, as a share of the scans whose dossier is in the register."""
        return self.right / self.owned if self.owned else 0.0

    @property
    def precision(self) -> float:
        """Share of the attached scans whose dossier is right; 1 if nothing was attached."""
        attached = self.right + len(self.wrong)
        return self.right / attached if attached else 1.0

    @property
    def precision_at_least(self) -> float:
        """The one-sided 95 % lower bound of the precision."""
        return lower_bound(self.right, self.right + len(self.wrong))


def score_trip(truth: Path, outcomes: Mapping[str, PaperOutcome]) -> TripScore:
    """Compare outcomes with the truth of a sample.

    Args:
        truth: its `truth.jsonl`.
        outcomes: by the path of the scan under `scans/`; a scan without one counts as waiting.

    Raises:
        InputError: the truth cannot be read, or an outcome names a scan that it does not know.
    """
    rows = _read(truth)
    if strange := outcomes.keys() - rows.keys():
        raise InputError("outcomes name scans that the truth does not know", scans=len(strange))
    right, misplaced, wrong = 0, [], []
    waiting: Counter[str] = Counter()
    for file, row in rows.items():
        outcome = outcomes.get(file, PaperOutcome(Outcome.REVIEW, reason=NO_OUTCOME))
        if outcome.outcome is not Outcome.LINK:
            waiting[outcome.reason or outcome.outcome.value] += 1
        elif row["dossier"] is None or outcome.dossier != row["dossier"]:
            wrong.append(file)
        else:
            right += 1
            if (outcome.role, outcome.component) != (row["role"], row["component"]):
                misplaced.append(file)
    return TripScore(
        papers=len(rows),
        owned=sum(row["dossier"] is not None for row in rows.values()),
        right=right,
        misplaced=tuple(misplaced),
        wrong=tuple(wrong),
        waiting=tuple(sorted(waiting.items(), key=lambda item: (-item[1], item[0]))),
    )


def lower_bound(successes: int, trials: int, doubt: float = 0.05) -> float:
    """Return the exact one-sided lower bound of a proportion (Clopper and Pearson 1934).

    It is the rate at which `successes` or more would still turn up with probability `doubt`; 0 without successes.
    """
    if not 0 <= successes <= trials:
        raise ValueError("successes must lie between 0 and trials")
    if successes == 0:
        return 0.0
    low, high = 0.0, 1.0
    while (middle := (low + high) / 2) not in (low, high):
        if _at_least(successes, trials, middle) < doubt:
            low = middle
        else:
            high = middle
    return low


def _at_least(successes: int, trials: int, rate: float) -> float:
    """Return the binomial probability of `successes` or more, summed over the shorter tail."""
    upper = range(successes, trials + 1)
    lower = range(successes)
    if len(upper) <= len(lower):
        return math.fsum(_exactly(count, trials, rate) for count in upper)
    return 1.0 - math.fsum(_exactly(count, trials, rate) for count in lower)


def _exactly(count: int, trials: int, rate: float) -> float:
    ways = math.lgamma(trials + 1) - math.lgamma(count + 1) - math.lgamma(trials - count + 1)
    return math.exp(ways + count * math.log(rate) + (trials - count) * math.log1p(-rate))


def _read(truth: Path) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(truth.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            rows[row["file"]] = {key: row[key] for key in ("dossier", "role", "component")}
        except (ValueError, KeyError, TypeError):
            raise InputError("a line of the truth cannot be read", line=number) from None
    return rows
