"""Decides which papers are drawn, of which dossiers, how they lie in files, and what befalls them on the way."""

from collections import Counter
from collections.abc import Sequence
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
from digitize.province.papers_letters import TITLED
from digitize.province.piles import bundles, led_astray
from digitize.province.profile import Profile
from digitize.province.province import Province
from digitize.province.units import Ward, table
from digitize.text.units import Unit

BATCH = 16
"""Files in a batch."""

_FEW = (0.6, 0.22, 0.12, 0.04, 0.02)
_FOLDER = (0.1, 0.14, 0.18, 0.2, 0.16, 0.12, 0.06, 0.04)
"""How many of a dossier's papers are there: one, two, three …. A folder holds some four papers of those that are drawn, DOMAIN.md
5.2 counts six to sixteen pages a dossier; few of each mix many dossiers in a small sample."""

_IN_FOLDER = (Role.PROCESS, Role.INPUT, Role.RESULT)
"""How papers lie in a folder: the receipt on top, what was handed in below it, what was issued last."""

CARD = "can_cuoc_cong_dan"
"""The kind of an identity card: it never shows mã hồ sơ."""

BOOK = "so_theo_doi"
"""The kind of a page of the book of dossiers."""

_LOOSE = ("cong_van", "cong_van", *TITLED, "bien_ban", BOOK)
"""Kinds of papers that belong to no dossier."""

_PRESENT = {
    "giay_tiep_nhan": 1.0,
    "phieu_kiem_soat": 0.2,
    "phieu_bo_sung": 0.12,
    "phieu_xin_loi": 0.1,
    "phieu_tu_choi": 0.05,
}
"""How readily a paper of the process is among those of a dossier that were scanned; all others at `_READY`."""

_READY = 0.9

_SHOWN = {Role.PROCESS: 0.65, Role.INPUT: 0.2, Role.RESULT: 0.0}
"""How often a paper of a role shows mã hồ sơ, so that more than half of all papers do not."""

_PLAIN = (
    "giay_tiep_nhan",
    "phieu_kiem_soat",
    "phieu_bo_sung",
    "giay_phep_xay_dung",
    "giay_cn_ho_kinh_doanh",
    "quyet_dinh",
    "trich_luc_khai_sinh",
    "don_dang_ky_bien_dong",
    "don_cap_phep_xay_dung",
    "giay_de_nghi_ho_kinh_doanh",
)
"""The kinds of a clean sample: typed, and saying enough about their dossier even where they do not name it, as cards do not."""


class Oddity(StrEnum):
    """What is out of the ordinary about a paper. The first six occur in every sample of 36 papers or more."""

    UPSIDE_DOWN = "upside_down"
    RESCAN = "rescan"
    UNREGISTERED = "unregistered"
    FOREIGN = "foreign"
    ILLEGIBLE = "illegible"
    BLANK_PAGE = "blank_page"
    QUARTER_TURN = "quarter_turn"
    SECRET = "secret"  # noqa: S105  # A stamp, no password.
    COPY = "copy"
    NOTE = "note"


