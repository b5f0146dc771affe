"""The matcher's rules: what law and experience say (`rules.toml`), and what papers taught (`weights.json`)."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from digitize.matching.learn import Shares
from digitize.model.match import Level, Role
from digitize.model.vocabulary import vocabulary
from digitize.text.fold import fold


@dataclass(frozen=True, slots=True)
class Rules:
    """What the matcher holds to be true.

    Attributes:
        province: the province's part of its agencies' codes.
        confusable: pairs of digits, both ways.
        letters: digit → the letter that it was, for `str.translate`: no name holds a digit.
        abbreviations: word → what it stands for.
        departments: how departments of a district's people's committee are called, folded, the longest first.
        committee: how that committee is called.
        owner_papers: kinds whose person is the owner of the dossier.
        of_spouses: kinds that name two people and not which of them is the owner.
        of_family: fields whose names stand on the papers of one family.
        undated: kinds whose date says nothing about when they were handed in: cards, certificates.
        meanwhile: kinds that are a component and yet written while the dossier is open.
        prepared: kinds that are made for the dossier weeks before it is handed in.
        at_desk: kinds of the process that are written on the day of receipt.
        of_office: kinds that are of an office and of no dossier.
        applications: kinds that are written for one dossier.
        register_size: dossiers of the register, for the worth of a name.
        unseen_namesakes: bearers of a name who have no dossier, as many as count beside those who have.
        guess_confidence: below it a value is a guess: that it differs says nothing.
        sure_confidence, weak_confidence, name_similarity, text_similarity: shares in [0, 1].
        confirm_bits, overrule_bits, margin_bits: evidence in bits.
        beside_papers: papers on either side among which the nearest one that is placed tells of a paper.
        slack_days: days by which the read day of receipt of a common name may be wrong.
        window_days: role, "prepared" or "at_desk" → how many days before and after the date of its paper a dossier may have been received.
        soon_days: kind → how many days before the receipt a form is filled in at most, where nothing but days tells its dossier.
        follows_days: kind → so many days after the receipt it is written at least and at most.
        handed_in_days: ages in days of a paper that is handed in: soon, later, and older than which it says nothing.
        classes: class of evidence → what it needs.
        place_shares: kind → share of all dossiers that have a place for such a paper.
        weights: field → level → how often true pairs and others show it.
    """

    province: str
    confusable: frozenset[tuple[str, str]]
    letters: dict[int, str]
    abbreviations: dict[str, str]
    departments: tuple[str, ...]
    committee: str
    owner_papers: frozenset[str]
    guess_confidence: float
    sure_confidence: float
    weak_confidence: float
    name_similarity: float
    text_similarity: float
    confirm_bits: float
    overrule_bits: float
    margin_bits: float
    undated: frozenset[str]
    of_spouses: frozenset[str]
    of_family: frozenset[str]
    meanwhile: frozenset[str]
    prepared: frozenset[str]
    at_desk: frozenset[str]
    of_office: frozenset[str]
    applications: frozenset[str]
    register_size: int
    unseen_namesakes: int
    beside_papers: int
    slack_days: int
    window_days: dict[str, tuple[int, int]]
    soon_days: dict[str, int]
    follows_days: dict[str, tuple[int, int]]
    handed_in_days: tuple[int, int, int]
    classes: dict[str, "Need"]
    place_shares: dict[str, float]
    weights: dict[str, dict[Level, Shares]]

    def window_of(self, kind: str) -> tuple[int, int]:
        """Return how many days before and after the date of a paper of a kind its dossier may have been received."""
        if kind in self.prepared:
            return self.window_days["prepared"]
        if kind in self.at_desk:
            return self.window_days["at_desk"]
        role = Role.PROCESS if kind in self.meanwhile else vocabulary().kinds[kind].role
        return self.window_days[role]


@dataclass(frozen=True, slots=True)
class Need:
    """What a class of evidence needs, in bits: in all, and from what tells a dossier from others of the same person."""

    link_bits: float
    dossier_bits: float


@cache
def rules() -> Rules:
    """Return the rules that the product ships."""
    home = files("digitize.matching")
    data = tomllib.loads(home.joinpath("rules.toml").read_text(encoding="utf-8"))
    learned = json.loads(home.joinpath("weights.json").read_text(encoding="utf-8"))
    pairs = [tuple(pair) for pair in data["digits"]["confusable"]]
    return Rules(
        province=data["code"]["province"],
        confusable=frozenset([*pairs, *((right, left) for left, right in pairs)]),
        letters=str.maketrans(data["digits"]["letters"]),
        abbreviations=data["abbreviations"],
        # The longest first: phòng kinh tế và hạ tầng is no phòng kinh tế.
        departments=tuple(sorted(map(fold, data["agencies"]["departments"]), key=len, reverse=True)),
        committee=data["agencies"]["committee"],
        owner_papers=frozenset(data["papers"]["owners"]),
        undated=frozenset(data["papers"]["undated"]),
        of_spouses=frozenset(data["papers"]["of_spouses"]),
        of_family=frozenset(data["papers"]["of_family"]),
        meanwhile=frozenset(data["papers"]["meanwhile"]),
        prepared=frozenset(data["papers"]["prepared"]),
        at_desk=frozenset(data["papers"]["at_desk"]),
        of_office=frozenset(data["papers"]["of_office"]),
        applications=frozenset(data["papers"]["applications"]),
        window_days={role: tuple(days) for role, days in data["window_days"].items()},
        soon_days=data["soon_days"],
        follows_days={kind: tuple(days) for kind, days in data["follows_days"].items()},
        handed_in_days=tuple(data["handed_in_days"]),
        place_shares=learned["place_shares"],
        classes={name: Need(**need) for name, need in data["classes"].items()},
        weights={
            field: {Level(level): Shares(**share) for level, share in levels.items()}
            for field, levels in learned["weights"].items()
        },
        **data["thresholds"],
    )
