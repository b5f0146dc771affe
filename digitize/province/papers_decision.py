"""Quyết định: grounds, articles, with the owner named in the first (Nghị định 30/2020/NĐ-CP)."""

from datetime import date, timedelta
from random import Random

from digitize.province.letter import (
    Fields,
    Paper,
    called,
    id_key,
    letterhead,
    numbered_parcel,
    parcel_fields,
    short,
)
from digitize.province.markup import field
from digitize.province.papers_letters import (
    INDENT,
    begin,
    capital,
    dated_at,
    end,
    grounds,
    heading,
    own_result,
)
from digitize.province.prose import Author
from digitize.province.senders import office_name
from digitize.province.sheet import Align, Sheet

_DECISIONS = {
    "parcel": (
        "cho phép chuyển mục đích sử dụng đất",
        "công nhận quyền sử dụng đất",
        "giao đất ở",
        "thu hồi giấy chứng nhận quyền sử dụng đất đã cấp",
    ),
    "allowance": (
        "trợ cấp xã hội hàng tháng",
        "hỗ trợ kinh phí do ảnh hưởng của dịch COVID-19",
        "điều chỉnh mức trợ cấp xã hội hàng tháng",
    ),
    "unemployment": (
        "hưởng trợ cấp thất nghiệp",
        "chuyển nơi hưởng trợ cấp thất nghiệp",
        "tạm dừng hưởng trợ cấp thất nghiệp",
        "chấm dứt hưởng trợ cấp thất nghiệp",
    ),
    "environment": (
        "phê duyệt báo cáo đánh giá tác động môi trường của dự án",
        "phê duyệt phương án cải tạo, phục hồi môi trường",
    ),
    "building": ("xử phạt vi phạm hành chính trong lĩnh vực xây dựng", "điều chỉnh giấy phép xây dựng"),
    "business": ("thu hồi giấy chứng nhận đăng ký hộ kinh doanh",),
}
_DOERS = (
    "Chánh Văn phòng",
    "Chánh Văn phòng, Thủ trưởng các cơ quan, đơn vị liên quan",
    "Thủ trưởng các cơ quan có liên quan",
)


def decision(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Quyết định: grounds, articles, with the owner named in the first."""
    day, sender, author = begin(sheet, paper, rng)
    own = own_result(paper)
    number = own.number if own else f"{rng.randrange(2, 4000):02d}/QĐ-{sender.symbol}"
    fields = letterhead(sheet, sender.issuer, number, dated_at(paper, sender), day)
    matter = _matter(paper, author, rng)
    abstract = f"{rng.choice(('Về việc ', 'Về việc ', 'V/v '))}{matter}"
    heading(sheet, "QUYẾT ĐỊNH", abstract)
    whole = sender.head != "CHỦ TỊCH" or rng.random() < 0.7
    head = f"{sender.head} {sender.issuer[-1]}" if whole else sender.issuer[-1]
    sheet.write(f"<b>{head}</b>", align=Align.CENTRE)
    sheet.gap(6)
    grounds(sheet, author, rng, italic=True)
    office = office_name(paper.case)
    asked = short(day - timedelta(days=rng.randrange(1, 6)))
    wish = rng.choice(("Theo đề nghị của", "Xét đề nghị của"))
    sheet.write(
        f"<i>{wish} {office} tại Tờ trình số {rng.randrange(20, 900)}/TTr-{sender.unit} ngày {asked}.</i>",
        indent=INDENT,
    )
    sheet.gap(6)
    sheet.write(f"<b>QUYẾT ĐỊNH{rng.choice((':', ':', ''))}</b>", align=Align.CENTRE)
    sheet.gap(4)
    fields |= _first_article(sheet, paper, day, matter)
    last = _articles(sheet, paper, author, rng)
    return fields | end(sheet, rng, sender, f"Như Điều {last};") | {"trich_yeu": abstract}


def _articles(sheet: Sheet, paper: Paper, author: Author, rng: Random) -> int:
    """Print the articles from the second on; return the number of the last."""
    count = rng.randrange(3, 6) if paper.long else rng.randrange(1, 3)
    for number in range(2, count + 2):
        sheet.write(f"<b>Điều {number}.</b> {author.say('articles')}", indent=INDENT)
    who = rng.choice(_DOERS)
    sheet.write(
        f"<b>Điều {count + 2}.</b> {who}, {office_name(paper.case)} và {called(paper.case.owner, paper.case.owner.name)} chịu trách "
        "nhiệm thi hành Quyết định này./.",
        indent=INDENT,
    )
    return count + 2


def _matter(paper: Paper, author: Author, rng: Random) -> str:
    """Return what a decision is about: what the procedure asks for, for its owner, or a subject of free text."""
    case = paper.case
    matters = _DECISIONS.get(case.subject)
    if case.result is None or case.result.kind != "quyet_dinh" or matters is None:
        return author.subject
    return f"{rng.choice(matters)} đối với {called(case.owner, case.owner.name)}"


def _first_article(sheet: Sheet, paper: Paper, day: date, matter: str) -> Fields:
    """Print Điều 1 with everything that identifies the owner and, for land, the parcel."""
    case, owner = paper.case, paper.case.owner
    address = owner.address(day)
    number, home = field(id_key(owner), owner.id_number), field("dia_chi", address)
    who = called(owner, field("ho_ten", owner.name))
    fields = {"ho_ten": owner.name, id_key(owner): owner.id_number, "dia_chi": address}
    if owner.id_type == "MST":
        who = f"{who}, mã số thuế {number}, trụ sở: {home}"
    else:
        who = f"{who}, sinh ngày {field('ngay_sinh', short(owner.born))}, CMND/CCCD số {number}, nơi thường trú: {home}"
        fields["ngay_sinh"] = owner.born.isoformat()
    subject, named, _ = matter.partition(" đối với ")
    first = (
        f"{capital(subject)} đối với {who}."
        if named
        else f"Thống nhất việc {subject} theo đề nghị của {who}."
    )
    sheet.write(f"<b>Điều 1.</b> {first}", indent=INDENT)
    if case.parcel is not None and case.subject == "parcel":
        area = field("dien_tich", f"{case.parcel.area} m²")
        where = f"{numbered_parcel(case.parcel)}, tại {case.parcel.ward.on(day)}, tỉnh Bình Dương"
        sheet.write(f"Diện tích {area} thuộc {where}.", indent=INDENT)
        fields |= parcel_fields(case.parcel) | {"dien_tich": f"{case.parcel.area} m2"}
    return fields
