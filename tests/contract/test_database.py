"""What only a database on a disk can get wrong: schema, power, rivals and tampering."""

import multiprocessing
import os
import signal
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from digitize.errors import IntegrityError, TransientError
from digitize.model.audit import AuditEvent, verify_chain
from digitize.model.intake import BatchId, DocumentId, Hop, Page, PageId, Task, UploadId
from digitize.model.search import Query, SearchEntry
from digitize.store import database as store_database
from digitize.store import fulltext
from digitize.store.database import migrate, open_engine
from digitize.store.ledger import SqlLedger
from digitize.store.schema import metadata

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SPAWN = multiprocessing.get_context("spawn")


def page(frame: int) -> Page:
    return Page(PageId(f"u1.{frame:06}"), UploadId("u1"), BatchId("b1"), frame)


def event(id_: str) -> AuditEvent:
    return AuditEvent(id_, NOW, "lan", "web:document:view", "d1", "0" * 64)


def together(work: object, *arguments: tuple[object, ...]) -> list[int | None]:
    """Run `work` in one process for each tuple of arguments, all at once; return how they ended."""
    children = [SPAWN.Process(target=work, args=args) for args in arguments]  # type: ignore[arg-type]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    return [child.exitcode for child in children]


def open_ledger(path: Path) -> SqlLedger:
    return SqlLedger(open_engine(f"sqlite:///{path}"))


def test_the_migrations_make_the_tables_of_the_schema(engine: sa.Engine) -> None:
    def ours(_: object, name: str | None, kind: str, *__: object) -> bool:
        return not (kind == "table" and (name or "").startswith(fulltext.TABLE))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def migrate_anew(path: Path) -> None:
    migrate(open_engine(f"sqlite:///{path}"))


@pytest.mark.parametrize("name", ["hai chữ", "100%41", "a?mode=ro#b&c"])
def test_a_path_is_no_url(tmp_path: Path, name: str) -> None:
    place = tmp_path / name / "a.db"
    migrate(open_engine(place))
    assert place.is_file()
    assert list(tmp_path.iterdir()) == [tmp_path / name]


