"""Hồ sơ: a dossier of the register with what is attached and what is missing."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from digitize.matching.differ import differences
from digitize.model.coverage import holding
from digitize.model.fields import DocumentFields
from digitize.model.intake import Document
from digitize.model.match import Attachment, Dossier, Role
from digitize.pipeline.stamp import event
from digitize.ports import Services
from digitize.web.deps import DossierDep, ServicesDep
from digitize.web.present import ComparisonRow, comparison_rows, masked_text, owner_number
from digitize.web.records import PaperRow, paper_rows
from digitize.web.templating import page

router = APIRouter()

Filed = tuple[Attachment, PaperRow]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a dossier: a component or a result that it must hold, and the papers that are there."""

    code: str
    name: str
    note: str
    papers: tuple[Filed, ...]


@dataclass(frozen=True, slots=True)
class DossierView:
    """A dossier as it stands. `further` are papers beyond the register's list."""

    components: tuple[Slot, ...]
    results: tuple[Slot, ...]
    process: tuple[Filed, ...]
    further: tuple[Filed, ...]

    @property
    def filed(self) -> tuple[Filed, ...]:
        """All attached papers."""
        slots = (paper for slot in (*self.components, *self.results) for paper in slot.papers)
        return (*slots, *self.process, *self.further)

    @property
    def missing(self) -> int:
        """Places without a paper."""
        return sum(not slot.papers for slot in (*self.components, *self.results))


@router.get("/ho-so/{code}")
def show_dossier(request: Request, services: ServicesDep, dossier: DossierDep) -> Response:
    """Show a dossier, personal numbers masked."""
    return _show(request, services, dossier, revealed=False)


@router.post("/ho-so/{code}/hien")
def reveal_dossier(
    request: Request,
    services: ServicesDep,
    dossier: DossierDep,
    ly_do: Annotated[str, Form(min_length=5, max_length=300)],
) -> Response:
    """Show a dossier with its personal numbers; the reason goes into the audit trail."""
    with services.ledger.writing() as tx:
        tx.append(event(services, "web:dossier:revealed", f"dossier/{dossier.code}", ly_do))
    return _show(request, services, dossier, revealed=True)


def _show(request: Request, services: Services, dossier: Dossier, *, revealed: bool) -> Response:
    phone = dossier.phone or ""
    view = dossier_view(services, dossier)
    return page(
        request,
        "dossier.html",
        dossier=dossier,
        view=view,
        held=holding(dossier, [attachment for attachment, _ in view.filed]),
        differing=differing(services, dossier, view, revealed=revealed),
        number=owner_number(dossier, revealed=revealed),
        phone=phone if revealed else masked_text(phone),
        revealed=revealed,
    )


def dossier_view(services: Services, dossier: Dossier) -> DossierView:
    """Return a dossier as it stands."""
    filed = _filed(services, dossier)
    components = tuple(
        Slot(item.code, item.name, f"{item.copies} bản", _at(filed, Role.INPUT, item.code))
        for item in dossier.components
    )
    results = tuple(
        Slot(item.code, item.number or item.code, item.issuer or "", _at(filed, Role.RESULT, item.code))
        for item in dossier.results
    )
    process = tuple(item for item in filed if item[0].role is Role.PROCESS)
    placed = {attachment.id for slot in (*components, *results) for attachment, _ in slot.papers} | {
        attachment.id for attachment, _ in process
    }
    further = tuple(item for item in filed if item[0].id not in placed)
    return DossierView(components, results, process, further)


@dataclass(frozen=True, slots=True)
class DifferingRow:
    """A fact that an attached paper and the register spell otherwise."""

    paper: PaperRow
    fact: ComparisonRow


def differing(
    services: Services, dossier: Dossier, view: DossierView, *, revealed: bool
) -> list[DifferingRow]:
    """Return what the attached papers say otherwise than the register, paper by paper."""
    papers = [row for _, row in view.filed]
    ids = tuple(row.document.id for row in papers)
    with services.ledger.reading() as tx:
        stored = tx.find(DocumentFields, document_id=ids, order_by=("revision",))
    latest = {item.document_id: item.extraction for item in stored}
    return [
        DifferingRow(row, fact)
        for row in papers
        if row.document.id in latest
        for fact in comparison_rows(differences(latest[row.document.id], dossier), revealed=revealed)
    ]


def _filed(services: Services, dossier: Dossier) -> list[Filed]:
    with services.ledger.reading() as tx:
        attachments = tx.find(Attachment, dossier=dossier.code, active=True, order_by=("attached_at",))
        ids = tuple(attachment.document_id for attachment in attachments)
        rows = {row.document.id: row for row in paper_rows(tx, tx.find(Document, id=ids))}
    return [(item, row) for item in attachments for id_, row in rows.items() if id_ == item.document_id]


def _at(filed: list[Filed], role: Role, code: str) -> tuple[Filed, ...]:
    return tuple(item for item in filed if (item[0].role, item[0].code) == (role, code))
