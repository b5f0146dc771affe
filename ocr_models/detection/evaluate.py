"""Measures networks that find lines: by the true boxes of drawn pages, and by what the whole reader makes of pages.

    python -m ocr_models.detection.evaluate ocr_models/artifacts --start det.onnx --checkpoints RUN/mean-*.pt \
        --shares 0.5 1 --pages WORK --samples SAMPLE… --real DIR --words words.txt

A share is how much of the checkpoint is mixed with the published weights; without checkpoints those are measured. The reader is the one of
the folder with other weights of this network. One JSON line a measurement; `--words` lists for each real page what is missing
and what is too much.
"""

import argparse
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TextIO

import numpy as np
import torch

from digitize.evaluation.cer import score_reading, total, words_of
from digitize.evaluation.lines import Ink, LineScore, line_figures, score_lines
from digitize.evaluation.truth import Case, read_truth
from digitize.model.geometry import Box
from digitize.ocr.engines.onnx import OnnxEngine
from digitize.ocr.lines import Detector, find_lines
from digitize.pipeline.reader import InlineReader
from ocr_models.detection.data import Page, read
from ocr_models.detection.export import write
from ocr_models.detection.held import edges, ends_held, is_found, on_line
from ocr_models.detection.network import LineFinder, detector_of, published
from ocr_models.manifest import enter, sha256
from ocr_models.recognition.evaluate import mixed


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of printed lines, and of boxes.

    Attributes:
        lines: true ones.
        found: of these, those whose width boxes cover at least by half.
        starts: of these, those whose first letter lies in a box.
        ends: likewise the last.
        boxes: found by the network.
        right: of these, those on a true line, or where the truth is not known.
    """

    lines: int = 0
    found: int = 0
    starts: int = 0
    ends: int = 0
    boxes: int = 0
    right: int = 0

    def shares(self) -> dict[str, float]:
        """Return rates in per cent."""
        lines = {name: 100 * getattr(self, name) / max(1, self.lines) for name in ("found", "starts", "ends")}
        rates = lines | {"precision": 100 * self.right / max(1, self.boxes)}
        return {name: round(rate, 2) for name, rate in rates.items()}


def tally(page: Page, boxes: Sequence[Box]) -> Tally:
    """Count how the lines of a page were found."""
    found = edges(boxes)
    lines = page.boxes[page.printed]
    own = [on_line(found, line) for line in lines]
    ends = [ends_held(each, line) for each, line in zip(own, lines, strict=True)]
    known = np.concatenate([page.boxes, page.unsure])
    return Tally(
        lines=len(lines),
        found=sum(is_found(each, line) for each, line in zip(own, lines, strict=True)),
        starts=sum(start for start, _ in ends),
        ends=sum(end for _, end in ends),
        boxes=len(found),
        right=sum(any(len(on_line(box[None], line)) for line in known) for box in found),
    )


def reader_with(artifacts: Path, network: LineFinder) -> InlineReader:
    """Return the reader of a folder of models with another network that finds lines."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "models"
        shutil.copytree(artifacts, folder)
        lines = folder / "lines.onnx"
        write(network, lines)
        enter(folder, {"lines": {"file": "lines.onnx", "sha256": sha256(lines)}})
        return InlineReader(OnnxEngine(folder))


def line_scores(reader: InlineReader, sample: Path) -> Iterator[LineScore]:
    """Yield how each line of the papers of a sample is read, illegible ones aside."""
    for case in read_truth(sample):
        pages = case.legible_pages()
        read_pages = reader.read(case.path, [page.frame for page in pages])
        for page, found in zip(pages, read_pages, strict=True):
            yield from score_lines(page, found)


class Bench:
    """Everything that a network is measured on."""

    def __init__(self, args: argparse.Namespace) -> None:
        self._artifacts: Path = args.artifacts
        self._pages = [read(path) for path in sorted(args.pages.glob("*.npz"))] if args.pages else []
        self._samples: list[Path] = args.samples
        self._real: tuple[Case, ...] = read_truth(args.real) if args.real else ()

    def measure(self, network: LineFinder, words: TextIO | None) -> dict[str, object]:
        """Return what there is to say of a network, rates in per cent."""
        row: dict[str, object] = {}
        if self._pages:
            row |= self._tallied(detector_of(network)).shares()
        reader = reader_with(self._artifacts, network)
        if self._real:
            row["real"] = self._read_real(reader, words)
        for sample in self._samples:
            scores = list(line_scores(reader, sample))
            row[sample.name] = {
                ink.value: round(100 * (line_figures(scores, ink).cer or 0.0), 3)
                for ink in (Ink.PRINTED, Ink.MIXED)
            }
        return row

    def _tallied(self, detector: Detector) -> Tally:
        counts = [astuple(tally(page, find_lines(page.grey, detector))) for page in self._pages]
        return Tally(*map(sum, zip(*counts, strict=True)))

    def _read_real(self, reader: InlineReader, words: TextIO | None) -> dict[str, float]:
        scores = []
        for case in self._real:
            (page,) = reader.read(case.path, [0])
            truth = "\n".join(line.text for line in case.truth.pages[0].lines)
            scores.append(score_reading(page.text, truth))
            if words:
                ours, theirs = Counter(words_of(page.text)), Counter(words_of(truth))
                missing, extra = " ".join((theirs - ours).elements()), " ".join((ours - theirs).elements())
                print(
                    f"{case.path.stem} {100 * scores[-1].cer:.2f}\n - {missing}\n + {extra}",
                    file=words,
                    flush=True,
                )
        whole = total(scores)
        rates = {"cer": whole.cer, "folded": whole.folded_cer, "words": whole.recall}
        return {name: round(100 * rate, 2) for name, rate in rates.items()}


def main() -> None:
    """Measure each checkpoint at each share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="det.onnx of trueocr 0.1.1")
    parser.add_argument("--checkpoints", nargs="*", default=())
    parser.add_argument("--shares", type=float, nargs="+", default=(1.0,))
    parser.add_argument("--pages", type=Path, help="drawn pages, as `data` writes them")
    parser.add_argument("--samples", type=Path, nargs="*", default=())
    parser.add_argument("--real", type=Path)
    parser.add_argument("--words", type=argparse.FileType("w", encoding="utf-8"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    bench = Bench(args)
    if not args.checkpoints:
        print(
            json.dumps({"checkpoint": "published"} | bench.measure(published(args.start), args.words)),
            flush=True,
        )
    for names in args.checkpoints:
        for share in args.shares:
            network = _mixture(args.start, names, share)
            row = {"checkpoint": names, "share": share} | bench.measure(network, args.words)
            print(json.dumps(row), flush=True)


def _mixture(start: Path, names: str, share: float) -> LineFinder:
    network = published(start)
    weights = {name: value.clone() for name, value in network.state_dict().items()}
    network.load_state_dict(mixed(weights, [Path(name) for name in names.split("+")], share))
    return network


if __name__ == "__main__":
    main()
