"""Finds pages filed before, in whatever batch, that read like those of a paper: the same sheet, scanned again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from digitize.matching.near import Words, likeness, one_paper, probes, words_of
from digitize.model.fields import DocumentFields
from digitize.model.intake import Document, DocumentStatus, Page
from digitize.model.match import Attachment, NearDuplicate
from digitize.model.search import Candidate, Query
from digitize.pipeline.paper import Paper
from digitize.ports import Tx

NEAR_DUPLICATE = "near_duplicate"
"""Reason of a paper that the machine would attach where another scan of it is attached."""

OTHER_SCAN_WAITS = "other_scan_waits"
"""Reason of a paper that days alone lead to its dossier and of which another scan waits for a person."""

PAGES = 5
"""Pages from the front that are looked up: a paper is scanned again as a whole."""

_MOST = 3
"""Pages like one that are kept: a card may have been copied for several dossiers before it is scanned again."""

_PAGES_A_NUMBER = 20
"""Pages that hold one number, the newest first; a number on more of them is no person's and no paper's."""


def near_duplicates(tx: Tx, paper: Paper, texts: Sequence[str]) -> tuple[NearDuplicate, ...]:
    """Return for each page of a paper the pages of other papers that read most like it, if any are near enough.

    Pages are looked up in the full-text index by their longest numbers; nothing is scanned.

    Args:
        tx: where to look.
        paper: the paper.
        texts: of its pages, as the search index keeps them.
    """
    found: list[NearDuplicate] = []
    for number, (page, text) in enumerate(zip(paper.pages, texts[:PAGES], strict=False), start=1):
        alike = sorted(_alike(tx, paper, page, number, words_of(text)), key=_rank)
        near = (one for one in alike if _one_paper(tx, paper, one))
        found += (replace(one, id=f"{one.id}-{place}") for place, one in enumerate(islice(near, _MOST)))
    return tuple(found)


def _rank(near: NearDuplicate) -> tuple[float, str, int]:
    return -near.likeness, near.other_document, near.other_page


def attached_with(tx: Tx, near: Sequence[NearDuplicate], dossier: str) -> bool:
    """Tell whether another scan of a paper is attached to a dossier."""
    others = _others(near)
    return bool(others) and tx.count(Attachment, document_id=others, dossier=dossier, active=True) > 0


def another_waits(tx: Tx, near: Sequence[NearDuplicate]) -> bool:
    """Tell whether another scan of a paper waits for a person: what is asked about the one is not decided about the other."""
    others = _others(near)
    return bool(others) and tx.count(Document, id=others, status=DocumentStatus.REVIEW) > 0


def _others(near: Sequence[NearDuplicate]) -> tuple[str, ...]:
    return tuple({one.other_document for one in near})


def _alike(tx: Tx, paper: Paper, page: Page, number: int, words: Words) -> Iterator[NearDuplicate]:
    for hit in _hits(tx, words):
        if hit.document_id == paper.document.id:
            continue
        alike = likeness(words, words_of(hit.text))
        if alike is not None:
            yield NearDuplicate(
                page.id, paper.document.id, number, hit.document_id, hit.page, round(alike, 3)
            )


def _hits(tx: Tx, words: Words) -> Iterator[Candidate]:
    """Yield the pages that share a long number, each once."""
    seen = set()
    for word in probes(words):
        for hit in tx.candidates(Query((word,), (word,)), _PAGES_A_NUMBER):
            if (hit.document_id, hit.page) not in seen:
                seen.add((hit.document_id, hit.page))
                yield hit


def _one_paper(tx: Tx, paper: Paper, near: NearDuplicate) -> bool:
    fields = tx.find(DocumentFields, document_id=near.other_document, order_by=("-revision",), limit=1)
    return not fields or one_paper(paper.extraction, fields[0].extraction, near.likeness)
