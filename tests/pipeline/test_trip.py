"""The whole trip on every store, with a scripted reader."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from digitize.errors import Conflict, NotFound, ReasonMissing
from digitize.model.audit import AuditEvent
from digitize.model.intake import (
    Batch,
    BatchState,
    Disposition,
    Document,
    DocumentStatus,
    Page,
    Task,
    TaskState,
    Upload,
    UploadState,
)
from digitize.model.match import Attachment, Decision, Role
from digitize.pipeline import review, upkeep
from digitize.pipeline.intake import close_batch, new_batch, receive
from digitize.pipeline.report import export, summary
from digitize.pipeline.search import search
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, receipt_lines, stranger
from tests.factories.scripted import ScriptedReader, scan
from tests.factories.services import drain, embedded_services, memory_services, postgres_services


@pytest.fixture(params=["memory", "embedded", "postgresql"])
def services(request, tmp_path):
    if request.param == "memory":
        made = memory_services()
    elif request.param == "embedded":
        made = embedded_services(tmp_path)
    else:
        made = postgres_services(request.getfixturevalue("postgres_url"), tmp_path)
    made.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
    yield made
    made.ledger.close()


def send(services, *files, label="lô 1"):
    batch = new_batch(services, label, "trạm 1")
    receipts = [receive(services, batch, name, data) for name, data in files]
    close_batch(services, batch.id)
    return batch, receipts


def records(services, kind, **equals):
    with services.ledger.reading() as tx:
        return tx.find(kind, **equals)


def test_a_receipt_is_attached_to_its_dossier_and_found_by_its_words(services):
    send(services, ("bien-nhan.png", receipt()))
    drain(services)
    (document,) = records(services, Document)
    assert (document.status, document.kind) == (DocumentStatus.ATTACHED, "giay_tiep_nhan")
    (attachment,) = records(services, Attachment)
    assert (attachment.dossier, attachment.role, attachment.active) == (CODE, Role.PROCESS, True)
    assert services.blobs.stat(attachment.pdf_key)
    assert {page.disposition for page in records(services, Page)} == {Disposition.ATTACHED}
    assert records(services, Batch)[0].state is BatchState.FILED
    assert [hit.dossier for hit in search(services, "nguyen thi hoa", 5, "cli")] == [CODE]
    assert search(services, "Nguyễn Thị Hoa", 5, "cli")[0].exact


def test_a_paper_without_a_dossier_waits_for_a_person_with_a_reason(services):
    send(services, ("thong-bao.png", stranger()))
    drain(services)
    (document,) = records(services, Document)
    assert document.status is DocumentStatus.REVIEW
    assert document.problem
    assert records(services, Attachment) == ()


def test_every_job_run_twice_changes_nothing(services):
    send(
        services,
        ("a.png", receipt()),
        ("b.png", stranger()),
        ("c.png", scan(receipt_lines(OTHER_CODE, "Trần Văn Bình"), [])),
    )
    drain(services)
    before = _everything(services)
    with services.ledger.writing() as tx:
        for task in tx.find(Task):
            tx.put(_again(task))
    assert sorted(drain(services)) == sorted(task.id for task in records(services, Task))
    assert _everything(services) == before


def _again(task):

    return replace(task, state=TaskState.WAITING, attempt=0, asked_at=None)


def _everything(services):
    kinds = (Batch, Upload, Page, Document, Decision, Attachment)
    return {kind.__name__: records(services, kind) for kind in kinds}, list(export(services))


def test_the_same_file_again_makes_no_second_upload_and_no_empty_batch(services):
    _, (first,) = send(services, ("a.png", receipt()))
    _, (second,) = send(services, ("b.png", receipt()))
    assert second.duplicate
    assert second.upload.id == first.upload.id
    assert len(records(services, Upload)) == len(records(services, Batch)) == 1


def test_a_damaged_file_is_kept_in_quarantine_and_the_batch_goes_on(services):
    send(
        services,
        ("bad.png", scan([], damaged=True)),
        ("good.png", receipt()),
        ("text.pdf", b"hello"),
        ("leer.pdf", b""),
    )
    drain(services)
    problems = {upload.filename: upload.problem for upload in records(services, Upload)}
    assert problems == {
        "bad.png": "damaged_file",
        "good.png": None,
        "text.pdf": "unsupported_type",
        "leer.pdf": "empty_file",
    }
    assert all(services.blobs.stat(upload.blob.key) is not None for upload in records(services, Upload))
    assert len(records(services, Attachment)) == 1


def test_a_batch_of_nothing_but_damaged_files_ends(services):
    send(services, ("bad.png", scan([], damaged=True)))
    drain(services)
    assert records(services, Batch)[0].state is BatchState.FILED


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\\b.png", "..", "x\x07.png", "d" * 256])
def test_an_unsafe_name_is_kept_in_quarantine(services, name):
    _, (answer,) = send(services, (name, receipt()))
    assert (answer.upload.state, answer.upload.problem) == (UploadState.QUARANTINED, "unsafe_name")
    _, (again,) = send(services, ("good.png", receipt()))
    assert again.upload.state is UploadState.RECEIVED


def test_names_in_nfd_and_of_255_bytes_are_welcome(services):
    _, answers = send(services, ("Giấy tiếp nhận.png", receipt()), ("d" * 251 + ".png", stranger()))
    assert [answer.upload.state for answer in answers] == [UploadState.RECEIVED] * 2
    assert answers[0].upload.filename == "Giấy tiếp nhận.png"


def test_a_file_that_changes_while_it_is_read_is_quarantined_and_may_come_again(
    services, tmp_path, monkeypatch
):
    path = tmp_path / "growing.png"
    path.write_bytes(receipt())
    put = services.blobs.put

    def put_while_growing(source, **options):
        ref = put(source, **options)
        with path.open("ab") as file:
            file.write(b" ")
        return ref

    growing = _with_blobs(services, put_while_growing)
    answer = receive(growing, new_batch(growing, "l", "s"), path.name, path)
    assert answer.upload.problem == "changed_while_read"
    answer = receive(services, new_batch(services, "l", "s"), path.name, path)
    assert answer.upload.state is UploadState.RECEIVED


def _with_blobs(services, put):

    blobs = SimpleNamespace(
        put=put, read=services.blobs.read, local=services.blobs.local, stat=services.blobs.stat
    )
    return replace(services, blobs=blobs)


def test_a_page_on_which_the_reader_dies_goes_to_review_and_the_others_are_read(services):

    from digitize.errors import ReaderCrashed

    class Fragile(ScriptedReader):
        def read(self, path, frames):
            if 1 in frames:
                raise ReaderCrashed
            return super().read(path, frames)

    fragile = replace(services, reader=Fragile())
    send(fragile, ("three.png", scan(receipt_lines(), ["poison"], ["end"])))
    drain(fragile)
    pages = records(services, Page)
    assert [page.reading is not None for page in pages] == [True, False, True]
    assert pages[1].reason == "reader_crashed"
    (document,) = records(services, Document)
    assert (document.status, document.problem) == (DocumentStatus.REVIEW, "reader_crashed")


def test_a_hop_that_fails_three_times_is_given_up_and_the_batch_goes_on(services):

    def fault(method):
        if method == "load":
            raise RuntimeError("bug")

    broken = replace(services, reader=ScriptedReader(fault=fault))
    send(broken, ("a.png", receipt()))
    for _ in range(3):
        with pytest.raises(RuntimeError):
            drain(broken)
    drain(broken)
    (upload,) = records(services, Upload)
    assert (upload.state, upload.problem) == (UploadState.QUARANTINED, "internal")
    assert records(services, Batch)[0].state is BatchState.FILED
    assert upkeep.progress(services).tasks["failed"] == 1


def test_an_attached_paper_is_locked_in_the_store_and_no_other(services):
    locked = []
    blobs = SimpleNamespace(
        **{name: getattr(services.blobs, name) for name in ("put", "read", "local", "stat")}
    )
    blobs.retain = lambda key, until: locked.append((key.split("/")[0], until)) or True
    locking = replace(services, blobs=blobs, lock=timedelta(days=30))
    send(locking, ("a.png", receipt()), ("b.png", stranger()))
    drain(locking)
    assert [kind for kind, _ in locked] == ["uploads", "archive"]
    assert all(until > locking.clock() + timedelta(days=29) for _, until in locked)


def test_blank_pages_are_kept_and_counted_as_blank(services):
    send(services, ("a.png", scan(receipt_lines(), [])))
    drain(services)
    assert [page.disposition for page in records(services, Page)] == [Disposition.ATTACHED, Disposition.BLANK]
    (document,) = records(services, Document)
    assert len(document.page_ids) == 2


def test_a_second_receipt_of_the_same_dossier_is_noticed(services):
    send(services, ("a.png", receipt()))
    drain(services)
    send(services, ("b.png", receipt(phone="0912345679")))
    drain(services)
    statuses = sorted((item.status.value, item.problem) for item in records(services, Document))
    assert [status for status, _ in statuses] == ["attached", "review"]
    assert len(records(services, Attachment, active=True)) == 1


def test_a_person_attaches_and_no_late_job_overwrites_it(services):
    send(services, ("a.png", stranger()))
    drain(services)
    (document,) = records(services, Document)
    with pytest.raises(NotFound):
        review.attach(services, document.id, document.revision, "H09.15-210305-0009")
    review.attach(services, document.id, document.revision, OTHER_CODE)
    with pytest.raises(Conflict):
        review.attach(services, document.id, document.revision, CODE)
    (document,) = records(services, Document)
    assert document.status is DocumentStatus.ATTACHED
    before = _everything(services)
    with services.ledger.writing() as tx:
        for task in tx.find(Task):
            tx.put(_again(task))
    drain(services)
    assert _everything(services) == before
    with pytest.raises(ReasonMissing):
        review.attach(services, document.id, document.revision, CODE)
    review.attach(services, document.id, document.revision, CODE, "nhầm hồ sơ")
    active = records(services, Attachment, active=True)
    assert [(item.dossier, item.supersedes is not None) for item in active] == [(CODE, True)]


def test_a_person_sets_a_paper_aside(services):
    send(services, ("a.png", receipt()))
    drain(services)
    (document,) = records(services, Document)
    review.set_aside(services, document.id, document.revision, "exempt", "bản sao chứng thực")
    (document,) = records(services, Document)
    assert (document.status, document.problem) == (DocumentStatus.EXEMPT, "bản sao chứng thực")
    assert records(services, Attachment, active=True) == ()
    with pytest.raises(NotFound):
        review.set_aside(services, document.id, document.revision, "burnt", "?")


def test_the_chain_holds_changes_and_reads_and_verify_is_clean(services):
    send(services, ("a.png", receipt()))
    drain(services)
    search(services, "hoa", 5, "cli")
    assert upkeep.verify_audit(services) == len(records(services, AuditEvent))
    actions = {event.action for event in records(services, AuditEvent)}
    assert {"station:upload:received", "pipeline:document:attached", "cli:search:viewed"} <= actions
    assert {problem for _, problem in upkeep.verify_blobs(services)} == {None}


def test_nothing_is_lost_between_summary_and_uploads(services):
    send(services, ("a.png", receipt()), ("b.png", stranger()), ("c.pdf", b"x"))
    drain(services)
    assert sorted(line.file for line in summary(services)) == ["a.png", "b.png", "c.pdf"]
