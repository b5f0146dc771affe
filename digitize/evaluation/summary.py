"""Adds up the scores of many files to the figures that a reader is judged by. These types are the JSON of `evaluate`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digitize.evaluation.bounds import Share, share_of
from digitize.evaluation.calibration import Bin, Calibration, calibration, pooled
from digitize.evaluation.cer import ReadingScore, total
from digitize.evaluation.fields import FieldFigures, FieldScore, field_figures, macro_f1
from digitize.evaluation.lines import Ink, LineFigures, line_figures
from digitize.evaluation.papers import (
    Confusion,
    KindScore,
    SplitFigures,
    confusions,
    kind_share,
    split_figures,
)
from digitize.evaluation.score import FileScore, PageScore
from digitize.evaluation.truth import NO_PAPER, UNKNOWN
from digitize.model.vocabulary import vocabulary

PROSE = frozenset({
    "quyet_dinh", "cong_van", "to_trinh", "thong_bao", "chi_thi", "nghi_dinh", "nghi_quyet", "thong_tu", "huong_dan",
    "ke_hoach", "bao_cao", "giay_moi", "cong_dien", "bien_ban", UNKNOWN,
})  # fmt: skip
"""Kinds that are running text. The others are forms: layout analysis loses the leaders and tables of a form, which says
nothing about the ink, so the two are reported apart. A paper of unknown kind is a page of a folder of real ones: prose."""


@dataclass(frozen=True, slots=True)
class TextFigures:
    """How well pages were read; rates are shares of the truth (see `cer.ReadingScore`)."""

    pages: int
    characters: int
    cer: float
    folded_cer: float
    tone_error_rate: float
    wer: float
    ordered_cer: float
    word_recall: float
    word_precision: float


@dataclass(frozen=True, slots=True)
class FormFigures:
    """Values of one form of the vocabulary ("name", "date", "cccd" …), by how they stand on the paper.

    Attributes:
        printed: those of which nothing was written by hand; `handwritten` the others.
    """

    all: FieldFigures
    printed: FieldFigures
    handwritten: FieldFigures


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """Barcodes and QR codes of pages that can be read: how many were read, and how many readings no code says."""

    read: Share
    misread: int


@dataclass(frozen=True, slots=True)
class CalibrationFigures:
    """What a kind of confidence is worth.

    Attributes:
        auroc: how well it tells errors from right answers, 0.5 being chance.
        sure: answers that claim 0.99 and more, among all.
        sure_right: right ones among these.
    """

    answers: int
    right: int
    ece: float | None
    brier: float | None
    auroc: float | None
    sure: Share
    sure_right: Share
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the papers: those of one profile, or of one kind."""

    name: str
    text: TextFigures
    kinds: Share
    fields: FieldFigures


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page: the rates by which the worst are found."""

    file: str
    frame: int
    kind: str
    cer: float
    folded_cer: float
    wer: float
    ordered_cer: float


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one reader on one folder.

    Attributes:
        reader: its name on the command line; "data" for what a data folder did.
        problems: files that could not be opened.
        left_out: pages that say nothing about reading: illegible ones, and those under a secrecy mark.
        seconds_a_page: processor time, None where nobody measured.
        lines: by ink, where the truth knows the places of lines.
        macro_f1: mean F1 of the fields that the forms require.
        by_field: by key of the vocabulary; `printed` and `handwritten` part them by how the value stands on the paper.
        by_form: by form of value of the vocabulary.
        by_profile: rows; `by_kind` likewise.
        kept_apart: secret papers whose mark was seen.
        withheld: papers that were taken for secret, of the others.
        calibration: of the confidences of words, fields and kinds.
    """

    reader: str
    files: int
    papers: int
    problems: tuple[str, ...]
    left_out: int
    seconds_a_page: float | None
    text: TextFigures
    prose: TextFigures
    forms: TextFigures
    lines: dict[str, LineFigures]
    fields: FieldFigures
    printed: FieldFigures
    handwritten: FieldFigures
    macro_f1: float | None
    by_field: dict[str, FieldFigures]
    by_form: dict[str, FormFigures]
    codes: CodeFigures
    kinds: Share
    confusions: tuple[Confusion, ...]
    split: SplitFigures
    kept_apart: Share
    withheld: Share
    calibration: dict[str, CalibrationFigures]
    by_profile: tuple[Row, ...]
    by_kind: tuple[Row, ...]
    pages: tuple[PageRow, ...]


