"""A person takes back the last decision about a paper: who did it, why and in place of what stays written."""

import pytest

from digitize.errors import Conflict, NothingToUndo, PlaceTaken, ReasonMissing
from digitize.extraction.corrected import Correction
from digitize.model.audit import AuditEvent
from digitize.model.fields import DocumentFields
from digitize.model.intake import Disposition, Document, DocumentStatus, Page
from digitize.model.match import Act, Attachment, Decision, Outcome, Role
from digitize.pipeline.correct import correct
from digitize.pipeline.lessons import lessons
from digitize.pipeline.resplit import split_before
from digitize.pipeline.review import attach, set_aside
from digitize.pipeline.search import search
from digitize.pipeline.undo import WITHDRAWN, undo
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, receipt_lines, stranger
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services, memory_services
from tests.pipeline.test_trip import records, send


@pytest.fixture(params=["memory", "embedded"])
def services(request, tmp_path):
    made = memory_services() if request.param == "memory" else embedded_services(tmp_path)
    made.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
    yield made
    made.ledger.close()


def received(services, *scans):
    """Return the papers that were made of scans, in the order of their names."""
    send(services, *((f"{number}.png", data) for number, data in enumerate(scans)))
    drain(services)
    return sorted(records(services, Document), key=lambda item: item.upload_id)


def now(services, document):
    return records(services, Document, id=document.id)[0]


def decisions(services, document):
    return records(services, Decision, document_id=document.id, order_by=("revision",))


def undo_now(services, document, why="bấm nhầm"):
    undo(services, document.id, now(services, document).revision, why)


def test_an_undone_move_says_who_why_and_in_place_of_what(services):
    (document,) = received(services, receipt())
    attach(services, document.id, document.revision, OTHER_CODE, "nhầm hồ sơ")
    undo_now(services, document, "vẫn là hồ sơ cũ")
    filed, moved, undone = decisions(services, document)
    assert [item.act for item in (filed, moved, undone)] == [Act.FILED, Act.ATTACHED, Act.UNDONE]
    assert (moved.why, moved.supersedes) == ("nhầm hồ sơ", filed.id)
    assert (undone.why, undone.supersedes, undone.decided_by) == ("vẫn là hồ sơ cũ", moved.id, "tester")
    assert undone.decision == filed.decision
    first, second = records(services, Attachment)
    assert (first.active, first.dossier) == (True, CODE)
    assert (second.active, second.dossier, second.supersedes) == (False, OTHER_CODE, first.id)
    assert [hit.dossier for hit in search(services, "nguyen thi hoa", 5, "cli")] == [CODE]
    assert records(services, AuditEvent)[-1].action in {"review:document:undone", "cli:search:viewed"}


def test_what_the_machine_attached_waits_for_a_person_once_it_is_taken_back(services):
    (document,) = received(services, receipt())
    undo_now(services, document, "không phải hồ sơ này")
    after = now(services, document)
    assert (after.status, after.problem) == (DocumentStatus.REVIEW, WITHDRAWN)
    assert {page.disposition for page in records(services, Page)} == {Disposition.REVIEW}
    assert records(services, Attachment, active=True) == ()
    undone = decisions(services, document)[-1].decision
    assert (undone.outcome, undone.dossier) == (Outcome.REVIEW, None)
    assert undone.candidates[0].dossier == CODE
    undo_now(services, document)
    assert now(services, document).status is DocumentStatus.ATTACHED


def test_a_correction_that_is_undone_teaches_nothing(services):
    (document,) = received(services, scan(receipt_lines(CODE, "Lê Thị Lan")))
    correct(services, document.id, document.revision, Correction(values={"ho_ten": "Nguyễn Thị Hoa"}))
    assert len(list(lessons(services))) == 1
    undo_now(services, document)
    fields = records(services, DocumentFields, document_id=document.id, order_by=("revision",))
    assert [item.extraction.value("ho_ten") for item in fields] == [
        "Lê Thị Lan",
        "Nguyễn Thị Hoa",
        "Lê Thị Lan",
    ]
    assert now(services, document).problem == "contradiction"
    (lesson,) = lessons(services)
    assert lesson.machine == lesson.person


def test_a_page_keeps_the_reason_of_its_own(services):
    """A page that a decision gave another reason gets its first one back."""
    (document,) = received(services, stranger())
    before = records(services, Page)
    set_aside(services, document.id, document.revision, "rejected", "other_agency")
    assert records(services, Page) != before
    undo_now(services, document)
    assert records(services, Page) == before


def test_a_place_that_was_given_to_another_meanwhile_is_not_taken_from_it(services):
    first, second = received(services, receipt(), stranger())
    set_aside(services, first.id, first.revision, "rejected", "unreadable")
    correct(services, second.id, second.revision, Correction("giay_tiep_nhan", {}))
    attach(services, second.id, now(services, second).revision, CODE)
    (held,) = records(services, Attachment, active=True)
    assert (held.role, held.code) == (Role.PROCESS, "giay_tiep_nhan")
    with pytest.raises(PlaceTaken):
        undo_now(services, first)
    assert now(services, first).status is DocumentStatus.REJECTED
    undo_now(services, second)
    undo_now(services, first)
    assert [item.document_id for item in records(services, Attachment, active=True)] == [first.id]


def test_what_took_nothing_from_where_it_was_is_not_undone(services):
    (document,) = received(services, stranger())
    with pytest.raises(NothingToUndo):
        undo_now(services, document)
    assert len(decisions(services, document)) == 1


def test_nobody_undoes_without_a_reason_or_what_somebody_else_changed(services):
    (document,) = received(services, receipt())
    with pytest.raises(ReasonMissing):
        undo_now(services, document, " ")
    set_aside(services, document.id, document.revision, "rejected", "other_agency")
    with pytest.raises(Conflict):
        undo(services, document.id, document.revision, "bấm nhầm")


def test_a_paper_that_gave_way_to_others_stays_away(services):
    (document,) = received(services, scan(receipt_lines(), ["Trang hai"]))
    split_before(services, document.id, document.revision, 2)
    assert decisions(services, document)[-1].act is Act.RESPLIT
    with pytest.raises(Conflict):
        undo_now(services, document)
