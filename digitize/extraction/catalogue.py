"""The catalogue: reads `forms/*.toml`, one form a file, strictly; what is wrong in a file is said by its key."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from digitize.errors import InvalidForm, NotFound
from digitize.extraction.forms import IDENTITY, Form, FormField, Label, Rules
from digitize.extraction.view import flat
from digitize.model.intake import Sensitivity
from digitize.model.match import Role
from digitize.model.vocabulary import vocabulary

HEADERS = ("agency", "citizen", "none")
NUMBERS = ("symbol", "household_business", "civil_number")
_COMMON = "common.toml"
_FORM: Mapping[str, type] = {
    "kind": str, "name": str, "role": str, "sensitivity": str, "valid_from": date, "valid_to": date, "titles": list, "unless": list, "signs": list, "symbols": list, "ends": list, "header": str,
    "abstract": bool, "bilingual": bool, "signed": bool, "number": str, "zone": float, "fields": dict, "sections": dict,
}  # fmt: skip
_FIELD: Mapping[str, type] = {
    "labels": list, "required": bool, "type": str, "sensitivity": str, "other_person": bool, "same_as": str, "below": str,
}  # fmt: skip
_SECTION: Mapping[str, type] = {"opens": list, "owner": bool, "founder": bool, "fields": dict}
_SHORTEST = 2
"""Letters of a label or title; a shorter one stands everywhere."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a form: the key that it stands under, why (a code), and what stands there."""

    key: str
    reason: str
    found: str = ""


@cache
def rules() -> Rules:
    """Return the rules of `forms/*.toml`.

    Raises:
        InvalidForm: if a file is no form.
    """
    folder = files("digitize.extraction").joinpath("forms")
    texts = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name.removesuffix(".toml"))
        if entry.name.endswith(".toml")
    }
    common = tomllib.loads(texts.pop(_COMMON))
    header, signature, dossier = common["header"], common["signature"], common["dossier"]
    shared = _shared(common)
    return Rules(
        forms=tuple(read_form(name, text, shared) for name, text in texts.items()),
        mottos=_folded(header["mottos"]),
        agencies=_folded(header["agencies"]),
        bodies=tuple(sorted(header["bodies"], key=len, reverse=True)),
        firms=_folded(header["firms"]),
        desks=_folded(header["desks"]),
        addressees=_folded(header["addressees"]),
        urgencies=_folded(header["urgencies"]),
        after_title=_folded(header["after_title"]),
        mentions=_folded(header["mentions"]),
        symbol_words=tuple(header["symbol_words"]),
        symbol_repairs=header["symbol_repairs"],
        authorities=_folded(signature["authorities"]),
        offices=_folded(signature["offices"]),
        office_names={flat(text): text for text in signature["offices"]},
        recipients=flat(signature["recipients"]),
        overlays=_folded(signature["overlays"]),
        ringed_surnames=signature["ringed_surnames"],
        prose={cue: _folded(texts) for cue, texts in common["prose"].items()},
        phrases={field: tuple(texts) for field, texts in common["phrases"].items()},
        dossier_body=dossier["body"],
        dossier_first=dossier["first"],
        dossier_last=dossier["last"],
        new_codes=dossier["new_codes"],
    )


def load_form(file: Path) -> Form:
    """Return the form of a file that need not belong to the catalogue.

    Raises:
        InvalidForm: naming the first key that is wrong.
        NotFound: there is no such file.
    """
    if not file.is_file():
        raise NotFound("no such file")
    folder = files("digitize.extraction").joinpath("forms")
    common = tomllib.loads(folder.joinpath(_COMMON).read_text(encoding="utf-8"))
    return read_form(file.name, file.read_text(encoding="utf-8", errors="replace"), _shared(common))


def read_form(name: str, text: str, shared: Sequence[Label]) -> Form:
    """Return the form that a file holds.

    Args:
        name: of the file: the kind, or the kind and a variant ("giay_phep_lao_dong-2016.toml").
        text: what it holds.
        shared: labels that all forms share, and words that end a value in all of them.

    Raises:
        InvalidForm: naming the first key that is wrong.
    """
    for fault in faults(name, text):
        raise InvalidForm(
            f"{name}: {fault.key}: {fault.reason} {fault.found}".rstrip(),
            file=name,
            where=fault.key,
            reason=fault.reason,
            found=fault.found,
        )
    return _form(name.removesuffix(".toml"), tomllib.loads(text), shared)


