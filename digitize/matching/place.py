"""Where in its dossier a paper goes: which component it is, which result, or which paper of the process."""

import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz

from digitize.matching.compare import SAME, compare_dates, compare_symbols
from digitize.model.fields import Extraction
from digitize.model.match import Component, Dossier, Level, Placement, ResultRecord, Role
from digitize.model.vocabulary import OTHER, vocabulary
from digitize.text.fold import fold

Place = tuple[Role, str | None]

_TITLES = ("loai_van_ban", "trich_yeu")
_NUMBERS = (("so_ky_hieu", "number"), ("so_vao_so", "book_number"), ("so_phat_hanh", "serial_number"))


_DIGITS = 2
"""Digits of a number that is one still where one of them was misread."""

_MISREAD = frozenset({Level.CONFUSED, Level.NEAR})
"""A number of which one letter or one digit was read otherwise."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How components are named: other names of kinds, words around them, and when a name is alike enough."""

    names: dict[str, tuple[str, ...]]
    ignored: re.Pattern[str]
    similarity: float
    margin: float


@cache
def naming() -> Naming:
    """Return the rules of `place.toml`."""
    data = tomllib.loads(files("digitize.matching").joinpath("place.toml").read_text(encoding="utf-8"))
    words = sorted(data["ignored"]["words"], key=len, reverse=True)
    ignored = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b|[^\w ]|\d+")
    return Naming(
        {kind: tuple(names) for kind, names in data["names"].items()}, ignored, **data["thresholds"]
    )


def place(kind: str, extraction: Extraction, dossier: Dossier, taken: Collection[Place]) -> Placement:
    """Return where the paper goes; a reason means that a person must say.

    Args:
        kind: the kind of the paper, a key of the vocabulary.
        extraction: its fields.
        dossier: the dossier that it belongs to.
        taken: places of the dossier that hold a paper already. A process paper's code is its kind.

    Reasons: `duplicate_process_paper`, `result_taken`, `component_taken`, `several_components`, `no_component`,
    `several_results`, `no_result`.
    """
    role = vocabulary().kinds[kind].role
    if role is Role.PROCESS:
        return _placed(Role.PROCESS, kind, taken, "duplicate_process_paper")
    component = _component(kind, extraction, dossier.components, taken)
    if role is Role.INPUT and component.reason != "no_component":
        # A contract names the certificate that the dossier will change: that makes it no result.
        return component
    named = [result for result in dossier.results if _is_result(extraction, result)]
    if len(named) == 1:
        return _placed(Role.RESULT, named[0].code, taken, "result_taken")
    if role is Role.RESULT and len(named) > 1:
        return Placement(Role.RESULT, None, "several_results")
    if role_in(extraction, dossier) is Role.INPUT:
        return component
    result = _only_result(extraction, dossier.results, taken)
    # A certificate that the citizen handed in is of a kind that agencies issue, and still a component.
    return component if result.reason == "no_result" and component.reason is None else result


def role_of(paper: Extraction) -> Role:
    """Return what a paper of this kind is to its dossier."""
    return vocabulary().kinds[paper.classification.kind].role


def role_in(paper: Extraction, dossier: Dossier) -> Role:
    """Return what a paper is to a dossier: what an agency issued before it was received can only have been handed in.

    A number of the dossier's result says that a day was misread.
    """
    role = role_of(paper)
    issued, received = paper.value("ngay_ban_hanh"), dossier.received_on
    older = issued and received and issued < received.isoformat()
    if role is not Role.RESULT or not older or any(_is_numbered_as(paper, one) for one in dossier.results):
        return role
    return Role.INPUT


def fit(kind: str, extraction: Extraction, dossier: Dossier) -> Level:
    """Return whether a dossier asks for a paper among its components: EXACT, NEAR (several), DIFFERENT.

    MISSING for papers of the process, which every dossier has, and for what agencies issued since: it is some dossier's
    result, and its number and date tell whose. Nor does a dossier say it whose components nobody listed.
    """
    if role_in(extraction, dossier) is not Role.INPUT or not dossier.components:
        return Level.MISSING
    reason = _component(kind, extraction, dossier.components, ()).reason
    if reason is None:
        return Level.EXACT
    return Level.NEAR if reason == "several_components" else Level.DIFFERENT


def _placed(role: Role, code: str, taken: Collection[Place], reason: str) -> Placement:
    return Placement(role, code, reason if (role, code) in taken else None)


def _is_result(paper: Extraction, result: ResultRecord) -> bool:
    """Tell whether a number of the paper is the result's; numbers begin anew each year, a day may be misread."""
    same = any(compare_symbols(*pair) in SAME for pair in _numbers(paper, result))
    return same and not _years_differ(paper, result)


def _dates_differ(paper: Extraction, result: ResultRecord) -> bool:
    issued = paper.value("ngay_ban_hanh")
    if not issued or result.issued_on is None:
        return False
    return compare_dates(issued, result.issued_on.isoformat()) is Level.DIFFERENT


