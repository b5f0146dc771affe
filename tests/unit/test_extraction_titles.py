"""Titles: what makes a line the title of a paper, and what is only a mention of one; names under a seal."""

import pytest

from digitize.extraction.classify import classify
from digitize.extraction.extract import extract
from tests.factories.pages import centred, make_page


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        (["THÔNG TƯ"], "thong_tu"),
        (["THÔNG BÁO NỘP TIỀN"], "thong_bao_nop_tien"),
        (["CHI THI"], "chi_thi"),
        (["QUYÉT ĐỊNH"], "quyet_dinh"),
        (["QUYẾT ĐỊNH CỦA ỦY BAN NHÂN DÂN TỈNH"], "quyet_dinh"),
        (["GIẤY CHỨNG NHẬN", "ĐĂNG KÝ HỘ KINH DOANH"], "giay_cn_ho_kinh_doanh"),
        (["GIẤY CHỨNG NHẬN", "ĐĂNG KÝ DOANH NGHIỆP"], "giay_cn_doanh_nghiep"),
        (["TRÍCH LỤC KHAI TỬ"], "trich_luc_khai_tu"),
        (["ĐƠN ĐỀ NGHỊ", "CẤP GIẤY PHÉP XÂY DỰNG"], "don_cap_phep_xay_dung"),
        (["Giấy khai sinh"], "giay_khai_sinh"),
        (["Căn cứ Quyết định số 1"], "khac"),
        (["I. QUYẾT ĐỊNH"], "khac"),
        (["THEO GIẤY PHÉP XÂY DỰNG"], "khac"),
        (["Bản sao Giấy khai sinh của con"], "khac"),
        (["QUYẾT ĐỊNH1"], "quyet_dinh"),
        (["QUYẾT ĐỊNHMỚI"], "khac"),
        (["Q U Y Ế T Đ Ị N H"], "quyet_dinh"),
        (["TRÍCH LỤC KHAI", "SINH"], "trich_luc_khai_sinh"),
        (["G I Ấ Y K H A I S I N H"], "giay_khai_sinh"),
        (["THÔNG BÁO NÔP TIẾN"], "thong_bao_nop_tien"),
        (["PHIẾU KIỂM S0ÁT QUÁ TRÌNH GIẢI QU YẾT HỔ SƠ"], "phieu_kiem_soat"),
        (
            ["GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU NHÀ Ở", "VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT"],
            "giay_cn_qsdd",
        ),
        (["VĂN BẢN ĐỀ NGHỊ CẤP", "GIẤY PHÉP LAO ĐỘNG"], "don_cap_phep_lao_dong"),
        (["ĐƠN XIN CẤP LẠI", "GIẤY PHÉP LAO ĐỘNG"], "khac"),
        (["ĐƠN ĐĂNG KÝ, CẤP GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT"], "don_cap_gcn"),
    ],
)
def test_titles_and_mentions(printed: list[str], kind: str) -> None:
    page = make_page([centred(0.15 + 0.018 * index, text) for index, text in enumerate(printed)])
    assert classify([page]).kind == kind


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (
            ["Đặc điểm nhận dạng: Nốt ruồi C.1cm", "CỤC TRƯỞNG CỤC CẢNH SÁT", "Ngón trỏ trái"],
            "can_cuoc_cong_dan",
        ),
        (
            [
                "III. THÔNG TIN VỀ THỬA ĐẤT",
                "IV. Những thay đổi sau khi cấp giấy chứng nhận",
                "Số vào sổ cấp GCN:",
            ],
            "giay_cn_qsdd",
        ),
        (["TT Mã hồ sơ Tên thủ tục hành chính", "Tên cá nhân, tổ chức", "Hẹn trả", "Ký nhận"], "so_theo_doi"),
        (["Số: 45/QĐ-UBND", "Điều 1. Phê duyệt"], "quyet_dinh"),
        (["Số: 12/TB-CCT", "Điều 1. Phê duyệt"], "thong_bao_nop_tien"),
        (["Giấy chứng nhận quyền sử dụng đất số CS 123456 do Ủy ban nhân dân cấp"], "khac"),
    ],
)
def test_a_page_without_title_is_known_by_its_signs_or_its_number(lines: list[str], kind: str) -> None:
    page = make_page([(0.1, 0.1 + 0.03 * index, text) for index, text in enumerate(lines)])
    found = classify([page])
    assert found.kind == kind
    assert found.confidence < 0.98


def test_an_unknown_title_under_the_header_of_an_agency_is_another_administrative_document() -> None:
    header = [(0.52, 0.04, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (0.1, 0.09, "Số: 7/ABC-UBND")]
    assert classify([make_page([*header, centred(0.16, "BẢN CÔNG BỐ")])]).kind == "van_ban_hanh_chinh"


def test_what_is_said_below_a_letters_head_is_a_mention() -> None:
    letter = [
        (0.52, 0.04, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (0.1, 0.09, "Số: 7/UBND-NC"),
        (0.1, 0.11, "V/v cấp giấy"),
        (0.4, 0.16, "Kính gửi: Sở Tư pháp"),
        centred(0.3, "GIẤY KHAI SINH"),
    ]
    found = classify([make_page(letter)])
    assert found.kind == "cong_van"
    assert found.others[0][0] == "giay_khai_sinh"


def test_a_doubtful_kind_has_three_others_that_share_the_doubt() -> None:
    found = classify([make_page([(0.05, 0.15, "THÔNG BÁ0")], confidence=0.4)])
    assert found.kind == "thong_bao"
    assert len(found.others) == 3
    assert sum(share for _, share in found.others) == pytest.approx(1 - found.confidence, abs=0.001)


def test_a_title_in_the_lower_half_is_none() -> None:
    assert classify([make_page([centred(0.7, "GIẤY PHÉP XÂY DỰNG")])]).kind == "khac"


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("Lê Minh Trí", "Lê Minh Trí"),
        ("Xguyến Quốc Việt", "Nguyễn Quốc Việt"),
        ("guyễn Thùy Loan", "Nguyễn Thùy Loan"),
        ("ê Phương Ly", "Lê Phương Ly"),
        ("Nguyên-Thị Ngọc Thảo Diệu", "Nguyễn Thị Ngọc Thảo Diệu"),
        ("theo Quyết định", None),
        ("tại Bình Dương", None),
        ("phường Phú Thọ", None),
        ("do Văn Hùng", None),
        ("văn Thanh Hùng", None),
        ("hữu Xuân Mai", None),
        ("ồng Xuân Phú", None),
        ("ra Hữu Xuân", None),
        ("Công Thạnh", None),
        ("SN HỆ", None),
    ],
)
def test_a_piece_of_a_name_is_no_signer(read: str, name: str | None) -> None:
    page = make_page(
        [centred(0.15, "QUYẾT ĐỊNH"), (0.1, 0.6, "Nơi nhận:"), (0.6, 0.6, "GIÁM ĐỐC"), (0.6, 0.7, read)]
    )
    assert extract([page]).value("nguoi_ky") == name
