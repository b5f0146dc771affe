"""Decides which papers are drawn, of which dossiers, and what befalls them on the scanner."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from digitize.errors import InputError
from digitize.model.match import Role
from digitize.model.vocabulary import vocabulary
from digitize.province.cases import Case
from digitize.province.chance import dice
from digitize.province.letter import Paper
from digitize.province.papers import DRAWERS
from digitize.province.scanner import Look, Mode, make_look
from digitize.province.units import Unit, Ward, table


class Oddity(StrEnum):
    """What is out of the ordinary about a scan; each occurs once in a sample of 36 papers or more."""

    UPSIDE_DOWN = "upside_down"
    RESCAN = "rescan"
    UNREGISTERED = "unregistered"
    FOREIGN = "foreign"
    ILLEGIBLE = "illegible"
    BLANK_PAGE = "blank_page"


@dataclass(frozen=True, slots=True)
class Scan:
    """A file to be made.

    Attributes:
        file: path under `scans/`, its suffix tells the format.
        ink: key of everything drawn by chance on the paper; a rescan has that of the first scan.
        registered: whether the register holds the paper's dossier.
    """

    file: str
    paper: Paper
    ink: str
    look: Look
    oddity: Oddity | None = None
    registered: bool = True


@dataclass(frozen=True, slots=True)
class _Draft:
    paper: Paper
    ink: str
    oddity: Oddity | None = None
    registered: bool = True


def plan_scans(cases: Sequence[Case], stranger: Case, papers: int, seed: int) -> tuple[Scan, ...]:
    """Return the scans of a sample.

    Args:
        cases: the dossiers of the register.
        stranger: a dossier that the register lacks.
        papers: how many scans, one paper each.
        seed: of all chance.

    Raises:
        InputError: the dossiers have fewer drawable papers than asked for.
    """
    odd = list(Oddity)[: papers // 6]
    extra = [oddity for oddity in odd if oddity in {Oddity.RESCAN, Oddity.UNREGISTERED, Oddity.FOREIGN}]
    rng = dice(seed, "plan")
    plain = _ordinary(cases, papers - len(extra), rng)
    drafts = [_Draft(paper, f"{seed}/{number}") for number, paper in enumerate(plain)]
    drafts = _befall(drafts, set(odd))
    drafts += [_extra(oddity, drafts, stranger, f"{seed}/{oddity}") for oddity in extra]
    rng.shuffle(drafts)
    return tuple(_file(draft, number, dice(seed, "look", number)) for number, draft in enumerate(drafts))


def kinds_of(case: Case) -> tuple[str, ...]:
    """Return the kinds of papers that can be drawn for a case, in the order of the drawers."""
    there = {part.kind for part in case.components} | ({case.result.kind} if case.result else set())
    return tuple(kind for kind in DRAWERS if kind in there or _role(kind) is Role.PROCESS)


def component_of(paper: Paper) -> str | None:
    """Return the code of the component or of the result that a paper is, None for a paper of the process."""
    role = _role(paper.kind)
    if role is Role.RESULT and paper.case.result:
        return paper.case.result.code
    return next((part.code for part in paper.case.components if part.kind == paper.kind), None)


def _role(kind: str) -> Role:
    return vocabulary().kinds[kind].role


def _ordinary(cases: Sequence[Case], count: int, rng: Random) -> list[Paper]:
    """Deal papers over about 0.7 times as many dossiers, all kinds about as often, desk papers twice."""
    dossiers = Counter(case.owner.id_number for case in cases)
    chosen = rng.sample(list(cases), min(len(cases), max(1, round(count * 0.7))))
    left = {case.code: list(_allowed(case, dossiers)) for case in chosen}
    used: Counter[str] = Counter()
    papers: list[Paper] = []
    while len(papers) < count:
        if not any(left.values()):
            raise InputError("the dossiers have fewer papers than asked for: ask for more dossiers")
        for case in chosen[: count - len(papers)]:
            if kinds := left[case.code]:
                kind = min(kinds, key=lambda kind: used[kind] / (2 if _role(kind) is Role.PROCESS else 1))
                kinds.remove(kind)
                used[kind] += 1
                papers.append(
                    _paper(kind, case, used[kind], sole=dossiers[case.owner.id_number] == 1, rng=rng)
                )
    return papers


def _allowed(case: Case, dossiers: Counter[str]) -> Iterator[str]:
    """Yield a case's kinds; a bare identity card belongs nowhere if its owner has several dossiers."""
    for kind in kinds_of(case):
        if kind != "can_cuoc_cong_dan" or dossiers[case.owner.id_number] == 1:
            yield kind


