"""Correcting what was read, over a real connection and by keyboard in a real browser."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from playwright.sync_api import expect

from digitize.model.audit import AuditEvent
from digitize.model.fields import DocumentFields
from digitize.model.intake import AccessLevel, Document, DocumentStatus
from digitize.model.match import Attachment
from tests.factories.dossiers import CODE
from tests.web.papers import CCCD, documents


class Inputs(HTMLParser):
    """The inputs of a page by name, in their order."""

    def __init__(self, text):
        super().__init__()
        self.values = {}
        self._open = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "input" and attributes.get("type") != "checkbox" and "name" in attributes:
            self.values.setdefault(attributes["name"], attributes.get("value", ""))
        elif tag == "textarea":
            self._open = attributes["name"]
            self.values[self._open] = ""

    def handle_data(self, text):
        if self._open:
            self.values[self._open] += text

    def handle_endtag(self, tag):
        self._open = None


@pytest.fixture
def paper(filed):
    """Return the paper in review that states the code of Nguyễn Thị Hoa's dossier, another owner and a CCCD."""
    with filed.ledger.reading() as tx:
        stating = {
            item.document_id for item in tx.find(DocumentFields) if item.extraction.value("ma_ho_so") == CODE
        }
    return next(item for item in documents(filed, DocumentStatus.REVIEW) if item.id in stating)


def form_of(client, paper):
    """Return what the form of a paper holds when nothing was typed into it."""
    values = Inputs(client.get(f"/doi-soat/{paper.id}").text).values
    return {
        name: value
        for name, value in values.items()
        if name.startswith("truong.") or name in ("revision", "trang")
    }


def send_form(client, paper, form, **typed):
    changed = {f"truong.{name}": value for name, value in typed.items()}
    return client.post(f"/doi-soat/{paper.id}/sua", data=form | changed)


def newest(services, paper):
    with services.ledger.reading() as tx:
        (fields,) = tx.find(DocumentFields, document_id=paper.id, order_by=("-revision",), limit=1)
        return tx.get(Document, paper.id), fields


def test_a_corrected_name_finds_its_dossier_and_waits_for_a_person(filed, client, paper):
    answer = send_form(client, paper, form_of(client, paper), ho_ten="Nguyễn Thị Hoa")
    assert answer.status_code == 200
    assert "Đã lưu dữ liệu vừa sửa" in answer.text
    assert re.search(rf'value="{CODE}" required checked', answer.text)
    document, fields = newest(filed, paper)
    assert document.status is DocumentStatus.REVIEW
    assert (fields.recipe, fields.extraction.value("ho_ten")) == ("user", "Nguyễn Thị Hoa")
    # The masked numbers were not sent, and are as they were.
    assert fields.extraction.value("so_cccd") == CCCD


def test_sending_the_form_as_it_came_changes_nothing(filed, client, paper):
    send_form(client, paper, form_of(client, paper))
    assert newest(filed, paper)[0] == paper


def test_a_personal_number_is_never_sent_to_the_screen_and_is_typed_anew(filed, client, paper):
    text = client.get(f"/doi-soat/{paper.id}").text
    assert CCCD not in text
    form = form_of(client, paper)
    assert form["truong.so_cccd"] == ""
    answer = send_form(client, paper, form, so_cccd="074 185 009 999")
    assert "074185009999" not in answer.text
    assert newest(filed, paper)[1].extraction.value("so_cccd") == "074185009999"


def test_a_personal_number_that_is_not_on_the_paper_is_taken_away(filed, client, paper):
    client.post(f"/doi-soat/{paper.id}/sua", data=form_of(client, paper) | {"bo.so_cccd": "on"})
    assert newest(filed, paper)[1].extraction.value("so_cccd") is None


def test_wrong_values_are_refused_at_their_fields_and_everything_typed_stays(filed, client, paper):
    typed = {"ngay_tiep_nhan": "31/02/2021", "ho_ten": "Nguyễn Thị Hoa", "so_cccd": "999185001234"}
    answer = send_form(client, paper, form_of(client, paper), **typed)
    assert answer.status_code == 422
    assert "phải có trên lịch" in answer.text
    assert "Mã tỉnh không có trong danh mục" in answer.text
    assert {f"truong.{name}": value for name, value in typed.items()}.items() <= Inputs(
        answer.text
    ).values.items()
    assert newest(filed, paper)[0] == paper


