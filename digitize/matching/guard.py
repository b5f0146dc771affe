"""The guard of the automatic band: it proves nothing, it notices when a stratum drifts, and closes its band by itself.

A share of the automatic links is drawn by lot, attached, and put before a person. What persons find, and what they
contradict later by moving a paper, feeds a sequential probability ratio test in each stratum (Wald 1945): each finding
adds the logarithm of its likelihood under the unacceptable error rate over that under the promised one. Of all sums over
the latest findings the greatest counts, so a long clean history hides no drift (Page 1954). It follows from the records at
any time, and a finding that is corrected corrects it. A stratum that keeps the promise is closed once in 1 / `false_alarm`
findings at most, on average (Lorden 1971), and there are a few hundred that have findings enough: hence so small a number.

Once its score is above zero every link of a stratum is drawn until persons have cleared it, as in continuous sampling
inspection (Dodge 1943, CSP-1). Strata are procedure × quality × station, and each of the three alone, so that a drift that
is thin in every small stratum is noticed in the one that it fills. Of those that cross at once the one with most against
it closes; its links then count nowhere else, for what it explains needs no second culprit.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from math import ceil, log2

from digitize.model.guard import AutoLink, Band, BandState, Closing, Draw, Finding, ReadQuality, Stratum
from digitize.model.ocr import OcrPage


@dataclass(frozen=True, slots=True)
class GuardRules:
    """The numbers of `guard.toml`, and what follows from them, in bits.

    Attributes:
        share: of all links, drawn by lot.
        window: how many findings of a stratum are weighed.
        wrong: what a wrong link says for drift.
        right: what a right one says, a small negative number.
        by_lot: what a right one says that stands for those that the lot passed over as well.
        limit: the score at which the band of a procedure closes.
        qualities: the least certainty of each class, best first.
    """

    share: float
    window: int
    wrong: float
    right: float
    by_lot: float
    limit: float
    qualities: tuple[tuple[ReadQuality, float], ...]


@cache
def guard_rules() -> GuardRules:
    """Return the rules of `guard.toml`."""
    data = tomllib.loads(files("digitize.matching").joinpath("guard.toml").read_text(encoding="utf-8"))
    sample, test = data["sample"], data["test"]
    promised, unacceptable = test["promised"], test["unacceptable"]
    right = log2((1 - unacceptable) / (1 - promised))
    # A contradiction may come from any link, not from those drawn alone: each link drawn by lot and found right stands for
    # 1 / share - 1 others that did not come to light as wrong.
    passed_over = (1 / sample["share"] - 1) * test["unprompted"]
    return GuardRules(
        share=sample["share"],
        window=sample["window"],
        wrong=log2(unacceptable / promised),
        right=right,
        by_lot=right * (1 + passed_over),
        limit=-log2(test["false_alarm"]),
        qualities=tuple((ReadQuality(name), least) for name, least in data["quality"].items()),
    )


def strata_of(link: AutoLink) -> tuple[Stratum, ...]:
    """Return the strata of a link, those first that take the blame where two have equally much against them.

    Where nothing tells them apart a new form of a procedure is likelier than a bad scanner, and one station's way with one
    procedure likelier than anything that all papers of a quality share.
    """
    return _strata(link.procedure, link.quality, link.station)


@cache
def _strata(procedure: str, quality: ReadQuality, station: str) -> tuple[Stratum, ...]:
    return (
        Stratum(procedure=procedure),
        Stratum(station=station),
        Stratum(procedure, quality, station),
        Stratum(quality=quality),
    )


def quality_of(pages: Iterable[OcrPage]) -> ReadQuality:
    """Return how surely the words of a paper were read: the mean certainty of its letters, in classes."""
    letters = sure = 0.0
    for page in pages:
        for word in page.words:
            letters += len(word.text)
            sure += word.confidence * len(word.text)
    mean = sure / letters if letters else 0.0
    return next((quality for quality, least in guard_rules().qualities if mean >= least), ReadQuality.POOR)


def is_drawn(document_id: str) -> bool:
    """Tell whether the lot falls on a document: the same answer on every machine, at every try.

    The ids are opaque and made by us, so nobody who scans papers can choose one on which it does not fall.
    """
    digest = hashlib.sha256(b"guard:" + document_id.encode()).digest()
    return int.from_bytes(digest[:8], "big") < guard_rules().share * 2**64


def draw(link: AutoLink, bands: Sequence[Band], unanswered: Iterable[AutoLink]) -> Draw | None:
    """Return why a person must look at a link that is about to be made, or None.

    Args:
        link: about to be made.
        bands: those of its strata that have a record.
        unanswered: screened links about which nobody has said anything yet. A suspect stratum has no more of them than
            would clear it, were they all right: a night's work does not end in ten thousand checks.
    """
    if any(band.state is BandState.CLOSED for band in bands):
        return Draw.HELD
    suspects = [band for band in bands if band.state is BandState.SUSPECT]
    if suspects:
        waiting = [strata_of(other) for other in unanswered]
        for band in suspects:
            if sum(band.stratum in strata for strata in waiting) < ceil(band.score / -guard_rules().right):
                return Draw.SCREENED
    return Draw.SAMPLE if is_drawn(link.id) else None


def evidence(link: AutoLink) -> float:
    """Return what a link says for drift of its strata, in bits; nothing before a person gave a word about it.

    What nobody was asked to look at and is right after all says nothing: only wrong ones come to light by themselves. Nor
    does what was held back, for its band is closed.
    """
    rules = guard_rules()
    if link.finding is Finding.WRONG:
        return 0.0 if link.drawn is Draw.HELD else rules.wrong
    if link.finding is not Finding.RIGHT:
        return 0.0
    if link.drawn is Draw.SAMPLE:
        return rules.by_lot
    return rules.right if link.drawn is Draw.SCREENED else 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """What speaks for drift of a stratum since there was last nothing: see `Band` and `Closing`."""

    score: float = 0.0
    wrong: int = 0
    checked: int = 0
    since: datetime | None = None


def run_of(stratum: Stratum, found: Iterable[AutoLink], bands: Iterable[Band]) -> Run:
    """Return what the findings of a stratum come to: the latest ones, as many as speak most for drift.

    A station or a quality of reading that drifts does so in several procedures. So there the wrong links of a procedure
    count once, however many they are: a procedure gone bad closes itself, and not the station where it was noticed.

    Args:
        stratum: which.
        found: its latest links about which persons gave a word, in any order; one given twice counts once.
        bands: all that have a record: what a closing has dealt with counts no more, here or elsewhere.
    """
    closed = _closed(bands)
    run, score, wrong, checked = Run(), 0.0, 0, 0
    seen: set[str] = set()
    since: datetime | None = None
    for link in sorted({link.id: link for link in found}.values(), key=_moment, reverse=True):
        bits = evidence(link)
        if not bits or _is_dealt_with(link, closed):
            continue
        since, checked = min(since or link.linked_at, link.linked_at), checked + 1
        if link.finding is Finding.WRONG:
            part = link.procedure if stratum.procedure is None else link.id
            score, wrong = score + (0.0 if part in seen else bits), wrong + 1
            seen.add(part)
        else:
            score += bits
        if score > run.score:
            run = Run(score, wrong, checked, since)
    return run


def concerned(link: AutoLink, before: Finding | None, bands: Mapping[Stratum, Band]) -> tuple[Stratum, ...]:
    """Return the strata whose scores a finding may change.

    Args:
        link: as it was found.
        before: what was found of it earlier.
        bands: all that have a record.
    """
    if _is_dealt_with(link, _closed(bands.values())):
        return ()
    # Nothing that is right brings a stratum under suspicion.
    new = Finding.WRONG in (before, link.finding)
    known = {stratum: bands.get(stratum, Band(stratum.id, stratum)) for stratum in strata_of(link)}
    touched = (BandState.SUSPECT, BandState.OPEN) if new else (BandState.SUSPECT,)
    return tuple(stratum for stratum, band in known.items() if band.state in touched)


def culprit(runs: Mapping[Stratum, Run]) -> Stratum | None:
    """Return the stratum whose band must close: the first of those with most against them, if that is too much."""
    worst = max(runs, key=lambda stratum: _excess(stratum, runs[stratum]), default=None)
    return worst if worst is not None and _excess(worst, runs[worst]) >= 0 else None


def _excess(stratum: Stratum, run: Run) -> float:
    """Return by how much a stratum passes its limit.

    Where it has several procedures, one of those with a wrong link may have gone bad by itself: it takes one more.
    """
    rules = guard_rules()
    return run.score - rules.limit - (rules.wrong if stratum.procedure is None else 0.0)


def scored(band: Band | None, stratum: Stratum, run: Run) -> Band:
    """Return the band of a stratum, of which there may be no record yet, with its score."""
    return replace(band or Band(stratum.id, stratum), score=run.score)


def closed_by(band: Band, run: Run, at: datetime) -> Band:
    """Return a band closed by what its findings came to."""
    closing = Closing(at, run.since or at, run.wrong, run.checked)
    return replace(band, score=0.0, closings=(*band.closings, closing))


def _closed(bands: Iterable[Band]) -> dict[Stratum, datetime]:
    """Return when bands were closed last."""
    return {band.stratum: band.closings[-1].closed_at for band in bands if band.closings}


def _is_dealt_with(link: AutoLink, closed: Mapping[Stratum, datetime]) -> bool:
    """Tell whether the band of a stratum of a link was closed after the link was made."""
    if not closed:
        return False
    return any(closed[stratum] >= link.linked_at for stratum in strata_of(link) if stratum in closed)


def _moment(link: AutoLink) -> tuple[datetime, str]:
    if link.found_at is None:
        raise ValueError("nobody said anything about this link")
    return link.found_at, link.id
