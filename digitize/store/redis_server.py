"""A private redis-server on a unix socket, for one machine.

One process owns the server of a data folder: it holds a lock as long as it lives. Another process that wants the same
server is its guest. A server that outlived its killed owner is adopted by the next one, so its queue is not lost and two
servers never write the same files.
"""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from digitize.errors import SetupError

_LONGEST_SOCKET = 107
"""Bytes of a unix socket's path: sun_path in unix(7), less the closing zero."""

_AMBIGUOUS = re.compile(r"[\s=]")
"""Redis names the socket in CLIENT INFO unquoted, and clients cut that at blanks and equals signs."""

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_PAUSE = 0.02


class RedisServer:
    """The redis-server of a data folder; start it with `with`, or with `start` and `stop`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for clients, once it has started."""
        return f"unix://{quote(str(self._socket))}"

    @property
    def owned(self) -> bool:
        """Whether this process stops the server."""
        return self._lock is not None

    def start(self) -> Self:
        """Start the server and wait until it answers, or join the one that runs on this folder.

        Raises:
            SetupError: redis-server is not installed or does not start.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        try:
            self._wait_until_it_answers()
        except SetupError:
            self.stop()
            raise
        return self

    def is_alive(self) -> bool:
        """Return whether the server answers."""
        if self._process is not None and self._process.poll() is not None:
            return False
        try:
            with self._client() as client:
                return bool(client.ping())
        except RedisError:
            return False

    def stop(self) -> None:
        """Stop the server, at first politely; a guest just leaves."""
        if self._lock is None:
            return
        self._shut_down()
        if self._process is not None:
            self._end(self._process)
        if self._socket.parent != self._folder:
            shutil.rmtree(self._socket.parent, ignore_errors=True)
        os.close(self._lock)
        self._lock = self._process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _socket(self) -> Path:
        """The socket lies in the data folder, or where the note there says."""
        note = self._folder / "socket"
        return Path(note.read_text(encoding="utf-8")) if note.exists() else self._folder / "redis.sock"

    def _client(self) -> Redis:
        return Redis(
            unix_socket_path=str(self._socket), socket_timeout=_STOP_SECONDS, retry=Retry(NoBackoff(), 0)
        )

    def _listens(self) -> bool:
        """Return whether there is a server at all: one that still loads its files listens but does not answer."""
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self._socket))
            except OSError:
                return False
        return True

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        lock = os.open(self._folder / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            self._lock = lock

    def _launch(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise SetupError("redis-server is missing: apt-get install redis-server", tool="redis-server")
        if self._process is not None:
            # It listens no more, but may not have ended yet.
            self._end(self._process)
        self._place_socket()
        options = {
            "--port": "0",
            "--unixsocket": str(self._socket),
            "--unixsocketperm": "700",
            "--dir": str(self._folder),
            "--appendonly": "yes",
            "--appendfsync": "everysec",
            "--save": "",
            "--logfile": str(self._folder / "redis.log"),
        }
        # In a session of its own a Ctrl-C does not reach it: workers lose their queue last.
        self._process = subprocess.Popen(
            [program, *(word for option in options.items() for word in option)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _place_socket(self) -> None:
        note = self._folder / "socket"
        note.unlink(missing_ok=True)
        if len(os.fsencode(self._socket)) <= _LONGEST_SOCKET and not _AMBIGUOUS.search(str(self._socket)):
            return
        place = Path(tempfile.mkdtemp(prefix="digitize-")) / "redis.sock"
        if len(os.fsencode(place)) > _LONGEST_SOCKET:
            raise SetupError(
                "the folder for temporary files has too long a path for a socket; set TMPDIR", tool="TMPDIR"
            )
        draft = note.with_suffix(".new")
        draft.write_text(str(place), encoding="utf-8")
        draft.rename(note)

    def _wait_until_it_answers(self) -> None:
        """Wait for the server, and launch it where there is none: one that is just being killed may listen a moment longer."""
        until = time.monotonic() + _START_SECONDS
        launched = False
        while not self.is_alive():
            if self.owned and not launched and not self._listens():
                self._launch()
                launched = True
            ended = launched and self._process is not None and self._process.poll() is not None
            if ended or time.monotonic() > until:
                raise SetupError(
                    "redis-server does not start; redis.log in its data folder says why", tool="redis-server"
                )
            time.sleep(_PAUSE)

    def _shut_down(self) -> None:
        """Ask the server to end, and kill an adopted one that does not."""
        try:
            with self._client() as client:
                pid = int(client.info("server")["process_id"])
                client.shutdown(nosave=True)
        except RedisError:
            return
        until = time.monotonic() + _STOP_SECONDS
        while self._process is None and self.is_alive():
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
            time.sleep(_PAUSE)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
