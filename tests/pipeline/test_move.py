"""An archive moves between any two pairs of stores and says the same afterwards, killed in the middle or not."""

import os
import signal
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from digitize.errors import ChangedMeanwhile, IntegrityError, NotFound, OtherArchive, SetupError, StillWorking
from digitize.model.audit import AuditEvent
from digitize.model.codec import to_json
from digitize.model.intake import Batch, Document, Task, TaskState, Unit, UnitCode
from digitize.model.match import Attachment, BlockingKeys
from digitize.pipeline import move as moving
from digitize.pipeline import review, upkeep
from digitize.pipeline.holder import this_process
from digitize.pipeline.intake import close_batch, new_batch, receive
from digitize.pipeline.move import RECORDS, move
from digitize.pipeline.report import export
from digitize.pipeline.search import search
from digitize.store.blobs_s3 import S3Blobs
from digitize.store.database import open_engine
from digitize.store.ledger import SqlLedger
from digitize.store.registry import SqlRegistry
from digitize.store.schema import RECORDS as TABLES
from tests.factories.dossiers import dossier, receipt_lines, stranger
from tests.factories.scripted import scan
from tests.factories.servers import Seaweed
from tests.factories.services import KEY, drain, embedded_services, memory_services

QUESTIONS = ("nguyen thi hoa", "Nguyễn Thị Hoa", "giấy tiếp nhận", "thông báo", "hồ sơ 0001", "07")


def code(number):
    return f"H09.15-210305-{number:04}"


def fill(services, papers, *, waiting=0):
    """Work through a batch of papers, with a decision of a person; then let some more wait, unread."""
    services.registry.put(
        dossier(code(number), f"Nguyễn Thị Hoa {number:02}", f"{number}/QĐ-UBND") for number in range(papers)
    )
    batch = new_batch(services, "lô 1", "trạm 1")
    for number in range(papers):
        lines = receipt_lines(code(number), f"Nguyễn Thị Hoa {number:02}")
        receive(services, batch, f"{number}.png", scan(lines, [f"trang hai của {number}"]))
    receive(services, batch, "thong-bao.png", stranger())
    receive(services, batch, "hong.png", scan(damaged=True))
    receive(services, batch, "la.bin", b"no scan")
    close_batch(services, batch.id)
    drain(services)
    with services.ledger.reading() as tx:
        documents = tx.find(Document)
    # An entry that was indexed again stands last, wherever its document's id stands.
    review.set_aside(services, documents[0].id, documents[0].revision, "rejected", "Không phải hồ sơ")
    with services.ledger.writing() as tx:
        tx.put(Unit(UnitCode("H09.15"), "UBND thành phố Thuận An"))
    later = new_batch(services, "lô 2", "trạm 1")
    for number in range(waiting):
        receive(services, later, f"chờ {number}.png", scan([f"giấy chờ {number}"]))
    upkeep.feed(services)


def account(services):
    """Return all that an archive says."""
    said = {query: search(services, query, 50, "cli") for query in QUESTIONS}
    rows = [to_json(row) for row in export(services)]
    with services.ledger.reading() as tx:
        records = {kind: tx.find(kind) for kind in RECORDS}
        states = {task.id: (task.state, task.attempt, task.seconds) for task in tx.find(Task)}
        return said, rows, records, states, list(tx.entries()), list(services.registry.dossiers())


def chain(services):
    with services.ledger.reading() as tx:
        return list(tx.audit_chain())


def assert_clean(services):
    checked = list(upkeep.verify_blobs(services))
    assert checked
    assert [item for item in checked if item[1]] == []
    upkeep.verify_audit(services)


@contextmanager
def closing(services) -> Iterator:
    try:
        yield services
    finally:
        services.ledger.close()


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "archive").mkdir()
    with closing(embedded_services(tmp_path / "archive")) as services:
        yield services


@pytest.fixture
def embedded(tmp_path):
    (tmp_path / "embedded").mkdir()
    with closing(embedded_services(tmp_path / "embedded")) as services:
        yield services


def test_every_kind_of_record_moves():
    assert {*RECORDS, Task} == set(TABLES)


