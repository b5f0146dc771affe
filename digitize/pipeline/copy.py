"""The archive copy of a document: a searchable PDF/A beside the untouched original."""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from digitize.model.fields import Extraction
from digitize.model.intake import Page, Upload
from digitize.ports import Services
from digitize.search.describe import title_of


def archive_copy(services: Services, upload: Upload, pages: Sequence[Page], extraction: Extraction) -> str:
    """Make and store the archive copy of pages of an upload; return its blob key. Same pages, same bytes, same key."""
    with ExitStack() as stack:
        source = stack.enter_context(services.blobs.local(upload.blob))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="digitize-")))
        readings = {page.reading.key: page.reading for page in pages if page.reading}
        packs = {key: stack.enter_context(services.blobs.local(ref)) for key, ref in readings.items()}
        parts = [(page.frame, packs[page.reading.key] if page.reading else None) for page in pages]
        out = folder / "archive.pdf"
        services.reader.archive(source, parts, title_of(extraction), out)
        day = upload.received_at.date()
        ref = services.blobs.put(out, kind="archive", day=day, media_type="application/pdf")
    return ref.key


def lock_paper(services: Services, upload: Upload, pdf_key: str) -> None:
    """Lock an attached paper's original and copy in the store. Locking again only prolongs it."""
    if services.lock is None:
        return
    until = services.clock() + services.lock
    for key in (upload.blob.key, pdf_key):
        services.blobs.retain(key, until)


def sha256_of(key: str) -> str:
    """Return what the bytes of an archive copy must hash to: a blob is named by its SHA-256."""
    return PurePosixPath(key).name.partition(".")[0]
