"""What became of the papers: a line each, and the canonical export of the whole archive."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from digitize.matching.differ import differences
from digitize.model.codec import to_plain
from digitize.model.fields import DocumentFields, Extraction
from digitize.model.intake import Document, Upload, UploadState
from digitize.model.match import Attachment, Decision, Dossier
from digitize.pipeline.lookup import every, need
from digitize.ports import Services, Tx


@dataclass(frozen=True, slots=True)
class Line:
    """One paper: its file, the SHA-256 of its bytes, and where it ended."""

    file: str
    sha256: str
    kind: str | None
    status: str
    dossier: str | None
    role: str | None
    component: str | None
    reason: str | None


def summary(services: Services) -> Iterator[Line]:
    """Yield a line for every document and every quarantined upload, in the order of arrival."""
    with services.ledger.reading() as tx:
        for document in every(lambda: nullcontext(tx), Document):
            yield _line(tx, document, need(tx, Upload, document.upload_id))
        for upload in every(lambda: nullcontext(tx), Upload, state=UploadState.QUARANTINED):
            yield Line(
                upload.filename, upload.blob.sha256, None, "quarantined", None, None, None, upload.problem
            )


def export(services: Services) -> Iterator[dict[str, Any]]:
    """Yield every dossier with its attachments, then every paper without one, in canonical order.

    Where an attached paper and the register's record differ, both values stand there, as read and as recorded. Opaque ids, times and people are left out: two archives that did the same work export the same bytes.
    """
    with services.ledger.reading() as tx:
        for code in services.registry.codes():
            attachments = tx.find(Attachment, dossier=code, active=True)
            dossier = services.registry.get(code) if attachments else None
            papers = [_paper(tx, item.document_id, item, dossier) for item in attachments]
            yield {"dossier": code, "papers": sorted(papers, key=_key)}
        loose = [
            _paper(tx, document.id, None, None)
            for document in every(lambda: nullcontext(tx), Document)
            if document.status.value != "attached"
        ]
        for paper in sorted(loose, key=_key):
            yield {"dossier": None, "papers": [paper]}


def _line(tx: Tx, document: Document, upload: Upload) -> Line:
    attachments = tx.find(Attachment, document_id=document.id, active=True)
    attachment = attachments[0] if attachments else None
    return Line(
        file=upload.filename,
        sha256=upload.blob.sha256,
        kind=document.kind,
        status=document.status.value,
        dossier=attachment.dossier if attachment else None,
        role=attachment.role.value if attachment else None,
        component=attachment.code if attachment else None,
        reason=document.problem,
    )


def _paper(
    tx: Tx, document_id: str, attachment: Attachment | None, dossier: Dossier | None
) -> dict[str, Any]:
    document = need(tx, Document, document_id)
    upload = need(tx, Upload, document.upload_id)
    fields = tx.find(DocumentFields, document_id=document_id, order_by=("-revision",), limit=1)
    decisions = tx.find(Decision, document_id=document_id, order_by=("-revision",), limit=1)
    return {
        "file": upload.filename,
        "sha256": upload.blob.sha256,
        "pages": [page_id.rsplit("-", 1)[1] for page_id in document.page_ids],
        "kind": document.kind,
        "status": document.status.value,
        "reason": document.problem,
        "role": attachment.role.value if attachment else None,
        "component": attachment.code if attachment else None,
        "archive": attachment.pdf_key if attachment else None,
        "extraction": to_plain(fields[0].extraction) if fields else None,
        "differences": _differences(fields[0].extraction, dossier) if fields and dossier else [],
        "decision": to_plain(decisions[0].decision) if decisions else None,
    }


def _differences(extraction: Extraction, dossier: Dossier) -> list[dict[str, str]]:
    return [
        {"field": one.field, "paper": one.ours, "register": one.theirs, "level": one.level.value}
        for one in differences(extraction, dossier)
    ]


def _key(paper: dict[str, Any]) -> tuple[str, str, str]:
    return paper["sha256"], paper["file"], "".join(paper["pages"])
