"""The order of a pile as evidence: a folder is scanned paper by paper, so a paper belongs where those beside it belong."""

from collections.abc import Iterable, Sequence
from itertools import islice

from digitize.matching.rules import rules
from digitize.model.match import DossierCode


def dossiers_beside(pile: Sequence[DossierCode | None], at: int) -> tuple[DossierCode, ...]:
    """Return the dossier of the nearest placed paper before a paper, and that of the nearest one behind it.

    A code that comes twice says that the paper lies between papers of one dossier.

    Args:
        pile: the dossier of each paper as they were scanned, None where it is not known.
        at: the paper's place in it.
    """
    return (*_nearest(pile[:at][::-1]), *_nearest(pile[at + 1 :]))


def _nearest(pile: Iterable[DossierCode | None]) -> tuple[DossierCode, ...]:
    within = islice(pile, rules().beside_papers)
    return tuple(islice((code for code in within if code), 1))
