"""What only a server with many writers can get wrong: locks, lost connections, restarts, and what it says of them."""

import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitize.errors import SetupError, TransientError
from digitize.model.audit import AuditEvent, verify_chain
from digitize.model.intake import BatchId, DocumentId, Hop, Page, PageId, Task, UploadId
from digitize.model.match import Component, Dossier, DossierCode
from digitize.model.search import Query, SearchEntry
from digitize.store import database as store_database
from digitize.store import fulltext
from digitize.store.database import migrate, open_engine
from digitize.store.ledger import SqlLedger
from digitize.store.registry import SqlRegistry
from digitize.store.schema import metadata
from tests.factories.postgres import Postgres

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SPAWN = multiprocessing.get_context("spawn")


def page(name: str) -> Page:
    return Page(PageId(name), UploadId("u1"), BatchId("b1"), 0)


def event(id_: str) -> AuditEvent:
    return AuditEvent(id_, NOW, "lan", "web:document:view", "d1", "0" * 64)


def open_ledger(url: str) -> SqlLedger:
    return SqlLedger(open_engine(url))


@pytest.fixture
def ledger(postgres_engine: sa.Engine) -> SqlLedger:
    return SqlLedger(postgres_engine)


def at_once(*works: Callable[[], object]) -> list[object]:
    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(work) for work in works]]


def test_the_migrations_make_the_tables_of_the_schema(postgres_engine: sa.Engine) -> None:
    def ours(_: object, name: str | None, kind: str, *__: object) -> bool:
        return not (kind == "table" and (name or "").startswith(fulltext.TABLE))

    with postgres_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, metadata) == []
        unordered = "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'text'"
        loose = connection.execute(
            sa.text(f"{unordered} AND table_schema = 'public' AND collation_name IS DISTINCT FROM 'C'")
        )
        nested = {(row.table_name, row.column_name) for row in loose}
    assert nested == {
        ("upload", "blob"),
        ("page", "reading"),
        ("document", "page_ids"),
        ("document_fields", "extraction"),
        ("decision", "decision"),
        ("decision", "former"),
        ("decision", "together"),
        ("band", "stratum"),
        ("band", "closings"),
        ("search_page", "text"),
        ("sending", "batch"),
        ("sending", "file"),
    }


def test_processes_may_migrate_at_once_and_again(postgres: Postgres) -> None:
    name = postgres.create(template="template0")
    url = postgres.url(name)
    engines = [open_engine(url) for _ in range(3)]
    at_once(*(lambda engine=engine: migrate(engine) for engine in engines))
    migrate(engines[0])
    with SqlLedger(engines[0]).reading() as tx:
        assert tx.count(Page) == 0
    for engine in engines:
        engine.dispose()
    postgres.drop(name)


def test_an_address_may_take_any_form_that_postgresql_knows(postgres: Postgres) -> None:
    name = postgres.create()
    for url in (
        postgres.url(name),
        postgres.url(name).replace("postgresql:", "postgres:"),
        postgres.socket_url(name),
    ):
        engine = open_engine(url)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW application_name").scalar_one() == "digitize"
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "30s"
        engine.dispose()
    postgres.drop(name)
    with pytest.raises(SetupError, match="not mysql"):
        open_engine("mysql://u:secret@h/n")
    with pytest.raises(SetupError, match="no URL"):
        open_engine("what?")


def test_a_reader_writes_nothing_whatever_it_tries(postgres_engine: sa.Engine) -> None:
    with (
        pytest.raises(TransientError, match="read-only"),
        store_database.reading(postgres_engine) as connection,
    ):
        connection.execute(sa.text("DELETE FROM page"))
    with store_database.writing(postgres_engine) as connection:
        connection.execute(sa.text("DELETE FROM page"))


