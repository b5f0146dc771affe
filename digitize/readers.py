"""Which engine reads, as the settings say. Heavy libraries are loaded by whoever needs them: `digitize read` starts at once."""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from digitize.pipeline.reader import InlineReader, open_reader
from digitize.ports import OcrEngine
from digitize.settings import Settings

if TYPE_CHECKING:
    from digitize.evaluation.reading import PageReader


def engine_factory(settings: Settings) -> Callable[[], OcrEngine]:
    """Return what makes the recogniser; it can be sent to another process by name."""
    if settings.engine == "ours":
        from digitize.ocr.engines.onnx import OnnxEngine

        return OnnxEngine
    if settings.engine == "both":
        from digitize.ocr.engines.both import BothEngine

        return functools.partial(BothEngine, settings.language)
    from digitize.ocr.engines.tesseract import TesseractEngine

    return functools.partial(TesseractEngine, settings.language)


def inline_reader(settings: Settings) -> InlineReader:
    """Return a reader that works in this process, for the stateless commands."""
    return open_reader(engine_factory(settings))


def page_readers(settings: Settings) -> "dict[str, Callable[[], PageReader]]":
    """Return what makes each reader that `evaluate` can measure, by name, the baseline first.

    "plain" is Tesseract on the bare page, "tesseract" the same engine with our preparation and layout, "ours" our own
    networks with the same preparation, "both" these with Tesseract's word on doubtful lines.
    """
    from digitize.evaluation.plain import PlainReader

    tesseract, ours, both = (
        engine_factory(replace(settings, engine=name)) for name in ("tesseract", "ours", "both")
    )
    return {
        "plain": functools.partial(_reader_on, PlainReader, tesseract),
        "tesseract": functools.partial(_reader_on, InlineReader, tesseract),
        "ours": functools.partial(_reader_on, InlineReader, ours),
        "both": functools.partial(_reader_on, InlineReader, both),
    }


def _reader_on(kind: "Callable[[OcrEngine], PageReader]", engine: Callable[[], OcrEngine]) -> "PageReader":
    return kind(engine())
