"""Kiểm tra mẫu: automatic links that a person looks at, and the bands that closed by themselves."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from digitize.errors import Conflict
from digitize.matching.weigh import weigh
from digitize.model.guard import AutoLink, Band, BandState
from digitize.model.intake import Document
from digitize.pipeline.checking import confirm, refute
from digitize.pipeline.guarding import reopen, to_check, waiting
from digitize.pipeline.lookup import need
from digitize.pipeline.paper import load_paper
from digitize.ports import Services
from digitize.web.bands import band_rows, stratum_name
from digitize.web.candidates import candidate_views
from digitize.web.deps import DocumentDep, ServicesDep, viewed_document
from digitize.web.messages import messages
from digitize.web.present import field_rows
from digitize.web.records import PAPERS, paper_rows, standing
from digitize.web.routes.documents import page_of
from digitize.web.templating import page

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is among the checks.

    Attributes:
        dai: id of the closed band whose earlier links are looked at; empty for those that were drawn.
        bo_qua: how many were left for later.
    """

    dai: str = ""
    bo_qua: int = 0

    def link(self, document_id: str = "", **more: str) -> str:
        """Return the address of a check at this place, or of the list."""
        given = {"dai": self.dai, "bo_qua": str(self.bo_qua or "")} | more
        query = urlencode({name: value for name, value in given.items() if value})
        return f"/kiem-tra/{document_id}".rstrip("/") + (f"?{query}" if query else "")


def place_of(dai: str = "", bo_qua: int = 0) -> Place:
    """Return the place that an address names."""
    return Place(dai, max(0, bo_qua))


PlaceDep = Annotated[Place, Depends(place_of)]


@router.get("/kiem-tra")
def show_checks(request: Request, services: ServicesDep, place: PlaceDep, mo: str = "") -> Response:
    """Show what waits for a check, which strata are suspected, and which bands are closed."""
    with services.ledger.reading() as tx:
        number = waiting(tx)
        links = to_check(tx, limit=PAPERS)
        documents = tx.find(Document, id=tuple(link.id for link in links))
        rows = {str(row.document.id): row for row in paper_rows(tx, documents)}
        suspects = tx.find(Band, state=BandState.SUSPECT)
    return page(
        request,
        "checks.html",
        number=number,
        rows=[(rows[link.id], link) for link in links if link.id in rows],
        place=place,
        bands=band_rows(services),
        suspects=[stratum_name(band.stratum) for band in suspects],
        done=messages().say("band.opened_again") if mo else "",
    )


@router.post("/kiem-tra/dai/mo-lai")
def reopen_band(
    services: ServicesDep,
    dai: Annotated[str, Form()],
    ly_do: Annotated[str, Form(min_length=5, max_length=300)],
) -> Response:
    """Open a closed band for a reason."""
    reopen(services, dai, " ".join(ly_do.split()))
    return RedirectResponse("/kiem-tra?mo=1", 303)


@router.get("/kiem-tra/lai")
def check_again(services: ServicesDep, place: PlaceDep) -> Response:
    """Open the latest paper that was attached before a band closed."""
    return RedirectResponse(_next(services, place, "") or "/kiem-tra", 303)


@router.get("/kiem-tra/{document_id}")
def show_check(
    request: Request, services: ServicesDep, document: DocumentDep, place: PlaceDep, trang: int = 1
) -> Response:
    """Show a paper beside the dossier to which the machine attached it."""
    return _check(request, services, document, place, trang=trang)


@router.post("/kiem-tra/{document_id}/dung")
def confirm_link(
    request: Request,
    services: ServicesDep,
    document_id: str,
    place: PlaceDep,
    revision: Annotated[int, Form()],
) -> Response:
    """Say that the paper belongs there, and open the next one."""
    try:
        confirm(services, document_id, revision)
    except Conflict:
        return _again(request, services, document_id, place)
    return RedirectResponse(_next(services, place, document_id) or place.link(), 303)


@router.post("/kiem-tra/{document_id}/sai")
def refute_link(
    request: Request,
    services: ServicesDep,
    document_id: str,
    place: PlaceDep,
    revision: Annotated[int, Form()],
) -> Response:
    """Say that the paper does not belong there: it leaves the dossier, and the desk opens to find the right one."""
    try:
        refute(services, document_id, revision)
    except Conflict:
        return _again(request, services, document_id, place)
    return RedirectResponse(f"/doi-soat/{document_id}", 303)


def _check(
    request: Request,
    services: Services,
    document: Document,
    place: Place,
    *,
    trang: int = 1,
    alert: str = "",
    status: int = 200,
) -> Response:
    with services.ledger.reading() as tx:
        link = need(tx, AutoLink, document.id)
        (row,) = paper_rows(tx, [document])
        number = waiting(tx)
    paper, where = load_paper(services, document), standing(services, document)
    dossier = services.registry.get(link.dossier)
    compared = [
        candidate
        for candidate in (where.decision.decision.candidates if where.decision else ())
        if candidate.dossier == link.dossier
    ]
    views = candidate_views(services, compared or ([weigh(paper.extraction, dossier)] if dossier else ()))
    attached = where.attachment is not None and where.attachment.dossier == link.dossier
    return page(
        request,
        "check.html",
        status=status,
        row=row,
        document=document,
        link=link,
        view=page_of(paper, trang, revealed=False),
        fields=field_rows(paper.extraction),
        candidates=views,
        standing=where,
        place=place,
        asked=attached and link.finding is None,
        number=number,
        later=_next(services, Place(place.dai, place.bo_qua + 1), document.id),
        alert=alert,
    )


def _again(request: Request, services: Services, document_id: str, place: Place) -> Response:
    """Show a check anew after somebody else was faster."""
    document = viewed_document(document_id, services)
    alert = messages().error(Conflict.code)
    return _check(request, services, document, place, alert=alert, status=Conflict.http_status)


def _next(services: Services, place: Place, but: str) -> str:
    """Return the address of the check at a place, or of the first one, or nothing."""
    with services.ledger.reading() as tx:
        band = tx.get(Band, place.dai) if place.dai else None
        links = to_check(tx, band.stratum if band else None, limit=place.bo_qua + 1)
    for at in (place.bo_qua, 0):
        for link in links[at : at + 1]:
            if link.id != but:
                return Place(place.dai, at).link(link.id)
    return ""
