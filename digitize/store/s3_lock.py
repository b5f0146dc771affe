"""Object lock of an S3 bucket: what is attached stays, and whether the server means it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO

from minio.commonconfig import COMPLIANCE
from minio.datatypes import Object
from minio.error import S3Error
from minio.retention import Retention

from digitize.store.s3_bucket import Bucket, sha256_header

_CANARY = "canary/lock"
_SONG = b"canary"
_SECOND = timedelta(seconds=1)


def retain(bucket: Bucket, key: str, until: datetime) -> bool:
    """Lock an object in COMPLIANCE mode until a time, or leave a longer lock; False where the bucket has no lock.

    Raises:
        NotFound: no such object.
    """
    with bucket.client() as client:
        locked = _locked_until(client.stat_object(bucket.name, key))
        if not bucket.locks:
            return False
        if locked is None or locked < until:
            # Servers keep whole seconds.
            whole = until.replace(microsecond=0) + (_SECOND if until.microsecond else 0 * _SECOND)
            client.set_object_retention(bucket.name, key, Retention(COMPLIANCE, whole))
    return True


def is_truthful(bucket: Bucket) -> bool | None:
    """Return whether the server refuses to delete a locked object and to shorten its lock; None without locks.

    A canary of a few bytes stays for a minute and goes with the next call.
    """
    if not bucket.locks:
        return None
    _clear(bucket)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
    with bucket.client() as client:
        version = client.put_object(
            bucket.name,
            _CANARY,
            BytesIO(_SONG),
            len(_SONG),
            metadata=sha256_header(hashlib.sha256(_SONG).hexdigest()),
            retention=Retention(COMPLIANCE, until),
        ).version_id
        with _refused():
            client.remove_object(bucket.name, _CANARY, version)
        with _refused():
            sooner = Retention(COMPLIANCE, until - timedelta(seconds=30))
            client.set_object_retention(bucket.name, _CANARY, sooner, version)
        # What is left counts, not what the server said.
        try:
            locked = _locked_until(client.stat_object(bucket.name, _CANARY, version_id=version))
        except S3Error as error:
            if error.code != "NoSuchKey":
                raise
            return False
    return locked is not None and locked >= until


def _clear(bucket: Bucket) -> None:
    """Remove the canaries of earlier calls whose lock is over."""
    with bucket.client() as client:
        for old in client.list_objects(bucket.name, _CANARY, include_version=True):
            with _refused():
                client.remove_object(bucket.name, _CANARY, old.version_id)


def _locked_until(found: Object) -> datetime | None:
    until = (found.metadata or {}).get("x-amz-object-lock-retain-until-date")
    return datetime.fromisoformat(until) if until else None


@contextmanager
def _refused() -> Iterator[None]:
    """Let the server refuse; that it fails is another thing."""
    try:
        yield
    except S3Error as error:
        if error.response.status >= 500:
            raise
