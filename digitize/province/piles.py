"""How a pile of papers lies: some in the wrong folder, some in one file with their neighbours."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Paper = TypeVar("Paper")


def led_astray(papers: Sequence[Paper], share: float, rng: Random) -> list[Paper]:
    """Return a pile in which a share of the papers lies where it does not belong."""
    kept = list(papers)
    for _ in range(round(share * len(papers))):
        paper = kept.pop(rng.randrange(len(kept)))
        kept.insert(rng.randrange(len(kept) + 1), paper)
    return kept


def bundles(papers: Sequence[Paper], bundled: float, rng: Random) -> list[list[Paper]]:
    """Part a pile of papers into files: of one paper, or of two to six that lie next to each other.

    Args:
        papers: the pile.
        bundled: share of the papers that lie in a file with others.
        rng: decides.
    """
    begins = bundled / (4 - 3 * bundled)
    files: list[list[Paper]] = []
    place = 0
    while place < len(papers):
        size = rng.randint(2, 6) if rng.random() < begins else 1
        files.append(list(papers[place : place + size]))
        place += size
    return files
