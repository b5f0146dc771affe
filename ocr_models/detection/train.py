"""Fine-tunes the network that finds lines from the published weights, or goes on from a checkpoint.

    OMP_NUM_THREADS=1 nice -n 15 python -m ocr_models.detection.train WORK --start det.onnx --out RUN --minutes 30

Every few minutes the running mean of the weights is written to RUN as float16, by the count of crops shown.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ocr_models.detection.crops import Crop, Cutter
from ocr_models.detection.data import read
from ocr_models.detection.network import LineFinder, published
from ocr_models.detection.stamps import marked
from ocr_models.recognition.train import Trainer, run

_BATCH = 2
_WARM_UP = 40
_MISSED = 0.6
"""How often a crop shows a line that the published network misses or cuts, one in thirty of all."""

_MARKED = 0.15
"""How often a crop shows a mark of secrecy or urgency."""

_EMPTY = 0.1
"""How often a crop without any line is shown, of those that are cut."""

_CORE = 0.5
"""Share of a pixel from which on it is core: distances are asked there."""

_LEAST_HEIGHT = 4.0
_DISTANCES = 0.5
"""What distances count beside cores."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A batch: ink (crops, 1, height, width); core, weight, up and down (crops, 4, height / 2, width / 2)."""

    ink: Tensor
    asked: Tensor

    def __len__(self) -> int:
        return len(self.ink)


def lessons(work: Path, rng: Random, start: LineFinder) -> Iterator[Lesson]:
    """Yield batches of crops without end; all pages stay in memory.

    Where the published network `start` sees a line it is asked how far that reaches, for its boxes are those that the
    recogniser knows; the truth tells of the others.
    """
    pages = [read(path) for path in sorted(work.glob("*.npz"))]
    missed = [(page, box) for page in pages for box in page.boxes[page.missed]]
    cutter = Cutter(rng)
    while True:
        crops: list[Crop] = []
        while len(crops) < _BATCH:
            if rng.random() < _MARKED:
                crop = cutter.crop(*marked(rng.choice(pages), rng))
            elif rng.random() < _MISSED:
                crop = cutter.crop(*rng.choice(missed))
            else:
                crop = cutter.crop(rng.choice(pages))
            if crop.targets.core.any() or rng.random() < _EMPTY:
                crops.append(crop)
        lesson = _lesson(crops)
        with torch.no_grad():
            seen = start(lesson.ink.contiguous(memory_format=torch.channels_last))
        lesson.asked[:, 2:] = torch.where(seen[:, :1] > 0, seen[:, 1:], lesson.asked[:, 2:])
        yield lesson


def _lesson(crops: Sequence[Crop]) -> Lesson:
    asked = [
        np.stack([each.targets.core, each.targets.weight, each.targets.up, each.targets.down])
        for each in crops
    ]
    return Lesson(
        torch.from_numpy(np.stack([each.ink for each in crops])[:, None]), torch.from_numpy(np.stack(asked))
    )


def loss_of(network: LineFinder, lesson: Lesson) -> Tensor:
    """Return the loss of cores, by pixel and by shared area, and that of distances in heights of their line."""
    answer = network(lesson.ink.contiguous(memory_format=torch.channels_last))
    core, weight, up, down = lesson.asked.unbind(1)
    by_pixel = functional.binary_cross_entropy_with_logits(answer[:, 0], core, weight, reduction="sum")
    chance = answer[:, 0].sigmoid() * weight
    shared = 2 * (chance * core).sum() / (chance.sum() + (weight * core).sum()).clamp(min=1.0)
    inside = (core > _CORE).to(core.dtype)
    tall = (up + down).clamp(min=_LEAST_HEIGHT)
    off = sum(
        functional.smooth_l1_loss(answer[:, 1 + side] / tall, true / tall, reduction="none", beta=0.05)
        for side, true in enumerate((up, down))
    )
    distances: Tensor = (off * inside).sum() / inside.sum().clamp(min=1.0)
    return by_pixel / weight.sum().clamp(min=1.0) + (1 - shared) + _DISTANCES * distances


def main() -> None:
    """Train for some minutes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="det.onnx of trueocr 0.1.1")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--home", type=float, default=0.3)
    parser.add_argument("--resume", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    start = published(args.start)
    trainer = Trainer(start, loss_of, args.rate, args.home, _WARM_UP)
    if args.resume:
        trainer.resume(args.resume)
    run(trainer, lessons(args.work, Random(args.seed), start), args.out, 60.0 * args.minutes)


if __name__ == "__main__":
    main()
