"""What routes ask for: the services, and records whose reading is written down."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from digitize.errors import NotFound
from digitize.model.intake import AccessLevel, Document
from digitize.model.match import Dossier
from digitize.model.ocr import OcrPage
from digitize.pipeline.lookup import need
from digitize.pipeline.stamp import viewed
from digitize.ports import Inventory, Reader, Services
from digitize.web.problems import SECRET

SOURCE = "web"
"""Who reads, for the audit trail."""


class OneAtATime:
    """A reader for many threads: the reader child has one pipe, so calls queue up."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = threading.Lock()

    def load(self, path: Path) -> Inventory:
        """Return what the file holds."""
        with self._lock:
            return self._reader.load(path)

    def read(self, path: Path, frames: Sequence[int]) -> tuple[OcrPage, ...]:
        """Prepare and read some frames."""
        with self._lock:
            return self._reader.read(path, frames)

    def archive(self, path: Path, parts: Sequence[tuple[int, Path | None]], title: str, out: Path) -> None:
        """Write the searchable PDF/A-2b of some frames."""
        with self._lock:
            self._reader.archive(path, parts, title, out)

    def picture(self, path: Path, frame: int, longest: int) -> bytes:
        """Return a frame as a JPEG."""
        with self._lock:
            return self._reader.picture(path, frame, longest)


def get_services(request: Request) -> Services:
    """Return the services of the application."""
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(get_services)]


def viewed_document(document_id: str, services: ServicesDep) -> Document:
    """Return a document and write down that it was looked at: the one hook of every view of a paper.

    Raises:
        NotFound: no such document.
    """
    with services.ledger.reading() as tx:
        document = need(tx, Document, document_id)
    viewed(services, f"document/{document.id}", SOURCE)
    return document


DocumentDep = Annotated[Document, Depends(viewed_document)]


def open_document(document: DocumentDep) -> Document:
    """Return a document whose image may be shown.

    Raises:
        HTTPException: 403, it bears a secrecy mark (Thông tư 03/2025/TT-VPCP, Điều 5).
    """
    if document.access_level is AccessLevel.SECRET:
        raise HTTPException(403, SECRET)
    return document


OpenDocumentDep = Annotated[Document, Depends(open_document)]


def viewed_dossier(code: str, services: ServicesDep) -> Dossier:
    """Return a dossier and write down that it was looked at.

    Raises:
        NotFound: the register has no such dossier.
    """
    dossier = services.registry.get(code)
    if dossier is None:
        raise NotFound("no such dossier")
    viewed(services, f"dossier/{dossier.code}", SOURCE)
    return dossier


DossierDep = Annotated[Dossier, Depends(viewed_dossier)]