def test_an_archive_goes_and_comes_back_and_says_the_same(embedded):
    # Memory fills twice as fast.
    archive, back = memory_services(), memory_services()
    fill(archive, 150, waiting=3)
    before = account(archive)
    steps = {}
    moved = move(archive, embedded, lambda step, done, total, size: steps.update({step: (done, total, size)}))
    assert chain(embedded) == chain(archive)
    assert moved.audit_digest == chain(archive)[-1].digest
    assert [moved.records[kind] for kind in ("Document", "SearchEntry", "Dossier")] == [151, 151, 150]
    assert (moved.blobs, moved.bytes) == steps["verify"][0::2] == steps["blobs"][0::2]
    assert all(done == total > 0 for done, total, _ in steps.values())
    assert account(embedded) == before
    assert_clean(embedded)
    owner = BlockingKeys(persons=("074185001234",))
    assert len(embedded.registry.block(owner).dossiers) > 0
    assert embedded.registry.block(owner) == archive.registry.block(owner)
    move(embedded, back)
    assert account(back) == before
    assert chain(back)[: len(chain(archive))] == chain(archive)
    assert_clean(back)


def test_what_waited_goes_on_at_the_target(archive):
    fill(archive, 2, waiting=2)
    target = memory_services()
    move(archive, target)
    with target.ledger.reading() as tx:
        assert tx.count(Task, asked_at=None) == tx.count(Task)
        (opened,) = tx.find(Batch, state="open")
    close_batch(target, opened.id)
    drain(target)
    with target.ledger.reading() as tx:
        assert tx.tally(Task, "state") == {"done": tx.count(Task)}
        assert tx.tally(Document, "status") == {"attached": 1, "rejected": 1, "review": 3}


def test_moving_again_adds_nothing(archive):
    fill(archive, 3)
    target = memory_services()
    first = move(archive, target)
    second = move(archive, target)
    # But that it was moved again is written down.
    assert second.records == first.records | {"AuditEvent": first.records["AuditEvent"] + 1}
    assert (second.blobs, second.export_sha256) == (first.blobs, first.export_sha256)


def test_what_changed_since_a_half_copy_is_brought_up_to_date(archive, monkeypatch):
    fill(archive, 4)
    target = memory_services()
    with monkeypatch.context() as patch:
        patch.setattr(moving, "_copy_chain", broken)
        with pytest.raises(Break):
            move(archive, target)
    with archive.ledger.reading() as tx:
        first, second = tx.find(Document, status="attached", limit=2)
    # The first leaves its dossier and comes back: its entry is the same as before, in another place.
    review.set_aside(archive, first.id, first.revision, "exempt", "thử")
    review.attach(archive, first.id, first.revision + 1, code(1))
    review.set_aside(archive, second.id, second.revision, "rejected", "trùng")
    archive.registry.put([dossier(code(0), "Người Khác")], replace=True)
    move(archive, target)
    assert account(target) == account(archive)


class Break(Exception):
    """The copy is broken off."""


def broken(*_):
    raise Break
    yield


def test_blobs_alone_may_move(archive, embedded):
    fill(archive, 3)
    target = replace(archive, blobs=embedded.blobs)
    move(archive, target)
    assert_clean(target)


def test_attached_papers_are_locked_at_the_target(archive):
    fill(archive, 3)
    locked = {}
    target = replace(memory_services(), lock=timedelta(days=9))
    target.blobs.retain = lambda key, until: locked.update({key: until}) or True
    started = target.clock()
    move(archive, target)
    with target.ledger.reading() as tx:
        attached = tx.find(Attachment, active=True)
    assert len(locked) == 2 * len(attached) == 4
    assert {attachment.pdf_key for attachment in attached} < set(locked)
    assert min(locked.values()) > started + timedelta(days=8)


def test_a_foreign_target_is_refused_and_left_as_it_is(archive, embedded):
    fill(archive, 2)
    fill(embedded, 1)
    before, head = account(embedded), chain(archive)
    with pytest.raises(OtherArchive):
        move(archive, embedded)
    upkeep.sequence(archive)
    assert account(embedded) == before
    assert chain(archive)[: len(head)] == head


@pytest.mark.parametrize("what", ["register", "blob", "batch"])
def test_a_target_that_holds_anything_else_is_refused(archive, what):
    fill(archive, 1)
    target = memory_services()
    if what == "register":
        target.registry.put([dossier()])
    elif what == "blob":
        target.blobs.put(b"x", kind="uploads", day=target.clock().date(), media_type="image/png")
    else:
        with target.ledger.writing() as tx:
            tx.put(new_batch(target, "lô", "trạm"))
    with pytest.raises(OtherArchive):
        move(archive, target)


