"""The register's dossiers, and why a paper is linked to one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from digitize.model.intake import Disposition, DocumentStatus, PageId

DossierCode = NewType("DossierCode", str)


class Outcome(StrEnum):
    """LINK: attach. REVIEW: a person decides. NONE: the register has no such dossier (also a person's queue)."""

    LINK = "link"
    REVIEW = "review"
    NONE = "none"


class Role(StrEnum):
    """What a paper is to its dossier: submitted by the citizen, the result, or a one-door paper of the process."""

    INPUT = "input"
    RESULT = "result"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Component:
    """A paper that the dossier must hold: `ma_thanh_phan`, its name, and how many copies."""

    code: str
    name: str
    copies: int = 1


@dataclass(frozen=True, slots=True)
class ResultRecord:
    """A result that the register says was issued; the land columns serve papers about a parcel."""

    code: str
    number: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    ward: str | None = None
    map_sheet: str | None = None
    parcel: str | None = None
    book_number: str | None = None
    serial_number: str | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier of the province's register (DOMAIN.md Annex A, and the columns that matching adds).

    Attributes:
        code: mã hồ sơ, kept unchanged for ever (Thông tư 13/2023/TT-BNV).
        owner_id_type: CMND, CCCD, MST, HC (hộ chiếu)…
    """

    code: DossierCode
    owner: str
    procedure_code: str | None = None
    procedure_name: str | None = None
    sector: str | None = None
    unit: str | None = None
    owner_id_type: str | None = None
    owner_id: str | None = None
    owner_born: str | None = None
    address: str | None = None
    phone: str | None = None
    received_on: date | None = None
    due_on: date | None = None
    returned_on: date | None = None
    status: str | None = None
    book: str | None = None
    serial: str | None = None
    components: tuple[Component, ...] = ()
    results: tuple[ResultRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockingKeys:
    """What a paper is looked up by: a dossier that agrees on one of these is worth comparing.

    A misread digit is allowed for by naming what else the number may have been. Identity numbers are looked up by keyed
    hash, names without their marks.

    Attributes:
        codes: mã hồ sơ.
        persons: identity and tax numbers of the owner.
        owners: names.
        received: first and last day of receipt; asked of births, and of names that more than 20 dossiers bear.
        births: whole days of birth of the owner, ISO; asked within `received` alone.
        books: quyển số and số thứ tự.
        received_on: the day of receipt of dossiers looked up by `books`, None for any.
        results: số/ký hiệu of a result, with its date where the paper has one.
        parcels: tờ bản đồ and số thửa of a result.
        certificates: số vào sổ and số phát hành of a result.
    """

    codes: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    received: tuple[date, date] | None = None
    births: tuple[str, ...] = ()
    books: tuple[tuple[str, str], ...] = ()
    received_on: date | None = None
    results: tuple[tuple[str, date | None], ...] = ()
    parcels: tuple[tuple[str, str], ...] = ()
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocked:
    """What the register has for the keys of a paper.

    Attributes:
        dossiers: those that agree with one of them, each once, in the order of their codes.
        namesakes: how many dossiers of the register bear each name among the keys, by the name without its marks; empty
            where no dossier agrees.
    """

    dossiers: tuple[Dossier, ...] = ()
    namesakes: Mapping[str, int] = field(default_factory=dict)


class Level(StrEnum):
    """How far two values agree, best first.

    TONELESS: tone marks aside. FOLDED: all marks aside. CONFUSED: one character off, as readers confuse it. NEAR: alike
    enough to be the same, badly read. DIFFERENT: the two contradict each other. MISSING: they cannot be compared.
    """

    EXACT = "exact"
    TONELESS = "toneless"
    FOLDED = "folded"
    CONFUSED = "confused"
    NEAR = "near"
    DIFFERENT = "different"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field held against the register. `bits` is the evidence, log2 of the Bayes factor."""

    field: str
    ours: str
    theirs: str
    level: Level
    bits: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dossier that a paper may belong to, with the comparisons that speak for and against it."""

    dossier: DossierCode
    comparisons: tuple[Comparison, ...]

    @property
    def bits(self) -> float:
        """Sum of the evidence."""
        return sum(comparison.bits for comparison in self.comparisons)


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """What was decided and why.

    Attributes:
        rung: the class of evidence that decided (`barcode`, `code`, `code_repaired`, a class of `matching/evidence.py`,
            or `user`; `land` and `owner` in older decisions).
        reason: code of the reason when the outcome is not LINK (`no_candidate`, `several_candidates`,
            `contradiction`, `component_taken`, `poor_scan` …).
    """

    outcome: Outcome
    dossier: DossierCode | None = None
    rung: str | None = None
    reason: str | None = None
    candidates: tuple[Candidate, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Placement:
    """Where in its dossier a paper goes. `code` is the component's or the result's code; a process paper's is its kind."""

    role: Role
    code: str | None = None
    reason: str | None = None


class Act(StrEnum):
    """What was done with a paper: FILED by the machine, all others by a person."""

    FILED = "filed"
    ATTACHED = "attached"
    SET_ASIDE = "set_aside"
    CORRECTED = "corrected"
    RESPLIT = "resplit"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class PageEnd:
    """Where a page of a paper ended."""

    page: PageId
    disposition: Disposition
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """How a paper stood before a decision: what undoing that decision restores.

    Attributes:
        fields: id of the DocumentFields that were the latest.
        attachments: ids of those that were active.
        pages: all pages of the paper, in order.
    """

    status: DocumentStatus
    problem: str | None
    kind: str | None
    fields: str | None
    attachments: tuple[str, ...]
    pages: tuple[PageEnd, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A MatchDecision as it was taken for one document: who, when, on which revision. None is ever changed or deleted.

    Attributes:
        why: what the person gave as the reason.
        supersedes: the decision that stood before; of an UNDONE one, the decision that it undoes.
        former: how the paper stood before; None where a machine decided, for there was no decision to return to.
        together: decisions about other papers that are one act with this one, and are undone with it.
    """

    id: str
    document_id: str
    revision: int
    decision: MatchDecision
    decided_by: str
    decided_at: datetime
    act: Act = Act.FILED
    why: str | None = None
    supersedes: str | None = None
    former: Former | None = None
    together: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper in its dossier. `supersedes` names the attachment that this one took the place of."""

    id: str
    document_id: str
    dossier: DossierCode
    role: Role
    code: str | None
    pdf_key: str
    attached_at: datetime
    attached_by: str
    supersedes: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A page that reads like one that was filed before: most likely a scan of the same sheet.

    Attributes:
        id: of the page, and a number, for it may read like several.
        page: its position in its document, from 1; `other_page` likewise.
        likeness: how alike both read, 0 to 1.
    """

    id: str
    document_id: str
    page: int
    other_document: str
    other_page: int
    likeness: float
