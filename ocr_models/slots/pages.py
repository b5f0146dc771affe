"""Measures what the slot reader brings to whole pages, and whether it ever does harm: the product reads drawn pages twice.

    python -m ocr_models.slots.pages ARTIFACTS --work WORK --fonts DIR … --seed 902 --pages 20 --by-hand 0

One JSON line: slots that are read exactly with the slot reader and without it, and those that it changed from right to
wrong. With --by-hand 0 every slot is printed.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from digitize.model.geometry import Box
from digitize.model.ocr import Line as ReadLine
from digitize.ocr.engines.onnx import Floats, OnnxEngine
from digitize.ocr.slots import DATED, NUMBERED
from digitize.ports import Pixels
from digitize.text.fold import fold
from ocr_models.recognition.degrade import Machine
from ocr_models.recognition.drawing import EM
from ocr_models.slots.data import Kind, Office, Slot, sources

_LINES, _PITCH, _WIDTH = 28, 3.7, 26
"""Lines of a page, and ems from one to the next and across."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A slot on a page and the middle of its line, in pixels of the scan."""

    slot: Slot
    x: float
    y: float


class _Twice(OnnxEngine):
    """The product, which reads a page and then again without its slot reader; line by line it is read once."""

    def __init__(self, models: Path) -> None:
        super().__init__(models)
        self._found: list[Floats] = []
        self._read: list[Floats] = []
        self._again = False

    def twice(self, grey: Pixels) -> tuple[list[ReadLine], list[ReadLine]]:
        """Return the lines of a page with what the slot reader makes of them, and without it."""
        self._found, self._read, self._again = [], [], False
        corrected = [line for block in self.read(grey, 0) for line in block.lines]
        self._again = True
        return corrected, [line for block in self.read(grey, 0) for line in block.lines]

    def _find(self, ink: Floats) -> Floats:
        if not self._again:
            self._found.append(super()._find(ink))
            return self._found[-1]
        return self._found.pop(0)

    def _chances(self, cut: Pixels) -> Floats:
        if not self._again:
            self._read.append(super()._chances(cut))
            return self._read[-1]
        return self._read.pop(0)

    def _read_slots(self, ink: Floats) -> Floats:
        """Return the scores of the slot reader; the second time, that every slot is empty."""
        scores = super()._read_slots(ink)
        if self._again:
            scores[..., 0] = 1e6
        return scores


def pages(office: Office, rng: Random) -> Iterator[tuple[Pixels, tuple[Drawn, ...]]]:
    """Yield scans of pages full of lines, without end, and their slots."""
    machine = Machine(rng)
    pitch = int(_PITCH * EM)
    while True:
        ink = np.zeros((pitch * (_LINES + 1), _WIDTH * EM), np.float32)
        places = []
        for number in range(_LINES):
            line, slots = office.line()
            tile = line.ink()
            top = pitch // 2 + pitch * number
            ink[top : top + len(tile)] = np.maximum(ink[top : top + len(tile)], tile)
            places += [(slot, (slot.left + slot.right) / 2, top + line.baseline - 0.3 * EM) for slot in slots]
        scan = machine.scan(ink)
        yield scan.grey, tuple(Drawn(slot, *_at(scan.matrix, x, y)) for slot, x, y in places)


def _at(matrix: NDArray[np.float64], x: float, y: float) -> tuple[float, float]:
    moved = matrix @ np.array([x, y, 1.0])
    return float(moved[0]), float(moved[1])


def said(lines: list[ReadLine], drawn: Drawn) -> str:
    """Return what was read in a slot, without blanks: what stands between the words about it in its line."""
    near = [line for line in lines if _holds(line.box, drawn.y)]
    text = " ".join(line.text for line in sorted(near, key=lambda line: line.box.left))
    pattern = NUMBERED if drawn.slot.kind is Kind.NUMBER else DATED
    found = pattern.search("".join((fold(sign) or sign)[:1] for sign in text))
    if found is None or found[drawn.slot.kind] is None:
        return ""
    start, end = found.span(drawn.slot.kind)
    return text[start:end].replace(" ", "").strip(".…_")


def _holds(box: Box, y: float) -> bool:
    return box.top < y < box.bottom


def main() -> None:
    """Read pages twice and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, nargs="+", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--by-hand", type=float, default=0.0)
    args = parser.parse_args()
    rng = Random(args.seed)
    office = Office(sources(args.fonts, args.work, unseen=True), rng, by_hand=args.by_hand)
    engine = _Twice(args.artifacts)
    counts = {"slots": 0, "exact": 0, "exact_without": 0, "harmed": 0, "mended": 0}
    for (grey, drawn), _ in zip(pages(office, rng), range(args.pages), strict=False):
        with_slots, without = engine.twice(grey)
        for each in drawn:
            if not each.slot.text:
                continue
            new, old = (said(lines, each) == each.slot.text for lines in (with_slots, without))
            counts["slots"] += 1
            counts["exact"] += new
            counts["exact_without"] += old
            counts["harmed"] += old and not new
            counts["mended"] += new and not old
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
