"""What is known of the models of a folder: which file each is, its SHA-256, where it comes from. Needs no torch."""

import hashlib
import json
from pathlib import Path
from typing import Any


def sha256(path: Path) -> str:
    """Return the digest of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def enter(artifacts: Path, entries: dict[str, Any]) -> None:
    """Write what is known of some models into the manifest of a folder; of others it stays as it is."""
    path = artifacts / "manifest.json"
    others = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    path.write_text(json.dumps(others | entries, ensure_ascii=False, indent=1) + "\n", "utf-8")
