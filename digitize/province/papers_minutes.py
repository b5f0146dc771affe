"""Biên bản: who met where and when, what was found, who signed."""

from datetime import date
from random import Random

from digitize.province.blanks import Blanks
from digitize.province.letter import (
    Fields,
    Paper,
    both_sign,
    citizen_head,
    letterhead,
    long_date,
    numbered_parcel,
    parcel_fields,
)
from digitize.province.markup import field
from digitize.province.papers_letters import INDENT, asked_for, begin, capital, dated_at, heading
from digitize.province.people import Person, full_name
from digitize.province.prose import Author
from digitize.province.sheet import WIDE, Align, Sheet
from digitize.province.units import table

_SUBJECTS = ("xác minh thực địa", "kiểm tra hiện trạng sử dụng đất", "làm việc", "họp thống nhất ranh giới")
_COMPANY_HEADS = ("THƯ KÝ", "CHỦ TỌA")
_COMPANY_POSTS = (
    "Chủ tịch Hội đồng thành viên",
    "Thành viên góp vốn",
    "Thành viên Hội đồng thành viên",
    "Thư ký cuộc họp",
)
_HEADS = (
    ("ĐẠI DIỆN ĐOÀN KIỂM TRA", "CHỦ HỘ"),
    ("NGƯỜI LẬP BIÊN BẢN", "NGƯỜI CHỨNG KIẾN"),
    ("THƯ KÝ", "CHỦ TRÌ"),
)


def minutes(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Biên bản: who met where and when, what was found, who signed."""
    day, sender, author = begin(sheet, paper, rng)
    abstract = capital(asked_for(paper).removeprefix("Biên bản ") or rng.choice(_SUBJECTS))
    if rng.random() < 0.6:
        number = f"{rng.randrange(2, 300):02d}/BB-{sender.symbol}"
        fields = letterhead(sheet, sender.issuer, number, dated_at(paper, sender), day)
    else:
        citizen_head(sheet)
        fields = {"ngay_ban_hanh": day.isoformat()}
    heading(sheet, "BIÊN BẢN", abstract)
    blanks = Blanks(sheet, rng, "bien_ban")
    _opening(sheet, blanks, paper, rng, day)
    blanks.head("members")
    names = _members(sheet, blanks, paper, rng)
    owner = paper.case.owner
    _concerned(blanks, owner, day)
    blanks.head("content")
    parcel = paper.case.parcel
    if parcel is not None:
        area = blanks.area(parcel.area)
        sheet.write(f"Nội dung liên quan đến {numbered_parcel(parcel)}, diện tích {area}.", indent=INDENT)
        blanks.fields |= parcel_fields(parcel)
    for item, finding in enumerate(_findings(paper, author, rng), 1):
        sheet.write(
            f"{item}. {finding}",
            indent=INDENT,
        )
    hour = blanks.note(f"{rng.randrange(9, 18):02d} giờ {rng.choice((0, 30)):02d} phút")
    sheet.write(
        f"Biên bản được lập thành {rng.randrange(2, 5):02d} bản, kết thúc lúc {hour} cùng ngày, đã đọc cho mọi người cùng nghe, "
        "thống nhất và ký tên./.",
        indent=INDENT,
    )
    both_sign(
        sheet,
        rng,
        _COMPANY_HEADS if owner.id_type == "MST" else rng.choice(_HEADS),
        (blanks.note(names[0]), blanks.note(paper.case.about.name)),
    )
    return fields | blanks.fields | {"trich_yeu": abstract}


def _concerned(blanks: Blanks, owner: Person, day: date) -> None:
    """Print whom it is about."""
    blanks.line(("company" if owner.id_type == "MST" else "owner", blanks.value("ho_ten", owner.name)))
    blanks.identity(owner)
    blanks.line(("address", blanks.value("dia_chi", owner.address(day))))


def _opening(sheet: Sheet, blanks: Blanks, paper: Paper, rng: Random, day: date) -> None:
    """Print when and where, filled in by hand where the form is."""
    hour = blanks.note(f"{rng.randrange(7, 16):02d} giờ {rng.choice((0, 15, 30, 45)):02d} phút")
    when = field("ngay_ban_hanh", blanks.note(long_date(day)))
    place = f"{rng.choice(table('sentences')['words']['place'])}, {paper.case.owner.ward.on(day)}"
    at = blanks.label("place").lower().rstrip(":")
    sheet.write(f"{blanks.label('opened')} {hour}, {when}, {at} {blanks.note(place)}.", indent=INDENT)


def _findings(paper: Paper, author: Author, rng: Random) -> list[str]:
    """Return what was found or decided, in the order of the generator's list."""
    case = paper.case
    groups = {"parcel": ("land", "any"), "building": ("land", "any"), "allowance": ("welfare",)}
    wanted = ("company",) if case.owner.id_type == "MST" else groups.get(case.subject, ("any",))
    rows = [line for group in wanted for line in table("sentences")["minutes"][group]]
    count = min(len(rows), rng.randrange(3, 6) + (5 if paper.long else 0))
    return [author.fill(rows[place]) for place in sorted(rng.sample(range(len(rows)), count))]


def _members(sheet: Sheet, blanks: Blanks, paper: Paper, rng: Random) -> list[str]:
    """Print who took part; return their names."""
    words = table("sentences")["words"]
    names = [full_name(rng, rng.choice(("Nam", "Nữ"))) for _ in range(rng.randrange(2, 5))]
    for number, name in enumerate(names, 1):
        post = f"{rng.choice(words['post'])}, {rng.choice(words['office'])}"
        if paper.case.owner.id_type == "MST":
            post = rng.choice(_COMPANY_POSTS)
        sheet.write(
            f"{number}. Ông (bà): {blanks.note(name)}{WIDE}Chức vụ: {blanks.note(post)}",
            align=Align.LEFT,
            leader=sheet.penned.blanks,
        )
    return names
