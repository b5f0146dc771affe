from dataclasses import replace

import pytest

from digitize.model.intake import BatchId, Hop, Lane, Task
from digitize.ports import JobQueue


def task(id_: str, lane: Lane = Lane.NIGHT) -> Task:
    return Task(id_, Hop.PAGES, "u1", BatchId("b1"), lane)


def test_what_is_asked_for_waits(queue: JobQueue) -> None:
    assert queue.waiting() == set()
    queue.ask([task("pages:u1+0+10"), task("upload:u2", Lane.INTERACTIVE)])
    queue.ask([])
    assert queue.waiting() == {"pages:u1+0+10", "upload:u2"}


@pytest.mark.parametrize("id_", ["a", "pages:u1+0+10", "hồ sơ/1_2-3 …", "_3a", "-"])
def test_any_task_id_comes_back(queue: JobQueue, id_: str) -> None:
    queue.ask([task(id_)])
    assert queue.waiting() == {id_}


def test_asking_again_and_for_the_next_attempt_is_one_waiting_task(queue: JobQueue) -> None:
    queue.ask([task("a"), task("a")])
    queue.ask([replace(task("a"), attempt=1)])
    assert queue.waiting() == {"a"}
