"""The rungs below the code: what each looks up, and what must agree before a dossier counts as its hit.

DOMAIN.md Annex A, steps 4 to 7, and a last one for papers that name their person and no dossier. Nothing is ever found by
a surname, an identity number, a phone or an address alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from digitize.matching.codes import variants
from digitize.matching.place import place
from digitize.matching.rules import rules
from digitize.matching.weigh import level_of, weigh
from digitize.model.fields import Extraction
from digitize.model.match import Candidate, Dossier, Level
from digitize.ports import Registry

Lookup = Callable[[Extraction, Registry], Iterable[Dossier]]

ID_FIELDS = ("so_cccd", "so_cmnd", "ma_so_thue")
_AGENCY = "co_quan_ban_hanh"
_OWNER_LIMIT = 200
_EXACT = frozenset({Level.EXACT})
_SAME = frozenset({Level.EXACT, Level.TONELESS})
_ALIKE = frozenset({Level.EXACT, Level.TONELESS, Level.NEAR})


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder.

    Attributes:
        keys: fields that were looked up; one misread digit in them leads to another dossier.
        agree: levels that a field must reach.
        find: looks up what the paper states.
        bear: fields that may be missing but must not differ.
        by_agency: whether every agency has such keys of its own, so that the agency decides between hits.
        fits: what the only hit must be for the paper besides.
        rivals: looks up what one misread digit in the keys would have hidden.
    """

    name: str
    keys: frozenset[str]
    agree: Mapping[str, frozenset[Level]]
    find: Lookup
    bear: tuple[str, ...] = ()
    by_agency: bool = False
    fits: Callable[[Extraction, Dossier], bool] = lambda *_: True
    rivals: Lookup = lambda *_: ()

    def hits(self, paper: Extraction, registry: Registry) -> tuple[Dossier, ...]:
        """Return the dossiers, in the order of their codes, that agree with the paper in all that this rung asks for."""
        found = {dossier.code: dossier for dossier in self.find(paper, registry)}
        hits = tuple(found[code] for code in sorted(found) if self._agrees(weigh(paper, found[code])))
        if self.by_agency and len(hits) > 1:
            own = tuple(hit for hit in hits if level_of(weigh(paper, hit), _AGENCY) in _ALIKE)
            return own if len(own) == 1 else hits
        return hits

    def _agrees(self, candidate: Candidate) -> bool:
        return all(level_of(candidate, field) in levels for field, levels in self.agree.items()) and all(
            level_of(candidate, field) is not Level.DIFFERENT for field in self.bear
        )


def people(paper: Extraction, registry: Registry) -> tuple[Dossier, ...]:
    """Return dossiers of the person whom the paper names, by identity number and by name."""
    return (*_numbered(paper, registry), *_named(paper, registry))


def _numbered(paper: Extraction, registry: Registry) -> tuple[Dossier, ...]:
    numbers = [value for field in ID_FIELDS if (value := paper.value(field))]
    return tuple(dossier for number in numbers for dossier in registry.by_person(number))


def _named(paper: Extraction, registry: Registry) -> tuple[Dossier, ...]:
    name = paper.value("ho_ten")
    return registry.by_owner(name) if name else ()


def _person(paper: Extraction, registry: Registry) -> tuple[Dossier, ...]:
    """Look up the person; a name that more dossiers bear than the register returns may hide the right one."""
    named = _named(paper, registry)
    return (*_numbered(paper, registry), *(named if len(named) < _OWNER_LIMIT else ()))


def _book(paper: Extraction, registry: Registry) -> Iterable[Dossier]:
    book, serial = paper.value("quyen_so"), paper.value("so_thu_tu")
    return registry.by_book(book, serial) if book and serial else ()


def _books_near(paper: Extraction, registry: Registry) -> Iterator[Dossier]:
    book, serial = paper.value("quyen_so"), paper.value("so_thu_tu")
    if book and serial:
        for other in variants(serial):
            yield from registry.by_book(book, other)
        for other in variants(book):
            yield from registry.by_book(other, serial)


def _result(paper: Extraction, registry: Registry) -> Iterable[Dossier]:
    number = paper.value("so_ky_hieu")
    return registry.by_result(number) if number else ()


def _results_near(paper: Extraction, registry: Registry) -> Iterator[Dossier]:
    for other in variants(paper.value("so_ky_hieu") or ""):
        yield from registry.by_result(other)


def _parcel(paper: Extraction, registry: Registry) -> Iterable[Dossier]:
    sheet, parcel = paper.value("to_ban_do"), paper.value("so_thua")
    return registry.by_parcel(sheet, parcel) if sheet and parcel else ()


def _parcels_near(paper: Extraction, registry: Registry) -> Iterator[Dossier]:
    sheet, parcel = paper.value("to_ban_do"), paper.value("so_thua")
    if sheet and parcel:
        for other in variants(parcel):
            yield from registry.by_parcel(sheet, other)
        for other in variants(sheet):
            yield from registry.by_parcel(other, parcel)


def _sole(paper: Extraction, registry: Registry) -> tuple[Dossier, ...]:
    """Look up all dossiers of the person, none if a name is too common to be sure of all."""
    personal = paper.classification.kind in rules().personal_papers
    return people(paper, registry) if personal and len(_named(paper, registry)) < _OWNER_LIMIT else ()


def _asks_for(paper: Extraction, dossier: Dossier) -> bool:
    """Tell whether the dossier asks for such a paper of this person, who is known by three facts at least.

    What is handed in is not dated after the day of receipt.
    """
    candidate, dated = weigh(paper, dossier), paper.value("ngay_ban_hanh")
    return (
        any(level_of(candidate, field) is Level.EXACT for field in ID_FIELDS)
        and any(level_of(candidate, field) in _ALIKE for field in ("ngay_sinh", "dia_chi", "so_dien_thoai"))
        and not (dated and dossier.received_on and dated > dossier.received_on.isoformat())
        and place(paper.classification.kind, paper, dossier, ()).reason is None
    )


RUNGS = (
    Rung(
        name="book",
        keys=frozenset({"quyen_so", "so_thu_tu"}),
        agree={"quyen_so": _EXACT, "so_thu_tu": _EXACT},
        find=_book,
        by_agency=True,
        rivals=_books_near,
    ),
    Rung(
        name="person",
        keys=frozenset(),
        agree={"ngay_tiep_nhan": _EXACT, "ten_tthc": _ALIKE, "ho_ten": _SAME},
        find=_person,
        bear=ID_FIELDS,
    ),
    Rung(
        name="result",
        keys=frozenset({"so_ky_hieu"}),
        agree={"so_ky_hieu": _SAME, "ngay_ban_hanh": _EXACT},
        find=_result,
        by_agency=True,
        rivals=_results_near,
    ),
    Rung(
        name="land",
        keys=frozenset({"to_ban_do", "so_thua"}),
        agree={"to_ban_do": _EXACT, "so_thua": _EXACT, "ho_ten": _ALIKE},
        find=_parcel,
        bear=("xa",),
        rivals=_parcels_near,
    ),
    Rung(
        name="owner",
        # CMND and CCCD of one person cannot be compared: a namesake under the other number may be the same person.
        keys=frozenset(),
        agree={"ho_ten": _SAME},
        find=_sole,
        bear=(*ID_FIELDS, "ngay_sinh"),
        fits=_asks_for,
    ),
)
