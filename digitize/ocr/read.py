"""Reads a prepared page: text, barcodes, and whether it is secret."""

from collections.abc import Sequence

from digitize.model.image import PageImage, Verdict
from digitize.model.ocr import Block, OcrPage
from digitize.ocr.barcodes import barcodes
from digitize.ocr.layout import arrange
from digitize.ocr.secrecy import secret_mark
from digitize.ports import OcrEngine, Pixels

SURE, SURE_WORDS = 0.9, 20
"""A page reads well if so many words, half of all, are surer than this. Of 97 pages that hold text (real, office and hard) 84 do;
of the same laid in the three wrong ways none does: at most twelve words, an eighth of all, are as sure."""


def read(grey: Pixels, image: PageImage, engine: OcrEngine) -> OcrPage:
    """Return what a page says.

    A blank page is not read. A page that should be scanned again is: a person decides with the text in view. Of a page
    with a secrecy mark nothing but the mark is kept (Luật Bảo vệ bí mật nhà nước).

    Args:
        grey: the prepared page, uint8 (height, width).
        image: what is known of it.
        engine: the recogniser.
    """
    if image.quality.verdict is Verdict.BLANK:
        return OcrPage(image)
    return page_of(engine.read(grey, image.dpi), grey, image)


def page_of(found: Sequence[Block], grey: Pixels, image: PageImage) -> OcrPage:
    """Return the page of what an engine found on it, as `read` does."""
    blocks = arrange(found, image.size)
    mark = secret_mark(blocks, grey, image)
    if mark is not None:
        return OcrPage(image, secret_mark=mark)
    return OcrPage(image, blocks, barcodes(grey, [line.text for block in blocks for line in block.lines]))


def reads_well(page: OcrPage) -> bool:
    """Return whether what was read shows by itself that the page lies upright."""
    chances = [word.confidence for line in page.lines for word in line.words]
    sure = sum(chance > SURE for chance in chances)
    return sure >= max(SURE_WORDS, len(chances) / 2)
