"""Where a paper and the register say different things of the same fact. Neither is changed: both values are kept and shown."""

from digitize.matching.weigh import CIRCUMSTANCES, weigh
from digitize.model.fields import Extraction
from digitize.model.match import Comparison, Dossier, Level

_ORDER = tuple(Level)


def differences(paper: Extraction, dossier: Dossier) -> tuple[Comparison, ...]:
    """Return the facts that a paper and its dossier's record both state and spell otherwise, the farthest apart first.

    What cannot be compared, an old identity number against a new one, is no difference.
    """
    found = (
        item
        for item in weigh(paper, dossier).comparisons
        if item.field not in CIRCUMSTANCES and item.level is not Level.EXACT and item.ours != item.theirs
    )
    return tuple(sorted(found, key=lambda item: -_ORDER.index(item.level)))
