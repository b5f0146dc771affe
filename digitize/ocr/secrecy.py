"""Looks for a secrecy mark: a stamp MẬT, TỐI MẬT or TUYỆT MẬT in the head of a page (`secrecy.toml`)."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from digitize.model.image import PageImage
from digitize.model.ocr import Block, Line
from digitize.text.fold import fold, tokens

_APART = 1.0
"""Words further apart than this many line heights do not belong to one sentence."""


@dataclass(frozen=True, slots=True)
class _Rules:
    zone: float
    marks: dict[str, str]
    """The mark by its folded form."""


def secret_mark(blocks: Sequence[Block], image: PageImage) -> str | None:
    """Return the secrecy mark that the page bears, or None.

    A mark stands alone: no other word within a line height beside it. A misread tone or letter mark is
    forgiven (MẶT, MẤT), for a paper held back costs a look and one let through cannot be called back; bare MAT is not
    a mark, small letters are not a stamp.
    """
    rules = _rules()
    lowest = image.size[1] * rules.zone
    lines = (line for block in blocks for line in block.lines if line.box.middle[1] <= lowest)
    found = (rules.marks.get(fold(text)) for line in lines for text in _stamps(line))
    return next((mark for mark in found if mark is not None), None)


def _stamps(line: Line) -> Iterator[str]:
    """Return the runs of words of a line that could be a stamp: capitals, with at least one tone or letter mark."""
    start = 0
    for end, (before, after) in enumerate(pairwise((*line.words, None)), start=1):
        if before is None or (after and after.box.left - before.box.right <= _APART * before.box.height):
            continue
        run, start = " ".join(word.text for word in line.words[start:end]), end
        letters = " ".join(tokens(run))
        if letters.isupper() and fold(letters) != letters.casefold():
            yield letters


@cache
def _rules() -> _Rules:
    data = tomllib.loads(files("digitize.ocr").joinpath("secrecy.toml").read_text(encoding="utf-8"))
    return _Rules(data["zone"], {fold(row["text"]): row["text"] for row in data["marks"]})
