"""Settings: the only code that reads the environment. With nothing set, everything is embedded in one data folder.

Plain Python: who reads one page does not wait a quarter of a second for a library of settings to load.
"""

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Final, Literal, Self, TypeVar, cast, get_args

from digitize.errors import SetupError

Engine = Literal["ours", "tesseract", "both"]
"""What reads: our own networks (`ocr_models/artifacts`), Tesseract, or ours with Tesseract's word on doubtful lines."""

Value = TypeVar("Value")

_ADDRESSES = ("database_url", "blobs_url", "redis_url")
_ABOVE_ZERO: Final = math.ulp(0.0)
_BOUNDS: Final = {
    "workers": (1, 64),
    "lock_days": (0, math.inf),
    "lease_minutes": (_ABOVE_ZERO, math.inf),
    "port": (0, 65_535),
    "reader_memory_mb": (512, math.inf),
    "reader_seconds_a_page": (_ABOVE_ZERO, math.inf),
    "reader_recycle": (1, math.inf),
}


def _told(variable: str, read: Callable[[str], Value], default: Value) -> Callable[[], Value]:
    """Return what says a setting: the variable of the environment where it is set and not empty, else the default."""

    def value() -> Value:
        said = os.environ.get(variable)
        try:
            return read(said) if said else default
        except ValueError as error:
            raise SetupError("a setting cannot be read", tool=variable) from error

    return value


def _engine(name: str) -> Engine:
    if name not in get_args(Engine):
        raise ValueError(name)
    return cast("Engine", name)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose, each as an environment variable DIGITIZE_<NAME>, the three URLs by their own names.

    Attributes:
        data: the data folder: ledger, register, blobs, queue file.
        database_url: DATABASE_URL: postgresql://user:password@host/name; empty means SQLite in the
            data folder.
        blobs_url: BLOBS_URL: s3://key:secret@host:port/bucket (?secure=false without TLS); empty means a folder in the
            data folder.
        redis_url: REDIS_URL: redis://, rediss:// or unix://; empty means a private redis-server started by `up` and
            `work`.
        workers: worker processes for the night queue; one more always serves the interactive queue.
        lock_days: object lock of an attached paper's bytes, where the bucket offers it; nobody can take it back. 0: none.
        lease_minutes: how long a job may hold its task before `sweep` gives it to another.
        host: address that the web page listens on. Another than the loopback is for a container whose port is published
            on the loopback: whatever comes, the page answers to the names 127.0.0.1 and localhost only.
        port: port of the web page.
        engine: the recogniser.
        language: language of Tesseract, by its name of it.
        reader_memory_mb: address space that the reader child may take.
        reader_seconds_a_page: time that one page may take before the reader child is killed.
        reader_recycle: pages after which the reader child is replaced.

    Raises:
        SetupError: a variable says what the setting cannot be.
    """

    data: Path = field(default_factory=_told("DIGITIZE_DATA", Path, Path("data")))
    database_url: str = field(default_factory=_told("DATABASE_URL", str, ""))
    blobs_url: str = field(default_factory=_told("BLOBS_URL", str, ""))
    redis_url: str = field(default_factory=_told("REDIS_URL", str, ""))
    workers: int = field(default_factory=_told("DIGITIZE_WORKERS", int, 2))
    lock_days: int = field(default_factory=_told("DIGITIZE_LOCK_DAYS", int, 0))
    lease_minutes: float = field(default_factory=_told("DIGITIZE_LEASE_MINUTES", float, 15.0))
    host: str = field(default_factory=_told("DIGITIZE_HOST", str, "127.0.0.1"))
    port: int = field(default_factory=_told("DIGITIZE_PORT", int, 8440))
    engine: Engine = field(default_factory=_told("DIGITIZE_ENGINE", _engine, "ours"))
    language: str = field(default_factory=_told("DIGITIZE_LANGUAGE", str, "vie"))
    reader_memory_mb: int = field(default_factory=_told("DIGITIZE_READER_MEMORY_MB", int, 4096))
    reader_seconds_a_page: float = field(default_factory=_told("DIGITIZE_READER_SECONDS_A_PAGE", float, 60.0))
    reader_recycle: int = field(default_factory=_told("DIGITIZE_READER_RECYCLE", int, 500))

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        for name, (least, most) in _BOUNDS.items():
            if not least <= getattr(self, name) <= most:
                raise SetupError("a setting is out of its bounds", tool=f"DIGITIZE_{name.upper()}")

    def completed(self, addresses: Mapping[str, str]) -> Self:
        """Return these settings with `addresses` (by the names above) of the parts that have none yet."""
        return replace(
            self,
            database_url=self.database_url or addresses["database_url"],
            blobs_url=self.blobs_url or addresses["blobs_url"],
            redis_url=self.redis_url or addresses["redis_url"],
        )

    def child_environment(self, redis_url: str) -> dict[str, str]:
        """Return the environment in which the child processes of this installation run."""
        others = (each.name for each in fields(self) if each.name not in _ADDRESSES)
        chosen = {f"DIGITIZE_{name.upper()}": str(getattr(self, name)) for name in others}
        own = {
            "DIGITIZE_DATA": str(self.data.absolute()),
            "DATABASE_URL": self.database_url,
            "BLOBS_URL": self.blobs_url,
            "REDIS_URL": redis_url,
            # Unset, four workers on four cores were measured thirty times slower, and pages were given up silently.
            "OMP_THREAD_LIMIT": "1",
        }
        return os.environ | chosen | own
