"""A person parts a document in two, or joins it with the one behind it; what comes of it goes its way as any other."""

import pytest

from digitize.errors import Conflict, NotFound
from digitize.extraction.split import Parted
from digitize.model.audit import AuditEvent
from digitize.model.intake import (
    Batch,
    BatchState,
    Disposition,
    Document,
    DocumentStage,
    DocumentStatus,
    Page,
)
from digitize.model.match import Attachment
from digitize.pipeline import assemble, upkeep
from digitize.pipeline.resplit import RESPLIT, join_next, split_before
from digitize.pipeline.review import attach, set_aside
from digitize.pipeline.search import search
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt_lines
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services, memory_services, postgres_services
from tests.pipeline.test_trip import records, send

FIRST, SECOND = receipt_lines(), receipt_lines(OTHER_CODE, "Trần Văn Bình")


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


def standing(services):
    """Return the documents that have pages, in the order of their pages."""
    pages = {page.id: page for page in records(services, Page)}
    found = [item for item in records(services, Document) if item.problem != RESPLIT]
    return sorted(found, key=lambda item: pages[item.page_ids[0]].frame)


def glued(services, monkeypatch, *pages):
    """Send pages that the machine takes for one document, and return it."""
    whole = Parted((tuple(range(len(pages))),))
    with monkeypatch.context() as patch:
        patch.setattr(assemble, "split", lambda _: whole)
        send(services, ("hai.png", scan(*pages)))
        drain(services)
    (document,) = records(services, Document)
    return document


def test_a_document_is_parted_and_each_part_finds_its_own_dossier(services, monkeypatch):
    document = glued(services, monkeypatch, FIRST, ["Trang hai"], SECOND)
    split_before(services, document.id, document.revision, 3)
    drain(services)
    front, back = standing(services)
    assert [len(item.page_ids) for item in (front, back)] == [2, 1]
    assert (front.made_from, back.made_from) == (document.id, document.id)
    active = {item.document_id: item.dossier for item in records(services, Attachment, active=True)}
    assert active == {front.id: CODE, back.id: OTHER_CODE}
    pages = records(services, Page, order_by=("frame",))
    assert [(page.document_id, page.position) for page in pages] == [
        (front.id, 1),
        (front.id, 2),
        (back.id, 1),
    ]
    assert {page.disposition for page in pages} == {Disposition.ATTACHED}


def test_what_gave_way_keeps_its_record_and_is_found_and_decided_no_more(services, monkeypatch):
    document = glued(services, monkeypatch, FIRST, SECOND)
    split_before(services, document.id, document.revision, 2)
    drain(services)
    (gone,) = records(services, Document, id=document.id)
    assert (gone.status, gone.problem, gone.page_ids) == (
        DocumentStatus.REJECTED,
        RESPLIT,
        document.page_ids,
    )
    assert document.id not in {hit.document_id for hit in search(services, "nguyen thi hoa", 9, "cli")}
    for decide in (
        lambda: attach(services, gone.id, gone.revision, CODE),
        lambda: set_aside(services, gone.id, gone.revision, "rejected", "unreadable"),
    ):
        with pytest.raises(Conflict):
            decide()
    with pytest.raises(NotFound):
        split_before(services, gone.id, gone.revision, 2)
    assert "review:document:split" in {event.action for event in records(services, AuditEvent)}
    assert upkeep.verify_audit(services) == len(records(services, AuditEvent))
    assert records(services, Batch)[0].state is BatchState.FILED
    assert upkeep.progress(services).idle


def test_an_attached_document_leaves_its_dossier_when_it_is_joined(services):
    send(services, ("hai.png", scan(FIRST, SECOND)))
    drain(services)
    front, back = standing(services)
    assert {item.dossier for item in records(services, Attachment, active=True)} == {CODE, OTHER_CODE}
    join_next(services, front.id, front.revision)
    drain(services)
    (joined,) = standing(services)
    assert joined.page_ids == front.page_ids + back.page_ids
    assert joined.stage is DocumentStage.FILED
    holders = {item.document_id for item in records(services, Attachment, active=True)}
    assert holders <= {joined.id}
    joins = [event.subject for event in records(services, AuditEvent) if event.action.endswith(":joined")]
    assert sorted(joins) == sorted([front.id, back.id])


def test_parting_what_was_joined_is_where_it_began(services):
    send(services, ("hai.png", scan(FIRST, SECOND)))
    drain(services)
    front, back = standing(services)
    join_next(services, front.id, front.revision)
    drain(services)
    (joined,) = standing(services)
    split_before(services, joined.id, joined.revision, 2)
    drain(services)
    assert [item.page_ids for item in standing(services)] == [front.page_ids, back.page_ids]
    assert {item.dossier for item in records(services, Attachment, active=True)} == {CODE, OTHER_CODE}


def test_nothing_is_parted_that_changed_meanwhile_or_has_no_such_page(services, monkeypatch):
    document = glued(services, monkeypatch, FIRST, SECOND)
    for number in (0, 1, 3):
        with pytest.raises(NotFound):
            split_before(services, document.id, document.revision, number)
    with pytest.raises(Conflict):
        split_before(services, document.id, document.revision - 1, 2)
    with pytest.raises(NotFound):
        join_next(services, document.id, document.revision)
    assert records(services, Document) == (document,)


def test_what_is_still_worked_on_is_left_alone(services, monkeypatch):
    document = glued(services, monkeypatch, FIRST, SECOND)
    split_before(services, document.id, document.revision, 2)
    fresh = standing(services)[0]
    with pytest.raises(Conflict):
        split_before(services, fresh.id, fresh.revision, 2)
    with pytest.raises(Conflict):
        join_next(services, fresh.id, fresh.revision)
    drain(services)
    assert {item.stage for item in standing(services)} == {DocumentStage.FILED}
