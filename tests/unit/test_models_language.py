"""The table of the language is a mixture: what papers bear has its share beside what law says."""

import pytest

from ocr_models.language import mixed, named

LAW = {"vào": 1_000.0, "số": 600.0, "sổ": 100.0, "theo": 300.0}
PAIRS = {("vào", "số"): 500.0, ("vào", "sổ"): 10.0}


def test_what_papers_bear_comes_forward() -> None:
    """Law writes of numbers, forms of books: after the mixture the book follows more often than before."""
    pairs = mixed(LAW, PAIRS, [(1.0, "Vào Sổ theo dõi hồ sơ")])
    assert pairs["vào", "sổ"] == pytest.approx(0.7 * 10 / 1_000 + 0.3, abs=1e-6)
    assert pairs["vào", "số"] == pytest.approx(0.7 * 500 / 1_000, abs=1e-6)
    assert ("theo", "dõi") in pairs, "a syllable that law lacks"


def test_what_no_paper_says_stays_as_likely_as_it_was() -> None:
    """Behind a syllable that no phrase bears, law alone speaks."""
    pairs = mixed(LAW | {"từ": 50.0}, PAIRS | {("từ", "số"): 20.0}, [(1.0, "sổ theo dõi")])
    assert pairs["từ", "số"] == pytest.approx(20 / 50)


def test_signs_and_numbers_part_phrases() -> None:
    """A pair across a number or a code is no pair."""
    pairs = mixed(LAW, {}, [(1.0, "vào 01/2021 sổ, theo")])
    assert ("vào", "sổ") not in pairs
    assert ("sổ", "theo") in pairs


def test_what_stands_before_a_name_is_counted_for_itself() -> None:
    """A council of advisers is none of the place Đồng Tư, a heading and the beginning of a sentence are no names."""
    lines = ["hội đồng tư vấn ở thị xã Đông Hà. Quyết định", "ỦY BAN NHÂN DÂN Thị trấn", "thị xã Đông Triều"]
    pairs = named(lines, [])
    assert pairs.keys() == {("xã", "đông"), ("đông", "hà"), ("đông", "triều")}
    assert pairs["xã", "đông"] == pytest.approx(2 / (2 + 5))


def test_lists_of_names_have_half_a_say_where_law_knows_what_stands_there() -> None:
    pairs = named(["thị xã Đông Hà"], [(1.0, "xã Đông Tư"), (1.0, "xã Đồng Nai"), (1.0, "Nguyễn Văn")])
    assert pairs["xã", "đông"] == pytest.approx(0.5 * 1 / 2 + 0.5 * 1 / 6)
    assert pairs["nguyễn", "văn"] == 1.0
