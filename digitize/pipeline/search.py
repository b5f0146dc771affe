"""Ask the archive: parse, find candidates, rank, and write down that somebody asked."""

from digitize.model.search import Hit
from digitize.pipeline.stamp import viewed
from digitize.ports import Services
from digitize.search.query import parse
from digitize.search.snippet import rank

CANDIDATES = 500
"""Pages that are ranked at most: enough for a page of answers, and bounded however common the words."""


def search(services: Services, text: str, limit: int, source: str) -> tuple[Hit, ...]:
    """Return the best answers to a question, at most `limit`; tone marks that agree come first."""
    query = parse(text)
    if not query.folded:
        return ()
    with services.ledger.reading() as tx:
        candidates = tx.candidates(query, CANDIDATES)
    hits = rank(query, candidates, limit)
    viewed(services, "search/answers", source)
    return hits
