"""Services in memory with a small register, behind a real server; clients and pages that talk to it."""

import httpx
import pytest
from playwright.sync_api import sync_playwright

from digitize.web.app import create_app
from tests.factories.dossiers import CODE, OTHER_CODE, dossier, receipt, stranger
from tests.factories.services import drain, memory_services
from tests.web.papers import unconfirmed
from tests.web.site import DrawnReader, serve

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def services():
    """A register of two dossiers and nothing received yet."""
    made = memory_services(DrawnReader())
    made.registry.put([dossier(), dossier(OTHER_CODE, owner="Trần Văn Hùng", number="46/QĐ-UBND")])
    return made


@pytest.fixture(scope="session")
def site():
    """One server for all tests: (application, address)."""
    app = create_app(memory_services(), largest_body=1 << 26)
    with serve(app) as url:
        yield app, url


@pytest.fixture
def address(site, services):
    """The address of the server, which now serves the services of this test."""
    app, url = site
    app.state.services = create_app(services).state.services
    return url


@pytest.fixture
def client(address):
    with httpx.Client(base_url=address, follow_redirects=True) as made:
        yield made


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium without a screen."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def tab(browser, address):
    """A tab of the size of a clerk's screen; whatever the console complains about fails the test."""
    context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 768}, locale="vi-VN")
    made = context.new_page()
    made.set_default_timeout(10_000)
    complaints = []
    made.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    made.on("pageerror", lambda error: complaints.append(str(error)))
    yield made
    context.close()
    # The console calls a 409 or a 422 an error; to us they are answers.
    answers = ("409 (Conflict)", "422 (Unprocessable")
    assert [item for item in complaints if not any(answer in item for answer in answers)] == []


@pytest.fixture
def send(client):
    """Send files as one batch and return the answer."""

    def sending(*files, label="Hộp 12, cặp 3", **headers):
        parts = [("files", file) for file in files]
        return client.post(
            "/lo", files=parts, data={"label": label, "station": "Một cửa số 2"}, headers=headers
        )

    return sending


@pytest.fixture
def filed(services, send):
    """A worked-off batch: one paper attached, three in review, one in quarantine."""
    send(
        ("tiep-nhan.png", receipt()),
        ("thong-bao.png", stranger()),
        ("la.png", unconfirmed(CODE, "Lê Thị Lan")),
        ("la-2.png", unconfirmed(OTHER_CODE, "Phạm Văn Bình")),
        ("rong.png", b""),
    )
    drain(services)
    return services
