"""Names of organisations: which words say which one it is, and which only of what kind."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from digitize.text.fold import fold


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation's name in its parts.

    Attributes:
        core: the words that say which one it is, as given.
        forms: its legal forms as in `organisations.toml`: TNHH, MTV, CP, ... None stated is an empty set.
        trades: what it trades in, likewise.
    """

    core: tuple[str, ...]
    forms: frozenset[str]
    trades: frozenset[str]

    def contradicts(self, other: "Organisation") -> bool:
        """Tell whether the two cannot be one: forms or trades of neither are among those of the other."""
        pairs = ((self.forms, other.forms), (self.trades, other.trades))
        return any(not (ours <= theirs or theirs <= ours) for ours, theirs in pairs)


@lru_cache(maxsize=8192)
def organisation_of(words: tuple[str, ...]) -> Organisation | None:
    """Return the organisation that is called `words`, None if no word says that it is one.

    "Thương mại" and the like are part of the core unless a form or "công ty" stands there too.
    """
    core: list[str] = []
    found: list[tuple[str, str]] = []
    at = 0
    folded = [fold(word) for word in words]
    while at < len(words):
        length = next((n for n in range(_longest(), 0, -1) if tuple(folded[at : at + n]) in _phrases()), 0)
        if length:
            found.append(_phrases()[tuple(folded[at : at + length])])
        else:
            core.append(words[at])
        at += length or 1
    if all(group == "trades" for group, _ in found):
        return None
    forms, trades = (
        frozenset(tag for kind, tags in found if kind == group for tag in tags.split())
        for group in ("forms", "trades")
    )
    return Organisation(tuple(core) or tuple(words), forms, trades)


@cache
def _longest() -> int:
    return max(map(len, _phrases()))


@cache
def _phrases() -> Mapping[tuple[str, ...], tuple[str, str]]:
    """Return group and tags of each phrase by its folded words."""
    text = files("digitize.text").joinpath("organisations.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    phrases = {tuple(fold(phrase).split()): ("empty", "") for phrase in data["empty"]}
    for group in ("forms", "trades"):
        for tags, spellings in data[group].items():
            phrases |= {tuple(fold(spelling).split()): (group, tags) for spelling in spellings}
    return phrases
