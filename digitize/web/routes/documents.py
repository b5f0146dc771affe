"""Giấy tờ: the page image with its evidence, the read text, the decision, and the files themselves."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import Response, StreamingResponse

from digitize.errors import NotFound
from digitize.model.intake import BlobRef, Document
from digitize.pipeline.paper import Paper, load_paper
from digitize.pipeline.stamp import event
from digitize.pipeline.twins import twins
from digitize.ports import Services
from digitize.web.candidates import CandidateView, candidate_views
from digitize.web.deps import DocumentDep, OpenDocumentDep, ServicesDep
from digitize.web.present import PageView, field_rows, page_view
from digitize.web.records import paper_rows, standing, twin_rows
from digitize.web.templating import page

router = APIRouter()

LONGEST = 2000
"""Longest side of a page picture in pixels: small print stays legible on a screen."""

_PIECE = 1 << 18


@router.get("/giay-to/{document_id}")
def show_document(request: Request, services: ServicesDep, document: DocumentDep, trang: int = 1) -> Response:
    """Show a document, personal numbers masked."""
    return _show(request, services, document, trang, revealed=False)


@router.post("/giay-to/{document_id}/hien")
def reveal_document(
    request: Request,
    services: ServicesDep,
    document: DocumentDep,
    ly_do: Annotated[str, Form(min_length=5, max_length=300)],
    trang: Annotated[int, Form()] = 1,
) -> Response:
    """Show a document with its personal numbers; the reason goes into the audit trail."""
    with services.ledger.writing() as tx:
        tx.append(event(services, "web:document:revealed", f"document/{document.id}", ly_do))
    return _show(request, services, document, trang, revealed=True)


@router.get("/giay-to/{document_id}/trang/{number}.jpg")
def show_picture(services: ServicesDep, document: OpenDocumentDep, number: int) -> Response:
    """Return the picture of a page."""
    paper = load_paper(services, document)
    if not 1 <= number <= len(paper.pages):
        raise NotFound("no such page")
    upload = standing(services, document).upload
    if upload is None or upload.blob is None:
        raise NotFound("no such upload")
    with services.blobs.local(upload.blob) as path:
        picture = services.reader.picture(path, paper.pages[number - 1].frame, LONGEST)
    return Response(picture, media_type="image/jpeg")


@router.get("/giay-to/{document_id}/ban-luu-tru.pdf")
def download_archive_copy(services: ServicesDep, document: OpenDocumentDep) -> Response:
    """Return the archive copy of an attached document."""
    attachment = standing(services, document).attachment
    if attachment is None:
        raise NotFound("the document is not attached")
    key = attachment.pdf_key
    size = services.blobs.stat(key)
    if size is None:
        raise NotFound("no such blob")
    # A blob is named by its SHA-256, so the key alone says what its bytes must be.
    ref = BlobRef(key, PurePosixPath(key).name.split(".")[0], size, "application/pdf")
    name = f"{attachment.dossier}-{document.id[:8]}.pdf"
    return Response(services.blobs.read(ref), media_type=ref.media_type, headers=_disposition("inline", name))


@router.get("/giay-to/{document_id}/ban-goc")
def download_original(services: ServicesDep, document: OpenDocumentDep) -> Response:
    """Return the untouched bytes that arrived."""
    upload = standing(services, document).upload
    if upload is None or upload.blob is None:
        raise NotFound("no such upload")
    headers = _disposition("attachment", upload.filename) | {"Content-Length": str(upload.blob.size)}
    return StreamingResponse(
        _pieces(services, upload.blob), media_type=upload.blob.media_type, headers=headers
    )


def page_of(paper: Paper, number: int, *, revealed: bool) -> PageView | None:
    """Return how page `number` (or the nearest one) of a document is shown; None if it has no pages."""
    if not paper.pages:
        return None
    number = min(max(1, number), len(paper.pages))
    read = paper.read[number - 1]
    return page_view(read, number, len(paper.pages), paper.extraction, revealed=revealed)


def _show(
    request: Request, services: Services, document: Document, number: int, *, revealed: bool
) -> Response:
    paper = load_paper(services, document)
    place = standing(services, document)
    candidates: list[CandidateView] = []
    if place.decision is not None:
        candidates = candidate_views(services, place.decision.decision.candidates)
    with services.ledger.reading() as tx:
        (row,) = paper_rows(tx, [document])
    return page(
        request,
        "document.html",
        row=row,
        document=document,
        extraction=paper.extraction,
        view=page_of(paper, number, revealed=revealed),
        fields=field_rows(paper.extraction, revealed=revealed),
        place=place,
        twins=twin_rows(services, twins(services, paper, place.decision)),
        candidates=candidates,
        revealed=revealed,
    )


def _pieces(services: Services, ref: BlobRef) -> Iterator[bytes]:
    with services.blobs.local(ref) as path, path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _disposition(how: str, name: str) -> dict[str, str]:
    return {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}"}
