"""Papers on land: certificate, application for one, contract of sale, notice to pay, extract of the cadastral map."""

from datetime import date, timedelta
from random import Random

from digitize.province.blanks import Blanks, addressed
from digitize.province.cases import Parcel
from digitize.province.letter import (
    Fields,
    Paper,
    acting,
    applicant,
    citizen_head,
    code_mark,
    compact,
    countersign,
    dated,
    id_key,
    issued,
    letterhead,
    short,
    signature,
    the_parcel,
    title,
    worded,
)
from digitize.province.markup import field
from digitize.province.parcel_plan import draw_plan
from digitize.province.people import full_name
from digitize.province.sheet import LEFT, RIGHT, WIDE, Align, Sheet
from digitize.province.spelled import dotted, spell, spell_decimal

_LAND_OFFICE = "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI TỈNH BÌNH DƯƠNG"
PURPOSES = ("Đất ở tại đô thị", "Đất ở tại nông thôn", "Đất trồng cây lâu năm", "Đất trồng cây hàng năm khác")
_ORIGINS = (
    "Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
    "Nhận chuyển nhượng đất được công nhận QSDĐ như giao đất không thu tiền sử dụng đất",
    "Nhà nước giao đất có thu tiền sử dụng đất",
    "Nhận tặng cho đất được Nhà nước công nhận quyền sử dụng đất",
)
_FORMS = ("Sử dụng riêng", "Sử dụng chung", "Sử dụng riêng: toàn bộ diện tích; sử dụng chung: không")


