"""The one vocabulary: kinds of papers and field keys, shared by extraction, register, evaluation and web."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from digitize.model.intake import Sensitivity
from digitize.model.match import Role

OTHER = "khac"
"""The kind of a paper that no rule knows."""


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
    """Return the vocabulary of `vocabulary.toml`."""
    data = tomllib.loads(files("digitize.model").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    kinds = {
        key: Kind(key, row["name"], Role(row["role"]), Sensitivity(row.get("sensitivity", "basic")))
        for key, row in data["kinds"].items()
    }
    fields = {
        key: FieldKey(key, row["name"], row["form"], Sensitivity(row.get("sensitivity", "none")))
        for key, row in data["fields"].items()
    }
    return Vocabulary(kinds, fields)
