"""Move an archive: copy all that one pair of stores holds to another, and show that both say the same.

An office that begins on one machine grows into a data centre with it, or comes back. Whatever keeps the ports' contracts
can be the source or the target. The first link of the audit chain is copied before all else: it is the mark by which a
half-finished copy is known as one of this archive. Each step then writes only what is not there yet, so a copy that was
killed at any moment is finished by running it again. Tasks come last, so that nobody works on half an archive.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice, takewhile
from typing import Any, TypeVar

from digitize.errors import (
    ChangedMeanwhile,
    InboxNotEmpty,
    IntegrityError,
    NotFound,
    OtherArchive,
    SetupError,
    StillWorking,
)
from digitize.model.audit import AuditEvent
from digitize.model.codec import to_json
from digitize.model.fields import DocumentFields
from digitize.model.guard import AutoLink, Band
from digitize.model.intake import Batch, BlobRef, Document, Hop, Page, Sending, Task, TaskState, Unit, Upload
from digitize.model.match import Attachment, BlockingKeys, Decision, Dossier, NearDuplicate
from digitize.model.search import SearchEntry
from digitize.pipeline.copy import lock_paper
from digitize.pipeline.holder import is_alive
from digitize.pipeline.lookup import every, key_of, need
from digitize.pipeline.report import export
from digitize.pipeline.stamp import event
from digitize.pipeline.stored import Known, known_blobs
from digitize.pipeline.upkeep import sequence
from digitize.ports import PRESENT, Blobs, Services

T = TypeVar("T")

Tell = Callable[[str, int, int, int], None]
"""Hears of progress: the step, how many are done, of how many (about), and how many bytes."""

Work = Iterator[tuple[int, int]]
"""A step at work: yields how many more are done, and their bytes."""

RECORDS: tuple[type[Any], ...] = (
    Unit,
    Batch,
    Upload,
    Page,
    Document,
    DocumentFields,
    Decision,
    Attachment,
    NearDuplicate,
    Sending,
    AutoLink,
    Band,
)
"""Records in the order in which they are copied; tasks follow at the very end."""

_CHUNK = 500
_ENTRIES = 100
"""Search entries of one transaction: each may hold a long paper's text."""

_HANDS = 8
"""Blobs in flight at once: storing a small one is mostly waiting, for a disk to flush or a server to answer."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What both archives hold, as counted and compared after the copy.

    Attributes:
        records: how many of each kind.
        blobs: stored files found at the target after their bytes had passed under their SHA-256.
        bytes: of these.
        audit_digest: the last digest of the audit chain, the same in both.
        export_sha256: of the canonical export, the same of both.
    """

    records: dict[str, int]
    blobs: int
    bytes: int
    audit_digest: str
    export_sha256: str


def move(source: Services, target: Services, tell: Tell = lambda *_: None) -> Moved:
    """Copy an archive into an empty pair of stores, or finish a copy that was begun there; compare both at the end.

    The copy is written into the audit chain, which then travels with it. Tasks come to rest: what was asked of a queue, or
    had lost its holder, waits again. Identity numbers are hashed anew, under the target's key, and attached papers locked for
    as long as the target locks them.

    Raises:
        NotFound: the source holds nothing.
        StillWorking: workers hold tasks of either.
        InboxNotEmpty: stations sent files to the source that nobody took in yet.
        OtherArchive: the target holds another archive, or went on after it was copied.
        ChangedMeanwhile: the source was written to during the copy.
        IntegrityError: bytes, chain or records of the source are damaged, or the copy does not say the same.
        SetupError: the target's register was begun under another secret key.
    """
    head = _begin(source, target)
    with source.ledger.reading() as tx:
        records, documents = sum(tx.count(kind) for kind in RECORDS), tx.count(Document)
        blobs = tx.count(Upload) + tx.count(Task, hop=Hop.PAGES) + tx.count(Attachment)
        tasks = tx.count(Task)
    copied = _run(tell, "blobs", blobs, _copy_blobs(source, target))
    _run(tell, "register", source.registry.count(), _copy_register(source, target))
    _run(tell, "records", records, (step for kind in RECORDS for step in _copy_records(source, target, kind)))
    _run(tell, "search", documents, _copy_entries(source, target))
    _run(tell, "audit", head.number or 0, _copy_chain(source, target))
    _run(tell, "tasks", tasks, _copy_records(source, target, Task))
    if sequence(source) or _head(source) != (head,):
        raise ChangedMeanwhile
    found = _run(tell, "verify", copied[0], _find_blobs(target))
    if found != copied:
        raise IntegrityError("the copy has not as many stored files", what="blobs")
    if target.lock is not None:
        with target.ledger.reading() as tx:
            attached = tx.count(Attachment, active=True)
        _run(tell, "locks", attached, _lock_papers(target))
    return _compare(source, target, found)


