"""Blobs in a folder, by kind and day, each named by its SHA-256."""

import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from digitize.errors import IntegrityError, NotFound, TransientError
from digitize.model.intake import BlobRef
from digitize.store.blobs_plain import PlainBlobs

_EXTENSIONS = {
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/zstd": ".zst",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "text/plain": ".txt",
}
_KIND = re.compile(r"[a-z0-9][a-z0-9_-]*")
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*/\d{4}/\d\d/\d\d/[0-9a-f]{64}(\.[a-z]+)?")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PIECE = 1 << 20
_STALE_SECONDS = 24 * 3600
_TEMPORARY = ".incoming"


class FolderBlobs(PlainBlobs):
    """Blobs under a folder. Each is written beside, flushed, and moved into place whole; afterwards it is read-only."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / _TEMPORARY
        self._incoming.mkdir(parents=True, exist_ok=True)
        self._clean()

    def put(self, source: BinaryIO | Path | bytes, *, kind: str, day: date, media_type: str) -> BlobRef:
        """Store bytes durably and return their reference.

        Raises:
            ValueError: `kind` is no plain name.
            TransientError: there is no room on the disk.
            IntegrityError: the stored bytes of this name were cut or grew since.
        """
        handle, name = tempfile.mkstemp(dir=self._incoming)
        temporary = Path(name)
        try:
            with room_on_disk():
                with os.fdopen(handle, "wb") as target, opened(source) as stream:
                    sha256, size = copy(stream, target)
                    os.fchmod(target.fileno(), 0o444)
                    target.flush()
                    os.fsync(target.fileno())
                ref = BlobRef(blob_key(kind, day, sha256, media_type), sha256, size, media_type)
                self._move(temporary, ref)
        finally:
            temporary.unlink(missing_ok=True)
        return ref

    def read(self, ref: BlobRef) -> bytes:
        """Return all bytes.

        Raises:
            NotFound: no such blob.
            IntegrityError: the bytes do not have the SHA-256 of the reference.
        """
        with self.local(ref) as path:
            return verified(path.read_bytes(), ref)

    @contextmanager
    def local(self, ref: BlobRef) -> Iterator[Path]:
        """Lend the stored file itself, read only. Its size is checked, its SHA-256 is not.

        Raises:
            NotFound: no such blob.
            IntegrityError: the file was cut or grew since.
        """
        size = self.stat(ref.key)
        if size is None:
            raise NotFound("no such blob")
        if size != ref.size:
            raise IntegrityError(
                "a stored file has not the size that was written", size=size, written=ref.size
            )
        yield self._root / ref.key

    def stat(self, key: str) -> int | None:
        """Return the size of a stored blob, or None."""
        path = self._root / key
        return path.stat().st_size if is_blob_key(key) and path.is_file() else None

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Return the keys under `prefix` in order."""
        return self._walk("", prefix)

    def _walk(self, folder: str, prefix: str) -> Iterator[str]:
        """Yield keys of one folder after the other, so that only one folder's names are held at a time."""
        with os.scandir(self._root / folder) as entries:
            # A folder sorts as its name with the slash that follows it in a key.
            names = sorted(folder + entry.name + ("/" if entry.is_dir() else "") for entry in entries)
        for name in names:
            if name.endswith("/") and (name.startswith(prefix) or prefix.startswith(name)):
                yield from self._walk(name, prefix)
            elif name.startswith(prefix) and is_blob_key(name):
                yield name

    def _move(self, temporary: Path, ref: BlobRef) -> None:
        place = self._root / ref.key
        stored = self.stat(ref.key)
        if stored is None:
            self._make_folder(place.parent)
            temporary.rename(place)
            flush_folder(place.parent)
        elif stored != ref.size:
            raise IntegrityError(
                "a stored file has not the size that was written", size=stored, written=ref.size
            )

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
            flush_folder(folder.parent)

    def _clean(self) -> None:
        """Remove what a killed writer left long ago; a younger file may be another process's work."""
        for left in self._incoming.iterdir():
            try:
                if left.stat().st_mtime < time.time() - _STALE_SECONDS:
                    left.unlink()
            except FileNotFoundError:
                continue


def blob_key(kind: str, day: date, sha256: str, media_type: str) -> str:
    """Return the key of a blob: kind, day, SHA-256 and the extension of its media type.

    Raises:
        ValueError: `kind` is no plain name.
    """
    if not _KIND.fullmatch(kind):
        raise ValueError("the kind of a blob is a name of small letters, digits, - and _")
    return f"{kind}/{day:%Y/%m/%d}/{sha256}{_EXTENSIONS.get(media_type, '')}"


def is_blob_key(key: str) -> bool:
    """Return whether `blob_key` could have made this key."""
    return _KEY.fullmatch(key) is not None


def verified(data: bytes, ref: BlobRef) -> bytes:
    """Return `data` if it is what `ref` names.

    Raises:
        IntegrityError: it is not.
    """
    if hashlib.sha256(data).hexdigest() != ref.sha256:
        raise IntegrityError("a stored file has not the bytes that were written", size=len(data))
    return data


@contextmanager
def room_on_disk() -> Iterator[None]:
    """Say in the product's words that a disk is full.

    Raises:
        TransientError: there is no room on the disk.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise TransientError("there is no room left on the disk for papers") from error
        raise


@contextmanager
def opened(source: BinaryIO | Path | bytes) -> Iterator[BinaryIO]:
    """Lend a stream of what is to be stored; a stream that was handed in stays open."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield stream
    else:
        yield BytesIO(source) if isinstance(source, bytes) else source


def copy(source: BinaryIO, target: BinaryIO) -> tuple[str, int]:
    """Copy a stream piece by piece; return the SHA-256 and the number of bytes."""
    digest, size = hashlib.sha256(), 0
    while piece := source.read(_PIECE):
        digest.update(piece)
        target.write(piece)
        size += len(piece)
    return digest.hexdigest(), size


def flush_folder(folder: Path) -> None:
    """Flush a folder to disk, so that a new name in it survives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
