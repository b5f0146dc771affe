from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitize.errors import Conflict
from digitize.model.audit import AuditEvent, verify_chain
from digitize.model.guard import AutoLink, Band, BandState, Closing, Draw, Finding, ReadQuality, Stratum
from digitize.model.intake import (
    Batch,
    BatchId,
    BlobRef,
    Declared,
    Disposition,
    Document,
    DocumentId,
    Hop,
    Page,
    PageId,
    Sending,
    Task,
    TaskState,
    Unit,
    UnitCode,
    Upload,
    UploadId,
)
from digitize.model.match import DossierCode
from digitize.model.search import Query, SearchEntry
from digitize.ports import PRESENT, Ledger
from digitize.text.fold import fold, tokens

NOW = datetime(2026, 11, 21, 1, 2, 3, 456789, UTC)
LEASE = timedelta(minutes=15)
BATCH = BatchId("b1")


def page(frame: int, **values: object) -> Page:
    made = Page(PageId(f"u1.{frame:04}"), UploadId("u1"), BATCH, frame)
    return replace(made, **values)  # type: ignore[arg-type]


def upload(id_: str, sha256: str) -> Upload:
    blob = BlobRef(f"upload/2026/11/21/{sha256}", sha256, 3, "application/pdf")
    return Upload(UploadId(id_), BATCH, "giấy.pdf", blob, NOW, "clerk", "s1")


def task(id_: str = "pages:u1", **values: object) -> Task:
    return replace(Task(id_, Hop.PAGES, "u1", BATCH), **values)  # type: ignore[arg-type]


def event(number: int) -> AuditEvent:
    return AuditEvent(
        f"e{number:03}", NOW + timedelta(seconds=number), "lan", "web:document:view", "d1", "0" * 64
    )


def entry(document: str, *pages: str) -> SearchEntry:
    return SearchEntry(
        DocumentId(document), f"Tờ trình {document}", pages, kind="to_trinh", unit=UnitCode("H1")
    )


def ask(text: str, *, phrase: bool = False) -> Query:
    words = tokens(text)
    return Query(words, tuple(fold(word) for word in words), phrase)


def found(ledger: Ledger, text: str, *, phrase: bool = False) -> list[tuple[str, int]]:
    with ledger.reading() as tx:
        return [(hit.document_id, hit.page) for hit in tx.candidates(ask(text, phrase=phrase), 100)]


def put(ledger: Ledger, *records: object) -> None:
    with ledger.writing() as tx:
        tx.put(*records)


def test_a_record_comes_back_as_it_was_put(ledger: Ledger) -> None:
    whole = Document(
        DocumentId("d1"),
        BATCH,
        UploadId("u1"),
        (PageId("u1.0000"), PageId("u1.0001")),
        NOW,
        problem="poor_scan",
    )
    put(ledger, whole, upload("u1", "a" * 64), Unit(UnitCode("H1"), "Xã Một", NOW.date()))
    with ledger.reading() as tx:
        assert tx.get(Document, "d1") == whole
        assert tx.get(Upload, "u1") == upload("u1", "a" * 64)
        assert tx.get(Unit, "H1") == Unit(UnitCode("H1"), "Xã Một", NOW.date())
        assert tx.get(Document, "d2") is None


def test_put_replaces_the_record_with_the_same_id(ledger: Ledger) -> None:
    put(ledger, page(0), page(1))
    put(ledger, page(0, disposition=Disposition.ATTACHED, sheet=7))
    with ledger.reading() as tx:
        assert tx.find(Page) == (page(0, disposition=Disposition.ATTACHED, sheet=7), page(1))


def test_find_knows_none_and_any_of(ledger: Ledger) -> None:
    put(ledger, page(0, side="front"), page(1, side="back"), page(2))
    with ledger.reading() as tx:
        assert tx.find(Page, side=None) == (page(2),)
        assert tx.find(Page, side=("front", None)) == (page(0, side="front"), page(2))
        assert tx.find(Page, side=()) == ()
        assert tx.find(Page, batch_id=BATCH, side="back") == (page(1, side="back"),)
        assert tx.count(Page, disposition=Disposition.PENDING) == 3
        with pytest.raises(KeyError):
            tx.find(Page, colour="red")


