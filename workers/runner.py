"""An RQ worker that takes jobs in its own process; what is dangerous happens in the reader child."""

from collections.abc import Sequence

from redis import Redis
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer

from digitize.model.intake import Lane
from digitize.ports import Services
from workers.jobs import serve_with


class Worker(SimpleWorker):
    """SimpleWorker with heartbeats short enough that a killed worker is noticed soon."""

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0) -> int:  # noqa: ARG002 - the signature is RQ's
        """Return the seconds after which a silent job counts as abandoned."""
        return int(self.job_monitoring_interval) + 10


def work(services: Services, redis_url: str, lanes: Sequence[Lane], *, burst: bool) -> None:
    """Take jobs from the lanes, first lane first, until told to stop (or, with `burst`, until they are empty).

    Raises:
        redis.exceptions.ConnectionError: Redis went away; the supervisor starts the worker again.
    """
    serve_with(services)
    connection = Redis.from_url(redis_url)
    queues = [Queue(lane.value, connection=connection, serializer=JSONSerializer) for lane in lanes]
    worker = Worker(
        queues,
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=25,
        job_monitoring_interval=5,
        maintenance_interval=15,
        log_job_description=False,
    )
    worker.work(burst=burst, logging_level="WARNING", with_scheduler=False)
