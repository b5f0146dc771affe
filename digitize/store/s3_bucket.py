"""A bucket by its address: the client, its patience, and what the server's errors mean."""

import hashlib
import re
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, S3Error, ServerError
from minio.helpers import ObjectWriteResult
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, MaxRetryError, SSLError

from digitize.errors import DigitizeError, IntegrityError, NotFound, SetupError, TransientError

_CONNECT_SECONDS = 3.0
_SENDING_SECONDS = 60.0
_ANSWER_SECONDS = 15.0
_FORM = "s3://KEY:SECRET@host:port/bucket?secure=true&region=us-east-1, with / : @ in the secret written as %2F %3A %40"

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ENDPOINT = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")
_NOWHERE = "no-such-kind/"
_CANARY, _SONG = "canary/once", b"canary"

Headers = dict[str, str | list[str] | tuple[str]]

_PASSING = {"SlowDown", "RequestTimeout", "OperationAborted", "TooManyRequests", "ConditionalRequestConflict"}
_CORRUPT = {"BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"}
_MISSING = {"NoSuchKey", "NoSuchVersion"}
_ADVICE = {
    "AccessDenied": "this access key may not do that; let it read, write, list and delete in the bucket",
    "AuthorizationHeaderMalformed": "the region in BLOBS_URL is not the server's",
    "BadRequest": "the server does not understand; check region and secure in BLOBS_URL",
    "InvalidAccessKeyId": "the server does not know this access key; check BLOBS_URL",
    "NoSuchBucket": "there is no such bucket; create it or check BLOBS_URL",
    "PermanentRedirect": "the bucket lies in another region; check BLOBS_URL",
    "RequestTimeTooSkewed": "the clocks of this machine and of the server differ; set the time",
    "SignatureDoesNotMatch": "the secret is wrong; check BLOBS_URL",
}
_NO_LOCK = {
    "InvalidRequest",
    "MethodNotAllowed",
    "NoSuchObjectLockConfiguration",
    "NotImplemented",
    "ObjectLockConfigurationNotFoundError",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a bucket is. The secret never shows in its representation."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    secure: bool
    region: str


class _Client(Minio):
    """The client, with the one call of the S3 standard that it does not offer."""

    def add(self, bucket: str, key: str, data: bytes, headers: Headers) -> ObjectWriteResult | None:
        """Store an object unless there is one under this key; then return None."""
        try:
            return self._put_object(bucket, key, data, headers | {"If-None-Match": "*"})
        except S3Error as error:
            if error.code != "PreconditionFailed":
                raise
            return None


class Bucket:
    """A bucket that is looked for, and made where it is missing, before its first use.

    Nothing is asked of the server before: the web starts, and says so, while the object store is down.
    """

    def __init__(self, url: str) -> None:
        address = parse_address(url)
        self.name = address.bucket
        self._client = _client(address)
        self._found = False
        self._locks: bool | None = None
        self._adds_only: bool | None = None

    @contextmanager
    def client(self) -> Iterator[Minio]:
        """Lend the client; what it raises inside the block becomes an error of the product.

        Raises:
            NotFound: no such object.
            TransientError: the server is not reachable, or not now.
            SetupError: the keys, the bucket or the address are wrong.
            IntegrityError: the server received other bytes than were sent.
        """
        with translated():
            if not self._found:
                self._find()
                self._found = True
            yield self._client

    @property
    def locks(self) -> bool:
        """Whether the bucket offers object lock; asked once."""
        with self.client() as client:
            if self._locks is None:
                try:
                    client.get_object_lock_config(self.name)
                    self._locks = True
                except S3Error as error:
                    if error.code not in _NO_LOCK:
                        raise
                    self._locks = False
            return self._locks

    @property
    def adds_only(self) -> bool:
        """Whether the server keeps to `If-None-Match: *`, so that nothing is written over; tried once.

        The canary of a few bytes stays.
        """
        if self._adds_only is None:
            digest = hashlib.sha256(_SONG).hexdigest()
            # The second writing tells: the first one may find no canary yet.
            self._adds_only = any(self.add(_CANARY, _SONG, "text/plain", digest) is None for _ in range(2))
        return self._adds_only

    def add(self, key: str, data: bytes, media_type: str, sha256: str) -> ObjectWriteResult | None:
        """Send bytes under a new key with their SHA-256; return None where the key is taken.

        Raises:
            IntegrityError: the server received other bytes than were sent.
        """
        with self.client():
            return self._client.add(
                self.name, key, data, sha256_header(sha256) | {"Content-Type": media_type}
            )

    def _find(self) -> None:
        # A listing, unlike a look at the bucket's head, is refused with a reason.
        try:
            next(self._client.list_objects(self.name, _NOWHERE), None)
            return
        except S3Error as error:
            if error.code != "NoSuchBucket":
                raise
        try:
            self._make(object_lock=True)
        except (S3Error, InvalidResponseError):
            # A server without object lock refuses in a way of its own; what else is wrong shows again here.
            self._make(object_lock=False)

    def _make(self, *, object_lock: bool) -> None:
        try:
            self._client.make_bucket(self.name, object_lock=object_lock)
        except S3Error as error:
            # Another worker was faster.
            if error.code not in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:
                raise


def parse_address(url: str) -> Address:
    """Take s3://KEY:SECRET@host:port/bucket?secure=…&region=… apart.

    Raises:
        SetupError: it has another form. The error shows no part of it, for any part may hold a piece of a secret.
    """
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        endpoint = parts.netloc.rpartition("@")[2]
        secure = {"true": True, "false": False}[options.pop("secure", "true")]
        region = options.pop("region", "us-east-1")
        bucket = parts.path.strip("/")
        named = _ENDPOINT.fullmatch(endpoint) and _BUCKET.fullmatch(bucket)
        known = parts.username and parts.password
        if parts.scheme != "s3" or not named or not known or options or parts.fragment or parts.port == 0:
            raise ValueError
        return Address(
            endpoint, bucket, unquote(parts.username or ""), unquote(parts.password or ""), secure, region
        )
    except (ValueError, KeyError):
        raise SetupError(f"BLOBS_URL has another form than {_FORM}", tool="BLOBS_URL") from None


def sha256_header(sha256: str) -> Headers:
    """Return the header by which a server compares what it receives; `sha256` in hexadecimal digits."""
    return {"x-amz-checksum-sha256": b64encode(bytes.fromhex(sha256)).decode()}


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the client raises into errors of the product, without keys, secrets and signatures."""
    try:
        yield
    except S3Error as error:
        raise _meaning(error.code or "", error.response.status) from error
    except ServerError as error:
        raise _meaning("", error.status_code) from error
    except InvalidResponseError as error:
        # The client keeps the status to itself, and the answer of a proxy before the server is no XML.
        raise _meaning("", error._code) from error  # noqa: SLF001
    except MaxRetryError as error:
        if isinstance(error.reason, SSLError):
            raise SetupError(
                "object store: no trusted connection; check its certificate and secure in BLOBS_URL",
                tool="BLOBS_URL",
            ) from error
        raise TransientError("the object store is not reachable") from error
    except HTTPError as error:
        raise TransientError("the connection to the object store broke") from error


def _meaning(code: str, status: int) -> DigitizeError:
    if code in _MISSING:
        return NotFound("no such blob")
    if code in _CORRUPT:
        return IntegrityError("the object store received other bytes than were sent", s3_code=code)
    if code in _PASSING or status == 429 or (status >= 500 and status != 501):
        return TransientError("the object store is not ready", s3_code=code, status=status)
    advice = _ADVICE.get(code, "it refused a request; its log says why")
    return SetupError(f"object store: {advice}", tool="BLOBS_URL", s3_code=code, status=status)


def _client(address: Address) -> _Client:
    pool = urllib3.PoolManager(
        maxsize=16,
        timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_ANSWER_SECONDS),
        retries=urllib3.Retry(
            total=2,
            connect=1,
            read=1,
            redirect=False,
            backoff_factor=0.2,
            status_forcelist=(500, 502, 503, 504),
            raise_on_status=False,
        ),
        # The certificates that the machine trusts, among them an office's own.
        ssl_context=ssl.create_default_context(),
    )
    pool.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
    try:
        return _Client(
            address.endpoint,
            address.access_key,
            address.secret_key,
            secure=address.secure,
            region=address.region,
            http_client=pool,
        )
    except ValueError:
        raise SetupError(f"BLOBS_URL has another form than {_FORM}", tool="BLOBS_URL") from None


class _Patience:
    """A connection that is soon given up while it is made, and has time afterwards.

    urllib3 sends a request under the limit for connecting, and Python counts a whole body as one sending: on a line of
    8 Mbit/s a part of 16 MiB would never arrive.
    """

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.sock: socket.socket
        self.sock.settimeout(_SENDING_SECONDS)


class _Connection(_Patience, HTTPConnection):
    pass


class _TlsConnection(_Patience, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection
