"""Names, options, JSON keys and exit codes are a contract."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from digitize.bootstrap import open_services
from digitize.model.guard import Band, Closing, Stratum
from digitize.settings import Settings
from tests.acceptance.conftest import lines

pytestmark = pytest.mark.slow


@pytest.fixture
def scan(tmp_path):
    path = tmp_path / "trắng.png"
    Image.new("L", (1240, 1754), 255).save(path, dpi=(150, 150))
    return path


def test_read_prints_a_json_line_a_page(digitize, scan):
    (page,) = lines(digitize("read", scan, "--json"))
    assert {"file", "page", "size", "dpi", "skew_degrees", "quality", "text", "lines"} <= page.keys()
    assert (page["file"], page["page"], page["quality"]["verdict"]) == (str(scan), 1, "blank")


def test_extract_prints_a_json_line_a_document(digitize, scan):
    (document,) = lines(digitize("extract", scan, "--json"))
    assert document.keys() == {"file", "kind", "kind_confidence", "fields"}
    assert (document["file"], document["kind"], document["fields"]) == (str(scan), "khac", {})


def test_the_engine_option_wins_over_the_environment(digitize, scan, tmp_path):
    without_model = {"DIGITIZE_ENGINE": "tesseract", "DIGITIZE_LANGUAGE": "xyz"}
    assert digitize("read", scan, check=False, **without_model).returncode == 3
    (page,) = lines(digitize("read", scan, "--engine", "ours", "--json", **without_model))
    assert page["quality"]["verdict"] == "blank"
    assert lines(digitize("extract", scan, "--engine", "ours", "--json", **without_model))
    digitize("pdf", scan, tmp_path / "out.pdf", "--engine", "ours", **without_model)
    assert digitize("read", scan, "--engine", "none", check=False).returncode == 2


def test_bad_input_has_its_sentence_its_exit_code_and_does_not_stop_the_others(digitize, scan, tmp_path):
    bad = tmp_path / "bad.pdf"
    bad.write_text("hello")
    result = digitize("read", bad, scan, "--json", check=False)
    assert result.returncode == 2
    assert len(lines(result)) == 1
    assert "bad.pdf" in result.stderr
    assert "Traceback" not in result.stderr


def test_explain_writes_a_page_and_never_over_its_scan(digitize, scan, tmp_path):
    out = tmp_path / "how.html"
    assert digitize("ocr", "explain", scan, "--out", out).stdout.strip() == str(out)
    assert "trang trắng" in out.read_text("utf-8")
    before = scan.read_bytes()
    assert digitize("ocr", "explain", scan, "--out", scan, check=False).returncode == 5
    assert digitize("ocr", "explain", tmp_path / "none.png", check=False).returncode == 4
    assert scan.read_bytes() == before


def test_a_form_is_checked_and_tried(digitize, scan, tmp_path):
    form, out = tmp_path / "to_khai.toml", tmp_path / "tried.html"
    form.write_text(
        'kind = "to_khai"\ntitles = ["TỜ KHAI"]\nheader = "citizen"\n[fields]\nho_tenn = {}\n', "utf-8"
    )
    wrong = digitize("forms", "check", form, check=False)
    assert wrong.returncode == 2
    assert f"{form}: fields.ho_tenn: " in wrong.stdout
    assert digitize("forms", "try", form, scan, "--out", out, check=False).returncode == 2
    form.write_text(form.read_text("utf-8").replace("ho_tenn", "ho_ten"), "utf-8")
    assert "đúng" in digitize("forms", "check", form).stdout
    assert digitize("forms", "try", form, scan, "--out", out).stdout.strip() == str(out)
    assert "không thấy" in out.read_text("utf-8")
    assert digitize("forms", "try", "giay_la", scan, check=False).returncode == 4
    assert digitize("forms", "try", form, scan, "--out", scan, check=False).returncode == 5


def test_pdf_never_overwrites_its_scan(digitize, scan):
    before = scan.read_bytes()
    assert digitize("pdf", scan, scan, check=False).returncode == 5
    assert scan.read_bytes() == before


def test_an_unknown_dossier_is_exit_code_4(digitize):
    result = digitize("dossiers", "show", "H09.15-210305-0001", check=False)
    assert (result.returncode, "Traceback" in result.stderr) == (4, False)


def test_doctor_finds_everything_that_the_tests_need(digitize):
    checks = lines(digitize("doctor", "--json"))
    assert [check["part"] for check in checks if not check["fit"]] == []


def test_add_needs_no_redis_and_says_what_came_before(digitize, scan):
    (first,) = lines(digitize("add", scan, "--station", "t", "--json", PATH="/nonexistent"))
    assert (first["state"], first["duplicate"]) == ("received", False)
    (second,) = lines(digitize("add", scan, "--station", "t", "--json"))
    assert (second["upload"], second["duplicate"]) == (first["upload"], True)


def test_the_data_option_names_the_folder(digitize, scan, tmp_path):
    other = tmp_path / "other"
    digitize("add", scan, "--station", "t", "--data", other)
    (status,) = lines(digitize("status", "--json", "--data", other))
    assert status["uploads"] == {"received": 1}
    (status,) = lines(digitize("status", "--json"))
    assert status["uploads"] == {}


def test_a_blank_scan_goes_to_review_and_a_missing_redis_server_is_said_plainly(digitize, scan):
    digitize("add", scan, "--station", "t")
    result = digitize("work", "--burst", check=False, PATH="/nonexistent")
    assert (result.returncode, "redis-server" in result.stderr, "Traceback" in result.stderr) == (
        3,
        True,
        False,
    )
    digitize("work", "--burst")
    (status,) = lines(digitize("status", "--json"))
    assert status["documents"] == {"review": 1}
    assert status["pages"] == {"blank": 1}


def test_a_closed_band_is_listed_and_opened_for_a_reason(digitize, tmp_path):
    assert "Không có nhóm" in digitize("matching", "bands").stdout
    stratum, then = Stratum(station="trạm 1"), datetime(2026, 11, 1, tzinfo=UTC)
    with open_services(Settings(data=tmp_path / "data")) as services, services.ledger.writing() as tx:
        tx.put(Band(stratum.id, stratum, closings=(Closing(then, then, 3, 20),)))
    (row,) = lines(digitize("matching", "bands", "--json"))
    assert {"id", "name", "closing", "unchecked"} <= row.keys()
    assert (row["id"], row["closing"]["wrong"]) == ("*/*/trạm 1", 3)
    assert lines(digitize("status", "--json"))[0]["closed_bands"] == ["*/*/trạm 1"]
    assert "Máy ngừng tự gắn nhóm “nơi quét trạm 1”" in digitize("status").stdout
    reopen = ("matching", "bands", "--reopen", "*/*/trạm 1")
    assert digitize(*reopen, check=False).returncode == 2
    assert "Không có nhóm" in digitize(*reopen, "--reason", "đã thay kính máy quét").stdout
    assert digitize(*reopen, "--reason", "lần nữa", check=False).returncode == 5
    assert digitize("matching", "bands", "--reopen", "x", "--reason", "thử", check=False).returncode == 4


def test_up_restarts_a_dead_worker_and_stops_cleanly(tmp_path, scan, digitize):
    data = tmp_path / "data"
    environment = os.environ | {"DIGITIZE_DATA": str(data), "DIGITIZE_PORT": "0"}
    up = subprocess.Popen([sys.executable, "-m", "digitize", "up"], env=environment, stderr=subprocess.PIPE)
    try:
        # The feeder, those of the night and the one for the desk; a look between two starts would count fewer.
        expected = Settings(data=data).workers + 2
        _until(lambda: len(_processes(data, "workers")) == expected)
        os.kill(_processes(data, "workers")[-1], signal.SIGKILL)
        digitize("add", scan, "--station", "t")
        _until(lambda: lines(digitize("status", "--json"))[0]["documents"] == {"review": 1})
        _until(lambda: len(_processes(data, "workers")) == expected)
        assert digitize("work", "--burst", check=False).returncode == 5
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(60)
        up.stderr.close()
    assert up.returncode == 0
    assert _processes(data, "") == []


def _processes(data, module):
    """Return the ids of the processes that work on this data folder."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                with Path(f"/proc/{entry.name}/environ").open("rb") as file:
                    ours = f"DIGITIZE_DATA={data}".encode() in file.read().split(b"\0")
                with Path(f"/proc/{entry.name}/cmdline").open("rb") as file:
                    command = file.read().split(b"\0")
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
            if ours and (not module or module.encode() in command):
                found.append(int(entry.name))
    return sorted(found)


def _until(condition, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.3)
    raise AssertionError("it did not happen in time")