LETTERS = "aAáÁăĂâđĐeêZzÝ _-09"
TEXTS = st.none() | st.text(LETTERS, max_size=4)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sides=st.lists(TEXTS, max_size=12), step=st.integers(0, 3))
def test_rows_come_in_the_same_order_as_from_sqlite(
    ledger: SqlLedger, engine: sa.Engine, sides: list[str | None], step: int
) -> None:
    pages = [
        Page(PageId(f"p{number}{side or ''}"), UploadId("u"), BatchId("b"), number % 3, note_pair=side)
        for number, side in enumerate(sides)
    ]
    answers = []
    for each in (ledger, SqlLedger(engine)):
        with store_database.writing(each._engine) as connection:
            connection.execute(sa.text("DELETE FROM page"))
        with each.writing() as tx:
            tx.put(*pages)
        with each.reading() as tx:
            answers.append(
                [
                    tx.find(Page),
                    tx.find(Page, order_by=("note_pair",), offset=step),
                    tx.find(Page, order_by=("-note_pair", "frame"), limit=step),
                    tx.find(Page, order_by=("frame", "-note_pair"), note_pair=(None, *sides)),
                    list(tx.tally(Page, "note_pair").items()),
                ]
            )
    assert answers[0] == answers[1]


SYLLABLES = [
    "giấy",
    "Giay",
    "chứng",
    "nhận",
    "quyền",
    "đất",
    "ĐẤT",
    "12/QĐ-UBND",
    "số",
    "'",
    "\\",
    "a'b",
    "Nguyê\u0303n",
]
NASTY = [
    "'a' & 'b'",
    "a:*",
    "!a",
    "<->",
    "a | b",
    "(",
    "\\'",
    "''",
    "%s",
    ":all",
    "DROP TABLE page; --",
    "\0x",
    "ﬁ",
    "ǅ",
]
WORDS = st.lists(st.sampled_from(SYLLABLES + NASTY), max_size=8).map(" ".join) | st.text(max_size=12)


def storable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(WORDS.filter(storable), min_size=1, max_size=3),
    question=WORDS.filter(storable),
    phrase=st.booleans(),
    limit=st.integers(1, 3),
)
def test_search_answers_as_sqlite_does(
    ledger: SqlLedger, engine: sa.Engine, texts: list[str], question: str, phrase: bool, limit: int
) -> None:
    answers = []
    for each in (ledger, SqlLedger(engine)):
        with each.writing() as tx:
            tx.index(SearchEntry(DocumentId("d1"), "một", tuple(texts)))
            tx.index(SearchEntry(DocumentId("d2"), "hai", (" ".join(texts), question)))
            answers.append(tx.candidates(Query((question,), (question,), phrase), limit))
    assert answers[0] == answers[1]


def test_single_questions_have_a_connection_of_their_own(postgres: Postgres) -> None:
    name = postgres.create()
    engine = open_engine(postgres.url(name))
    with store_database.glancing(engine) as connection:
        for setting, value in (
            ("default_transaction_read_only", "on"),
            ("plan_cache_mode", "force_generic_plan"),
        ):
            assert connection.exec_driver_sql(f"SHOW {setting}").scalar_one() == value
    with store_database.reading(engine) as connection:
        assert connection.exec_driver_sql("SHOW plan_cache_mode").scalar_one() == "force_custom_plan"
    engine.dispose()
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with engine.connect() as connection:
        assert connection.exec_driver_sql(others).scalar_one() == 0
    engine.dispose()
    postgres.drop(name)


def refuse(url: str, statement: str) -> None:
    engine = open_engine(url)
    try:
        with store_database.writing(engine) as connection:
            connection.execute(sa.text(statement))
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("options", "statement"),
    [
        ("-c statement_timeout=100ms", "SELECT pg_sleep(5)"),
        ("-c idle_in_transaction_session_timeout=50ms", "SELECT 1"),
        ("", "SELECT pg_terminate_backend(pg_backend_pid())"),
        (
            "-c temp_file_limit=1kB -c work_mem=64kB",
            "SELECT count(DISTINCT n) FROM generate_series(1, 99999) n",
        ),
    ],
)
def test_faults_of_the_server_may_pass(postgres: Postgres, options: str, statement: str) -> None:
    engine = open_engine(postgres.url(options=options))

    def work() -> None:
        with store_database.writing(engine) as connection:
            connection.execute(sa.text(statement))
            time.sleep(0.2)
            connection.execute(sa.text("SELECT 1"))

    with pytest.raises(TransientError):
        work()
    engine.dispose()


