"""Which function draws which kind of paper."""

from collections.abc import Callable
from random import Random

from digitize.province import papers_input, papers_process, papers_result
from digitize.province.letter import Fields, Paper
from digitize.province.sheet import Sheet

DRAWERS: dict[str, Callable[[Sheet, Paper, Random], Fields]] = {
    "giay_tiep_nhan": papers_process.receipt,
    "phieu_kiem_soat": papers_process.control_sheet,
    "phieu_bo_sung": papers_process.supplement_request,
    "giay_phep_xay_dung": papers_result.building_permit,
    "giay_cn_ho_kinh_doanh": papers_result.business_certificate,
    "quyet_dinh": papers_result.decision,
    "trich_luc_khai_sinh": papers_result.birth_extract,
    "don_dang_ky_bien_dong": papers_input.land_change,
    "don_cap_phep_xay_dung": papers_input.building_application,
    "giay_de_nghi_ho_kinh_doanh": papers_input.business_application,
    "can_cuoc_cong_dan": papers_input.identity_card,
}


def draw(paper: Paper, rng: Random) -> tuple[Sheet, Fields]:
    """Return the printed pages of `paper` and the values that stand on them."""
    sheet = Sheet(rng.choice((12.5, 13.0, 13.0, 13.5)), rng.choice((1.22, 1.32, 1.42)))
    fields = DRAWERS[paper.kind](sheet, paper, rng)
    return sheet, fields
