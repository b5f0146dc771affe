"""What a check-up of the parts says, and how long it may take."""

import ipaddress
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

_CLOCKS_APART = timedelta(seconds=2)
"""With more, the order of what several machines write can no longer be told."""


@dataclass(frozen=True, slots=True)
class Check:
    """A part, whether it is fit, what was found, and how to mend or to better it: in Vietnamese, without secrets."""

    part: str
    fit: bool
    found: str
    mend: str = ""


Examination: TypeAlias = Callable[[], Iterable[Check]]
"""Looks at one part and says what it finds, one check after the other."""


def examine(parts: Mapping[str, Examination], seconds: float) -> Iterator[Check]:
    """Examine all parts at once and yield what is found, part by part; a part that takes too long is not fit.

    Args:
        parts: the examinations by the name of their part.
        seconds: how long all of them together may take.
    """
    patients = [_Patient(name, examination) for name, examination in parts.items()]
    until = time.monotonic() + seconds
    for patient in patients:
        patient.start()
    for patient in patients:
        patient.join(max(0.0, until - time.monotonic()))
        hangs = patient.is_alive()
        yield from tuple(patient.checks)
        if hangs:
            yield Check(
                patient.part,
                False,
                f"không xong trong {seconds:.0f} giây",
                "máy chủ bị treo hoặc mạng bị chặn: xem tiến trình của máy chủ và tường lửa",
            )


def check_clock(part: str, before: datetime, theirs: datetime, after: datetime) -> Check:
    """Say whether the clock of a server agrees with the one of this machine.

    Args:
        part: the server's name.
        before: the time here when the server was asked, UTC-aware.
        theirs: what the server said.
        after: the time here when it had answered.
    """
    apart = max(before - theirs, theirs - after, timedelta())
    fit = apart < _CLOCKS_APART
    return Check(
        f"{part}: đồng hồ",
        fit,
        f"lệch {apart.total_seconds():.0f} giây so với máy này",
        "" if fit else "đặt lại giờ (NTP, chrony) trên cả hai máy",
    )


def now() -> datetime:
    """Return the time of this machine, UTC-aware."""
    return datetime.now(UTC)


def is_this_machine(host: str | None) -> bool:
    """Return whether what is said to a host never leaves this machine; no host means a unix socket."""
    if not host or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class _Patient(threading.Thread):
    """One examination in a thread of its own, which is left behind when it hangs."""

    def __init__(self, part: str, examination: Examination) -> None:
        super().__init__(name=f"doctor: {part}", daemon=True)
        self.part = part
        self.checks: list[Check] = []
        self._examination = examination

    def run(self) -> None:
        try:
            for check in self._examination():
                self.checks.append(check)
        except Exception as error:  # noqa: BLE001 - the words of an unknown error may quote an address with its secret
            found = f"lỗi không lường trước ({type(error).__name__})"
            self.checks.append(Check(self.part, False, found, "báo cho người phát triển phần mềm"))