def land_certificate(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy chứng nhận quyền sử dụng đất: cover and the page with owner and parcel, one below the other."""
    case, parcel = paper.case, the_parcel(paper.case)
    result = issued(paper, rng, "")
    day = result.issued_on
    compact(sheet)
    blanks = Blanks(sheet, rng, "gcn")
    _cover(sheet, rng, blanks, paper)
    sheet.gap(10)
    sheet.write("<b>II. Thửa đất, nhà ở và tài sản khác gắn liền với đất</b>", align=Align.LEFT)
    sheet.write("<b>1. Thửa đất:</b>", align=Align.LEFT)
    _parcel_lines(blanks, parcel, day, rng)
    for number, asset in enumerate(
        ("Nhà ở", "Công trình xây dựng khác", "Rừng sản xuất là rừng trồng", "Cây lâu năm"), 2
    ):
        sheet.write(f"<b>{number}. {asset}:</b> -/-", align=Align.LEFT)
    sheet.write("<b>6. Ghi chú:</b> Không.", align=Align.LEFT)
    sheet.gap(6)
    sheet.write(dated(sheet, case.place, day), left=760, right=RIGHT, align=Align.CENTRE)
    roles, ring = rng.choice(
        (
            (("TM. " + case.issuer, "CHỦ TỊCH"), case.issuer),
            (("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "TUQ. GIÁM ĐỐC", "GIÁM ĐỐC CHI NHÁNH"), _LAND_OFFICE),
        )
    )
    fields = signature(sheet, rng, roles, result.signer, ring)
    blanks.line(("book", blanks.value("so_vao_so", parcel.book_number)))
    if sheet.y < 2020 and rng.random() < 0.7:
        # Commune, year and running number (Thông tư 23/2014/TT-BTNMT).
        bars = f"{parcel.ward.code}{day:%y}{rng.randrange(1, 1_000_000):06d}"
        sheet.barcode(bars, "Code128", (LEFT - 10, sheet.y + 14))
    return fields | blanks.fields | {"ngay_ban_hanh": day.isoformat()}


def land_application(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Đơn đăng ký, cấp Giấy chứng nhận quyền sử dụng đất (Mẫu 04a/ĐK)."""
    case, owner, parcel = paper.case, paper.case.owner, the_parcel(paper.case)
    day = case.received_on - timedelta(days=rng.randrange(0, 4))
    sheet.write("Mẫu số 04a/ĐK", align=Align.RIGHT, points=11)
    citizen_head(sheet)
    fields = code_mark(sheet, paper, worded(rng, "chung", "code"))
    title(
        sheet,
        "ĐƠN ĐĂNG KÝ, CẤP GIẤY CHỨNG NHẬN",
        "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU NHÀ Ở",
        "VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT",
    )
    fields |= addressed(sheet, rng, case.unit)
    blanks = Blanks(sheet, rng, "don_dat")
    sheet.write("<b>I. PHẦN KÊ KHAI CỦA NGƯỜI ĐĂNG KÝ</b>", align=Align.LEFT)
    sheet.write("<b>1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất, người quản lý đất</b>")
    blanks.line(("name", blanks.value("ho_ten", owner.name.upper(), owner.name)))
    blanks.line(
        ("born", blanks.day("ngay_sinh", owner.born)), ("id", blanks.value(id_key(owner), owner.id_number))
    )
    blanks.line(("address", blanks.value("dia_chi", owner.address(day))))
    sheet.write(f"<b>2. Đề nghị:</b> {rng.choice(_WISHES)}", align=Align.LEFT)
    sheet.write(
        "<b>3. Thửa đất đăng ký</b> <i>(không phải kê khai nếu đăng ký tài sản)</i>", align=Align.LEFT
    )
    _registered_parcel(blanks, parcel, day, rng)
    for line in _APPLICATION_END:
        sheet.write(line)
    sheet.gap(4)
    sheet.write(dated(sheet, case.place, day), left=780, right=RIGHT, align=Align.CENTRE)
    applicant(sheet, sheet.blank(owner.name), "Người viết đơn", rng)
    if paper.long:
        _ward_part(sheet, paper, rng, day)
    return fields | blanks.fields | {"ngay_ban_hanh": day.isoformat()}


def payment_notice(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Thông báo nộp tiền: what the tax office asks of who gets land registered."""
    case, owner = paper.case, paper.case.owner
    day = case.received_on + timedelta(days=rng.randrange(3, 9))
    place = owner.ward.district.name.upper()
    number = f"{rng.randrange(200, 20000)}/TB-CCT{rng.choice(('', '-TB&TK', '-HCTB'))}"
    fields = letterhead(
        sheet,
        ("CỤC THUẾ TỈNH BÌNH DƯƠNG", f"CHI CỤC THUẾ KHU VỰC {place}"),
        number,
        owner.ward.district.name,
        day,
    )
    item = rng.choice(_DUES)
    title(sheet, "THÔNG BÁO NỘP TIỀN", f"VỀ {item[0].upper()}")
    blanks = Blanks(sheet, rng, "thue")
    _payer(sheet, blanks, paper, day)
    sheet.write("<b>II. NỘI DUNG NGHĨA VỤ TÀI CHÍNH</b>", align=Align.LEFT)
    _dues(sheet, blanks, item, rng)
    blanks.line(("by", blanks.note(short(day + timedelta(days=30)))))
    sheet.write(
        "Quá thời hạn trên mà chưa nộp, người nộp thuế phải nộp tiền chậm nộp 0,03%/ngày theo quy định của Luật Quản lý thuế.",
        indent=70,
    )
    roles = acting(rng, "CHI CỤC TRƯỞNG")
    fields |= signature(
        sheet,
        rng,
        roles,
        full_name(rng, "Nam"),
        f"CHI CỤC THUẾ KHU VỰC {place}",
        recipients=("Như trên;", "Kho bạc Nhà nước;", "Lưu: VT, TB-TK."),
    )
    return fields | blanks.fields


def map_extract(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Trích lục bản đồ địa chính with a sketch of the parcel."""
    case, owner, parcel = paper.case, paper.case.owner, the_parcel(paper.case)
    day = case.received_on - timedelta(days=rng.randrange(2, 40))
    branch = f"CHI NHÁNH {owner.ward.district.name.upper()}"
    number = f"{rng.randrange(20, 3000)}/TLBĐ-CNVPĐKĐĐ"
    fields = letterhead(sheet, (_LAND_OFFICE, branch), number, owner.ward.district.name, day)
    title(sheet, rng.choice(("TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH", "TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH THỬA ĐẤT")))
    blanks = Blanks(sheet, rng, "ban_do")
    blanks.line(
        ("parcel", blanks.value("so_thua", str(parcel.number))),
        ("map_sheet", blanks.value("to_ban_do", str(parcel.map_sheet))),
    )
    sheet.write(
        f"{blanks.value('xa', parcel.ward.unit.on(day))}, {parcel.ward.district.on(day)}, tỉnh Bình Dương",
        align=Align.LEFT,
    )
    blanks.line(("area", blanks.area(parcel.area)))
    blanks.line(("purpose", blanks.value("muc_dich_su_dung", rng.choice(PURPOSES))))
    blanks.line(("owner", blanks.value("ho_ten", owner.name, bold=True)))
    blanks.line(("address", blanks.value("dia_chi", owner.address(day))))
    blanks.line(("changes", rng.choice(("Không.", "Không thay đổi.", "Diện tích giảm do mở rộng đường."))))
    sheet.write("<b>6. Sơ đồ thửa đất</b>", align=Align.LEFT)
    sheet.keep(900)
    sheet.y = draw_plan(sheet, parcel, rng, sheet.y)
    sheet.write(f"<i>Tỷ lệ 1/{rng.choice((200, 500, 500, 1000))}</i>", align=Align.CENTRE)
    roles = acting(rng, "GIÁM ĐỐC")
    fields |= signature(
        sheet,
        rng,
        roles,
        full_name(rng, "Nam"),
        "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI",
        recipients=("Người sử dụng đất;", "Lưu: HSĐC."),
    )
    return fields | blanks.fields


_WISHES = (
    "- Đăng ký QSDĐ  [x]   - Đăng ký quyền quản lý đất  [ ]",
    "- Cấp GCN đối với đất  [x]   - Cấp GCN đối với tài sản trên đất  [ ]",
)
_APPLICATION_END = (
    "3.7. Có quyền sử dụng hạn chế đối với thửa đất số: không.",
    "<b>4. Nhà ở, công trình xây dựng khác</b> <i>(chỉ kê khai nếu có nhu cầu chứng nhận quyền sở hữu)</i>: không đề nghị.",
    "<b>5. Những giấy tờ nộp kèm theo:</b> giấy tờ về quyền sử dụng đất; trích lục bản đồ địa chính; chứng từ thực hiện nghĩa vụ tài chính.",
    "<b>6. Có nhu cầu ghi nợ đối với loại nghĩa vụ tài chính:</b> không.",
    "Tôi cam đoan nội dung kê khai trên đơn là đúng sự thật, nếu sai tôi hoàn toàn chịu trách nhiệm trước pháp luật.",
)
_DUES = (
    ("lệ phí trước bạ nhà, đất", "2802", "0,5%"),
    ("tiền sử dụng đất", "1401", "50%"),
    ("thuế thu nhập cá nhân", "1006", "2%"),
)


def _cover(sheet: Sheet, rng: Random, blanks: Blanks, paper: Paper) -> None:
    """Print the upper half: nation, title, owner, and the serial number at the foot of the cover."""
    owner, parcel = paper.case.owner, the_parcel(paper.case)
    top = sheet.y - 40
    sheet.pen.rectangle((LEFT - 60, top, RIGHT + 40, 2200), outline=(178, 60, 60), width=3)
    citizen_head(sheet)
    title(
        sheet,
        "GIẤY CHỨNG NHẬN",
        "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU NHÀ Ở",
        "VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT",
        points=15,
    )
    sheet.write(
        "<b>I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất</b>", align=Align.LEFT
    )
    blanks.line(("who", blanks.value("ho_ten", owner.name.upper(), owner.name, bold=True)))
    born = blanks.value("ngay_sinh", str(owner.born.year))
    blanks.line(("born", born), ("id", blanks.value(id_key(owner), owner.id_number)))
    blanks.line(("address", blanks.value("dia_chi", owner.address(owner.id_issued_on))))
    sheet.gap(4)
    serial = blanks.value("so_phat_hanh", parcel.serial_number, bold=True)
    label = f"{blanks.label('serial')} " if rng.random() < 0.4 else ""
    sheet.write(f"{label}{serial}", align=Align.RIGHT, points=13.5)


def _parcel_lines(blanks: Blanks, parcel: Parcel, day: date, rng: Random) -> None:
    """Print a) to g) of a certificate."""
    blanks.line(
        ("parcel", blanks.value("so_thua", str(parcel.number))),
        ("map_sheet", blanks.value("to_ban_do", str(parcel.map_sheet))),
        item="a) ",
    )
    ward = blanks.value("xa", parcel.ward.unit.on(day))
    blanks.line(("place", f"{ward}, {parcel.ward.district.on(day)}, tỉnh Bình Dương"), item="b) ")
    words = f"({blanks.label('words')} {spell_decimal(parcel.area)} mét vuông)"
    blanks.line(("area", f"{blanks.area(parcel.area)} {words}"), item="c) ")
    blanks.line(("form", blanks.note(rng.choice(_FORMS))), item="d) ")
    blanks.line(("purpose", blanks.value("muc_dich_su_dung", rng.choice(PURPOSES))), item="đ) ")
    blanks.line(
        (
            "term",
            blanks.note(
                rng.choice(("Lâu dài", "Đến tháng 10/2043", "Lâu dài; đất trồng cây lâu năm đến 15/10/2063"))
            ),
        ),
        item="e) ",
    )
    blanks.line(("origin", blanks.note(rng.choice(_ORIGINS))), item="g) ")


def _registered_parcel(blanks: Blanks, parcel: Parcel, day: date, rng: Random) -> None:
    blanks.line(
        ("parcel", blanks.value("so_thua", str(parcel.number))),
        ("map_sheet", blanks.value("to_ban_do", str(parcel.map_sheet))),
    )
    ward = blanks.value("xa", parcel.ward.unit.on(day))
    blanks.line(("place", f"{ward}, {blanks.note(parcel.ward.district.on(day))}, tỉnh Bình Dương"))
    blanks.line(("area", blanks.area(parcel.area)))
    since = blanks.note(f"từ năm {rng.randrange(1980, 2014)}")
    blanks.line(("purpose", f"{blanks.value('muc_dich_su_dung', rng.choice(PURPOSES))}, {since}"))
    blanks.line(
        (
            "origin",
            blanks.note(
                rng.choice(
                    ("Cha mẹ để lại", "Khai phá", "Nhận chuyển nhượng giấy tay", "Được tặng cho", "Thừa kế")
                )
            ),
        )
    )


def _ward_part(sheet: Sheet, paper: Paper, rng: Random, day: date) -> None:
    """Print part II, where the ward confirms what was declared."""
    ward = paper.case.owner.ward.unit.on(day)
    sheet.gap(10)
    sheet.write("<b>II. XÁC NHẬN CỦA ỦY BAN NHÂN DÂN XÃ, PHƯỜNG, THỊ TRẤN</b>", align=Align.LEFT)
    for line in (
        "1. Nội dung kê khai so với hiện trạng: phù hợp.",
        f"2. Nguồn gốc sử dụng đất: sử dụng ổn định từ năm {rng.randrange(1980, 2004)}.",
        "3. Tình trạng tranh chấp đất đai, tài sản gắn liền với đất: không có tranh chấp.",
        "4. Sự phù hợp với quy hoạch: phù hợp với quy hoạch sử dụng đất đã được phê duyệt.",
    ):
        sheet.write(line)
    countersign(
        sheet, rng, ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), full_name(rng, "Nam"), f"ỦY BAN NHÂN DÂN {ward}"
    )


def _payer(sheet: Sheet, blanks: Blanks, paper: Paper, day: date) -> None:
    """Print part I of a notice: who pays, for which land."""
    owner, parcel = paper.case.owner, paper.case.parcel
    sheet.write("<b>I. THÔNG TIN NGƯỜI NỘP THUẾ</b>", align=Align.LEFT)
    blanks.line(("payer", blanks.value("ho_ten", owner.name.upper(), owner.name, bold=True)))
    blanks.line(("id", blanks.value(id_key(owner), owner.id_number)))
    blanks.line(("address", blanks.value("dia_chi", owner.address(day))))
    blanks.line(("phone", blanks.value("so_dien_thoai", owner.phone)))
    if parcel is not None:
        where = f"Thửa đất số {blanks.value('so_thua', str(parcel.number))}, tờ bản đồ số {blanks.value('to_ban_do', str(parcel.map_sheet))}, {parcel.ward.on(day)}, tỉnh Bình Dương."
        sheet.write(f"Vị trí: {where}")
        sheet.write(f"Diện tích: {blanks.area(parcel.area)}", align=Align.LEFT)


def _dues(sheet: Sheet, blanks: Blanks, item: tuple[str, str, str], rng: Random) -> None:
    """Print a table of what is due, its sum in figures and in words, and where to pay."""
    base = rng.randrange(60, 2400) * 1_000_000
    amount = int(base * float(item[2].rstrip("%").replace(",", ".")) / 100) // 1000 * 1000
    rows = [
        ("STT", "Khoản nộp", "Giá tính (đồng)", "Tỷ lệ", "Số tiền (đồng)"),
        ("1", item[0].capitalize(), dotted(base), item[2], field("so_tien", dotted(amount))),
        ("2", "Tiền chậm nộp", "0", "0,03%", "0"),
    ]
    sheet.table((80, 470, 290, 150, 310), rows, points=12)
    sheet.gap(4)
    blanks.line(("amount", f"{blanks.value('so_tien', dotted(amount), bold=True)} đồng"))
    blanks.line(("words", f"<i>{blanks.note(spell(amount).capitalize())} đồng.</i>"))
    blanks.line(("chapter", "757"), ("item", item[1]))
    blanks.line(("account", f"7111 tại Kho bạc Nhà nước Bình Dương{WIDE}"))
