"""Hop R: a person looks at a link that the machine made, and says whether the paper belongs there."""

from digitize.errors import Conflict, NotFound
from digitize.model.guard import AutoLink, Finding
from digitize.model.intake import Document
from digitize.model.match import Act, Attachment, MatchDecision, Outcome
from digitize.pipeline.filing import write_filing
from digitize.pipeline.guarding import hold_guard, record, reviewed
from digitize.pipeline.lineage import Step, former_of, give_way, latest
from digitize.pipeline.lookup import need
from digitize.pipeline.review import hold_paper, open_paper
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import hold_dossiers
from digitize.ports import Services, Tx
from digitize.search.describe import describe

CHECKED_WRONG = "checked_wrong"
"""Reason of a paper that a person took out of the dossier to which the machine had attached it."""


def confirm(services: Services, document_id: str, revision: int) -> None:
    """Say that a paper belongs to the dossier to which the machine attached it. To say so twice is to say so once.

    Raises:
        NotFound: no such document, or the machine did not attach it.
        Conflict: the document changed since `revision`, or lies elsewhere by now.
    """
    with services.ledger.writing() as tx:
        document = need(tx, Document, document_id)
        if document.revision != revision:
            raise Conflict("the document changed")
        link = _attached(tx, document_id)
        if link.finding is not Finding.RIGHT:
            record(services, tx, link, Finding.RIGHT)
            tx.append(event(services, "review:link:right", document_id, link.dossier))


def refute(services: Services, document_id: str, revision: int) -> None:
    """Say that a paper does not belong to the dossier to which the machine attached it: it leaves it and waits at the desk.

    Raises:
        NotFound: no such document, or the machine did not attach it.
        Conflict: the document changed since `revision`, or lies elsewhere by now.
    """
    paper = open_paper(services, document_id, revision)
    entry = describe(paper.document, paper.extraction, None, paper.read)
    with services.ledger.writing() as tx:
        hold_paper(tx, paper)
        hold_dossiers(tx, *tx.tally(Attachment, "dossier", document_id=document_id, active=True))
        link = _attached(tx, document_id)
        step = Step(Act.UNDONE, former=former_of(tx, paper.document, paper.pages))
        give_way(tx, document_id)
        # Whoever attaches it anew sees what the machine had compared.
        stood = latest(tx, document_id)
        candidates = stood.decision.candidates if stood else ()
        decision = MatchDecision(Outcome.REVIEW, rung="user", reason=CHECKED_WRONG, candidates=candidates)
        write_filing(services, tx, paper, decision, None, None, entry, step)
        tx.append(event(services, "review:link:wrong", document_id, link.dossier))
        reviewed(services, tx, document_id)


def _attached(tx: Tx, document_id: str) -> AutoLink:
    """Hold the guard, and return the machine's link of a paper that still lies where it put it."""
    hold_guard(tx)
    link = tx.get(AutoLink, document_id)
    if link is None:
        raise NotFound("no automatic link")
    if tx.count(Attachment, document_id=document_id, dossier=link.dossier, active=True) == 0:
        raise Conflict("the paper lies elsewhere by now")
    return link
