"""Markup of a paragraph, and how it breaks into lines.

`<b>…</b>` bold, `<i>…</i>` italic, `<h>…</h>` written by hand, `<f:KEY>…</f>` the value of a field of the vocabulary.
Tags nest: `<f:so_ky_hieu><h>753</h>/QĐ-UBND</f>`. A line break ends the line.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_TAG = re.compile(r"(</?[bih]>|<f:[a-z_]+>|</f>)")
_STYLES = {
    (False, False): "Regular",
    (True, False): "Bold",
    (False, True): "Italic",
    (True, True): "BoldItalic",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one style without a blank between them.

    Attributes:
        hand: whether they are written by hand.
        fields: (key, number of the tag in its paragraph) of every field whose value they belong to.
    """

    text: str
    style: str
    hand: bool = False
    fields: tuple[tuple[str, int], ...] = ()


Word = tuple[Piece, ...]
"""Pieces set without a blank between them."""


def field(key: str, text: str) -> str:
    """Return markup that says: this is the value of field `key`."""
    return f"<f:{key}>{text}</f>"


def words(markup: str) -> list[Word]:
    """Split markup at blanks, keeping pieces of different style together where no blank parts them."""
    found: list[Word] = []
    on: set[str] = set()
    fields: list[tuple[str, int]] = []
    glue = False
    for number, chunk in enumerate(_TAG.split(markup)):
        if number % 2:
            _turn(chunk, on, fields, number)
            continue
        style = _STYLES["b" in on, "i" in on]
        for place, text in enumerate(filter(None, chunk.replace("\n", " \n ").split(" "))):
            piece = Piece(text, style, "h" in on, tuple(fields))
            if place == 0 and glue and not chunk[0].isspace():
                found[-1] = (*found[-1], piece)
            else:
                found.append((piece,))
        if chunk:
            glue = not chunk[-1].isspace() and bool(found)
    return found


def wrap(
    text: Sequence[Word], room: float, indent: float, width: Callable[[Sequence[Word]], float]
) -> Iterator[tuple[Word, ...]]:
    """Yield the lines of a paragraph: as many words each as fit into `room`, the first `indent` shorter.

    Args:
        text: the words.
        room: in any unit.
        indent: in the same.
        width: returns that of a line.
    """
    row: list[Word] = []
    free = room - indent
    for word in text:
        if word[0].text == "\n":
            yield tuple(row)
            row, free = [], room
            continue
        if row and width((*row, word)) > free:
            yield tuple(row)
            row, free = [], room
        row.append(word)
    if row:
        yield tuple(row)


def _turn(tag: str, on: set[str], fields: list[tuple[str, int]], number: int) -> None:
    """Open or close what `tag` says."""
    if tag == "</f>":
        fields.pop()
    elif tag.startswith("<f:"):
        fields.append((tag[3:-1], number))
    elif tag.startswith("</"):
        on.discard(tag[2])
    else:
        on.add(tag[1])
