"""Give a paper that failed through us, not through its own fault, another way in.

Its upload moves into a batch of its own and starts from the bytes; documents that were made of it before give way. What
a person attached, set aside or corrected is left alone.
"""

from collections.abc import Iterator
from dataclasses import replace

from digitize.errors import Conflict, ReaderCrashed
from digitize.model.fields import DocumentFields
from digitize.model.intake import (
    Batch,
    BatchId,
    BatchState,
    Document,
    DocumentStatus,
    Hop,
    Page,
    Task,
    TaskState,
    Upload,
    UploadState,
)
from digitize.pipeline.lookup import every, need
from digitize.pipeline.stamp import TYPED, event
from digitize.pipeline.tasks import task_id
from digitize.pipeline.upload import fresh_page
from digitize.ports import Services, Tx

OURS = ("internal", ReaderCrashed.code)
"""Reasons that speak of the product and not of the file."""

RETRIED = "retried"
"""Reason of a document that gave way to another try at its upload."""


def failed_uploads(services: Services) -> Iterator[str]:
    """Yield the ids of uploads, or of uploads with pages or papers, that failed through us and that nobody mended by hand."""
    for upload in every(services.ledger.reading, Upload, state=UploadState.QUARANTINED, problem=OURS):
        yield upload.id
    seen = set()
    for page in every(services.ledger.reading, Page, reason=OURS):
        if page.upload_id not in seen:
            seen.add(page.upload_id)
            if not _is_mended(services, page.upload_id):
                yield page.upload_id


def retry(services: Services, upload_id: str) -> None:
    """Let an upload start again from its bytes, in a batch of its own.

    Raises:
        NotFound: no such upload.
        Conflict: a paper of it is attached, exempt, corrected by a person, or still being worked on.
    """
    with services.ledger.writing() as tx:
        upload = need(tx, Upload, upload_id)
        for document_id in tx.tally(Page, "document_id", upload_id=upload_id):
            _give_way(tx, need(tx, Document, document_id))
        pages = tx.find(Page, upload_id=upload_id, order_by=("frame",))
        tasks = _page_tasks(tx, upload) if pages else (need(tx, Task, task_id(Hop.UPLOAD, upload_id)),)
        old = need(tx, Batch, upload.batch_id)
        batch = replace(old, id=BatchId(services.new_id()), state=BatchState.CLOSED)
        # What was loaded once needs no loading again; its pages are read anew.
        state = UploadState.LOADED if pages else UploadState.RECEIVED
        moved = replace(upload, batch_id=batch.id, state=state, problem=None)
        tx.put(batch, moved, *(fresh_page(moved, page.frame) for page in pages))
        tx.put(*(Task(task.id, task.hop, task.subject, batch.id, task.lane) for task in tasks))
        tx.append(event(services, "review:upload:retried", upload_id, upload.problem))


def retry_assembling(services: Services) -> int:
    """Let batches that could not be assembled be tried again; return how many."""
    with services.ledger.writing() as tx:
        failed = tx.find(Task, hop=Hop.ASSEMBLE, state=TaskState.FAILED)
        tx.put(*(Task(task.id, task.hop, task.subject, task.batch_id, task.lane) for task in failed))
    return len(failed)


def _is_mended(services: Services, upload_id: str) -> bool:
    """Tell whether a person typed what a paper of this upload says."""
    with services.ledger.reading() as tx:
        papers = tuple(id_ for id_ in tx.tally(Page, "document_id", upload_id=upload_id) if id_)
        return tx.count(DocumentFields, document_id=papers, recipe=TYPED) > 0


def _give_way(tx: Tx, document: Document) -> None:
    if document.status not in (DocumentStatus.REVIEW, DocumentStatus.REJECTED):
        raise Conflict("a paper of this upload is attached, exempt, or still being worked on")
    if tx.count(DocumentFields, document_id=document.id, recipe=TYPED) > 0:
        raise Conflict("a person corrected what was read of a paper of this upload")
    tx.put(replace(document, status=DocumentStatus.REJECTED, problem=RETRIED, revision=document.revision + 1))


def _page_tasks(tx: Tx, upload: Upload) -> tuple[Task, ...]:
    tasks = tx.find(Task, batch_id=upload.batch_id, hop=Hop.PAGES)
    ours = tuple(task for task in tasks if task.subject.startswith(f"{upload.id}."))
    if any(task.state in (TaskState.WAITING, TaskState.RUNNING) for task in ours):
        raise Conflict("this upload is still being worked on")
    return ours
