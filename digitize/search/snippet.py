"""rank: put answers in order, and show the place that answers best.

Both databases find pages by toneless tokens; what a clerk typed with tone marks ranks first here, in Python, so they
answer alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digitize.model.search import Candidate, Hit, Query
from digitize.text.fold import exact_key, fold
from digitize.text.normalize import normalize

_WORD = re.compile(r"[^\W_]+")
_SNIPPET = 160
"""Letters of a snippet, about two lines on screen."""


@dataclass(frozen=True, slots=True)
class _Token:
    folded: str
    exact: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Place:
    """The smallest run of tokens that holds all of the query, and how well it does."""

    first: int
    last: int
    exact: bool
    in_order: bool


def rank(query: Query, candidates: Sequence[Candidate], limit: int) -> tuple[Hit, ...]:
    """Return at most `limit` answers, one a document, best first.

    Tone marks that agree go first, then the words in the order asked for, then words close together; ties keep the
    order of `candidates`. A phrase is answered only by its words in a row.
    """
    if not query.folded:
        return ()
    ranked = sorted(
        (
            (_worth(place, len(query.folded)), index, candidate, tokens, place)
            for index, candidate in enumerate(candidates)
            for tokens in (_tokens(normalize(candidate.text).replace("\n", " ")),)
            if (place := _best_place(query, tokens))
        ),
        key=lambda item: item[:2],
    )
    hits: dict[str, Hit] = {}
    for _, _, candidate, tokens, place in ranked:
        if candidate.document_id not in hits and len(hits) < limit:
            hits[candidate.document_id] = _hit(query, candidate, tokens, place)
    return tuple(hits.values())


def _worth(place: _Place, count: int) -> tuple[bool, bool, int]:
    return not place.exact, not place.in_order, place.last - place.first + 1 - count


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(fold(match[0]), exact_key(match[0]), match.start(), match.end())
        for match in _WORD.finditer(text)
    ]


def _best_place(query: Query, tokens: list[_Token]) -> _Place | None:
    """Return the best place on a page: tokens in a row with equal tone marks, in a row, or the shortest span."""
    count = len(query.folded)
    starts = [index for index, token in enumerate(tokens) if token.folded == query.folded[0]]
    rows = [
        _Place(index, index + count - 1, _exactly(query, tokens[index : index + count]), in_order=True)
        for index in starts
        if tuple(token.folded for token in tokens[index : index + count]) == query.folded
    ]
    found = rows if query.phrase else [*rows, *_spans(query, tokens)]
    return min(found, key=lambda place: (*_worth(place, count), place.first), default=None)


def _exactly(query: Query, tokens: list[_Token]) -> bool:
    return tuple(token.exact for token in tokens) == query.exact


def _spans(query: Query, tokens: list[_Token]) -> list[_Place]:
    """Return the shortest span that holds every word asked for, tone marks agreeing if they can, else toneless."""
    for asked, exact in ((query.exact, True), (query.folded, False)):
        words = [token.exact if exact else token.folded for token in tokens]
        span = _shortest_span(frozenset(asked), words)
        if span:
            return [_Place(*span, exact, in_order=False)]
    return []


def _shortest_span(asked: frozenset[str], words: list[str]) -> tuple[int, int] | None:
    last: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for index, word in enumerate(words):
        if word not in asked:
            continue
        last[word] = index
        if len(last) == len(asked):
            first = min(last.values())
            if best is None or index - first < best[1] - best[0]:
                best = (first, index)
    return best


def _hit(query: Query, candidate: Candidate, tokens: list[_Token], place: _Place) -> Hit:
    text = normalize(candidate.text).replace("\n", " ")
    start, end = _window(tokens, place, len(text))
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    marks = tuple(
        (token.start + shift, token.end + shift)
        for token in _marked(query, tokens, place)
        if token.start >= start and token.end <= end
    )
    snippet = f"{before}{text[start:end]}{after}"
    head = (candidate.document_id, candidate.page, candidate.title, candidate.kind, candidate.dossier)
    return Hit(*head, snippet, marks, place.exact)


def _marked(query: Query, tokens: list[_Token], place: _Place) -> list[_Token]:
    """Return the tokens to mark: those of the row, or every word asked for around the place."""
    if place.in_order:
        return tokens[place.first : place.last + 1]
    asked = frozenset(query.folded)
    return [token for token in tokens if token.folded in asked]


def _window(tokens: list[_Token], place: _Place, length: int) -> tuple[int, int]:
    """Return the offsets of about 160 letters with a place in their middle, cut between words."""
    first, last = tokens[place.first].start, tokens[place.last].end
    lead = max(0, _SNIPPET - (last - first)) // 2
    low = max(0, min(first - lead, length - _SNIPPET))
    high = min(length, low + _SNIPPET)
    start = min((token.start for token in tokens if token.start >= low), default=low) if low else 0
    end = max((token.end for token in tokens if token.end <= high), default=high) if high < length else length
    return min(start, first), max(end, tokens[place.first].end)
