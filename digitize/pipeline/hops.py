"""From a task to its hop: claim, run, settle. Every job may come twice, late, or be killed in the middle."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from digitize.errors import SetupError, TransientError
from digitize.model.fields import Classification, Extraction
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
from digitize.model.vocabulary import OTHER
from digitize.pipeline.assemble import run_assemble
from digitize.pipeline.document import run_document, settle_document
from digitize.pipeline.filing import end_batch, run_filing, settle
from digitize.pipeline.holder import this_process
from digitize.pipeline.pages import parse_subject, run_pages, settle_pages
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import ATTEMPTS, request_assemble_if_ready
from digitize.pipeline.upkeep import feed
from digitize.pipeline.upload import quarantine, run_upload
from digitize.ports import Services

T = TypeVar("T")

_PAUSES = (0.1, 0.5, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds between tries to write down how a task ended: a database that starts again is back by then."""

_RUN: dict[Hop, Callable[[Services, Task], None]] = {
    Hop.UPLOAD: run_upload,
    Hop.PAGES: run_pages,
    Hop.ASSEMBLE: run_assemble,
    Hop.DOCUMENT: run_document,
    Hop.FILE: run_filing,
}


def run_task(services: Services, task_id: str) -> bool:
    """Run one task if nobody else does; return whether it was run to its end.

    A task that fails is released for another attempt and, after the last one, given up: its subject then waits for a
    person and its batch goes on. What is no fault of the subject – a part that cannot be reached, a tool that is
    missing – does not count as an attempt.

    Raises:
        Exception: whatever the hop raised, after the task was released.
    """
    task = _claim(services, task_id)
    if task is None:
        return False
    if task.attempt > ATTEMPTS:
        _insist(lambda: give_up(services, task))
        return False
    started = time.perf_counter()
    try:
        _RUN[task.hop](services, task)
    except (TransientError, SetupError) as error:
        # `asked_at` stays, so that only the next sweep asks for the task again.
        passed = replace(task, attempt=task.attempt - 1, problem=error.code)
        _insist(lambda: _release(services, passed))
        raise
    except Exception as error:
        failed = replace(task, asked_at=None, problem=getattr(error, "code", "internal"))
        if _insist(lambda: _release(services, failed)) and task.attempt >= ATTEMPTS:
            _insist(lambda: give_up(services, failed))
        raise
    seconds = time.perf_counter() - started
    _insist(lambda: _finish(services, task, seconds))
    feed(services)
    return True


def give_up(services: Services, task: Task) -> None:
    """End a task that failed too often: a person must look at its subject, and the rest of the batch goes on."""
    problem = task.problem or "reader_crashed"
    if task.hop is Hop.UPLOAD:
        quarantine(services, UploadId(task.subject), problem, task)
    elif task.hop is Hop.PAGES:
        _give_up_pages(services, task, problem)
    elif task.hop is Hop.DOCUMENT:
        _give_up_document(services, task, problem)
    elif task.hop is Hop.FILE:
        _give_up_filing(services, task, problem)
    with services.ledger.writing() as tx:
        tx.put(replace(task, state=TaskState.FAILED, problem=problem, lease_by=None, lease_until=None))
        tx.append(event(services, "pipeline:task:given_up", task.id, problem))
        request_assemble_if_ready(tx, task.batch_id, task.lane)


def _claim(services: Services, task_id: str) -> Task | None:
    now = services.clock()
    try:
        with services.ledger.writing() as tx:
            return tx.claim(task_id, this_process(), now, services.lease)
    except TransientError:
        # The lease may be written although no answer came: it would keep everybody away until it is over.
        _insist(lambda: _disclaim(services, task_id, now + services.lease))
        raise


def _disclaim(services: Services, task_id: str, until: datetime) -> None:
    with services.ledger.writing() as tx:
        task = tx.get(Task, task_id)
        if task is not None and task.lease_by == this_process() and task.lease_until == until:
            waiting = replace(task, state=TaskState.WAITING, attempt=task.attempt - 1)
            tx.put(replace(waiting, lease_by=None, lease_until=None))


def _insist(write: Callable[[], T]) -> T:
    """Write, again and again while the ledger does not answer: a task whose end is not written waits for its lease."""
    for pause in _PAUSES:
        try:
            return write()
        except TransientError:
            time.sleep(pause)
    return write()


def _finish(services: Services, task: Task, seconds: float) -> None:
    with services.ledger.writing() as tx:
        current = tx.get(Task, task.id)
        if current is None or current.lease_by != task.lease_by or current.attempt != task.attempt:
            return
        done = replace(current, state=TaskState.DONE, seconds=seconds, problem=None)
        tx.put(replace(done, lease_by=None, lease_until=None))
        if task.hop in (Hop.UPLOAD, Hop.PAGES):
            request_assemble_if_ready(tx, task.batch_id, task.lane)


def _release(services: Services, task: Task) -> bool:
    """Let go of a task; return False if it is another's by now."""
    with services.ledger.writing() as tx:
        current = tx.get(Task, task.id)
        if current is None or current.lease_by != task.lease_by:
            return False
        tx.put(replace(task, state=TaskState.WAITING, lease_by=None, lease_until=None))
        return True


def _give_up_pages(services: Services, task: Task, problem: str) -> None:
    upload_id, first, count = parse_subject(task.subject)
    frames = tuple(range(first, first + count))
    with services.ledger.reading() as tx:
        pages = tx.find(Page, upload_id=upload_id, frame=frames, order_by=("frame",))
    if pages:
        settle_pages(services, pages, None, {}, dict.fromkeys(frames, problem))


def _give_up_document(services: Services, task: Task, problem: str) -> None:
    with services.ledger.reading() as tx:
        document = tx.get(Document, task.subject)
    if document is not None:
        settle_document(services, document, Extraction(Classification(OTHER, 0.0)), task, problem)


def _give_up_filing(services: Services, task: Task, problem: str) -> None:
    with services.ledger.writing() as tx:
        for document in tx.find(Document, batch_id=task.subject, stage=DocumentStage.EXTRACTED):
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
        end_batch(services, tx, task.batch_id)
