"""Lô quét: receiving files, and how far each batch is."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from digitize.model.intake import Batch, Document, Lane, Upload
from digitize.pipeline.intake import Receipt, close_batch, new_batch, receive
from digitize.pipeline.lookup import need
from digitize.pipeline.upkeep import feed
from digitize.ports import Services
from digitize.web.deps import ServicesDep
from digitize.web.present import moment
from digitize.web.records import BATCHES, PAPERS, batch_row, batch_rows, paper_rows
from digitize.web.templating import page, render

router = APIRouter()

_FILENAME = re.compile(r'[;\s]filename="([^"]*)"', re.IGNORECASE)
_FRAGMENT = "x-fragment"


@router.get("/")
def show_batches(request: Request, services: ServicesDep, trang: int = 1) -> Response:
    """Show the upload form and the batches."""
    return page(request, "batches.html", **_list(services, trang))


@router.get("/manh/lo")
def list_batches(services: ServicesDep, trang: int = 1) -> HTMLResponse:
    """Return the list of batches alone, for the page that asks again and again."""
    return HTMLResponse(render("_batches.html", **_list(services, trang)))


@router.post("/lo")
def receive_files(
    request: Request,
    services: ServicesDep,
    files: Annotated[list[UploadFile], File()],
    label: Annotated[str, Form(max_length=200)] = "",
    station: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Receive the files of one batch and say what became of each."""
    named = [(name, file) for file in files if (name := raw_name(file)) or file.size]
    if not named:
        raise HTTPException(422)
    label = label.strip() or f"Lô quét {moment(services.clock())}"
    batch = new_batch(services, label, station.strip() or "web")
    try:
        receipts = [(name, _receive(services, batch, name, file)) for name, file in named]
    finally:
        close_batch(services, batch.id, Lane.INTERACTIVE)
        feed(services)
    values: dict[str, Any] = {
        "batch": batch,
        "receipts": receipts,
        "kept": any(not item.duplicate for _, item in receipts),
    }
    if _FRAGMENT in request.headers:
        return HTMLResponse(render("_received.html", **values))
    return page(request, "received.html", **values)


@router.get("/lo/{batch_id}")
def show_batch(request: Request, services: ServicesDep, batch_id: str, trang: int = 1) -> Response:
    """Show the uploads and documents of a batch."""
    return page(request, "batch.html", **_batch(services, batch_id, trang))


@router.get("/manh/lo/{batch_id}")
def list_batch(services: ServicesDep, batch_id: str, trang: int = 1) -> HTMLResponse:
    """Return the uploads and documents of a batch alone."""
    return HTMLResponse(render("_batch.html", **_batch(services, batch_id, trang)))


def raw_name(file: UploadFile) -> str:
    """Return a file's name as the browser sent it: parsers cut off folders, and intake must see what came.

    In multipart bodies browsers write a quote and line ends as %22, %0D and %0A, and nothing else (HTML standard,
    multipart/form-data encoding algorithm).
    """
    header = file.headers.get("content-disposition", "")
    try:
        header = header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return file.filename or ""
    match = _FILENAME.search(header)
    if match is None:
        return file.filename or ""
    return match[1].replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _receive(services: Services, batch: Batch, name: str, file: UploadFile) -> Receipt:
    with _on_disk(file) as path:
        return receive(services, batch, name, path, Lane.INTERACTIVE)


@contextmanager
def _on_disk(file: UploadFile) -> Iterator[Path]:
    with NamedTemporaryFile(prefix="digitize-") as target:
        shutil.copyfileobj(file.file, target)
        target.flush()
        yield Path(target.name)


def _list(services: Services, number: int) -> dict[str, Any]:
    number = max(1, number)
    rows = batch_rows(services, (number - 1) * BATCHES)
    return {"rows": rows[:BATCHES], "number": number, "more": len(rows) > BATCHES}


def _batch(services: Services, batch_id: str, number: int) -> dict[str, Any]:
    number = max(1, number)
    offset = (number - 1) * PAPERS
    with services.ledger.reading() as tx:
        batch = need(tx, Batch, batch_id)
        uploads = tx.find(
            Upload, batch_id=batch_id, order_by=("received_at",), limit=PAPERS + 1, offset=offset
        )
        shown = uploads[:PAPERS]
        documents = tx.find(
            Document,
            batch_id=batch_id,
            upload_id=tuple(upload.id for upload in shown),
            order_by=("created_at",),
        )
        papers: dict[str, list[object]] = {}
        for paper in paper_rows(tx, documents):
            papers.setdefault(paper.document.upload_id, []).append(paper)
        row = batch_row(tx, batch)
    return {"row": row, "uploads": shown, "papers": papers, "number": number, "more": len(uploads) > PAPERS}