def test_processes_may_migrate_at_once_and_again(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "a.db"
    assert together(migrate_anew, (path,), (path,), (path,)) == [0, 0, 0]
    migrate_anew(path)
    with open_ledger(path).reading() as tx:
        assert tx.count(Page) == 0


def test_a_commit_is_on_the_disk_when_it_is_reported(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2}


def die_while_writing(path: Path, commits: int) -> None:
    ledger = open_ledger(path)
    for number in range(commits):
        with ledger.writing() as tx:
            tx.put(page(2 * number), page(2 * number + 1))
            tx.append(event(f"e{number}"))
            tx.index(SearchEntry(DocumentId(f"d{number}"), "", ("đất",)))
            if number == commits - 1:
                os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_writer_leaves_nothing_half(database: Path) -> None:
    assert together(die_while_writing, (database, 4)) == [-signal.SIGKILL]
    with open_ledger(database).writing() as tx:
        assert tx.count(Page) == 6
        assert tx.sequence_audit() == 3
        assert len(tx.candidates(Query(("đất",), ("dat",)), 99)) == 3
        tx.put(page(99))


def claim_all(path: Path, holder: str) -> None:
    ledger = open_ledger(path)
    for number in range(30):
        with ledger.writing() as tx:
            tx.claim(f"t{number}", holder, NOW, timedelta(minutes=1))


def test_of_two_processes_exactly_one_gets_a_task(database: Path) -> None:
    ledger = open_ledger(database)
    with ledger.writing() as tx:
        tx.put(*(Task(f"t{number}", Hop.PAGES, "u1", BatchId("b1")) for number in range(30)))
    assert together(claim_all, (database, "one"), (database, "two")) == [0, 0]
    with ledger.reading() as tx:
        assert {task.attempt for task in tx.find(Task)} == {1}
        assert sum(tx.tally(Task, "lease_by").values()) == 30


def write_and_chain(path: Path, name: str) -> None:
    ledger = open_ledger(path)
    for number in range(25):
        with ledger.writing() as tx:
            before = tx.count(Page)
            tx.put(page(before))
            tx.append(event(f"{name}{number}"))
        with ledger.writing() as tx:
            tx.sequence_audit(limit=3)


def test_rival_writers_wait_and_never_fork_the_chain(database: Path) -> None:
    assert together(write_and_chain, (database, "a"), (database, "b"), (database, "c")) == [0, 0, 0]
    with open_ledger(database).writing() as tx:
        tx.sequence_audit()
        assert tx.count(Page) == 75
        assert verify_chain(tx.audit_chain()) == 75


@pytest.mark.parametrize(
    "crime",
    [
        "UPDATE audit_event SET actor = 'nobody' WHERE number = 2",
        "UPDATE audit_event SET payload_sha256 = 'x' WHERE number = 5",
        "DELETE FROM audit_event WHERE number = 3",
        "DELETE FROM audit_event WHERE number = 1",
        "UPDATE audit_event SET number = CASE number WHEN 2 THEN 90 ELSE number END",
        "UPDATE audit_event SET digest = NULL WHERE number = 4",
    ],
)
def test_tampering_with_the_audit_chain_is_found(database: Path, crime: str) -> None:
    ledger = open_ledger(database)
    with ledger.writing() as tx:
        for number in range(5):
            tx.append(event(f"e{number}"))
        tx.sequence_audit()
        assert verify_chain(tx.audit_chain()) == 5
    ledger.close()
    with sqlite3.connect(database) as connection:
        connection.execute(crime)
    connection.close()
    with ledger.reading() as tx, pytest.raises(IntegrityError):
        verify_chain(tx.audit_chain())


def test_the_index_finds_damage_by_its_own_check(database: Path) -> None:
    ledger = open_ledger(database)
    with ledger.writing() as tx:
        for text in ("một hai", "hai ba bốn", "một hai", "", "năm"):
            tx.index(SearchEntry(DocumentId("d1"), text, (text, text + " hai")))
    with open_engine(f"sqlite:///{database}").connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT rowid FROM search_text WHERE search_text MATCH 'hai OR mot'"
        ).all()
        pages = connection.exec_driver_sql("SELECT id FROM search_page WHERE text LIKE '%hai%'").all()
        connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search_text, row)")
        words = connection.exec_driver_sql("SELECT term, cnt FROM temp.words").all()
    assert rows == pages
    assert sorted(words) == [("hai", 1), ("nam", 2)]


def test_a_locked_database_is_a_fault_that_may_pass(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_database, "BUSY_SECONDS", 0)
    with (
        open_ledger(database).writing(),
        pytest.raises(TransientError, match="locked"),
        open_ledger(database).writing(),
    ):
        pass


def test_a_full_disk_is_a_fault_that_may_pass_and_harms_nothing(engine: sa.Engine) -> None:
    ledger = SqlLedger(engine)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with ledger.writing() as tx:
            tx.put(*(page(number) for number in range(500)))

    with pytest.raises(TransientError, match="full"):
        fill()
    with ledger.reading() as tx:
        assert tx.count(Page) == 0


def test_a_damaged_database_is_an_alarm(database: Path) -> None:
    database.write_bytes(b"no database at all" * 1_000)
    with pytest.raises(IntegrityError, match="damaged"), open_ledger(database).reading() as tx:
        tx.count(Page)


def test_a_fault_never_tells_the_values(engine: sa.Engine) -> None:
    from digitize.model.match import Dossier, DossierCode
    from digitize.store.registry import SqlRegistry

    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE dossier")
    with pytest.raises(sa.exc.OperationalError) as caught:
        SqlRegistry(engine, b"").put([Dossier(DossierCode("secret code"), "Nguyễn Văn Kín")])
    assert "Kín" not in str(caught.value) + repr(caught.value)
