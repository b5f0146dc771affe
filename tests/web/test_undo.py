"""A person takes a decision back, on the page and on the command line, and says why."""

import re

import pytest
from playwright.sync_api import expect

from digitize.model.intake import Document, DocumentStatus
from digitize.model.match import Act, Attachment, Decision
from tests.factories.dossiers import OTHER_CODE
from tests.web.papers import documents


def attached(services):
    return documents(services, DocumentStatus.ATTACHED)[0]


def decisions(services, document_id):
    with services.ledger.reading() as tx:
        return tx.find(Decision, document_id=document_id, order_by=("revision",))


def test_an_attached_paper_moves_with_a_reason_only_and_its_history_tells_it(client, filed):
    paper = attached(filed)
    form = {"revision": paper.revision, "ho_so": OTHER_CODE}
    refused = client.post(f"/doi-soat/{paper.id}/gan", data=form)
    assert (refused.status_code, "Cần ghi lý do" in refused.text) == (422, True)
    assert attached(filed).revision == paper.revision
    client.post(f"/doi-soat/{paper.id}/gan", data=form | {"vi_sao": "Chủ hồ sơ là 0912345678"})
    shown = client.get(f"/giay-to/{paper.id}").text
    assert "Lịch sử" in shown
    assert "Chủ hồ sơ là •••••••678" in shown
    assert decisions(filed, paper.id)[-1].why == "Chủ hồ sơ là 0912345678"


def test_who_undoes_what_somebody_else_changed_reads_why(client, filed):
    paper = attached(filed)
    form = {"revision": paper.revision - 1, "vi_sao": "bấm nhầm"}
    answer = client.post(f"/doi-soat/{paper.id}/hoan-tac", data=form)
    assert (answer.status_code, "vừa được xử lý ở nơi khác" in answer.text) == (409, True)
    waiting = documents(filed, DocumentStatus.REVIEW)[0]
    form = {"revision": waiting.revision, "vi_sao": "bấm nhầm"}
    answer = client.post(f"/doi-soat/{waiting.id}/hoan-tac", data=form)
    assert (answer.status_code, "chưa có quyết định nào để hoàn tác" in answer.text) == (409, True)


@pytest.mark.browser
@pytest.mark.slow
def test_a_slip_is_undone_by_keyboard(filed, tab):
    first, second = (item for item in documents(filed) if item.problem == "contradiction")
    tab.goto(f"/doi-soat/{first.id}?ly_do=contradiction")
    tab.wait_for_load_state()
    tab.keyboard.press("1")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(second.id))
    tab.wait_for_load_state()
    tab.keyboard.press("u")
    expect(tab.locator(".undo input[name=vi_sao]")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(first.id))
    expect(tab.locator(".flash")).to_contain_text("Đã hoàn tác")
    with filed.ledger.reading() as tx:
        assert tx.get(Document, first.id).status is DocumentStatus.REVIEW
        assert tx.find(Attachment, document_id=first.id, active=True) == ()
    assert [item.act for item in decisions(filed, first.id)] == [Act.FILED, Act.ATTACHED, Act.UNDONE]
    tab.goto(f"/giay-to/{first.id}")
    expect(tab.locator(".history li")).to_have_count(3)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1366
    # Files that came in the same moment lie in any order: either dossier may have been the first one's.
    assert decisions(filed, first.id)[1].decision.dossier in tab.locator(".history").inner_text()
