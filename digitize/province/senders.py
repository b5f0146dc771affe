"""Who sends a letter: an agency, or the company or household that hands a dossier in."""

from dataclasses import dataclass
from random import Random

from digitize.province.cases import Case
from digitize.province.letter import Paper, the_company
from digitize.province.people import full_name
from digitize.province.units import table

PROVINCE = "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG"

_HOUSEHOLD = "HKD"
_PRIVATE = {"company", "environment", "foreign_worker"}
"""Subjects whose letters are written by companies."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a letter.

    Attributes:
        issuer: lines of the letterhead, the agency above it first.
        name: as the text names it.
        symbol: behind the kind of a paper's symbol, e.g. "UBND".
        unit: behind that of a công văn, e.g. "KT".
        head: who decides, in capitals.
        roles: before the signature.
        signer: their name.
        recipients: besides "Như trên" and the archive.
    """

    issuer: tuple[str, ...]
    name: str
    symbol: str
    unit: str
    head: str
    roles: tuple[str, ...]
    signer: str
    recipients: tuple[str, ...]

    @property
    def ring(self) -> str:
        """What stands on the seal; households have none."""
        return "" if self.symbol == _HOUSEHOLD else self.issuer[-1]


def make_sender(paper: Paper, rng: Random) -> Sender:
    """Return who sends `paper`: the agency if it is the dossier's result, else who the dossier's subject suggests."""
    case = paper.case
    issued = case.result is not None and case.result.kind == paper.kind
    component = not issued and any(part.kind == paper.kind for part in case.components)
    if component and case.subject in _PRIVATE:
        return _company(paper, rng)
    if component and case.subject == "business":
        return _household(paper)
    return _agency(paper, rng)


def office_name(case: Case) -> str:
    """Return the name of the department that works on a case, as a text names it."""
    names = [*table("sentences")["words"]["office"], *table("sentences")["words"]["department"]]
    return next((name for name in names if name.upper() == case.office), case.office.capitalize())


def _company(paper: Paper, rng: Random) -> Sender:
    company = the_company(paper.case)
    initials = "".join(word[0] for word in company.name.split()[-3:])
    return Sender(
        issuer=(company.name,),
        name=company.name,
        symbol=initials,
        unit=rng.choice(("HC", "NS", "KD", "HCNS")),
        head="GIÁM ĐỐC",
        roles=rng.choice((("GIÁM ĐỐC",), ("NGƯỜI ĐẠI DIỆN THEO PHÁP LUẬT",), ("TỔNG GIÁM ĐỐC",))),
        signer=company.director.name,
        recipients=("Lưu: VT.",),
    )


def _household(paper: Paper) -> Sender:
    trades, owner = table("names")["trades"], paper.case.owner
    name = f"{trades['names'][paper.case.trade]} {owner.name.split()[-1].upper()}"
    return Sender(
        issuer=("HỘ KINH DOANH", name),
        name=f"Hộ kinh doanh {name}",
        symbol=_HOUSEHOLD,
        unit=_HOUSEHOLD,
        head="CHỦ HỘ",
        roles=("ĐẠI DIỆN HỘ KINH DOANH",),
        signer=owner.name,
        recipients=(),
    )


def _agency(paper: Paper, rng: Random) -> Sender:
    case = paper.case
    department = case.issuer.startswith("SỞ")
    signer = (
        case.result.signer
        if case.result and case.result.kind == paper.kind
        else full_name(rng, rng.choice(("Nam", "Nam", "Nữ")))
    )
    head = "GIÁM ĐỐC" if department else "CHỦ TỊCH"
    roles = [(head,), (f"KT. {head}", f"PHÓ {head}"), (f"TL. {head}", "CHÁNH VĂN PHÒNG")]
    if not department:
        roles += [
            ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ]
    words = table("sentences")["words"]
    return Sender(
        issuer=(PROVINCE, case.issuer) if department else (case.issuer,),
        name=case.unit.replace("UBND", "Ủy ban nhân dân").removesuffix(" tỉnh Bình Dương"),
        symbol=_symbol(case.issuer) if department else "UBND",
        unit=rng.choice(("VP", "KT", "NC", "TNMT", "KTN", "TCKH", "VX", "TTHC", "QLĐT")),
        head=head,
        roles=rng.choice(roles),
        signer=signer,
        recipients=(
            *(
                f"{name};"
                for name in rng.sample([*words["department"], *words["office"]], rng.randrange(0, 6))
            ),
            f"Lưu: VT{rng.choice(('', ', HS', ', TNMT', ', TH', ', ' + signer.split()[-1]))}.",
        ),
    )


def _symbol(department: str) -> str:
    rows = table("agencies")["departments"].values()
    return next((row["symbol"] for row in rows if row["name"].upper() == department), "SNV")
