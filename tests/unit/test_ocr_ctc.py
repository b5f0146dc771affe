"""From the scores of steps to letters and words, and back from a text to its steps."""

from itertools import groupby, pairwise, product
from math import log

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitize.ocr.ctc import BLANK, Letter, align, letters, words

SIGNS = "aáo "


def chances(*steps: int, sure: float = 0.999) -> np.ndarray:
    """Return probabilities whose most probable class is named for each step."""
    table = np.full((len(steps), len(SIGNS) + 1), (1 - sure) / len(SIGNS), np.float32)
    table[np.arange(len(steps)), list(steps)] = sure
    return table


@given(st.text(SIGNS, max_size=12), st.data())
def test_any_text_comes_back_however_its_letters_are_stretched(text: str, data: st.DataObject) -> None:
    steps: list[int] = [BLANK]
    for sign in text:
        steps += [SIGNS.index(sign) + 1] * data.draw(st.integers(1, 3)) + [BLANK] * data.draw(
            st.integers(1, 2)
        )
    read = letters(chances(*steps), SIGNS)
    assert "".join(letter.sign for letter in read) == text
    assert all(steps[letter.first] == steps[letter.last] == SIGNS.index(letter.sign) + 1 for letter in read)


def test_a_letter_in_doubt_names_what_else_it_could_be() -> None:
    table = chances(1)
    table[0] = [0.02, 0.6, 0.35, 0.029, 0.001]
    (letter,) = letters(table, SIGNS)
    assert letter.sign == "a"
    assert [sign for sign, _ in letter.others] == ["á", "o"]


def test_blanks_part_words_and_are_no_letters() -> None:
    line = tuple(Letter(sign, k, k, 0.9) for k, sign in enumerate("  ao  o "))
    assert ["".join(letter.sign for letter in word) for word in words(line)] == ["ao", "o"]
    assert not list(words(()))


_TABLES = st.integers(1, 5).flatmap(
    lambda steps: st.lists(
        st.lists(st.floats(0.01, 1), min_size=len(SIGNS) + 1, max_size=len(SIGNS) + 1),
        min_size=steps,
        max_size=steps,
    )
)


@given(_TABLES, st.text(SIGNS[:2], max_size=3))
def test_no_way_to_show_a_text_is_more_probable_than_the_one_found(
    rows: list[list[float]], text: str
) -> None:
    table = np.array(rows, np.float32)
    table /= table.sum(1, keepdims=True)
    classes = [BLANK, *(SIGNS.index(sign) + 1 for sign in set(text))]
    shown = [
        sum(log(table[step, each]) for step, each in enumerate(way))
        for way in product(classes, repeat=len(table))
        if "".join(SIGNS[each - 1] for each, _ in groupby(way) if each != BLANK) == text
    ]
    found = align(table, SIGNS, text)
    if not shown:
        assert found is None
        return
    assert found is not None
    assert abs(found[0] - max(shown)) < 1e-3
    assert "".join(letter.sign for letter in found[1]) == text
    steps = [(letter.first, letter.last) for letter in found[1]]
    assert all(first <= last for first, last in steps)
    assert all(one[1] < other[0] for one, other in pairwise(steps))


def test_a_sign_that_is_never_read_is_nowhere() -> None:
    assert align(chances(1, 0), SIGNS, "x") is None
