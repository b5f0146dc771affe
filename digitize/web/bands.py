"""Dải tự động: what the pages and the command line say of the bands that closed by themselves."""

from collections import Counter
from dataclasses import dataclass

from digitize.matching.guard import guard_rules
from digitize.model.guard import AutoLink, Band, Closing, Draw, Finding, Stratum
from digitize.model.intake import Document
from digitize.pipeline.guarding import BAND_CLOSED, UNKNOWN, band_of, closed_bands, unchecked
from digitize.ports import PRESENT, Services, Tx
from digitize.web.messages import messages
from digitize.web.present import day


@dataclass(frozen=True, slots=True)
class BandRow:
    """A closed band.

    Attributes:
        about: the procedure's name, where the stratum has one.
        unchecked: links made before it closed about which nobody said anything.
        right, wrong: of such links, those that were looked at since.
        held_right, held_wrong: of papers held back since, those whose dossier was the machine's, and others.
    """

    id: str
    name: str
    about: str
    closing: Closing
    unchecked: int
    right: int
    wrong: int
    held_right: int
    held_wrong: int


def band_rows(services: Services) -> list[BandRow]:
    """Return the closed bands, the latest first."""
    with services.ledger.reading() as tx:
        rows = [_row(services, tx, band) for band in closed_bands(tx)]
    return sorted(rows, key=lambda row: row.closing.closed_at, reverse=True)


def stratum_name(stratum: Stratum) -> str:
    """Return a stratum as persons call it: thủ tục 1.004193, chữ đọc rõ, nơi quét Một cửa số 2."""
    parts = []
    if stratum.procedure is not None:
        unknown = stratum.procedure == UNKNOWN
        parts.append(
            messages().say("band.no_procedure" if unknown else "band.procedure", code=stratum.procedure)
        )
    if stratum.quality is not None:
        parts.append(messages().say(f"quality.{stratum.quality.value}"))
    if stratum.station is not None:
        parts.append(messages().say("band.station", name=stratum.station))
    return ", ".join(parts)


def closed_sentence(band: Band) -> str:
    """Return which band is closed and since when."""
    last = band.closings[-1]
    return messages().say(
        "band.closed",
        name=stratum_name(band.stratum),
        day=day(last.closed_at.date()),
        wrong=last.wrong,
        checked=last.checked,
    )


def why_held(services: Services, document: Document) -> str:
    """Return because of which band a paper waits, and what to do; nothing for a paper that waits for another reason."""
    if document.problem != BAND_CLOSED:
        return ""
    with services.ledger.reading() as tx:
        link = tx.get(AutoLink, document.id)
        band = band_of(tx, link) if link else None
    return (
        f"{closed_sentence(band)} {messages().say('band.held')}" if band else messages().say("band.reopened")
    )


def _row(services: Services, tx: Tx, band: Band) -> BandRow:
    closing, stratum = band.closings[-1], band.stratum
    found = tx.find(
        AutoLink, found_at=PRESENT, order_by=("-found_at",), limit=guard_rules().window, **stratum.equals
    )
    since = Counter(
        (link.drawn is Draw.HELD, link.finding)
        for link in found
        if link.found_at is not None and link.found_at > closing.closed_at
    )
    return BandRow(
        id=band.id,
        name=stratum_name(stratum),
        about=_procedure_name(services, tx, stratum),
        closing=closing,
        unchecked=unchecked(tx, stratum),
        right=since[False, Finding.RIGHT],
        wrong=since[False, Finding.WRONG],
        held_right=since[True, Finding.RIGHT],
        held_wrong=since[True, Finding.WRONG],
    )


def _procedure_name(services: Services, tx: Tx, stratum: Stratum) -> str:
    """Return the name that the register gives a procedure in one of its dossiers."""
    if stratum.procedure is None:
        return ""
    (link,) = tx.find(AutoLink, limit=1, procedure=stratum.procedure)
    dossier = services.registry.get(link.dossier)
    return (dossier.procedure_name if dossier else None) or ""
