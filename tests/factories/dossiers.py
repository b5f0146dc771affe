"""A small register and the papers that belong to it."""

from datetime import date

from digitize.model.match import Component, Dossier, DossierCode, ResultRecord
from tests.factories.scripted import scan

CODE = "H09.15-210305-0001"
OTHER_CODE = "H09.15-210305-0002"


def dossier(code: str = CODE, owner: str = "Nguyễn Thị Hoa", number: str = "45/QĐ-UBND") -> Dossier:
    """Return a dossier with one component and one result."""
    return Dossier(
        code=DossierCode(code),
        owner=owner,
        procedure_code="1.004193",
        procedure_name="Cấp giấy phép xây dựng nhà ở riêng lẻ",
        sector="Xây dựng",
        unit="UBND thành phố Thuận An",
        owner_id_type="CCCD",
        owner_id="074185001234",
        received_on=date(2021, 3, 5),
        due_on=date(2021, 3, 20),
        book="02",
        serial="117",
        components=(Component("TP1", "Đơn đề nghị cấp giấy phép xây dựng"),),
        results=(ResultRecord("KQ1", number, date(2021, 3, 18), "UBND thành phố Thuận An"),),
    )


def receipt_lines(code: str = CODE, owner: str = "Nguyễn Thị Hoa", phone: str = "0912345678") -> list[str]:
    """Return the lines of a receipt."""
    return [
        "ỦY BAN NHÂN DÂN THÀNH PHỐ THUẬN AN",
        "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
        f"Mã hồ sơ: {code}",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        f"Tiếp nhận hồ sơ của: {owner}",
        f"Số điện thoại: {phone}",
        "Nội dung yêu cầu giải quyết: Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "Thời gian nhận hồ sơ: 08 giờ 30 phút, ngày 05 tháng 3 năm 2021",
        "Thời gian trả kết quả giải quyết hồ sơ: 16 giờ 00 phút, ngày 20 tháng 3 năm 2021",
    ]


def receipt(code: str = CODE, owner: str = "Nguyễn Thị Hoa", phone: str = "0912345678") -> bytes:
    """Return the scan of a receipt."""
    return scan(receipt_lines(code, owner, phone))


def stranger() -> bytes:
    """Return the scan of a paper that belongs to no dossier of the register."""
    return scan(["THÔNG BÁO", "Về việc nghỉ lễ", "Kính gửi: Toàn thể cán bộ"])
