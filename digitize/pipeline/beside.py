"""What the papers before and after a paper in its batch were attached to."""

from collections.abc import Callable, Sequence
from itertools import groupby

from digitize.matching.pile import NOTHING, Beside, Lying
from digitize.matching.pile import beside as told_beside
from digitize.matching.rules import rules
from digitize.model.fields import DocumentFields
from digitize.model.intake import BatchId, Document, DocumentId, Page
from digitize.model.match import Attachment, MatchDecision
from digitize.model.vocabulary import UNREAD
from digitize.ports import Tx

TOLD_BY_NEIGHBOURS = frozenset(
    {"weak_evidence", "several_candidates", "no_candidate", "contradiction", "unconfirmed_code"}
)
"""Reasons of a decision that the papers beside a paper may do away with."""


TURNS = 3
"""How often a paper is decided that does not say enough: alone, with its neighbours, and with what became of them."""


def told(tx: Tx, document: Document, decide: Callable[[Beside], MatchDecision]) -> MatchDecision:
    """Return the decision about a paper alone or, where it does not say enough, with what lies beside it."""
    alone = decide(NOTHING)
    near = beside(tx, document) if alone.reason in TOLD_BY_NEIGHBOURS else NOTHING
    return decide(near) if near.people else alone


def scanned(tx: Tx, batch: BatchId) -> tuple[DocumentId, ...]:
    """Return the papers of a batch in the order in which they were scanned."""
    pages = tx.find(Page, batch_id=batch, order_by=("upload_id", "frame"))
    return tuple(id_ for id_, _ in groupby(page.document_id for page in pages if page.document_id) if id_)


def beside(tx: Tx, document: Document, pile: Sequence[DocumentId] = ()) -> Beside:
    """Return what the attached papers beside a document in its batch tell of it.

    Args:
        tx: the ledger.
        document: the paper.
        pile: what `scanned` returns of its batch, where that is known already.
    """
    pile = pile or scanned(tx, document.batch_id)
    if document.id not in pile:
        return NOTHING
    at, reach = pile.index(document.id), rules().beside_papers
    near = tuple(pile[max(0, at - reach) : at + reach + 1])
    attached = {one.document_id: one.dossier for one in tx.find(Attachment, document_id=near, active=True)}
    if not attached:
        return NOTHING
    read = tx.find(DocumentFields, document_id=near, order_by=("revision",))
    said = {one.document_id: one.extraction for one in read}
    lying = [Lying(said.get(id_, UNREAD), attached.get(id_)) for id_ in near]
    return told_beside(lying, near.index(document.id))
