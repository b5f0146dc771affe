import pytest

from digitize.evaluation.bounds import share_of
from digitize.evaluation.reading import FileReading, FoundPaper, PaperOutcome
from digitize.evaluation.trip import NO_OUTCOME, score_trip
from digitize.model.match import Outcome, Role
from digitize.model.truth import TruthDocument, TruthFile

A, B = "H09.15-210305-0001", "H09.15-210305-0002"


def _truth(*dossiers):
    return [TruthFile(f"lo-01/{n}.jpg", "office", (), (_paper(code, 0),)) for n, code in enumerate(dossiers)]


def _paper(code, *frames):
    return TruthDocument("quyet_dinh", frames, code, "result", "KQ.1" if code else None)


def _ended(outcome, *frames):
    return FoundPaper(frames or (0,), outcome=outcome)


def _linked(dossier, component="KQ.1"):
    return PaperOutcome(Outcome.LINK, dossier, Role.RESULT, component)


def _readings(outcomes):
    return {file: FileReading(papers=(_ended(outcome),)) for file, outcome in outcomes.items()}


def test_each_paper_is_counted_once():
    score = score_trip(
        _truth(A, A, A, B, None, None, B),
        _readings(
            {
                "lo-01/0.jpg": _linked(A),
                "lo-01/1.jpg": _linked(A, "KQ.2"),
                "lo-01/2.jpg": _linked(B),
                "lo-01/3.jpg": PaperOutcome(Outcome.REVIEW, reason="several_candidates"),
                "lo-01/4.jpg": PaperOutcome(Outcome.NONE),
                "lo-01/5.jpg": _linked(A),
            }
        ),
    )
    assert (score.papers, score.owned, score.right) == (7, 5, 2)
    assert score.misplaced == ("lo-01/1.jpg",)
    assert score.wrong == ("lo-01/2.jpg", "lo-01/5.jpg")
    assert score.waiting == ((NO_OUTCOME, 1), ("none", 1), ("several_candidates", 1))
    assert score.right + len(score.wrong) + sum(count for _, count in score.waiting) == score.papers
    assert (score.attached, score.recall) == (share_of(2, 7), share_of(2, 5))
    assert (score.precision, score.review) == (share_of(2, 4), share_of(3, 7))


def test_nothing_attached_claims_nothing():
    score = score_trip(_truth(A), {})
    assert (score.attached.share, score.precision.share, score.precision.at_least) == (0.0, None, 0.0)


def test_a_trip_without_papers_claims_nothing():
    score = score_trip([], {})
    assert (score.papers, score.waiting, score.review.share) == (0, (), None)


def test_a_paper_ends_where_the_found_one_with_most_of_its_pages_ends():
    truth = [TruthFile("lo-01/0.pdf", "office", (), (_paper(A, 0, 1), _paper(B, 2), _paper(None, 3)))]
    together = {"lo-01/0.pdf": FileReading(papers=(_ended(_linked(A), 0, 1, 2, 3),))}
    score = score_trip(truth, together)
    assert (score.right, score.wrong) == (1, ("lo-01/0.pdf#2", "lo-01/0.pdf#3"))
    review = PaperOutcome(Outcome.REVIEW, reason="no_candidate")
    parted = (_ended(_linked(A), 0), _ended(review, 1), _ended(_linked(B), 2))
    score = score_trip(truth, {"lo-01/0.pdf": FileReading(papers=parted)})
    assert (score.right, score.wrong, score.waiting) == (2, (), ((NO_OUTCOME, 1),))


@pytest.mark.parametrize("problem", ["damaged_file", None])
def test_a_file_that_was_set_aside_waits_for_its_reason(problem):
    score = score_trip(_truth(A), {"lo-01/0.jpg": FileReading(problem=problem)})
    assert score.waiting == ((problem or NO_OUTCOME, 1),)