def test_present_is_anything_but_none(ledger: Ledger) -> None:
    put(ledger, page(0, side="front"), page(1), page(2, side=""))
    with ledger.reading() as tx:
        assert [one.frame for one in tx.find(Page, side=PRESENT)] == [0, 2]
        assert tx.count(Page, side=PRESENT, frame=2) == 1


def test_a_table_is_walked_step_by_step(ledger: Ledger) -> None:
    put(ledger, *(page(frame) for frame in (3, 1, 4, 0, 2)))
    with ledger.reading() as tx:
        steps = [tx.find(Page, limit=2, after=id_) for id_ in ("", "u1.0001", "u1.0003", "u1.0004")]
        assert [[one.frame for one in step] for step in steps] == [[0, 1], [2, 3], [4], []]


def test_find_sorts_none_first_and_ties_by_id(ledger: Ledger) -> None:
    put(ledger, page(2, sheet=1), page(1, sheet=2), page(0, sheet=2), page(3))
    with ledger.reading() as tx:
        assert [one.frame for one in tx.find(Page, order_by=("sheet",))] == [3, 2, 0, 1]
        assert [one.frame for one in tx.find(Page, order_by=("-sheet",))] == [0, 1, 2, 3]
        assert [one.frame for one in tx.find(Page, order_by=("-sheet", "-frame"), limit=2)] == [1, 0]
        assert [one.frame for one in tx.find(Page, limit=2, offset=1)] == [1, 2]
        assert [one.frame for one in tx.find(Page, offset=3)] == [3]


def test_times_of_any_zone_sort_by_the_moment(ledger: Ledger) -> None:
    hanoi = NOW.astimezone().replace(microsecond=0) + timedelta(hours=1)
    put(ledger, Batch(BatchId("late"), "", "s", hanoi), Batch(BatchId("early"), "", "s", NOW))
    with ledger.reading() as tx:
        assert [one.id for one in tx.find(Batch, order_by=("opened_at",))] == ["early", "late"]
        assert tx.find(Batch, opened_at=hanoi.astimezone(UTC))[0].opened_at == hanoi
    with ledger.writing() as tx, pytest.raises(ValueError, match="time zone"):
        tx.put(Batch(BatchId("naive"), "", "s", NOW.replace(tzinfo=None)))


def test_text_is_ordered_by_its_letters_codes_whatever_the_language_of_a_server(ledger: Ledger) -> None:
    sides = ["Ê", "z", "a", "Z", "â", "đ", "A", "ă", "_", "a b", "ab", "e\u0302"]
    put(ledger, *(page(frame, note_pair=side) for frame, side in enumerate(sides)))
    with ledger.reading() as tx:
        assert [one.note_pair for one in tx.find(Page, order_by=("note_pair",))] == sorted(sides)
        assert list(tx.tally(Page, "note_pair")) == sorted(sides)
        assert tx.count(Page, note_pair="Đ") == 0


def test_what_no_database_can_hold_is_replaced_alike_everywhere(ledger: Ledger) -> None:
    put(ledger, page(0, note_pair="a\0b"))
    with ledger.reading() as tx:
        assert tx.find(Page, note_pair="a\0b") == (page(0, note_pair="a\ufffdb"),)


def test_tally_counts_each_value(ledger: Ledger) -> None:
    put(ledger, page(0), page(1), page(2, disposition=Disposition.BLANK, side="back"))
    with ledger.reading() as tx:
        assert tx.tally(Page, "disposition", batch_id=BATCH) == {"blank": 1, "pending": 2}
        assert tx.tally(Page, "side") == {"back": 1}


def test_an_upload_is_found_by_its_sha256(ledger: Ledger) -> None:
    put(ledger, upload("u1", "a" * 64), upload("u2", "a" * 64), upload("u3", "b" * 64))
    with ledger.reading() as tx:
        assert tx.find(Upload, sha256="b" * 64) == (upload("u3", "b" * 64),)


