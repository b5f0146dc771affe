"""What stations send straight to the object store is taken in once, whole and under its batch, whatever happens meanwhile."""

import hashlib
import io
import os
import signal
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import urllib3
from minio import Minio

from digitize.errors import InboxNotEmpty, IntegrityError, NoInbox, TooLarge
from digitize.model.audit import AuditEvent
from digitize.model.intake import Batch, BatchState, Declared, Document, Lane, Sending, Upload, UploadState
from digitize.pipeline import upkeep
from digitize.pipeline.inbox import declare, take_in
from digitize.pipeline.intake import new_batch, receive
from digitize.pipeline.move import move
from digitize.store.blobs_s3 import S3Blobs
from tests.factories.dossiers import OTHER_CODE, dossier, receipt, stranger
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services, memory_services
from tests.pipeline.test_killed import DyingLedger

PAPERS = {"a.png": receipt(), "b.png": stranger(), "c.png": scan(["TỜ TRÌNH", f"Mã hồ sơ: {OTHER_CODE}"])}


@pytest.fixture
def bucket():
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture
def reopen(tmp_path, seaweed, bucket):
    """What opens the archive, in any process."""

    def opened():
        services = embedded_services(tmp_path)
        return replace(services, blobs=S3Blobs(seaweed.url(bucket), tmp_path / "cache"))

    return opened


@pytest.fixture
def services(reopen):
    made = reopen()
    yield made
    made.ledger.close()


@pytest.fixture
def behind(seaweed, bucket, services):
    """Put bytes into the inbox as somebody with keys may, no address asked."""
    assert list(services.blobs.inbox()) == []
    client = Minio(seaweed.endpoint, seaweed.access_key, seaweed.secret_key, secure=False, region="us-east-1")
    return lambda name, data: client.put_object(bucket, f"inbox/{name}", io.BytesIO(data), len(data))


