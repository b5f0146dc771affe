"""classify: what kind of paper it is: by its title, by V/v and Kính gửi where it has none, by its number or its labels.

The title is a centred line of capitals near the top. A line that begins with a section number or with "căn cứ" or
"theo" mentions a paper; mentioning a certificate is not being one. A page without a title, as the back of a card, is
known by signs that stand on papers of one kind only; what has the layout of Nghị định 30/2020/NĐ-CP and no known title is
an administrative document of another kind.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz

from digitize.extraction.catalogue import rules
from digitize.extraction.certainty import Traits, certainty
from digitize.extraction.forms import Form
from digitize.extraction.titles import Title, Titles, centred
from digitize.extraction.view import FRONT_PAGES, PageView, Piece, View, flat, look
from digitize.model.fields import Classification
from digitize.model.ocr import OcrPage
from digitize.model.vocabulary import OTHER

_REFERENCE = re.compile(r"^\W*(?:v\s?[/i1l]\s?[vy]|ve viec)\b")
_ADDRESSEE = re.compile(r"^\W*kinh gui\b")
_NUMBER = re.compile(r"^\W*so\s*[:.;]")
_SYMBOL = re.compile(r"\bso\W{0,3}[\w.]{0,8}\s*/\s*(?:\d{4}\s*/\s*)?(?P<symbol>[a-z]\S*)")
_GOOD = 0.8
"""From this merit on the place on the page decides between two titles."""
_LEAST = 0.6
"""Below this merit a title is none."""
_LETTER, _ADMINISTRATIVE = "cong_van", "van_ban_hanh_chinh"
_SURE = 0.95
"""Below this confidence labels are looked at for other kinds."""
_SIGN_ALIKE = 88.0
_FUZZY_FROM = 12
"""Shorter signs are found letter by letter only."""
_LEAST_SIGNS = 2
_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """A classification and what it rests on.

    Attributes:
        title: the pieces of the title or of what told the kind instead; none for an unknown kind.
        traits: what the confidence rests on.
        printed: the form's title that stands there, in folded letters, "" where none does.
    """

    classification: Classification
    traits: Traits
    title: tuple[Piece, ...] = ()
    printed: str = ""


def told(kind: str) -> Judgement:
    """Return the judgement of a person who says what kind a paper is."""
    return Judgement(Classification(kind, 1.0), Traits())


@dataclass(frozen=True, slots=True)
class _Guess:
    """A kind that a paper may be of, the better the higher its weight, and the traits of what says so."""

    kind: str
    weight: float
    traits: Traits
    pieces: tuple[Piece, ...]
    printed: str = ""


def classify(pages: Sequence[OcrPage]) -> Classification:
    """Return the kind of a document with its probability and up to three others.

    Args:
        pages: the document's pages in order; the first and the last three at most are looked at.
    """
    return judge(look(pages)).classification


def judge(view: View) -> Judgement:
    """Return the kind of a document, as the catalogue's forms tell it, and the pieces of its title."""
    return _catalogue().judge(view)


@cache
def _catalogue() -> "Classifier":
    return Classifier(rules().forms)