@pytest.mark.parametrize("chained", [True, False])
def test_a_target_that_went_on_by_itself_is_refused(archive, chained):
    fill(archive, 1)
    target = memory_services()
    move(archive, target)
    search(target, "hoa", 5, "cli")
    if chained:
        upkeep.sequence(target)
    with pytest.raises(OtherArchive):
        move(archive, target)


def test_an_empty_archive_is_refused(archive):
    with pytest.raises(NotFound):
        move(archive, memory_services())


@pytest.mark.parametrize("which", ["source", "target"])
def test_workers_must_stop_first(archive, which):
    fill(archive, 1, waiting=1)
    target = memory_services()
    if which == "target":
        move(archive, target)
    busy = archive if which == "source" else target
    with busy.ledger.reading() as tx:
        (task,) = tx.find(Task, state=TaskState.WAITING)
    with busy.ledger.writing() as tx:
        held = tx.claim(task.id, this_process(), busy.clock(), timedelta(minutes=15))
    with pytest.raises(StillWorking):
        move(archive, target)
    if which == "target":
        return
    with busy.ledger.writing() as tx:
        tx.put(replace(held, lease_until=busy.clock()))
    move(archive, target)
    with target.ledger.reading() as tx:
        assert tx.get(Task, task.id) == replace(task, attempt=1, asked_at=None)


def test_a_source_that_changes_meanwhile_is_noticed_and_the_copy_finished_later(archive):
    fill(archive, 2)
    target = memory_services()

    def disturb(step, *_):
        if step == "tasks":
            search(archive, "hoa", 5, "web")

    with pytest.raises(ChangedMeanwhile):
        move(archive, target, disturb)
    move(archive, target)
    assert chain(target) == chain(archive)


def test_damage_at_the_source_is_never_copied(archive, tmp_path):
    fill(archive, 2)
    with archive.ledger.reading() as tx:
        key = tx.find(Attachment)[0].pdf_key
    path = tmp_path / "archive" / "blobs" / key
    data = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(data[:-1] + b"?")
    target = memory_services()
    with pytest.raises(IntegrityError):
        move(archive, target)
    assert target.blobs.stat(key) is None
    path.unlink()
    with pytest.raises(IntegrityError):
        move(archive, target)
    path.write_bytes(data)
    move(archive, target)
    assert_clean(target)


def test_a_broken_chain_is_never_copied(archive):
    fill(archive, 1)
    upkeep.sequence(archive)

    class Forged:
        def __init__(self, inner):
            self._inner = inner

        def __getattr__(self, name):
            return getattr(self._inner, name)

        def audit_chain(self):
            for event in self._inner.audit_chain():
                yield replace(event, actor="somebody else") if event.number == 3 else event

    class ForgedLedger(Watched):
        @contextmanager
        def reading(self):
            with self._inner.reading() as tx:
                yield Forged(tx)

    with pytest.raises(IntegrityError):
        move(replace(archive, ledger=ForgedLedger(archive.ledger)), memory_services())


class Watched:
    """A ledger whose transactions a test may change."""

    def __init__(self, inner):
        self._inner = inner

    def reading(self):
        return self._inner.reading()

    def writing(self):
        return self._inner.writing()


def test_a_target_that_lost_a_file_is_noticed(archive):
    fill(archive, 1)
    target = memory_services()
    real = target.blobs.stat
    lost = []

    def forget(step, *_):
        if step == "tasks" and not lost:
            lost.append(next(target.blobs.keys()))
            target.blobs.stat = lambda key: None if key in lost else real(key)

    with pytest.raises(IntegrityError):
        move(archive, target, forget)


def test_a_copy_goes_on_under_its_own_key_only(archive, embedded, tmp_path, monkeypatch):
    fill(archive, 1)
    with monkeypatch.context() as patch:
        patch.setattr(moving, "_copy_records", broken)
        with pytest.raises(Break):
            move(archive, embedded)
    engine = open_engine(tmp_path / "embedded" / "ledger.sqlite")
    with pytest.raises(SetupError):
        move(archive, replace(embedded, registry=SqlRegistry(engine, b"j" * 32)))
    engine.dispose()
    move(archive, embedded)


