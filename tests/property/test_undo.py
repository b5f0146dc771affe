"""Whatever persons decide about papers, in whatever order: undoing restores the former state exactly."""

import shutil
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitize.errors import Conflict, NotFound
from digitize.extraction.corrected import Correction
from digitize.model.fields import DocumentFields
from digitize.model.intake import Document, Page
from digitize.model.match import Attachment, Decision
from digitize.pipeline import upkeep
from digitize.pipeline.correct import correct
from digitize.pipeline.report import export
from digitize.pipeline.review import attach, set_aside, take_place
from digitize.pipeline.undo import can_undo, undo
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, stranger
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services, memory_services
from tests.pipeline.test_trip import records, send

PAPERS = 4
CODES = (CODE, OTHER_CODE)
OWNERS = ("Nguyễn Thị Hoa", "Trần Văn Bình", "Phạm Thị Xuân")

ACTS = st.one_of(
    st.tuples(st.just("attach"), st.sampled_from(CODES)),
    st.tuples(st.just("set_aside"), st.sampled_from(("rejected", "exempt"))),
    st.tuples(st.just("correct"), st.sampled_from(OWNERS)),
    st.tuples(st.just("take_place"), st.integers(0, PAPERS - 1)),
    st.tuples(st.just("undo"), st.none()),
)
SEQUENCES = st.lists(st.tuples(st.integers(0, PAPERS - 1), ACTS), min_size=1, max_size=8)


def fill(services):
    """Two papers that the machine attaches to their dossiers, one that it finds a place taken for, one that nobody knows."""
    services.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
    send(
        services,
        ("a.png", receipt()),
        ("b.png", receipt(OTHER_CODE, "Trần Văn Bình")),
        ("c.png", receipt(phone="0987654321")),
        ("d.png", scan(["THÔNG BÁO", "Về việc nghỉ lễ"], [])),
        ("e.png", stranger()),
    )
    drain(services)
    return services


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A folder with an archive as the machine left it."""
    folder = tmp_path_factory.mktemp("begun")
    fill(embedded_services(folder)).ledger.close()
    return folder


@pytest.fixture(params=["memory", "sqlite"])
def fresh(request, tmp_path_factory):
    """Open an archive as the machine left it, as often as asked."""

    def opened():
        if request.param == "memory":
            return fill(memory_services())
        folder = tmp_path_factory.mktemp("example") / "archive"
        shutil.copytree(request.getfixturevalue("begun"), folder)
        return embedded_services(folder)

    return opened


def papers(services):
    return [item.id for item in records(services, Document, order_by=("created_at",))][:PAPERS]


def state_of(services, document_id):
    """Return how a paper stands; what is only appended (revisions, decisions, earlier attachments) is left out."""
    newest = {"document_id": document_id, "order_by": ("-revision",), "limit": 1}
    (document,) = records(services, Document, id=document_id)
    (fields,) = records(services, DocumentFields, **newest)
    (decision,) = records(services, Decision, **newest)
    with services.ledger.reading() as tx:
        entries = [entry for entry in tx.entries() if entry.document_id == document_id]
    return (
        replace(document, revision=0),
        records(services, Page, document_id=document_id),
        records(services, Attachment, document_id=document_id, active=True),
        entries,
        fields.extraction,
        decision.decision,
    )


def state(services):
    return [state_of(services, id_) for id_ in papers(services)], list(export(services))


def history(services):
    return {item.id: item for kind in (Decision, DocumentFields) for item in records(services, kind)}


def act(services, document_id, what, how):
    """Let a person act; return whether anything came of it."""
    (document,) = records(services, Document, id=document_id)
    before = document.revision
    if what == "attach":
        attach(services, document_id, before, how, "đối chiếu lại")
    elif what == "set_aside":
        set_aside(services, document_id, before, how, "scanned_twice")
    elif what == "correct":
        correct(services, document_id, before, Correction(values={"ho_ten": how}))
    elif what == "take_place":
        (other,) = records(services, Document, id=papers(services)[how])
        try:
            take_place(services, document_id, before, other.id, other.revision)
        except (Conflict, NotFound):
            return False
    else:
        (stands, *_) = records(services, Decision, document_id=document_id, order_by=("-revision",))
        if not can_undo(stands):
            return False
        try:
            undo(services, document_id, before, "bấm nhầm")
        except Conflict:
            return False
    return records(services, Document, id=document_id)[0].revision > before


def undo_now(services, document_id):
    (document,) = records(services, Document, id=document_id)
    undo(services, document_id, document.revision, "bấm nhầm")


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(sequence=SEQUENCES)
def test_undo_restores_the_former_state_exactly_and_undo_of_undo_the_later_one(fresh, sequence):
    services = fresh()
    register = list(services.registry.dossiers())
    ids = papers(services)
    stood = {}
    for number, (what, how) in sequence:
        id_, before, written = ids[number], state(services), history(services)
        each = {one: state_of(services, one) for one in ids}
        revisions = {item.id: item.revision for item in records(services, Document)}
        if not act(services, id_, what, how):
            assert state(services) == before
            continue
        if what == "undo" and id_ in stood:
            # However much happened to other papers since, this one is as it was.
            assert state_of(services, id_) == stood[id_]
        # What was one act about two papers returns with either of them.
        changed = [one for one in ids if records(services, Document, id=one)[0].revision > revisions[one]]
        stood |= {one: each[one] for one in changed}
        after = state(services)
        undo_now(services, id_)
        assert state(services) == before
        undo_now(services, id_)
        assert state(services) == after
        assert written.items() <= history(services).items()
        assert list(services.registry.dossiers()) == register
    upkeep.verify_audit(services)
    assert {problem for _, problem in upkeep.verify_blobs(services)} == {None}
    services.ledger.close()