class Classifier:
    """Tells of which form's kind a paper is.

    Args:
        forms: those that it may be of.
    """

    def __init__(self, forms: Sequence[Form]) -> None:
        self._forms = forms
        self._titles = Titles(forms)
        self._symbols = [(flat(own), form.kind) for form in forms for own in form.symbols]

    def judge(self, view: View) -> Judgement:
        """Return the kind of a document and the pieces of its title; of one without any text nothing is said."""
        if not any(page.pieces for page in view.pages):
            return Judgement(Classification(OTHER, 0.0), Traits(nothing=1.0))
        guesses = list(self._guesses(view))
        best = guesses[0] if guesses else _Guess(OTHER, 0.0, Traits(nothing=1.0), ())
        traits = _with_rival(best, guesses)
        confidence = certainty(traits)
        if confidence < _SURE:
            guesses += [*self._by_signs(view), *self._by_likeness(best)]
        others = _shared_out(1 - confidence, [guess for guess in guesses if guess.kind != best.kind])
        classification = Classification(best.kind, round(confidence, 4), others)
        return Judgement(classification, traits, best.pieces, best.printed)

    def _guesses(self, view: View) -> Iterator[_Guess]:
        """Yield the kinds that a paper may be of, the one that it is taken for first."""
        first = view.first
        numbered = self._numbered_as(_symbol(first))
        found = list(self._by_title(view, numbered))
        letter = _letter(first, numbered)
        if letter and not (found and found[0].weight >= _GOOD and _above(found[0], letter)):
            yield letter
            letter = None
        yield from found
        if letter:
            yield letter
        yield from (_Guess(kind, 0.7, Traits(symbol=1.0), ()) for kind in numbered)
        if not found:
            yield from self._by_signs(view)
            yield from _by_layout(first)

    def _by_title(self, view: View, numbered: Sequence[str]) -> Iterator[_Guess]:
        """Yield the kinds whose titles stand on the first page, or on the next if the first has none."""
        for page in view.pages[:FRONT_PAGES]:
            titles = sorted((title for title in self._titles.on(page) if title.merit >= _LEAST), key=_rank)
            late = page is not view.first
            if titles and (not late or titles[0].merit >= _GOOD):
                best = titles[0]
                for title in titles:
                    share = 1.0 if title is best else _share(title, best)
                    yield _titled(title, numbered, share=share, late=late)
                return

    def _by_signs(self, view: View) -> Iterator[_Guess]:
        """Yield the kinds of which several signs stand on the pages, the one with most first."""
        text = "\n".join(piece.folded for page in view.pages for piece in page.pieces)
        found = []
        for form in self._forms:
            hits = sum(_stands(sign, text) for sign in form.signs)
            if hits >= _LEAST_SIGNS:
                found.append((hits / len(form.signs), hits, form.kind))
        for share, hits, kind in sorted(found, key=lambda row: (-row[1], -row[0])):
            traits = Traits(signs=1.0, unsure=1 - share, brevity=1 / hits)
            yield _Guess(kind, min(0.65, 0.15 * hits), traits, ())

    def _by_likeness(self, best: _Guess) -> Iterator[_Guess]:
        """Yield the kinds whose titles are most like the one that was found: somebody may have to choose among them."""
        for kind, alike in self._titles.like(best.printed)[: _OTHERS + 1]:
            yield _Guess(kind, 0.1 * alike, Traits(), ())

    def _numbered_as(self, symbol: str) -> tuple[str, ...]:
        """Return the kinds whose papers have a number with such a symbol: those that tell most of it."""
        parts = f"-{symbol.replace('&', '-')}-"
        found = [(len(own), kind) for own, kind in self._symbols if f"-{own}-" in parts]
        most = max(found, default=(0, ""))[0]
        return tuple(dict.fromkeys(kind for length, kind in found if length == most))


def _shared_out(rest: float, rivals: Sequence[_Guess]) -> tuple[tuple[str, float], ...]:
    """Return the three likeliest rivals, each with its share of the probability that the best guess leaves them."""
    weights: dict[str, float] = {}
    for rival in rivals:
        weights[rival.kind] = max(weights.get(rival.kind, 0.0), rival.weight)
    ranked = sorted(weights.items(), key=lambda item: -item[1])[:_OTHERS]
    whole = sum(weight for _, weight in ranked)
    return tuple((kind, round(rest * weight / whole, 4)) for kind, weight in ranked if weight)


def _with_rival(best: _Guess, guesses: Sequence[_Guess]) -> Traits:
    """Return the traits of the best guess with the weight of the likeliest other kind."""
    rival = max((guess.weight for guess in guesses if guess.kind != best.kind), default=0.0)
    return replace(best.traits, rival=rival)


def _above(title: _Guess, letter: _Guess) -> bool:
    """Tell whether a title stands above the last sign of a letter: below it stands its text, where papers are named."""
    return title.pieces[0].box.top < letter.pieces[-1].box.top


def _rank(title: Title) -> tuple[bool, float, float, float]:
    """Good titles from top to bottom, of one place that which gains most first; poor ones after them, the best first."""
    good = title.merit >= _GOOD
    return not good, title.top if good else -title.merit, -title.gain, -title.merit


