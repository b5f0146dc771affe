"""Lessons: the papers about which persons gave their word, from the ledger."""

from collections.abc import Iterator

from digitize.extraction.lessons import Lesson
from digitize.model.audit import AuditEvent
from digitize.model.fields import DocumentFields, Extraction
from digitize.model.intake import Page
from digitize.model.match import Decision, Level, Outcome
from digitize.pipeline.lookup import every
from digitize.pipeline.packs import ReadPages
from digitize.pipeline.stamp import TYPED
from digitize.ports import Services
from digitize.text.fold import exact_key, tokens

_GAVE_WORD = ("review:document:corrected", "review:document:attached")


def lessons(services: Services) -> Iterator[Lesson]:
    """Yield each paper that a person corrected, or attached by hand, with what the machine had made of it.

    What counts as a person's word:

    - a value that they typed, and a field that they took away: of these the machine's value was right or wrong;
    - a value that stood on the desk beside the register's, letter for letter the same, in the dossier to which the person
      then attached the paper: two sources agree, and a person who saw both says that they speak of the same.

    Nothing else does. A value that differs from the register may be the register's error, one that was compared with
    nothing was perhaps not looked at, and both stay without a verdict though the paper was attached. So does whatever the
    machine attached by itself.
    """
    events = (
        event for action in _GAVE_WORD for event in every(services.ledger.reading, AuditEvent, action=action)
    )
    for document_id in sorted({event.subject for event in events}):
        found = _lesson(services, document_id)
        if found is not None:
            yield found


def _lesson(services: Services, document_id: str) -> Lesson | None:
    with services.ledger.reading() as tx:
        stored = tx.find(DocumentFields, document_id=document_id, order_by=("revision",))
        decisions = tx.find(Decision, document_id=document_id, order_by=("-revision",), limit=1)
        pages = tx.find(Page, document_id=document_id, order_by=("position",))
    read = [item.extraction for item in stored if item.recipe != TYPED]
    if not read:
        return None
    person = stored[-1].extraction
    confirmed = _confirmed(person, decisions[0]) if decisions else frozenset()
    return Lesson(document_id, read[-1], person, confirmed, ReadPages(services.blobs, pages))


def _confirmed(extraction: Extraction, decision: Decision) -> frozenset[str]:
    """Return the fields that agree letter for letter with the dossier that a person chose."""
    made = decision.decision
    if made.rung != "user" or made.outcome is not Outcome.LINK:
        return frozenset()
    return frozenset(
        item.field
        for candidate in made.candidates
        if candidate.dossier == made.dossier
        for item in candidate.comparisons
        if item.level is Level.EXACT
        and _letters(item.ours) == _letters(item.theirs)
        # An agency may stand for the one above it: then the comparison speaks of another field.
        and item.ours == extraction.value(item.field)
    )


def _letters(text: str) -> tuple[str, ...]:
    return tuple(map(exact_key, tokens(text)))
