"""Writes a checkpoint as ONNX into the folder of artifacts, and what is known of it into the manifest.

python -m ocr_models.recognition.export ARTIFACTS --start rec.onnx --orienter orient.onnx \
        --checkpoint RUN/mean-00042000.pt --share 0.8 --notes notes.json
"""

import argparse
import json
import warnings
from pathlib import Path
from typing import Any

import torch

from ocr_models.manifest import enter, sha256
from ocr_models.recognition.charset import SIGNS
from ocr_models.recognition.evaluate import mixed
from ocr_models.recognition.network import HEIGHT, Recogniser, published
from ocr_models.recognition.train import halved

_OPSET = 17


def write(network: Recogniser, path: Path) -> None:
    """Write a network as ONNX: `ink` (lines, 1, 96, columns) and `widths` (lines,) to `scores` (lines, steps, classes)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            (torch.rand(2, 1, HEIGHT, 208), torch.tensor([200, 150])),
            str(path),
            input_names=["ink", "widths"],
            output_names=["scores"],
            dynamic_axes={
                "ink": {0: "lines", 3: "columns"},
                "widths": {0: "lines"},
                "scores": {0: "lines", 1: "steps"},
            },
            opset_version=_OPSET,
            dynamo=False,
        )


def main() -> None:
    """Write the recogniser, the learned weights alone to go on from, and their entries in the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="rec.onnx of trueocr 0.1.1")
    parser.add_argument("--orienter", type=Path, required=True, help="orient.onnx of trueocr 0.1.1")
    parser.add_argument("--checkpoint", required=True, help="one, or several joined by +")
    parser.add_argument("--share", type=float, required=True)
    parser.add_argument(
        "--notes", type=Path, required=True, help="JSON: recipe, seed and metrics for the manifest"
    )
    args = parser.parse_args()
    network = published(args.start)
    paths = [Path(name) for name in args.checkpoint.split("+")]
    start = {name: value.clone() for name, value in network.state_dict().items()}
    network.load_state_dict(mixed(start, paths, args.share))
    args.artifacts.mkdir(parents=True, exist_ok=True)
    write(network, args.artifacts / "recogniser.onnx")
    torch.save(halved(mixed(start, paths, 1.0)), args.artifacts / "recogniser.pt")
    (args.artifacts / "orient.onnx").write_bytes(args.orienter.read_bytes())
    enter(args.artifacts, _entries(args.artifacts, args.share, json.loads(args.notes.read_text("utf-8"))))


def _entries(artifacts: Path, share: float, notes: dict[str, Any]) -> dict[str, Any]:
    files = {
        name: artifacts / file
        for name, file in (
            ("orientation", "orient.onnx"),
            ("recogniser", "recogniser.onnx"),
            ("language", "language.npz"),
        )
    }
    entries: dict[str, Any] = {
        name: {"file": path.name, "sha256": sha256(path), "license": "Apache-2.0"}
        for name, path in files.items()
    }
    entries["orientation"]["source"] = "orient.onnx of trueocr 0.1.1, unchanged"
    entries["language"]["source"] = "counts over public legal texts, by ocr_models.language"
    entries["recogniser"] |= {
        "source": f"rec.onnx of trueocr 0.1.1, fine-tuned; {share:g} of the result, the rest the published weights",
        "checkpoint": "recogniser.pt",
        "signs": SIGNS,
        **notes,
    }
    return entries


if __name__ == "__main__":
    main()
