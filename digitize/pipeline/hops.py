"""From a task to its hop: claim, run, settle. Every job may come twice, late, or be killed in the middle."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from digitize.errors import SetupError, TransientError
from digitize.model.intake import (
    Disposition,
    Document,
    DocumentStage,
    DocumentStatus,
    Hop,
    Page,
    Task,
    TaskState,
    UploadId,
)
from digitize.model.vocabulary import UNREAD
from digitize.pipeline.assemble import run_assemble
from digitize.pipeline.document import run_document, settle_document
from digitize.pipeline.filing import end_batch, run_filing, to_file
from digitize.pipeline.holder import this_process
from digitize.pipeline.lineage import settle
from digitize.pipeline.pages import parse_subject, run_pages, settle_pages
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import ATTEMPTS, Settle, request_assemble_if_ready
from digitize.pipeline.upkeep import feed
from digitize.pipeline.upload import quarantine, run_upload
from digitize.ports import Services, Tx

T = TypeVar("T")

_PAUSES = (0.1, 0.5, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds between tries to write down how a task ended: a database that starts again is back by then."""

_RUN: dict[Hop, Callable[[Services, Task], Settle]] = {
    Hop.UPLOAD: run_upload,
    Hop.PAGES: run_pages,
    Hop.ASSEMBLE: run_assemble,
    Hop.DOCUMENT: run_document,
    Hop.FILE: run_filing,
}


def run_task(services: Services, task_id: str, goes_on: Callable[[], bool] = lambda: True) -> bool:
    """Run one task if nobody else does, then what it asks for; return whether it was run to its end.

    What a task asks for first is leased in the commit that ends it and run at once, without the way through the queue;
    the rest is handed to the queue. So what was begun is ended, by the machine that has its bytes in its cache.

    A task that fails is released for another attempt and, after the last one, given up: its subject then waits for a
    person and its batch goes on. What is no fault of the subject – a part that cannot be reached, a tool that is
    missing – does not count as an attempt.

    Args:
        services: the parts to work with.
        task_id: the first task.
        goes_on: asked at the end of each task; if not, what it asked for waits for the feeder.

    Raises:
        Exception: whatever a hop raised, after its task was released.
    """
    task = _claim(services, task_id)
    if task is None:
        return False
    if task.attempt > ATTEMPTS:
        _insist(partial(give_up, services, task))
        return False
    while task is not None:
        task = _run(services, task, goes_on)
    return True


def _run(services: Services, task: Task, goes_on: Callable[[], bool]) -> Task | None:
    """Run a leased task to its end; return the one to go on with, leased too."""
    started = time.perf_counter()
    try:
        settle = _RUN[task.hop](services, task)
        seconds = time.perf_counter() - started
        ending = _Ending(services, replace(task, seconds=seconds), settle, goes_on)
        _insist(ending.write)
    except (TransientError, SetupError) as error:
        # `asked_at` stays, so that only the next sweep asks for the task again.
        passed = replace(task, attempt=task.attempt - 1, problem=error.code)
        _insist(partial(_release, services, passed))
        raise
    except Exception as error:
        failed = replace(task, asked_at=None, problem=getattr(error, "code", "internal"))
        if _insist(partial(_release, services, failed)) and task.attempt >= ATTEMPTS:
            _insist(partial(give_up, services, failed))
        raise
    if ending.left:
        # Whoever feeds next hands over what is left; the task to go on with must not wait for that.
        with suppress(TransientError):
            feed(services)
    return ending.next


