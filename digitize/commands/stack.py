"""The servers that `scripts/stack up` runs for developers beside a data folder."""

import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

from digitize.errors import SetupError

_SECONDS = 2.0


def addresses(data: Path) -> dict[str, str]:
    """Return the addresses of the servers by the names of the settings: `database_url`, `blobs_url`, `redis_url`.

    Raises:
        SetupError: the servers were never started on this data folder, or one of them does not run.
    """
    note = data / "stack" / "stack.json"
    try:
        urls: dict[str, str] = json.loads(note.read_text(encoding="utf-8"))["urls"]
    except FileNotFoundError:
        raise SetupError(
            f"no servers belong to {data.absolute()}: scripts/stack up", tool="scripts/stack"
        ) from None
    away = [name for name, url in urls.items() if not _listens(url)]
    if away:
        raise SetupError(
            f"the stack does not run ({', '.join(away)}): scripts/stack up", tool="scripts/stack"
        )
    return urls


def _listens(url: str) -> bool:
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname, place.port or 0), _SECONDS).close()
    except OSError:
        return False
    return True
