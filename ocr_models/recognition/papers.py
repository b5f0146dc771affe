"""Makes lines to learn from of papers of the drawn province, cut where the product finds them.

    digitize sample SAMPLE --profile office --papers 300 --dossiers 300 --seed 2101 --text shared/data/text --hands WRITERS
    python -m ocr_models.recognition.papers WORK ocr_models/artifacts SAMPLE…

WRITERS is a folder of `hand-….ttf`: the province's own hands are writers that the recogniser never learns from. Lines with
anything written by hand come in shards of their own, so that they can be shown more often.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from digitize.evaluation.cer import words_of
from digitize.evaluation.truth import read_truth
from digitize.model.geometry import Affine, Box
from digitize.model.truth import TruthPage
from digitize.networks import open_network, read_manifest
from digitize.ocr.lines import Detector, find_lines
from digitize.ocr.window import window
from digitize.ports import Pixels
from ocr_models.detection.data import mapped, upright
from ocr_models.detection.held import edges, ends_held, on_line
from ocr_models.recognition.calibrate import readable
from ocr_models.recognition.charset import SIGNS
from ocr_models.recognition.data import save

_KNOWN = frozenset(SIGNS)
_OFF = 0.04
"""Heights of a line by which its box is moved by chance (standard deviation), each edge by itself."""

_SHARD = 500
_LEADER = re.compile(r"\s*\.{4,}")
"""Dots that are to be filled in. Nobody reads them, and a network that is asked for eighty of them learns nothing else."""


@dataclass(frozen=True, slots=True)
class WholeLine:
    """A line that was found whole: where, what is to be read there, and whether any of it is written by hand."""

    box: Box
    text: str
    by_hand: bool


def cut_lines(sample: Path, detector: Detector, rng: Random) -> Iterator[tuple[bool, tuple[Pixels, str]]]:
    """Yield whether any of a line is written by hand, and its window and text.

    Args:
        sample: its folder.
        detector: the product's.
        rng: moves boxes.
    """
    for case in read_truth(sample):
        for page, grey, back in upright(case, readable(case)):
            for line in whole_lines(page, find_lines(grey, detector), back):
                yield line.by_hand, (window(grey, _moved(line.box, rng)), line.text)


def whole_lines(page: TruthPage, found: tuple[Box, ...], back: Affine) -> Iterator[WholeLine]:
    """Yield the lines whose box holds a line of the truth from its first letter to its last, and nothing of another.

    Args:
        page: the truth.
        found: boxes on the prepared page.
        back: from the scan to the prepared page.
    """
    boxes = edges(found)
    places = [mapped(line.box, page, back) for line in page.lines]
    everywhere = np.array([place[:4] for place in places], np.float32)
    for line, place in zip(page.lines, places, strict=True):
        own = on_line(boxes, place)
        if not words_of(line.text) or not _KNOWN.issuperset(line.text) or len(own) != 1:
            continue
        if all(ends_held(own, place)) and len(on_line(everywhere, np.append(own[0], 0))) == 1:
            left, top, right, bottom = map(int, own[0])
            text = _LEADER.sub("", line.text).strip()
            yield WholeLine(Box(left, top, right, bottom), text, bool(line.hand))


def _moved(box: Box, rng: Random) -> Box:
    """Return a box about as good as one that is found."""
    off = [round(rng.gauss(0, _OFF) * box.height) for _ in range(4)]
    return Box(box.left + off[0], box.top + off[1], box.right + off[2], box.bottom + off[3])


def main() -> None:
    """Write shards of the lines of some samples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("samples", type=Path, nargs="+")
    args = parser.parse_args()
    session = open_network(args.artifacts, read_manifest(args.artifacts)["lines"])
    args.work.mkdir(parents=True, exist_ok=True)
    for sample in args.samples:
        lines = list(cut_lines(sample, lambda ink: session.run(None, {"x": ink})[0][0], Random(sample.name)))
        Random(sample.name).shuffle(lines)
        for by_hand, name in ((False, "print"), (True, "hand")):
            some = [line for written, line in lines if written is by_hand]
            for number, start in enumerate(range(0, len(some), _SHARD)):
                path = args.work / f"train-{sample.name}-{name}-{number:04d}.npz"
                save(iter(some[start : start + _SHARD]), _SHARD, path)
            print(f"{sample.name}: {len(some)} lines, {name}", flush=True)


if __name__ == "__main__":
    main()
