"""Which dossiers hold papers, counted in memory: the twin of `coverage.SqlCoverage`."""

from collections import defaultdict

from digitize.model.coverage import Covered, Holding, holding
from digitize.model.match import Attachment
from digitize.ports import Ledger, Registry
from digitize.store.coverage import order


class MemoryCoverage:
    """Coverage of any register by any ledger, dossier by dossier."""

    def __init__(self, ledger: Ledger, registry: Registry) -> None:
        self._ledger = ledger
        self._registry = registry

    def counts(self) -> tuple[Covered, ...]:
        """Return the counts of each unit and month, in their order."""
        found: dict[tuple[str | None, str | None], list[Holding]] = defaultdict(list)
        with self._ledger.reading() as tx:
            for dossier in self._registry.dossiers():
                month = dossier.received_on.isoformat()[:7] if dossier.received_on else None
                held = tx.find(Attachment, dossier=dossier.code, active=True)
                found[dossier.unit, month].append(holding(dossier, held))
        return tuple(sorted((_covered(*key, held) for key, held in found.items()), key=order))


def _covered(unit: str | None, month: str | None, held: list[Holding]) -> Covered:
    states = [one.state for one in held]
    inputs, results, both = (states.count(state) for state in ("inputs", "results", "both"))
    return Covered(unit, month, len(held), inputs, results, both, sum(one.complete for one in held))
