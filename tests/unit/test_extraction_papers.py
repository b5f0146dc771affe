"""Whole papers by layout: one-door papers, agency papers, applications, certificates."""

from collections.abc import Iterator, Sequence

import pytest

from digitize.extraction.classify import classify
from digitize.extraction.extract import extract
from digitize.model.fields import Extraction, Field
from digitize.model.geometry import Box
from digitize.model.intake import Sensitivity
from digitize.model.ocr import Barcode, OcrPage
from digitize.model.vocabulary import vocabulary
from tests.factories.pages import HEIGHT, WIDTH, Placed, agency_header, centred, make_page

CODE = "000.00.12.H09-210305-0001"


def field(extraction: Extraction, name: str) -> Field:
    return next(one for one in extraction.fields if one.name == name)


def values(extraction: Extraction) -> dict[str, str]:
    return {one.name: one.value for one in extraction.fields}


def receipt(code_line: str = f"Mã hồ sơ: {CODE}") -> list[Placed]:
    return [
        *agency_header(
            ("UBND THÀNH PHỐ THỦ DẦU MỘT", "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"),
            code_line,
            "Thủ Dầu Một, ngày 05 tháng 3 năm 2021",
        ),
        centred(0.17, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"),
        (0.1, 0.22, "Bộ phận tiếp nhận và trả kết quả: UBND thành phố Thủ Dầu Một"),
        (0.1, 0.24, "Tiếp nhận hồ sơ của: Ông NGUYỄN VĂN HÒA"),
        (0.1, 0.26, "CMND/CCCD số: 074085123456"),
        (0.1, 0.28, "Địa chỉ: Số 12 đường Yersin, phường Phú Cường, thành phố Thủ Dầu Một"),
        (0.1, 0.30, "Số điện thoại: 0912 345 678   Email: ............"),
        (0.1, 0.32, "Nội dung yêu cầu giải quyết: Cấp giấy phép xây dựng nhà ở riêng lẻ"),
        (0.1, 0.34, "1. Thành phần hồ sơ nộp gồm:"),
        (0.1, 0.42, "4. Thời gian nhận hồ sơ: 08 giờ 30 phút, ngày 05/3/2021"),
        (0.1, 0.44, "5. Thời gian trả kết quả giải quyết hồ sơ: 16 giờ 00 phút, ngày 25/3/2021"),
        (0.1, 0.46, "6. Đăng ký nhận kết quả tại: Bộ phận một cửa"),
        (0.1, 0.48, "Vào Sổ theo dõi hồ sơ, Quyển số: 02 Số thứ tự 145"),
        (0.1, 0.55, "NGƯỜI NỘP HỒ SƠ"),
        (0.6, 0.55, "NGƯỜI TIẾP NHẬN HỒ SƠ"),
        (0.1, 0.65, "Nguyễn Văn Hòa"),
        (0.63, 0.65, "Trần Thị Bích"),
    ]


def test_receipt() -> None:
    found = extract([make_page(receipt())])
    assert found.classification.kind == "giay_tiep_nhan"
    assert found.classification.confidence > 0.9
    expected = {
        "loai_van_ban": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "ma_ho_so": CODE,
        "ngay_ban_hanh": "2021-03-05",
        "co_quan_ban_hanh": "UBND THÀNH PHỐ THỦ DẦU MỘT",
        "nguoi_ky": "Trần Thị Bích",
        "ho_ten": "NGUYỄN VĂN HÒA",
        "so_cccd": "074085123456",
        "dia_chi": "Số 12 đường Yersin, phường Phú Cường, thành phố Thủ Dầu Một",
        "so_dien_thoai": "0912345678",
        "ten_tthc": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "ngay_tiep_nhan": "2021-03-05",
        "ngay_hen_tra": "2021-03-25",
        "quyen_so": "02",
        "so_thu_tu": "145",
    }
    assert {name: value for name, value in values(found).items() if name in expected} == expected
    assert "so_ky_hieu" not in values(found)
    assert "trich_yeu" not in values(found)
    assert not [one for one in found.fields if one.warnings]


def test_fields_carry_evidence_confidence_and_sensitivity() -> None:
    found = extract([make_page(receipt(), confidence=0.8)])
    owner = field(found, "ho_ten")
    assert owner.evidence is not None
    assert owner.evidence.page == 1
    assert owner.evidence.text == "Ông NGUYỄN VĂN HÒA"
    assert owner.evidence.box.left > 0.1 * WIDTH
    assert owner.evidence.box.top == round(0.24 * HEIGHT)
    assert owner.confidence == pytest.approx(0.8)
    assert owner.sensitivity is Sensitivity.BASIC
    names = [one.name for one in found.fields]
    assert names == [name for name in vocabulary().fields if name in names]


@pytest.mark.parametrize(
    ("printed", "confidence", "warnings"),
    [
        (f"Mã hồ sơ: {CODE}", 0.95, ()),
        (f"Mã số hồ sơ: {CODE}", 0.95, ()),
        (f"Ma hồ so: {CODE}", 0.95, ()),
        (CODE, 0.855, ()),
        ("Mã hồ sơ: 000.00.12.HO9-2l0305-0001", 0.686, ("repaired",)),
    ],
)
def test_dossier_code(printed: str, confidence: float, warnings: tuple[str, ...]) -> None:
    code = field(extract([make_page(receipt(printed))]), "ma_ho_so")
    assert code.value == CODE
    assert code.confidence == pytest.approx(confidence, abs=0.01)
    assert code.warnings == warnings


def test_barcode_beats_print() -> None:
    barcode = Barcode("QRCode", f"{CODE}|1.012753", Box(10, 10, 90, 90))
    page = make_page(receipt("Mã hồ sơ: 000.00.12.H09-210305-0007"), barcodes=(barcode,))
    code = field(extract([page]), "ma_ho_so")
    assert (code.value, code.confidence, code.warnings) == (CODE, 0.99, ("print_differs",))
    assert code.evidence is not None
    assert code.evidence.box == barcode.box


def test_a_page_of_the_register_has_no_code_of_its_own() -> None:
    rows = [(0.1, 0.2 + 0.02 * row, f"000.00.12.H09-210305-00{row + 10}") for row in range(8)]
    assert "ma_ho_so" not in values(extract([make_page(rows)]))


def test_code_and_day_of_receipt_must_agree() -> None:
    code = field(extract([make_page(receipt("Mã hồ sơ: 000.00.12.H09-210306-0001"))]), "ma_ho_so")
    assert code.warnings == ("code_date",)
    assert code.confidence < 0.6


def test_foreign_code_is_told() -> None:
    code = field(extract([make_page(receipt("Mã hồ sơ: 000.00.12.H47-210305-0001"))]), "ma_ho_so")
    assert "foreign_code" in code.warnings


LETTER = [
    *agency_header(
        ("ỦY BAN NHÂN DÂN", "TỈNH BÌNH DƯƠNG"), "Số: 1234/UBND-KT", "Bình Dương, ngày 09 tháng 02 năm 2021"
    ),
    (0.09, 0.13, "V/v đăng ký bổ sung"),
    (0.08, 0.148, "nội dung kỳ họp thứ 31"),
    (0.35, 0.20, "Kính gửi:"),
    (0.45, 0.22, "- Sở Giao thông vận tải;"),
    (0.45, 0.24, "- Sở Nông nghiệp."),
    (0.14, 0.30, "Căn cứ Quyết định số 99/QĐ-UBND ngày 01/01/2021 của Ủy ban nhân dân tỉnh."),
    (0.1, 0.60, "Nơi nhận:"),
    (0.1, 0.615, "- Như trên;"),
    (0.1, 0.63, "- Lưu: VT."),
    (0.62, 0.60, "TL. CHỦ TỊCH"),
    (0.60, 0.618, "CHÁNH VĂN PHÒNG"),
    (0.62, 0.70, "Nguyễn Quốc Việt"),
]

LETTER_VALUES = {
    "loai_van_ban": "Công văn",
    "so_ky_hieu": "1234/UBND-KT",
    "ngay_ban_hanh": "2021-02-09",
    "co_quan_ban_hanh": "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG",
    "trich_yeu": "đăng ký bổ sung nội dung kỳ họp thứ 31",
    "nguoi_ky": "Nguyễn Quốc Việt",
    "chuc_vu_nguoi_ky": "TL. CHỦ TỊCH CHÁNH VĂN PHÒNG",
    "kinh_gui": "Sở Giao thông vận tải; Sở Nông nghiệp",
}


def test_letter() -> None:
    assert values(extract([make_page(LETTER)])) == LETTER_VALUES


def test_header_glued_into_one_line_reads_the_same() -> None:
    glued = [
        (0.08, 0.05, "ỦY BAN NHÂN DÂN                         CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (0.08, 0.068, "TỈNH BÌNH DƯƠNG                         Độc lập - Tự do - Hạnh phúc"),
        (0.10, 0.11, "Số: 1234/UBND-KT                          Bình Dương, ngày 09 tháng 02 năm 2021"),
    ]
    assert values(extract([make_page([*glued, *LETTER[5 + 1 :]])])) == LETTER_VALUES


def test_order_of_lines_does_not_matter() -> None:
    assert values(extract([make_page(reversed(LETTER))])) == LETTER_VALUES


DECISION = [
    *agency_header(
        ("UBND TỈNH BÌNH DƯƠNG", "SỞ XÂY DỰNG"), "Số: 45/QĐ-SXD", "Bình Dương, ngày 15 tháng 6 năm 2020"
    ),
    centred(0.16, "QUYẾT ĐỊNH"),
    centred(0.18, "Về việc công nhận địa bàn trọng điểm, phức tạp"),
    centred(0.198, "về trật tự, an toàn xã hội năm 2020"),
    centred(0.25, "GIÁM ĐỐC SỞ XÂY DỰNG"),
    (0.14, 0.30, "Căn cứ Tờ trình số 22/TTr-SXD ngày 01/6/2020 kèm theo Giấy phép xây dựng;"),
    centred(0.40, "QUYẾT ĐỊNH:"),
]


def test_decision_runs_to_its_last_page() -> None:
    last = [
        (0.1, 0.2, "Nơi nhận:"),
        (0.1, 0.22, "- Lưu: VT."),
        (0.6, 0.2, "KT. GIÁM ĐỐC"),
        (0.6, 0.22, "PHÓ GIÁM ĐỐC"),
        (0.6, 0.32, "Lê Minh Trí"),
    ]
    found = extract([make_page(DECISION), make_page([(0.1, 0.1, "Điều 2.")]), make_page(last)])
    assert values(found) == {
        "loai_van_ban": "Quyết định",
        "so_ky_hieu": "45/QĐ-SXD",
        "ngay_ban_hanh": "2020-06-15",
        "co_quan_ban_hanh": "SỞ XÂY DỰNG",
        "co_quan_chu_quan": "UBND TỈNH BÌNH DƯƠNG",
        "trich_yeu": "Về việc công nhận địa bàn trọng điểm, phức tạp về trật tự, an toàn xã hội năm 2020",
        "nguoi_ky": "Lê Minh Trí",
        "chuc_vu_nguoi_ky": "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC",
    }
    signer = field(found, "nguoi_ky").evidence
    assert signer is not None
    assert signer.page == 3


@pytest.mark.parametrize(
    ("number", "value", "warnings"),
    [
        ("Số: 04 /QĐ-SXD", "04/QĐ-SXD", ("handwritten",)),
        ("Số: I1/QĐ-SXD", "11/QĐ-SXD", ("repaired",)),
        ("Số: 45/QD-SXD", "45/QĐ-SXD", ("repaired",)),
        ("Số: 0 /QĐ-SXD", None, ()),
        ("Số: $†!4+/QĐ-SXD", None, ()),
        ("Số: ý# /QĐ-SXD", None, ()),
        ("Số:      /QĐ-SXD", None, ()),
    ],
)
def test_number_filled_in_by_hand(number: str, value: str | None, warnings: tuple[str, ...]) -> None:
    paper = [*agency_header(("SỞ XÂY DỰNG",), number, "Bình Dương, ngày 15 tháng 6 năm 2020"), *DECISION[6:]]
    found = extract([make_page(paper)])
    assert found.value("so_ky_hieu") == value
    if value:
        assert field(found, "so_ky_hieu").warnings == warnings
        assert field(found, "so_ky_hieu").confidence < 0.7


@pytest.mark.parametrize(
    "printed", ["Bình Dương, ngày0} tháng 02 năm 2021", "Bình Dương, ngày      tháng    năm 2021"]
)
def test_unreadable_day_is_no_date(printed: str) -> None:
    paper = [*agency_header(("SỞ XÂY DỰNG",), "Số: 45/QĐ-SXD", printed), *DECISION[6:]]
    assert "ngay_ban_hanh" not in values(extract([make_page(paper)]))


def test_application_names_its_owner_only() -> None:
    paper = [
        (0.28, 0.05, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (0.33, 0.07, "Độc lập - Tự do - Hạnh phúc"),
        centred(0.12, "GIẤY ỦY QUYỀN"),
        (0.1, 0.20, "Tôi là: Trần Thị Lan   Sinh ngày: 1969"),
        (0.1, 0.22, "CMND số: 280123456 cấp ngày 01/02/2010"),
        (0.1, 0.24, "Địa chỉ: xã An Tây, thị xã Bến Cát"),
        (0.1, 0.28, "Người được ủy quyền: Lê Văn Tám"),
        (0.1, 0.30, "CCCD số: 074085123456"),
        (0.1, 0.32, "Số điện thoại: 0912345678"),
        (0.5, 0.40, "Bến Cát, ngày 5 tháng 3 năm 2021"),
    ]
    found = extract([make_page(paper)])
    assert found.classification.kind == "giay_uy_quyen"
    wanted = {
        "ho_ten": "Trần Thị Lan",
        "ngay_sinh": "1969",
        "so_cmnd": "280123456",
        "dia_chi": "xã An Tây, thị xã Bến Cát",
        "ngay_ban_hanh": "2021-03-05",
        "nguoi_uy_quyen": "Trần Thị Lan",
        "nguoi_duoc_uy_quyen": "Lê Văn Tám",
        "loai_van_ban": "Giấy ủy quyền",
    }
    assert values(found) == wanted


def test_cccd_is_held_against_year_and_sex() -> None:
    card = [
        centred(0.1, "CĂN CƯỚC CÔNG DÂN"),
        (0.3, 0.15, "Số / No.: 074085123456"),
        (0.3, 0.18, "Họ và tên / Full name:"),
        (0.3, 0.20, "NGUYỄN VĂN HÒA"),
        (0.3, 0.23, "Ngày sinh / Date of birth: 12/05/1986"),
        (0.3, 0.25, "Giới tính / Sex: Nam"),
    ]
    found = extract([make_page(card)])
    assert found.classification.kind == "can_cuoc_cong_dan"
    assert found.value("ho_ten") == "NGUYỄN VĂN HÒA"
    assert found.value("gioi_tinh") == "Nam"
    assert field(found, "so_cccd").warnings == ("birth_year",)


def test_permit_with_parcel() -> None:
    paper = [
        *agency_header(
            ("UBND THỊ XÃ BẾN CÁT", "PHÒNG QUẢN LÝ ĐÔ THỊ"),
            "Số: 42/GPXD",
            "Bến Cát, ngày 15 tháng 6 năm 2020",
        ),
        centred(0.16, "GIẤY PHÉP XÂY DỰNG"),
        (0.1, 0.22, "1. Cấp cho: Bà TRẦN THỊ LAN"),
        (0.1, 0.24, "Địa chỉ: khu phố 2, phường Tân Định, thị xã Bến Cát"),
        (0.1, 0.26, "2. Thửa đất số: 512, tờ bản đồ số: 33, diện tích đất: 120,5 m2"),
        (0.6, 0.5, "TRƯỞNG PHÒNG"),
        (0.6, 0.6, "Lê Minh Trí"),
    ]
    found = extract([make_page(paper)])
    assert found.classification.kind == "giay_phep_xay_dung"
    got = values(found)
    assert (got["so_ky_hieu"], got["ho_ten"]) == ("42/GPXD", "TRẦN THỊ LAN")
    assert (got["so_thua"], got["to_ban_do"], got["dien_tich"]) == ("512", "33", "120,5 m2")
    assert got["nguoi_ky"] == "Lê Minh Trí"


def test_person_in_a_sentence_of_a_decision() -> None:
    body = [
        (0.14, 0.45, "Điều 1. Hưởng trợ cấp thất nghiệp đối với ông (bà) Huỳnh Thị Dung, sinh ngày"),
        (0.10, 0.47, "18/12/1971, CMND/CCCD số 281323636, nơi thường trú: số 25/13, khu phố 2, phường"),
        (0.10, 0.49, "Mỹ Phước, thị xã Bến Cát."),
    ]
    got = values(extract([make_page([*DECISION, *body])]))
    assert (got["ho_ten"], got["ngay_sinh"], got["so_cmnd"]) == ("Huỳnh Thị Dung", "1971-12-18", "281323636")
    assert got["dia_chi"] == "số 25/13, khu phố 2, phường Mỹ Phước, thị xã Bến Cát"
    second = (0.14, 0.52, "Điều 2. Giao ông Lê Văn Tám, sinh năm 1980, thường trú tại xã An Tây.")
    assert "ho_ten" not in values(extract([make_page([*DECISION, *body, second])]))


def test_the_book_of_a_civil_status_paper_is_not_the_book_of_dossiers() -> None:
    paper = [
        *agency_header(
            ("ỦY BAN NHÂN DÂN", "XÃ AN TÂY"), "Số: 12/TLKS-BS", "An Tây, ngày 15 tháng 6 năm 2020"
        ),
        centred(0.16, "TRÍCH LỤC KHAI SINH"),
        (0.1, 0.2, "Họ, chữ đệm, tên: LÊ VĂN TÁM"),
        (0.1, 0.22, "Ngày, tháng, năm sinh: 17/11/1976 ghi bằng chữ: mười bảy, mười một, một chín bảy sáu"),
        (0.1, 0.24, "Họ, chữ đệm, tên người mẹ: Trần Thị Lan   Năm sinh: 1950"),
        (0.1, 0.26, "Số: 159   Quyển số: 01-TP/HT-1976-KS"),
    ]
    got = values(extract([make_page(paper)]))
    assert (got["ho_ten"], got["ngay_sinh"], got["so_ky_hieu"]) == ("LÊ VĂN TÁM", "1976-11-17", "12/TLKS-BS")
    assert "quyen_so" not in got


def test_tax_code_with_a_wrong_digit_says_so() -> None:
    paper = [
        centred(0.1, "TỜ KHAI LỆ PHÍ TRƯỚC BẠ"),
        (0.1, 0.2, "Người nộp thuế: Công ty TNHH Hoa Sen"),
        (0.1, 0.22, "Mã số thuế: 3700154020"),
    ]
    found = extract([make_page(paper)])
    assert field(found, "ma_so_thue").warnings == ("checksum",)
    assert field(found, "ma_so_thue").confidence < 0.4
    good = extract([make_page([*paper[:2], (0.1, 0.22, "Mã số thuế: 3700145020")])])
    assert field(good, "ma_so_thue").warnings == ()


def test_ten_digits_without_a_label_are_nothing() -> None:
    found = extract([make_page([(0.1, 0.2, "Liên hệ theo 3700145020 hoặc 7412345678")])])
    assert found.fields == ()


class Lazy(Sequence[OcrPage]):
    """Two thousand pages that count how often they are opened."""

    def __init__(self) -> None:
        self.opened: list[int] = []

    def __len__(self) -> int:
        return 2000

    def __getitem__(self, index: int) -> OcrPage:  # type: ignore[override]
        self.opened.append(index)
        return make_page(DECISION if index == 0 else [(0.1, 0.2, "Phụ lục")])

    def __iter__(self) -> Iterator[OcrPage]:
        raise AssertionError("a long document is not walked through")


def test_long_document_is_read_at_its_ends() -> None:
    pages = Lazy()
    assert extract(pages).value("so_ky_hieu") == "45/QĐ-SXD"
    assert pages.opened == [0, 1, 2, 1997, 1998, 1999]


@pytest.mark.parametrize("pages", [[], [make_page()]])
def test_nothing_read_is_a_paper_of_unknown_kind(pages: list[OcrPage]) -> None:
    found = extract(pages)
    assert found.classification.kind == "khac"
    assert found.fields == ()
    assert classify(pages) == found.classification


def test_a_label_beside_the_line_below_is_no_addressee():
    page = make_page(
        [
            centred(0.05, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            centred(0.10, "GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH"),
            (0.25, 0.14, "Kính gửi: Phòng Tài chính - Kế hoạch huyện Bàu Bàng"),
            (0.60, 0.158, "Giới tính: Nam"),
        ]
    )
    assert extract([page]).value("kinh_gui") == "Phòng Tài chính - Kế hoạch huyện Bàu Bàng"
