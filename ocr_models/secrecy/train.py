"""Trains the network from scratch and writes it as ONNX, with its entry in the manifest.

OMP_NUM_THREADS=1 nice -n 15 python -m ocr_models.secrecy.train WORK ARTIFACTS --minutes 25 --notes notes.json
"""

import argparse
import json
import time
import warnings
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ocr_models.manifest import enter, sha256
from ocr_models.secrecy.data import crops
from ocr_models.secrecy.network import StampNet

_BATCH = 32
_RATE = 3e-3
_OPSET = 17
_TOLD = 100


def loss_of(logits: Tensor, answer: Tensor, weight: Tensor) -> Tensor:
    """Return the focal loss (Lin et al., 2017; gamma 1) over the cells that are asked, by the number of those that say yes."""
    chance = logits.sigmoid()
    missed = torch.where(answer > 0, 1 - chance, chance)
    entropy = functional.binary_cross_entropy_with_logits(logits, answer, reduction="none")
    return (weight * missed * entropy).sum() / answer.sum().clamp(min=1.0)


def train(network: StampNet, work: Path, seconds: float, rng: Random) -> int:
    """Train for some time; return the number of crops that were seen."""
    drawn = crops([np.load(path) for path in sorted(work.glob("*.npy"))], rng)
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=1e-3)
    start, batches, shown = time.monotonic(), 0, 0.0
    while (gone := (time.monotonic() - start) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(1.0, batches / 100) * (0.5 + 0.5 * np.cos(np.pi * gone))
        batch = list(islice(drawn, _BATCH))
        ink, answer, weight = (
            torch.from_numpy(np.stack([getattr(crop, name) for crop in batch])[:, None])
            for name in ("ink", "answer", "weight")
        )
        loss = loss_of(network(ink), answer, weight)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        batches, shown = batches + 1, 0.98 * shown + 0.02 * float(loss)
        if batches % _TOLD == 0:
            print(batches, f"{shown:.4f}", flush=True)
    return batches * _BATCH


def write(network: StampNet, path: Path) -> None:
    """Write a network as ONNX: `x` (1, 1, height, width) to `out` (1, 1, height / 8, width / 8)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            (torch.rand(1, 1, 128, 256),),
            str(path),
            input_names=["x"],
            output_names=["out"],
            dynamic_axes={"x": {2: "height", 3: "width"}, "out": {2: "rows", 3: "columns"}},
            opset_version=_OPSET,
            dynamo=False,
        )


def main() -> None:
    """Train for some minutes and write what was learned."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--notes", type=Path, required=True, help="JSON: recipe and metrics for the manifest")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    network = StampNet()
    seen = train(network, args.work, 60.0 * args.minutes, Random(args.seed))
    path = args.artifacts / "secrecy.onnx"
    write(network, path)
    entry = {
        "file": path.name,
        "sha256": sha256(path),
        "license": "Apache-2.0",
        "source": "drawn pages and stamps only, by ocr_models.secrecy; trained from scratch",
        "seed": args.seed,
        "crops": seen,
        **json.loads(args.notes.read_text("utf-8")),
    }
    enter(args.artifacts, {"secrecy": entry})


if __name__ == "__main__":
    main()
