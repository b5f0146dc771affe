"""Our own recogniser with the models that are shipped, on drawn pages."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from digitize.errors import IntegrityError, SetupError
from digitize.model.ocr import Block
from digitize.networks import MODELS
from digitize.ocr.engines.onnx import OnnxEngine
from digitize.ports import OcrEngine, Pixels

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
TEXT = ("QUYẾT ĐỊNH", "Về việc cấp giấy phép xây dựng", "cho ông Nguyễn Văn Đường tại thửa đất số 45")


def drawn(lines: tuple[str, ...]) -> Pixels:
    picture = Image.new("L", (1654, 1100), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 40)
    for row, text in enumerate(lines):
        draw.text((180, 160 + row * 70), text, font=font, fill=0)
    return np.asarray(picture)


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    return OnnxEngine()


def words_of(blocks: tuple[Block, ...]) -> list[str]:
    return [word.text for block in blocks for line in block.lines for word in line.words]


def test_it_reads_vietnamese_with_boxes_on_the_ink(engine: OcrEngine) -> None:
    page = drawn(TEXT)
    blocks = engine.read(page, 200)
    assert words_of(blocks) == " ".join(TEXT).split()
    for block in blocks:
        for line in block.lines:
            assert block.box.intersection(line.box) == line.box.area
            for word in line.words:
                box = word.box
                assert line.box.intersection(box) == box.area
                assert page[box.top : box.bottom, box.left : box.right].min() < 64
                assert 0 < word.confidence <= 1


def test_nothing_is_read_from_blank_or_tiny_pictures(engine: OcrEngine) -> None:
    for size in ((1200, 900), (7, 300), (300, 1)):
        blank = np.full(size, 255, np.uint8)
        assert engine.read(blank, 200) == ()


@pytest.mark.parametrize("name", ["lines.onnx", "recogniser.onnx", "language.npz"])
def test_a_model_that_is_not_the_named_one_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SetupError):
        OnnxEngine(tmp_path)
    models = tmp_path / "models"
    shutil.copytree(MODELS, models)
    (models / name).write_bytes(b"another network")
    with pytest.raises(IntegrityError):
        OnnxEngine(models)
    (models / name).unlink()
    with pytest.raises(SetupError):
        OnnxEngine(models)


def test_the_manifest_names_what_lies_there() -> None:
    manifest = json.loads((MODELS / "manifest.json").read_text("utf-8"))
    assert {entry["license"] for entry in manifest.values()} == {"Apache-2.0"}
    assert all((MODELS / entry["file"]).is_file() for entry in manifest.values())
    assert len(set(manifest["recogniser"]["signs"])) == len(manifest["recogniser"]["signs"])