def _share(title: Title, best: Title) -> float:
    """Return how far a title rivals the best one: at the same place by what it gains, elsewhere as a mention."""
    return max(0.0, title.gain / best.gain) * 0.9 if title.top == best.top and best.gain > 0 else 0.5


def _titled(title: Title, numbered: Sequence[str], *, share: float, late: bool) -> _Guess:
    words = sum(piece.confidence for piece in title.pieces) / len(title.pieces)
    traits = Traits(
        misread=1 - title.alike,
        small=float(not title.capitals),
        aside=float(not title.centred),
        follows=float(not title.begins),
        brevity=1 / len(title.printed),
        doubt=1 - words,
        late=float(late),
        symbol_agrees=float(title.form.kind in numbered),
        symbol_differs=float(bool(numbered) and title.form.kind not in numbered),
    )
    return _Guess(title.form.kind, title.merit * share, traits, title.pieces, title.printed)


def _letter(page: PageView, numbered: Sequence[str]) -> _Guess | None:
    """Recognise a công văn: no title, "V/v" under the number in the left half, "Kính gửi" below."""
    top = [piece for piece in page.pieces if piece.box.top < 0.5 * page.size[1]]
    left = [piece for piece in top if piece.box.middle[0] < 0.45 * page.size[0]]
    reference = next((piece for piece in left if _REFERENCE.match(piece.folded)), None)
    addressee = next((piece for piece in top if _ADDRESSEE.match(piece.folded)), None)
    number = next((piece for piece in left if _NUMBER.match(piece.folded)), None)
    weight = 0.0
    if reference and (addressee or number):
        weight = 0.96 if addressee and number else 0.85
    elif addressee and number and _has_motto(page) and not _capitals_between(page, number, addressee):
        weight = 0.7
    if not weight:
        return None
    signs = sorted((piece for piece in (reference, addressee) if piece), key=lambda piece: piece.box.top)
    traits = Traits(
        letter=1.0,
        doubt=1 - sum(piece.confidence for piece in signs) / len(signs),
        unsure=1 - weight,
        symbol_differs=float(bool(numbered)),
    )
    return _Guess(_LETTER, weight, traits, tuple(signs))


def _has_motto(page: PageView) -> bool:
    top = (piece for piece in page.pieces if piece.box.top < 0.3 * page.size[1] and len(piece.folded) > 15)
    return any(fuzz.partial_ratio(motto, piece.folded) >= 85 for piece in top for motto in rules().mottos)


def _capitals_between(page: PageView, upper: Piece, lower: Piece) -> bool:
    """Tell whether a line of capitals, perhaps an unknown title, stands between two pieces."""
    between = [piece for piece in page.pieces if upper.box.bottom < piece.middle < lower.box.top]
    return any(piece.is_upper and len(piece.text) > 5 for piece in between)


def _symbol(page: PageView) -> str:
    """Return the letters of the number's symbol, folded: "qd-ubnd"; "" where none is read."""
    for piece in page.pieces:
        if piece.box.top > 0.3 * page.size[1]:
            break
        found = _SYMBOL.search(piece.folded)
        if found:
            return found["symbol"].strip(".,;")
    return ""


def _stands(sign: str, text: str) -> bool:
    if sign in text:
        return True
    return len(sign) >= _FUZZY_FROM and fuzz.partial_ratio(sign, text, score_cutoff=_SIGN_ALIKE) > 0


def _by_layout(page: PageView) -> Iterator[_Guess]:
    """Yield "another administrative document": quốc hiệu and a number on top, a line of capitals where a title stands."""
    numbered = any(
        _NUMBER.match(piece.folded)
        for piece in page.pieces
        if piece.box.top < 0.3 * page.size[1] and piece.box.middle[0] < 0.45 * page.size[0]
    )
    if not numbered or not _has_motto(page):
        return
    title = next(
        (
            piece
            for piece in page.pieces
            if 0.1 * page.size[1] < piece.box.top < 0.4 * page.size[1]
            and piece.is_upper
            and len(piece.text) > 5
            and centred(page, [piece])
        ),
        None,
    )
    yield _Guess(_ADMINISTRATIVE, 0.4, Traits(layout=1.0), (title,) if title else ())
