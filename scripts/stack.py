"""Starts and stops the servers of `scripts/stack`, which says how it is used."""

import argparse
import fcntl
import json
import os
import random
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import psycopg
from psycopg import sql
from redis import Redis
from redis.exceptions import RedisError

from digitize.settings import Settings
from tests.factories.postgres import Postgres, binaries
from tests.factories.servers import Seaweed, process_of, wait_until, wait_while

NAME = "digitize"
"""Of the role, of its database and of the bucket."""

PORTS = {"postgres": 1, "seaweed": 8, "redis": 1}
BELOW_THE_EPHEMERAL = range(20_000, 32_000)
"""The kernel gives ports of outgoing connections from 32,768 on: one of those would now and then be taken."""


class Server(Protocol):
    """A server that goes on when the process that started it ends."""

    @property
    def pid(self) -> int | None:
        """The process that runs on the server's files, whoever started it."""

    def start(self) -> object:
        """Start it and wait until it answers."""

    def stop(self) -> None:
        """Ask it to end and wait for it; nothing where it does not run."""


class RedisOnPort:
    """redis-server on a port of the loopback, with a password and an append-only file."""

    def __init__(self, folder: Path, port: int, password: str) -> None:
        self._folder = folder
        self._port = port
        self._password = password

    @property
    def url(self) -> str:
        """The address as the product takes it."""
        return f"redis://:{quote(self._password, safe='')}@127.0.0.1:{self._port}/0"

    @property
    def pid(self) -> int | None:
        """The process that runs on these files, whoever started it."""
        return process_of(self._folder / "redis.pid", self._folder)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        options = {
            "bind": "127.0.0.1",
            "port": self._port,
            "requirepass": self._password,
            "dir": f'"{self._folder}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            # Its title would hide the folder, by which `status` and `down` know it.
            "set-proc-title": "no",
        }
        # In the command line everybody could read the password.
        settings = self._folder / "redis.conf"
        write_secretly(settings, "".join(f"{name} {value}\n" for name, value in options.items()))
        with (self._folder / "redis.log").open("ab") as log:
            process = subprocess.Popen(
                [program("redis-server"), settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        (self._folder / "redis.pid").write_text(str(process.pid), encoding="utf-8")
        wait_until(self._answers, process, self._folder / "redis.log")

    def stop(self) -> None:
        """Ask whoever runs on these files to end, and wait for it."""
        if self.pid is not None:
            with Redis.from_url(self.url) as client:
                client.shutdown()
        wait_while(lambda: self.pid is not None)

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except RedisError:
            return False


class Stack:
    """The three servers of a data folder. What is drawn for them lies in `stack.json`, which the product reads too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        note = folder / "stack.json"
        drawn = json.loads(note.read_text(encoding="utf-8")) if note.exists() else draw()
        self.ports: dict[str, list[int]] = drawn["ports"]
        password: dict[str, str] = drawn["passwords"]
        self._password = password["postgres"]
        self._postgres = Postgres(
            folder / "postgres",
            port=self.ports["postgres"][0],
            password=self._password,
            fast=False,
            autovacuum="on",
            deadlock_timeout="1s",
            # Its path may be too long for a socket.
            unix_socket_directories="",
        )
        self._seaweed = Seaweed(
            folder / "seaweed",
            ports=self.ports["seaweed"],
            secret_key=password["seaweed"],
            options={
                "master.volumeSizeLimitMB": "1024",
                "volume.max": "0",
                "s3.allowDeleteBucketNotEmpty": "false",
            },
        )
        redis = RedisOnPort(folder / "redis", self.ports["redis"][0], password["redis"])
        self.servers: dict[str, Server] = {
            "postgres": self._postgres,
            "seaweed": self._seaweed,
            "redis": redis,
        }
        database = f"postgresql://{NAME}:{self._password}@127.0.0.1:{self.ports['postgres'][0]}/{NAME}"
        self.urls = {
            "database_url": database,
            "blobs_url": self._seaweed.url(NAME),
            "redis_url": redis.url,
        }
        if not note.exists():
            write_secretly(note, json.dumps({**drawn, "urls": self.urls}, indent=1))

    @property
    def runs(self) -> bool:
        """Whether all of them run."""
        return all(server.pid is not None for server in self.servers.values())

    def up(self) -> None:
        """Start what does not run."""
        if self._postgres.pid is None:
            self._postgres.prepare()
            self._postgres.start()
            self._make_database()
        if self._seaweed.pid is None:
            (self.folder / "seaweed").mkdir(mode=0o700, exist_ok=True)
            self._seaweed.start()
        self._seaweed.keep_every_write()
        if self.servers["redis"].pid is None:
            self.servers["redis"].start()

    def down(self) -> None:
        """Stop what runs."""
        for server in self.servers.values():
            server.stop()

    def _make_database(self) -> None:
        with psycopg.connect(self._postgres.url(), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone() is None:
                role = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                connection.execute(role.format(sql.Identifier(NAME), sql.Literal(self._password)))
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(NAME)))


def draw() -> dict[str, object]:
    """Return free ports and new passwords."""
    ports = iter(free_below(sum(PORTS.values())))
    return {
        "ports": {name: [next(ports) for _ in range(count)] for name, count in PORTS.items()},
        "passwords": {name: secrets.token_urlsafe(24) for name in PORTS},
    }


def free_below(count: int) -> list[int]:
    """Return ports that nothing listens on now, out of those that no outgoing connection gets."""
    found: list[int] = []
    for port in random.sample(BELOW_THE_EPHEMERAL, len(BELOW_THE_EPHEMERAL)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            break
    return found


def write_secretly(path: Path, text: str) -> None:
    """Write a file whole, for its owner's eyes only."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    draft.rename(path)


def program(name: str) -> str:
    """Return the path of a program.

    Raises:
        RuntimeError: it is not installed.
    """
    path = shutil.which(name)
    if path is None:
        raise RuntimeError(f"{name}: scripts/setup test")
    return path


def version(name: str) -> str:
    """Return the version of a server's program: the first word of its answer that begins with a digit."""
    command: dict[str, Sequence[str | Path]] = {
        "postgres": [binaries() / "postgres", "--version"],
        "seaweed": [Path(sys.executable).with_name("weed"), "version"],
        "redis": [program("redis-server"), "--version"],
    }
    said = subprocess.run(command[name], capture_output=True, text=True, check=True, timeout=30).stdout
    words = (word.removeprefix("v=") for word in said.split())
    return next(word for word in words if word[0].isdigit() and "." in word)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep a second `up` or `down` on this folder waiting."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def closed_to_others(folder: Path) -> Path | None:
    """Return the folder above that keeps the unprivileged user of PostgreSQL out, or None."""
    above = [folder, *folder.parents]
    return next((each for each in above if os.getuid() == 0 and not each.stat().st_mode & 0o001), None)


def show(stack: Stack) -> None:
    for name, server in stack.servers.items():
        pid, port = server.pid, stack.ports[name][-2 if name == "seaweed" else 0]
        state = f"đang chạy, tiến trình {pid}" if pid else "không chạy"
        print(f"{name:9} {version(name):8} 127.0.0.1:{port}  {state}")


def up(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    keeper = closed_to_others(folder)
    if keeper is not None:
        print(
            f"PostgreSQL không chạy bằng root và không vào được {keeper}: chmod o+x {keeper}", file=sys.stderr
        )
        return 3
    with alone(folder):
        stack = Stack(folder)
        stack.up()
    show(stack)
    return 0


def down(folder: Path) -> int:
    if (folder / "stack.json").exists():
        print("Đang dừng; SeaweedFS cần khoảng 20 giây…", file=sys.stderr)
        with alone(folder):
            Stack(folder).down()
    print("Đã dừng.")
    return 0


def status(folder: Path) -> int:
    if not (folder / "stack.json").exists():
        print(f"Chưa có máy chủ nào ở {folder}: scripts/stack up")
        return 3
    stack = Stack(folder)
    show(stack)
    return 0 if stack.runs else 3


def env(folder: Path) -> int:
    if not (folder / "stack.json").exists() or not (stack := Stack(folder)).runs:
        print("Không chạy: scripts/stack up", file=sys.stderr)
        return 3
    for name, url in stack.urls.items():
        print(f"export {name.upper()}={shlex.quote(url)}")
    return 0


def main() -> int:
    commands = {"up": up, "down": down, "status": status, "env": env}
    parser = argparse.ArgumentParser(prog="scripts/stack")
    parser.add_argument("command", choices=commands)
    folder = Settings().data.absolute() / "stack"
    try:
        return commands[parser.parse_args().command](folder)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
