"""How numbers were read: printed ones, the codes among them, and what is written by hand into numbered and dated slots.

A number is held against what was read in its place, as the edits of its line align both; a blank within it is an error.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from digitize.evaluation.bounds import Share, share_of
from digitize.evaluation.lines import ReadLine, read_lines
from digitize.model.geometry import Box
from digitize.model.ocr import OcrPage
from digitize.model.truth import TruthPage
from digitize.ocr.slots import slot_spans
from digitize.text.identifiers import (
    is_tax_code,
    parse_cccd,
    parse_dossier_code,
    parse_phone,
    repair_dossier_code,
)

_DIGITS = 4
"""A number that is worth counting has at least so many."""

_WORD = re.compile(r"\S+")
_AROUND = ".,;:()\"'“”"
"""Signs that stand about a number and are not of it."""

Span = tuple[int, int]


class NumberKind(StrEnum):
    """PRINTED and WRITTEN by hand: four digits and more. CODE: mã hồ sơ, CCCD or MST, printed. SLOT: by hand in a number or date."""

    PRINTED = "printed"
    CODE = "code"
    SLOT = "slot"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class NumberScore:
    """A number.

    Attributes:
        text: what stands there.
        read: what was read there; of a code what its grammar makes of that.
        line: as it was read.
        where: the line's place on the frame as stored.
    """

    kind: NumberKind
    text: str
    read: str
    line: str
    where: Box

    @property
    def right(self) -> bool:
        """Whether it was read exactly."""
        return self.text == self.read


@dataclass(frozen=True, slots=True)
class NumberFigures:
    """Numbers of a kind: those read exactly, and the share of their characters to edit (None without any)."""

    exact: Share
    cer: float | None


def number_figures(scores: Iterable[NumberScore], kind: NumberKind) -> NumberFigures:
    """Return the figures of the numbers of one kind."""
    rows = [row for row in scores if row.kind is kind]
    characters = sum(len(row.text) for row in rows)
    edits = sum(Levenshtein.distance(row.text, row.read) for row in rows)
    exact = share_of(sum(row.right for row in rows), len(rows))
    return NumberFigures(exact, edits / characters if characters else None)


def score_numbers(truth: TruthPage, page: OcrPage) -> tuple[NumberScore, ...]:
    """Return a score for each number of a page; none where the truth does not know the places of lines."""
    return tuple(score for line in read_lines(truth, page) for score in _scores(line))


def _scores(line: ReadLine) -> Iterator[NumberScore]:
    """Yield the numbers of a line; a code is a printed number as well."""
    slots = [span for _, span in slot_spans(line.text)]
    for span in _numbers(line.text):
        text = line.text[slice(*span)]
        if not any(_meet(span, run) for run in line.hand):
            yield _score(NumberKind.PRINTED, line, span, _no_blank)
            if _is_code(text):
                yield _score(NumberKind.CODE, line, span, str.isdigit)
        elif not any(_meet(span, slot) for slot in slots):
            yield _score(NumberKind.WRITTEN, line, span, str.isdigit)
    for run in line.hand:
        if any(start <= run[0] and run[1] <= end for start, end in slots):
            yield _score(NumberKind.SLOT, line, run, str.isdigit)


def _is_code(text: str) -> bool:
    """Tell whether a number is a mã hồ sơ, CCCD or MST; of one phone number in ten the check digit of an MST holds by chance."""
    is_tax = is_tax_code(text) and not parse_phone(text)
    return bool(is_tax or parse_dossier_code(text) or parse_cccd(text))


def _numbers(text: str) -> Iterator[Span]:
    """Yield from where to where each number of a text reaches."""
    for word in _WORD.finditer(text):
        start = word.start() + len(word[0]) - len(word[0].lstrip(_AROUND))
        end = word.end() - len(word[0]) + len(word[0].rstrip(_AROUND))
        if sum(map(str.isdigit, text[start:end])) >= _DIGITS:
            yield start, end


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _score(kind: NumberKind, line: ReadLine, span: Span, belongs: Callable[[str], bool]) -> NumberScore:
    read = _read_at(line, span, belongs)
    if kind is NumberKind.CODE:
        read = next((code.code for code in repair_dossier_code(read)), read)
    return NumberScore(kind, line.text[slice(*span)], read, line.read, line.where)


def _no_blank(sign: str) -> bool:
    return not sign.isspace()


def _read_at(line: ReadLine, span: Span, belongs: Callable[[str], bool]) -> str:
    """Return what was read in the place of a part of a line, with what `belongs` to it and was read beside it."""
    kept = [
        place + step.dest_start - step.src_start
        for step in Levenshtein.opcodes(line.text, line.read)
        if step.tag != "delete"
        for place in range(max(span[0], step.src_start), min(span[1], step.src_end))
    ]
    if not kept:
        return ""
    start, end = kept[0], kept[-1] + 1
    while start and belongs(line.read[start - 1]):
        start -= 1
    while end < len(line.read) and belongs(line.read[end]):
        end += 1
    return line.read[start:end].strip(_AROUND + " ")
