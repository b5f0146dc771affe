"""What only an object store can get wrong: servers that die, lines that break, wrong keys, locks, the inbox."""

import hashlib
import io
import secrets
import threading
import time
import traceback
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import urllib3
from minio import Minio
from minio.error import S3Error
from minio.retention import Retention

from digitize.errors import DigitizeError, IntegrityError, NotFound, SetupError, TooLarge, TransientError
from digitize.model.intake import BlobRef
from digitize.store import s3_bucket
from digitize.store.blobs_s3 import S3Blobs
from digitize.store.s3_bucket import parse_address
from tests.factories.lines import Cut, FaultyLine
from tests.factories.servers import Seaweed, free_ports

DAY = date(2026, 11, 21)
DATA = b"%PDF-1.7 " + b"giay" * 1000
MIB = 1 << 20


@pytest.fixture
def name() -> str:
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture
def s3(seaweed: Seaweed, name: str, tmp_path: Path) -> S3Blobs:
    return S3Blobs(seaweed.url(name), tmp_path / "cache")


@pytest.fixture
def client(seaweed: Seaweed) -> Minio:
    """A client of one's own, to do behind the product's back what others may do."""
    return Minio(seaweed.endpoint, seaweed.access_key, seaweed.secret_key, secure=False, region="us-east-1")


def put(blobs: S3Blobs, data: bytes = DATA) -> BlobRef:
    return blobs.put(data, kind="upload", day=DAY, media_type="application/pdf")


def overwrite(client: Minio, bucket: str, key: str, data: bytes) -> None:
    client.put_object(bucket, key, io.BytesIO(data), len(data))


# Servers and lines that fail


def test_a_killed_server_loses_and_tears_nothing_it_acknowledged(tmp_path: Path) -> None:
    with Seaweed(tmp_path / "server") as server:
        blobs = S3Blobs(server.url("archive"), tmp_path / "cache")
        kept: list[tuple[BlobRef, bytes]] = [(put(blobs), DATA)]
        enough = threading.Semaphore(0)

        def upload() -> int:
            """Store papers until the server dies; return how many were refused."""
            for _ in range(10_000):
                data = secrets.token_bytes(300_000)
                try:
                    kept.append((put(blobs, data), data))
                except TransientError:
                    return 1
                enough.release()
            return 0

        with ThreadPoolExecutor(4) as pool:
            uploads = [pool.submit(upload) for _ in range(4)]
            for _ in range(40):
                assert enough.acquire(timeout=30)
            server.kill()
            assert [each.result() for each in uploads] == [1] * 4
        server.start()
        assert [ref for ref, data in kept if blobs.read(ref) != data] == []
        listed = list(blobs.keys())
        assert {ref.key for ref, _ in kept} <= set(listed)
        # What was stored without being acknowledged is whole too.
        for key in listed:
            sha256 = key.rpartition("/")[2].removesuffix(".pdf")
            assert blobs.read(BlobRef(key, sha256, blobs.stat(key) or 0, "application/pdf"))
        assert blobs.read(put(blobs, b"after")) == b"after"


