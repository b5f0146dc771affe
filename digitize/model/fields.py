"""What kind of paper it is and what it says, each value with its evidence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digitize.model.geometry import Box
from digitize.model.intake import Sensitivity


class Source(StrEnum):
    """Who gave a value: Thông tư 01/2023/TT-VPCP, Điều 9, wants typed values told apart."""

    MACHINE = "machine"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Classification:
    """The kind of a paper (a key of the vocabulary, or "khac") with its probability, and the runners-up."""

    kind: str
    confidence: float
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands. `page` counts from 1 in the document; `text` is as read there."""

    page: int
    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value that a field may have: read elsewhere on the paper, or as it stood before a repair."""

    value: str
    confidence: float
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a paper.

    Attributes:
        name: key of the vocabulary.
        value: normal form: dates ISO, so_ky_hieu without blanks, identity numbers digits only.
        warnings: codes of checks that it failed (`unknown_province`, `checksum`, `repaired` …).
        alternatives: other values found for it, likeliest first, none equal to `value`.
    """

    name: str
    value: str
    confidence: float
    evidence: Evidence | None = None
    warnings: tuple[str, ...] = ()
    source: Source = Source.MACHINE
    sensitivity: Sensitivity = Sensitivity.NONE
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """Classification and fields of one document; at most one field a name, in the vocabulary's order."""

    classification: Classification
    fields: tuple[Field, ...] = ()

    def value(self, name: str) -> str | None:
        """Return the value of field `name`, or None."""
        for field in self.fields:
            if field.name == name:
                return field.value
        return None


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """An extraction as it was stored for one revision of a document; earlier revisions stay (the edit history).

    Attributes:
        id: document id + revision.
        recipe: canonical JSON of the Recipe that made it, or "user".
    """

    id: str
    document_id: str
    revision: int
    extraction: Extraction
    recipe: str
    made_at: datetime
    made_by: str
