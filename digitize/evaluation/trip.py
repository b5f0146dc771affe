"""What became of each paper of a sample, held against the truth."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from digitize.evaluation.bounds import Share, share_of
from digitize.evaluation.reading import FileReading, PaperOutcome
from digitize.model.match import Outcome
from digitize.model.truth import TruthDocument, TruthFile

NO_OUTCOME = "no_outcome"
"""The reason of a paper that the trip lost sight of."""


@dataclass(frozen=True, slots=True)
class TripScore:
    """How a trip went.

    Attributes:
        papers: of the sample.
        owned: those whose dossier is in the register.
        right: attached to the right dossier.
        misplaced: names of those of these whose role or component is not the true one.
        wrong: names of papers attached to a wrong dossier, or to any although the register has none.
        waiting: (reason, how many) of the others, most frequent first.
    """

    papers: int
    owned: int
    right: int
    misplaced: tuple[str, ...]
    wrong: tuple[str, ...]
    waiting: tuple[tuple[str, int], ...]

    @property
    def attached(self) -> Share:
        """Attached to the right dossier, of all papers."""
        return share_of(self.right, self.papers)

    @property
    def recall(self) -> Share:
        """Attached to the right dossier, of the papers whose dossier is in the register."""
        return share_of(self.right, self.owned)

    @property
    def precision(self) -> Share:
        """Right ones of the attached papers."""
        return share_of(self.right, self.right + len(self.wrong))

    @property
    def review(self) -> Share:
        """Papers that wait for a person, of all papers."""
        return share_of(sum(count for _, count in self.waiting), self.papers)


def score_trip(truth: Sequence[TruthFile], readings: Mapping[str, FileReading]) -> TripScore:
    """Compare what became of the papers of a sample with the truth.

    A paper ended where the found paper that holds most of its pages ended: whose pages went into a dossier together with
    another paper's is attached there, rightly or wrongly.

    Args:
        truth: of all files.
        readings: what was made of them, by file; papers of a file without one count as waiting.
    """
    right, misplaced, wrong = 0, [], []
    waiting: Counter[str] = Counter()
    papers = list(_papers(truth))
    for name, file, paper in papers:
        ended = _ended(paper, readings.get(file))
        if ended.outcome is not Outcome.LINK:
            waiting[ended.reason or ended.outcome.value] += 1
        elif paper.dossier is None or ended.dossier != paper.dossier:
            wrong.append(name)
        else:
            right += 1
            if (ended.role, ended.component) != (paper.role, paper.component):
                misplaced.append(name)
    return TripScore(
        papers=len(papers),
        owned=sum(paper.dossier is not None for _, _, paper in papers),
        right=right,
        misplaced=tuple(misplaced),
        wrong=tuple(wrong),
        waiting=tuple(sorted(waiting.items(), key=lambda item: (-item[1], item[0]))),
    )


def _papers(truth: Sequence[TruthFile]) -> Iterator[tuple[str, str, TruthDocument]]:
    """Yield each paper with its name, which is its file's, numbered from 1 where the file holds several, and the file."""
    for file in truth:
        for number, paper in enumerate(file.documents, 1):
            yield file.file if len(file.documents) == 1 else f"{file.file}#{number}", file.file, paper


def _ended(paper: TruthDocument, reading: FileReading | None) -> PaperOutcome:
    """Return where a paper ended."""
    lost = PaperOutcome(Outcome.REVIEW, reason=(reading.problem if reading else None) or NO_OUTCOME)
    found = [ours for ours in (reading.papers if reading else ()) if set(ours.frames) & set(paper.frames)]
    if not found:
        return lost
    most = max(found, key=lambda ours: len(set(ours.frames) & set(paper.frames)))
    return most.outcome or lost
