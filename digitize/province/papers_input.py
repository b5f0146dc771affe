"""Papers that citizens hand in: applications, and a copy of the identity card."""

from datetime import date, timedelta
from random import Random

from PIL import Image, ImageDraw

from digitize.province.letter import (
    Fields,
    Paper,
    applicant,
    citizen_head,
    code_mark,
    entry,
    long_date,
    parcel_fields,
    person_fields,
    short,
    the_parcel,
    title,
    worded,
)
from digitize.province.sheet import RIGHT, WIDE, Align, Sheet
from digitize.province.units import table

_CARD = 200
"""The left edge of a card on its sheet."""

_LAND_END = (
    "4. Lý do biến động: nhận chuyển nhượng theo hợp đồng đã được công chứng.",
    "5. Tình hình thực hiện nghĩa vụ tài chính về đất đai: đã nộp đủ theo thông báo của cơ quan thuế.",
    "6. Giấy tờ liên quan đến nội dung thay đổi nộp kèm theo đơn này gồm có: Giấy chứng nhận đã cấp; hợp đồng chuyển nhượng.",
    "Tôi cam đoan nội dung kê khai trên đơn là đúng sự thật, nếu sai tôi hoàn toàn chịu trách nhiệm trước pháp luật.",
)
_BUILDING_END = (
    "3. Tổ chức, cá nhân lập, thẩm tra thiết kế xây dựng: Công ty TNHH Tư vấn Xây dựng Đại Phát.",
    "4. Nội dung đề nghị cấp phép: xây dựng mới nhà ở riêng lẻ, cấp công trình: cấp IV, số tầng: 02 tầng.",
    "5. Dự kiến thời gian hoàn thành công trình: 06 tháng.",
    "6. Cam kết: tôi xin cam đoan làm theo đúng giấy phép được cấp, nếu sai tôi xin hoàn toàn chịu trách nhiệm và bị xử lý theo quy định của pháp luật.",
)
_BUSINESS_END = (
    "Tôi xin cam kết bản thân không thuộc diện pháp luật cấm kinh doanh và chịu trách nhiệm trước pháp luật về tính hợp pháp, chính xác của nội dung đăng ký trên.",
)


