"""A paper that failed through us comes back from its bytes; what a person decided stays."""

from dataclasses import replace

import pytest

from digitize.errors import Conflict, ReaderCrashed
from digitize.model.intake import Batch, BatchState, Document, DocumentStatus, Page, Upload, UploadState
from digitize.model.match import Attachment
from digitize.pipeline import upkeep
from digitize.pipeline.report import export
from digitize.pipeline.retry import failed_uploads, retry
from digitize.pipeline.review import attach
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, stranger
from tests.factories.scripted import ScriptedReader
from tests.factories.services import drain, embedded_services
from tests.pipeline.test_trip import records, send


@pytest.fixture
def services(tmp_path):
    made = embedded_services(tmp_path)
    made.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
    yield made
    made.ledger.close()


def broken(services, method, error):
    def fault(called):
        if called == method:
            raise error

    return replace(services, reader=ScriptedReader(fault=fault))


def test_an_upload_quarantined_through_us_is_attached_after_a_retry(services):
    send(broken(services, "load", ReaderCrashed()), ("a.png", receipt()), ("b.png", stranger()))
    for _ in range(6):
        with pytest.raises(ReaderCrashed):
            drain(broken(services, "load", ReaderCrashed()))
    drain(services)
    assert {upload.state for upload in records(services, Upload)} == {UploadState.QUARANTINED}
    for upload_id in list(failed_uploads(services)):
        retry(services, upload_id)
    drain(services)
    assert len(records(services, Attachment, dossier=CODE, active=True)) == 1
    assert {batch.state for batch in records(services, Batch)} == {BatchState.FILED}
    assert upkeep.progress(services).idle


def test_a_page_that_crashed_the_reader_is_read_after_a_retry_and_its_first_document_gives_way(services):
    fragile = broken(services, "read", ReaderCrashed())
    send(fragile, ("a.png", receipt()))
    drain(fragile)
    (upload_id,) = failed_uploads(services)
    retry(services, upload_id)
    drain(services)
    assert [page.reading is not None for page in records(services, Page)] == [True]
    statuses = [document.status for document in records(services, Document)]
    assert sorted(statuses) == [DocumentStatus.ATTACHED, DocumentStatus.REJECTED]
    assert list(failed_uploads(services)) == []
    upkeep.verify_audit(services)


def test_what_a_person_attached_is_left_alone(services):
    fragile = broken(services, "read", ReaderCrashed())
    send(fragile, ("a.png", receipt()))
    drain(fragile)
    (document,) = records(services, Document)
    attach(services, document.id, document.revision, CODE)
    before = list(export(services))
    with pytest.raises(Conflict):
        retry(services, document.upload_id)
    assert list(export(services)) == before
