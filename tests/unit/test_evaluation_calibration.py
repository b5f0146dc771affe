import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.evaluation.calibration import BINS, SURE, Calibration, calibration, pooled

_ANSWERS = st.lists(st.tuples(st.integers(0, 1000).map(lambda n: n / 1000), st.booleans()), max_size=60)


@given(_ANSWERS)
def test_figures_stay_between_nought_and_one(answers):
    marks = calibration(answers)
    assert (marks.answers, marks.right) == (len(answers), sum(right for _, right in answers))
    assert sum(row.answers for row in marks.bins()) == len(answers)
    for figure in (marks.ece, marks.brier, marks.auroc):
        assert figure is None or 0 <= figure <= 1


@given(_ANSWERS)
def test_brier_and_auroc_are_what_their_definitions_say(answers):
    marks = calibration(answers)
    if answers:
        brier = sum((confidence - right) ** 2 for confidence, right in answers) / len(answers)
        assert marks.brier == pytest.approx(brier)
    good = [confidence for confidence, right in answers if right]
    bad = [confidence for confidence, right in answers if not right]
    if good and bad:
        pairs = [(better > worse) + (better == worse) / 2 for better, worse in itertools.product(good, bad)]
        assert marks.auroc == pytest.approx(sum(pairs) / len(pairs))
    else:
        assert marks.auroc is None


@given(_ANSWERS, _ANSWERS)
def test_pools_are_counted_as_one(some, others):
    assert pooled([calibration(some), calibration(others)]) == calibration([*others, *some])


@given(_ANSWERS)
def test_the_curve_ends_with_all_answers(answers):
    points = calibration(answers).curve()
    coverage = [point.coverage for point in points]
    assert coverage == sorted(coverage)
    assert [point.threshold for point in points] == sorted({c for c, _ in answers}, reverse=True)
    if answers:
        assert points[-1].coverage == 1.0
        assert points[-1].precision == pytest.approx(sum(right for _, right in answers) / len(answers))


def test_honest_confidences_cost_nothing_and_boasting_costs_what_it_overstates():
    honest = calibration([(0.75, True)] * 3 + [(0.75, False)])
    assert honest.ece == pytest.approx(0.0)
    assert calibration([(1.0, False)] * 5).ece == pytest.approx(1.0)
    assert calibration([(0.9, False), (0.95, True)]).ece == pytest.approx(0.425)


def test_bins_part_the_answers_at_tenths_and_one_belongs_to_the_last():
    rows = calibration([(0.0, False), (0.1, True), (0.9, True), (1.0, True)]).bins()
    assert len(rows) == BINS
    assert [row.answers for row in rows] == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert (rows[9].confidence, rows[9].right) == (pytest.approx(0.95), 1.0)


@given(_ANSWERS)
def test_the_sure_answers_are_those_that_claim_it(answers):
    sure = calibration(answers).sure
    claimed = [right for confidence, right in answers if round(confidence, 4) >= SURE]
    assert (sure.answers, sure.right) == (len(claimed), sum(claimed))


def test_no_answers_claim_nothing():
    empty = Calibration()
    assert (empty.answers, empty.ece, empty.brier, empty.auroc, empty.curve()) == (0, None, None, None, ())
    assert all(row.answers == 0 for row in empty.bins())