def summarize(reader: str, files: Sequence[FileScore]) -> Summary:
    """Return the figures of a reader from the scores of all files; of none, figures that claim nothing."""
    pages = [page for file in files for page in file.pages]
    fields = [field for file in files for field in file.fields]
    kinds = [kind for file in files for kind in file.kinds]
    return Summary(
        reader=reader,
        files=len(files),
        papers=sum(file.split.papers for file in files),
        problems=tuple(file.file for file in files if file.problem),
        left_out=sum(file.left_out for file in files),
        seconds_a_page=_seconds_a_page(files),
        text=_text(pages),
        prose=_text(page for page in pages if page.kind in PROSE),
        forms=_text(page for page in pages if page.kind not in PROSE | {NO_PAPER}),
        lines={ink.value: line_figures((line for page in pages for line in page.lines), ink) for ink in Ink},
        fields=field_figures(fields),
        printed=field_figures(field for field in fields if not field.hand),
        handwritten=field_figures(field for field in fields if field.hand),
        macro_f1=macro_f1(fields),
        by_field={name: field_figures(rows) for name, rows in _by_field(fields).items()},
        by_form=_by_form(fields),
        codes=CodeFigures(
            share_of(sum(file.codes.read for file in files), sum(file.codes.there for file in files)),
            sum(file.codes.misread for file in files),
        ),
        kinds=kind_share(kinds),
        confusions=confusions(kinds),
        split=split_figures(file.split for file in files),
        kept_apart=share_of(
            sum(file.secrecy.kept_apart for file in files), sum(file.secrecy.secret for file in files)
        ),
        withheld=share_of(
            sum(file.secrecy.withheld for file in files), sum(file.secrecy.others for file in files)
        ),
        calibration={name: _worth(marks) for name, marks in calibrations(files).items()},
        by_profile=_by_profile(files),
        by_kind=_by_kind(pages, fields, kinds),
        pages=tuple(_page_row(page) for page in pages),
    )


def calibrations(files: Sequence[FileScore]) -> dict[str, Calibration]:
    """Return how right the answers were by the confidence printed with words, fields and kinds."""
    fields = [field for file in files for field in file.fields if field.confidence is not None]
    kinds = [kind for file in files for kind in file.kinds if kind.found]
    return {
        "words": pooled(page.words for file in files for page in file.pages),
        "fields": calibration((field.confidence or 0.0, field.verdict == "right") for field in fields),
        "kinds": calibration((kind.confidence, kind.right) for kind in kinds),
    }


def _seconds_a_page(files: Iterable[FileScore]) -> float | None:
    """Return the mean over the files whose time was taken, None where there is none."""
    timed = [file for file in files if file.seconds]
    pages = sum(len(file.pages) for file in timed)
    return sum(file.seconds for file in timed) / pages if pages else None


def _text(pages: Iterable[PageScore]) -> TextFigures:
    readings = [page.reading for page in pages]
    score: ReadingScore = total(readings)
    return TextFigures(
        pages=len(readings),
        characters=score.characters,
        cer=score.cer,
        folded_cer=score.folded_cer,
        tone_error_rate=score.tone_error_rate,
        wer=score.wer,
        ordered_cer=score.ordered_cer,
        word_recall=score.recall,
        word_precision=score.precision,
    )


def _worth(marks: Calibration) -> CalibrationFigures:
    sure = marks.sure
    return CalibrationFigures(
        answers=marks.answers,
        right=marks.right,
        ece=marks.ece,
        brier=marks.brier,
        auroc=marks.auroc,
        sure=share_of(sure.answers, marks.answers),
        sure_right=share_of(sure.right, sure.answers),
        bins=marks.bins(),
    )


def _by_field(fields: Sequence[FieldScore]) -> dict[str, list[FieldScore]]:
    """Return the scores by field, in the vocabulary's order."""
    rows = {name: [field for field in fields if field.field == name] for name in vocabulary().fields}
    return {name: scores for name, scores in rows.items() if scores}


def _by_form(fields: Sequence[FieldScore]) -> dict[str, FormFigures]:
    """Return the figures by form of value, where there are any, in the order of the forms' names."""
    rows: dict[str, list[FieldScore]] = {}
    for field in fields:
        rows.setdefault(vocabulary().fields[field.field].form, []).append(field)
    return {
        form: FormFigures(
            field_figures(rows[form]),
            field_figures(field for field in rows[form] if not field.hand),
            field_figures(field for field in rows[form] if field.hand),
        )
        for form in sorted(rows)
    }


def _by_profile(files: Sequence[FileScore]) -> tuple[Row, ...]:
    rows = []
    for profile in sorted({file.profile for file in files}):
        mine = [file for file in files if file.profile == profile]
        rows.append(
            Row(
                profile,
                _text(page for file in mine for page in file.pages),
                kind_share(kind for file in mine for kind in file.kinds),
                field_figures(field for file in mine for field in file.fields),
            )
        )
    return tuple(rows)


def _by_kind(
    pages: Sequence[PageScore], fields: Sequence[FieldScore], kinds: Sequence[KindScore]
) -> tuple[Row, ...]:
    """Return a row for each kind of the truth, in the vocabulary's order."""
    there = {page.kind for page in pages} | {kind.true for kind in kinds}
    return tuple(
        Row(
            name,
            _text(page for page in pages if page.kind == name),
            kind_share(kind for kind in kinds if kind.true == name),
            field_figures(field for field in fields if field.kind == name),
        )
        for name in (*vocabulary().kinds, UNKNOWN)
        if name in there
    )


def _page_row(page: PageScore) -> PageRow:
    reading = page.reading
    return PageRow(
        page.file, page.frame, page.kind, reading.cer, reading.folded_cer, reading.wer, reading.ordered_cer
    )
