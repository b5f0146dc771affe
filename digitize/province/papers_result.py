"""Papers that an agency issues: permit, business certificate, extract of a birth."""

from random import Random

from digitize.province.letter import (
    Fields,
    Paper,
    entry,
    id_number,
    issued,
    letterhead,
    long_date,
    numbered_parcel,
    parcel_fields,
    person_fields,
    short,
    signature,
    the_parcel,
    the_result,
    title,
    worded,
)
from digitize.province.markup import field
from digitize.province.sheet import WIDE, Align, Sheet
from digitize.province.units import table

_REGISTRAR = "PHÒNG TÀI CHÍNH - KẾ HOẠCH"


def building_permit(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy phép xây dựng."""
    case, result, parcel = paper.case, the_result(paper.case), the_parcel(paper.case)
    owner, day = case.owner, result.issued_on
    fields = letterhead(sheet, _issuer(paper), result.number, case.place, day)
    title(sheet, "GIẤY PHÉP XÂY DỰNG", "(Sử dụng cho nhà ở riêng lẻ)")
    entry(sheet, rng, worded(rng, "xay_dung", "granted"), f"<b>Ông (bà) {field('ho_ten', owner.name)}</b>")
    sheet.write(f"Số CMND/CCCD: {id_number(owner)}", align=Align.LEFT)
    sheet.write(f"Địa chỉ: {field('dia_chi', owner.address(day))}")
    sheet.write("2. Được phép xây dựng công trình: Nhà ở riêng lẻ.", align=Align.LEFT)
    sheet.write("- Theo thiết kế: do Công ty TNHH Tư vấn Xây dựng Đại Phát lập.", align=Align.LEFT)
    sheet.write("- Gồm các nội dung sau đây:", align=Align.LEFT)
    place = worded(rng, "xay_dung", "place")
    sheet.write(f"+ {place} {numbered_parcel(parcel)}, {parcel.ward.on(day)}, tỉnh Bình Dương.")
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
        f"{worded(rng, 'xay_dung', 'land')} Giấy chứng nhận quyền sử dụng đất số {field('so_phat_hanh', parcel.serial_number)}, "
        f"số vào sổ cấp GCN: {field('so_vao_so', parcel.book_number)}."
    )
    sheet.write(
        "4. Giấy phép này có hiệu lực khởi công xây dựng trong thời hạn 12 tháng kể từ ngày cấp; quá thời hạn trên thì phải đề nghị gia hạn giấy phép xây dựng."
    )
    fields |= _signed(sheet, paper, rng, ("Như mục 1;", "Lưu: VT, hồ sơ."))
    return fields | person_fields(case) | {
        "dia_chi": owner.address(day),
        "so_vao_so": parcel.book_number,
        "so_phat_hanh": parcel.serial_number,
    } | parcel_fields(parcel)  # fmt: skip


def business_certificate(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Giấy chứng nhận đăng ký hộ kinh doanh."""
    case, owner = paper.case, paper.case.owner
    district = owner.ward.district
    result = issued(paper, rng, f"46{table('agencies')['districts'][district.name]['letter']}8{{six}}")
    trades = table("names")["trades"]
    council = f"ỦY BAN NHÂN DÂN {district.on(result.issued_on)}".upper()
    fields = letterhead(sheet, (council, _REGISTRAR), "", district.name, result.issued_on)
    title(sheet, "GIẤY CHỨNG NHẬN", "ĐĂNG KÝ HỘ KINH DOANH")
    sheet.write(f"Số: <b>{field('so_ky_hieu', result.number)}</b>", align=Align.CENTRE)
    first = field("ngay_ban_hanh", long_date(result.issued_on))
    sheet.write(f"Đăng ký lần đầu, {first}", align=Align.CENTRE)
    sheet.gap(8)
    name = f"{trades['names'][case.trade]} {owner.name.split()[-1].upper()}"
    sheet.write(
        f"{worded(rng, 'ho_kinh_doanh', 'name')} <b>{field('ten_ho_kinh_doanh', name)}</b>", align=Align.LEFT
    )
    address = owner.address(result.issued_on)
    sheet.write(f"{worded(rng, 'ho_kinh_doanh', 'place')} {field('dia_chi', address)}")
    entry(sheet, rng, "Điện thoại:", field("so_dien_thoai", owner.phone))
    sheet.write(f"{worded(rng, 'ho_kinh_doanh', 'trade')} {trades['lines'][case.trade]}.")
    sheet.write(
        f"{worded(rng, 'ho_kinh_doanh', 'capital')} {rng.randrange(3, 40) * 10}.000.000 đồng",
        align=Align.LEFT,
    )
    name_of_owner = field("ho_ten", owner.name.upper())
    sheet.write(f"{worded(rng, 'ho_kinh_doanh', 'owner')} <b>{name_of_owner}</b>", align=Align.LEFT)
    sex, born = field("gioi_tinh", owner.sex), field("ngay_sinh", short(owner.born))
    sheet.write(f"Giới tính: {sex}{WIDE}Sinh ngày: {born}{WIDE}Dân tộc: Kinh", align=Align.LEFT)
    sheet.write("Quốc tịch: Việt Nam", align=Align.LEFT)
    sheet.write(f"Chứng minh nhân dân/Căn cước công dân số: {id_number(owner)}", align=Align.LEFT)
    sheet.write(f"Ngày cấp: {short(owner.id_issued_on)}{WIDE}Nơi cấp: {_id_issuer(paper)}", align=Align.LEFT)
    sheet.write(f"Nơi đăng ký hộ khẩu thường trú: {field('dia_chi', address)}")
    fields |= signature(sheet, rng, ("TRƯỞNG PHÒNG",), result.signer, f"{_REGISTRAR} {district.name}")
    return fields | person_fields(case) | {
        "so_ky_hieu": result.number,
        "ten_ho_kinh_doanh": name,
        "dia_chi": address,
        "so_dien_thoai": owner.phone,
        "ngay_sinh": owner.born.isoformat(),
        "gioi_tinh": owner.sex,
    }  # fmt: skip


def birth_extract(sheet: Sheet, paper: Paper, rng: Random) -> Fields:
    """Draw Trích lục khai sinh (bản sao)."""
    case, owner, result = paper.case, paper.case.owner, the_result(paper.case)
    fields = letterhead(sheet, _issuer(paper), result.number, case.place, result.issued_on)
    title(sheet, "TRÍCH LỤC KHAI SINH", "(BẢN SAO)")
    sheet.write(f"Họ, chữ đệm, tên: <b>{field('ho_ten', owner.name.upper())}</b>", align=Align.LEFT)
    born, sex = field("ngay_sinh", short(owner.born)), field("gioi_tinh", owner.sex)
    sheet.write(f"Ngày, tháng, năm sinh: {born}{WIDE}Giới tính: {sex}", align=Align.LEFT)
    sheet.write(f"Dân tộc: Kinh{WIDE}Quốc tịch: Việt Nam", align=Align.LEFT)
    born_at, parents = f"Trạm y tế, tỉnh {owner.origin}", {}
    entry(sheet, rng, "Nơi sinh:", field("noi_sinh", born_at))
    entry(sheet, rng, "Quê quán:", f"tỉnh {owner.origin}")
    sheet.write(f"Số định danh cá nhân/CMND: {id_number(owner)}", align=Align.LEFT)
    for parent, key, middle in (("mẹ", "ho_ten_me", "Thị Sáu"), ("cha", "ho_ten_cha", "Văn Tư")):
        surname = owner.name.split()[0] if parent == "cha" else "Lê"
        parents[key] = f"{surname} {middle}"
        sheet.write(f"Họ, chữ đệm, tên người {parent}: {field(key, parents[key])}", align=Align.LEFT)
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
    return fields | person_fields(case) | parents | {
        "noi_sinh": born_at,
        "ngay_sinh": owner.born.isoformat(),
        "gioi_tinh": owner.sex,
    }  # fmt: skip


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
