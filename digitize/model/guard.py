"""What guards the automatic links: which of them persons look at, what they found, and which bands are closed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from digitize.model.match import DossierCode


class ReadQuality(StrEnum):
    """How surely the words of a paper were read."""

    CLEAR = "clear"
    FAIR = "fair"
    POOR = "poor"


class Draw(StrEnum):
    """Why a person looks at a link: SAMPLE by lot, SCREENED because its stratum is under suspicion, HELD because its
    band is closed, so that the paper was not attached.
    """  # noqa: D205 - one sentence

    SAMPLE = "sample"
    SCREENED = "screened"
    HELD = "held"


class BandState(StrEnum):
    """CLOSED: nothing is attached without a person. SUSPECT: all that is attached is looked at. OPEN: a share of it."""

    OPEN = "open"
    SUSPECT = "suspect"
    CLOSED = "closed"


class Finding(StrEnum):
    """What a person found of a link. MOOT: the paper left its dossier, and nobody said that the dossier was wrong."""

    RIGHT = "right"
    WRONG = "wrong"
    MOOT = "moot"


@dataclass(frozen=True, slots=True)
class Stratum:
    """Links that have a procedure, a quality of reading and a station in common; None stands for any."""

    procedure: str | None = None
    quality: ReadQuality | None = None
    station: str | None = None

    @property
    def id(self) -> str:
        """Its name: 1.004199/*/* is a procedure alone."""
        return "/".join(part or "*" for part in (self.procedure, self.quality, self.station))

    @property
    def equals(self) -> dict[str, Any]:
        """The columns of a link that it names, with their values."""
        named = {"procedure": self.procedure, "quality": self.quality, "station": self.station}
        return {name: value for name, value in named.items() if value is not None}


@dataclass(frozen=True, slots=True)
class AutoLink:
    """A dossier that the machine found for a paper and would attach it to without asking.

    Attributes:
        id: the document's: the machine files a paper once.
        drawn: why a person looks at it; None: nobody was asked to.
        found_at: when a person said so, last.
    """

    id: str
    dossier: DossierCode
    procedure: str
    quality: ReadQuality
    station: str
    linked_at: datetime
    drawn: Draw | None = None
    finding: Finding | None = None
    found_at: datetime | None = None
    found_by: str | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """A band was closed, and perhaps opened again.

    Attributes:
        since: when the first link of the run that closed it was made: the drift began about then.
        wrong: wrong links of that run.
        checked: links of it about which a person gave a word.
        reason: why it was opened again.
    """

    closed_at: datetime
    since: datetime
    wrong: int
    checked: int
    reopened_at: datetime | None = None
    reopened_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """The automatic band of a stratum; one without a record never gave cause for doubt.

    Attributes:
        id: the stratum's.
        score: what speaks for drift since the last reason to believe in none, in bits; above 0 its links are screened.
        closings: in the order of time.
    """

    id: str
    stratum: Stratum
    score: float = 0.0
    closings: tuple[Closing, ...] = ()

    @property
    def state(self) -> BandState:
        """What happens to the links of this stratum."""
        if self.closings and self.closings[-1].reopened_at is None:
            return BandState.CLOSED
        return BandState.SUSPECT if self.score > 0 else BandState.OPEN
