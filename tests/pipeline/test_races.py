"""Where many write at once: two workers that end together, and a database that goes away under them.

Every writing transaction lingers before its commit, so that two that start together overlap: what one of them counts
without holding it, it counts wrongly.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace

import pytest

from digitize.errors import TransientError
from digitize.model.audit import verify_chain
from digitize.model.intake import Batch, BatchState, Document, Hop, Task, TaskState, Upload
from digitize.model.match import Attachment
from digitize.pipeline import review, upkeep
from digitize.pipeline.hops import run_task
from digitize.pipeline.intake import close_batch, new_batch, receive
from digitize.pipeline.report import export
from digitize.store.memory_queue import MemoryQueue
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, receipt_lines
from tests.factories.postgres import Postgres
from tests.factories.scripted import scan
from tests.factories.services import drain, memory_services, postgres_services

LINGER = 0.1

PATIENCE = 300
"""Seconds after which a worker on the busiest machine must be taken to stand still."""


class LingeringLedger:
    """A ledger whose writers stay a moment before they commit."""

    def __init__(self, inner):
        self._inner = inner
        self.reading, self.close = inner.reading, inner.close

    @contextmanager
    def writing(self):
        with self._inner.writing() as tx:
            yield tx
            time.sleep(LINGER)


class CountingQueue(MemoryQueue):
    """A queue that remembers all that it was ever asked."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def ask(self, tasks):
        self.asked += [task.id for task in tasks]
        super().ask(tasks)


@pytest.fixture
def services(postgres_url, tmp_path):
    made = postgres_services(postgres_url, tmp_path)
    made.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
    yield made
    made.ledger.close()


def lingering(services):
    return replace(services, ledger=LingeringLedger(services.ledger))


def together(*works):
    """Run functions at once, each in a thread; return what they returned."""
    start = threading.Barrier(len(works))

    def run(work):
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def send(services, *files):
    batch = new_batch(services, "lô", "trạm")
    for name, data in files:
        receive(services, batch, name, data)
    close_batch(services, batch.id)
    return batch


def records(services, kind, **equals):
    with services.ledger.reading() as tx:
        return tx.find(kind, **equals)


def run_one(services, task_id):
    """Run one task; what it asks for waits."""
    return run_task(services, task_id, goes_on=lambda: False)


def run_up_to(services, hop):
    """Run all tasks of the hops before one; return the ids of its own."""
    while True:
        waiting = [task for task in records(services, Task, state=TaskState.WAITING) if task.hop is not hop]
        if not waiting:
            return [task.id for task in records(services, Task, hop=hop)]
        run_one(services, waiting[0].id)


@pytest.mark.parametrize(("hop", "next_hop"), [(Hop.PAGES, Hop.ASSEMBLE), (Hop.DOCUMENT, Hop.FILE)])
def test_of_two_that_end_last_at_once_one_asks_for_what_comes_next(services, hop, next_hop):
    send(services, ("a.png", receipt()), ("b.png", scan(receipt_lines(OTHER_CODE, "Trần Văn Bình"))))
    one, two = run_up_to(services, hop)
    slow = lingering(services)
    assert together(lambda: run_one(slow, one), lambda: run_one(slow, two)) == [True, True]
    assert [task.state for task in records(services, Task, hop=next_hop)] == [TaskState.WAITING]
    drain(services)
    assert records(services, Batch)[0].state is BatchState.FILED


def test_the_place_of_a_dossier_is_given_once(services):
    send(services, ("a.png", receipt()))
    send(services, ("b.png", receipt(phone="0912345679")))
    one, two = run_up_to(services, Hop.FILE)
    slow = lingering(services)
    together(lambda: run_task(slow, one), lambda: run_task(slow, two))
    assert sorted(item.status.value for item in records(services, Document)) == ["attached", "review"]
    assert len(records(services, Attachment, dossier=CODE, active=True)) == 1


def test_two_people_may_change_papers_over_and_none_waits_for_ever(services):
    send(services, ("a.png", receipt()), ("b.png", scan(receipt_lines(OTHER_CODE, "Trần Văn Bình"))))
    drain(services)
    slow = lingering(services)

    def move(attachment, code):
        document = records(services, Document, id=attachment.document_id)[0]
        return lambda: review.attach(slow, document.id, document.revision, code, "đổi chỗ")

    held = {item.dossier: item for item in records(services, Attachment, active=True)}
    together(move(held[CODE], OTHER_CODE), move(held[OTHER_CODE], CODE))
    now = {item.document_id: item.dossier for item in records(services, Attachment, active=True)}
    assert now == {held[CODE].document_id: OTHER_CODE, held[OTHER_CODE].document_id: CODE}


def test_bytes_that_arrive_twice_at_once_make_one_upload(services):
    slow = lingering(services)
    batches = [new_batch(services, label, "trạm") for label in "ab"]
    answers = together(*(lambda batch=batch: receive(slow, batch, "a.png", receipt()) for batch in batches))
    assert sorted(answer.duplicate for answer in answers) == [False, True]
    assert len(records(services, Upload)) == len(records(services, Batch)) == 1


def test_the_first_files_of_a_batch_open_it_once(services):
    slow = lingering(services)
    batch = new_batch(services, "lô", "trạm")
    files = [receipt(), receipt(phone="0912345679")]
    together(*(lambda data=data: receive(slow, batch, "a.png", data) for data in files))
    upkeep.sequence(services)
    with services.ledger.reading() as tx:
        assert [event.action for event in tx.audit_chain()].count("station:batch:opened") == 1