def faults(name: str, text: str) -> Iterator[Fault]:
    """Yield all that is wrong in a form's file, in the order of its keys; the reasons are codes."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        yield Fault("", "not_toml", str(error))
        return
    yield from _shape(table, _FORM, "")
    if any(True for _ in _shape(table, _FORM, "")):
        return
    yield from _missing(table, ("kind", "titles", "header"), "")
    kind = table.get("kind", "")
    if kind and kind not in vocabulary().kinds:
        yield from (Fault(key, "missing_of_new_kind", kind) for key in ["name", "role"] if key not in table)
    yield from _one_of(table, "role", (role.value for role in Role), "")
    yield from _one_of(table, "sensitivity", (level.value for level in Sensitivity), "")
    if kind and name.removesuffix(".toml").split("-")[0] != kind:
        yield Fault("kind", "not_the_files_name", kind)
    yield from _one_of(table, "header", HEADERS, "")
    yield from _one_of(table, "number", NUMBERS, "")
    if table.get("valid_from", date.min) > table.get("valid_to", date.max):
        yield Fault("valid_to", "before_valid_from", str(table["valid_to"]))
    if not 0 < table.get("zone", 1.0) <= 1:
        yield Fault("zone", "not_a_share", str(table["zone"]))
    for key in ["titles", "unless", "signs", "symbols", "ends"]:
        yield from _texts(table.get(key, []), key)
    yield from _wrong_fields(table)


def _wrong_fields(table: dict[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong under `fields` and `sections`."""
    fields = table.get("fields", {})
    sections: dict[str, Any] = table.get("sections", {})
    known = {
        *fields,
        *(
            key
            for section in sections.values()
            if isinstance(section, dict)
            for key in section.get("fields", {})
        ),
    }
    yield from _wrong_labels(fields, "fields", known)
    for name, section in sections.items():
        where = f"sections.{name}"
        wrong = (
            list(_shape(section, _SECTION, where))
            if isinstance(section, dict)
            else [Fault(where, "not_dict")]
        )
        yield from wrong
        if not wrong:
            yield from _missing(section, ["opens"], where)
            yield from _texts(section.get("opens", []), f"{where}.opens")
            yield from _wrong_labels(section.get("fields", {}), f"{where}.fields", known)


def _wrong_labels(fields: dict[str, Any], where: str, known: set[str]) -> Iterator[Fault]:
    taken: dict[str, str] = {}
    types = {field.form for field in vocabulary().fields.values()}
    for key, row in fields.items():
        here = f"{where}.{key}"
        if key != IDENTITY and key not in vocabulary().fields:
            yield Fault(here, "unknown_field", key)
        wrong = list(_shape(row, _FIELD, here)) if isinstance(row, dict) else [Fault(here, "not_dict")]
        yield from wrong
        if wrong:
            continue
        yield from _texts(row.get("labels", []), f"{here}.labels")
        yield from _one_of(row, "type", types, here)
        yield from _one_of(row, "sensitivity", (level.value for level in Sensitivity), here)
        yield from _one_of(row, "same_as", known - {key}, here)
        yield from _one_of(row, "below", known - {key}, here)
        for label in row.get("labels", []):
            if taken.setdefault(flat(label), key) != key:
                yield Fault(f"{here}.labels", "label_of_two_fields", label)


def _shape(table: dict[str, Any], wanted: Mapping[str, type], where: str) -> Iterator[Fault]:
    """Yield keys that nobody knows and values of another type than theirs."""
    for key, value in table.items():
        here = f"{where}.{key}".lstrip(".")
        if key not in wanted:
            yield Fault(here, "unknown_key", key)
        elif not _is(value, wanted[key]):
            yield Fault(here, f"not_{wanted[key].__name__}", str(value))


