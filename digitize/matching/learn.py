"""Learns what agreement is worth: how often each level of a field is seen in true pairs (m) and in others (u).

The model is Fellegi's and Sunter's (1969). From pairs that people judged, m and u are shares; from pairs that nobody judged
they follow by expectation maximization (Winkler 1988), for which the fields must agree independently of one another within
true pairs and within others. What a pair does not state says nothing about it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, log2

from digitize.model.match import Level

Levels = Mapping[str, Level]
"""The level of each field that both sides of a pair state."""

_HALF = 0.5
"""Jeffreys' prior: a level that was never seen is rare, not impossible."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How often a level is seen: a share `m` of true pairs, a share `u` of others."""

    m: float
    u: float

    @property
    def bits(self) -> float:
        """Evidence of this level, log2 of the Bayes factor."""
        return log2(self.m / self.u)


Weights = Mapping[str, Mapping[Level, Shares]]
"""By field and level, the levels from full agreement to none."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """What expectation maximization found: the share of true pairs, and the weights."""

    true: float
    weights: Weights


def from_labels(
    true: Iterable[Levels], others: Iterable[Levels], known: Mapping[str, Sequence[Level]]
) -> Weights:
    """Return the weights of pairs that people judged.

    Args:
        true: pairs of a paper and its dossier.
        others: pairs of a paper and another dossier.
        known: the levels that each field can reach.
    """
    m, u = _tally((pair, 1.0) for pair in true), _tally((pair, 1.0) for pair in others)
    return {field: _shares(m[field], u[field], levels) for field, levels in known.items()}


def from_mixture(
    pairs: Iterable[Levels],
    known: Mapping[str, Sequence[Level]],
    *,
    begin: float = 0.1,
    rounds: int = 500,
    still: float = 1e-6,
) -> Mixture:
    """Return the weights, and the share of true pairs, under which pairs that nobody judged are likeliest.

    Args:
        pairs: true pairs and others, mixed.
        known: the levels that each field can reach.
        begin: share of true pairs to begin with; the first weights say that agreement speaks for truth.
        rounds: of the algorithm, at most.
        still: change of the share of true pairs at which it ends.
    """
    patterns = Counter(frozenset(pair.items()) for pair in pairs)
    share, weights = begin, {field: _first_guess(levels) for field, levels in known.items()}
    for _ in range(rounds):
        true = {pattern: _chance(pattern, share, weights) for pattern in patterns}
        before = share
        share = sum(true[pattern] * count for pattern, count in patterns.items()) / patterns.total()
        m = _tally((dict(pattern), true[pattern] * count) for pattern, count in patterns.items())
        u = _tally((dict(pattern), (1 - true[pattern]) * count) for pattern, count in patterns.items())
        weights = {field: _shares(m[field], u[field], levels) for field, levels in known.items()}
        if abs(share - before) < still:
            break
    return Mixture(share, weights)


def monotone(weights: Mapping[Level, Shares]) -> dict[Level, Shares]:
    """Return weights of which no level is worth less than one that agrees less.

    Neighbours that stand the wrong way round are chance: they are pooled (Ayer et al. 1955).
    """
    pools: list[list[Level]] = []
    for level in weights:
        pools.append([level])
        while len(pools) > 1 and _pooled(weights, pools[-2]) < _pooled(weights, pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    return {level: _leveled(weights, pool, level) for pool in pools for level in pool}


def _leveled(weights: Mapping[Level, Shares], pool: Sequence[Level], level: Level) -> Shares:
    """Return the shares of a level such that its evidence is that of its pool, and the pool's shares stay what they were."""
    if len(pool) == 1:
        return weights[level]
    m, u = (sum(values) for values in zip(*((weights[one].m, weights[one].u) for one in pool), strict=True))
    part = (weights[level].m + weights[level].u) / (m + u)
    return Shares(m * part, u * part)


def _pooled(weights: Mapping[Level, Shares], pool: Sequence[Level]) -> float:
    return log2(sum(weights[level].m for level in pool) / sum(weights[level].u for level in pool))


def _tally(pairs: Iterable[tuple[Levels, float]]) -> dict[str, dict[Level, float]]:
    """Return by field and level how many pairs show it; a pair may count in part."""
    counts: dict[str, dict[Level, float]] = defaultdict(lambda: defaultdict(float))
    for pair, count in pairs:
        for field, level in pair.items():
            counts[field][level] += count
    return counts


def _shares(
    m: Mapping[Level, float], u: Mapping[Level, float], levels: Sequence[Level]
) -> dict[Level, Shares]:
    total_m, total_u = (sum(counts.values()) + _HALF * len(levels) for counts in (m, u))
    return {
        level: Shares((m.get(level, 0.0) + _HALF) / total_m, (u.get(level, 0.0) + _HALF) / total_u)
        for level in levels
    }


def _first_guess(levels: Sequence[Level]) -> dict[Level, Shares]:
    """Return weights that say no more than which way agreement speaks."""
    rest = max(1, len(levels) - 1)
    return {
        level: Shares(0.9, 0.1) if place == 0 else Shares(0.1 / rest, 0.9 / rest)
        for place, level in enumerate(levels)
    }


def _chance(pattern: Iterable[tuple[str, Level]], share: float, weights: Weights) -> float:
    """Return how likely a pair of this pattern is a true one."""
    odds = log(share / (1 - share)) + sum(weights[field][level].bits for field, level in pattern) * log(2)
    return 1 / (1 + exp(-max(-700.0, min(700.0, odds))))
