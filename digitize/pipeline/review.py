"""Hop R: a person decides. What a person decided is never overwritten by a job."""

from dataclasses import replace

from digitize.errors import Conflict, NotFound, ReasonMissing
from digitize.matching.place import place
from digitize.matching.weigh import weigh
from digitize.model.intake import Disposition, Document, DocumentStage, DocumentStatus
from digitize.model.match import Act, Attachment, MatchDecision, Outcome, Placement
from digitize.model.search import SearchEntry
from digitize.pipeline.copy import archive_copy, lock_paper
from digitize.pipeline.filing import taken_places, write_filing
from digitize.pipeline.guarding import reviewed
from digitize.pipeline.lineage import Step, former_of, give_way, settle, write_decision
from digitize.pipeline.lookup import need
from digitize.pipeline.paper import Paper, load_paper
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import hold_dossiers
from digitize.ports import Services, Tx
from digitize.search.describe import describe

SET_ASIDE = {
    "rejected": (DocumentStatus.REJECTED, Disposition.REJECTED),
    "exempt": (DocumentStatus.EXEMPT, Disposition.EXEMPT),
}
"""Ends other than a dossier that a person may choose: not ours or unusable, and exempt from digitization
(Thông tư 01/2023/TT-VPCP, Điều 4)."""


SCANNED_TWICE = "scanned_twice"
"""Reason of a paper in whose place another scan of it stands."""


def attach(
    services: Services, document_id: str, revision: int, dossier_code: str, why: str | None = None
) -> None:
    """Attach a document to the dossier that a person chose; an earlier attachment of it gives way.

    Args:
        services: the parts to work with.
        document_id: the document.
        revision: as the person saw it.
        dossier_code: the dossier.
        why: the person's reason; a paper that is attached already is not moved without one.

    Raises:
        NotFound: no such document or dossier.
        ReasonMissing: the paper is attached already, and nobody said why it moves.
        Conflict: the document changed since `revision`, or is still being worked on.
    """
    paper = open_paper(services, document_id, revision)
    if paper.document.status is DocumentStatus.ATTACHED and not why:
        raise ReasonMissing
    dossier = services.registry.get(dossier_code)
    if dossier is None:
        raise NotFound("no such dossier")
    pdf_key = archive_copy(services, paper.upload, paper.pages, paper.extraction)
    entry = describe(paper.document, paper.extraction, None, paper.read)
    # What the person saw compared is kept: where it agrees, they vouched for it (`pipeline/lessons.py`).
    seen = weigh(paper.extraction, dossier)
    decision = MatchDecision(Outcome.LINK, dossier.code, rung="user", candidates=(seen,))
    with services.ledger.writing() as tx:
        hold_paper(tx, paper)
        # The papers of the dossier that it leaves change too.
        hold_dossiers(
            tx, dossier.code, *tx.tally(Attachment, "dossier", document_id=document_id, active=True)
        )
        former = former_of(tx, paper.document, paper.pages)
        step = Step(Act.ATTACHED, why, former, gave_way=give_way(tx, document_id))
        taken = taken_places(tx, dossier.code)
        placement = place(paper.extraction.classification.kind, paper.extraction, dossier, taken)
        if placement.reason:
            # A person may put a paper where the machine saw no free place: it then stands as a further paper.
            placement = Placement(placement.role)
        document = write_filing(services, tx, paper, decision, placement, pdf_key, entry, step)
        tx.append(event(services, f"review:document:{document.status.value}", document_id, decision))
        reviewed(services, tx, document_id)
    lock_paper(services, paper.upload, pdf_key)


def set_aside(services: Services, document_id: str, revision: int, end: str, reason: str) -> None:
    """End a document as "rejected" or "exempt", with the reason that the person gave.

    Raises:
        NotFound: no such document, or no such end.
        Conflict: the document changed since `revision`, or is still being worked on.
    """
    if end not in SET_ASIDE:
        raise NotFound("no such end")
    paper = open_paper(services, document_id, revision)
    entry = describe(paper.document, paper.extraction, None, paper.read)
    with services.ledger.writing() as tx:
        hold_paper(tx, paper)
        _end(services, tx, paper, entry, end, reason)
        reviewed(services, tx, document_id)


