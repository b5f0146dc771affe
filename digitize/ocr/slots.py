"""Reads what is written by hand into a printed line: the number of "Số: …/QĐ-UBND", the day of "ngày … tháng … năm …".

The printed words tell where a slot begins and ends and what it can hold. A network of its own reads it and tells what was
filled in from what was printed with the line; what was printed stays as the line's reader has it.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from digitize.model.geometry import Box
from digitize.ocr.ctc import Letter
from digitize.ocr.identities import read_identity
from digitize.ocr.looks import Again, ReadWindow
from digitize.ocr.slot_text import DAY, DIGITS, IDENTITY, MONTH, NUMBER, YEAR, Alphabet, Grammar, SlotText
from digitize.ocr.window import Ruler
from digitize.ports import Pixels
from digitize.text.fold import fold
from digitize.text.identifiers import is_tax_code

Floats = NDArray[np.float32]
Line = tuple[Letter, ...]
Network = Callable[[Floats], Floats]
"""Maps ink (slots, 1, 64, columns), 0 paper to 1 the darkest, to scores (slots, columns / 4, classes)."""

ROWS: Final = 64
"""Rows of a window: the line in the middle half, since a pen goes above and below it."""

_AROUND = 0.5
"""Heights of the line that a window shows above and below it."""

_BESIDE = 0.3
"""Heights of the line by which a window reaches into the words before and after: a letter's step lies in its middle."""

_YEAR_WIDTH = 2.8
"""Heights of the line that a year takes where nothing was read of it."""

_WIDEST, _MULTIPLE, _STRIDE = 512, 32, 4
_FAINTEST = 40.0
"""Grey levels between paper and ink at least, lest noise be read where nothing is written."""

_SETTLED = 0.98
"""A slot whose every letter is more probable than this, and that holds what it can hold, is not looked at again."""

_FILLED = 0.4
"""The share of its digits by which a slot counts as filled in: of a year, the end alone may be."""

_SLOPE, _SHIFT = 0.62, -0.7
"""What the reader's log odds are worth on hands that it never saw; it is surer than it is right. As `slots.evaluate` fits."""

_SURE, _SURER = 0.35, 0.5
"""What is filled in is taken from the slot's reader when that is surer than the first where the line's reader has what cannot
be, else than the second and than the line's reader.
"""

_DENIED = 6.0
"""An identity number is none where the line's reader finds letters and digits so much more probable (logarithm): B1234567 is a
passport's."""

_CERTAIN = 0.95
"""A sign printed where only a digit can be is taken for the digit when the slot's reader is surer than this."""

_SLOT = r"(?:(?![a-z]{3}).|[a-z]{1,2}(?=th[a-z]ng|nam(?![a-z]))){0,30}?"
"""What is written may be read as letters, even as joined to the word behind; three of them are a word."""

_SLANTING = r"(?:/(?!(?:19|20)\d\d/)[^a-z/]{0,5}(?=/))?"
"""A 1 that leans may be read as a stroke; the stroke of the number is the last one, but for that of a year."""

_OF_IDENTITY = r"(?:cmn[do]|ccc[dpo]|the can cuoc|can cuoc cong dan|chung minh nhan dan|dinh danh(?: ca nhan)?|tuy than|nhan than)"
"""What announces an identity number."""

