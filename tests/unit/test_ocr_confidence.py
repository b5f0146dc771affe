"""How sure a word is: the traits of drawn chances, and the weights that are shipped."""

import json
import math
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.networks import MODELS, content_of, read_manifest
from digitize.ocr.confidence import TRAITS, Confidence, Floats, traits_of
from digitize.ocr.ctc import Letter, letters, words
from digitize.ocr.language import Language

SIGNS = "abAB1,. "
SPACE = SIGNS.index(" ") + 1


def chances_of(text: str, sure: float = 0.99) -> Floats:
    """Return chances that read as a text, each sign as sure as that, steps between them blank and certain."""
    table = np.zeros((2 * len(text) + 1, len(SIGNS) + 1), np.float32)
    table[::2, 0] = 1.0
    for number, sign in enumerate(text):
        table[2 * number + 1, 0] = 1 - sure
        table[2 * number + 1, SIGNS.index(sign) + 1] = sure
    return table


@pytest.fixture(scope="session")
def language() -> Language:
    return Language(BytesIO(content_of(MODELS, read_manifest(MODELS)["language"])))


@pytest.fixture(scope="session")
def confidence() -> Confidence:
    return Confidence(content_of(MODELS, read_manifest(MODELS)["confidence"]))


def traits(text: str, language: Language, sure: float = 0.99) -> list[dict[str, float]]:
    chances = chances_of(text, sure)
    line = [(word, math.prod(letter.chance for letter in word)) for word in words(letters(chances, SIGNS))]
    rows = traits_of(line, chances, SPACE, language)
    return [dict(zip(TRAITS, map(float, row), strict=True)) for row in rows]


def test_a_word_is_seen_by_itself_and_by_its_line(language: Language) -> None:
    first, second, third = traits("ba A1, b", language)
    assert first["chance"] == pytest.approx(math.log(0.9801 / 0.0199), abs=0.01)
    assert (first["letters"], first["single"]) == (pytest.approx(math.log(2)), 0)
    assert (third["letters"], third["single"]) == (0, 1)
    assert [row["capital"] for row in (first, second, third)] == [0, 1, 0]
    assert [row["point"] for row in (first, second, third)] == [0, 1, 0]
    assert [row["words"] for row in (first, second, third)] == pytest.approx([math.log(3)] * 3)
    assert first["line_doubt"] == second["line_doubt"] == third["line_doubt"] < first["word_doubt"]
    assert [row["unknown"] for row in (first, second)] == [0, 0]
    assert traits("bbab", language)[0]["unknown"] == 1


def test_the_less_sure_blank_beside_a_word_counts(language: Language) -> None:
    chances = chances_of("a b ab")
    chances[2 * 3 + 1, SPACE] = 0.6
    line = [(word, 0.9) for word in words(letters(chances, SIGNS))]
    beside = traits_of(line, chances, SPACE, language)[:, TRAITS.index("blanks")]
    odds = [math.log(chance / (1 - chance)) for chance in (0.99, 0.6, 0.6)]
    assert beside == pytest.approx(odds, abs=0.01)
    alone = traits("ab", language)[0]
    assert alone["blanks"] == pytest.approx(math.log((1 - 1e-5) / 1e-5), abs=0.1)


@given(one=st.floats(0.51, 0.999), other=st.floats(0.51, 0.999))
def test_what_is_read_more_surely_is_surer(
    confidence: Confidence, language: Language, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    sure = [
        float(confidence.of(traits_of(_line(each), chances_of("ba", each), SPACE, language))[0])
        for each in (less, more)
    ]
    assert 0 < sure[0] <= sure[1] < 1


def _line(sure: float) -> list[tuple[tuple[Letter, ...], float]]:
    return [(word, sure**2) for word in words(letters(chances_of("ba", sure), SIGNS))]


def test_steps_beyond_the_line_are_none(language: Language) -> None:
    chances = chances_of("ba")
    strange = [((Letter("1", -9, -4, 0.5),), 0.5), ((Letter("1", 40, 50, 0.5),), 0.5)]
    assert np.isfinite(traits_of(strange, chances, SPACE, language)).all()


def test_weights_without_a_trait_are_refused() -> None:
    weights = dict.fromkeys(TRAITS, 0.0)
    with pytest.raises(KeyError):
        Confidence(json.dumps(weights).encode())
    confidence = Confidence(json.dumps(weights | {"bias": 0.0}).encode())
    assert confidence.of(np.ones((3, len(TRAITS)), np.float32)).tolist() == [0.5] * 3