def _begin(source: Services, target: Services) -> AuditEvent:
    """Refuse what cannot be moved, write the move down, mark the target; return the head of the source's chain."""
    for services in (source, target):
        _refuse_work(services)
    if any(source.blobs.inbox()):
        raise InboxNotEmpty
    sequence(source)
    if _is_empty(source):
        raise NotFound("there is no archive to move")
    marked = _is_begun(source, target)
    with source.ledger.writing() as tx:
        tx.append(event(source, "cli:archive:moved", "archive"))
    sequence(source)
    if not marked:
        with source.ledger.reading() as tx:
            first = tx.find(AuditEvent, number=1)
        _chain(target, first)
    (head,) = _head(source)
    return head


def _refuse_work(services: Services) -> None:
    with services.ledger.reading() as tx:
        lost = tx.expired(services.clock(), is_alive)
        if tx.count(Task, state=TaskState.RUNNING) > len(lost):
            raise StillWorking


def _is_empty(services: Services) -> bool:
    with services.ledger.reading() as tx:
        records = any(tx.count(kind) for kind in (*RECORDS, Task, AuditEvent))
    return not records and not services.registry.count()


def _is_begun(source: Services, target: Services) -> bool:
    """Return whether the target holds the beginning of this archive; False where it holds nothing.

    Raises:
        OtherArchive: it holds something else.
    """
    head = _head(target)
    if not head:
        if not _is_empty(target) or next(target.blobs.keys(), None) is not None:
            raise OtherArchive
        return False
    with source.ledger.reading() as ours, target.ledger.reading() as theirs:
        if ours.find(AuditEvent, number=head[0].number) != head or theirs.count(AuditEvent, number=None):
            raise OtherArchive
    return True


def _head(services: Services) -> tuple[AuditEvent, ...]:
    """Return the last event of the chain, or nothing."""
    with services.ledger.reading() as tx:
        return tx.find(AuditEvent, number=PRESENT, order_by=("-number",), limit=1)


def _run(tell: Tell, step: str, total: int, work: Work) -> tuple[int, int]:
    """Do a step and tell of it; return how many were done, and their bytes."""
    done = size = 0
    tell(step, done, total, size)
    for more, bytes_ in work:
        done, size = done + more, size + bytes_
        tell(step, done, max(done, total), size)
    tell(step, done, done, size)
    return done, size


def _copy_blobs(source: Services, target: Services) -> Work:
    copy = partial(_copy_blob, source.blobs, target.blobs)
    with ThreadPoolExecutor(_HANDS) as hands:
        for chunk in _chunks(known_blobs(source), 8 * _HANDS):
            yield from ((1, size) for size in hands.map(copy, chunk))


def _copy_blob(source: Blobs, target: Blobs, blob: Known) -> int:
    """Copy one blob unless it is there; return its size. What was written is hashed on its way."""
    size = source.stat(blob.key)
    if size is None:
        raise IntegrityError("a stored file of the archive is missing", key=blob.key)
    if target.stat(blob.key) == size:
        return size
    ref = BlobRef(blob.key, blob.sha256, size, blob.media_type)
    kind, day = _kind_and_day(blob.key)
    with source.local(ref) as path:
        if target.put(path, kind=kind, day=day, media_type=blob.media_type) != ref:
            raise IntegrityError(
                "a stored file of the archive has not the bytes that were written", key=blob.key
            )
    return size


def _kind_and_day(key: str) -> tuple[str, date]:
    """Return what the front of a key says: kind/yyyy/mm/dd."""
    found = re.fullmatch(r"([^/]+)/(\d{4})/(\d\d)/(\d\d)/[^/]+", key)
    if found is None:
        raise IntegrityError("a record names a stored file that no store could hold", key=key)
    return found[1], date(int(found[2]), int(found[3]), int(found[4]))


def _find_blobs(target: Services) -> Work:
    """Look at the target for every blob that its own records name."""
    with ThreadPoolExecutor(_HANDS) as hands:
        for chunk in _chunks(known_blobs(target), 8 * _HANDS):
            for blob, size in zip(
                chunk, hands.map(target.blobs.stat, (one.key for one in chunk)), strict=True
            ):
                if size is None:
                    raise IntegrityError("the copy lacks a stored file", what="blobs", key=blob.key)
                yield 1, size


def _lock_papers(target: Services) -> Work:
    """Lock what was attached, where the store can: the source's locks do not travel with the bytes."""
    for attachment in every(target.ledger.reading, Attachment, active=True):
        with target.ledger.reading() as tx:
            upload = need(tx, Upload, need(tx, Document, attachment.document_id).upload_id)
        lock_paper(target, upload, attachment.pdf_key)
        yield 1, 0


