"""Hop 1: what does the upload hold? Its pages get rows, and reading them is asked for in short runs."""

from dataclasses import replace

from digitize.errors import InputError
from digitize.model.intake import Hop, Page, PageId, Task, Upload, UploadId, UploadState
from digitize.pipeline.lookup import need
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import request, request_assemble_if_ready
from digitize.ports import Inventory, Services, Tx

RUN = 10
"""Pages per run at most: about five seconds of work each, so that a lost lease costs little."""


def run_upload(services: Services, task: Task) -> None:
    """Load one upload: its pages, or its quarantine with a reason."""
    with services.ledger.reading() as tx:
        upload = need(tx, Upload, task.subject)
    if upload.state is not UploadState.RECEIVED:
        return
    try:
        with services.blobs.local(upload.blob) as path:
            inventory = services.reader.load(path)
    except InputError as error:
        quarantine(services, upload.id, error.code, task)
        return
    with services.ledger.writing() as tx:
        current = tx.get(Upload, upload.id)
        if current is None or current.state is not UploadState.RECEIVED:
            return
        _enter_pages(tx, current, inventory, task)
        tx.append(event(services, "pipeline:upload:loaded", upload.id, inventory))


def quarantine(services: Services, upload_id: UploadId, problem: str, task: Task) -> None:
    """Set an upload aside with its reason; the rest of its batch goes on without it."""
    with services.ledger.writing() as tx:
        upload = tx.get(Upload, upload_id)
        if upload is None or upload.state is not UploadState.RECEIVED:
            return
        tx.put(replace(upload, state=UploadState.QUARANTINED, problem=problem))
        tx.append(event(services, "pipeline:upload:quarantined", upload_id, problem))
        request_assemble_if_ready(tx, upload.batch_id, task.lane)


def _enter_pages(tx: Tx, upload: Upload, inventory: Inventory, task: Task) -> None:
    frames = len(inventory.sizes)
    tx.put(replace(upload, state=UploadState.LOADED, frames=frames))
    tx.put(*(fresh_page(upload, frame) for frame in range(frames)))
    for first in range(0, frames, RUN):
        subject = f"{upload.id}.{first}.{min(RUN, frames - first)}"
        request(tx, Hop.PAGES, subject, upload.batch_id, task.lane)


def fresh_page(upload: Upload, frame: int) -> Page:
    """Return the row of a page that nobody has read yet."""
    return Page(
        id=PageId(f"{upload.id}-{frame:05d}"),
        upload_id=upload.id,
        batch_id=upload.batch_id,
        frame=frame,
        sheet=frame + 1,
    )