def test_a_server_that_is_down_may_come_back(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    blobs = S3Blobs(f"s3://key:secret@127.0.0.1:{port}/archive?secure=false", tmp_path)
    ref = BlobRef(f"upload/2026/11/21/{'0' * 64}", "0" * 64, 1, "")
    for act in (
        lambda: put(blobs),
        lambda: blobs.read(ref),
        lambda: blobs.local(ref).__enter__(),
        lambda: blobs.stat(ref.key),
        lambda: next(blobs.keys()),
        lambda: next(blobs.inbox()),
        lambda: blobs.retain(ref.key, datetime.now(UTC)),
        blobs.lock_is_truthful,
    ):
        with pytest.raises(TransientError):
            act()


@pytest.fixture
def through(name: str, seaweed: Seaweed, tmp_path: Path) -> Any:
    """Make blobs behind a faulty line, in a bucket that exists."""

    def make(line: FaultyLine) -> S3Blobs:
        url = seaweed.url(name).replace(seaweed.endpoint, line.endpoint)
        return S3Blobs(url, tmp_path / "behind")

    return make


def test_a_silent_server_is_given_up(through: Any, seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_bucket, "_ANSWER_SECONDS", 0.2)
    with FaultyLine(seaweed.endpoint, up=lambda piece: b"") as line, pytest.raises(TransientError):
        put(through(line))


def test_a_slow_line_is_no_dead_one(
    s3: S3Blobs, through: Any, seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_bucket, "_CONNECT_SECONDS", 0.2)

    def slowly(piece: bytes) -> bytes:
        if len(piece) > 10_000:
            time.sleep(0.01)
        return piece

    data = secrets.token_bytes(6 * MIB)
    with FaultyLine(seaweed.endpoint, up=slowly) as line:
        ref = put(through(line), data)
    assert s3.read(ref) == data


@pytest.mark.parametrize("size", [100_000, 20 * MIB], ids=["at once", "in parts"])
def test_bytes_damaged_on_the_line_are_an_alarm_and_not_kept(
    s3: S3Blobs, through: Any, seaweed: Seaweed, size: int
) -> None:
    mark, damage = secrets.token_bytes(32), secrets.token_bytes(32)
    data = mark * (size // len(mark))
    with (
        FaultyLine(seaweed.endpoint, up=lambda piece: piece.replace(mark, damage)) as line,
        pytest.raises(IntegrityError),
    ):
        put(through(line), data)
    assert list(s3.keys()) == []
    assert s3.read(put(s3, data)) == data


def test_a_line_cut_in_the_middle_of_a_paper_may_come_back(
    s3: S3Blobs, through: Any, seaweed: Seaweed, tmp_path: Path
) -> None:
    data = secrets.token_bytes(MIB)
    ref = put(s3, data)
    passed = 0

    def cut(piece: bytes) -> bytes:
        nonlocal passed
        passed += len(piece)
        if passed > 500_000:
            raise Cut
        return piece

    with FaultyLine(seaweed.endpoint, down=cut) as line:
        blobs = through(line)
        with pytest.raises(TransientError):
            blobs.read(ref)
        with pytest.raises(TransientError), blobs.local(ref):
            pass
    assert list((tmp_path / "behind").iterdir()) == []


# Bytes


@pytest.mark.parametrize("damage", [DATA[:-1], DATA + b"x", b"x" + DATA[1:]], ids=["cut", "grown", "changed"])
def test_an_object_overwritten_behind_our_back_is_an_alarm(
    s3: S3Blobs, seaweed: Seaweed, client: Minio, name: str, tmp_path: Path, damage: bytes
) -> None:
    ref = put(s3)
    overwrite(client, name, ref.key, damage)
    elsewhere = S3Blobs(seaweed.url(name), tmp_path / "another machine")
    with pytest.raises(IntegrityError):
        elsewhere.read(ref)
    with pytest.raises(IntegrityError), elsewhere.local(ref):
        pass
    if len(damage) != len(DATA):
        with pytest.raises(IntegrityError):
            put(s3)


def test_a_check_looks_at_the_server_and_not_at_the_cache(s3: S3Blobs, client: Minio, name: str) -> None:
    ref = put(s3)
    assert s3.read(ref) == DATA
    s3.check(ref)
    overwrite(client, name, ref.key, b"x" + DATA[1:])
    with pytest.raises(IntegrityError):
        s3.check(ref)


def test_what_a_machine_stored_it_needs_not_fetch(s3: S3Blobs, client: Minio, name: str) -> None:
    ref = put(s3)
    client.remove_object(name, ref.key)
    assert s3.read(ref) == DATA
    with pytest.raises(NotFound):
        s3.check(ref)


def test_a_server_that_writes_over_what_is_there_is_asked_before(
    s3: S3Blobs, client: Minio, name: str
) -> None:
    assert s3._bucket.adds_only
    s3._bucket._adds_only = False
    ref = put(s3)
    assert put(s3) == ref
    versions = client.list_objects(name, ref.key, include_version=True)
    assert len(list(versions)) == 1
    assert s3.read(ref) == DATA


def test_a_large_file_goes_in_parts(s3: S3Blobs, client: Minio, name: str) -> None:
    data = secrets.token_bytes(40 * MIB)
    ref = put(s3, data)
    assert str(client.stat_object(name, ref.key).etag).endswith("-3")
    with s3.local(ref) as path:
        assert path.read_bytes() == data


def test_what_is_stored_is_not_sent_again(s3: S3Blobs, client: Minio, name: str) -> None:
    refs = {put(s3), put(s3)}
    (ref,) = refs
    assert [
        each.object_name for each in client.list_objects(name, "upload/", True, include_version=True)
    ] == [ref.key]


def test_thousands_of_keys_come_page_by_page(s3: S3Blobs, client: Minio, name: str) -> None:
    assert list(s3.keys()) == []
    keys = [
        f"{kind}/2026/11/{day:02}/{hashlib.sha256(bytes([number % 256, number >> 8])).hexdigest()}.zst"
        for kind in ("page", "page-2")
        for day in (1, 21)
        for number in range(300)
    ]
    foreign = [f"foreign/{number}" for number in range(5)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: overwrite(client, name, key, b""), keys + foreign))
    assert list(s3.keys()) == sorted(keys)
    assert list(s3.keys("page/2026/11/2")) == sorted(key for key in keys if key.startswith("page/2026/11/2"))


def test_many_threads_may_store_the_same_bytes(s3: S3Blobs) -> None:
    with ThreadPoolExecutor(8) as pool:
        refs = set(pool.map(lambda number: put(s3, bytes([number % 4])), range(40)))
    assert {s3.read(ref) for ref in refs} == {bytes([number]) for number in range(4)}
    assert len(list(s3.keys())) == 4


# Addresses and rights


def test_an_address_is_taken_apart() -> None:
    address = parse_address("s3://k%40y:s%2Fe%3Ac@store.example:9000/papers?secure=false&region=vn-1")
    assert (address.access_key, address.secret_key) == ("k@y", "s/e:c")
    assert (address.endpoint, address.bucket) == ("store.example:9000", "papers")
    assert (address.secure, address.region) == (False, "vn-1")
    assert parse_address("s3://k:s@store.example/papers").secure
    assert "s/e:c" not in repr(address)


@pytest.mark.parametrize(
    "url",
    [
        "s3://key:hush/hush@store:9000/papers",
        "s3://key:hush@store/papers?hush=1",
        "s3://key:hush@store/papers?secure=hush",
        "s3://key:hush@store/papers?hush",
        "s3://key:hush@store/a/b",
        "s3://key:hush@store/",
        "s3://key:hush@store/Papers_",
        "s3://key:hush@st ore/papers",
        "s3://key:hush@store:hush/papers",
        "s3://key:hush@store/papers?region=hush hush",
        "s3://hush@store/papers",
        "s3://store/papers",
        "https://key:hush@store/papers",
        "hush",
    ],
)
def test_an_address_of_another_form_is_refused_without_showing_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="BLOBS_URL") as caught:
        S3Blobs(url, tmp_path)
    assert "hush" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [("secret", "secret is wrong"), ("key", "does not know this access key"), ("right", "may not do that")],
)
def test_wrong_keys_say_what_to_check(seaweed: Seaweed, tmp_path: Path, wrong: str, advice: str) -> None:
    url = seaweed.url("forbidden-papers")
    if wrong == "secret":
        url = seaweed.url("forbidden-papers", secret_key="hush")
    elif wrong == "key":
        url = url.replace(seaweed.access_key, "unknown", 1)
    else:
        url = url.replace(seaweed.access_key, seaweed.reading_key, 1)
    with pytest.raises(SetupError, match=advice) as caught:
        put(S3Blobs(url, tmp_path))
    told = "".join(traceback.format_exception(caught.value)) + repr(S3Blobs(url, tmp_path))
    assert "hush" not in told
    assert seaweed.secret_key not in told


