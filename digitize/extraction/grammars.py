"""Which reader reads what: one for each form of value, and one of its own where a field's text has a grammar of its own."""

from collections.abc import Mapping

from digitize.extraction.land import read_area, read_land_book, read_land_serial, read_land_use
from digitize.extraction.readers import (
    Reader,
    read_address,
    read_birth,
    read_book,
    read_cccd,
    read_cmnd,
    read_day,
    read_dossier_code,
    read_insurance_number,
    read_money,
    read_name,
    read_notary_number,
    read_number,
    read_organisation,
    read_passport,
    read_phone,
    read_procedure,
    read_sex,
    read_tax_code,
    read_text,
)

READERS: Mapping[str, Reader] = {
    "dossier_code": read_dossier_code,
    "date": read_day,
    "name": read_name,
    "birth": read_birth,
    "cccd": read_cccd,
    "cmnd": read_cmnd,
    "tax_code": read_tax_code,
    "phone": read_phone,
    "number": read_number,
    "text": read_text,
}
"""The reader of each form of value in the vocabulary."""

SPECIAL: Mapping[str, Reader] = {
    "dia_chi": read_address,
    "ten_doanh_nghiep": read_organisation,
    "ten_ho_kinh_doanh": read_organisation,
    "ten_du_an": read_organisation,
    "dien_tich": read_area,
    "muc_dich_su_dung": read_land_use,
    "ten_tthc": read_procedure,
    "gioi_tinh": read_sex,
    "quyen_so": read_book,
    "so_vao_so": read_land_book,
    "so_phat_hanh": read_land_serial,
    "so_tien": read_money,
    "so_cong_chung": read_notary_number,
    "so_bhxh": read_insurance_number,
    "so_ho_chieu": read_passport,
}
"""Fields whose text has a grammar of its own."""
