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
    dated,
    entry,
    id_key,
    id_number,
    long_date,
    numbered_parcel,
    parcel_fields,
    person_fields,
    short,
    the_parcel,
    title,
    worded,
)
from digitize.province.markup import field
from digitize.province.people import Person
from digitize.province.sheet import RIGHT, WIDE, Align, Sheet
from digitize.province.units import table

_CARD = 200
_NATION = "Việt Nam"
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
    sheet.write(f"Kính gửi: {field('kinh_gui', case.unit)}", align=Align.CENTRE)
    sheet.write("<b>I. PHẦN KÊ KHAI CỦA NGƯỜI ĐĂNG KÝ</b>", align=Align.LEFT)
    sheet.write("1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất", align=Align.LEFT)
    entry(sheet, rng, "1.1. Tên (viết chữ in hoa):", sheet.blank(owner.name.upper(), "ho_ten"))
    number, issued = sheet.blank(owner.id_number, id_key(owner)), sheet.blank(short(owner.id_issued_on))
    sheet.write(f"{worded(rng, 'don', 'id')} {number} cấp ngày {issued}", align=Align.LEFT)
    entry(sheet, rng, "1.2. Địa chỉ:", sheet.blank(owner.address(day), "dia_chi"))
    sheet.write("2. Giấy chứng nhận đã cấp", align=Align.LEFT)
    entry(sheet, rng, "2.1. Số vào sổ cấp GCN:", sheet.blank(parcel.book_number, "so_vao_so"))
    entry(sheet, rng, "2.2. Số phát hành GCN:", sheet.blank(parcel.serial_number, "so_phat_hanh"))
    granted = day - timedelta(days=rng.randrange(400, 3000))
    entry(sheet, rng, "2.3. Ngày cấp GCN:", sheet.blank(short(granted)))
    sheet.write("3. Nội dung biến động về: nhận chuyển nhượng quyền sử dụng đất.", align=Align.LEFT)
    _changed(sheet, paper, day)
    _lines(sheet, _LAND_END)
    _dated(sheet, case.place, day)
    applicant(sheet, sheet.blank(owner.name, "ho_ten"), "Người viết đơn", rng)
    return fields | person_fields(case) | {
        "dia_chi": owner.address(day),
        "kinh_gui": case.unit,
        "so_vao_so": parcel.book_number,
        "so_phat_hanh": parcel.serial_number,
        "dien_tich": f"{parcel.area} m2",
        "ngay_ban_hanh": day.isoformat(),
    } | parcel_fields(parcel)  # fmt: skip


def _changed(sheet: Sheet, paper: Paper, day: date) -> None:
    """Print what the certificate says and what is to change."""
    owner, parcel = paper.case.owner, the_parcel(paper.case)
    area = field("dien_tich", f"{parcel.area} m²")
    sheet.write(
        f"3.1. Nội dung trên GCN trước khi biến động: {sheet.blank(numbered_parcel(parcel))}, diện tích "
        f"{sheet.blank(area)}, tại {sheet.blank(parcel.ward.on(day))}, tỉnh Bình Dương."
    )
    name = sheet.blank(owner.name, "ho_ten")
    sheet.write(f"3.2. Nội dung sau khi biến động: người sử dụng đất là ông (bà) {name}.")


