"""Hop 5: match, attach, describe. One sorted job per batch, so the answer does not depend on which worker was faster."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from digitize.errors import InputError, StageError
from digitize.matching.match import match
from digitize.matching.place import place
from digitize.model.fields import Classification, DocumentFields, Extraction
from digitize.model.image import Verdict
from digitize.model.intake import (
    Batch,
    BatchId,
    BatchState,
    Disposition,
    Document,
    DocumentStage,
    DocumentStatus,
    Page,
    Task,
)
from digitize.model.match import Attachment, Decision, MatchDecision, Outcome, Placement, Role
from digitize.model.ocr import Barcode
from digitize.model.search import SearchEntry
from digitize.model.vocabulary import OTHER, vocabulary
from digitize.pipeline.copy import archive_copy, lock_paper
from digitize.pipeline.packs import ReadPages
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import hold_dossiers, keep_lease
from digitize.ports import Services, Tx
from digitize.search.describe import describe

_BARCODE_PAGES = 5
"""Pages from the front on which a barcode may name the dossier."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with all that filing needs to know of it."""

    document: Document
    extraction: Extraction
    pages: tuple[Page, ...]
    read: ReadPages


def run_filing(services: Services, task: Task) -> None:
    """File every document of a batch: attach it, or send it to review with a reason."""
    with services.ledger.reading() as tx:
        documents = tx.find(Document, batch_id=task.subject, stage=DocumentStage.EXTRACTED)
    for document in sorted(documents, key=_order):
        paper = load_paper(services, document)
        try:
            file_paper(services, paper, _decide(services, paper))
        except (InputError, StageError) as error:
            # One paper of which no copy can be made waits for a person; the rest of the batch goes on.
            file_paper(services, paper, MatchDecision(Outcome.REVIEW, reason=error.code))
        task = keep_lease(services, task)
    with services.ledger.writing() as tx:
        end_batch(services, tx, task.batch_id)


def end_batch(services: Services, tx: Tx, batch_id: BatchId) -> None:
    """Say that every document of a batch is filed."""
    batch = tx.get(Batch, batch_id)
    if batch is not None and batch.state is BatchState.ASSEMBLED:
        tx.put(replace(batch, state=BatchState.FILED))
        tx.append(event(services, "pipeline:batch:filed", batch.id))


def load_paper(services: Services, document: Document) -> Paper:
    """Return a document with its latest extraction and its pages."""
    with services.ledger.reading() as tx:
        fields = tx.find(DocumentFields, document_id=document.id, order_by=("-revision",), limit=1)
        pages = tx.find(Page, document_id=document.id, order_by=("position",))
    extraction = fields[0].extraction if fields else Extraction(Classification(OTHER, 0.0))
    return Paper(document, extraction, pages, ReadPages(services.blobs, pages))


def file_paper(services: Services, paper: Paper, decision: MatchDecision) -> None:
    """Carry out a decision of the machine, unless the document changed meanwhile."""
    decision = _placeable(services, paper, decision)
    pdf_key = (
        archive_copy(services, paper.document, paper.pages, paper.extraction) if _links(decision) else None
    )
    entry = describe(paper.document, paper.extraction, None, paper.read)
    with services.ledger.writing() as tx:
        current = tx.get(Document, paper.document.id)
        if current is None or current.revision != paper.document.revision:
            return
        placement = None
        if decision.dossier is not None and pdf_key is not None:
            hold_dossiers(tx, decision.dossier)
            placement = _placement(services, tx, paper, decision)
            if placement.reason:
                decision = replace(decision, outcome=Outcome.REVIEW, reason=placement.reason)
        document = write_filing(services, tx, paper, decision, placement, pdf_key, entry)
        tx.append(event(services, f"pipeline:document:{document.status.value}", document.id, decision))
    if pdf_key is not None and document.status is DocumentStatus.ATTACHED:
        lock_paper(services, document, pdf_key)


