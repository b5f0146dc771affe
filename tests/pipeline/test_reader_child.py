"""The reader child: whatever happens to one call, the next one gets its own answer."""

import os
import signal
import time
import unicodedata
from contextlib import contextmanager
from functools import partial

import pytest

from digitize.errors import DamagedFile, ReaderCrashed, SetupError
from digitize.pipeline import reader_child
from digitize.pipeline.reader import open_reader
from digitize.pipeline.reader_child import ChildReader, Limits
from tests.factories.files import page, saved


class Engine:
    """An engine that reads nothing."""

    name, version, narrowest = "none", "0", 0

    def read(self, grey, dpi):
        return ()


def no_model():
    raise SetupError("no model", tool="tesseract-ocr-vie")


class BrokenOff(Exception):
    """Somebody outside ended the job."""


@contextmanager
def breaking_off(seconds):
    """Raise in the middle of whatever runs, as RQ does with a job that takes too long."""

    def stop(*_):
        raise BrokenOff

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def reader(make_engine=Engine, seconds=60):
    return ChildReader(
        partial(open_reader, make_engine), Limits(memory=4 << 30, seconds_a_page=seconds, recycle=500)
    )


@pytest.fixture
def child():
    made = reader()
    yield made
    made.close()


def test_a_call_that_was_broken_off_leaves_no_answer_for_the_next_one(child, tmp_path):
    first = saved(tmp_path, "first.png", page(400, 500))
    second = saved(tmp_path, "second.png", page(300, 600))
    with pytest.raises(BrokenOff), breaking_off(0.05):
        child.load(first)
    assert child.load(second).sizes == ((300, 600),)


def test_a_missing_model_is_said_to_be_missing_and_no_fault_of_the_file(tmp_path):
    file = saved(tmp_path, "a.png", page())
    child = reader(no_model)
    try:
        for _ in range(2):
            with pytest.raises(SetupError) as caught:
                child.load(file)
            assert caught.value.details == {"tool": "tesseract-ocr-vie"}
    finally:
        child.close()


def test_a_path_arrives_as_the_file_system_spells_it(child, tmp_path):
    folder = tmp_path / unicodedata.normalize("NFD", "Hồ sơ")
    folder.mkdir()
    file = saved(folder, "a.png", page(300, 400))
    assert child.load(file).sizes == ((300, 400),)


def test_a_bad_file_has_its_own_error_and_the_child_goes_on(child, tmp_path):
    file = saved(tmp_path, "whole.png", page(300, 400))
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(file.read_bytes()[:60])
    with pytest.raises(DamagedFile):
        child.load(damaged)
    assert child.load(file).sizes == ((300, 400),)


class Hanging(Engine):
    """An engine that never comes to an end."""

    def read(self, grey, dpi):
        time.sleep(3600)


class Greedy(Engine):
    """An engine that wants more memory than there is."""

    def read(self, grey, dpi):
        return bytes(8 << 30)


class Suicidal(Engine):
    """An engine that kills its process, as a hostile file or the kernel may."""

    def read(self, grey, dpi):
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("engine", "seconds"), [(Hanging, 0.5), (Greedy, 60), (Suicidal, 60)], ids=["time", "memory", "killed"]
)
def test_a_page_that_the_child_does_not_survive_costs_that_call_alone(engine, seconds, tmp_path, monkeypatch):
    monkeypatch.setattr(reader_child, "_START_SECONDS", 5.0)
    file = saved(tmp_path, "a.png", page(300, 400))
    child = reader(engine, seconds)
    try:
        for _ in range(2):
            with pytest.raises(ReaderCrashed):
                child.read(file, [0])
            assert child.load(file).sizes == ((300, 400),)
    finally:
        child.close()


class KilledOnce(Engine):
    """An engine whose process is killed by somebody else in the middle of the first page."""

    def __init__(self, mark):
        self._mark = mark

    def read(self, grey, dpi):
        if not self._mark.exists():
            self._mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return ()


def test_a_file_is_not_blamed_for_a_child_that_somebody_else_killed(child, tmp_path):
    file = saved(tmp_path, "a.png", page(300, 400))
    child.load(file)
    os.kill(child._process.pid, signal.SIGKILL)
    child._process.join()
    assert child.load(file).sizes == ((300, 400),)
    struck = reader(partial(KilledOnce, tmp_path / "mark"))
    try:
        assert len(struck.read(file, [0])) == 1
    finally:
        struck.close()


def test_a_child_is_replaced_after_its_share_of_pages(tmp_path):
    file = saved(tmp_path, "a.png", page(300, 400))
    child = ChildReader(partial(open_reader, Engine), Limits(memory=4 << 30, seconds_a_page=60, recycle=2))
    try:
        child.read(file, [0])
        first = child._process.pid
        child.read(file, [0])
        child.read(file, [0])
        assert child._process.pid != first
    finally:
        child.close()
