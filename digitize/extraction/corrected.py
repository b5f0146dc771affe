"""corrected: an extraction with what a person says of it. What was not corrected stays as the machine read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from digitize.errors import InvalidFields, NotFound
from digitize.extraction.checks import recheck
from digitize.extraction.extract import extract
from digitize.extraction.locate import locate
from digitize.extraction.typed import read_typed, wrong_form
from digitize.extraction.view import View, look
from digitize.model.fields import Classification, Evidence, Extraction, Field, Source
from digitize.model.ocr import OcrPage
from digitize.model.vocabulary import OTHER, vocabulary

KIND_FIELD = "loai_van_ban"
"""The field that names the kind."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of a paper.

    Attributes:
        kind: what paper it is; None leaves that.
        values: by field, as typed; "" takes the field away. Fields that are not named stay.
        as_printed: fields whose value fails a check and is printed so nevertheless.
    """

    kind: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    as_printed: frozenset[str] = frozenset()


def corrected(extraction: Extraction, correction: Correction, pages: Sequence[OcrPage]) -> Extraction:
    """Return the extraction with what a person corrected, and with the checks between fields made anew.

    Of a corrected kind, the fields that nobody knows yet are read by its form; what stood there before stays.

    A typed value is certain and its source is the person. Its evidence is the place where it stands on the page, or, if
    it is not found there, what the machine had taken it from.

    Args:
        extraction: what is known of the paper.
        correction: what the person says.
        pages: the paper's read pages, for the evidence; at most six are looked at.

    Raises:
        NotFound: no such kind or field.
        InvalidFields: values that have not the form of their field, or fail a check and nobody said that they are printed so;
            `details` names the sentence for each field.
    """
    known = vocabulary()
    if not correction.values.keys() <= known.fields.keys() or correction.kind not in (None, *known.kinds):
        raise NotFound("no such kind or field")
    values = dict(correction.values)
    before = {item.name: item for item in extraction.fields}
    classification = extraction.classification
    if correction.kind is not None and correction.kind != classification.kind:
        classification = Classification(correction.kind, 1.0)
        # A kind is a field too: the name under which people file the paper.
        name = "" if correction.kind == OTHER else known.kinds[correction.kind].name
        values = {KIND_FIELD: name} | values
        before = {item.name: item for item in extract(pages, correction.kind).fields} | before
    typed = _typed(values, before, correction.as_printed, look(pages))
    after = {name: item for name, item in before.items() if name not in values} | typed
    return Extraction(classification, recheck(tuple(after[name] for name in known.fields if name in after)))


def _typed(
    values: Mapping[str, str], before: Mapping[str, Field], as_printed: frozenset[str], view: View
) -> dict[str, Field]:
    found, problems = {}, {}
    for name, text in values.items():
        if not text.strip():
            continue
        reading = read_typed(name, text)
        if reading is None:
            problems[name] = f"typed.{wrong_form(name)}"
        elif reading.warnings and name not in as_printed:
            problems[name] = f"warning.{reading.warnings[0]}"
        else:
            evidence = _evidence(view, name, reading.value) or (
                before[name].evidence if name in before else None
            )
            sensitivity = vocabulary().fields[name].sensitivity
            found[name] = Field(
                name, reading.value, 1.0, evidence, reading.warnings, Source.USER, sensitivity
            )
    if problems:
        raise InvalidFields(**problems)
    return found


def _evidence(view: View, name: str, value: str) -> Evidence | None:
    places = locate(view, name, value)
    if not places:
        return None
    best = max(places, key=lambda place: place.score)
    return best.piece.cut(best.start, best.end).evidence()
