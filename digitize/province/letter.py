"""What all papers of an agency share (Nghị định 30/2020/NĐ-CP, Phụ lục I), and the paper that is to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise
from random import Random

from digitize.province.cases import Case, Parcel, Result
from digitize.province.glyphs import width
from digitize.province.markup import field
from digitize.province.people import Company, Family, Person, full_name
from digitize.province.seal import sign, stamp
from digitize.province.sheet import LEFT, RIGHT, Align, Sheet
from digitize.province.units import table

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
_ID_FIELDS = {"CCCD": "so_cccd", "CMND": "so_cmnd", "MST": "ma_so_thue", "HC": "so_ho_chieu"}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a case.

    Attributes:
        kind: key of the vocabulary.
        shows_code: whether mã hồ sơ is printed.
        barcode: "Code128", "QRCode" or None.
        long: whether it runs onto a second page.
        listed: further dossiers that it lists; only a page of the book of dossiers does.
        texts: a folder of legal texts that free text is mixed with, empty for none.
        typed: whether nothing but signatures is written by hand.
    """

    kind: str
    case: Case
    shows_code: bool
    barcode: str | None = None
    long: bool = False
    listed: tuple[Case, ...] = ()
    texts: str = ""
    typed: bool = False


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


def issued(paper: Paper, rng: Random, symbol: str) -> Result:
    """Return number, day and signer of a paper that an agency issued.

    They are those of the case's result if the paper is that; else it is an earlier one that was handed in, and `symbol`
    ("{n}/QĐ-UBND") is the form of its number.
    """
    result = paper.case.result
    if result is not None and result.kind == paper.kind:
        return result
    day = paper.case.received_on - timedelta(days=rng.randrange(20, 1500))
    six, count = f"{rng.randrange(1, 30000):06d}", f"{rng.randrange(1, 3000):02d}"
    number = symbol.format(n=count, six=six, year=day.year)
    return Result("", paper.kind, number, day, full_name(rng, "Nam"))


def the_parcel(case: Case) -> Parcel:
    """Return the case's parcel; a paper on land is planned only where there is one."""
    if case.parcel is None:
        raise ValueError("this case has no parcel")
    return case.parcel


def the_company(case: Case) -> Company:
    """Return the case's company; a paper on one is planned only where there is one."""
    if case.company is None:
        raise ValueError("this case has no company")
    return case.company


def the_family(case: Case) -> Family:
    """Return the family of the case's owner; a paper of civil status is planned only where there is one."""
    if case.family is None:
        raise ValueError("this case has no family")
    return case.family


def called(person: Person, markup: str) -> str:
    """Return a name, or markup of it, as a sentence calls it: a person with "ông (bà)" before it."""
    return markup if person.id_type == "MST" else f"ông (bà) {markup}"


def dated(sheet: Sheet, place: str, day: date) -> str:
    """Return markup of place and date, the day and the month by hand where this paper is dated by hand."""
    number, month = f"{day.day:02d}", f"{day.month:02d}" if day.month <= 2 else str(day.month)
    if sheet.penned.day:
        number = f"<h>{number}</h>"
    if sheet.penned.month:
        month = f"<h>{month}</h>"
    return f"<i>{place}, {field('ngay_ban_hanh', f'ngày {number} tháng {month} năm {day.year}')}</i>"


def numbered(sheet: Sheet, number: str, label: str = "Số:") -> str:
    """Return markup of số, ký hiệu: the running number by hand where this paper is numbered by hand."""
    running, stroke, symbol = number.partition("/")
    if sheet.penned.number and stroke:
        number = f"<h>{running}</h>{'' if len(running) > 2 else ' '}/{symbol}"
    return f"{label} {field('so_ky_hieu', number)}"


