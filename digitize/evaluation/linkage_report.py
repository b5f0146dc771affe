"""What a run of the matcher proves: by class of evidence, with exact bounds, and what waits for a person and why."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, log2

from digitize.evaluation.bounds import Share, share_of
from digitize.evaluation.calibration import Calibration
from digitize.evaluation.linkage import Linked
from digitize.matching.rules import rules

_RESCAN = "rescan"
_ODD = ("secret", "illegible", _RESCAN)
"""Papers of the truth that no machine may attach: law, damage, and a place that is taken."""


@dataclass(frozen=True, slots=True)
class LinkageReport:
    """Figures of a run.

    Attributes:
        attached: scans of papers attached to their own dossier, of those whose dossier the register has.
        papers: the same counted as papers: of two scans of one paper one is attached and the other waits (US-15).
        fit: the same without papers that are secret, illegible or scanned twice.
        precision: right links of all links.
        by_class: the same by class of evidence (or "barcode", "code", "code_repaired").
        blocking: papers whose dossier was among those looked at, of those that were read.
        waiting: reason → papers whose dossier exists and that wait for a person.
        false_without: links of papers whose own dossier was taken out of the register, all of them wrong.
        milliseconds: processor time a paper: mean, 95th percentile.
        scores: probability of the best candidate against whether it was the right one.
    """

    attached: Share
    papers: Share
    fit: Share
    precision: Share
    by_class: dict[str, Share]
    blocking: Share
    waiting: dict[str, int]
    false_without: Share
    milliseconds: tuple[float, float]
    scores: Calibration


def report(made: Sequence[Linked], without: Sequence[Linked]) -> LinkageReport:
    """Return the figures of a run.

    Args:
        made: what the matcher made of every paper.
        without: the same papers with their own dossier taken out of the register.
    """
    known = [one for one in made if one.paper.own]
    fit = [one for one in known if one.paper.oddity not in _ODD]
    links = [one for one in made if one.links]
    read = [one for one in known if one.paper.extraction is not None and not one.paper.barred]
    times = sorted(one.seconds * 1000 for one in made if one.seconds)
    rungs = sorted({one.decision.rung or "" for one in links})
    return LinkageReport(
        attached=_right(known),
        papers=_right(_once(known)),
        fit=_right(fit),
        precision=_right(links),
        by_class={rung: _right([one for one in links if one.decision.rung == rung]) for rung in rungs},
        blocking=share_of(sum(one.reached for one in read), len(read)),
        waiting=_waiting(known),
        false_without=share_of(sum(one.links for one in without), len(without)),
        milliseconds=(sum(times) / max(1, len(times)), times[int(0.95 * len(times))] if times else 0.0),
        scores=_scores(read),
    )


def _right(papers: Sequence[Linked]) -> Share:
    return share_of(sum(one.links and not one.wrong for one in papers), len(papers))


def _once(known: Sequence[Linked]) -> list[Linked]:
    """Return one scan of each paper: of one that was scanned twice the one that was attached, if one was."""
    again = {_paper_of(one): one for one in known if one.paper.oddity == _RESCAN}
    single = []
    for one in (one for one in known if one.paper.oddity != _RESCAN):
        second = again.pop(_paper_of(one), one)
        single.append(second if second.links and not second.wrong else one)
    return [*single, *again.values()]


def _paper_of(one: Linked) -> tuple[str | None, str]:
    return one.paper.own, one.paper.kind


def _waiting(known: Iterable[Linked]) -> dict[str, int]:
    reasons = Counter(
        one.paper.oddity if one.paper.oddity in _ODD else one.decision.reason
        for one in known
        if not one.links
    )
    return {str(reason): count for reason, count in reasons.most_common()}


def _scores(read: Iterable[Linked]) -> Calibration:
    """Return the probability of each best candidate, over the others and over none of them, with whether it is right."""
    counts: Counter[tuple[float, bool]] = Counter()
    for one in read:
        candidates = one.decision.candidates
        if candidates:
            counts[
                round(_probability([c.bits for c in candidates]), 3), candidates[0].dossier == one.paper.own
            ] += 1
    levels = sorted({confidence for confidence, _ in counts})
    return Calibration(
        tuple((level, counts[level, True] + counts[level, False], counts[level, True]) for level in levels)
    )


def _probability(bits: Sequence[float]) -> float:
    none = log2(rules().register_size)
    top = max(*bits, none) if bits else none
    weights = [exp((value - top) * log(2)) for value in (*bits, none)]
    return weights[0] / sum(weights)
