"""A paper held against a dossier: every fact that both state is compared, and the evidence added up.

Bits add (Fellegi and Sunter, 1969), so the comparisons of a candidate *are* the explanation of its place. What an agreement
on a name is worth follows from how many dossiers of the register bear it: Nguyễn Thị Hoa is worth little, a rare name much
(Winkler, 1989).
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from math import log2

from digitize.matching.block import owner_fields, written_on
from digitize.matching.codes import codes_in, received_on
from digitize.matching.compare import (
    SAME,
    best,
    compare_addresses,
    compare_agencies,
    compare_births,
    compare_codes,
    compare_dates,
    compare_ids,
    compare_names,
    compare_numbers,
    compare_symbols,
    compare_texts,
    compare_wards,
)
from digitize.matching.learn import Shares
from digitize.matching.pile import NOTHING, Beside, alike, how_near, people_of
from digitize.matching.place import fit, role_in, role_of
from digitize.matching.rules import rules
from digitize.model.fields import Extraction, Field
from digitize.model.match import Candidate, Comparison, Dossier, Level, ResultRecord, Role
from digitize.model.vocabulary import vocabulary
from digitize.text.fold import fold

Compare = Callable[[str, str], Level]

PLACE = "thanh_phan"
"""Whether the dossier has a place for a paper of this kind."""

HANDED_IN = "ngay_nop"
"""How long before its receipt a paper that was handed in was written."""

WORKED_ON = "ngay_xu_ly"
"""Whether a paper of the process was written while the dossier was open."""

BESIDE = "ben_canh"
"""Whether the papers beside it in the pile belong to the dossier."""

COMPANY = "cung_nguoi"
"""Whether papers beside it that belong to the dossier name the people that it names, the owner aside."""

CIRCUMSTANCES = frozenset({PLACE, HANDED_IN, WORKED_ON, BESIDE, COMPANY})
"""What is weighed without being a value of both paper and register."""

PERSONAL = frozenset(
    {"ho_ten", "ngay_sinh", "so_cccd", "so_cmnd", "ma_so_thue", "so_ho_chieu", "dia_chi", "so_dien_thoai"}
    | {"xa", "to_ban_do", "so_thua", "so_vao_so", "so_phat_hanh"}
)
"""What is the same in all dossiers of a person and of a parcel: it does not tell one of them from another."""

_NAME = "ho_ten"

_ALSO = {
    # A department signs for its agency: the register may name either.
    "co_quan_ban_hanh": ("co_quan_chu_quan",),
}
"""Fields that may state the same fact; which else name the owner, follows from the paper."""


_SHARED = (Level.NEAR, Level.EXACT)
"""By how many people a paper shares with those beside it: one, several."""

Fact = tuple[str, str | None, Compare]
"""Field key, the register's value, how to compare."""


@dataclass(frozen=True, slots=True)
class Around:
    """What is known besides the paper and the dossier.

    Attributes:
        namesakes: says how many dossiers of the register bear a name, None if nobody knows.
        beside: what the papers beside it in its batch tell.
    """

    namesakes: Callable[[str], int] | None = None
    beside: Beside = NOTHING


ALONE = Around()


def weigh(paper: Extraction, dossier: Dossier, around: Around = ALONE) -> Candidate:
    """Return the dossier as a candidate with the comparison of every fact that both it and the paper state."""
    facts = list(_compare(paper, _facts_of_dossier(paper, dossier), around))
    if role_of(paper) is not Role.PROCESS:
        facts += _best_result(paper, dossier, around)
    facts += _circumstances(paper, dossier, around)
    return Candidate(dossier.code, tuple(facts))


def level_of(candidate: Candidate, field: str) -> Level:
    """Return how far the paper and the candidate agree on `field`; MISSING if one of them does not state it."""
    for comparison in candidate.comparisons:
        if comparison.field == field:
            return comparison.level
    return Level.MISSING


def bits_without(candidate: Candidate, fields: Iterable[str]) -> float:
    """Return the evidence of a candidate with some fields left out."""
    left_out = frozenset(fields)
    return sum(item.bits for item in candidate.comparisons if item.field not in left_out)


