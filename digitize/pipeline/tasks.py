"""Tasks: what must happen next, written in the transaction that calls for it; the queue hears of it after commit."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from digitize.model.intake import (
    Batch,
    BatchId,
    BatchState,
    Document,
    DocumentStage,
    Hop,
    Lane,
    Task,
    TaskState,
    Upload,
    UploadState,
)
from digitize.ports import Services, Tx

Settle = Callable[[Tx], Sequence[Task]]
"""Writes down what came of a task and returns the tasks that it asks for; the same commit ends the task."""

ATTEMPTS = 3
"""Runs that a task gets before a person must look."""


# Whoever writes takes what it needs in one order, so that no two wait for each other: the bytes that arrive, then task,
# document, upload and pages, then the batch by name, its record, and the task that is asked for; dossiers, by name and in
# the order of their codes, come after the document; the guard's name, links and bands come last. Where two meet in another
# order after all, the database ends one of them, and its work is asked for again.


def hold_batch(tx: Tx, batch_id: BatchId) -> None:
    """Let nobody else enter, close or count what belongs to a batch: of two that end last, one must see the other."""
    tx.hold(f"batch {batch_id}")


def hold_dossiers(tx: Tx, *codes: str) -> None:
    """Let nobody else attach papers to dossiers: each of their places is given once."""
    for code in sorted(set(codes)):
        tx.hold(f"dossier {code}")


def task_id(hop: Hop, subject: str) -> str:
    """Return the id of the task for a hop of a subject."""
    return f"{hop.value}-{subject}"


def nothing(_: Tx) -> tuple[Task, ...]:
    """Write nothing and ask for nothing: the `Settle` of a task whose work was done before."""
    return ()


def request(tx: Tx, hop: Hop, subjects: Sequence[str], batch_id: BatchId, lane: Lane) -> tuple[Task, ...]:
    """Write down that subjects need a hop; return the tasks that are new. Asking twice is asking once."""
    names = {task_id(hop, subject): subject for subject in subjects}
    known = {task.id for task in tx.find(Task, id=tuple(names))}
    new = tuple(
        Task(id=name, hop=hop, subject=subject, batch_id=batch_id, lane=lane)
        for name, subject in names.items()
        if name not in known
    )
    tx.put(*new)
    return new


def request_assemble_if_ready(tx: Tx, batch_id: BatchId, lane: Lane) -> tuple[Task, ...]:
    """Ask for ASSEMBLE when the batch is closed, every upload is settled and the last page is read."""
    hold_batch(tx, batch_id)
    batch = tx.get(Batch, batch_id)
    if batch is None or batch.state is not BatchState.CLOSED:
        return ()
    if tx.count(Upload, batch_id=batch_id, state=UploadState.RECEIVED):
        return ()
    if tx.count(Task, batch_id=batch_id, hop=Hop.PAGES, state=(TaskState.WAITING, TaskState.RUNNING)):
        return ()
    return request(tx, Hop.ASSEMBLE, (batch_id,), batch_id, lane)


def request_filing_if_ready(tx: Tx, document: Document, lane: Lane) -> tuple[Task, ...]:
    """Ask for FILE when the last document of a batch is understood; for one that a person made of others, at once."""
    batch_id = document.batch_id
    if document.made_from is not None:
        return request(tx, Hop.FILE, (document.id,), batch_id, lane)
    hold_batch(tx, batch_id)
    if tx.count(Document, batch_id=batch_id, stage=DocumentStage.SPLIT, made_from=None):
        return ()
    return request(tx, Hop.FILE, (batch_id,), batch_id, lane)


def keep_lease(services: Services, task: Task) -> Task:
    """Prolong the lease of a task that is still being worked on, once half of it is over; return the task."""
    now = services.clock()
    if task.lease_until is not None and task.lease_until - now > services.lease / 2:
        return task
    with services.ledger.writing() as tx:
        current = tx.get(Task, task.id)
        if current is None or current.lease_by != task.lease_by:
            return task
        kept = replace(current, lease_until=now + services.lease)
        tx.put(kept)
    return kept