def building_application(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Đơn đề nghị cấp giấy phép xây dựng."""
    case, owner, parcel = paper.case, paper.case.owner, the_parcel(paper.case)
    day = _written_on(paper, rng)
    citizen_head(sheet)
    fields = code_mark(sheet, paper, worded(rng, "don", "code"))
    title(sheet, "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG", "(Sử dụng cho công trình: Nhà ở riêng lẻ)")
    sheet.write(f"Kính gửi: {field('kinh_gui', case.unit)}", align=Align.CENTRE)
    sheet.gap(4)
    sheet.write("1. Thông tin về chủ đầu tư:", align=Align.LEFT)
    entry(sheet, rng, "- Tên chủ đầu tư (tên chủ hộ):", f"<b>{sheet.blank(owner.name, 'ho_ten')}</b>")
    entry(sheet, rng, f"- {worded(rng, 'don', 'id')}", sheet.blank(owner.id_number, id_key(owner)))
    entry(sheet, rng, "- Địa chỉ liên hệ:", sheet.blank(owner.address(day), "dia_chi"))
    entry(sheet, rng, f"- {worded(rng, 'don', 'phone')}", sheet.blank(owner.phone, "so_dien_thoai"))
    sheet.write("2. Thông tin công trình:", align=Align.LEFT)
    number, map_sheet = str(parcel.number), str(parcel.map_sheet)
    sheet.write(
        f"- Địa điểm xây dựng: Lô đất số: {sheet.blank(number, 'so_thua')}, tờ bản đồ số "
        f"{sheet.blank(map_sheet, 'to_ban_do')}{WIDE}Diện tích: {sheet.blank(f'{parcel.area} m²', 'dien_tich')}.",
        align=Align.LEFT,
    )
    sheet.write(f"- Tại: {sheet.blank(parcel.ward.on(day))}, tỉnh Bình Dương.", align=Align.LEFT)
    _lines(sheet, _BUILDING_END)
    sheet.write("Gửi kèm theo Đơn này các tài liệu:", align=Align.LEFT)
    for place, part in enumerate(case.components[1:], 1):
        sheet.write(f"{place}. {part.name}.", align=Align.LEFT)
    _dated(sheet, case.place, day)
    applicant(sheet, sheet.blank(owner.name, "ho_ten"), "NGƯỜI LÀM ĐƠN", rng)
    return fields | person_fields(case) | {
        "dia_chi": owner.address(day),
        "kinh_gui": case.unit,
        "so_dien_thoai": owner.phone,
        "dien_tich": f"{parcel.area} m2",
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
    office = f"Phòng Tài chính - Kế hoạch {owner.ward.district.on(day)}"
    sheet.write(f"Kính gửi: {field('kinh_gui', office)}", align=Align.CENTRE)
    sheet.gap(4)
    name, sex = sheet.blank(owner.name.upper(), "ho_ten"), sheet.blank(owner.sex, "gioi_tinh")
    entry(sheet, rng, "Tôi là (ghi họ tên bằng chữ in hoa):", f"<b>{name}</b>{WIDE}Giới tính: {sex}")
    born = sheet.blank(short(owner.born), "ngay_sinh")
    people = f"Dân tộc: {sheet.blank('Kinh')}{WIDE}Quốc tịch: {sheet.blank('Việt Nam')}"
    entry(sheet, rng, "Sinh ngày:", f"{born}{WIDE}{people}")
    entry(sheet, rng, worded(rng, "don", "id"), sheet.blank(owner.id_number, id_key(owner)))
    entry(sheet, rng, "Ngày cấp:", sheet.blank(short(owner.id_issued_on)))
    entry(sheet, rng, worded(rng, "don", "address"), sheet.blank(owner.address(day), "dia_chi"))
    entry(sheet, rng, worded(rng, "don", "phone"), sheet.blank(owner.phone, "so_dien_thoai"))
    sheet.write("<b>Đăng ký hộ kinh doanh với các nội dung sau:</b>", align=Align.LEFT)
    business = _business(sheet, paper, rng, owner.address(day))
    applicant(sheet, sheet.blank(owner.name, "ho_ten"), "ĐẠI DIỆN HỘ KINH DOANH", rng)
    return fields | person_fields(case) | {
        "ngay_sinh": owner.born.isoformat(),
        "gioi_tinh": owner.sex,
        "dia_chi": owner.address(day),
        "so_dien_thoai": owner.phone,
        "ten_ho_kinh_doanh": business,
        "kinh_gui": office,
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
    card = "GIẤY CHỨNG MINH NHÂN DÂN" if old else "CĂN CƯỚC CÔNG DÂN"
    sheet.write(f"<b>{card}</b>", left=600, align=Align.CENTRE, points=15)
    label = "SỐ" if old else "Số:"
    sheet.write(f"{label} <b>{id_number(owner)}</b>", left=600, align=Align.CENTRE, points=15)
    for row in _card_rows(owner, old=old):
        sheet.write(row, left=620, align=Align.LEFT, points=12)
    home = owner.address(date(2019, 6, 1))
    label = "Nơi ĐKHK thường trú:" if old else "Nơi thường trú:"
    sheet.write(f"{label} {field('dia_chi', home)}", left=620, right=RIGHT - 30, align=Align.LEFT, points=12)
    sheet.y = max(sheet.y, top + 760) + 60
    _card_back(sheet, rng, day, old=old)
    return person_fields(case) | {
        "ngay_sinh": owner.born.isoformat(),
        "dia_chi": home,
        "ngay_ban_hanh": day.isoformat(),
    } | ({} if old else {"gioi_tinh": owner.sex, "quoc_tich": _NATION})  # fmt: skip


def _card_rows(owner: Person, *, old: bool) -> tuple[str, ...]:
    """Return the lines of a CMND (old) or of a CCCD between its number and its address."""
    name = field("ho_ten", owner.name.upper())
    if old:
        born = field("ngay_sinh", f"{owner.born:%d-%m-%Y}")
        return f"Họ tên: <b>{name}</b>", f"Sinh ngày: {born}", f"Nguyên quán: tỉnh {owner.origin}"
    return (
        f"Họ và tên: <b>{name}</b>",
        f"Ngày, tháng, năm sinh: {field('ngay_sinh', short(owner.born))}",
        f"Giới tính: {field('gioi_tinh', owner.sex)}{WIDE}Quốc tịch: {field('quoc_tich', _NATION)}",
        f"Quê quán: tỉnh {owner.origin}",
    )


def _card_back(sheet: Sheet, rng: Random, day: date, *, old: bool) -> None:
    top = _card(sheet, rng, portrait=False)
    sheet.write(
        "<b>Đặc điểm nhận dạng:</b> Nốt ruồi cách 1,5 cm trên sau đuôi mắt trái",
        left=620,
        align=Align.LEFT,
        points=12,
    )
    issued = field("ngay_ban_hanh", long_date(day).capitalize())
    sheet.write(f"<i>{issued}</i>", left=620, align=Align.CENTRE, points=12)
    issuer = (
        ("GIÁM ĐỐC CA TỈNH BÌNH DƯƠNG",)
        if old
        else ("CỤC TRƯỞNG CỤC CẢNH SÁT", "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI")
    )
    for line in issuer:
        sheet.write(f"<b>{line}</b>", left=620, align=Align.CENTRE, points=11)
    sheet.y = top + 760


def _card(sheet: Sheet, rng: Random, *, portrait: bool = True) -> float:
    """Draw the edge and the faint pattern of a card; return its top."""
    top = sheet.y
    box = (_CARD, top, RIGHT + 10, top + 740)
    pen = sheet.pen
    for offset in range(0, 740, 26):
        pen.line((box[0], top + offset, box[2], top + 740 - offset), fill=(236, 236, 236), width=1)
    pen.rectangle(box, radius=34, outline=(120, 120, 120), width=3)
    if portrait:
        sheet.paste(_portrait(rng), (_CARD + 40, top + 240))
    else:
        pen.rectangle((_CARD + 40, top + 80, _CARD + 300, top + 400), outline=(130, 130, 130), width=2)
        pen.ellipse((_CARD + 90, top + 130, _CARD + 250, top + 350), fill=(196, 196, 196))
    sheet.y = top + 30
    return top


def _portrait(rng: Random) -> Image.Image:
    """Return a portrait of one pixel a layout unit."""
    photo = Image.new("RGB", (290, 400), (214, 214, 214))
    pen = ImageDraw.Draw(photo)
    shade = rng.randrange(120, 170)
    pen.ellipse((80, 70, 210, 240), fill=(shade,) * 3)
    pen.ellipse((20, 260, 270, 560), fill=(shade - 50,) * 3)
    return photo


def _business(sheet: Sheet, paper: Paper, rng: Random, address: str) -> str:
    """Print what the business is; return its name."""
    trades, trade = table("names")["trades"], paper.case.trade
    name = f"{trades['names'][trade]} {paper.case.owner.name.split()[-1].upper()}"
    capital = f"{rng.randrange(3, 40) * 10}.000.000 đồng"
    staff = f"{rng.randrange(1, 9):02d} người"
    for label, value in (
        (worded(rng, "ho_kinh_doanh", "name"), sheet.blank(name, "ten_ho_kinh_doanh")),
        (worded(rng, "ho_kinh_doanh", "place"), sheet.blank(address, "dia_chi")),
        (worded(rng, "ho_kinh_doanh", "trade"), sheet.blank(f"{trades['lines'][trade]}.")),
        (worded(rng, "ho_kinh_doanh", "capital"), sheet.blank(capital)),
        ("5. Số lao động:", sheet.blank(staff)),
    ):
        entry(sheet, rng, label, value)
    _lines(sheet, _BUSINESS_END)
    return name


def _lines(sheet: Sheet, lines: tuple[str, ...]) -> None:
    for line in lines:
        sheet.write(line)


def _written_on(paper: Paper, rng: Random) -> date:
    return paper.case.received_on - timedelta(days=rng.randrange(0, 4))


def _dated(sheet: Sheet, place: str, day: date) -> None:
    sheet.gap(4)
    sheet.write(dated(sheet, place, day), left=780, right=RIGHT, align=Align.CENTRE)
