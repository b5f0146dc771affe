"""What a store of blobs without object lock and without addresses for stations answers."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from digitize.errors import IntegrityError, NotFound
from digitize.model.intake import BlobRef


class PlainBlobs(ABC):
    """A folder or memory: nothing there can be locked against its owner, and nobody sends files into it."""

    @abstractmethod
    def stat(self, key: str) -> int | None:
        """Return the size of a stored blob, or None."""

    @abstractmethod
    def local(self, ref: BlobRef) -> AbstractContextManager[Path]:
        """Lend the stored bytes as a file, read only."""

    def check(self, ref: BlobRef) -> None:
        """Read all bytes: what is lent is what is stored.

        Raises:
            NotFound: no such blob.
            IntegrityError: the bytes do not have the SHA-256 of the reference.
        """
        with self.local(ref) as path, path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != ref.sha256:
                raise IntegrityError("a stored file has not the bytes that were written", size=ref.size)

    def retain(self, key: str, until: datetime) -> bool:  # noqa: ARG002
        """Return False: there is no lock.

        Raises:
            NotFound: no such blob.
        """
        if self.stat(key) is None:
            raise NotFound("no such blob")
        return False

    def presign(self, name: str, size: int, sha256: str, seconds: int) -> str | None:  # noqa: ARG002
        """Return None: nobody sends files here."""
        return None

    def inbox(self) -> Iterator[str]:
        """Return no keys, for there is no inbox."""
        return iter(())

    def take(self, key: str) -> AbstractContextManager[Path]:  # noqa: ARG002
        """Raise NotFound, for there is no inbox."""
        raise NotFound("no such file in the inbox")

    def lock_is_truthful(self) -> bool | None:
        """Return None, for there is no lock."""
        return None
