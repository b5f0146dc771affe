"""A line to a server that delays, swallows, damages or cuts what passes."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

_PIECE = 1 << 16


class Cut(Exception):
    """Raised by `alter` to cut the connection."""


class FaultyLine:
    """A TCP relay on a free port; `up` sees each piece to the server and `down` each piece back, before it passes."""

    def __init__(
        self,
        target: str,
        *,
        up: Callable[[bytes], bytes] = bytes,
        down: Callable[[bytes], bytes] = bytes,
    ) -> None:
        host, _, port = target.partition(":")
        self._target = (host, int(port))
        self._alter = {"up": up, "down": down}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._listener]
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The first to go is the listener, so nothing joins these lists any more.
        while self._open or self._threads:
            for each in self._open:
                _hang_up(each)
            self._open.clear()
            for thread in self._threads[:]:
                thread.join()
                self._threads.remove(thread)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._target)
                self._open += [near, far]
                for source, sink, way in ((near, far, "up"), (far, near, "down")):
                    thread = threading.Thread(target=self._relay, args=(source, sink, self._alter[way]))
                    self._threads.append(thread)
                    thread.start()

    @staticmethod
    def _relay(source: socket.socket, sink: socket.socket, alter: Callable[[bytes], bytes]) -> None:
        with suppress(OSError, Cut):
            while piece := source.recv(_PIECE):
                sink.sendall(alter(piece))
        _hang_up(source)
        _hang_up(sink)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
