"""The reader child: one spawned process that holds the models and opens bytes from outside.

A hostile file kills this child, never a worker: the child has bounds on memory and time, leads its own process group,
is replaced every few hundred pages, and is killed as a group when it does not answer in time. Both sides speak
canonical JSON, so nothing that the child sends is ever executed.
"""

import ctypes
import json
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from digitize import errors
from digitize.errors import DigitizeError, ReaderCrashed
from digitize.model.codec import from_plain, to_json
from digitize.model.ocr import OcrPage
from digitize.ports import Inventory, Reader

_LOAD_SECONDS = 60.0
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the child: address space in bytes, seconds a page, pages before it is replaced."""

    memory: int
    seconds_a_page: float
    recycle: int


class ChildReader:
    """A Reader whose work happens in a child process. `make_reader` must be importable by name."""

    def __init__(self, make_reader: Callable[[], Reader], limits: Limits) -> None:
        self._make_reader = make_reader
        self._limits = limits
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._pages = 0

    def load(self, path: Path) -> Inventory:
        """Return what the file holds."""
        inventory: Inventory = from_plain(Inventory, self._call("load", _LOAD_SECONDS, str(path)))
        return inventory

    def read(self, path: Path, frames: Sequence[int]) -> tuple[OcrPage, ...]:
        """Prepare and read some frames."""
        plain = self._call("read", self._budget(len(frames)), str(path), list(frames))
        return tuple(from_plain(OcrPage, page) for page in plain)

    def archive(self, path: Path, parts: Sequence[tuple[int, Path | None]], title: str, out: Path) -> None:
        """Write the searchable PDF/A-2b of some frames."""
        plain_parts = [[frame, str(pack) if pack else None] for frame, pack in parts]
        self._call("archive", self._budget(len(parts)), str(path), plain_parts, title, str(out))

    def picture(self, path: Path, frame: int, longest: int) -> bytes:
        """Return a frame as a JPEG."""
        return bytes.fromhex(self._call("picture", self._budget(1), str(path), frame, longest))

    def close(self) -> None:
        """Kill the child, and whatever it started, as a group."""
        if self._process is None or self._pipe is None:
            return
        self._pipe.close()
        if self._process.pid is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                self._process.kill()
        self._process.join()
        self._process.close()
        self._process, self._pipe, self._pages = None, None, 0

    def _budget(self, pages: int) -> float:
        self._pages += pages
        return _START_SECONDS + self._limits.seconds_a_page * pages

    def _call(self, method: str, seconds: float, *arguments: Any) -> Any:
        # Plain JSON: the canonical one is NFC, and a path must arrive as the file system spells it.
        request = json.dumps([method, *arguments]).encode()
        try:
            try:
                answer = self._ask(request, seconds)
            except (EOFError, ConnectionError):
                # Somebody else may have killed the child, the kernel for want of memory or while it had nothing to do:
                # a file is blamed for the death of a child of its own.
                answer = self._ask(request, seconds)
        except (EOFError, OSError) as problem:
            raise ReaderCrashed(f"the reader child did not answer: {type(problem).__name__}") from None
        if self._pages >= self._limits.recycle:
            self.close()
        if "error" in answer:
            raise _error(answer)
        return answer["result"]

    def _ask(self, request: bytes, seconds: float) -> dict[str, Any]:
        pipe = self._pipe or self._start()
        try:
            pipe.send_bytes(request)
            if not pipe.poll(seconds):
                raise TimeoutError
            answer: dict[str, Any] = json.loads(pipe.recv_bytes())
        except BaseException:
            # Whoever breaks off here leaves an answer on its way, and the next call would take it for its own.
            self.close()
            raise
        return answer

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, self._make_reader, self._limits.memory), daemon=True
        )
        self._process.start()
        theirs.close()
        self._pipe = ours
        return ours


def _error(answer: dict[str, Any]) -> DigitizeError:
    kind = getattr(errors, answer["error"], None)
    if isinstance(kind, type) and issubclass(kind, DigitizeError):
        return kind(answer["message"], **answer["details"])
    return ReaderCrashed(f"the reader failed: {answer['error']}")


def _serve(pipe: Connection, make_reader: Callable[[], Reader], memory: int) -> None:
    """Answer calls until the other side goes away."""
    os.setpgid(0, 0)
    # A worker that is killed outright must not leave a reader behind that hangs (prctl(2), PR_SET_PDEATHSIG).
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Made by the first call that needs it, so that a missing model is an answer and not the child's death.
    reader = cache(make_reader)
    while True:
        try:
            method, *arguments = json.loads(pipe.recv_bytes())
        except EOFError:
            return
        pipe.send_bytes(to_json(_answer(reader, method, arguments)).encode())


def _answer(reader: Callable[[], Reader], method: str, arguments: list[Any]) -> dict[str, Any]:
    try:
        return {"result": _METHODS[method](reader(), *arguments)}
    except DigitizeError as error:
        return {"error": type(error).__name__, "message": str(error), "details": error.details}
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes must not end the child's loop
        return {"error": type(error).__name__, "message": "", "details": {}}


_METHODS: dict[str, Callable[..., Any]] = {
    "load": lambda reader, path: reader.load(Path(path)),
    "read": lambda reader, path, frames: reader.read(Path(path), frames),
    "archive": lambda reader, path, parts, title, out: reader.archive(
        Path(path), [(frame, Path(pack) if pack else None) for frame, pack in parts], title, Path(out)
    ),
    "picture": lambda reader, path, frame, longest: reader.picture(Path(path), frame, longest).hex(),
}
