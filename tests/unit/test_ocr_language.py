"""Marks in doubt are weighed by the language; everything else stays as it was read."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from digitize.ocr.ctc import Letter
from digitize.ocr.language import Language, Reading, readings


def numbered(words: list[str], *pairs: tuple[str, str]) -> NDArray[np.uint32]:
    return np.array(sorted(words.index(one) * len(words) + words.index(two) for one, two in pairs), np.uint32)


@pytest.fixture(scope="module")
def language() -> Language:
    """A language in which "đấu giá" is frequent, "đầu tư" and "đồng tư" too, and no name is known but Tư Đông; people are Lê Trân."""
    words = sorted(
        ("giá", "tư", "đấu", "đầu", "đông", "đồng", "lê", "lệ", "trân", "trần", "mai", "thi", "thị")
    )
    pairs = numbered(words, ("đấu", "giá"), ("đầu", "tư"), ("đồng", "tư"))
    table = BytesIO()
    np.savez(
        table,
        syllables=np.frombuffer("\n".join(words).encode(), np.uint8),
        pairs=pairs,
        chances=np.full(len(pairs), 0.9, np.float32),
        name_pairs=numbered(words, ("tư", "đông")),
        name_chances=np.array([0.9], np.float32),
        people_pairs=numbered(words, ("tư", "trân"), ("mai", "thi")),
        people_chances=np.full(2, 0.9, np.float32),
        surnames=np.array([words.index("lê"), words.index("mai")], np.uint32),
        surnames_chances=np.array([0.9, 0.1], np.float32),
        first=np.array([words.index(word) for word in ("trân", "thị", "tư", "mai")], np.uint32),
        first_chances=np.array([0.3, 0.3, 0.2, 0.2], np.float32),
    )
    table.seek(0)
    return Language(table)


def word(text: str, *doubts: tuple[int, str, float]) -> Reading:
    """Return a word read surely but for some letters, by place, other sign and its chance."""
    others = {place: ((sign, chance),) for place, sign, chance in doubts}
    return tuple(
        Letter(
            sign,
            place,
            place,
            1 - sum(chance for _, chance in others.get(place, ())) - 0.001,
            others.get(place, ()),
        )
        for place, sign in enumerate(text)
    )


def text(chosen: list[tuple[Reading, float]]) -> str:
    return " ".join("".join(letter.sign for letter in reading) for reading, _ in chosen)


def test_the_neighbour_decides_between_marks(language: Language) -> None:
    doubtful = word("đầu", (1, "ấ", 0.4))
    assert text(language.choose([doubtful, word("giá")])) == "đấu giá"
    assert text(language.choose([doubtful, word("tư")])) == "đầu tư"


def test_clear_ink_is_not_overruled(language: Language) -> None:
    assert text(language.choose([word("đầu", (1, "ấ", 0.004)), word("giá")])) == "đầu giá"


def test_what_is_frequent_in_running_text_says_nothing_about_names(language: Language) -> None:
    assert text(language.choose([word("đông", (1, "ồ", 0.1)), word("tư")])) == "đồng tư"
    assert text(language.choose([word("Đông", (1, "ồ", 0.1)), word("Tư")])) == "Đông Tư"
    assert text(language.choose([word("tư"), word("Đồng", (1, "ô", 0.3))])) == "tư Đông"
    assert text(language.choose([word("TƯ"), word("ĐỒNG", (1, "Ô", 0.3))])) == "TƯ ĐÔNG"


def test_behind_a_surname_names_of_people_count(language: Language) -> None:
    doubtful = word("Trần", (2, "â", 0.1))
    assert text(language.choose([word("Lê"), doubtful])) == "Lê Trân"
    assert text(language.choose([word("LÊ"), word("TƯ"), word("TRẦN", (2, "Â", 0.1))])) == "LÊ TƯ TRÂN"
    assert text(language.choose([word("Tư"), doubtful])) == "Tư Trần", "no surname"
    assert text(language.choose([word("lê"), doubtful])) == "lê Trần", "no name"
    assert text(language.choose([word("Lê,"), doubtful])) == "Lê, Trần", "a sign ends it"
    assert text(language.choose([word("Lê"), word("(Tư"), doubtful])) == "Lê (Tư Trần", "or begins anew"
    assert text(language.choose([word("Lê"), word("TƯ"), doubtful])) == "Lê TƯ Trần", "written otherwise"
    assert text(language.choose([word("Lê"), word("Giá"), doubtful])) == "Lê Giá Trần", "nobody is called so"


def test_a_middle_name_that_is_a_surname_too_is_followed_by_names(language: Language) -> None:
    doubtful = word("Thi", (2, "ị", 0.1))
    assert text(language.choose([word("Mai"), doubtful])) == "Mai Thị"
    assert text(language.choose([word("Lê"), word("Mai"), doubtful])) == "Lê Mai Thi"


def test_a_surname_in_doubt_is_chosen_before_a_whole_name(language: Language) -> None:
    doubtful, rest = word("Lệ", (1, "ê", 0.1)), [word("Tư"), word("Trân")]
    assert text(language.choose([doubtful, *rest])) == "Lê Tư Trân"
    assert text(language.choose([doubtful, word("Trân")])) == "Lệ Trân", "two words may be anything"
    assert text(language.choose([word("Lệ", (1, "ê", 0.01)), *rest])) == "Lệ Tư Trân", "hardly a surname"


def test_signs_digits_and_words_with_digits_stay(language: Language) -> None:
    line = [word("Đấụ1", (2, "u", 0.4)), word("12", (0, "1", 0.4)), word("giá.", (3, ",", 0.4))]
    assert text(language.choose(line)) == "Đấụ1 12 giá."


def test_letters_are_weighed_where_no_code_can_stand(language: Language) -> None:
    assert text(language.choose([word("gịá", (1, "i", 0.1))])) == "giá"
    assert text(language.choose([word("bấu", (0, "đ", 0.1))])) == "đấu"
    assert text(language.choose([word("BẤU", (0, "Đ", 0.1))])) == "BẤU", "a code, for all one knows"
    assert text(language.choose([word("bấu", (0, "Đ", 0.1))])) == "bấu", "a capital for none"
    assert text(language.choose([word("fấu", (0, "đ", 0.1))])) == "fấu", "foreign"
    assert text(language.choose([word("tgđ", (1, "ư", 0.1))])) == "tgđ", "no vowel, an abbreviation"
    assert text(language.choose([word("LÊ"), word("PRÂN", (0, "T", 0.1))])) == "LÊ TRÂN", "in a name"


def test_a_doubt_that_is_settled_is_surer_than_before(language: Language) -> None:
    doubtful = word("đầu", (1, "ấ", 0.4))
    chance = language.choose([doubtful, word("giá")])[0][1]
    assert 0.6 < chance < 1.0


@given(st.lists(st.tuples(st.sampled_from("aoueđ1K-"), st.floats(0.5, 1.0)), min_size=1, max_size=12))
def test_readings_begin_with_what_was_read_and_are_few(letters: list[tuple[str, float]]) -> None:
    given_word = tuple(
        Letter(sign, k, k, chance, (("á", 0.3), ("ó", 0.2), ("ú", 0.1), ("2", 0.1)))
        for k, (sign, chance) in enumerate(letters)
    )
    found = readings(given_word, lambda one, other: one.isalpha() and other.isalpha())
    assert "".join(letter.sign for letter in found[0]) == "".join(sign for sign, _ in letters)
    assert 1 <= len(found) <= 30
    assert len({tuple(letter.sign for letter in reading) for reading in found}) == len(found)
