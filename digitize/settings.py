"""Settings: the only code that reads the environment. With nothing set, everything is embedded in one data folder."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Engine = Literal["ours", "tesseract", "both"]
"""What reads: our own networks (`ocr_models/artifacts`), Tesseract, or ours with Tesseract's word on doubtful lines."""

_ADDRESSES = ("database_url", "blobs_url", "redis_url")


class Settings(BaseSettings):
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
    """

    model_config = SettingsConfigDict(env_prefix="DIGITIZE_", frozen=True)

    data: Path = Path("data")
    database_url: str = Field(default="", validation_alias=AliasChoices("DATABASE_URL", "database_url"))
    blobs_url: str = Field(default="", validation_alias=AliasChoices("BLOBS_URL", "blobs_url"))
    redis_url: str = Field(default="", validation_alias=AliasChoices("REDIS_URL", "redis_url"))
    workers: int = Field(default=2, ge=1, le=64)
    lock_days: int = Field(default=0, ge=0)
    lease_minutes: float = Field(default=15, gt=0)
    host: str = "127.0.0.1"
    port: int = Field(default=8440, ge=0, le=65535)
    engine: Engine = "ours"
    language: str = "vie"
    reader_memory_mb: int = Field(default=4096, ge=512)
    reader_seconds_a_page: float = Field(default=60, gt=0)
    reader_recycle: int = Field(default=500, ge=1)

    def completed(self, addresses: Mapping[str, str]) -> Self:
        """Return these settings with `addresses` (by the names above) of the parts that have none yet."""
        missing = {name: addresses[name] for name in _ADDRESSES if not getattr(self, name)}
        return self.model_copy(update=missing)

    def child_environment(self, redis_url: str) -> dict[str, str]:
        """Return the environment in which the child processes of this installation run."""
        others = self.model_dump(exclude=set(_ADDRESSES))
        chosen = {f"DIGITIZE_{name.upper()}": str(value) for name, value in others.items()}
        own = {
            "DIGITIZE_DATA": str(self.data.absolute()),
            "DATABASE_URL": self.database_url,
            "BLOBS_URL": self.blobs_url,
            "REDIS_URL": redis_url,
            # Unset, four workers on four cores were measured thirty times slower, and pages were given up silently.
            "OMP_THREAD_LIMIT": "1",
        }
        return os.environ | chosen | own
