"""Who holds a lease: host, process id and the process's start time, so that a dead holder is known at once."""

import os
import platform
from pathlib import Path


def this_process() -> str:
    """Return the name under which this process holds leases."""
    pid = os.getpid()
    return f"{platform.node()}/{pid}/{_started(pid)}"


def is_alive(holder: str) -> bool:
    """Return whether a holder may still be working; a process on another host is given the benefit of the doubt."""
    host, pid, started = holder.rsplit("/", 2)
    return host != platform.node() or _started(int(pid)) == started


def _started(pid: int) -> str | None:
    """Return a process's start in clock ticks since boot (field 22 of proc(5) stat), None if it is gone or a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The command name is in parentheses and may hold blanks: count the fields after it.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] == "Z" else fields[19]
