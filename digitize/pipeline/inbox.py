"""Hop 0 from afar: a station says what it will send, sends it straight to the object store, and we take it in from there.

No station has to tell that it is done, and no server has to call: whoever runs `take_in` lists what lies in the inbox and
holds it against what was declared. A file leaves the inbox after its rows are committed, and each step may be done again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path

from digitize.errors import (
    Conflict,
    DigitizeError,
    NoInbox,
    NotAsDeclared,
    NotFound,
    TransientError,
    Undeclared,
)
from digitize.model.intake import Batch, BatchId, Declared, Lane, Sending, Upload
from digitize.pipeline.intake import Receipt, close_batch, new_batch, receive
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import hold_batch
from digitize.pipeline.upkeep import ABANDONED
from digitize.ports import Services


def declare(
    services: Services, batch: Batch, files: Sequence[Declared], lane: Lane = Lane.NIGHT
) -> tuple[str, ...]:
    """Write down what a station will send as one batch; return the addresses (for PUT), one a file in the same order.

    They are good for as long as a batch waits for its sender; the batch is closed when the last of its files came.

    Raises:
        NoInbox: the store lends no addresses.
        TooLarge: a file is larger than what can be sent at once.
    """
    sendings = [Sending(services.new_id(), batch, file, lane) for file in files]
    seconds = int(ABANDONED.total_seconds())
    lent = [services.blobs.presign(one.id, one.file.size, one.file.sha256, seconds) for one in sendings]
    addresses = tuple(address for address in lent if address is not None)
    if len(addresses) < len(lent):
        raise NoInbox
    with services.ledger.writing() as tx:
        tx.put(*sendings)
        tx.append(event(services, "station:batch:declared", batch.id, sendings))
    return addresses


def take_in(services: Services) -> Iterator[Upload]:
    """Receive what lies in the inbox, a file a step; yields the upload that holds it.

    What nobody declared, or came otherwise than declared, goes into quarantine with that reason. A file that cannot be
    taken stays where it is and stops none behind it.

    Raises:
        TransientError: the store or the ledger does not answer.
        DigitizeError: at the end, why the first of the files that stayed could not be taken.
    """
    stayed: DigitizeError | None = None
    for key in services.blobs.inbox():
        try:
            with services.blobs.take(key) as path:
                receipt = _take(services, key.rpartition("/")[2], path)
        except NotFound:
            # Another process took it first.
            continue
        except TransientError:
            raise
        except DigitizeError as error:
            stayed = stayed or error
            continue
        yield receipt.upload
    if stayed is not None:
        raise stayed


def _take(services: Services, name: str, path: Path) -> Receipt:
    with services.ledger.reading() as tx:
        sending = tx.get(Sending, name)
    if sending is None:
        return _alone(services, new_batch(services, name, "inbox"), name, path, Lane.NIGHT, Undeclared.code)
    problem = None if _is(path, sending.file) else NotAsDeclared.code
    try:
        receipt = receive(services, sending.batch, sending.file.filename, path, sending.lane, problem)
    except Conflict:
        # It came after its batch had been given up waiting.
        batch = replace(sending.batch, id=BatchId(services.new_id()), opened_at=services.clock())
        receipt = _alone(services, batch, sending.file.filename, path, sending.lane, problem)
    if problem is None:
        _settle(services, sending, receipt.upload)
    return receipt


def _is(path: Path, declared: Declared) -> bool:
    with path.open("rb") as file:
        return (
            path.stat().st_size == declared.size
            and file_digest(file, "sha256").hexdigest() == declared.sha256
        )


def _alone(
    services: Services, batch: Batch, name: str, path: Path, lane: Lane, problem: str | None
) -> Receipt:
    """Receive a file as a batch of its own."""
    receipt = receive(services, batch, name, path, lane, problem)
    close_batch(services, batch.id, lane)
    return receipt


def _settle(services: Services, sending: Sending, upload: Upload) -> None:
    """Write down where the bytes lie, and close the batch with the last of its files."""
    with services.ledger.writing() as tx:
        # Of two files that come last, one must see the other.
        hold_batch(tx, sending.batch.id)
        tx.put(replace(sending, upload_id=upload.id))
        expected = tx.count(Sending, batch_id=sending.batch.id, upload_id=None)
    if not expected:
        close_batch(services, sending.batch.id, sending.lane)
