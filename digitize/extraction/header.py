"""The header of an agency's paper: Nghị định 30/2020/NĐ-CP, Phụ lục I, boxes 1 to 5, 9a and 10b.

Left block: parent and issuing agency, number, V/v. Right block: motto, place and date. Below: title, abstract, Kính gửi.
The motto's left edge parts the blocks, so a recogniser that glued both into one line does no harm.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from digitize.extraction.catalogue import rules
from digitize.extraction.forms import Form
from digitize.extraction.readers import (
    Reading,
    clean,
    read_civil_number,
    read_date,
    read_pattern,
    read_text,
)
from digitize.extraction.symbols import read_symbol
from digitize.extraction.view import PageView, Piece, flat, opens_with
from digitize.model.geometry import enclose
from digitize.model.ocr import Word

_SO = re.compile(r"^\W*(?:s[o06a]|№)[\s:;.,]*(?=\S)")
_ABOUT = re.compile(r"(?<=[\s-])(?:Về việc|V/v)\s")
"""Opens an abstract; what stands before it in its line is a stamp."""
_STAMP = re.compile(r"^\W*(?:cv\W{0,2})?[dn]en\W{0,2}\d*\W*(?:ngay)?\W*\d{1,2}/\d{1,2}/\d{2,4}\W+")
"""A stamp of arrival with its day, which stands in the line of an abstract: "ĐẾN, ngày 24/12/2021 - Thu phí"."""
_REFERENCE = re.compile(r"^\W*(?:v\s?[/i1l]\s?[vy]|v\sv\b|ve viec)\s*[:.]?\s*")
_NOTHING_ELSE = re.compile(
    r"^\W*(?:[^\d,:;]{2,40}[,.]\s*)?ngay\s*\S{1,4}?\s*thang\s*\S{1,4}\s*nam\s*\d{4}\W*$"
)
_PLACE_AND_DATE = re.compile(r"\bngay.{0,12}thang.{0,10}nam")
_NUMBERED = re.compile(r"\d\s*/\s*(?:\d{4}\s*/\s*)?[a-z]{2,}\s*-")
_ARRIVED = re.compile(r"^\W*(?:cv )?den\b")
_STAMP_LINES = 3
_APART = 0.8
"""Line heights between a header and a stamp below it, at least."""
_ABSTRACT_LINES = 8
_ADDRESSEES = 16
"""Lines among which they are looked for, those of a stamp among them."""
_INDENTED = 0.5
"""Line heights that the middle of an indented line stands off that of the centred line above."""
_ZONE = 0.4
_ALIKE = 90.0
"""Of a hundred letters of a desk's name."""
_LEGIBLE = 0.35
"""Words at the end of an agency's name that are read worse are a seal's or a stamp's."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value of a field with the piece that it was read from."""

    field: str
    reading: Reading
    piece: Piece


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The lines of both blocks, top to bottom. `left` is empty where the motto stands over the whole width."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]


