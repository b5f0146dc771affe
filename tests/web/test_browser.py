"""A clerk's day in a real browser: sending, following, deciding by keyboard, finding."""

import re

import pytest
from playwright.sync_api import expect

from digitize.model.intake import Document, DocumentStatus
from digitize.model.match import Attachment
from tests.factories.dossiers import CODE, OTHER_CODE, receipt
from tests.factories.services import drain
from tests.web.papers import CCCD, documents, unconfirmed

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def upload(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def contradicted(services):
    """Return the papers that state a code of the register and another owner."""
    return [item for item in documents(services, DocumentStatus.REVIEW) if item.problem == "contradiction"]


def test_files_are_sent_with_progress_and_their_batch_comes_alive(services, tab):
    tab.goto("/")
    tab.evaluate(
        "window.seen = []; new MutationObserver(() => window.seen.push(document.getElementById('sent').textContent))"
        ".observe(document.getElementById('sent'), {childList: true})"
    )
    files = [upload("tiep-nhan.png", receipt()), upload("rong.pdf", b""), upload("thu.docx", b"PK\x03\x04")]
    tab.set_input_files("#files", files)
    expect(tab.locator("#chosen")).to_contain_text("tiep-nhan.png")
    tab.fill("input[name=label]", "Hộp 12, cặp 3")
    tab.click("text=Gửi lô quét")
    receipts = tab.locator(".receipt")
    expect(receipts).to_have_count(3)
    expect(receipts.nth(0)).to_contain_text("đã nhận")
    expect(receipts.nth(1)).to_contain_text("Tệp rỗng")
    expect(receipts.nth(2)).to_contain_text("không phải PDF")
    assert "Đang gửi… 0%" in tab.evaluate("window.seen")
    assert any("Đã gửi xong" in line for line in tab.evaluate("window.seen"))
    row = tab.locator("tr[data-batch]")
    expect(row).to_contain_text("đang đọc")
    drain(services)
    expect(row).to_contain_text("hoàn tất")
    expect(row.locator(".num.good")).to_have_text("1")
    expect(row.locator(".num.bad")).to_have_text("2")


def test_files_may_be_dropped_and_a_second_sending_points_to_the_first(send, tab):
    send(("tiep-nhan.png", receipt()))
    tab.goto("/")
    data = tab.evaluate_handle(
        "bytes => { const data = new DataTransfer();"
        " data.items.add(new File([new Uint8Array(bytes)], 'ban-sao.png')); return data; }",
        list(receipt()),
    )
    tab.dispatch_event(".drop", "drop", {"dataTransfer": data})
    expect(tab.locator("#chosen")).to_have_text("ban-sao.png")
    tab.click("text=Gửi lô quét")
    expect(tab.locator(".receipt")).to_contain_text("Nội dung này đã nhận")
    tab.click(".receipt a")
    expect(tab.locator("tr:target")).to_contain_text("tiep-nhan.png")


def test_a_field_shows_its_place_on_the_page(filed, tab):
    paper = contradicted(filed)[0]
    tab.goto(f"/giay-to/{paper.id}")
    field = tab.locator(".field button", has_text="Mã hồ sơ").first
    field.click()
    lit = tab.locator("rect.lit")
    expect(lit).to_have_count(1)
    expect(lit).to_be_in_viewport()
    assert lit.get_attribute("data-field") == field.get_attribute("data-field")
    tab.locator("rect.mark", has_text="Họ tên").click()
    expect(tab.locator(".field .lit")).to_contain_text("Họ tên")
    picture = tab.evaluate(
        "() => { const image = new Image(); image.src = document.querySelector('svg image').href.baseVal;"
        " return image.decode().then(() => [image.naturalWidth, image.naturalHeight]); }"
    )
    assert picture[0] > 1000
    assert picture[1] > picture[0]


def test_numbers_stay_masked_until_a_reason_is_given(filed, tab):
    paper = contradicted(filed)[0]
    tab.goto(f"/giay-to/{paper.id}")
    value = tab.locator("[data-key=so_cccd]")
    expect(value).to_have_text("•••••••••234")
    assert CCCD not in tab.content()
    tab.click("text=Hiện số định danh")
    tab.fill("input[name=ly_do]", "Đối chiếu với bản giấy")
    tab.click(".reveal button")
    expect(value).to_have_text(CCCD)
    tab.goto(f"/giay-to/{paper.id}")
    expect(value).to_have_text("•••••••••234")


def test_papers_are_decided_by_keyboard_alone(filed, tab):
    tab.goto(f"/doi-soat/{contradicted(filed)[0].id}?ly_do=contradiction")
    first, second = contradicted(filed)
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(first.id))  # nothing was chosen, so nothing happens
    chosen = tab.locator("input[name=ho_so]").nth(1).get_attribute("value")
    tab.keyboard.press("2")
    expect(tab.locator("input[name=ho_so]").nth(1)).to_be_checked()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(second.id))
    expect(tab.locator(".flash")).to_contain_text(chosen)
    tab.wait_for_load_state()  # the keys are ours only once the page's script runs
    tab.keyboard.press("1")
    tab.keyboard.press("Enter")
    expect(tab.locator(".empty")).to_contain_text("Không còn giấy tờ")
    with filed.ledger.reading() as tx:
        (attachment,) = tx.find(Attachment, document_id=first.id, active=True)
    assert attachment.dossier == chosen
    assert contradicted(filed) == []


