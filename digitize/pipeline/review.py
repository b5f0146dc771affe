"""Hop R: a person decides. What a person decided is never overwritten by a job."""

from dataclasses import replace

from digitize.errors import Conflict, NotFound
from digitize.matching.place import place
from digitize.matching.weigh import weigh
from digitize.model.intake import Disposition, Document, DocumentStage, DocumentStatus
from digitize.model.match import Attachment, Decision, MatchDecision, Outcome, Placement
from digitize.pipeline.copy import archive_copy, lock_paper
from digitize.pipeline.filing import Paper, load_paper, settle, taken_places, write_filing
from digitize.pipeline.guarding import reviewed
from digitize.pipeline.lookup import need
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


def attach(services: Services, document_id: str, revision: int, dossier_code: str) -> None:
    """Attach a document to the dossier that a person chose; an earlier attachment of it gives way.

    Raises:
        NotFound: no such document or dossier.
        Conflict: the document changed since `revision`, or is still being worked on.
    """
    paper = open_paper(services, document_id, revision)
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
        earlier = give_way(tx, document_id)
        taken = taken_places(tx, dossier.code)
        placement = place(paper.extraction.classification.kind, paper.extraction, dossier, taken)
        if placement.reason:
            # A person may put a paper where the machine saw no free place: it then stands as a further paper.
            placement = Placement(placement.role)
        document = write_filing(services, tx, paper, decision, placement, pdf_key, entry)
        tx.append(event(services, f"review:document:{document.status.value}", document_id, decision))
        if earlier:
            name = f"{document_id}-{paper.document.revision + 1:04d}"
            tx.put(replace(need(tx, Attachment, name), supersedes=earlier))
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
    status, disposition = SET_ASIDE[end]
    paper = open_paper(services, document_id, revision)
    entry = describe(paper.document, paper.extraction, None, paper.read)
    with services.ledger.writing() as tx:
        hold_paper(tx, paper)
        give_way(tx, document_id)
        document = replace(paper.document, status=status, problem=reason, revision=revision + 1)
        decision = MatchDecision(Outcome.NONE, rung="user", reason=reason)
        name = f"{document_id}-{document.revision:04d}"
        by, at = services.actor, services.clock()
        tx.put(document, Decision(name, document_id, document.revision, decision, by, at))
        settle(tx, paper.pages, disposition, reason)
        tx.index(entry)
        tx.append(event(services, f"review:document:{status.value}", document_id, reason))
        reviewed(services, tx, document_id)


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


def give_way(tx: Tx, document_id: str) -> str | None:
    """End the active attachments of a document; return the id of the last."""
    last = None
    for attachment in tx.find(Attachment, document_id=document_id, active=True):
        tx.put(replace(attachment, active=False))
        last = attachment.id
    return last
