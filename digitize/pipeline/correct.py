"""Hop R: a person corrects what was read of a paper, and the paper is held against the register again.

Where a paper stands stays as it was: one that waits goes on waiting until a person attaches it, whatever the typed values
lead to; one that is attached or set aside stays so.
"""

from dataclasses import replace
from functools import partial

from digitize.extraction.corrected import Correction, corrected
from digitize.matching.match import match
from digitize.model.fields import DocumentFields, Source
from digitize.model.intake import DocumentStatus
from digitize.model.match import Act, Attachment, MatchDecision, Outcome
from digitize.pipeline.beside import told
from digitize.pipeline.filing import barcodes_of
from digitize.pipeline.lineage import Step, former_of, latest, step_name, write_decision
from digitize.pipeline.paper import Paper
from digitize.pipeline.review import hold_paper, open_paper
from digitize.pipeline.stamp import TYPED, event
from digitize.ports import Services, Tx
from digitize.search.describe import describe

CORRECTED = "corrected"
"""Reason of a paper that the machine would attach now that a person corrected it: the person has the last word."""


def correct(services: Services, document_id: str, revision: int, correction: Correction) -> None:
    """Store what a person says of a paper as a new revision of its fields, with new candidates; nothing new is nothing done.

    Raises:
        NotFound: no such document, kind or field.
        Conflict: the document changed since `revision`, or is still being worked on.
        InvalidFields: a value has not the form of its field.
    """
    paper = open_paper(services, document_id, revision)
    extraction = corrected(paper.extraction, correction, paper.read)
    if extraction == paper.extraction:
        return
    paper = replace(paper, extraction=extraction)
    matched = _match(services, paper)
    entry = describe(paper.document, extraction, None, paper.read)
    with services.ledger.writing() as tx:
        hold_paper(tx, paper)
        step = Step(Act.CORRECTED, former=former_of(tx, paper.document, paper.pages))
        waits = paper.document.status is DocumentStatus.REVIEW
        decision = matched if waits else _renewed(tx, document_id, matched)
        document = replace(
            paper.document,
            kind=extraction.classification.kind,
            problem=decision.reason if waits else paper.document.problem,
            revision=revision + 1,
        )
        name, by, at = step_name(document), services.actor, services.clock()
        tx.put(document, DocumentFields(name, document_id, document.revision, extraction, TYPED, at, by))
        write_decision(services, tx, document, decision, step)
        attached = tx.find(Attachment, document_id=document_id, active=True, limit=1)
        tx.index(replace(entry, dossier=attached[0].dossier if attached else None))
        tx.append(event(services, "review:document:corrected", document_id, extraction))


def _match(services: Services, paper: Paper) -> MatchDecision:
    """Return the candidates of a corrected paper; a code that a person typed wins over any barcode."""
    code = next((field for field in paper.extraction.fields if field.name == "ma_ho_so"), None)
    typed = code is not None and code.source is Source.USER
    barcodes = [] if typed else barcodes_of(paper)
    with services.ledger.reading() as tx:
        found = told(tx, paper.document, partial(match, paper.extraction, barcodes, services.registry))
    if found.outcome is not Outcome.LINK:
        return found
    return replace(found, outcome=Outcome.REVIEW, reason=CORRECTED)


def _renewed(tx: Tx, document_id: str, matched: MatchDecision) -> MatchDecision:
    """Return the decision that stands, with new candidates."""
    stands = latest(tx, document_id)
    return replace(stands.decision if stands else matched, candidates=matched.candidates)
