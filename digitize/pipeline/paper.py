"""A document with all that is known of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digitize.model.fields import DocumentFields, Extraction
from digitize.model.intake import Document, Page, Upload
from digitize.model.vocabulary import UNREAD
from digitize.pipeline.packs import ReadPages
from digitize.ports import Services


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with all that filing needs to know of it."""

    document: Document
    upload: Upload
    extraction: Extraction
    pages: tuple[Page, ...]
    read: ReadPages


def load_paper(services: Services, document: Document) -> Paper:
    """Return a document with its upload, its latest extraction and its pages."""
    return next(load_papers(services, (document,)))


def load_papers(services: Services, documents: Sequence[Document]) -> Iterator[Paper]:
    """Yield documents, in the order given, each with its upload, its latest extraction and its pages."""
    ids = tuple(document.id for document in documents)
    with services.ledger.reading() as tx:
        uploads = {
            item.id: item for item in tx.find(Upload, id=tuple({item.upload_id for item in documents}))
        }
        fields = tx.find(DocumentFields, document_id=ids, order_by=("revision",))
        pages: dict[str | None, list[Page]] = defaultdict(list)
        for page in tx.find(Page, document_id=ids, order_by=("position",)):
            pages[page.document_id].append(page)
    latest = {item.document_id: item.extraction for item in fields}
    for document in documents:
        extraction, own = latest.get(document.id, UNREAD), tuple(pages[document.id])
        # Made one by one: each keeps the pages that it unpacked.
        yield Paper(document, uploads[document.upload_id], extraction, own, ReadPages(services.blobs, own))
