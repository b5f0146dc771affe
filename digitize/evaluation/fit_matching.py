"""Learns the weights of the matcher from papers of known dossiers and a register."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from digitize.evaluation.linkage import JudgedPaper
from digitize.matching.learn import Shares, from_labels, monotone
from digitize.matching.place import fit
from digitize.matching.rules import rules
from digitize.matching.weigh import BESIDE, COMPANY, weigh
from digitize.model.fields import Classification, Extraction
from digitize.model.match import Dossier, Level, Role
from digitize.model.vocabulary import vocabulary
from digitize.ports import Registry

OTHERS = 400
"""Dossiers drawn from the register that each paper is held against to see how often strangers agree."""

FEWEST = 30
"""True pairs that must state a field before its weights are learned; below, those that stand are kept."""

Levels = dict[str, Level]
Weights = dict[str, dict[Level, Shares]]


def fit_weights(
    papers: Sequence[JudgedPaper], registry: Registry, strangers: Sequence[Dossier], seed: int
) -> Weights:
    """Return the weights that the papers teach, monotone; fields that too few of them state keep what stands.

    Args:
        papers: papers of known dossiers.
        registry: has their dossiers.
        strangers: dossiers drawn from the register.
        seed: of the choice of strangers for each paper.
    """
    rng = Random(seed)  # noqa: S311  # Chance, not secrecy.
    told = [
        (paper.extraction, paper.own)
        for paper in papers
        if paper.extraction and paper.own and not paper.barred
    ]
    own = {str(dossier.code): dossier for dossier in registry.among(code for _, code in told)}
    true = [_levels(extraction, own[code]) for extraction, code in told if code in own]
    others = (
        _levels(extraction, stranger)
        for extraction, code in told
        for stranger in rng.sample(strangers, min(OTHERS, len(strangers)))
        if stranger.code != code
    )
    known = {field: tuple(levels) for field, levels in rules().weights.items()}
    learned = from_labels(true, others, known)
    stated = {field: sum(field in pair for pair in true) for field in known}
    return {
        field: monotone(learned[field])
        if stated[field] >= FEWEST and field not in (BESIDE, COMPANY)
        else dict(rules().weights[field])
        for field in known
    }


def place_shares(strangers: Sequence[Dossier]) -> dict[str, float]:
    """Return the share of dossiers that have a place for each kind of paper that is handed in."""
    return {kind: share for kind, share in _place_shares(strangers) if share > 0}


def _place_shares(strangers: Sequence[Dossier]) -> Iterator[tuple[str, float]]:
    for kind, row in vocabulary().kinds.items():
        if row.role is Role.INPUT:
            paper = Extraction(Classification(kind, 1.0))
            fits = sum(fit(kind, paper, dossier) is Level.EXACT for dossier in strangers)
            yield kind, round(fits / len(strangers), 5)


def _levels(paper: Extraction, dossier: Dossier) -> Levels:
    return {item.field: item.level for item in weigh(paper, dossier).comparisons}


def as_json(weights: Mapping[str, Mapping[Level, Shares]]) -> dict[str, dict[str, dict[str, float]]]:
    """Return weights as `weights.json` keeps them."""
    return {
        field: {
            level.value: {"m": _short(shares.m), "u": _short(shares.u)} for level, shares in levels.items()
        }
        for field, levels in weights.items()
    }


def _short(share: float) -> float:
    return float(f"{share:.4g}")


def drawn(registry: Registry, count: int, seed: int) -> tuple[Dossier, ...]:
    """Return `count` dossiers drawn from a register, all if it has fewer."""
    codes = list(registry.codes())
    rng = Random(seed)  # noqa: S311  # Chance, not secrecy.
    return registry.among(rng.sample(codes, min(count, len(codes))))
