"""The table of the language is a mixture: what papers bear has its share beside what law says."""

import pytest

from ocr_models.language import mixed

LAW = {"vào": 1_000.0, "số": 600.0, "sổ": 100.0, "theo": 300.0}
PAIRS = {("vào", "số"): 500.0, ("vào", "sổ"): 10.0}


def test_what_papers_bear_comes_forward() -> None:
    """Law writes of numbers, forms of books: after the mixture the book follows more often than before."""
    counts, pairs = mixed(LAW, PAIRS, [(1.0, "Vào Sổ theo dõi hồ sơ")])
    assert pairs["vào", "sổ"] / counts["vào"] == pytest.approx(0.7 * 10 / 1_000 + 0.3, abs=1e-6)
    assert pairs["vào", "số"] / counts["vào"] == pytest.approx(0.7 * 500 / 1_000, abs=1e-6)
    assert counts["dõi"] > 0, "a syllable that law lacks"


def test_what_no_paper_says_stays_as_likely_as_it_was() -> None:
    """Behind a syllable that no phrase bears, law alone speaks."""
    counts, pairs = mixed(LAW | {"từ": 50.0}, PAIRS | {("từ", "số"): 20.0}, [(1.0, "sổ theo dõi")])
    assert pairs["từ", "số"] / counts["từ"] == pytest.approx(20 / 50)


def test_signs_and_numbers_part_phrases() -> None:
    """A pair across a number or a code is no pair."""
    _, pairs = mixed(LAW, {}, [(1.0, "vào 01/2021 sổ, theo")])
    assert ("vào", "sổ") not in pairs
    assert ("sổ", "theo") in pairs
