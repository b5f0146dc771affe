"""Blobs in memory: the twin of `blobs_folder.FolderBlobs`."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from digitize.errors import NotFound
from digitize.model.intake import BlobRef
from digitize.store.blobs_folder import blob_key, copy, opened, verified
from digitize.store.blobs_plain import PlainBlobs


class MemoryBlobs(PlainBlobs):
    """Blobs in memory, gone with the process."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytes] = {}

    def put(self, source: BinaryIO | Path | bytes, *, kind: str, day: date, media_type: str) -> BlobRef:
        """Store bytes and return their reference."""
        target = BytesIO()
        with opened(source) as stream:
            sha256, size = copy(stream, target)
        ref = BlobRef(blob_key(kind, day, sha256, media_type), sha256, size, media_type)
        self._blobs.setdefault(ref.key, target.getvalue())
        return ref

    def read(self, ref: BlobRef) -> bytes:
        """Return all bytes.

        Raises:
            NotFound: no such blob.
            IntegrityError: the bytes do not have the SHA-256 of the reference.
        """
        if ref.key not in self._blobs:
            raise NotFound("no such blob")
        return verified(self._blobs[ref.key], ref)

    @contextmanager
    def local(self, ref: BlobRef) -> Iterator[Path]:
        """Lend the blob as a temporary file for the length of the context."""
        data = self.read(ref)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(ref.key).name
            path.write_bytes(data)
            path.chmod(0o444)
            yield path

    def stat(self, key: str) -> int | None:
        """Return the size of a stored blob, or None."""
        return len(self._blobs[key]) if key in self._blobs else None

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Return the keys under `prefix` in order."""
        return iter(sorted(key for key in self._blobs if key.startswith(prefix)))
