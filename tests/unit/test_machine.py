"""A process that reads computes on one thread: workers side by side fill the cores."""

import subprocess
import sys

from tests.factories.files import page, saved

READS = """
import os, sys
import digitize.cli
from pathlib import Path
from digitize.readers import inline_reader
from digitize.settings import Settings
pages = inline_reader(Settings(engine="ours")).read(Path(sys.argv[1]), [0])
spent = [Path("/proc/self/task", task, "stat").read_text().split()[13:15] for task in os.listdir("/proc/self/task")]
print(len(pages), sum(any(int(ticks) for ticks in both) for both in spent))
"""


def test_one_thread_does_all_the_reading(tmp_path):
    scan = saved(tmp_path, "scan.png", page(2480, 3508))
    done = subprocess.run([sys.executable, "-c", READS, scan], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1"]
