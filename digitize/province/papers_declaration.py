"""Tờ khai: what citizens declare to civil registry, justice and social welfare."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from digitize.province.blanks import Blanks, addressed
from digitize.province.letter import (
    Fields,
    Paper,
    applicant,
    citizen_head,
    code_mark,
    dated,
    short,
    the_family,
    title,
    worded,
)
from digitize.province.parties import make_relative
from digitize.province.sheet import RIGHT, WIDE, Align, Sheet
from digitize.province.spelled import spell_day

_TITLES = {
    "birth": "Tờ khai đăng ký khai sinh",
    "marriage": "Tờ khai đăng ký kết hôn",
    "death": "Tờ khai đăng ký khai tử",
    "record": "Tờ khai yêu cầu cấp Phiếu lý lịch tư pháp",
    "allowance": "Tờ khai đề nghị trợ giúp xã hội",
}
_HOSPITALS = (
    "Bệnh viện Đa khoa tỉnh Bình Dương",
    "Bệnh viện Từ Dũ",
    "Bệnh viện Phụ sản Nhi Bình Dương",
    "Trung tâm Y tế khu vực",
)
_OATH = (
    "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về cam đoan của mình.",
    "Tôi xin cam đoan lời khai trên là đúng, nếu có điều gì khai không đúng tôi xin chịu trách nhiệm hoàn toàn.",
    "Tôi cam đoan nội dung đề nghị trên đây là đúng sự thật, được sự thỏa thuận nhất trí của các bên liên quan theo quy định pháp luật.",
)


def declaration(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw the declaration that the dossier's procedure asks for."""
    case = paper.case
    day = case.received_on - timedelta(days=rng.randrange(0, 3))
    asked = next((part.name for part in case.components if part.kind == "to_khai"), "")
    name = asked or _TITLES.get(case.subject, "Tờ khai lệ phí trước bạ nhà, đất")
    matter = _matter(name)
    citizen_head(sheet)
    fields = code_mark(sheet, paper, worded(rng, "chung", "code"))
    title(sheet, *_in_lines(name.upper()))
    fields |= addressed(sheet, rng, case.unit)
    blanks = Blanks(sheet, rng, "ho_tich")
    declarer = _declarer(blanks, paper, matter, day)
    _MATTERS.get(matter, _copies)(sheet, blanks, paper, rng)
    sheet.write(rng.choice(_OATH), indent=70)
    if matter not in {"duty", "welfare", "record"} and rng.random() < 0.6:
        count = blanks.note(f"{rng.randrange(1, 6):02d}")
        sheet.write(f"Đề nghị cấp bản sao: Có [x], Không [ ]{WIDE}Số lượng: {count} bản", align=Align.LEFT)
    sheet.gap(4)
    sheet.write(dated(sheet, case.place, day), left=780, right=RIGHT, align=Align.CENTRE)
    applicant(sheet, sheet.blank(declarer), rng.choice(("NGƯỜI KHAI", "NGƯỜI YÊU CẦU", "Người khai")), rng)
    return fields | blanks.fields | {"ngay_ban_hanh": day.isoformat()}


def _declarer(blanks: Blanks, paper: Paper, matter: str, day: date) -> str:
    """Print who declares, and return the name: the owner, or a parent of the child that owns the dossier."""
    case = paper.case
    if matter == "birth" and case.family is not None:
        parent = case.family.mother if case.serial % 3 else case.family.father
        blanks.line(("name", blanks.note(parent.name.upper())))
        blanks.line(("born", blanks.note(short(parent.born))))
        blanks.line(("paper", blanks.note(f"{parent.id_type} số {parent.id_number}")))
        blanks.line(("home", blanks.note(parent.address(day))), ("phone", blanks.note(parent.phone)))
        return parent.name
    owner = case.owner
    blanks.line(("name", blanks.value("ho_ten", owner.name.upper(), owner.name)))
    blanks.line(("born", blanks.day("ngay_sinh", owner.born)), ("sex", blanks.value("gioi_tinh", owner.sex)))
    blanks.identity(owner)
    blanks.line(("home", blanks.value("dia_chi", owner.address(day))))
    blanks.line(("phone", blanks.value("so_dien_thoai", owner.phone)))
    return owner.name


def _matter(name: str) -> str:
    """Return what a declaration is about, by its name."""
    words = {
        "khai sinh": "birth",
        "hôn nhân": "single",
        "kết hôn": "marriage",
        "khai tử": "death",
        "lý lịch": "record",
        "trợ giúp": "welfare",
        "trước bạ": "duty",
    }
    return next((matter for word, matter in words.items() if word in name.lower()), "copies")


