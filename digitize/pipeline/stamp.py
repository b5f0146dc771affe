"""Who did what and when: audit events and the recipe of this version of the pipeline."""

import hashlib
from typing import Any

from digitize.model.audit import AuditEvent
from digitize.model.codec import to_json
from digitize.model.provenance import Recipe
from digitize.ports import Services

EXTRACT = Recipe(stage="extract", version="1")
"""Goes up when the extraction rules change what they say of the same pages."""


TYPED = "user"
"""Recipe of the fields that a person corrected."""


def event(services: Services, action: str, subject: str, payload: Any = None) -> AuditEvent:
    """Return the audit event of something that happens now; only the payload's SHA-256 enters the chain."""
    digest = hashlib.sha256(to_json(payload).encode()).hexdigest()
    return AuditEvent(services.new_id(), services.clock(), services.actor, action, subject, digest)


def viewed(services: Services, subject: str, source: str) -> None:
    """Write down that somebody looked at a record: the one hook of every read, from web, API and command line.

    Args:
        services: where to write.
        subject: id of the record, "document/…" or "dossier/…" or "search/…".
        source: "web" or "cli".
    """
    with services.ledger.writing() as tx:
        tx.append(event(services, f"{source}:{subject.split('/', 1)[0]}:viewed", subject))
