"""The matcher's rules, read from `rules.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log2

from digitize.model.match import Level


@dataclass(frozen=True, slots=True)
class Rules:
    """What the matcher holds to be true.

    Attributes:
        province: the province's part of its agencies' codes.
        confusable: pairs of digits, both ways.
        abbreviations: word → what it stands for.
        owner_papers: kinds whose person is the owner of the dossier.
        personal_papers: kinds that their person alone may lead to a dossier.
        weak_confidence, name_similarity, text_similarity: shares in [0, 1].
        confirm_bits, margin_bits: evidence in bits.
        link_bits: rung → evidence that it must reach.
        bits: field → level → evidence, log2 of the Bayes factor.
    """

    province: str
    confusable: frozenset[tuple[str, str]]
    abbreviations: dict[str, str]
    owner_papers: frozenset[str]
    personal_papers: frozenset[str]
    weak_confidence: float
    name_similarity: float
    text_similarity: float
    confirm_bits: float
    margin_bits: float
    link_bits: dict[str, float]
    bits: dict[str, dict[Level, float]]


@cache
def rules() -> Rules:
    """Return the rules of `rules.toml`."""
    data = tomllib.loads(files("digitize.matching").joinpath("rules.toml").read_text(encoding="utf-8"))
    pairs = [tuple(pair) for pair in data["digits"]["confusable"]]
    return Rules(
        province=data["code"]["province"],
        confusable=frozenset([*pairs, *((right, left) for left, right in pairs)]),
        abbreviations=data["abbreviations"],
        owner_papers=frozenset(data["papers"]["owners"]),
        personal_papers=frozenset(data["papers"]["personal"]),
        link_bits=data["link_bits"],
        bits={
            field: {Level(level): log2(share["m"] / share["u"]) for level, share in levels.items()}
            for field, levels in data["weights"].items()
        },
        **data["thresholds"],
    )
