"""Fine-tunes the recogniser from the published weights, or goes on from a checkpoint.

    OMP_NUM_THREADS=1 nice -n 15 python -m ocr_models.recognition.train WORK --start rec.onnx --out RUN --minutes 90

Shards are taken as `data` writes them, the newest first, each at most `--passes` times. Every few minutes the running
mean of the weights is written to RUN as float16, and everything needed to go on to RUN/last.pt.
"""

import argparse
import copy
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Generic, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from digitize.ports import Pixels
from ocr_models.recognition.charset import SIGNS
from ocr_models.recognition.data import read
from ocr_models.recognition.network import HALO, STRIDE, Recogniser, published

Network = TypeVar("Network", bound=nn.Module)
Batch = TypeVar("Batch", bound=Sized)

_CLASS = {sign: number for number, sign in enumerate(SIGNS, start=1)}
_COLUMNS = 11_000
"""Columns of ink in a batch: about thirty lines."""

_KEEP = 0.999
"""Decay of the running mean of the weights."""

_EVERY = 300.0
"""Seconds between checkpoints."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A batch: ink (lines, 1, 96, columns), widths (lines,), classes of all lines in a row, and their counts."""

    ink: Tensor
    widths: Tensor
    targets: Tensor
    lengths: Tensor

    def __len__(self) -> int:
        return len(self.widths)


def lessons(work: Path, rng: Random, passes: int) -> Iterator[Lesson]:
    """Yield batches of lines of like width for as long as there are shards."""
    uses: dict[Path, int] = {}
    while True:
        fresh = [path for path in sorted(work.glob("train-*.npz")) if uses.get(path, 0) < passes]
        if not fresh:
            time.sleep(2.0)
            continue
        least = min(uses.get(path, 0) for path in fresh)
        path = rng.choice([each for each in fresh if uses.get(each, 0) == least])
        uses[path] = uses.get(path, 0) + 1
        shard = read(path)
        pairs = [pair for pair in zip(shard.windows(), shard.texts, strict=True) if _fits(*pair)]
        batches = list(_batched(pairs, rng))
        rng.shuffle(batches)
        yield from (_lesson(batch, rng) for batch in batches)


def _fits(ink: Pixels, text: str) -> bool:
    """Return whether the line is long enough for its signs and the blanks between equal ones."""
    repeats = sum(a == b for a, b in pairwise(text))
    return len(text) + repeats < ink.shape[1] // STRIDE


def _batched(pairs: Sequence[tuple[Pixels, str]], rng: Random) -> Iterator[list[tuple[Pixels, str]]]:
    batch: list[tuple[Pixels, str]] = []
    for pair in sorted(pairs, key=lambda each: each[0].shape[1] + rng.uniform(0, 24)):
        if batch and (len(batch) + 1) * max(pair[0].shape[1], batch[-1][0].shape[1]) > _COLUMNS:
            yield batch
            batch = []
        batch.append(pair)
    if batch:
        yield batch


def _lesson(batch: Sequence[tuple[Pixels, str]], rng: Random) -> Lesson:
    inks, widths = padded([ink for ink, _ in batch])
    noise = np.random.default_rng(rng.getrandbits(32))
    gain = noise.uniform(0.8, 1.1, (len(batch), 1, 1, 1)).astype(np.float32)
    ink = torch.from_numpy(inks * gain).clamp(0.0, 1.0)
    classes = [[_CLASS[sign] for sign in text] for _, text in batch]
    return Lesson(
        ink,
        torch.from_numpy(widths),
        torch.tensor([number for line in classes for number in line]),
        torch.tensor([len(line) for line in classes]),
    )


