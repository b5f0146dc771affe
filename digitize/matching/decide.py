"""The verdict on the one dossier that a rung gave: a scan attached to the wrong dossier is worse than none.

A link needs three things: nothing that the paper states contradicts the dossier; enough agrees beside the numbers that
were looked up, for numbers run densely and one misread digit names another real dossier; and no other dossier that the
paper may mean comes near.
"""

from collections.abc import Sequence

from digitize.matching.compare import name_similarity
from digitize.matching.ladder import ID_FIELDS
from digitize.matching.rules import rules
from digitize.matching.weigh import bits_without, level_of
from digitize.model.fields import Extraction, Source
from digitize.model.match import Candidate, Comparison, Level, MatchDecision, Outcome

BARCODE = "barcode"
CODE_RUNGS = frozenset({"code", "code_repaired"})
_SHOWN = 5
_SAID_BY_CODE = frozenset({"ma_ho_so", "ngay_tiep_nhan", "co_quan_ban_hanh"})
_ALWAYS_WEAK = frozenset({"ngay_sinh", "quyen_so", "so_thu_tu"})


def judge(
    paper: Extraction,
    rung: str,
    keys: frozenset[str],
    found: Candidate,
    rivals: Sequence[Candidate],
    others: Sequence[Candidate] = (),
) -> MatchDecision:
    """Decide about the single dossier that a rung gave.

    Args:
        paper: what the paper states.
        rung: the rung's name.
        keys: the fields that the rung looked up.
        found: the single hit.
        rivals: dossiers that one misread digit in the keys would have hidden; the keys do not speak against them.
        others: dossiers that the paper's other facts lead to.
    """
    shown = _first(found, [*rivals, *others])
    reason = (
        ("contradiction" if _contradicts(paper, found, rung) else None)
        or _lacks_evidence(rung, found)
        or ("several_candidates" if _lead(found, rivals, others, keys) < rules().margin_bits else None)
    )
    outcome = Outcome.REVIEW if reason else Outcome.LINK
    return MatchDecision(outcome, None if reason else found.dossier, rung, reason, shown)


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


def _first(found: Candidate, others: Sequence[Candidate]) -> tuple[Candidate, ...]:
    rest = [other for other in ranked(others) if other.dossier != found.dossier]
    return (found, *rest)[:_SHOWN]


def _lacks_evidence(rung: str, found: Candidate) -> str | None:
    """Return why the evidence is too little, or None.

    A barcode carries check digits and needs no witness. The date of receipt and the agency stand in the code itself:
    they agree with the neighbour's dossier as well.
    """
    if rung in CODE_RUNGS:
        return "unconfirmed_code" if _support(found) < rules().confirm_bits else None
    if rung == BARCODE:
        return None
    return "weak_evidence" if found.bits < rules().link_bits[rung] else None


def _support(found: Candidate) -> float:
    """Return the evidence for a dossier beside its code."""
    return sum(item.bits for item in found.comparisons if item.bits > 0 and item.field not in _SAID_BY_CODE)


def _lead(
    found: Candidate, rivals: Sequence[Candidate], others: Sequence[Candidate], keys: frozenset[str]
) -> float:
    """Return by how many bits the dossier leads: over rivals without the keys, over others with them."""
    leads = [
        *(
            bits_without(found, keys) - bits_without(rival, keys)
            for rival in rivals
            if rival.dossier != found.dossier
        ),
        *(found.bits - other.bits for other in others if other.dossier != found.dossier),
    ]
    return min(leads, default=float("inf"))


def _contradicts(paper: Extraction, found: Candidate, rung: str) -> bool:
    """Tell whether what the paper states speaks against the dossier.

    One strong contradiction is enough, and so are two weak ones; a single weak one must not veto a dossier that other
    facts confirm.
    """
    against = [item for item in found.comparisons if _speaks_against(paper, found, item)]
    weak = sum(_is_weak(paper, item, rung) for item in against)
    return len(against) > weak or weak > 1 or (weak == 1 and _support(found) < rules().confirm_bits)


def _speaks_against(paper: Extraction, found: Candidate, item: Comparison) -> bool:
    if item.field == "ma_ho_so":
        return item.level is not Level.EXACT
    if item.level is not Level.DIFFERENT:
        return False
    about_owner = paper.classification.kind in rules().owner_papers
    if item.field in ID_FIELDS:
        # Another number under another name is another person, who may well have a paper in this dossier.
        return about_owner or level_of(found, "ho_ten") is not Level.DIFFERENT
    return item.field == "ngay_tiep_nhan" or (about_owner and item.field in {"ho_ten", *_ALWAYS_WEAK})


def _is_weak(paper: Extraction, item: Comparison, rung: str) -> bool:
    """Tell whether a contradiction may be a misreading: low confidence, a failed check, or nearly the same.

    Beside a barcode, a read code that is one digit off is a misreading. On the rungs below it is the neighbour's
    dossier: people hand in two at a time.
    """
    if item.field == "ma_ho_so" and rung != BARCODE:
        return False
    if item.field == "ho_ten" and name_similarity(item.ours, item.theirs) >= rules().name_similarity:
        return True
    field = next(field for field in paper.fields if field.name == item.field)
    doubtful = field.confidence < rules().weak_confidence or bool(field.warnings)
    return (
        item.level is Level.NEAR
        or item.field in _ALWAYS_WEAK
        or (doubtful and field.source is Source.MACHINE)
    )
