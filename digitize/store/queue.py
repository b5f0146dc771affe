"""Carry task ids to workers through RQ.

A job is named after its task and the task's attempt, so a job that died with its worker never stands in the way of the
next attempt, and the same attempt asked for twice is one job.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import time

from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, ReadOnlyError
from redis.exceptions import TimeoutError as RedisTimeoutError
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.job import JobStatus
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer

from digitize.errors import TransientError
from digitize.model.intake import Lane, Task

JOB = "workers.jobs.run"
"""The function that workers run, named and not imported; its one argument is the id of the task."""

_TIMEOUT = 3600
"""Seconds after which RQ stops a job. Leases are shorter; this only ends what nobody waits for."""

_FAILED_TTL = 7 * 24 * 3600

_UNREACHABLE = (RedisConnectionError, RedisTimeoutError, OutOfMemoryError, ReadOnlyError)


class RqQueue:
    """Tasks as RQ jobs, one queue a lane.

    Args:
        url: of a Redis server: `redis://host:port/0` or `unix:///path/to.sock`.
    """

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url)
        self._queues = {
            lane: Queue(lane.value, connection=self._redis, serializer=JSONSerializer) for lane in Lane
        }

    def ask(self, tasks: Sequence[Task]) -> None:
        """Hand tasks to workers; a task that already waits there is not doubled.

        Raises:
            TransientError: the queue cannot be reached.
        """
        with _reached():
            for task in tasks:
                if not self._enqueue(task):
                    self._replace(task)

    def waiting(self) -> set[str]:
        """Return the ids of tasks that wait or run in the queue.

        Raises:
            TransientError: the queue cannot be reached.
        """
        with _reached():
            return {task_id(name) for queue in self._queues.values() for name in self._jobs(queue)}

    def close(self) -> None:
        """Give back connections."""
        self._redis.close()

    def _enqueue(self, task: Task) -> bool:
        try:
            # A finished job must vanish at once (result_ttl), for its name would refuse the next request.
            self._queues[task.lane].enqueue(
                JOB,
                task.id,
                job_id=job_id(task),
                unique=True,
                result_ttl=0,
                failure_ttl=_FAILED_TTL,
                job_timeout=_TIMEOUT,
            )
        except DuplicateJobError:
            return False
        return True

    def _replace(self, task: Task) -> None:
        """Ask again for a task whose job exists, unless that job still waits or runs."""
        queue = self._queues[task.lane]
        job = queue.fetch_job(job_id(task))
        if job is None:
            # It was done in the meantime, or waits in the other lane.
            self._enqueue(task)
        elif job.get_status() in (JobStatus.QUEUED, JobStatus.STARTED):
            # Taken by a worker that died before it began: the name is in no list any more.
            if job.id not in self._jobs(queue):
                queue.push_job_id(job.id)
        else:
            job.delete()
            self._enqueue(task)

    def _jobs(self, queue: Queue) -> list[str]:
        started = StartedJobRegistry(queue=queue)
        # A started job whose heartbeat is over died with its worker.
        alive: list[bytes] = self._redis.zrangebyscore(started.key, time(), "+inf")  # type: ignore[assignment]
        return [*queue.job_ids, *(started.parse_job_id(entry.decode()) for entry in alive)]


def job_id(task: Task) -> str:
    """Return the name of the job for the next attempt of a task: RQ allows letters, digits, - and _ only."""
    escaped = re.sub(rb"[^A-Za-z0-9-]", lambda match: b"_%02x" % match[0][0], task.id.encode())
    return f"{task.attempt}-{escaped.decode()}"


def task_id(job: str) -> str:
    """Return the id of the task that a job is named after."""
    escaped = job.partition("-")[2].encode()
    return re.sub(rb"_([0-9a-f]{2})", lambda match: bytes.fromhex(match[1].decode()), escaped).decode()


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except _UNREACHABLE as error:
        raise TransientError("the queue does not answer") from error
