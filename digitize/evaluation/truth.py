"""Reads what is true of a folder of scans: a sample of the synthetic province, or real pages with transcripts.

A sample holds `truth.jsonl`, a `TruthFile` a line, and the files below `scans/`. A folder of real pages holds, for each
NAME.jpg (png, tif, pdf), its text in NAME.gt.txt, pages parted by form feeds, and its values in NAME.fields.json: keys of
the vocabulary, null for what the page does not bear; keys that are left out are not asked about.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitize.errors import InputError, NotFound
from digitize.model.codec import from_json
from digitize.model.geometry import Affine, Box
from digitize.model.truth import Face, TruthDocument, TruthFile, TruthLine, TruthPage, TruthValue
from digitize.model.vocabulary import vocabulary
from digitize.province.plan import Oddity
from digitize.text.normalize import normalize

REAL = "real"
"""The profile of real pages."""

UNKNOWN = ""
"""The kind of a paper that the truth does not name."""

NO_PAPER = "-"
"""The kind of a page that belongs to no paper: a separator sheet, a blank side."""

NOWHERE = Box(0, 0, 0, 0)
"""The box of a line whose place the truth does not know."""

_KIND = "loai_van_ban"
_TEXT, _FIELDS = ".gt.txt", ".fields.json"
_ENDINGS = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".pdf")


@dataclass(frozen=True, slots=True)
class Case:
    """A file and what is true of it.

    Attributes:
        path: where the file lies.
        asked: the fields that the truth speaks of: one of them that it does not give is not on the paper.
    """

    path: Path
    truth: TruthFile
    asked: frozenset[str]

    def frames_of(self, *oddities: Oddity) -> frozenset[int]:
        """Return the frames on which papers lie that are odd in one of some ways."""
        odd = (paper for paper in self.truth.documents if paper.oddity in oddities)
        return frozenset(frame for paper in odd for frame in paper.frames)

    def legible_pages(self) -> tuple[TruthPage, ...]:
        """Return the pages of papers that bear text and were not drawn illegible."""
        lost = self.frames_of(Oddity.ILLEGIBLE)
        return tuple(
            page
            for page in self.truth.pages
            if page.face is Face.PAPER and page.lines and page.frame not in lost
        )


def is_sample(folder: Path) -> bool:
    """Return whether a folder is a sample of the synthetic province."""
    return (folder / "truth.jsonl").is_file()


def read_truth(folder: Path) -> tuple[Case, ...]:
    """Return the files of a folder with their truth, in order.

    Raises:
        NotFound: no such folder, or a file of the truth is missing.
        InputError: the truth cannot be read, or there is none.
    """
    if not folder.is_dir():
        raise NotFound("no such folder", folder=str(folder))
    cases = _sample(folder) if is_sample(folder) else _real(folder)
    if not cases:
        raise InputError("the folder holds no truth: neither truth.jsonl nor *.gt.txt", folder=str(folder))
    return cases


def asked_of(files: Iterable[TruthFile]) -> frozenset[str]:
    """Return the fields that a sample ever gives: of the others its generator says nothing."""
    return frozenset(value.field for file in files for paper in file.documents for value in paper.fields)


def _sample(folder: Path) -> tuple[Case, ...]:
    files = []
    for number, line in enumerate((folder / "truth.jsonl").read_text(encoding="utf-8").splitlines(), 1):
        try:
            files.append(from_json(TruthFile, line))
        except (ValueError, TypeError, AttributeError):
            raise InputError("a line of the truth cannot be read", line=number) from None
    asked = asked_of(files)
    return tuple(Case(folder / "scans" / file.file, file, asked) for file in files)


def _real(folder: Path) -> tuple[Case, ...]:
    return tuple(_real_case(text) for text in sorted(folder.glob(f"*{_TEXT}")))


def _real_case(text: Path) -> Case:
    stem = text.name.removesuffix(_TEXT)
    scans = [path for ending in _ENDINGS if (path := text.with_name(stem + ending)).is_file()]
    if not scans:
        raise NotFound("a transcript without its scan", text=text.name)
    pages = tuple(
        TruthPage(frame, size=(0, 0), dpi=0, to_scan=Affine(), lines=_lines(page))
        for frame, page in enumerate(text.read_text(encoding="utf-8").split("\f"))
    )
    values = _values(text.with_name(stem + _FIELDS))
    paper = TruthDocument(
        kind=_kind(values.get(_KIND)),
        frames=tuple(page.frame for page in pages),
        dossier=None,
        role="",
        fields=tuple(TruthValue(name, value) for name, value in values.items() if value is not None),
    )
    return Case(scans[0], TruthFile(scans[0].name, REAL, pages, (paper,)), frozenset(values))


def _lines(text: str) -> tuple[TruthLine, ...]:
    return tuple(TruthLine(line.strip(), NOWHERE) for line in text.splitlines() if line.strip())


def _values(path: Path) -> dict[str, str | None]:
    """Return the values of a page by field, without the notes on their origin; none where they were not written down."""
    if not path.is_file():
        return {}
    try:
        rows: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {name: value and str(value) for name, value in rows.items() if name in vocabulary().fields}
    except (ValueError, AttributeError):
        raise InputError("the values of a page cannot be read", file=path.name) from None


def _kind(name: str | None) -> str:
    """Return the key of a kind by its name."""
    if name is None:
        return UNKNOWN
    wanted = normalize(name).casefold()
    return next((kind.key for kind in vocabulary().kinds.values() if kind.name.casefold() == wanted), UNKNOWN)
