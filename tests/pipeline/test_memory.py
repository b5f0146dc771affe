"""A PDF of 2,000 pages goes through the whole trip in the memory of one of 100."""

import io
import os

import img2pdf
import pikepdf
import pytest
from PIL import Image, ImageDraw

from digitize.model.geometry import Box, enclose
from digitize.model.intake import Document, Page
from digitize.model.ocr import Block, Line, Word
from digitize.pipeline.intake import close_batch, new_batch, receive
from digitize.pipeline.reader import InlineReader
from digitize.pipeline.review import attach
from tests.factories.dossiers import CODE, dossier
from tests.factories.services import drain, embedded_services

pytestmark = pytest.mark.slow
ROOM = 150
"""Megabytes that twenty times as many pages may cost: their rows and their text, not their pixels."""


class ShortEngine:
    """An engine that reads the same forty words on every page."""

    name = "short"
    version = "1"
    narrowest = 0

    def read(self, grey, dpi):
        words = tuple(Word(f"chữ{i}", Box(20 * i, 50, 20 * i + 15, 70), 0.9) for i in range(40))
        line = Line(words, enclose(word.box for word in words))
        return (Block((line,), line.box),)


def _pdf(pages):
    image = Image.new("L", (413, 584), 255)
    draw = ImageDraw.Draw(image)
    for row in range(60, 500, 22):
        draw.line((50, row, 360, row), fill=0, width=5)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=50, dpi=(50, 50))
    one = pikepdf.open(io.BytesIO(img2pdf.convert(buffer.getvalue())))
    for _ in range(pages - 1):
        one.pages.append(one.pages[0])
    out = io.BytesIO()
    one.save(out)
    return out.getvalue()


def _peak(folder, pages):
    """Run the trip in a fork; return its peak resident size in megabytes."""
    folder.mkdir()
    source = folder / "long.pdf"
    source.write_bytes(_pdf(pages))
    child = os.fork()
    if child == 0:
        code = 1
        try:
            services = embedded_services(folder, InlineReader(ShortEngine()))
            services.registry.put([dossier()])
            batch = new_batch(services, "l", "s")
            receive(services, batch, source.name, source)
            close_batch(services, batch.id)
            drain(services)
            with services.ledger.reading() as tx:
                (document,) = tx.find(Document)
                assert tx.count(Page) == len(document.page_ids) == pages
            attach(services, document.id, document.revision, CODE)
            code = 0
        finally:
            os._exit(code)
    _, status, usage = os.wait4(child, 0)
    assert status == 0
    return usage.ru_maxrss / 1024


def test_memory_stays_flat(tmp_path):
    small = _peak(tmp_path / "small", 100)
    assert _peak(tmp_path / "large", 2000) - small < ROOM
