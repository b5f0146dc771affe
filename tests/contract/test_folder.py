"""What only a folder can get wrong: full disks, killed writers, damaged files; and the secret key's file."""

import multiprocessing
import os
import resource
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from digitize.errors import IntegrityError
from digitize.model.intake import BlobRef
from digitize.store.blobs_folder import FolderBlobs
from digitize.store.secret import load_or_create_key

DAY = date(2026, 11, 21)
SPAWN = multiprocessing.get_context("spawn")


def put(blobs: FolderBlobs, data: bytes = b"paper") -> BlobRef:
    return blobs.put(data, kind="upload", day=DAY, media_type="image/jpeg")


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_stored_file_is_read_only(tmp_path: Path) -> None:
    ref = put(FolderBlobs(tmp_path))
    assert stat.S_IMODE((tmp_path / ref.key).stat().st_mode) == 0o444
    assert files(tmp_path) == [tmp_path / ref.key]


def test_writing_again_does_not_touch_the_file(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    before = (tmp_path / put(blobs).key).stat()
    put(blobs)
    after = (tmp_path / put(blobs).key).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize("damage", [b"pape", b"papers", b"Paper"])
def test_damaged_bytes_are_an_alarm(tmp_path: Path, damage: bytes) -> None:
    blobs = FolderBlobs(tmp_path)
    ref = put(blobs)
    (tmp_path / ref.key).unlink()
    (tmp_path / ref.key).write_bytes(damage)
    with pytest.raises(IntegrityError):
        blobs.read(ref)
    if len(damage) != ref.size:
        with pytest.raises(IntegrityError):
            put(blobs)
        with pytest.raises(IntegrityError), blobs.local(ref):
            pass


def test_foreign_files_are_no_blobs(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    ref = put(blobs)
    (tmp_path / "upload" / "Thumbs.db").write_bytes(b"x")
    (tmp_path / "readme").write_bytes(b"x")
    assert list(blobs.keys()) == [ref.key]


FILL = """
import resource, signal, sys
from datetime import date
from pathlib import Path
from digitize.errors import TransientError
from digitize.store.blobs_folder import FolderBlobs
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
try:
    FolderBlobs(Path(sys.argv[1])).put(b"x" * (3 << 20), kind="upload", day=date(2026, 11, 21), media_type="")
except TransientError as error:
    print(error)
"""


def test_a_disk_without_room_is_said_and_leaves_no_litter(tmp_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    done = subprocess.run([sys.executable, "-c", FILL, tmp_path], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("there is no room left on the disk for papers\n", 0), (
        done.stderr
    )
    assert files(tmp_path) == []


class DyingStream:
    def read(self, size: int) -> bytes:
        os.kill(os.getpid(), signal.SIGKILL)
        return b""


def die_while_storing(root: Path) -> None:
    FolderBlobs(root).put(DyingStream(), kind="upload", day=DAY, media_type="")  # type: ignore[arg-type]


def test_a_killed_writer_leaves_no_blob_and_its_rest_goes_after_a_day(tmp_path: Path) -> None:
    child = SPAWN.Process(target=die_while_storing, args=(tmp_path,))
    child.start()
    child.join(30)
    assert child.exitcode == -signal.SIGKILL
    assert list(FolderBlobs(tmp_path).keys()) == []
    (rest,) = files(tmp_path)
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(rest, (long_ago, long_ago))
    FolderBlobs(tmp_path)
    assert files(tmp_path) == []


def test_many_threads_may_store_the_same_bytes(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        refs = set(pool.map(lambda number: put(blobs, bytes([number % 4])), range(40)))
    assert len(refs) == len(files(tmp_path)) == 4


def test_the_key_is_drawn_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_or_create_key(path), range(16)))
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files(tmp_path) == [path]
    assert load_or_create_key(tmp_path / "other.key") != load_or_create_key(path)


def test_a_cut_key_is_an_alarm_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.write_bytes(b"short")
    with pytest.raises(IntegrityError):
        load_or_create_key(path)
    assert path.read_bytes() == b"short"
