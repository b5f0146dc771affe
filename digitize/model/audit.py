"""The audit chain's rule: what an event holds and how its digest follows from the one before.

Events are appended without a number, so that no transaction waits for the head of the chain; a sequencer then
numbers them in the order of arrival and links each to its predecessor. Changing, dropping or reordering a sequenced
event breaks every digest after it. Payloads never enter the chain, only their SHA-256.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from digitize.errors import IntegrityError
from digitize.model.codec import to_json

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Something that happened to a record, reads of a record included.

    Attributes:
        id: opaque, unique.
        action: source:subject:action, as in "pipeline:document:filed" or "web:document:view".
        number, previous, digest: filled in by the sequencer.
    """

    id: str
    at: datetime
    actor: str
    action: str
    subject: str
    payload_sha256: str
    number: int | None = None
    previous: str | None = None
    digest: str | None = None


def link(event: AuditEvent, number: int, previous: str) -> AuditEvent:
    """Return `event` with its place in the chain."""
    body = [
        number,
        previous,
        event.id,
        event.at,
        event.actor,
        event.action,
        event.subject,
        event.payload_sha256,
    ]
    digest = hashlib.sha256(to_json(body).encode()).hexdigest()
    return replace(event, number=number, previous=previous, digest=digest)


def verify_chain(events: Iterable[AuditEvent]) -> int:
    """Return how many sequenced events were checked, in the order of their numbers.

    Raises:
        IntegrityError: if an event was changed, dropped, inserted or moved.
    """
    previous, count = GENESIS, 0
    for count, event in enumerate(events, start=1):
        if event != link(event, count, previous) or event.digest is None:
            raise IntegrityError("the audit chain is broken", number=count)
        previous = event.digest
    return count