def declared(papers):
    return [Declared(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in papers.items()]


def ask(services, papers=PAPERS, label="hộp 12", lane=Lane.NIGHT):
    return declare(services, new_batch(services, label, "trạm 1"), declared(papers), lane)


def send(address, data):
    return urllib3.request("PUT", address, body=data, retries=False).status


def found(services, kind, **equals):
    with services.ledger.reading() as tx:
        return tx.find(kind, **equals)


def test_a_bundle_becomes_one_batch_that_closes_with_its_last_file(services):
    services.registry.put([dossier()])
    addresses = ask(services, lane=Lane.INTERACTIVE)
    assert found(services, Batch) == ()
    *first, last = zip(addresses, PAPERS.values(), strict=True)
    for address, data in first:
        assert send(address, data) == 200
    taken = list(take_in(services))
    (batch,) = found(services, Batch)
    assert (batch.label, batch.station, batch.state) == ("hộp 12", "trạm 1", BatchState.OPEN)
    assert send(*last) == 200
    taken += take_in(services)
    assert {upload.filename: upload.blob.sha256 for upload in taken} == {
        one.filename: one.sha256 for one in declared(PAPERS)
    }
    assert {upload.batch_id for upload in taken} == {batch.id}
    drain(services)
    (batch,) = found(services, Batch)
    assert batch.state is BatchState.FILED
    assert len(found(services, Document)) == 3
    assert {one.upload_id for one in found(services, Sending)} == {upload.id for upload in taken}
    assert list(services.blobs.inbox()) == list(take_in(services)) == []
    upkeep.verify_audit(services)


def test_what_is_known_already_makes_no_second_upload_and_leaves_the_inbox(services):
    known = new_batch(services, "hộp cũ", "trạm")
    receive(services, known, "x.png", PAPERS["a.png"])
    for _ in range(2):
        for address, data in zip(ask(services), PAPERS.values(), strict=True):
            send(address, data)
        list(take_in(services))
    assert len(found(services, Upload)) == 3
    assert list(services.blobs.inbox()) == []
    states = {batch.label: batch.state for batch in found(services, Batch)}
    # Somebody else's open batch is left to him.
    assert states == {"hộp cũ": BatchState.OPEN, "hộp 12": BatchState.CLOSED}


def test_what_nobody_declared_is_set_aside_and_welcome_when_it_is_declared(services, behind):
    data = PAPERS["a.png"]
    behind("station-7.png", data)
    (upload,) = take_in(services)
    assert (upload.state, upload.problem) == (UploadState.QUARANTINED, "undeclared")
    assert upload.filename == "station-7.png"
    assert services.blobs.read(upload.blob) == data
    behind("again", data)
    assert list(take_in(services)) == [upload]
    (address,) = ask(services, {"a.png": data})
    send(address, data)
    (received,) = take_in(services)
    assert (received.state, received.filename) == (UploadState.RECEIVED, "a.png")
    assert {batch.state for batch in found(services, Batch)} == {BatchState.CLOSED}
    assert list(services.blobs.inbox()) == []


@pytest.mark.parametrize(
    "wrong", [PAPERS["a.png"][:-1], PAPERS["a.png"][:-1] + b"x"], ids=["size", "content"]
)
def test_what_came_otherwise_than_declared_is_set_aside_until_the_right_bytes_come(services, behind, wrong):
    (address,) = ask(services, {"a.png": PAPERS["a.png"]})
    (sending,) = found(services, Sending)
    behind(sending.id, wrong)
    (upload,) = take_in(services)
    assert (upload.state, upload.problem) == (UploadState.QUARANTINED, "not_as_declared")
    assert services.blobs.read(upload.blob) == wrong
    assert send(address, PAPERS["a.png"]) == 200
    (upload,) = take_in(services)
    assert (upload.state, upload.filename) == (UploadState.RECEIVED, "a.png")
    (batch,) = found(services, Batch)
    assert batch.state is BatchState.CLOSED


def test_what_comes_after_its_batch_was_given_up_is_a_batch_of_its_own(services):
    addresses = ask(services)
    send(addresses[0], PAPERS["a.png"])
    list(take_in(services))
    later = replace(services, clock=lambda: services.clock() + upkeep.ABANDONED + timedelta(seconds=1))
    upkeep.sweep(later)
    send(addresses[1], PAPERS["b.png"])
    send(addresses[2], PAPERS["c.png"])
    list(take_in(services))
    batches = found(services, Batch)
    assert [batch.label for batch in batches] == ["hộp 12"] * 3
    assert {batch.state for batch in batches} == {BatchState.CLOSED}
    assert all(len(found(services, Upload, batch_id=batch.id)) == 1 for batch in batches)


def test_many_may_take_in_at_once(services, reopen):
    papers = {f"{number}.png": scan([f"giấy {number}"]) for number in range(12)}
    for address, data in zip(ask(services, papers), papers.values(), strict=True):
        send(address, data)
    hands = [reopen() for _ in range(3)]
    with ThreadPoolExecutor(len(hands)) as pool:
        for taken in [pool.submit(lambda each: list(take_in(each)), each) for each in hands]:
            taken.result()
    assert len(found(services, Upload)) == len(papers)
    (batch,) = found(services, Batch)
    assert batch.state is BatchState.CLOSED
    assert list(services.blobs.inbox()) == []
    for each in hands:
        each.ledger.close()


class DyingBlobs(S3Blobs):
    """A store whose process dies before or after a file leaves the inbox."""

    before = False

    def _remove(self, key, version):
        if not self.before:
            super()._remove(key, version)
        os.kill(os.getpid(), signal.SIGKILL)


def die(reopen, change):
    """Take in, in a fork that is changed to die; return whether it died."""
    child = os.fork()
    if child == 0:
        list(take_in(change(reopen())))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def armed(number, inside):
    def change(services):
        ledger = DyingLedger(services.ledger, number, inside)
        ledger.armed = True
        return replace(services, ledger=ledger)

    return change


def removing(seaweed, bucket, folder, before):
    def change(services):
        blobs = DyingBlobs(seaweed.url(bucket), folder)
        blobs.before = before
        return replace(services, blobs=blobs)

    return change


def test_a_death_between_any_two_steps_changes_nothing(services, reopen, seaweed, bucket, tmp_path):
    changes = [armed(number, inside) for number in range(1, 5) for inside in (True, False)]
    changes += [removing(seaweed, bucket, tmp_path / "cache", before) for before in (True, False)]
    deaths = 0
    for number, change in enumerate(changes):
        papers = {"a.png": scan([f"giấy {number}"]), "b.png": scan([f"tờ {number}"])}
        addresses = ask(services, papers, f"hộp {number}")
        # Other than the last file of a batch, the first one has nothing to close.
        send(addresses[0], papers["a.png"])
        deaths += die(reopen, change)
        list(take_in(services))
        send(addresses[1], papers["b.png"])
        deaths += die(reopen, change)
        list(take_in(services))
        assert list(services.blobs.inbox()) == []
        (batch,) = found(services, Batch, label=f"hộp {number}")
        assert batch.state is BatchState.CLOSED
        names = [upload.filename for upload in found(services, Upload, batch_id=batch.id)]
        assert sorted(names) == ["a.png", "b.png"]
    assert deaths >= 14
    assert all(one.upload_id for one in found(services, Sending))
    received = [event for event in found(services, AuditEvent) if event.action == "station:upload:received"]
    assert len(received) == 2 * len(changes)
    upkeep.verify_audit(services)


def test_a_file_that_cannot_be_taken_stops_none_behind_it(services, behind, monkeypatch):
    whole = services.blobs.put

    def damaged(source, **options):
        if os.fstat(source.fileno()).st_size == len(PAPERS["a.png"]):
            raise IntegrityError("a stored file has not the size that was written")
        return whole(source, **options)

    behind("1", PAPERS["a.png"])
    behind("2", PAPERS["b.png"])
    monkeypatch.setattr(services.blobs, "put", damaged)
    coming = take_in(services)
    assert next(coming).filename == "2"
    with pytest.raises(IntegrityError):
        next(coming)
    assert list(services.blobs.inbox()) == ["inbox/1"]
    monkeypatch.undo()
    assert [upload.filename for upload in take_in(services)] == ["1"]


def test_an_archive_whose_inbox_holds_files_is_not_moved(services, behind):
    behind("1", PAPERS["a.png"])
    with pytest.raises(InboxNotEmpty):
        move(services, memory_services())
    (upload,) = take_in(services)
    move(services, target := memory_services())
    assert target.blobs.read(upload.blob) == PAPERS["a.png"]


def test_a_folder_lends_no_addresses_and_has_no_inbox(tmp_path):
    for services in (memory_services(), embedded_services(tmp_path)):
        with pytest.raises(NoInbox):
            ask(services)
        assert found(services, Sending) == ()
        assert list(take_in(services)) == []


def test_what_cannot_be_sent_at_once_is_said_before_anything_is_written(services):
    with pytest.raises(TooLarge):
        declare(services, new_batch(services, "lô", "trạm"), [Declared("a.pdf", 6 << 30, "0" * 64)])
    assert found(services, Sending) == ()
