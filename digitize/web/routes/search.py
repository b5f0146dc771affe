"""Tìm kiếm: papers by any of their words, accents optional."""

import hashlib

from fastapi import APIRouter, Request
from starlette.responses import Response

from digitize.model.search import Hit
from digitize.pipeline.stamp import viewed
from digitize.search.query import parse
from digitize.search.snippet import rank
from digitize.web.deps import SOURCE, ServicesDep
from digitize.web.present import pieces
from digitize.web.templating import page

router = APIRouter()

CANDIDATES = 500
"""Pages that are ranked; a question that finds more is too wide to be ranked well."""

HITS = 50
_LONGEST = 200


@router.get("/tim-kiem")
def search(request: Request, services: ServicesDep, q: str = "") -> Response:
    """Show the papers that hold all words of `q`."""
    text = q.strip()[:_LONGEST]
    query = parse(text)
    hits: tuple[Hit, ...] = ()
    dossier = None
    if query.folded:
        # What was asked for may be a person's name: the audit trail keeps its digest alone.
        viewed(services, f"search/{hashlib.sha256(text.encode()).hexdigest()}", SOURCE)
        dossier = services.registry.get(text)
        with services.ledger.reading() as tx:
            candidates = tx.candidates(query, CANDIDATES)
        hits = rank(query, candidates, HITS)
    shown = [(hit, pieces(hit)) for hit in hits]
    return page(request, "search.html", q=text, hits=shown, full=len(hits) == HITS, dossier=dossier)