def write_filing(
    services: Services,
    tx: Tx,
    paper: Paper,
    decision: MatchDecision,
    placement: Placement | None,
    pdf_key: str | None,
    entry: SearchEntry,
) -> Document:
    """Write a decision with what follows from it: attachment, dispositions, search entry; return the document.

    The entry is made before the transaction, for it holds the text of every page.
    """
    revision = paper.document.revision + 1
    attached = decision.dossier if _links(decision) else None
    document = replace(
        paper.document,
        stage=DocumentStage.FILED,
        status=DocumentStatus.ATTACHED if attached else DocumentStatus.REVIEW,
        problem=None if attached else decision.reason,
        revision=revision,
    )
    name = f"{document.id}-{revision:04d}"
    now = services.clock()
    tx.put(document, Decision(name, document.id, revision, decision, services.actor, now))
    if attached and placement and pdf_key:
        role, code = placement.role, placement.code
        tx.put(Attachment(name, document.id, attached, role, code, pdf_key, now, services.actor))
    settle(tx, paper.pages, Disposition.ATTACHED if attached else Disposition.REVIEW, decision.reason)
    tx.index(replace(entry, dossier=attached))
    return document


def settle(tx: Tx, pages: Sequence[Page], disposition: Disposition, reason: str | None) -> None:
    """Give the pages of a document their end; a blank page and a page with a reason of its own keep theirs."""
    for page in pages:
        if page.disposition is Disposition.BLANK:
            continue
        kept = page.reason if disposition is Disposition.REVIEW else None
        tx.put(replace(page, disposition=disposition, reason=kept or reason))


def taken_places(tx: Tx, dossier: str) -> set[tuple[Role, str | None]]:
    """Return the places of a dossier that an active attachment holds."""
    return {(item.role, item.code) for item in tx.find(Attachment, dossier=dossier, active=True)}


def _order(document: Document) -> tuple[int, str]:
    """Receipts first: they name the dossier and its components; then in the order of arrival."""
    kinds = vocabulary().kinds
    rank = 0 if document.kind in kinds and kinds[document.kind].role is Role.PROCESS else 1
    return rank, document.upload_id + document.id


def _decide(services: Services, paper: Paper) -> MatchDecision:
    reason = _unfit(paper)
    if reason:
        return MatchDecision(Outcome.REVIEW, reason=reason)
    barcodes: list[Barcode] = [code for page in islice(paper.read, _BARCODE_PAGES) for code in page.barcodes]
    return match(paper.extraction, barcodes, services.registry)


def _unfit(paper: Paper) -> str | None:
    """Return why no machine should decide about this paper, or None."""
    if paper.document.problem:
        return paper.document.problem
    for page in paper.pages:
        if page.reason == "secret_mark" or page.reading is None:
            return page.reason or "unread"
    verdicts = {page.verdict for page in paper.pages}
    if verdicts == {Verdict.BLANK.value}:
        return "blank"
    if verdicts <= {Verdict.BLANK.value, Verdict.RESCAN.value}:
        return "poor_scan"
    return None


def _placeable(services: Services, paper: Paper, decision: MatchDecision) -> MatchDecision:
    """Turn a link into a review when the dossier has no free place for the paper, before any PDF is made."""
    if not _links(decision):
        return decision
    with services.ledger.reading() as tx:
        placement = _placement(services, tx, paper, decision)
    if placement.reason:
        return replace(decision, outcome=Outcome.REVIEW, reason=placement.reason)
    return decision


def _placement(services: Services, tx: Tx, paper: Paper, decision: MatchDecision) -> Placement:
    dossier = services.registry.get(decision.dossier or "")
    if dossier is None:
        return Placement(Role.INPUT, reason="not_in_register")
    kind = paper.extraction.classification.kind
    return place(kind, paper.extraction, dossier, taken_places(tx, dossier.code))


def _links(decision: MatchDecision) -> bool:
    return decision.outcome is Outcome.LINK and decision.dossier is not None
