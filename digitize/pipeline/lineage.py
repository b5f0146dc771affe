"""The lineage of decisions: what each took the place of, why, and how the paper stood before, so that it can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digitize.model.fields import DocumentFields
from digitize.model.intake import Disposition, Document, Page
from digitize.model.match import Act, Attachment, Decision, Former, MatchDecision, PageEnd
from digitize.ports import Services, Tx


def step_name(document: Document) -> str:
    """Return the id of what is written for a document's revision: its decision, fields and attachment."""
    return f"{document.id}-{document.revision:04d}"


def latest(tx: Tx, document_id: str) -> Decision | None:
    """Return the decision that stands about a document."""
    found = tx.find(Decision, document_id=document_id, order_by=("-revision",), limit=1)
    return found[0] if found else None


def former_of(tx: Tx, document: Document, pages: Sequence[Page]) -> Former:
    """Return how a document stands: to be kept with the decision that changes it."""
    fields = tx.find(DocumentFields, document_id=document.id, order_by=("-revision",), limit=1)
    return Former(
        status=document.status,
        problem=document.problem,
        kind=document.kind,
        fields=fields[0].id if fields else None,
        attachments=tuple(item.id for item in tx.find(Attachment, document_id=document.id, active=True)),
        pages=tuple(PageEnd(page.id, page.disposition, page.reason) for page in pages),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What is kept with a decision beside the decision itself: see `Decision`.

    Attributes:
        gave_way: the attachment that the new one takes the place of.
    """

    act: Act = Act.FILED
    why: str | None = None
    former: Former | None = None
    gave_way: str | None = None
    together: tuple[str, ...] = ()


BY_MACHINE = Step()
"""The machine files a paper: there is nothing to return to."""


def write_decision(
    services: Services, tx: Tx, document: Document, decision: MatchDecision, step: Step = BY_MACHINE
) -> Decision:
    """Write a decision about a document as it stands after it; the one that stood before is what it supersedes."""
    before = latest(tx, document.id)
    written = Decision(
        id=step_name(document),
        document_id=document.id,
        revision=document.revision,
        decision=decision,
        decided_by=services.actor,
        decided_at=services.clock(),
        act=step.act,
        why=step.why,
        supersedes=before.id if before else None,
        former=step.former,
        together=step.together,
    )
    tx.put(written)
    return written


def give_way(tx: Tx, document_id: str) -> str | None:
    """End the active attachments of a document; return the id of the last."""
    last = None
    for attachment in tx.find(Attachment, document_id=document_id, active=True):
        tx.put(replace(attachment, active=False))
        last = attachment.id
    return last


def settle(tx: Tx, pages: Sequence[Page], disposition: Disposition, reason: str | None) -> None:
    """Give the pages of a document their end; a blank page and a page with a reason of its own keep theirs."""
    tx.put(
        *(
            replace(
                page,
                disposition=disposition,
                reason=(page.reason if disposition is Disposition.REVIEW else None) or reason,
            )
            for page in pages
            if page.disposition is not Disposition.BLANK
        )
    )