def _copy_register(source: Services, target: Services) -> Work:
    for chunk in _chunks(source.registry.dossiers(), _CHUNK):
        # The archive is the same, so what differs was imported anew since the copy began.
        target.registry.put(chunk, replace=True)
        _check_key(target, chunk)
        yield len(chunk), 0


def _check_key(target: Services, chunk: list[Dossier]) -> None:
    """See that the target finds an owner by the number: it does not if an earlier run hashed under another key."""
    known = next((one for one in chunk if re.search("[0-9]", one.owner_id or "")), None)
    if (
        known is not None
        and known not in target.registry.block(BlockingKeys(persons=(known.owner_id or "",))).dossiers
    ):
        raise SetupError(
            "the register of the target was begun under another secret.key; put that one back",
            tool="secret.key",
        )


def _copy_records(source: Services, target: Services, kind: type[Any]) -> Work:
    for chunk in _chunks(every(source.ledger.reading, kind), _CHUNK):
        wanted = [_at_rest(record) for record in chunk]
        with target.ledger.reading() as tx:
            there = {key_of(one): one for one in tx.find(kind, id=tuple(map(key_of, wanted)))}
        lacking = [record for record in wanted if there.get(key_of(record)) != record]
        if lacking:
            with target.ledger.writing() as tx:
                tx.put(*lacking)
        yield len(chunk), 0


def _at_rest(record: Any) -> Any:
    """Return a record as it travels: a task that no queue was asked for and nobody holds."""
    if not isinstance(record, Task):
        return record
    state = TaskState.WAITING if record.state is TaskState.RUNNING else record.state
    return replace(record, state=state, asked_at=None, lease_until=None, lease_by=None)


def _copy_entries(source: Services, target: Services) -> Work:
    """Index the source's entries in their order, after those that stand in the same order already."""
    with target.ledger.reading() as tx:
        there = sum(1 for _ in tx.entries())
    with source.ledger.reading() as ours, target.ledger.reading() as theirs:
        kept = _alike(ours.entries(), theirs.entries())
    yield kept, 0
    with source.ledger.reading() as ours:
        for chunk in _chunks(islice(ours.entries(), kept, None), _ENTRIES):
            with target.ledger.writing() as tx:
                for entry in chunk:
                    if kept < there:
                        # Indexed again unchanged, an entry would stay where it stands.
                        tx.index(replace(entry, pages=()))
                    tx.index(entry)
            yield len(chunk), 0


def _alike(ours: Iterator[SearchEntry], theirs: Iterator[SearchEntry]) -> int:
    """Return how many entries, from the first on, are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))


def _copy_chain(source: Services, target: Services) -> Work:
    (head,) = _head(target)
    done = head.number or 0
    yield done, 0
    with source.ledger.reading() as tx:
        for chunk in _chunks(islice(tx.audit_chain(), done, None), _CHUNK):
            _chain(target, chunk)
            yield len(chunk), 0


def _chain(target: Services, events: Iterable[AuditEvent]) -> None:
    """Append events that the source chained; the target must chain them to the same digests."""
    with target.ledger.writing() as tx:
        for one in events:
            tx.append(one)
            last = one
        tx.sequence_audit()
        if tx.get(AuditEvent, last.id) != last:
            raise IntegrityError(
                "the audit chain of the archive is broken", what="audit", number=last.number or 0
            )


def _compare(source: Services, target: Services, blobs: tuple[int, int]) -> Moved:
    """Hold both archives against each other.

    Raises:
        IntegrityError: they do not say the same; `what` names where.
    """
    ours, theirs = _account(source), _account(target)
    for what in ours:
        if ours[what] != theirs[what]:
            raise IntegrityError("the copy does not say the same as the archive", what=what)
    counts = {name: value for name, value in ours.items() if isinstance(value, int)}
    return Moved(counts, *blobs, str(ours["audit_digest"]), str(ours["export_sha256"]))


def _account(services: Services) -> dict[str, int | str]:
    """Return what an archive holds: counts by kind, and digests of what it answers."""
    with services.ledger.reading() as tx:
        account: dict[str, int | str] = {
            kind.__name__: tx.count(kind) for kind in (*RECORDS, Task, AuditEvent)
        }
        account["SearchEntry"], account["search_sha256"] = _digest(tx.entries())
    account["Dossier"], account["register_sha256"] = _digest(services.registry.dossiers())
    _, account["export_sha256"] = _digest(export(services))
    (head,) = _head(services)
    return account | {"audit_digest": head.digest or ""}


def _digest(rows: Iterable[Any]) -> tuple[int, str]:
    """Return how many rows there are, and the SHA-256 of their canonical JSON, a line each."""
    digest, count = hashlib.sha256(), 0
    for row in rows:
        count += 1
        digest.update(to_json(row).encode() + b"\n")
    return count, digest.hexdigest()


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk
