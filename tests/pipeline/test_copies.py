"""An archive copy holds every page of its paper, read or not."""

import io

import pikepdf
from PIL import Image

from digitize.pipeline.packs import pack
from digitize.pipeline.reader import InlineReader
from tests.pipeline.test_memory import ShortEngine


def _tiff(path, pages):
    frames = [Image.new("L", (620, 877), shade) for shade in range(200, 200 + pages)]
    frames[0].save(path, save_all=True, append_images=frames[1:], dpi=(75, 75))


def test_an_unread_page_is_placed_as_it_is(tmp_path):
    source, reading, out = tmp_path / "three.tif", tmp_path / "pack", tmp_path / "out.pdf"
    _tiff(source, 3)
    reader = InlineReader(ShortEngine())
    reading.write_bytes(pack(dict(zip([0, 2], reader.read(source, [0, 2]), strict=True))))
    reader.archive(source, [(0, reading), (1, None), (2, reading)], "Ba trang", out)
    with pikepdf.open(io.BytesIO(out.read_bytes())) as pdf:
        assert len(pdf.pages) == 3
