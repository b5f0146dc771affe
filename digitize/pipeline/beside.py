"""What the papers before and after a paper in its batch were attached to."""

from collections.abc import Sequence
from itertools import groupby

from digitize.matching.pile import dossiers_beside
from digitize.model.intake import BatchId, Document, DocumentId, Page
from digitize.model.match import Attachment, DossierCode
from digitize.ports import Tx

TOLD_BY_NEIGHBOURS = frozenset({"weak_evidence", "several_candidates", "no_candidate"})
"""Reasons of a decision that the papers beside a paper may do away with."""


def scanned(tx: Tx, batch: BatchId) -> tuple[DocumentId, ...]:
    """Return the papers of a batch in the order in which they were scanned."""
    pages = tx.find(Page, batch_id=batch, order_by=("upload_id", "frame"))
    return tuple(id_ for id_, _ in groupby(page.document_id for page in pages if page.document_id) if id_)


def beside(tx: Tx, document: Document, pile: Sequence[DocumentId] = ()) -> tuple[DossierCode, ...]:
    """Return the dossiers of the nearest attached papers before and behind a document, as `dossiers_beside` tells them.

    Args:
        tx: the ledger.
        document: the paper.
        pile: what `scanned` returns of its batch, where that is known already.
    """
    pile = pile or scanned(tx, document.batch_id)
    if document.id not in pile:
        return ()
    attached = tx.find(Attachment, document_id=tuple(pile), active=True)
    dossiers = {one.document_id: one.dossier for one in attached}
    return dossiers_beside([dossiers.get(id_) for id_ in pile], pile.index(document.id))
