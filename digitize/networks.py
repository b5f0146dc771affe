"""The models that the product ships with: handed out once they are what their manifest says."""

import hashlib
import json
from pathlib import Path

import onnxruntime

from digitize.errors import IntegrityError, SetupError

MODELS = Path(__file__).parents[1] / "ocr_models" / "artifacts"
"""Where the models lie in the source tree and beside the installed package."""


def read_manifest(models: Path) -> dict[str, dict[str, str]]:
    """Return what is known of the models of a folder, by what they do.

    Raises:
        SetupError: there is no manifest.
    """
    try:
        manifest: dict[str, dict[str, str]] = json.loads((models / "manifest.json").read_text("utf-8"))
    except FileNotFoundError as missing:
        raise SetupError("the models are missing", tool=str(models)) from missing
    return manifest


def content_of(models: Path, entry: dict[str, str]) -> bytes:
    """Return the bytes of a model.

    Args:
        models: its folder.
        entry: of the manifest.

    Raises:
        SetupError: there is no such file.
        IntegrityError: it is not the one that the manifest names.
    """
    path = models / entry["file"]
    try:
        content = path.read_bytes()
    except FileNotFoundError as missing:
        raise SetupError("a model is missing", tool=path.name) from missing
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise IntegrityError("a model is not the one that its manifest names", model=path.name)
    return content


def open_named(models: Path, name: str) -> tuple[onnxruntime.InferenceSession, str]:
    """Return the network that a folder's manifest calls `name`, ready to run, and the beginning of its SHA-256.

    Raises:
        SetupError: there is no manifest, or the network is missing.
        IntegrityError: the network is not the one that the manifest names.
    """
    entry = read_manifest(models)[name]
    return open_network(models, entry), entry["sha256"][:8]


def open_network(
    models: Path, entry: dict[str, str], *, keep_memory: bool = False
) -> onnxruntime.InferenceSession:
    """Return a network ready to run on one thread; raises as `content_of`.

    Args:
        models: the folder of the model.
        entry: of the manifest.
        keep_memory: between runs. What sees whole pages spends a quarter of its time on getting its memory anew; what sees lines
            gains nothing, and keeps some for every width that it met.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = keep_memory
    return onnxruntime.InferenceSession(
        content_of(models, entry), options, providers=["CPUExecutionProvider"]
    )