def test_a_server_that_is_away_or_full_may_come_back() -> None:
    with Postgres(max_connections="5", superuser_reserved_connections="0") as small:
        url = small.url()
        taken = [psycopg.connect(url) for _ in range(5)]
        with pytest.raises(TransientError, match="too many"):
            refuse(url, "SELECT 1")
        for connection in taken:
            connection.close()
        small.kill()
        with pytest.raises(TransientError, match="refused"):
            refuse(url, "SELECT 1")


def test_who_waits_too_long_for_a_row_gives_up(postgres_url: str, ledger: SqlLedger) -> None:
    other = open_ledger(postgres_url + "?options=-c%20lock_timeout%3D50ms")
    with ledger.writing() as tx:
        tx.put(page("p1"))
    with ledger.writing() as tx:
        tx.get(Page, "p1")
        tx.hold("name")
        for wait in (lambda tx: tx.find(Page), lambda tx: tx.hold("name"), lambda tx: tx.put(page("p1"))):
            with pytest.raises(TransientError, match="lock timeout"), other.writing() as rival:
                wait(rival)
        with other.writing() as rival:
            rival.hold("other name")
        with other.reading() as reader:
            assert reader.find(Page) == (page("p1"),)
    other.close()


def test_of_two_that_wait_for_each_other_one_is_told_to_come_again(ledger: SqlLedger) -> None:
    with ledger.writing() as tx:
        tx.put(page("p1"), page("p2"))
    both_hold_one = threading.Barrier(2)

    def take(first: str, second: str) -> str:
        try:
            with ledger.writing() as tx:
                tx.get(Page, first)
                both_hold_one.wait()
                tx.get(Page, second)
        except TransientError as error:
            return str(error)
        return ""

    told = sorted(at_once(lambda: take("p1", "p2"), lambda: take("p2", "p1")))
    assert told == ["", "the database does not answer: deadlock detected"]


def test_many_writers_of_the_same_records_never_wait_for_each_other(ledger: SqlLedger) -> None:
    pages = [page(f"p{number:03}") for number in range(100)]

    def write(seed: int) -> None:
        order = random.Random(seed)
        for _ in range(8):
            with ledger.writing() as tx:
                tx.put(*order.sample(pages, len(pages)))

    at_once(*(lambda seed=seed: write(seed) for seed in range(4)))
    with ledger.reading() as tx:
        assert tx.find(Page) == tuple(pages)


def test_what_was_counted_is_seen_by_whoever_held_the_name_next(ledger: SqlLedger) -> None:
    def enter(name: str) -> int:
        with ledger.writing() as tx:
            tx.hold("counting")
            number = tx.count(Page)
            tx.put(page(name))
            return number

    numbers = at_once(*(lambda number=number: enter(f"p{number}") for number in range(8)))
    assert sorted(numbers) == list(range(8))


def test_of_many_workers_exactly_one_gets_a_task(ledger: SqlLedger) -> None:
    with ledger.writing() as tx:
        tx.put(*(Task(f"t{number}", Hop.PAGES, "u1", BatchId("b1")) for number in range(20)))

    def claim_all(holder: str) -> int:
        got = 0
        for number in range(20):
            with ledger.writing() as tx:
                got += tx.claim(f"t{number}", holder, NOW, timedelta(minutes=1)) is not None
        return got

    assert sum(at_once(*(lambda name=name: claim_all(name) for name in "abcd"))) == 20
    with ledger.reading() as tx:
        assert {task.attempt for task in tx.find(Task)} == {1}