_ADDED = (Oddity.RESCAN, Oddity.UNREGISTERED, Oddity.FOREIGN)
"""Oddities that are papers of their own and befall no other."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a dossier: the kind of the paper that belongs there, and its component or result; a process has none."""

    kind: str
    role: Role
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A paper in a file.

    Attributes:
        slot: its place in its dossier.
        ink: key of everything drawn by chance on the paper; a rescan has that of the first scan.
        dossier: mã hồ sơ of the dossier in the register that it belongs to, None if there is none.
    """

    paper: Paper
    slot: Slot
    ink: str
    dossier: str | None
    oddity: Oddity | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """A file to be made.

    Attributes:
        file: path under `scans/` without its suffix.
        papers: what lies in it, in order.
        grain: key of everything by chance about its scan.
        separated: whether a separator sheet lies before each paper.
        duplex: whether the backs were scanned too.
    """

    file: str
    papers: tuple[Filed, ...]
    profile: Profile
    grain: str
    separated: bool = False
    duplex: bool = False


@dataclass(frozen=True, slots=True)
class _Room:
    """The habits of a scanning room.

    Attributes:
        counts: how many papers of a dossier there are: the shares of one, two, three ….
        folders: whether a dossier's papers are scanned one after the other as they lie in its folder, or in any order.
        astray: share of the papers that lie in another dossier's folder.
        bundled: share of the papers that lie in a file with others.
        separated: share of these files with separator sheets.
        duplex: share of the files with backs.
        loose: share of the papers that belong to no dossier: letters, and pages of the book of dossiers.
        odd: share of the papers that each oddity befalls.
        oddities: those that occur.
    """

    counts: tuple[float, ...]
    folders: bool
    astray: float
    bundled: float
    separated: float
    duplex: float
    loose: float
    odd: float
    oddities: tuple[Oddity, ...]


_ROOMS = {
    Profile.CLEAN: _Room(_FEW, False, 0.0, 0.0, 0.0, 0.0, 0.0, 0.01, tuple(Oddity)[:6]),
    Profile.OFFICE: _Room(_FOLDER, True, 0.02, 0.25, 0.5, 0.15, 0.1, 0.012, tuple(Oddity)),
    Profile.HARD: _Room(_FOLDER, True, 0.04, 0.45, 0.5, 0.3, 0.1, 0.025, tuple(Oddity)),
}


def plan_scans(
    province: Province, papers: int, seed: int, profile: Profile, texts: str = ""
) -> tuple[Scan, ...]:
    """Return the files of a sample.

    Args:
        province: whose dossiers the papers belong to.
        papers: how many.
        seed: of all chance.
        profile: what befalls papers, and how often.
        texts: a folder of legal texts that free text is mixed with, empty for none.

    Raises:
        InputError: the dossiers have fewer drawable papers than asked for.
    """
    room, rng = _ROOMS[profile], dice(seed, "plan", profile)
    each = {
        oddity: max(papers >= 6 * (number + 1), round(room.odd * papers))
        for number, oddity in enumerate(room.oddities)
    }
    added = sum(each.get(oddity, 0) for oddity in _ADDED)
    loose = round(room.loose * papers)
    piled = _deal(province, papers - added - loose, profile, rng)
    piled = led_astray(piled, room.astray, rng)
    for _ in range(loose):
        piled.insert(rng.randrange(len(piled) + 1), _loose(province, rng))
    piled = [
        replace(filed, ink=f"{seed}/{number}", paper=replace(filed.paper, texts=texts))
        for number, filed in enumerate(piled)
    ]
    piled = _befall(piled, each, rng)
    for oddity in _ADDED:
        for number in range(each.get(oddity, 0)):
            filed = _added(oddity, piled, province, f"{seed}/{oddity}/{number}", rng)
            piled.insert(rng.randrange(len(piled) + 1), filed)
    files = bundles(piled, room.bundled, rng)
    if not room.folders:
        rng.shuffle(files)
    digits = max(2, len(str(-(-len(files) // BATCH))))
    return tuple(
        Scan(
            file=f"lo-{number // BATCH + 1:0{digits}d}/{number + 1:04d}",
            papers=tuple(filed),
            profile=profile,
            grain=f"{seed}/{number}",
            separated=len(filed) > 1 and rng.random() < room.separated,
            duplex=rng.random() < room.duplex,
        )
        for number, filed in enumerate(files)
    )


def slots_of(case: Case) -> tuple[Slot, ...]:
    """Return the places of a case whose papers can be drawn; of papers handed in, one of each kind.

    What is issued is never drawn as handed in too: a certificate that is changed looks like the one that replaces it.
    """
    result = case.result
    slots = {
        kind: Slot(kind, Role.PROCESS) for kind in DRAWERS if _role(kind) is Role.PROCESS and kind != BOOK
    }
    for part in reversed(case.components):
        if part.kind in DRAWERS:
            slots[part.kind] = Slot(part.kind, Role.INPUT, part.code)
    if result and result.kind in DRAWERS:
        slots[result.kind] = Slot(result.kind, Role.RESULT, result.code)
    return tuple(slots.values())


def _role(kind: str) -> Role:
    return vocabulary().kinds[kind].role


def _deal(province: Province, count: int, profile: Profile, rng: Random) -> list[Filed]:
    """Return papers of dossiers, those of a dossier next to each other; most dossiers miss some."""
    room = _ROOMS[profile]
    taken: list[tuple[Case, list[Slot], list[Slot]]] = []
    left = count
    cases = province.some(rng, count, close=profile is Profile.HARD)
    plain = _Plain(province) if profile is Profile.CLEAN else None
    decks = [(case, _deck(plain.slots(case) if plain else slots_of(case), rng)) for case in cases]
    if plain:
        decks.sort(key=lambda item: all(slot.role is Role.PROCESS for slot in item[1]))
    for case, deck in decks:
        wanted = min(left, rng.choices(range(1, len(room.counts) + 1), room.counts)[0])
        taken.append((case, deck[:wanted], deck[wanted:]))
        left -= len(deck[:wanted])
    for _, slots, rest in taken:
        more = rest[:left]
        slots.extend(more)
        left -= len(more)
    if left > 0:
        raise InputError("the dossiers have fewer papers than asked for: ask for more dossiers")
    return [
        Filed(_paper(slot, case, plain, rng), slot, "", case.code)
        for case, slots, _ in taken
        for slot in (sorted(slots, key=_place_in_folder) if room.folders else slots)
    ]


def _place_in_folder(slot: Slot) -> int:
    return _IN_FOLDER.index(slot.role)


def _loose(province: Province, rng: Random) -> Filed:
    """Return a paper that belongs to no dossier of the register."""
    kind = rng.choice(_LOOSE)
    if kind != BOOK:
        paper = Paper(kind, province.stranger(rng), shows_code=rng.random() < 0.2, long=rng.random() < 0.25)
        return Filed(paper, Slot(kind, _role(kind)), "", None)
    (case,) = province.some(rng, 1)
    near = range(max(0, case.number - 7), min(province.dossiers, case.number + 8))
    listed = tuple(one for one in map(province.case, near) if (one.unit, one.book) == (case.unit, case.book))
    return Filed(Paper(kind, case, shows_code=False, listed=listed), Slot(kind, _role(kind)), "", None)


class _Plain:
    """What a clean sample takes: papers that say enough about their dossier to find it."""

    def __init__(self, province: Province) -> None:
        self._dossiers = Counter(case.owner.id_number for case in province.cases())

    def slots(self, case: Case) -> tuple[Slot, ...]:
        """Return the places of a case whose papers are plain. Of companies those are the desk's."""
        return tuple(
            slot
            for slot in slots_of(case)
            if slot.kind in _PLAIN
            and slot.role is _role(slot.kind)
            and (slot.role is Role.PROCESS or case.owner.sex)
        )

    def shows(self, slot: Slot, case: Case, rng: Random) -> bool:
        """Tell whether a paper shows mã hồ sơ: whatever is not known to be found without, and some others."""
        if slot.role is Role.RESULT:
            return False
        receipt = slot.kind == "giay_tiep_nhan" and bool(case.owner.sex)
        enough = receipt if slot.role is Role.PROCESS else self._sole(case)
        return not enough or rng.random() < 0.4

    def _sole(self, case: Case) -> bool:
        return self._dossiers[case.owner.id_number] == 1


