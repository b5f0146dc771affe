"""The installation's secret key."""

import os
import secrets
import tempfile
from pathlib import Path

from digitize.errors import IntegrityError
from digitize.store.blobs_folder import flush_folder

_BYTES = 32


def load_or_create_key(path: Path) -> bytes:
    """Return the 32 random bytes in `path`, drawn on the first call; only the owner may read the file.

    Raises:
        IntegrityError: the file holds something else. Losing the key makes identity numbers unfindable until the
            register is imported again, so a new one is never drawn in its place.
    """
    if not path.exists():
        _create(path, secrets.token_bytes(_BYTES))
    key = path.read_bytes()
    if len(key) != _BYTES:
        raise IntegrityError("the secret key file is damaged", size=len(key))
    return key


def share_key(source: Path, target: Path) -> None:
    """Give `target` the key in `source`, unless it has one of its own or there is none.

    Raises:
        IntegrityError: the file in `source` holds something else.
    """
    if source.exists() and not target.exists():
        _create(target, load_or_create_key(source))


def _create(path: Path, key: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all, and not a second time: of two processes the slower takes the other's key.
        os.link(name, path)
        flush_folder(path.parent)
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
