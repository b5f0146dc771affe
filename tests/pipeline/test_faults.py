"""Faults in the middle of the trip, and a person beside it: nothing is lost, nothing that was decided is undone."""

from dataclasses import replace

import pytest

from digitize.errors import DamagedFile, ReaderCrashed, SetupError
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
from digitize.pipeline import review, upkeep
from digitize.pipeline.hops import run_task
from digitize.pipeline.intake import close_batch, new_batch, receive
from digitize.pipeline.search import search
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, receipt_lines
from tests.factories.scripted import ScriptedReader, scan
from tests.factories.services import drain, embedded_services, memory_services


@pytest.fixture(params=["memory", "embedded"])
def services(request, tmp_path):
    made = memory_services() if request.param == "memory" else embedded_services(tmp_path)
    made.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
    yield made
    made.ledger.close()


def send(services, *files):
    batch = new_batch(services, "lô", "trạm")
    for name, data in files:
        receive(services, batch, name, data)
    close_batch(services, batch.id)


def records(services, kind, **equals):
    with services.ledger.reading() as tx:
        return tx.find(kind, **equals)


def other_receipt():
    return scan(receipt_lines(OTHER_CODE, "Trần Văn Bình"))


def failing(services, error, on, times=1_000):
    """Return services whose reader raises an error from one of its methods, so many times."""
    left = [times]

    def fault(method):
        if method == on and left[0]:
            left[0] -= 1
            raise error

    return replace(services, reader=ScriptedReader(fault=fault))


@pytest.mark.parametrize("error", [ReaderCrashed(), DamagedFile()], ids=lambda error: error.code)
def test_one_paper_that_cannot_be_copied_waits_and_the_rest_of_the_batch_is_attached(services, error):
    broken = failing(services, error, "archive", times=1)
    send(broken, ("a.png", receipt()), ("b.png", other_receipt()))
    drain(broken)
    documents = records(services, Document)
    assert sorted((item.status.value, item.problem) for item in documents) == [
        ("attached", None),
        ("review", error.code),
    ]
    assert records(services, Batch)[0].state is BatchState.FILED
    assert {task.state for task in records(services, Task)} == {TaskState.DONE}


def test_filing_that_is_given_up_ends_the_batch(services):
    broken = failing(services, RuntimeError("bug"), "archive")
    send(broken, ("a.png", receipt()))
    for _ in range(3):
        with pytest.raises(RuntimeError):
            drain(broken)
    (document,) = records(services, Document)
    assert (document.status, document.problem) == (DocumentStatus.REVIEW, "internal")
    assert records(services, Batch)[0].state is BatchState.FILED


def test_a_missing_tool_is_no_fault_of_the_papers(services):
    broken = failing(services, SetupError("no model"), "load")
    send(broken, ("a.png", receipt()))
    for _ in range(5):
        with pytest.raises(SetupError):
            drain(broken)
        upkeep.sweep(broken)
    assert records(services, Upload)[0].state is UploadState.RECEIVED
    drain(services)
    assert records(services, Document)[0].status is DocumentStatus.ATTACHED


def test_a_worker_that_lost_its_lease_gives_nothing_up(services):
    """Its last attempt fails while another, with a fresh set of attempts, is done already."""
    send(services, ("a.png", receipt()))
    (task,) = records(services, Task)
    with services.ledger.writing() as tx:
        tx.put(replace(task, attempt=2))

    def overtaken(method):
        with services.ledger.writing() as tx:
            tx.put(replace(tx.get(Task, task.id), state=TaskState.DONE, lease_by=None, lease_until=None))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run_task(replace(services, reader=ScriptedReader(fault=overtaken)), task.id)
    assert records(services, Task, id=task.id)[0].state is TaskState.DONE
    assert records(services, Upload)[0].state is UploadState.RECEIVED


def test_what_a_person_said_of_unread_pages_outlives_a_second_reading(services):
    broken = failing(services, RuntimeError("bug"), "read")
    send(broken, ("a.png", receipt()))
    for _ in range(3):
        with pytest.raises(RuntimeError):
            drain(broken)
    drain(services)
    (document,) = records(services, Document)
    review.set_aside(services, document.id, document.revision, "exempt", "bản nháp")
    before = records(services, Page)
    assert before[0].disposition is Disposition.EXEMPT
    for reader in (failing(services, DamagedFile(), "read"), services):
        with reader.ledger.writing() as tx:
            tx.put(
                *(replace(task, state=TaskState.WAITING, attempt=0) for task in tx.find(Task, hop="pages"))
            )
        drain(reader)
        assert records(services, Page) == before


def test_search_forgets_the_dossier_of_a_paper_that_is_set_aside(services):
    send(services, ("a.png", receipt()))
    drain(services)
    assert [hit.dossier for hit in search(services, "hoa", 5, "cli")] == [CODE]
    (document,) = records(services, Document)
    review.set_aside(services, document.id, document.revision, "rejected", "không thuộc hồ sơ này")
    assert [hit.dossier for hit in search(services, "hoa", 5, "cli")] == [None]


def test_the_audit_tells_a_person_from_the_machine(services):
    send(services, ("a.png", receipt()))
    drain(services)
    (document,) = records(services, Document)
    review.attach(services, document.id, document.revision, OTHER_CODE, "nhầm hồ sơ")
    decided = [item.action for item in records(services, AuditEvent) if item.action.endswith(":attached")]
    assert sorted(decided) == ["pipeline:document:attached", "review:document:attached"]
