"""classify: what kind of paper it is, by its title, or by V/v and Kính gửi where it has none.

The title is a centred line of capitals near the top. A line that begins with a section number or with "căn cứ" or
"theo" mentions a paper; mentioning a certificate is not being one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from digitize.extraction.catalogue import rules
from digitize.extraction.view import PageView, Piece, View, look, opens_with
from digitize.model.fields import Classification
from digitize.model.ocr import OcrPage
from digitize.model.vocabulary import OTHER

_SECTION = re.compile(r"^\W*(?:[ivx]{1,4}|\d{1,2}|[a-hđ])[.)]\s")
_REFERENCE = re.compile(r"^\W*v\s?[/i1l]\s?v\b|^\W*ve viec\b")
_ADDRESSEE = re.compile(r"^\W*kinh gui\b")
_NUMBER = re.compile(r"^\W*so\s*[:.;]")
_LEAST = 0.6
"""Below this a likeness is no likeness."""
_GOOD = 0.8
"""From here on the place on the page decides."""
_SURE = 0.97
_LONG = 10
_ALIKE, _ALIKE_SHORT = 84, 80
"""Least likeness of a title of ten letters or more, and of a shorter one (one letter of seven may be wrong)."""
_LETTER = "cong_van"
_LONGEST_TITLE = 4


@dataclass(frozen=True, slots=True)
class Judgement:
    """A classification and the pieces that it rests on (none for an unknown kind)."""

    classification: Classification
    title: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Likeness:
    kind: str
    score: float
    length: int
    title: tuple[Piece, ...]


def classify(pages: Sequence[OcrPage]) -> Classification:
    """Return the kind of a document with its probability and up to three others.

    Args:
        pages: the document's pages in order; only the first is looked at.
    """
    return judge(look(pages)).classification


def judge(view: View) -> Judgement:
    """Return the kind of a document and the pieces of its title."""
    found = sorted(_likenesses(view.first), key=_rank) if view.pages else []
    letter = _letter(view.first) if view.pages else None
    if letter and (not found or found[0].score < letter.score):
        found.insert(0, letter)
    if not found:
        return Judgement(Classification(OTHER, 0.5), ())
    best = found[0]
    others: dict[str, float] = {}
    for rival in found[1:]:
        if rival.kind != best.kind:
            others[rival.kind] = round(max(others.get(rival.kind, 0), rival.score * (1 - best.score)), 4)
    ranked = sorted(others.items(), key=lambda item: -item[1])[:3]
    return Judgement(Classification(best.kind, round(best.score, 4), tuple(ranked)), best.title)


def _rank(likeness: _Likeness) -> tuple[bool, float, float, int]:
    """Good titles from top to bottom, of one place the likest and then the longest first; poor ones after them."""
    good = likeness.score >= _GOOD
    return not good, likeness.title[0].box.top if good else 0, -round(likeness.score, 2), -likeness.length


def _likenesses(page: PageView) -> Iterator[_Likeness]:
    for title in _title_lines(page):
        text = " ".join(piece.folded for piece in title)
        for form in rules().forms:
            if title[0].box.top > form.zone * page.size[1] or any(word in text for word in form.unless):
                continue
            for printed in form.titles:
                score = _likeness(printed, text) * _looks_like_title(page, title, len(printed) / len(text))
                if score >= _LEAST:
                    yield _Likeness(form.kind, score * _SURE, len(printed), title)


def _title_lines(page: PageView) -> Iterator[tuple[Piece, ...]]:
    """Yield each piece that may open a title, alone and with up to three pieces right below it."""
    mentions = rules().mentions
    for index, piece in enumerate(page.pieces):
        if _SECTION.match(piece.folded) or opens_with(piece.folded, mentions):
            continue
        title = [piece]
        yield (piece,)
        for below in page.pieces[index + 1 :]:
            gap = below.box.top - title[-1].box.bottom
            if gap > 1.2 * page.line_height or len(title) == _LONGEST_TITLE:
                break
            if below.middle > title[-1].box.bottom - 2 and _overlap(title[-1], below):
                title.append(below)
                yield tuple(title)


def _overlap(upper: Piece, lower: Piece) -> bool:
    return min(upper.box.right, lower.box.right) > max(upper.box.left, lower.box.left)


def _likeness(printed: str, text: str) -> float:
    """Return how like the beginning of `text` is to a printed title, 0 to 1; a title ends where a word ends."""
    ends = [len(printed) + extra for extra in (-1, 0, 1)]
    whole = [
        end
        for end in ends
        if end <= len(text) and not (text[end - 1].isalnum() and text[end : end + 1].isalnum())
    ]
    best = max((fuzz.ratio(printed, text[:end]) for end in whole), default=0.0)
    return 0.0 if best < (_ALIKE if len(printed) >= _LONG else _ALIKE_SHORT) else best / 100


def _looks_like_title(page: PageView, title: tuple[Piece, ...], share: float) -> float:
    """Return how much the place and the letters of lines are those of a title, 0 to 1."""
    width = page.size[0]
    middle = sum(piece.box.middle[0] for piece in title) / len(title)
    centred = abs(middle - width / 2) < 0.15 * width
    capitals = all(piece.is_upper for piece in title)
    if not capitals and share < 0.9:
        return 0.0
    return (1.0 if capitals else 0.8) * (1.0 if centred else 0.7)


def _letter(page: PageView) -> _Likeness | None:
    """Recognise a công văn: no title, "V/v" under the number in the left half, "Kính gửi" below."""
    top = [piece for piece in page.pieces if piece.box.top < 0.5 * page.size[1]]
    left = [piece for piece in top if piece.box.middle[0] < 0.5 * page.size[0]]
    reference = next((piece for piece in left if _REFERENCE.match(piece.folded)), None)
    addressee = next((piece for piece in top if _ADDRESSEE.match(piece.folded)), None)
    number = next((piece for piece in left if _NUMBER.match(piece.folded)), None)
    motto = any(fuzz.partial_ratio(motto, piece.folded) >= 85 for piece in top for motto in rules().mottos)
    if reference and (addressee or number):
        score = 0.96 if addressee and number else 0.85
        return _Likeness(_LETTER, score, 0, (reference,))
    if addressee and number and motto and not _capitals_between(page, number, addressee):
        return _Likeness(_LETTER, 0.7, 0, (addressee,))
    return None


def _capitals_between(page: PageView, upper: Piece, lower: Piece) -> bool:
    """Tell whether a line of capitals, perhaps an unknown title, stands between two pieces."""
    between = [piece for piece in page.pieces if upper.box.bottom < piece.middle < lower.box.top]
    return any(piece.is_upper and len(piece.text) > 5 for piece in between)
