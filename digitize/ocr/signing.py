"""Knows the print of a digital signature from the text of a paper.

Programs that sign lay a few small lines beside the seal: who signed, their agency, the time with its zone (Nghị định
30/2020/NĐ-CP, Phụ lục I, boxes 8 and 14). They are said again in the signature itself, and are no more text
of the paper than the seal is.
"""

import re
from collections.abc import Sequence
from statistics import median

from digitize.model.geometry import Box
from digitize.model.ocr import Line
from digitize.text.fold import fold

_SMALL = 0.75
"""A line of such print is at most so high, in usual lines of the page."""

_NEAR = 1.5
"""Lines of one signature lie no further apart, in heights of the lower one."""

_MARK = re.compile(
    r"^\W*(?:ky boi|nguoi ky|thoi gian ky|ngay ky|digitally signed)\b"
    r"|\b\d{1,2}\W\d{1,2}\W\d{4} (?=\w?\d)\w{1,2}\W\w\w\b|\b\d{1,2}\W\d{1,2}\W\d{4} .*\+ ?\d\d\b"
)
"""Words that open such a line in folded letters, or a day with a time of day, some of its digits misread, or with a zone."""


def without_signing_print(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page, in their order, without small ones that stand with the mark of a digital signature."""
    if not lines:
        return []
    least = _SMALL * median(line.box.height for line in lines)
    small = [line for line in lines if line.box.height <= least]
    signing = [line for line in small if _MARK.search(fold(line.text))]
    for line in signing:  # grows while it is walked
        signing += [near for near in small if near not in signing and _near(line.box, near.box)]
    return [line for line in lines if line not in signing]


def _near(one: Box, other: Box) -> bool:
    reach = _NEAR * min(one.height, other.height)
    apart = max(one.left, other.left) - min(one.right, other.right)
    above = max(one.top, other.top) - min(one.bottom, other.bottom)
    return apart <= 0 and above <= reach
