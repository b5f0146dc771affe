"""The guard on real stores: links are drawn, persons' findings close a band, and a band is opened again."""

from dataclasses import replace

import pytest

from digitize.errors import Conflict, NotFound
from digitize.matching.guard import guard_rules
from digitize.model.audit import AuditEvent
from digitize.model.guard import AutoLink, Band, BandState, Draw, Finding, ReadQuality, Stratum
from digitize.model.intake import Document, DocumentStatus, Task, TaskState
from digitize.model.match import Act, Attachment, Decision
from digitize.pipeline import upkeep
from digitize.pipeline.checking import CHECKED_WRONG, confirm, refute
from digitize.pipeline.guarding import BAND_CLOSED, closed_bands, reopen, to_check, unchecked, waiting
from digitize.pipeline.hops import run_task
from digitize.pipeline.resplit import split_before
from digitize.pipeline.review import attach, set_aside, take_place
from digitize.pipeline.search import search
from digitize.pipeline.undo import undo
from tests.factories.bands import BAD, BATCH, drill, register
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, receipt_lines
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services, memory_services, postgres_services
from tests.pipeline.test_trip import records, send

OWNERS = ("Nguyễn Thị Hoa", "Trần Văn Bình", "Lê Thị Lan", "Phạm Văn Tám")
CODES = tuple(f"H09.15-210305-{number:04d}" for number in range(1, 5))


@pytest.fixture(params=["memory", "embedded", "postgresql"])
def services(request, tmp_path):
    if request.param == "memory":
        made = memory_services()
    elif request.param == "embedded":
        made = embedded_services(tmp_path)
    else:
        made = postgres_services(request.getfixturevalue("postgres_url"), tmp_path)
    made.registry.put(
        dossier(code, owner, f"{number}/QĐ-UBND")
        for number, (code, owner) in enumerate(zip(CODES, OWNERS, strict=True), start=45)
    )
    yield made
    made.ledger.close()


def filed(services, count=1):
    """Send receipts of the first dossiers and return their documents, each of them attached."""
    papers = zip(CODES[:count], OWNERS, strict=False)
    send(services, *((f"{code}.png", receipt(code, owner)) for code, owner in papers))
    drain(services)
    documents = records(services, Document)
    assert {document.status for document in documents} == {DocumentStatus.ATTACHED}
    return documents


def link_of(services, document):
    (link,) = records(services, AutoLink, id=document.id)
    return link


def newest(services, document):
    return records(services, Document, id=document.id)[0]


def suspects(services):
    return {band.id for band in records(services, Band, state=BandState.SUSPECT)}


def test_an_automatic_link_is_kept_with_its_stratum(services):
    (document,) = filed(services)
    link = link_of(services, document)
    assert (link.dossier, link.procedure, link.station) == (CODE, "1.004193", "trạm 1")
    assert (link.quality, link.finding) == (ReadQuality.CLEAR, None)
    assert link.drawn in (None, Draw.SAMPLE)


def test_a_job_that_runs_twice_draws_nothing_twice(services):
    filed(services, 3)
    before = records(services, AutoLink)
    with services.ledger.writing() as tx:
        tasks = tx.find(Task)
        tx.put(*(replace(task, state=TaskState.WAITING, attempt=0, asked_at=None) for task in tasks))
    for task in tasks:
        run_task(services, task.id)
    assert records(services, AutoLink) == before


def test_who_confirms_twice_confirms_once(services):
    (document,) = filed(services)
    confirm(services, document.id, document.revision)
    first = link_of(services, document)
    confirm(services, document.id, document.revision)
    assert link_of(services, document) == first
    assert (first.finding, first.found_by) == (Finding.RIGHT, "tester")
    assert newest(services, document) == document
    actions = [event.action for event in records(services, AuditEvent)]
    assert actions.count("review:link:right") == 1
    assert suspects(services) == set()


def test_a_refuted_paper_leaves_its_dossier_and_waits_at_the_desk(services):
    (document,) = filed(services)
    compared = records(services, Decision)[0].decision.candidates
    refute(services, document.id, document.revision)
    after = newest(services, document)
    assert (after.status, after.problem) == (DocumentStatus.REVIEW, CHECKED_WRONG)
    assert records(services, Attachment, active=True) == ()
    assert [hit.dossier for hit in search(services, "nguyen thi hoa", 5, "cli")] == [None]
    assert records(services, Decision, order_by=("-revision",))[0].decision.candidates == compared
    assert link_of(services, document).finding is Finding.WRONG
    assert suspects(services) == {"1.004193/*/*", "*/*/trạm 1", "*/clear/*", "1.004193/clear/trạm 1"}
    with pytest.raises(Conflict):
        refute(services, document.id, document.revision)
    with pytest.raises(Conflict):
        confirm(services, document.id, after.revision)
    upkeep.verify_audit(services)


