"""Writes a checkpoint as ONNX into the folder of artifacts, and what is known of it into the manifest.

python -m ocr_models.detection.export ARTIFACTS --start det.onnx --checkpoint RUN/mean-00006000.pt --share 0.8 --notes notes.json
"""

import argparse
import json
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from ocr_models.detection.network import LineFinder, published
from ocr_models.manifest import enter, sha256
from ocr_models.recognition.evaluate import mixed
from ocr_models.recognition.train import halved

_OPSET = 17


class Shipped(nn.Module):
    """The network as the product takes it."""

    def __init__(self, network: LineFinder) -> None:
        super().__init__()
        self.network = network.eval()

    def forward(self, ink: Tensor) -> Tensor:
        """Return what the network says, its last steps not taken."""
        return self.network.planes(ink)


def write(network: LineFinder, path: Path) -> None:
    """Write a network as ONNX: `x` (1, 1, height, width) to `out` (1, 12, height / 4, width / 4); sides are multiples of 32."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Shipped(network),
            (torch.rand(1, 1, 128, 96),),
            str(path),
            input_names=["x"],
            output_names=["out"],
            dynamic_axes={"x": {2: "height", 3: "width"}, "out": {2: "rows", 3: "columns"}},
            opset_version=_OPSET,
            dynamo=False,
        )


def main() -> None:
    """Write the network, the learned weights alone to go on from, and its entry in the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="det.onnx of trueocr 0.1.1")
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
    path = args.artifacts / "lines.onnx"
    write(network, path)
    torch.save(halved(mixed(start, paths, 1.0)), args.artifacts / "lines.pt")
    entry = {
        "file": path.name,
        "sha256": sha256(path),
        "license": "Apache-2.0",
        "source": f"det.onnx of trueocr 0.1.1, fine-tuned; {args.share:g} of the result, the rest the published weights",
        "checkpoint": "lines.pt",
        **json.loads(args.notes.read_text("utf-8")),
    }
    enter(args.artifacts, {"lines": entry})


if __name__ == "__main__":
    main()
