"""Layout that letters and certificates share: whose data stands where, and what a stamp of arrival leaves alone."""

from digitize.extraction.extract import extract
from tests.factories.pages import agency_header, centred, make_page


def test_a_death_belongs_to_who_declared_it() -> None:
    page = make_page(
        [
            *agency_header(
                ("ỦY BAN NHÂN DÂN", "PHƯỜNG AN THẠNH"), "Số: 612/TLKT", "An Thạnh, ngày 29 tháng 01 năm 2021"
            ),
            centred(0.16, "TRÍCH LỤC KHAI TỬ"),
            (0.1, 0.22, "Tên gọi đầy đủ: NGUYỄN THANH QUYỀN"),
            (0.1, 0.24, "Họ tên: NGUYỄN THANH QUYỀN"),
            (0.1, 0.26, "Số định danh cá nhân: 070041305496"),
            (0.1, 0.28, "Qua đời lúc: 03 giờ 30 phút, ngày 26 tháng 01 năm 2021"),
            (0.1, 0.32, "Họ, chữ đệm, tên người đi khai tử: Nguyễn Thị Mỹ"),
            (0.1, 0.34, "Số giấy tờ tùy thân: 070198305496"),
        ]
    )
    found = extract([page])
    assert found.value("ngay_chet") == "2021-01-26"
    assert found.value("ho_ten") == "Nguyễn Thị Mỹ"
    assert found.value("so_cccd") == "070198305496"
