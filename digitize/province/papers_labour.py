"""Papers on work and health: work permit, application for an allowance, licence to practise medicine."""

from datetime import date, timedelta
from random import Random

from digitize.province.blanks import Blanks, addressed
from digitize.province.letter import (
    MOTTO,
    NATION,
    Fields,
    Paper,
    acting,
    applicant,
    citizen_head,
    code_mark,
    compact,
    dated,
    issued,
    letterhead,
    long_date,
    short,
    signature,
    the_company,
    title,
    worded,
)
from digitize.province.markup import field
from digitize.province.parties import company_name, make_post, short_name
from digitize.province.sheet import LEFT, RIGHT, WIDE, Align, Sheet
from digitize.province.spelled import dotted, spell
from digitize.province.units import table

PROVINCE = "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG"
_LABOUR = "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"


def work_permit(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy phép lao động / Work permit, in Vietnamese and English."""
    compact(sheet)
    result = issued(paper, rng, "{six}/SLĐTBXH-GP")
    day = result.issued_on
    _bilingual_head(sheet)
    title(sheet, "GIẤY PHÉP LAO ĐỘNG", "WORK PERMIT", points=16)
    blanks = Blanks(sheet, rng, "lao_dong")
    sheet.write(f"Số: {blanks.value('so_ky_hieu', result.number, bold=True)}", align=Align.CENTRE)
    sheet.write("<i>No:</i>", align=Align.CENTRE, points=11)
    sheet.gap(6)
    foot = _photo(sheet)
    _worker(sheet, blanks, paper, rng, foot)
    start = day + timedelta(days=rng.randrange(1, 20))
    end = date(start.year + 2, start.month, min(start.day, 28))
    sheet.write(
        f"{blanks.label('term')} {blanks.day('ngay_bat_dau', start)} đến ngày {blanks.day('ngay_het_han', end)}",
        align=Align.LEFT,
    )
    sheet.write(
        f"<i>Period of work from (day/month/year) {short(start)} to {short(end)}</i>",
        align=Align.LEFT,
        points=11,
    )
    sheet.write(
        f"12. Tình trạng giấy phép: {rng.choice(('Cấp mới', 'Cấp lại', 'Gia hạn'))}  <i>(Work permit status: {rng.choice(('New issuance', 'Re-issuance'))})</i>",
        align=Align.LEFT,
    )
    sheet.gap(6)
    sheet.write(dated(sheet, "Bình Dương", day), left=780, right=RIGHT, align=Align.CENTRE)
    fields = signature(
        sheet,
        rng,
        acting(rng, "GIÁM ĐỐC"),
        result.signer,
        f"{_LABOUR} TỈNH BÌNH DƯƠNG",
    )
    return (
        fields
        | blanks.fields
        | {"ngay_ban_hanh": day.isoformat(), "co_quan_chu_quan": PROVINCE, "co_quan_ban_hanh": _LABOUR}
    )


def allowance_application(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Đơn đề nghị hưởng trợ cấp: unemployment, disability or support in the epidemic."""
    case, owner = paper.case, paper.case.owner
    day = case.received_on - timedelta(days=rng.randrange(0, 5))
    citizen_head(sheet)
    fields = code_mark(sheet, paper, worded(rng, "chung", "code"))
    title(sheet, *_heads(case.subject, rng))
    fields |= addressed(sheet, rng, case.unit)
    blanks = Blanks(sheet, rng, "tro_cap")
    sheet.write("<b>I. THÔNG TIN NGƯỜI ĐỀ NGHỊ</b>", align=Align.LEFT)
    blanks.person(owner, day)
    insurance = f"74{rng.randrange(10**8):08d}"
    blanks.line(("insurance", blanks.value("so_bhxh", insurance)))
    if case.subject != "allowance" or rng.random() < 0.5:
        blanks.line(("employer", blanks.value("ten_doanh_nghiep", company_name(rng))))
        blanks.line(
            ("contract", blanks.note(f"{rng.randrange(1, 900):02d}/HĐLĐ")),
            ("quit", blanks.note(short(day - timedelta(days=rng.randrange(10, 90))))),
        )
    blanks.line(("reason", blanks.note(rng.choice(_REASONS))))
    account = f"{rng.randrange(10**12):012d} - {rng.choice(('Vietcombank', 'Agribank', 'Sacombank', 'BIDV', 'Đông Á'))}"
    blanks.line(("account", blanks.note(account)))
    _request(sheet, blanks, paper, rng)
    sheet.gap(4)
    sheet.write(dated(sheet, case.place, day), left=780, right=RIGHT, align=Align.CENTRE)
    applicant(
        sheet, sheet.blank(owner.name), rng.choice(("NGƯỜI ĐỀ NGHỊ", "NGƯỜI LÀM ĐƠN", "Người viết đơn")), rng
    )
    return fields | blanks.fields | {"ngay_ban_hanh": day.isoformat()}


def practice_licence(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Chứng chỉ hành nghề khám bệnh, chữa bệnh."""
    owner = paper.case.owner
    result = issued(paper, rng, "{six}/BD-CCHN")
    fields = letterhead(sheet, (PROVINCE, "SỞ Y TẾ"), result.number, "Bình Dương", result.issued_on)
    title(sheet, "CHỨNG CHỈ HÀNH NGHỀ", "KHÁM BỆNH, CHỮA BỆNH", points=17)
    for ground in (
        "Luật Khám bệnh, chữa bệnh ngày 23 tháng 11 năm 2009",
        "Nghị định số 109/2016/NĐ-CP ngày 01 tháng 7 năm 2016 của Chính phủ",
    ):
        sheet.write(f"<i>Căn cứ {ground};</i>", indent=70)
    sheet.write("<b>GIÁM ĐỐC SỞ Y TẾ TỈNH BÌNH DƯƠNG</b>", align=Align.CENTRE)
    sheet.write("<b>CẤP CHỨNG CHỈ HÀNH NGHỀ KHÁM BỆNH, CHỮA BỆNH</b>", align=Align.CENTRE)
    sheet.gap(6)
    blanks = Blanks(sheet, rng, "y_te")
    blanks.line(("name", blanks.value("ho_ten", owner.name.upper(), owner.name, bold=True)))
    blanks.line(("born", blanks.day("ngay_sinh", owner.born)), ("sex", blanks.value("gioi_tinh", owner.sex)))
    blanks.identity(owner)
    blanks.line(("address", blanks.value("dia_chi", owner.address(result.issued_on))))
    degree, scopes = rng.choice(_DEGREES)
    blanks.line(("degree", degree))
    blanks.line(("scope", blanks.value("pham_vi_hoat_dong", rng.choice(scopes), bold=True)))
    sheet.write(
        f"Theo Quyết định số {rng.randrange(20, 900)}/QĐ-SYT {long_date(result.issued_on)} của Giám đốc Sở Y tế.",
        align=Align.LEFT,
    )
    sheet.write(
        f"<i>Chứng chỉ hành nghề có giá trị trong phạm vi cả nước.{WIDE}Số vào sổ: {rng.randrange(100, 9000)}</i>",
        align=Align.LEFT,
    )
    fields |= signature(
        sheet,
        rng,
        acting(rng, "GIÁM ĐỐC"),
        result.signer,
        "SỞ Y TẾ TỈNH BÌNH DƯƠNG",
    )
    return fields | blanks.fields


_REASONS = (
    "bị tạm hoãn thực hiện hợp đồng lao động do doanh nghiệp tạm ngừng sản xuất",
    "hết hạn hợp đồng lao động, chưa tìm được việc làm mới",
    "bị mất việc làm, không có thu nhập do dịch COVID-19",
    "hai bên thỏa thuận chấm dứt hợp đồng lao động",
    "bán vé số lưu động, nghỉ bán trong thời gian giãn cách xã hội",
    "gia đình khó khăn, đang nuôi con nhỏ dưới 36 tháng tuổi",
)
_DEGREES = (
    (
        "Bác sĩ đa khoa",
        (
            "Khám bệnh, chữa bệnh đa khoa",
            "Khám bệnh, chữa bệnh nội tổng hợp",
            "Khám bệnh, chữa bệnh chuyên khoa nhi",
        ),
    ),
    ("Bác sĩ y học cổ truyền", ("Khám bệnh, chữa bệnh bằng y học cổ truyền",)),
    ("Bác sĩ răng hàm mặt", ("Khám bệnh, chữa bệnh chuyên khoa răng hàm mặt",)),
    ("Y sĩ đa khoa", ("Tham gia sơ cứu ban đầu, khám bệnh, chữa bệnh thông thường tại trạm y tế",)),
    (
        "Cao đẳng điều dưỡng",
        ("Thực hiện kỹ thuật chuyên môn theo tiêu chuẩn chức danh nghề nghiệp điều dưỡng",),
    ),
    ("Cử nhân xét nghiệm y học", ("Chuyên khoa xét nghiệm", "Thực hiện kỹ thuật xét nghiệm y học")),
)


def _request(sheet: Sheet, blanks: Blanks, paper: Paper, rng: Random) -> None:
    """Print how much is asked for, the oath and what is enclosed."""
    sheet.write("<b>II. NỘI DUNG ĐỀ NGHỊ</b>", align=Align.LEFT)
    amount = rng.randrange(10, 90) * 100_000
    if rng.random() < 0.5:
        sheet.write(
            f"Mức đề nghị: {blanks.value('so_tien', dotted(amount))} đồng (bằng chữ: {blanks.note(spell(amount))} đồng)."
        )
    sheet.write("Hình thức nhận: chuyển khoản [x]   tiền mặt [ ]   qua bưu điện [ ]", align=Align.LEFT)
    sheet.write(
        "Tôi cam đoan những lời khai trên là đúng sự thật; nếu sai tôi xin chịu trách nhiệm trước pháp luật và hoàn trả số tiền đã nhận.",
        indent=70,
    )
    sheet.write("Giấy tờ gửi kèm:", align=Align.LEFT)
    for number, part in enumerate(paper.case.components[1:], 1):
        sheet.write(f"{number}. {part.name}.", align=Align.LEFT)


def _bilingual_head(sheet: Sheet) -> None:
    """Print issuer on the left, quốc hiệu and tiêu ngữ in both languages on the right."""
    top = sheet.y
    issuer = field("co_quan_ban_hanh", _LABOUR.replace(" VÀ", "\nVÀ"))
    above = field("co_quan_chu_quan", PROVINCE.replace(" TỈNH", "\nTỈNH"))
    for line in (above, f"<b>{issuer}</b>"):
        sheet.write(line, left=LEFT - 90, right=690, align=Align.CENTRE, points=11.5)
    sheet.rule(390, 180)
    sheet.y = top
    for line in (
        f"<b>{NATION}</b>",
        "<i>SOCIALIST REPUBLIC OF VIET NAM</i>",
        f"<b>{MOTTO}</b>",
        "<i>Independence - Freedom - Happiness</i>",
    ):
        sheet.write(line, left=700, right=RIGHT + 50, align=Align.CENTRE, points=11.5)
    sheet.rule(1140, 420)
    sheet.gap(16)


def _worker(sheet: Sheet, blanks: Blanks, paper: Paper, rng: Random, foot: float) -> None:
    """Print items 1 to 10; the first four stand beside the photo, which ends at `foot`."""
    worker, company, post = paper.case.owner, the_company(paper.case), make_post(rng)
    english = table("parties")["foreigners"]["english"][worker.nation]
    address = company.as_owner().address(paper.case.received_on)
    blanks.left = LEFT + 280
    _pair(blanks, "name", blanks.value("ho_ten", worker.name, bold=True), "Full name")
    sex = ("Nam", "Male") if worker.sex == "Nam" else ("Nữ", "Female")
    _pair(blanks, "sex", blanks.value("gioi_tinh", sex[0]), f"Sex: {sex[1]}")
    _pair(blanks, "born", blanks.day("ngay_sinh", worker.born), "Date of birth (day/month/year)")
    _pair(
        blanks,
        "country",
        blanks.value("quoc_tich", worker.nation),
        f"Current nationality: {english}",
    )
    blanks.left = LEFT
    sheet.y = max(sheet.y, foot)
    _pair(blanks, "passport", blanks.value("so_ho_chieu", worker.id_number), "Passport number")
    _pair(blanks, "degree", post.degree[0], f"Professional qualification (skill): {post.degree[1]}")
    _pair(
        blanks,
        "company",
        blanks.value("ten_doanh_nghiep", company.name),
        f"Working at enterprise/organization: {short_name(company.name)}",
    )
    _pair(blanks, "place", address, "Working place")
    _pair(blanks, "post", blanks.value("vi_tri_cong_viec", post.post[0]), f"Job assignment: {post.post[1]}")
    _pair(blanks, "job", post.job[0], f"Job title: {post.job[1]}")


def _photo(sheet: Sheet) -> float:
    """Draw the frame of a photo with a head in it; return where it ends."""
    left, top = LEFT + 10, sheet.y + 6
    sheet.pen.rectangle(
        (left, top, left + 230, top + 310), outline=(110, 110, 110), fill=(226, 230, 236), width=2
    )
    sheet.pen.ellipse((left + 65, top + 50, left + 165, top + 180), fill=(150, 146, 142))
    sheet.pen.ellipse((left + 25, top + 190, left + 205, top + 305), fill=(92, 96, 110))
    return top + 324


def _pair(blanks: Blanks, key: str, markup: str, english: str) -> None:
    """Print an entry and, in italics below it, the same in English."""
    blanks.line((key, markup))
    blanks.small(f"<i>{english}</i>")


def _heads(subject: str, rng: Random) -> tuple[str, ...]:
    """Return the title of an application, in two lines."""
    if subject == "unemployment":
        return ("ĐỀ NGHỊ HƯỞNG TRỢ CẤP THẤT NGHIỆP",)
    heads = ("ĐƠN ĐỀ NGHỊ HƯỞNG TRỢ CẤP", "ĐƠN ĐỀ NGHỊ HỖ TRỢ")
    seconds = ("NGƯỜI LAO ĐỘNG GẶP KHÓ KHĂN DO ĐẠI DỊCH COVID-19", "XÃ HỘI HÀNG THÁNG")
    return rng.choice(heads), rng.choice(seconds)
