"""Contract of sale of land with the notary's words at its end; authorisation of somebody else to act."""

from datetime import date, timedelta
from random import Random

from digitize.province.blanks import Blanks
from digitize.province.cases import Parcel
from digitize.province.letter import (
    Fields,
    Paper,
    both_sign,
    citizen_head,
    countersign,
    id_key,
    long_date,
    numbered_parcel,
    parcel_fields,
    short,
    the_parcel,
    title,
)
from digitize.province.markup import field
from digitize.province.parties import Relative, make_relative
from digitize.province.people import Person, full_name
from digitize.province.prose import SECTORS, Author
from digitize.province.sheet import WIDE, Align, Sheet
from digitize.province.spelled import dotted, spell, spell_day, spell_decimal
from digitize.province.units import Ward

_HINT = "(Ký, điểm chỉ và ghi rõ họ tên)"
_TERMS = (
    (
        "THUẾ, LỆ PHÍ",
        (
            "Thuế thu nhập cá nhân do Bên A nộp; lệ phí trước bạ, phí công chứng do Bên B nộp.",
            "Toàn bộ thuế, phí, lệ phí liên quan đến việc chuyển nhượng theo Hợp đồng này do Bên B chịu trách nhiệm nộp.",
        ),
    ),
    (
        "VIỆC GIAO VÀ ĐĂNG KÝ QUYỀN SỬ DỤNG ĐẤT",
        (
            "Bên A có nghĩa vụ giao thửa đất nêu tại Điều 1 cùng toàn bộ giấy tờ về quyền sử dụng đất cho Bên B ngay sau khi ký Hợp đồng. Bên B có nghĩa vụ thực hiện đăng ký quyền sử dụng đất tại cơ quan có thẩm quyền theo quy định của pháp luật.",
            "Hai bên tự giao nhận đất và giấy tờ. Bên B chịu trách nhiệm đăng ký biến động quyền sử dụng đất trong thời hạn không quá 30 ngày kể từ ngày Hợp đồng có hiệu lực.",
        ),
    ),
    (
        "PHƯƠNG THỨC GIẢI QUYẾT TRANH CHẤP",
        (
            "Trong quá trình thực hiện Hợp đồng này, nếu phát sinh tranh chấp, các bên cùng nhau thương lượng trên nguyên tắc tôn trọng quyền lợi của nhau; trường hợp không giải quyết được thì một trong hai bên có quyền khởi kiện để yêu cầu Tòa án có thẩm quyền giải quyết theo quy định của pháp luật.",
            "Mọi tranh chấp được ưu tiên thương lượng, hòa giải tại địa phương; không thành thì đưa ra Tòa án nhân dân nơi có đất.",
        ),
    ),
    (
        "CAM ĐOAN CỦA CÁC BÊN",
        (
            "Bên A cam đoan những thông tin về nhân thân và về thửa đất đã ghi trong Hợp đồng là đúng sự thật; thửa đất không có tranh chấp, không bị kê biên để bảo đảm thi hành án. Bên B cam đoan đã xem xét kỹ, biết rõ về thửa đất và giấy tờ về quyền sử dụng đất. Việc giao kết Hợp đồng này hoàn toàn tự nguyện, không bị lừa dối, không bị ép buộc.",
        ),
    ),
    (
        "ĐIỀU KHOẢN CUỐI CÙNG",
        (
            "Hai bên đã hiểu rõ quyền, nghĩa vụ và lợi ích hợp pháp của mình, ý nghĩa và hậu quả pháp lý của việc giao kết Hợp đồng này. Hai bên đã tự đọc lại Hợp đồng, đồng ý toàn bộ nội dung và ký tên, điểm chỉ dưới đây.",
        ),
    ),
)


