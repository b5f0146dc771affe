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
from torch import Tensor, nn

from ocr_models.manifest import enter, sha256
from ocr_models.recognition.charset import SIGNS
from ocr_models.recognition.evaluate import mixed
from ocr_models.recognition.network import HEIGHT, Recogniser, published
from ocr_models.recognition.train import halved

_OPSET = 17


class Shipped(nn.Module):
    """The network as the product takes it: line by line."""

    def __init__(self, network: Recogniser) -> None:
        super().__init__()
        self.network = network.eval()

    def forward(self, ink: Tensor) -> Tensor:
        """Return the probabilities of a line."""
        return self.network.line(ink)


def write(network: Recogniser, path: Path) -> None:
    """Write a network as ONNX: `ink` (1, 1, 96, columns), its last step empty, to `chances` (1, steps, classes)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Shipped(network),
            (torch.rand(1, 1, HEIGHT, 208),),
            str(path),
            input_names=["ink"],
            output_names=["chances"],
            dynamic_axes={"ink": {3: "columns"}, "chances": {1: "steps"}},
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
        )
    }
    entries: dict[str, Any] = {
        name: {"file": path.name, "sha256": sha256(path), "license": "Apache-2.0"}
        for name, path in files.items()
    }
    entries["orientation"]["source"] = "orient.onnx of trueocr 0.1.1, unchanged"
    entries["recogniser"] |= {
        "source": "rec.onnx of trueocr 0.1.1, fine-tuned"
        + (f"; {share:g} of the result, the rest the published weights" if share < 1 else ""),
        "checkpoint": "recogniser.pt",
        "signs": SIGNS,
        **notes,
    }
    return entries


if __name__ == "__main__":
    main()
