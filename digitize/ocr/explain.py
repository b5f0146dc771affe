"""Reads a page as `read` does, and tells what else its letters could be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from digitize.model.image import PageImage, Verdict
from digitize.model.ocr import Block, OcrPage, Word
from digitize.ocr.ctc import Letter
from digitize.ocr.read import page_of, read
from digitize.ports import OcrEngine, Pixels


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a word came about.

    Attributes:
        ink: its letters as the recogniser saw them.
        chosen: the same letters as the language left or changed them.
        traits: what its confidence was told by, as `confidence.TRAITS` names them.
    """

    ink: tuple[Letter, ...]
    chosen: tuple[Letter, ...]
    traits: tuple[float, ...] = ()


Spellings = Mapping[Word, Spelling]


@runtime_checkable
class Speller(Protocol):
    """An engine that knows its words letter by letter."""

    def spell(self, grey: Pixels) -> tuple[tuple[Block, ...], Spellings]:
        """Return what `read` returns, and the spelling of each word in it."""


def explain(grey: Pixels, image: PageImage, engine: OcrEngine) -> tuple[OcrPage, Spellings]:
    """Return what a page says, and the spellings of its words; none where the engine does not know them.

    Args:
        grey: the prepared page, uint8 (height, width).
        image: what is known of it.
        engine: the recogniser.
    """
    if image.quality.verdict is Verdict.BLANK or not isinstance(engine, Speller):
        return read(grey, image, engine), {}
    found, spellings = engine.spell(grey)
    return page_of(found, grey, image), spellings