class Dying:
    """Kills its process at the n-th thing that is written to the target: in a transaction, after it, or at a blob."""

    def __init__(self, services, number, inside):
        self._ledger, self._blobs, self._registry = services.ledger, services.blobs, services.registry
        self._left, self._inside = number, inside
        self.reading, self.stat, self.keys = self._ledger.reading, self._blobs.stat, self._blobs.keys
        self.block, self.count = self._registry.block, self._registry.count
        self.dossiers, self.codes, self.get = (
            self._registry.dossiers,
            self._registry.codes,
            self._registry.get,
        )

    @contextmanager
    def writing(self):
        with self._ledger.writing() as tx:
            yield tx
            self._step(self._inside)
        self._step(not self._inside)

    def put(self, source, **how):
        if "replace" in how:
            self._step(self._inside)
            report = self._registry.put(source, **how)
        else:
            self._step(self._inside)
            report = self._blobs.put(source, **how)
        self._step(not self._inside)
        return report

    def _step(self, counts):
        self._left -= counts
        if counts and self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def move_and_die(archive_folder, target_folder, number, inside):
    """Move in a fork that dies as told; return whether it died."""
    child = os.fork()
    if child == 0:
        try:
            moving._CHUNK = moving._ENTRIES = 3
            moving._HANDS = 1
            source, target = embedded_services(archive_folder), embedded_services(target_folder)
            dying = Dying(target, number, inside)
            move(source, replace(target, ledger=dying, blobs=dying, registry=dying))
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


@pytest.mark.parametrize("inside", [True, False], ids=["before", "after"])
def test_a_killed_copy_is_finished_by_the_next_run(tmp_path, inside):
    folder = tmp_path / "archive"
    folder.mkdir()
    with closing(embedded_services(folder)) as archive:
        fill(archive, 4, waiting=1)
        before = account(archive)
    half = tmp_path / "half"
    half.mkdir()
    deaths = 0
    # Each run gets a little further than the one before, and dies.
    while move_and_die(folder, half, 7, inside):
        deaths += 1
    assert deaths >= 8
    with closing(embedded_services(folder)) as archive, closing(embedded_services(half)) as target:
        assert account(target) == before
        with archive.ledger.reading() as tx:
            assert tx.count(AuditEvent, action="cli:archive:moved") == deaths + 1
        assert_clean(target)


@pytest.fixture(scope="module")
def seaweed(tmp_path_factory):
    with Seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture
def stack(postgres_url, seaweed, tmp_path):
    """Services on PostgreSQL and S3, nothing in them."""
    engine = open_engine(postgres_url)
    blobs = S3Blobs(seaweed.url(f"move-{uuid.uuid4().hex}"), tmp_path / "cache")
    parts = {"ledger": SqlLedger(engine), "registry": SqlRegistry(engine, KEY), "blobs": blobs}
    with closing(replace(memory_services(), **parts)) as services:
        yield services


@pytest.mark.slow
def test_an_office_grows_into_a_data_centre_and_comes_back(archive, stack, embedded):
    fill(archive, 25, waiting=2)
    before = account(archive)
    there = move(archive, stack)
    assert account(stack) == before
    assert_clean(stack)
    back = move(stack, embedded)
    assert account(embedded) == before
    assert_clean(embedded)
    assert (there.export_sha256, there.blobs, there.bytes) == (back.export_sha256, back.blobs, back.bytes)
    moves = [event.subject for event in chain(embedded) if event.action == "cli:archive:moved"]
    assert moves == ["archive", "archive"]


@pytest.mark.slow
@pytest.mark.parametrize("number", [3, 20, 45])
def test_a_copy_to_a_data_centre_that_broke_off_is_finished(archive, stack, number, monkeypatch):
    fill(archive, 6)
    before = account(archive)
    monkeypatch.setattr(moving, "_CHUNK", 3)

    class Breaking(Dying):
        def _step(self, counts):
            self._left -= counts
            if counts and self._left == 0:
                raise Break

    breaking = Breaking(stack, number, inside=True)
    with pytest.raises(Break):
        move(archive, replace(stack, ledger=breaking, blobs=breaking, registry=breaking))
    move(archive, stack)
    assert account(stack) == before
    assert_clean(stack)