def _is(value: object, wanted: type) -> bool:
    """Tell whether a value is of a type; true and false are no numbers, whole numbers are, and a list holds texts."""
    if isinstance(value, list):
        return wanted is list and all(isinstance(one, str) for one in value)
    return type(value) is wanted or (wanted is float and type(value) is int)


def _missing(table: dict[str, Any], keys: Iterable[str], where: str) -> Iterator[Fault]:
    yield from (Fault(f"{where}.{key}".lstrip("."), "missing") for key in keys if key not in table)


def _one_of(table: dict[str, Any], key: str, allowed: Iterable[str], where: str) -> Iterator[Fault]:
    if key in table and table[key] not in allowed:
        yield Fault(
            f"{where}.{key}".lstrip("."), "not_one_of", f"{table[key]} ({', '.join(sorted(allowed))})"
        )


def _texts(texts: Iterable[str], where: str) -> Iterator[Fault]:
    """Yield printed texts that are too short to be found, or that stand there twice once folded."""
    seen: set[str] = set()
    for text in texts:
        folded = flat(text)
        if len(folded.strip()) < _SHORTEST:
            yield Fault(where, "too_short", text)
        elif folded in seen:
            yield Fault(where, "twice", text)
        seen.add(folded)


def _folded(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(flat(text) for text in texts)


def _form(name: str, table: dict[str, Any], shared: Sequence[Label]) -> Form:
    own = _own_labels(table)
    return Form(
        name=name,
        kind=table["kind"],
        titles=_folded(table["titles"]),
        unless=_folded(table.get("unless", [])),
        signs=_folded(table.get("signs", [])),
        symbols=tuple(table.get("symbols", [])),
        header=table["header"],
        abstract=table.get("abstract", False),
        bilingual=table.get("bilingual", False),
        signed=table.get("signed", table["header"] == "agency"),
        number=table.get("number", "symbol"),
        zone=table.get("zone", 0.5),
        fields=tuple(_fields(table)),
        labels=(*own.values(), *(label for label in shared if label.text not in own)),
        valid_from=table.get("valid_from"),
        valid_to=table.get("valid_to"),
    )


def _fields(table: dict[str, Any]) -> Iterator[FormField]:
    """Yield the fields of a form, of all its sections, each once."""
    rows: dict[str, dict[str, Any]] = {}
    for section in (table, *table.get("sections", {}).values()):
        for key, row in section.get("fields", {}).items():
            rows[key] = (
                row
                | rows.get(key, {})
                | {"required": row.get("required") or rows.get(key, {}).get("required")}
            )
    known = vocabulary().fields
    for key, row in rows.items():
        word = known["so_cccd" if key == IDENTITY else key]
        sensitivity = Sensitivity(row.get("sensitivity", word.sensitivity))
        type_, links = row.get("type", word.form), (row.get("same_as", ""), row.get("below", ""))
        yield FormField(key, type_, bool(row["required"]), sensitivity, *links)


def _own_labels(table: dict[str, Any]) -> dict[str, Label]:
    """Return the labels of a form by their folded text: what ends a value, those of the whole form, then of its sections."""
    found = {text: Label(text, None) for text in _folded(table.get("ends", []))}
    for key, row in table.get("fields", {}).items():
        for text in _folded(row.get("labels", [])):
            found[text] = Label(text, key, row.get("other_person", False))
    for name, section in table.get("sections", {}).items():
        for text in _folded(section["opens"]):
            label = found.get(text, Label(text, None))
            owner, founder = section.get("owner", False), section.get("founder", False)
            found[text] = replace(label, opens=name, other_person=not owner, founder=founder)
        for key, row in section.get("fields", {}).items():
            for text in _folded(row.get("labels", [])):
                label = found.get(text, Label(text, None, row.get("other_person", False)))
                found[text] = replace(label, within=(*label.within, (name, key)))
    return found


def _shared(common: dict[str, Any]) -> tuple[Label, ...]:
    """Return the labels that all forms share, and those that only end a value."""
    stops = common["stops"]
    return (
        *(Label(flat(text), field) for field, texts in common["labels"].items() for text in texts),
        *(Label(flat(text), None) for text in stops["plain"]),
        *(Label(flat(text), None, other_person=True) for text in stops["others"]),
    )
