"""The feeder: hands waiting tasks to the queue, finds lost ones, chains the audit log. One per installation is enough."""

import logging
import signal
import threading
import time

from digitize.pipeline.upkeep import feed, sequence, sweep
from digitize.ports import Services

_FEED_SECONDS = 0.5
_SWEEP_SECONDS = 10.0

logger = logging.getLogger(__name__)


def run_feeder(services: Services) -> None:
    """Feed, sweep and sequence until the process is told to stop."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    next_sweep = time.monotonic()
    while not stop.is_set():
        if time.monotonic() >= next_sweep:
            lost = sweep(services)
            if lost:
                logger.warning("sweep released %d tasks", lost)
            sequence(services)
            next_sweep = time.monotonic() + _SWEEP_SECONDS
        # A full chunk means that more may wait: hand it over at once.
        if not feed(services):
            stop.wait(_FEED_SECONDS)
