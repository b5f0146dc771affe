"""From records to what stands on the screen: Vietnamese dates and numbers, masked numbers, boxes on the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from digitize.errors import NotFound
from digitize.model.fields import Extraction, Field
from digitize.model.geometry import Affine
from digitize.model.match import Comparison, Dossier, Level
from digitize.model.ocr import OcrPage
from digitize.model.search import Hit
from digitize.model.vocabulary import vocabulary
from digitize.text.identifiers import mask

HERE = timezone(timedelta(hours=7))
"""Vietnam has one time zone and no summer time."""

WEAK = 0.6
"""A field below this confidence is marked for a second look."""

_DOT = "•"
_SHOWN = 3
_PERSONAL_NUMBER = re.compile(r"(?<![\d.,/-])\d{3} ?\d{3} ?\d{3}(?: ?\d{3}|\d)?(?![\d.,/]\d)(?!\d)")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def moment(time: datetime | None) -> str:
    """Return a time as people here write it: 22/11/2026 09:15."""
    return f"{time.astimezone(HERE):%d/%m/%Y %H:%M}" if time else ""


def day(value: date | str | None) -> str:
    """Return an ISO date as dd/mm/yyyy; what is no full date (a bare year) stays as it is."""
    if value is None:
        return ""
    text = str(value)
    if not _ISO_DAY.fullmatch(text):
        return text
    return "/".join(reversed(text.split("-")))


def count(number: int) -> str:
    """Return a whole number with dots between thousands."""
    return f"{number:,}".replace(",", ".")


def percent(share: float) -> str:
    """Return a probability as whole percent."""
    return f"{round(share * 100)}%"


def share(percent: float | None) -> str:
    """Return a share in percent with two decimals and a decimal comma; a share of nothing is N/A."""
    return "N/A" if percent is None else f"{percent:.2f}".replace(".", ",")


def bits(evidence: float) -> str:
    """Return evidence in bits with its sign and a decimal comma."""
    return f"{evidence:+.1f}".replace(".", ",").replace("-", "−")


def size(number: int) -> str:
    """Return a number of bytes as people write it: 1,5 MB."""
    amount = float(number)
    for unit in ("byte", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{amount:.1f}".rstrip("0").rstrip(".").replace(".", ",") + f" {unit}"


def masked_text(text: str) -> str:
    """Return `text` with numbers of identity papers, tax codes and phones masked; its length stays.

    Nine, ten or twelve digits in a row, also with blanks between groups of three, are such a number; money, dates and
    codes of dossiers are not.
    """
    return _PERSONAL_NUMBER.sub(lambda match: _hidden(match[0]), text)


def _hidden(number: str) -> str:
    kept = len(number) - _SHOWN
    return "".join(_DOT if char.isdigit() else char for char in number[:kept]) + number[kept:]


def shown(name: str, value: str, *, revealed: bool = False) -> str:
    """Return the value of a field as the screen shows it: dates turned round, personal numbers masked."""
    if name == "thanh_phan":
        return kind_name(value) if value else ""
    key = vocabulary().fields.get(name)
    form = key.form if key else "text"
    if form in ("date", "birth") or name in _DATED:
        return day(value)
    return value if revealed else masked_text(mask(form, value))


def is_masked(name: str, value: str) -> bool:
    """Tell whether `shown` hides a part of the value."""
    return shown(name, value) != shown(name, value, revealed=True)


CIRCUMSTANCES = {
    "thanh_phan": "Thành phần hồ sơ cần có",
    "ngay_nop": "Ngày viết so với ngày tiếp nhận",
    "ngay_xu_ly": "Ngày viết trong thời gian xử lý",
    "ben_canh": "Giấy tờ nằm cạnh",
    "cung_nguoi": "Người cùng có tên trên giấy tờ nằm cạnh",
}
"""What the matcher weighs besides fields: how a dossier fits the paper."""

_DATED = ("ngay_nop", "ngay_xu_ly")
_BESIDE = ("ben_canh", "cung_nguoi")


def field_name(key: str) -> str:
    """Return the name of a field, or of a circumstance that the matcher weighs, on screen."""
    known = vocabulary().fields.get(key)
    return known.name if known else CIRCUMSTANCES.get(key, key)


def kind_name(key: str | None) -> str:
    """Return the name of a kind of paper on screen."""
    known = vocabulary().kinds.get(key or "")
    return known.name if known else "Chưa phân loại"


def owner_number(dossier: Dossier, *, revealed: bool = False) -> str:
    """Return the identity or tax number of a dossier's owner, masked unless revealed."""
    number = dossier.owner_id or ""
    return number if revealed or len(number) <= _SHOWN else _DOT * (len(number) - _SHOWN) + number[-_SHOWN:]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field as a row on screen. `page` counts from 1, 0 if it has no evidence; `index` ties it to its box."""

    index: int
    key: str
    label: str
    value: str
    masked: bool
    confidence: float
    weak: bool
    warnings: tuple[str, ...]
    page: int
    typed: bool


def field_rows(extraction: Extraction, *, revealed: bool = False) -> list[FieldRow]:
    """Return the fields of a document as rows."""
    return [_field_row(index, field, revealed) for index, field in enumerate(extraction.fields)]


def _field_row(index: int, field: Field, revealed: bool) -> FieldRow:
    return FieldRow(
        index=index,
        key=field.name,
        label=field_name(field.name),
        value=shown(field.name, field.value, revealed=revealed),
        masked=not revealed and is_masked(field.name, field.value),
        confidence=field.confidence,
        weak=field.confidence < WEAK or bool(field.warnings),
        warnings=field.warnings,
        page=field.evidence.page if field.evidence else 0,
        typed=field.source.value == "user",
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """The box of a field on a page, in pixels of the prepared page."""

    index: int
    left: int
    top: int
    width: int
    height: int
    label: str


@dataclass(frozen=True, slots=True)
class PageView:
    """One page as the viewer shows it: the stored frame, laid straight, with the boxes of its fields.

    Attributes:
        number, total: position in the document, from 1.
        width, height: of the prepared page in pixels: the viewer's coordinates.
        scan_width, scan_height: of the frame as stored.
        matrix: lays the frame into the prepared page, as SVG writes a matrix.
        read: whether the page was read; without it there is nothing to lay straight.
        verdict, reasons: of the quality check.
    """

    number: int
    total: int
    width: int
    height: int
    scan_width: int
    scan_height: int
    matrix: str
    read: bool
    verdict: str
    reasons: tuple[str, ...]
    marks: tuple[Mark, ...]
    text: str


def page_view(
    page: OcrPage, number: int, total: int, extraction: Extraction, *, revealed: bool = False
) -> PageView:
    """Return how page `number` of a document is shown."""
    image = page.image
    width, height = image.size
    marks = tuple(
        Mark(index, box.left, box.top, box.width, box.height, field_name(field.name))
        for index, field in enumerate(extraction.fields)
        if field.evidence and field.evidence.page == number
        for box in (field.evidence.box,)
    )
    return PageView(
        number=number,
        total=total,
        width=width,
        height=height,
        scan_width=image.scan_size[0],
        scan_height=image.scan_size[1],
        matrix=svg_matrix(inverse(image.to_scan)),
        read=width > 1,
        verdict=image.quality.verdict.value,
        reasons=image.quality.reasons,
        marks=marks,
        text=page.text if revealed else masked_text(page.text),
    )


def inverse(affine: Affine) -> Affine:
    """Return the map from the scan back to the prepared page.

    Raises:
        NotFound: the map folds the page into a line, so there is no page to show.
    """
    try:
        return affine.inverse()
    except ValueError:
        raise NotFound("the page has no area") from None


def svg_matrix(affine: Affine) -> str:
    """Return an affine map as the six numbers of an SVG matrix, column by column."""
    numbers = (affine.a, affine.d, affine.b, affine.e, affine.c, affine.f)
    return " ".join(f"{number:.6g}" for number in numbers)


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """A field held against the register, both values side by side.

    Attributes:
        said: key of what the level is called: of what lies beside a paper, where it lies.
    """

    label: str
    ours: str
    theirs: str
    level: str
    said: str
    bits: float


_WORRIES = (Level.DIFFERENT, Level.NEAR, Level.CONFUSED)


def _worry(level: Level) -> int:
    return _WORRIES.index(level) if level in _WORRIES else len(_WORRIES)


def comparison_rows(comparisons: Sequence[Comparison], *, revealed: bool = False) -> list[ComparisonRow]:
    """Return comparisons as rows: what differs first, then the strongest evidence."""
    ranked = sorted(comparisons, key=lambda item: (_worry(item.level), -abs(item.bits)))
    return [
        ComparisonRow(
            field_name(item.field),
            shown(item.field, item.ours, revealed=revealed),
            shown(item.field, item.theirs, revealed=revealed),
            item.level.value,
            f"{item.field}.{item.level.value}" if item.field in _BESIDE else item.level.value,
            item.bits,
        )
        for item in ranked
    ]


def pieces(hit: Hit) -> list[tuple[str, bool]]:
    """Return a snippet as (text, is a match) pieces, personal numbers masked."""
    text, cut, at = masked_text(hit.snippet), [], 0
    for start, end in hit.marks:
        cut += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*cut, (text[at:], False)] if piece[0]]
