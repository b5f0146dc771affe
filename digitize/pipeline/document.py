"""Hop 4: what paper is this, and what does it say?"""

from dataclasses import replace

from digitize.extraction.extract import extract
from digitize.model.codec import to_json
from digitize.model.fields import DocumentFields, Extraction
from digitize.model.intake import Document, DocumentStage, Page, Task
from digitize.pipeline.packs import ReadPages
from digitize.pipeline.stamp import EXTRACT, event
from digitize.pipeline.tasks import Settle, nothing, request_filing_if_ready
from digitize.ports import Services, Tx


def run_document(services: Services, task: Task) -> Settle:
    """Classify one document and extract its fields."""
    with services.ledger.reading() as tx:
        document = tx.get(Document, task.subject)
        pages = tx.find(Page, document_id=task.subject, order_by=("position",))
    if document is None or document.stage is not DocumentStage.SPLIT:
        return nothing
    found = document
    # A note speaks of the paper, and covers it: what the paper says is read from its other pages.
    told = [page if page.note_pair is None else replace(page, reading=None) for page in pages]
    extraction = extract(ReadPages(services.blobs, told))
    return lambda tx: settle_document(services, tx, found, extraction, task)


def settle_document(
    services: Services,
    tx: Tx,
    document: Document,
    extraction: Extraction,
    task: Task,
    problem: str | None = None,
) -> tuple[Task, ...]:
    """Store an extraction, if the document is still as it was read, and ask for filing after the last one."""
    current = tx.get(Document, document.id)
    if current is None or current.revision != document.revision or current.stage is not DocumentStage.SPLIT:
        return ()
    revision = current.revision + 1
    tx.put(
        DocumentFields(
            id=f"{document.id}-{revision:04d}",
            document_id=document.id,
            revision=revision,
            extraction=extraction,
            recipe=to_json(EXTRACT),
            made_at=services.clock(),
            made_by=services.actor,
        ),
        replace(
            current,
            stage=DocumentStage.EXTRACTED,
            kind=extraction.classification.kind,
            problem=problem,
            revision=revision,
        ),
    )
    tx.append(event(services, "pipeline:document:extracted", document.id, extraction))
    return request_filing_if_ready(tx, document, task.lane)
