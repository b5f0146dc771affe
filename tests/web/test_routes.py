"""What a person gets from each address, over a real connection."""

from dataclasses import replace

import pytest

from digitize.model.audit import AuditEvent
from digitize.model.intake import AccessLevel, Batch, BatchState, Document, DocumentStatus, Upload
from digitize.model.match import Attachment, Role
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt
from tests.factories.services import drain
from tests.web.papers import CCCD, documents


def actions(services):
    with services.ledger.reading() as tx:
        return [(event.action, event.subject) for event in tx.find(AuditEvent)]


def one(services, status):
    return documents(services, status)[0]


def two_sided(services):
    """Return the papers in review that state a CCCD."""
    return [item for item in documents(services, DocumentStatus.REVIEW) if len(item.page_ids) == 2]


def test_each_file_gets_its_own_answer(services, send):
    first = send(("tiep-nhan.png", receipt()), ("rong.png", b""), ("thu.docx", b"PK\x03\x04"))
    assert first.text.count('class="receipt"') == 3
    assert "Tệp rỗng" in first.text
    assert "không phải PDF, JPEG, PNG hoặc TIFF" in first.text
    again = send(("ban-sao.png", receipt()))
    with services.ledger.reading() as tx:
        (batch,) = tx.find(Batch)
        (kept,) = tx.find(Upload, filename="tiep-nhan.png")
    assert f"/lo/{batch.id}#u-{kept.id}" in again.text
    assert batch.state is BatchState.CLOSED


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "C:\\quet\\a.png", "a%0Ab.png", "..\\a.png"])
def test_a_name_that_leaves_its_folder_is_kept_as_sent_and_quarantined(services, client, name):
    head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    body = head.encode() + receipt() + b"\r\n--x--\r\n"
    answer = client.post("/lo", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert "cách ly" in answer.text
    with services.ledger.reading() as tx:
        (upload,) = tx.find(Upload)
    assert (upload.filename, upload.problem) == (name.replace("%0A", "\n"), "unsafe_name")


def test_a_name_with_marks_and_quotes_arrives_whole(services, send):
    send(('Giấy "tiếp nhận" số 1.png', receipt()))
    with services.ledger.reading() as tx:
        (upload,) = tx.find(Upload)
    assert (upload.filename, upload.problem) == ('Giấy "tiếp nhận" số 1.png', None)


def test_a_form_without_a_file_is_refused(client):
    answer = client.post("/lo", files=[("files", ("", b""))], headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "Biểu mẫu" in answer.json()["message"]


def test_the_list_and_the_batch_show_where_everything_stands(filed, client):
    with filed.ledger.reading() as tx:
        (batch,) = tx.find(Batch)
    for address in ("/", "/manh/lo"):
        text = client.get(address).text
        assert "Hộp 12, cặp 3" in text
        assert 'data-busy="no"' in text
    text = client.get(f"/lo/{batch.id}").text
    assert text.count("chờ đối soát") >= 3
    assert f'href="/ho-so/{CODE}"' in text
    assert "Tệp rỗng" in text


def test_a_document_shows_its_fields_masked_and_its_view_is_written_down(filed, client):
    paper, *others = two_sided(filed)
    text = client.get(f"/giay-to/{paper.id}").text
    assert CCCD not in text
    assert "•••••••••234" in text
    assert 'class="mark"' in text
    seen = [subject for action, subject in actions(filed) if action == "web:document:viewed"]
    assert seen == [f"document/{paper.id}"]
    assert others


def test_numbers_are_shown_for_a_reason_that_is_written_down(filed, client):
    paper = two_sided(filed)[0]
    address = f"/giay-to/{paper.id}/hien"
    assert client.post(address, data={"ly_do": ""}).status_code == 422
    assert CCCD in client.post(address, data={"ly_do": "Đối chiếu với bản giấy"}).text
    assert ("web:document:revealed", f"document/{paper.id}") in actions(filed)
    assert CCCD in client.post(f"/ho-so/{CODE}/hien", data={"ly_do": "Đối chiếu với bản giấy"}).text
    assert ("web:dossier:revealed", f"dossier/{CODE}") in actions(filed)


def test_picture_original_and_archive_copy(filed, client):
    paper = one(filed, DocumentStatus.ATTACHED)
    picture = client.get(f"/giay-to/{paper.id}/trang/1.jpg")
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.content.startswith(b"\xff\xd8")
    assert client.get(f"/giay-to/{paper.id}/ban-goc").content == receipt()
    copy = client.get(f"/giay-to/{paper.id}/ban-luu-tru.pdf")
    assert copy.content.startswith(b"%PDF")
    assert copy.headers["content-type"] == "application/pdf"
    assert client.get(f"/giay-to/{paper.id}/trang/9.jpg").status_code == 404
    waiting = one(filed, DocumentStatus.REVIEW)
    assert client.get(f"/giay-to/{waiting.id}/ban-luu-tru.pdf").status_code == 404


def test_a_secret_paper_shows_neither_picture_nor_file(filed, client):
    paper = one(filed, DocumentStatus.REVIEW)
    with filed.ledger.writing() as tx:
        tx.put(replace(paper, access_level=AccessLevel.SECRET))
    for part in ("trang/1.jpg", "ban-goc", "ban-luu-tru.pdf"):
        answer = client.get(f"/giay-to/{paper.id}/{part}")
        assert answer.status_code == 403
        assert "độ mật" in answer.text
    assert "trang/1.jpg" not in client.get(f"/giay-to/{paper.id}").text


def test_a_person_attaches_a_paper_and_the_next_one_opens(filed, client):
    paper, *others = documents(filed, DocumentStatus.REVIEW)
    answer = client.post(f"/doi-soat/{paper.id}/gan", data={"revision": paper.revision, "ho_so": OTHER_CODE})
    assert answer.status_code == 200
    assert answer.url.path.removeprefix("/doi-soat/") in {other.id for other in others}
    assert "Đã gắn" in answer.text
    with filed.ledger.reading() as tx:
        (attachment,) = tx.find(Attachment, document_id=paper.id, active=True)
    assert attachment.dossier == OTHER_CODE


def test_who_comes_second_sees_the_newest_state_and_changes_nothing(filed, client):
    paper = one(filed, DocumentStatus.REVIEW)
    form = {"revision": paper.revision, "ho_so": CODE}
    client.post(f"/doi-soat/{paper.id}/gan", data=form)
    second = client.post(f"/doi-soat/{paper.id}/gan", data=form | {"ho_so": OTHER_CODE})
    assert second.status_code == 409
    assert "vừa được xử lý ở nơi khác" in second.text
    with filed.ledger.reading() as tx:
        (attachment,) = tx.find(Attachment, document_id=paper.id, active=True)
        assert attachment.dossier == CODE
        assert f'value="{tx.get(Document, paper.id).revision}"' in second.text


@pytest.mark.parametrize(
    ("choice", "typed", "status", "problem"),
    [
        ("rejected/other_agency", "", DocumentStatus.REJECTED, "other_agency"),
        ("exempt/copy_only", "", DocumentStatus.EXEMPT, "copy_only"),
        ("rejected/", "Giấy bị rách đôi", DocumentStatus.REJECTED, "Giấy bị rách đôi"),
    ],
)
def test_a_person_sets_a_paper_aside_with_a_reason(filed, client, choice, typed, status, problem):
    paper = one(filed, DocumentStatus.REVIEW)
    form = {"revision": paper.revision, "ly_do_rieng": choice, "ghi_ro": typed}
    assert client.post(f"/doi-soat/{paper.id}/de-rieng", data=form).status_code == 200
    with filed.ledger.reading() as tx:
        after = tx.get(Document, paper.id)
    assert (after.status, after.problem) == (status, problem)


@pytest.mark.parametrize("choice", ["", "rejected/", "rejected/copy_only", "burned/other_agency"])
def test_no_paper_is_set_aside_without_a_known_reason(filed, client, choice):
    paper = one(filed, DocumentStatus.REVIEW)
    form = {"revision": paper.revision, "ly_do_rieng": choice}
    assert client.post(f"/doi-soat/{paper.id}/de-rieng", data=form).status_code == 422
    with filed.ledger.reading() as tx:
        assert tx.get(Document, paper.id) == paper


def test_the_desk_finds_a_dossier_by_code_and_by_owner(filed, client):
    paper = next(item for item in documents(filed) if item.problem == "no_candidate")
    for asked in (OTHER_CODE, "tran van hung"):
        assert f'value="{OTHER_CODE}"' in client.get(f"/doi-soat/{paper.id}", params={"tim": asked}).text
    assert "Không có hồ sơ nào" in client.get(f"/doi-soat/{paper.id}", params={"tim": "Z99"}).text


def test_the_queue_filters_by_reason_and_walks_on(filed, client):
    papers = documents(filed, DocumentStatus.REVIEW)
    text = client.get("/doi-soat", params={"ly_do": "no_candidate"}).text
    assert text.count("/doi-soat/") == 2  # once in the list, once behind the button
    desk = client.get(f"/doi-soat/{papers[0].id}").text
    assert f"/doi-soat/{papers[1].id}?vi_tri=1" in desk


@pytest.mark.parametrize("asked", ["Nguyễn Thị Hoa", "nguyen thi hoa", "NGUYEN THI HOA", '"thị hoa"', CODE])
def test_search_finds_with_and_without_accents(filed, client, asked):
    text = client.get("/tim-kiem", params={"q": asked}).text
    paper = one(filed, DocumentStatus.ATTACHED)
    assert f"/giay-to/{paper.id}?trang=1" in text
    assert "<mark>" in text


def test_search_masks_numbers_and_writes_no_question_into_the_audit_trail(filed, client):
    text = client.get("/tim-kiem", params={"q": "CCCD"}).text
    assert "<mark>CCCD</mark>" in text
    assert CCCD not in text
    (seen,) = [subject for action, subject in actions(filed) if action == "web:search:viewed"]
    assert "CCCD" not in seen
    assert "Không có giấy tờ nào" in client.get("/tim-kiem", params={"q": "<script>alert"}).text


def test_a_dossier_shows_what_is_there_and_what_is_missing(filed, client):
    text = client.get(f"/ho-so/{CODE}").text
    assert "Đơn đề nghị cấp giấy phép xây dựng" in text
    assert text.count("thiếu giấy tờ") == 2
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in text
    assert CCCD not in text
    assert ("web:dossier:viewed", f"dossier/{CODE}") in actions(filed)


def test_a_worked_off_batch_stays_readable_when_a_dossier_leaves_the_register(filed, client):
    paper = next(item for item in documents(filed) if item.problem == "contradiction")
    del filed.registry._dossiers[CODE]
    assert client.get(f"/doi-soat/{paper.id}").status_code == 200


def test_a_batch_still_at_work_says_so(services, send, client):
    send(("tiep-nhan.png", receipt()))
    assert 'data-busy="yes"' in client.get("/manh/lo").text
    drain(services)
    assert 'data-busy="no"' in client.get("/manh/lo").text


def test_a_person_parts_a_paper_and_joins_it_again(filed, client):
    paper, *_ = two_sided(filed)
    desk = client.get(f"/doi-soat/{paper.id}").text
    assert "Tách trước trang này" in desk
    assert "Ghép với" not in desk
    form = {"revision": paper.revision, "truoc_trang": 2}
    answer = client.post(f"/doi-soat/{paper.id}/tach", data=form)
    assert answer.status_code == 200
    assert "Đã tách hoặc ghép lại" in answer.text
    drain(filed)
    front, back = (item for item in documents(filed) if item.made_from == paper.id)
    desk = client.get(f"/doi-soat/{front.id}").text
    assert "Tách trước trang này" not in desk
    assert f'href="/giay-to/{back.id}"' in desk
    assert client.post(f"/doi-soat/{front.id}/ghep", data={"revision": front.revision}).status_code == 200
    drain(filed)
    (joined,) = (item for item in documents(filed) if item.made_from == front.id)
    assert joined.page_ids == paper.page_ids
    assert ("review:document:joined", back.id) in actions(filed)


def test_who_parts_a_paper_second_changes_nothing(filed, client):
    paper, *_ = two_sided(filed)
    form = {"revision": paper.revision, "truoc_trang": 2}
    client.post(f"/doi-soat/{paper.id}/tach", data=form)
    for way, more in (("tach", {"truoc_trang": 2}), ("ghep", {})):
        answer = client.post(f"/doi-soat/{paper.id}/{way}", data={"revision": paper.revision} | more)
        assert answer.status_code == 409
    assert len([item for item in documents(filed) if item.made_from == paper.id]) == 2


@pytest.mark.parametrize(("page", "status"), [(1, 422), (3, 404)])
def test_a_paper_is_parted_only_before_a_page_that_it_has(filed, client, page, status):
    paper, *_ = two_sided(filed)
    form = {"revision": paper.revision, "truoc_trang": page}
    assert client.post(f"/doi-soat/{paper.id}/tach", data=form).status_code == status
    with filed.ledger.reading() as tx:
        assert tx.get(Document, paper.id) == paper


def test_the_dossier_shows_both_values_where_paper_and_register_differ_masked(client, filed):
    paper = next(item for item in documents(filed) if item.problem == "contradiction")
    client.post(f"/doi-soat/{paper.id}/gan", data={"revision": paper.revision, "ho_so": CODE})
    filed.registry.put([replace(dossier(), phone="0911222333")], replace=True)
    shown = client.get(f"/ho-so/{CODE}").text
    assert "Giấy và sổ khác nhau" in shown
    assert ("Lê Thị Lan" in shown or "Phạm Văn Bình" in shown, "Nguyễn Thị Hoa" in shown) == (True, True)
    assert ("•••••••321" in shown, "•••••••333" in shown) == (True, True)
    assert ("0987654321" in shown, "0911222333" in shown) == (False, False)
    revealed = client.post(f"/ho-so/{CODE}/hien", data={"ly_do": "đối chiếu số điện thoại"}).text
    assert ("0987654321" in revealed, "0911222333" in revealed) == (True, True)


def test_the_report_counts_dossiers_by_indicator_4_2(client, filed):
    assert "chưa có thành phần và kết quả" in client.get(f"/ho-so/{CODE}").text
    paper = next(item for item in documents(filed) if item.problem == "contradiction")
    with filed.ledger.writing() as tx:
        (held,) = tx.find(Attachment, dossier=CODE, active=True)
        tx.put(replace(held, id="x1", document_id=paper.id, role=Role.INPUT, code="TP1"))
    assert "mới có thành phần, chưa có kết quả" in client.get(f"/ho-so/{CODE}").text
    with filed.ledger.writing() as tx:
        tx.put(replace(held, id="x2", document_id=paper.id, role=Role.RESULT, code="KQ1"))
    shown = client.get(f"/ho-so/{CODE}").text
    assert ("đã số hóa cả thành phần và kết quả" in shown, "đủ mọi giấy tờ" in shown) == (True, True)
    report = client.get("/bao-cao").text
    assert ("50,00" in report, "UBND thành phố Thuận An" in report, "2021-03" in report) == (True, True, True)
