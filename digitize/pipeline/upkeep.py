"""Upkeep: feed the queue, find lost work, chain the audit log, verify what is stored, say where things stand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from digitize.errors import IntegrityError, NotFound, TransientError
from digitize.model.audit import verify_chain
from digitize.model.intake import Document, Page, Task, TaskState, Upload
from digitize.model.match import Attachment
from digitize.pipeline.holder import is_alive
from digitize.ports import Services

IN_QUEUE = 2000
"""Jobs that Redis holds at most; the rest waits in the ledger."""
_CHUNK = 200


def feed(services: Services) -> int:
    """Hand waiting tasks to the queue, oldest first, as far as there is room; return how many."""
    with services.ledger.reading() as tx:
        asked = tx.count(Task, state=TaskState.WAITING) - tx.count(
            Task, state=TaskState.WAITING, asked_at=None
        )
        tasks = tx.find(
            Task, state=TaskState.WAITING, asked_at=None, limit=max(0, min(_CHUNK, IN_QUEUE - asked))
        )
    if not tasks:
        return 0
    try:
        services.queue.ask(tasks)
    except TransientError:
        # The tasks stay in the ledger; whoever feeds next hands them over.
        return 0
    now = services.clock()
    with services.ledger.writing() as tx:
        for task in tasks:
            current = tx.get(Task, task.id)
            if current is not None and current.state is TaskState.WAITING and current.asked_at is None:
                tx.put(replace(current, asked_at=now))
    return len(tasks)


def sweep(services: Services, *, failed: bool = False) -> int:
    """Release tasks whose holder is gone or that no queue holds any more; return how many.

    Args:
        services: the parts to work with.
        failed: also give tasks that were given up a fresh set of attempts.
    """
    try:
        in_queue = services.queue.waiting()
    except TransientError:
        in_queue = set()
    now = services.clock()
    with services.ledger.writing() as tx:
        lost = list(tx.expired(now, is_alive))
        waiting = tx.find(Task, state=TaskState.WAITING)
        lost += [task for task in waiting if task.asked_at and task.id not in in_queue]
        if failed:
            lost += [replace(task, attempt=0) for task in tx.find(Task, state=TaskState.FAILED)]
        for task in lost:
            tx.put(replace(task, state=TaskState.WAITING, asked_at=None, lease_by=None, lease_until=None))
    return len(lost)


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
    with services.ledger.reading() as tx:
        uploads = tx.find(Upload)
        packs = {page.reading.key: page.reading for page in tx.find(Page) if page.reading}
        attachments = tx.find(Attachment)
    refs = [upload.blob for upload in uploads] + list(packs.values())
    for ref in refs:
        try:
            services.blobs.read(ref)
        except (IntegrityError, NotFound) as error:
            yield ref.key, error.code
        else:
            yield ref.key, None
    for attachment in attachments:
        missing = services.blobs.stat(attachment.pdf_key) is None
        yield attachment.pdf_key, NotFound.code if missing else None


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts by state: what arrived, what was read, what waits for whom."""

    uploads: dict[str, int]
    pages: dict[str, int]
    documents: dict[str, int]
    review_reasons: dict[str, int]
    tasks: dict[str, int]
    read_pages: int

    @property
    def idle(self) -> bool:
        """Whether no task waits or runs."""
        return not self.tasks.get(TaskState.WAITING) and not self.tasks.get(TaskState.RUNNING)


def progress(services: Services) -> Progress:
    """Return where everything stands."""
    with services.ledger.reading() as tx:
        pages = tx.count(Page)
        return Progress(
            uploads=tx.tally(Upload, "state"),
            pages=tx.tally(Page, "disposition"),
            documents=tx.tally(Document, "status"),
            review_reasons=tx.tally(Document, "problem", status="review"),
            tasks=tx.tally(Task, "state"),
            read_pages=pages - tx.count(Page, reading=None),
        )
