"""What the matcher of today would make of papers that are filed: a dry run that writes nothing.

It asks the matcher alone: what a closed band would hold back is told as if the band were open.
Papers are judged one after the other in the order of their arrival, each against the dossiers as they would stand by then.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import islice

from digitize.matching.place import Place, place
from digitize.model.intake import Document, DocumentStage
from digitize.model.match import Act, Attachment, Decision, NearDuplicate, Outcome
from digitize.model.vocabulary import UNREAD
from digitize.pipeline.beside import told
from digitize.pipeline.filing import decide
from digitize.pipeline.lookup import every
from digitize.pipeline.near import NEAR_DUPLICATE, attached_with
from digitize.pipeline.paper import Paper, load_papers
from digitize.ports import Services, Tx

_TOGETHER = 50


class Change(StrEnum):
    """How an end would differ from the one that stands."""

    SAME = "same"
    LINKED = "linked"
    UNLINKED = "unlinked"
    MOVED = "moved"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class End:
    """Where a paper ends: in a dossier, or nowhere for a reason."""

    dossier: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """One paper: where it stands, and where the machine would put it.

    Attributes:
        by_person: whether a person decided about it: then nothing of it is proposed to change.
    """

    document: str
    file: str
    kind: str | None
    before: End
    after: End
    by_person: bool

    @property
    def change(self) -> Change:
        """How the two ends differ."""
        if self.before.dossier == self.after.dossier:
            same = self.before.dossier is not None or self.before.reason == self.after.reason
            return Change.SAME if same else Change.REASON
        if self.before.dossier is None:
            return Change.LINKED
        return Change.UNLINKED if self.after.dossier is None else Change.MOVED


@dataclass(slots=True)
class _Moves:
    """What changed so far: papers that left their places, and places that are held instead."""

    left: set[str] = field(default_factory=set)
    held: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))


def preview(services: Services) -> Iterator[Preview]:
    """Yield every filed paper with what the matcher of today makes of it; papers that gave way to others are left out."""
    moves = _Moves()
    documents = every(services.ledger.reading, Document, stage=DocumentStage.FILED)
    while chunk := list(islice(documents, _TOGETHER)):
        for paper in load_papers(services, chunk):
            if paper.pages:
                yield _judge(services, paper, moves)


def _judge(services: Services, paper: Paper, moves: _Moves) -> Preview:
    document = paper.document
    with services.ledger.reading() as tx:
        attached = tx.find(Attachment, document_id=document.id, active=True, limit=1)
        decisions = tx.find(Decision, document_id=document.id, order_by=("-revision",), limit=1)
        by_person = bool(decisions) and decisions[0].act is not Act.FILED
        before = End(attached[0].dossier if attached else None, document.problem)
        after, where = _end(services, tx, _as_it_came(paper), moves)
    found = Preview(document.id, paper.upload.filename, document.kind, before, after, by_person)
    if not by_person and found.change not in (Change.SAME, Change.REASON):
        moves.left.add(document.id)
        if where is not None and after.dossier is not None:
            moves.held[after.dossier].add(where)
    return found


def _as_it_came(paper: Paper) -> Paper:
    """Return a paper as filing saw it: a problem of its own it had only where nothing could be made of it."""
    if paper.extraction == UNREAD:
        return paper
    return replace(paper, document=replace(paper.document, problem=None))


def _end(services: Services, tx: Tx, paper: Paper, moves: _Moves) -> tuple[End, Place | None]:
    """Return where the machine would put a paper, and in which place there."""
    decision = told(tx, paper.document, partial(decide, services, paper))
    dossier = services.registry.get(decision.dossier or "") if decision.outcome is Outcome.LINK else None
    if dossier is None:
        return End(None, decision.reason), None
    holders = tx.find(Attachment, dossier=dossier.code, active=True)
    gone = moves.left | {paper.document.id}
    taken = {(item.role, item.code) for item in holders if item.document_id not in gone}
    found = place(
        paper.extraction.classification.kind, paper.extraction, dossier, taken | moves.held[dossier.code]
    )
    near = tx.find(NearDuplicate, document_id=paper.document.id)
    reason = found.reason or (NEAR_DUPLICATE if attached_with(tx, near, dossier.code) else None)
    return (End(None, reason), None) if reason else (End(dossier.code), (found.role, found.code))
