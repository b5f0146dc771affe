"""Upkeep keeps its promises when there is much of everything, and when senders and disks fail."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from digitize.model.intake import Batch, BatchId, BatchState, Document, DocumentStatus, Hop, Lane, Page, Task
from digitize.model.match import Attachment
from digitize.pipeline import upkeep
from digitize.pipeline.intake import close_batch, new_batch, receive
from digitize.pipeline.lookup import every
from digitize.store.database import migrate, open_engine
from tests.factories.dossiers import dossier, receipt, stranger
from tests.factories.services import drain, embedded_services, memory_services


@pytest.fixture(params=["memory", "embedded"])
def services(request, tmp_path):
    made = memory_services() if request.param == "memory" else embedded_services(tmp_path)
    made.registry.put([dossier()])
    yield made
    made.ledger.close()


NEXT_TASKS = """
    SELECT * FROM task WHERE state = 'waiting' AND lane = 'night' AND asked_at IS NULL ORDER BY id LIMIT 200
"""


def tasks(count, lane):
    return [
        Task(f"{Hop.PAGES}-{lane}{number:05}", Hop.PAGES, f"u{number}", BatchId("b"), lane)
        for number in range(count)
    ]


def test_a_backlog_of_the_night_keeps_no_clerk_waiting(services):
    with services.ledger.writing() as tx:
        tx.put(*tasks(upkeep.IN_QUEUE + 10, Lane.NIGHT))
    while upkeep.feed(services):
        pass
    assert len(services.queue.waiting()) == upkeep.IN_QUEUE
    receive(services, new_batch(services, "l", "s"), "a.png", receipt(), Lane.INTERACTIVE)
    assert upkeep.feed(services) == 1
    assert services.queue.take().startswith(Hop.UPLOAD)


def test_the_next_tasks_are_found_without_sorting_those_that_wait(tmp_path):
    """A province has more than a million tasks waiting at once; feeding runs after each of them."""
    engine = open_engine(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    migrate(engine)
    with engine.connect() as connection:
        plan = [row[3] for row in connection.execute(sa.text(f"EXPLAIN QUERY PLAN {NEXT_TASKS}"))]
    engine.dispose()
    assert len(plan) == 1
    assert "ix_task_state_lane_id (state=? AND lane=?)" in plan[0]


def test_nor_does_postgresql_sort_them(postgres_url):
    engine = open_engine(postgres_url)
    with engine.connect() as connection:
        # An empty table would be read from end to end.
        connection.execute(sa.text("SET enable_seqscan = off"))
        connection.execute(sa.text("SET enable_bitmapscan = off"))
        plan = "\n".join(connection.execute(sa.text(f"EXPLAIN {NEXT_TASKS} FOR UPDATE")).scalars())
    engine.dispose()
    assert "Index Scan using ix_task_state_lane_id on task" in plan
    assert "Sort" not in plan


def test_a_batch_that_lost_its_sender_goes_on_its_way(services):
    abandoned = new_batch(services, "l", "s")
    receive(services, abandoned, "a.png", receipt())
    drain(services)
    later = replace(services, clock=lambda: services.clock() + upkeep.ABANDONED + timedelta(hours=1))
    alive = new_batch(later, "l", "s")
    receive(later, alive, "b.png", stranger())
    upkeep.sweep(later)
    drain(later)
    with services.ledger.reading() as tx:
        assert tx.get(Batch, abandoned.id).state is BatchState.FILED
        assert tx.get(Batch, alive.id).state is BatchState.OPEN
        assert [document.status for document in tx.find(Document)] == [DocumentStatus.ATTACHED]


def test_verify_finds_what_changed_or_went_in_any_kind_of_blob(tmp_path):
    services = embedded_services(tmp_path)
    services.registry.put([dossier()])
    batch = new_batch(services, "l", "s")
    receive(services, batch, "a.png", receipt())
    close_batch(services, batch.id)
    drain(services)
    keys = [key for key, problem in upkeep.verify_blobs(services) if problem is None]
    assert sorted(key.split("/")[0] for key in keys) == ["archive", "readings", "uploads"]
    for key in keys:
        path = tmp_path / "blobs" / key
        data = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert dict(upkeep.verify_blobs(services)) == dict.fromkeys(keys, "integrity")
    for key in keys:
        (tmp_path / "blobs" / key).unlink()
    assert dict(upkeep.verify_blobs(services)) == dict.fromkeys(keys, "not_found")
    services.ledger.close()


def test_every_record_is_walked_over_once(services):
    with services.ledger.writing() as tx:
        tx.put(*tasks(1_234, Lane.NIGHT), *tasks(1_000, Lane.INTERACTIVE))
    found = [task.id for task in every(services.ledger.reading, Task, lane=Lane.INTERACTIVE)]
    assert found == [task.id for task in tasks(1_000, Lane.INTERACTIVE)]
    assert list(every(services.ledger.reading, Attachment)) == []


def test_progress_counts_the_pages_that_were_read(services):
    receive(services, new_batch(services, "l", "s"), "a.png", receipt())
    assert upkeep.progress(services).read_pages == 0
    drain(services)
    with services.ledger.reading() as tx:
        assert upkeep.progress(services).read_pages == tx.count(Page) == 1