def test_what_a_batch_still_waits_for_is_counted(ledger: Ledger) -> None:
    file = Declared("giấy.pdf", 6 << 30, "0" * 64)
    batch = Batch(BATCH, "hộp 12", "trạm 1", NOW)
    came = Sending("s1", batch, file, upload_id=UploadId("u1"))
    awaited = (Sending("s2", batch, file), Sending("s3", replace(batch, id=BatchId("b2")), file))
    put(ledger, came, *awaited)
    with ledger.reading() as tx:
        assert tx.find(Sending) == (came, *awaited)
        assert tx.count(Sending, batch_id=BATCH, upload_id=None) == 1


def test_an_exception_leaves_nothing_behind(ledger: Ledger) -> None:
    put(ledger, page(0))

    def work() -> None:
        with ledger.writing() as tx:
            tx.put(page(0, sheet=9), page(1))
            tx.append(event(1))
            tx.index(entry("d1", "một"))
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        work()
    with ledger.writing() as tx:
        assert tx.find(Page) == (page(0),)
        assert tx.sequence_audit() == 0
        assert tx.candidates(ask("một"), 9) == ()


def test_a_reader_keeps_its_snapshot(ledger: Ledger) -> None:
    put(ledger, page(0))
    with ledger.reading() as before:
        assert before.count(Page) == 1
        put(ledger, page(1))
        assert before.count(Page) == 1
    with ledger.reading() as after:
        assert after.count(Page) == 2