def _paper(kind: str, case: Case, nth: int, *, sole: bool, rng: Random) -> Paper:
    role = _role(kind)
    shows = {
        Role.PROCESS: kind != "giay_tiep_nhan" or nth % 4 != 0,
        Role.INPUT: not sole or rng.random() < 0.4,
        Role.RESULT: False,
    }[role]
    code = (
        rng.choice(("Code128", "QRCode", None, None)) if kind in {"giay_tiep_nhan", "phieu_bo_sung"} else None
    )
    long = kind in {"quyet_dinh", "phieu_kiem_soat"} and nth % 4 == 1
    return Paper(kind, case, shows, code if shows else None, long)


def _befall(drafts: list[_Draft], odd: set[Oddity]) -> list[_Draft]:
    """Mark ordinary scans: one upside down, one illegible, one with an empty back page."""
    drafts = list(drafts)
    places = {Oddity.UPSIDE_DOWN: 1, Oddity.ILLEGIBLE: 2, Oddity.BLANK_PAGE: 3}
    for oddity, place in places.items():
        if oddity in odd:
            drafts[place] = replace(drafts[place], oddity=oddity)
    return drafts


def _extra(oddity: Oddity, drafts: Sequence[_Draft], stranger: Case, ink: str) -> _Draft:
    if oddity is Oddity.RESCAN:
        return replace(drafts[0], oddity=oddity)
    case = stranger if oddity is Oddity.UNREGISTERED else _abroad(drafts[0].paper.case)
    return _Draft(Paper("giay_tiep_nhan", case, shows_code=True), ink, oddity, registered=False)


def _abroad(case: Case) -> Case:
    """Return a dossier of another province whose owner is a namesake of a person in the register."""
    there = table("agencies")["foreign"]
    district = Unit(there["district"], "Thành phố", "Thành phố")
    ward = Ward(Unit(there["ward"], "Phường", "Phường"), district)
    owner = replace(
        case.owner,
        id_type="CCCD",
        id_number=f"049{case.owner.born.year % 100:03d}{case.serial:06d}",
        ward=ward,
        province=there["province"],
    )
    name = district.on(case.received_on)
    return replace(
        case,
        code=f"{there['code']}-{case.received_on:%y%m%d}-{case.serial:04d}",
        unit=f"UBND {name}",
        issuer=f"ỦY BAN NHÂN DÂN {name}".upper(),
        place=district.name,
        owner=owner,
    )


def _file(draft: _Draft, number: int, rng: Random) -> Scan:
    paged = draft.paper.long or draft.oddity is Oddity.BLANK_PAGE or number % 9 == 4
    bitonal = not paged and draft.oddity is None and number % 20 in {7, 8}
    grey = number % 6 == 5
    mode = Mode.BITONAL if bitonal else Mode.GREY if grey else Mode.COLOUR
    look = make_look(
        rng,
        mode,
        upside_down=draft.oddity is Oddity.UPSIDE_DOWN,
        illegible=draft.oddity is Oddity.ILLEGIBLE,
    )
    suffix = "pdf" if paged else "tif" if bitonal else "jpg"
    file = f"lo-{number // 16 + 1:02d}/{number + 1:04d}.{suffix}"
    return Scan(file, draft.paper, draft.ink, look, draft.oddity, draft.registered)