class _Ending:
    """The commit that ends a task: what came of it, its own end, and the lease of the task to go on with.

    It may be tried again after its answer was lost: then it finds that lease.
    """

    def __init__(self, services: Services, task: Task, settle: Settle, goes_on: Callable[[], bool]) -> None:
        self.next: Task | None = None
        self.left = False
        self._services = services
        self._task = task
        self._settle = settle
        self._goes_on = goes_on

    def write(self) -> None:
        """Write all of it in one commit."""
        with self._services.ledger.writing() as tx:
            if self.next is not None and tx.get(Task, self.next.id) == self.next:
                return
            current = tx.get(Task, self._task.id)
            asked = list(self._settle(tx))
            if current is not None and _is_held(current, self._task):
                tx.put(_ended(replace(self._task, state=TaskState.DONE, problem=None)))
            if not asked and self._task.hop in (Hop.UPLOAD, Hop.PAGES):
                asked += request_assemble_if_ready(tx, self._task.batch_id, self._task.lane)
            self.next = self._lend(tx, asked[0]) if asked and self._goes_on() else None
        self.left = len(asked) > (self.next is not None)

    def _lend(self, tx: Tx, task: Task) -> Task:
        now = self._services.clock()
        until = now + self._services.lease
        leased = replace(
            task, state=TaskState.RUNNING, attempt=task.attempt + 1, asked_at=now, lease_until=until
        )
        leased = replace(leased, lease_by=this_process())
        tx.put(leased)
        return leased


def give_up(services: Services, task: Task) -> None:
    """End a task that failed too often: a person must look at its subject, and the rest of the batch goes on."""
    problem = task.problem or "reader_crashed"
    with services.ledger.writing() as tx:
        tx.put(_ended(replace(task, state=TaskState.FAILED, problem=problem)))
        if task.hop is Hop.UPLOAD:
            quarantine(services, tx, UploadId(task.subject), problem)
        elif task.hop is Hop.PAGES:
            _give_up_pages(services, tx, task, problem)
        elif task.hop is Hop.DOCUMENT:
            _give_up_document(services, tx, task, problem)
        elif task.hop is Hop.FILE:
            _give_up_filing(services, tx, task, problem)
        tx.append(event(services, "pipeline:task:given_up", task.id, problem))
        request_assemble_if_ready(tx, task.batch_id, task.lane)


def _claim(services: Services, task_id: str) -> Task | None:
    now = services.clock()
    try:
        with services.ledger.writing() as tx:
            return tx.claim(task_id, this_process(), now, services.lease)
    except TransientError:
        # The lease may be written although no answer came: it would keep everybody away until it is over.
        _insist(partial(_disclaim, services, task_id, now + services.lease))
        raise


def _disclaim(services: Services, task_id: str, until: datetime) -> None:
    with services.ledger.writing() as tx:
        task = tx.get(Task, task_id)
        if task is not None and task.lease_by == this_process() and task.lease_until == until:
            tx.put(_ended(replace(task, state=TaskState.WAITING, attempt=task.attempt - 1)))


def _insist(write: Callable[[], T]) -> T:
    """Write, again and again while the ledger does not answer: a task whose end is not written waits for its lease."""
    for pause in _PAUSES:
        try:
            return write()
        except TransientError:
            time.sleep(pause)
    return write()


def _release(services: Services, task: Task) -> bool:
    """Let go of a task; return False if it is another's by now."""
    with services.ledger.writing() as tx:
        current = tx.get(Task, task.id)
        if current is None or current.lease_by != task.lease_by:
            return False
        tx.put(_ended(replace(task, state=TaskState.WAITING)))
        return True


def _ended(task: Task) -> Task:
    return replace(task, lease_by=None, lease_until=None)


def _is_held(current: Task, task: Task) -> bool:
    return (current.lease_by, current.attempt) == (task.lease_by, task.attempt)


def _give_up_pages(services: Services, tx: Tx, task: Task, problem: str) -> None:
    upload_id, first, count = parse_subject(task.subject)
    frames = tuple(range(first, first + count))
    pages = tx.find(Page, upload_id=upload_id, frame=frames, order_by=("frame",))
    if pages:
        settle_pages(services, tx, pages, None, {}, dict.fromkeys(frames, problem))


def _give_up_document(services: Services, tx: Tx, task: Task, problem: str) -> None:
    document = tx.get(Document, task.subject)
    if document is not None:
        settle_document(services, tx, document, UNREAD, task, problem)


def _give_up_filing(services: Services, tx: Tx, task: Task, problem: str) -> None:
    for document in to_file(tx, task):
        pages = tx.find(Page, document_id=document.id, order_by=("position",))
        settle(tx, pages, Disposition.REVIEW, problem)
        tx.put(
            replace(
                document,
                stage=DocumentStage.FILED,
                status=DocumentStatus.REVIEW,
                problem=problem,
                revision=document.revision + 1,
            )
        )
    end_batch(services, tx, task)
