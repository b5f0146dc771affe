"""The verdict on the dossier that a paper leads to: a scan attached to the wrong dossier is worse than none.

A link needs all of: a class of evidence that is strong enough; nothing that the paper states contradicts the dossier;
enough agrees, and enough of it tells this dossier from others of the same person; no other dossier comes near.
"""

from collections.abc import Sequence

from digitize.matching.block import ID_FIELDS
from digitize.matching.compare import name_similarity
from digitize.matching.evidence import EvidenceClass, class_of, identified, kind_of, witnessed
from digitize.matching.pile import Beside
from digitize.matching.rules import rules
from digitize.matching.weigh import BESIDE, PERSONAL, PLACE, WORKED_ON, bits_without, level_of
from digitize.model.fields import Extraction, Source
from digitize.model.match import Candidate, Comparison, Level, MatchDecision, Outcome

BARCODE = "barcode"
CODE = "code"
REPAIRED = "code_repaired"
_SHOWN = 5
_SAID_BY_CODE = frozenset({"ma_ho_so", "ngay_tiep_nhan", "ngay_nop", "co_quan_ban_hanh", "kinh_gui"})
"""A code tells the office and the day of receipt: whoever wrote to that office about then bears no witness."""
_FACTS = {"so_thu_tu": "quyen_so"}
"""Fields that state one fact with another: book and number stand in one line and are misread together."""

_MISREAD = 2
"""Digits of an identity number that may be misread where a phone says who it is."""

_ALWAYS_WEAK = frozenset({"ngay_sinh", "quyen_so", "so_thu_tu"})


def judge_code(paper: Extraction, rung: str, found: Candidate, others: Sequence[Candidate]) -> MatchDecision:
    """Decide about the dossier whose code a paper states.

    Args:
        paper: what the paper states.
        rung: how the code was found: "barcode", "code" or "code_repaired".
        found: the dossier of the code.
        others: dossiers that the paper's other facts, or a misread digit of the code, lead to.
    """
    against = _contradicts(paper, found, rung)
    reason = (
        ("contradiction" if against else None)
        # A barcode carries check digits and needs no witness.
        or ("unconfirmed_code" if rung != BARCODE and _support(found) < rules().confirm_bits else None)
        or (
            "several_candidates"
            if rung != BARCODE and _lead_by_code(found, others) < rules().margin_bits
            else None
        )
    )
    return _decision(rung, reason, found, others)


def judge_facts(
    paper: Extraction, candidates: Sequence[Candidate], rivals: Sequence[Candidate], beside: Beside
) -> MatchDecision:
    """Decide about the dossiers that the facts of a paper lead to.

    Args:
        paper: what the paper states.
        candidates: the dossiers, the one that `led` puts first first.
        rivals: what one misread digit in the numbers of the best would have hidden.
        beside: what the papers beside it tell.
    """
    found, others = candidates[0], candidates[1:]
    evidence = class_of(found)
    if evidence is None:
        return ask_person("weak_evidence", candidates)
    reason = (
        ("contradiction" if _contradicts(paper, found, evidence.name) else None)
        or ("contradiction" if any(_is_sure(paper, field) for field in evidence.doubtful) else None)
        or ("several_candidates" if _lead(found, others) < rules().margin_bits else None)
        or ("several_candidates" if _lead(found, rivals, evidence.keys) < rules().margin_bits else None)
        or ("several_candidates" if _lead_within(found, others, evidence) < rules().margin_bits else None)
        or ("several_candidates" if _is_told_by_doubtful_day(paper, found, others, evidence) else None)
        or ("several_candidates" if _is_beyond(candidates, evidence, beside) else None)
        or ("weak_evidence" if _too_little(found, evidence) else None)
        or ("homeless_beside" if beside.homeless and evidence.by_days else None)
    )
    return _decision(evidence.name, reason, found, [*others, *rivals])


def _is_told_by_doubtful_day(
    paper: Extraction, found: Candidate, others: Sequence[Candidate], evidence: EvidenceClass
) -> bool:
    """Tell whether nothing but a day that may be misread tells a dossier from another one of its person, who asked for the same."""
    doubtful = paper.value("ngay_ban_hanh") is not None and not _is_sure(paper, "ngay_ban_hanh")
    if WORKED_ON not in evidence.agree or not doubtful:
        return False
    same = [other for other in others if level_of(other, "ten_tthc") is level_of(found, "ten_tthc")]
    return _lead(found, same, frozenset({WORKED_ON})) < rules().margin_bits


