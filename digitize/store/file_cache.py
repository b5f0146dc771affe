"""A folder of downloaded files under a cap, shared by the processes of a machine."""

import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from digitize.errors import TransientError
from digitize.store.blobs_folder import room_on_disk

_INCOMING = ".incoming-"
_STALE_SECONDS = 24 * 3600
_SHARE_BETWEEN_LOOKS = 16


class FileCache:
    """Lends files by name and drops those lent longest ago when they hold more than `cap` bytes together.

    A lent file is locked by its borrower (flock), so that no process drops it; a killed borrower's lock goes with it.
    Each process looks at the folder after it has brought in a sixteenth of the cap, so the cap may be passed by that
    much for each process, and by what is lent.
    """

    def __init__(self, folder: Path, cap: int) -> None:
        self._folder = folder
        self._cap = cap
        self._brought = cap
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def lend(self, name: str, size: int, fill: Callable[[IO[bytes]], object]) -> Iterator[Path]:
        """Lend a file, read only, for the length of the context; `fill` writes one that is not there.

        A file that was cut or grew since is brought in again.
        """
        place = self._folder / name
        while (lock := _held(place, size)) is None:
            self._bring(place, fill)
        try:
            self._make_room()
            yield place
        finally:
            os.close(lock)

    def keep(self, name: str, data: bytes) -> None:
        """Keep bytes that are at hand, so that nobody has to bring them in; without room on the disk they are not kept."""
        place = self._folder / name
        if not place.exists():
            with suppress(TransientError):
                self._bring(place, lambda file: file.write(data))
            self._make_room()

    @contextmanager
    def scratch(self, fill: Callable[[IO[bytes]], object]) -> Iterator[Path]:
        """Lend a new file that `fill` writes, read only; it is gone afterwards, and a day after a kill.

        Raises:
            TransientError: there is no room on the disk.
        """
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=_INCOMING) as file:
            with room_on_disk():
                fill(file.file)
                file.flush()
            os.fchmod(file.fileno(), 0o444)
            yield Path(file.name)

    def _bring(self, place: Path, fill: Callable[[IO[bytes]], object]) -> None:
        with self.scratch(fill) as file, suppress(FileExistsError):
            self._brought += file.stat().st_size
            # A link, unlike a rename, never takes the place of a file that somebody borrows.
            place.hardlink_to(file)

    def _make_room(self) -> None:
        if self._brought * _SHARE_BETWEEN_LOOKS < self._cap:
            return
        self._brought = 0
        files = sorted(self._files())
        excess = sum(size for _, size, _ in files) - self._cap
        for _, size, path in files:
            if excess <= 0:
                return
            if _dropped(path):
                excess -= size

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """Yield (last lent, bytes, path) of each file, and drop what killed processes left."""
        stale = time.time() - _STALE_SECONDS
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):
                status = path.stat()
                if not path.name.startswith(_INCOMING):
                    yield status.st_mtime, status.st_size, path
                elif status.st_mtime < stale:
                    path.unlink()


def _held(place: Path, size: int) -> int | None:
    """Return a lock on the file, or None where there is none of this size."""
    try:
        lock = os.open(place, os.O_RDONLY)
    except FileNotFoundError:
        return None
    fcntl.flock(lock, fcntl.LOCK_SH)
    if _is_at(place, lock) and os.fstat(lock).st_size == size:
        os.utime(lock)
        return lock
    os.close(lock)
    _dropped(place)
    return None


def _dropped(place: Path) -> bool:
    """Remove a file unless somebody borrows it; return whether it is gone."""
    try:
        lock = os.open(place, os.O_RDONLY)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(place, lock):
            place.unlink()
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _is_at(place: Path, lock: int) -> bool:
    """Return whether the locked file still has its name: another process may have dropped it before it was locked."""
    try:
        return os.path.samestat(os.fstat(lock), place.stat())
    except FileNotFoundError:
        return False
