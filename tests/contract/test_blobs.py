import hashlib
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from digitize.errors import IntegrityError, NotFound
from digitize.model.intake import BlobRef
from digitize.ports import Blobs

DAY = date(2026, 11, 21)
DATA = b"%PDF-1.7 giay"


def put(blobs: Blobs, data: bytes = DATA, kind: str = "upload", day: date = DAY) -> BlobRef:
    return blobs.put(data, kind=kind, day=day, media_type="application/pdf")


def test_bytes_come_back_under_kind_day_and_sha256(blobs: Blobs) -> None:
    sha256 = hashlib.sha256(DATA).hexdigest()
    ref = put(blobs)
    assert ref == BlobRef(f"upload/2026/11/21/{sha256}.pdf", sha256, len(DATA), "application/pdf")
    assert blobs.read(ref) == DATA
    assert blobs.stat(ref.key) == len(DATA)
    with blobs.local(ref) as path:
        assert path.read_bytes() == DATA
        assert path.suffix == ".pdf"


def test_a_stream_a_file_and_bytes_are_alike(blobs: Blobs, tmp_path: Path) -> None:
    file = tmp_path / "paper"
    data = bytes(range(256)) * 10_000
    file.write_bytes(data)
    stream = io.BytesIO(data)
    refs = {blobs.put(source, kind="upload", day=DAY, media_type="x/y") for source in (file, data, stream)}
    assert len(refs) == 1
    assert not stream.closed
    assert blobs.read(refs.pop()) == data


def test_writing_twice_is_writing_once(blobs: Blobs) -> None:
    assert put(blobs) == put(blobs)
    assert len(list(blobs.keys())) == 1


def test_an_empty_blob_is_a_blob(blobs: Blobs) -> None:
    assert blobs.read(put(blobs, b"")) == b""


def test_keys_come_in_order_under_a_prefix(blobs: Blobs) -> None:
    refs = [
        put(blobs, bytes([number]), kind, date(2026, month, 3))
        for number in range(3)
        for kind in ("page", "upload", "page-2")
        for month in (11, 2)
    ]
    keys = sorted(ref.key for ref in refs)
    assert list(blobs.keys()) == keys
    for prefix in ("page/", "page", "upload/2026/02", "upload/2026/02/03/", keys[4][:30], "x", "../"):
        assert list(blobs.keys(prefix)) == [key for key in keys if key.startswith(prefix)]


@pytest.mark.parametrize(
    "key", ["", "upload", "../secret", "/etc/passwd", "upload/2026/11/21/../../x", "a\0b"]
)
def test_no_other_key_leads_anywhere(blobs: Blobs, tmp_path: Path, key: str) -> None:
    (tmp_path / "secret").write_bytes(DATA)
    put(blobs)
    ref = BlobRef(key, hashlib.sha256(DATA).hexdigest(), len(DATA), "application/pdf")
    assert blobs.stat(key) is None
    with pytest.raises(NotFound):
        blobs.read(ref)
    with pytest.raises(NotFound), blobs.local(ref):
        pass


@pytest.mark.parametrize("kind", ["", "..", "a/b", "A", "/"])
def test_a_kind_is_a_plain_name(blobs: Blobs, kind: str) -> None:
    with pytest.raises(ValueError, match="kind"):
        put(blobs, kind=kind)
    assert list(blobs.keys()) == []


def test_stored_bytes_can_be_checked(blobs: Blobs) -> None:
    ref = put(blobs)
    blobs.check(ref)
    gone = replace(ref, key=ref.key.replace("2026", "2025"))
    with pytest.raises(NotFound):
        blobs.check(gone)


def test_a_reference_to_other_bytes_is_an_alarm(blobs: Blobs) -> None:
    ref = put(blobs)
    with pytest.raises(IntegrityError):
        blobs.read(BlobRef(ref.key, "0" * 64, ref.size, ref.media_type))


def test_a_source_that_breaks_leaves_nothing(blobs: Blobs) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(3)

    with pytest.raises(ConnectionResetError):
        blobs.put(Broken(DATA), kind="upload", day=DAY, media_type="application/pdf")
    assert list(blobs.keys()) == []


def test_what_is_retained_reads_as_before(blobs: Blobs) -> None:
    ref = put(blobs)
    until = datetime.now(UTC) + timedelta(hours=1)
    assert blobs.retain(ref.key, until) is blobs.retain(ref.key, until)
    assert blobs.retain(ref.key, until) is (blobs.lock_is_truthful() is not None)
    assert blobs.read(ref) == DATA
    assert put(blobs) == ref
    assert list(blobs.keys()) == [ref.key]


@pytest.mark.parametrize("key", [f"upload/2026/11/21/{'0' * 64}.pdf", "", "../secret", "inbox/x"])
def test_only_a_blob_can_be_retained(blobs: Blobs, key: str) -> None:
    put(blobs)
    with pytest.raises(NotFound):
        blobs.retain(key, datetime.now(UTC) + timedelta(hours=1))


def test_an_inbox_holds_no_blobs_and_blobs_are_no_inbox(blobs: Blobs) -> None:
    ref = put(blobs, kind="inbox")
    assert list(blobs.inbox()) == []
    assert list(blobs.keys()) == [ref.key]
    for key in (ref.key, "inbox/unknown", "inbox/../x", "inbox/", ""):
        with pytest.raises(NotFound), blobs.take(key):
            pass
    assert blobs.read(ref) == DATA


def test_a_lock_that_exists_is_truthful(blobs: Blobs) -> None:
    assert blobs.lock_is_truthful() in {True, None}
    assert list(blobs.keys()) == []
