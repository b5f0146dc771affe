"""The page for people that shows how a file was read: each page's picture with what was found where, and what was in doubt.

It holds the pages themselves: it is as private as they are and stays where they stay.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from digitize.errors import NotFound
from digitize.evaluation.crops import crop, thumbnail
from digitize.evaluation.pages import template
from digitize.imaging.load import frames, load
from digitize.imaging.orient import Orienter
from digitize.imaging.prepare import prepare
from digitize.model.geometry import Affine
from digitize.model.ocr import OcrPage, Word
from digitize.ocr.ctc import Letter
from digitize.ocr.explain import Spelling, explain
from digitize.ports import OcrEngine, Pixels

SURE, LIKELY, DOUBTFUL = 0.99, 0.9, 0.6
"""Confidences from which a word is shown as sure, likely and doubtful; below it is a guess."""

_MOST_DOUBTS = 60
"""Words of a page whose doubts are listed, the least sure first."""

_MOST_OTHERS = 4
"""Other readings of a letter that are listed."""

_PAGE_PIXELS, _WORD_PIXELS = 1_500, 420


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter of a doubtful word.

    Attributes:
        sign: as it was read in the end.
        ink: what the ink alone says, most probable first, with the probabilities; empty where there is no doubt.
        changed: whether the language preferred another one than the ink.
    """

    sign: str
    ink: tuple[tuple[str, float], ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class ShownWord:
    """A word: its number on the page, how sure it is (as a class of the style sheet), and its letters where known."""

    number: int
    word: Word
    grade: str
    letters: tuple[ShownLetter, ...] = ()
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page as it was read.

    Attributes:
        picture: of the prepared page, as a data URI; None of a page with a secrecy mark.
        blocks: the words of each line of each block, in reading order.
        doubts: the words that are not sure, least sure first.
        levelled: whether its pixels were turned by the angle of its lines.
    """

    number: int
    page: OcrPage
    picture: str | None
    blocks: tuple[tuple[tuple[ShownWord, ...], ...], ...]
    doubts: tuple[ShownWord, ...]
    levelled: bool


def write_explanation(out: Path, file: Path, engine: OcrEngine, say: Callable[[str], str]) -> None:
    """Read a file and write how it was read, as one self-contained HTML file.

    Args:
        out: the HTML file; what stands there is replaced once all is read.
        file: PDF, JPEG, PNG or TIFF.
        engine: the recogniser.
        say: the sentence for a key of the message catalogue.

    Raises:
        InputError: as `imaging.load.frames`.
        NotFound: the folder of `out` does not exist.
    """
    if not out.absolute().parent.is_dir():
        raise NotFound("no such folder")
    count = len(load(file).sizes)
    stream = template("explained.html", say=say, grade=grade).stream(
        name=file.name, count=count, engine=engine.version, pages=_pages(file, count, engine)
    )
    draft = out.with_name(f".{out.name}.draft")
    try:
        with draft.open("wb") as target:
            stream.dump(target, encoding="utf-8", errors="replace")
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def _pages(file: Path, count: int, engine: OcrEngine) -> Iterator[ShownPage]:
    orienter = Orienter()
    for number, scan in enumerate(frames(file, range(count)), 1):
        grey, image = prepare(scan, orienter.quarter_turns, engine.narrowest)
        page, spellings = explain(grey, image, engine)
        yield shown(number, grey, page, spellings)


def shown(number: int, grey: Pixels, page: OcrPage, spellings: Mapping[Word, Spelling]) -> ShownPage:
    """Return what is shown of a page.

    Of a page with a secrecy mark nothing but the mark is shown, as nothing else is kept of it anywhere.

    Args:
        number: of the page in its file, from 1.
        grey: the prepared page.
        page: what it says.
        spellings: of its words, as far as they are known.
    """
    numbers = {word: number for number, word in enumerate(page.words)}
    blocks = tuple(
        tuple(
            tuple(_word(numbers[word], word, spellings.get(word)) for word in line.words)
            for line in block.lines
        )
        for block in page.blocks
    )
    words = (word for block in blocks for line in block for word in line)
    doubts = sorted((word for word in words if word.grade != "sure"), key=lambda each: each.word.confidence)
    return ShownPage(
        number=number,
        page=page,
        picture=None if page.secret_mark else thumbnail(grey, 0, _PAGE_PIXELS),
        blocks=blocks,
        doubts=tuple(_with_picture(grey, word) for word in doubts[:_MOST_DOUBTS]),
        levelled=_is_levelled(page.image.to_scan),
    )


def grade(confidence: float) -> str:
    """Return the class of the style sheet for a confidence."""
    steps = {"sure": SURE, "likely": LIKELY, "doubtful": DOUBTFUL}
    return next((name for name, least in steps.items() if confidence >= least), "guess")


def _word(number: int, word: Word, spelling: Spelling | None) -> ShownWord:
    if spelling is None:
        return ShownWord(number, word, grade(word.confidence))
    letters = tuple(map(_letter, spelling.ink, spelling.chosen))
    return ShownWord(number, word, grade(word.confidence), letters)


def _letter(ink: Letter, chosen: Letter) -> ShownLetter:
    seen = ((ink.sign, ink.chance), *ink.others[:_MOST_OTHERS]) if ink.others else ()
    return ShownLetter(chosen.sign, seen, chosen.sign != ink.sign)


def _with_picture(grey: Pixels, word: ShownWord) -> ShownWord:
    picture = crop(grey, word.word.box, 0, _WORD_PIXELS)
    return ShownWord(word.number, word.word, word.grade, word.letters, picture)


def _is_levelled(to_scan: Affine) -> bool:
    """Return whether a map turns by anything but quarters."""
    return 0.0 not in {to_scan.a, to_scan.b}