def read_header(page: PageView, form: Form, title: tuple[Piece, ...]) -> Iterator[Found]:
    """Yield the header fields of the first page of an agency's paper.

    Args:
        page: the first page.
        form: the form of the paper's kind.
        title: the pieces of the title, or of V/v where there is none.
    """
    blocks = _blocks(page, title if form.titles else ())
    names, rest = _agencies(page, blocks.left)
    agencies = [name for name in names if not _is_desk(name)] or names
    if agencies:
        yield Found("co_quan_ban_hanh", Reading(clean(agencies[-1].text)), agencies[-1])
    if len(agencies) > 1:
        yield Found("co_quan_chu_quan", Reading(clean(agencies[-2].text)), agencies[-2])
    number = _number(rest or blocks.left, form) or _number(page.pieces[: len(page.pieces) // 2], form)
    if number:
        yield number
    issued = place_and_date(blocks.right)
    if issued:
        yield issued
    urgency = _urgency(page)
    if urgency:
        yield urgency
    abstract = _abstract(page, title) if form.abstract and title else _reference(rest)
    if abstract and (form.abstract or not form.titles):
        yield Found("trich_yeu", abstract.reading, abstract.piece)
    yield from addressees(page)


def place_and_date(lines: tuple[Piece, ...]) -> Found | None:
    """Return the date of issue from the first line that reads "…, ngày … tháng … năm …"."""
    for line in lines:
        if _PLACE_AND_DATE.search(line.folded):
            reading = read_date(line.text)
            return Found("ngay_ban_hanh", reading, line) if reading else None
    return None


def signing_day(lines: tuple[Piece, ...]) -> Found | None:
    """Return the place and date that stand alone on a line, as above the signature of an application or a card."""
    return place_and_date(tuple(line for line in lines if _NOTHING_ELSE.match(line.folded)))


def _blocks(page: PageView, title: tuple[Piece, ...]) -> _Blocks:
    width, height = page.size
    bottom = min((piece.box.top for piece in title), default=_ZONE * height)
    motto = _motto(page)
    if motto is None:
        parts = [part for row in page.rows(0, width, 0, bottom) for part in row.parts()]
        left = tuple(part for part in parts if part.box.left < 0.45 * width)
        return _Blocks(left, tuple(part for part in parts if part not in left))
    top = motto.box.top - 2.5 * motto.box.height
    if motto.box.middle[0] < 0.57 * width and motto.box.left < 0.4 * width:
        return _Blocks((), page.rows(0, width, top, bottom))
    split = motto.box.left - 0.5 * motto.box.height
    return _Blocks(page.rows(0, split, top, bottom), page.rows(split, width, top, bottom))


def _motto(page: PageView) -> Piece | None:
    for piece in page.pieces:
        if piece.box.top > _ZONE * page.size[1]:
            break
        for motto in rules().mottos:
            at = fuzz.partial_ratio_alignment(motto, piece.folded, score_cutoff=80)
            if at and len(piece.folded) >= 0.8 * len(motto):
                return piece.cut(at.dest_start, at.dest_end)
    return None


def _agencies(page: PageView, left: tuple[Piece, ...]) -> tuple[list[Piece], tuple[Piece, ...]]:
    """Return the agencies of the left block, parent first, and the lines below them."""
    found: list[Piece] = []
    for index, line in enumerate(left):
        # "SỞ" folds as "Số" does.
        numbered = _SO.match(line.folded) and (
            not line.folded.startswith("so ") or line.text.startswith("Số ")
        )
        if numbered or _REFERENCE.match(line.folded) or _NUMBERED.search(line.folded):
            return found, left[index:]
        if found and _opens_stamp(page, left, index):
            # The agency in a stamp of arrival received the paper.
            return found, left[index:]
        text = clean(Piece(line.page, _lettered(line)).text)
        if not any(char.isalpha() for char in text) or len(text) < 3:
            continue
        if not line.is_upper:
            return found, left[index:]
        starts = opens_with(flat(text), rules().agencies)
        if found and opens_with(found[-1].folded, rules().firms):
            # "CÔNG TY CỔ PHẦN GIÀY DA" goes on with "TRƯỜNG THÀNH".
            starts = opens_with(flat(text), rules().firms)
        if starts or not found:
            found.append(Piece(line.page, _lettered(line)))
        else:
            found[-1] = Piece(line.page, found[-1].words + _lettered(line))
    return found, ()


def _is_desk(name: Piece) -> bool:
    """Tell whether a name is that of a desk of the agency above, though a letter of it was misread."""
    openings = ((desk, name.folded[: len(desk)]) for desk in rules().desks)
    return any(fuzz.ratio(desk, opening) >= _ALIKE for desk, opening in openings)


def _opens_stamp(page: PageView, left: tuple[Piece, ...], index: int) -> bool:
    """Tell whether a line stands apart from those above and over the "ĐẾN" of a stamp of arrival, though beside the title."""
    box = left[index].box
    apart = box.top - left[index - 1].box.bottom > _APART * box.height
    reach = box.bottom + _STAMP_LINES * (_APART + 1) * box.height
    arrived = (piece for piece in page.pieces if _ARRIVED.match(piece.folded) and piece.box.left < box.right)
    return apart and any(box.bottom < piece.middle < reach for piece in arrived)


def _lettered(line: Piece) -> tuple[Word, ...]:
    """Return the words of an agency's line without a speck before it and the rule below it, which is read as dashes."""
    words = list(line.words)
    if len(words) > 1 and len(words[0].text) == 1 and words[0].text.isdigit():
        del words[0]
    while words and (not any(char.isalnum() for char in words[-1].text) or words[-1].confidence < _LEGIBLE):
        words.pop()
    return tuple(words) or line.words


def _number(lines: tuple[Piece, ...], form: Form) -> Found | None:
    """Return the số/ký hiệu of the first line that begins with "Số:"."""
    for line in lines:
        start = _SO.match(line.folded)
        if not start:
            continue
        reading = _read_number(line.text[start.end() :], form)
        # "Số" without a colon may begin any sentence, but not before what only such a number looks like.
        sure = form.number == "household_business" or _NUMBERED.search(line.folded)
        if reading and (sure or any(char in ":;." for char in start[0])):
            return Found("so_ky_hieu", reading, line.cut(start.end(), len(line.text)))
    return None


def _read_number(text: str, form: Form) -> Reading | None:
    """Read the number that papers of a form bear, from what follows "Số:"."""
    reading = read_symbol(text, rules().symbol_words, form.symbols, rules().symbol_repairs)
    if reading is None and form.number != "symbol":
        reading = (read_civil_number if form.number == "civil_number" else read_pattern(form.number))(text)
    return reading


def _urgency(page: PageView) -> Found | None:
    for piece in page.pieces:
        if piece.box.top > _ZONE * page.size[1]:
            break
        for urgency in rules().urgencies:
            if piece.is_upper and fuzz.ratio(urgency, flat(clean(piece.text))) >= 90:
                return Found("do_khan", Reading(clean(piece.text)), piece)
    return None


def _abstract(page: PageView, title: tuple[Piece, ...]) -> Found | None:
    """Join the centred lines right under a title, until the spacing, the letters or the words say that it is over."""
    below = enclose(piece.box for piece in title)
    width = page.size[0]
    lines: list[Piece] = []
    for whole in page.rows(0, width, below.bottom - 1, page.size[1]):
        last = lines[-1].box if lines else below
        limit = 1.0 if lines else 3.0
        # A stamp may stand beside the line.
        row = min(whole.parts(), key=lambda part: abs(part.box.middle[0] - below.middle[0]))
        if abs(row.box.middle[0] - below.middle[0]) > 0.15 * width:
            continue
        # The first line of a paragraph is indented, hence not centred below the abstract.
        indented = bool(lines) and row.box.middle[0] - last.middle[0] > _INDENTED * last.height
        # "thực hiện dịch vụ công" goes on with the abstract, "Thực hiện Kế hoạch" opens the text.
        opens = _begins_sentence(row) and opens_with(row.folded, rules().after_title)
        # "COVID-19" may stand alone in the last line.
        heading = row.is_upper and not any(char.isdigit() for char in row.text)
        over = heading or opens or indented
        if over or row.box.top - last.bottom > limit * last.height or len(lines) == _ABSTRACT_LINES:
            break
        lines.append(row if lines else row.cut(_begins_at(row), len(row.text)))
    return _joined(lines, clean(" ".join(line.text for line in lines)))


def _begins_at(line: Piece) -> int:
    """Return where the abstract begins in its first line: behind a stamp of arrival with its day, or with "Về việc"."""
    about, stamp = _ABOUT.search(line.text), _STAMP.match(line.folded)
    return about.start() if about else stamp.end() if stamp else 0


def _reference(rest: tuple[Piece, ...]) -> Found | None:
    """Join the lines of the left block from V/v on, and drop V/v itself."""
    lines: list[Piece] = []
    for line in rest:
        if not lines and not _REFERENCE.match(line.folded):
            continue
        if any(_addressee().match(part.folded) for part in line.parts()) or (
            lines and line.box.top - lines[-1].box.bottom > 1.5 * lines[-1].box.height
        ):
            break
        lines.append(line)
    if not lines:
        return None
    start = _REFERENCE.match(lines[0].folded)
    text = " ".join([lines[0].text[start.end() if start else 0 :], *(line.text for line in lines[1:])])
    return _joined(lines, clean(text))


def addressees(page: PageView) -> Iterator[Found]:
    """Yield the addressees after "Kính gửi:", one a line, joined by "; "."""
    for index, piece in enumerate(page.pieces):
        start = _addressee().match(piece.folded)
        # "gửi danh sách về Sở" goes on with a sentence.
        if not start or not _begins_sentence(piece) or piece.box.top > 0.6 * page.size[1]:
            continue
        lines = [piece] if clean(piece.text[start.end() :]) else []
        names = [clean(piece.text[start.end() :])] if lines else []
        column = piece.cut(start.end(), len(piece.text)).box.left if lines else piece.box.right
        last, right = piece, piece.box.right
        for below in page.pieces[index + 1 : index + _ADDRESSEES]:
            left = below.box.left < column - 2 * page.line_height
            if left and below.box.width < 0.3 * page.size[0] and below.box.right < column:
                continue  # A stamp of arrival in the margin.
            if below.box.left > right + page.line_height:
                continue  # A stamp of arrival beside the names.
            dashed = below.text.startswith(("-", "–"))
            # A label and its value, as "Giới tính: Nam" on the line below, are no addressee; "- Sở Y tế:" is one misread.
            labelled = ":" in (below.text.rstrip(": ") if dashed else below.text)
            if left or below.box.top - last.box.bottom > page.line_height or labelled:
                break
            opens = not names or dashed or names[-1].endswith(";") or not below.text[0].islower()
            names = (
                [*names, clean(below.text)] if opens else [*names[:-1], f"{names[-1]} {clean(below.text)}"]
            )
            lines.append(below)
            last, right = below, max(right, below.box.right)
        found = _joined(lines, "; ".join(filter(None, names)))
        if found:
            yield Found("kinh_gui", found.reading, found.piece)
        return


def _begins_sentence(piece: Piece) -> bool:
    """Tell whether the first letter of a line is a capital."""
    return next(filter(str.isalpha, piece.text), "").isupper()


@cache
def _addressee() -> re.Pattern[str]:
    """Return what stands before the addressees; the last letter of a long one may be misread: "Kinh gửu"."""
    texts = (
        re.escape(text[:-1]) + r"\w?" if len(text) > 7 else re.escape(text) for text in rules().addressees
    )
    return re.compile(rf"^\W*(?:{'|'.join(texts)})\b\s*[:;.]?\s*")


def _joined(lines: list[Piece], text: str) -> Found | None:
    reading = read_text(text)
    if not lines or reading is None:
        return None
    return Found("", reading, Piece(lines[0].page, tuple(word for line in lines for word in line.words)))
