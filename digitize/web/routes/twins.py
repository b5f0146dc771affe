"""Đặt cạnh nhau: two papers that may be one, both pictures side by side, and what a person may make of them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from digitize.errors import Conflict
from digitize.model.fields import Extraction
from digitize.model.intake import Document
from digitize.model.vocabulary import vocabulary
from digitize.pipeline.paper import load_paper
from digitize.pipeline.review import take_place
from digitize.ports import Services
from digitize.web.deps import DocumentDep, ServicesDep, viewed_document
from digitize.web.present import PageView, field_name, shown
from digitize.web.records import PaperRow, Standing, paper_rows, standing
from digitize.web.routes.documents import page_of
from digitize.web.routes.review import CursorDep, next_paper, shown_again
from digitize.web.templating import page

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two papers."""

    document: Document
    row: PaperRow
    standing: Standing
    view: PageView | None


@dataclass(frozen=True, slots=True)
class BothRow:
    """A field of both papers."""

    label: str
    ours: str
    theirs: str
    differs: bool


@router.get("/doi-soat/{document_id}/canh/{other_id}")
def show_both(
    request: Request,
    services: ServicesDep,
    document: DocumentDep,
    other_id: str,
    place: CursorDep,
    trang: int = 1,
    trang_kia: int = 1,
) -> Response:
    """Show two papers side by side."""
    other = viewed_document(other_id, services)
    ours, paper = _side(services, document, trang)
    theirs, twin = _side(services, other, trang_kia)
    return page(
        request,
        "twins.html",
        ours=ours,
        theirs=theirs,
        fields=both_rows(paper, twin),
        place=place,
        may_decide=document.stage == "filed" and document.status != "attached" and bool(document.page_ids),
    )


@router.post("/doi-soat/{document_id}/thay")
def replace_other(
    request: Request,
    services: ServicesDep,
    document_id: str,
    place: CursorDep,
    revision: Annotated[int, Form()],
    kia: Annotated[str, Form(max_length=100)],
    revision_kia: Annotated[int, Form()],
) -> Response:
    """Let a paper take the place of another scan of it, and open the next one."""
    try:
        take_place(services, document_id, revision, kia, revision_kia)
    except Conflict as error:
        return shown_again(request, services, document_id, place, error)
    return next_paper(services, place, document_id)


def both_rows(ours: Extraction, theirs: Extraction) -> list[BothRow]:
    """Return the fields that either paper states, those in which they differ first."""
    rows = []
    for name in vocabulary().fields:
        one, other = ours.value(name) or "", theirs.value(name) or ""
        if one or other:
            texts = (shown(name, one) if one else "", shown(name, other) if other else "")
            rows.append(BothRow(field_name(name), *texts, differs=one != other))
    return sorted(rows, key=lambda row: not row.differs)


def _side(services: Services, document: Document, number: int) -> tuple[Side, Extraction]:
    paper = load_paper(services, document)
    with services.ledger.reading() as tx:
        (row,) = paper_rows(tx, [document])
    view = page_of(paper, number, revealed=False)
    return Side(document, row, standing(services, document), view), paper.extraction
