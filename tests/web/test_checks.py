"""Kiểm tra mẫu: a person looks at what the machine attached, and opens a band that closed by itself."""

import pytest

from digitize.model.audit import AuditEvent
from digitize.model.guard import AutoLink, Band, BandState, Draw, Finding
from digitize.model.intake import Document, DocumentStatus
from digitize.model.match import Attachment
from digitize.pipeline.checking import refute
from digitize.pipeline.guarding import BAND_CLOSED
from tests.factories.dossiers import CODE, dossier, receipt
from tests.factories.services import drain
from tests.web.papers import documents

CODES = tuple(f"H09.15-210305-{number:04d}" for number in range(1, 6))
OWNERS = ("Nguyễn Thị Hoa", "Trần Văn Bình", "Lê Thị Lan", "Phạm Văn Tám", "Đỗ Minh Khánh")


@pytest.fixture
def services(services):
    services.registry.put(
        [
            dossier(code, owner, f"{45 + at}/QĐ-UBND")
            for at, (code, owner) in enumerate(zip(CODES, OWNERS, strict=True))
        ],
        replace=True,
    )
    return services


def post(services, send, count, first=0):
    """Send receipts that the machine attaches and put all of them before a person."""
    send(
        *(
            (f"{code}.png", receipt(code, owner))
            for code, owner in list(zip(CODES, OWNERS, strict=True))[first:count]
        )
    )
    drain(services)


@pytest.fixture
def drawn(services, send):
    """One attached paper that waits for a check."""
    post(services, send, 1)
    (document,) = documents(services, DocumentStatus.ATTACHED)
    with services.ledger.writing() as tx:
        link = tx.get(AutoLink, document.id)
        tx.put(type(link)(**{name: getattr(link, name) for name in link.__slots__} | {"drawn": Draw.SAMPLE}))
    return document


@pytest.fixture
def closed(services, send):
    """A closed band with a paper that was attached before and one that waits for that."""
    post(services, send, 4)
    for document in documents(services, DocumentStatus.ATTACHED)[:3]:
        refute(services, document.id, document.revision)
    post(services, send, 5, first=4)
    return services


def link_of(services, document):
    with services.ledger.reading() as tx:
        return tx.get(AutoLink, document.id)


def test_the_list_shows_what_waits(drawn, client):
    text = client.get("/kiem-tra").text
    assert f'href="/kiem-tra/{drawn.id}"' in text
    assert "rút ngẫu nhiên" in text
    assert CODE in text


def test_a_check_shows_picture_dossier_and_comparison_and_its_view_is_written_down(services, drawn, client):
    text = client.get(f"/kiem-tra/{drawn.id}").text
    assert f"/giay-to/{drawn.id}/trang/1.jpg" in text
    assert "Nguyễn Thị Hoa" in text
    assert 'class="compare"' in text
    assert "Đúng" in text
    assert "Sai" in text
    with services.ledger.reading() as tx:
        assert tx.count(AuditEvent, action="web:document:viewed", subject=f"document/{drawn.id}") == 1


def test_right_is_kept_and_the_list_is_empty(services, drawn, client):
    answer = client.post(f"/kiem-tra/{drawn.id}/dung", data={"revision": drawn.revision})
    assert "Không có giấy tờ nào chờ kiểm tra" in answer.text
    assert link_of(services, drawn).finding is Finding.RIGHT
    again = client.get(f"/kiem-tra/{drawn.id}").text
    assert "Đã có người trả lời" in again
    assert 'id="right"' not in again


def test_wrong_takes_the_paper_out_and_opens_the_desk(services, drawn, client):
    answer = client.post(f"/kiem-tra/{drawn.id}/sai", data={"revision": drawn.revision})
    assert answer.url.path == f"/doi-soat/{drawn.id}"
    assert "máy gắn sai hồ sơ" in answer.text
    assert 'name="ho_so"' in answer.text
    with services.ledger.reading() as tx:
        assert tx.count(Attachment, active=True) == 0
    assert link_of(services, drawn).finding is Finding.WRONG


