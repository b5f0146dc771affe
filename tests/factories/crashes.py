"""Crashes on purpose: a job on real servers with real worker processes, struck once while a given hop runs."""

import os
import shutil
import signal
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath
from random import Random
from types import TracebackType
from typing import Any, Self

from redis import Redis

from digitize.bootstrap import open_services
from digitize.errors import DigitizeError, TransientError
from digitize.model.intake import Document, Hop, Task, TaskState
from digitize.pipeline.report import export
from digitize.pipeline.upkeep import progress, verify_audit, verify_blobs
from digitize.ports import Services
from digitize.settings import Settings
from digitize.store.redis_server import RedisServer
from digitize.supervisor import Child
from tests.factories.crash_jobs import Job
from tests.factories.postgres import Postgres
from tests.factories.servers import Seaweed

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
LONGEST = 600.0
"""Seconds after which a run that does not end counts as stuck."""

_TRIES = 4
_LATEST = 0.02
"""Seconds within which the blow falls after a task of the hop was seen."""


class Fault(StrEnum):
    """What is done to the installation."""

    WORKER = "SIGKILL of the worker"
    FEEDER = "SIGKILL of the feeder"
    FLUSH = "FLUSHALL"
    REDIS = "kill -9 of redis-server"
    POSTGRES = "immediate restart of PostgreSQL"
    OBJECTS = "kill -9 of SeaweedFS"
    READER = "SIGKILL of the reader child"


class Servers:
    """PostgreSQL, SeaweedFS and redis-server, started once for many runs; use it with `with`."""

    def __init__(self, folder: Path) -> None:
        self.postgres = Postgres()
        self.objects = Seaweed(folder / "seaweed")
        self.redis = RedisServer(folder / "redis")
        self._started = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            for server in (self.postgres, self.objects, self.redis):
                starting.enter_context(server)
            self._started = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._started.__exit__(kind, error, trace)

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[Settings]:
        """Lend an empty database, bucket, queue and data folder."""
        self.flush()
        database = self.postgres.create()
        yield Settings(
            data=folder,
            database_url=self.postgres.url(database),
            blobs_url=self.objects.url(f"run-{uuid.uuid4().hex}"),
            redis_url=self.redis.url,
        )
        self.postgres.drop(database)
        shutil.rmtree(folder)

    def flush(self) -> None:
        """Empty Redis."""
        with Redis.from_url(self.redis.url) as client:
            client.flushall()

    def crash_redis(self) -> None:
        """Kill redis-server and start it again."""
        with Redis.from_url(self.redis.url) as client:
            pid = int(client.info("server")["process_id"])
        os.kill(pid, signal.SIGKILL)
        self.redis.start()

    def crash_postgres(self) -> None:
        """Stop PostgreSQL in the middle of whatever it does and start it again."""
        self.postgres.kill()
        self.postgres.start()

    def crash_objects(self) -> None:
        """Kill SeaweedFS and start it again."""
        self.objects.kill()
        self.objects.start()


@dataclass(frozen=True)
class Result:
    """What a run left behind: ids, times and days left out."""

    rows: tuple[Any, ...] = ()
    documents: int = 0
    entries: int = 0


@dataclass
class Outcome:
    """One run: what was wrong after it, and seconds since the blow, None where it was never seen.

    Attributes:
        next_end: until any task came to its end.
        struck_end: until all tasks that ran at the moment of the blow had come to their end.
        standstill: the longest time after the blow in which no task ended.
        seconds: of the run, from the start of its processes to its last task.
    """

    wrong: list[str] = field(default_factory=list)
    struck: bool = False
    next_end: float | None = None
    struck_end: float | None = None
    standstill: float = 0.0
    seconds: float = 0.0
    result: Result = Result()


@dataclass(frozen=True)
class Blow:
    """A fault and its moment: `earliest` is the share of the hop's tasks that end before it, `pause` seconds after."""

    hop: Hop
    fault: Fault
    earliest: float
    pause: float

    def victim(self, tasks: Mapping[str, Task]) -> Task | None:
        """Return a running task of the hop once it is time."""
        ours = [task for task in tasks.values() if task.hop is self.hop]
        done = sum(task.state is TaskState.DONE for task in ours)
        running = [task for task in ours if task.state is TaskState.RUNNING]
        return running[0] if running and done >= int(self.earliest * len(ours)) else None


