"""What the papers before and after a paper in its batch were attached to."""

from collections.abc import Callable, Collection, Sequence
from itertools import groupby

from digitize.matching.evidence import BY_DAYS
from digitize.matching.pile import NOTHING, Beside, Lying
from digitize.matching.pile import beside as told_beside
from digitize.matching.rules import rules
from digitize.model.fields import DocumentFields
from digitize.model.intake import BatchId, Document, DocumentId, Page
from digitize.model.match import Attachment, Decision, MatchDecision, Outcome
from digitize.model.vocabulary import UNREAD
from digitize.ports import Tx

TOLD_BY_NEIGHBOURS = frozenset(
    {
        "weak_evidence",
        "several_candidates",
        "no_candidate",
        "contradiction",
        "unconfirmed_code",
        "homeless_beside",
    }
)
"""Reasons of a decision that the papers beside a paper may do away with."""

TURNS = 4
"""How often a paper is decided that does not say enough: alone, with its neighbours, and twice with what became of them."""


def asks_neighbours(decision: MatchDecision, turn: int = 0) -> bool:
    """Tell whether what lies beside a paper may change a decision: one that waits for a person, or a first one by days alone."""
    return decision.reason in TOLD_BY_NEIGHBOURS or (turn == 0 and decision.rung in BY_DAYS)


def stands(decision: MatchDecision, near: Beside) -> bool:
    """Tell whether a decision is none that what lies beside the paper may change.

    A link is decided anew where a paper beside it is homeless, or where papers of another dossier that it may mean lie next to it
    and none of its own near it.
    """
    if decision.outcome is not Outcome.LINK:
        return near == NOTHING
    elsewhere = any(candidate.dossier in near.next_to for candidate in decision.candidates)
    return not near.homeless and (decision.dossier in near.people or not elsewhere)


def told(tx: Tx, document: Document, decide: Callable[[Beside], MatchDecision]) -> MatchDecision:
    """Return the decision about a paper alone or, where it does not say enough, with what lies beside it."""
    alone = decide(NOTHING)
    near = beside(tx, document) if asks_neighbours(alone) else NOTHING
    return alone if stands(alone, near) else decide(near)


def scanned(tx: Tx, batch: BatchId) -> tuple[DocumentId, ...]:
    """Return the papers of a batch in the order in which they were scanned."""
    pages = tx.find(Page, batch_id=batch, order_by=("upload_id", "frame"))
    return tuple(id_ for id_, _ in groupby(page.document_id for page in pages if page.document_id) if id_)


def beside(
    tx: Tx, document: Document, pile: Sequence[DocumentId] = (), waiting: Collection[DocumentId] = ()
) -> Beside:
    """Return what the papers beside a document in its batch tell of it.

    Args:
        tx: the ledger.
        document: the paper.
        pile: what `scanned` returns of its batch, where that is known already.
        waiting: the papers that lead to a dossier and are decided after their neighbours.
    """
    pile = pile or scanned(tx, document.batch_id)
    if document.id not in pile:
        return NOTHING
    at, reach = pile.index(document.id), rules().beside_papers
    near = tuple(pile[max(0, at - reach) : at + reach + 1])
    attached = {one.document_id: one.dossier for one in tx.find(Attachment, document_id=near, active=True)}
    read = tx.find(DocumentFields, document_id=near, order_by=("revision",))
    said = {one.document_id: one.extraction for one in read}
    # Of a paper whose place was taken the decision names the dossier all the same.
    decided = tx.find(Decision, document_id=near, order_by=("revision",))
    led = {one.document_id: one.decision.dossier is not None for one in decided}
    lying = [
        Lying(said.get(id_, UNREAD), attached.get(id_), id_ in waiting or led.get(id_, False)) for id_ in near
    ]
    return told_beside(lying, near.index(document.id))
