"""The papers of the one-door desk (Thông tư 01/2018/TT-VPCP): receipt, control sheet, request for more papers."""

from datetime import date, timedelta
from random import Random

from digitize.province.letter import (
    Fields,
    Paper,
    code_mark,
    entry,
    letterhead,
    long_date,
    person_fields,
    signature,
    title,
    worded,
)
from digitize.province.people import full_name
from digitize.province.seal import sign, stamp
from digitize.province.sheet import Align, Sheet

DESK = "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"


def receipt(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    case = paper.case
    owner = case.owner
    head = letterhead(sheet, (case.issuer, DESK), "", case.place, case.received_on)
    fields = {"co_quan_ban_hanh": case.issuer, "ngay_ban_hanh": head["ngay_ban_hanh"]}
    fields |= code_mark(sheet, paper, worded(rng, "tiep_nhan", "code"))
    title(sheet, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ")
    sheet.write(f"{worded(rng, 'tiep_nhan', 'desk')} {case.unit}", align=Align.LEFT)
    entry(sheet, rng, worded(rng, "tiep_nhan", "owner"), f"<b>{owner.name.upper()}</b>")
    sheet.write(f"Số CMND/CCCD: {owner.id_number}", align=Align.LEFT)
    sheet.write(f"{worded(rng, 'tiep_nhan', 'address')} {owner.address(case.received_on)}")
    sheet.write(f"{worded(rng, 'tiep_nhan', 'phone')} {owner.phone}", align=Align.LEFT)
    sheet.write(f"{worded(rng, 'tiep_nhan', 'matter')} {case.procedure_name}")
    sheet.write("1. Thành phần hồ sơ nộp gồm:", align=Align.LEFT)
    rows = [(str(number), part.name, f"{part.copies:02d}") for number, part in enumerate(case.components, 1)]
    sheet.table((90, 980, 230), [("STT", "Tên giấy tờ", "Số lượng"), *rows])
    sheet.gap(5)
    sheet.write("2. Số lượng hồ sơ: 01 (bộ)", align=Align.LEFT)
    sheet.write(
        f"3. Thời gian giải quyết hồ sơ theo quy định là: {case.days:02d} ngày làm việc", align=Align.LEFT
    )
    sheet.write(
        f"4. {worded(rng, 'tiep_nhan', 'received')} {_clock(rng, case.received_on)}", align=Align.LEFT
    )
    sheet.write(f"5. {worded(rng, 'tiep_nhan', 'due')} {_clock(rng, case.due_on)}", align=Align.LEFT)
    sheet.write(f"6. Đăng ký nhận kết quả tại: {case.unit}", align=Align.LEFT)
    sheet.write(f"Vào Sổ theo dõi hồ sơ, Quyển số: {case.book} Số thứ tự: {case.serial}", align=Align.LEFT)
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
    head = letterhead(sheet, (case.issuer, DESK), "", case.place, case.received_on)
    fields = {"co_quan_ban_hanh": case.issuer, "ngay_ban_hanh": head["ngay_ban_hanh"]}
    title(sheet, "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ")
    fields |= code_mark(sheet, paper, worded(rng, "kiem_soat", "code"))
    sheet.write(f"{worded(rng, 'kiem_soat', 'office')} {case.office.capitalize()}", align=Align.LEFT)
    entry(sheet, rng, worded(rng, "kiem_soat", "owner"), f"<b>{case.owner.name}</b>")
    sheet.write(f"{worded(rng, 'kiem_soat', 'matter')} {case.procedure_name}")
    sheet.gap(4)
    rows = [("TÊN CƠ QUAN", "THỜI GIAN GIAO, NHẬN HỒ SƠ", "KẾT QUẢ GIẢI QUYẾT HỒ SƠ", "GHI CHÚ")]
    steps = [DESK.capitalize(), case.office.capitalize(), "Lãnh đạo cơ quan", DESK.capitalize()]
    day = case.received_on
    for giver, taker in zip(steps * (4 if paper.long else 1), (steps * 4)[1:], strict=False):
        rows.append((f"1. Giao: {giver} 2. Nhận: {taker}", _clock(rng, day), "Đúng hạn", ""))
        day = min(case.due_on, day + timedelta(days=1))
    sheet.table((400, 450, 260, 190), rows, points=11.5)
    signature(sheet, rng, ("NGƯỜI GIAO HỒ SƠ",), full_name(rng, "Nữ"), "")
    return fields | {"ho_ten": case.owner.name, "ten_tthc": case.procedure_name}


def supplement_request(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""
    case = paper.case
    day = min(case.due_on, case.received_on + timedelta(days=1))
    number = f"{rng.randrange(1, 400):02d}/PYC-BPTNTKQ"
    fields = letterhead(sheet, (case.issuer, DESK), f"Số: {number}", case.place, day)
    fields["co_quan_ban_hanh"] = case.issuer
    fields |= code_mark(sheet, paper, worded(rng, "tiep_nhan", "code"))
    title(sheet, "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ")
    entry(sheet, rng, worded(rng, "bo_sung", "owner"), f"<b>{case.owner.name}</b>")
    sheet.write(f"{worded(rng, 'bo_sung', 'matter')} {case.procedure_name}")
    sheet.write(f"Địa chỉ: {case.owner.address(day)}")
    sheet.write(f"Số điện thoại: {case.owner.phone}", align=Align.LEFT)
    sheet.write(worded(rng, "bo_sung", "asks"))
    for item in range(1, rng.randrange(2, 5)):
        sheet.write(f"{item}. {worded(rng, 'bo_sung', 'missing')}")
    sheet.write("Lý do: hồ sơ chưa đầy đủ theo quy định tại bộ thủ tục hành chính đã được công bố.")
    sheet.write(
        "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, ông (bà) liên hệ với Bộ phận tiếp nhận và trả kết quả "
        "để được hướng dẫn.",
        indent=70,
    )
    signature(
        sheet,
        rng,
        ("NGƯỜI HƯỚNG DẪN",),
        full_name(rng, "Nữ"),
        case.issuer,
        recipients=("Như trên;", "Lưu: HS."),
    )
    return fields | {
        "so_ky_hieu": number,
        "ho_ten": case.owner.name,
        "ten_tthc": case.procedure_name,
        "dia_chi": case.owner.address(day),
        "so_dien_thoai": case.owner.phone,
    }


def _clock(rng: Random, day: date) -> str:
    return f"{rng.randrange(7, 17):02d} giờ {rng.randrange(0, 60, 5):02d} phút, {long_date(day)}"


def _two_signers(sheet: Sheet, rng: Random, owner: str, ring: str) -> None:
    sheet.keep(420)
    sheet.gap(10)
    sheet.beside(("<b>NGƯỜI NỘP HỒ SƠ</b>",), ("<b>NGƯỜI TIẾP NHẬN HỒ SƠ</b>",), split=850)
    sheet.beside(("<i>(Ký và ghi rõ họ tên)</i>",), ("<i>(Ký và ghi rõ họ tên)</i>",), split=850, points=12)
    middle = sheet.y + 110
    sign(sheet.page, (500, middle), rng)
    sign(sheet.page, (1230, middle), rng)
    stamp(sheet.page, (1090 + rng.randrange(-15, 15), middle), ring, rng)
    sheet.y += 210
    sheet.beside((owner,), (full_name(rng, "Nữ"),), split=850)
