"""Labels found in what was read: exact spellings first, then the likeliest damaged ones.

Both compare folded text. A label counts where a colon or a digit follows it, or where it opens a line; a damaged one
must stand before a colon or open a line. The longer of two that overlap wins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from digitize.extraction.forms import Label
from digitize.extraction.view import Piece

_NUMBERING = r"\W*(?:(?:\d{1,2}|[a-hđ]|[ivx]{1,4})(?:[.,]\d{1,2})?[.,)]{1,2}\s*|[-*+•]\s*)?"
_OPENS = re.compile(rf"^{_NUMBERING}$")
_COLON = re.compile(r"^[^\S\n]*(?:\([^)]{0,60}\)|\[[^\]]{0,60}\])?\s*[:;]")
_DIGIT = re.compile(r"^[,.]?\s*(?:\d|[a-z]{1,2}\s?\d{3})")
_LIST = re.compile(r"[,;(]\s*$")
_NOTE = re.compile(r"^\s*(?:\([^)]{0,60}\))?[\s:;.]*")
_HEADING = re.compile(r"^\W*(?:\([^)]{0,60}\)?)?\W*$")
_TOKEN = re.compile(r"[^\s:;,()]+")
_MARK = re.compile(r"[:;]")
_FUZZY_FROM = 6
"""Shorter labels are found letter by letter only."""
_ALIKE = 86.0
_ALIKE_OPENING = 90.0
"""What opens a line without a colon must be more alike."""
_LOST_COLON = 0.9
"""Certainty of a label whose colon is glued to it as a letter."""
_SENTENCE = 5
"""Words from which a label needs no colon at the end of its line: "với lý do cụ thể như sau"."""
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Anchor:
    """A label found in a piece, from `start` to `end` of its text (colon included)."""

    label: Label
    piece: Piece
    start: int
    end: int
    colon: bool
    certainty: float


class LabelIndex:
    """The labels of a form, ready to be looked for."""

    def __init__(self, labels: tuple[Label, ...]) -> None:
        """Prepare the search for `labels`, which are folded."""
        self._labels = {label.text: label for label in reversed(labels)}
        texts = sorted(self._labels, key=len, reverse=True)
        # A digit may be glued to a label's end, a letter may not.
        self._exact = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, texts))})(?![^\W\d])")
        self._long = [text for text in texts if len(text) >= _FUZZY_FROM]
        self._broken: dict[str, list[str]] = {}
        for text in texts:
            words = text.split()
            for count in range(1, len(words)):
                self._broken.setdefault(" ".join(words[:count]), []).append(text)
        self._firsts = {text.split()[0] for text in self._long}
        phrases = "|".join(re.escape(text) for text in texts if " " in text)
        self._lost = re.compile(rf"^{_NUMBERING}(?P<label>{phrases})[a-z](?=\s)") if phrases else None

    def anchors(self, piece: Piece) -> list[Anchor]:
        """Return the labels in a piece, in order, none overlapping another."""
        kept: list[Anchor] = []
        for anchor in [*self._spelled(piece), *self._damaged(piece)]:
            over = [other for other in kept if anchor.start < other.end and anchor.end > other.start]
            if all(_goes_on(anchor, other) for other in over):
                kept = [other for other in kept if other not in over] + [anchor]
        return sorted(kept, key=lambda anchor: anchor.start)

    def broken(self, piece: Piece, below: Piece) -> tuple[Label, int, int] | None:
        """Return the longest label that begins at the end of a piece and ends in the line below, and both offsets.

        Returns:
            The label, where it begins in `piece` and where it ends in `below`; None if no label is broken so.
        """
        found: tuple[Label, int, int] | None = None
        for word in reversed(list(_TOKEN.finditer(piece.folded))[-_MOST_WORDS:]):
            begun = " ".join(piece.folded[word.start() :].split())
            for text in self._broken.get(begun, ()):
                rest = text[len(begun) + 1 :]
                after = below.folded[len(rest) :]
                fits = below.folded.startswith(rest) and (_COLON.match(after) or _DIGIT.match(after))
                if fits and (found is None or len(text) > len(found[0].text)):
                    note = _NOTE.match(after)
                    found = self._labels[text], word.start(), len(rest) + (note.end() if note else 0)
        return found

    def _spelled(self, piece: Piece) -> Iterator[Anchor]:
        at = 0
        while match := self._exact.search(piece.folded, at):
            anchor = self._anchor(piece, self._labels[match[0]], match.start(), match.end(), 1.0)
            if anchor:
                yield anchor
            at = anchor.end if anchor else match.start() + 1

    def _damaged(self, piece: Piece) -> Iterator[Anchor]:
        """Yield labels that nearly stand before a colon, or nearly open the piece."""
        text = piece.folded
        for mark in _MARK.finditer(text):
            yield from self._near(piece, text[: mark.start()], _ALIKE, closing=True)
        tokens = list(_TOKEN.finditer(text[:80]))[:2]
        if any(token[0] in self._firsts for token in tokens):
            yield from self._near(piece, text, _ALIKE_OPENING, closing=False)
        lost = self._lost.match(text) if self._lost else None
        if lost:
            # "Lý doi hồ sơ": the colon was read as a letter, unless a longer label is meant: "Địa chỉi trụ sở chính".
            yield Anchor(
                self._labels[lost["label"]], piece, lost.start("label"), lost.end(), False, _LOST_COLON
            )

    def _near(self, piece: Piece, text: str, alike: float, *, closing: bool) -> Iterator[Anchor]:
        """Yield the label that some words at the end (or at the beginning) of a text nearly spell."""
        best: tuple[float, str, int, int] | None = None
        words = list(_TOKEN.finditer(text))
        spans = _endings(words) if closing else _openings(words, text)
        for start, end in spans:
            found = process.extractOne(text[start:end], self._long, scorer=fuzz.ratio, score_cutoff=alike)
            if found and (best is None or (found[1], end - start) > (best[0], best[3] - best[2])):
                best = (found[1], found[0], start, end)
        if best:
            anchor = self._anchor(piece, self._labels[best[1]], best[2], best[3], best[0] / 100)
            if anchor:
                yield anchor

    def _anchor(self, piece: Piece, label: Label, start: int, end: int, certainty: float) -> Anchor | None:
        before, after = piece.folded[:start], piece.folded[end:]
        colon = _COLON.match(after)
        opens = bool(_OPENS.match(before))
        counts = len(label.text) > 4 and bool(_DIGIT.match(after))
        alone = len(label.text) > 3 or not after.strip() or bool(_DIGIT.match(after))
        # "quyền sở hữu", whole or broken behind "sở", is no "quyển số", and "Việt Nam tỉnh" no "năm sinh".
        other_word = label.text.endswith(" so") and piece.text[:end].rstrip().lower().endswith("sở")
        country = before.endswith("viet ") and piece.text[start:].lower().startswith("nam ")
        sentence = len(label.text.split()) >= _SENTENCE
        alone_at_end = not after.strip() and (sentence or bool(_LIST.search(before)))
        heading = not label.opens or bool(colon) or bool(_HEADING.match(after))
        announces = (alone_at_end or (opens and alone)) and not other_word
        if country or not heading or not (colon or counts or announces):
            return None
        note = _NOTE.match(after)
        return Anchor(label, piece, start, end + (note.end() if note else 0), bool(colon), certainty)


def _goes_on(longer: Anchor, spelled: Anchor) -> bool:
    """Tell whether a damaged label is meant where a shorter one stands that is spelled right.

    "Tên đầy đủ bằng tiêng Việt:" is no "Tên đầy đủ" before some other words; "Họ và tên bé:" is no "Họ và tên mẹ".
    """
    rest = longer.label.text.removeprefix(spelled.label.text).strip()
    said = longer.piece.folded[spelled.end : longer.end].strip(" :;")
    begins = longer.label.text.startswith(spelled.label.text) and longer.start == spelled.start
    return longer.colon and not spelled.colon and begins and fuzz.ratio(rest, said) >= _ALIKE


def _endings(words: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the last words of a text, from one word to many."""
    for word in reversed(words[-_MOST_WORDS:]):
        yield word.start(), words[-1].end()


def _openings(words: list[re.Match[str]], text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the first words of a text, its numbering aside."""
    first = next((index for index, word in enumerate(words[:2]) if len(word[0]) > 2), 0)
    if words and _OPENS.match(text[: words[first].start()]):
        for word in words[first : first + _MOST_WORDS]:
            yield words[first].start(), word.end()


@cache
def label_index(labels: tuple[Label, ...]) -> LabelIndex:
    """Return the index of some labels; each form's is made once."""
    return LabelIndex(labels)
