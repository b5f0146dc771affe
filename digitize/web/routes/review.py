"""Đối soát: the queue of papers that wait for a person, and the desk where one is decided."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from digitize.errors import Conflict, DigitizeError, ReasonMissing
from digitize.model.intake import Document, DocumentStatus
from digitize.model.match import Decision
from digitize.pipeline.correct import CORRECTED
from digitize.pipeline.guarding import closed_bands
from digitize.pipeline.lineage import latest
from digitize.pipeline.lookup import need
from digitize.pipeline.paper import load_paper
from digitize.pipeline.resplit import join_next, next_document, split_before
from digitize.pipeline.review import attach, set_aside
from digitize.pipeline.twins import twins
from digitize.pipeline.undo import can_undo, undo
from digitize.ports import Services
from digitize.web.bands import closed_sentence, why_held
from digitize.web.candidates import CandidateView, candidate_views, search_views
from digitize.web.deps import DocumentDep, ServicesDep, viewed_document
from digitize.web.entry import EntryForm, entry_form
from digitize.web.messages import messages
from digitize.web.present import field_rows
from digitize.web.records import PAPERS, paper_rows, standing, twin_rows
from digitize.web.routes.documents import page_of
from digitize.web.templating import page

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a person is in the queue: oldest papers first, perhaps of one reason only.

    Attributes:
        ly_do: reason code; empty means all.
        vi_tri: how many papers were left for later.
    """

    ly_do: str = ""
    vi_tri: int = 0

    @property
    def equals(self) -> dict[str, str]:
        """What the papers of this queue have in common."""
        return {"status": DocumentStatus.REVIEW.value} | ({"problem": self.ly_do} if self.ly_do else {})

    def holds(self, document: Document) -> bool:
        """Tell whether a paper is still in this queue: a correction may have given it another reason."""
        return document.status is DocumentStatus.REVIEW and self.ly_do in ("", document.problem)

    def link(self, document_id: str, *, later: int = 0, **more: str) -> str:
        """Return the address of a paper at this place of the queue."""
        place = {
            "ly_do": self.ly_do,
            "vi_tri": str(self.vi_tri + later) if self.vi_tri + later else "",
        } | more
        query = urlencode({name: value for name, value in place.items() if value})
        return f"/doi-soat/{document_id}" + (f"?{query}" if query else "")


def cursor(ly_do: str = "", vi_tri: int = 0) -> Cursor:
    """Return the place in the queue that an address names."""
    return Cursor(ly_do, max(0, vi_tri))


CursorDep = Annotated[Cursor, Depends(cursor)]


