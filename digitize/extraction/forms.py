"""The forms as data: titles and labels as printed, by kind and by the days on which they were in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from digitize.model.intake import Sensitivity

IDENTITY = "so_dinh_danh"
"""What a form calls a number that is a CCCD's or a CMND's; the number of its digits tells which."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label in folded letters and the field that it announces; None where it only ends the value before it.

    Attributes:
        other_person: whether it opens the data of somebody who is not the owner.
        opens: the section of the form that it opens, "" for none. What follows is the owner's unless `other_person`.
        founder: whether that section is of who heads a firm: its owner's, too, while the firm is new.
        within: section and field, where the label announces something else, or something at all, in that section only.
    """

    text: str
    field: str | None
    other_person: bool = False
    opens: str = ""
    founder: bool = False
    within: tuple[tuple[str, str], ...] = ()

    def announces(self, section: str) -> str | None:
        """Return the field that the label announces in a section ("" before the first)."""
        return dict(self.within).get(section, self.field)


@dataclass(frozen=True, slots=True)
class FormField:
    """A field that papers of a form bear.

    Attributes:
        key: of the vocabulary, or IDENTITY.
        type: form of its value, the vocabulary's unless the form has its own.
        required: whether a paper without it is incomplete.
        same_as: the field whose value it takes where it has none, "" for none.
        below: the field that its own line always stands under, "" for none: where its label cannot be read it is looked for there.
    """

    key: str
    type: str
    required: bool
    sensitivity: Sensitivity
    same_as: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a kind of paper.

    Attributes:
        name: of its file, without the ending: the kind, with a variant after a dash.
        titles: in folded letters, as printed from the first word.
        unless: folded words that must not stand in the title's line.
        signs: folded words that stand on papers of this form and hardly on others; they tell a page without a title.
        symbols: parts of the symbol of such a paper's number ("QĐ") as written; they tell the kind where the title is lost.
        header: `agency` (header of Nghị định 30/2020), `citizen` (place and date only) or `none`.
        abstract: whether a trích yếu follows the title.
        bilingual: whether each of its lines stands below in a second language.
        signed: whether an official signs although the header is not an agency's.
        number: name of the pattern of its number, `symbol` for số/ký hiệu.
        zone: share of the first page's height in which the title may stand.
        fields: what such a paper bears, whether labels announce it or not.
        labels: those of this form first, then the common ones; no two with the same text.
        valid_from: first day on which the form was in force; None means ever since.
        valid_to: last day; None means still.
    """

    name: str
    kind: str
    titles: tuple[str, ...]
    unless: tuple[str, ...]
    signs: tuple[str, ...]
    symbols: tuple[str, ...]
    header: str
    abstract: bool
    bilingual: bool
    signed: bool
    number: str
    zone: float
    fields: tuple[FormField, ...]
    labels: tuple[Label, ...]
    valid_from: date | None
    valid_to: date | None

    def in_force(self, day: date | None) -> bool:
        """Tell whether the form was in force on `day`; a paper without a legible date may use any form."""
        if day is None:
            return True
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def field(self, key: str) -> FormField | None:
        """Return the field with this key, or None if such papers bear none."""
        return next((field for field in self.fields if field.key == key), None)


@dataclass(frozen=True, slots=True)
class Rules:
    """All forms, and what holds for papers of every kind (`common.toml`); texts are folded, set phrases are as written."""

    forms: tuple[Form, ...]
    mottos: tuple[str, ...]
    agencies: tuple[str, ...]
    bodies: tuple[str, ...]
    firms: tuple[str, ...]
    desks: tuple[str, ...]
    addressees: tuple[str, ...]
    urgencies: tuple[str, ...]
    after_title: tuple[str, ...]
    mentions: tuple[str, ...]
    symbol_words: tuple[str, ...]
    symbol_repairs: Mapping[str, str]
    authorities: tuple[str, ...]
    offices: tuple[str, ...]
    office_names: Mapping[str, str]
    recipients: str
    overlays: tuple[str, ...]
    ringed_surnames: Mapping[str, str]
    prose: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, tuple[str, ...]]
    dossier_body: str
    dossier_first: date
    dossier_last: date
    new_codes: date

    def form(self, kind: str, day: date | None, printed: str = "") -> Form:
        """Return the form of `kind` in force on `day`, or of any day, or that of a paper of unknown kind.

        Args:
            kind: of the paper.
            day: when it was issued, None if nobody can read it.
            printed: the title in folded letters that stands on it, where one does.
        """
        ranked = sorted(
            (form for form in self.forms if form.kind in (kind, "khac")),
            key=lambda form: (form.kind != kind, printed not in ("", *form.titles), not form.in_force(day)),
        )
        return ranked[0]
