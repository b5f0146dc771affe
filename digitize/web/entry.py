"""The form in which a clerk corrects what was read: its rows, and what was changed in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from digitize.extraction.corrected import KIND_FIELD, Correction
from digitize.extraction.typed import fields_of
from digitize.model.fields import Classification, Extraction
from digitize.model.match import Role
from digitize.model.vocabulary import OTHER, Kind, vocabulary
from digitize.web.messages import messages
from digitize.web.present import WEAK, FieldRow, field_rows, is_masked, shown

VALUE, GONE, PRINTED = "truong.", "bo.", "dung."
"""Prefixes of the form's inputs: a value, a box that takes a field away, a box that says "it is printed so"."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person sent: the page of the paper that they saw, the kind, the values, and the boxes that they ticked."""

    kind: str = ""
    page: int = 1
    values: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    as_printed: frozenset[str] = frozenset()


def typed_in(form: Mapping[str, str]) -> Typed:
    """Return what a person sent, from the names and values of the form."""

    def named(prefix: str) -> dict[str, str]:
        return {name.removeprefix(prefix): value for name, value in form.items() if name.startswith(prefix)}

    page = form.get("trang", "")
    return Typed(
        kind=form.get("loai", ""),
        page=int(page) if page.isascii() and page.isdigit() else 1,
        values=named(VALUE),
        gone=frozenset(named(GONE)),
        as_printed=frozenset(named(PRINTED)),
    )


def correction_of(seen: Extraction, typed: Typed) -> Correction:
    """Return what a person changed in what they saw.

    A masked number is never sent to the screen: its input is empty, and left empty it means no change.
    """
    values = dict.fromkeys(typed.gone, "")
    for name, text in typed.values.items():
        was = seen.value(name)
        stood = "" if was is None or is_masked(name, was) else _line(shown(name, was))
        if _line(text) != stood and name not in typed.gone:
            values[name] = _line(text)
    kind = typed.kind if typed.kind and typed.kind != seen.classification.kind else None
    return Correction(kind, values, typed.as_printed)


def _line(text: str) -> str:
    """Return a text as it stands in an input of one line."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A field in the form.

    Attributes:
        stored: what stands in the input when nothing was typed.
        value: what stands there now.
        hidden_value: the masked number, where the input does not show it.
        kinds: the kinds of papers that have this field, with blanks between.
        offered: whether it is shown for the kind at hand.
        problem: why the value was refused, as a sentence.
        may_insist: whether a person may say that it is printed so.
    """

    key: str
    label: str
    form: str
    stored: str
    value: str
    hidden_value: str
    index: int | None
    page: int
    weak: bool
    warnings: tuple[str, ...]
    kinds: str
    offered: bool
    gone: bool
    problem: str
    may_insist: bool


@dataclass(frozen=True, slots=True)
class EntryForm:
    """The form: what kind of paper, then the fields, doubtful ones first.

    Attributes:
        kind, stored_kind: as it stands in the form, and as it is stored.
        proposed: the kinds that the machine thinks of, then "loại khác".
        kinds: all kinds by what they are to a dossier.
        doubtful: whether the kind wants a second look.
        opened: whether the form stands open because something in it was refused.
    """

    kind: str
    stored_kind: str
    proposed: tuple[Kind, ...]
    kinds: Mapping[Role, tuple[Kind, ...]]
    doubtful: bool
    rows: tuple[EntryRow, ...]
    opened: bool


def entry_form(
    extraction: Extraction,
    correction: Correction | None = None,
    problems: Mapping[str, str] | None = None,
) -> EntryForm:
    """Return the form for what is known of a paper.

    Args:
        extraction: the newest.
        correction: what a person changed and what is not stored yet: it stands in the form again.
        problems: key of the sentence that says why, for each refused field.
    """
    classification = extraction.classification
    kind = (correction.kind if correction else None) or classification.kind
    return EntryForm(
        kind=kind,
        stored_kind=classification.kind,
        proposed=_proposed(classification),
        kinds=_by_role(),
        doubtful=classification.kind == OTHER or classification.confidence < WEAK,
        rows=_rows(extraction, kind, correction or Correction(), problems or {}),
        opened=correction is not None,
    )


def _proposed(classification: Classification) -> tuple[Kind, ...]:
    kinds = vocabulary().kinds
    names = (classification.kind, *(kind for kind, _ in classification.others), OTHER)
    return tuple(kinds[name] for name in dict.fromkeys(names) if name in kinds)


def _by_role() -> dict[Role, tuple[Kind, ...]]:
    kinds = sorted(vocabulary().kinds.values(), key=lambda kind: kind.name)
    return {role: tuple(kind for kind in kinds if kind.role is role and kind.key != OTHER) for role in Role}


def _rows(
    extraction: Extraction, kind: str, correction: Correction, problems: Mapping[str, str]
) -> tuple[EntryRow, ...]:
    known = {row.key: row for row in field_rows(extraction)}
    rows = [
        _row(name, known.get(name), kinds, kind, correction, problems.get(name, ""))
        for name, kinds in _kinds_having().items()
    ]
    # Python sorts stably: within each group the vocabulary's order stays.
    return tuple(sorted(rows, key=lambda row: _urgency(row, row.key in known)))


@cache
def _kinds_having() -> dict[str, tuple[str, ...]]:
    """Return, for each field, the kinds of papers that have it."""
    fields = {kind: frozenset(fields_of(kind)) for kind in vocabulary().kinds}
    # The name of the kind follows from the kind.
    return {
        name: tuple(kind for kind, names in fields.items() if name in names)
        for name in vocabulary().fields
        if name != KIND_FIELD
    }


def _urgency(row: EntryRow, read: bool) -> int:
    """Return the group in which a row stands: refused, doubtful, read, missed, of other kinds only."""
    ranks = (bool(row.problem), row.weak, read, row.offered)
    return next((rank for rank, applies in enumerate(ranks) if applies), len(ranks))


def _row(
    name: str,
    known: FieldRow | None,
    kinds: tuple[str, ...],
    kind: str,
    correction: Correction,
    problem: str,
) -> EntryRow:
    key = vocabulary().fields[name]
    masked = known is not None and known.masked
    stored = _line(known.value) if known and not masked else ""
    typed = correction.values.get(name)
    return EntryRow(
        key=name,
        label=key.name,
        form=key.form,
        stored=stored,
        value=stored if typed is None else typed,
        hidden_value=known.value if known and masked else "",
        index=known.index if known else None,
        page=known.page if known else 0,
        weak=known is not None and known.weak,
        warnings=known.warnings if known else (),
        kinds=" ".join(kinds),
        offered=known is not None or typed is not None or kind in kinds,
        gone=masked and typed == "",
        problem=_sentence(problem),
        may_insist=problem.startswith("warning."),
    )


def _sentence(problem: str) -> str:
    if problem.startswith("warning."):
        return messages().warning(problem.removeprefix("warning."))
    return messages().say(problem) if problem else ""
