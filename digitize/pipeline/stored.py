"""Which stored bytes the ledger knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from digitize.model.intake import Page, Upload
from digitize.model.match import Attachment
from digitize.pipeline.copy import sha256_of
from digitize.pipeline.lookup import every
from digitize.ports import PRESENT, Services


@dataclass(frozen=True, slots=True)
class Known:
    """A blob that a record names: its key, the SHA-256 of its bytes, its media type."""

    key: str
    sha256: str
    media_type: str


def known_blobs(services: Services) -> Iterator[Known]:
    """Yield what uploads, read pages and attachments name, some hundreds of records held at a time.

    Two records may name one blob; it then comes twice.
    """
    for upload in every(services.ledger.reading, Upload):
        yield Known(upload.blob.key, upload.blob.sha256, upload.blob.media_type)
    # The pages of a run follow one another, and lie in one pack.
    readings = (page.reading for page in every(services.ledger.reading, Page, reading=PRESENT))
    for ref, _ in groupby(readings):
        if ref is not None:
            yield Known(ref.key, ref.sha256, ref.media_type)
    for attachment in every(services.ledger.reading, Attachment):
        yield Known(attachment.pdf_key, sha256_of(attachment.pdf_key), "application/pdf")
