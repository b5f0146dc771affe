"""A real PostgreSQL server for tests, on a free port of the loopback and a socket in a folder of its own."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
import sqlalchemy as sa

from digitize.store.database import migrate, open_engine
from tests.factories.servers import free_ports, process_of, wait_until, wait_while

_TEMPLATE = "empty"
_SUPERUSER = "postgres"
_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "deadlock_timeout": "200ms",
}
_FAST = {"fsync": "off", "full_page_writes": "off"}
"""What is safe against killed processes, not against power cuts."""


class Postgres:
    """PostgreSQL of the machine's packages, as a user without rights; start it with `with`.

    Args:
        folder: for its files, a new one by default; `with` removes it at the end.
        port: a free one by default.
        password: of the superuser.
        fast: leave out what protects from power cuts.
        language: of what the server says, where its translation is installed.
        options: settings of the server.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        port: int = 0,
        password: str = "secret",
        fast: bool = True,
        language: str = "en",
        **options: str,
    ) -> None:
        self._options = _OPTIONS | (_FAST if fast else {}) | options
        # Root's own temporary folders are closed to the user that the server runs as.
        self._folder = folder or Path(tempfile.mkdtemp(prefix="digitize-postgres-"))
        self._port = port or free_ports(1)[0]
        self._password = password
        self._fast = fast
        self._language = language
        self._process: subprocess.Popen[bytes] | None = None
        self._database = ""

    def url(self, name: str = _SUPERUSER, **options: str) -> str:
        """Return the address of a database as the product takes it."""
        url = sa.URL.create("postgresql", _SUPERUSER, self._password, "127.0.0.1", self._port, name, options)
        return url.render_as_string(hide_password=False)

    def socket_url(self, name: str = _SUPERUSER) -> str:
        """Return the address of a database through the socket."""
        return f"postgresql://{_SUPERUSER}@/{name}?host={self._folder}&port={self._port}"

    def create(self, template: str = _TEMPLATE) -> str:
        """Make a database, with the tables of the product and nothing in them if not told otherwise; return its name."""
        name = f"test_{uuid.uuid4().hex}"
        with self._connected() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever may still be connected to it."""
        with self._connected() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def start(self) -> Self:
        """Start the server, again on the same files and port after `kill`, and wait until it answers."""
        given = {"port": str(self._port), "unix_socket_directories": str(self._folder)} | self._options
        with (self._folder / "log").open("ab") as log:
            options = [f"--{name}={value}" for name, value in given.items()]
            self._process = self._run("postgres", "-D", self._data, *options, stdout=log, stderr=log)
        wait_until(self._answers, self._process, self._folder / "log")
        return self

    def kill(self) -> None:
        """Stop it at once, in the middle of whatever it does: `pg_ctl stop -m immediate`."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

    @property
    def pid(self) -> int | None:
        """The process that runs on these files, whoever started it."""
        return process_of(self._data / "postmaster.pid", self._data)

    def stop(self) -> None:
        """Ask whoever runs on these files to end, and wait for it."""
        if self.pid is not None:
            with (self._folder / "log").open("ab") as log:
                self._run("pg_ctl", "stop", "-m", "fast", "-D", self._data, stdout=log, stderr=log).wait()
        wait_while(lambda: self.pid is not None)
        self._process = None

    def prepare(self) -> None:
        """Make the files of the server where there are none yet; connections over the network need the password."""
        self._folder.mkdir(parents=True, exist_ok=True)
        password = self._folder / "password"
        if self._data.exists():
            return
        password.touch(mode=0o600)
        password.write_text(self._password, encoding="utf-8")
        if os.getuid() == 0:
            for path in (self._folder, password):
                os.chown(path, *_unprivileged())
        how = ["-U", _SUPERUSER, f"--pwfile={password}", "--auth-local=trust", "--auth-host=scram-sha-256"]
        how += ["-E", "UTF8", "--locale=C.UTF-8", "--no-instructions", "--data-checksums"]
        how += ["--no-sync"] if self._fast else []
        with (self._folder / "log").open("ab") as log:
            failed = self._run("initdb", "-D", self._data, *how, stdout=log, stderr=log).wait()
        password.unlink()
        if failed:
            raise RuntimeError((self._folder / "log").read_text(errors="replace")[-2000:])

    def __enter__(self) -> Self:
        self.prepare()
        self.start()
        with self._connected() as connection:
            connection.execute(f"CREATE DATABASE {_TEMPLATE}")
        engine = open_engine(self.url(_TEMPLATE))
        migrate(engine)
        engine.dispose()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(), autocommit=True)

    def _answers(self) -> bool:
        try:
            self._connected().close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str | Path, **files: Any) -> "subprocess.Popen[bytes]":
        # PostgreSQL refuses to run as root.
        user, group = _unprivileged() if os.getuid() == 0 else (None, None)
        return subprocess.Popen(
            [binaries() / program, *arguments],
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "LANGUAGE": self._language},
            stdin=subprocess.DEVNULL,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            start_new_session=True,
            **files,
        )


def _unprivileged() -> tuple[int, int]:
    user = pwd.getpwnam("postgres")
    return user.pw_uid, user.pw_gid


def binaries() -> Path:
    """Return the folder of the newest server that is installed; Debian keeps it off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL is not installed: scripts/setup test")
    return found[-1]
