"""A person corrects what was read: a new revision, new candidates, and no job ever writes over it."""

from dataclasses import replace

import pytest

from digitize.errors import Conflict, InvalidFields, ReaderCrashed
from digitize.extraction.corrected import Correction
from digitize.model.audit import AuditEvent
from digitize.model.fields import DocumentFields, Source
from digitize.model.intake import Batch, BatchState, Document, DocumentStatus, Page, Task, TaskState
from digitize.model.match import Attachment, Decision, Outcome
from digitize.pipeline import upkeep
from digitize.pipeline.correct import CORRECTED, correct
from digitize.pipeline.hops import run_task
from digitize.pipeline.retry import failed_uploads, retry
from digitize.pipeline.review import attach, set_aside
from digitize.pipeline.search import search
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, receipt_lines
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services, memory_services
from tests.pipeline.test_retry import broken
from tests.pipeline.test_trip import records, send

OWNER = Correction(values={"ho_ten": "Nguyễn Thị Hoa"})


@pytest.fixture(params=["memory", "embedded"])
def services(request, tmp_path):
    made = memory_services() if request.param == "memory" else embedded_services(tmp_path)
    made.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
    yield made
    made.ledger.close()


def waiting(services, owner="Lê Thị Lan"):
    """Return a paper that states a code of the register and another owner."""
    send(services, ("la.png", scan(receipt_lines(CODE, owner))))
    drain(services)
    (document,) = records(services, Document)
    assert document.status is DocumentStatus.REVIEW
    return document


def fields_of(services, document):
    return records(services, DocumentFields, document_id=document.id, order_by=("revision",))


def newest(services, document):
    return records(services, Document, id=document.id)[0]


def decision_of(services, document):
    return records(services, Decision, document_id=document.id, order_by=("-revision",))[0]


def test_a_correction_is_a_new_revision_and_the_earlier_one_stays(services):
    document = waiting(services)
    (read,) = fields_of(services, document)
    correct(services, document.id, document.revision, OWNER)
    first, second = fields_of(services, document)
    assert first == read
    assert (second.recipe, second.revision, second.made_by) == ("user", document.revision + 1, "tester")
    sources = {field.name: field.source for field in second.extraction.fields}
    assert {name for name, source in sources.items() if source is Source.USER} == {"ho_ten"}
    seen = [event.action for event in records(services, AuditEvent) if event.subject == document.id]
    assert seen[-1] == "review:document:corrected"
    upkeep.verify_audit(services)


def test_a_corrected_paper_waits_with_its_dossier_proposed_and_is_attached_by_a_person_only(services):
    document = waiting(services)
    correct(services, document.id, document.revision, OWNER)
    after = newest(services, document)
    assert (after.status, after.problem) == (DocumentStatus.REVIEW, CORRECTED)
    made = decision_of(services, document)
    assert (made.revision, made.decision.outcome, made.decision.dossier) == (
        after.revision,
        Outcome.REVIEW,
        CODE,
    )
    assert records(services, Attachment) == ()
    drain(services)
    assert records(services, Attachment) == ()
    attach(services, document.id, after.revision, CODE)
    (attachment,) = records(services, Attachment, active=True)
    assert attachment.dossier == CODE


def test_a_typed_code_leads_to_its_dossier(services):
    document = waiting(services, "Trần Văn Bình")
    correct(services, document.id, document.revision, Correction(values={"ma_ho_so": OTHER_CODE}))
    assert decision_of(services, document).decision.dossier == OTHER_CODE


def test_what_leads_nowhere_says_why(services):
    document = waiting(services)
    correct(services, document.id, document.revision, Correction(values={"ma_ho_so": "H09.15-210305-0999"}))
    after = newest(services, document)
    assert (after.status, after.problem) == (DocumentStatus.REVIEW, "not_in_register")


def test_the_kind_is_corrected_and_the_search_follows(services):
    document = waiting(services)
    values = {"ho_ten": "Phạm Thị Xuân"}
    correct(services, document.id, document.revision, Correction("phieu_kiem_soat", values))
    assert newest(services, document).kind == "phieu_kiem_soat"
    (hit,) = search(services, "Tiếp nhận hồ sơ của", 5, "cli")
    assert (hit.kind, "Phạm Thị Xuân" in hit.title) == ("phieu_kiem_soat", True)


