"""Writes the slot reader as ONNX into the folder of artifacts, and what is known of it into the manifest.

python -m ocr_models.slots.export ARTIFACTS --checkpoint RUN/mean.pt --notes notes.json
"""

import argparse
import json
import warnings
from pathlib import Path

import torch

from digitize.ocr.slots import ROWS
from ocr_models.manifest import enter, sha256
from ocr_models.slots.charset import SIGNS
from ocr_models.slots.network import SlotReader

_OPSET = 17


def write(network: SlotReader, path: Path) -> None:
    """Write a network as ONNX: `ink` (slots, 1, 64, columns) to `scores` (slots, steps, classes)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            (torch.rand(2, 1, ROWS, 128),),
            str(path),
            input_names=["ink"],
            output_names=["scores"],
            dynamic_axes={"ink": {0: "slots", 3: "columns"}, "scores": {0: "slots", 1: "steps"}},
            opset_version=_OPSET,
            dynamo=False,
        )


def main() -> None:
    """Write the network and its entry in the manifest; the other entries stay as they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument(
        "--notes", type=Path, required=True, help="JSON: recipe, seed and metrics for the manifest"
    )
    args = parser.parse_args()
    network = SlotReader()
    network.load_state_dict(torch.load(args.checkpoint, weights_only=True))
    path = args.artifacts / "slots.onnx"
    write(network, path)
    entry = {
        "file": path.name,
        "sha256": sha256(path),
        "license": "Apache-2.0",
        "source": "drawn slots only, by ocr_models.slots; trained from scratch",
        "signs": SIGNS,
        **json.loads(args.notes.read_text("utf-8")),
    }
    enter(args.artifacts, {"slots": entry})


if __name__ == "__main__":
    main()
