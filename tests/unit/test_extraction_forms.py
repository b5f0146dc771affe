"""The form catalogue: every file is right, what is wrong is said by its key, and golden cases are read as they stand."""

import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from digitize.errors import InvalidForm
from digitize.extraction.catalogue import faults, load_form, rules
from digitize.extraction.extract import extract, extract_as
from digitize.extraction.view import flat
from digitize.model.intake import Sensitivity
from digitize.model.match import Role
from digitize.model.vocabulary import OTHER, vocabulary
from tests.factories.pages import make_page

FOLDER = files("digitize.extraction").joinpath("forms")
NAMES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name not in {"common.toml", "__init__.py"})
GOLDEN = sorted(Path(__file__).resolve().parents[1].joinpath("resources", "forms").glob("*.toml"))
RIGHT = 'kind = "to_khai"\ntitles = ["TỜ KHAI"]\nheader = "citizen"\n'


@pytest.mark.parametrize("name", NAMES)
def test_every_form_of_the_catalogue_is_right(name):
    assert list(faults(name, FOLDER.joinpath(name).read_text(encoding="utf-8"))) == []


def test_every_kind_has_a_form_and_each_required_field_a_way_to_be_found():
    assert {form.kind for form in rules().forms} == set(vocabulary().kinds)
    for form in rules().forms:
        assert len({label.text for label in form.labels}) == len(form.labels)
        announced = {label.field for label in form.labels} | {
            field for label in form.labels for _, field in label.within
        }
        header = {
            "ngay_ban_hanh", "co_quan_ban_hanh", "so_ky_hieu", "nguoi_ky", "trich_yeu", "kinh_gui",
        }  # fmt: skip
        for field in form.fields:
            if field.required:
                assert field.same_as or field.key in announced | header, (form.name, field.key)


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("kind = ", "", "not_toml"),
        (RIGHT + 'titels = ["TỜ KHAI"]', "titels", "unknown_key"),
        (RIGHT.replace('["TỜ KHAI"]', '"TỜ KHAI"'), "titles", "not_list"),
        (RIGHT + 'valid_from = "2020-01-01"', "valid_from", "not_date"),
        (RIGHT + "zone = true", "zone", "not_float"),
        (RIGHT + "zone = 2", "zone", "not_a_share"),
        (RIGHT.replace('header = "citizen"', ""), "header", "missing"),
        (RIGHT.replace("citizen", "nobody"), "header", "not_one_of"),
        (RIGHT.replace("to_khai", "to_khac"), "name", "missing_of_new_kind"),
        (RIGHT.replace("to_khai", "khac"), "kind", "not_the_files_name"),
        (RIGHT + "valid_from = 2021-01-01\nvalid_to = 2020-01-01", "valid_to", "before_valid_from"),
        (RIGHT.replace('["TỜ KHAI"]', '["TỜ KHAI", "Tờ khai"]'), "titles", "twice"),
        (RIGHT + 'signs = ["x"]', "signs", "too_short"),
        (RIGHT + "[fields]\nten_la = {}", "fields.ten_la", "unknown_field"),
        (RIGHT + "[fields]\nho_ten = 3", "fields.ho_ten", "not_dict"),
        (RIGHT + '[fields]\nho_ten = { label = ["Tên"] }', "fields.ho_ten.label", "unknown_key"),
        (RIGHT + '[fields]\nho_ten = { same_as = "dia_chi" }', "fields.ho_ten.same_as", "not_one_of"),
        (RIGHT + '[fields]\nho_ten = { type = "tên" }', "fields.ho_ten.type", "not_one_of"),
        (
            RIGHT + '[fields]\nho_ten = { labels = ["Tên"] }\ndia_chi = { labels = ["ten"] }',
            "fields.dia_chi.labels",
            "label_of_two_fields",
        ),
        (RIGHT + "[sections.cha]\nowner = true", "sections.cha.opens", "missing"),
    ],
)
def test_what_is_wrong_is_said_by_its_key(text, key, reason):
    assert (key, reason) in [(fault.key, fault.reason) for fault in faults("to_khai.toml", text)]


def test_a_wrong_file_is_refused_with_its_name_and_key(tmp_path):
    file = tmp_path / "to_khai.toml"
    file.write_text(RIGHT + "zone = 2", encoding="utf-8")
    with pytest.raises(InvalidForm) as caught:
        load_form(file)
    assert caught.value.details == {
        "file": "to_khai.toml", "where": "zone", "reason": "not_a_share", "found": "2",
    }  # fmt: skip


def test_a_paper_is_read_by_the_form_of_its_day_and_of_its_title():
    kind = "giay_phep_lao_dong"
    assert rules().form(kind, date(2020, 6, 1)).name == "giay_phep_lao_dong-2016"
    assert rules().form(kind, date(2021, 6, 1)).name == kind
    assert rules().form(kind, None).name == kind
    old = flat("CHỨNG MINH NHÂN DÂN")
    assert rules().form("can_cuoc_cong_dan", date(2015, 1, 1), old).name == "can_cuoc_cong_dan-cmnd"
    assert rules().form("giay_la", None).kind == OTHER


def test_a_form_brings_its_kind_with_it():
    kind = vocabulary().kinds["giay_phep_hoat_dong"]
    assert (kind.role, kind.sensitivity) == (Role.RESULT, Sensitivity.BASIC)
    assert list(vocabulary().kinds)[-1] == OTHER


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case.stem)
def test_golden_case(case):
    wanted = tomllib.loads(case.read_text(encoding="utf-8"))
    pages = [make_page([tuple(line) for line in wanted["lines"]])]
    found = extract(pages)
    assert found.classification.kind == wanted["kind"]
    assert found.classification.confidence > 0.9
    values = {field.name: field.value for field in found.fields}
    assert {key: values.get(key) for key in wanted["fields"]} == wanted["fields"]
    form = next(form for form in rules().forms if form.name == case.stem)
    assert extract_as(pages, form).fields == found.fields