def land_change(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Đơn đăng ký biến động đất đai, tài sản gắn liền với đất (Mẫu 09/ĐK)."""
    case, owner, parcel = paper.case, paper.case.owner, the_parcel(paper.case)
    day = _written_on(paper, rng)
    sheet.write("Mẫu số 09/ĐK", align=Align.RIGHT, points=11)
    citizen_head(sheet)
    fields = code_mark(sheet, paper, worded(rng, "don", "code"))
    title(sheet, "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG", "ĐẤT ĐAI, TÀI SẢN GẮN LIỀN VỚI ĐẤT")
    sheet.write(f"Kính gửi: {case.unit}", align=Align.CENTRE)
    sheet.write("<b>I. PHẦN KÊ KHAI CỦA NGƯỜI ĐĂNG KÝ</b>", align=Align.LEFT)
    sheet.write("1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất", align=Align.LEFT)
    entry(sheet, rng, "1.1. Tên (viết chữ in hoa):", owner.name.upper())
    sheet.write(
        f"{worded(rng, 'don', 'id')} {owner.id_number} cấp ngày {short(owner.id_issued_on)}", align=Align.LEFT
    )
    sheet.write(f"1.2. Địa chỉ: {owner.address(day)}")
    sheet.write("2. Giấy chứng nhận đã cấp", align=Align.LEFT)
    sheet.write(f"2.1. Số vào sổ cấp GCN: {parcel.book_number}", align=Align.LEFT)
    sheet.write(f"2.2. Số phát hành GCN: {parcel.serial_number}", align=Align.LEFT)
    granted = day - timedelta(days=rng.randrange(400, 3000))
    entry(sheet, rng, "2.3. Ngày cấp GCN:", short(granted))
    sheet.write("3. Nội dung biến động về: nhận chuyển nhượng quyền sử dụng đất.", align=Align.LEFT)
    sheet.write(
        f"3.1. Nội dung trên GCN trước khi biến động: thửa đất số {parcel.number}, tờ bản đồ số {parcel.map_sheet}, diện tích "
        f"{parcel.area} m², tại {parcel.ward.on(day)}, tỉnh Bình Dương."
    )
    sheet.write(f"3.2. Nội dung sau khi biến động: người sử dụng đất là ông (bà) {owner.name}.")
    _lines(sheet, _LAND_END)
    _dated(sheet, case.place, day)
    applicant(sheet, owner.name, "Người viết đơn", rng)
    return fields | person_fields(case) | {
        "dia_chi": owner.address(day),
        "kinh_gui": case.unit,
        "so_vao_so": parcel.book_number,
        "so_phat_hanh": parcel.serial_number,
        "ngay_ban_hanh": day.isoformat(),
    } | parcel_fields(parcel)  # fmt: skip


def building_application(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Đơn đề nghị cấp giấy phép xây dựng."""
    case, owner, parcel = paper.case, paper.case.owner, the_parcel(paper.case)
    day = _written_on(paper, rng)
    citizen_head(sheet)
    fields = code_mark(sheet, paper, worded(rng, "don", "code"))
    title(sheet, "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG", "(Sử dụng cho công trình: Nhà ở riêng lẻ)")
    sheet.write(f"Kính gửi: {case.unit}", align=Align.CENTRE)
    sheet.gap(4)
    sheet.write("1. Thông tin về chủ đầu tư:", align=Align.LEFT)
    entry(sheet, rng, "- Tên chủ đầu tư (tên chủ hộ):", f"<b>{owner.name}</b>")
    sheet.write(f"- {worded(rng, 'don', 'id')} {owner.id_number}", align=Align.LEFT)
    sheet.write(f"- Địa chỉ liên hệ: {owner.address(day)}")
    sheet.write(f"- {worded(rng, 'don', 'phone')} {owner.phone}", align=Align.LEFT)
    sheet.write("2. Thông tin công trình:", align=Align.LEFT)
    sheet.write(
        f"- Địa điểm xây dựng: Lô đất số: {parcel.number}, tờ bản đồ số {parcel.map_sheet}{WIDE}Diện tích: {parcel.area} m².",
        align=Align.LEFT,
    )
    sheet.write(f"- Tại: {parcel.ward.on(day)}, tỉnh Bình Dương.", align=Align.LEFT)
    _lines(sheet, _BUILDING_END)
    sheet.write("Gửi kèm theo Đơn này các tài liệu:", align=Align.LEFT)
    for number, part in enumerate(case.components[1:], 1):
        sheet.write(f"{number}. {part.name}.", align=Align.LEFT)
    _dated(sheet, case.place, day)
    applicant(sheet, owner.name, "NGƯỜI LÀM ĐƠN", rng)
    return fields | person_fields(case) | {
        "dia_chi": owner.address(day),
        "kinh_gui": case.unit,
        "so_dien_thoai": owner.phone,
        "ngay_ban_hanh": day.isoformat(),
    } | parcel_fields(parcel)  # fmt: skip


def business_application(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy đề nghị đăng ký hộ kinh doanh."""
    case, owner = paper.case, paper.case.owner
    day = _written_on(paper, rng)
    citizen_head(sheet)
    _dated(sheet, case.place, day)
    fields = code_mark(sheet, paper, worded(rng, "don", "code"))
    title(sheet, "GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH")
    sheet.write(f"Kính gửi: Phòng Tài chính - Kế hoạch {owner.ward.district.on(day)}", align=Align.CENTRE)
    sheet.gap(4)
    sheet.write(
        f"Tôi là (ghi họ tên bằng chữ in hoa): <b>{owner.name.upper()}</b>{WIDE}Giới tính: {owner.sex}",
        align=Align.LEFT,
    )
    sheet.write(
        f"Sinh ngày: {short(owner.born)}{WIDE}Dân tộc: Kinh{WIDE}Quốc tịch: Việt Nam", align=Align.LEFT
    )
    sheet.write(f"{worded(rng, 'don', 'id')} {owner.id_number}", align=Align.LEFT)
    sheet.write(f"Ngày cấp: {short(owner.id_issued_on)}", align=Align.LEFT)
    sheet.write(f"{worded(rng, 'don', 'address')} {owner.address(day)}")
    entry(sheet, rng, worded(rng, "don", "phone"), owner.phone)
    sheet.write("<b>Đăng ký hộ kinh doanh với các nội dung sau:</b>", align=Align.LEFT)
    name = _business(sheet, paper, rng, owner.address(day))
    applicant(sheet, owner.name, "ĐẠI DIỆN HỘ KINH DOANH", rng)
    return fields | person_fields(case) | {
        "ngay_sinh": owner.born.isoformat(),
        "gioi_tinh": owner.sex,
        "dia_chi": owner.address(day),
        "so_dien_thoai": owner.phone,
        "ten_ho_kinh_doanh": name,
        "ngay_ban_hanh": day.isoformat(),
    }  # fmt: skip


def identity_card(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw an enlarged photocopy of the front and the back of a CMND or a CCCD."""
    case, owner = paper.case, paper.case.owner
    day = owner.id_issued_on
    sheet.y += rng.randrange(20, 160)
    top = _card(sheet, rng)
    old = owner.id_type == "CMND"
    sheet.write("<b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b>", left=600, align=Align.CENTRE, points=11.5)
    if not old:
        sheet.write("Độc lập - Tự do - Hạnh phúc", left=600, align=Align.CENTRE, points=11)
    name = "GIẤY CHỨNG MINH NHÂN DÂN" if old else "CĂN CƯỚC CÔNG DÂN"
    sheet.write(f"<b>{name}</b>", left=600, align=Align.CENTRE, points=15)
    label = "SỐ" if old else "Số:"
    sheet.write(f"{label} <b>{owner.id_number}</b>", left=600, align=Align.CENTRE, points=15)
    rows = (
        (
            f"Họ tên: <b>{owner.name.upper()}</b>",
            f"Sinh ngày: {owner.born:%d-%m-%Y}",
            f"Nguyên quán: tỉnh {owner.origin}",
        )
        if old
        else (
            f"Họ và tên: <b>{owner.name.upper()}</b>",
            f"Ngày, tháng, năm sinh: {short(owner.born)}",
            f"Giới tính: {owner.sex}{WIDE}Quốc tịch: Việt Nam",
            f"Quê quán: tỉnh {owner.origin}",
        )
    )
    for row in rows:
        sheet.write(row, left=620, align=Align.LEFT, points=12)
    home = owner.address(date(2019, 6, 1))
    label = "Nơi ĐKHK thường trú:" if old else "Nơi thường trú:"
    sheet.write(f"{label} {home}", left=620, right=RIGHT - 30, align=Align.LEFT, points=12)
    sheet.y = max(sheet.y, top + 760) + 60
    _card_back(sheet, rng, day, old=old)
    return person_fields(case) | {
        "ngay_sinh": owner.born.isoformat(),
        "dia_chi": home,
        "ngay_ban_hanh": day.isoformat(),
    } | ({} if old else {"gioi_tinh": owner.sex})  # fmt: skip


def _card_back(sheet: Sheet, rng: Random, day: date, *, old: bool) -> None:
    top = _card(sheet, rng, portrait=False)
    sheet.write(
        "<b>Đặc điểm nhận dạng:</b> Nốt ruồi cách 1,5 cm trên sau đuôi mắt trái",
        left=620,
        align=Align.LEFT,
        points=12,
    )
    sheet.write(f"<i>{long_date(day).capitalize()}</i>", left=620, align=Align.CENTRE, points=12)
    issuer = (
        ("GIÁM ĐỐC CA TỈNH BÌNH DƯƠNG",)
        if old
        else ("CỤC TRƯỞNG CỤC CẢNH SÁT", "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI")
    )
    for line in issuer:
        sheet.write(f"<b>{line}</b>", left=620, align=Align.CENTRE, points=11)
    sheet.y = top + 760


def _card(sheet: Sheet, rng: Random, *, portrait: bool = True) -> int:
    """Draw the edge and the faint pattern of a card; return its top."""
    top = sheet.y
    box = (_CARD, top, RIGHT + 10, top + 740)
    pen = sheet.pen
    for offset in range(0, 740, 26):
        pen.line((box[0], top + offset, box[2], top + 740 - offset), fill=(236, 236, 236), width=1)
    pen.rounded_rectangle(box, radius=34, outline=(120, 120, 120), width=3)
    if portrait:
        _portrait(sheet.page, (_CARD + 40, top + 240), rng)
    else:
        pen.rectangle((_CARD + 40, top + 80, _CARD + 300, top + 400), outline=(130, 130, 130), width=2)
        pen.ellipse((_CARD + 90, top + 130, _CARD + 250, top + 350), fill=(196, 196, 196))
    sheet.y = top + 30
    return top


def _portrait(page: Image.Image, corner: tuple[int, int], rng: Random) -> None:
    photo = Image.new("RGB", (290, 400), (214, 214, 214))
    pen = ImageDraw.Draw(photo)
    shade = rng.randrange(120, 170)
    pen.ellipse((80, 70, 210, 240), fill=(shade,) * 3)
    pen.ellipse((20, 260, 270, 560), fill=(shade - 50,) * 3)
    page.paste(photo, corner)


def _business(sheet: Sheet, paper: Paper, rng: Random, address: str) -> str:
    """Print what the business is; return its name."""
    trades, number = table("names")["trades"], paper.case.trade
    name = f"{trades['names'][number]} {paper.case.owner.name.split()[-1].upper()}"
    sheet.write(f"{worded(rng, 'ho_kinh_doanh', 'name')} {name}", align=Align.LEFT)
    sheet.write(f"{worded(rng, 'ho_kinh_doanh', 'place')} {address}")
    sheet.write(f"{worded(rng, 'ho_kinh_doanh', 'trade')} {trades['lines'][number]}.")
    capital = f"{rng.randrange(3, 40) * 10}.000.000 đồng"
    sheet.write(f"{worded(rng, 'ho_kinh_doanh', 'capital')} {capital}", align=Align.LEFT)
    sheet.write(f"5. Số lao động: {rng.randrange(1, 9):02d} người", align=Align.LEFT)
    _lines(sheet, _BUSINESS_END)
    return name


def _lines(sheet: Sheet, lines: tuple[str, ...]) -> None:
    for line in lines:
        sheet.write(line)


def _written_on(paper: Paper, rng: Random) -> date:
    return paper.case.received_on - timedelta(days=rng.randrange(0, 4))


def _dated(sheet: Sheet, place: str, day: date) -> None:
    sheet.gap(4)
    sheet.write(f"<i>{place}, {long_date(day)}</i>", left=780, right=RIGHT, align=Align.CENTRE)