@dataclass(frozen=True)
class Struck:
    """A blow that fell: when (monotonic seconds), what was done and what ran then, and the servers' way back."""

    at: float
    done: frozenset[str]
    running: frozenset[str]
    mending: "Future[None]"


class _Watch:
    """Takes the times of what happens after a blow."""

    def __init__(self, struck: Struck, outcome: Outcome) -> None:
        self._struck = struck
        self._outcome = outcome
        self._done, self._since = struck.done, struck.at

    def see(self, done: frozenset[str]) -> None:
        """Take note of what is done by now."""
        now = time.monotonic()
        if not done - self._done:
            return
        outcome, after = self._outcome, now - self._struck.at
        if outcome.next_end is None:
            outcome.next_end = after
        if outcome.struck_end is None and self._struck.running <= done:
            outcome.struck_end = after
        outcome.standstill = max(outcome.standstill, now - self._since)
        self._done, self._since = done, now


class Crashes:
    """Runs of one and the same job, each on fresh stores; the first one, undisturbed, says what must come out.

    Args:
        servers: started.
        folder: for the data folders of the runs.
        job: the work of each run.

    Raises:
        RuntimeError: the undisturbed run fails.
    """

    def __init__(self, servers: Servers, folder: Path, job: Job) -> None:
        self._servers = servers
        self._folder = folder
        self._job = job
        self.undisturbed = self._run(None)
        if self.undisturbed.wrong:
            raise RuntimeError(f"the undisturbed run fails: {self.undisturbed.wrong}")

    def strike(self, hop: Hop, fault: Fault, chance: Random) -> Outcome:
        """Run the job and let one fault happen while a task of the hop runs; say what came of it."""
        for left in reversed(range(_TRIES)):
            # A hop that was over too soon is met earlier the next time.
            blow = Blow(hop, fault, chance.random() * left / _TRIES, chance.random() * _LATEST)
            outcome = self._run(blow)
            if outcome.struck or outcome.wrong:
                break
        else:
            outcome.wrong.append("no task of the hop was met")
        if outcome.result != self.undisturbed.result:
            outcome.wrong.append(_difference(self.undisturbed.result, outcome.result))
        return outcome

    def _run(self, blow: Blow | None) -> Outcome:
        with (
            self._servers.fresh(self._folder / uuid.uuid4().hex) as settings,
            open_services(settings) as services,
        ):
            self._job.deliver(services)
            with _children(settings, self._job.module) as children:
                outcome = _Run(services, children, self._servers).to_the_end(blow)
            _judge(services, outcome)
        return outcome


