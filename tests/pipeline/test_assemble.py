"""A stack in one file: each paper becomes a document of its own, what lies between them ends in none, nothing is lost."""

from contextlib import suppress
from dataclasses import replace
from itertools import count
from types import SimpleNamespace

import pytest

from digitize.errors import NotFound, ReaderCrashed
from digitize.model.fields import DocumentFields
from digitize.model.intake import Document, DocumentStatus, Page
from digitize.model.match import Attachment
from digitize.pipeline.upkeep import progress
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt_lines
from tests.factories.scripted import ScriptedReader, scan
from tests.factories.services import drain, memory_services
from tests.pipeline.test_trip import records, send

FIRST, SECOND = receipt_lines(), receipt_lines(OTHER_CODE, "Trần Văn Bình")
SHEET, NOTE = ["TỜ PHÂN CÁCH", "Tài liệu số 1"], ["Liên hệ lại"]
MORE = ["Trang hai của giấy tiếp nhận hồ sơ và hẹn trả kết quả"]


@pytest.fixture
def services():
    # Ids of one millisecond come in any order; here the files are worked off as they were sent.
    made = replace(memory_services(), new_id=map("{:022d}".format, count()).__next__)
    made.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
    return made


def attached(services):
    return {item.dossier for item in records(services, Attachment, active=True)}


def test_the_papers_of_a_stack_each_find_their_dossier(services):
    send(services, ("chồng.png", scan(SHEET, FIRST, [], SHEET, [], SECOND)))
    drain(services)
    assert attached(services) == {CODE, OTHER_CODE}
    pages = records(services, Page, order_by=("frame",))
    ends = [page.disposition.value for page in pages]
    assert ends == ["separator", "attached", "blank", "separator", "blank", "attached"]
    assert [page.document_id is None for page in pages] == [True, False, False, True, True, False]
    assert progress(services).idle


def test_what_a_paper_says_is_the_same_with_a_note_in_it(services):
    send(services, ("a.png", scan(FIRST, NOTE, MORE)), ("b.png", scan(FIRST, [], MORE)))
    drain(services)
    (note,) = (page for page in records(services, Page) if page.note_pair)
    assert note.frame == 1
    # One of the two receipts took the place in the dossier; the note goes where its paper goes.
    (sheet,) = records(services, Page, id=note.note_pair)
    assert (note.document_id, note.disposition) == (sheet.document_id, sheet.disposition)
    one, other = (item.extraction for item in records(services, DocumentFields))
    assert one == other


class Fragile(ScriptedReader):
    """Dies on the second frame of a file."""

    def read(self, path, frames):
        if 1 in frames:
            raise ReaderCrashed
        return super().read(path, frames)


def test_a_page_on_which_the_reader_dies_keeps_no_other_paper_from_its_dossier(services):
    fragile = replace(services, reader=Fragile())
    send(fragile, ("ba.png", scan(FIRST, ["?"], SECOND)))
    drain(fragile)
    assert attached(services) == {CODE, OTHER_CODE}
    (waiting,) = records(services, Document, status=DocumentStatus.REVIEW)
    assert (len(waiting.page_ids), waiting.problem) == (1, "reader_crashed")


def test_a_reading_that_is_lost_keeps_no_other_file_of_the_batch_from_its_dossier(services):
    send(services, ("a.png", scan(FIRST, SECOND)), ("b.png", scan(SECOND)))
    lost = []

    def read(ref):
        lost.append(ref.key) if not lost and ref.key.startswith("readings/") else None
        if ref.key in lost:
            raise NotFound("no such blob")
        return services.blobs.read(ref)

    blobs = SimpleNamespace(
        put=services.blobs.put, read=read, local=services.blobs.local, stat=services.blobs.stat
    )
    holed = replace(services, blobs=blobs)
    for _ in range(3):
        with suppress(NotFound):
            drain(holed)
    drain(services)
    assert attached(services) == {OTHER_CODE}
    (waiting,) = records(services, Document, status=DocumentStatus.REVIEW)
    assert len(waiting.page_ids) == 2
