"""Read pages made of text: lines at places become words with boxes, so that no test of extraction needs OCR."""

from collections.abc import Iterable

from digitize.model.geometry import Affine, Box, enclose
from digitize.model.image import PageImage, Quality, Verdict
from digitize.model.ocr import Barcode, Block, Line, OcrPage, Word

WIDTH, HEIGHT, DPI = 1654, 2339, 200
LINE = 30
CHAR = 15

Placed = tuple[float, float, str]
"""Left edge and top as shares of the page's width and height, and the text."""


def line(placed: Placed, confidence: float = 0.95) -> Line:
    """Return a line of words, 15 pixels a letter; a run of blanks in the text is as wide as its letters would be."""
    left, top, text = round(placed[0] * WIDTH), round(placed[1] * HEIGHT), placed[2]
    words, at = [], 0
    for part in text.split(" "):
        if part:
            x = left + at * CHAR
            words.append(Word(part, Box(x, top, x + len(part) * CHAR, top + LINE), confidence))
        at += len(part) + 1
    return Line(tuple(words), enclose(word.box for word in words))


def centred(top: float, text: str) -> Placed:
    """Place a line in the middle of the page."""
    return 0.5 - len(text) * CHAR / WIDTH / 2, top, text


def make_page(
    placed: Iterable[Placed] = (), *, barcodes: tuple[Barcode, ...] = (), confidence: float = 0.95
) -> OcrPage:
    """Return a page of 1654 × 2339 pixels (A4 at 200 dpi) with one block of lines."""
    lines = tuple(line(one, confidence) for one in placed)
    blocks = (Block(lines, enclose(one.box for one in lines)),) if lines else ()
    quality = Quality(500.0, 0.8, 0.0, 0.05, Verdict.PASS)
    image = PageImage((WIDTH, HEIGHT), DPI, 0, Affine(), (WIDTH, HEIGHT), quality)
    return OcrPage(image, blocks, barcodes)


def agency_header(agency: tuple[str, ...], number: str, place_and_date: str) -> list[Placed]:
    """Place the header of Nghị định 30/2020: agency and number on the left, motto, place and date on the right."""
    return [
        (0.45, 0.05, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (0.52, 0.068, "Độc lập - Tự do - Hạnh phúc"),
        *((0.08, 0.05 + 0.018 * index, text) for index, text in enumerate(agency)),
        (0.10, 0.11, number),
        (0.50, 0.11, place_and_date),
    ]
