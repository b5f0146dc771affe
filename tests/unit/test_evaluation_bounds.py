import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from digitize.evaluation.bounds import interval, lower_bound, share_of

_COUNTS = st.integers(0, 400).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


@pytest.mark.parametrize("trials", [1, 2, 41, 60, 3000])
def test_lower_bound_is_that_of_clopper_and_pearson(trials):
    for successes in {1, trials // 2, trials - 1, trials} - {0}:
        expected = beta.ppf(0.05, successes, trials - successes + 1)
        assert lower_bound(successes, trials) == pytest.approx(expected, rel=1e-8)
    assert lower_bound(0, trials) == 0.0


@pytest.mark.parametrize(("trials", "errors"), [(2995, 0), (4742, 1), (6294, 2), (7752, 3)])
def test_so_many_trials_prove_a_precision_of_999_in_a_thousand(trials, errors):
    assert lower_bound(trials - errors, trials) >= 0.999
    assert lower_bound(trials - errors - 1, trials - 1) < 0.999


@settings(deadline=None)
@given(_COUNTS)
def test_the_interval_holds_the_share_and_is_symmetric(counts):
    right, of = counts
    low, high = interval(right, of)
    mirrored = interval(of - right, of)
    assert (low, high) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]))
    assert 0 <= low <= high <= 1
    share = share_of(right, of)
    if of:
        assert low <= share.share <= high
        assert share.low <= share.at_least <= share.share


def test_nothing_proves_nothing():
    share = share_of(0, 0)
    assert (share.share, share.at_least, share.low, share.high) == (None, 0.0, 0.0, 1.0)


def test_bounds_refuse_nonsense():
    with pytest.raises(ValueError, match="between"):
        lower_bound(3, 2)
