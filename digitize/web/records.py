"""What the pages need from the ledger, gathered in one reading transaction each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digitize.model.fields import DocumentFields, Extraction
from digitize.model.intake import (
    Batch,
    BatchState,
    Document,
    DocumentStatus,
    Page,
    Upload,
    UploadState,
)
from digitize.model.match import Attachment, Decision
from digitize.pipeline.twins import Twin
from digitize.pipeline.undo import can_undo
from digitize.ports import Services, Tx
from digitize.search.describe import title_of
from digitize.web.present import kind_name

BATCHES = 20
"""Batches on one page of the list."""

PAPERS = 50
"""Papers on one page of a list."""


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch with its counts."""

    batch: Batch
    uploads: int
    quarantined: int
    pages: int
    read: int
    documents: int
    attached: int
    review: int
    aside: int

    @property
    def busy(self) -> bool:
        """Whether something still happens to it."""
        return self.batch.state is not BatchState.FILED

    @property
    def progress(self) -> int:
        """How far it is, 0 to 100: reading is nine tenths of the work."""
        if not self.busy:
            return 100
        return round(90 * self.read / self.pages) if self.pages else 0


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A document in a list."""

    document: Document
    title: str
    kind: str
    dossier: str | None = None


def batch_rows(services: Services, offset: int) -> list[BatchRow]:
    """Return the newest batches with their counts, from `offset` on; one more than a page shows if there are more."""
    with services.ledger.reading() as tx:
        batches = tx.find(Batch, order_by=("-opened_at",), limit=BATCHES + 1, offset=offset)
        return [batch_row(tx, batch) for batch in batches]


def batch_row(tx: Tx, batch: Batch) -> BatchRow:
    """Return a batch with its counts."""
    uploads = tx.tally(Upload, "state", batch_id=batch.id)
    documents = tx.tally(Document, "status", batch_id=batch.id)
    pages = tx.count(Page, batch_id=batch.id)
    ends = (DocumentStatus.REJECTED, DocumentStatus.EXEMPT)
    return BatchRow(
        batch=batch,
        uploads=sum(uploads.values()),
        quarantined=uploads.get(UploadState.QUARANTINED, 0),
        pages=pages,
        read=pages - tx.count(Page, batch_id=batch.id, reading=None),
        documents=sum(documents.values()),
        attached=documents.get(DocumentStatus.ATTACHED, 0),
        review=documents.get(DocumentStatus.REVIEW, 0),
        aside=sum(documents.get(end, 0) for end in ends),
    )


def paper_rows(tx: Tx, documents: Sequence[Document]) -> list[PaperRow]:
    """Return documents with their titles and the dossiers that they are attached to."""
    ids = tuple(document.id for document in documents)
    fields = _extractions(tx.find(DocumentFields, document_id=ids, order_by=("revision",)))
    attachments = tx.find(Attachment, document_id=ids, active=True)
    dossiers = {attachment.document_id: attachment.dossier for attachment in attachments}
    return [
        PaperRow(
            document=document,
            title=title_of(fields[document.id]) if document.id in fields else kind_name(document.kind),
            kind=kind_name(document.kind),
            dossier=dossiers.get(document.id),
        )
        for document in documents
    ]


def _extractions(rows: Iterable[DocumentFields]) -> dict[str, Extraction]:
    """Return the latest extraction of each document; rows come in the order of their revisions."""
    return {row.document_id: row.extraction for row in rows}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a document stands: its upload, its batch, its active attachment, and its decisions, the latest first."""

    upload: Upload | None
    batch: Batch | None
    attachment: Attachment | None
    decisions: tuple[Decision, ...]

    @property
    def decision(self) -> Decision | None:
        """The decision that stands."""
        return self.decisions[0] if self.decisions else None

    @property
    def can_undo(self) -> bool:
        """Whether that decision can be taken back."""
        return can_undo(self.decision)


def standing(services: Services, document: Document) -> Standing:
    """Return where a document stands."""
    with services.ledger.reading() as tx:
        attachments = tx.find(Attachment, document_id=document.id, active=True, limit=1)
        return Standing(
            upload=tx.get(Upload, document.upload_id),
            batch=tx.get(Batch, document.batch_id),
            attachment=attachments[0] if attachments else None,
            decisions=tx.find(Decision, document_id=document.id, order_by=("-revision",)),
        )


TwinRow = tuple[Twin, PaperRow]


def twin_rows(services: Services, twins: Sequence[Twin]) -> list[TwinRow]:
    """Return papers that stand beside another, each with its row in a list."""
    with services.ledger.reading() as tx:
        rows = paper_rows(tx, [twin.document for twin in twins])
    return list(zip(twins, rows, strict=True))
