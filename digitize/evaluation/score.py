"""Holds what was made of one file against its truth: all that is counted later, and what a report shows of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from digitize.evaluation.calibration import Calibration, calibration
from digitize.evaluation.cer import ReadingScore, score_reading, words_of
from digitize.evaluation.fields import FieldScore, score_fields
from digitize.evaluation.lines import LineScore, score_lines
from digitize.evaluation.papers import KindScore, SplitScore, paired, score_kinds, score_split
from digitize.evaluation.reading import FileReading
from digitize.evaluation.truth import NO_PAPER, REAL, Case
from digitize.model.ocr import OcrPage
from digitize.model.truth import TruthDocument, TruthPage
from digitize.province.plan import Oddity


@dataclass(frozen=True, slots=True)
class PageScore:
    """How one page was read.

    Attributes:
        kind: true kind of its paper; UNKNOWN and NO_PAPER are kinds as well.
        turn: quarter turns that set the frame upright, degrees counter-clockwise.
        words: confidences of the words that were read.
    """

    file: str
    frame: int
    kind: str
    turn: int
    reading: ReadingScore
    words: Calibration
    lines: tuple[LineScore, ...]


@dataclass(frozen=True, slots=True)
class SecrecyScore:
    """Whether papers that bear a secrecy mark, and no others, were kept apart.

    Attributes:
        secret: papers that bear one.
        kept_apart: those of them whose mark was seen.
        others: papers without one that can be read.
        withheld: those of them that were taken for secret.
    """

    secret: int
    kept_apart: int
    others: int
    withheld: int


@dataclass(frozen=True, slots=True)
class CodeScore:
    """Barcodes and QR codes: so many stand on the pages, so many of them were read, and so much was read that none says."""

    there: int = 0
    read: int = 0
    misread: int = 0


@dataclass(frozen=True, slots=True)
class FileScore:
    """How one file was read and understood.

    Attributes:
        pages: those of which the truth speaks and that can be read: not the illegible ones, nor those under a secrecy mark,
            of which no text is kept.
        left_out: how many of the others there are.
        kinds: of papers that can be read; `fields` likewise. Of a secret paper whose mark was seen nothing may be kept, its
            kind neither; one whose mark was missed, and a paper that was taken for secret, count.
        codes: on `pages`; nothing of real ones, whose truth does not speak of codes.
        problem: code of the error that kept the file shut.
    """

    file: str
    profile: str
    seconds: float
    problem: str | None
    pages: tuple[PageScore, ...]
    left_out: int
    kinds: tuple[KindScore, ...]
    fields: tuple[FieldScore, ...]
    split: SplitScore
    secrecy: SecrecyScore
    codes: CodeScore


def score_file(case: Case, reading: FileReading) -> FileScore:
    """Compare what was made of a file with what is true of it."""
    truth = case.truth
    lost = [
        paper for paper in truth.documents if paper.oddity == Oddity.ILLEGIBLE or _isolated(reading, paper)
    ]
    pairs = [pair for pair in paired(truth.documents, reading.papers) if pair[0] not in lost]
    kinds = {frame: paper.kind for paper in truth.documents for frame in paper.frames}
    dark = case.frames_of(Oddity.ILLEGIBLE)
    shown = [page for page in truth.pages if page.frame not in dark and not _secret(reading, page)]
    return FileScore(
        file=truth.file,
        profile=truth.profile,
        seconds=reading.seconds,
        problem=reading.problem,
        pages=tuple(
            _score_page(truth.file, page, reading.pages.get(page.frame), kinds.get(page.frame, NO_PAPER))
            for page in shown
        ),
        left_out=len(truth.pages) - len(shown),
        kinds=score_kinds(pairs),
        fields=score_fields(truth, case.asked, pairs, reading),
        split=score_split(truth, reading.papers),
        secrecy=_secrecy(truth.documents, reading),
        codes=_codes(shown, reading) if truth.profile != REAL else CodeScore(),
    )


def judged_words(page: OcrPage, truth: str) -> Iterator[tuple[float, bool]]:
    """Yield each word's confidence and whether the word stands on the page, each word of the truth being found once."""
    left = Counter(words_of(truth))
    for word in page.words:
        for text in words_of(word.text):
            yield word.confidence, left[text] > 0
            left[text] -= 1


def _isolated(reading: FileReading, paper: TruthDocument) -> bool:
    """Tell whether a paper that bears a secrecy mark was kept apart, as it must be."""
    return paper.oddity == Oddity.SECRET and _is_marked(reading, paper)


def _is_marked(reading: FileReading, paper: TruthDocument) -> bool:
    """Tell whether a secrecy mark was seen on a page of a paper."""
    return any(reading.pages[frame].secret_mark for frame in paper.frames if frame in reading.pages)


def _secrecy(papers: Iterable[TruthDocument], reading: FileReading) -> SecrecyScore:
    legible = [paper for paper in papers if paper.oddity != Oddity.ILLEGIBLE]
    marked = [_is_marked(reading, paper) for paper in legible if paper.oddity == Oddity.SECRET]
    others = [_is_marked(reading, paper) for paper in legible if paper.oddity != Oddity.SECRET]
    return SecrecyScore(len(marked), sum(marked), len(others), sum(others))


def _codes(pages: Sequence[TruthPage], reading: FileReading) -> CodeScore:
    """Return how the codes of some pages were read; one that two pages bear is to be read on both."""
    true = Counter((page.frame, code.text) for page in pages for code in page.barcodes)
    frames = {page.frame for page in pages}.intersection(reading.pages)
    found = Counter((frame, code.text) for frame in frames for code in reading.pages[frame].barcodes)
    return CodeScore(true.total(), (true & found).total(), len(found.keys() - true.keys()))


def _secret(reading: FileReading, page: TruthPage) -> bool:
    read = reading.pages.get(page.frame)
    return read is not None and read.secret_mark is not None


def _score_page(file: str, truth: TruthPage, page: OcrPage | None, kind: str) -> PageScore:
    text = "\n".join(line.text for line in truth.lines)
    placed = any(line.box.area for line in truth.lines)
    return PageScore(
        file=file,
        frame=truth.frame,
        kind=kind,
        turn=(-truth.turned if placed or page is None else page.image.rotation) % 360,
        reading=score_reading(page.text if page else "", text),
        words=calibration(judged_words(page, text)) if page else Calibration(),
        lines=score_lines(truth, page) if page else (),
    )