def test_what_was_attached_by_hand_is_no_link_of_the_machine(services):
    send(services, ("la.png", scan(receipt_lines(CODE, "Lê Thị Lan"))))
    drain(services)
    (document,) = records(services, Document)
    attach(services, document.id, document.revision, CODE)
    assert records(services, AutoLink) == ()
    with pytest.raises(NotFound):
        confirm(services, document.id, newest(services, document).revision)


def test_a_paper_that_a_person_moves_is_a_contradiction_and_one_moved_back_is_none(services):
    (document,) = filed(services)
    attach(services, document.id, document.revision, OTHER_CODE, "của hồ sơ kia")
    assert link_of(services, document).finding is Finding.WRONG
    assert len(suspects(services)) == 4
    attach(services, document.id, document.revision + 1, CODE, "gắn nhầm")
    assert link_of(services, document).finding is Finding.RIGHT
    assert suspects(services) == set()


def test_a_paper_attached_anew_where_it_was_says_nothing(services):
    (document,) = filed(services)
    attach(services, document.id, document.revision, CODE, "vẫn đúng hồ sơ")
    assert link_of(services, document).finding is None


def test_what_is_undone_is_a_contradiction_and_what_is_undone_again_is_none(services):
    (document,) = filed(services)
    undo(services, document.id, document.revision, "không phải của hồ sơ này")
    assert link_of(services, document).finding is Finding.WRONG
    assert len(suspects(services)) == 4
    undo(services, document.id, document.revision + 1, "bấm nhầm")
    assert link_of(services, document).finding is Finding.RIGHT
    assert suspects(services) == set()


def test_a_refutation_is_a_persons_decision_and_can_be_undone(services):
    (document,) = filed(services)
    refute(services, document.id, document.revision)
    refuted = records(services, Decision, order_by=("-revision",))[0]
    assert (refuted.act, refuted.former.status) == (Act.UNDONE, DocumentStatus.ATTACHED)
    undo(services, document.id, document.revision + 1, "bấm nhầm")
    assert newest(services, document).status is DocumentStatus.ATTACHED
    (attachment,) = records(services, Attachment, active=True)
    assert attachment.dossier == CODE
    assert link_of(services, document).finding is Finding.RIGHT
    assert suspects(services) == set()


def test_a_scan_that_takes_the_place_of_another_says_nothing_of_the_dossier(services):
    (first,) = filed(services)
    send(services, ("lại.png", scan([*receipt_lines(), "(quét lại)"])), label="lô 2")
    drain(services)
    (second,) = records(services, Document, status=DocumentStatus.REVIEW)
    take_place(services, second.id, second.revision, first.id, first.revision)
    assert link_of(services, first).finding is Finding.MOOT
    assert records(services, AutoLink, id=second.id) == ()
    undo(services, first.id, first.revision + 1, "bấm nhầm")
    assert link_of(services, first).finding is None
    assert suspects(services) == set()


@pytest.mark.parametrize(
    ("end", "reason", "finding"),
    [
        ("rejected", "no_dossier_exists", Finding.WRONG),
        ("rejected", "Giấy của người khác", Finding.WRONG),
        ("rejected", "scanned_twice", Finding.MOOT),
        ("exempt", "copy_only", Finding.MOOT),
    ],
)
def test_a_paper_set_aside_was_wrong_there_unless_the_reason_is_another(services, end, reason, finding):
    (document,) = filed(services)
    set_aside(services, document.id, document.revision, end, reason)
    assert link_of(services, document).finding is finding


def test_a_paper_that_is_parted_leaves_no_check_behind(services):
    send(services, ("hai.png", scan(receipt_lines(), ["Trang hai"])))
    drain(services)
    (document,) = records(services, Document)
    split_before(services, document.id, document.revision, 2)
    assert link_of(services, document).finding is Finding.MOOT
    assert suspects(services) == set()


