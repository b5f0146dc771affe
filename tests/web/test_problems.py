"""Errors, refusals and headers: calm on the screen, silent about people in the log."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from digitize.errors import DigitizeError, IntegrityError, TransientError
from digitize.model.intake import Document, DocumentStatus
from digitize.web.app import create_app
from digitize.web.deps import OneAtATime
from tests.factories.dossiers import receipt
from tests.web.papers import documents
from tests.web.site import serve

JSON = {"Accept": "application/json"}


def test_what_is_not_there_is_said_in_vietnamese(client):
    for address in ("/khong-co", "/giay-to/x", "/lo/x", "/ho-so/x", "/doi-soat/x"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "Không" in answer.text
    assert client.get("/giay-to/x", headers=JSON).json()["code"] == "not_found"
    assert client.get("/khong-co", headers=JSON).json()["code"] == "http_404"
    assert client.delete("/").status_code == 405


@pytest.mark.parametrize("error", [TransientError, IntegrityError])
def test_a_foreseen_error_has_its_status_and_sentence(filed, client, error):
    def fail(method):
        raise error

    filed.reader.fault = fail
    paper = documents(filed, DocumentStatus.REVIEW)[0]
    answer = client.get(f"/giay-to/{paper.id}/trang/1.jpg", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (error.http_status, error.code)


def test_a_bug_becomes_an_incident_without_a_trace_or_personal_data(filed, client, caplog):
    def fail(method):
        raise RuntimeError("Nguyễn Thị Hoa 074185001234")

    filed.reader.fault = fail
    paper = documents(filed, DocumentStatus.REVIEW)[0]
    with caplog.at_level(logging.ERROR):
        answer = client.get(f"/giay-to/{paper.id}/trang/1.jpg", headers=JSON)
    incident = answer.json()["incident"]
    assert answer.status_code == 500
    assert incident in caplog.text
    assert "RuntimeError" in caplog.text
    for text in (caplog.text, answer.text):
        assert "Hoa" not in text
        assert "Traceback" not in text
    page = client.get(f"/giay-to/{paper.id}/trang/1.jpg")
    assert "Mã sự cố" in page.text
    assert "RuntimeError" not in page.text


def test_one_thread_at_a_time_uses_the_reader(services, tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(receipt())
    inside, most, gate = [], [], threading.Barrier(4)

    def count(method):
        inside.append(method)
        most.append(len(inside))
        time.sleep(0.001)  # another thread gets its chance to come in
        inside.pop()

    services.reader.fault = count
    reader = OneAtATime(services.reader)

    def load():
        gate.wait()
        for _ in range(10):
            reader.load(path)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(load) for _ in range(4)]:
            done.result()
    assert most == [1] * 40


@pytest.mark.parametrize("path", ["/", "/khong-co", "/doi-soat", "/giay-to/x"])
def test_every_answer_carries_the_guarding_headers(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.5"])
def test_only_names_of_this_machine_are_answered(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_write_from_another_site_is_refused(services, send, headers):
    answer = send(("tiep-nhan.png", receipt()), **headers)
    assert answer.status_code == 403
    with services.ledger.reading() as tx:
        assert tx.count(Document) == 0


def test_a_write_from_our_own_page_is_taken(address, send):
    assert send(("tiep-nhan.png", receipt()), Origin=address).status_code == 200
    assert send(("tiep-nhan.png", receipt()), **{"Sec-Fetch-Site": "same-origin"}).status_code == 200


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_bound_is_refused_whether_it_says_so_or_not(services, declared):
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n' + b"a" * 5000
    content = body if declared else iter([body[:100], body[100:]])
    headers = JSON | {"Content-Type": "multipart/form-data; boundary=x"}
    with serve(create_app(services, largest_body=2000)) as url:
        answer = httpx.post(f"{url}/lo", content=content, headers=headers)
    assert answer.status_code == 413
    assert "2 kB" in answer.json()["message"]


def test_too_many_files_at_once_are_refused_with_the_number(send):
    answer = send(*[(f"{number}.png", b"") for number in range(1001)], **JSON)
    assert answer.status_code == 400
    assert "1.000 tệp" in answer.json()["message"]


def test_every_error_class_is_answered_with_its_own_status():
    kinds = [DigitizeError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert all(400 <= kind.http_status < 600 for kind in kinds)