@cache
def ends() -> dict[str, tuple[str, ...]]:
    """Return the ends other than a dossier that a person may choose, each with its reason codes."""
    data = tomllib.loads(files("digitize.web").joinpath("ends.toml").read_text(encoding="utf-8"))
    return {end: tuple(reasons) for end, reasons in data.items()}


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, as a sentence; the paper, where it lies behind the person and can still be called back."""

    said: str
    document: Document | None = None


@router.get("/doi-soat")
def show_queue(
    request: Request, services: ServicesDep, ly_do: str = "", trang: int = 1, xong: str = ""
) -> Response:
    """Show the papers that wait, oldest first."""
    number, queue = max(1, trang), Cursor(ly_do)
    with services.ledger.reading() as tx:
        reasons = tx.tally(Document, "problem", status=DocumentStatus.REVIEW)
        documents = tx.find(
            Document,
            order_by=("created_at",),
            limit=PAPERS + 1,
            offset=(number - 1) * PAPERS,
            **queue.equals,
        )
        rows = paper_rows(tx, documents[:PAPERS])
        closed = [closed_sentence(band) for band in closed_bands(tx)]
    return page(
        request,
        "queue.html",
        reasons=sorted(reasons.items(), key=lambda item: -item[1]),
        total=sum(reasons.values()),
        rows=[(row, Cursor(ly_do, (number - 1) * PAPERS + at)) for at, row in enumerate(rows)],
        ly_do=ly_do,
        closed=closed,
        number=number,
        more=len(documents) > PAPERS,
        done=_done(services, xong),
    )


@router.get("/doi-soat/{document_id}")
def show_desk(
    request: Request,
    services: ServicesDep,
    document: DocumentDep,
    place: CursorDep,
    trang: int = 1,
    tim: str = "",
    xong: str = "",
    sua: str = "",
    hoan_tac: str = "",
) -> Response:
    """Show a paper beside its candidate dossiers."""
    said = "desk.corrected" if sua else "desk.undone" if hoan_tac else ""
    done = Done(messages().say(said)) if said else _done(services, xong)
    return desk(request, services, document, place, trang=trang, tim=tim, done=done)


@router.post("/doi-soat/{document_id}/gan")
def attach_document(
    request: Request,
    services: ServicesDep,
    document_id: str,
    place: CursorDep,
    revision: Annotated[int, Form()],
    ho_so: Annotated[str, Form(min_length=1, max_length=100)],
    vi_sao: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Attach a paper to the dossier that the person chose, and open the next one."""
    try:
        attach(services, document_id, revision, ho_so, " ".join(vi_sao.split()))
    except (Conflict, ReasonMissing) as error:
        return shown_again(request, services, document_id, place, error)
    return next_paper(services, place, document_id)


