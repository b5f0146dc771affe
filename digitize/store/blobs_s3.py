"""Blobs in an S3 bucket, under the same keys as in a folder. Only calls of the S3 standard are made."""

import hashlib
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from digitize.errors import IntegrityError, NotFound, TooLarge
from digitize.model.intake import BlobRef
from digitize.store import s3_lock
from digitize.store.blobs_folder import blob_key, copy, is_blob_key, opened, room_on_disk, verified
from digitize.store.file_cache import FileCache
from digitize.store.s3_bucket import Bucket, sha256_header

_PART = 16 << 20
"""Bytes of one part; what is not larger is sent at once. S3 takes parts of 5 MiB to 5 GiB, 10,000 of them."""

_LARGEST_PUT = 5 << 30
_PIECE = 1 << 20
_INBOX = "inbox/"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


class S3Blobs:
    """Blobs in an S3 bucket, with a local cache of those that were stored or lent."""

    def __init__(self, url: str, cache: Path, cache_bytes: int = 4 << 30) -> None:
        """Take the address of the bucket; the server is asked nothing yet.

        Args:
            url: s3://KEY:SECRET@host:port/bucket?secure=…&region=…, percent-encoded.
            cache: folder for these files, shared by the processes of a machine.
            cache_bytes: what the cache may hold.

        Raises:
            SetupError: the address has another form.
        """
        self._bucket = Bucket(url)
        self._cache = FileCache(cache, cache_bytes)
        self._spool = str(cache)

    def put(self, source: BinaryIO | Path | bytes, *, kind: str, day: date, media_type: str) -> BlobRef:
        """Store bytes durably and return their reference.

        Bytes of one part travel with their SHA-256, which the server checks where it can, and with the condition that
        they are new; more parts have neither in S3, so they are looked for before and read back.

        Raises:
            ValueError: `kind` is no plain name.
            IntegrityError: what is stored under this key is not what was sent.
            TransientError: the server is not reachable.
            SetupError: the keys or the bucket are wrong.
        """
        with opened(source) as stream, tempfile.SpooledTemporaryFile(_PART, dir=self._spool) as spool:
            # The copy is our own: nobody changes it between hashing and sending.
            own = cast("BinaryIO", spool)
            with room_on_disk():
                sha256, size = copy(stream, own)
            ref = BlobRef(blob_key(kind, day, sha256, media_type), sha256, size, media_type)
            own.seek(0)
            if size <= _PART and self._bucket.adds_only:
                data = own.read()
                self._add(data, ref)
                # What was just stored is asked for next, mostly on this machine.
                self._cache.keep(Path(ref.key).name, data)
            elif self.stat(ref.key) is None:
                self._upload(own, ref)
            else:
                self._compare_size(ref)
        return ref

    def read(self, ref: BlobRef) -> bytes:
        """Return all bytes.

        Raises:
            NotFound: no such blob.
            IntegrityError: the bytes do not have the SHA-256 of the reference.
            TransientError: the server is not reachable.
        """
        with self.local(ref) as path:
            return verified(path.read_bytes(), ref)

    def check(self, ref: BlobRef) -> None:
        """Read all bytes from the server, past the cache.

        Raises:
            NotFound: no such blob.
            IntegrityError: the bytes do not have the SHA-256 of the reference.
            TransientError: the server is not reachable.
        """
        for _ in self._verified(ref):
            pass

    @contextmanager
    def local(self, ref: BlobRef) -> Iterator[Path]:
        """Lend the blob as a file of the cache, read only; its SHA-256 is checked when it comes from the server.

        Raises:
            NotFound: no such blob.
            IntegrityError: the bytes do not have the SHA-256 of the reference.
            TransientError: the server is not reachable.
        """
        if not is_blob_key(ref.key):
            raise NotFound("no such blob")
        place = Path(ref.key)
        if place.stem != ref.sha256:
            raise IntegrityError("a reference names other bytes than its key")
        with self._cache.lend(
            place.name, ref.size, lambda file: file.writelines(self._verified(ref))
        ) as path:
            yield path

    def stat(self, key: str) -> int | None:
        """Return the size of a stored blob, or None."""
        if not is_blob_key(key):
            return None
        try:
            with self._bucket.client() as client:
                return cast("int", client.stat_object(self._bucket.name, key).size)
        except NotFound:
            return None

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Return the keys under `prefix` in order; a thousand are asked for at a time.

        S3 lists in the order of bytes, but SeaweedFS lists page/ before page-2/. Below a kind the order is the same,
        for all names there have the same length.
        """
        starts = [prefix] if "/" in prefix else sorted(self._listed(prefix, recursive=False))
        for start in starts:
            for key in self._listed(start):
                if is_blob_key(key) and key.startswith(prefix):
                    yield key

    def retain(self, key: str, until: datetime) -> bool:
        """Lock a blob against deletion and change, for everybody, until a time; never shortens an earlier lock.

        Raises:
            NotFound: no such blob.
        """
        if not is_blob_key(key):
            raise NotFound("no such blob")
        return s3_lock.retain(self._bucket, key, until)

    def presign(self, name: str, size: int, sha256: str, seconds: int) -> str | None:
        """Return an address to which one file may be sent (PUT) as inbox/`name`, for some seconds.

        The SHA-256 is part of what is signed, so a server that knows checksums takes this file only.

        Raises:
            ValueError: `name` is no plain name.
            TooLarge: S3 takes at most 5 GiB at once.
        """
        if not _NAME.fullmatch(name):
            raise ValueError("the name of an upload is made of letters, digits, . _ and -")
        if size > _LARGEST_PUT:
            raise TooLarge("more than 5 GiB cannot be sent at once", size=size)
        with self._bucket.client() as client:
            return client.get_presigned_url(
                "PUT",
                self._bucket.name,
                _INBOX + name,
                expires=timedelta(seconds=seconds),
                extra_query_params=sha256_header(sha256),
            )

    def inbox(self) -> Iterator[str]:
        """Return the keys of files that were sent to presigned addresses and not yet taken, in order."""
        return (key for key in self._listed(_INBOX) if _is_inbox_key(key))

    @contextmanager
    def take(self, key: str) -> Iterator[Path]:
        """Lend a file of the inbox; it leaves the inbox when the block ends without an error.

        Raises:
            NotFound: no such file in the inbox.
        """
        if not _is_inbox_key(key):
            raise NotFound("no such file in the inbox")
        with self._bucket.client() as client:
            version = client.stat_object(self._bucket.name, key).version_id
        with self._cache.scratch(lambda file: file.writelines(self._pieces(key, version))) as path:
            yield path
        self._remove(key, version)

    def lock_is_truthful(self) -> bool | None:
        """Return whether the server keeps what it locked; None where the bucket has no lock."""
        return s3_lock.is_truthful(self._bucket)

    def _add(self, data: bytes, ref: BlobRef) -> None:
        written = self._bucket.add(ref.key, data, ref.media_type, ref.sha256)
        if written is None:
            self._compare_size(ref)
        # The MD5 of what it stored is what most servers answer; the others are asked for the size.
        elif written.etag != hashlib.md5(data, usedforsecurity=False).hexdigest():
            self._confirm(ref, written.version_id, whole=True)

    def _upload(self, stream: BinaryIO, ref: BlobRef) -> None:
        whole = ref.size <= _PART
        with self._bucket.client() as client:
            written = client.put_object(
                self._bucket.name,
                ref.key,
                stream,
                ref.size,
                content_type=ref.media_type,
                metadata=sha256_header(ref.sha256) if whole else None,
                part_size=_PART,
                num_parallel_uploads=1,
            )
        self._confirm(ref, written.version_id, whole=whole)

    def _confirm(self, ref: BlobRef, version: str | None, *, whole: bool) -> None:
        try:
            self._compare_size(ref)
            if not whole:
                self.check(ref)
        except IntegrityError:
            # Left under its key it would pass for stored the next time.
            self._remove(ref.key, version)
            raise

    def _compare_size(self, ref: BlobRef) -> None:
        if self.stat(ref.key) != ref.size:
            raise IntegrityError("a stored file has not the size that was written", written=ref.size)

    def _remove(self, key: str, version: str | None) -> None:
        """Remove an object for good: without its version a bucket with object lock would only hide it."""
        with self._bucket.client() as client:
            client.remove_object(self._bucket.name, key, version)

    def _verified(self, ref: BlobRef) -> Iterator[bytes]:
        """Yield a blob piece by piece; at its end, an error if it was another one."""
        if not is_blob_key(ref.key):
            raise NotFound("no such blob")
        digest, size = hashlib.sha256(), 0
        for piece in self._pieces(ref.key):
            digest.update(piece)
            size += len(piece)
            yield piece
        if (digest.hexdigest(), size) != (ref.sha256, ref.size):
            raise IntegrityError("a stored file has not the bytes that were written", size=size)

    def _pieces(self, key: str, version: str | None = None) -> Iterator[bytes]:
        with self._bucket.client() as client:
            response = client.get_object(self._bucket.name, key, version_id=version)
            try:
                yield from response.stream(_PIECE)
            finally:
                response.close()
                response.release_conn()

    def _listed(self, prefix: str, *, recursive: bool = True) -> Iterator[str]:
        with self._bucket.client() as client:
            for entry in client.list_objects(self._bucket.name, prefix, recursive=recursive):
                yield entry.object_name or ""


def _is_inbox_key(key: str) -> bool:
    return key.startswith(_INBOX) and _NAME.fullmatch(key.removeprefix(_INBOX)) is not None