def _facts_of_dossier(paper: Extraction, dossier: Dossier) -> Iterator[Fact]:
    yield "ma_ho_so", dossier.code, _compare_stated_code
    yield "ho_ten", dossier.owner, compare_names
    yield "ngay_sinh", dossier.owner_born, compare_births
    for name in ("so_cccd", "so_cmnd", "ma_so_thue", "so_ho_chieu"):
        yield name, dossier.owner_id, compare_ids
    yield "dia_chi", dossier.address, compare_addresses
    yield "so_dien_thoai", dossier.phone, compare_ids
    yield "ten_tthc", _procedure(paper, dossier), compare_texts
    received = dossier.received_on.isoformat() if dossier.received_on else received_on(dossier.code)
    yield "ngay_tiep_nhan", received, compare_dates
    yield "ngay_hen_tra", dossier.due_on.isoformat() if dossier.due_on else None, compare_dates
    yield "quyen_so", dossier.book, compare_numbers
    yield "so_thu_tu", dossier.serial, compare_numbers
    # The agency of the dossier issues the papers of the process; what is handed in is addressed to it.
    if role_of(paper) is Role.PROCESS:
        yield "co_quan_ban_hanh", dossier.unit, compare_agencies
    else:
        yield "kinh_gui", dossier.unit, compare_agencies


def _facts_of_result(paper: Extraction, role: Role, result: ResultRecord) -> Iterator[Fact]:
    number = paper.value("so_ky_hieu")
    same = number and result.number and compare_symbols(number, result.number) in SAME
    if role is Role.RESULT or same:
        # What else is handed in has a date and perhaps a number of its own.
        yield "so_ky_hieu", result.number, compare_symbols
        yield "ngay_ban_hanh", result.issued_on.isoformat() if result.issued_on else None, compare_dates
        yield "co_quan_ban_hanh", result.issuer, compare_agencies
    yield "xa", result.ward, compare_wards
    yield "to_ban_do", result.map_sheet, compare_numbers
    yield "so_thua", result.parcel, compare_numbers
    yield "so_vao_so", result.book_number, compare_symbols
    yield "so_phat_hanh", result.serial_number, compare_symbols


def _compare(paper: Extraction, facts: Iterable[Fact], around: Around) -> Iterator[Comparison]:
    statements = _statements(paper.fields, owner_fields(paper)[1:])
    for name, theirs, compare in facts:
        stated = statements.get(name)
        if stated and theirs:
            level, ours = best((_as_read(compare(value, theirs), how), value) for value, how in stated)
            if level is not Level.MISSING:
                # Whoever else is named may be anyone: that it is not the owner says nothing.
                nothing = level is Level.DIFFERENT and name == _NAME and paper.value(name) is None
                bits = 0.0 if nothing else _bits(name, level, theirs, around)
                yield Comparison(name, ours, theirs, level, bits)


@lru_cache(maxsize=8)
def _statements(
    fields: tuple[Field, ...], names: tuple[str, ...]
) -> Mapping[str, tuple[tuple[str, "_Read"], ...]]:
    """Return what a paper states, by fact: values with how they were read. One paper meets many dossiers.

    Args:
        fields: of the paper.
        names: those of them that may name the owner beside his own.
    """
    by_name = {item.name: item for item in fields}
    also = _ALSO | {_NAME: names}
    found = {}
    for name in {*by_name, *also}:
        stated = [by_name[one] for one in (name, *also.get(name, ())) if one in by_name]
        others = ((other.value, _Read.OTHERWISE) for item in stated for other in item.alternatives)
        found[name] = (*((item.value, _read(item)) for item in stated), *others)
    return found


class _Read(Enum):
    """How a value was read: well, badly, or as what the likeliest reading is not."""

    WELL = auto()
    BADLY = auto()
    OTHERWISE = auto()


def _read(item: Field) -> _Read:
    return _Read.BADLY if item.confidence < rules().guess_confidence else _Read.WELL


def _as_read(level: Level, how: _Read) -> Level:
    """Return a level as it counts: that a guess differs says nothing; that another reading agrees is one confusion."""
    if how is _Read.OTHERWISE:
        return Level.CONFUSED if level is Level.EXACT else Level.MISSING
    return Level.MISSING if how is _Read.BADLY and level is Level.DIFFERENT else level


def _bits(name: str, level: Level, theirs: str, around: Around) -> float:
    shares = rules().weights[name][level]
    return _rarity(shares, theirs, around) if name == _NAME and level in SAME else shares.bits


def _rarity(shares: Shares, name: str, around: Around) -> float:
    """Return the evidence of a name on which both agree: the more bear it, the less."""
    if around.namesakes is None:
        return shares.bits
    bearers = around.namesakes(fold(name)) + rules().unseen_namesakes
    return log2(shares.m * rules().register_size / bearers)


def _circumstances(paper: Extraction, dossier: Dossier, around: Around) -> Iterator[Comparison]:
    """Yield what speaks for a dossier without being a value of both."""
    kind = paper.classification.kind
    found = [(PLACE, kind, fit(kind, paper, dossier))]
    written = written_on(paper)
    if written and dossier.received_on and kind not in rules().undated:
        found.append(_when(kind, written, dossier.received_on, dossier))
    found.append((BESIDE, "", how_near(around.beside, dossier.code)))
    for name, ours, level in found:
        if level is not Level.MISSING:
            theirs = str(dossier.received_on) if name in (HANDED_IN, WORKED_ON) else ""
            yield Comparison(name, ours, theirs, level, _worth(name, ours, level))
    yield from _company(paper, dossier, around)


