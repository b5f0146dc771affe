"""The servers of `scripts/stack` and the product on them, as a developer uses both."""

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT, lines, run_digitize

pytestmark = pytest.mark.slow

NOTES = ("postgres/data/postmaster.pid", "seaweed/seaweed.pid", "redis/redis.pid")
URLS = ("DATABASE_URL", "BLOBS_URL", "REDIS_URL")


@pytest.fixture(scope="module")
def data():
    """A data folder that the unprivileged user of PostgreSQL can reach; no server is left on it."""
    # Its path is too long for a unix socket.
    above = Path(tempfile.mkdtemp(prefix="digitize-stack-"))
    above.chmod(0o755)
    data = above / ("số hóa " + "x" * 90)
    yield data
    for note in NOTES:
        with suppress(OSError):
            os.kill(int((data / "stack" / note).read_text().split()[0]), signal.SIGKILL)
    shutil.rmtree(above)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    run_digitize("sample", folder, "--dossiers", 3, "--papers", 2, "--seed", 5, data=folder / "none")
    return folder


def stack(data, command, check=True):
    return subprocess.run(
        [ROOT / "scripts" / "stack", command],
        # From another folder and without any variable of ours.
        cwd="/",
        env={"PATH": os.environ["PATH"], "DIGITIZE_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=check,
    )


def addresses(data):
    exported = shlex.split(stack(data, "env").stdout.replace("export ", ""))
    return dict(line.split("=", 1) for line in exported)


def pids(data):
    return [(data / "stack" / note).read_text().split()[0] for note in NOTES]


def test_before_the_first_start_everything_says_how_to_start(data):
    assert stack(data, "down").returncode == 0
    for command in ("status", "env"):
        told = stack(data, command, check=False)
        assert (told.returncode, "scripts/stack up" in told.stdout + told.stderr) == (3, True)
    told = run_digitize("up", "--stack", data=data, check=False)
    assert (told.returncode, "scripts/stack up" in told.stderr) == (3, True)
    assert not data.exists()


def test_up_starts_what_does_not_run_and_keeps_its_secrets(data):
    told = stack(data, "up").stdout
    running = pids(data)
    assert [pid in told for pid in running] == [True, True, True]
    os.kill(int(running[2]), signal.SIGKILL)
    assert stack(data, "status", check=False).returncode == 3
    assert stack(data, "env", check=False).stdout == ""
    stack(data, "up")
    assert stack(data, "status").returncode == 0
    assert pids(data)[:2] == running[:2]
    assert pids(data)[2] != running[2]
    note = data / "stack" / "stack.json"
    assert note.stat().st_mode & 0o777 == 0o600
    secrets = [url.partition("@")[0].rpartition(":")[2] for url in addresses(data).values()]
    for pid in pids(data):
        command = Path(f"/proc/{pid}/cmdline").read_text()
        assert [secret for secret in secrets if secret in command] == []


def test_the_doctor_finds_the_stack_fit_and_an_empty_database_is_brought_up_to_date(data):
    checks = lines(run_digitize("doctor", "--stack", "--json", data=data))
    parts = {check["part"] for check in checks}
    assert {"PostgreSQL: bảng", "kho tệp S3: khóa chống xóa", "Redis: ghi bền (AOF)"} <= parts
    assert {check["part"]: check["mend"] for check in checks if check["mend"]} == {
        "PostgreSQL: bảng": "chạy digitize migrate"
    }
    (first,) = lines(run_digitize("migrate", "--stack", "--json", data=data))
    (second,) = lines(run_digitize("migrate", "--stack", "--json", data=data))
    assert first["before"] is None
    assert second == {"before": first["revision"], "revision": first["revision"]}
    assert all(not check["mend"] for check in lines(run_digitize("doctor", "--stack", "--json", data=data)))
    assert not (data / "ledger.sqlite").exists()


def test_papers_are_worked_off_on_the_stack_and_outlive_it(data, sample):
    urls = addresses(data)
    run_digitize("add", sample / "scans", "--station", "t", data=data, **urls)
    run_digitize("work", "--burst", "--stack", data=data, DIGITIZE_WORKERS="1")
    (state,) = lines(run_digitize("status", "--json", data=data, **urls))
    assert state["tasks"].keys() == {"done"}
    assert sum(state["documents"].values()) >= 2
    assert not (data / "ledger.sqlite").exists()
    assert not (data / "blobs").exists()
    assert not (data / "redis").exists()
    stack(data, "down")
    for _ in range(2):
        assert stack(data, "status", check=False).returncode == 3
        assert stack(data, "down").returncode == 0
    stack(data, "up")
    assert addresses(data) == urls
    (kept,) = lines(run_digitize("verify", "--json", data=data, **urls))
    # Of each page at least the scan and what was read.
    assert kept["blobs"] >= 2
    assert (kept["events"] > 0, kept["problems"]) == (True, [])


def test_variables_win_and_wrong_secrets_are_said_and_not_shown(data):
    secret = "b1-mat-sai"
    right, wrong = [], {}
    for variable, url in addresses(data).items():
        head, at, place = url.rpartition("@")
        who, colon, password = head.rpartition(":")
        right.append(password)
        wrong[variable] = f"{who}{colon}{secret}{at}{place}"
    told = run_digitize("doctor", "--stack", "--json", data=data, check=False, **wrong)
    assert told.returncode == 3
    unfit = [check for check in lines(told) if not check["fit"]]
    assert [check["part"] for check in unfit] == ["PostgreSQL", "kho tệp S3", "Redis"]
    for check, variable in zip(unfit, URLS, strict=True):
        assert "mật" in check["found"]
        assert variable in check["mend"]
    shown = told.stdout + told.stderr
    assert [word for word in (secret, *right) if word in shown] == []
