"""A dry run says what today's matcher would change, and changes nothing."""

import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from digitize.cli import app
from digitize.model.audit import AuditEvent
from digitize.model.fields import DocumentFields
from digitize.model.guard import AutoLink, Band
from digitize.model.intake import Batch, Document, Page, Task, Upload
from digitize.model.match import Attachment, Decision
from digitize.pipeline.preview import Change, End, preview
from digitize.pipeline.resplit import split_before
from digitize.pipeline.review import attach
from digitize.pipeline.undo import undo
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, receipt_lines, stranger
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services, memory_services
from tests.pipeline.test_trip import records, send

KINDS = (Batch, Document, Page, Task, DocumentFields, Decision, Attachment, AutoLink, Band, AuditEvent)
LATER = date(2021, 4, 6)
OTHER = dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")


@pytest.fixture(params=["memory", "embedded"])
def services(request, tmp_path):
    made = memory_services() if request.param == "memory" else embedded_services(tmp_path)
    made.registry.put([dossier(), OTHER])
    yield made
    made.ledger.close()


def received(services, *scans):
    before = len(records(services, Upload))
    send(services, *((f"{number}.png", data) for number, data in enumerate(scans, start=before)))
    drain(services)
    return sorted(records(services, Document), key=lambda item: item.upload_id)


def upload_named(services, name):
    return records(services, Upload, filename=name)[0].id


def shown(services):
    everything = [records(services, kind) for kind in KINDS], list(services.registry.dossiers())
    found = {one.file: one for one in preview(services)}
    assert ([records(services, kind) for kind in KINDS], list(services.registry.dossiers())) == everything
    return found


def test_nothing_changes_where_nothing_changed(services):
    received(
        services, receipt(), stranger(), scan(receipt_lines(CODE, "Lê Thị Lan")), receipt(phone="0911222333")
    )
    assert {one.change for one in shown(services).values()} == {Change.SAME}


def test_each_way_to_change_is_told(services):
    scans = (
        receipt(),
        scan(receipt_lines(OTHER_CODE, "Trần Văn Bình")),
        scan(receipt_lines("H09.15-210305-0387", "Trần Văn Bình")),
        stranger(),
    )
    # Each in a batch of its own, so that they come in this order.
    for number, data in enumerate(scans):
        send(services, (f"{number}.png", data))
        drain(services)
    (second,) = (
        item for item in records(services, Document) if item.upload_id == upload_named(services, "1.png")
    )
    # The register was corrected since: days of receipt, and a dossier that had been missing.
    services.registry.put(
        [
            replace(dossier(), received_on=LATER),
            replace(OTHER, received_on=LATER),
            replace(dossier("H09.15-210305-0387", "Trần Văn Bình"), owner_id=None),
        ],
        replace=True,
    )
    # What was read then is corrected: the second states the code of the third now.
    (fields,) = records(services, DocumentFields, document_id=second.id)
    with services.ledger.writing() as tx:
        changed = tuple(
            replace(item, value="H09.15-210305-0387") if item.name == "ma_ho_so" else item
            for item in fields.extraction.fields
        )
        tx.put(replace(fields, extraction=replace(fields.extraction, fields=changed)))
    found = shown(services)
    assert (found["0.png"].change, found["0.png"].before) == (Change.UNLINKED, End(CODE))
    assert (found["1.png"].change, found["1.png"].after) == (Change.MOVED, End("H09.15-210305-0387"))
    # The place is given once, to the paper that came first.
    assert found["2.png"].change is Change.REASON
    assert found["2.png"].after == End(None, "duplicate_process_paper")
    assert found["3.png"].change is Change.SAME


def test_a_dossier_that_was_missing_links_its_paper(services):
    received(services, scan(receipt_lines("H09.15-210305-0387", "Lê Thị Lan")))
    services.registry.put([replace(dossier("H09.15-210305-0387", "Lê Thị Lan"), owner_id=None)])
    (found,) = shown(services).values()
    assert (found.change, found.after) == (Change.LINKED, End("H09.15-210305-0387"))


def test_what_a_person_decided_stands_apart_and_keeps_its_place(services):
    (first,) = received(services, receipt())
    _, second = received(services, receipt(phone="0911222333"))
    assert second.problem == "duplicate_process_paper"
    attach(services, first.id, first.revision, OTHER_CODE, "nhầm hồ sơ")
    found = {one.document: one for one in shown(services).values()}
    assert (found[first.id].by_person, found[first.id].change) == (True, Change.MOVED)
    assert (found[second.id].by_person, found[second.id].change) == (False, Change.LINKED)
    undo(services, first.id, first.revision + 1, "bấm nhầm")
    found = {one.document: one for one in shown(services).values()}
    assert (found[first.id].by_person, found[first.id].change) == (True, Change.SAME)
    assert found[second.id].change is Change.SAME


def test_papers_that_gave_way_are_left_out(services):
    (document,) = received(services, scan(receipt_lines(), ["Trang hai"]))
    split_before(services, document.id, document.revision, 2)
    drain(services)
    assert document.id not in {one.document for one in preview(services)}


def test_the_command_counts_and_lists(tmp_path):
    services = embedded_services(tmp_path)
    services.registry.put([dossier()])
    received(services, receipt(), stranger())
    services.registry.put([replace(dossier(), received_on=LATER)], replace=True)
    services.ledger.close()
    run = ["matching", "preview", "--data", str(tmp_path)]
    text = CliRunner().invoke(app, run).stdout
    assert "gỡ ra: 0.png  " in text
    assert "gỡ ra 1" in text
    change, summary = map(json.loads, CliRunner().invoke(app, [*run, "--json"]).stdout.splitlines())
    assert (change["change"], change["before"]["dossier"], change["by_person"]) == ("unlinked", CODE, False)
    assert summary == {"papers": 2, "machine": {"same": 1, "unlinked": 1}, "person": {}}
