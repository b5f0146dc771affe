"""The same paper twice: found across batches, shown beside each other, and one takes the other's place."""

import pytest

from digitize.errors import Conflict, NotFound
from digitize.extraction.corrected import Correction
from digitize.model.intake import Document, DocumentStatus, Page
from digitize.model.match import Attachment, Decision, NearDuplicate
from digitize.pipeline.correct import correct
from digitize.pipeline.paper import load_paper
from digitize.pipeline.report import export
from digitize.pipeline.review import attach, set_aside, take_place
from digitize.pipeline.twins import twins
from digitize.pipeline.undo import undo
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, receipt_lines, stranger
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services, memory_services, postgres_services
from tests.pipeline.test_trip import records, send

AGAIN = [*receipt_lines(), "(quét lại)"]


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


def received(services, data, label):
    """Return the paper that one scan of a batch of its own became."""
    before = {item.id for item in records(services, Document)}
    send(services, (f"{label}.png", data), label=label)
    drain(services)
    (document,) = [item for item in records(services, Document) if item.id not in before]
    return document


def now(services, document):
    return records(services, Document, id=document.id)[0]


def beside(services, document):
    decision = records(services, Decision, document_id=document.id, order_by=("-revision",))[0]
    return twins(services, load_paper(services, now(services, document)), decision)


def test_a_second_scan_is_found_across_batches_with_the_page_that_it_repeats(services):
    first = received(services, receipt(), "lô 1")
    second = received(services, scan(AGAIN), "lô 2")
    (near,) = records(services, NearDuplicate)
    assert (near.document_id, near.page, near.other_document, near.other_page) == (second.id, 1, first.id, 1)
    assert near.likeness > 0.9
    (page,) = records(services, Page, document_id=second.id)
    assert near.id == f"{page.id}-0"
    for one, other in ((second, first), (first, second)):
        (twin,) = beside(services, one)
        assert (twin.document.id, twin.likeness) == (other.id, near.likeness)


def test_another_receipt_of_the_form_is_no_second_scan(services):
    received(services, receipt(), "lô 1")
    received(services, receipt(OTHER_CODE, "Trần Văn Bình"), "lô 2")
    received(services, stranger(), "lô 3")
    assert records(services, NearDuplicate) == ()


def test_the_machine_does_not_attach_a_second_scan_beside_the_first(services):
    first = received(services, scan(receipt_lines(CODE, "Lê Thị Lan")), "lô 1")
    correct(services, first.id, first.revision, Correction("phieu_kiem_soat", {}))
    attach(services, first.id, now(services, first).revision, CODE)
    second = received(services, receipt(), "lô 2")
    assert (second.status, second.problem) == (DocumentStatus.REVIEW, "near_duplicate")
    set_aside(services, first.id, now(services, first).revision, "rejected", "unreadable")
    third = received(services, scan(AGAIN), "lô 3")
    assert third.status is DocumentStatus.ATTACHED


def test_who_holds_a_place_is_shown_even_where_it_reads_otherwise(services):
    first = received(services, receipt(), "lô 1")
    other = scan(
        [
            "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            f"Mã hồ sơ: {CODE}",
            "Tiếp nhận hồ sơ của: Nguyễn Thị Hoa",
        ]
    )
    second = received(services, other, "lô 2")
    assert second.problem == "duplicate_process_paper"
    (twin,) = beside(services, second)
    assert (twin.document.id, twin.likeness, twin.attachment.dossier) == (first.id, None, CODE)
    assert beside(services, first) == ()


def test_one_takes_the_place_of_the_other_and_both_return_together(services):
    first, second = received(services, receipt(), "lô 1"), received(services, scan(AGAIN), "lô 2")
    register, before = list(services.registry.dossiers()), list(export(services))
    (held,) = records(services, Attachment)
    take_place(services, second.id, second.revision, first.id, first.revision)
    (taken,) = records(services, Attachment, active=True)
    assert (taken.document_id, taken.role, taken.code, taken.supersedes) == (
        second.id,
        held.role,
        held.code,
        held.id,
    )
    assert (now(services, first).status, now(services, first).problem) == (
        DocumentStatus.REJECTED,
        "scanned_twice",
    )
    after = list(export(services))
    for document in (first, second):
        undo(services, document.id, now(services, document).revision, "bấm nhầm")
        assert list(export(services)) == before
        undo(services, document.id, now(services, document).revision, "không nhầm")
        assert list(export(services)) == after
    assert list(services.registry.dossiers()) == register


def test_what_changed_since_takes_no_place_and_is_not_undone_with_the_other(services):
    first, second = received(services, receipt(), "lô 1"), received(services, scan(AGAIN), "lô 2")
    with pytest.raises(Conflict):
        take_place(services, second.id, second.revision, first.id, first.revision - 1)
    with pytest.raises(Conflict):
        take_place(services, first.id, first.revision, second.id, second.revision)
    take_place(services, second.id, second.revision, first.id, first.revision)
    with pytest.raises(NotFound):
        take_place(services, first.id, first.revision + 1, first.id, first.revision + 1)
    set_aside(services, first.id, first.revision + 1, "exempt", "copy_only")
    with pytest.raises(Conflict):
        undo(services, second.id, now(services, second).revision, "bấm nhầm")
    assert now(services, second).status is DocumentStatus.ATTACHED
