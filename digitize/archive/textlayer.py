"""The invisible words that lie on the picture of the paper."""

import statistics
from collections.abc import Iterator
from itertools import pairwise

from digitize.archive.glyphless import ADVANCE, ASCENT, DESCENT, UNITS, Glyphs
from digitize.model.ocr import Line, OcrPage

FONT = "/F"
"""The name under which a page knows the font."""

_EM = ASCENT - DESCENT

_GAP = 0.2
"""Blank left between words, in font sizes; poppler joins words that are nearer (one word of 3,148 was joined
at 0.2 on real pages, ten at 0.15)."""


def text_layer(page: OcrPage, points: float, glyphs: Glyphs) -> bytes:
    """Return the content stream operators that lay the page's words, in reading order, over its picture.

    Args:
        page: the words, boxes in pixels of the prepared image.
        points: size of one such pixel in points.
        glyphs: numbers the characters.
    """
    lines = [word for line in page.lines for word in _line(line, page.image.size[1], points, glyphs)]
    return b"\n".join([b"BT", b"3 Tr", *lines, b"ET"]) if lines else b""


def _line(line: Line, height: int, points: float, glyphs: Glyphs) -> Iterator[bytes]:
    """Return the operators of one line: one baseline and size, each word stretched to its box.

    The blank after a word is text, not a gap: viewers disagree on how wide a gap parts two words.
    """
    top = statistics.median(word.box.top for word in line.words)
    bottom = statistics.median(word.box.bottom for word in line.words)
    size = max(1.0, (bottom - top) * points * UNITS / _EM)
    baseline = (height - bottom) * points - size * DESCENT / UNITS
    yield b"%s %.2f Tf" % (FONT.encode(), size)
    for word, after in pairwise((*line.words, None)):
        if word is None or not (text := "".join(char for char in word.text if char.isprintable())):
            continue
        left, right = word.box.left * points, word.box.right * points
        if after is not None:
            # Readers join words that touch, so a word yields to the next, but never more than half of itself.
            right = max((left + right) / 2, min(right, after.box.left * points - size * _GAP))
        stretch = 100 * max(right - left, points) / (len(text) * size * ADVANCE / UNITS)
        yield b"%.2f Tz 1 0 0 1 %.2f %.2f Tm <%s> Tj" % (stretch, left, baseline, glyphs.encode(text + " "))
