"""Which function draws which kind of paper."""

from collections.abc import Callable
from random import Random

from digitize.model.match import Role
from digitize.model.vocabulary import vocabulary
from digitize.province import (
    papers_business,
    papers_civil,
    papers_contract,
    papers_decision,
    papers_declaration,
    papers_desk,
    papers_input,
    papers_labour,
    papers_land,
    papers_letters,
    papers_minutes,
    papers_process,
    papers_result,
)
from digitize.province.chance import dice
from digitize.province.glyphs import UNITS
from digitize.province.hand import lent
from digitize.province.letter import Fields, Paper
from digitize.province.sheet import Penned, Sheet

DRAWERS: dict[str, Callable[[Sheet, Paper, Random], Fields]] = {
    "giay_tiep_nhan": papers_process.receipt,
    "phieu_kiem_soat": papers_process.control_sheet,
    "phieu_bo_sung": papers_process.supplement_request,
    "giay_phep_xay_dung": papers_result.building_permit,
    "giay_cn_ho_kinh_doanh": papers_result.business_certificate,
    "quyet_dinh": papers_decision.decision,
    "trich_luc_khai_sinh": papers_result.birth_extract,
    "don_dang_ky_bien_dong": papers_input.land_change,
    "don_cap_phep_xay_dung": papers_input.building_application,
    "giay_de_nghi_ho_kinh_doanh": papers_input.business_application,
    "can_cuoc_cong_dan": papers_input.identity_card,
    "phieu_tu_choi": papers_desk.refusal,
    "phieu_xin_loi": papers_desk.apology,
    "so_theo_doi": papers_desk.book_page,
    "giay_cn_qsdd": papers_land.land_certificate,
    "don_cap_gcn": papers_land.land_application,
    "thong_bao_nop_tien": papers_land.payment_notice,
    "trich_luc_ban_do": papers_land.map_extract,
    "hop_dong_chuyen_nhuong": papers_contract.sale_of_land,
    "giay_uy_quyen": papers_contract.authorisation,
    "giay_cn_doanh_nghiep": papers_business.company_certificate,
    "giay_xn_moi_truong": papers_business.environment_confirmation,
    "so_chu_nguon_thai": papers_business.waste_register,
    "giay_cn_attp": papers_business.food_safety,
    "giay_phep_lao_dong": papers_labour.work_permit,
    "don_tro_cap": papers_labour.allowance_application,
    "chung_chi_hanh_nghe": papers_labour.practice_licence,
    "giay_khai_sinh": papers_civil.birth_certificate,
    "giay_cn_ket_hon": papers_civil.marriage_certificate,
    "giay_xn_hon_nhan": papers_civil.marital_status,
    "trich_luc_khai_tu": papers_civil.death_extract,
    "phieu_ly_lich_tu_phap": papers_civil.judicial_record,
    "to_khai": papers_declaration.declaration,
    "cong_van": papers_letters.official_letter,
    "bien_ban": papers_minutes.minutes,
    **papers_letters.TITLED,
}


_BY_HAND = {Role.INPUT: 0.35, Role.PROCESS: 0.35, Role.RESULT: 0.7}
"""How often number and day are written by hand."""

_PRINTED = {
    "can_cuoc_cong_dan",
    "hop_dong_chuyen_nhuong",
    "thong_bao_nop_tien",
    "trich_luc_ban_do",
    "cong_van",
    *papers_letters.TITLED,
}
"""Papers that are handed in but that nobody fills in by hand."""


def draw(paper: Paper, rng: Random, dpi: int = UNITS) -> tuple[Sheet, Fields]:
    """Return the printed pages of `paper` and the values that stand on them.

    Args:
        paper: what is to be drawn.
        rng: all chance about it; the layout is the same at every resolution.
        dpi: resolution of the pages.
    """
    points, spacing = rng.choice((12.5, 13.0, 13.0, 13.5)), rng.choice((1.22, 1.32, 1.42))
    sheet = Sheet(points, spacing, dpi=dpi, penned=_penned(paper, rng), rng=dice(rng.getrandbits(64)))
    fields = DRAWERS[paper.kind](sheet, paper, rng)
    return sheet, fields


def _penned(paper: Paper, rng: Random) -> Penned:
    if paper.typed:
        return Penned()
    role = vocabulary().kinds[paper.kind].role
    number, day, month = (rng.random() < _BY_HAND[role] for _ in range(3))
    blanks = (rng.random() < 0.5 or lent()) and role is Role.INPUT and paper.kind not in _PRINTED
    day = day or blanks
    return Penned(blanks, number, day, day and month)
