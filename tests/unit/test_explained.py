"""How a file was read, on one page: what the engine knew of its letters, and what is shown of it."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from digitize.errors import DamagedFile, NotFound
from digitize.evaluation.explained import grade, shown, write_explanation
from digitize.imaging.load import Scan
from digitize.imaging.prepare import prepare
from digitize.model.geometry import Box
from digitize.model.ocr import Word
from digitize.ocr.ctc import Letter
from digitize.ocr.engines.onnx import OnnxEngine
from digitize.ocr.explain import Spelling, explain
from digitize.ocr.read import read
from digitize.web.messages import messages
from tests.factories.pages import HEIGHT, WIDTH, make_page

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
TEXT = ("Về việc cấp giấy phép xây dựng", "cho ông Nguyễn Văn Đường")
PAPER = np.full((HEIGHT, WIDTH), 255, np.uint8)


class Scripted:
    """An engine that knows nothing of letters."""

    name = version = "scripted"
    narrowest = 0

    def read(self, grey, dpi):
        return make_page([(0.1, 0.2, "Nguyễn Văn <b>")], confidence=0.5).blocks


@pytest.fixture(scope="module")
def engine():
    return OnnxEngine()


@pytest.fixture(scope="module")
def drawn():
    picture = Image.new("L", (WIDTH, 900), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 40)
    for row, text in enumerate(TEXT):
        draw.text((180, 160 + row * 70), text, font=font, fill=0)
    return np.asarray(picture)


def words_of(page):
    return [word.text for word in page.words]


def test_it_is_read_as_ever_and_every_word_is_spelled(engine, drawn):
    grey, image = prepare(Scan(drawn, 200), lambda _: 0, 0)
    page, spellings = explain(grey, image, engine)
    assert page == read(grey, image, engine)
    assert words_of(page) == " ".join(TEXT).split()
    assert spellings.keys() == set(page.words)
    for word, spelling in spellings.items():
        assert "".join(letter.sign for letter in spelling.chosen) == word.text
        assert len(spelling.ink) == len(spelling.chosen)


def test_an_engine_without_letters_is_shown_without_them(drawn):
    grey, image = prepare(Scan(drawn, 200), lambda _: 0, 0)
    page, spellings = explain(grey, image, Scripted())
    assert (words_of(page), spellings) == (["Nguyễn", "Văn", "<b>"], {})


def test_doubts_are_what_the_ink_says_and_what_the_language_made_of_it():
    page = make_page([(0.1, 0.2, "hỗ trợ")], confidence=0.8)
    word = next(page.words)
    ink = (Letter("h", 0, 1, 0.999), Letter("ồ", 2, 3, 0.6, (("ỗ", 0.3), ("ô", 0.05))))
    chosen = (ink[0], Letter("ỗ", 2, 3, 0.3, ink[1].others))
    doubts = shown(1, PAPER, page, {word: Spelling(ink, chosen)}).doubts
    assert [(each.word.text, each.grade) for each in doubts] == [("hỗ", "doubtful"), ("trợ", "doubtful")]
    first, second = doubts[0].letters
    assert (first.sign, first.ink, first.changed) == ("h", (), False)
    assert (second.sign, second.ink, second.changed) == (
        "ỗ",
        (("ồ", 0.6), ("ỗ", 0.3), ("ô", 0.05)),
        True,
    )
    assert doubts[1].letters == ()


def test_sure_words_are_no_doubts_and_the_least_sure_comes_first():
    page = make_page([(0.1, 0.2, "một hai ba")])
    confidences = dict(zip(("một", "hai", "ba"), (0.95, 0.995, 0.3), strict=True))
    words = tuple(replace(word, confidence=confidences[word.text]) for word in page.words)
    block = page.blocks[0]
    line = replace(block.lines[0], words=words)
    doubts = shown(1, PAPER, replace(page, blocks=(replace(block, lines=(line,)),)), {}).doubts
    assert [each.word.text for each in doubts] == ["ba", "một"]
    assert [grade(word.confidence) for word in words] == ["likely", "sure", "guess"]


def test_of_a_secret_page_nothing_but_the_mark_is_shown():
    image = make_page().image
    page = shown(1, PAPER, replace(make_page(), image=image, secret_mark="MẬT"), {})
    assert (page.picture, page.blocks, page.doubts) == (None, (), ())


def test_the_page_is_one_file_that_needs_no_other_and_escapes_what_was_read(tmp_path, drawn):
    scan, out = tmp_path / "a & b.png", tmp_path / "out.html"
    Image.fromarray(drawn).save(scan, dpi=(200, 200))
    write_explanation(out, scan, Scripted(), messages().say)
    text = out.read_text("utf-8")
    assert "&lt;b&gt;" in text
    assert "<b>" not in text.replace('<div class="read"><b>', "")
    assert "a &amp; b.png" in text
    assert not re.search(r"(?:src|href)=\"(?!data:)|https?://|@import", text)
    assert text.count("data:image/jpeg;base64,") == 4  # the page and three doubtful words
    assert "ảnh đạt" in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a & b.png", "out.html"]


def test_what_cannot_be_read_leaves_nothing_behind(tmp_path):
    broken, out = tmp_path / "broken.png", tmp_path / "out.html"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(DamagedFile):
        write_explanation(out, broken, Scripted(), messages().say)
    assert [path.name for path in tmp_path.iterdir()] == ["broken.png"]
    with pytest.raises(NotFound):
        write_explanation(Path(tmp_path / "none" / "out.html"), broken, Scripted(), messages().say)


def test_a_word_beside_the_page_has_no_picture_and_does_no_harm():
    page = make_page([(0.1, 0.2, "x")], confidence=0.1)
    block = page.blocks[0]
    off = Word("x", Box(WIDTH + 5, 0, WIDTH + 9, 9), 0.1)
    moved = replace(page, blocks=(replace(block, lines=(replace(block.lines[0], words=(off,)),)),))
    (doubt,) = shown(1, PAPER, moved, {}).doubts
    assert doubt.picture is None
