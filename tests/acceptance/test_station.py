"""A station that knows nothing but the address of the page sends its scans straight to the object store."""

import os
import subprocess
import sys
import time
import uuid

import httpx
import pytest
from PIL import Image

from digitize.bootstrap import open_services
from digitize.model.intake import Batch, BatchState, Upload
from digitize.settings import Settings
from digitize.web.app import create_app
from tests.acceptance.conftest import ROOT, lines, run_digitize
from tests.factories.services import memory_services
from tests.web.site import serve

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(seaweed, tmp_path):
    return Settings(data=tmp_path / "data", blobs_url=seaweed.url(f"test-{uuid.uuid4().hex}"))


@pytest.fixture
def services(settings):
    with open_services(settings) as opened:
        yield opened


@pytest.fixture
def page(services):
    with serve(create_app(services)) as url:
        yield url


@pytest.fixture
def scans(tmp_path):
    """A bundle of two scans in a folder of the station."""
    folder = tmp_path / "hộp 12"
    folder.mkdir()
    for grey, name in enumerate(("giấy một.png", "giấy hai.png")):
        Image.new("L", (620, 877), 250 - grey).save(folder / name, dpi=(75, 75))
    return sorted(folder.iterdir())


@pytest.fixture
def send(tmp_path):
    """Run the command of a station, which has no store of its own."""

    def run(*arguments, **options):
        return run_digitize(
            "station", "send", *arguments, "--station", "tram-1", data=tmp_path / "none", **options
        )

    return run


def arrived(services):
    with services.ledger.reading() as tx:
        return tx.find(Batch), tx.find(Upload)


def test_what_a_station_sends_is_taken_in_by_a_sweep(services, settings, page, scans, send, tmp_path):
    sent = send(*scans, "--to", page)
    assert len(sent.stdout.splitlines()) == 2
    assert not (tmp_path / "none").exists()
    assert arrived(services) == ((), ())
    swept = run_digitize("sweep", "--json", data=settings.data, BLOBS_URL=settings.blobs_url)
    assert lines(swept)[0]["received"] == 2
    (batch,), uploads = arrived(services)
    assert (batch.label, batch.station, batch.state) == ("hộp 12", "tram-1", BatchState.CLOSED)
    assert sorted(services.blobs.read(upload.blob) for upload in uploads) == sorted(
        scan.read_bytes() for scan in scans
    )


def test_the_feeder_takes_it_in_by_itself(services, settings, page, scans, send):
    send(*scans, "--to", page, "--batch", "lô sáng")
    feeder = subprocess.Popen(
        [sys.executable, "-m", "workers", "feeder"],
        env=os.environ | settings.child_environment("") | {"PYTHONPATH": str(ROOT)},
    )
    try:
        for _ in range(600):
            if len(arrived(services)[1]) == 2 and not list(services.blobs.inbox()):
                break
            time.sleep(0.1)
    finally:
        feeder.terminate()
    assert feeder.wait(30) == 0
    (batch,), uploads = arrived(services)
    assert (batch.label, batch.state, len(uploads)) == ("lô sáng", BatchState.CLOSED, 2)


def test_a_page_without_an_object_store_says_so(scans, send):
    with serve(create_app(memory_services())) as url:
        refused = send(*scans, "--to", url, check=False)
    assert refused.returncode == 3
    assert "không nhận tệp gửi thẳng" in refused.stderr


def test_what_cannot_be_sent_has_its_exit_code(scans, send, tmp_path):
    codes = {
        (tmp_path / "nowhere.png", "http://127.0.0.1:1"): 4,
        (tmp_path, "http://127.0.0.1:1"): 2,
        (scans[0], "ftp://127.0.0.1"): 2,
        (scans[0], "http://127.0.0.1:1"): 7,
    }
    for (file, to), code in codes.items():
        refused = send(file, "--to", to, check=False)
        assert (refused.returncode, "Traceback" in refused.stderr) == (code, False)


@pytest.mark.parametrize(
    "file",
    [{"size": -1}, {"sha256": "x"}, {"sha256": "A" * 64}, {"name": "x" * 256}],
    ids=["size", "no digest", "capitals", "long name"],
)
def test_a_declaration_that_makes_no_sense_is_refused(page, services, file):
    declared = {"name": "a.png", "size": 1, "sha256": "0" * 64} | file
    batch = {"label": "lô", "station": "trạm", "files": [declared]}
    answer = httpx.post(f"{page}/tram/lo", json=batch, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "http_422")
    assert arrived(services) == ((), ())
