"""Measures checkpoints on what training never shows: held-out faces, held-out damage, and real pages.

    python -m ocr_models.recognition.evaluate WORK --start rec.onnx --real DIR --detector lines.onnx \
        --checkpoints RUN/mean-*.pt --shares 0.5 1.0

A share is how much of the checkpoint is mixed with the published weights (WiSE-FT, Wortsman et al., CVPR 2022). Several
checkpoints joined by "+" are averaged first (model soup, Wortsman et al., ICML 2022). One JSON line a measurement.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import torch
from rapidfuzz.distance import Levenshtein

from digitize.evaluation.cer import ReadingScore, score_reading, total
from digitize.ocr.ctc import letters
from digitize.ocr.lines import find_lines
from digitize.ocr.window import window
from digitize.ports import Pixels
from ocr_models.recognition.charset import SIGNS
from ocr_models.recognition.data import read
from ocr_models.recognition.network import STRIDE, Recogniser, published
from ocr_models.recognition.train import padded

Weights = dict[str, torch.Tensor]
_BATCH = 16


def transcribed(network: Recogniser, windows: Sequence[Pixels]) -> list[str]:
    """Return what a network reads in windows, greedily."""
    order = sorted(range(len(windows)), key=lambda number: windows[number].shape[1])
    texts = [""] * len(windows)
    for start in range(0, len(order), _BATCH):
        some = order[start : start + _BATCH]
        inks, widths = padded([windows[number] for number in some])
        with torch.no_grad():
            chances = network(torch.from_numpy(inks), torch.from_numpy(widths)).softmax(2).numpy()
        for number, row, width in zip(some, chances, widths, strict=True):
            texts[number] = "".join(letter.sign for letter in letters(row[: -(-int(width) // STRIDE)], SIGNS))
    return texts


def cer(read_texts: Iterable[str], truths: Iterable[str]) -> float:
    """Return edits over letters of the truth, line by line."""
    pairs = list(zip(read_texts, truths, strict=True))
    return sum(Levenshtein.distance(*pair) for pair in pairs) / sum(len(truth) for _, truth in pairs)


def mixed(start: Weights, checkpoints: Sequence[Path], share: float) -> Weights:
    """Return the mean of some checkpoints, mixed with the published weights."""
    loaded = [torch.load(path, weights_only=True) for path in checkpoints]
    mean = {name: torch.stack([each[name].float() for each in loaded]).mean(0) for name in start}
    return {
        name: value if not value.is_floating_point() else torch.lerp(value, mean[name], share)
        for name, value in start.items()
    }


class RealPages:
    """The windows of prepared real pages, and their truth.

    Args:
        prepared: folder of grey pages as `digitize` prepares them, NAME.png.
        truth: folder with NAME.gt.txt.
        detector: the network that finds lines.
    """

    def __init__(self, prepared: Path, truth: Path, detector: Path) -> None:
        session = onnxruntime.InferenceSession(str(detector), providers=["CPUExecutionProvider"])
        self._pages = []
        for path in sorted(prepared.glob("*.png")):
            grey = np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8)
            boxes = find_lines(grey, lambda ink: np.asarray(session.run(None, {"x": ink})[0][0], np.float32))
            self._pages.append(
                ([window(grey, box) for box in boxes], (truth / f"{path.stem}.gt.txt").read_text("utf-8"))
            )

    def score(self, read_lines: Callable[[Sequence[Pixels]], list[str]]) -> ReadingScore:
        """Return the score of all pages together, the order of lines aside."""
        return total(score_reading("\n".join(read_lines(windows)), truth) for windows, truth in self._pages)


def main() -> None:
    """Measure each checkpoint at each share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--prepared", type=Path, required=True)
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--detector", type=Path, required=True)
    parser.add_argument("--checkpoints", nargs="*", default=())
    parser.add_argument("--shares", type=float, nargs="+", default=(0.5, 1.0))
    args = parser.parse_args()
    torch.set_num_threads(1)
    network = published(args.start)
    start = {name: value.clone() for name, value in network.state_dict().items()}
    pages = RealPages(args.prepared, args.real, args.detector)
    sets = {name: read(next(args.work.glob(f"{name}-*.npz"))) for name in ("val", "faces", "damage")}
    for names in args.checkpoints:
        for share in args.shares:
            network.load_state_dict(mixed(start, [Path(name) for name in names.split("+")], share))
            row = {"checkpoint": names, "share": share} | _measured(network, pages)
            row |= {
                name: round(100 * cer(transcribed(network, each.windows()), each.texts), 2)
                for name, each in sets.items()
            }
            print(json.dumps(row), flush=True)


def _measured(network: Recogniser, pages: RealPages) -> dict[str, float]:
    score = pages.score(lambda windows: transcribed(network, windows))
    rates = {"real": score.cer, "real_folded": score.folded_cer, "real_recall": score.recall}
    return {name: round(100 * rate, 2) for name, rate in rates.items()}


if __name__ == "__main__":
    main()
