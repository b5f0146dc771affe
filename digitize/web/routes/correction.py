"""Sửa dữ liệu: what was read of a paper, corrected at the desk."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from digitize.errors import Conflict, InvalidFields
from digitize.extraction.corrected import Correction
from digitize.model.fields import DocumentFields, Extraction
from digitize.model.intake import AccessLevel, Document
from digitize.model.vocabulary import UNREAD
from digitize.pipeline.correct import correct
from digitize.pipeline.lookup import need
from digitize.ports import Services
from digitize.web.deps import ServicesDep, viewed_document
from digitize.web.entry import Typed, correction_of, entry_form, typed_in
from digitize.web.messages import messages
from digitize.web.problems import SECRET
from digitize.web.routes.review import CursorDep, desk

router = APIRouter()


async def sent(request: Request) -> dict[str, str]:
    """Return the texts of a form whose inputs are named by the vocabulary."""
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


SentDep = Annotated[dict[str, str], Depends(sent)]


@router.post("/doi-soat/{document_id}/sua")
def correct_document(
    request: Request, services: ServicesDep, document_id: str, place: CursorDep, form: SentDep
) -> Response:
    """Store what a person corrected, and show the paper with its new candidates; what is refused stays in the form."""
    with services.ledger.reading() as tx:
        document = need(tx, Document, document_id)
    if document.access_level is AccessLevel.SECRET:
        raise HTTPException(403, SECRET)
    revision = form.get("revision", "")
    if not (revision.isascii() and revision.isdigit()):
        raise HTTPException(422)
    typed = typed_in(form)
    correction = correction_of(_seen(services, document_id, int(revision)), typed)
    try:
        correct(services, document_id, int(revision), correction)
    except (InvalidFields, Conflict) as error:
        return _refused(request, services, document_id, place, typed, correction, error)
    return RedirectResponse(place.link(document_id, sua="1", trang=str(typed.page)), 303)


def _seen(services: Services, document_id: str, revision: int) -> Extraction:
    """Return what stood in the form that a person was given: the fields as of its revision, for earlier ones stay."""
    with services.ledger.reading() as tx:
        stored = tx.find(DocumentFields, document_id=document_id, order_by=("revision",))
    seen = [item.extraction for item in stored if item.revision <= revision]
    return seen[-1] if seen else UNREAD


def _refused(
    request: Request,
    services: Services,
    document_id: str,
    place: CursorDep,
    typed: Typed,
    correction: Correction,
    error: InvalidFields | Conflict,
) -> Response:
    """Show the newest state of a paper with everything that was typed."""
    document = viewed_document(document_id, services)
    newest = _seen(services, document_id, document.revision)
    problems = {name: str(key) for name, key in error.details.items()}
    alert = messages().error(error.code)
    if isinstance(error, Conflict):
        alert += " " + messages().say("desk.kept")
    form = entry_form(newest, correction, problems)
    return desk(
        request,
        services,
        document,
        place,
        trang=typed.page,
        alert=alert,
        status=error.http_status,
        form=form,
    )
