"""The table at the end of a run tells the truth: what passed, what failed, and where a test is lacking."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CONFTEST = """
from pathlib import Path
import pytest
from tests.contract.port_table import PortTable

def pytest_configure(config):
    config.pluginmanager.register(PortTable(Path(__file__).parent), "port table")

@pytest.fixture(params=["memory", "rq"])
def queue(request):
    return request.param

@pytest.fixture(params=["memory", "s3"])
def blobs(request):
    return request.param
"""

TESTS = """
import pytest

@pytest.mark.parametrize("case", ["a", "b"])
def test_holds(queue, case):
    assert (queue, case) != ("rq", "b")

@pytest.mark.parametrize("queue", ["memory"], indirect=True)
def test_of_one_alone(queue):
    pass

def test_of_two_ports(queue, blobs):
    if queue == "rq":
        pytest.skip("not here")

@pytest.mark.parametrize("blobs", ["memory", "s3"], indirect=True)
def test_that_breaks_before_it_begins(blobs, nothing):
    pass

def test_of_no_port():
    pass
"""


def test_the_table_is_made_of_what_ran(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tmp_path / "test_x.py").write_text(TESTS, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "-p", "no:cacheprovider", tmp_path],
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    table = ran.stdout.partition("ports × implementations × tests")[2].splitlines()
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in table if line and line[0] in " JB"}
    assert rows["JobQueue"] == "memory rq"
    assert rows["test_x.py::test_holds"] == "2/2 1/2, 1 failed"
    assert rows["test_x.py::test_of_one_alone"] == "1/1 0/1, 1 gap"
    assert [" ".join(line.split()) for line in table if "test_of_two_ports" in line] == [
        "test_x.py::test_of_two_ports 2/2 0/2, 2 skipped",
        "test_x.py::test_of_two_ports 1/2, 1 skipped 1/2, 1 skipped",
    ]
    assert rows["test_x.py::test_that_breaks_before_it_begins"] == "0/1, 1 failed 0/1, 1 failed"
    assert "test_of_no_port" not in rows
    assert [" ".join(line.split()) for line in table if line.startswith("  all")] == [
        "all 5/5 1/5, 1 failed, 1 gap, 2 skipped",
        "all 1/3, 1 failed, 1 skipped 1/3, 1 failed, 1 skipped",
    ]
