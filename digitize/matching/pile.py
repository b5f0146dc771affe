"""The order of a pile as evidence: a folder is scanned paper by paper, so a paper belongs where those beside it belong."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from digitize.matching.block import ID_FIELDS
from digitize.matching.compare import ALIKE, compare_names
from digitize.matching.place import role_of
from digitize.matching.rules import rules
from digitize.model.fields import Extraction
from digitize.model.match import DossierCode, Level, Role
from digitize.model.vocabulary import vocabulary

_SIGNER = "nguoi_ky"
_NUMBERS = {Role.PROCESS: ("ma_ho_so", "quyen_so"), Role.RESULT: ("so_ky_hieu", "so_vao_so")}
"""Numbers that lead to the one dossier that has them. Those of what was handed in are numbers of other dossiers."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A paper of a pile.

    Attributes:
        paper: what it says.
        dossier: the one that it is attached to, None as long as it is to none.
        waits: whether it leads to a dossier all the same: it is decided after the papers beside it, or its place was taken.
    """

    paper: Extraction
    dossier: DossierCode | None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What the papers beside a paper tell of it.

    Attributes:
        next_to: the dossiers of the papers before it and behind it in its folder, as far as one can tell.
        between: the dossier of both the nearest attached paper before it and the nearest one behind it, if it is one.
        people: dossier of which papers lie near → who is named on them.
        homeless: whether a paper of the same person lies near that is of one dossier and found none: theirs may be one that the
            register lacks, and not the next one of that person.
        nearest: the dossiers of the nearest attached paper before it and of the nearest one behind it.
    """

    next_to: frozenset[DossierCode] = frozenset()
    between: DossierCode | None = None
    people: Mapping[DossierCode, frozenset[str]] = field(default_factory=dict)
    homeless: bool = False
    nearest: frozenset[DossierCode] = frozenset()


NOTHING = Beside()


def beside(pile: Sequence[Lying], at: int) -> Beside:
    """Return what lies beside the paper at a place of a pile.

    Args:
        pile: the papers as they were scanned.
        at: the paper's place in it.
    """
    reach, own = rules().beside_papers, pile[at].paper
    before, behind = pile[max(0, at - reach) : at][::-1], pile[at + 1 : at + 1 + reach]
    people: defaultdict[DossierCode, set[str]] = defaultdict(set)
    for other in (*before, *behind):
        if other.dossier:
            people[other.dossier].update(people_of(other.paper))
    first, last = _nearest(before), _nearest(behind)
    return Beside(
        frozenset((*_next_to(_begun(before, own), own), *_next_to(_until_begun(behind, own), own))),
        first if first == last else None,
        {code: frozenset(names) for code, names in people.items()},
        any(_is_homeless(other, own) and _name_one(other.paper, own) for other in (*before, *behind)),
        frozenset(filter(None, (first, last))),
    )


def how_near(beside: Beside, dossier: DossierCode) -> Level:
    """Return how near papers of a dossier lie: on both sides (EXACT), next to it (CONFUSED), within reach (NEAR), nowhere."""
    if not beside.people:
        return Level.MISSING
    if dossier == beside.between:
        return Level.EXACT
    if dossier in beside.next_to and beside.between is None:
        return Level.CONFUSED
    return Level.NEAR if dossier in beside.people else Level.DIFFERENT


def people_of(paper: Extraction) -> frozenset[str]:
    """Return the names on a paper: of persons and organisations, whatever they are to it; who signs, signs many papers."""
    fields = vocabulary().fields
    named = (item for item in paper.fields if fields[item.name].form == "name" and item.name != _SIGNER)
    return frozenset(item.value for item in named)


def alike(one: str, other: str) -> bool:
    """Tell whether two names may be those of one person."""
    return compare_names(one, other) in ALIKE


def _nearest(row: Iterable[Lying]) -> DossierCode | None:
    return next((other.dossier for other in row if other.dossier), None)


def _until_begun(behind: Sequence[Lying], own: Extraction) -> Iterable[Lying]:
    """Return what lies behind a paper up to where the next folder begins: the receipt lies on top."""
    return behind if _is_process(own) else takewhile(lambda other: not _is_on_top(other.paper), behind)


def _begun(before: Sequence[Lying], own: Extraction) -> Iterable[Lying]:
    """Return what lies before a paper since its folder began."""
    return takewhile(lambda other: _is_process(other.paper), before) if _is_process(own) else before


def _is_on_top(paper: Extraction) -> bool:
    return _is_process(paper) and not _is_of_office(paper)


def _is_process(paper: Extraction) -> bool:
    return role_of(paper) is Role.PROCESS


def _next_to(row: Iterable[Lying], own: Extraction) -> Iterator[DossierCode]:
    """Yield dossiers going outwards. A paper of the same person that waits may lie in a folder whose dossier nobody found."""
    for other in row:
        if other.dossier:
            yield other.dossier
        elif not _is_of_office(other.paper) and _may_go_together(other.paper, own):
            return


def _is_of_office(paper: Extraction) -> bool:
    """Tell whether a paper lies in no folder: a page of the desk's book between two of them."""
    return paper.classification.kind in rules().of_office


def _may_go_together(one: Extraction, other: Extraction) -> bool:
    """Tell whether two papers may be about one person: they name one, or of one of them hardly anything was read."""
    return _name_one(one, other) or not (_says_who(one) and _says_who(other))


def _name_one(one: Extraction, other: Extraction) -> bool:
    """Tell whether two papers name one person, or state one identity number."""
    numbers = [{paper.value(name) for name in ID_FIELDS} - {None} for paper in (one, other)]
    named = any(alike(ours, theirs) for ours in people_of(one) for theirs in people_of(other))
    return named or bool(numbers[0] & numbers[1])


def _is_homeless(lying: Lying, own: Extraction) -> bool:
    """Tell whether a paper that is of one dossier leads nowhere: one of the process, or one that states a number.

    What was issued before the own paper was handed in with it.
    """
    role = role_of(lying.paper)
    of_one = _is_on_top(lying.paper) or any(lying.paper.value(name) for name in _NUMBERS.get(role, ()))
    issued, written = lying.paper.value("ngay_ban_hanh"), own.value("ngay_ban_hanh")
    handed_in = role is Role.RESULT and issued and written and issued < written
    return of_one and not handed_in and lying.dossier is None and not lying.waits


def _says_who(paper: Extraction) -> bool:
    return bool(people_of(paper)) or paper.value(_SIGNER) is not None
