"""What all papers of an agency share (Nghị định 30/2020/NĐ-CP, Phụ lục I), and the paper that is to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from digitize.province.cases import Case, Parcel, Result
from digitize.province.fonts import width
from digitize.province.seal import barcode, sign, stamp
from digitize.province.sheet import LEFT, RIGHT, Align, Sheet
from digitize.province.units import table

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a case.

    Attributes:
        kind: key of the vocabulary.
        shows_code: whether mã hồ sơ is printed.
        barcode: "Code128", "QRCode" or None.
        long: whether it runs onto a second page.
    """

    kind: str
    case: Case
    shows_code: bool
    barcode: str | None = None
    long: bool = False


Fields = dict[str, str]
"""Values printed on a paper by the vocabulary's field keys, in normal form."""


def worded(rng: Random, group: str, key: str) -> str:
    """Return one wording of a label."""
    words: list[str] = table("wordings")[group][key]
    return rng.choice(words)


def short(day: date) -> str:
    """Return a date as dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"


def long_date(day: date) -> str:
    """Return "ngày 05 tháng 02 năm 2020": days below 10 and months 1 and 2 carry a zero."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def the_result(case: Case) -> Result:
    """Return the case's result; a paper of a result is planned only where there is one."""
    if case.result is None:
        raise ValueError("this case has no result")
    return case.result


def the_parcel(case: Case) -> Parcel:
    """Return the case's parcel; a paper on land is planned only where there is one."""
    if case.parcel is None:
        raise ValueError("this case has no parcel")
    return case.parcel


def letterhead(sheet: Sheet, issuer: Sequence[str], number: str, place: str, day: date) -> Fields:
    """Print issuer and number on the left, quốc hiệu, tiêu ngữ, place and date on the right."""
    split = 690
    left = [*(line for name in issuer[:-1] for line in _broken(name, "Regular"))]
    left += [f"<b>{line}</b>" for line in _broken(issuer[-1], "Bold")]
    ends = sheet.beside(left, [f"<b>{NATION}</b>", f"<b>{MOTTO}</b>"], split=split, points=12)
    for end, middle, length in zip(ends, (412, (split + RIGHT + 40) / 2), (190, 440), strict=True):
        sheet.y = end
        sheet.rule(middle, length)
    sheet.y = max(ends) + 24
    sheet.beside([number] if number else [], [f"<i>{place}, {long_date(day)}</i>"], split=split)
    sheet.gap(12)
    return {"co_quan_ban_hanh": issuer[-1], "ngay_ban_hanh": day.isoformat()}


def _broken(name: str, style: str, room: int = 520) -> tuple[str, ...]:
    """Break the name of an agency into two lines of about the same length if it is too long for one."""
    if width(style, 12, name) <= room:
        return (name,)
    words = name.split()
    pairs = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(pairs, key=lambda pair: max(width(style, 12, line) for line in pair))


def citizen_head(sheet: Sheet) -> None:
    """Print quốc hiệu and tiêu ngữ centred, as on forms that citizens fill in."""
    sheet.write(f"<b>{NATION}</b>", align=Align.CENTRE)
    sheet.write(f"<b>{MOTTO}</b>", align=Align.CENTRE)
    sheet.rule((LEFT + RIGHT) / 2, 430)
    sheet.gap(10)


def title(sheet: Sheet, *lines: str, points: float = 14.0) -> None:
    """Print a title, centred and bold; a last line in brackets stays light."""
    for line in lines:
        sheet.write(f"<b>{line}</b>", align=Align.CENTRE, points=points)
    sheet.gap(8)


def entry(sheet: Sheet, rng: Random, label: str, value: str) -> None:
    """Print a label and its value, now and then with a dotted leader behind it."""
    if rng.random() < 0.1:
        sheet.leader(f"{label} {value}")
    else:
        sheet.write(f"{label} {value}", align=Align.LEFT)


def code_mark(sheet: Sheet, paper: Paper, label: str) -> Fields:
    """Print mã hồ sơ at the left, with its barcode if it has one; nothing where the paper shows no code."""
    if not paper.shows_code:
        return {}
    if paper.barcode:
        barcode(
            sheet.page,
            (LEFT - 60 if paper.barcode == "Code128" else 70, sheet.y - 6),
            paper.case.code,
            paper.barcode,
        )
        sheet.y += 96 if paper.barcode == "Code128" else 0
    sheet.write(f"{label} <b>{paper.case.code}</b>", align=Align.LEFT)
    sheet.gap(6)
    return {"ma_ho_so": paper.case.code}


def signature(
    sheet: Sheet, rng: Random, roles: Sequence[str], name: str, ring: str, *, recipients: Sequence[str] = ()
) -> Fields:
    """Print nơi nhận on the left and, on the right, authority, seal, signature and name of who signs."""
    sheet.keep(520)
    sheet.gap(10)
    top = sheet.y
    if recipients:
        sheet.write("<b><i>Nơi nhận:</i></b>", align=Align.LEFT, points=12, right=800)
        for line in recipients:
            sheet.write(f"- {line}", align=Align.LEFT, points=11, right=800)
    bottom, sheet.y = sheet.y, top
    for role in roles:
        sheet.write(f"<b>{role}</b>", left=860, right=RIGHT, align=Align.CENTRE)
    middle = sheet.y + 120
    sign(sheet.page, (1210, middle), rng)
    if ring:
        stamp(sheet.page, (1085 + rng.randrange(-15, 15), middle + rng.randrange(-12, 12)), ring, rng)
    sheet.y += 235
    sheet.write(f"<b>{name}</b>", left=860, right=RIGHT, align=Align.CENTRE)
    sheet.y = max(bottom, sheet.y)
    return {"nguoi_ky": name, "chuc_vu_nguoi_ky": roles[-1]}


def applicant(sheet: Sheet, name: str, role: str, rng: Random) -> None:
    """Print the corner where a citizen signs."""
    sheet.keep(420)
    sheet.gap(8)
    sheet.write(f"<b>{role}</b>", left=860, right=RIGHT, align=Align.CENTRE)
    sheet.write("<i>(Ký và ghi rõ họ tên)</i>", left=860, right=RIGHT, align=Align.CENTRE, points=12)
    sign(sheet.page, (1200, sheet.y + 90), rng)
    sheet.y += 180
    sheet.write(name, left=860, right=RIGHT, align=Align.CENTRE)


def person_fields(case: Case) -> Fields:
    """Return the owner's name and identity number as truth."""
    owner = case.owner
    return {"ho_ten": owner.name, f"so_{owner.id_type.lower()}": owner.id_number}


def parcel_fields(parcel: Parcel) -> Fields:
    """Return a parcel's number and map sheet as truth."""
    return {"so_thua": str(parcel.number), "to_ban_do": str(parcel.map_sheet)}