def test_quotes_and_signs_stay_as_typed(filed, client, paper):
    odd = 'Cấp lại "bản sao" <b>&amp; </textarea>'
    send_form(client, paper, form_of(client, paper), ten_tthc=odd, ho_ten='Công ty "Bình & An"')
    extraction = newest(filed, paper)[1].extraction
    assert (extraction.value("ten_tthc"), extraction.value("ho_ten")) == (odd, 'Công ty "Bình & An"')
    after = newest(filed, paper)[0]
    shown = form_of(client, paper)
    assert (shown["truong.ten_tthc"], shown["truong.ho_ten"]) == (odd, 'Công ty "Bình & An"')
    send_form(client, paper, shown)
    assert newest(filed, paper)[0] == after


def test_a_number_that_is_printed_wrong_is_taken_when_a_person_insists(filed, client, paper):
    form = form_of(client, paper) | {"truong.so_cccd": "999185001234", "dung.so_cccd": "on"}
    assert client.post(f"/doi-soat/{paper.id}/sua", data=form).status_code == 200
    assert newest(filed, paper)[1].extraction.value("so_cccd") == "999185001234"


def test_who_comes_second_loses_nothing_and_overwrites_nothing(filed, client, paper):
    form = form_of(client, paper)
    send_form(client, paper, form, ho_ten="Nguyễn Thị Hoa")
    second = send_form(client, paper, form, ngay_hen_tra="21/03/2021")
    assert second.status_code == 409
    assert "còn nguyên trong biểu mẫu" in second.text
    shown = Inputs(second.text).values
    # The second person's date stands beside the first person's name, which they never touched.
    assert (shown["truong.ngay_hen_tra"], shown["truong.ho_ten"]) == ("21/03/2021", "Nguyễn Thị Hoa")
    again = {name: shown[name] for name in form}
    assert client.post(f"/doi-soat/{paper.id}/sua", data=again).status_code == 200
    extraction = newest(filed, paper)[1].extraction
    assert (extraction.value("ho_ten"), extraction.value("ngay_hen_tra")) == ("Nguyễn Thị Hoa", "2021-03-21")


def test_the_kind_is_corrected(filed, client, paper):
    client.post(f"/doi-soat/{paper.id}/sua", data=form_of(client, paper) | {"loai": "phieu_kiem_soat"})
    document, fields = newest(filed, paper)
    assert document.kind == "phieu_kiem_soat"
    assert fields.extraction.value("loai_van_ban") == "Phiếu kiểm soát quá trình giải quyết hồ sơ"


def test_a_correction_is_written_down_and_a_secret_paper_takes_none(filed, client, paper):
    send_form(client, paper, form_of(client, paper), ho_ten="Nguyễn Thị Hoa")
    with filed.ledger.reading() as tx:
        seen = [(event.action, event.subject) for event in tx.find(AuditEvent)]
    assert ("review:document:corrected", paper.id) in seen
    document, _ = newest(filed, paper)
    with filed.ledger.writing() as tx:
        tx.put(replace(document, access_level=AccessLevel.SECRET))
    assert 'id="correct"' not in client.get(f"/doi-soat/{paper.id}").text
    form = {"revision": document.revision, "truong.ho_ten": "Lê Văn Tám"}
    assert client.post(f"/doi-soat/{paper.id}/sua", data=form).status_code == 403


@pytest.mark.parametrize(
    ("form", "status"),
    [({}, 422), ({"revision": "eins"}, 422), ({"truong.x": "1"}, 404), ({"loai": "x"}, 404)],
)
def test_a_form_that_no_page_sent_is_refused(filed, client, paper, form, status):
    form = form if status == 422 else form | {"revision": paper.revision}
    assert client.post(f"/doi-soat/{paper.id}/sua", data=form).status_code == status
    assert newest(filed, paper)[0] == paper


def test_doubtful_fields_come_first_and_the_missed_ones_of_the_kind_last(filed, client, paper):
    with filed.ledger.writing() as tx:
        (stored,) = tx.find(DocumentFields, document_id=paper.id)
        fields = tuple(
            replace(field, confidence=0.3) if field.name == "ten_tthc" else field
            for field in stored.extraction.fields
        )
        tx.put(replace(stored, extraction=replace(stored.extraction, fields=fields)))
    names = [name for name in form_of(client, paper) if name.startswith("truong.")]
    assert names[0] == "truong.ten_tthc"
    assert names.index("truong.ho_ten") < names.index("truong.quyen_so") < names.index("truong.so_thua")


