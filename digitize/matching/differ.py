"""Where a paper and the register say different things of the same fact. Neither is changed: both values are kept and shown."""

from digitize.matching.weigh import weigh
from digitize.model.fields import Extraction
from digitize.model.match import Comparison, Dossier, Level

_WORRYING = (Level.DIFFERENT, Level.NEAR)


def differences(paper: Extraction, dossier: Dossier) -> tuple[Comparison, ...]:
    """Return the facts that a paper and its dossier's record both state and spell otherwise, the farthest apart first.

    What cannot be compared, an old identity number against a new one, is no difference.
    """
    found = (
        item
        for item in weigh(paper, dossier).comparisons
        if item.level not in (Level.EXACT, Level.MISSING) and item.ours != item.theirs
    )
    return tuple(sorted(found, key=_rank))


def _rank(item: Comparison) -> int:
    return _WORRYING.index(item.level) if item.level in _WORRYING else len(_WORRYING)
