"""What the papers before and after a paper in its file were attached to: a bundle is scanned as it lies in its folder."""

from itertools import groupby

from digitize.model.intake import Document, Page
from digitize.model.match import Attachment, DossierCode
from digitize.ports import Tx

TOLD_BY_NEIGHBOURS = frozenset({"weak_evidence", "several_candidates", "no_candidate"})
"""Reasons of a decision that the papers beside a paper may do away with."""


def beside(tx: Tx, document: Document) -> tuple[DossierCode, ...]:
    """Return the dossiers that the papers next to a document in its file are attached to, each once, in order."""
    pages = tx.find(Page, upload_id=document.upload_id, order_by=("frame",))
    row = [id_ for id_, _ in groupby(page.document_id for page in pages if page.document_id)]
    if document.id not in row:
        return ()
    at = row.index(document.id)
    neighbours = (*row[max(0, at - 1) : at], *row[at + 1 : at + 2])
    attached = tx.find(Attachment, document_id=neighbours, active=True) if neighbours else ()
    return tuple(sorted({one.dossier for one in attached}))