def walk(tab, field):
    """Go to a field by Tab; which comes first depends on how sure each is. From the last one it goes on at the first."""
    for _ in range(90):
        if field.evaluate("each => each === document.activeElement"):
            return
        tab.keyboard.press("Tab")
    pytest.fail("Tab never came to the field")


@pytest.mark.browser
@pytest.mark.slow
def test_fields_are_corrected_by_keyboard_alone(filed, tab, paper):
    tab.goto(f"/doi-soat/{paper.id}")
    form = tab.locator("#correct")
    expect(form).to_be_hidden()
    tab.keyboard.press("e")
    expect(form.locator(":focus")).to_be_visible()
    name = tab.locator("#f-ho_ten")
    walk(tab, name)
    lit = tab.locator("rect.lit")
    expect(lit).to_be_in_viewport()
    assert lit.get_attribute("data-field") == name.get_attribute("data-field")
    # Keys of the desk are letters here.
    tab.keyboard.type("S1e Nguyễn Thị Hoa")
    expect(form).to_be_visible()
    tab.keyboard.press("Escape")
    expect(form).to_be_hidden()
    tab.keyboard.press("e")
    expect(name).to_have_value("S1e Nguyễn Thị Hoa")
    name.fill("Nguyễn Thị Hoa")
    walk(tab, tab.locator("#f-so_cccd"))
    tab.keyboard.type("07418500123")
    with tab.expect_response(re.compile("/sua")) as answer:
        tab.keyboard.press("Enter")
    assert answer.value.status == 422
    expect(tab.locator("#p-so_cccd")).to_have_text("Số CCCD gồm đúng 12 chữ số.")
    tab.wait_for_load_state()  # the keys are ours only once the page's script runs
    expect(tab.locator("#f-so_cccd")).to_be_focused()
    expect(name).to_have_value("Nguyễn Thị Hoa")
    tab.keyboard.type(CCCD)
    tab.keyboard.press("Enter")
    expect(tab.locator(".flash.good")).to_contain_text("Đã lưu dữ liệu vừa sửa")
    tab.wait_for_load_state()
    expect(tab.locator(f"input[name=ho_so][value='{CODE}']")).to_be_checked()
    with filed.ledger.reading() as tx:
        assert tx.find(Attachment, document_id=paper.id) == ()
    tab.keyboard.press("Enter")
    expect(tab.locator(".flash.good")).to_contain_text(CODE)
    with filed.ledger.reading() as tx:
        assert [item.dossier for item in tx.find(Attachment, document_id=paper.id, active=True)] == [CODE]


@pytest.mark.browser
@pytest.mark.slow
def test_another_kind_offers_its_fields_and_any_field_can_be_added(filed, tab, paper):
    tab.goto(f"/doi-soat/{paper.id}")
    tab.keyboard.press("e")
    abstract = tab.locator("#f-trich_yeu")
    expect(abstract).to_be_hidden()
    tab.select_option("#loai", "quyet_dinh")
    expect(abstract).to_be_visible()
    tab.select_option("#more", "so_tien")
    expect(tab.locator("#f-so_tien")).to_be_focused()
    tab.keyboard.type("1.200.000 đồng")
    tab.keyboard.press("Enter")
    expect(tab.locator(".flash.good")).to_contain_text("Đã lưu")
    expect(tab.locator("[data-key=so_tien].value")).to_have_text("1.200.000 đồng")
    expect(tab.locator("h1")).to_contain_text("Quyết định")


@pytest.mark.browser
@pytest.mark.slow
def test_the_form_fits_the_screen_of_a_clerk(filed, tab, paper):
    tab.goto(f"/doi-soat/{paper.id}")
    tab.keyboard.press("e")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1366
    save = tab.locator("#correct button[type=submit]")
    expect(save).to_be_in_viewport(ratio=1)
    form, choice = tab.locator("#correct").bounding_box(), tab.locator(".desk-choice").bounding_box()
    assert form["x"] + form["width"] <= choice["x"]
    for row in tab.locator(".entry-row:visible").all():
        label, field = (
            row.locator("label").first.bounding_box(),
            row.locator("input, select, textarea").first.bounding_box(),
        )
        assert label["y"] + label["height"] <= field["y"] + 1
        assert field["x"] + field["width"] <= form["x"] + form["width"]