def test_a_wrong_value_changes_nothing(services):
    document = waiting(services)
    said = Correction(values={"ho_ten": "Nguyễn Thị Hoa", "ngay_hen_tra": "20/13/2021"})
    with pytest.raises(InvalidFields):
        correct(services, document.id, document.revision, said)
    assert newest(services, document) == document
    assert len(fields_of(services, document)) == 1


def test_nothing_new_makes_no_revision(services):
    document = waiting(services)
    correct(services, document.id, document.revision, Correction("giay_tiep_nhan", {"quyen_so": ""}))
    assert newest(services, document) == document


def test_who_comes_second_is_told(services):
    document = waiting(services)
    correct(services, document.id, document.revision, OWNER)
    with pytest.raises(Conflict):
        correct(services, document.id, document.revision, Correction(values={"ho_ten": "Lê Văn Tám"}))
    with pytest.raises(Conflict):
        attach(services, document.id, document.revision, CODE)
    assert fields_of(services, document)[-1].extraction.value("ho_ten") == "Nguyễn Thị Hoa"


def test_an_attached_paper_stays_attached(services):
    send(services, ("a.png", receipt()))
    drain(services)
    (document,) = records(services, Document)
    before = decision_of(services, document).decision
    correct(services, document.id, document.revision, Correction(values={"so_dien_thoai": "0987654321"}))
    assert newest(services, document).status is DocumentStatus.ATTACHED
    (attachment,) = records(services, Attachment)
    assert attachment.active
    made = decision_of(services, document).decision
    assert (made.outcome, made.dossier, made.rung) == (before.outcome, before.dossier, before.rung)
    (hit,) = search(services, "nguyen thi hoa", 5, "cli")
    assert hit.dossier == CODE


def test_a_paper_set_aside_stays_aside(services):
    document = waiting(services)
    set_aside(services, document.id, document.revision, "rejected", "other_agency")
    correct(services, document.id, document.revision + 1, OWNER)
    after = newest(services, document)
    assert (after.status, after.problem) == (DocumentStatus.REJECTED, "other_agency")
    assert decision_of(services, document).decision.candidates


def test_no_job_writes_over_what_a_person_typed(services):
    document = waiting(services)
    correct(services, document.id, document.revision, OWNER)
    before = newest(services, document), fields_of(services, document), decision_of(services, document)
    with services.ledger.writing() as tx:
        (batch,) = tx.find(Batch)
        # As if every job of the batch came once more, even those of the hops that make and file documents.
        tx.put(replace(batch, state=BatchState.ASSEMBLED))
        tasks = tx.find(Task)
        tx.put(*(replace(task, state=TaskState.WAITING, attempt=0, asked_at=None) for task in tasks))
    for task in tasks:
        run_task(services, task.id)
    assert (
        newest(services, document),
        fields_of(services, document),
        decision_of(services, document),
    ) == before
    assert records(services, Attachment) == ()


def test_a_job_that_gives_up_late_does_not_either(services):
    document = waiting(services)
    correct(services, document.id, document.revision, OWNER)
    before = newest(services, document), fields_of(services, document)
    for task in records(services, Task):
        with services.ledger.writing() as tx:
            tx.put(replace(task, state=TaskState.WAITING, attempt=9))
        run_task(services, task.id)
    assert (newest(services, document), fields_of(services, document)) == before


def test_a_retry_leaves_alone_what_a_person_typed(services):
    fragile = broken(services, "read", ReaderCrashed())
    send(fragile, ("a.png", receipt()))
    drain(fragile)
    (document,) = records(services, Document)
    (upload_id,) = failed_uploads(services)
    correct(services, document.id, document.revision, OWNER)
    assert list(failed_uploads(services)) == []
    with pytest.raises(Conflict):
        retry(services, upload_id)
    assert newest(services, document).status is DocumentStatus.REVIEW
    assert [page.document_id for page in records(services, Page)] == [document.id]
