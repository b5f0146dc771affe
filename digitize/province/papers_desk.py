"""More papers of the one-door desk (Thông tư 01/2018/TT-VPCP): refusal, apology, a page of the book of dossiers."""

from datetime import timedelta
from random import Random

from digitize.province.blanks import Blanks, addressed
from digitize.province.cases import Case
from digitize.province.letter import (
    Fields,
    Paper,
    code_mark,
    letterhead,
    long_date,
    short,
    signature,
    title,
    worded,
)
from digitize.province.markup import field
from digitize.province.papers_process import DESK
from digitize.province.people import full_name
from digitize.province.prose import SECTORS, Author
from digitize.province.sheet import Align, Sheet
from digitize.province.units import table
from digitize.province.workdays import working_days_later

_COLUMNS = (54, 190, 204, 48, 160, 204, 124, 124, 124, 68)
"""Widths of the columns of the book."""


def refusal(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Phiếu từ chối tiếp nhận giải quyết hồ sơ."""
    case, owner = paper.case, paper.case.owner
    number = f"{rng.randrange(1, 300):02d}/PTC-{rng.choice(('BPTNTKQ', 'MC', 'TTHCC'))}"
    fields = letterhead(sheet, (case.issuer,), f"{number}", case.place, case.received_on, desk=DESK)
    fields |= code_mark(sheet, paper, worded(rng, "chung", "code"))
    title(sheet, "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ")
    blanks = Blanks(sheet, rng, "tu_choi")
    blanks.line(("dossier_owner", blanks.value("ho_ten", owner.name, bold=True)))
    blanks.line(("address", blanks.value("dia_chi", owner.address(case.received_on))))
    blanks.line(("phone", blanks.value("so_dien_thoai", owner.phone)))
    blanks.line(("matter", blanks.value("ten_tthc", case.procedure_name)))
    sheet.gap(3)
    sheet.write(blanks.label("intro"), indent=70)
    author = _author(case, rng)
    reasons = [author.pick("reasons", "refusal") for _ in range(rng.randrange(1, 4))]
    blanks.fields["ly_do"] = " ".join(reasons)
    for reason in reasons:
        sheet.write(f"- {field('ly_do', reason)}", indent=70)
    sheet.write(blanks.label("outro"), indent=70)
    clerk = full_name(rng, "Nữ")
    fields |= signature(
        sheet, rng, ("NGƯỜI TIẾP NHẬN HỒ SƠ",), clerk, case.issuer, recipients=("Như trên;", "Lưu: HS.")
    )
    return fields | blanks.fields


def apology(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Phiếu xin lỗi và hẹn lại ngày trả kết quả."""
    case, owner = paper.case, paper.case.owner
    day = case.due_on
    number = f"{rng.randrange(1, 400):02d}/PXL-{rng.choice(('UBND', 'BPTNTKQ', 'VP'))}"
    fields = letterhead(sheet, (case.issuer,), number, case.place, day, desk=rng.choice(("", DESK)))
    title(sheet, "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ")
    fields |= addressed(sheet, rng, owner.name if owner.id_type == "MST" else f"Ông (bà) {owner.name}")
    blanks = Blanks(sheet, rng, "xin_loi")
    name = blanks.value("ho_ten", owner.name, bold=True)
    matter = blanks.value("ten_tthc", case.procedure_name)
    code = f", mã số hồ sơ: {blanks.value('ma_ho_so', case.code)}" if paper.shows_code else ""
    sheet.write(f"{case.unit} đã tiếp nhận hồ sơ của ông (bà) {name} về việc: {matter}{code}.", indent=70)
    blanks.line(("received", blanks.day("ngay_tiep_nhan", case.received_on)))
    blanks.line(("due", blanks.day("ngay_hen_tra", case.due_on)))
    sheet.write("Đến nay, hồ sơ chưa giải quyết xong.", indent=70)
    blanks.line(("reason", blanks.value("ly_do", _author(case, rng).pick("reasons", "delay"))))
    sheet.write(
        f"Sự chậm trễ này gây phiền hà cho ông (bà), {case.unit} chân thành xin lỗi và mong nhận được sự thông cảm.",
        indent=70,
    )
    again = working_days_later(case.due_on, rng.randrange(2, 15))
    blanks.line(("again", blanks.note(long_date(again))))
    sheet.write("Mong ông (bà) tiếp tục phối hợp với cơ quan để hồ sơ được giải quyết đúng hạn.", indent=70)
    role = rng.choice(("THỦ TRƯỞNG CƠ QUAN", "CHÁNH VĂN PHÒNG", "KT. CHỦ TỊCH"))
    roles = (role, "PHÓ CHỦ TỊCH") if role.startswith("KT.") else (role,)
    fields |= signature(
        sheet,
        rng,
        roles,
        full_name(rng, "Nam"),
        case.issuer,
        recipients=("Như trên;", "Bộ phận Một cửa;", "Lưu: VT."),
    )
    return fields | blanks.fields


def book_page(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw a page of Sổ theo dõi hồ sơ: the dossier's own line among those of `paper.listed`."""
    case = paper.case
    sheet.y -= 60
    blanks = Blanks(sheet, rng, "so")
    sheet.write(
        f"<b>{blanks.value('co_quan_ban_hanh', case.issuer)}</b>", align=Align.LEFT, points=11, left=130
    )
    sheet.write(f"<b>{DESK}</b>", align=Align.LEFT, points=11, left=130)
    sheet.gap(4)
    title(sheet, "SỔ THEO DÕI HỒ SƠ")
    sheet.write(
        f"{blanks.label('book')} {blanks.value('quyen_so', case.book)}", align=Align.CENTRE, points=11
    )
    sheet.gap(4)
    columns: list[str] = table("wordings")["so"]["columns"]
    rows = [tuple(f"<b>{column}</b>" for column in columns), tuple(f"<i>({n})</i>" for n in range(1, 11))]
    listed = sorted({*paper.listed, case}, key=lambda one: (one.book, one.serial))
    rows += [_entry(sheet, one, rng) for one in listed]
    sheet.table(_COLUMNS, rows, points=8.0, left=130)
    return blanks.fields


def _entry(sheet: Sheet, case: Case, rng: Random) -> tuple[str, ...]:
    """Return a line of the book."""
    head, tail = case.code.split("-", 1)
    returned = case.result.issued_on if case.result else None
    words = (
        str(case.serial),
        f"{head}-\n{tail}",
        _cut(case.procedure_name, 48),
        "01",
        case.owner.name,
        f"{case.owner.ward.unit.on(case.received_on)}; {case.owner.phone}",
        short(case.received_on),
        short(case.due_on),
        short(returned + timedelta(days=rng.choice((0, 0, 0, 1, 3)))) if returned else "",
        "",
    )
    by_hand = {8} | ({0, 3, 6, 7} if rng.random() < 0.3 else set())
    return tuple(
        f"<h>{word}</h>" if word and number in by_hand and sheet.penned.blanks else word
        for number, word in enumerate(words)
    )


def _cut(text: str, most: int) -> str:
    """Return `text` cut off at a word, as clerks shorten long names."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]}…"


def _author(case: Case, rng: Random) -> Author:
    return Author(rng, sector=SECTORS.get(case.subject, "reform"), day=case.due_on, issuer=case.unit)
