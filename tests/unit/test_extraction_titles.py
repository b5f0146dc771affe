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
    ],
)
def test_titles_and_mentions(printed: list[str], kind: str) -> None:
    page = make_page([centred(0.15 + 0.018 * index, text) for index, text in enumerate(printed)])
    assert classify([page]).kind == kind


def test_a_title_in_the_lower_half_is_none() -> None:
    assert classify([make_page([centred(0.7, "GIẤY PHÉP XÂY DỰNG")])]).kind == "khac"


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("Lê Minh Trí", "Lê Minh Trí"),
        ("Xguyến Quốc Việt", "Nguyễn Quốc Việt"),
        ("Công Thạnh", None),
        ("SN HỆ", None),
    ],
)
def test_a_piece_of_a_name_is_no_signer(read: str, name: str | None) -> None:
    page = make_page(
        [centred(0.15, "QUYẾT ĐỊNH"), (0.1, 0.6, "Nơi nhận:"), (0.6, 0.6, "GIÁM ĐỐC"), (0.6, 0.7, read)]
    )
    assert extract([page]).value("nguoi_ky") == name
