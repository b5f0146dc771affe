"""What a person types: its form is checked, and nothing is repaired."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.extraction.grammars import READERS
from digitize.extraction.typed import fields_of, read_typed, wrong_form
from digitize.model.vocabulary import vocabulary
from digitize.web.messages import messages


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("ngay_ban_hanh", "5/3/2021", "2021-03-05"),
        ("ngay_ban_hanh", " 05-03-2021 ", "2021-03-05"),
        ("ngay_ban_hanh", "05032021", "2021-03-05"),
        ("ngay_sinh", "1976", "1976"),
        ("ma_ho_so", "h09.15-210305-0001", "H09.15-210305-0001"),
        ("ma_ho_so", "000.00.12.H09-200403-0001", "000.00.12.H09-200403-0001"),
        ("so_cccd", "074 185 001 234", "074185001234"),
        ("ma_so_thue", "0100109106", "0100109106"),
        ("so_dien_thoai", "0912.345.678", "0912345678"),
        ("so_ky_hieu", "45 / QĐ-UBND", "45/QĐ-UBND"),
        ("ho_ten", "Bà Nguyễn  Thị Hoa", "Nguyễn Thị Hoa"),
        ("gioi_tinh", "nữ", "Nữ"),
        ("dien_tich", "82.5", "82,5 m2"),
        ("so_phat_hanh", "ch422174", "CH 422174"),
        ("so_thua", "214, 215", "214, 215"),
    ],
)
def test_a_typed_value_gets_the_normal_form_of_its_field(name, typed, value):
    reading = read_typed(name, typed)
    assert (reading.value, reading.warnings) == (value, ())


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("ngay_ban_hanh", "31/02/2021"),
        ("ngay_ban_hanh", "ngày 05/03/2021"),
        ("ngay_ban_hanh", "2021"),
        ("ngay_sinh", "76"),
        ("ma_ho_so", "H09.15-210230-0001"),
        ("ma_ho_so", "HO9.15-210305-0001"),
        ("so_cccd", "07418500123"),
        ("so_cccd", "07418500123O"),
        ("so_cmnd", "28012345"),
        ("ma_so_thue", "01001091"),
        ("so_dien_thoai", "0912"),
        ("so_ky_hieu", "QĐ-UBND"),
        ("ho_ten", "0912345678"),
        ("gioi_tinh", "khác"),
        ("dien_tich", "1234567890"),
        ("trich_yeu", "..."),
        ("trich_yeu", "a" * 1001),
    ],
)
def test_what_has_not_the_form_of_its_field_is_no_value(name, typed):
    assert read_typed(name, typed) is None


@pytest.mark.parametrize(
    ("name", "typed", "warning"),
    [
        ("so_cccd", "999185001234", "unknown_province"),
        ("ma_so_thue", "0100109107", "checksum"),
        ("so_dien_thoai", "01234567890", "phone_plan"),
    ],
)
def test_a_number_that_fails_its_check_is_kept_with_a_warning(name, typed, warning):
    assert read_typed(name, typed).warnings == (warning,)


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{d:%d/%m/%Y}", "{d:%d%m%Y}", "{d.day}.{d.month}.{d.year}"]),
)
def test_every_day_may_be_typed_in_several_ways(day, shape):
    assert read_typed("ngay_ban_hanh", shape.format(d=day)).value == day.isoformat()


def test_every_form_of_value_can_be_typed_and_says_how():
    for name in vocabulary().fields:
        assert messages().find(f"typed.{wrong_form(name)}"), name
    assert {field.form for field in vocabulary().fields.values()} >= set(READERS)


def test_a_kind_has_the_fields_of_its_forms():
    receipt = fields_of("giay_tiep_nhan")
    assert {"ma_ho_so", "ho_ten", "ngay_hen_tra", "quyen_so"} <= set(receipt)
    assert "so_thua" not in receipt
    assert "trich_yeu" in fields_of("quyet_dinh")
    assert list(receipt) == [name for name in vocabulary().fields if name in receipt]
