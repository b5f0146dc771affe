"""Hồ sơ ứng viên: dossiers beside the reasons that speak for and against them."""

from collections.abc import Iterable
from dataclasses import dataclass

from digitize.matching.weigh import weigh
from digitize.model.fields import Extraction
from digitize.model.match import Candidate, Dossier, DossierCode
from digitize.ports import Services
from digitize.web.present import ComparisonRow, comparison_rows

FOUND = 10
"""Dossiers that a search beside the paper shows at most."""


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A candidate as a card: the register's record, both values of each compared field, and the evidence in bits."""

    dossier: Dossier
    rows: tuple[ComparisonRow, ...]
    bits: float


def candidate_views(services: Services, candidates: Iterable[Candidate]) -> list[CandidateView]:
    """Return candidates as cards, in their order; one that has left the register is left out."""
    pairs = ((candidate, services.registry.get(candidate.dossier)) for candidate in candidates)
    return [_view(candidate, dossier) for candidate, dossier in pairs if dossier is not None]


def search_views(
    services: Services, extraction: Extraction, text: str, known: Iterable[DossierCode]
) -> list[CandidateView]:
    """Return the dossiers with this mã hồ sơ, or of owners with this name, each held against the paper."""
    text = text.strip()
    by_code = services.registry.get(text)
    found = (by_code,) if by_code is not None else services.registry.by_owner(text)
    left_out = frozenset(known)
    return [_view(weigh(extraction, dossier), dossier) for dossier in found if dossier.code not in left_out][
        :FOUND
    ]


def _view(candidate: Candidate, dossier: Dossier) -> CandidateView:
    return CandidateView(dossier, tuple(comparison_rows(candidate.comparisons)), candidate.bits)
