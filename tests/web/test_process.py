"""The process that serves the page: starts from settings alone, listens on loopback, ends cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process):
    for _ in range(400):
        assert process.poll() is None
        try:
            return httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the page never answered")


def listening_addresses(port):
    """Return the local IPv4 addresses that listen on a port, from the kernel's table."""
    table = Path("/proc/net/tcp").read_text(encoding="ascii")
    rows = [line.split() for line in table.splitlines()[1:]]
    local = [row[1].split(":") for row in rows if row[3] == "0A"]
    return {address for address, hexed in local if int(hexed, 16) == port}


@pytest.mark.slow
def test_the_page_is_served_on_loopback_alone_and_ends_with_its_signal(tmp_path):
    port = free_port()
    environment = os.environ | {"DIGITIZE_DATA": str(tmp_path / "data"), "DIGITIZE_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "digitize.web"], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        answer = wait_for(f"http://127.0.0.1:{port}/tim-kiem?q=bimat", process)
        assert answer.status_code == 200
        assert "server" not in answer.headers
        assert listening_addresses(port) == {"0100007F"}
        assert not (tmp_path / "data").stat().st_mode & 0o002
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "bimat" not in log
