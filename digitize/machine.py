"""What a process of ours asks of the machine: one thread, for processes side by side fill the cores, and memory that it keeps.

Programs import it before whatever computes: OpenBLAS and OpenMP look at the environment once, when they load, and have no other
door.
"""

import ctypes
import os

# Several workers on one machine were measured thirty times slower with a thread per core for each.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Of mallopt(3)."""
_MOST, _KEPT = 32 << 20, 64 << 20
"""Bytes: what comes from the heap, as much as glibc allows, and how much of it stays when it is free."""


def settle() -> None:
    """Compute on one thread, and keep the memory of a page for the next.

    A page is a few pictures of megabytes that come and go. Given back and asked for anew, each costs the kernel thousands of
    empty pages: two readers at once did 1.86 times the work of one, and do 1.95 times.
    """
    import cv2  # Whoever imports this module early need not wait for it.

    cv2.setNumThreads(1)
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):  # glibc's alone
        libc.mallopt(_M_MMAP_THRESHOLD, _MOST)
        libc.mallopt(_M_TRIM_THRESHOLD, _KEPT)