def _deck(slots: Sequence[Slot], rng: Random) -> list[Slot]:
    """Return a case's papers, those first that are scanned first if not all are."""

    def turn(slot: Slot) -> float:
        return float(rng.random() ** (1 / _PRESENT.get(slot.kind, _READY)))

    return sorted(slots, key=turn, reverse=True)


def _paper(slot: Slot, case: Case, plain: _Plain | None, rng: Random) -> Paper:
    shows = plain.shows(slot, case, rng) if plain else rng.random() < _SHOWN[slot.role]
    code = rng.choice(("Code128", "QRCode", None, None))
    coded = shows and slot.kind in {"giay_tiep_nhan", "phieu_bo_sung"}
    return Paper(
        kind=slot.kind,
        case=case,
        shows_code=shows and slot.kind != CARD,
        barcode=code if coded else None,
        long=rng.random() < 0.25,
        typed=plain is not None,
    )


def _befall(papers: Sequence[Filed], each: dict[Oddity, int], rng: Random) -> list[Filed]:
    """Mark ordinary papers as odd, each in one way at most."""
    befallen = list(papers)
    free = rng.sample(range(len(papers)), len(papers))
    for oddity in (oddity for oddity in each if oddity not in _ADDED):
        fit = [number for number in free if _can_be(oddity, papers[number])]
        for number in fit[: each[oddity]]:
            befallen[number] = replace(papers[number], oddity=oddity)
            free.remove(number)
    return befallen


def _can_be(oddity: Oddity, filed: Filed) -> bool:
    """Tell whether an oddity can befall a paper: citizens hand in plain copies, agencies write what is secret."""
    if oddity is Oddity.COPY:
        return filed.slot.role is Role.INPUT and filed.dossier is not None
    if oddity is Oddity.SECRET:
        return filed.slot.role is Role.RESULT or (filed.dossier is None and filed.slot.kind != BOOK)
    return True


def _added(oddity: Oddity, filed: Sequence[Filed], province: Province, ink: str, rng: Random) -> Filed:
    """Return a paper that is scanned again, or one whose dossier the register lacks."""
    if oddity is Oddity.RESCAN:
        return replace(
            rng.choice([item for item in filed if item.oddity is None and item.dossier]), oddity=oddity
        )
    case = province.stranger(rng)
    if oddity is Oddity.FOREIGN:
        people = [item.paper.case for item in filed if item.dossier and item.paper.case.owner.sex]
        case = _abroad(rng.choice(people) if people else case)
    paper = Paper("giay_tiep_nhan", case, shows_code=True, typed=True)
    return Filed(paper, Slot("giay_tiep_nhan", Role.PROCESS), ink, None, oddity)


def _abroad(case: Case) -> Case:
    """Return a dossier of another province whose owner is a namesake of a person in the register."""
    there = table("agencies")["foreign"]
    district = Unit(there["district"], "Thành phố", "Thành phố")
    ward = Ward(Unit(there["ward"], "Phường", "Phường"), district, there["ward_code"])
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
