"""Asks a second reader about lines that the first one is unsure of, and takes its words where they are the likelier ones.

Where both differ, either reading is held against the steps from which the first reader read (forced alignment), beside what
the language says of it; the second reader's confidence speaks for its own. The three are taken for independent, so nothing is
weighed. What has a digit stays as it was read: no language knows a number, and the second reader's are worse.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

import numpy as np
from numpy.typing import NDArray

from digitize.model.geometry import Box
from digitize.model.ocr import Word
from digitize.ocr.ctc import Letter, align, words
from digitize.ocr.language import Language, Reading
from digitize.ports import Pixels
from digitize.text.normalize import normalize, unify_tone

Floats = NDArray[np.float32]
ReadLine = Callable[[Pixels, Box], Sequence[Word]]
"""Reads the line that lies in a box of a grey page."""

UNSURE: Final = 0.9
"""A line is read again whose least sure word is less sure than this: a third of the lines of drawn office papers."""

_LEAST, _MOST = 0.01, 0.995
"""The second reader is never surer that it is wrong, or right, than this."""


@dataclass(frozen=True, slots=True)
class Change:
    """Words [start, end) of a line that are better read as others, and how sure that is."""

    start: int
    end: int
    words: tuple[Reading, ...]
    chance: float


class SecondReader:
    """Mends a line by what another reader makes of it.

    Args:
        read_line: the other reader.
        language: says which words stand beside each other.
        signs: class k + 1 of the first reader is signs[k].
    """

    def __init__(self, read_line: ReadLine, language: Language, signs: str) -> None:
        self._read_line = read_line
        self._language = language
        self._signs = signs

    def changes(
        self, read: Sequence[tuple[Reading, float]], chances: Floats, grey: Pixels, box: Box
    ) -> Iterator[Change]:
        """Yield what should be changed in a line, from left to right; nothing where the first reader is sure.

        Args:
            read: its words with their chances.
            chances: (steps, classes) probabilities that they were read from.
            grey: the page, (height, width).
            box: the line on it.
        """
        if not read or min(chance for _, chance in read) >= UNSURE:
            return
        line = [word for word, _ in read]
        ours = [normalize("".join(letter.sign for letter in word)) for word in line]
        theirs = self._read_line(grey, box)
        keys = [unify_tone(text) for text in ours], [unify_tone(word.text) for word in theirs]
        for kind, start, end, first, last in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
            if kind in {"replace", "insert"}:
                change = self._weighed(line, ours, start, end, theirs[first:last], chances)
                if change is not None:
                    yield change

    def _weighed(
        self,
        line: Sequence[Reading],
        ours: Sequence[str],
        start: int,
        end: int,
        heard: Sequence[Word],
        chances: Floats,
    ) -> Change | None:
        """Return the change of words [start, end) of a line into others, None where they are the likelier ones."""
        theirs = [word.text for word in heard]
        if any(sign.isdigit() for text in (*ours[start:end], *theirs) for sign in text):
            return None
        begin = line[start - 1][-1].last + 1 if start else 0
        steps = chances[begin : line[end][0].first if end < len(line) else len(chances)]
        before, behind = " " * (start > 0), " " * (end < len(line))
        if not len(steps):
            return None
        seen = align(steps, self._signs, before + " ".join(ours[start:end]) + behind)
        found = align(steps, self._signs, before + " ".join(theirs) + behind)
        if seen is None or found is None:
            return None
        beside = ours[max(0, start - 1) : start], ours[end : end + 1]
        gain = self._language.weigh([*beside[0], *theirs, *beside[1]])
        gain -= self._language.weigh([*beside[0], *ours[start:end], *beside[1]])
        odds = found[0] - seen[0] + gain + _log_odds(min(word.confidence for word in heard))
        if odds <= 0:
            return None
        return Change(start, end, tuple(words(_moved(found[1], begin))), 1 / (1 + math.exp(-odds)))


def _moved(letters: Reading, steps: int) -> Reading:
    return tuple(Letter(each.sign, each.first + steps, each.last + steps, each.chance) for each in letters)


def _log_odds(chance: float) -> float:
    sure = min(max(chance, _LEAST), _MOST)
    return math.log(sure / (1 - sure))
