"""Papers of civil status (Thông tư 04/2020/TT-BTP) and the judicial record."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from digitize.province.blanks import Blanks
from digitize.province.cases import Case, Result
from digitize.province.letter import (
    Fields,
    Paper,
    both_sign,
    id_key,
    issued,
    letterhead,
    long_date,
    numbered,
    short,
    signature,
    the_family,
    title,
)
from digitize.province.parties import Relative, make_relative
from digitize.province.people import Person
from digitize.province.sheet import LEFT, RIGHT, WIDE, Align, Sheet
from digitize.province.spelled import spell_day

_PURPOSES = (
    "đăng ký kết hôn",
    "bổ sung hồ sơ vay vốn ngân hàng",
    "làm thủ tục mua bán nhà đất",
    "bổ túc hồ sơ xin việc làm",
    "chuyển nhượng quyền sử dụng đất",
)
_CAUSES = ("Già yếu", "Bệnh", "Tai nạn giao thông", "Bệnh tim mạch", "Suy hô hấp cấp", "Ung thư", "Đột quỵ")
_HOSPITALS = (
    "Bệnh viện Đa khoa tỉnh Bình Dương",
    "Trung tâm Y tế {district}",
    "Bệnh viện Từ Dũ, Thành phố Hồ Chí Minh",
    "Bệnh viện Phụ sản Nhi Bình Dương",
    "Bệnh viện Quốc tế Becamex",
    "Nhà hộ sinh tư nhân, {district}",
)
_WIDOWED = (
    "Đã đăng ký kết hôn nhưng đã ly hôn theo Quyết định số {n}/{year}/QĐST-HNGĐ của Tòa án nhân dân {district}; hiện tại chưa đăng ký kết hôn với ai",
    "Có vợ (chồng) đã chết; hiện tại chưa đăng ký kết hôn với ai",
)


def birth_certificate(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy khai sinh."""
    case, owner = paper.case, paper.case.owner
    result = _registered(paper, rng, owner.born)
    fields = _head(sheet, paper, result.number, result.issued_on, "GIẤY KHAI SINH")
    blanks = Blanks(sheet, rng, "ho_tich")
    blanks.line(("child", blanks.value("ho_ten", owner.name.upper(), owner.name, bold=True)))
    _day_in_words(blanks, "born", "ngay_sinh", owner.born)
    blanks.line(("sex", blanks.value("gioi_tinh", owner.sex)), ("nation", "Kinh"), ("country", "Việt Nam"))
    district = owner.ward.district.on(result.issued_on)
    blanks.line(("born_at", blanks.value("noi_sinh", rng.choice(_HOSPITALS).format(district=district))))
    blanks.line(("origin", f"tỉnh {owner.origin}"))
    if owner.id_type == "CCCD":
        blanks.line(("number", blanks.value(id_key(owner), owner.id_number)))
    mother, father = _parents(rng, case, result.issued_on)
    for key, parent in (("mother", mother), ("father", father)):
        sheet.gap(3)
        blanks.line((key, blanks.value(_PARENT_KEYS[key], parent.name, bold=True)))
        blanks.line(("year", str(parent.born)), ("nation", parent.nation), ("country", "Việt Nam"))
        blanks.line(("home", parent.home))
    sheet.gap(3)
    blanks.line(("declarer", rng.choice((mother, father)).name))
    blanks.line(
        (
            "paper",
            f"{father.id_type} số {father.id_number}, Cục Cảnh sát quản lý hành chính về trật tự xã hội cấp",
        )
    )
    blanks.line(("registry", case.unit))
    blanks.line(("registered", blanks.note(short(result.issued_on))))
    return fields | blanks.fields | _registrar(sheet, rng, paper, result.signer)


