"""Tìm kiếm: papers by any of their words, accents optional."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from digitize.pipeline.search import search
from digitize.web.deps import SOURCE, ServicesDep
from digitize.web.present import pieces
from digitize.web.templating import page

router = APIRouter()

HITS = 50
"""Answers on the page."""

_LONGEST = 200
"""Letters of a question that are read."""


@router.get("/tim-kiem")
def show_answers(request: Request, services: ServicesDep, q: str = "") -> Response:
    """Show the papers that hold all words of `q`, and the dossier whose mã hồ sơ it is."""
    text = q.strip()[:_LONGEST]
    hits = search(services, text, HITS, SOURCE)
    return page(
        request,
        "search.html",
        q=text,
        hits=[(hit, pieces(hit)) for hit in hits],
        full=len(hits) == HITS,
        dossier=services.registry.get(text) if text else None,
    )