def _company(paper: Extraction, dossier: Dossier, around: Around) -> Iterator[Comparison]:
    """Yield which people of a paper, its owner aside, papers of the dossier that lie near name, too; nothing if they name none.

    A relative's name that both spell alike is worth as much as it is rare, as the owner's is.
    """
    near = around.beside.people.get(dossier.code, frozenset())
    others = sorted(name for name in people_of(paper) if not alike(name, dossier.owner))
    shared = [name for name in others if any(alike(name, other) for other in near)]
    if not shared:
        return
    level = _SHARED[min(len(shared), len(_SHARED)) - 1]
    family = {item.value for item in paper.fields if item.name in rules().of_family}
    spelled = [
        name for name in family.intersection(shared) if any(compare_names(name, one) in SAME for one in near)
    ]
    shares = rules().weights[COMPANY][level]
    bits = max([shares.bits, *(_rarity(shares, name, around) for name in spelled)])
    yield Comparison(COMPANY, ", ".join(shared), "", level, bits)


def _worth(name: str, ours: str, level: Level) -> float:
    """Return the evidence of a circumstance: a place that few dossiers have is worth more than one that most have."""
    shares = rules().weights[name][level]
    share = rules().place_shares.get(ours) if name == PLACE and level is Level.EXACT else None
    return shares.bits if share is None else log2(shares.m / share)


def _when(kind: str, day: date, received: date, dossier: Dossier) -> tuple[str, str, Level]:
    """Return how the date of a paper lies to the days of the dossier."""
    written, role = day.isoformat(), vocabulary().kinds[kind].role
    if role is Role.INPUT and kind not in rules().meanwhile:
        return HANDED_IN, written, _handed_in((received - day).days, kind)
    if role is Role.RESULT:
        return WORKED_ON, written, Level.MISSING
    return WORKED_ON, written, _worked_on(kind, day, received, dossier)


def _worked_on(kind: str, day: date, received: date, dossier: Dossier) -> Level:
    """Return the level of a paper of the process that was written on a day."""
    last = received if kind in rules().at_desk else _ended(dossier)
    if day != received and not _within(received, day, last):
        return Level.DIFFERENT
    earliest, latest = rules().follows_days.get(kind, (0, sys.maxsize))
    if not earliest <= (day - received).days <= latest:
        return Level.MISSING
    return Level.EXACT if day == received else Level.NEAR


def _ended(dossier: Dossier) -> date | None:
    """Return the last day on which papers of a dossier are written: one is signed for the day on which its result was due."""
    return max(filter(None, (dossier.returned_on, dossier.due_on)), default=None)


def _handed_in(days: int, kind: str) -> Level:
    """Return the level of a paper of a kind that is so many days older than the receipt.

    What is younger than the receipt, or older than a month and not than a season, belongs to another dossier; what is older
    still says nothing. Applications are written for one dossier, so that an old one is another's. What was prepared for one may be a
    month old, says nothing then and is another's after a season; anything else that is not written soon before the receipt does not tell
    it from the next one of its person.
    """
    soon, later, season = rules().handed_in_days
    if 0 <= days <= soon:
        return Level.EXACT
    if soon < days <= later:
        return Level.NEAR if kind in rules().prepared else Level.MISSING
    if kind in rules().prepared:
        return Level.MISSING if later < days <= season else Level.DIFFERENT
    return Level.MISSING if days > season and kind not in rules().applications else Level.DIFFERENT


def _within(first: date, day: date, last: date | None) -> bool:
    return first <= day and (last is None or day <= last)


def _best_result(paper: Extraction, dossier: Dossier, around: Around) -> tuple[Comparison, ...]:
    """Compare with the result that agrees most; of equals the first by code, whatever the register's order."""
    role = role_in(paper, dossier)
    weighed = [
        tuple(_compare(paper, _facts_of_result(paper, role, result), around))
        for result in sorted(dossier.results, key=lambda result: result.code)
    ]
    return max(weighed, key=lambda facts: sum(fact.bits for fact in facts), default=())


def _compare_stated_code(ours: str, theirs: str) -> Level:
    stated = codes_in(ours)
    return compare_codes(stated[0].code, theirs) if stated else Level.MISSING


def _procedure(paper: Extraction, dossier: Dossier) -> str | None:
    """Return the procedure's code where the paper names it by its code, else the procedure's name."""
    stated = paper.value("ten_tthc")
    return dossier.procedure_code if stated and stated == dossier.procedure_code else dossier.procedure_name
