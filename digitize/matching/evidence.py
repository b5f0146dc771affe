"""Classes of evidence: which keys must agree before a dossier may be attached to without its code being read.

DOMAIN.md Annex A, steps 4 to 7, and what papers beside one another say. The classes carry the thresholds, and their promise
is what samples prove (`digitize matching report`). Nothing is ever attached by a surname, an identity number, a phone or an
address alone: who a person is does not say which of their dossiers a paper belongs to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from digitize.matching.block import ID_FIELDS
from digitize.matching.compare import ALIKE, SAME, name_similarity
from digitize.matching.rules import rules
from digitize.matching.weigh import BESIDE, COMPANY, HANDED_IN, PLACE, WORKED_ON, level_of
from digitize.model.match import Candidate, Level
from digitize.text.identifiers import is_tax_code

EXACT = frozenset({Level.EXACT})
READ = frozenset({Level.EXACT, Level.CONFUSED})
_WITNESSES = ("ngay_sinh", "so_dien_thoai", "dia_chi")
_NEXT = frozenset({Level.EXACT, Level.CONFUSED})
_SHARED = frozenset({Level.EXACT, Level.NEAR})
_OPEN = frozenset({Level.EXACT, Level.NEAR})
_FITS = (PLACE, WORKED_ON, HANDED_IN)


class Person(Enum):
    """Whom a paper must name.

    OWNER: the owner. IDENTIFIED: beyond doubt, be it by birth and address. NAMED: beyond doubt, by name or number.
    NOBODY_ELSE: the owner or nobody. UNDENIED: the owner, nobody, or one whose name is nothing like his while something else
    says that it is he. ANYONE: whomever.
    """

    OWNER = auto()
    IDENTIFIED = auto()
    NAMED = auto()
    NOBODY_ELSE = auto()
    UNDENIED = auto()
    ANYONE = auto()


@dataclass(frozen=True, slots=True)
class EvidenceClass:
    """What must agree.

    Attributes:
        agree: levels that a field must reach, beside that the person of the paper is the owner.
        bear: what may be missing but must not differ.
        person: whom the paper must name.
        keys: numbers that were looked up; one misread digit in them leads to another dossier.
        by_number: whether the key tells the paper whatever its day; an owner's own number, as on all certificates of a firm, tells none.
        by_days: whether nothing but days tells the dossier from the next one of its person, who may hand in the same twice a week.
        doubtful: fields that the class takes for misread: one that was surely read is that of the next paper of the day.
        soon: whether a form has to be as young as forms of its kind are when they are handed in.
        within: fields on which all levels of `agree` are alike: a day within the week tells no more than one within the month.
    """

    name: str
    agree: Mapping[str, frozenset[Level]]
    person: Person = Person.OWNER
    bear: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    by_number: bool = False
    by_days: bool = False
    doubtful: frozenset[str] = frozenset()
    soon: bool = False
    within: frozenset[str] = frozenset()

    def agrees_within(self, candidate: Candidate) -> bool:
        """Tell whether a candidate agrees in what is alike on all levels."""
        return all(level_of(candidate, field) in self.agree[field] for field in self.within)

    def holds(self, candidate: Candidate) -> bool:
        """Tell whether a candidate is of this class."""
        agrees = all(level_of(candidate, field) in levels for field, levels in self.agree.items())
        differs = any(level_of(candidate, field) is Level.DIFFERENT for field in self.bear)
        tells = not (self.by_number and _are_owners(candidate, self.keys))
        young = not (self.soon and _is_old(candidate))
        return agrees and not differs and tells and young and self._knows_owner(candidate)

    def _knows_owner(self, candidate: Candidate) -> bool:
        named = level_of(candidate, "ho_ten")
        if self.person is Person.UNDENIED:
            return not _another_name(candidate) or witnessed(candidate)
        if self.person is Person.NAMED:
            return identified(candidate) and (named in ALIKE or numbered(candidate))
        if self.person is Person.ANYONE or identified(candidate):
            return True
        silent = self.person is Person.NOBODY_ELSE and named is Level.MISSING
        return silent or (self.person is not Person.IDENTIFIED and named in ALIKE)


CLASSES = (
    EvidenceClass(
        "book",
        {"quyen_so": EXACT, "so_thu_tu": EXACT},
        keys=frozenset({"quyen_so", "so_thu_tu"}),
    ),
    EvidenceClass(
        "result",
        {"so_ky_hieu": SAME, "ngay_ban_hanh": READ},
        person=Person.NOBODY_ELSE,
        keys=frozenset({"so_ky_hieu"}),
    ),
    EvidenceClass(
        "result_near",
        {"so_ky_hieu": SAME | {Level.NEAR}, "ngay_ban_hanh": EXACT, "co_quan_ban_hanh": ALIKE},
        doubtful=frozenset({"so_ky_hieu"}),
    ),
    # A namesake hands the same in on the same day, at another agency or with another phone.
    EvidenceClass(
        "person",
        {"ngay_tiep_nhan": EXACT, "ten_tthc": ALIKE, "ho_ten": EXACT},
        bear=("co_quan_ban_hanh", "so_dien_thoai"),
        by_days=True,
    ),
    EvidenceClass(
        "register", {"so_vao_so": SAME, "ngay_ban_hanh": READ}, keys=frozenset({"so_vao_so"}), by_days=True
    ),
    EvidenceClass(
        "certificate", {"so_phat_hanh": SAME, "ngay_ban_hanh": READ}, keys=frozenset({"so_phat_hanh"})
    ),
    EvidenceClass("receipt", {"ngay_tiep_nhan": EXACT}, person=Person.IDENTIFIED),
    EvidenceClass("beside", {BESIDE: _NEXT}, bear=_FITS),
    EvidenceClass("beside_known", {BESIDE: _NEXT}, person=Person.NAMED, bear=(PLACE,)),
    EvidenceClass(
        "company",
        {BESIDE: _NEXT, COMPANY: _SHARED},
        person=Person.ANYONE,
        bear=_FITS,
    ),
    EvidenceClass("between", {BESIDE: EXACT}, person=Person.NOBODY_ELSE, bear=_FITS),
    EvidenceClass("enclosed", {BESIDE: EXACT, PLACE: EXACT, HANDED_IN: EXACT}, person=Person.UNDENIED),
    EvidenceClass("next", {BESIDE: _NEXT}, person=Person.NOBODY_ELSE, bear=_FITS),
    EvidenceClass(
        "process",
        {WORKED_ON: EXACT, "ten_tthc": ALIKE},
        bear=("co_quan_ban_hanh", "so_dien_thoai"),
        by_days=True,
    ),
    EvidenceClass(
        "process_open", {WORKED_ON: ALIKE, "ten_tthc": ALIKE}, person=Person.IDENTIFIED, by_days=True
    ),
    EvidenceClass(
        "issued",
        {"ngay_ban_hanh": EXACT, "co_quan_ban_hanh": ALIKE},
        person=Person.IDENTIFIED,
        bear=("so_ky_hieu",),
    ),
    EvidenceClass(
        "numbered",
        {"so_ky_hieu": EXACT, "co_quan_ban_hanh": ALIKE},
        person=Person.NAMED,
        keys=frozenset({"so_ky_hieu"}),
        by_number=True,
    ),
    EvidenceClass(
        "deed",
        {"to_ban_do": EXACT, "so_thua": EXACT, PLACE: EXACT, HANDED_IN: _OPEN},
        person=Person.NAMED,
        by_days=True,
        soon=True,
        within=frozenset({HANDED_IN}),
    ),
    EvidenceClass(
        "application", {HANDED_IN: EXACT, PLACE: EXACT}, person=Person.NAMED, by_days=True, soon=True
    ),
    EvidenceClass(
        "land",
        {"to_ban_do": EXACT, "so_thua": EXACT, PLACE: EXACT, WORKED_ON: _OPEN},
        person=Person.NAMED,
        by_days=True,
    ),
)
"""The strongest first: a candidate is of the first that holds."""

BY_DAYS = frozenset(one.name for one in CLASSES if one.by_days)
"""Classes that link only once it is known what lies beside a paper."""


def class_of(candidate: Candidate) -> EvidenceClass | None:
    """Return the strongest class of evidence that a candidate has, None if it has none."""
    return next((one for one in CLASSES if one.holds(candidate)), None)


def kind_of(candidate: Candidate) -> str | None:
    """Return the kind of the paper, as it was asked whether the dossier has a place for it."""
    return next((item.ours for item in candidate.comparisons if item.field == PLACE), None)


def witnessed(candidate: Candidate) -> bool:
    """Tell whether something besides the name says who it is: an identity number, birth, phone or address."""
    return numbered(candidate) or any(level_of(candidate, field) in SAME for field in _WITNESSES)


def _are_owners(candidate: Candidate, keys: frozenset[str]) -> bool:
    """Tell whether a number that the paper was found by is an identity number that it states too, or that of a firm.

    An enterprise's number is its tax code (Nghị định 01/2021/NĐ-CP, điều 8) and stands on all of its certificates.
    """
    own = {item.ours for item in candidate.comparisons if item.field in ID_FIELDS}
    numbers = [item.ours for item in candidate.comparisons if item.field in keys]
    return any(number in own or is_tax_code(number) for number in numbers)


def _is_old(candidate: Candidate) -> bool:
    """Tell whether a form was written longer before the receipt than forms of its kind are."""
    most = rules().soon_days.get(kind_of(candidate) or "")
    written = next((item for item in candidate.comparisons if item.field == HANDED_IN), None)
    if most is None or written is None:
        return False
    return (date.fromisoformat(written.theirs) - date.fromisoformat(written.ours)).days > most


def _another_name(candidate: Candidate) -> bool:
    """Tell whether the name is clearly not the owner's: nothing like it, rather than badly read."""
    named = next((one for one in candidate.comparisons if one.field == "ho_ten"), None)
    return named is not None and name_similarity(named.ours, named.theirs) < rules().name_similarity


def numbered(candidate: Candidate) -> bool:
    """Tell whether an identity or tax number is the owner's, as read or one confusion off."""
    return any(level_of(candidate, field) in READ for field in ID_FIELDS)


def identified(candidate: Candidate) -> bool:
    """Tell whether the person of the paper is the owner beyond doubt.

    Two of: an identity or tax number, as read or one confusion off; the name; birth, phone or address; beside the name the number of
    a certificate of land. A whole identity number is enough where no other name was read.
    """
    levels = {item.field: item.level for item in candidate.comparisons}
    numbers = {levels.get(field) for field in ID_FIELDS}
    name = levels.get("ho_ten")
    witnesses = [
        name in ALIKE,
        bool(numbers & READ),
        *(levels.get(field) in SAME for field in _WITNESSES),
        name in ALIKE and levels.get("so_vao_so") in EXACT,
    ]
    return sum(witnesses) > 1 or (Level.EXACT in numbers and not _another_name(candidate))
