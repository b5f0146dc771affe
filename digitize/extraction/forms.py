"""The forms as data: titles and labels as printed, by kind and by the days on which they were in force."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from digitize.extraction.view import flat


@dataclass(frozen=True, slots=True)
class Label:
    """A label in folded letters and the field that it announces; None where it only ends the value before it.

    Attributes:
        other_person: whether it opens the data of somebody who is not the owner.
    """

    text: str
    field: str | None
    other_person: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a kind of paper.

    Attributes:
        titles: in folded letters, as printed from the first word.
        unless: folded words that must not stand in the title's line.
        header: `agency` (header of Nghị định 30/2020), `citizen` (place and date only) or `none`.
        abstract: whether a trích yếu follows the title.
        signed: whether an official signs although the header is not an agency's.
        number: name of the pattern of its number, `symbol` for số/ký hiệu.
        zone: share of the first page's height in which the title may stand.
        labels: those of this form first, then the common ones.
        valid_from: first day on which the form was in force; None means ever since.
        valid_to: last day; None means still.
    """

    kind: str
    titles: tuple[str, ...]
    unless: tuple[str, ...]
    header: str
    abstract: bool
    signed: bool
    number: str
    zone: float
    labels: tuple[Label, ...]
    valid_from: date | None
    valid_to: date | None

    def in_force(self, day: date | None) -> bool:
        """Tell whether the form was in force on `day`; a paper without a legible date may use any form."""
        if day is None:
            return True
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Rules:
    """All forms, and what holds for papers of every kind (`common.toml`); texts are folded."""

    forms: tuple[Form, ...]
    mottos: tuple[str, ...]
    agencies: tuple[str, ...]
    desks: tuple[str, ...]
    urgencies: tuple[str, ...]
    after_title: tuple[str, ...]
    mentions: tuple[str, ...]
    symbol_repairs: Mapping[str, str]
    authorities: tuple[str, ...]
    offices: tuple[str, ...]
    recipients: str
    overlays: tuple[str, ...]
    dossier_body: str
    dossier_first: date
    dossier_last: date

    def form(self, kind: str, day: date | None) -> Form:
        """Return the form of `kind` in force on `day`, or of any day, or that of a paper of unknown kind."""
        ranked = sorted(
            (form for form in self.forms if form.kind in (kind, "khac")),
            key=lambda form: (form.kind != kind, not form.in_force(day)),
        )
        return ranked[0]


@cache
def rules() -> Rules:
    """Return the rules of `forms/*.toml`."""
    folder = files("digitize.extraction").joinpath("forms")
    tables = {
        entry.name: tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }
    common = tables.pop("common.toml")
    shared = _shared_labels(common)
    header, signature, dossier = common["header"], common["signature"], common["dossier"]
    return Rules(
        forms=tuple(_form(row, shared) for table in tables.values() for row in table["form"]),
        mottos=_folded(header["mottos"]),
        agencies=_folded(header["agencies"]),
        desks=_folded(header["desks"]),
        urgencies=_folded(header["urgencies"]),
        after_title=_folded(header["after_title"]),
        mentions=_folded(header["mentions"]),
        symbol_repairs=header["symbol_repairs"],
        authorities=_folded(signature["authorities"]),
        offices=_folded(signature["offices"]),
        recipients=flat(signature["recipients"]),
        overlays=_folded(signature["overlays"]),
        dossier_body=dossier["body"],
        dossier_first=dossier["first"],
        dossier_last=dossier["last"],
    )


def _folded(texts: list[str]) -> tuple[str, ...]:
    return tuple(flat(text) for text in texts)


def _shared_labels(common: dict[str, Any]) -> tuple[Label, ...]:
    stops = common["stops"]
    return (
        *_labels(common["labels"]),
        *(Label(flat(text), None) for text in stops["plain"]),
        *(Label(flat(text), None, other_person=True) for text in stops["others"]),
    )


def _labels(table: dict[str, list[str]]) -> tuple[Label, ...]:
    return tuple(Label(flat(text), field) for field, texts in table.items() for text in texts)


def _form(row: dict[str, Any], shared: tuple[Label, ...]) -> Form:
    own = _labels(row.get("labels", {}))
    taken = {label.text for label in own}
    return Form(
        kind=row["kind"],
        titles=_folded(row["titles"]),
        unless=_folded(row.get("unless", [])),
        header=row["header"],
        abstract=row.get("abstract", False),
        signed=row.get("signed", row["header"] == "agency"),
        number=row.get("number", "symbol"),
        zone=row.get("zone", 0.5),
        labels=(*own, *(label for label in shared if label.text not in taken)),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
    )
