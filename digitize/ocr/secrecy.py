"""Looks for a secrecy mark: a stamp MẬT, TỐI MẬT or TUYỆT MẬT in the head of a page (`secrecy.toml`).

A stamp is pressed on by hand, across what is printed there as often as beside it: what is read of it is a tangle of both. What the
text does not tell a small network sees that has learned stamps.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from digitize.model.image import PageImage
from digitize.model.ocr import Block, Line
from digitize.networks import MODELS, open_named
from digitize.ports import Pixels
from digitize.scale import ink_of, scaled
from digitize.text.fold import fold, tokens

SEEN_DPI = 88
"""Resolution that the network sees: a stamp of 8 mm is 28 pixels high."""

_MULTIPLE: Final = 8

_SURE = 0.8
"""Probability from which a stamp is one."""

_APART = 1.0
"""Words further apart than this many line heights do not belong to one sentence."""


@dataclass(frozen=True, slots=True)
class _Rules:
    zone: float
    marks: dict[str, str]
    """The mark by its folded form, the most secret first."""

    @property
    def least(self) -> str:
        """Return the mark that is contained in all others."""
        return min(self.marks.values(), key=len)


class StampFinder:
    """Sees marks of secrecy. Raises as `open_named`, with `models` the folder of the manifest."""

    def __init__(self, models: Path = MODELS) -> None:
        self._network, digest = open_named(models, "secrecy")
        self.version = f"secrecy-{digest}"

    def chance(self, grey: Pixels, dpi: float) -> float:
        """Return how probable it is that a stamp of secrecy stands in the head of a prepared page."""
        head = zone(grey)
        size = [max(_MULTIPLE, round(side * SEEN_DPI / dpi)) for side in head.shape[::-1]]
        small = scaled(head, (size[0], size[1]))
        tall, wide = (-(-side // _MULTIPLE) * _MULTIPLE for side in small.shape)
        answer = self._network.run(None, {"x": ink_of(small, (tall, wide))})[0]
        return float(1 / (1 + np.exp(-answer.max())))


def zone(grey: Pixels) -> Pixels:
    """Return the part of a page, from its top, in which a mark stands."""
    return grey[: max(1, round(grey.shape[0] * _rules().zone))]


def secret_mark(blocks: Sequence[Block], grey: Pixels, image: PageImage) -> str | None:
    """Return the secrecy mark that the page bears, or None.

    A mark that was read stands alone: no other word within a line height beside it. A misread tone or letter mark is
    forgiven (MẶT, MẤT), for a paper held back costs a look and one let through cannot be called back; bare MAT is not
    a mark, small letters are not a stamp. Of a stamp that was only seen nobody knows how secret it says the page is.

    Args:
        blocks: what was read.
        grey: the prepared page.
        image: what is known of it.
    """
    rules = _rules()
    lowest = image.size[1] * rules.zone
    lines = (line for block in blocks for line in block.lines if line.box.middle[1] <= lowest)
    found = (rules.marks.get(fold(text)) for line in lines for text in _stamps(line))
    mark = next((mark for mark in found if mark is not None), None)
    return mark or (rules.least if _finder().chance(grey, image.dpi) >= _SURE else None)


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
def _finder() -> StampFinder:
    return StampFinder()


@cache
def _rules() -> _Rules:
    data = tomllib.loads(files("digitize.ocr").joinpath("secrecy.toml").read_text(encoding="utf-8"))
    return _Rules(data["zone"], {fold(row["text"]): row["text"] for row in data["marks"]})
