"""From the scores of steps to letters and words."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitize.ocr.ctc import BLANK, Letter, letters, words

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