NUMBERED = re.compile(
    rf"(?:^|[^a-z0-9])(?P<label>s(?:[o06](?: ?[:;.,])?|(?= ?[:\d])))(?P<number>(?: ?/(?=[^a-z/]{{2,6}}/))?{_SLOT}{_SLANTING})(?=/|- ?[a-z]{{2}}|(?<![ :;.,])(?<!s[o06]) [a-z]{{2,5}}-)"
)
DATED = re.compile(
    rf"(?:(?<![a-z])n[gq]a[yv](?P<day>{_SLOT}))?th[a-z]ng"
    rf"(?:(?P<month>{_SLOT})nam(?![a-z])(?:(?P<year>(?:(?![a-z]{{2}}).){{0,8}}?)(?=[.,;:)]*(?:$| [^\d])))?)?"
)
IDENTIFIED = re.compile(
    rf"{_OF_IDENTITY}(?:(?!{_OF_IDENTITY})[^0-9:;.]){{0,30}}?(?:(?:so|[:;.-]) ?)+"
    r"(?P<identity>(?:(?![a-z]{2})[^,;()]){5,22}?)(?= ?(?:[,;()]|cap|ngay|noi|do |tai |[-•.…]*$| [-•]))"
)
_sign: Final[Callable[[Letter], str]] = attrgetter("sign")
_GRAMMARS = {"number": NUMBER, "day": DAY, "month": MONTH, "year": YEAR, "identity": IDENTITY}


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of a line: the letters [start, end) that were read in it, and from where to where it is looked at.

    `left` and `right` are pixels of the page.
    """

    grammar: Grammar
    start: int
    end: int
    left: float
    right: float


class SlotReader:
    """Corrects what a line's reader made of its slots.

    Args:
        network: reads windows.
        signs: class k + 1 of the network is signs[k].
        read_line: the line's reader.
        line_signs: class k + 1 of the line's reader is line_signs[k].
    """

    def __init__(self, network: Network, signs: str, read_line: ReadWindow, line_signs: str) -> None:
        self._network, self._read_line = network, read_line
        self._alphabet = Alphabet(signs)
        self._digits = [0, *(line_signs.index(digit) + 1 for digit in DIGITS)]
        self._alphanumeric = [0, *(k for k, sign in enumerate(line_signs, 1) if sign.isalnum())]

    def corrected(self, line: Line, seen: Floats, grey: Pixels, box: Box, ruler: Ruler) -> Line:
        """Return a line, its slots as they are filled in.

        Args:
            line: as its reader has it.
            seen: (steps, classes) probabilities by which it has.
            grey: the page, (height, width).
            box: the line on it.
            ruler: where the steps of the letters lie.
        """
        doubtful = [
            slot
            for slot in slots_of(line, box, ruler)
            if not _settled(line[slot.start : slot.end], slot.grammar)
        ]
        if not doubtful:
            return line
        windows = [slot_window(grey, box, slot.left, slot.right) for slot in doubtful]
        for slot, window, chances in reversed(
            list(zip(doubtful, windows, self._chances(windows), strict=True))
        ):
            if slot.grammar is IDENTITY:
                line = self._identified(line, seen, slot, chances, Again(self._read_line, grey, box, ruler))
                continue
            found = self._alphabet.read(chances, slot.grammar)
            if found.text and found.filled > _FILLED:
                if _worth(found.chance) > _rival(line[slot.start : slot.end], slot.grammar, found):
                    page = Ruler(slot.left, (slot.right - slot.left) / window.shape[1] * _STRIDE)
                    line = _replaced(line, slot, found, _span(found, page, ruler))
            elif found.text and found.chance > _CERTAIN:
                line = _mended(line, slot, found)
        return line

    def _identified(self, line: Line, seen: Floats, slot: Slot, chances: Floats, again: Again) -> Line:
        """Return a line with the identity number in a slot that its reader, which looks again, and the slot's find likeliest."""
        first = line[slot.start - 1].last + 1
        last = line[slot.end].first if slot.end < len(line) else len(seen)
        looks = [look[:, self._digits] for look in (seen[first:last], *again.looks(first, last))]
        found = read_identity(looks, self._alphabet.digits(chances), self._alphabet.filled(chances))
        read = _text(line[slot.start : slot.end])
        least = _SURER if IDENTITY.allows(read) else _SURE
        if found is None or found.text == read or found.chance < least:
            return line
        seen = seen[first:last]
        if float(np.log(seen[:, self._alphanumeric].max(1)).sum()) - found.by_line > _DENIED:
            return line
        chance = found.chance ** (1 / len(found.digits))
        digits = [
            replace(one, first=first + one.first, last=first + one.last, chance=min(chance, one.chance))
            for one in found.digits
        ]
        return _put(line, slot, digits)

    def _chances(self, windows: Sequence[Pixels]) -> Iterator[Floats]:
        """Yield the probabilities (steps, classes) of each window."""
        columns = -(-max(ink.shape[1] for ink in windows) // _MULTIPLE) * _MULTIPLE
        inks = np.zeros((len(windows), 1, ROWS, columns), np.float32)
        for row, ink in zip(inks, windows, strict=True):
            np.multiply(ink, np.float32(1 / 255), out=row[0, :, : ink.shape[1]])
        for row, ink in zip(self._network(inks), windows, strict=True):
            steps = row[: -(-ink.shape[1] // _STRIDE)]
            powers = np.exp(steps - steps.max(1, keepdims=True))
            yield powers / powers.sum(1, keepdims=True)


def slots_of(line: Line, box: Box, ruler: Ruler) -> tuple[Slot, ...]:
    """Return the slots of a line, from left to right, none within another."""
    found = (_slot(name, span, line, box, ruler) for name, span in slot_spans(map(_sign, line)))
    return tuple(sorted(found, key=lambda slot: slot.start))


def slot_spans(signs: Iterable[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each slot of a text: "identity", "number", "day", "month" or "year", and from where to where it reaches."""
    text = "".join(map(_bare, signs))
    identities = [match.span("identity") for match in IDENTIFIED.finditer(text)]
    yield from (("identity", span) for span in identities)
    for pattern, names in ((NUMBERED, ("number",)), (DATED, ("day", "month", "year"))):
        for match in pattern.finditer(text):
            spans = ((name, match.span(name)) for name in names if match[name] is not None)
            yield from ((name, span) for name, span in spans if not _meets(span, identities))


def _meets(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start <= span[1] and span[0] <= end for start, end in others)


def _slot(name: str, span: tuple[int, int], line: Line, box: Box, ruler: Ruler) -> Slot:
    start, end = span
    left = ruler.at(line[start - 1].last + 1)
    if end < len(line):
        right = ruler.at(line[end].first)
    else:
        right = ruler.at(line[-1].last + 1) if end > start else left + _YEAR_WIDTH * box.height
    reach = _BESIDE * box.height
    return Slot(_GRAMMARS[name], start, end, left - reach, max(left, right) + reach)


@lru_cache(maxsize=1_024)
def _bare(sign: str) -> str:
    """Return a sign in lower case without marks, one for one."""
    return (fold(sign) or sign)[:1]


def _settled(letters: Line, grammar: Grammar) -> bool:
    """Return whether a line's reader is sure of what it read in a slot, and the slot can hold that.

    Behind the label of an identity number that of a passport, of an officer or of a tax payer may stand, but no stroke or dot between
    digits; a number of nothing but digits, too many or too few, may have lost one.
    """
    text = _text(letters)
    if grammar is IDENTITY:
        text = text.replace(" ", "")
        holds = grammar.allows(text) or is_tax_code(text) or (text.isalnum() and not text.isdigit())
    else:
        holds = grammar.allows(text)
    return holds and all(letter.chance > _SETTLED for letter in letters)


def _text(letters: Line) -> str:
    return "".join(letter.sign for letter in letters).strip()


def _rival(letters: Line, grammar: Grammar, found: SlotText) -> float:
    """Return how sure what was found must be to take the place of what a line's reader has.

    Where the slot is filled in throughout, the line's reader's word counts for little: it learned print.
    """
    if not grammar.allows(_text(letters)):
        return _SURE
    return max(_SURER, min(1.0, 2 * (1 - found.filled)) * math.prod(letter.chance for letter in letters))


def _worth(chance: float) -> float:
    """Return how often the slot's reader is right when it calls what is filled in so probable."""
    likely = min(max(chance, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-_SHIFT - _SLOPE * math.log(likely / (1 - likely))))


def _span(found: SlotText, window: Ruler, line: Ruler) -> tuple[int, int]:
    """Return the first and the last step of the line at which a slot's digits stand."""
    first, last = ((window.at(step) - line.left) / line.scale for step in (found.first, found.last + 1))
    return round(first), max(round(first), round(last) - 1)


def _replaced(line: Line, slot: Slot, found: SlotText, span: tuple[int, int]) -> Line:
    """Return a line with what a slot says in the place of what was read there."""
    chance = _worth(found.chance) ** (1 / len(found.text))
    first, last = span
    return _put(line, slot, [Letter(sign, first, last, chance) for sign in found.text])


def _put(line: Line, slot: Slot, digits: Sequence[Letter]) -> Line:
    """Return a line with other digits in a slot, apart from the words beside it."""
    before, after = list(line[: slot.start]), list(line[slot.end :])
    while before and before[-1].sign == " ":
        before.pop()
    while after and after[0].sign == " ":
        after.pop(0)
    first, last = digits[0].first, digits[-1].last
    apart = [] if not after or after[0].sign in ".,;:)" else [Letter(" ", last, last, 1.0)]
    return (*before, Letter(" ", first, first, 1.0), *digits, *apart, *after)


def _mended(line: Line, slot: Slot, found: SlotText) -> Line:
    """Return a line, its slot sign by sign as its reader has it, where the line's reader saw there what cannot be."""
    places = [place for place in range(slot.start, slot.end) if line[place].sign != " "]
    text = "".join(line[place].sign for place in places)
    if len(text) != len(found.text) or slot.grammar.allows(text):
        return line
    chance = found.chance ** (1 / len(text))
    mended = list(line)
    for place, sign in zip(places, found.text, strict=True):
        mended[place] = Letter(sign, line[place].first, line[place].last, chance)
    return tuple(mended)


def slot_window(grey: Pixels, line: Box, left: float, right: float) -> Pixels:
    """Return the ink of a slot, 0 paper to 255 the darkest, uint8 (64, columns); white beyond the page.

    Args:
        grey: the page, (height, width).
        line: the line in which the slot lies.
        left: where the slot begins, in pixels of the page.
        right: where it ends.
    """
    reach = _AROUND * line.height
    top, bottom = round(line.top - reach), round(line.bottom + reach)
    start, end = round(left), max(round(left) + 1, round(right))
    cut = grey[max(0, top) : max(0, bottom), max(0, start) : max(0, end)]
    height, width = grey.shape
    margins = max(0, -top), max(0, bottom - height), max(0, -start), max(0, end - width)
    whole = cv2.copyMakeBorder(cut, *margins, cv2.BORDER_CONSTANT, value=(255.0,))
    columns = min(_WIDEST, max(8, round((end - start) * ROWS / (bottom - top))))
    how = cv2.INTER_AREA if bottom - top > ROWS else cv2.INTER_LINEAR
    small = cv2.resize(whole, (columns, ROWS), interpolation=how)
    paper, dark = np.percentile(small[::2, ::2], (85, 1))
    ink = (paper - small.astype(np.float32)) * (255.0 / max(_FAINTEST, paper - dark))
    clipped: Pixels = np.clip(ink, 0, 255).astype(np.uint8)
    return clipped
