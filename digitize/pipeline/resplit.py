"""Hop R: a person parts a document in two, or joins it with the one behind it.

What comes of it are new documents, which the machine understands and files as it does any other; those that they are made
of give way and keep their records.
"""

from collections.abc import Sequence
from dataclasses import replace

from digitize.errors import Conflict, NotFound
from digitize.model.intake import (
    Batch,
    Disposition,
    Document,
    DocumentId,
    DocumentStage,
    DocumentStatus,
    Hop,
    Lane,
    Page,
)
from digitize.model.match import Act, Attachment, MatchDecision, Outcome
from digitize.model.search import SearchEntry
from digitize.pipeline.assemble import enter
from digitize.pipeline.guarding import reviewed
from digitize.pipeline.lineage import Step, give_way, write_decision
from digitize.pipeline.lookup import need
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import hold_dossiers, request
from digitize.pipeline.upkeep import feed
from digitize.ports import Services, Tx

RESPLIT = "resplit"
"""Reason of a document that gave way to others made of its pages."""


def split_before(services: Services, document_id: str, revision: int, number: int) -> None:
    """Part a document in two.

    Args:
        services: the parts to work with.
        document_id: the document.
        revision: as the person saw it.
        number: of the page, from 1, on which the second one begins.

    Raises:
        NotFound: no such document, or no page before or at that place.
        Conflict: the document changed since `revision`, or is still being worked on.
    """
    with services.ledger.writing() as tx:
        document = _held(tx, document_id, revision)
        pages = tx.find(Page, document_id=document_id, order_by=("position",))
        if not 1 < number <= len(pages):
            raise NotFound("no such page")
        _replace(services, tx, (document,), (pages[: number - 1], pages[number - 1 :]), "split")
    feed(services)


def join_next(services: Services, document_id: str, revision: int) -> None:
    """Join a document with the one that follows it in its upload.

    Raises:
        NotFound: no such document, or none follows.
        Conflict: the document changed since `revision`, or one of the two is still being worked on.
    """
    with services.ledger.reading() as tx:
        follower = next_document(tx, _held(tx, document_id, revision))
    if follower is None:
        raise NotFound("no document follows")
    with services.ledger.writing() as tx:
        # Whoever joins two others takes them in the same order.
        held = {id_: _held(tx, id_) for id_ in sorted((document_id, follower))}
        document, behind = held[document_id], held[follower]
        if document.revision != revision or next_document(tx, document) != follower:
            raise Conflict("the document changed")
        pages = [
            page
            for one in (document, behind)
            for page in tx.find(Page, document_id=one.id, order_by=("position",))
        ]
        _replace(services, tx, (document, behind), (pages,), "joined")
    feed(services)


def next_document(tx: Tx, document: Document) -> DocumentId | None:
    """Return the document whose pages lie behind those of another in their upload, None for the last one."""
    pages = tx.find(Page, upload_id=document.upload_id, order_by=("frame",))
    last = max((page.frame for page in pages if page.document_id == document.id), default=len(pages))
    return next((page.document_id for page in pages[last + 1 :] if page.document_id), None)


def _held(tx: Tx, document_id: str, revision: int | None = None) -> Document:
    document = need(tx, Document, document_id)
    if revision not in (None, document.revision):
        raise Conflict("the document changed")
    if document.stage is not DocumentStage.FILED:
        raise Conflict("the document is still being worked on")
    return document


def _replace(
    services: Services, tx: Tx, old: Sequence[Document], groups: Sequence[Sequence[Page]], action: str
) -> None:
    """Let documents give way to others, one for each group of pages."""
    ids = tuple(document.id for document in old)
    hold_dossiers(tx, *tx.tally(Attachment, "dossier", document_id=ids, active=True))
    for document in old:
        _retire(services, tx, document)
    batch = need(tx, Batch, old[0].batch_id)
    new = [
        enter(services, tx, batch, [_fresh(page, group) for page in group], made_from=old[0].id).id
        for group in groups
    ]
    request(tx, Hop.DOCUMENT, new, batch.id, Lane.INTERACTIVE)
    for document in old:
        tx.append(event(services, f"review:document:{action}", document.id, new))


def _retire(services: Services, tx: Tx, document: Document) -> None:
    """End a document that others are made of: nothing of it is attached or found any more."""
    give_way(tx, document.id)
    gone = replace(document, status=DocumentStatus.REJECTED, problem=RESPLIT, revision=document.revision + 1)
    tx.put(gone)
    decision = MatchDecision(Outcome.NONE, rung="user", reason=RESPLIT)
    write_decision(services, tx, gone, decision, Step(Act.RESPLIT))
    tx.index(SearchEntry(document.id, "", (), document.kind, None, document.unit, document.access_level))
    reviewed(services, tx, document.id)


def _fresh(page: Page, group: Sequence[Page]) -> Page:
    """Return a page as it was before its document was decided about; a note that lost its sheet is a page like others."""
    if page.note_pair not in {other.id for other in group}:
        page = replace(page, note_pair=None)
    own = page.disposition is Disposition.BLANK or page.reading is None or page.reason == "secret_mark"
    return page if own else replace(page, disposition=Disposition.PENDING, reason=None)
