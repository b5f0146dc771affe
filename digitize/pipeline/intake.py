"""Hop 0: bytes arrive. The blob is stored first, the row after it, and nothing that arrived is ever dropped."""

import io
import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from digitize.errors import (
    ChangedWhileRead,
    Conflict,
    InputError,
    NotAsDeclared,
    NotFound,
    Undeclared,
    UnsafeName,
    UnsupportedType,
)
from digitize.imaging.sniff import sniff
from digitize.model.intake import (
    Batch,
    BatchId,
    BatchState,
    BlobRef,
    Hop,
    Lane,
    UnitCode,
    Upload,
    UploadId,
    UploadState,
)
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import hold_batch, request, request_assemble_if_ready
from digitize.ports import Services, Tx

_HEAD = 2048
_LONGEST_NAME = 255
"""Bytes of UTF-8 that a file name may have on the file systems in use."""


_MENDED_BY_RESENDING = (UnsafeName.code, ChangedWhileRead.code, Undeclared.code, NotAsDeclared.code)
"""Problems of the sending, not of the bytes: the same bytes may come again and be welcome."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file: the upload that holds it, and whether it had arrived before."""

    upload: Upload
    duplicate: bool


def new_batch(
    services: Services,
    label: str,
    station: str,
    *,
    unit: str | None = None,
    box: str | None = None,
    declared_sheets: int | None = None,
) -> Batch:
    """Return a new open batch. It is stored with its first upload: a batch of nothing new leaves no trace."""
    return Batch(
        id=BatchId(services.new_id()),
        label=unicodedata.normalize("NFC", label),
        station=station,
        opened_at=services.clock(),
        unit=UnitCode(unit) if unit else None,
        box=box,
        declared_sheets=declared_sheets,
    )


def receive(
    services: Services,
    batch: Batch,
    name: str,
    source: Path | bytes,
    lane: Lane = Lane.NIGHT,
    problem: str | None = None,
) -> Receipt:
    """Take in one file: sniff it, hash it, store it, then write its row and ask for its first hop.

    A file that cannot be used is kept in quarantine with its reason; the same bytes a second time make no second
    upload.

    Args:
        services: the parts to work with.
        batch: an open batch, from `new_batch`.
        name: the file's name as the station calls it.
        source: where its bytes are.
        lane: the queue of its jobs.
        problem: code of what was wrong with the sending; the file then goes into quarantine.

    Raises:
        Conflict: the batch is closed.
        NotFound: the file is gone.
        InputError: the file cannot be opened, or is no file (a pipe, a folder): there are no bytes to keep.
        TransientError: the bytes could not be stored durably.
    """
    with _opened(source) as stream:
        found, media_type = _judge(name, stream)
        problem = problem or found
        blob, changed = _store(services, source, stream, media_type if not problem else None)
    problem = changed or problem
    upload = Upload(
        id=UploadId(services.new_id()),
        batch_id=batch.id,
        filename=_written(name)[-_LONGEST_NAME:],
        blob=blob,
        received_at=services.clock(),
        received_by=services.actor,
        station=batch.station,
        state=UploadState.QUARANTINED if problem else UploadState.RECEIVED,
        problem=problem,
    )
    return _enter(services, batch, upload, lane)


def close_batch(services: Services, batch_id: BatchId, lane: Lane = Lane.NIGHT) -> None:
    """Say that no more uploads will come; the batch is assembled once its last page is read.

    Closing twice is closing once, and closing a batch that took nothing new does nothing.
    """
    with services.ledger.writing() as tx:
        hold_batch(tx, batch_id)
        batch = tx.get(Batch, batch_id)
        if batch is None or batch.state is not BatchState.OPEN:
            return
        tx.put(replace(batch, state=BatchState.CLOSED, closed_at=services.clock()))
        tx.append(event(services, "station:batch:closed", batch_id))
        request_assemble_if_ready(tx, batch_id, lane)


