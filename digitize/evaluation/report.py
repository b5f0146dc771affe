"""The report for people: one HTML file with the figures, plots, and the worst pages with pictures of their worst lines.

It holds pieces of the pages themselves. Made from real papers it is as private as they are and stays where they stay.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Self

from rapidfuzz.distance import Levenshtein

from digitize.errors import NotFound
from digitize.evaluation import figures
from digitize.evaluation.crops import crop, thumbnail
from digitize.evaluation.lines import Ink, LineScore
from digitize.evaluation.pages import template
from digitize.evaluation.plots import Series, cer_histogram, precision_by_threshold, reliability
from digitize.evaluation.score import FileScore, PageScore
from digitize.evaluation.summary import Summary, calibrations, summarize
from digitize.evaluation.trip import TripScore
from digitize.evaluation.truth import NO_PAPER, REAL, Case
from digitize.imaging.load import frame
from digitize.model.vocabulary import vocabulary

_WORST_PAGES, _WORST_LINES = 8, 5
_PAGE_PIXELS, _LINE_PIXELS = 520, 1_000
_BASELINE = "plain"
_COLOURS = ("second", "third", "fourth")
"""Classes of the style sheet; the first one, grey, is the baseline's."""
_ANSWERS = {"words": "Từ", "fields": "Trường dữ liệu", "kinds": "Loại giấy tờ"}


@dataclass(frozen=True, slots=True)
class Measured:
    """All that one call of `evaluate` found out.

    Attributes:
        folder: name of the folder of truth.
        scores: of every file, by reader.
        trip: what a data folder did with a sample, where that was asked.
    """

    folder: str
    cases: tuple[Case, ...]
    scores: tuple[tuple[str, tuple[FileScore, ...]], ...]
    summaries: tuple[Summary, ...]
    trip: TripScore | None

    @classmethod
    def of(
        cls,
        folder: str,
        cases: Sequence[Case],
        scores: Mapping[str, Sequence[FileScore]],
        trip: TripScore | None,
    ) -> Self:
        """Add the scores up."""
        rows = tuple((name, tuple(files)) for name, files in scores.items())
        return cls(folder, tuple(cases), rows, tuple(summarize(name, files) for name, files in rows), trip)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some letters of a line, and whether the other text has them too."""

    text: str
    same: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line that was read badly: its picture, what stands there and what was read, parted where they differ."""

    picture: str | None
    true: tuple[Piece, ...]
    read: tuple[Piece, ...]
    hand: bool


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page that was read badly."""

    score: PageScore
    picture: str
    lines: tuple[ShownLine, ...]


@dataclass(frozen=True, slots=True)
class ShownPlots:
    """The plots of one kind of confidence."""

    title: str
    reliability: str
    precision: str


def write_report(path: Path, measured: Measured, reason: Callable[[str], str]) -> None:
    """Write the report as one self-contained HTML file.

    Args:
        path: the file; what stands there is replaced.
        measured: what was found out.
        reason: the sentence for the code of a reason why papers wait.

    Raises:
        NotFound: the folder of `path` does not exist.
    """
    if not path.absolute().parent.is_dir():
        raise NotFound("no such folder")
    path.write_text(render(measured, reason), encoding="utf-8")


def render(measured: Measured, reason: Callable[[str], str]) -> str:
    """Return the report as text."""
    bright = cycle(_COLOURS)
    colours = {name: "first" if name == _BASELINE else next(bright) for name, _ in measured.scores}
    rates = [
        (colours[name], [page.reading.cer for file in files for page in file.pages])
        for name, files in measured.scores
    ]
    values = {
        "measured": measured,
        "main": measured.summaries[-1],
        "colours": colours,
        "sections": figures.sections(measured.summaries),
        "histogram": cer_histogram(rates),
        "plots": _plots(measured, colours),
        "worst": _worst(measured.cases, measured.scores[-1][1]),
        "real": any(case.truth.profile == REAL for case in measured.cases),
    }
    return template(
        "report.html",
        counted=figures.counted,
        bounded=figures.bounded,
        reader=figures.reader_name,
        kind=_kind_name,
        field=lambda name: vocabulary().fields[name].name,
        reason=reason,
    ).render(values)


def _kind_name(kind: str) -> str:
    if kind == NO_PAPER:
        return "không thuộc giấy tờ nào"
    return vocabulary().kinds[kind].name if kind in vocabulary().kinds else "không rõ"


def _plots(measured: Measured, colours: Mapping[str, str]) -> list[ShownPlots]:
    by_reader = {name: calibrations(files) for name, files in measured.scores}
    shown = []
    for answers, title in _ANSWERS.items():
        series = [Series(colours[name], marks[answers]) for name, marks in by_reader.items()]
        if any(one.answers.answers for one in series):
            shown.append(ShownPlots(title, reliability(series), precision_by_threshold(series)))
    return shown


def _worst(cases: Sequence[Case], files: Sequence[FileScore]) -> list[ShownPage]:
    """Return the pages with the greatest CER, worst first; a page read without an error is not bad."""
    paths = {case.truth.file: case.path for case in cases}
    pages = [page for file in files if not file.problem for page in file.pages if page.reading.edits]
    pages.sort(key=lambda page: (-page.reading.cer, page.file, page.frame))
    return [_shown(paths[page.file], page) for page in pages[:_WORST_PAGES]]


def _shown(path: Path, page: PageScore) -> ShownPage:
    pixels = frame(path, page.frame).pixels
    lines = [line for line in page.lines if line.edits and line.ink is not Ink.HAND]
    lines.sort(key=lambda line: -line.edits)
    pictures = [
        crop(pixels, line.where, page.turn, _LINE_PIXELS) if line.where else None
        for line in lines[:_WORST_LINES]
    ]
    shown = (_shown_line(*pair) for pair in zip(lines, pictures, strict=False))
    return ShownPage(page, thumbnail(pixels, page.turn, _PAGE_PIXELS), tuple(shown))


def _shown_line(line: LineScore, picture: str | None) -> ShownLine:
    steps = Levenshtein.opcodes(line.text, line.read)
    true = [Piece(line.text[step.src_start : step.src_end], step.tag == "equal") for step in steps]
    read = [Piece(line.read[step.dest_start : step.dest_end], step.tag == "equal") for step in steps]
    return ShownLine(picture, _filled(true), _filled(read), line.ink is Ink.MIXED)


def _filled(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.text)