def letterhead(
    sheet: Sheet, issuer: Sequence[str], number: str, place: str, day: date, *, desk: str = ""
) -> Fields:
    """Print issuer and number on the left, then quốc hiệu, tiêu ngữ, place and date on the right.

    Args:
        sheet: the paper.
        issuer: the agency that issues the paper, after the one above it if that is named.
        number: số, ký hiệu; none leaves its line out.
        place: where the paper is dated.
        day: its date.
        desk: the part of the agency that made the paper, where it stands below.
    """
    split, top = 690.0, sheet.y
    left = [field("co_quan_chu_quan", _broken(name, "Regular")) for name in issuer[:-1]]
    left.append(f"<b>{field('co_quan_ban_hanh', _broken(issuer[-1], 'Bold'))}</b>")
    left += [f"<b>{_broken(desk, 'Bold')}</b>"] if desk else []
    below = top + max(len("\n".join(left).split("\n")), 2) * sheet.step(12) + 34
    columns = (
        (LEFT - 90, split - 12, left, (412, 190), numbered(sheet, number) if number else ""),
        (
            split + 12,
            RIGHT + 40,
            [f"<b>{NATION}</b>", f"<b>{MOTTO}</b>"],
            ((split + RIGHT + 40) / 2, 440),
            dated(sheet, place, day),
        ),
    )
    for start, end, lines, rule, last in columns:
        sheet.y = top
        for line in lines:
            sheet.write(line, left=start, right=end, align=Align.CENTRE, points=12)
        sheet.rule(*rule)
        sheet.y = below
        sheet.write(last, left=start, right=end, align=Align.CENTRE)
    sheet.y = below + sheet.step()
    sheet.gap(12)
    fields = {"co_quan_ban_hanh": issuer[-1], "ngay_ban_hanh": day.isoformat()}
    if len(issuer) > 1:
        fields["co_quan_chu_quan"] = issuer[-2]
    return fields | ({"so_ky_hieu": number} if number else {})


def _broken(name: str, style: str, room: float = 520) -> str:
    """Break the name of an agency into two or three lines of about the same length if it is too long for one."""
    if width(style, 12, name) <= room:
        return name
    words = name.split()
    for lines in (2, 3):
        cuts = combinations(range(1, len(words)), lines - 1)
        broken = ([" ".join(words[one:two]) for one, two in pairwise((0, *cut, len(words)))] for cut in cuts)
        best = min(broken, key=lambda rows: max(width(style, 12, row) for row in rows))
        if max(width(style, 12, row) for row in best) <= room:
            break
    return "\n".join(best)


def citizen_head(sheet: Sheet) -> None:
    """Print quốc hiệu and tiêu ngữ centred, as on forms that citizens fill in."""
    sheet.write(f"<b>{NATION}</b>", align=Align.CENTRE)
    sheet.write(f"<b>{MOTTO}</b>", align=Align.CENTRE)
    sheet.rule((LEFT + RIGHT) / 2, 430)
    sheet.gap(10)


def compact(sheet: Sheet) -> None:
    """Set the paper so tightly that it stays on one page, as certificates do."""
    sheet.points, sheet.spacing = min(sheet.points, 13.0), min(sheet.spacing, 1.25)


def title(sheet: Sheet, *lines: str, points: float = 14.0) -> None:
    """Print a title, centred and bold; a last line in brackets stays light."""
    for line in lines:
        sheet.write(f"<b>{line}</b>", align=Align.CENTRE, points=points)
    sheet.gap(8)


def entry(sheet: Sheet, rng: Random, label: str, value: str) -> None:
    """Print a label and its value; on a form that is filled in by hand, and now and then elsewhere, on dots."""
    leader = sheet.penned.blanks or rng.random() < 0.1
    sheet.write(f"{label} {value}", align=Align.LEFT, leader=leader)


def code_mark(sheet: Sheet, paper: Paper, label: str) -> Fields:
    """Print mã hồ sơ at the left, with its barcode if it has one; nothing where the paper shows no code."""
    if not paper.shows_code:
        return {}
    if paper.barcode == "Code128":
        sheet.y += sheet.barcode(paper.case.code, "Code128", (LEFT - 60, sheet.y - 6)) + 6
    elif paper.barcode:
        sheet.barcode(paper.case.code, paper.barcode, (70, sheet.y - 6))
    sheet.write(f"{label} <b>{field('ma_ho_so', paper.case.code)}</b>", align=Align.LEFT)
    sheet.gap(6)
    return {"ma_ho_so": paper.case.code}


