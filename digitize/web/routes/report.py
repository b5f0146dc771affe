"""Báo cáo: how far the dossiers are digitized, by unit and by month."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from digitize.model.coverage import by_month, by_unit, summed
from digitize.web.deps import ServicesDep
from digitize.web.templating import page

router = APIRouter()


@router.get("/bao-cao")
def show_report(request: Request, services: ServicesDep) -> Response:
    """Show indicator 4.2 of all dossiers, of each unit and of each month. Figures only: nobody's data is in it."""
    counts = services.coverage.counts()
    return page(request, "report.html", total=summed(counts), units=by_unit(counts), months=by_month(counts))