def test_a_writer_sees_what_it_wrote(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.put(page(0))
        tx.index(entry("d1", "một"))
        assert tx.get(Page, "u1.0000") == page(0)
        assert len(tx.candidates(ask("một"), 9)) == 1


def test_a_reading_transaction_writes_nothing(ledger: Ledger) -> None:
    with ledger.reading() as tx:
        for write in (
            lambda: tx.put(page(0)),
            lambda: tx.hold("anything"),
            lambda: tx.append(event(1)),
            lambda: tx.index(entry("d1", "một")),
            lambda: tx.claim("pages:u1", "me", NOW, LEASE),
            tx.sequence_audit,
        ):
            with pytest.raises(RuntimeError, match="writes nothing"):
                write()


def test_audit_events_are_appended_never_put(ledger: Ledger) -> None:
    with ledger.writing() as tx, pytest.raises(KeyError):
        tx.put(event(1))
    with ledger.writing() as tx:
        tx.append(event(1))
    with pytest.raises(Conflict), ledger.writing() as tx:
        tx.append(event(1))


def test_claim_leases_a_waiting_task_once(ledger: Ledger) -> None:
    put(ledger, task(asked_at=NOW))
    with ledger.writing() as tx:
        claimed = tx.claim("pages:u1", "host:1", NOW, LEASE)
        assert claimed == task(
            asked_at=NOW, state=TaskState.RUNNING, attempt=1, lease_until=NOW + LEASE, lease_by="host:1"
        )
        assert tx.claim("pages:u1", "host:2", NOW, LEASE) is None
        assert tx.get(Task, "pages:u1") == claimed


def test_claim_takes_over_when_the_lease_is_over(ledger: Ledger) -> None:
    put(ledger, task(state=TaskState.RUNNING, attempt=1, lease_until=NOW, lease_by="host:1"))
    with ledger.writing() as tx:
        assert tx.claim("pages:u1", "host:2", NOW - timedelta(microseconds=1), LEASE) is None
        taken = tx.claim("pages:u1", "host:2", NOW, LEASE)
    assert taken is not None
    assert (taken.attempt, taken.lease_by) == (2, "host:2")


@pytest.mark.parametrize("state", [TaskState.DONE, TaskState.FAILED])
def test_claim_leaves_what_is_over_and_what_is_unknown(ledger: Ledger, state: TaskState) -> None:
    put(ledger, task(state=state))
    with ledger.writing() as tx:
        assert tx.claim("pages:u1", "host:1", NOW, LEASE) is None
        assert tx.claim("pages:u2", "host:1", NOW, LEASE) is None


def test_expired_finds_old_leases_and_dead_holders(ledger: Ledger) -> None:
    running = {"state": TaskState.RUNNING, "lease_until": NOW + LEASE, "lease_by": "alive"}
    put(
        ledger,
        task("t1", **running),
        task("t2", **running | {"lease_until": NOW}),
        task("t3", **running | {"lease_by": "dead"}),
        task("t4", lease_by="dead"),
    )
    with ledger.reading() as tx:
        assert [one.id for one in tx.expired(NOW, lambda holder: holder == "alive")] == ["t2", "t3"]


def test_audit_is_chained_in_order_of_arrival(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        for number in (3, 1, 2):
            tx.append(replace(event(number), number=99, previous="x", digest="y"))
        assert list(tx.audit_chain()) == []
        assert tx.sequence_audit(limit=2) == 2
    with ledger.writing() as tx:
        assert tx.sequence_audit(limit=2) == 1
        assert tx.sequence_audit(limit=2) == 0
    with ledger.reading() as tx:
        chain = list(tx.audit_chain())
        assert verify_chain(chain) == 3
        assert [one.id for one in chain] == ["e003", "e001", "e002"]
        assert tx.find(AuditEvent, subject="d1", order_by=("-number",), limit=1) == (chain[-1],)


def test_search_folds_both_sides(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.index(entry("d1", "Giấy chứng nhận quyền sử dụng đất", "Ông Nguye\u0302\u0303n Va\u0306n Đức"))
    for text in ("giay chung nhan", "GIẤY CHỨNG NHẬN", "gia\u0302\u0301y đất", "DAT"):
        assert found(ledger, text) == [("d1", 1)]
    assert found(ledger, "nguyễn văn đức") == found(ledger, "duc nguyen") == [("d1", 2)]
    assert found(ledger, "giấy đức") == []
    assert found(ledger, "") == []


def test_a_phrase_must_follow_word_by_word(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.index(entry("d1", "số 12/QĐ-UBND\nngày 5"))
    assert found(ledger, "12/qđ-ubnd", phrase=True) == [("d1", 1)]
    assert found(ledger, "UBND ngày", phrase=True) == [("d1", 1)]
    assert found(ledger, "qđ 12", phrase=True) == []
    assert found(ledger, "qđ 12") == [("d1", 1)]


def test_the_newest_document_comes_first_and_its_pages_in_order(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        for document in ("d2", "d1", "d3"):
            tx.index(entry(document, "đất", "đất"))
    order = [("d3", 1), ("d3", 2), ("d1", 1), ("d1", 2), ("d2", 1), ("d2", 2)]
    assert found(ledger, "dat") == order
    with ledger.writing() as tx:
        tx.index(entry("d1", "đất", "đất"))
        assert [(hit.document_id, hit.page) for hit in tx.candidates(ask("đất"), 3)] == order[:3]


def test_indexing_again_leaves_no_ghost(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.index(entry("d0", "khai sinh"))
        tx.index(entry("d1", "khai sinh", "khai tử"))
    with ledger.writing() as tx:
        tx.index(replace(entry("d1", "kết hôn"), title="mới"))
    assert found(ledger, "khai") == [("d0", 1)]
    assert found(ledger, "ket hon") == [("d1", 1)]
    with ledger.reading() as tx:
        (hit,) = tx.candidates(ask("hôn"), 9)
        assert (hit.title, hit.text, hit.kind, hit.dossier) == ("mới", "kết hôn", "to_trinh", None)


def test_a_page_of_any_length_is_found_by_its_words_and_their_order(ledger: Ledger) -> None:
    table = "không " * 300 + "hết"
    book = " ".join(f"số {number}" for number in range(9_000)) + " trang cuối"
    with ledger.writing() as tx:
        tx.index(entry("d1", "hết không", table, "cuối trang"))
        tx.index(entry("d2", book, "trang 8999", "9000 số"))
    assert found(ledger, "không hết", phrase=True) == [("d1", 2)]
    assert found(ledger, "không không không", phrase=True) == [("d1", 2)]
    assert found(ledger, "không hết") == [("d1", 1), ("d1", 2)]
    assert found(ledger, "số 8999 trang cuối", phrase=True) == [("d2", 1)]
    assert found(ledger, "8999 cuối") == [("d2", 1)]
    assert found(ledger, "cuối số", phrase=True) == []


def test_pages_without_the_phrase_take_no_place_among_the_answers(ledger: Ledger) -> None:
    long = "một " * 300
    with ledger.writing() as tx:
        tx.index(entry("d1", long + "hai"))
        for number in range(2, 6):
            tx.index(entry(f"d{number}", "hai " + long))
        first = tx.candidates(ask("một hai", phrase=True), 1)
    assert [hit.document_id for hit in first] == ["d1"]


def test_a_word_of_any_length_is_found(ledger: Ledger) -> None:
    word = "đ" * 3_000
    with ledger.writing() as tx:
        tx.index(entry("d1", f"mã {word} này", word + "a"))
    assert found(ledger, word) == found(ledger, f"{word} này", phrase=True) == [("d1", 1)]
    assert found(ledger, word[:-1]) == []


NASTY = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ['" OR "', "a* NEAR(b, 2)", "tokens : x", "^a", "a AND NOT b", "''; DROP TABLE page", "{a b}: c", "-"]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=NASTY.filter(lambda text: text.isprintable()), phrase=st.booleans())
def test_no_query_is_syntax_and_every_text_finds_itself(ledger: Ledger, text: str, phrase: bool) -> None:
    with ledger.writing() as tx:
        tx.index(entry("d1", text))
        raw = Query((text,), (text,), phrase)
        hits = tx.candidates(raw, 9)
    assert [hit.text for hit in hits] == ([text] if tokens(fold(text)) else [])


def test_entries_come_in_the_order_in_which_they_were_indexed(ledger: Ledger) -> None:
    many = [entry(f"d{number:03}", f"trang {number}", "trang hai") for number in range(250)]
    with ledger.writing() as tx:
        for one in reversed(many):
            tx.index(one)
        tx.index(entry("z0"))
        tx.index(entry("a0"))
        tx.index(replace(many[9], title="mới"))
    with ledger.reading() as tx:
        found = list(tx.entries())
        newest = [hit.document_id for hit in tx.candidates(ask("hai"), 300)]
    rest = [one for one in reversed(many) if one.document_id != "d009"]
    assert found == [entry("a0"), entry("z0"), *rest, replace(many[9], title="mới")]
    assert newest == [one.document_id for one in reversed(found) if one.pages]


def test_links_are_found_by_stratum_the_latest_findings_first(ledger: Ledger) -> None:
    made = AutoLink("d1", DossierCode("H"), "1.1", ReadQuality.CLEAR, "trạm 1", NOW)
    right = replace(made, id="d2", drawn=Draw.SAMPLE, finding=Finding.RIGHT, found_at=NOW, found_by="lan")
    later = replace(right, id="d3", quality=ReadQuality.POOR, found_at=NOW + timedelta(minutes=1))
    put(ledger, made, right, later, replace(right, id="d4", procedure="1.2"))
    with ledger.reading() as tx:
        latest = tx.find(AutoLink, found_at=PRESENT, order_by=("-found_at",), procedure="1.1")
        assert latest == (later, right)
        assert tx.count(AutoLink, drawn=(Draw.SAMPLE, None), found_at=None, station="trạm 1") == 1
        assert tx.find(AutoLink, quality=ReadQuality.POOR) == (later,)


def test_a_band_comes_back_with_its_closings(ledger: Ledger) -> None:
    stratum = Stratum("1.1", ReadQuality.FAIR, "trạm 1")
    closing = Closing(NOW, NOW, 3, 7, NOW, "lan", "đã sửa biểu mẫu")
    band = Band(stratum.id, stratum, 5.5, (closing, replace(closing, reopened_at=None)))
    put(ledger, band)
    with ledger.reading() as tx:
        assert tx.get(Band, "1.1/fair/trạm 1") == band
        assert tx.find(Band, state=BandState.CLOSED) == (band,)
        assert tx.count(Band, state=BandState.OPEN) == 0
