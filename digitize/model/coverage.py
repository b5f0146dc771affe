"""How far dossiers are digitized, by the rule of indicator 4.2.

A dossier counts that has a file among its components and one among its results. What is not attached scores nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from digitize.model.match import Attachment, Component, Dossier, ResultRecord, Role


@dataclass(frozen=True, slots=True)
class Holding:
    """What a dossier holds.

    Attributes:
        inputs, results: whether any paper is attached as a component, as a result.
        missing_components, missing_results: those that the register lists and no paper is attached as.
    """

    inputs: bool
    results: bool
    missing_components: tuple[Component, ...] = ()
    missing_results: tuple[ResultRecord, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it counts as digitized."""
        return self.inputs and self.results

    @property
    def complete(self) -> bool:
        """Whether it counts and nothing that the register lists is missing."""
        return self.counts and not self.missing_components and not self.missing_results

    @property
    def state(self) -> str:
        """Which of the four it is: both, inputs, results, none."""
        if self.counts:
            return "both"
        return "inputs" if self.inputs else "results" if self.results else "none"


def holding(dossier: Dossier, attachments: Iterable[Attachment]) -> Holding:
    """Return what a dossier holds, given its active attachments."""
    held = {(item.role, item.code) for item in attachments}
    roles = {role for role, _ in held}
    return Holding(
        inputs=Role.INPUT in roles,
        results=Role.RESULT in roles,
        missing_components=tuple(one for one in dossier.components if (Role.INPUT, one.code) not in held),
        missing_results=tuple(one for one in dossier.results if (Role.RESULT, one.code) not in held),
    )


@dataclass(frozen=True, slots=True)
class Covered:
    """Counts of dossiers, of one unit and month of receipt or of several.

    Attributes:
        month: yyyy-mm, None where the register has no date of receipt.
        dossiers: all of them.
        inputs, results: those that have papers among the components only, among the results only.
        both: those that count as digitized.
        complete: those of them that lack nothing that the register lists.
    """

    unit: str | None
    month: str | None
    dossiers: int
    inputs: int
    results: int
    both: int
    complete: int

    @property
    def none(self) -> int:
        """Dossiers without any file that counts."""
        return self.dossiers - self.inputs - self.results - self.both

    @property
    def share(self) -> float | None:
        """Digitized dossiers of all, percent with two decimals; None of none."""
        return round(100 * self.both / self.dossiers, 2) if self.dossiers else None


def summed(rows: Iterable[Covered], unit: str | None = None, month: str | None = None) -> Covered:
    """Return the sum of counts, under a name of its own."""
    total = [0, 0, 0, 0, 0]
    for row in rows:
        figures = (row.dossiers, row.inputs, row.results, row.both, row.complete)
        total = [one + more for one, more in zip(total, figures, strict=True)]
    return Covered(unit, month, *total)


def by_unit(rows: Iterable[Covered]) -> list[Covered]:
    """Return the counts of each unit, all months together."""
    ordered = sorted(rows, key=lambda row: row.unit or "")
    return [summed(same, unit=unit) for unit, same in groupby(ordered, key=lambda row: row.unit)]


def by_month(rows: Iterable[Covered]) -> list[Covered]:
    """Return the counts of each month of receipt, all units together."""
    ordered = sorted(rows, key=lambda row: row.month or "")
    return [summed(same, month=month) for month, same in groupby(ordered, key=lambda row: row.month)]
