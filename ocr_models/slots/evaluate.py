"""Measures a slot reader on slots that training never shows: other faces, other hands, other pictures, another seed.

    python -m ocr_models.slots.evaluate MODEL.onnx --work WORK --fonts DIR … --seed 901 --slots 3000 [--errors OUT.png]

One JSON line a kind of slot: exact ones of those filled in and of those printed, and how often it tells which is which.
With --errors, a sheet of the first that it reads wrong.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from random import Random

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from digitize.ocr.slot_text import DAY, MONTH, NUMBER, YEAR, Alphabet, SlotText
from ocr_models.slots.charset import FILLED, SIGNS
from ocr_models.slots.data import Kind, Office, Sample, sources
from ocr_models.slots.train import padded

GRAMMARS = {Kind.NUMBER: NUMBER, Kind.DAY: DAY, Kind.MONTH: MONTH, Kind.YEAR: YEAR}
Read = tuple[Sample, SlotText]


def read(model: Path, samples: Sequence[Sample]) -> list[Read]:
    """Return samples and what a model reads in them."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    alphabet = Alphabet(SIGNS)
    out = []
    for sample in samples:
        scores: NDArray[np.float32] = session.run(None, {"ink": padded([sample.ink]).numpy()})[0][0]
        powers = np.exp(scores - scores.max(1, keepdims=True))
        chances = powers / powers.sum(1, keepdims=True)
        out.append((sample, alphabet.read(chances, GRAMMARS[sample.kind])))
    return out


def by_hand(sample: Sample) -> bool:
    """Return whether any of a slot is filled in."""
    return any(sign in FILLED for sign in sample.signs)


def figures(found: Sequence[Read]) -> dict[str, str]:
    """Return exact readings of slots filled in, printed and left empty, and how many of each are told apart."""
    rows: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for sample, text in found:
        name = "filled" if by_hand(sample) else "printed" if sample.text else "empty"
        rows[name].append((text.text == sample.text, (text.filled > 0.5) == (name == "filled")))
    return {
        name: f"{sum(exact for exact, _ in some)} of {len(some)} ({sum(exact for exact, _ in some) / len(some):.1%}), "
        f"told {sum(told for _, told in some)}"
        for name, some in sorted(rows.items())
    }


def calibration(found: Sequence[Read]) -> tuple[float, float]:
    """Return slope and shift of the log odds by which the reader is as often right as it says, where something is filled in.

    Platt, Probabilistic Outputs for Support Vector Machines, 1999; Newton's method.
    """
    some = [(text.chance, text.text == sample.text) for sample, text in found if by_hand(sample)]
    chances = np.clip([chance for chance, _ in some], 1e-6, 1 - 1e-6)
    odds = np.stack([np.log(chances / (1 - chances)), np.ones(len(some))], 1)
    right = np.array([exact for _, exact in some], float)
    weights = np.array([1.0, 0.0])
    for _ in range(20):
        says = 1 / (1 + np.exp(-odds @ weights))
        bend = (odds * (says * (1 - says))[:, None]).T @ odds
        weights += np.linalg.solve(bend, odds.T @ (right - says))
    return float(weights[0]), float(weights[1])


def sheet(wrong: Sequence[Read], path: Path) -> None:
    """Draw slots that were read wrong: what they say, what was read, how sure it was, how much of it seemed filled in."""
    columns, rows = 4, 26
    page = np.full((rows * 68, columns * 400), 255, np.uint8)
    for place, (sample, text) in enumerate(wrong[: columns * rows]):
        y, x = place // columns * 68, place % columns * 400
        ink = sample.ink[:, :240]
        page[y : y + 64, x : x + ink.shape[1]] = 255 - ink
        words = f"{sample.text or '-'} > {text.text or '-'} {text.chance:.2f} {text.filled:.1f}"
        cv2.putText(page, words, (x + 242, y + 40), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0.0,), 1)
    cv2.imwrite(str(path), page)


def main() -> None:
    """Measure, kind by kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, nargs="+", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--slots", type=int, default=3_000)
    parser.add_argument("--errors", type=Path)
    args = parser.parse_args()
    office = Office(sources(args.fonts, args.work, unseen=True), Random(args.seed))
    found = read(args.model, list(islice(office.slots(), args.slots)))
    for kind in Kind:
        print(json.dumps({"kind": kind, **figures([each for each in found if each[0].kind is kind])}))
    print(json.dumps({"kind": "all", **figures(found)}))
    print(json.dumps(dict(zip(("slope", "shift"), calibration(found), strict=True))))
    if args.errors:
        sheet([each for each in found if each[0].text != each[1].text and by_hand(each[0])], args.errors)


if __name__ == "__main__":
    main()
