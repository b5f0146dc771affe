"""What was made of a file: its pages as read, and its papers as understood."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from digitize.errors import InputError
from digitize.extraction.extract import extract
from digitize.extraction.split import split
from digitize.model.fields import Extraction
from digitize.model.match import Outcome, Role
from digitize.model.ocr import OcrPage
from digitize.pipeline.packs import UNREAD, pack, unpack
from digitize.ports import Inventory


class PageReader(Protocol):
    """A way to read pages that can be measured: the part of `ports.Reader` that touches pixels."""

    def load(self, path: Path) -> Inventory:
        """Return what the file at `path` holds."""

    def read(self, path: Path, frames: Sequence[int], /) -> tuple[OcrPage, ...]:
        """Read some frames of a file, in the order given."""


@dataclass(frozen=True, slots=True)
class PaperOutcome:
    """Where a paper ended: attached (LINK) to a dossier in a place, or waiting for a person with a reason."""

    outcome: Outcome
    dossier: str | None = None
    role: Role | None = None
    component: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A paper that was found in a file: its frames, what was understood, and where it ended if it made the trip.

    Attributes:
        extraction: None where it never came so far.
    """

    frames: tuple[int, ...]
    extraction: Extraction | None = None
    outcome: PaperOutcome | None = None


@dataclass(frozen=True, slots=True)
class FileReading:
    """What was made of a file.

    Attributes:
        pages: by frame; a page that could not be read is missing.
        papers: in order.
        seconds: of processor time that reading and understanding took in this process, 0 if nobody measured.
        problem: code of the error that kept the file shut.
    """

    pages: dict[int, OcrPage] = field(default_factory=dict)
    papers: tuple[FoundPaper, ...] = ()
    seconds: float = 0.0
    problem: str | None = None


def read_file(
    reader: PageReader, path: Path, wanted: Collection[int], kept: Path | None = None
) -> FileReading:
    """Run the stages on a file: read each page, part the papers, understand each.

    Args:
        reader: reads the pages.
        path: the file.
        wanted: the frames that are meant; the others are not looked at.
        kept: pack of its pages, that is taken as it is, or written where there is none; None keeps nothing.
    """
    start = time.process_time()
    try:
        count = len(reader.load(path).sizes)
    except InputError as error:
        return FileReading(problem=error.code)
    frames = [frame for frame in range(count) if frame in wanted]
    known = kept is not None and kept.is_file()
    pages = kept_pages(reader, path, frames, kept)
    papers = tuple(understood(pages, frames))
    return FileReading(pages, papers, 0.0 if known else time.process_time() - start)


def kept_pages(
    reader: PageReader, path: Path, frames: Iterable[int], kept: Path | None
) -> dict[int, OcrPage]:
    """Return the pages of a file from their pack, or read them and pack them; without a pack's path just read them."""
    if kept and kept.is_file():
        return unpack(kept.read_bytes())
    pages = read_pages(reader, path, frames)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pack(pages))
    return pages


def read_pages(reader: PageReader, path: Path, frames: Iterable[int]) -> dict[int, OcrPage]:
    """Read some frames of a file; those of which no page can be made are left out."""
    return {frame: page for frame in frames if (page := _read(reader, path, frame))}


def _read(reader: PageReader, path: Path, frame: int) -> OcrPage | None:
    try:
        (page,) = reader.read(path, [frame])
    except InputError:
        return None
    return page


def understood(pages: Mapping[int, OcrPage], frames: Sequence[int]) -> Iterator[FoundPaper]:
    """Yield the papers of a file, parted and understood as the pipeline does it.

    Args:
        pages: as read, by frame; one that could not be read is missing.
        frames: all that are meant, in order.
    """
    parted = split(pages.get(frame, UNREAD) for frame in frames)
    notes = {note for note, _ in parted.notes}
    for sides in parted.papers:
        told = [UNREAD if side in notes else pages.get(frames[side], UNREAD) for side in sides]
        yield FoundPaper(tuple(frames[side] for side in sides), extract(told))
