"""Finds the dossier that a paper belongs to: the ladder of DOMAIN.md Annex A, first rung with exactly one hit wins."""

from collections.abc import Iterable, Sequence

from digitize.matching.codes import ReadCode, codes_in, neighbours
from digitize.matching.decide import BARCODE, ask_person, find_nothing, judge
from digitize.matching.ladder import RUNGS, people
from digitize.matching.weigh import weigh
from digitize.model.fields import Extraction
from digitize.model.match import Candidate, Dossier, MatchDecision
from digitize.model.ocr import Barcode
from digitize.ports import Registry

_CODE = frozenset({"ma_ho_so"})


def match(extraction: Extraction, barcodes: Sequence[Barcode], registry: Registry) -> MatchDecision:
    """Return the dossier that a paper belongs to, or why a person must say.

    A code that the paper states is never passed over: if the register does not have it, no other fact links the paper
    elsewhere. Reasons: `contradiction`, `unconfirmed_code`, `several_candidates`, `weak_evidence` (REVIEW);
    `foreign_code`, `not_in_register`, `no_candidate` (NONE).
    """
    printed = _in_barcodes(barcodes)
    if printed:
        return _by_code(extraction, BARCODE, printed, registry)
    read = _in_text(extraction)
    # DOMAIN.md permits one repair; what needs more is no code that anybody read.
    if read and read[0].repaired <= 1:
        return _by_code(extraction, "code_repaired" if read[0].repaired else "code", read, registry)
    return _by_facts(extraction, registry)


def _in_barcodes(barcodes: Sequence[Barcode]) -> tuple[ReadCode, ...]:
    """Return the codes in barcodes, each once. They carry check digits, so nothing in them is repaired."""
    found = {code for barcode in barcodes for code in codes_in(barcode.text) if not code.repaired}
    return tuple(sorted(found, key=lambda code: code.code))


def _in_text(paper: Extraction) -> tuple[ReadCode, ...]:
    """Return the codes of the field `ma_ho_so`; one that extraction repaired says so in its warnings."""
    field = next((field for field in paper.fields if field.name == "ma_ho_so"), None)
    if field is None:
        return ()
    least = int("repaired" in field.warnings)
    return tuple(ReadCode(code.code, max(code.repaired, least), code.ours) for code in codes_in(field.value))


def _by_code(paper: Extraction, rung: str, stated: Sequence[ReadCode], registry: Registry) -> MatchDecision:
    hits = [dossier for code in stated if (dossier := registry.get(code.code)) is not None]
    if len(stated) > 1:
        return ask_person("several_candidates", [weigh(paper, hit) for hit in hits], rung)
    near = registry.among(neighbours(stated[0].code)) if rung != BARCODE or not hits else ()
    rivals = [weigh(paper, dossier) for dossier in near]
    if hits:
        return judge(paper, rung, _CODE, weigh(paper, hits[0]), rivals)
    reason = "not_in_register" if stated[0].ours else "foreign_code"
    return find_nothing(reason, [*rivals, *_pool(paper, registry)])


def _by_facts(paper: Extraction, registry: Registry) -> MatchDecision:
    pool = _pool(paper, registry)
    for rung in RUNGS:
        hits = rung.hits(paper, registry)
        if len(hits) > 1:
            return ask_person("several_candidates", [*_weigh_all(paper, hits), *pool], rung.name)
        if hits and rung.fits(paper, hits[0]):
            rivals = _weigh_all(paper, rung.rivals(paper, registry))
            return judge(paper, rung.name, rung.keys, weigh(paper, hits[0]), rivals, pool)
    return ask_person("weak_evidence", pool) if pool else find_nothing("no_candidate", ())


def _pool(paper: Extraction, registry: Registry) -> tuple[Candidate, ...]:
    """Return every dossier that some fact of the paper leads to."""
    found = [dossier for rung in RUNGS for dossier in rung.find(paper, registry)]
    return _weigh_all(paper, [*found, *people(paper, registry)])


def _weigh_all(paper: Extraction, dossiers: Iterable[Dossier]) -> tuple[Candidate, ...]:
    single = {dossier.code: dossier for dossier in dossiers}
    return tuple(weigh(paper, single[code]) for code in sorted(single))