def test_two_imports_of_the_same_register_are_as_one_after_the_other(postgres_engine: sa.Engine) -> None:
    register = SqlRegistry(postgres_engine, b"k")
    dossiers = [
        Dossier(DossierCode(f"d{n:04}"), "Lan", components=(Component("a", "b"),)) for n in range(3000)
    ]
    reports = at_once(*[lambda: register.put(dossiers)] * 2)
    assert sum(report.added for report in reports) == sum(report.unchanged for report in reports) == 3000


def test_a_bug_stays_a_bug_and_never_tells_the_values(postgres_engine: sa.Engine, postgres_url: str) -> None:
    statement = sa.text("INSERT INTO dossier (code, owner) VALUES (:code, :owner)")
    with (
        pytest.raises(sa.exc.IntegrityError, match="not-null") as caught,
        store_database.writing(postgres_engine) as connection,
    ):
        connection.execute(statement, {"code": "mã kín", "owner": "Nguyễn Văn Kín"})
    told = f"{caught.value} {caught.value!r} {caught.value.orig} {caught.value.orig!r}"
    assert "owner_folded" in told
    assert "kín" not in told.casefold()
    with pytest.raises(sa.exc.ProgrammingError):
        refuse(postgres_url, "SELECT colour FROM page")


def write_until_told(url: str, name: str, written: str) -> None:
    """Write pages one by one, each noted in a file once it is said to be kept; faults that may pass are waited out."""
    ledger = open_ledger(url)
    with Path(written).open("a", encoding="utf-8", buffering=1) as notes:
        for number in range(100_000):
            id_ = f"{name}-{number:06}"
            try:
                with ledger.writing() as tx:
                    tx.put(page(id_))
                    tx.append(event(id_))
                    if number % 10 == 0:
                        tx.sequence_audit()
            except TransientError:
                time.sleep(0.02)
            else:
                notes.write(id_ + "\n")


@pytest.fixture
def safe_server() -> Iterator[Postgres]:
    with Postgres(fast=False) as server:
        yield server


def test_nothing_that_was_kept_is_lost_when_writers_die_and_the_server_starts_again(
    safe_server: Postgres, tmp_path: Path
) -> None:
    url = safe_server.url(safe_server.create())
    notes = [str(tmp_path / name) for name in "abcd"]
    writers = [SPAWN.Process(target=write_until_told, args=(url, Path(note).name, note)) for note in notes]
    for writer in writers:
        writer.start()
    wait_for_lines(notes, 20)
    os.kill(writers[0].pid or 0, signal.SIGKILL)
    os.kill(writers[1].pid or 0, signal.SIGKILL)
    for _ in range(2):
        safe_server.kill()
        safe_server.start()
        wait_for_lines(notes[2:], 20)
    # Whoever met an error that will not pass has ended.
    assert [writer.is_alive() for writer in writers[2:]] == [True, True]
    for writer in writers:
        writer.kill()
        writer.join()
    kept = {line for note in notes for line in Path(note).read_text().split("\n")[:-1]}
    ledger = open_ledger(url)
    with ledger.writing() as tx:
        pages = {item.id for item in tx.find(Page)}
        while tx.sequence_audit():
            pass
        chain = [item.id for item in tx.audit_chain()]
        assert verify_chain(tx.audit_chain()) == len(chain)
    assert kept <= pages
    assert set(chain) == pages
    ledger.close()


def wait_for_lines(notes: list[str], more: int) -> None:
    """Wait until each writer has noted so many more rows."""
    before = [_lines(note) for note in notes]
    for _ in range(3000):
        if all(_lines(note) >= old + more for note, old in zip(notes, before, strict=True)):
            return
        time.sleep(0.01)
    raise AssertionError("a writer stands still")


def _lines(note: str) -> int:
    return Path(note).read_text().count("\n") if Path(note).exists() else 0
