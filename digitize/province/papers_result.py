"""Papers that an agency issues: permit, business certificate, decision, extract of a birth."""

from random import Random

from digitize.province.letter import (
    Fields,
    Paper,
    entry,
    letterhead,
    long_date,
    parcel_fields,
    person_fields,
    short,
    signature,
    the_parcel,
    the_result,
    title,
    worded,
)
from digitize.province.sheet import WIDE, Align, Sheet
from digitize.province.units import table


def building_permit(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy phép xây dựng."""
    case, result, parcel = paper.case, the_result(paper.case), the_parcel(paper.case)
    day = result.issued_on
    fields = letterhead(sheet, _issuer(paper), f"Số: {result.number}", case.place, day)
    title(sheet, "GIẤY PHÉP XÂY DỰNG", "(Sử dụng cho nhà ở riêng lẻ)")
    entry(sheet, rng, worded(rng, "xay_dung", "granted"), f"<b>Ông (bà) {case.owner.name}</b>")
    sheet.write(f"Số CMND/CCCD: {case.owner.id_number}", align=Align.LEFT)
    sheet.write(f"Địa chỉ: {case.owner.address(day)}")
    sheet.write("2. Được phép xây dựng công trình: Nhà ở riêng lẻ.", align=Align.LEFT)
    sheet.write("- Theo thiết kế: do Công ty TNHH Tư vấn Xây dựng Đại Phát lập.", align=Align.LEFT)
    sheet.write("- Gồm các nội dung sau đây:", align=Align.LEFT)
    place = f"thửa đất số {parcel.number}, tờ bản đồ số {parcel.map_sheet}, {parcel.ward.on(day)}, tỉnh Bình Dương"
    sheet.write(f"+ {worded(rng, 'xay_dung', 'place')} {place}.")
    sheet.write("+ Cốt nền xây dựng công trình: +0,20 m so với mặt đường hiện hữu.", align=Align.LEFT)
    sheet.write(
        f"+ Mật độ xây dựng: {rng.randrange(50, 95)} %, hệ số sử dụng đất: 1,8 lần.", align=Align.LEFT
    )
    sheet.write("+ Chỉ giới đường đỏ, chỉ giới xây dựng: theo quy hoạch được duyệt.", align=Align.LEFT)
    ground = rng.randrange(55, 160)
    sheet.write(
        f"+ Diện tích xây dựng: {ground},5 m²; tổng diện tích sàn: {2 * ground + 21} m².", align=Align.LEFT
    )
    sheet.write("+ Chiều cao công trình: 8,4 m; số tầng: 02 tầng.", align=Align.LEFT)
    sheet.write(
        f"{worded(rng, 'xay_dung', 'land')} Giấy chứng nhận quyền sử dụng đất số {parcel.serial_number}, "
        f"số vào sổ cấp GCN: {parcel.book_number}."
    )
    sheet.write(
        "4. Giấy phép này có hiệu lực khởi công xây dựng trong thời hạn 12 tháng kể từ ngày cấp; quá thời hạn trên thì phải đề nghị gia hạn giấy phép xây dựng."
    )
    fields |= _signed(sheet, paper, rng, ("Như mục 1;", "Lưu: VT, hồ sơ."))
    return fields | person_fields(case) | {
        "so_ky_hieu": result.number,
        "dia_chi": case.owner.address(day),
    } | parcel_fields(parcel)  # fmt: skip


def business_certificate(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy chứng nhận đăng ký hộ kinh doanh."""
    case, owner, result = paper.case, paper.case.owner, the_result(paper.case)
    trades = table("names")["trades"]
    fields = letterhead(sheet, (case.issuer, case.office), "", case.place, result.issued_on)
    title(sheet, "GIẤY CHỨNG NHẬN", "ĐĂNG KÝ HỘ KINH DOANH")
    sheet.write(f"Số: <b>{result.number}</b>", align=Align.CENTRE)
    sheet.write(f"Đăng ký lần đầu, {long_date(result.issued_on)}", align=Align.CENTRE)
    sheet.gap(8)
    name = f"{trades['names'][case.trade]} {owner.name.split()[-1].upper()}"
    sheet.write(f"{worded(rng, 'ho_kinh_doanh', 'name')} <b>{name}</b>", align=Align.LEFT)
    address = owner.address(result.issued_on)
    sheet.write(f"{worded(rng, 'ho_kinh_doanh', 'place')} {address}")
    entry(sheet, rng, "Điện thoại:", owner.phone)
    sheet.write(f"{worded(rng, 'ho_kinh_doanh', 'trade')} {trades['lines'][case.trade]}.")
    sheet.write(
        f"{worded(rng, 'ho_kinh_doanh', 'capital')} {rng.randrange(3, 40) * 10}.000.000 đồng",
        align=Align.LEFT,
    )
    sheet.write(f"{worded(rng, 'ho_kinh_doanh', 'owner')} <b>{owner.name.upper()}</b>", align=Align.LEFT)
    sheet.write(
        f"Giới tính: {owner.sex}{WIDE}Sinh ngày: {short(owner.born)}{WIDE}Dân tộc: Kinh", align=Align.LEFT
    )
    sheet.write("Quốc tịch: Việt Nam", align=Align.LEFT)
    sheet.write(f"Chứng minh nhân dân/Căn cước công dân số: {owner.id_number}", align=Align.LEFT)
    sheet.write(f"Ngày cấp: {short(owner.id_issued_on)}{WIDE}Nơi cấp: {_id_issuer(paper)}", align=Align.LEFT)
    sheet.write(f"Nơi đăng ký hộ khẩu thường trú: {address}")
    fields |= signature(sheet, rng, ("TRƯỞNG PHÒNG",), result.signer, f"{case.office} {case.place}")
    return fields | person_fields(case) | {
        "so_ky_hieu": result.number,
        "ten_ho_kinh_doanh": name,
        "dia_chi": address,
        "so_dien_thoai": owner.phone,
        "ngay_sinh": owner.born.isoformat(),
        "gioi_tinh": owner.sex,
    }  # fmt: skip


def decision(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Quyết định: on land use, on a social allowance or on unemployment benefit."""
    case, owner, result = paper.case, paper.case.owner, the_result(paper.case)
    matter = _MATTERS[case.subject]
    address = owner.address(result.issued_on)
    fields = letterhead(sheet, _issuer(paper), f"Số: {result.number}", case.place, result.issued_on)
    subject = f"{matter} đối với ông (bà) {owner.name}"
    title(sheet, "QUYẾT ĐỊNH")
    sheet.y -= 22
    sheet.write(f"<b>Về việc {subject}</b>", left=330, right=1440, align=Align.CENTRE)
    sheet.rule(886, 300)
    sheet.gap(8)
    head = "GIÁM ĐỐC" if case.issuer.startswith("SỞ") else "CHỦ TỊCH"
    sheet.write(f"<b>{head} {case.issuer}</b>", align=Align.CENTRE)
    sheet.gap(6)
    for ground in _GROUNDS[case.subject]:
        sheet.write(f"<i>Căn cứ {ground};</i>", indent=70)
    sheet.write(
        f"<i>Xét đề nghị của {case.office.capitalize()} tại Tờ trình số {rng.randrange(20, 400)}/TTr ngày {short(case.due_on)}.</i>",
        indent=70,
    )
    sheet.gap(4)
    sheet.write("<b>QUYẾT ĐỊNH:</b>", align=Align.CENTRE)
    who = f"ông (bà) {owner.name}, sinh ngày {short(owner.born)}, CMND/CCCD số {owner.id_number}, nơi thường trú: {address}"
    sheet.write(f"<b>Điều 1.</b> {matter[0].upper()}{matter[1:]} đối với {who}.", indent=70)
    articles = [_detail(paper), *_ARTICLES[: 4 if paper.long else 1]]
    for number, article in enumerate(articles, 2):
        sheet.write(f"<b>Điều {number}.</b> {article}", indent=70)
    sheet.write(
        f"<b>Điều {len(articles) + 2}.</b> Chánh Văn phòng, {case.office.capitalize()} và ông (bà) {owner.name} chịu trách "
        "nhiệm thi hành Quyết định này kể từ ngày ký./.",
        indent=70,
    )
    fields |= _signed(sheet, paper, rng, (f"Như Điều {len(articles) + 2};", "Lưu: VT, HS."))
    return fields | person_fields(case) | {
        "so_ky_hieu": result.number,
        "trich_yeu": f"Về việc {subject}",
        "dia_chi": address,
        "ngay_sinh": owner.born.isoformat(),
    }  # fmt: skip


def birth_extract(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Trích lục khai sinh (bản sao)."""
    case, owner, result = paper.case, paper.case.owner, the_result(paper.case)
    fields = letterhead(sheet, _issuer(paper), f"Số: {result.number}", case.place, result.issued_on)
    title(sheet, "TRÍCH LỤC KHAI SINH", "(BẢN SAO)")
    sheet.write(f"Họ, chữ đệm, tên: <b>{owner.name.upper()}</b>", align=Align.LEFT)
    sheet.write(f"Ngày, tháng, năm sinh: {short(owner.born)}{WIDE}Giới tính: {owner.sex}", align=Align.LEFT)
    sheet.write(f"Dân tộc: Kinh{WIDE}Quốc tịch: Việt Nam", align=Align.LEFT)
    entry(sheet, rng, "Nơi sinh:", f"Trạm y tế, tỉnh {owner.origin}")
    entry(sheet, rng, "Quê quán:", f"tỉnh {owner.origin}")
    sheet.write(f"Số định danh cá nhân/CMND: {owner.id_number}", align=Align.LEFT)
    for parent, middle in (("mẹ", "Thị Sáu"), ("cha", "Văn Tư")):
        surname = owner.name.split()[0] if parent == "cha" else "Lê"
        sheet.write(f"Họ, chữ đệm, tên người {parent}: {surname} {middle}", align=Align.LEFT)
        sheet.write(
            f"Năm sinh: {owner.born.year - rng.randrange(20, 32)}{WIDE}Dân tộc: Kinh{WIDE}Quốc tịch: Việt Nam",
            align=Align.LEFT,
        )
    sheet.write(f"Nơi đăng ký khai sinh: {case.unit}", align=Align.LEFT)
    sheet.write(
        f"Số: {rng.randrange(10, 300)}{WIDE}Quyển số: 01-TP/HT-{owner.born.year}-KS", align=Align.LEFT
    )
    sheet.write(f"Ngày, tháng, năm đăng ký: {short(owner.born)}", align=Align.LEFT)
    fields |= _signed(sheet, paper, rng, ())
    return fields | person_fields(case) | {
        "so_ky_hieu": result.number,
        "ngay_sinh": owner.born.isoformat(),
        "gioi_tinh": owner.sex,
    }  # fmt: skip


_MATTERS = {
    "parcel": "cho phép chuyển mục đích sử dụng đất",
    "allowance": "trợ cấp xã hội hàng tháng",
    "unemployment": "hưởng trợ cấp thất nghiệp",
}
_LAW = "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"
_GROUNDS = {
    "parcel": (
        _LAW,
        "Luật Đất đai ngày 29 tháng 11 năm 2013",
        "Nghị định số 43/2014/NĐ-CP ngày 15 tháng 5 năm 2014 của Chính phủ",
    ),
    "allowance": (
        _LAW,
        "Nghị định số 136/2013/NĐ-CP ngày 21 tháng 10 năm 2013 của Chính phủ quy định chính sách trợ giúp xã hội đối với đối tượng bảo trợ xã hội",
    ),
    "unemployment": (
        "Luật Việc làm ngày 16 tháng 11 năm 2013",
        "Nghị định số 28/2015/NĐ-CP ngày 12 tháng 3 năm 2015 của Chính phủ quy định chi tiết thi hành một số điều của Luật Việc làm về bảo hiểm thất nghiệp",
    ),
}
_ARTICLES = (
    "Kinh phí thực hiện được bảo đảm theo quy định của pháp luật hiện hành.",
    (
        "Trong quá trình thực hiện, người được nêu tại Điều 1 có trách nhiệm chấp hành đầy đủ các quy định của pháp luật có "
        "liên quan; kịp thời thông báo với cơ quan có thẩm quyền khi có thay đổi về nơi cư trú, tình trạng nhân thân hoặc điều kiện hưởng."
    ),
    (
        "Giao cơ quan chuyên môn cập nhật thông tin vào cơ sở dữ liệu, lưu trữ hồ sơ theo quy định; định kỳ hằng quý tổng hợp "
        "tình hình thực hiện, báo cáo lãnh đạo xem xét, chỉ đạo."
    ),
    (
        "Trường hợp không đồng ý với Quyết định này, người được nêu tại Điều 1 có quyền khiếu nại theo quy định của Luật Khiếu nại "
        "hoặc khởi kiện tại Tòa án nhân dân có thẩm quyền trong thời hạn luật định."
    ),
)


def _detail(paper: Paper) -> str:
    case, day = paper.case, the_result(paper.case).issued_on
    if case.subject == "parcel":
        parcel = the_parcel(case)
        return (
            f"Diện tích {parcel.area} m² thuộc thửa đất số {parcel.number}, tờ bản đồ số {parcel.map_sheet}, "
            f"tại {parcel.ward.on(day)}, tỉnh Bình Dương; từ đất trồng cây lâu năm sang đất ở."
        )
    return f"Mức hưởng: {540 + case.serial % 700}.000 đồng/tháng. Thời điểm hưởng: từ ngày {short(day)}."


def _issuer(paper: Paper) -> tuple[str, ...]:
    case = paper.case
    if case.issuer.startswith("SỞ"):
        return ("ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG", case.issuer)
    return (case.issuer,)


def _id_issuer(paper: Paper) -> str:
    return "Công an tỉnh Bình Dương" if paper.case.owner.id_type == "CMND" else "Cục Cảnh sát QLHC về TTXH"


def _signed(sheet: Sheet, paper: Paper, rng: Random, recipients: tuple[str, ...]) -> Fields:
    case = paper.case
    if case.issuer.startswith("SỞ"):
        roles = rng.choice((("GIÁM ĐỐC",), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")))
    else:
        roles = rng.choice(
            (("CHỦ TỊCH",), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"))
        )
    return signature(sheet, rng, roles, the_result(case).signer, case.issuer, recipients=recipients)