def _birth(sheet: Sheet, blanks: Blanks, paper: Paper, rng: Random) -> None:
    """Print the child whose birth is declared, and the parents."""
    child, family = paper.case.owner, the_family(paper.case)
    sheet.write("Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:", align=Align.LEFT)
    blanks.line(("child", blanks.value("ho_ten", child.name.upper(), child.name)))
    words = f"{blanks.label('words')} {blanks.note(spell_day(child.born))}"
    blanks.line(("born", f"{blanks.day('ngay_sinh', child.born)} {words}"))
    blanks.line(("sex", blanks.value("gioi_tinh", child.sex)), ("nation", blanks.note("Kinh")))
    blanks.line(("born_at", blanks.value("noi_sinh", rng.choice(_HOSPITALS))))
    blanks.line(("origin", blanks.note(f"tỉnh {child.origin}")))
    for key, tag, parent in (("mother", "ho_ten_me", family.mother), ("father", "ho_ten_cha", family.father)):
        blanks.line((key, blanks.value(tag, parent.name)), ("year", blanks.note(str(parent.born.year))))
    blanks.line(("home", blanks.value("dia_chi", child.address(paper.case.received_on))))


def _marriage(sheet: Sheet, blanks: Blanks, paper: Paper, rng: Random) -> None:
    """Print the other party of a marriage."""
    other = paper.case.about
    key, tag = ("wife", "ho_ten_vo") if other.sex == "Nữ" else ("husband", "ho_ten_chong")
    blanks.line((key, blanks.value(tag, other.name.upper(), other.name)))
    blanks.line(("born", blanks.note(short(other.born))), ("nation", blanks.note("Kinh")))
    blanks.line(("home", blanks.note(other.address(paper.case.received_on))))
    blanks.line(("paper", blanks.note(f"{other.id_type} số {other.id_number}")))
    time = blanks.note(rng.choice(("nhất", "nhất", "hai")))
    sheet.write(
        f"Kết hôn lần thứ: {time}. Chúng tôi tự nguyện kết hôn, không vi phạm quy định của Luật Hôn nhân và gia đình."
    )


def _single(_sheet: Sheet, blanks: Blanks, _paper: Paper, rng: Random) -> None:
    """Print the marital status that is to be confirmed."""
    state = rng.choice(
        ("Chưa đăng ký kết hôn với ai", "Đã ly hôn, chưa kết hôn lại", "Vợ (chồng) đã chết, chưa kết hôn lại")
    )
    blanks.line(("single", blanks.value("tinh_trang_hon_nhan", state)))
    blanks.line(
        ("purpose", blanks.note(rng.choice(("đăng ký kết hôn", "vay vốn ngân hàng", "mua bán nhà đất"))))
    )


def _death(sheet: Sheet, blanks: Blanks, paper: Paper, rng: Random) -> None:
    """Print whose death is declared."""
    dead = paper.case.about
    died = paper.case.received_on - timedelta(days=rng.randrange(1, 12))
    sheet.write("Đề nghị cơ quan đăng ký khai tử cho người có tên dưới đây:", align=Align.LEFT)
    blanks.line(("name", blanks.note(dead.name.upper())))
    blanks.line(("born", blanks.note(short(dead.born))))
    blanks.line(("paper", blanks.note(f"{dead.id_type} số {dead.id_number}")))
    hour = blanks.note(f"{rng.randrange(24):02d} giờ {rng.randrange(60):02d} phút")
    blanks.line(("died", f"{hour}, ngày {blanks.day('ngay_chet', died)}"))
    blanks.line(("died_at", blanks.note(rng.choice(("Nhà riêng", "Bệnh viện Đa khoa tỉnh Bình Dương")))))
    blanks.line(("cause", blanks.note(rng.choice(("Già yếu", "Bệnh", "Tai nạn")))))


