"""Finds the dossier that a paper belongs to, or says why a person must: block, weigh, decide."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial

from digitize.matching.block import blocking_keys, misread, nearby, repaired
from digitize.matching.codes import ReadCode, codes_in
from digitize.matching.compare import compare_names
from digitize.matching.decide import (
    BARCODE,
    CODE,
    REPAIRED,
    ask_person,
    find_nothing,
    judge_code,
    judge_facts,
    led,
    ranked,
    with_place,
)
from digitize.matching.evidence import class_of, identified
from digitize.matching.pile import NOTHING, Beside
from digitize.matching.place import role_of
from digitize.matching.weigh import BESIDE, Around, bits_without, weigh
from digitize.model.fields import Extraction
from digitize.model.match import Blocked, BlockingKeys, Candidate, Dossier, Level, MatchDecision, Role
from digitize.model.ocr import Barcode
from digitize.ports import Registry


def match(
    extraction: Extraction,
    barcodes: Sequence[Barcode],
    registry: Registry,
    beside: Beside = NOTHING,
) -> MatchDecision:
    """Return the dossier that a paper belongs to, or why a person must say.

    A code that the paper states is never passed over: if the register does not have it, no other fact links the paper
    elsewhere; what one misread digit would have made of it is among the candidates. Reasons: `contradiction`,
    `unconfirmed_code`, `several_candidates`, `weak_evidence`, `homeless_beside` (REVIEW); `foreign_code`,
    `not_in_register`, `no_candidate` (NONE).

    Args:
        extraction: what the paper states.
        barcodes: those on its first pages.
        registry: the register.
        beside: what the papers beside it in its batch tell.
    """
    printed = _in_barcodes(barcodes)
    stated = printed or _in_text(extraction)
    block = _blocking(extraction, registry)
    found = block(blocking_keys(extraction, stated, sorted(beside.people)))
    lacking = repaired(stated, {dossier.code for dossier in found.dossiers})
    pool = (*found.dossiers, *(block(lacking).dossiers if lacking.codes else ()))
    around = Around(_counting(found, registry), beside)
    candidates = ranked([weigh(extraction, dossier, around) for dossier in pool])
    if not any(map(identified, candidates)) and ((keys := misread(extraction)).persons or keys.births):
        candidates = ranked([*candidates, *(weigh(extraction, one, around) for one in block(keys).dossiers)])
    if stated:
        rung = BARCODE if printed else REPAIRED if stated[0].repaired else CODE
        return _by_code(extraction, rung, stated, candidates, registry, around)
    return _by_facts(extraction, candidates, registry, around)


def _counting(found: Blocked, registry: Registry) -> Callable[[str], int]:
    """Return what counts namesakes: the block brings those of the names that the paper was looked up by."""

    @cache
    def count(name: str) -> int:
        known = found.namesakes.get(name)
        return registry.named(name) if known is None else known

    return count


def _blocking(paper: Extraction, registry: Registry) -> Callable[[BlockingKeys], Blocked]:
    """Return how dossiers are looked up: papers of the process are compared with no component and no result."""
    return partial(registry.block, whole=role_of(paper) is not Role.PROCESS)


def _in_barcodes(barcodes: Sequence[Barcode]) -> tuple[ReadCode, ...]:
    """Return the codes in barcodes, each once. They carry check digits, so nothing in them is repaired."""
    found = {code for barcode in barcodes for code in codes_in(barcode.text) if not code.repaired}
    return tuple(sorted(found, key=lambda code: code.code))


def _in_text(paper: Extraction) -> tuple[ReadCode, ...]:
    """Return the codes of the field `ma_ho_so`; one that extraction repaired says so in its warnings.

    DOMAIN.md permits one repair; what needs more is no code that anybody read.
    """
    field = next((field for field in paper.fields if field.name == "ma_ho_so"), None)
    if field is None:
        return ()
    least = int("repaired" in field.warnings)
    read = tuple(ReadCode(code.code, max(code.repaired, least), code.ours) for code in codes_in(field.value))
    return read if read and read[0].repaired <= 1 else ()


def _by_code(
    paper: Extraction,
    rung: str,
    stated: Sequence[ReadCode],
    candidates: Sequence[Candidate],
    registry: Registry,
    around: Around,
) -> MatchDecision:
    codes = {item.code for item in stated}
    hits = [candidate for candidate in candidates if candidate.dossier in codes]
    if len(stated) > 1:
        return ask_person("several_candidates", hits, rung)
    if not hits:
        return find_nothing("not_in_register" if stated[0].ours else "foreign_code", candidates)
    near: Iterable[Dossier] = ()
    if rung != BARCODE and not identified(hits[0]):
        near = _blocking(paper, registry)(nearby(paper, frozenset({"ma_ho_so"}), stated[0].code)).dossiers
    # Whoever is of another name comes near by no other fact.
    name = paper.value("ho_ten")
    alike = [one for one in near if not name or compare_names(name, one.owner) is not Level.DIFFERENT]
    rivals = [weigh(paper, dossier, around) for dossier in alike]
    return judge_code(paper, rung, hits[0], [*candidates, *rivals])


def _by_facts(
    paper: Extraction, candidates: Sequence[Candidate], registry: Registry, around: Around
) -> MatchDecision:
    if all(bits_without(one, (BESIDE,)) <= 0 for one in candidates):
        # What lies beside a paper is shown to whoever looks for its dossier; by itself it says nothing.
        return find_nothing("no_candidate", candidates)
    candidates = led(with_place(candidates))
    evidence = class_of(candidates[0])
    rivals: list[Candidate] = []
    if evidence and evidence.keys and not identified(candidates[0]):
        near = _blocking(paper, registry)(nearby(paper, evidence.keys)).dossiers
        rivals = [weigh(paper, dossier, around) for dossier in near]
    return judge_facts(paper, candidates, rivals, around.beside)
