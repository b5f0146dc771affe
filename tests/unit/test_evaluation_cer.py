import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from digitize.evaluation.assignment import cheapest_pairing
from digitize.evaluation.cer import ReadingScore, score_reading, total, words_of

SHARED = Path(__file__).parents[2].parent / "shared"
TOOLS = SHARED / "tools" / "score.py"

_WORDS = st.sampled_from(
    [
        "Hòa",
        "Hoà",
        "HOÀ",
        "HÒA",
        "thuỷ",
        "thủy",
        "quý",
        "qúy",
        "Đường",
        "Ðường",
        "Dương",
        "dương",
        "12,5",
        "m²",
        "m2",
        "…",
        ".....",
        "-",
        "–",
        "“Bình",
        "“",
        "⟨?⟩",
        "UBND",
        "ỦY",
        "BAN",
        "NHÂN",
        "DÂN",
        "số:",
        "1",
        "l",
    ]
)
_TEXTS = st.lists(st.one_of(_WORDS, st.text("aăâdđôốồ1. \n", max_size=6)), max_size=25).map(" ".join)


@settings(deadline=None)
@given(st.integers(0, 7), st.integers(0, 7), st.randoms(use_true_random=False))
def test_pairing_costs_what_scipy_says(rows, columns, rng):
    cost = np.array([[rng.randrange(-9, 9) for _ in range(columns)] for _ in range(rows)], dtype=np.int64)
    cost = cost.reshape(rows, columns)
    assert cheapest_pairing(cost) == cost[linear_sum_assignment(cost)].sum()


def test_pairing_of_a_page_full_of_errors():
    cost = np.random.default_rng(3).integers(-12, 12, (210, 190))
    assert cheapest_pairing(cost) == cost[linear_sum_assignment(cost)].sum()


@pytest.fixture(scope="module")
def theirs():
    if not TOOLS.exists():
        pytest.skip("the scoring tool is not here")
    spec = importlib.util.spec_from_file_location("shared_score", TOOLS)
    module = importlib.util.module_from_spec(spec)
    sys.modules["shared_score"] = module
    spec.loader.exec_module(module)
    return module


@settings(deadline=None, max_examples=150)
@given(read=_TEXTS, truth=_TEXTS)
def test_score_is_the_one_of_the_scoring_tool(theirs, read, truth):
    ours = score_reading(read, truth)
    if ours.words:
        other = theirs.score(read, truth)
        assert (ours.words, ours.characters) == (other["words"], other["chars"])
        assert (ours.edits, ours.folded_edits) == (other["edits"], other["folded_edits"])
        assert (ours.cer, ours.folded_cer) == (other["cer"], other["folded_cer"])
        assert (ours.recall, ours.precision) == (other["recall"], other["precision"])


def test_pages_are_pooled_as_the_scoring_tool_pools_them(theirs):
    pairs = [("Ủy ban nhân dan", "Ủy ban nhân dân"), ("so 12", "Số: 12/QĐ-UBND"), ("thừa chữ", "chữ")]
    ours = total(score_reading(*pair) for pair in pairs)
    other = theirs.total([theirs.score(*pair) for pair in pairs])
    assert ours.cer == pytest.approx(other["cer"])
    assert ours.folded_cer == pytest.approx(other["folded_cer"])
    assert ours.recall == pytest.approx(other["word_recall"])


@given(_TEXTS, st.randoms(use_true_random=False))
def test_order_does_not_matter(text, rng):
    words = text.split()
    rng.shuffle(words)
    score = score_reading("\n".join(words), text)
    assert (score.edits, score.cer, score.recall) == (0, 0.0, 1.0)


def test_empty_truth_and_empty_reading():
    assert score_reading("", "").cer == 0.0
    assert score_reading("thừa", "").cer == 1.0
    nothing = score_reading("", "Bình Dương")
    assert (nothing.cer, nothing.recall, nothing.precision) == (1.0, 0.0, 0.0)


def test_a_lost_tone_is_no_error_once_folded():
    score = score_reading("Binh Dương", "Bình Dương")
    assert (score.edits, score.folded_edits) == (1, 0)


@pytest.mark.parametrize(
    "text", sorted((SHARED / "data" / "real").glob("*.gt.txt")) or [None], ids=lambda path: path and path.name
)
def test_score_of_a_real_page_is_the_one_of_the_scoring_tool(theirs, text):
    if text is None:
        pytest.skip("no real pages beside the project")
    truth = text.read_text("utf-8")
    words = truth.replace("ế", "é").replace("Số", "Só").replace(" năm ", " nam|").split()
    read = "\n".join([*words[3:], "thừa", "..."])
    ours, other = score_reading(read, truth), theirs.score(read, truth)
    assert ours.edits > 0
    assert (ours.edits, ours.folded_edits) == (other["edits"], other["folded_edits"])
    assert (ours.recall, ours.precision) == (other["recall"], other["precision"])


@settings(deadline=None)
@given(read=_TEXTS, truth=_TEXTS)
def test_there_is_an_error_exactly_where_the_words_differ(read, truth):
    score = score_reading(read, truth)
    same_words = sorted(words_of(read)) == sorted(words_of(truth))
    assert (score.cer == 0) == (score.wer == 0) == same_words
    assert (score.ordered_cer == 0) == (words_of(read) == words_of(truth))


@settings(deadline=None)
@given(read=_TEXTS, truth=_TEXTS)
def test_rates_fit_one_another(read, truth):
    score = score_reading(read, truth)
    assert 0 <= score.folded_edits <= score.edits
    if score.characters:
        assert score.folded_cer + score.tone_error_rate == pytest.approx(score.cer)
    assert max(score.words, score.read_words) - score.hits >= 0


def test_word_error_rate_counts_changed_missing_and_added_words():
    assert score_reading("một hai bốn", "một hai ba").wer == pytest.approx(1 / 3)
    assert score_reading("một hai", "một hai ba").wer == pytest.approx(1 / 3)
    assert score_reading("ba hai một năm", "một hai ba").wer == pytest.approx(1 / 3)


def test_order_costs_only_where_order_is_asked_for():
    score = score_reading("CỘNG HÒA UBND TỈNH", "UBND TỈNH CỘNG HÒA")
    assert (score.cer, score.wer) == (0.0, 0.0)
    assert score.ordered_cer > 0.5
    assert score_reading("UBND  TỈNH\nCỘNG HOÀ", "UBND TỈNH CỘNG HÒA").ordered_cer == 0.0


def test_no_pages_have_no_errors():
    assert total([]) == ReadingScore()
    assert total([]).ordered_cer == 0.0
