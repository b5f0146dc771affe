"""The guard at work: links are drawn as they are made, persons' findings are weighed, bands close and are opened again.

`matching/guard.py` is the rule. What was found is kept with each link; a band's score follows from that and is taken anew
whenever it may have changed, in the transaction that changes it. So a finding that comes twice counts once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from digitize.errors import Conflict
from digitize.matching.guard import (
    Run,
    closed_by,
    concerned,
    culprit,
    draw,
    guard_rules,
    quality_of,
    run_of,
    scored,
    strata_of,
)
from digitize.model.guard import AutoLink, Band, BandState, Draw, Finding, Stratum
from digitize.model.intake import Document, DocumentStatus
from digitize.model.match import Attachment, Dossier
from digitize.model.ocr import OcrPage
from digitize.pipeline.lookup import need
from digitize.pipeline.stamp import event
from digitize.ports import PRESENT, Services, Tx

BAND_CLOSED = "band_closed"
"""Reason of a paper that the machine would have attached, had its band not been closed."""

UNKNOWN = "?"
"""Procedure of dossiers of which the register names none."""

TO_CHECK = (Draw.SCREENED, Draw.SAMPLE)
"""Links that persons are asked to look at; those of suspects first."""

_OF_THE_SCAN = frozenset({"resplit", "scanned_twice"})
"""Reasons of rejected papers that say nothing of the dossier."""

_SCREENED = 1000
"""Screened links without an answer that are counted at most."""


def consider(
    services: Services, document: Document, station: str, pages: Iterable[OcrPage], dossier: Dossier
) -> AutoLink:
    """Return the link that the machine is about to make, and whether a person must look at it.

    What is read here is locked for nobody: a link that is made while its band closes is one more that waits unchecked.
    """
    link = AutoLink(
        id=document.id,
        dossier=dossier.code,
        procedure=dossier.procedure_code or UNKNOWN,
        quality=quality_of(pages),
        station=station,
        linked_at=services.clock(),
    )
    with services.ledger.reading() as tx:
        bands = tx.find(Band, id=tuple(stratum.id for stratum in strata_of(link)))
        suspect = any(band.state is BandState.SUSPECT for band in bands)
        screened = tx.find(AutoLink, drawn=Draw.SCREENED, found_at=None, limit=_SCREENED) if suspect else ()
    return replace(link, drawn=draw(link, bands, screened))


def hold_guard(tx: Tx) -> None:
    """Let nobody else weigh findings: of two at once one must see the other. Held last, before any link is read."""
    tx.hold("guard of the automatic links")


def reviewed(services: Services, tx: Tx, document_id: str) -> None:
    """Weigh what a person's decision about a paper says of the link that the machine had made: call it after the decision.

    It follows from where the paper stands now. So a decision that is taken back takes its finding back.
    """
    hold_guard(tx)
    link = tx.get(AutoLink, document_id)
    if link is None:
        return
    finding = _finding(tx, link, need(tx, Document, document_id))
    if finding is not link.finding:
        record(services, tx, link, finding)


def _finding(tx: Tx, link: AutoLink, document: Document) -> Finding | None:
    if document.status is DocumentStatus.ATTACHED:
        if tx.count(Attachment, document_id=document.id, dossier=link.dossier, active=True) == 0:
            return Finding.WRONG
        # That a paper stays where the machine put it is no finding, nor that it returns from where its scan alone had sent it.
        asked = link.finding in (Finding.RIGHT, Finding.WRONG) or link.drawn is Draw.HELD
        return Finding.RIGHT if asked else None
    if document.status is DocumentStatus.REVIEW:
        return None if link.drawn is Draw.HELD else Finding.WRONG
    # What is exempt, scanned twice or parted into others left its dossier for a reason of its own.
    gone = document.status is DocumentStatus.REJECTED and document.problem not in _OF_THE_SCAN
    return Finding.WRONG if gone else Finding.MOOT


def record(services: Services, tx: Tx, link: AutoLink, finding: Finding | None) -> None:
    """Write down what a person found of a link, and close the band that this proves to drift; the guard must be held."""
    before = link.finding
    at, by = (services.clock(), services.actor) if finding else (None, None)
    link = replace(link, finding=finding, found_at=at, found_by=by)
    tx.put(link)
    bands = {band.stratum: band for band in tx.find(Band)}
    runs = _weigh(tx, bands, concerned(link, before, bands))
    guilty = culprit(runs)
    if guilty is not None:
        _close(services, tx, guilty, runs[guilty])


def _close(services: Services, tx: Tx, guilty: Stratum, run: Run) -> None:
    """Close a band, and take from all others what it explains."""
    closed = closed_by(need(tx, Band, guilty.id), run, services.clock())
    tx.put(closed)
    tx.append(event(services, "guard:band:closed", guilty.id, closed.closings[-1]))
    bands = {band.stratum: band for band in tx.find(Band)}
    _weigh(tx, bands, [band.stratum for band in bands.values() if band.state is BandState.SUSPECT])


def _weigh(tx: Tx, bands: Mapping[Stratum, Band], strata: Sequence[Stratum]) -> dict[Stratum, Run]:
    """Take the scores of strata anew, write them down, and return what they follow from."""
    runs = {stratum: run_of(stratum, _latest(tx, stratum), bands.values()) for stratum in strata}
    tx.put(*(scored(bands.get(stratum), stratum, run) for stratum, run in runs.items()))
    return runs


def _latest(tx: Tx, stratum: Stratum) -> tuple[AutoLink, ...]:
    """Return the latest links of a stratum about which persons gave their word."""
    limit = guard_rules().window
    return tx.find(AutoLink, found_at=PRESENT, order_by=("-found_at",), limit=limit, **stratum.equals)


def reopen(services: Services, band_id: str, reason: str) -> None:
    """Open a closed band for a reason; the test begins anew with the links that are made from now on.

    Raises:
        NotFound: no such band.
        Conflict: it is not closed.
    """
    with services.ledger.writing() as tx:
        hold_guard(tx)
        band = need(tx, Band, band_id)
        if band.state is not BandState.CLOSED:
            raise Conflict("the band is open")
        *earlier, last = band.closings
        again = replace(last, reopened_at=services.clock(), reopened_by=services.actor, reason=reason)
        tx.put(replace(band, closings=(*earlier, again)))
        tx.append(event(services, "review:band:reopened", band_id, again))


def closed_bands(tx: Tx) -> tuple[Band, ...]:
    """Return the bands that are closed."""
    return tx.find(Band, state=BandState.CLOSED)


def band_of(tx: Tx, link: AutoLink) -> Band | None:
    """Return the closed band in which a link lies."""
    ids = tuple(stratum.id for stratum in strata_of(link))
    return next(iter(tx.find(Band, id=ids, state=BandState.CLOSED)), None)


def to_check(tx: Tx, stratum: Stratum | None = None, limit: int = 1) -> tuple[AutoLink, ...]:
    """Return links that wait for a person's word.

    Args:
        tx: where to look.
        stratum: of a closed band: then all that were attached before, the latest first, drawn or not.
        limit: how many at most.
    """
    if stratum is None:
        return tx.find(AutoLink, drawn=TO_CHECK, found_at=None, order_by=("-drawn", "id"), limit=limit)
    drawn = (*TO_CHECK, None)
    return tx.find(AutoLink, drawn=drawn, found_at=None, order_by=("-id",), limit=limit, **stratum.equals)


def unchecked(tx: Tx, stratum: Stratum) -> int:
    """Return how many links of a stratum were attached and have no person's word."""
    return tx.count(AutoLink, drawn=(*TO_CHECK, None), found_at=None, **stratum.equals)


def waiting(tx: Tx) -> int:
    """Return how many drawn links wait for a person's word."""
    return tx.count(AutoLink, drawn=TO_CHECK, found_at=None)