def sale_of_land(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Hợp đồng chuyển nhượng quyền sử dụng đất with LỜI CHỨNG; the owner of the dossier buys."""
    case, owner, parcel = paper.case, paper.case.owner, the_parcel(paper.case)
    day = case.received_on - timedelta(days=rng.randrange(2, 60))
    seller = make_relative(rng, "Nam", rng.randrange(1950, 1988), f"{owner.ward.on(day)}, tỉnh Bình Dương")
    spouse = make_relative(rng, "Nữ", seller.born + rng.randrange(-2, 6), seller.home)
    citizen_head(sheet)
    title(sheet, "HỢP ĐỒNG CHUYỂN NHƯỢNG QUYỀN SỬ DỤNG ĐẤT")
    blanks = Blanks(sheet, rng, "hop_dong")
    place = rng.choice(
        (
            f"Văn phòng công chứng {full_name(rng, 'Nam')}, tỉnh Bình Dương",
            "Phòng Công chứng số 1 tỉnh Bình Dương",
        )
    )
    sheet.write(f"Hôm nay, {long_date(day)}, tại {place}, chúng tôi gồm:", indent=70)
    _seller(sheet, blanks, seller, spouse)
    _buyer(sheet, blanks, owner, day)
    sheet.write(
        "Hai bên đồng ý thực hiện việc chuyển nhượng quyền sử dụng đất với các thỏa thuận sau đây:", indent=70
    )
    _article(sheet, 1, "QUYỀN SỬ DỤNG ĐẤT CHUYỂN NHƯỢNG")
    area = blanks.area(parcel.area)
    sheet.write(
        f"Bên A chuyển nhượng cho Bên B quyền sử dụng đối với {numbered_parcel(parcel)} tại {parcel.ward.on(day)}, tỉnh Bình Dương, diện tích {area} (bằng chữ: {spell_decimal(parcel.area)} mét vuông).",
        indent=70,
    )
    _certificate(sheet, blanks, parcel, day, rng)
    _article(sheet, 2, "GIÁ CHUYỂN NHƯỢNG VÀ PHƯƠNG THỨC THANH TOÁN")
    _price(sheet, blanks, rng)
    for number, (head, wordings) in enumerate(_TERMS, 3):
        _article(sheet, number, head)
        sheet.write(rng.choice(wordings), indent=70)
    both_sign(sheet, rng, ("BÊN A", "BÊN B"), (seller.name, owner.name), hint=_HINT)
    _notary(sheet, blanks, rng, day, place)
    return blanks.fields | parcel_fields(parcel)


def authorisation(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy ủy quyền: the owner lets somebody else hand in the dossier and fetch the result."""
    case, owner = paper.case, paper.case.owner
    day = case.received_on - timedelta(days=rng.randrange(0, 6))
    other = make_relative(rng, rng.choice(("Nam", "Nữ")), rng.randrange(1960, 1999), owner.address(day))
    citizen_head(sheet)
    title(sheet, "GIẤY ỦY QUYỀN")
    blanks = Blanks(sheet, rng, "uy_quyen")
    for ground in ("Bộ luật Dân sự ngày 24 tháng 11 năm 2015", "nhu cầu của các bên"):
        sheet.write(f"<i>Căn cứ {ground};</i>", indent=70)
    when = field("ngay_ban_hanh", long_date(day))
    sheet.write(f"Hôm nay, {when}, tại {owner.ward.on(day)}, chúng tôi gồm có:", indent=70)
    blanks.head("giver")
    giver = _giver(blanks, paper, day)
    blanks.head("taker")
    blanks.line(("name", blanks.value("nguoi_duoc_uy_quyen", other.name, bold=True)))
    blanks.line(("year", blanks.note(str(other.born))), ("id", blanks.note(other.id_number)))
    blanks.line(("address", blanks.note(other.home)))
    blanks.head("scope")
    matter = blanks.value("ten_tthc", case.procedure_name)
    sheet.write(
        f"Bên A ủy quyền cho Bên B thực hiện thủ tục: {matter} tại {case.unit}, gồm các việc sau:", indent=70
    )
    _scope(sheet, paper, rng, day)
    term = rng.choice(
        (
            "kể từ ngày ký cho đến khi hoàn tất công việc nêu trên",
            f"{rng.choice((3, 6, 12)):02d} tháng kể từ ngày ký",
        )
    )
    blanks.line(("term", f"{blanks.note(term)}."))
    sheet.write(
        "Hai bên cam kết hoàn toàn chịu trách nhiệm trước pháp luật về mọi thông tin ủy quyền ở trên. Mọi tranh chấp phát sinh giữa bên ủy quyền và bên được ủy quyền do hai bên tự giải quyết.",
        indent=70,
    )
    names = sheet.blank(giver), sheet.blank(other.name)
    both_sign(sheet, rng, ("BÊN ỦY QUYỀN", "BÊN ĐƯỢC ỦY QUYỀN"), names, hint=_HINT)
    _certified(sheet, rng, giver, owner.ward, day)
    return blanks.fields | {"ngay_ban_hanh": day.isoformat()}


def _giver(blanks: Blanks, paper: Paper, day: date) -> str:
    """Print who authorises, and return who signs: the owner, or the director of the company that owns the dossier."""
    owner = paper.case.owner
    name = blanks.value("ho_ten", owner.name, bold=True)
    blanks.line(("name", blanks.also("nguoi_uy_quyen", name, owner.name)))
    if owner.id_type == "MST":
        blanks.line(("representative", blanks.value("nguoi_dai_dien", paper.case.about.name)))
    else:
        blanks.line(("born", blanks.day("ngay_sinh", owner.born)))
    blanks.identity(owner)
    blanks.line(("address", blanks.value("dia_chi", owner.address(day))))
    return paper.case.about.name if owner.id_type == "MST" else owner.name


def _certificate(sheet: Sheet, blanks: Blanks, parcel: Parcel, day: date, rng: Random) -> None:
    serial, book = (
        blanks.value("so_phat_hanh", parcel.serial_number),
        blanks.value("so_vao_so", parcel.book_number),
    )
    granted = short(day - timedelta(days=rng.randrange(300, 4000)))
    sheet.write(
        f"Theo Giấy chứng nhận quyền sử dụng đất số {serial}, số vào sổ cấp GCN: {book}, do Ủy ban nhân dân {parcel.ward.district.on(day)} cấp ngày {granted}.",
        indent=70,
    )


def _price(sheet: Sheet, blanks: Blanks, rng: Random) -> None:
    price = rng.randrange(18, 900) * 10_000_000
    blanks.line(("price", f"{blanks.value('so_tien', dotted(price), bold=True)} đồng"))
    blanks.line(("words", f"<i>{blanks.note(spell(price).capitalize())} đồng.</i>"))
    sheet.write(
        f"Phương thức thanh toán: {rng.choice(('tiền mặt', 'chuyển khoản', 'tiền mặt, một lần ngay khi ký Hợp đồng'))}.",
        align=Align.LEFT,
    )


def _scope(sheet: Sheet, paper: Paper, rng: Random, day: date) -> None:
    author = Author(rng, sector=SECTORS.get(paper.case.subject, "civil"), day=day, issuer=paper.case.unit)
    for number in range(1, rng.randrange(3, 6)):
        sheet.write(f"{number}. {author.pick('warrants', 'scope')}", indent=70)


def _seller(sheet: Sheet, blanks: Blanks, seller: Relative, spouse: Relative) -> None:
    sheet.write(f"<b>{blanks.label('seller')}</b>", align=Align.LEFT)
    blanks.line(("he", blanks.value("ben_chuyen_nhuong", seller.name, bold=True)), ("year", str(seller.born)))
    blanks.line(("id", seller.id_number))
    blanks.line(("she", f"<b>{spouse.name}</b>"), ("year", str(spouse.born)))
    blanks.line(("id", spouse.id_number))
    sheet.write(f"Cùng thường trú tại: {seller.home}.", align=Align.LEFT)


def _buyer(sheet: Sheet, blanks: Blanks, owner: Person, day: date) -> None:
    sheet.write(f"<b>{blanks.label('buyer')}</b>", align=Align.LEFT)
    name = field("ben_nhan", blanks.value("ho_ten", owner.name, bold=True))
    blanks.fields["ben_nhan"] = owner.name
    born = blanks.value("ngay_sinh", str(owner.born.year))
    blanks.line(("he" if owner.sex == "Nam" else "lady", name), ("year", born))
    blanks.line(("id", blanks.value(id_key(owner), owner.id_number)), ("id_day", short(owner.id_issued_on)))
    blanks.line(("address", blanks.value("dia_chi", owner.address(day))))


def _article(sheet: Sheet, number: int, head: str) -> None:
    sheet.keep(5 * sheet.step())
    sheet.gap(3)
    sheet.write(f"<b>ĐIỀU {number}</b>", align=Align.CENTRE)
    sheet.write(f"<b>{head}</b>", align=Align.CENTRE)


def _notary(sheet: Sheet, blanks: Blanks, rng: Random, day: date, place: str) -> None:
    """Print LỜI CHỨNG CỦA CÔNG CHỨNG VIÊN."""
    notary = full_name(rng, rng.choice(("Nam", "Nữ")))
    sheet.keep(1150)
    sheet.gap(14)
    sheet.write("<b>LỜI CHỨNG CỦA CÔNG CHỨNG VIÊN</b>", align=Align.CENTRE)
    sheet.write(f"Hôm nay, {long_date(day)} (bằng chữ: {spell_day(day)}), tại {place}.", indent=70)
    sheet.write(
        f"Tôi, {notary}, công chứng viên, trong phạm vi trách nhiệm của mình theo quy định của pháp luật,",
        indent=70,
    )
    sheet.write("<b>CHỨNG NHẬN:</b>", align=Align.CENTRE)
    for line in (
        "Hợp đồng chuyển nhượng quyền sử dụng đất này được giao kết giữa Bên A và Bên B có tên nêu trên; các bên đã tự nguyện thỏa thuận giao kết Hợp đồng.",
        "Tại thời điểm ký, các bên có năng lực hành vi dân sự phù hợp theo quy định của pháp luật; mục đích, nội dung của Hợp đồng không vi phạm pháp luật, không trái đạo đức xã hội.",
        "Hợp đồng này được lập thành 03 bản chính, mỗi bản có giá trị như nhau; giao cho Bên A 01 bản, Bên B 01 bản, lưu tại tổ chức hành nghề công chứng 01 bản.",
    ):
        sheet.write(f"- {line}", indent=70)
    number = blanks.value("so_cong_chung", f"{rng.randrange(120, 9000):06d}")
    volume = f"{rng.randrange(1, 30):02d} TP/CC-SCC/HĐGD"
    blanks.line(("notary", number), ("volume", volume))
    countersign(sheet, rng, ("CÔNG CHỨNG VIÊN",), notary, place.split(",", maxsplit=1)[0])


def _certified(sheet: Sheet, rng: Random, name: str, home: Ward, day: date) -> None:
    """Print the ward's certification of the signature, as most authorisations carry."""
    if rng.random() < 0.4:
        return
    ward = home.unit.on(day)
    sheet.keep(620)
    sheet.gap(10)
    sheet.write(f"<b>CHỨNG THỰC CỦA ỦY BAN NHÂN DÂN {ward.upper()}</b>", align=Align.CENTRE)
    sheet.write(
        f"Ngày {short(day)}, ông (bà) {name} đã cam đoan chịu trách nhiệm về nội dung giấy tờ và đã ký trước mặt tôi.{WIDE}Số chứng thực: {rng.randrange(20, 900)}{WIDE}Quyển số: {rng.randrange(1, 4):02d}-SCT/CK, ĐC."
    )
    countersign(
        sheet,
        rng,
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        full_name(rng, "Nam"),
        f"ỦY BAN NHÂN DÂN {ward}",
    )
