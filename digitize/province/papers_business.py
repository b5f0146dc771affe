"""Papers that companies get: registration of a company, environment, hazardous waste, food safety."""

from datetime import date
from random import Random

from digitize.province.blanks import Blanks
from digitize.province.letter import (
    Fields,
    Paper,
    acting,
    compact,
    id_key,
    issued,
    letterhead,
    long_date,
    short,
    signature,
    the_company,
    title,
)
from digitize.province.markup import field
from digitize.province.parties import company_name, short_name
from digitize.province.people import Company
from digitize.province.sheet import WIDE, Align, Sheet
from digitize.province.spelled import dotted, spell
from digitize.province.units import table

PROVINCE = "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG"


def company_certificate(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy chứng nhận đăng ký doanh nghiệp; the dossier's owner represents the company."""
    compact(sheet)
    result = issued(paper, rng, "")
    company = the_company(paper.case)
    fields = letterhead(
        sheet,
        ("SỞ KẾ HOẠCH VÀ ĐẦU TƯ TỈNH BÌNH DƯƠNG", "PHÒNG ĐĂNG KÝ KINH DOANH"),
        "",
        "Bình Dương",
        result.issued_on,
    )
    title(sheet, "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP", _form(company.name))
    blanks = Blanks(sheet, rng, "doanh_nghiep")
    shown = field("so_ky_hieu", blanks.value("ma_so_thue", company.tax_code, bold=True))
    sheet.write(f"{blanks.label('code')} {shown}", align=Align.CENTRE)
    sheet.write(f"<i>Đăng ký lần đầu, {long_date(company.founded)}</i>", align=Align.CENTRE)
    if rng.random() < 0.5:
        sheet.write(
            f"<i>Đăng ký thay đổi lần thứ: {rng.randrange(1, 9)}, {long_date(result.issued_on)}</i>",
            align=Align.CENTRE,
        )
    sheet.gap(6)
    _company(sheet, blanks, paper, rng, result.issued_on)
    _representative(sheet, blanks, paper, result.issued_on, rng)
    fields |= signature(
        sheet,
        rng,
        acting(rng, "TRƯỞNG PHÒNG"),
        result.signer,
        "PHÒNG ĐĂNG KÝ KINH DOANH BÌNH DƯƠNG",
    )
    return fields | blanks.fields | {"so_ky_hieu": company.tax_code}


def environment_confirmation(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy xác nhận đăng ký kế hoạch bảo vệ môi trường."""
    case = paper.case
    compact(sheet)
    result = issued(paper, rng, "{n}/GXN-UBND")
    day = result.issued_on
    company = the_company(case)
    fields = letterhead(sheet, (case.issuer,), result.number, case.place, day)
    title(sheet, "GIẤY XÁC NHẬN", "ĐĂNG KÝ KẾ HOẠCH BẢO VỆ MÔI TRƯỜNG")
    blanks = Blanks(sheet, rng, "moi_truong")
    project = rng.choice(table("parties")["companies"]["projects"])
    sheet.write(f"<b>{case.unit.upper()} XÁC NHẬN</b>", align=Align.CENTRE)
    sheet.gap(4)
    _confirmation_grounds(sheet, company, case.received_on)
    blanks.line(("project", blanks.value("ten_du_an", project, bold=True)))
    _project(blanks, paper, company, rng)
    _duties(sheet, rng)
    roles = acting(rng, "GIÁM ĐỐC" if case.issuer.startswith("SỞ") else "CHỦ TỊCH")
    fields |= signature(
        sheet,
        rng,
        roles,
        result.signer,
        case.issuer,
        recipients=(
            "Chủ dự án;",
            "Sở Tài nguyên và Môi trường;",
            "UBND phường, xã nơi thực hiện;",
            "Lưu: VT, TNMT.",
        ),
    )
    return fields | blanks.fields


def waste_register(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Sổ đăng ký chủ nguồn thải chất thải nguy hại (Thông tư 36/2015/TT-BTNMT)."""
    case = paper.case
    compact(sheet)
    result = issued(paper, rng, "74.{six}.T")
    company = the_company(case)
    fields = letterhead(sheet, (PROVINCE, "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG"), "", "Bình Dương", result.issued_on)
    title(sheet, "SỔ ĐĂNG KÝ", "CHỦ NGUỒN THẢI CHẤT THẢI NGUY HẠI")
    blanks = Blanks(sheet, rng, "moi_truong")
    shown = blanks.value("so_ky_hieu", result.number, bold=True)
    sheet.write(
        f"{blanks.label('waste_code')} {shown}{WIDE}(Cấp lần {rng.randrange(1, 4)})", align=Align.CENTRE
    )
    sheet.gap(4)
    sheet.write("<b>I. Thông tin chung về chủ nguồn thải CTNH:</b>", align=Align.LEFT)
    blanks.line(("name", blanks.company(company, case.owner, bold=True)))
    blanks.line(("address", blanks.value("dia_chi", case.owner.address(result.issued_on))))
    blanks.line(("phone", blanks.value("so_dien_thoai", company.phone)))
    sheet.write(
        f"Giấy chứng nhận đăng ký doanh nghiệp số: {blanks.value('ma_so_thue', company.tax_code)}{WIDE}ngày cấp: {short(company.founded)}",
        align=Align.LEFT,
    )
    site = rng.choice(
        (company.name, f"NHÀ MÁY {short_name(company.name).removesuffix(' CO., LTD')}", "Xưởng sản xuất số 2")
    )
    blanks.line(("site", blanks.value("ten_du_an", site)))
    blanks.line(("head", blanks.representative(case.about, case.owner)))
    sheet.write("<b>II. Nội dung đăng ký:</b>", align=Align.LEFT)
    sheet.write(
        "Chủ nguồn thải CTNH đã đăng ký cơ sở phát sinh CTNH kèm theo danh sách CTNH như sau:", indent=70
    )
    _wastes(sheet, rng)
    fields |= signature(
        sheet,
        rng,
        acting(rng, "GIÁM ĐỐC"),
        result.signer,
        "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG TỈNH BÌNH DƯƠNG",
        recipients=("Chủ nguồn thải;", "Tổng cục Môi trường;", "Lưu: VT, CCBVMT."),
    )
    return fields | blanks.fields


def food_safety(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm."""
    owner = paper.case.owner
    result = issued(paper, rng, "{n}/{year}/ATTP-CNĐK")
    day = result.issued_on
    fields = letterhead(
        sheet,
        ("SỞ Y TẾ TỈNH BÌNH DƯƠNG", "CHI CỤC AN TOÀN VỆ SINH THỰC PHẨM"),
        result.number,
        "Bình Dương",
        day,
    )
    title(sheet, "GIẤY CHỨNG NHẬN", "CƠ SỞ ĐỦ ĐIỀU KIỆN AN TOÀN THỰC PHẨM", points=15)
    sheet.write("<b>CHI CỤC AN TOÀN VỆ SINH THỰC PHẨM CHỨNG NHẬN</b>", align=Align.CENTRE)
    sheet.gap(6)
    blanks = Blanks(sheet, rng, "y_te")
    words = table("parties")["companies"]
    food = rng.choice(words["foods"])
    site = rng.choice((f"CƠ SỞ {food.upper()} {owner.name.split()[-1].upper()}", company_name(rng)))
    blanks.line(("site", blanks.value("ten_du_an", site, bold=True)))
    blanks.line(("kind", rng.choice(("Sản xuất", "Kinh doanh", "Sản xuất và kinh doanh"))))
    blanks.line(("head", blanks.value("ho_ten", owner.name)))
    blanks.line(("place", blanks.value("dia_chi", owner.address(day))))
    blanks.line(("phone", blanks.value("so_dien_thoai", owner.phone)))
    blanks.line(("product", f"<b>{food}.</b>"))
    end = date(day.year + 3, day.month, min(day.day, 28))
    sheet.gap(4)
    blanks.line(("valid_until", blanks.value("ngay_het_han", long_date(end), end.isoformat())))
    fields |= signature(
        sheet,
        rng,
        acting(rng, "CHI CỤC TRƯỞNG"),
        result.signer,
        "CHI CỤC AN TOÀN VỆ SINH THỰC PHẨM",
    )
    return fields | blanks.fields


_WASTE_DUTIES = (
    "Tuân thủ các quy định tại Luật Bảo vệ môi trường và các văn bản quy phạm pháp luật về môi trường có liên quan.",
    "Thực hiện đúng trách nhiệm quy định tại Điều 7 Nghị định số 38/2015/NĐ-CP và Điều 7 Thông tư số 36/2015/TT-BTNMT.",
    "Lập báo cáo quản lý chất thải nguy hại định kỳ hằng năm, nộp trước ngày 31 tháng 01 của năm sau.",
    "Ký hợp đồng chuyển giao chất thải nguy hại với đơn vị có giấy phép phù hợp; lưu giữ chứng từ tối thiểu 05 năm.",
    "Đăng ký cấp lại Sổ đăng ký này khi thay đổi loại hoặc tăng số lượng chất thải từ 15% trở lên.",
)
_PROJECT_DUTIES = (
    "Tổ chức thực hiện các biện pháp, giải pháp bảo vệ môi trường theo nội dung đã đăng ký trong kế hoạch bảo vệ môi trường.",
    "Thu gom, phân loại, lưu giữ chất thải rắn sinh hoạt, chất thải nguy hại và hợp đồng với đơn vị có chức năng để xử lý.",
    "Xử lý nước thải sinh hoạt đạt QCVN 14:2008/BTNMT, cột A trước khi thải ra môi trường.",
    "Báo cáo cơ quan có thẩm quyền khi có thay đổi về quy mô, công suất, công nghệ so với nội dung đã đăng ký.",
    "Phối hợp với cơ quan nhà nước có thẩm quyền để được kiểm tra việc thực hiện kế hoạch bảo vệ môi trường.",
    "Khống chế bụi, khí thải, tiếng ồn đạt quy chuẩn kỹ thuật quốc gia về môi trường trong suốt quá trình hoạt động.",
)


def _form(name: str) -> str:
    """Return the legal form that a company's name tells."""
    forms = {
        "MỘT THÀNH VIÊN": "CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN",
        "TNHH": "CÔNG TY TRÁCH NHIỆM HỮU HẠN HAI THÀNH VIÊN TRỞ LÊN",
        "CỔ PHẦN": "CÔNG TY CỔ PHẦN",
    }
    return next((form for sign, form in forms.items() if sign in name), "DOANH NGHIỆP TƯ NHÂN")


def _company(sheet: Sheet, blanks: Blanks, paper: Paper, rng: Random, day: date) -> None:
    """Print items 1 to 3 and the head of item 4."""
    company, owner = the_company(paper.case), paper.case.owner
    foreign, address = short_name(company.name), company.as_owner().address(day)
    sheet.write("<b>1. Tên công ty</b>", align=Align.LEFT)
    blanks.line(("name", blanks.company(company, owner, bold=True)))
    blanks.line(("foreign", rng.choice((foreign, "–"))))
    blanks.line(("short", rng.choice((foreign, "–"))))
    sheet.write(f"<b>{blanks.label('place')}</b>", align=Align.LEFT)
    sheet.write(f"{blanks.value('dia_chi', address)}, Việt Nam", align=Align.LEFT)
    sheet.write(
        f"Điện thoại: {blanks.value('so_dien_thoai', company.phone)}{WIDE}Fax:{WIDE}Email:", align=Align.LEFT
    )
    capital = company.capital * 1_000_000
    sheet.write(f"<b>{blanks.label('capital')}</b>: {dotted(capital)} đồng", align=Align.LEFT)
    sheet.write(f"Bằng chữ: {spell(capital).capitalize()} đồng", align=Align.LEFT)
    sheet.write(f"<b>{blanks.label('leader')}</b>", align=Align.LEFT)


def _representative(sheet: Sheet, blanks: Blanks, paper: Paper, day: date, rng: Random) -> None:
    """Print who represents the company: the owner of the dossier who founds it, or its director."""
    person, owner = paper.case.about, paper.case.owner
    blanks.line(("name_of_leader", blanks.representative(person, owner, bold=True)), ("sex", person.sex))
    blanks.line(("post", rng.choice(("Giám đốc", "Tổng Giám đốc", "Chủ tịch công ty kiêm Giám đốc"))))
    born = blanks.day("ngay_sinh", person.born) if person == owner else short(person.born)
    blanks.line(("born", born), ("nation", "Kinh"), ("country", "Việt Nam"))
    kind = "Chứng minh nhân dân" if person.id_type == "CMND" else "Thẻ căn cước công dân"
    sheet.write(f"Loại giấy tờ pháp lý của cá nhân: {kind}", align=Align.LEFT)
    number = blanks.value(id_key(owner), owner.id_number) if person == owner else person.id_number
    sheet.write(f"Số giấy tờ pháp lý của cá nhân: {number}", align=Align.LEFT)
    sheet.write(
        f"Ngày cấp: {short(person.id_issued_on)}{WIDE}Nơi cấp: Công an tỉnh Bình Dương", align=Align.LEFT
    )
    sheet.write(f"Địa chỉ thường trú: {person.address(day)}, Việt Nam", align=Align.LEFT)


def _project(blanks: Blanks, paper: Paper, company: Company, rng: Random) -> None:
    """Print whose project it is, where and how large."""
    case = paper.case
    blanks.line(("owner", blanks.company(company, case.owner)))
    phone = blanks.value("so_dien_thoai", company.phone)
    blanks.line(("head", blanks.representative(case.about, case.owner)), ("phone", phone))
    blanks.line(("place", blanks.value("dia_chi", case.owner.address(case.received_on))))
    blanks.line(
        (
            "capacity",
            f"{rng.randrange(2, 90) * 100} tấn sản phẩm/năm; diện tích khu đất {dotted(rng.randrange(8, 300) * 100)} m²",
        )
    )


def _confirmation_grounds(sheet: Sheet, company: Company, asked_on: date) -> None:
    """Print by which law, and upon whose wish, a plan is confirmed."""
    for ground in (
        "Luật Bảo vệ môi trường ngày 23 tháng 6 năm 2014",
        "Nghị định số 18/2015/NĐ-CP ngày 14 tháng 02 năm 2015 và Nghị định số 40/2019/NĐ-CP ngày 13 tháng 5 năm 2019 của Chính phủ",
    ):
        sheet.write(f"<i>Căn cứ {ground};</i>", indent=70)
    sheet.write(
        f"<i>Xét Văn bản đề nghị xác nhận đăng ký kế hoạch bảo vệ môi trường ngày {short(asked_on)} của {company.name};</i>",
        indent=70,
    )


def _wastes(sheet: Sheet, rng: Random) -> None:
    """Print the list of hazardous waste, then what its producer has to do."""
    wastes = rng.sample(table("parties")["companies"]["wastes"], rng.randrange(3, 7))
    rows = [
        (str(n), name, state, dotted(rng.randrange(6, 4000)), code)
        for n, (name, code, state) in enumerate(wastes, 1)
    ]
    head = ("TT", "Tên chất thải", "Trạng thái tồn tại", "Số lượng (kg/năm)", "Mã CTNH")
    sheet.table((80, 580, 220, 220, 200), [head, *rows], points=12)
    sheet.gap(6)
    sheet.write("<b>III. Trách nhiệm của chủ nguồn thải:</b>", align=Align.LEFT)
    for number, line in enumerate(rng.sample(_WASTE_DUTIES, 3), 1):
        sheet.write(f"{number}. {line}", indent=70)
    sheet.write(
        "<b>IV. Điều khoản thi hành:</b> Sổ đăng ký này có giá trị sử dụng cho đến khi cấp lại hoặc chấm dứt hoạt động."
    )


def _duties(sheet: Sheet, rng: Random) -> None:
    sheet.write(
        "<b>Điều 1.</b> Xác nhận chủ dự án đã đăng ký kế hoạch bảo vệ môi trường của dự án nêu trên tại cơ quan có thẩm quyền.",
        indent=70,
    )
    sheet.write("<b>Điều 2.</b> Chủ dự án có trách nhiệm:", indent=70)
    for number, line in enumerate(rng.sample(_PROJECT_DUTIES, rng.randrange(3, 6)), 1):
        sheet.write(f"{number}. {line}", indent=70)
    sheet.write(
        "<b>Điều 3.</b> Giấy xác nhận này là cơ sở để cơ quan quản lý nhà nước về bảo vệ môi trường kiểm tra, thanh tra việc thực hiện bảo vệ môi trường của dự án./.",
        indent=70,
    )
