"""A name that stands several times on a paper: in capitals behind its label, once more under the signature.

Marks that one place lost another may have kept, so every place votes for its spelling, with the confidence of its words. A
name that was read so badly that it is none is told by the line of its own that nearly says the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from rapidfuzz import fuzz

from digitize.extraction.header import Found
from digitize.extraction.readers import Reading, clean, read_name
from digitize.extraction.view import Piece, View
from digitize.model.ocr import Word
from digitize.text.fold import exact_key, fold
from digitize.text.names import has_known_surname, is_name, strip_honorific

_FEWEST_LETTERS = 6
_NEARLY = 80.0
_SHOP = 3
"""Words of a shop's name, the owner's with them."""
_WORTH = {"unusual_name": 0.1, "repaired": 0.6}
"""What is left of the vote of a place where the name had to be repaired, or is none."""


def echoed(items: Sequence[Found], view: View) -> list[Found]:
    """Return what was found of a name with its other places, those of the likeliest spelling first.

    Args:
        items: what was found for a field that names somebody, the strongest source first; at least one.
        view: the paper.
    """
    first = items[0]
    key = _key(first.reading.value)
    if len(key) < _FEWEST_LETTERS:
        return list(items)
    own = {word.box for item in items for word in item.piece.words}
    others = [
        found
        for page in view.pages
        for piece in page.pieces
        for found in _places(first, key, piece)
        if not any(word.box in own for word in found.piece.words)
    ]
    same = [
        item
        for item in (*items, *others)
        if _key(item.reading.value) == key or item is first or item in others
    ]
    votes: dict[str, float] = defaultdict(float)
    for item in same:
        votes[exact_key(item.reading.value)] += _vote(item)
    best = max(votes, key=lambda spelling: votes[spelling])
    chosen = [item for item in same if exact_key(item.reading.value) == best]
    return [*chosen, *(item for item in (*items, *others) if item not in chosen)]


def named_after(shop: Found, owner: Found) -> Found:
    """Return a shop that bears the given name of its owner with the marks of whichever place is read more surely.

    "TIỆM TÓC ĐỒNG" of Trần Văn Đông is Đông's.
    """
    shops, owners = shop.reading.value.split(), owner.reading.value.split()
    if (
        len(shops) < _SHOP
        or exact_key(shops[-1]) == exact_key(owners[-1])
        or _key(shops[-1]) != _key(owners[-1])
    ):
        return shop
    read, told = (item.piece.words[-1].confidence if item.piece.words else 0.0 for item in (shop, owner))
    given = owners[-1].upper() if shops[-1].isupper() else owners[-1].title()
    value = " ".join((*shops[:-1], given))
    reading = Reading(
        value, _WORTH["repaired"] * shop.reading.certainty, (*shop.reading.warnings, "repaired")
    )
    return replace(shop, reading=reading) if told > read else shop


def _places(first: Found, key: str, piece: Piece) -> Iterator[Found]:
    """Yield the run of words that says the name, or, of a name that is none, the line that nearly does."""
    letters = _key(piece.text)
    if key in letters:
        run = _run(piece, key)
        reading = read_name(run.text) if run else None
        if run and reading:
            yield Found(first.field, reading, run)
    elif "unusual_name" in first.reading.warnings and abs(len(letters) - len(key)) <= len(key) // 3:
        name = strip_honorific(clean(piece.text))
        reading = read_name(name) if is_name(name) and has_known_surname(name) else None
        if reading and not reading.warnings and fuzz.ratio(letters, key) >= _NEARLY:
            yield Found(first.field, reading, piece)


def _run(piece: Piece, key: str) -> Piece | None:
    """Return the words of a piece whose letters are those of a name."""
    words = [_key(word.text) for word in piece.words]
    for start in range(len(words)):
        said = ""
        for end in range(start, len(words)):
            said += words[end]
            if said == key and not _goes_on(piece.words[end : end + 2]):
                return Piece(piece.page, piece.words[start : end + 1])
            if not key.startswith(said):
                break
    return None


def _goes_on(words: Sequence[Word]) -> bool:
    """Tell whether the second of two words is one more syllable of the name that the first belongs to."""
    return len(words) > 1 and words[0].text[-1:].isalpha() and words[1].text[:1].isupper()


def _vote(item: Found) -> float:
    """Return how likely all words of a place were read right."""
    vote = 1.0
    for word in item.piece.words:
        if any(char.isalpha() for char in word.text):
            vote *= word.confidence
    for warning in item.reading.warnings:
        vote *= _WORTH.get(warning, 1.0)
    return vote


@cache
def _letter(char: str) -> str:
    return "".join(filter(str.isalnum, fold(char)))


def _key(text: str) -> str:
    """Return the letters of a text, marks aside."""
    return "".join(map(_letter, text))
