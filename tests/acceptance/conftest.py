"""The product as a user has it: commands in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


@pytest.fixture
def shared():
    """The folder of real pages and tools beside the project, where there is one."""
    if not (SHARED / "data" / "real").is_dir():
        pytest.skip("no shared data beside the project")
    return SHARED


@pytest.fixture
def digitize(tmp_path):
    """Run a command on a data folder of its own; returns the finished process."""

    def run(*arguments, data=tmp_path / "data", **options):
        return run_digitize(*arguments, data=data, **options)

    return run


def run_digitize(*arguments, data, check=True, timeout=300, **environment):
    """Run a command on a data folder; returns the finished process."""
    return subprocess.run(
        [sys.executable, "-m", "digitize", *map(str, arguments)],
        env=os.environ | {"DIGITIZE_DATA": str(data)} | environment,
        capture_output=True,
        text=True,
        check=check,
        timeout=timeout,
    )


def lines(process):
    """Return the JSON lines that a command wrote."""
    return [json.loads(line) for line in process.stdout.splitlines()]
