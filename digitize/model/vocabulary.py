"""The one vocabulary: kinds of papers and field keys, shared by extraction, register, evaluation and web."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from digitize.model.fields import Classification, Extraction
from digitize.model.intake import Sensitivity
from digitize.model.match import Role

OTHER = "khac"
"""The kind of a paper that no rule knows."""

UNREAD = Extraction(Classification(OTHER, 0.0))
"""What is known of a paper of which nothing could be made."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper: its key, its name as people say it, and what it is to its dossier."""

    key: str
    name: str
    role: Role
    sensitivity: Sensitivity = Sensitivity.BASIC


@dataclass(frozen=True, slots=True)
class FieldKey:
    """A field: its key, its name on screen, the form of its value and how private it is."""

    key: str
    name: str
    form: str
    sensitivity: Sensitivity


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All kinds and field keys, in the order of the file."""

    kinds: dict[str, Kind]
    fields: dict[str, FieldKey]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of `vocabulary.toml`, and the kinds that forms bring with them; the unknown kind is the last."""
    data = tomllib.loads(files("digitize.model").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    kinds = {
        key: Kind(key, row["name"], Role(row["role"]), Sensitivity(row.get("sensitivity", "basic")))
        for key, row in data["kinds"].items()
    }
    other = kinds.pop(OTHER)
    kinds |= {kind.key: kind for kind in _kinds_of_forms() if kind.key not in kinds} | {OTHER: other}
    fields = {
        key: FieldKey(key, row["name"], row["form"], Sensitivity(row.get("sensitivity", "none")))
        for key, row in data["fields"].items()
    }
    return Vocabulary(kinds, fields)


def _kinds_of_forms() -> Iterator[Kind]:
    """Yield the kinds that their forms name (`extraction/forms`): a form of a new kind needs no other file.

    Only the data is read here, never the code of extraction; most forms are of a kind that stands in `vocabulary.toml`, and
    are not parsed.
    """
    folder = files("digitize").joinpath("extraction", "forms")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        text = entry.read_text(encoding="utf-8") if entry.name.endswith(".toml") else ""
        if "\nname = " in text:
            row = tomllib.loads(text)
            yield Kind(
                row["kind"], row["name"], Role(row["role"]), Sensitivity(row.get("sensitivity", "basic"))
            )
