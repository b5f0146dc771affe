"""What came in: batches, uploads, pages, documents, and the tasks that move them on."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

BatchId = NewType("BatchId", str)
UploadId = NewType("UploadId", str)
PageId = NewType("PageId", str)
DocumentId = NewType("DocumentId", str)
UnitCode = NewType("UnitCode", str)


class AccessLevel(StrEnum):
    """Access to an archived record: Thông tư 05/2025/TT-BNV, code list `mode`."""

    PUBLIC = "01"
    CONDITIONAL = "02"
    SECRET = "03"


class Sensitivity(StrEnum):
    """Class of personal data: Luật 91/2025/QH15."""

    NONE = "none"
    BASIC = "basic"
    SENSITIVE = "sensitive"


class Disposition(StrEnum):
    """Where a page ended. Every page ends in exactly one of these; PENDING is not an end."""

    PENDING = "pending"
    ATTACHED = "attached"
    REVIEW = "review"
    REJECTED = "rejected"
    BLANK = "blank"
    EXEMPT = "exempt"
    SEPARATOR = "separator"


class UploadState(StrEnum):
    """RECEIVED → LOADED, or QUARANTINED with a problem code."""

    RECEIVED = "received"
    LOADED = "loaded"
    QUARANTINED = "quarantined"


class BatchState(StrEnum):
    """OPEN → CLOSED (no more uploads) → ASSEMBLED (documents exist) → FILED."""

    OPEN = "open"
    CLOSED = "closed"
    ASSEMBLED = "assembled"
    FILED = "filed"


class DocumentStage(StrEnum):
    """SPLIT (pages known) → EXTRACTED (kind and fields known) → FILED (decision taken)."""

    SPLIT = "split"
    EXTRACTED = "extracted"
    FILED = "filed"


class DocumentStatus(StrEnum):
    """Where a document stands for a person."""

    WORKING = "working"
    ATTACHED = "attached"
    REVIEW = "review"
    REJECTED = "rejected"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class BlobRef:
    """Bytes in the object store. `key` lies under kind and date; `sha256` is of the stored bytes."""

    key: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Unit:
    """An office that owns papers: its code, its name as of a date, and the unit that follows it today."""

    code: UnitCode
    name: str
    since: date | None = None
    today: UnitCode | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """One bundle of papers as a clerk scanned it."""

    id: BatchId
    label: str
    station: str
    opened_at: datetime
    state: BatchState = BatchState.OPEN
    unit: UnitCode | None = None
    box: str | None = None
    declared_sheets: int | None = None
    closed_at: datetime | None = None
    access_level: AccessLevel = AccessLevel.CONDITIONAL
    retention: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it arrived. Bytes that arrive again make no second upload."""

    id: UploadId
    batch_id: BatchId
    filename: str
    blob: BlobRef
    received_at: datetime
    received_by: str
    station: str
    state: UploadState = UploadState.RECEIVED
    problem: str | None = None
    frames: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One side of a sheet. Its id is upload + frame, so loading twice makes the same pages.

    Attributes:
        frame: position in the upload, from 0.
        sheet: sheet number in the upload, from 1; with `side` ("front" or "back") when the station knows it.
        note_pair: where this page shows a stuck note, alone or on its sheet: the page that shows the sheet without it
            (Thông tư 01/2023/TT-VPCP, Điều 8).
        replaces: the page that this rescan replaces.
        reading: the pack of read pages that holds this page's OcrPage, addressed by `frame`.
        verdict: verdict of the quality check, once prepared.
    """

    id: PageId
    upload_id: UploadId
    batch_id: BatchId
    frame: int
    sheet: int | None = None
    side: str | None = None
    note_pair: PageId | None = None
    replaces: PageId | None = None
    document_id: DocumentId | None = None
    position: int | None = None
    disposition: Disposition = Disposition.PENDING
    reason: str | None = None
    reading: BlobRef | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One paper: pages in order, and where it stands. Its id is opaque.

    Attributes:
        problem: reason code when the status is REVIEW or REJECTED.
        revision: goes up with every change; a job commits only on the revision that it read.
        made_from: the document that a re-split replaced.
    """

    id: DocumentId
    batch_id: BatchId
    upload_id: UploadId
    page_ids: tuple[PageId, ...]
    created_at: datetime
    unit: UnitCode | None = None
    stage: DocumentStage = DocumentStage.SPLIT
    status: DocumentStatus = DocumentStatus.WORKING
    problem: str | None = None
    kind: str | None = None
    revision: int = 1
    sensitivity: Sensitivity = Sensitivity.BASIC
    access_level: AccessLevel = AccessLevel.CONDITIONAL
    made_from: DocumentId | None = None


class Hop(StrEnum):
    """The hops of one scan's trip that run as jobs."""

    UPLOAD = "upload"
    PAGES = "pages"
    ASSEMBLE = "assemble"
    DOCUMENT = "document"
    FILE = "file"


class TaskState(StrEnum):
    """WAITING → RUNNING (leased) → DONE, or FAILED after the last attempt."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Lane(StrEnum):
    """Queues: a clerk never waits behind a night run."""

    INTERACTIVE = "interactive"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Task:
    """A hop that one subject needs: written with the rows that call for it, before Redis hears of it.

    Attributes:
        id: hop + subject, so asking twice is asking once.
        subject: the id that the hop works on; for PAGES, upload id + first frame + count.
        asked_at: when it was last handed to the queue; None means the feeder must do so.
        lease_by: host, process and its start time; tells `sweep` whether the holder still lives.
        seconds: working time of the successful run.
    """

    id: str
    hop: Hop
    subject: str
    batch_id: BatchId
    lane: Lane = Lane.NIGHT
    state: TaskState = TaskState.WAITING
    attempt: int = 0
    asked_at: datetime | None = None
    lease_until: datetime | None = None
    lease_by: str | None = None
    problem: str | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What a station says of a file before it sends it: its name, its size in bytes, its SHA-256 in hexadecimal."""

    filename: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Sending:
    """A file that a station was given an address for.

    Attributes:
        id: also its name in the inbox.
        batch: as it will be stored with the first of its files that comes.
        upload_id: which upload holds its bytes; None until they came.
    """

    id: str
    batch: Batch
    file: Declared
    lane: Lane = Lane.NIGHT
    upload_id: UploadId | None = None