def test_a_dossier_is_searched_beside_the_paper(filed, tab):
    paper = next(item for item in documents(filed) if item.problem == "no_candidate")
    tab.goto(f"/doi-soat/{paper.id}")
    tab.keyboard.press("/")
    tab.keyboard.type(OTHER_CODE)
    tab.keyboard.press("Enter")
    expect(tab.locator("input[name=ho_so]").first).to_be_checked()
    tab.locator("h1").click()
    tab.keyboard.press("Enter")
    expect(tab.locator(".flash")).to_contain_text(OTHER_CODE)


def test_a_paper_is_set_aside_with_a_reason(filed, tab):
    paper = next(item for item in documents(filed) if item.problem == "no_candidate")
    tab.goto(f"/doi-soat/{paper.id}")
    tab.click(".aside summary")
    tab.select_option("select[name=ly_do_rieng]", label="Giấy tờ của cơ quan, đơn vị khác")
    tab.click("text=Để riêng giấy tờ này")
    expect(tab.locator(".flash")).to_contain_text("không gắn được")
    with filed.ledger.reading() as tx:
        assert tx.get(Document, paper.id).status is DocumentStatus.REJECTED


def test_who_comes_second_reads_why_and_sees_the_newest_state(filed, client, tab):
    paper = contradicted(filed)[0]
    tab.goto(f"/doi-soat/{paper.id}")
    client.post(f"/doi-soat/{paper.id}/gan", data={"revision": paper.revision, "ho_so": CODE})
    tab.keyboard.press("1")
    with tab.expect_response(re.compile("/gan")) as answer:
        tab.keyboard.press("Enter")
    assert answer.value.status == 409
    expect(tab.locator(".flash.bad")).to_contain_text("vừa được xử lý ở nơi khác")
    expect(tab.locator(".desk-head .tag")).to_have_text("đã gắn vào hồ sơ")


@pytest.mark.parametrize("asked", ["Nguyễn Thị Hoa", "nguyen thi hoa"])
def test_search_finds_with_and_without_accents(filed, tab, asked):
    tab.goto("/")
    tab.fill(".quick input", asked)
    tab.keyboard.press("Enter")
    expect(tab.locator(".hit mark")).to_have_text(["Nguyễn", "Thị", "Hoa"])
    tab.click(".hit a")
    expect(tab.locator("h1")).to_contain_text("Nguyễn Thị Hoa")
    tab.click(f".decision a:has-text('{CODE}')")
    expect(tab.locator("h1")).to_have_text(CODE)


def test_nothing_spills_over_the_screen_of_a_clerk(filed, send, tab):
    send(("x" * 200 + ".png", unconfirmed(CODE, "Nguyễn Hoàng Thị Thanh Phương Uyên Vy")))
    drain(filed)
    papers = documents(filed)
    pages = ["/", "/doi-soat", f"/doi-soat/{papers[-1].id}", f"/giay-to/{papers[-1].id}", f"/ho-so/{CODE}"]
    for address in [*pages, "/tim-kiem?q=hoa", f"/lo/{papers[-1].batch_id}"]:
        tab.goto(address)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 1366, address