def test_two_sequencers_make_one_chain(services):
    send(services, *((f"{number}.png", receipt(phone=f"09000000{number:02}")) for number in range(5)))
    slow = lingering(services)
    done = together(lambda: upkeep.sequence(slow), lambda: upkeep.sequence(slow))
    with services.ledger.reading() as tx:
        assert verify_chain(tx.audit_chain()) == sum(done) > 5


def test_two_feeders_hand_out_each_task_once(services):
    queue = CountingQueue()
    slow = replace(lingering(services), queue=queue)
    send(services, *((f"{number}.png", receipt(phone=f"09000000{number:02}")) for number in range(5)))
    together(lambda: upkeep.feed(slow), lambda: upkeep.feed(slow))
    assert sorted(queue.asked) == sorted(task.id for task in records(services, Task))


def test_sweeping_takes_nothing_from_a_worker_that_ends_meanwhile(services):
    send(services, ("a.png", receipt()))
    (task_id,) = run_up_to(services, Hop.UPLOAD)
    now = services.clock()
    with services.ledger.writing() as tx:
        tx.claim(task_id, "elsewhere/1/1", now - 2 * services.lease, services.lease)
    ended = threading.Event()

    def end():
        with services.ledger.writing() as tx:
            task = tx.get(Task, task_id)
            ended.set()
            time.sleep(LINGER)
            tx.put(replace(task, state=TaskState.DONE, lease_by=None, lease_until=None))

    def sweep():
        ended.wait()
        return upkeep.sweep(services)

    assert together(end, sweep) == [None, 0]
    assert records(services, Task, id=task_id)[0].state is TaskState.DONE


class FallibleLedger:
    """A ledger whose n-th writing transaction fails: before its commit, or after it, the answer being lost."""

    def __init__(self, inner, number, after):
        self._inner, self._left, self._after = inner, number, after
        self.reading, self.close = inner.reading, inner.close

    @contextmanager
    def writing(self):
        self._left -= 1
        doomed = self._left == 0
        with self._inner.writing() as tx:
            yield tx
            if doomed and not self._after:
                raise TransientError("the connection is gone")
        if doomed:
            raise TransientError("the connection is gone")


@pytest.mark.parametrize("after", [False, True], ids=["not_written", "written"])
def test_a_lost_answer_changes_nothing_and_holds_nothing_up(after):
    results = set()
    for number in range(1, 40):
        services = memory_services()
        services.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
        send(services, ("a.png", receipt()), ("b.png", scan(receipt_lines(OTHER_CODE, "Trần Văn Bình"))))
        fallible = replace(services, ledger=FallibleLedger(services.ledger, number, after))
        with suppress(TransientError):
            drain(fallible)
        upkeep.sweep(services)
        drain(services)
        assert {task.state for task in records(services, Task)} == {TaskState.DONE}, f"transaction {number}"
        assert max(task.attempt for task in records(services, Task)) <= 2
        results.add(str(list(export(services))))
    assert len(results) == 1


class WitnessLedger:
    """A ledger that counts the faults that may pass, whoever gets over them."""

    def __init__(self, inner):
        self._inner, self.faults = inner, 0

    def reading(self):
        return self._counted(self._inner.reading)

    def writing(self):
        return self._counted(self._inner.writing)

    @contextmanager
    def _counted(self, opened):
        try:
            with opened() as tx:
                yield tx
        except TransientError:
            self.faults += 1
            raise


def work(services, stop):
    """Take tasks as a worker does until told to stop."""
    while not stop.is_set():
        try:
            upkeep.feed(services)
            task_id = services.queue.take()
            if task_id is None:
                time.sleep(0.02)
            else:
                run_task(services, task_id)
        except TransientError:
            time.sleep(0.02)


def test_a_database_that_goes_away_costs_nothing_but_time(tmp_path):
    files = [(f"{n}.png", receipt(phone=f"09000000{n:02}")) for n in range(6)]
    files.append(("other.png", scan(receipt_lines(OTHER_CODE, "Trần Văn Bình"))))
    undisturbed = memory_services()
    stop = threading.Event()
    with Postgres(fast=False) as server, ExitStack() as stack:
        services = postgres_services(server.url(server.create()), tmp_path)
        stack.callback(services.ledger.close)
        for each in (services, undisturbed):
            each.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
            send(each, *files)
        pool = stack.enter_context(ThreadPoolExecutor(2))
        witness = WitnessLedger(services.ledger)
        workers = [pool.submit(work, replace(services, ledger=witness), stop) for _ in range(2)]
        stack.callback(stop.set)
        for _ in range(4):
            time.sleep(0.3)
            server.kill()
            server.start()
        until = time.monotonic() + PATIENCE
        while not _idle(services):
            assert not any(worker.done() for worker in workers), "a worker met an error that does not pass"
            assert time.monotonic() < until
            time.sleep(0.2)
        stop.set()
        assert [worker.result() for worker in workers] == [None, None]
        assert witness.faults > 0
        drain(undisturbed)
        assert [_plain(row) for row in export(services)] == [_plain(row) for row in export(undisturbed)]
        assert upkeep.verify_audit(services) > 0


def _plain(row):
    return {key: value for key, value in row.items() if key != "papers"} | {"papers": len(row["papers"])}


def _idle(services):
    try:
        upkeep.sweep(services)
        return upkeep.progress(services).idle
    except TransientError:
        return False
