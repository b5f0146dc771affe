"""Upkeep: feed the queue, find lost work, chain the audit log, verify what is stored, say where things stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from digitize.errors import IntegrityError, NotFound, TransientError
from digitize.model.audit import verify_chain
from digitize.model.intake import Batch, BatchState, BlobRef, Document, Lane, Page, Task, TaskState, Upload
from digitize.pipeline.guarding import closed_bands, waiting
from digitize.pipeline.holder import is_alive
from digitize.pipeline.intake import close_batch
from digitize.pipeline.lookup import every
from digitize.pipeline.stored import known_blobs
from digitize.ports import PRESENT, Services, Tx

ABANDONED = timedelta(hours=12)
"""An open batch to which nothing came for so long has lost its sender."""

IN_QUEUE = 2000
"""Jobs of a lane that Redis holds at most; the rest waits in the ledger."""
_CHUNK = 200


def feed(services: Services) -> int:
    """Hand waiting tasks to the queue, as far as there is room; return how many.

    Later hops go first, so that what was begun is ended; each lane has room of its own, so that a night's backlog never
    keeps a clerk's task out.
    """
    with services.ledger.reading() as tx:
        if not any(_next(tx, lane) for lane in Lane):
            return 0
    now = services.clock()
    with services.ledger.writing() as tx:
        tx.hold("feeding the queue")
        tasks = [task for lane in Lane for task in _next(tx, lane)]
        tx.put(*(replace(task, asked_at=now) for task in tasks))
    try:
        services.queue.ask(tasks)
    except TransientError:
        # The tasks stay in the ledger; whoever feeds next hands them over.
        _take_back(services, tasks)
        return 0
    return len(tasks)


def _take_back(services: Services, tasks: Sequence[Task]) -> None:
    with services.ledger.writing() as tx:
        asked = tx.find(Task, id=tuple(task.id for task in tasks), state=TaskState.WAITING)
        tx.put(*(replace(task, asked_at=None) for task in asked))


def _next(tx: Tx, lane: Lane) -> tuple[Task, ...]:
    """Return the tasks of a lane that go into the queue next. Their ids begin with the hop, later ones first."""
    asked = tx.count(Task, state=TaskState.WAITING, lane=lane, asked_at=PRESENT)
    room = max(0, min(_CHUNK, IN_QUEUE - asked))
    return tx.find(Task, state=TaskState.WAITING, lane=lane, asked_at=None, limit=room)


def sweep(services: Services) -> int:
    """Release tasks whose holder is gone or that no queue holds any more; return how many.

    A batch whose sender was cut off before it could close it is closed, so that what came in goes on its way.
    """
    _close_abandoned(services)
    try:
        in_queue = services.queue.waiting()
    except TransientError:
        in_queue = set()
    now = services.clock()
    with services.ledger.writing() as tx:
        lost = list(tx.expired(now, is_alive))
        asked = tx.find(Task, state=TaskState.WAITING, asked_at=PRESENT)
        lost += [task for task in asked if task.id not in in_queue]
        for task in lost:
            tx.put(replace(task, state=TaskState.WAITING, asked_at=None, lease_by=None, lease_until=None))
    return len(lost)


def _close_abandoned(services: Services) -> None:
    since = services.clock() - ABANDONED
    for batch in every(services.ledger.reading, Batch, state=BatchState.OPEN):
        with services.ledger.reading() as tx:
            latest = tx.find(Upload, batch_id=batch.id, order_by=("-received_at",), limit=1)
        if all(upload.received_at < since for upload in latest):
            close_batch(services, batch.id)


def sequence(services: Services) -> int:
    """Chain the audit events that arrived since the last time; return how many."""
    done = 0
    while True:
        with services.ledger.writing() as tx:
            step = tx.sequence_audit()
        done += step
        if not step:
            return done


def verify_audit(services: Services) -> int:
    """Chain what is pending and check the whole chain; return the number of events.

    Raises:
        IntegrityError: an event was changed, dropped, inserted or moved.
    """
    sequence(services)
    with services.ledger.reading() as tx:
        return verify_chain(tx.audit_chain())


def verify_blobs(services: Services) -> Iterator[tuple[str, str | None]]:
    """Check the fixity of every stored byte that the ledger knows: yields (key, problem code or None)."""
    for blob in known_blobs(services):
        yield blob.key, _fault(services, blob.key, blob.sha256)


def _fault(services: Services, key: str, sha256: str) -> str | None:
    """Return the code of what is wrong with a stored blob, or None."""
    size = services.blobs.stat(key)
    if size is None:
        return NotFound.code
    try:
        services.blobs.check(BlobRef(key, sha256, size, ""))
    except (IntegrityError, NotFound) as error:
        return error.code
    return None


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts by state: what arrived, what was read, what waits for whom."""

    uploads: dict[str, int]
    pages: dict[str, int]
    documents: dict[str, int]
    review_reasons: dict[str, int]
    tasks: dict[str, int]
    read_pages: int
    checks: int
    """Automatic links that wait for a person's check."""
    closed_bands: tuple[str, ...]
    """Strata of which nothing is attached without a person."""

    @property
    def idle(self) -> bool:
        """Whether no task waits or runs."""
        return not self.tasks.get(TaskState.WAITING) and not self.tasks.get(TaskState.RUNNING)


def progress(services: Services) -> Progress:
    """Return where everything stands."""
    with services.ledger.reading() as tx:
        return Progress(
            uploads=tx.tally(Upload, "state"),
            pages=tx.tally(Page, "disposition"),
            documents=tx.tally(Document, "status"),
            review_reasons=tx.tally(Document, "problem", status="review"),
            tasks=tx.tally(Task, "state"),
            read_pages=tx.count(Page, verdict=PRESENT),
            checks=waiting(tx),
            closed_bands=tuple(band.id for band in closed_bands(tx)),
        )
