"""split: which sides of an upload make one paper, and which belong to none.

Each side is asked by itself what it shows (`signs`), and only that is kept. Then the stack is gone through once; what a
paper shows is forgotten where the next one begins.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from rapidfuzz.distance import Levenshtein

from digitize.extraction.pairs import Twins
from digitize.extraction.signs import Signs, signs_of, split_rules
from digitize.model.ocr import OcrPage
from digitize.model.truth import Face

_SEVERAL = 2
"""Papers of a stack among which a blank side may be another."""
_SLIP = 1
"""Letters by which two codes may differ that are one, misread."""


@dataclass(frozen=True, slots=True)
class Parted:
    """How the sides of an upload part, numbered from 0: each is in one paper or in `separators`.

    Attributes:
        papers: the sides of each paper in order, its blank sides and notes included.
        separators: sheets laid between papers, and their blank backs.
        notes: for each side that shows a stuck note, alone or on its sheet, the side that shows the sheet without it.
    """

    papers: tuple[tuple[int, ...], ...]
    separators: tuple[int, ...] = ()
    notes: tuple[tuple[int, int], ...] = ()


def split(pages: Iterable[OcrPage]) -> Parted:
    """Part the sides of an upload into papers.

    Blank sides go with the paper or the separator sheet before them. Where none is to be expected, they may be a paper that
    was scanned too light, and stand by themselves: in front of all, alone between separator sheets, and among several
    papers unless they are backs or bear something dark. So does a side that could not be read. What follows and goes on with the
    paper before takes them back.

    Args:
        pages: as read, in the order of the scan. Gone through once, one at a time.
    """
    twins = Twins()
    sides = []
    for page in pages:
        side = signs_of(page)
        twins.see(page if side.face is Face.PAPER else None, keeps=side.face in (Face.BLANK, Face.NOTE))
        sides.append(side)
    stack = _Stack(_faint_told(sides, twins.later), twins.later)
    for index in range(len(sides)):
        stack.add(index)
    papers, separators = stack.end()
    return Parted(papers, separators, tuple(sorted((twins.notes | stack.notes).items())))


def _faint_told(sides: Sequence[Signs], twins: frozenset[int]) -> list[Signs]:
    """Return the sides, those as lost that are blank among several papers, bear nothing dark and are not the back of a sheet.

    What lies before a sheet that was scanned again without its note is the back of that sheet.
    """
    told = list(sides)
    backs = set(_before_twins(sides, twins))
    for stack in _between_separators(sides):
        sheets = [index for index in stack if sides[index].face is not Face.NOTE and index not in twins]
        begins = [sides[index].secret or _Paper().bits(sides[index]) > 0 for index in sheets]
        if sum(begins) < _SEVERAL:
            continue
        both_sides = len(sheets) % 2 == 0 and not any(begins[1::2])
        for place, index in enumerate(sheets):
            back = (both_sides and place % 2) or index in backs
            if sides[index].face is Face.BLANK and not back and not sides[index].dark:
                told[index] = Signs(legible=False)
    return told


def _before_twins(sides: Sequence[Signs], twins: frozenset[int]) -> Iterator[int]:
    """Yield the blank sides right before sheets that were scanned again."""
    for twin in twins:
        yield from takewhile(lambda index: sides[index].face is Face.BLANK, range(twin - 1, -1, -1))


def _between_separators(sides: Sequence[Signs]) -> Iterator[list[int]]:
    """Yield the sides between separator sheets; the blank back of such a sheet is none of them."""
    stack: list[int] = []
    behind = False
    for index, side in enumerate(sides):
        if side.face is Face.SEPARATOR:
            yield stack
            stack, behind = [], True
        elif side.face is not Face.BLANK or not behind:
            stack.append(index)
            behind = False
    yield stack


@dataclass(slots=True)
class _Paper:
    """A paper that grows: its sides, how many of them bear print, the last page number, and its mã hồ sơ."""

    sides: list[int] = field(default_factory=list)
    printed: list[int] = field(default_factory=list)
    number: int = 0
    code: str | None = None

    def take(self, index: int, side: Signs) -> None:
        self.sides.append(index)
        if side.face is Face.PAPER:
            self.printed.append(index)
            self.number = side.number or self.number + 1
            self.code = self.code or side.code

    def bits(self, side: Signs) -> float:
        """Return the evidence that a side begins another paper."""
        worth = split_rules().bits
        bits = worth["prior"] + side.bits
        if side.number:
            follows = "number_next" if side.number == self.number + 1 else "number_other"
            bits += worth["number_one" if side.number == 1 else follows]
        if side.code and self.code:
            differ = Levenshtein.distance(side.code, self.code)
            bits += worth["same_code"] if not differ else worth["other_code"] * (differ > _SLIP)
        return bits


class _Stack:
    """The sides of an upload, gone through from the top."""

    def __init__(self, sides: Sequence[Signs], twins: frozenset[int]) -> None:
        self.notes: dict[int, int] = {}
        self._sides = sides
        self._twins = twins
        self._papers: list[tuple[int, ...]] = []
        self._separators: list[int] = []
        self._paper = _Paper()

    def add(self, index: int) -> None:
        """Lay a side where it belongs."""
        side = self._sides[index]
        if side.face is Face.SEPARATOR:
            self._close()
            self._separators.append(index)
            return
        printed = self._paper.printed
        if side.face is Face.NOTE and printed and self._sides[printed[-1]].legible:
            self.notes[index] = printed[-1]
        elif self._begins(index):
            self._close(goes_on=True)
        self._paper.take(index, side)

    def end(self) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
        """Return the papers and the separator sheets."""
        self._close()
        return tuple(self._papers), tuple(sorted(self._separators))

    def _close(self, *, goes_on: bool = False) -> None:
        paper = self._paper
        if goes_on and not paper.printed and paper.sides[0] - 1 in self._separators:
            self._separators += paper.sides
        elif paper.sides:
            self._papers.append(tuple(paper.sides))
        self._paper = _Paper()

    def _begins(self, index: int) -> bool:
        side, paper = self._sides[index], self._paper
        if side.face is Face.BLANK or index in self._twins:
            return False
        if not paper.printed:
            return bool(paper.sides)
        if side.secret:
            return True
        if side.legible:
            return paper.bits(side) > 0
        if not self._sides[paper.printed[-1]].legible:
            return False
        after = next(self._printed_after(index), None)
        # What follows is asked as if the sides between belonged to this paper.
        return after is None or self._with_lost(index, after).bits(self._sides[after]) > 0

    def _printed_after(self, index: int) -> Iterator[int]:
        """Yield the legible sides behind one, as far as the next separator."""
        for after in range(index + 1, len(self._sides)):
            side = self._sides[after]
            if side.face is Face.SEPARATOR or side.secret:
                return
            if side.legible and side.face is not Face.BLANK:
                yield after

    def _with_lost(self, first: int, after: int) -> _Paper:
        """Return the paper at hand as it would be with the sides from `first` to before `after`."""
        paper = replace(self._paper, sides=[], printed=[])
        for index in range(first, after):
            paper.take(index, self._sides[index])
        return paper