def padded(windows: Sequence[Pixels]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return windows side by side as (lines, 1, 96, columns), 0 paper to 1 ink, and their widths."""
    widths = np.array([ink.shape[1] for ink in windows], np.int64)
    columns = -(-int(widths.max()) // HALO) * HALO + HALO
    inks = np.zeros((len(windows), 1, windows[0].shape[0], columns), np.float32)
    for row, ink in zip(inks, windows, strict=True):
        row[0, :, : ink.shape[1]] = ink / np.float32(255)
    return inks, widths


def loss_of(network: Recogniser, lesson: Lesson) -> Tensor:
    """Return the mean CTC loss for a sign."""
    scores = network(lesson.ink, lesson.widths)
    steps = (lesson.widths + STRIDE - 1) // STRIDE
    chances = functional.log_softmax(scores, 2).transpose(0, 1)
    losses = functional.ctc_loss(
        chances, lesson.targets, steps, lesson.lengths, reduction="none", zero_infinity=True
    )
    return losses.sum() / lesson.lengths.sum()


def halved(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return weights as float16: small enough to be committed."""
    return {name: value.half() if value.is_floating_point() else value for name, value in weights.items()}


class Trainer(Generic[Network, Batch]):
    """Holds a network, its running mean and the weights that it is drawn back to.

    Args:
        start: the published weights.
        loss_of: what a network loses on a batch.
        rate: learning rate.
        home: strength of the pull towards `start` (L2-SP), relative to the rate.
        warm_up: batches over which the rate rises.
    """

    def __init__(
        self,
        start: Network,
        loss_of: Callable[[Network, Batch], Tensor],
        rate: float,
        home: float,
        warm_up: int = 200,
    ) -> None:
        self.network = copy.deepcopy(start).train()
        self.mean = copy.deepcopy(start).eval()
        self._home = [parameter.detach().clone() for parameter in start.parameters()]
        self._loss_of = loss_of
        self._pull = home
        self._rate = rate
        self._warm_up = warm_up
        self.optimizer = torch.optim.AdamW(self.network.parameters(), lr=rate, weight_decay=0.0)
        self.steps = 0
        self.lines = 0

    def step(self, lesson: Batch, share: float) -> float:
        """Learn one batch; `share` is how much of the full rate is left."""
        rate = self._rate * share * min(1.0, (self.steps + 1) / self._warm_up)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.zero_grad(set_to_none=True)
        loss = self._loss_of(self.network, lesson)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        keep = min(_KEEP, (self.steps + 1) / (self.steps + 20))
        with torch.no_grad():
            for own, mean, home in zip(
                self.network.parameters(), self.mean.parameters(), self._home, strict=True
            ):
                own.lerp_(home, rate * self._pull)
                mean.lerp_(own, 1.0 - keep)
        self.steps += 1
        self.lines += len(lesson)
        return float(loss.detach())

    def save(self, folder: Path) -> None:
        """Write the running mean by the count of lines, and everything needed to go on."""
        torch.save(halved(self.mean.state_dict()), folder / f"mean-{self.lines:08d}.pt")
        everything = {
            "network": self.network.state_dict(),
            "mean": self.mean.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "steps": self.steps,
            "lines": self.lines,
        }
        torch.save(everything, folder / "last.part")
        (folder / "last.part").rename(folder / "last.pt")

    def resume(self, path: Path) -> None:
        """Go on from `last.pt`, or from the float16 mean of a run alone."""
        state = torch.load(path, weights_only=True)
        if "optimizer" not in state:
            weights = {
                name: value.float() if value.is_floating_point() else value for name, value in state.items()
            }
            self.network.load_state_dict(weights)
            self.mean.load_state_dict(weights)
            return
        self.network.load_state_dict(state["network"])
        self.mean.load_state_dict(state["mean"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.steps, self.lines = state["steps"], state["lines"]


def main() -> None:
    """Train for some minutes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="rec.onnx of trueocr 0.1.1")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--home", type=float, default=0.3)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--resume", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(published(args.start), loss_of, args.rate, args.home)
    if args.resume:
        trainer.resume(args.resume)
    stream = lessons(args.work, Random(args.seed), args.passes)
    run(trainer, stream, args.out, 60.0 * args.minutes)


def run(trainer: Trainer[Network, Batch], stream: Iterator[Batch], out: Path, seconds: float) -> None:
    """Learn for some time, the last third of it ever more slowly, and save now and then."""
    started = saved = time.monotonic()
    cpu, lines, mean = time.process_time(), trainer.lines, 0.0
    while (now := time.monotonic()) < started + seconds:
        left = 1.0 - (now - started) / seconds
        loss = trainer.step(next(stream), min(1.0, 0.1 + 3.0 * left))
        mean = loss if mean == 0.0 else 0.99 * mean + 0.01 * loss
        if trainer.steps % 20 == 0:
            speed = (trainer.lines - lines) / (time.process_time() - cpu)
            print(
                f"{time.monotonic() - started:6.0f} s  {trainer.lines} lines  loss {mean:.4f}  {speed:.0f} lines/cpu s",
                flush=True,
            )
        if now > saved + _EVERY:
            trainer.save(out)
            saved = now
    trainer.save(out)


if __name__ == "__main__":
    main()
