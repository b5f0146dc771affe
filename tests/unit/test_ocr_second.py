"""A second reader is asked where the first is unsure, and believed where ink and language allow it."""

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from digitize.model.geometry import Box
from digitize.model.ocr import Word
from digitize.networks import MODELS, content_of, read_manifest
from digitize.ocr.ctc import Letter, letters, words
from digitize.ocr.engines.both import BothEngine
from digitize.ocr.engines.onnx import OnnxEngine
from digitize.ocr.engines.tesseract import TesseractEngine
from digitize.ocr.language import Language
from digitize.ocr.second import UNSURE, Change, SecondReader
from digitize.ports import Pixels

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
MANIFEST = read_manifest(MODELS)
SIGNS = MANIFEST["recogniser"]["signs"]
PAGE, BOX = np.full((40, 400), 255, np.uint8), Box(0, 0, 400, 40)


@pytest.fixture(scope="module")
def language() -> Language:
    return Language(BytesIO(content_of(MODELS, MANIFEST["language"])))


def chances_of(*steps: dict[str, float]) -> np.ndarray:
    """Return chances of a line: for each of its signs what it could be, a sure blank step between them."""
    table = np.zeros((2 * len(steps) + 1, len(SIGNS) + 1), np.float32)
    table[::2, 0] = 1.0
    for number, some in enumerate(steps):
        for sign, chance in some.items():
            table[2 * number + 1, SIGNS.index(sign) + 1] = chance
    return table


def line_of(text: str, **doubts: dict[str, float]) -> np.ndarray:
    """Return the chances of a text; `at3={"ê": 0.4}` says what its fourth sign could be too."""
    steps = []
    for place, sign in enumerate(text):
        others = doubts.get(f"at{place}", {})
        steps.append({sign: 0.999 - sum(others.values())} | others)
    return chances_of(*steps)


def changed(chances: np.ndarray, language: Language, heard: Sequence[tuple[str, float]]) -> list[Change]:
    spoken = [Word(text, BOX, sure) for text, sure in heard]
    read = [(word, min(letter.chance for letter in word)) for word in words(letters(chances, SIGNS))]
    second = SecondReader(lambda _page, _box: spoken, language, SIGNS)
    return list(second.changes(read, chances, PAGE, BOX))


def text_of(change: Change) -> list[str]:
    return ["".join(letter.sign for letter in word) for word in change.words]


def heard(text: str, sure: float = 0.95) -> list[tuple[str, float]]:
    return [(word, sure) for word in text.split()]


def test_a_word_that_ink_and_language_allow_is_taken(language: Language) -> None:
    chances = line_of("ủy bcn nhân dân", at4={"a": 0.3})
    (change,) = changed(chances, language, heard("ủy ban nhân dân"))
    assert (change.start, change.end, text_of(change)) == (1, 2, ["ban"])
    assert 0.5 < change.chance < 1
    ((first, *_, last),) = change.words
    assert (first.first, last.last) == (7, 11)


def test_what_the_ink_denies_is_not_taken(language: Language) -> None:
    assert changed(line_of("ủy bxn nhân dân", at4={"e": 0.3}), language, heard("ủy kia nhân dân")) == []


def test_a_reader_that_doubts_is_not_believed_against_the_ink(language: Language) -> None:
    chances = line_of("ông an", at4={"ă": 0.15})
    assert changed(chances, language, heard("ông ăn", 0.05)) == []


@pytest.mark.parametrize("ours", ["số 12 ngày", "số ab ngày"])
def test_digits_stay_as_they_were_read(language: Language, ours: str) -> None:
    chances = line_of(ours, at3={"7": 0.49})
    assert changed(chances, language, heard("số 72 ngày", 0.99)) == []


def test_words_that_were_run_together_are_parted(language: Language) -> None:
    chances = line_of("ủy ban nhândân", at10={" ": 0.0})
    table = np.insert(chances, 2 * 11, chances[0], 0)
    table[22, 0], table[22, SIGNS.index(" ") + 1] = 0.7, 0.3
    table[1, SIGNS.index("ủ") + 1] = 0.85
    (change,) = changed(table, language, heard("ủy ban nhân dân"))
    assert text_of(change) == ["nhân", "dân"]


def test_a_sure_line_is_not_read_again(language: Language) -> None:
    def never(page: Pixels, box: Box) -> Sequence[Word]:
        raise AssertionError("asked")

    second = SecondReader(never, language, SIGNS)
    sure = [((Letter("a", 1, 1, UNSURE),), UNSURE)]
    assert list(second.changes(sure, line_of("a"), PAGE, BOX)) == []
    assert list(second.changes([], line_of(""), PAGE, BOX)) == []


def test_nothing_heard_and_signs_unknown_change_nothing(language: Language) -> None:
    chances = line_of("ủy bcn", at4={"a": 0.3})
    assert changed(chances, language, []) == []
    assert changed(chances, language, heard("ủy b\u0416n")) == []


def drawn(lines: Sequence[str], blur: int) -> Pixels:
    picture = Image.new("L", (1400, 200 + 80 * len(lines)), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 40)
    for row, text in enumerate(lines):
        draw.text((120, 100 + row * 80), text, font=font, fill=0)
    small = picture.resize((picture.width // blur, picture.height // blur), Image.Resampling.BOX)
    return np.asarray(small.resize(picture.size, Image.Resampling.BICUBIC))


def test_tesseract_reads_a_line_without_its_neighbours() -> None:
    lines = ("Ủy ban nhân dân thị xã Thuận An", "Về việc cấp giấy phép xây dựng", "tại thửa đất số 45")
    read = TesseractEngine().read_line(drawn(lines, 1), Box(120, 184, 650, 224))
    assert " ".join(word.text for word in read) == lines[1]
    assert all(0.5 < word.confidence <= 1 for word in read)


def test_both_read_what_ours_reads_and_say_who_they_are() -> None:
    lines = (
        "Ủy ban nhân dân thị xã Thuận An",
        "Về việc cấp giấy phép xây dựng",
        "tại thửa đất số 45, tờ bản đồ 12",
    )
    both, ours = BothEngine(), OnnxEngine()
    page = drawn(lines, 1)
    assert both.read(page, 200) == ours.read(page, 200)
    assert both.name == "both"
    assert both.version.startswith(f"both-{ours.version}-tesseract-5.")


def test_what_is_taken_has_its_place_and_its_letters() -> None:
    text = "đơn đề nghị cấp giấy phép xây dựng"
    told = OnnxEngine(read_line=lambda _page, _box: [Word(word, BOX, 0.99) for word in text.split()])
    faint = drawn([text], 9)
    assert [line.text for block in OnnxEngine().read(faint, 200) for line in block.lines] != [text]
    blocks, spellings = told.spell(faint)
    (line,) = (line for block in blocks for line in block.lines)
    assert line.text == text
    assert all(one.box.right <= other.box.left for one, other in pairwise(line.words))
    for word in line.words:
        assert "".join(letter.sign for letter in spellings[word].chosen) == word.text
        assert 0 < word.confidence < 1