def _end(
    services: Services,
    tx: Tx,
    paper: Paper,
    entry: SearchEntry,
    end: str,
    reason: str,
    together: tuple[str, ...] = (),
) -> None:
    """Write the end of a document that goes into no dossier."""
    status, disposition = SET_ASIDE[end]
    former = former_of(tx, paper.document, paper.pages)
    give_way(tx, paper.document.id)
    revision = paper.document.revision + 1
    document = replace(paper.document, status=status, problem=reason, revision=revision)
    tx.put(document)
    decision = MatchDecision(Outcome.NONE, rung="user", reason=reason)
    write_decision(services, tx, document, decision, Step(Act.SET_ASIDE, reason, former, together=together))
    settle(tx, paper.pages, disposition, reason)
    tx.index(entry)
    tx.append(event(services, f"review:document:{status.value}", document.id, reason))


def take_place(
    services: Services, document_id: str, revision: int, other_id: str, other_revision: int
) -> None:
    """Attach a document where another scan of the same paper is attached, and end that one as scanned twice: one act.

    Raises:
        NotFound: no such document, or the other one is attached nowhere.
        Conflict: one of the two changed since, or is still being worked on, or this one is attached already.
    """
    paper, other = open_paper(services, document_id, revision), open_paper(services, other_id, other_revision)
    if paper.document.status is DocumentStatus.ATTACHED:
        raise Conflict("the document is attached")
    pdf_key = archive_copy(services, paper.upload, paper.pages, paper.extraction)
    entry, gone = (describe(one.document, one.extraction, None, one.read) for one in (paper, other))
    names = [f"{one.document.id}-{one.document.revision + 1:04d}" for one in (paper, other)]
    with services.ledger.writing() as tx:
        for one in sorted((paper, other), key=lambda one: one.document.id):
            hold_paper(tx, one)
        held = _place_of(tx, other_id)
        hold_dossiers(tx, held.dossier)
        _end(services, tx, other, gone, "rejected", SCANNED_TWICE, together=(names[0],))
        seen = tuple(weigh(paper.extraction, one) for one in services.registry.among((held.dossier,)))
        decision = MatchDecision(Outcome.LINK, held.dossier, rung="user", candidates=seen)
        former = former_of(tx, paper.document, paper.pages)
        step = Step(Act.ATTACHED, None, former, gave_way=held.id, together=(names[1],))
        placement = Placement(held.role, held.code)
        write_filing(services, tx, paper, decision, placement, pdf_key, entry, step)
        tx.append(event(services, "review:document:attached", document_id, decision))
        for one in (paper, other):
            reviewed(services, tx, one.document.id)
    lock_paper(services, paper.upload, pdf_key)


def _place_of(tx: Tx, document_id: str) -> Attachment:
    found = tx.find(Attachment, document_id=document_id, active=True, limit=1)
    if not found:
        raise NotFound("the document is attached nowhere")
    return found[0]


def open_paper(services: Services, document_id: str, revision: int) -> Paper:
    """Return a paper that a person may decide about, as it stands at `revision`.

    Raises:
        NotFound: no such document.
        Conflict: the document changed since, or is still being worked on.
    """
    with services.ledger.reading() as tx:
        document = need(tx, Document, document_id)
    if document.revision != revision or document.stage is not DocumentStage.FILED:
        raise Conflict("the document changed")
    paper = load_paper(services, document)
    if not paper.pages:
        raise Conflict("the document gave way to others")
    return paper


def hold_paper(tx: Tx, paper: Paper) -> None:
    """Let nobody else change a paper until the transaction ends.

    Raises:
        Conflict: somebody changed it since it was opened.
    """
    current = tx.get(Document, paper.document.id)
    if current is None or current.revision != paper.document.revision:
        raise Conflict("the document changed")
