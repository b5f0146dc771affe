"""Both ways to run Tesseract, on drawn pages."""

import os
from pathlib import Path

import numpy as np
import pytest
import tesserocr
from PIL import Image, ImageDraw, ImageFont

from digitize.errors import SetupError
from digitize.model.ocr import Block
from digitize.ocr.engines import tesseract
from digitize.ocr.engines.tesseract import InProcess, Subprocess, TesseractEngine
from digitize.ports import OcrEngine, Pixels

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
FIRST = ("QUYẾT ĐỊNH", "Về việc cấp giấy phép xây dựng", "cho ông Nguyễn Văn Đường tại thửa đất số 45")
SECOND = ("GIẤY BIÊN NHẬN", "Bộ phận tiếp nhận và trả kết quả", "Đường Điện Biên Phủ, phường Đống Đa")


def drawn(lines: tuple[str, ...], size: int = 40) -> Pixels:
    picture = Image.new("L", (1200, 420), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, size)
    for row, text in enumerate(lines):
        draw.text((80, 60 + row * 100), text, font=font, fill=0)
    return np.asarray(picture)


def lines_of(blocks: tuple[Block, ...]) -> list[str]:
    return [line.text for block in blocks for line in block.lines]


@pytest.fixture(scope="module", params=[InProcess, Subprocess])
def engine(request: pytest.FixtureRequest) -> TesseractEngine:
    """Return an engine that runs in process, then one that runs the program."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param is Subprocess:
            patch.setattr(tesseract, "InProcess", _missing)
        made = TesseractEngine()
    assert isinstance(made._binding, request.param)
    return made


def _missing(language: str, folder: Path) -> InProcess:
    raise ImportError("tesserocr is not installed")


def test_it_reads_vietnamese_with_boxes_on_the_ink(engine: TesseractEngine) -> None:
    page = drawn(FIRST)
    blocks = engine.read(page, 300)
    assert lines_of(blocks) == list(FIRST)
    for block in blocks:
        for line in block.lines:
            assert block.box.intersection(line.box) == line.box.area
            for word in line.words:
                box = word.box
                assert line.box.intersection(box) == box.area
                assert page[box.top : box.bottom, box.left : box.right].min() < 64
                assert 0.5 < word.confidence <= 1
    inked = {(x, y) for y, x in np.argwhere(page < 128)}
    boxes = [word.box for block in blocks for line in block.lines for word in line.words]
    inside = {
        (x, y)
        for x, y in inked
        if any(b.left - 2 <= x < b.right + 2 and b.top - 2 <= y < b.bottom + 2 for b in boxes)
    }
    assert len(inside) > 0.99 * len(inked)


def test_a_page_reads_the_same_whatever_came_before(engine: TesseractEngine) -> None:
    first, second = drawn(FIRST), drawn(SECOND, 34)
    alone = engine.read(first, 300)
    other = engine.read(second, 200)
    assert engine.read(first, 300) == alone
    assert engine.read(second, 200) == other
    assert alone != other


def test_nothing_is_read_from_blank_or_tiny_pictures(engine: TesseractEngine) -> None:
    assert engine.read(np.full((400, 300), 255, np.uint8), 300) == ()
    assert engine.read(np.zeros((3, 900), np.uint8), 300) == ()
    assert engine.read(np.zeros((900, 3), np.uint8), 300) == ()


def test_pictures_that_are_views_are_read_alike(engine: TesseractEngine) -> None:
    """A turned or cropped array is not contiguous; its bytes are not its rows."""
    page = np.ascontiguousarray(np.rot90(drawn(FIRST)))
    assert lines_of(engine.read(np.rot90(page, 3), 300)) == list(FIRST)


def test_it_says_who_it_is(engine: TesseractEngine) -> None:
    port: OcrEngine = engine
    assert port.name == "tesseract"
    assert port.version.startswith("tesseract-5.")
    assert "-vie-" in port.version


def test_every_word_of_the_library_is_handed_on() -> None:
    page = drawn((*FIRST, "Ðiều 1."))
    blocks = TesseractEngine().read(page, 300)
    with tesserocr.PyTessBaseAPI(lang="vie", path="/usr/share/tesseract-ocr/5/tessdata") as api:
        api.SetImage(Image.fromarray(page))
        api.SetSourceResolution(300)
        plain = api.GetUTF8Text()
    assert " ".join(lines_of(blocks)).split() == plain.replace("Ð", "Đ").split()


def test_the_library_runs_on_one_thread() -> None:
    assert os.environ["OMP_THREAD_LIMIT"] == "1"


def test_a_missing_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SetupError, match="tesseract-ocr-xyz"):
        TesseractEngine("xyz")


def test_a_broken_model_is_a_matter_of_setup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "vie.traineddata").write_bytes(b"no model")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(SetupError, match="cannot be loaded"):
        TesseractEngine().read(drawn(FIRST), 300)


def test_missing_programs_are_a_matter_of_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "InProcess", _missing)
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "no-such-program")
    with pytest.raises(SetupError, match="apt-get install tesseract-ocr"):
        TesseractEngine()
    monkeypatch.setattr(tesseract, "Subprocess", _missing)
    with pytest.raises(SetupError, match="neither"):
        TesseractEngine()