@contextmanager
def _opened(source: Path | bytes) -> Iterator[BinaryIO]:
    """Open what arrives, once, so that what is judged is what is stored; a pipe must not make its reader wait."""
    if isinstance(source, bytes):
        yield io.BytesIO(source)
        return
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError as gone:
        raise NotFound("the file is gone") from gone
    except OSError as refused:
        raise InputError("the file cannot be opened") from refused
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnsupportedType("not a regular file")
    with os.fdopen(handle, "rb") as stream:
        yield stream


def _judge(name: str, stream: BinaryIO) -> tuple[str | None, str]:
    """Return (problem code or None, media type)."""
    head, size = stream.read(_HEAD), stream.seek(0, os.SEEK_END)
    stream.seek(0)
    try:
        check_name(name)
        return None, sniff(head, size)
    except InputError as error:
        return error.code, "application/octet-stream"


def check_name(name: str) -> None:
    """Refuse a name that could leave its folder.

    Raises:
        UnsafeName: path separators, "..", control characters, nothing at all, or more than 255 bytes.
    """
    parts = name.replace("\\", "/").split("/")
    if (
        len(parts) > 1
        or name in {"", ".", ".."}
        or any(unicodedata.category(char) == "Cc" for char in name)
        or len(_bytes(name)) > _LONGEST_NAME
    ):
        raise UnsafeName


def _bytes(name: str) -> bytes:
    """Return the bytes of a name as the disk has them: those that are no UTF-8 came as lone surrogates."""
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogatepass")


def _written(name: str) -> str:
    """Return a name as text that can be stored and shown: bytes of an older alphabet become U+FFFD."""
    return unicodedata.normalize("NFC", _bytes(name).decode("utf-8", "replace"))


def _store(
    services: Services, source: Path | bytes, stream: BinaryIO, media_type: str | None
) -> tuple[BlobRef, str | None]:
    """Store the bytes and say whether the file changed meanwhile (code of the problem, or None)."""
    kind = "uploads" if media_type else "quarantine"
    day = services.clock().date()
    media = media_type or "application/octet-stream"
    if isinstance(source, bytes):
        return services.blobs.put(stream, kind=kind, day=day, media_type=media), None
    before = _identity(os.fstat(stream.fileno()))
    blob = services.blobs.put(stream, kind=kind, day=day, media_type=media)
    try:
        unchanged = _identity(source.stat()) == before and blob.size == before[0]
    except FileNotFoundError:
        unchanged = False
    return blob, None if unchanged else ChangedWhileRead.code


def _identity(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ino


def _enter(services: Services, batch: Batch, upload: Upload, lane: Lane) -> Receipt:
    with services.ledger.writing() as tx:
        # The same bytes may arrive twice at once, and so may the first files of a batch.
        tx.hold(f"bytes {upload.blob.sha256}")
        hold_batch(tx, batch.id)
        earlier = _earlier(tx, upload)
        if earlier is not None:
            tx.append(event(services, "station:upload:received_again", earlier.id))
            return Receipt(earlier, duplicate=True)
        stored = tx.get(Batch, batch.id)
        if stored is None:
            tx.put(batch)
            tx.append(event(services, "station:batch:opened", batch.id, batch))
        elif stored.state is not BatchState.OPEN:
            raise Conflict("the batch is closed")
        tx.put(upload)
        tx.append(event(services, "station:upload:received", upload.id, upload))
        if upload.state is not UploadState.QUARANTINED:
            request(tx, Hop.UPLOAD, (upload.id,), upload.batch_id, lane)
        return Receipt(upload, duplicate=False)


def _earlier(tx: Tx, upload: Upload) -> Upload | None:
    """Return the upload that already holds these bytes, if sending them again brings nothing new."""
    for earlier in tx.find(Upload, sha256=upload.blob.sha256):
        if earlier.problem not in _MENDED_BY_RESENDING or earlier.problem == upload.problem:
            return earlier
    return None