def _is_sure(paper: Extraction, name: str) -> bool:
    """Tell whether the paper states a field that is hardly misread."""
    return any(
        field.name == name and field.confidence >= rules().sure_confidence and not field.warnings
        for field in paper.fields
    )


def _is_beyond(candidates: Sequence[Candidate], evidence: EvidenceClass, beside: Beside) -> bool:
    """Tell whether another folder lies between a paper and that of the best, whose person has another dossier.

    Only where the best is told by what lies beside the paper.
    """
    found, others = candidates[0], candidates[1:]
    passed = BESIDE in evidence.agree and found.dossier not in beside.nearest
    return passed and identified(found) and any(map(identified, others))


def ask_person(reason: str, candidates: Sequence[Candidate], rung: str | None = None) -> MatchDecision:
    """Return a decision that leaves the choice among `candidates` to a person."""
    return MatchDecision(Outcome.REVIEW, None, rung, reason, ranked(candidates)[:_SHOWN])


def find_nothing(reason: str, candidates: Sequence[Candidate]) -> MatchDecision:
    """Return the decision that the register has no such dossier, with what comes nearest."""
    return MatchDecision(Outcome.NONE, None, None, reason, ranked(candidates)[:_SHOWN])


def ranked(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return each candidate once, the best first; equals by code, so the register's order never shows."""
    single = {candidate.dossier: candidate for candidate in candidates}
    return tuple(sorted(single.values(), key=lambda item: (-item.bits, item.dossier)))


def with_place(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return the candidates that come into question for spouses' certificate between papers of a dossier that asks for it.

    A dossier elsewhere that has no place for such a paper does not, unless the paper says beyond doubt that it is its owner's.
    """
    if not any(_has_place(one) for one in candidates):
        return candidates
    return [one for one in candidates if level_of(one, PLACE) is not Level.DIFFERENT or identified(one)]


def _has_place(candidate: Candidate) -> bool:
    asked = level_of(candidate, BESIDE) is Level.EXACT and level_of(candidate, PLACE) is Level.EXACT
    return asked and kind_of(candidate) in rules().of_spouses


def led(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return ranked candidates; of dossiers of one person the one that what is about it speaks for most comes first."""
    if not identified(candidates[0]):
        return candidates
    of_person = [one for one in candidates if identified(one)]
    first = max(of_person, key=lambda one: bits_without(one, PERSONAL))
    return [first, *(other for other in candidates if other != first)]


def _decision(rung: str, reason: str | None, found: Candidate, others: Sequence[Candidate]) -> MatchDecision:
    rest = [other for other in ranked(others) if other.dossier != found.dossier]
    shown = (found, *rest)[:_SHOWN]
    outcome = Outcome.REVIEW if reason else Outcome.LINK
    return MatchDecision(outcome, None if reason else found.dossier, rung, reason, shown)


def _too_little(found: Candidate, evidence: EvidenceClass) -> bool:
    """Tell whether too little agrees, or too little of it is about the dossier and not about its person."""
    need = rules().classes[evidence.name]
    return found.bits < need.link_bits or bits_without(found, PERSONAL) < need.dossier_bits


def _support(found: Candidate) -> float:
    """Return the evidence for a dossier beside its code and what the code itself says."""
    return sum(item.bits for item in found.comparisons if item.bits > 0 and item.field not in _SAID_BY_CODE)


def _lead_by_code(found: Candidate, others: Sequence[Candidate]) -> float:
    """Return by how many bits the dossier of a code leads; over those one misread digit away, without the code itself."""
    near = [other for other in others if level_of(other, "ma_ho_so") is not Level.DIFFERENT]
    return min(_lead(found, others), _lead(found, near, frozenset({"ma_ho_so"})))


def _lead(found: Candidate, others: Sequence[Candidate], keys: frozenset[str] = frozenset()) -> float:
    """Return by how many bits the dossier leads over all others, some fields left out.

    Over another dossier of the same person it leads by what is about the dossier alone: that the register knows a phone or
    a parcel of one and not of the other tells nothing.
    """
    leads = (_ahead(found, other, keys) for other in others if other.dossier != found.dossier)
    return min(leads, default=float("inf"))


def _lead_within(found: Candidate, others: Sequence[Candidate], evidence: EvidenceClass) -> float:
    """Return by how many bits the dossier leads over those that are as near in what the class holds to be alike."""
    alike = [other for other in others if evidence.within and evidence.agrees_within(other)]
    return _lead(found, alike, evidence.within)


def _ahead(found: Candidate, other: Candidate, keys: frozenset[str]) -> float:
    left_out = keys | PERSONAL if identified(other) and identified(found) else keys
    return bits_without(found, left_out) - bits_without(other, left_out | _unanswered(found, other))


def _unanswered(found: Candidate, other: Candidate) -> frozenset[str]:
    """Return the fields that speak against the other and that the register does not know of the one found.

    One misread digit contradicts its own dossier, and tells nothing about another of which that fact is not known.
    """
    return frozenset(
        item.field
        for item in other.comparisons
        if item.bits < 0 and level_of(found, item.field) is Level.MISSING
    )


def _contradicts(paper: Extraction, found: Candidate, rung: str) -> bool:
    """Tell whether what the paper states speaks against the dossier.

    One strong contradiction is enough, and so are three weak ones; one or two must not veto a dossier that other facts
    confirm, or confirm by far.
    """
    against = [item for item in found.comparisons if _speaks_against(paper, found, item)]
    weak = [item for item in against if _is_weak(paper, found, item, rung)]
    facts = {_FACTS.get(item.field, item.field) for item in weak}
    needed = (0.0, rules().confirm_bits, rules().overrule_bits)
    return len(weak) < len(against) or len(facts) >= len(needed) or _support(found) < needed[len(facts)]


def _speaks_against(paper: Extraction, found: Candidate, item: Comparison) -> bool:
    if item.field == "ma_ho_so":
        return item.level is not Level.EXACT
    if item.level is not Level.DIFFERENT:
        return False
    about_owner = paper.classification.kind in rules().owner_papers
    if item.field in ID_FIELDS:
        # Another number under another name is another person, who may well have a paper in this dossier.
        return about_owner or level_of(found, "ho_ten") is not Level.DIFFERENT
    if item.field == "ho_ten":
        # What else may name the owner may as well name his shop.
        return about_owner and item.ours == paper.value("ho_ten")
    return item.field == "ngay_tiep_nhan" or (about_owner and item.field in _ALWAYS_WEAK)


def _is_weak(paper: Extraction, found: Candidate, item: Comparison, rung: str) -> bool:
    """Tell whether a contradiction may be a misreading: low confidence, a failed check, or nearly the same.

    Beside a barcode, a read code that is one digit off is a misreading. On the rungs below it is the neighbour's
    dossier: people hand in two at a time.
    """
    if item.field == "ma_ho_so" and rung != BARCODE:
        return False
    if item.field == "ho_ten":
        # A name that is nothing like the owner's is another person's, unless something else says that it is the owner.
        alike = name_similarity(item.ours, item.theirs) >= rules().name_similarity
        return alike or ((_is_doubtful(paper, item) or _known_by_numbers(found)) and witnessed(found))
    if _is_next_in_book(paper, found, item):
        return False
    close = item.level in (Level.CONFUSED, Level.NEAR) or _is_misread_number(found, item)
    return close or item.field in _ALWAYS_WEAK or _is_doubtful(paper, item)


def _is_next_in_book(paper: Extraction, found: Candidate, item: Comparison) -> bool:
    """Tell whether a number of the desk's book was surely read and is another one of the same book: that of another dossier."""
    in_book = item.field == "so_thu_tu" and level_of(found, "quyen_so") is Level.EXACT
    return in_book and _is_sure(paper, "so_thu_tu")


def _is_misread_number(found: Candidate, item: Comparison) -> bool:
    """Tell whether an identity number is the owner's but for two digits, where a phone is his."""
    if item.field not in ID_FIELDS or len(item.ours) != len(item.theirs):
        return False
    differing = sum(ours != theirs for ours, theirs in zip(item.ours, item.theirs, strict=True))
    return differing <= _MISREAD and level_of(found, "so_dien_thoai") is Level.EXACT


def _known_by_numbers(found: Candidate) -> bool:
    """Tell whether the number of his identity and another of his numbers or days are the owner's, as read."""
    exact = {item.field for item in found.comparisons if item.level is Level.EXACT}
    return bool(exact & set(ID_FIELDS)) and bool(exact & {"so_dien_thoai", "ngay_sinh"})


def _is_doubtful(paper: Extraction, item: Comparison) -> bool:
    """Tell whether the machine itself doubts what it read; what another field states too is as sure as that one."""
    field = next((field for field in paper.fields if field.value == item.ours), None)
    if field is None:
        return True
    doubted = field.confidence < rules().weak_confidence or bool(field.warnings)
    return doubted and field.source is Source.MACHINE