def marriage_certificate(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy chứng nhận kết hôn: of the dossier's owner, or of the parents of the child that owns it."""
    case = paper.case
    result = issued(paper, rng, "{n}/{year}")
    day = result.issued_on
    fields = _head(sheet, paper, result.number, day, "GIẤY CHỨNG NHẬN KẾT HÔN")
    blanks = Blanks(sheet, rng, "ho_tich")
    family = the_family(case)
    two = (case.owner, case.about) if case.subject == "marriage" else (family.father, family.mother)
    wife, husband = sorted(two, key=lambda person: person.sex, reverse=True)
    _spouse(blanks, wife, "wife", "ho_ten_vo", day)
    _spouse(blanks, husband, "husband", "ho_ten_chong", day)
    sheet.write(f"<b>Nơi đăng ký kết hôn:</b> {case.unit}", align=Align.LEFT)
    sheet.write(f"<b>Ngày, tháng, năm đăng ký:</b> {short(day)}", align=Align.LEFT)
    hint = "(Ký, ghi rõ họ, chữ đệm, tên)"
    both_sign(sheet, rng, ("Chồng", "Vợ"), (husband.name, wife.name), hint=hint)
    return fields | blanks.fields | _registrar(sheet, rng, paper, result.signer)


def marital_status(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy xác nhận tình trạng hôn nhân."""
    case, owner = paper.case, paper.case.owner
    result = issued(paper, rng, "{n}/UBND-XNTTHN")
    day = result.issued_on
    fields = letterhead(sheet, (case.issuer,), result.number, case.place, day)
    title(sheet, "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN")
    for ground in (
        "Luật Hộ tịch ngày 20 tháng 11 năm 2014",
        "Nghị định số 123/2015/NĐ-CP ngày 15 tháng 11 năm 2015 của Chính phủ",
    ):
        sheet.write(f"<i>Căn cứ {ground};</i>", indent=70)
    sheet.write(
        f"Xét đề nghị của ông/bà {owner.name} về việc cấp Giấy xác nhận tình trạng hôn nhân,", indent=70
    )
    sheet.write("<b>XÁC NHẬN:</b>", align=Align.CENTRE)
    blanks = Blanks(sheet, rng, "ho_tich")
    blanks.line(("name", blanks.value("ho_ten", owner.name.upper(), owner.name, bold=True)))
    blanks.line(("born", blanks.day("ngay_sinh", owner.born)), ("sex", blanks.value("gioi_tinh", owner.sex)))
    blanks.line(("nation", "Kinh"), ("country", "Việt Nam"))
    blanks.identity(owner)
    blanks.line(("home", blanks.value("dia_chi", owner.address(day))))
    states = ("Chưa đăng ký kết hôn với ai", *_WIDOWED)
    state = rng.choices(states, (5, 2, 1))[0].format(
        n=rng.randrange(20, 600), year=day.year - rng.randrange(1, 9), district=owner.ward.district.on(day)
    )
    since = f"Trong thời gian cư trú tại {owner.ward.on(day)}, từ ngày {short(owner.born.replace(day=1) + timedelta(days=6600))} đến ngày {short(day)}."
    if rng.random() < 0.4:
        sheet.write(since)
    blanks.line(("single", f"{blanks.value('tinh_trang_hon_nhan', state)}."))
    blanks.line(("purpose", f"{rng.choice(_PURPOSES)}."))
    end = day + timedelta(days=181)
    sheet.write(
        f"Giấy này có giá trị đến hết ngày {blanks.day('ngay_het_han', end)}, kể từ ngày cấp (06 tháng)."
    )
    return fields | blanks.fields | _registrar(sheet, rng, paper, result.signer)


def death_extract(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Trích lục khai tử: of the one whose death the dossier's owner declared."""
    case, owner = paper.case, paper.case.owner
    result = issued(paper, rng, "{n}/TLKT")
    day = result.issued_on
    fields = letterhead(sheet, (case.issuer,), result.number, case.place, day)
    title(sheet, *rng.choice((("TRÍCH LỤC KHAI TỬ",), ("TRÍCH LỤC KHAI TỬ", "(BẢN SAO)"))))
    blanks = Blanks(sheet, rng, "ho_tich")
    dead = case.about
    died = case.received_on - timedelta(days=rng.randrange(1, 12))
    blanks.line(("name", f"<b>{dead.name.upper()}</b>"))
    blanks.line(("born", short(dead.born)), ("sex", dead.sex))
    blanks.line(("nation", "Kinh"), ("country", "Việt Nam"))
    blanks.line(("number", dead.id_number))
    clock = f"{rng.randrange(24):02d} giờ {rng.randrange(60):02d} phút, {blanks.value('ngay_chet', long_date(died), died.isoformat())}"
    blanks.line(("died", clock))
    sheet.write(f"({blanks.label('words').strip('():').strip()}: {spell_day(died)})", align=Align.LEFT)
    blanks.line(
        ("died_at", rng.choice((dead.address(day), "Bệnh viện Đa khoa tỉnh Bình Dương", "Nhà riêng")))
    )
    blanks.line(("cause", rng.choice(_CAUSES)))
    blanks.line(("notice", f"{rng.randrange(2, 300):02d}/GBT-{died.year}, cấp ngày {short(died)}"))
    sheet.gap(4)
    blanks.line(("registry", case.unit))
    sheet.write(
        f"Số: {result.number.split('/')[0]}/{day.year}{WIDE}Quyển số: {rng.randrange(1, 4):02d}/{day.year}{WIDE}ngày {short(day)}",
        align=Align.LEFT,
    )
    sheet.write(f"Họ, chữ đệm, tên người đi khai tử: {blanks.value('ho_ten', owner.name)}", align=Align.LEFT)
    blanks.identity(owner)
    return fields | blanks.fields | _registrar(sheet, rng, paper, result.signer)


def judicial_record(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Phiếu lý lịch tư pháp số 1 or số 2."""
    case, owner = paper.case, paper.case.owner
    result = issued(paper, rng, "{n}/STP-LLTP")
    day = result.issued_on
    fields = letterhead(
        sheet, ("ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG", "SỞ TƯ PHÁP"), result.number, "Bình Dương", day
    )
    second = "số 2" in case.procedure_name or rng.random() < 0.2
    title(sheet, f"PHIẾU LÝ LỊCH TƯ PHÁP SỐ {2 if second else 1}")
    for ground in (
        "Luật Lý lịch tư pháp ngày 17 tháng 6 năm 2009",
        "Nghị định số 111/2010/NĐ-CP ngày 23 tháng 11 năm 2010 của Chính phủ",
    ):
        sheet.write(f"<i>Căn cứ {ground};</i>", indent=70)
    sheet.write("<b>XÁC NHẬN:</b>", align=Align.CENTRE)
    blanks = Blanks(sheet, rng, "ly_lich")
    blanks.item(
        ("name", blanks.value("ho_ten", owner.name.upper(), owner.name, bold=True)),
        ("sex", blanks.value("gioi_tinh", owner.sex)),
    )
    blanks.item(("born", blanks.day("ngay_sinh", owner.born)))
    blanks.item(
        ("born_at", blanks.value("noi_sinh", f"tỉnh {owner.origin}")),
        ("country", blanks.also("quoc_tich", "Việt Nam", "Việt Nam")),
    )
    if second:
        mother, father = _parents(rng, case, day)
        blanks.item(("father", blanks.value("ho_ten_cha", father.name)))
        blanks.item(("mother", blanks.value("ho_ten_me", mother.name)))
    blanks.item(("home", blanks.value("dia_chi", owner.address(day))))
    _convictions(blanks, paper, rng, day)
    roles = rng.choice((("GIÁM ĐỐC",), ("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG HÀNH CHÍNH TƯ PHÁP")))
    fields |= signature(
        sheet,
        rng,
        roles,
        result.signer,
        "SỞ TƯ PHÁP TỈNH BÌNH DƯƠNG",
        recipients=("Người yêu cầu;", "Lưu: HS."),
    )
    return fields | blanks.fields


def _convictions(blanks: Blanks, paper: Paper, rng: Random, day: date) -> None:
    """Print where somebody stays, by what paper he is known and what the record says."""
    blanks.item(("stay", rng.choice(("Không", paper.case.owner.ward.on(day)))))
    blanks.item(
        ("id", f"số {blanks.value(id_key(paper.case.owner), paper.case.owner.id_number)}"),
        ("id_day", short(paper.case.owner.id_issued_on)),
    )
    state = rng.choices(("Không có án tích", "Đã được xóa án tích", "Có án tích"), (30, 2, 1))[0]
    blanks.item(("state", blanks.value("tinh_trang_an_tich", state, bold=True)))
    blanks.item(("ban", rng.choice(("Không", "Không bị cấm", "Không có thông tin"))))


_PARENT_KEYS = {"mother": "ho_ten_me", "father": "ho_ten_cha"}


def _spouse(blanks: Blanks, person: Person, label: str, key: str, day: date) -> None:
    """Print one of the two who marry; `key` is the field of the name. Which of them owns a dossier the paper does not say."""
    blanks.line((label, blanks.value(key, person.name.upper(), person.name, bold=True)))
    blanks.line(("born", short(person.born)))
    blanks.line(("nation", "Kinh"), ("country", "Việt Nam"))
    blanks.line(("home", person.address(day)))
    blanks.line(("paper", f"{person.id_type} số {person.id_number}"))


def _registered(paper: Paper, rng: Random, born: date) -> Result:
    """Return the entry in the register of births: the dossier's result, or one made soon after the birth."""
    result = issued(paper, rng, "{n}/{year}")
    if paper.case.result is result:
        return result
    day = born + timedelta(days=rng.randrange(4, 60))
    return replace(result, number=f"{rng.randrange(1, 300):02d}/{day.year}", issued_on=day)


def _head(sheet: Sheet, paper: Paper, number: str, day: date, name: str) -> Fields:
    """Print the head of a certificate on decorated paper: the issuer on the left, số and day below the title."""
    case = paper.case
    sheet.pen.rectangle((LEFT - 90, 90, RIGHT + 60, 2260), outline=(150, 90, 100), width=6)
    sheet.pen.rectangle((LEFT - 76, 104, RIGHT + 46, 2246), outline=(190, 140, 150), width=2)
    fields = letterhead(sheet, (case.issuer,), "", case.place, day)
    title(sheet, name, points=20)
    sheet.write(numbered(sheet, number), align=Align.CENTRE)
    sheet.gap(8)
    return fields | {"so_ky_hieu": number}


def _day_in_words(blanks: Blanks, label: str, key: str, day: date) -> None:
    """Print a date in figures and, behind it or below, in words."""
    blanks.line((label, f"{blanks.day(key, day)}{WIDE}{blanks.label('words')} {blanks.note(spell_day(day))}"))


def _parents(rng: Random, case: Case, day: date) -> tuple[Relative, Relative]:
    """Return mother and father of the owner, whom the register may know; else by chance, the surname the father's."""
    owner, family = case.owner, case.family
    if family and owner in family.children:
        return _relative(family.mother, day), _relative(family.father, day)
    home = owner.address(day)
    mother = make_relative(rng, "Nữ", owner.born.year - rng.randrange(20, 38), home)
    surname = owner.name.split(maxsplit=1)[0]
    return mother, make_relative(rng, "Nam", mother.born - rng.randrange(-3, 8), home, surname=surname)


def _relative(person: Person, day: date) -> Relative:
    return Relative(
        person.name, person.born.year, "Kinh", person.address(day), person.id_number, person.id_type
    )


def _registrar(sheet: Sheet, rng: Random, paper: Paper, signer: str) -> Fields:
    """Print who signs in the registrar's stead."""
    roles = rng.choice((("CHỦ TỊCH",), ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")))
    return signature(sheet, rng, roles, signer, paper.case.issuer)
