"""The private redis-server and RQ as they really behave."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer

from digitize.errors import SetupError, TransientError
from digitize.model.intake import BatchId, Hop, Lane, Task
from digitize.store import queue as store_queue
from digitize.store.queue import RqQueue, job_id, task_id
from digitize.store.redis_server import RedisServer

SPAWN = multiprocessing.get_context("spawn")
TASK = Task("pages:u1+0+10", Hop.PAGES, "u1", BatchId("b1"))


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def rq(redis_url: str) -> Iterator[RqQueue]:
    queue = RqQueue(redis_url)
    yield queue
    queue.close()


def jobs(redis: Redis) -> Queue:
    return Queue(Lane.NIGHT.value, connection=redis, serializer=JSONSerializer)


def work(redis: Redis) -> None:
    worker = SimpleWorker([jobs(redis)], connection=redis, serializer=JSONSerializer)
    worker.log.disabled = True
    worker.work(burst=True)


def test_a_job_is_named_by_task_and_attempt_and_carries_the_id_alone(rq: RqQueue, redis: Redis) -> None:
    rq.ask([TASK])
    (job,) = jobs(redis).jobs
    assert job.id == "0-pages_3au1_2b0_2b10" == job_id(TASK)
    assert task_id(job.id) == TASK.id
    assert (job.func_name, list(job.args), job.kwargs) == ("workers.jobs.run", [TASK.id], {})
    assert job.timeout == 3600


def test_asking_twice_is_one_job(rq: RqQueue, redis: Redis) -> None:
    rq.ask([TASK, TASK])
    rq.ask([TASK])
    assert jobs(redis).job_ids == [job_id(TASK)]


def test_a_done_job_leaves_nothing_and_can_be_asked_again(
    rq: RqQueue, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_queue, "JOB", "builtins.len")
    for _ in range(2):
        rq.ask([TASK])
        work(redis)
        assert rq.waiting() == set()
        assert not Job.exists(job_id(TASK), redis)


def test_a_failed_job_does_not_stand_in_the_way(
    rq: RqQueue, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_queue, "JOB", "builtins.int")
    rq.ask([TASK])
    work(redis)
    assert Job.fetch(job_id(TASK), redis, JSONSerializer).is_failed
    assert rq.waiting() == set()
    rq.ask([TASK])
    assert jobs(redis).job_ids == [job_id(TASK)]
    assert jobs(redis).failed_job_registry.count == 0


def test_a_job_that_runs_is_waited_for_until_its_heartbeat_is_over(rq: RqQueue, redis: Redis) -> None:
    rq.ask([TASK])
    queue = jobs(redis)
    (job,) = queue.jobs
    redis.delete(queue.key)
    worker = SimpleWorker([queue], connection=redis, serializer=JSONSerializer)
    execution = worker.prepare_execution(job)
    assert rq.waiting() == {TASK.id}
    rq.ask([TASK])
    assert queue.job_ids == []
    redis.zadd(queue.started_job_registry.key, {execution.composite_key: 1})
    assert rq.waiting() == set()
    rq.ask([TASK])
    assert queue.job_ids == [job.id]
    rq.ask([replace(TASK, attempt=1)])
    assert queue.job_ids == [job.id, "1-pages_3au1_2b0_2b10"]


def test_a_job_lost_on_its_way_to_a_worker_is_handed_over_again(rq: RqQueue, redis: Redis) -> None:
    rq.ask([TASK])
    redis.delete(jobs(redis).key)
    assert rq.waiting() == set()
    rq.ask([TASK])
    assert jobs(redis).job_ids == [job_id(TASK)]


def test_a_wiped_server_is_asked_again(rq: RqQueue, redis: Redis) -> None:
    rq.ask([TASK])
    redis.flushall()
    rq.ask([TASK])
    assert rq.waiting() == {TASK.id}


def test_a_queue_that_is_away_is_a_fault_that_may_pass(tmp_path: Path) -> None:
    away = RqQueue(f"unix://{tmp_path}/nobody.sock")
    with pytest.raises(TransientError):
        away.ask([TASK])
    with pytest.raises(TransientError):
        away.waiting()


def test_a_server_keeps_its_queue_over_a_restart(tmp_path: Path) -> None:
    with RedisServer(tmp_path / "a folder, 100 %") as server:
        RqQueue(server.url).ask([TASK])
        assert server.is_alive()
    assert not server.is_alive()
    with RedisServer(tmp_path / "a folder, 100 %") as server:
        assert RqQueue(server.url).waiting() == {TASK.id}


@pytest.mark.parametrize("name", ["hai chữ", "a=b", "100%41?#&x"])
def test_any_path_of_a_data_folder_serves_workers(tmp_path: Path, name: str) -> None:
    with RedisServer(tmp_path / name) as server, Redis.from_url(server.url) as client:
        # A worker asks this when it starts.
        assert "addr" in client.client_info()


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120)
    with RedisServer(folder) as server, RedisServer(folder) as guest:
        place = Path(server.url.removeprefix("unix://"))
        assert len(bytes(place)) <= 107
        assert place.parent.stat().st_mode & 0o077 == 0
        assert guest.url == server.url
        assert (server.owned, guest.owned) == (True, False)
        guest.stop()
        assert server.is_alive()
    assert not place.parent.exists()


def test_a_dead_server_is_noticed_and_started_again(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server:
        with Redis.from_url(server.url) as client:
            os.kill(client.info("server")["process_id"], signal.SIGKILL)
        while server.is_alive():
            pass
        assert server.start().is_alive()
        assert server.owned


def own_a_server(folder: Path, pipe: Connection) -> None:
    RedisServer(folder).start()
    pipe.send("started")
    pipe.recv()


def test_a_server_that_is_just_being_killed_is_not_taken_for_one_that_runs(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server, Redis.from_url(server.url) as client:
        for _ in range(5):
            # The more it holds, the longer its end takes.
            client.setrange("large", 32 << 20, "x")
            pid = client.info("server")["process_id"]
            os.kill(pid, signal.SIGKILL)
            assert server.start().owned
            assert client.info("server")["process_id"] != pid


def test_a_server_whose_owner_was_killed_is_adopted_and_stopped(tmp_path: Path) -> None:
    ours, theirs = SPAWN.Pipe()
    child = SPAWN.Process(target=own_a_server, args=(tmp_path, theirs))
    child.start()
    assert ours.recv() == "started"
    child.kill()
    child.join()
    with RedisServer(tmp_path) as server:
        assert server.owned
        with Redis.from_url(server.url) as client:
            process = client.info("server")["process_id"]
        assert (tmp_path / "redis.log").read_text().count("now ready to accept connections") == 1
    assert not server.is_alive()
    assert not Path(f"/proc/{process}/fd/0").exists()


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match="apt-get install redis-server"):
        RedisServer(tmp_path).start()


def test_a_server_that_cannot_start_is_said(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").mkdir()
    (tmp_path / "appendonlydir" / "appendonly.aof.manifest").write_text("damaged")
    with pytest.raises(SetupError, match=r"redis\.log"):
        RedisServer(tmp_path).start()
