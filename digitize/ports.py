"""Every seam on one page. An adapter lives in `store/` or beside its stage; `bootstrap` alone chooses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from digitize.model.audit import AuditEvent
from digitize.model.coverage import Covered
from digitize.model.image import PageImage
from digitize.model.intake import BlobRef, Task
from digitize.model.match import Blocked, BlockingKeys, Dossier, DossierCode
from digitize.model.ocr import Block, OcrPage
from digitize.model.search import Candidate, Query, SearchEntry

T = TypeVar("T")

PRESENT: Final = object()
"""Asked of a column: any value but NULL."""

Pixels = NDArray[np.uint8]
"""An image: (height, width) grey or (height, width, 3) RGB."""


class OcrEngine(Protocol):
    """Reads a prepared grey page."""

    name: str
    version: str
    narrowest: int
    """Pixels that the shorter side of a page should have; one with fewer is enlarged for it."""

    def read(self, grey: Pixels, dpi: int) -> tuple[Block, ...]:
        """Return the text of a grey (height, width) image, in reading order, boxes in its pixels."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What an upload holds, found without decoding pixels: its media type and the size of each frame in pixels.

    Attributes:
        sizes: (width, height) per frame; (0, 0) where it is known only after rendering.
        warnings: codes of oddities that do not stop the work (`repaired_structure` …).
    """

    media_type: str
    sizes: tuple[tuple[int, int], ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """A page of an archive copy: a frame of the source file, how it was prepared, and the words to lay under it."""

    frame: int
    image: PageImage
    page: OcrPage


class Reader(Protocol):
    """Everything that touches bytes from outside. In a worker it runs in a child process that may be killed."""

    def load(self, path: Path) -> Inventory:
        """Return what the file at `path` holds.

        Raises:
            InputError: damaged, encrypted, unsupported or too large.
        """

    def read(self, path: Path, frames: Sequence[int]) -> tuple[OcrPage, ...]:
        """Prepare and read some frames of a file, in the order given.

        Raises:
            InputError: a frame cannot be decoded.
            ReaderCrashed: the child died or ran out of time.
        """

    def archive(self, path: Path, parts: Sequence[tuple[int, Path | None]], title: str, out: Path) -> None:
        """Write a searchable PDF/A-2b of some frames to `out`.

        Args:
            path: the untouched source file.
            parts: (frame, local file of the pack that holds its OcrPage) for each page, in order; None for a page that
                was not read: it is placed as it is, without words.
            title: the document's title for its metadata.
            out: where to write.
        """

    def picture(self, path: Path, frame: int, longest: int) -> bytes:
        """Return a frame, turned upright as stored, as a JPEG whose longest side has at most `longest` pixels."""


class Blobs(Protocol):
    """Immutable bytes named by kind, day and SHA-256. Writing the same bytes twice is writing once."""

    def put(self, source: BinaryIO | Path | bytes, *, kind: str, day: date, media_type: str) -> BlobRef:
        """Store bytes durably (flushed to disk before it returns) and return their reference."""

    def read(self, ref: BlobRef) -> bytes:
        """Return all bytes.

        Raises:
            NotFound: no such blob.
            IntegrityError: the bytes do not have the SHA-256 of the reference.
        """

    def check(self, ref: BlobRef) -> None:
        """Read all bytes where they are stored, past any cache, piece by piece.

        Raises:
            NotFound: no such blob.
            IntegrityError: the bytes do not have the SHA-256 of the reference.
        """

    def local(self, ref: BlobRef) -> AbstractContextManager[Path]:
        """Lend the blob as a local file, read only, for the length of the context."""

    def stat(self, key: str) -> int | None:
        """Return the size of a stored blob, or None."""

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Return the keys under `prefix` in order."""

    def retain(self, key: str, until: datetime) -> bool:
        """Lock a blob against deletion and change, for everybody, until a time; never shortens an earlier lock.

        Returns:
            False where the store has no lock.

        Raises:
            NotFound: no such blob.
        """

    def presign(self, name: str, size: int, sha256: str, seconds: int) -> str | None:
        """Return an address to which one file may be sent (PUT) as inbox/`name`, or None where the store has none.

        Args:
            name: opaque; letters, digits, . _ and -, at most 200.
            size: of the file, bytes.
            sha256: of the file, hexadecimal; it is signed too, so a server that knows checksums takes no other file.
            seconds: how long the address is good for; at most a week.
        """

    def inbox(self) -> Iterator[str]:
        """Return the keys of files that were sent to such addresses and not yet taken, in order."""

    def take(self, key: str) -> AbstractContextManager[Path]:
        """Lend a file of the inbox; it leaves the inbox when the block ends without an error.

        Raises:
            NotFound: no such file in the inbox.
        """

    def lock_is_truthful(self) -> bool | None:
        """Return whether the store refuses to delete a locked blob and to shorten its lock; None without locks."""


