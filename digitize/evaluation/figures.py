"""The figures of a reader as people read them: one list for the terminal and for the report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from digitize.evaluation.bounds import Share, share_of
from digitize.evaluation.lines import Ink
from digitize.evaluation.summary import Summary, TextFigures

NONE = "–"
"""Stands where there is nothing to measure."""

READERS = {
    "plain": "Tesseract trần",
    "tesseract": "Tesseract, ảnh đã xử lý",
    "ours": "Bộ đọc của ta",
    "both": "Của ta, hỏi thêm Tesseract",
    "data": "Kho dữ liệu",
}
"""What the readers are called; another is called by its own name."""


_OF_PEOPLE = ("cccd", "cmnd", "tax_code")
"""Forms of the numbers of citizens and firms."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the comparison: what is measured, how to read it, and its text for a summary."""

    label: str
    note: str
    of: Callable[[Summary], str]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading."""

    title: str
    figures: tuple[Figure, ...]


def reader_name(reader: str) -> str:
    """Return what a reader is called."""
    return READERS.get(reader, reader)


def percent(value: float | None, digits: int = 2) -> str:
    """Return a share as people write it: 2,46 %."""
    return NONE if value is None else f"{100 * value:.{digits}f} %".replace(".", ",")


def decimal(value: float | None, digits: int = 3) -> str:
    """Return a number with a decimal comma."""
    return NONE if value is None else f"{value:.{digits}f}".replace(".", ",")


def counted(share: Share, digits: int = 1) -> str:
    """Return a share with its counts: 98,0 % (49/50)."""
    return f"{percent(share.share, digits)} ({share.right}/{share.of})" if share.of else NONE


def bounded(share: Share) -> str:
    """Return a share with its counts and its two-sided interval."""
    if not share.of:
        return NONE
    return f"{counted(share)}, 95 %: {percent(share.low, 1)} – {percent(share.high, 1)}"


def sections(summaries: Sequence[Summary]) -> tuple[Section, ...]:
    """Return the rows worth showing: those that say something about at least one of the readers."""
    shown = []
    for section in (_TEXT, _PAPERS, _FIELDS, _CONFIDENCE):
        figures = tuple(row for row in section.figures if any(row.of(one) != NONE for one in summaries))
        if figures:
            shown.append(Section(section.title, figures))
    return tuple(shown)


def table(summaries: Sequence[Summary]) -> list[str]:
    """Return the lines of the comparison for a terminal, one column a reader."""
    rows = [("", *(reader_name(one.reader) for one in summaries))]
    for section in sections(summaries):
        rows.append((section.title, *("" for _ in summaries)))
        rows += [(f"  {row.label}", *(row.of(one) for one in summaries)) for row in section.figures]
    return aligned(rows)


def page_table(summaries: Sequence[Summary], most: int) -> list[str]:
    """Return the pages that the last reader reads worst, one column of CER a reader; all of them where they are few."""
    rates = [{(page.file, page.frame): page.cer for page in one.pages} for one in summaries]
    worst = sorted(rates[-1], key=lambda page: (-rates[-1][page], page))[:most]
    rows = [("CER từng trang (kém nhất trước)", *(reader_name(one.reader) for one in summaries))]
    rows += [(f"  {page[0]} [{page[1] + 1}]", *(percent(rate.get(page)) for rate in rates)) for page in worst]
    return aligned(rows)


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return rows as lines, columns padded with blanks: the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [
            first.ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)),
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def _rate(part: Callable[[Summary], TextFigures], name: str) -> Callable[[Summary], str]:
    """Return the text of one rate of some pages, nothing where there are none."""

    def text(summary: Summary) -> str:
        figures = part(summary)
        return percent(getattr(figures, name)) if figures.characters else NONE

    return text


def _all(summary: Summary) -> TextFigures:
    return summary.text


def _line(ink: Ink) -> Callable[[Summary], str]:
    return lambda summary: percent(summary.lines[ink.value].cer)


def _worth(answers: str, name: str, write: Callable[[Any], str]) -> Callable[[Summary], str]:
    return lambda summary: write(getattr(summary.calibration[answers], name))


def _form(name: str, part: str, figure: str) -> Callable[[Summary], str]:
    """Return the text of one share of the values of a form, nothing where there are none."""

    def text(summary: Summary) -> str:
        figures = summary.by_form.get(name)
        return counted(getattr(getattr(figures, part), figure), 2) if figures else NONE

    return text


def _identity_numbers(summary: Summary) -> str:
    """Return how many numbers of people and firms were found, of all together: few papers bear each."""
    recalls = [summary.by_form[form].all.recall for form in _OF_PEOPLE if form in summary.by_form]
    return counted(share_of(sum(one.right for one in recalls), sum(one.of for one in recalls)), 2)


def _misread(summary: Summary) -> str:
    """Return nothing where the truth does not speak of codes, as on real pages."""
    codes = summary.codes
    return str(codes.misread) if codes.read.of or codes.misread else NONE


def _printed_recall(summary: Summary) -> str:
    """Return nothing where the truth does not say what was written by hand, as on real pages."""
    return counted(summary.printed.recall) if summary.handwritten.recall.of else NONE


_TEXT = Section(
    "Đọc chữ",
    (
        Figure("Trang", "trang có đáp án", lambda one: str(one.text.pages)),
        Figure("Trang bỏ qua", "không đọc nổi, hoặc có dấu mật", lambda one: str(one.left_out or NONE)),
        Figure("CER", "tỷ lệ lỗi ký tự, không kể thứ tự từ", _rate(_all, "cer")),
        Figure("CER bỏ dấu", "sau khi bỏ dấu thanh và dấu chữ", _rate(_all, "folded_cer")),
        Figure("Lỗi dấu", "CER trừ CER bỏ dấu", _rate(_all, "tone_error_rate")),
        Figure("WER", "tỷ lệ lỗi từ, không kể thứ tự", _rate(_all, "wer")),
        Figure("Từ đọc đúng", "phần từ của đáp án đọc đúng hẳn", _rate(_all, "word_recall")),
        Figure("CER theo thứ tự đọc", "cả văn bản, đúng thứ tự đọc", _rate(_all, "ordered_cer")),
        Figure("CER văn bản", "quyết định, công văn, tờ trình …", _rate(lambda one: one.prose, "cer")),
        Figure("CER biểu mẫu", "phiếu, đơn, giấy chứng nhận …", _rate(lambda one: one.forms, "cer")),
        Figure("CER dòng in", "dòng không có chữ viết tay", _line(Ink.PRINTED)),
        Figure("CER dòng có viết tay", "cả dòng", _line(Ink.MIXED)),
        Figure("CER chữ viết tay", "riêng phần viết tay", _line(Ink.HAND)),
        Figure("Giây CPU một trang", "đọc và hiểu", lambda one: decimal(one.seconds_a_page, 2)),
    ),
)
_PAPERS = Section(
    "Giấy tờ",
    (
        Figure("Đúng loại", "phân loại giấy tờ", lambda one: counted(one.kinds)),
        Figure("Tách đúng", "tệp có nhiều giấy tờ", lambda one: counted(one.split.several)),
        Figure("Ranh giới: precision", "chỗ tách là thật", lambda one: counted(one.split.precision)),
        Figure("Ranh giới: recall", "chỗ tách tìm được", lambda one: counted(one.split.recall)),
        Figure("Giấy có dấu mật", "thấy dấu, cách ly", lambda one: counted(one.kept_apart)),
        Figure("Bị cách ly nhầm", "trong giấy không có dấu mật", lambda one: counted(one.withheld)),
        Figure("Mã vạch đọc được", "trên trang đọc được", lambda one: counted(one.codes.read, 2)),
        Figure("Mã vạch đọc sai", "nội dung không có trên trang", _misread),
    ),
)
_FIELDS = Section(
    "Trường dữ liệu",
    (
        Figure("Precision", "giá trị nêu ra là đúng", lambda one: counted(one.fields.precision)),
        Figure("Recall", "giá trị có trên giấy tìm đúng", lambda one: counted(one.fields.recall)),
        Figure("F1 trung bình", "các trường mà biểu mẫu bắt buộc có", lambda one: percent(one.macro_f1, 1)),
        Figure("Khớp hẳn", "trong các giá trị tìm thấy", lambda one: counted(one.fields.exactness)),
        Figure("Độ giống", "trung bình theo chữ", lambda one: percent(one.fields.similarity, 1)),
        Figure("Recall chữ in", "giá trị in", _printed_recall),
        Figure("Recall viết tay", "giá trị có phần viết tay", lambda one: counted(one.handwritten.recall)),
        Figure("Mã hồ sơ", "tìm đúng", _form("dossier_code", "all", "recall")),
        Figure("CCCD, CMND, MST", "tìm đúng", _identity_numbers),
        Figure("Tên, in", "tìm đúng cả dấu", _form("name", "printed", "recall")),
        Figure("Tên, in, bỏ dấu", "tìm đúng, không kể dấu", _form("name", "printed", "folded")),
        Figure("Tên, viết tay", "tìm đúng cả dấu", _form("name", "handwritten", "recall")),
        Figure("Ngày, in", "tìm đúng", _form("date", "printed", "recall")),
        Figure("Ngày, viết tay", "tìm đúng", _form("date", "handwritten", "recall")),
        Figure(
            "Sai khi tin cậy từ 95 %", "trong các giá trị đó", lambda one: counted(one.fields.sure_wrong, 2)
        ),
        Figure("– mã hồ sơ", "trong các mã đó", _form("dossier_code", "all", "sure_wrong")),
        Figure("Chỉ đúng chỗ", "vùng dẫn chứng có IoU ≥ 0,5", lambda one: counted(one.fields.evidence)),
    ),
)
_CONFIDENCE = Section(
    "Độ tin cậy in kèm",
    tuple(
        Figure(f"{label}: {title}", note, _worth(answers, name, write))
        for answers, label in (("words", "Từ"), ("fields", "Trường"), ("kinds", "Loại"))
        for name, title, note, write in (
            ("ece", "ECE", "lệch giữa tin cậy và tỷ lệ đúng", percent),
            ("brier", "Brier", "sai số bình phương", decimal),
            ("auroc", "AUROC", "nhận ra lỗi nhờ tin cậy; 0,5 là may rủi", decimal),
            ("sure", "tin cậy từ 99 %", "trong mọi câu trả lời", counted),
            ("sure_right", "đúng khi tin cậy từ 99 %", "trong các câu trả lời đó", counted),
        )
    ),
)
