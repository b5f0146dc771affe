"""How each line of a page was read: which words lie in it, and what of it was written by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from digitize.evaluation.boxes import around, moved, quad_of
from digitize.evaluation.cer import words_of
from digitize.model.geometry import Affine, Box
from digitize.model.ocr import OcrPage, Word
from digitize.model.truth import TruthLine, TruthPage

_REACH = 0.8
"""A word belongs to a line whose middle is at most this many line heights above or below its own."""

_LIKE = 0.5
"""A line of unknown place that differs from every line read by more than this share of its letters was not read."""


class Ink(StrEnum):
    """PRINTED: a line of print. MIXED: a line with something written by hand in it. HAND: that alone."""

    PRINTED = "printed"
    MIXED = "mixed"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class LineScore:
    """A line, or a handwritten run of one.

    Attributes:
        ink: None where the truth does not know the places of lines, so that this one was only guessed to be meant.
        text: what stands there, in normal form.
        read: what was read there.
        edits: between the two, blanks included.
        where: its place on the frame as stored, None where nothing is known.
    """

    ink: Ink | None
    text: str
    read: str
    edits: int
    where: Box | None


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of the truth, and what was read in its place.

    Attributes:
        text: what stands there, in normal form.
        read: what was read there.
        hand: from where to where in `text` something is written by hand.
        where: its place on the frame as stored.
    """

    text: str
    read: str
    hand: tuple[tuple[int, int], ...]
    where: Box


@dataclass(frozen=True, slots=True)
class LineFigures:
    """Lines of one ink: how many, their characters, and the share of characters to edit (None without any)."""

    lines: int
    characters: int
    cer: float | None


def line_figures(scores: Iterable[LineScore], ink: Ink) -> LineFigures:
    """Return the figures of the lines of one ink."""
    rows = [row for row in scores if row.ink is ink]
    characters = sum(len(row.text) for row in rows)
    edits = sum(row.edits for row in rows)
    return LineFigures(len(rows), characters, edits / characters if characters else None)


def score_lines(truth: TruthPage, page: OcrPage) -> tuple[LineScore, ...]:
    """Return a score for each line of the truth, and one for each handwritten run in it.

    Where the truth knows the places of lines, a line holds the words that were read within it. Where it does not, each
    line is held against the line read that is most like it.
    """
    lines = [line for line in truth.lines if words_of(line.text)]
    if not lines:
        return ()
    if all(line.box.area for line in lines):
        return _placed(truth, lines, page)
    return _guessed(lines, page)


def _placed(truth: TruthPage, lines: Sequence[TruthLine], page: OcrPage) -> tuple[LineScore, ...]:
    scores: list[LineScore] = []
    for line in _read_lines(truth, lines, page):
        edits = Levenshtein.distance(line.text, line.read)
        scores.append(
            LineScore(Ink.MIXED if line.hand else Ink.PRINTED, line.text, line.read, edits, line.where)
        )
        scores += _runs(line)
    return tuple(scores)


def read_lines(truth: TruthPage, page: OcrPage) -> tuple[ReadLine, ...]:
    """Return the lines of a page with what was read in each; none where the truth does not know their places."""
    lines = [line for line in truth.lines if words_of(line.text)]
    return _read_lines(truth, lines, page) if lines and all(line.box.area for line in lines) else ()


def _read_lines(truth: TruthPage, lines: Sequence[TruthLine], page: OcrPage) -> tuple[ReadLine, ...]:
    held = words_by_line(truth, lines, page)
    return tuple(
        ReadLine(
            text := _plain(line.text),
            _plain(" ".join(word.text for word in words)),
            tuple(_hand(line, text)),
            around(moved(quad_of(line.box), truth.to_scan)),
        )
        for line, words in zip(lines, held, strict=True)
    )


def _hand(line: TruthLine, text: str) -> Iterable[tuple[int, int]]:
    """Yield from where to where each run by hand stands in a line."""
    end = 0
    for run in line.hand:
        mine = _plain(run.text)
        begin = text.find(mine, end) if mine else -1
        if begin >= 0:
            end = begin + len(mine)
            yield begin, end


def words_by_line(truth: TruthPage, lines: Sequence[TruthLine], page: OcrPage) -> list[list[Word]]:
    """Return the words read in each line, from left to right: a word goes to the line whose middle is nearest to its own.

    Lines beside one another, as in the two blocks of a header, are told apart by their width.
    """
    held: list[list[tuple[float, Word]]] = [[] for _ in lines]
    back = truth.to_scan.inverse()
    boxes = np.array([(box.left, box.top, box.right, box.bottom) for box in (line.box for line in lines)])
    height = np.maximum(1, boxes[:, 3] - boxes[:, 1])
    for word in page.words:
        x, y = _centre(word.box, page.image.to_scan, back)
        beside = np.maximum(0, np.maximum(boxes[:, 0] - x, x - boxes[:, 2])) / height
        away = np.abs(y - (boxes[:, 1] + boxes[:, 3]) / 2) / height
        distance = np.where(away <= _REACH, away + beside, np.inf)
        nearest = int(distance.argmin())
        if distance[nearest] <= 2 * _REACH:
            held[nearest].append((x, word))
    return [[word for _, word in sorted(words, key=lambda item: item[0])] for words in held]


def _centre(box: Box, to_scan: Affine, back: Affine) -> tuple[float, float]:
    """Return the middle of a box of the prepared page, on the upright page of the truth."""
    return back.apply(*to_scan.apply(*box.middle))


def _runs(line: ReadLine) -> Iterable[LineScore]:
    """Yield a score for each handwritten run: of the edits that mend the line, those that fall into the run."""
    changes = Levenshtein.editops(line.read, line.text)
    for begin, end in line.hand:
        # What was read too much before the first letter or behind the last one is mostly dotted leaders: not of the hand.
        edits = sum(begin + (change.tag == "delete") <= change.dest_pos < end for change in changes)
        yield LineScore(Ink.HAND, line.text[begin:end], line.read, edits, line.where)


def _guessed(lines: Sequence[TruthLine], page: OcrPage) -> tuple[LineScore, ...]:
    texts = [_plain(line.text) for line in lines]
    ours = [(_plain(line.text), line.box) for line in page.lines]
    if not ours:
        return tuple(LineScore(None, text, "", len(text), None) for text in texts)
    distance = cdist(texts, [text for text, _ in ours], scorer=Levenshtein.distance, dtype=np.int64)
    scores = []
    for number, text in enumerate(texts):
        best = int(distance[number].argmin())
        read, box = ours[best]
        edits = int(distance[number, best])
        if edits > _LIKE * len(text):
            scores.append(LineScore(None, text, "", len(text), None))
        else:
            where = around(moved(quad_of(box), page.image.to_scan))
            scores.append(LineScore(None, text, read, edits, where))
    return tuple(scores)


def _plain(text: str) -> str:
    return " ".join(words_of(text))
