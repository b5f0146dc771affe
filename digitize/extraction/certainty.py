"""How sure the kind of a paper is: a logistic regression over what tells it; `certainty.toml` holds its weights.

They are fitted on development samples of the synthetic province, some with letters misread and some of kinds that the
catalogue was made to lack (`digitize forms calibrate`, `evaluation/fit_kinds.py`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from math import exp


@dataclass(frozen=True, slots=True)
class Traits:
    """What speaks for or against a kind, each 0 to 1.

    Attributes:
        misread: share of the title's letters that are not as printed.
        small: the title is in small letters.
        aside: it stands aside of the middle of the page.
        follows: a line of capitals stands close above it.
        brevity: one by the letters of the title, or by the number of signs.
        doubt: what the recogniser's confidence lacks.
        late: the title stands on a later page.
        symbol_agrees, symbol_differs: the kind is, or is not, that which the number's symbol tells.
        letter, symbol, signs, layout, nothing: what told the kind instead of a title.
        unsure: how far that is incomplete.
        rival: weight of the likeliest other kind.
    """

    misread: float = 0.0
    small: float = 0.0
    aside: float = 0.0
    follows: float = 0.0
    brevity: float = 0.0
    doubt: float = 0.0
    late: float = 0.0
    symbol_agrees: float = 0.0
    symbol_differs: float = 0.0
    letter: float = 0.0
    symbol: float = 0.0
    signs: float = 0.0
    layout: float = 0.0
    nothing: float = 0.0
    unsure: float = 0.0
    rival: float = 0.0


TRAITS = tuple(field.name for field in fields(Traits))


def certainty(traits: Traits, weights: Mapping[str, float] | None = None) -> float:
    """Return the probability that a kind is right, by the shipped weights or by others that were just fitted."""
    weights = weights or _weights()
    score = weights["bias"] + sum(weights[name] * getattr(traits, name) for name in TRAITS)
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


@cache
def _weights() -> Mapping[str, float]:
    text = files("digitize.extraction").joinpath("certainty.toml").read_text(encoding="utf-8")
    weights: Mapping[str, float] = tomllib.loads(text)["kinds"]
    return weights