def test_after_an_error_every_link_of_its_strata_is_drawn(services):
    first, *_ = filed(services)
    refute(services, first.id, first.revision)
    send(services, ("b.png", receipt(CODES[1], OWNERS[1])))
    drain(services)
    (later,) = records(services, Document, status=DocumentStatus.ATTACHED)
    assert link_of(services, later).drawn is Draw.SCREENED
    with services.ledger.reading() as tx:
        assert to_check(tx)[0].id == later.id
        assert waiting(tx) >= 1
    before = {band.id: band.score for band in records(services, Band)}
    confirm(services, later.id, later.revision)
    after = {band.id: band.score for band in records(services, Band)}
    assert all(after[id_] == pytest.approx(before[id_] + guard_rules().right) for id_ in before)


def close(services):
    """Refute three links, which closes the band of their procedure."""
    for document in filed(services, 3):
        refute(services, document.id, document.revision)


def test_the_third_error_closes_the_band_of_the_procedure_and_clears_the_others(services):
    close(services)
    with services.ledger.reading() as tx:
        (band,) = closed_bands(tx)
    assert band.stratum == Stratum(procedure="1.004193")
    assert (band.closings[0].wrong, band.closings[0].checked) == (3, 3)
    assert suspects(services) == set()
    (event,) = records(services, AuditEvent, action="guard:band:closed")
    assert event.subject == "1.004193/*/*"
    assert upkeep.progress(services).closed_bands == ("1.004193/*/*",)


def held(services):
    """Close the band and return a paper that waits for that."""
    close(services)
    send(services, ("d.png", receipt(CODES[3], OWNERS[3])))
    drain(services)
    (document,) = records(services, Document, problem=BAND_CLOSED)
    return document


def test_what_comes_later_is_not_attached_and_waits_with_its_dossier_proposed(services):
    document = held(services)
    assert document.status is DocumentStatus.REVIEW
    (decision,) = records(services, Decision, document_id=document.id)
    assert decision.decision.dossier == CODES[3]
    assert records(services, Attachment, active=True) == ()
    assert link_of(services, document).drawn is Draw.HELD
    with services.ledger.reading() as tx:
        assert to_check(tx) == ()
        assert unchecked(tx, Stratum(procedure="1.004193")) == 0
    attach(services, document.id, document.revision, CODES[3])
    assert link_of(services, document).finding is Finding.RIGHT
    assert suspects(services) == set()


def test_a_band_that_a_person_opens_again_begins_anew(services):
    close(services)
    reopen(services, "1.004193/*/*", "biểu mẫu mới đã được nhận ra")
    (band,) = [band for band in records(services, Band) if band.closings]
    assert (band.state, band.score) == (BandState.OPEN, 0.0)
    assert (band.closings[0].reason, band.closings[0].reopened_by) == (
        "biểu mẫu mới đã được nhận ra",
        "tester",
    )
    with pytest.raises(Conflict):
        reopen(services, "1.004193/*/*", "lần nữa")
    with pytest.raises(NotFound):
        reopen(services, "9.999999/*/*", "không có")
    send(services, ("d.png", receipt(CODES[3], OWNERS[3])))
    drain(services)
    (document,) = records(services, Document, status=DocumentStatus.ATTACHED)
    refute(services, document.id, document.revision)
    assert {band.score for band in records(services, Band) if band.score} == {guard_rules().wrong}
    assert upkeep.progress(services).closed_bands == ()


def test_links_made_before_the_closing_are_listed_and_count_no_more(services):
    documents = filed(services, 4)
    for document in documents[:3]:
        refute(services, document.id, document.revision)
    with services.ledger.reading() as tx:
        (band,) = closed_bands(tx)
        assert unchecked(tx, band.stratum) == 1
        assert [link.id for link in to_check(tx, band.stratum)] == [documents[3].id]
    refute(services, documents[3].id, documents[3].revision)
    assert link_of(services, documents[3]).finding is Finding.WRONG
    assert suspects(services) == set()


def test_a_procedure_that_goes_bad_closes_in_the_pipeline_and_nothing_else_does():
    services = memory_services()
    told = drill(services, 120, 1.0)
    assert told.bands == (f"{BAD}/*/*",)
    assert told.closed_after <= 48
    waiting_papers = records(services, Document, problem=BAND_CLOSED)
    assert len(waiting_papers) == told.held > 0
    assert told.attached + told.held == 120
    others = [register(number).code for number in range(120) if register(number).procedure_code != BAD]
    attached = {item.dossier for item in records(services, Attachment, active=True)}
    assert set(others) <= attached


def test_a_clean_pipeline_stays_open():
    told = drill(memory_services(), 3 * BATCH, 0.0)
    assert (told.bands, told.held, told.attached) == ((), 0, 60)