def signature(
    sheet: Sheet, rng: Random, roles: Sequence[str], name: str, ring: str, *, recipients: Sequence[str] = ()
) -> Fields:
    """Print nơi nhận on the left and, on the right, authority, seal, signature and name of who signs."""
    lines = len(roles) + 1
    sheet.keep(max(lines * sheet.step() + 235, (len(recipients) + 1) * sheet.step(11)) + 36)
    sheet.gap(10)
    top = sheet.y
    if recipients:
        sheet.write("<b><i>Nơi nhận:</i></b>", align=Align.LEFT, points=12, right=800)
        for line in recipients:
            sheet.write(f"- {line}", align=Align.LEFT, points=11, right=800)
    bottom, sheet.y = sheet.y, top
    for role in roles:
        text = field("chuc_vu_nguoi_ky", role) if role == roles[-1] else role
        sheet.write(f"<b>{text}</b>", left=860, right=RIGHT, align=Align.CENTRE)
    middle = sheet.y + 120
    sign(sheet.page, (1210, middle), rng, sheet.scale)
    if ring:
        centre = (1085 + rng.randrange(-15, 15), middle + rng.randrange(-12, 12))
        stamp(sheet.page, centre, ring, rng, sheet.scale)
    sheet.y += 235
    sheet.write(f"<b>{field('nguoi_ky', name)}</b>", left=860, right=RIGHT, align=Align.CENTRE)
    sheet.y = max(bottom, sheet.y)
    return {"nguoi_ky": name, "chuc_vu_nguoi_ky": roles[-1]}


def acting(rng: Random, head: str) -> tuple[str, ...]:
    """Return who signs as the head of an agency: the head or a deputy."""
    return rng.choice(((head,), (f"KT. {head}", f"PHÓ {head}")))


def countersign(sheet: Sheet, rng: Random, roles: Sequence[str], name: str, ring: str) -> None:
    """Print on the right the authority, seal, signature and name of somebody who signs but does not issue the paper."""
    sheet.keep(430)
    sheet.gap(8)
    for role in roles:
        sheet.write(f"<b>{role}</b>", left=860, right=RIGHT, align=Align.CENTRE)
    middle = sheet.y + 115
    sign(sheet.page, (1210, middle), rng, sheet.scale)
    stamp(sheet.page, (1085 + rng.randrange(-15, 15), middle), ring, rng, sheet.scale)
    sheet.y += 225
    sheet.write(f"<b>{name}</b>", left=860, right=RIGHT, align=Align.CENTRE)


def both_sign(
    sheet: Sheet,
    rng: Random,
    heads: tuple[str, str],
    names: tuple[str, str],
    *,
    hint: str = "",
    ink: bool = True,
) -> None:
    """Print two corners next to each other where two sign.

    Args:
        sheet: the paper.
        rng: of the signatures.
        heads: what stands above, left and right.
        names: markup of what stands below.
        hint: in italics under the heads.
        ink: whether they signed.
    """
    sheet.keep(400)
    sheet.gap(8)
    top = sheet.y
    for head, name, left, right in zip(heads, names, (LEFT - 60, 862), (838, RIGHT + 40), strict=True):
        sheet.y = top
        sheet.write(f"<b>{head}</b>", left=left, right=right, align=Align.CENTRE)
        if hint:
            sheet.write(f"<i>{hint}</i>", left=left, right=right, align=Align.CENTRE, points=12)
        if ink:
            sign(sheet.page, ((left + right) / 2, sheet.y + 95), rng, sheet.scale)
        sheet.y += 185
        sheet.write(name, left=left, right=right, align=Align.CENTRE)


def applicant(sheet: Sheet, name: str, role: str, rng: Random) -> None:
    """Print the corner where a citizen signs; `name` is markup."""
    sheet.keep(420)
    sheet.gap(8)
    sheet.write(f"<b>{role}</b>", left=860, right=RIGHT, align=Align.CENTRE)
    sheet.write("<i>(Ký và ghi rõ họ tên)</i>", left=860, right=RIGHT, align=Align.CENTRE, points=12)
    sign(sheet.page, (1200, sheet.y + 90), rng, sheet.scale)
    sheet.y += 180
    sheet.write(name, left=860, right=RIGHT, align=Align.CENTRE)


def id_key(owner: Person) -> str:
    """Return the field that an owner's number is the value of."""
    return _ID_FIELDS[owner.id_type]


def id_number(owner: Person) -> str:
    """Return markup of an owner's printed number."""
    return field(id_key(owner), owner.id_number)


def person_fields(case: Case) -> Fields:
    """Return the owner's name and number as truth."""
    return {"ho_ten": case.owner.name, id_key(case.owner): case.owner.id_number}


def parcel_fields(parcel: Parcel) -> Fields:
    """Return a parcel's number and map sheet as truth."""
    return {"so_thua": str(parcel.number), "to_ban_do": str(parcel.map_sheet)}


def numbered_parcel(parcel: Parcel) -> str:
    """Return markup of a parcel's number and map sheet, as papers name it within a sentence."""
    number, sheet = field("so_thua", str(parcel.number)), field("to_ban_do", str(parcel.map_sheet))
    return f"thửa đất số {number}, tờ bản đồ số {sheet}"
