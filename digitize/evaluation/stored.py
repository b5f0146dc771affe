"""What a data folder made of files: read from the ledger and the packs, so that nothing is read twice."""

from collections.abc import Iterator, Mapping

from digitize.evaluation.reading import FileReading, FoundPaper, PaperOutcome
from digitize.model.fields import DocumentFields
from digitize.model.intake import Document, Page, PageId, Upload
from digitize.model.match import Attachment, Outcome, Role
from digitize.pipeline.lookup import every
from digitize.pipeline.packs import ReadPages
from digitize.ports import Services, Tx


def stored_readings(services: Services, digests: Mapping[str, str]) -> Iterator[tuple[str, FileReading]]:
    """Yield (file, what became of it) for the files that the data folder has received.

    Args:
        services: of the data folder.
        digests: SHA-256 of the bytes, by file; files of the same bytes share what became of them.
    """
    uploads = {
        upload.blob.sha256: upload
        for upload in every(services.ledger.reading, Upload)
        if upload.blob.sha256 in digests.values()
    }
    for file, digest in digests.items():
        if digest in uploads:
            yield file, _reading(services, uploads[digest])


def _reading(services: Services, upload: Upload) -> FileReading:
    with services.ledger.reading() as tx:
        pages = tx.find(Page, upload_id=upload.id, order_by=("frame",))
        frames = {page.id: page.frame for page in pages}
        # A paper that gave way to others has no pages any more.
        ids = sorted({page.document_id for page in pages if page.document_id})
        papers = tuple(_paper(tx, paper, frames) for paper in tx.find(Document, id=tuple(ids)))
    read = [page for page in pages if page.reading is not None]
    texts = dict(zip((page.frame for page in read), ReadPages(services.blobs, read), strict=True))
    return FileReading(texts, tuple(sorted(papers, key=lambda paper: paper.frames)), problem=upload.problem)


def _paper(tx: Tx, document: Document, frames: Mapping[PageId, int]) -> FoundPaper:
    fields = tx.find(DocumentFields, document_id=document.id, order_by=("-revision",), limit=1)
    attachments = tx.find(Attachment, document_id=document.id, active=True)
    return FoundPaper(
        frames=tuple(frames[page] for page in document.page_ids),
        extraction=fields[0].extraction if fields else None,
        outcome=_outcome(document, attachments[0] if attachments else None),
    )


def _outcome(document: Document, attachment: Attachment | None) -> PaperOutcome:
    if attachment is None:
        return PaperOutcome(Outcome.REVIEW, reason=document.problem)
    # The place of a process paper is its kind; the truth names places of components and results only.
    place = None if attachment.role is Role.PROCESS else attachment.code
    return PaperOutcome(Outcome.LINK, attachment.dossier, attachment.role, place)
