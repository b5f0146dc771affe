"""The folder of downloaded files: bounded, shared by processes, and never pulled away under a borrower."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import pytest

from digitize.store.file_cache import FileCache

SPAWN = multiprocessing.get_context("spawn")
SIZE = 1000


def filled(name: str) -> Callable[[IO[bytes]], None]:
    return lambda file: file.writelines([content(name)])


def content(name: str) -> bytes:
    return (name * SIZE).encode()[:SIZE]


def refuse(file: IO[bytes]) -> None:
    raise AssertionError("this file is in the cache")


def touch(cache: FileCache, *names: str) -> None:
    """Lend files one after the other, each later than the one before by the clock of the folder."""
    for name in names:
        with cache.lend(name, SIZE, filled(name)) as path:
            assert path.read_bytes() == content(name)
            assert not os.access(path, os.W_OK) or os.geteuid() == 0
        time.sleep(0.005)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_is_brought_once(tmp_path: Path) -> None:
    cache = FileCache(tmp_path / "cache", 10 * SIZE)
    touch(cache, "a")
    with cache.lend("a", SIZE, refuse) as path:
        assert path.read_bytes() == content("a")
        assert path.stat().st_mode & 0o777 == 0o444


def test_bytes_at_hand_are_kept_once_under_the_cap(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 3 * SIZE)
    for name in "aabcd":
        cache.keep(name, content(name))
        time.sleep(0.005)
    assert names(tmp_path) == {"b", "c", "d"}
    with cache.lend("d", SIZE, refuse) as path:
        assert path.read_bytes() == content("d")


def test_what_was_lent_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 3 * SIZE)
    touch(cache, "a", "b", "c", "a", "d")
    assert names(tmp_path) == {"a", "c", "d"}
    touch(cache, "e", "f")
    assert names(tmp_path) == {"d", "e", "f"}


def test_a_lent_file_is_never_dropped(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, SIZE)
    with cache.lend("a", SIZE, filled("a")) as lent:
        touch(cache, "b", "c", "d")
        assert lent.read_bytes() == content("a")
        assert names(tmp_path) >= {"a"}
    touch(cache, "e")
    assert names(tmp_path) == {"e"}


def test_a_file_that_was_cut_or_grew_is_brought_again(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 10 * SIZE)
    for damaged in (b"", content("a") + b"x"):
        touch(cache, "a")
        (tmp_path / "a").unlink()
        (tmp_path / "a").write_bytes(damaged)
        touch(cache, "a")


def test_a_bringer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 10 * SIZE)

    def fail(file: IO[bytes]) -> None:
        file.write(b"half")
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError), cache.lend("a", SIZE, fail):
        pass
    assert names(tmp_path) == set()


def test_the_rest_of_a_killed_process_goes_after_a_day(tmp_path: Path) -> None:
    long_ago = time.time() - 2 * 24 * 3600
    for name, age in ((".incoming-old", long_ago), (".incoming-new", time.time())):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (age, age))
    touch(FileCache(tmp_path, 10 * SIZE), "a")
    assert names(tmp_path) == {".incoming-new", "a"}


def borrow(folder: Path, seed: int) -> None:
    """Lend a few names again and again from a cache that holds only two of them."""
    cache = FileCache(folder, 2 * SIZE)
    for turn in range(300):
        name = "abcde"[(turn * seed + turn // 7) % 5]
        with cache.lend(name, SIZE, filled(name)) as path:
            if path.read_bytes() != content(name):
                raise AssertionError(name)


def test_processes_and_threads_share_a_folder_that_is_too_small(tmp_path: Path) -> None:
    children = [SPAWN.Process(target=borrow, args=(tmp_path, seed)) for seed in (1, 3)]
    for child in children:
        child.start()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda seed: borrow(tmp_path, seed), (2, 3, 4)))
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0]
    touch(FileCache(tmp_path, 2 * SIZE), "z")
    assert len(names(tmp_path)) <= 2


def hold(folder: Path) -> None:
    with FileCache(folder, SIZE).lend("a", SIZE, filled("a")):
        os.kill(os.getpid(), signal.SIGSTOP)


def test_a_stopped_borrower_keeps_its_file_and_a_killed_one_does_not(tmp_path: Path) -> None:
    child = SPAWN.Process(target=hold, args=(tmp_path,))
    child.start()
    assert child.pid
    try:
        os.waitid(os.P_PID, child.pid, os.WSTOPPED)
        touch(FileCache(tmp_path, SIZE), "b", "c")
        assert "a" in names(tmp_path)
    finally:
        child.kill()
        child.join()
    touch(FileCache(tmp_path, SIZE), "d")
    assert names(tmp_path) == {"d"}
