"""Why PostgreSQL refused a connection: the SQLSTATE that its driver hears and keeps to itself.

libpq tells of a failed connection in words alone, and the server chooses their language (`lc_messages`). It writes the code
down only where it is asked to trace what passes on the line: so a connection that failed is tried once more, traced.
"""

import os
import re
import time
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import BinaryIO

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import ConnStatus, PGconn, PollingStatus
from psycopg.pq.abc import PGconn as Line

_SECONDS = 5.0
_LACKS_PASSWORD = "28P01"  # noqa: S105 - a code, not a password
_EVENTS: dict[int, int] = {PollingStatus.READING: EVENT_READ, PollingStatus.WRITING: EVENT_WRITE}
_CODE = re.compile(rb'ErrorResponse\t.*? V "[A-Z]+" C "([0-9A-Z]{5})"')
"""The line of a trace that tells of an error: V is the severity that is never translated (protocol, "Error fields")."""


def refusal(error: BaseException | None) -> str:
    """Return the SQLSTATE with which a server refused a connection.

    Args:
        error: what the driver raised.

    Returns:
        "" if the error tells of something else, or no server spoke, or none refuses any more.
    """
    failed = error.pgconn if isinstance(error, psycopg.OperationalError) else None
    if failed is None or isinstance(error, psycopg.errors.ConnectionTimeout):
        return ""
    if failed.needs_password:
        # Here it was the driver that gave up: the server asks for a password and the address holds none.
        return _LACKS_PASSWORD
    options = {option.keyword.decode(): option.val.decode() for option in failed.info if option.val}
    connection = PGconn.connect_start(make_conninfo(**options).encode())
    try:
        # Never on a disk: a password may pass on the line.
        with os.fdopen(os.memfd_create("trace"), "w+b") as trace:
            _follow(connection, trace)
            trace.seek(0)
            found = _CODE.search(trace.read())
    finally:
        connection.finish()
    return found[1].decode() if found else ""


def _follow(connection: Line, trace: BinaryIO) -> None:
    """Connect, and write down what the server says, until it accepts, refuses, or takes too long."""
    deadline, traced = time.monotonic() + _SECONDS, False
    while (now := time.monotonic()) < deadline:
        step = connection.connect_poll()
        if step not in _EVENTS:
            break
        if not traced and connection.status != ConnStatus.STARTED:
            # Each trace costs a little memory for good, so nothing is traced where nobody listens.
            connection.trace(trace.fileno())
            traced = True
        with DefaultSelector() as waiting:
            waiting.register(connection.socket, _EVENTS[step])
            waiting.select(deadline - now)
    if traced:
        connection.untrace()
