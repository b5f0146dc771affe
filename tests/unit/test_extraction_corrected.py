"""An extraction with a person's word in it: what they typed is certain, has a place, and is checked against the rest."""

import pytest

from digitize.errors import InvalidFields, NotFound
from digitize.extraction.corrected import Correction, corrected
from digitize.extraction.extract import extract
from digitize.extraction.locate import locate
from digitize.extraction.view import look
from digitize.model.fields import Source
from tests.factories.dossiers import receipt_lines
from tests.factories.scripted import page_of

PAGES = (page_of([*receipt_lines(), "Số CCCD: 074185001234", "Quyển số: 02"]),)


def by_name(extraction):
    return {field.name: field for field in extraction.fields}


def test_a_typed_value_is_the_persons_and_the_rest_stays_as_read():
    read = extract(PAGES)
    after = corrected(read, Correction(values={"ho_ten": "Lê Thị Lan"}), PAGES)
    typed = by_name(after)["ho_ten"]
    assert (typed.value, typed.confidence, typed.source) == ("Lê Thị Lan", 1.0, Source.USER)
    assert typed.sensitivity is by_name(read)["ho_ten"].sensitivity
    assert typed.evidence == by_name(read)["ho_ten"].evidence
    others = [field for field in after.fields if field.name != "ho_ten"]
    assert others == [field for field in read.fields if field.name != "ho_ten"]


def test_a_typed_value_is_tied_to_the_place_where_it_stands():
    read = extract(PAGES)
    without = corrected(read, Correction(values={"so_thu_tu": "02", "so_dien_thoai": ""}), PAGES)
    assert by_name(without)["so_thu_tu"].evidence.text == "02"
    again = corrected(without, Correction(values={"so_dien_thoai": "0912345678"}), PAGES)
    assert by_name(again)["so_dien_thoai"].evidence.text == "0912345678"


def test_a_cleared_field_is_gone_and_the_order_is_the_vocabularys():
    after = corrected(extract(PAGES), Correction(values={"ho_ten": " ", "dia_chi": "Khu phố 3"}), PAGES)
    names = list(by_name(after))
    assert "ho_ten" not in names
    assert names.index("so_cccd") < names.index("dia_chi") < names.index("so_dien_thoai")


def test_a_corrected_kind_is_certain_and_names_itself():
    after = corrected(extract(PAGES), Correction(kind="phieu_kiem_soat"), PAGES)
    assert (after.classification.kind, after.classification.confidence) == ("phieu_kiem_soat", 1.0)
    assert after.value("loai_van_ban") == "Phiếu kiểm soát quá trình giải quyết hồ sơ"
    assert corrected(after, Correction(kind="khac"), PAGES).value("loai_van_ban") is None


def test_a_corrected_kind_is_read_by_its_form_where_nothing_was_known():
    pages = (
        page_of(
            ["GIẤY HẸN", "Tiếp nhận hồ sơ của: Nguyễn Thị Hoa", "Quyển số: 02", "Điện thoại: 0912345678"]
        ),
    )
    read = extract(pages)
    assert (read.classification.kind, read.value("quyen_so")) == ("khac", None)
    before = corrected(read, Correction(values={"ho_ten": "Lê Thị Lan"}), pages)
    after = corrected(before, Correction("giay_tiep_nhan", {"so_dien_thoai": ""}), pages)
    fields = by_name(after)
    assert (fields["quyen_so"].value, fields["quyen_so"].source) == ("02", Source.MACHINE)
    assert (fields["ho_ten"].value, fields["ho_ten"].source) == ("Lê Thị Lan", Source.USER)
    assert "so_dien_thoai" not in fields


def test_wrong_values_are_named_together_and_nothing_is_taken():
    values = {"ngay_tiep_nhan": "31/02/2021", "so_cccd": "999185001234", "ho_ten": "Lê Thị Lan"}
    with pytest.raises(InvalidFields) as refusal:
        corrected(extract(PAGES), Correction(values=values), PAGES)
    assert refusal.value.details == {"ngay_tiep_nhan": "typed.date", "so_cccd": "warning.unknown_province"}


def test_a_number_that_is_printed_wrong_is_taken_when_a_person_says_so():
    said = Correction(values={"so_cccd": "999185001234"}, as_printed=frozenset({"so_cccd"}))
    field = by_name(corrected(extract(PAGES), said, PAGES))["so_cccd"]
    assert (field.value, field.warnings) == ("999185001234", ("unknown_province",))


@pytest.mark.parametrize("said", [Correction(kind="khong_co"), Correction(values={"khong_co": "a"})])
def test_an_unknown_kind_or_field_is_refused(said):
    with pytest.raises(NotFound):
        corrected(extract(PAGES), said, PAGES)


def test_checks_between_fields_are_made_anew():
    read = extract(PAGES)
    wrong = corrected(read, Correction(values={"ngay_tiep_nhan": "06/03/2021"}), PAGES)
    code = by_name(wrong)["ma_ho_so"]
    assert "code_date" in code.warnings
    right = corrected(wrong, Correction(values={"ngay_tiep_nhan": "05/03/2021"}), PAGES)
    assert by_name(right)["ma_ho_so"] == by_name(read)["ma_ho_so"]


def test_a_typed_value_keeps_its_certainty_beside_a_warning():
    after = corrected(extract(PAGES), Correction(values={"ngay_sinh": "1990", "gioi_tinh": "Nam"}), PAGES)
    typed = corrected(after, Correction(values={"so_cccd": "074185009999"}), PAGES)
    field = by_name(typed)["so_cccd"]
    assert (field.confidence, field.warnings) == (1.0, ("birth_year", "sex"))


@pytest.mark.parametrize(
    ("name", "value", "line", "found"),
    [
        ("ngay_ban_hanh", "2021-03-05", "Thuận An, ngày 05 tháng 3 năm 2021", "ngày 05 tháng 3 năm 2021"),
        ("ngay_ban_hanh", "2021-03-05", "Nhận ngày: 5/3/2021", "5/3/2021"),
        ("so_cccd", "074185001234", "Số: 074 185 001 234 cấp", "074 185 001 234"),
        ("so_cccd", "074185001234", "Số: 074185001284 cấp", "074185001284"),
        ("so_ky_hieu", "45/QĐ-UBND", "Số: 45 /QĐ-UBND", "45 /QĐ-UBND"),
        ("ho_ten", "Nguyễn Thị Hoa", "Ông (bà): Nguyen Thị Hoa", "Nguyen Thị Hoa"),
        ("dia_chi", "Số 12 khu phố 3, phường Phú Cường, Thủ Dầu Một", "Ở tại: Số 12 khu phố 3, phường", "Số 12 khu phố 3, phường"),
        ("so_thua", "33", "Thửa 133, tờ 33", "33"),
    ],
)  # fmt: skip
def test_a_value_is_found_however_it_is_printed(name, value, line, found):
    places = locate(look([page_of(["Dòng đầu", line])]), name, value)
    assert [place.piece.text[place.start : place.end] for place in places] == [found]


def test_a_value_that_stands_nowhere_has_no_place():
    assert locate(look(PAGES), "ho_ten", "Phạm Văn Bình") == ()
