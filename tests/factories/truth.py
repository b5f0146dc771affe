"""Truth and readings made of text: lines at places become pages that are read without OCR."""

from pathlib import Path

from digitize.evaluation.reading import FileReading, FoundPaper
from digitize.evaluation.truth import Case
from digitize.model.fields import Classification, Evidence, Extraction, Field
from digitize.model.geometry import Affine, Box
from digitize.model.ocr import OcrPage
from digitize.model.truth import (
    Inked,
    Place,
    TruthDocument,
    TruthFile,
    TruthLine,
    TruthPage,
    TruthValue,
)
from tests.factories.pages import CHAR, DPI, HEIGHT, LINE, WIDTH, make_page

LEFT, TOP, STEP = 200, 300, 60


def line_box(number: int, text: str) -> Box:
    top = TOP + number * STEP
    return Box(LEFT, top, LEFT + len(text) * CHAR, top + LINE)


def truth_page(
    *texts: str, frame: int = 0, hand: dict[int, tuple[str, ...]] | None = None, **more
) -> TruthPage:
    """Return a page whose lines stand one below the other; `hand` names the handwritten runs of a line."""
    runs = hand or {}
    lines = tuple(
        TruthLine(
            text,
            line_box(number, text),
            tuple(Inked(run, line_box(number, text)) for run in runs.get(number, ())),
        )
        for number, text in enumerate(texts)
    )
    return TruthPage(frame, (WIDTH, HEIGHT), DPI, more.pop("to_scan", Affine()), lines=lines, **more)


def read_page(*texts: str, confidence: float = 0.95) -> OcrPage:
    """Return what a reader makes of such a page that reads these lines at their places."""
    placed = [
        (LEFT / WIDTH, (TOP + number * STEP) / HEIGHT, text) for number, text in enumerate(texts) if text
    ]
    return make_page(placed, confidence=confidence)


def paper(kind: str, *frames: int, dossier: str | None = None, **values: str) -> TruthDocument:
    fields = tuple(TruthValue(name, value) for name, value in values.items())
    return TruthDocument(kind, frames, dossier, "result", fields=fields)


def placed(field: str, value: str, box: Box, frame: int = 0, *, hand: bool = False) -> TruthValue:
    return TruthValue(field, value, (Place(frame, box),), hand)


def found(kind: str, *frames: int, confidence: float = 0.9, **values: str | Field) -> FoundPaper:
    fields = tuple(
        value if isinstance(value, Field) else Field(name, value, 0.9) for name, value in values.items()
    )
    return FoundPaper(frames, Extraction(Classification(kind, confidence), fields))


def seen(field: str, value: str, box: Box, *, page: int = 1, confidence: float = 0.9) -> Field:
    return Field(field, value, confidence, Evidence(page, box, value))


def make_case(
    *pages: TruthPage, papers: tuple[TruthDocument, ...], file: str = "lo-01/0001.jpg", **more
) -> Case:
    truth = TruthFile(file, more.get("profile", "office"), pages, papers)
    asked = more.get("asked") or {value.field for one in papers for value in one.fields}
    return Case(Path("scans") / file, truth, frozenset(asked))


def make_reading(*pages: OcrPage, papers: tuple[FoundPaper, ...] = (), **more) -> FileReading:
    return FileReading(dict(enumerate(pages)), papers, **more)