@pytest.mark.parametrize("answer", ["dung", "sai"])
def test_who_comes_second_sees_the_newest_state(services, drawn, client, answer):
    client.post(f"/kiem-tra/{drawn.id}/sai", data={"revision": drawn.revision})
    second = client.post(f"/kiem-tra/{drawn.id}/{answer}", data={"revision": drawn.revision})
    assert second.status_code == 409
    assert "vừa được xử lý ở nơi khác" in second.text
    assert link_of(services, drawn).finding is Finding.WRONG


def test_a_paper_that_no_machine_attached_has_no_check(filed, client):
    paper = documents(filed, DocumentStatus.REVIEW)[0]
    assert client.get(f"/kiem-tra/{paper.id}").status_code == 404
    assert client.post(f"/kiem-tra/{paper.id}/dung", data={"revision": paper.revision}).status_code == 404


def test_a_closed_band_is_told_everywhere(closed, client):
    for address in ("/kiem-tra", "/doi-soat"):
        assert "thủ tục 1.004193" in client.get(address).text
    (waits,) = [item for item in documents(closed, DocumentStatus.REVIEW) if item.problem == BAND_CLOSED]
    desk = client.get(f"/doi-soat/{waits.id}").text
    assert "Máy ngừng tự gắn nhóm “thủ tục 1.004193”" in desk
    assert f'value="{CODES[4]}" required>' in desk
    assert " checked" not in desk


def test_earlier_papers_of_a_closed_band_are_looked_at_again(closed, client):
    answer = client.get("/kiem-tra/lai", params={"dai": "1.004193/*/*"})
    (earlier,) = documents(closed, DocumentStatus.ATTACHED)
    assert answer.url.path == f"/kiem-tra/{earlier.id}"
    client.post(
        f"/kiem-tra/{earlier.id}/dung", params={"dai": "1.004193/*/*"}, data={"revision": earlier.revision}
    )
    assert "(đúng 1, sai 0)" in client.get("/kiem-tra").text


def test_a_band_is_opened_again_for_a_reason(closed, client):
    form = {"dai": "1.004193/*/*", "ly_do": "đã thêm biểu mẫu mới"}
    assert client.post("/kiem-tra/dai/mo-lai", data=form | {"ly_do": ""}).status_code == 422
    answer = client.post("/kiem-tra/dai/mo-lai", data=form)
    assert "Đã mở lại" in answer.text
    with closed.ledger.reading() as tx:
        (band,) = [band for band in tx.find(Band) if band.closings]
    assert (band.state, band.closings[0].reason) == (BandState.OPEN, "đã thêm biểu mẫu mới")
    (waits,) = [item for item in documents(closed, DocumentStatus.REVIEW) if item.problem == BAND_CLOSED]
    assert "nay nhóm đã được mở lại" in client.get(f"/doi-soat/{waits.id}").text
    assert client.post("/kiem-tra/dai/mo-lai", data=form).status_code == 409


@pytest.mark.browser
@pytest.mark.slow
def test_a_check_is_answered_by_keyboard(services, drawn, tab):
    tab.goto(f"/kiem-tra/{drawn.id}")
    tab.keyboard.press("1")
    tab.wait_for_url("**/kiem-tra")
    assert link_of(services, drawn).finding is Finding.RIGHT


@pytest.mark.browser
@pytest.mark.slow
def test_wrong_by_keyboard_opens_the_desk(services, drawn, tab):
    tab.goto(f"/kiem-tra/{drawn.id}")
    tab.keyboard.press("2")
    tab.wait_for_url(f"**/doi-soat/{drawn.id}")
    with services.ledger.reading() as tx:
        assert tx.get(Document, drawn.id).status is DocumentStatus.REVIEW