def test_a_server_without_tls_is_no_transient_trouble(seaweed: Seaweed, tmp_path: Path) -> None:
    blobs = S3Blobs(seaweed.url("papers").replace("secure=false", "secure=true"), tmp_path)
    with pytest.raises(SetupError, match="secure"):
        put(blobs)


def test_a_bucket_is_made_once_by_whoever_comes_first(seaweed: Seaweed, name: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        refs = set(pool.map(lambda number: put(S3Blobs(seaweed.url(name), tmp_path)), range(8)))
    assert len(refs) == 1


# Locks


def test_what_is_retained_cannot_be_deleted_nor_its_lock_shortened(
    s3: S3Blobs, client: Minio, name: str
) -> None:
    ref = put(s3)
    until = datetime.now(UTC) + timedelta(days=2)
    assert s3.retain(ref.key, until)
    assert s3.retain(ref.key, until)
    assert s3.retain(ref.key, until - timedelta(days=1))
    version = client.stat_object(name, ref.key).version_id
    lock = client.get_object_retention(name, ref.key)
    assert lock is not None
    assert (lock.mode, lock.retain_until_date >= until) == ("COMPLIANCE", True)
    with pytest.raises(S3Error):
        client.remove_object(name, ref.key, version)
    assert s3.retain(ref.key, until + timedelta(days=1))
    lock = client.get_object_retention(name, ref.key)
    assert lock is not None
    assert lock.retain_until_date >= until + timedelta(days=1)


def test_a_bucket_without_lock_says_so(s3: S3Blobs, client: Minio, name: str) -> None:
    client.make_bucket(name)
    ref = put(s3)
    assert s3.retain(ref.key, datetime.now(UTC) + timedelta(days=1)) is False
    assert s3.lock_is_truthful() is None
    with pytest.raises(NotFound):
        s3.retain(ref.key.replace("2026", "2025"), datetime.now(UTC) + timedelta(days=1))


def test_the_lock_is_tried(s3: S3Blobs) -> None:
    assert s3.lock_is_truthful() is True
    assert s3.lock_is_truthful() is True
    assert list(s3.keys()) == []


def test_a_store_that_only_says_that_it_locks_is_found_out(
    s3: S3Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Minio.put_object

    def forgetful(self: Minio, *args: Any, retention: Retention | None = None, **others: Any) -> Any:
        return honest(self, *args, **others)

    monkeypatch.setattr(Minio, "put_object", forgetful)
    assert s3.lock_is_truthful() is False


# The inbox


def send(url: str, data: bytes, method: str = "PUT") -> int:
    return urllib3.request(method, url, body=data, retries=False).status


def signed(s3: S3Blobs, name: str = "station-1.pdf", data: bytes = DATA, seconds: int = 60) -> str:
    url = s3.presign(name, len(data), hashlib.sha256(data).hexdigest(), seconds)
    assert url is not None
    return url


def test_a_station_sends_a_file_and_the_server_takes_it(s3: S3Blobs, client: Minio, name: str) -> None:
    assert list(s3.inbox()) == []
    assert send(signed(s3), DATA) == 200
    assert send(signed(s3, "another"), DATA) == 200
    assert list(s3.inbox()) == ["inbox/another", "inbox/station-1.pdf"]
    assert list(s3.keys()) == []
    with pytest.raises(ConnectionError), s3.take("inbox/another"):
        raise ConnectionError
    with s3.take("inbox/another") as path:
        ref = s3.put(path, kind="upload", day=DAY, media_type="application/pdf")
    assert s3.read(ref) == DATA
    assert list(s3.inbox()) == ["inbox/station-1.pdf"]
    versions = client.list_objects(name, "inbox/", include_version=True)
    assert [each.object_name for each in versions] == ["inbox/station-1.pdf"]


def test_an_address_is_good_for_one_file_under_one_key(s3: S3Blobs, seaweed: Seaweed) -> None:
    url = signed(s3)
    assert send(url, b"another file") == 400
    assert send(url.replace("station-1", "station-2"), DATA) == 403
    assert send(url.replace("/inbox/station-1.pdf", "/upload/x"), DATA) == 403
    assert send(url, b"", "GET") == 403
    assert send(url, b"", "DELETE") == 403
    assert send(url.replace("X-Amz-Expires=60", "X-Amz-Expires=600"), DATA) == 403
    assert list(s3.inbox()) == []
    assert seaweed.secret_key not in url


def test_an_address_expires(s3: S3Blobs) -> None:
    url = signed(s3, seconds=1)
    time.sleep(2.1)
    assert send(url, DATA) == 403
    assert list(s3.inbox()) == []


@pytest.mark.parametrize("bad", ["", "../x", "a/b", "giấy", "-x", "x" * 201])
def test_a_name_in_the_inbox_is_plain(s3: S3Blobs, bad: str) -> None:
    with pytest.raises(ValueError, match="name"):
        signed(s3, bad)
    with pytest.raises(NotFound), s3.take(f"inbox/{bad}"):
        pass


def test_what_one_sending_cannot_hold_is_said(s3: S3Blobs) -> None:
    with pytest.raises(TooLarge):
        s3.presign("x", (5 << 30) + 1, "0" * 64, 60)


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("SlowDown", 503, TransientError),
        ("RequestTimeout", 400, TransientError),
        ("InternalError", 500, TransientError),
        ("", 429, TransientError),
        ("", 502, TransientError),
        ("NotImplemented", 501, SetupError),
        ("NoSuchBucket", 404, SetupError),
        ("NoSuchKey", 404, NotFound),
        ("BadDigest", 400, IntegrityError),
        ("NeverHeardOf", 400, SetupError),
    ],
)
def test_what_the_codes_of_s3_mean(code: str, status: int, kind: type[DigitizeError]) -> None:
    response = urllib3.HTTPResponse(status=status)
    with pytest.raises(kind), s3_bucket.translated():
        raise S3Error(response, code, "message", "/x", "request", "host")
