"""What agreement is worth is learned from pairs, judged or not."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.matching.learn import Levels, Shares, from_labels, from_mixture, monotone
from digitize.model.match import Level

E, T, N, D = Level.EXACT, Level.TONELESS, Level.NEAR, Level.DIFFERENT

TRUTH: Mapping[str, Mapping[Level, Shares]] = {
    "ho_ten": {E: Shares(0.80, 0.02), T: Shares(0.12, 0.03), D: Shares(0.08, 0.95)},
    "ngay_sinh": {E: Shares(0.85, 0.01), N: Shares(0.08, 0.09), D: Shares(0.07, 0.90)},
    "so_dien_thoai": {E: Shares(0.70, 0.005), D: Shares(0.30, 0.995)},
    "dia_chi": {E: Shares(0.50, 0.02), N: Shares(0.35, 0.10), D: Shares(0.15, 0.88)},
}
KNOWN = {field: tuple(levels) for field, levels in TRUTH.items()}


def drawn(count: int, true: bool, rng: Random) -> list[Levels]:
    """Return pairs whose fields agree by chance as `TRUTH` says, one field in ten missing."""
    pairs = []
    for _ in range(count):
        pair = {}
        for field, levels in TRUTH.items():
            shares = [shares.m if true else shares.u for shares in levels.values()]
            if rng.random() > 0.1:
                pair[field] = rng.choices(list(levels), shares)[0]
        pairs.append(pair)
    return pairs


def off(found: Mapping[str, Mapping[Level, Shares]]) -> list[tuple[str, Level, str]]:
    """Return which shares lie more than a tenth from the true ones; below one in a hundred, a thousandth counts."""
    return [
        (field, level, name)
        for field, levels in TRUTH.items()
        for level, shares in levels.items()
        for name in ("m", "u")
        if abs(getattr(found[field][level], name) - getattr(shares, name))
        > max(0.1 * getattr(shares, name), 0.001)
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_judged_pairs_give_back_the_shares_that_they_were_drawn_with(seed: int) -> None:
    rng = Random(seed)
    assert off(from_labels(drawn(20_000, True, rng), drawn(200_000, False, rng), KNOWN)) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_pairs_that_nobody_judged_give_them_back_too(seed: int) -> None:
    rng = Random(seed)
    found = from_mixture([*drawn(20_000, True, rng), *drawn(180_000, False, rng)], KNOWN)
    assert off(found.weights) == []
    assert found.true == pytest.approx(0.1, rel=0.02)


def test_a_level_that_was_never_seen_is_rare_not_impossible() -> None:
    weights = from_labels([{"ho_ten": E}] * 50, [{"ho_ten": D}] * 50, KNOWN)
    assert weights["ho_ten"][E].bits > 5
    assert weights["ho_ten"][D].bits < -5


LEVELS = (E, T, N, D)
SHARES = st.lists(st.floats(0.001, 1.0), min_size=4, max_size=4)


def shares_of(m: Sequence[float], u: Sequence[float]) -> dict[Level, Shares]:
    return {
        level: Shares(mine / sum(m), theirs / sum(u))
        for level, mine, theirs in zip(LEVELS, m, u, strict=True)
    }


@given(SHARES, SHARES)
def test_after_pooling_no_level_is_worth_less_than_one_that_agrees_less(
    m: list[float], u: list[float]
) -> None:
    pooled = monotone(shares_of(m, u))
    bits = [pooled[level].bits for level in LEVELS]
    assert all(better >= worse - 1e-9 for better, worse in pairwise(bits))


@given(SHARES, SHARES)
def test_pooling_keeps_the_whole_and_touches_nothing_that_stands_in_order(
    m: list[float], u: list[float]
) -> None:
    before = shares_of(m, u)
    after = monotone(before)
    assert sum(shares.m for shares in after.values()) == pytest.approx(1.0)
    assert sum(shares.u for shares in after.values()) == pytest.approx(1.0)
    bits = [before[level].bits for level in LEVELS]
    if all(better >= worse for better, worse in pairwise(bits)):
        assert after == before
