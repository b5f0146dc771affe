"""The page for people that shows what a form finds on a scan: each page's picture with a box around every value.

It holds the pages themselves: it is as private as they are and stays where they stay.
"""

from dataclasses import dataclass
from pathlib import Path

from digitize.errors import NotFound
from digitize.evaluation.crops import thumbnail
from digitize.evaluation.explained import grade
from digitize.evaluation.pages import template
from digitize.extraction.classify import classify
from digitize.extraction.extract import extract_as
from digitize.extraction.forms import IDENTITY, Form
from digitize.imaging.load import frames, load
from digitize.imaging.orient import Orienter
from digitize.imaging.prepare import prepare
from digitize.model.fields import Classification, Field
from digitize.model.ocr import OcrPage
from digitize.model.vocabulary import vocabulary
from digitize.ocr.read import read
from digitize.ports import OcrEngine

_PAGE_PIXELS = 1_500


@dataclass(frozen=True, slots=True)
class TriedField:
    """A field of a form: its name on screen, whether the form requires it, and what was found."""

    key: str
    name: str
    required: bool
    found: Field | None


@dataclass(frozen=True, slots=True)
class TriedPage:
    """A page with its picture as a data URI, None where it bears a secrecy mark."""

    number: int
    page: OcrPage
    picture: str | None


@dataclass(frozen=True, slots=True)
class Trial:
    """A scan read as a paper of a form.

    Attributes:
        told: what the form's titles and signs alone say of the paper.
        catalogue: what the catalogue takes it for.
        fields: those of the form in its order, then what was found besides.
    """

    form: Form
    told: Classification
    catalogue: Classification
    fields: tuple[TriedField, ...]
    pages: tuple[TriedPage, ...]


def try_form(form: Form, file: Path, engine: OcrEngine) -> Trial:
    """Read a file as one paper of a form.

    Raises:
        InputError: as `imaging.load.frames`.
    """
    orienter = Orienter()
    pages = []
    for number, scan in enumerate(frames(file, range(len(load(file).sizes))), 1):
        grey, image = prepare(scan, orienter.quarter_turns, engine.narrowest)
        page = read(grey, image, engine)
        picture = None if page.secret_mark else thumbnail(grey, 0, _PAGE_PIXELS)
        pages.append(TriedPage(number, page, picture))
    documents = [page.page for page in pages]
    extraction = extract_as(documents, form)
    return Trial(
        form, extraction.classification, classify(documents), _fields(form, extraction.fields), tuple(pages)
    )


def write_trial(out: Path, name: str, trial: Trial) -> None:
    """Write what a form found as one self-contained HTML file.

    Raises:
        NotFound: the folder of `out` does not exist.
    """
    if not out.absolute().parent.is_dir():
        raise NotFound("no such folder")
    draft = out.with_name(f".{out.name}.draft")
    try:
        draft.write_text(template("tried.html", grade=grade).render(name=name, trial=trial), encoding="utf-8")
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def _fields(form: Form, found: tuple[Field, ...]) -> tuple[TriedField, ...]:
    """Return the fields of a form with what was found of each; one of CCCD and CMND fills the place of either."""
    values = {field.name: field for field in found}
    rows = []
    for field in form.fields:
        keys = ("so_cccd", "so_cmnd") if field.key == IDENTITY else (field.key,)
        key = next((key for key in keys if key in values), keys[0])
        rows.append(
            TriedField(field.key, vocabulary().fields[key].name, field.required, values.pop(key, None))
        )
    rows += [TriedField(key, vocabulary().fields[key].name, False, one) for key, one in values.items()]
    return tuple(rows)
