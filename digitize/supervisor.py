"""One supervisor per machine: starts the private redis-server, feeder, workers and web as child processes.

A dead child is started again (slower each time it dies at once); a signal stops all of them, workers after the job
that they are at; nothing is left running behind.
"""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from digitize.bootstrap import private_redis
from digitize.errors import Conflict
from digitize.readers import inline_reader
from digitize.settings import Settings

_GRACE_SECONDS = 30.0
_LONGEST_PAUSE = 30.0
_HEALTHY_SECONDS = 10.0

logger = logging.getLogger(__name__)


_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Ask the kernel to stop this child warmly should the supervisor be killed outright (prctl(2))."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """A child process and its recent luck."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = 0.0

    def start(self) -> None:
        """Start the process in a session of its own, so that a Ctrl-C in the terminal reaches the supervisor alone."""
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
        )
        self.started = time.monotonic()

    def tend(self) -> None:
        """Start the process again when it died and its pause is over."""
        if self.process is not None and self.process.poll() is None:
            return
        now = time.monotonic()
        if self.process is not None:
            logger.warning("%s ended with code %s; starting it again", self.name, self.process.returncode)
            lived = now - self.started
            self.pause = 0.5 if lived > _HEALTHY_SECONDS else min(self.pause * 2, _LONGEST_PAUSE)
            self.due, self.process = now + self.pause, None
        if now >= self.due:
            self.start()

    def stop(self) -> None:
        """Ask the process to end after the job that it is at."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, deadline: float) -> None:
        """Wait for the end until `deadline` (monotonic seconds), then kill the process's whole group."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.warning("%s does not stop; killing it", self.name)
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """The children of one installation. Use as a context; call `tend` again and again inside it."""

    def __init__(self, settings: Settings, *, web: bool) -> None:
        self._settings = settings
        self._redis = None if settings.redis_url else private_redis(settings)
        self._web = web
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        """Start the children.

        Raises:
            SetupError: the recogniser or its model is missing; redis-server is missing or does not start.
            Conflict: another supervisor runs on this data folder.
        """
        # Made once to see that it can be made: workers without it would only fail one task after the other.
        inline_reader(self._settings)
        if self._redis is not None and not self._redis.start().owned:
            raise Conflict("another `digitize up` or `digitize work` runs on this data folder")
        url = self._redis.url if self._redis is not None else self._settings.redis_url
        environment = self._settings.child_environment(url)
        self._children = [
            Child(name, line, environment) for name, line in _commands(self._settings, self._web)
        ]
        for child in self._children:
            child.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the children: a warm stop first, the whole process group when one takes too long."""
        for child in self._children:
            child.stop()
        deadline = time.monotonic() + _GRACE_SECONDS
        for child in self._children:
            child.wait(deadline)
        if self._redis is not None:
            self._redis.stop()

    def tend(self) -> None:
        """Start again what died."""
        if self._redis is not None and not self._redis.is_alive():
            logger.warning("redis-server ended; starting it again")
            self._redis.start()
        for child in self._children:
            child.tend()


def _commands(settings: Settings, web: bool) -> list[tuple[str, list[str]]]:
    worker = [sys.executable, "-m", "workers"]
    night = [
        (f"worker {number}", [*worker, "interactive", "night"]) for number in range(1, settings.workers + 1)
    ]
    parts = [("feeder", [*worker, "feeder"]), *night]
    if web:
        # A clerk never waits behind a night run: this worker takes nothing else.
        parts.append(("worker for the desk", [*worker, "interactive"]))
        parts.append(("web", [sys.executable, "-m", "digitize.web"]))
    return parts
