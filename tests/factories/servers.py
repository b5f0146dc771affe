"""Real servers for tests and for `scripts/stack`: on ports of the loopback, with their files in a folder of their own."""

import io
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self
from urllib.parse import quote

import urllib3
from minio import Minio
from minio.error import MinioException

_WEED = Path(sys.executable).with_name("weed")
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_PAUSE = 0.05


def free_ports(count: int) -> list[int]:
    """Return different ports that nothing listened on a moment ago."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Seaweed:
    """SeaweedFS with its S3 door, in one process group; start it with `with`.

    Args:
        folder: for its files; `with` removes it at the end.
        ports: eight, free ones by default.
        secret_key: a new one by default.
        options: of `weed server`, in place of those that suit tests.
    """

    access_key = "digitize"
    reading_key = "reader"
    """May read and list, no more; its secret is the same."""

    def __init__(
        self,
        folder: Path,
        *,
        ports: Sequence[int] = (),
        secret_key: str = "",
        options: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._folder = folder
        # A slash and a plus in the secret show whether addresses are taken apart rightly.
        self.secret_key = secret_key or "a/b+" + secrets.token_hex(16)
        self._chosen = options
        names = ("master", "volume", "filer", "s3")
        ports = ports or free_ports(2 * len(names))
        self._ports = dict(zip(names, ports[::2], strict=True))
        self._grpc_ports = dict(zip(names, ports[1::2], strict=True))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self._ports['s3']}"

    def url(self, bucket: str, *, secret_key: str | None = None) -> str:
        """Return the address of a bucket as the product takes it."""
        secret = quote(self.secret_key if secret_key is None else secret_key, safe="")
        return f"s3://{self.access_key}:{secret}@{self.endpoint}/{bucket}?secure=false"

    def start(self) -> Self:
        """Start the server, again on the same files and ports after `kill`, and wait until it takes objects."""
        (self._folder / "data").mkdir(parents=True, exist_ok=True)
        self._write_settings()
        with (self._folder / "seaweed.log").open("ab") as log:
            self._process = subprocess.Popen(
                [_WEED, "server", *self._options()],
                cwd=self._folder,
                env={**os.environ, "GOMEMLIMIT": "200MiB"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        (self._folder / "seaweed.pid").write_text(str(self._process.pid), encoding="utf-8")
        wait_until(self._takes_objects, self._process, self._folder / "seaweed.log")
        return self

    @property
    def pid(self) -> int | None:
        """The process that runs on these files, whoever started it."""
        return process_of(self._folder / "seaweed.pid", self._folder)

    def stop(self) -> None:
        """Ask whoever runs on these files to end, and wait for it."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGTERM)
        wait_while(lambda: self.pid is not None)
        self._process = None
        self._remove_sockets()

    def keep_every_write(self) -> None:
        """Have each object flushed to disk before it is acknowledged; the filer remembers it."""
        master, filer = (
            f"127.0.0.1:{self._ports[name]}.{self._grpc_ports[name]}" for name in ("master", "filer")
        )
        told = subprocess.run(
            [_WEED, "shell", f"-master={master}", f"-filer={filer}"],
            cwd=self._folder,
            input="fs.configure -locationPrefix=/buckets/ -fsync=true -apply\n",
            capture_output=True,
            text=True,
            timeout=_START_SECONDS,
        )
        if '"fsync":true' not in "".join(told.stdout.split()):
            raise RuntimeError("SeaweedFS does not take the order to flush: " + told.stdout + told.stderr)

    def kill(self) -> None:
        """Kill it as a power switch would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        self._remove_sockets()

    def _remove_sockets(self) -> None:
        # It makes these in one place whatever TMPDIR says, and would stumble over another user's.
        for name, port in self._grpc_ports.items():
            Path(f"/tmp/seaweedfs-{name}-grpc-{port}.sock").unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _options(self) -> list[str]:
        options = {
            "dir": self._folder / "data",
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "master.telemetry": "false",
            # It would wait ten for others of its kind to notice.
            "volume.preStopSeconds": 1,
            "master.electionTimeout": "1s",
            "master.volumeSizeLimitMB": 64,
            "volume.max": 1000,
            "filer": "true",
            # The path of a socket has 107 bytes at most: these lie in the folder that it runs in.
            "filer.localSocket": "filer.sock",
            "s3": "true",
            "s3.config": self._folder / "s3.json",
            "s3.localSocket": "s3.sock",
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
        }
        options |= {f"{name}.port": port for name, port in self._ports.items()}
        options |= {f"{name}.port.grpc": port for name, port in self._grpc_ports.items()}
        return [f"-{name}={value}" for name, value in (options | self._chosen).items()]

    def _write_settings(self) -> None:
        rights = {
            self.access_key: ["Admin", "Read", "Write", "List", "Tagging"],
            self.reading_key: ["Read", "List"],
        }
        identities = [
            {
                "name": key,
                "credentials": [{"accessKey": key, "secretKey": self.secret_key}],
                "actions": actions,
            }
            for key, actions in rights.items()
        ]
        (self._folder / "s3.json").write_text(json.dumps({"identities": identities}), encoding="utf-8")
        # A bucket of its own for each test would otherwise open seven volumes each.
        (self._folder / "master.toml").write_text("[master.volume_growth]\ncopy_1 = 1\n", encoding="utf-8")

    def _takes_objects(self) -> bool:
        client = Minio(
            self.endpoint,
            self.access_key,
            self.secret_key,
            secure=False,
            region="us-east-1",
            http_client=urllib3.PoolManager(retries=False, timeout=5.0),
        )
        try:
            if not client.bucket_exists("ready"):
                client.make_bucket("ready")
            client.put_object("ready", "ready", io.BytesIO(b"x"), 1)
        except (MinioException, urllib3.exceptions.HTTPError):
            return False
        return True


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers.

    Raises:
        RuntimeError: it ended or takes too long; the end of its log says why.
    """
    until = time.monotonic() + _START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the server does not start: " + log.read_text(errors="replace")[-2000:])
        time.sleep(_PAUSE)


def wait_while(running: Callable[[], bool]) -> None:
    """Wait until a server has ended.

    Raises:
        RuntimeError: it takes too long.
    """
    until = time.monotonic() + _START_SECONDS
    while running():
        if time.monotonic() > until:
            raise RuntimeError("the server does not end")
        time.sleep(_PAUSE)


def process_of(note: Path, folder: Path) -> int | None:
    """Return the process that a file names, if it is still the one that works on `folder`; None where there is none."""
    try:
        pid = int(note.read_text(encoding="utf-8").split()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return None
    # A number is given to another process one day.
    return pid if os.fsencode(folder) in command else None
