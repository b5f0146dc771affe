"""What the archive's search holds and answers."""

from dataclasses import dataclass

from digitize.model.intake import AccessLevel, DocumentId, UnitCode
from digitize.model.match import DossierCode


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A filed document as search knows it. `pages` holds the text of each page; it is stored nowhere else."""

    document_id: DocumentId
    title: str
    pages: tuple[str, ...]
    kind: str | None = None
    dossier: DossierCode | None = None
    unit: UnitCode | None = None
    access_level: AccessLevel = AccessLevel.CONDITIONAL


@dataclass(frozen=True, slots=True)
class Query:
    """A question in tokens: `folded` finds, `exact` ranks.

    Attributes:
        exact: tokens as typed, in normal form, lower case, with tone marks.
        folded: the same tokens without tone marks.
        phrase: whether the tokens must follow one another.
    """

    exact: tuple[str, ...]
    folded: tuple[str, ...]
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page whose folded tokens answer a query, before ranking."""

    document_id: DocumentId
    page: int
    text: str
    title: str
    kind: str | None
    dossier: DossierCode | None


@dataclass(frozen=True, slots=True)
class Hit:
    """An answer. `marks` are (start, end) offsets of the matches in `snippet`; `exact` when tone marks agree too."""

    document_id: DocumentId
    page: int
    title: str
    kind: str | None
    dossier: DossierCode | None
    snippet: str
    marks: tuple[tuple[int, int], ...]
    exact: bool