class _Run:
    """A job at work: its processes are tended as the supervisor does it, its tasks are watched."""

    def __init__(self, services: Services, children: Mapping[str, Child], servers: Servers) -> None:
        self._services = services
        self._children = children
        self._servers = servers
        self._started = time.monotonic()

    def to_the_end(self, blow: Blow | None) -> Outcome:
        """Watch until nothing waits or runs any more, and strike on the way."""
        outcome = Outcome()
        with ThreadPoolExecutor(1) as aside:
            struck = self._strike(blow, aside) if blow else None
            outcome.struck = struck is not None
            watch = _Watch(struck, outcome) if struck else None
            for tasks in self._looks(0.05):
                if watch is not None:
                    watch.see(_in(tasks, TaskState.DONE))
                if struck is not None and struck.mending.done():
                    # A server that does not come back ends the run.
                    struck.mending.result()
                if _idle(tasks) and (struck is None or struck.mending.done()):
                    break
            else:
                outcome.wrong.append("stuck")
        outcome.seconds = time.monotonic() - self._started
        return outcome

    def _strike(self, blow: Blow, aside: ThreadPoolExecutor) -> Struck | None:
        """Wait for the moment and strike; return None if the job ended first."""
        for seen in self._looks(0.01):
            if _idle(seen):
                return None
            if blow.victim(seen) is None:
                continue
            time.sleep(blow.pause)
            tasks = self._look()
            task = blow.victim(tasks)
            fall = self._fall(blow.fault, task) if task else None
            if fall is not None:
                at = time.monotonic()
                mending = aside.submit(fall)
                return Struck(at, _in(tasks, TaskState.DONE), _in(tasks, TaskState.RUNNING), mending)
        return None

    def _fall(self, fault: Fault, task: Task) -> Callable[[], None] | None:
        """Return what does the blow; None if there is nothing to strike yet."""
        servers = self._servers
        worker = int((task.lease_by or "").split("/")[-2])
        reader = _reader_of(worker) if fault is Fault.READER else 0
        if reader is None:
            return None
        return {
            Fault.WORKER: lambda: _kill(worker),
            Fault.READER: lambda: os.killpg(reader, signal.SIGKILL),
            Fault.FEEDER: lambda: _kill(self._feeder),
            Fault.FLUSH: servers.flush,
            Fault.REDIS: servers.crash_redis,
            Fault.POSTGRES: servers.crash_postgres,
            Fault.OBJECTS: servers.crash_objects,
        }[fault]

    @property
    def _feeder(self) -> int:
        process = self._children["feeder"].process
        if process is None:
            raise RuntimeError("there is no feeder")
        return process.pid

    def _looks(self, pause: float) -> Iterator[Mapping[str, Task]]:
        """Yield all tasks, again and again, while the run does not take too long."""
        while time.monotonic() - self._started < LONGEST:
            for child in self._children.values():
                child.tend()
            # The database may be what was struck.
            with suppress(TransientError):
                tasks = self._look()
                yield tasks
            time.sleep(pause)

    def _look(self) -> Mapping[str, Task]:
        with self._services.ledger.reading() as tx:
            return {task.id: task for task in tx.find(Task)}


@contextmanager
def _children(settings: Settings, module: str) -> Iterator[dict[str, Child]]:
    """Start feeder and workers as the supervisor would."""
    environment = settings.child_environment(settings.redis_url) | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", module]
    served = {f"worker {number}": ["interactive", "night"] for number in range(1, WORKERS + 1)}
    children = {
        name: Child(name, [*command, *lanes], environment)
        for name, lanes in {"feeder": ["feeder"], **served}.items()
    }
    try:
        for child in children.values():
            child.start()
        yield children
    finally:
        for child in children.values():
            child.stop()
        for child in children.values():
            child.wait(time.monotonic() + 10)


def _judge(services: Services, outcome: Outcome) -> None:
    """Write down what is left, and what is broken or did not end."""
    unended = {name: count for name, count in progress(services).tasks.items() if name != TaskState.DONE}
    if unended:
        outcome.wrong.append(f"tasks: {unended}")
    outcome.result = _result(services)
    try:
        verify_audit(services)
    except DigitizeError as error:
        outcome.wrong.append(f"audit chain: {error}")
    outcome.wrong += [f"blob {key}: {problem}" for key, problem in verify_blobs(services) if problem]


def _result(services: Services) -> Result:
    rows = tuple(export(services))
    for row in rows:
        for paper in row["papers"]:
            # The key of a copy begins with the day on which its scan came.
            paper["archive"] = paper["archive"] and PurePosixPath(paper["archive"]).name
    with services.ledger.reading() as tx:
        return Result(rows, tx.count(Document), sum(1 for _ in tx.entries()))


def _difference(expected: Result, found: Result) -> str:
    rows = sum(row not in found.rows for row in expected.rows)
    more = sum(row not in expected.rows for row in found.rows)
    return (
        f"{rows} rows of the export are missing, {more} are new; documents {found.documents} of {expected.documents}, "
        f"search entries {found.entries} of {expected.entries}"
    )


def _in(tasks: Mapping[str, Task], state: TaskState) -> frozenset[str]:
    return frozenset(task.id for task in tasks.values() if task.state is state)


def _idle(tasks: Mapping[str, Task]) -> bool:
    return not _in(tasks, TaskState.WAITING) | _in(tasks, TaskState.RUNNING)


def _reader_of(worker: int) -> int | None:
    """Return the reader child of a worker, which alone among its children leads a process group; None if it has none."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{worker}/task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                if os.getpgid(child) == child:
                    return child
    return None


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
