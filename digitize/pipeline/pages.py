"""Hop 2: prepare and read a run of pages."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from digitize.errors import InputError, ReaderCrashed
from digitize.model.image import Verdict
from digitize.model.intake import BlobRef, Disposition, Page, Task, Upload
from digitize.model.ocr import OcrPage
from digitize.pipeline.lookup import need
from digitize.pipeline.packs import MEDIA_TYPE, pack
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import Settle, nothing
from digitize.ports import Services, Tx


def run_pages(services: Services, task: Task) -> Settle:
    """Read one run of pages and keep them as one pack. A page that cannot be read goes to review with its reason."""
    upload_id, first, count = parse_subject(task.subject)
    with services.ledger.reading() as tx:
        upload = need(tx, Upload, upload_id)
        pages = tx.find(
            Page, upload_id=upload_id, frame=tuple(range(first, first + count)), order_by=("frame",)
        )
    pages = tuple(page for page in pages if page.reading is None)
    if not pages:
        return nothing
    with services.blobs.local(upload.blob) as path:
        read, failed = _read(services, path, [page.frame for page in pages])
    ref = None
    if read:
        day = upload.received_at.date()
        ref = services.blobs.put(pack(read), kind="readings", day=day, media_type=MEDIA_TYPE)
    return lambda tx: settle_pages(services, tx, pages, ref, read, failed)


def parse_subject(subject: str) -> tuple[str, int, int]:
    """Return (upload id, first frame, number of frames) of a run."""
    upload_id, first, count = subject.rsplit(".", 2)
    return upload_id, int(first), int(count)


def settle_pages(
    services: Services,
    tx: Tx,
    pages: Sequence[Page],
    pack_ref: BlobRef | None,
    read: dict[int, OcrPage],
    failed: dict[int, str],
) -> tuple[Task, ...]:
    """Write down what became of the pages of a run: read, or failed with a reason code."""
    settled = []
    for page in tx.find(Page, id=tuple(page.id for page in pages)):
        # A page of a document takes no late reading: what was decided, by machine or person, was decided without.
        if page.reading is not None or page.document_id is not None:
            continue
        if page.frame in read:
            settled.append(_settled(replace(page, reading=pack_ref), read[page.frame]))
        elif page.frame in failed:
            settled.append(replace(page, disposition=Disposition.REVIEW, reason=failed[page.frame]))
    tx.put(*settled)
    tx.append(event(services, "pipeline:pages:read", pages[0].id, sorted(read)))
    return ()


def _settled(page: Page, ocr: OcrPage) -> Page:
    verdict = ocr.image.quality.verdict
    page = replace(page, verdict=verdict.value)
    if ocr.secret_mark:
        return replace(page, disposition=Disposition.REVIEW, reason="secret_mark")
    if verdict is Verdict.BLANK:
        return replace(page, disposition=Disposition.BLANK, reason="blank")
    return page


def _read(services: Services, path: Path, frames: list[int]) -> tuple[dict[int, OcrPage], dict[int, str]]:
    """Read a run; when it fails as a whole, read its pages one by one to find the bad one."""
    try:
        return dict(zip(frames, services.reader.read(path, frames), strict=True)), {}
    except (InputError, ReaderCrashed):
        pass
    read: dict[int, OcrPage] = {}
    failed: dict[int, str] = {}
    for frame in frames:
        try:
            (read[frame],) = services.reader.read(path, [frame])
        except (InputError, ReaderCrashed) as error:
            failed[frame] = error.code
    return read, failed
