"""Fits how sure a word is to drawn papers, and writes it into the folder of artifacts.

    python -m ocr_models.recognition.calibrate ocr_models/artifacts

Papers of the seeds named are drawn, read with the models as they lie there, and every word is held against the line of the
truth that it stands in; words of stamps, which the truth does not tell, count for nothing. To be run whenever the
recogniser, the language or the slots change.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitize.evaluation.calibration import calibration
from digitize.evaluation.cer import words_of
from digitize.evaluation.lines import words_by_line
from digitize.evaluation.truth import Case, read_truth
from digitize.imaging.load import frames
from digitize.imaging.orient import Orienter
from digitize.imaging.prepare import prepare
from digitize.model.truth import TruthPage
from digitize.ocr.confidence import TRAITS, Confidence
from digitize.ocr.engines.onnx import OnnxEngine
from digitize.ocr.explain import explain
from digitize.province.plan import Oddity
from digitize.province.profile import Profile
from digitize.province.sample import make_sample
from ocr_models.manifest import enter, sha256

Numbers = NDArray[np.float64]

FILE = "confidence.json"
_PULL = 1e-3
"""L2 on the weights of traits of unit variance."""

_STEPS = 30
_UNTOLD = dict.fromkeys(TRAITS, 0.0) | {TRAITS[0]: 1.0, "bias": 0.0}
"""The chance as it is: what a recogniser is read with that nothing was fitted to yet."""


def judged(engine: OnnxEngine, orienter: Orienter, case: Case) -> Iterator[tuple[tuple[float, ...], bool]]:
    """Yield the traits of each word of a file and whether it stands in its line of the truth, each word there once."""
    pages = readable(case)
    scans = frames(case.path, [page.frame for page in pages])
    for truth, scan in zip(pages, scans, strict=True):
        grey, image = prepare(scan, orienter.quarter_turns, engine.narrowest)
        page, spellings = explain(grey, image, engine)
        lines = [line for line in truth.lines if words_of(line.text)]
        for line, words in zip(lines, words_by_line(truth, lines, page), strict=True):
            left = Counter(words_of(line.text))
            for word in words:
                for text in words_of(word.text):
                    yield spellings[word].traits, left[text] > 0
                    left[text] -= 1


def readable(case: Case) -> list[TruthPage]:
    """Return the pages with text that are not of illegible papers."""
    lost = case.frames_of(Oddity.ILLEGIBLE)
    return [
        page
        for page in case.truth.pages
        if any(words_of(line.text) for line in page.lines) and page.frame not in lost
    ]


def fitted(traits: Numbers, right: NDArray[np.bool_]) -> dict[str, float]:
    """Return the weights of a logistic regression by Newton's method (Cox, J. R. Stat. Soc. B 20, 1958).

    Args:
        traits: (words, traits).
        right: (words,) whether each is right.
    """
    middle, spread = traits.mean(0), traits.std(0) + 1e-9
    table = np.column_stack([(traits - middle) / spread, np.ones(len(traits))])
    pull = np.append(np.full(traits.shape[1], _PULL), 0.0)
    weights = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (right - sure) / len(table) - pull * weights
        bend = (table.T * (sure * (1 - sure))) @ table / len(table) + np.diag(pull)
        weights += np.linalg.solve(bend, slope)
    plain = weights[:-1] / spread
    bias = float(weights[-1] - plain @ middle)
    return {name: round(float(each), 4) for name, each in zip(TRAITS, plain, strict=True)} | {
        "bias": round(bias, 4)
    }


def drawn(profile: Profile, papers: int, seed: int) -> Iterator[Case]:
    """Yield the files of a sample that is drawn for this and thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample"
        make_sample(sample, dossiers=80, papers=papers, seed=seed, profile=profile)
        yield from read_truth(sample)


def worth(confidence: Confidence, traits: Numbers, right: NDArray[np.bool_]) -> str:
    """Return how well a confidence means what it says, in words."""
    told = calibration(zip(confidence.of(traits.astype(np.float32)).tolist(), right.tolist(), strict=True))
    sure = told.sure
    return (
        f"{told.answers} words, {told.right / told.answers:.2%} right, ECE {told.ece:.4f}, AUROC {told.auroc:.4f}, "
        f"sure {sure.answers / told.answers:.1%}, of those right {sure.right / max(1, sure.answers):.2%}"
    )


def write(artifacts: Path, weights: dict[str, float]) -> None:
    """Write weights and their digest into the folder of artifacts."""
    path = artifacts / FILE
    path.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
    source = "drawn papers, by ocr_models.recognition.calibrate"
    entry = {"file": FILE, "sha256": sha256(path), "license": "Apache-2.0", "source": source}
    enter(artifacts, {"confidence": entry})


def main() -> None:
    """Draw, read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--papers", type=int, default=40, help="of each sample")
    parser.add_argument("--seeds", type=int, nargs="+", default=(7001, 7002))
    parser.add_argument(
        "--profiles", nargs="+", choices=list(Profile), default=(Profile.OFFICE, Profile.HARD)
    )
    args = parser.parse_args()
    if "confidence" not in json.loads((args.artifacts / "manifest.json").read_text("utf-8")):
        write(args.artifacts, _UNTOLD)
    engine, orienter = OnnxEngine(args.artifacts), Orienter()
    rows: list[tuple[tuple[float, ...], bool]] = []
    for profile in args.profiles:
        for seed in args.seeds:
            for case in drawn(Profile(profile), args.papers, seed):
                rows += judged(engine, orienter, case)
    traits = np.array([row for row, _ in rows])
    right = np.array([is_right for _, is_right in rows])
    weights = fitted(traits, right)
    print("before:", worth(engine.confidence, traits, right))
    print("fitted:", worth(Confidence(json.dumps(weights).encode()), traits, right))
    write(args.artifacts, weights)


if __name__ == "__main__":
    main()
