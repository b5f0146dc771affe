"""An RQ worker that takes jobs in its own process; what is dangerous happens in the reader child."""

import threading
from collections.abc import Sequence

from redis import Redis
from rq import Queue, SimpleWorker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer

from digitize.model.intake import Lane
from digitize.ports import Services
from workers.jobs import serve_with

_BEAT_SECONDS = 5
_MISSED_BEATS = 3


class Worker(SimpleWorker):
    """SimpleWorker with a pulse: a silent job counts as lost after seconds, a long one that still works does not.

    Attributes:
        stopping: whether it was told to end after the task at hand.
    """

    stopping = False

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run a job in this process while a thread tells Redis that it is alive."""
        execution = self.prepare_execution(job)
        done = threading.Event()
        pulse = threading.Thread(target=self._beat, args=(job, execution, done), daemon=True)
        pulse.start()
        try:
            self.perform_job(job, queue, execution)
        finally:
            done.set()
            pulse.join()
        self.set_state("idle")

    def handle_warm_shutdown_request(self) -> None:
        """Begin no further task."""
        self.stopping = True
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0) -> int:  # noqa: ARG002 - the signature is RQ's
        """Return the seconds after which a silent job counts as abandoned."""
        return _BEAT_SECONDS * _MISSED_BEATS

    def _beat(self, job: Job, execution: Execution, done: threading.Event) -> None:
        while not done.wait(_BEAT_SECONDS):
            self.maintain_heartbeats(job, execution)


def work(services: Services, redis_url: str, lanes: Sequence[Lane], *, burst: bool) -> None:
    """Take jobs from the lanes, first lane first, until told to stop (or, with `burst`, until they are empty).

    Raises:
        redis.exceptions.ConnectionError: Redis went away; the supervisor starts the worker again.
    """
    connection = Redis.from_url(redis_url)
    queues = [Queue(lane.value, connection=connection, serializer=JSONSerializer) for lane in lanes]
    worker = Worker(
        queues,
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=25,
        job_monitoring_interval=_BEAT_SECONDS,
        maintenance_interval=15,
        log_job_description=False,
    )
    serve_with(services, lambda: not worker.stopping)
    worker.work(burst=burst, logging_level="WARNING", with_scheduler=False)
