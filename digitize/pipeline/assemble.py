"""Hop 3: which pages make one document?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from digitize.errors import IntegrityError, NotFound
from digitize.extraction.split import Parted, split
from digitize.model.intake import (
    AccessLevel,
    Batch,
    BatchState,
    Disposition,
    Document,
    DocumentId,
    Hop,
    Page,
    Task,
    Upload,
    UploadId,
    UploadState,
)
from digitize.pipeline.packs import ReadPages
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import Settle, keep_lease, request
from digitize.ports import Services, Tx

SEPARATOR = "separator"
"""Reason of a page that only lay between papers."""


def run_assemble(services: Services, task: Task) -> Settle:
    """Make the documents of a closed batch and ask for each to be understood."""
    with services.ledger.reading() as tx:
        uploads = tx.find(Upload, batch_id=task.subject, state=UploadState.LOADED)
    parted = {}
    for upload in uploads:
        parted[upload.id] = _part(services, upload.id)
        task = keep_lease(services, task)
    return lambda tx: _assemble(services, tx, task, parted)


def _part(services: Services, upload_id: UploadId) -> Parted:
    """Part the pages of an upload. One of which a reading is lost stays together, and ends with a person."""
    with services.ledger.reading() as tx:
        pages = tx.find(Page, upload_id=upload_id, order_by=("frame",))
    try:
        return split(ReadPages(services.blobs, pages))
    except (NotFound, IntegrityError):
        return Parted((tuple(range(len(pages))),))


def _assemble(services: Services, tx: Tx, task: Task, parted: Mapping[UploadId, Parted]) -> tuple[Task, ...]:
    batch = tx.get(Batch, task.subject)
    if batch is None or batch.state is not BatchState.CLOSED:
        return ()
    documents = [
        document
        for upload in tx.find(Upload, batch_id=batch.id, state=UploadState.LOADED)
        for document in _enter_all(services, tx, batch, upload.id, parted[upload.id])
    ]
    state = BatchState.ASSEMBLED if documents else BatchState.FILED
    tx.put(replace(batch, state=state))
    tx.append(event(services, "pipeline:batch:assembled", batch.id, [item.id for item in documents]))
    return request(tx, Hop.DOCUMENT, [document.id for document in documents], batch.id, task.lane)


def _enter_all(
    services: Services, tx: Tx, batch: Batch, upload_id: UploadId, parted: Parted
) -> list[Document]:
    """Write the documents of an upload; what lies between them ends here, in none."""
    pages = list(tx.find(Page, upload_id=upload_id, order_by=("frame",)))
    for note, sheet in parted.notes:
        pages[note] = replace(pages[note], note_pair=pages[sheet].id)
    between = [pages[index] for index in parted.separators]
    tx.put(
        *(
            replace(page, disposition=Disposition.SEPARATOR, reason=SEPARATOR)
            for page in between
            if page.disposition is not Disposition.BLANK
        )
    )
    return [enter(services, tx, batch, [pages[index] for index in group]) for group in parted.papers]


def enter(
    services: Services, tx: Tx, batch: Batch, pages: Sequence[Page], made_from: DocumentId | None = None
) -> Document:
    """Write a new document of pages of one upload, which become its own in the order given."""
    document = Document(
        id=DocumentId(services.new_id()),
        batch_id=batch.id,
        upload_id=pages[0].upload_id,
        page_ids=tuple(page.id for page in pages),
        created_at=services.clock(),
        unit=batch.unit,
        access_level=AccessLevel.SECRET
        if any(page.reason == "secret_mark" for page in pages)
        else batch.access_level,
        made_from=made_from,
    )
    tx.put(document)
    tx.put(
        *(
            replace(page, document_id=document.id, position=position)
            for position, page in enumerate(pages, start=1)
        )
    )
    return document
