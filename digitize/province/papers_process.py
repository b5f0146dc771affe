"""The papers of the one-door desk (Thông tư 01/2018/TT-VPCP): receipt, control sheet, request for more papers."""

from datetime import date, timedelta
from random import Random

from digitize.province.letter import (
    Fields,
    Paper,
    code_mark,
    entry,
    id_number,
    letterhead,
    long_date,
    person_fields,
    signature,
    title,
    worded,
)
from digitize.province.markup import field
from digitize.province.people import full_name
from digitize.province.seal import sign, stamp
from digitize.province.sheet import LEFT, RIGHT, Align, Sheet

DESK = "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"


def receipt(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    case = paper.case
    owner = case.owner
    fields = letterhead(sheet, (case.issuer,), "", case.place, case.received_on, desk=DESK)
    fields |= code_mark(sheet, paper, worded(rng, "tiep_nhan", "code"))
    title(sheet, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ")
    sheet.write(f"{worded(rng, 'tiep_nhan', 'desk')} {case.unit}", align=Align.LEFT)
    entry(sheet, rng, worded(rng, "tiep_nhan", "owner"), f"<b>{field('ho_ten', owner.name.upper())}</b>")
    sheet.write(f"Số CMND/CCCD: {id_number(owner)}", align=Align.LEFT)
    sheet.write(f"{worded(rng, 'tiep_nhan', 'address')} {field('dia_chi', owner.address(case.received_on))}")
    sheet.write(
        f"{worded(rng, 'tiep_nhan', 'phone')} {field('so_dien_thoai', owner.phone)}", align=Align.LEFT
    )
    sheet.write(f"{worded(rng, 'tiep_nhan', 'matter')} {field('ten_tthc', case.procedure_name)}")
    sheet.write("1. Thành phần hồ sơ nộp gồm:", align=Align.LEFT)
    rows = [(str(number), part.name, f"{part.copies:02d}") for number, part in enumerate(case.components, 1)]
    sheet.table((90, 980, 230), [("STT", "Tên giấy tờ", "Số lượng"), *rows])
    sheet.gap(5)
    sheet.write("2. Số lượng hồ sơ: 01 (bộ)", align=Align.LEFT)
    sheet.write(
        f"3. Thời gian giải quyết hồ sơ theo quy định là: {case.days:02d} ngày làm việc", align=Align.LEFT
    )
    received, due = worded(rng, "tiep_nhan", "received"), worded(rng, "tiep_nhan", "due")
    sheet.write(f"4. {received} {_clock(rng, case.received_on, 'ngay_tiep_nhan')}", align=Align.LEFT)
    sheet.write(f"5. {due} {_clock(rng, case.due_on, 'ngay_hen_tra')}", align=Align.LEFT)
    sheet.write(f"6. Đăng ký nhận kết quả tại: {case.unit}", align=Align.LEFT)
    book, serial = field("quyen_so", case.book), field("so_thu_tu", str(case.serial))
    sheet.write(f"Vào Sổ theo dõi hồ sơ, Quyển số: {book} Số thứ tự: {serial}", align=Align.LEFT)
    _two_signers(sheet, rng, owner.name, case.issuer)
    return fields | person_fields(case) | {
        "dia_chi": owner.address(case.received_on),
        "so_dien_thoai": owner.phone,
        "ten_tthc": case.procedure_name,
        "ngay_tiep_nhan": case.received_on.isoformat(),
        "ngay_hen_tra": case.due_on.isoformat(),
        "quyen_so": case.book,
        "so_thu_tu": str(case.serial),
    }  # fmt: skip


def control_sheet(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Phiếu kiểm soát quá trình giải quyết hồ sơ."""
    case = paper.case
    fields = letterhead(sheet, (case.issuer,), "", case.place, case.received_on, desk=DESK)
    title(sheet, "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ")
    fields |= code_mark(sheet, paper, worded(rng, "kiem_soat", "code"))
    sheet.write(f"{worded(rng, 'kiem_soat', 'office')} {case.office.capitalize()}", align=Align.LEFT)
    entry(sheet, rng, worded(rng, "kiem_soat", "owner"), f"<b>{field('ho_ten', case.owner.name)}</b>")
    sheet.write(f"{worded(rng, 'kiem_soat', 'matter')} {field('ten_tthc', case.procedure_name)}")
    sheet.gap(4)
    rows = [("TÊN CƠ QUAN", "THỜI GIAN GIAO, NHẬN HỒ SƠ", "KẾT QUẢ GIẢI QUYẾT HỒ SƠ", "GHI CHÚ")]
    steps = [DESK.capitalize(), case.office.capitalize(), "Lãnh đạo cơ quan", DESK.capitalize()]
    day = case.received_on
    for giver, taker in zip(steps * (4 if paper.long else 1), (steps * 4)[1:], strict=False):
        rows.append((f"1. Giao: {giver} 2. Nhận: {taker}", _clock(rng, day), "Đúng hạn", ""))
        day = min(case.due_on, day + timedelta(days=1))
    sheet.table((400, 450, 260, 190), rows, points=11.5)
    fields |= signature(sheet, rng, ("NGƯỜI GIAO HỒ SƠ",), full_name(rng, "Nữ"), "")
    return fields | {"ho_ten": case.owner.name, "ten_tthc": case.procedure_name}


def supplement_request(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""
    case = paper.case
    day = min(case.due_on, case.received_on + timedelta(days=1))
    number = f"{rng.randrange(1, 400):02d}/PYC-BPTNTKQ"
    fields = letterhead(sheet, (case.issuer,), number, case.place, day, desk=DESK)
    fields |= code_mark(sheet, paper, worded(rng, "tiep_nhan", "code"))
    title(sheet, "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ")
    entry(sheet, rng, worded(rng, "bo_sung", "owner"), f"<b>{field('ho_ten', case.owner.name)}</b>")
    sheet.write(f"{worded(rng, 'bo_sung', 'matter')} {field('ten_tthc', case.procedure_name)}")
    sheet.write(f"Địa chỉ: {field('dia_chi', case.owner.address(day))}")
    sheet.write(f"Số điện thoại: {field('so_dien_thoai', case.owner.phone)}", align=Align.LEFT)
    sheet.write(worded(rng, "bo_sung", "asks"))
    for item in range(1, rng.randrange(2, 5)):
        sheet.write(f"{item}. {worded(rng, 'bo_sung', 'missing')}")
    reason = "hồ sơ chưa đầy đủ theo quy định tại bộ thủ tục hành chính đã được công bố"
    sheet.write(f"Lý do: {field('ly_do', reason)}.")
    sheet.write(
        "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, ông (bà) liên hệ với Bộ phận tiếp nhận và trả kết quả "
        "để được hướng dẫn.",
        indent=70,
    )
    fields |= signature(
        sheet,
        rng,
        ("NGƯỜI HƯỚNG DẪN",),
        full_name(rng, "Nữ"),
        case.issuer,
        recipients=("Như trên;", "Lưu: HS."),
    )
    return fields | {
        "ho_ten": case.owner.name,
        "ten_tthc": case.procedure_name,
        "dia_chi": case.owner.address(day),
        "so_dien_thoai": case.owner.phone,
        "ly_do": reason,
    }


def _clock(rng: Random, day: date, key: str = "") -> str:
    """Return hour and day; the day is the value of field `key`, if one is named."""
    text = field(key, long_date(day)) if key else long_date(day)
    return f"{rng.randrange(7, 17):02d} giờ {rng.randrange(0, 60, 5):02d} phút, {text}"


def _two_signers(sheet: Sheet, rng: Random, owner: str, ring: str) -> None:
    sheet.keep(420)
    sheet.gap(10)
    top = sheet.y
    columns = (
        ("NGƯỜI NỘP HỒ SƠ", field("ho_ten", owner), LEFT - 90, 838),
        ("NGƯỜI TIẾP NHẬN HỒ SƠ", full_name(rng, "Nữ"), 862, RIGHT + 40),
    )
    for role, name, left, right in columns:
        sheet.y = top
        sheet.write(f"<b>{role}</b>", left=left, right=right, align=Align.CENTRE)
        sheet.write("<i>(Ký và ghi rõ họ tên)</i>", left=left, right=right, align=Align.CENTRE, points=12)
        sign(sheet.page, ((left + right) / 2, sheet.y + 110), rng, sheet.scale)
        if role != "NGƯỜI NỘP HỒ SƠ":
            stamp(sheet.page, (1090 + rng.randrange(-15, 15), sheet.y + 110), ring, rng, sheet.scale)
        sheet.y += 210
        sheet.write(name, left=left, right=right, align=Align.CENTRE)
