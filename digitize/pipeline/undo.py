"""Hop R: a person undoes the last decision about a paper. All is again as it was before; what happened stays written.

An undoing is a decision like others, with a reason, and can be undone. What was one act about two papers is undone as one.
Of a paper that the machine attached nobody decided anything before: it waits for a person, as if it had never been linked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digitize.errors import NothingToUndo, PlaceTaken, ReasonMissing
from digitize.model.fields import DocumentFields
from digitize.model.intake import Disposition, Document, DocumentStatus, Page
from digitize.model.match import Act, Attachment, Decision, Former, MatchDecision, Outcome, PageEnd
from digitize.model.search import SearchEntry
from digitize.pipeline.copy import lock_paper
from digitize.pipeline.guarding import reviewed
from digitize.pipeline.lineage import Step, former_of, give_way, latest, step_name, write_decision
from digitize.pipeline.lookup import need
from digitize.pipeline.paper import Paper
from digitize.pipeline.review import hold_paper, open_paper
from digitize.pipeline.stamp import event
from digitize.pipeline.tasks import hold_dossiers
from digitize.ports import Services, Tx
from digitize.search.describe import describe

WITHDRAWN = "withdrawn"
"""Reason of a paper that the machine had attached and a person took out of the dossier again."""


@dataclass(frozen=True, slots=True)
class _Return:
    """A paper on its way back.

    Attributes:
        target: how it will stand.
        decision: what will stand about it.
        fields: the latest of what was read of it then, None if nothing was.
        attachments: those that will be active again.
    """

    paper: Paper
    undone: Decision
    target: Former
    decision: MatchDecision
    fields: DocumentFields | None
    attachments: tuple[Attachment, ...]
    entry: SearchEntry


def undo(services: Services, document_id: str, revision: int, why: str) -> None:
    """Undo the last decision about a document, and about papers that were decided in the same act.

    Args:
        services: the parts to work with.
        document_id: the document.
        revision: as the person saw it.
        why: the person's reason.

    Raises:
        NotFound: no such document.
        ReasonMissing: nobody said why.
        NothingToUndo: no decision took anything from where it was.
        PlaceTaken: the place to which a paper would return holds another one by now.
        Conflict: the document, or the other paper of the act, changed since or is still being worked on.
    """
    if not why.strip():
        raise ReasonMissing
    returns = _prepare(services, document_id, revision)
    with services.ledger.writing() as tx:
        for one in returns:
            hold_paper(tx, one.paper)
        ids = tuple(one.paper.document.id for one in returns)
        leaving = tx.tally(Attachment, "dossier", document_id=ids, active=True)
        hold_dossiers(tx, *leaving, *(item.dossier for one in returns for item in one.attachments))
        # All leave before any returns: they may change places.
        formers = [former_of(tx, one.paper.document, one.paper.pages) for one in returns]
        for id_ in ids:
            give_way(tx, id_)
        names = [step_name(_next(one)) for one in returns]
        for one, former, name in zip(returns, formers, names, strict=True):
            together = tuple(other for other in names if other != name)
            _restore(services, tx, one, Step(Act.UNDONE, why, former, together=together))
            tx.append(event(services, "review:document:undone", one.paper.document.id, why))
        for id_ in ids:
            reviewed(services, tx, id_)
    for one in returns:
        for attachment in one.attachments:
            lock_paper(services, one.paper.upload, attachment.pdf_key)


def can_undo(decision: Decision | None) -> bool:
    """Tell whether a decision took something from where it was, so that undoing it says something."""
    if decision is None:
        return False
    return decision.former is not None or (
        decision.act is Act.FILED and decision.decision.outcome is Outcome.LINK
    )


def _prepare(services: Services, document_id: str, revision: int) -> list[_Return]:
    """Gather all that is needed before the transaction, the papers in the order in which they are locked."""
    paper = open_paper(services, document_id, revision)
    with services.ledger.reading() as tx:
        stands = latest(tx, document_id)
        if stands is None or stands.revision != revision or not can_undo(stands):
            raise NothingToUndo
        undone = [stands, *(need(tx, Decision, name) for name in stands.together)]
    papers = [paper, *(open_paper(services, item.document_id, item.revision) for item in undone[1:])]
    pairs = sorted(zip(papers, undone, strict=True), key=lambda pair: pair[0].document.id)
    with services.ledger.reading() as tx:
        return [_return(tx, paper, decision) for paper, decision in pairs]


def _return(tx: Tx, paper: Paper, undone: Decision) -> _Return:
    target = undone.former or _withdrawn(former_of(tx, paper.document, paper.pages))
    before = tx.get(Decision, undone.supersedes or "")
    decision = replace(undone.decision, outcome=Outcome.REVIEW, dossier=None, reason=WITHDRAWN)
    if undone.former is not None and before is not None:
        decision = before.decision
    fields = tx.get(DocumentFields, target.fields or "")
    attachments = tx.find(Attachment, id=target.attachments)
    extraction = fields.extraction if fields else paper.extraction
    dossier = attachments[0].dossier if attachments else None
    entry = describe(paper.document, extraction, dossier, paper.read)
    return _Return(paper, undone, target, decision, fields, attachments, entry)


def _withdrawn(now: Former) -> Former:
    """Return how a paper stands that waits for a person instead of being attached."""
    pages = tuple(
        page if page.disposition is Disposition.BLANK else PageEnd(page.page, Disposition.REVIEW, WITHDRAWN)
        for page in now.pages
    )
    return replace(now, status=DocumentStatus.REVIEW, problem=WITHDRAWN, attachments=(), pages=pages)


def _next(one: _Return) -> Document:
    target, document = one.target, one.paper.document
    return replace(
        document,
        status=target.status,
        problem=target.problem,
        kind=target.kind,
        revision=document.revision + 1,
    )


def _restore(services: Services, tx: Tx, one: _Return, step: Step) -> None:
    """Write one paper as it stood before."""
    document = _next(one)
    _check_places(tx, one.attachments)
    tx.put(document, *(replace(item, active=True) for item in one.attachments))
    _put_ends(tx, one.paper.pages, one.target.pages)
    written = write_decision(services, tx, document, one.decision, step)
    if one.fields is not None and step.former and one.fields.id != step.former.fields:
        tx.put(
            replace(
                one.fields,
                id=written.id,
                revision=written.revision,
                made_at=written.decided_at,
                made_by=written.decided_by,
            )
        )
    tx.index(one.entry)


def _check_places(tx: Tx, attachments: Sequence[Attachment]) -> None:
    for item in attachments:
        held = item.code and tx.count(
            Attachment, dossier=item.dossier, active=True, role=item.role, code=item.code
        )
        if held:
            raise PlaceTaken


def _put_ends(tx: Tx, pages: Sequence[Page], ends: Sequence[PageEnd]) -> None:
    told = {end.page: end for end in ends}
    tx.put(
        *(
            replace(page, disposition=told[page.id].disposition, reason=told[page.id].reason)
            for page in pages
            if page.id in told
        )
    )
