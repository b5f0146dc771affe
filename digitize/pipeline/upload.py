"""Hop 1: what does the upload hold? Its pages get rows, and reading them is asked for in short runs."""

from dataclasses import replace

from digitize.errors import InputError
from digitize.model.intake import Hop, Page, PageId, Task, Upload, UploadId, UploadState
from digitize.pipeline.lookup import need
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import Settle, nothing, request
from digitize.ports import Inventory, Services, Tx

RUN = 10
"""Pages per run at most: about five seconds of work each, so that a lost lease costs little."""


def run_upload(services: Services, task: Task) -> Settle:
    """Load one upload: its pages, or its quarantine with a reason."""
    with services.ledger.reading() as tx:
        upload = need(tx, Upload, task.subject)
    if upload.state is not UploadState.RECEIVED:
        return nothing
    try:
        with services.blobs.local(upload.blob) as path:
            inventory = services.reader.load(path)
    except InputError as error:
        problem = error.code
        return lambda tx: quarantine(services, tx, upload.id, problem)
    return lambda tx: _enter_pages(services, tx, upload.id, inventory, task)


def quarantine(services: Services, tx: Tx, upload_id: UploadId, problem: str) -> tuple[Task, ...]:
    """Set an upload aside with its reason; the rest of its batch goes on without it."""
    upload = tx.get(Upload, upload_id)
    if upload is not None and upload.state is UploadState.RECEIVED:
        tx.put(replace(upload, state=UploadState.QUARANTINED, problem=problem))
        tx.append(event(services, "pipeline:upload:quarantined", upload_id, problem))
    return ()


def _enter_pages(
    services: Services, tx: Tx, upload_id: UploadId, inventory: Inventory, task: Task
) -> tuple[Task, ...]:
    upload = tx.get(Upload, upload_id)
    if upload is None or upload.state is not UploadState.RECEIVED:
        return ()
    frames = len(inventory.sizes)
    tx.put(replace(upload, state=UploadState.LOADED, frames=frames))
    tx.put(*(fresh_page(upload, frame) for frame in range(frames)))
    tx.append(event(services, "pipeline:upload:loaded", upload_id, inventory))
    runs = [f"{upload_id}.{first}.{min(RUN, frames - first)}" for first in range(0, frames, RUN)]
    return request(tx, Hop.PAGES, runs, upload.batch_id, task.lane)


def fresh_page(upload: Upload, frame: int) -> Page:
    """Return the row of a page that nobody has read yet."""
    return Page(
        id=PageId(f"{upload.id}-{frame:05d}"),
        upload_id=upload.id,
        batch_id=upload.batch_id,
        frame=frame,
        sheet=frame + 1,
    )
