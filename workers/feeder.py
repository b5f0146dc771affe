"""The feeder: hands waiting tasks to the queue, finds lost ones, chains the audit log, takes in what stations sent.

One per installation is enough.
"""

import logging
import signal
import threading
import time
from collections.abc import Iterator

from digitize.errors import DigitizeError
from digitize.model.intake import Upload
from digitize.pipeline.inbox import take_in
from digitize.pipeline.upkeep import feed, sequence, sweep
from digitize.ports import Services

_FEED_SECONDS = 0.5
_SWEEP_SECONDS = 10.0

logger = logging.getLogger(__name__)


def run_feeder(services: Services) -> None:
    """Feed, sweep, sequence and take in until the process is told to stop."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    next_sweep = time.monotonic()
    coming: Iterator[Upload] = iter(())
    while not stop.is_set():
        # A long inbox must not keep anybody waiting: one file a turn.
        took = _took(coming)
        if time.monotonic() >= next_sweep:
            lost = sweep(services)
            if lost:
                logger.warning("sweep released %d tasks", lost)
            sequence(services)
            if not took:
                coming = take_in(services)
            next_sweep = time.monotonic() + _SWEEP_SECONDS
        # A full chunk means that more may wait: hand it over at once.
        if not feed(services) and not took:
            stop.wait(_FEED_SECONDS)


def _took(coming: Iterator[Upload]) -> bool:
    """Take in the next file of the inbox; return whether there was one."""
    try:
        return next(coming, None) is not None
    except DigitizeError as error:
        # An object store that is away keeps no task from its worker; the inbox is looked at again after the next sweep.
        logger.warning("the inbox cannot be taken in: %s", error)
        return False
