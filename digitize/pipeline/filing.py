"""Hop 5: match, attach, describe. One sorted job per batch, so the answer does not depend on which worker was faster."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from digitize.errors import InputError, StageError
from digitize.matching.evidence import BY_DAYS
from digitize.matching.match import match
from digitize.matching.pile import NOTHING, Beside
from digitize.matching.place import place
from digitize.model.guard import AutoLink, Draw
from digitize.model.image import Verdict
from digitize.model.intake import (
    Batch,
    BatchState,
    Disposition,
    Document,
    DocumentId,
    DocumentStage,
    DocumentStatus,
    Task,
)
from digitize.model.match import (
    Attachment,
    Dossier,
    MatchDecision,
    NearDuplicate,
    Outcome,
    Placement,
    Role,
)
from digitize.model.ocr import Barcode
from digitize.model.search import SearchEntry
from digitize.model.vocabulary import vocabulary
from digitize.pipeline.beside import TURNS, asks_neighbours, beside, scanned, stands
from digitize.pipeline.copy import archive_copy, lock_paper
from digitize.pipeline.guarding import BAND_CLOSED, consider
from digitize.pipeline.lineage import BY_MACHINE, Step, settle, write_decision
from digitize.pipeline.near import (
    NEAR_DUPLICATE,
    OTHER_SCAN_WAITS,
    another_waits,
    attached_with,
    near_duplicates,
)
from digitize.pipeline.paper import Paper, load_papers
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import Settle, hold_dossiers, keep_lease
from digitize.ports import Services, Tx
from digitize.search.describe import describe

BARCODE_PAGES = 5
"""Pages from the front on which a barcode may name the dossier."""

_TOGETHER = 50
"""Papers whose records are looked up at once."""


def run_filing(services: Services, task: Task) -> Settle:
    """File every document of a batch: attach it, or send it to review with a reason.

    A paper that does not say enough by itself, or leads to its dossier by days alone, is decided after the others: the papers
    beside it in its batch may tell, and what they tell may tell of others.
    """
    with services.ledger.reading() as tx:
        waiting: Sequence[Document] = sorted(to_file(tx, task), key=_order)
        pile = scanned(tx, task.batch_id)
    turns = TURNS if len(pile) > 1 else 1
    known: dict[DocumentId, tuple[Beside, MatchDecision]] = {}
    for turn in range(turns):
        left = []
        for paper in _each(services, waiting):
            near = _beside(services, paper, pile, known) if turn else NOTHING
            former = known.get(paper.document.id)
            # Where nothing new lies beside it, what was decided stands.
            if former and (former[0] == near or stands(former[1], near)):
                decision = former[1]
            else:
                decision = decide(services, paper, near)
            known[paper.document.id] = near, decision
            if asks_neighbours(decision, turn) and turn < turns - 1:
                left.append(paper.document)
            else:
                _file(services, paper, decision)
            task = keep_lease(services, task)
        waiting = left
    return lambda tx: end_batch(services, tx, task)


def _beside(
    services: Services,
    paper: Paper,
    pile: Sequence[DocumentId],
    known: Mapping[DocumentId, tuple[Beside, MatchDecision]],
) -> Beside:
    waiting = {id_ for id_, (_, decision) in known.items() if _links(decision)}
    with services.ledger.reading() as tx:
        return beside(tx, paper.document, pile, waiting)


def _each(services: Services, documents: Sequence[Document]) -> Iterator[Paper]:
    for first in range(0, len(documents), _TOGETHER):
        yield from load_papers(services, documents[first : first + _TOGETHER])


def _file(services: Services, paper: Paper, decision: MatchDecision) -> None:
    try:
        file_paper(services, paper, decision)
    except (InputError, StageError) as error:
        # One paper of which no copy can be made waits for a person; the rest of the batch goes on.
        file_paper(services, paper, MatchDecision(Outcome.REVIEW, reason=error.code))


def to_file(tx: Tx, task: Task) -> tuple[Document, ...]:
    """Return the documents that a task is to file: those of a batch, or the one that a person made of others."""
    if task.subject == task.batch_id:
        return tx.find(Document, batch_id=task.batch_id, stage=DocumentStage.EXTRACTED, made_from=None)
    return tx.find(Document, id=(task.subject,), stage=DocumentStage.EXTRACTED)


def end_batch(services: Services, tx: Tx, task: Task) -> tuple[Task, ...]:
    """Say that every document of a batch is filed, if that was the task."""
    batch = tx.get(Batch, task.subject)
    if batch is not None and batch.state is BatchState.ASSEMBLED:
        tx.put(replace(batch, state=BatchState.FILED))
        tx.append(event(services, "pipeline:batch:filed", batch.id))
    return ()


def file_paper(services: Services, paper: Paper, decision: MatchDecision) -> None:
    """Carry out a decision of the machine, unless the document changed meanwhile."""
    dossier = services.registry.get(decision.dossier or "") if _links(decision) else None
    entry = describe(paper.document, paper.extraction, None, paper.read)
    with services.ledger.reading() as tx:
        near = near_duplicates(tx, paper, entry.pages)
        decision = _placeable(tx, paper, decision, dossier, near)
    decision, link = _guarded(services, paper, decision, dossier)
    pdf_key = (
        archive_copy(services, paper.upload, paper.pages, paper.extraction) if _links(decision) else None
    )
    with services.ledger.writing() as tx:
        current = tx.get(Document, paper.document.id)
        if current is None or current.revision != paper.document.revision:
            return
        placement = None
        if decision.dossier is not None and pdf_key is not None:
            hold_dossiers(tx, decision.dossier)
            placement = _placement(tx, paper, dossier)
            if placement.reason:
                decision = replace(decision, outcome=Outcome.REVIEW, reason=placement.reason)
        document = write_filing(services, tx, paper, decision, placement, pdf_key, entry)
        tx.put(*near)
        if link is not None and document.problem in (None, BAND_CLOSED):
            tx.put(link)
        tx.append(event(services, f"pipeline:document:{document.status.value}", document.id, decision))
    if pdf_key is not None and document.status is DocumentStatus.ATTACHED:
        lock_paper(services, paper.upload, pdf_key)


def write_filing(
    services: Services,
    tx: Tx,
    paper: Paper,
    decision: MatchDecision,
    placement: Placement | None,
    pdf_key: str | None,
    entry: SearchEntry,
    step: Step = BY_MACHINE,
) -> Document:
    """Write a decision with what follows from it: attachment, dispositions, search entry; return the document.

    The entry is made before the transaction, for it holds the text of every page.
    """
    attached = decision.dossier if _links(decision) else None
    document = replace(
        paper.document,
        stage=DocumentStage.FILED,
        status=DocumentStatus.ATTACHED if attached else DocumentStatus.REVIEW,
        problem=None if attached else decision.reason,
        revision=paper.document.revision + 1,
    )
    tx.put(document)
    written = write_decision(services, tx, document, decision, step)
    if attached and placement and pdf_key:
        role, code = placement.role, placement.code
        at, by = written.decided_at, written.decided_by
        tx.put(Attachment(written.id, document.id, attached, role, code, pdf_key, at, by, step.gave_way))
    settle(tx, paper.pages, Disposition.ATTACHED if attached else Disposition.REVIEW, decision.reason)
    tx.index(replace(entry, dossier=attached))
    return document


def taken_places(tx: Tx, dossier: str) -> set[tuple[Role, str | None]]:
    """Return the places of a dossier that an active attachment holds."""
    return {(item.role, item.code) for item in tx.find(Attachment, dossier=dossier, active=True)}


def _order(document: Document) -> tuple[int, str]:
    """Receipts first: they name the dossier and its components; then in the order of arrival."""
    kinds = vocabulary().kinds
    rank = 0 if document.kind in kinds and kinds[document.kind].role is Role.PROCESS else 1
    return rank, document.upload_id + document.id


def decide(services: Services, paper: Paper, neighbours: Beside = NOTHING) -> MatchDecision:
    """Return what the machine makes of a paper, whatever stands in its dossier.

    Args:
        services: of the installation.
        paper: what was understood of it.
        neighbours: what the papers beside it tell.
    """
    reason = _unfit(paper)
    if reason:
        return MatchDecision(Outcome.REVIEW, reason=reason)
    return match(paper.extraction, barcodes_of(paper), services.registry, neighbours)


def barcodes_of(paper: Paper) -> list[Barcode]:
    """Return the barcodes on the first pages of a paper: what further back is printed names other papers."""
    return [code for page in islice(paper.read, BARCODE_PAGES) for code in page.barcodes]


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


def _placeable(
    tx: Tx, paper: Paper, decision: MatchDecision, dossier: Dossier | None, near: Sequence[NearDuplicate]
) -> MatchDecision:
    """Turn a link into a review before any PDF is made: the dossier has no free place for the paper or has it, or another scan waits."""
    if not _links(decision):
        return decision
    reason = _placement(tx, paper, dossier).reason
    if reason is None and attached_with(tx, near, decision.dossier or ""):
        reason = NEAR_DUPLICATE
    if reason is None and decision.rung in BY_DAYS and another_waits(tx, near):
        reason = OTHER_SCAN_WAITS
    return replace(decision, outcome=Outcome.REVIEW, reason=reason) if reason else decision


def _guarded(
    services: Services, paper: Paper, decision: MatchDecision, dossier: Dossier | None
) -> tuple[MatchDecision, AutoLink | None]:
    """Turn a link into a review when its band is closed; return the link too, drawn for a person to look at or not."""
    if not _links(decision) or dossier is None:
        return decision, None
    link = consider(services, paper.document, paper.upload.station, paper.read, dossier)
    if link.drawn is Draw.HELD:
        decision = replace(decision, outcome=Outcome.REVIEW, reason=BAND_CLOSED)
    return decision, link


def _placement(tx: Tx, paper: Paper, dossier: Dossier | None) -> Placement:
    if dossier is None:
        return Placement(Role.INPUT, reason="not_in_register")
    kind = paper.extraction.classification.kind
    return place(kind, paper.extraction, dossier, taken_places(tx, dossier.code))


def _links(decision: MatchDecision) -> bool:
    return decision.outcome is Outcome.LINK and decision.dossier is not None
