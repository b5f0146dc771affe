"""A paper held against a dossier: every fact that both state is compared, and the evidence added up.

Bits add (Fellegi and Sunter, 1969), so the comparisons of a candidate *are* the explanation of its place.
"""

from collections.abc import Callable, Iterable, Iterator

from digitize.matching.codes import codes_in, received_on
from digitize.matching.compare import (
    best,
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
from digitize.matching.rules import rules
from digitize.model.fields import Extraction
from digitize.model.match import Candidate, Comparison, Dossier, Level, ResultRecord, Role
from digitize.model.vocabulary import vocabulary

Compare = Callable[[str, str], Level]
_ALSO = {"co_quan_ban_hanh": "co_quan_chu_quan"}
"""A department signs for its agency: the register may name either."""

Fact = tuple[str, str | None, Compare]
"""Field key, the register's value, how to compare."""


def weigh(paper: Extraction, dossier: Dossier) -> Candidate:
    """Return the dossier as a candidate with the comparison of every fact that both it and the paper state."""
    facts = list(_compare(paper, _facts_of_dossier(paper, dossier)))
    if role_of(paper) is not Role.PROCESS:
        facts += _best_result(paper, dossier.results)
    return Candidate(dossier.code, tuple(facts))


def role_of(paper: Extraction) -> Role:
    """Return what a paper of this kind is to its dossier."""
    return vocabulary().kinds[paper.classification.kind].role


def level_of(candidate: Candidate, field: str) -> Level:
    """Return how far the paper and the candidate agree on `field`; MISSING if one of them does not state it."""
    found = (comparison.level for comparison in candidate.comparisons if comparison.field == field)
    return next(found, Level.MISSING)


def bits_without(candidate: Candidate, fields: Iterable[str]) -> float:
    """Return the evidence of a candidate with some fields left out."""
    left_out = frozenset(fields)
    return sum(item.bits for item in candidate.comparisons if item.field not in left_out)


def _facts_of_dossier(paper: Extraction, dossier: Dossier) -> Iterator[Fact]:
    yield "ma_ho_so", dossier.code, _compare_stated_code
    yield "ho_ten", dossier.owner, compare_names
    yield "ngay_sinh", dossier.owner_born, compare_births
    for field in ("so_cccd", "so_cmnd", "ma_so_thue"):
        yield field, dossier.owner_id, compare_ids
    yield "dia_chi", dossier.address, compare_texts
    yield "so_dien_thoai", dossier.phone, compare_ids
    yield "ten_tthc", _procedure(paper, dossier), compare_texts
    received = dossier.received_on.isoformat() if dossier.received_on else received_on(dossier.code)
    yield "ngay_tiep_nhan", received, compare_dates
    yield "ngay_hen_tra", dossier.due_on.isoformat() if dossier.due_on else None, compare_dates
    yield "quyen_so", dossier.book, compare_numbers
    yield "so_thu_tu", dossier.serial, compare_numbers
    if role_of(paper) is Role.PROCESS:
        yield "co_quan_ban_hanh", dossier.unit, compare_agencies


def _facts_of_result(result: ResultRecord) -> Iterator[Fact]:
    yield "so_ky_hieu", result.number, compare_symbols
    yield "ngay_ban_hanh", result.issued_on.isoformat() if result.issued_on else None, compare_dates
    yield "co_quan_ban_hanh", result.issuer, compare_agencies
    yield "xa", result.ward, compare_wards
    yield "to_ban_do", result.map_sheet, compare_numbers
    yield "so_thua", result.parcel, compare_numbers
    yield "so_vao_so", result.book_number, compare_symbols
    yield "so_phat_hanh", result.serial_number, compare_symbols


def _compare(paper: Extraction, facts: Iterable[Fact]) -> Iterator[Comparison]:
    for field, theirs, compare in facts:
        stated = [value for name in (field, _ALSO.get(field, "")) if (value := paper.value(name))]
        if stated and theirs:
            level, ours = best((compare(value, theirs), value) for value in stated)
            if level is not Level.MISSING:
                yield Comparison(field, ours, theirs, level, rules().bits[field][level])


def _best_result(paper: Extraction, results: Iterable[ResultRecord]) -> tuple[Comparison, ...]:
    """Compare with the result that agrees most; of equals the first by code, whatever the register's order."""
    weighed = [
        tuple(_compare(paper, _facts_of_result(result)))
        for result in sorted(results, key=lambda result: result.code)
    ]
    return max(weighed, key=lambda facts: sum(fact.bits for fact in facts), default=())


def _compare_stated_code(ours: str, theirs: str) -> Level:
    stated = codes_in(ours)
    return compare_codes(stated[0].code, theirs) if stated else Level.MISSING


def _procedure(paper: Extraction, dossier: Dossier) -> str | None:
    """Return the procedure's code where the paper names it by its code, else the procedure's name."""
    stated = paper.value("ten_tthc")
    return dossier.procedure_code if stated and stated == dossier.procedure_code else dossier.procedure_name
