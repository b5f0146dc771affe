"""Hop 3: which pages make one document? Here one upload is one document; splitting takes this seam."""

from collections.abc import Sequence
from dataclasses import replace

from digitize.model.intake import (
    AccessLevel,
    Batch,
    BatchState,
    Document,
    DocumentId,
    Hop,
    Page,
    Task,
    Upload,
    UploadState,
)
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import Settle, request
from digitize.ports import Services, Tx


def run_assemble(services: Services, task: Task) -> Settle:
    """Make the documents of a closed batch and ask for each to be understood."""
    return lambda tx: _assemble(services, tx, task)


def _assemble(services: Services, tx: Tx, task: Task) -> tuple[Task, ...]:
    batch = tx.get(Batch, task.subject)
    if batch is None or batch.state is not BatchState.CLOSED:
        return ()
    documents = [
        _enter(services, tx, batch, upload, group)
        for upload in tx.find(Upload, batch_id=batch.id, state=UploadState.LOADED)
        for group in split(tx.find(Page, upload_id=upload.id, order_by=("frame",)))
    ]
    state = BatchState.ASSEMBLED if documents else BatchState.FILED
    tx.put(replace(batch, state=state))
    tx.append(event(services, "pipeline:batch:assembled", batch.id, [item.id for item in documents]))
    return request(tx, Hop.DOCUMENT, [document.id for document in documents], batch.id, task.lane)


def split(pages: Sequence[Page]) -> list[Sequence[Page]]:
    """Return the pages of an upload as groups, one a document: the seam for splitting."""
    return [pages]


def _enter(services: Services, tx: Tx, batch: Batch, upload: Upload, pages: Sequence[Page]) -> Document:
    document = Document(
        id=DocumentId(services.new_id()),
        batch_id=batch.id,
        upload_id=upload.id,
        page_ids=tuple(page.id for page in pages),
        created_at=services.clock(),
        unit=batch.unit,
        access_level=AccessLevel.SECRET
        if any(page.reason == "secret_mark" for page in pages)
        else batch.access_level,
    )
    tx.put(document)
    tx.put(
        *(
            replace(page, document_id=document.id, position=position)
            for position, page in enumerate(pages, start=1)
        )
    )
    return document