@router.post("/doi-soat/{document_id}/de-rieng")
def set_document_aside(
    request: Request,
    services: ServicesDep,
    document_id: str,
    place: CursorDep,
    revision: Annotated[int, Form()],
    ly_do_rieng: Annotated[str, Form(max_length=100)],
    ghi_ro: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """End a paper as not attachable or exempt, with a reason, and open the next one."""
    end, _, code = ly_do_rieng.partition("/")
    typed = " ".join(ghi_ro.split())
    if end not in ends() or (code and code not in ends()[end]) or not (code or len(typed) > 4):
        raise HTTPException(422)
    try:
        set_aside(services, document_id, revision, end, code or typed)
    except Conflict as error:
        return shown_again(request, services, document_id, place, error)
    return next_paper(services, place, document_id)


@router.post("/doi-soat/{document_id}/hoan-tac")
def undo_decision(
    request: Request,
    services: ServicesDep,
    document_id: str,
    place: CursorDep,
    vi_sao: Annotated[str, Form(max_length=300)],
    revision: Annotated[int, Form()],
) -> Response:
    """Take back the last decision about a paper, and show it as it stands again."""
    try:
        undo(services, document_id, revision, " ".join(vi_sao.split()))
    except (Conflict, ReasonMissing) as error:
        return shown_again(request, services, document_id, place, error)
    return RedirectResponse(place.link(document_id, hoan_tac="1"), 303)


@router.post("/doi-soat/{document_id}/tach")
def split_document(
    request: Request,
    services: ServicesDep,
    document_id: str,
    place: CursorDep,
    revision: Annotated[int, Form()],
    truoc_trang: Annotated[int, Form(ge=2)],
) -> Response:
    """Part a paper in two before a page, and open the next one; both parts come back once they are understood."""
    try:
        split_before(services, document_id, revision, truoc_trang)
    except Conflict as error:
        return shown_again(request, services, document_id, place, error)
    return next_paper(services, place, document_id)


@router.post("/doi-soat/{document_id}/ghep")
def join_document(
    request: Request,
    services: ServicesDep,
    document_id: str,
    place: CursorDep,
    revision: Annotated[int, Form()],
) -> Response:
    """Join a paper with the one behind it in its file, and open the next one."""
    try:
        join_next(services, document_id, revision)
    except Conflict as error:
        return shown_again(request, services, document_id, place, error)
    return next_paper(services, place, document_id)


def desk(
    request: Request,
    services: Services,
    document: Document,
    place: Cursor,
    *,
    trang: int = 1,
    tim: str = "",
    done: Done | None = None,
    alert: str = "",
    status: int = 200,
    form: EntryForm | None = None,
) -> Response:
    """Show a paper beside its candidate dossiers.

    Args:
        request: what is answered.
        services: where the paper is.
        document: the paper.
        place: where in the queue the person is.
        trang: which of its pages.
        tim: what was searched for beside it.
        done: what was done before.
        alert: a sentence about what was not.
        status: of the answer.
        form: what a person typed and what is not stored yet.
    """
    paper = load_paper(services, document)
    where = standing(services, document)
    candidates: list[CandidateView] = []
    if where.decision is not None:
        candidates = candidate_views(services, where.decision.decision.candidates)
    beside = twins(services, paper, where.decision)
    known = [view.dossier.code for view in candidates]
    found = search_views(services, paper.extraction, tim, known) if tim.strip() else []
    named = [view for view in candidates if view.dossier.code == tim.strip()]
    with services.ledger.reading() as tx:
        (row,) = paper_rows(tx, [document])
        total = tx.count(Document, **place.equals)
        follower = next_document(tx, document)
    return page(
        request,
        "review.html",
        status=status,
        row=row,
        document=document,
        view=page_of(paper, trang, revealed=False),
        fields=field_rows(paper.extraction),
        form=form or entry_form(paper.extraction),
        candidates=candidates,
        proposed=_proposed(where.decision),
        found=found,
        nothing=bool(tim.strip()) and not found and not named,
        tim=tim,
        standing=where,
        twins=twin_rows(services, beside),
        place=place,
        total=total,
        later=_link_to(services, place, int(place.holds(document)), document.id),
        ends=ends(),
        follower=follower,
        held=why_held(services, document),
        done=done,
        alert=alert,
    )


def _proposed(decision: Decision | None) -> str | None:
    """Return the dossier that stands chosen: the one to which what a person typed leads.

    Not that of a closed band: there the machine's choice is in doubt, and whoever confirms must make it themselves.
    """
    return decision.decision.dossier if decision and decision.decision.reason == CORRECTED else None


def shown_again(
    request: Request, services: Services, document_id: str, place: Cursor, error: DigitizeError
) -> Response:
    """Show a paper as it stands now, with why nothing was done."""
    document = viewed_document(document_id, services)
    alert = messages().error(error.code)
    return desk(request, services, document, place, alert=alert, status=error.http_status)


def next_paper(services: Services, place: Cursor, document_id: str) -> Response:
    """Open the paper that comes after one that was decided."""
    address = _link_to(services, place, 0, document_id, xong=document_id)
    end = f"/doi-soat?{urlencode({'ly_do': place.ly_do, 'xong': document_id})}"
    return RedirectResponse(address or end, 303)


def _link_to(services: Services, place: Cursor, later: int, but: str, xong: str = "") -> str:
    """Return the address of the paper at this place of the queue, or of the first one, or nothing."""
    with services.ledger.reading() as tx:
        for offset in (place.vi_tri + later, 0):
            for document in tx.find(
                Document, order_by=("created_at",), limit=1, offset=offset, **place.equals
            ):
                if document.id != but:
                    return Cursor(place.ly_do, offset).link(document.id, xong=xong)
    return ""


def _done(services: Services, document_id: str) -> Done | None:
    """Return what was just decided about the paper before."""
    if not document_id:
        return None
    with services.ledger.reading() as tx:
        document = need(tx, Document, document_id)
        (row,) = paper_rows(tx, [document])
        undoable = document if can_undo(latest(tx, document_id)) else None
    if row.dossier:
        return Done(f"Đã gắn “{row.title}” vào hồ sơ {row.dossier}.", undoable)
    ended = messages().say(f"status.{document.status.value}")
    return Done(f"“{row.title}”: {ended}. {messages().reason(document.problem)}", undoable)