class Tx(Protocol):
    """A transaction on the ledger. Records are the frozen types of `model`, one table each, keyed by `id`.

    A record that a writing transaction gets or finds is its own until it ends: every other writer that wants it waits.
    What it counts may change at once, and what is not there may come, unless whoever would change it holds the same name.
    """

    def get(self, kind: type[T], id_: str) -> T | None:
        """Return a record or None."""

    def find(
        self,
        kind: type[T],
        *,
        order_by: Sequence[str] = ("id",),
        limit: int | None = None,
        offset: int = 0,
        after: str = "",
        **equals: Any,
    ) -> tuple[T, ...]:
        """Return the records whose columns equal the values.

        None asks for NULL, PRESENT for anything else, a tuple for any of its items. `order_by` names columns; a leading
        "-" sorts downwards. Only ids greater than `after` are looked at: the way through a table of any length.
        """

    def count(self, kind: type[Any], **equals: Any) -> int:
        """Return how many records `find` would return."""

    def tally(self, kind: type[Any], column: str, **equals: Any) -> dict[str, int]:
        """Return how many records there are for each value of `column`."""

    def put(self, *records: Any) -> None:
        """Insert records, or replace those with the same id."""

    def hold(self, name: str) -> None:
        """Keep every other writer that holds the same name waiting until this transaction ends."""

    def claim(self, task_id: str, holder: str, now: datetime, lease: timedelta) -> Task | None:
        """Lease a task: RUNNING, attempt + 1. None if it is done, failed, unknown, or leased and alive."""

    def expired(self, now: datetime, is_alive: Callable[[str], bool]) -> tuple[Task, ...]:
        """Return RUNNING tasks whose lease is over or whose holder is known to be dead."""

    def append(self, event: AuditEvent) -> None:
        """Append an audit event, not yet chained."""

    def sequence_audit(self, limit: int = 10_000) -> int:
        """Chain pending audit events in order of arrival; return how many."""

    def audit_chain(self) -> Iterator[AuditEvent]:
        """Return the chained events in the order of their numbers."""

    def index(self, entry: SearchEntry) -> None:
        """Put a document into the search index, in place of its earlier entry."""

    def entries(self) -> Iterator[SearchEntry]:
        """Return the search entries in the order in which they were indexed, those without pages first."""

    def candidates(self, query: Query, limit: int) -> tuple[Candidate, ...]:
        """Return pages that hold all folded tokens, newest document first, at most `limit`."""


class Ledger(Protocol):
    """The truth: what came in, where it stands, what was decided, what happened."""

    def reading(self) -> AbstractContextManager[Tx]:
        """Open a transaction that only reads, on one snapshot."""

    def writing(self) -> AbstractContextManager[Tx]:
        """Open a transaction that writes: commits at the end of the block, rolls back on an exception."""

    def close(self) -> None:
        """Give back connections."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import of the register did. `conflicts` names codes whose stored record differs."""

    added: int
    unchanged: int
    replaced: int
    conflicts: tuple[DossierCode, ...]


class Registry(Protocol):
    """The province's register of dossiers. Identity numbers are looked up by keyed hash."""

    def put(self, dossiers: Iterable[Dossier], *, replace: bool = False) -> ImportReport:
        """Import dossiers; one whose stored record differs is a conflict unless `replace`."""

    def get(self, code: str) -> Dossier | None:
        """Return the dossier with this mã hồ sơ."""

    def among(self, codes: Iterable[str]) -> tuple[Dossier, ...]:
        """Return the dossiers with these mã hồ sơ, in the order of their codes: one question instead of many."""

    def block(self, keys: BlockingKeys, *, whole: bool = True) -> Blocked:
        """Return the dossiers that agree with one of `keys`, and how many bear the names among them.

        No key asks for more than an index holds ready; one that more than 200 dossiers share says nothing and finds none.

        Args:
            keys: what to look up.
            whole: whether they come with components and results.
        """

    def named(self, name: str) -> int:
        """Return how many dossiers have an owner of this name, marks and case aside."""

    def by_owner(self, name: str) -> tuple[Dossier, ...]:
        """Return dossiers whose owner has this name, tone marks and case aside (at most 200)."""

    def codes(self) -> Iterator[DossierCode]:
        """Return all codes in order."""

    def dossiers(self) -> Iterator[Dossier]:
        """Return all dossiers in the order of their codes, some thousands held at a time."""

    def count(self) -> int:
        """Return the number of dossiers."""


class Coverage(Protocol):
    """How far the ledger's papers cover the register's dossiers: the one question about both."""

    def counts(self) -> tuple[Covered, ...]:
        """Return the counts of each unit and month of receipt, in their order."""


class JobQueue(Protocol):
    """Carries task ids to workers. It may lose them: the ledger is the truth."""

    def ask(self, tasks: Sequence[Task]) -> None:
        """Hand tasks to workers; a task that already waits there is not doubled.

        Raises:
            TransientError: the queue cannot be reached.
        """

    def waiting(self) -> set[str]:
        """Return the ids of tasks that wait or run in the queue.

        Raises:
            TransientError: the queue cannot be reached.
        """


@dataclass(frozen=True, slots=True)
class Services:
    """What a pipeline function is handed.

    Attributes:
        clock: the time, UTC-aware.
        new_id: makes opaque ids, rising with time.
        actor: who acts; the operating-system user until sign-in exists.
        lease: how long a job may hold its task.
        lock: how long the bytes of an attached paper are locked against deletion, where the store can; None: not at all.
    """

    ledger: Ledger
    registry: Registry
    coverage: Coverage
    blobs: Blobs
    queue: JobQueue
    reader: Reader
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    actor: str
    lease: timedelta = timedelta(minutes=15)
    lock: timedelta | None = None