def _record(sheet: Sheet, blanks: Blanks, paper: Paper, rng: Random) -> None:
    """Print where somebody lived since the age of 14, and the parents."""
    owner = paper.case.owner
    year = owner.born.year
    mother = make_relative(rng, "Nữ", year - rng.randrange(20, 36), "")
    father = make_relative(rng, "Nam", mother.born - rng.randrange(0, 6), "", surname=owner.name.split()[0])
    blanks.line(("father", blanks.value("ho_ten_cha", father.name)), ("year", blanks.note(str(father.born))))
    blanks.line(("mother", blanks.value("ho_ten_me", mother.name)), ("year", blanks.note(str(mother.born))))
    sheet.write("Quá trình cư trú của bản thân từ khi đủ 14 tuổi:", align=Align.LEFT)
    now = paper.case.received_on
    rows = [("Từ tháng, năm đến tháng, năm", "Nơi thường trú/Tạm trú", "Nghề nghiệp, nơi làm việc")]
    rows += [
        (
            blanks.note(f"{rng.randrange(1, 13):02d}/{year + 14} - 9/{min(year + 20, now.year - 1)}"),
            blanks.note(f"tỉnh {owner.origin}"),
            blanks.note("Học sinh"),
        ),
        (
            blanks.note(f"10/{min(year + 20, now.year - 1)} - nay"),
            blanks.note(owner.ward.on(now)),
            blanks.note(rng.choice(("Công nhân", "Buôn bán", "Nhân viên văn phòng", "Lái xe", "Nội trợ"))),
        ),
    ]
    sheet.table((400, 520, 380), rows, points=12)
    sheet.gap(4)
    sheet.write(
        f"Yêu cầu cấp Phiếu lý lịch tư pháp: Số 1 [{'x' if rng.random() < 0.7 else ' '}]   Số 2 [ ]",
        align=Align.LEFT,
    )


def _welfare(sheet: Sheet, blanks: Blanks, _paper: Paper, rng: Random) -> None:
    """Print the circumstances of somebody who asks for welfare."""
    for number, (ask, answers) in enumerate(_CIRCUMSTANCES, 1):
        answer = rng.choice(answers)
        told = blanks.value("tinh_trang_hon_nhan", answer) if ask == _MARRIED else blanks.note(answer)
        sheet.write(
            f"{number}. {ask} {told}",
            align=Align.LEFT,
            leader=sheet.penned.blanks,
        )


def _duty(sheet: Sheet, blanks: Blanks, paper: Paper, rng: Random) -> None:
    """Print what a declaration of the registration fee says about the land."""
    parcel = paper.case.parcel
    if parcel is not None:
        blanks_parcel = f"{blanks.value('so_thua', str(parcel.number))}; tờ bản đồ số: {blanks.value('to_ban_do', str(parcel.map_sheet))}"
        sheet.write(f"Thửa đất số: {blanks_parcel}", align=Align.LEFT)
        sheet.write(f"Diện tích: {blanks.area(parcel.area)}", align=Align.LEFT)
    sheet.write(
        f"Nguồn gốc nhà đất: {blanks.note(rng.choice(('nhận chuyển nhượng', 'thừa kế', 'tặng cho')))}",
        align=Align.LEFT,
    )
    sheet.write("Tài sản thuộc diện được miễn lệ phí trước bạ (lý do): không", align=Align.LEFT)


def _copies(sheet: Sheet, blanks: Blanks, paper: Paper, rng: Random) -> None:
    """Print of which entry in the civil register a copy is wanted."""
    owner = paper.case.owner
    sheet.write(
        f"Đề nghị cơ quan cấp bản sao trích lục {blanks.note('khai sinh')} cho người có tên dưới đây:",
        align=Align.LEFT,
    )
    blanks.line(("name", blanks.note(owner.name)), ("year", blanks.note(str(owner.born.year))))
    blanks.line(("registry", blanks.note(paper.case.unit)))
    blanks.line(("registered", blanks.note(short(owner.born + timedelta(days=rng.randrange(3, 60))))))


_Part = Callable[[Sheet, Blanks, Paper, Random], None]
_MATTERS: dict[str, _Part] = {
    "birth": _birth,
    "marriage": _marriage,
    "single": _single,
    "death": _death,
    "record": _record,
    "welfare": _welfare,
    "duty": _duty,
}
_MARRIED = "Tình trạng hôn nhân:"
_CIRCUMSTANCES = (
    ("Tình trạng đi học:", ("Đã nghỉ học", "Không đi học", "Đang học lớp 5")),
    ("Có thẻ BHYT không?", ("Có", "Không", "Có, do Nhà nước cấp")),
    ("Thuộc hộ nghèo, hộ cận nghèo không?", ("Không", "Hộ nghèo", "Hộ cận nghèo")),
    (
        "Có khuyết tật không? Dạng tật:",
        ("Không", "Vận động, mức độ nặng", "Thần kinh, tâm thần", "Nghe, nói"),
    ),
    (_MARRIED, ("Độc thân", "Góa", "Đã kết hôn", "Ly hôn")),
    ("Khả năng tham gia lao động:", ("Không có khả năng lao động", "Làm việc nhẹ tại nhà", "Buôn bán nhỏ")),
    ("Khả năng tự phục vụ:", ("Tự phục vụ được", "Cần người giúp một phần", "Không tự phục vụ được")),
)


def _in_lines(name: str) -> tuple[str, ...]:
    """Return a title in lines of at most about forty-five letters."""
    lines = [""]
    for word in name.split():
        if len(lines[-1]) + len(word) > 45:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(lines)