def _years_differ(paper: Extraction, result: ResultRecord) -> bool:
    issued = paper.value("ngay_ban_hanh")
    return bool(issued and result.issued_on and issued[:4] != result.issued_on.isoformat()[:4])


def _dated_alike(paper: Extraction, result: ResultRecord) -> bool:
    return result.issued_on is not None and paper.value("ngay_ban_hanh") == result.issued_on.isoformat()


def _only_result(paper: Extraction, results: Sequence[ResultRecord], taken: Collection[Place]) -> Placement:
    """Return the one result whose number and date do not speak against the paper.

    Both are written by hand: a number read otherwise does not where the day agrees, nor a day of the same year where the number
    is one letter or digit off.
    """
    possible = [result for result in results if _may_be(paper, result)]
    free = [result for result in possible if (Role.RESULT, result.code) not in taken]
    if len(free) == 1:
        return Placement(Role.RESULT, free[0].code)
    if free:
        return Placement(Role.RESULT, None, "several_results")
    return Placement(Role.RESULT, None, "result_taken" if possible else "no_result")


def _may_be(paper: Extraction, result: ResultRecord) -> bool:
    levels = _number_levels(paper, result)
    if _dates_differ(paper, result):
        misread = not _MISREAD.isdisjoint(levels) and Level.DIFFERENT not in levels
        return misread and not _years_differ(paper, result)
    return _dated_alike(paper, result) or Level.DIFFERENT not in levels


def _is_numbered_as(paper: Extraction, result: ResultRecord) -> bool:
    """Tell whether a number of the paper is the result's but for a letter of its symbol."""
    pairs = [pair for pair in _numbers(paper, result) if len(pair[0]) == len(pair[1])]
    levels = {compare_symbols(*pair) for pair in pairs}
    return not levels.isdisjoint(SAME | {Level.CONFUSED}) and not _years_differ(paper, result)


def _number_levels(paper: Extraction, result: ResultRecord) -> list[Level]:
    """Return how each number that paper and result state compares; of several digits one may be misread."""
    levels = []
    for ours, theirs in _numbers(paper, result):
        level = compare_symbols(ours, theirs)
        single = sum(char.isdigit() for char in theirs) < _DIGITS
        levels.append(Level.DIFFERENT if single and level is Level.NEAR else level)
    return levels


def _numbers(paper: Extraction, result: ResultRecord) -> list[tuple[str, str]]:
    """Return the numbers that both state, each with the result's own."""
    pairs = ((paper.value(field), getattr(result, attribute)) for field, attribute in _NUMBERS)
    return [(ours, theirs) for ours, theirs in pairs if ours and theirs]


def _component(
    kind: str, paper: Extraction, components: tuple[Component, ...], taken: Collection[Place]
) -> Placement:
    """Return the component that the paper's own title names or, failing that, the name of its kind."""
    titles = tuple(value for field in _TITLES if (value := paper.value(field)))
    own = () if kind == OTHER else (vocabulary().kinds[kind].name, *naming().names.get(kind, ()))
    titled, named = _most_alike(titles, components), _most_alike(own, components)
    found = titled if len(titled) == 1 else named or titled
    if len(found) == 1:
        return _placed(Role.INPUT, found[0].code, taken, "component_taken")
    return Placement(Role.INPUT, None, "several_components" if found else "no_component")


@lru_cache(maxsize=8192)
def _most_alike(names: tuple[str, ...], components: tuple[Component, ...]) -> tuple[Component, ...]:
    """Return the component most like one of `names`, and those within the margin; none if none is alike enough."""
    scores = [_similarity(names, component.name) for component in components]
    least = max([naming().similarity, *(score - naming().margin for score in scores)])
    return tuple(item for item, score in zip(components, scores, strict=True) if score >= least)


def _similarity(names: Sequence[str], component: str) -> float:
    """Return how alike a component's name is to the nearest of `names`, 0 to 100.

    A component whose name begins with the paper's is such a paper: "Tờ khai đăng ký khai sinh" is a "Tờ khai". Elsewhere
    the first two words say what thing it is: an application for a permit is not the permit. A name that stands whole
    within the other counts most; words that only one of them has count a little.
    """
    theirs = _core(component)
    if any(ours and f"{theirs} ".startswith(f"{ours} ") for ours in map(_core, names)):
        return 100.0
    same_thing = [
        ours for ours in map(_core, names) if ours and theirs and _begin_alike(ours.split(), theirs.split())
    ]
    scores = (
        0.7 * fuzz.token_set_ratio(ours, theirs) + 0.3 * fuzz.token_sort_ratio(ours, theirs)
        for ours in same_thing
    )
    return max(scores, default=0.0)


def _begin_alike(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    length = min(2, len(ours), len(theirs))
    return ours[:length] == theirs[:length]


@lru_cache(maxsize=8192)
def _core(text: str) -> str:
    return " ".join(naming().ignored.sub(" ", fold(text)).split())
