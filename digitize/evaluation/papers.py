"""Whether the pages of a file were parted into its papers, and whether each was taken for what it is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from digitize.evaluation.bounds import Share, share_of
from digitize.evaluation.reading import FoundPaper
from digitize.evaluation.truth import UNKNOWN
from digitize.model.truth import Face, TruthDocument, TruthFile

NOTHING = ""
"""What a paper was taken for of which nothing was understood."""

_MOST_FREQUENT = 12

Pair = tuple[TruthDocument | None, FoundPaper | None]


@dataclass(frozen=True, slots=True)
class KindScore:
    """The true kind of a paper, the one that it was taken for, and the confidence printed with that."""

    true: str
    found: str
    confidence: float

    @property
    def right(self) -> bool:
        """Whether they agree."""
        return self.true == self.found


@dataclass(frozen=True, slots=True)
class Confusion:
    """A pair of kinds, and how often the first was taken for the second."""

    true: str
    found: str
    papers: int


@dataclass(frozen=True, slots=True)
class SplitScore:
    """How the pages of one file were parted.

    Attributes:
        papers: in the truth.
        right: whether every paper has its own pages and no other; sides without a paper count for nothing.
        borders: places between two sides where a new paper begins.
        found: places where one was said to begin.
        hits: those that are true.
    """

    papers: int
    right: bool
    borders: int
    found: int
    hits: int


@dataclass(frozen=True, slots=True)
class SplitFigures:
    """Many files: all of them, those with several papers, and the borders between papers."""

    files: Share
    several: Share
    precision: Share
    recall: Share


def paired(truth: Sequence[TruthDocument], found: Sequence[FoundPaper]) -> tuple[Pair, ...]:
    """Return each paper of the truth with the found one whose pages agree best with its own, one to one; then the rest."""
    shared = [
        (_agreement(paper.frames, ours.frames), mine, theirs)
        for mine, paper in enumerate(truth)
        for theirs, ours in enumerate(found)
    ]
    partner: dict[int, int] = {}
    for agreement, mine, theirs in sorted(shared, key=lambda item: (-item[0], *item[1:])):
        if agreement and mine not in partner and theirs not in partner.values():
            partner[mine] = theirs
    pairs: list[Pair] = [
        (paper, found[partner[mine]] if mine in partner else None) for mine, paper in enumerate(truth)
    ]
    left = [ours for theirs, ours in enumerate(found) if theirs not in partner.values()]
    return (*pairs, *((None, ours) for ours in left))


def score_kinds(pairs: Iterable[Pair]) -> tuple[KindScore, ...]:
    """Return what each paper of the truth was taken for, those of unknown kind left out."""
    scores = []
    for paper, found in pairs:
        if paper is None or paper.kind == UNKNOWN:
            continue
        said = found.extraction.classification if found and found.extraction else None
        scores.append(KindScore(paper.kind, said.kind if said else NOTHING, said.confidence if said else 0.0))
    return tuple(scores)


def score_split(truth: TruthFile, found: Sequence[FoundPaper]) -> SplitScore:
    """Compare the papers of a file with those found, on the sides that bear a paper."""
    sides = [page.frame for page in truth.pages if page.face is Face.PAPER]
    theirs = _owners(sides, [paper.frames for paper in truth.documents])
    ours = _owners(sides, [paper.frames for paper in found])
    true = [before != after for before, after in pairwise(theirs)]
    said = [before != after for before, after in pairwise(ours)]
    return SplitScore(
        papers=len(truth.documents),
        right=true == said,
        borders=sum(true),
        found=sum(said),
        hits=sum(both for both in map(min, true, said)),
    )


def split_figures(scores: Iterable[SplitScore]) -> SplitFigures:
    """Return the figures of many files."""
    rows = list(scores)
    several = [row for row in rows if row.papers > 1]
    hits = sum(row.hits for row in rows)
    return SplitFigures(
        files=share_of(sum(row.right for row in rows), len(rows)),
        several=share_of(sum(row.right for row in several), len(several)),
        precision=share_of(hits, sum(row.found for row in rows)),
        recall=share_of(hits, sum(row.borders for row in rows)),
    )


def kind_share(scores: Iterable[KindScore]) -> Share:
    """Return how many kinds are right."""
    rows = list(scores)
    return share_of(sum(row.right for row in rows), len(rows))


def confusions(scores: Iterable[KindScore]) -> tuple[Confusion, ...]:
    """Return the most frequent pairs of kinds that were mixed up."""
    counts = Counter((row.true, row.found) for row in scores if not row.right)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Confusion(*kinds, count) for kinds, count in ordered[:_MOST_FREQUENT])


def _agreement(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the pages that two papers share, as a share of those that either has."""
    either = {*one, *other}
    return len(set(one) & set(other)) / len(either) if either else 0.0


def _owners(sides: Sequence[int], papers: Sequence[tuple[int, ...]]) -> list[int]:
    """Return for each side the number of its paper, -1 for none."""
    owner = {frame: number for number, frames in enumerate(papers) for frame in frames}
    return [owner.get(side, -1) for side in sides]
