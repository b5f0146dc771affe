"""Which papers stand where a paper would go, or read like it: what a person looks at beside it before deciding."""

from collections.abc import Iterator
from dataclasses import dataclass

from digitize.matching.place import place
from digitize.model.intake import Document, Page
from digitize.model.match import Attachment, Decision, NearDuplicate, Outcome
from digitize.pipeline.filing import taken_places
from digitize.pipeline.lookup import need
from digitize.pipeline.paper import Paper
from digitize.ports import Services, Tx


@dataclass(frozen=True, slots=True)
class Twin:
    """Another paper beside this one.

    Attributes:
        page, other_page: where the two read alike, from 1; the first pages where nothing is known of that.
        likeness: how alike these pages read, None where they are not near duplicates.
        attachment: where the other one is attached, if it is.
    """

    document: Document
    page: int = 1
    other_page: int = 1
    likeness: float | None = None
    attachment: Attachment | None = None


def twins(services: Services, paper: Paper, decision: Decision | None) -> tuple[Twin, ...]:
    """Return the papers beside which a person should see this one: near duplicates first, then those in its place."""
    found: dict[str, Twin] = {}
    with services.ledger.reading() as tx:
        for twin in (*_near(tx, paper.document.id), *_holders(services, tx, paper, decision)):
            found.setdefault(twin.document.id, twin)
    return tuple(found.values())


def _near(tx: Tx, document_id: str) -> list[Twin]:
    ours = tx.find(NearDuplicate, document_id=document_id)
    theirs = tx.find(NearDuplicate, other_document=document_id)
    seen = [(one.other_document, one.page, one.other_page, one.likeness) for one in ours]
    seen += [(one.document_id, one.other_page, one.page, one.likeness) for one in theirs]
    found = []
    for other, page, other_page, likeness in sorted(seen, key=lambda item: (-item[3], item)):
        document = tx.get(Document, other)
        # A document that gave way to others has no pages left to show.
        if document is not None and tx.count(Page, document_id=other):
            attachments = tx.find(Attachment, document_id=other, active=True, limit=1)
            found.append(Twin(document, page, other_page, likeness, next(iter(attachments), None)))
    return found


def _holders(services: Services, tx: Tx, paper: Paper, decision: Decision | None) -> Iterator[Twin]:
    """Yield the papers in the place of one whose dossier is known and that waits all the same."""
    made = decision.decision if decision else None
    dossier = services.registry.get(made.dossier or "") if made else None
    if made is None or dossier is None or made.outcome is Outcome.LINK:
        return
    kind = paper.extraction.classification.kind
    placement = place(kind, paper.extraction, dossier, taken_places(tx, dossier.code))
    if placement.reason is None:
        return
    for item in tx.find(Attachment, dossier=dossier.code, active=True, role=placement.role):
        # A result that no number names may be any of those that are there.
        if item.document_id != paper.document.id and placement.code in (item.code, None):
            yield Twin(need(tx, Document, item.document_id), attachment=item)
