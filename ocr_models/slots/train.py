"""Trains the slot reader on slots as they are drawn; each is shown a few times, a little differently.

    python -m ocr_models.slots.train RUN --work WORK --fonts DIR … --minutes 20 --seed 1 [--resume RUN/mean.pt]

Writes RUN/mean.pt, the running mean of the weights, now and then and at the end.
"""

import argparse
import copy
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from digitize.ports import Pixels
from ocr_models.slots.charset import SIGNS
from ocr_models.slots.data import Office, Sample, sources
from ocr_models.slots.network import MULTIPLE, STRIDE, SlotReader

_CLASS = {sign: number + 1 for number, sign in enumerate(SIGNS)}
_BATCH, _BATCHES = 48, 8
"""Slots of a batch; batches that are drawn at once, so that slots of about the same width can be put together."""

_SHOWN = 5
"""How often a slot is shown, on average."""

_POOL = 30_000
_FIRST = 600
"""Slots that lie ready at most, and before training begins."""

_OPEN = -100
_BY_STEP = 3.0
_MEAN = 0.995
_REPORT, _SAVE = 50, 100


def padded(inks: Sequence[Pixels]) -> Tensor:
    """Return windows side by side as (slots, 1, 64, columns), 0 paper to 1 ink."""
    columns = -(-max(ink.shape[1] for ink in inks) // MULTIPLE) * MULTIPLE
    rows = np.zeros((len(inks), 1, inks[0].shape[0], columns), np.float32)
    for row, ink in zip(rows, inks, strict=True):
        row[0, :, : ink.shape[1]] = ink / np.float32(255)
    return torch.from_numpy(rows)


def loss_of(network: SlotReader, ink: Tensor, samples: Sequence[Sample]) -> Tensor:
    """Return the mean CTC loss of a slot, and that of its steps, whose signs are known: CTC alone starts slowly."""
    scores = network(ink)
    chances = functional.log_softmax(scores, 2).transpose(0, 1)
    steps = torch.full((len(samples),), chances.shape[0])
    targets = torch.tensor([_CLASS[sign] for sample in samples for sign in sample.signs], dtype=torch.long)
    lengths = torch.tensor([len(sample.signs) for sample in samples])
    losses = functional.ctc_loss(chances, targets, steps, lengths, reduction="none", zero_infinity=True)
    labels = labelled(samples, scores.shape[1])
    by_step = functional.cross_entropy(scores.transpose(1, 2), labels, ignore_index=_OPEN)
    return losses.mean() + _BY_STEP * by_step


def labelled(samples: Sequence[Sample], steps: int) -> Tensor:
    """Return the class of each step (slots, steps): a sign's in its middle, open at its ends, else the blank."""
    labels = np.zeros((len(samples), steps), np.int64)
    centres = (np.arange(steps) + 0.5) * STRIDE
    for row, sample in zip(labels, samples, strict=True):
        for left, right in sample.spans:
            row[(centres > left) & (centres < right)] = _OPEN
        for sign, (left, right) in zip(sample.signs, sample.spans, strict=True):
            middle, half = (left + right) / 2, max(0.15 * (right - left), STRIDE / 2)
            row[np.abs(centres - middle) <= half] = _CLASS[sign]
    return torch.from_numpy(labels)


class Pool:
    """Slots that lie ready; new ones take the place of old ones.

    Args:
        slots: where new ones come from.
        rng: decides.
    """

    def __init__(self, slots: Iterator[Sample], rng: Random) -> None:
        self._slots, self._rng = slots, rng
        self._ready = [next(slots) for _ in range(_FIRST)]

    def batches(self) -> Iterator[list[Sample]]:
        """Yield batches of slots of about the same width, without end."""
        rng = self._rng
        while True:
            for _ in range(_BATCH * _BATCHES // _SHOWN):
                self._add(next(self._slots))
            drawn = sorted(
                rng.choices(self._ready, k=_BATCH * _BATCHES), key=lambda sample: sample.ink.shape[1]
            )
            some = [drawn[start : start + _BATCH] for start in range(0, len(drawn), _BATCH)]
            rng.shuffle(some)
            yield from some

    def _add(self, sample: Sample) -> None:
        if len(self._ready) < _POOL:
            self._ready.append(sample)
        else:
            self._ready[self._rng.randrange(_POOL)] = sample


def varied(ink: Tensor, rng: Random) -> Tensor:
    """Return windows a little lighter or darker, higher or lower."""
    gain = torch.empty(len(ink), 1, 1, 1).uniform_(0.75, 1.15)
    moved = torch.roll(ink, rng.randrange(-3, 4), 2)
    return (moved * gain + torch.randn_like(ink) * rng.choice((0.0, 0.02, 0.05))).clamp(0, 1)


def rate_at(share: float, highest: float) -> float:
    """Return the learning rate after a share of the time: quickly up, then down a cosine."""
    return highest * min(1.0, share / 0.03 + 0.02) * (0.5 + 0.5 * math.cos(math.pi * min(1.0, share))) + 1e-5


def main() -> None:
    """Train for some minutes of the processor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, nargs="+", required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--resume", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    args.run.mkdir(parents=True, exist_ok=True)
    rng = Random(args.seed)
    network = SlotReader()
    if args.resume:
        network.load_state_dict(torch.load(args.resume, weights_only=True))
    pool = Pool(Office(sources(args.fonts, args.work), rng).slots(), rng)
    learn(network, pool, rng, args)


def learn(network: SlotReader, pool: Pool, rng: Random, args: argparse.Namespace) -> None:
    """Take steps until the time is over."""
    network = network.to(memory_format=torch.channels_last).train()
    mean = copy.deepcopy(network).eval()
    optimizer = torch.optim.AdamW(network.parameters(), lr=args.rate, weight_decay=0.01)
    started, losses = time.process_time(), []
    for number, samples in enumerate(pool.batches(), 1):
        share = (time.process_time() - started) / (60 * args.minutes)
        for group in optimizer.param_groups:
            group["lr"] = rate_at(share, args.rate)
        ink = varied(padded([sample.ink for sample in samples]), rng).to(memory_format=torch.channels_last)
        loss = loss_of(network, ink, samples)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        follow(mean, network, min(_MEAN, number / (number + 10)))
        losses.append(loss.item())
        if number % _REPORT == 0:
            print(f"{number * _BATCH} {share:.3f} {np.mean(losses[-_REPORT:]):.4f}", flush=True)
        if number % _SAVE == 0 or share >= 1:
            torch.save(mean.state_dict(), args.run / "mean.pt")
        if share >= 1:
            return


def follow(mean: SlotReader, network: SlotReader, share: float) -> None:
    """Move the running mean towards the weights; counts are taken as they are."""
    with torch.no_grad():
        for kept, new in zip(mean.state_dict().values(), network.state_dict().values(), strict=True):
            if kept.is_floating_point():
                kept.lerp_(new, 1 - share)
            else:
                kept.copy_(new)


if __name__ == "__main__":
    main()
