import json

import pytest
from scipy.stats import beta

from digitize.errors import InputError
from digitize.evaluation.trip import NO_OUTCOME, PaperOutcome, lower_bound, score_trip
from digitize.model.match import Outcome, Role

A, B = "H09.15-210305-0001", "H09.15-210305-0002"


def _truth(tmp_path, *dossiers):
    path = tmp_path / "truth.jsonl"
    rows = [
        {"file": f"lo-01/{n}.jpg", "dossier": code, "role": "result", "component": "KQ.1" if code else None}
        for n, code in enumerate(dossiers)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _linked(dossier, component="KQ.1"):
    return PaperOutcome(Outcome.LINK, dossier, Role.RESULT, component)


def test_each_scan_is_counted_once(tmp_path):
    truth = _truth(tmp_path, A, A, A, B, None, None, B)
    score = score_trip(
        truth,
        {
            "lo-01/0.jpg": _linked(A),
            "lo-01/1.jpg": _linked(A, "KQ.2"),
            "lo-01/2.jpg": _linked(B),
            "lo-01/3.jpg": PaperOutcome(Outcome.REVIEW, reason="several_candidates"),
            "lo-01/4.jpg": PaperOutcome(Outcome.NONE),
            "lo-01/5.jpg": _linked(A),
        },
    )
    assert (score.papers, score.owned, score.right) == (7, 5, 2)
    assert score.misplaced == ("lo-01/1.jpg",)
    assert score.wrong == ("lo-01/2.jpg", "lo-01/5.jpg")
    assert score.waiting == ((NO_OUTCOME, 1), ("none", 1), ("several_candidates", 1))
    assert score.right + len(score.wrong) + sum(count for _, count in score.waiting) == score.papers
    assert (score.share, score.recall, score.precision) == (2 / 7, 2 / 5, 2 / 4)
    assert score.precision_at_least == lower_bound(2, 4)


def test_nothing_attached_claims_nothing(tmp_path):
    score = score_trip(_truth(tmp_path, A), {})
    assert (score.share, score.recall, score.precision, score.precision_at_least) == (0.0, 0.0, 1.0, 0.0)


def test_an_outcome_of_an_unknown_scan_is_refused(tmp_path):
    with pytest.raises(InputError):
        score_trip(_truth(tmp_path, A), {"0.jpg": _linked(A)})


@pytest.mark.parametrize("line", ["{", "[]", "{}", '"x"', '{"file": "a.jpg", "dossier": null}'])
def test_a_broken_truth_is_refused_by_line(tmp_path, line):
    path = _truth(tmp_path, A)
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(InputError) as error:
        score_trip(path, {})
    assert error.value.details == {"line": 2}


@pytest.mark.parametrize("trials", [1, 2, 41, 60, 3000])
def test_lower_bound_is_that_of_clopper_and_pearson(trials):
    for successes in {1, trials // 2, trials - 1, trials} - {0}:
        expected = beta.ppf(0.05, successes, trials - successes + 1)
        assert lower_bound(successes, trials) == pytest.approx(expected, rel=1e-8)
    assert lower_bound(0, trials) == 0.0


def test_lower_bound_refuses_nonsense():
    with pytest.raises(ValueError, match="between"):
        lower_bound(3, 2)
