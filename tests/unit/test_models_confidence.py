"""The fit of how sure a word is, on drawn numbers and on a drawn paper."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from digitize.evaluation.truth import Case, read_truth
from digitize.imaging.orient import Orienter
from digitize.networks import MODELS
from digitize.ocr.confidence import TRAITS, Confidence
from digitize.ocr.engines.onnx import OnnxEngine
from digitize.province.sample import make_sample
from ocr_models.recognition.calibrate import fitted, judged, worth, write


def test_the_fit_finds_the_weights_that_were_drawn_with() -> None:
    rng = np.random.default_rng(3)
    told = rng.normal(0, 0.5, len(TRAITS))
    traits = rng.normal(0, 1, (60_000, len(TRAITS)))
    right = rng.random(len(traits)) < 1 / (1 + np.exp(-traits @ told - 0.5))
    weights = fitted(traits, right)
    assert [weights[name] for name in TRAITS] == pytest.approx(told, abs=0.1)
    assert weights["bias"] == pytest.approx(0.5, abs=0.1)
    assert "ECE 0.00" in worth(Confidence(json.dumps(weights).encode()), traits, right)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, ...]:
    sample = tmp_path_factory.mktemp("calibrate") / "sample"
    make_sample(sample, dossiers=6, papers=3, seed=5)
    return read_truth(sample)


def test_words_of_a_clean_paper_stand_in_their_lines(cases: tuple[Case, ...]) -> None:
    engine, orienter = OnnxEngine(), Orienter()
    rows = [row for case in cases for row in judged(engine, orienter, case)]
    assert len(rows) > 100
    assert {len(traits) for traits, _ in rows} == {len(TRAITS)}
    assert sum(is_right for _, is_right in rows) > 0.9 * len(rows)


def test_weights_are_written_with_their_digest(tmp_path: Path) -> None:
    models = tmp_path / "models"
    shutil.copytree(MODELS, models, ignore=shutil.ignore_patterns("*.pt"))
    weights = {name: float(number) for number, name in enumerate(TRAITS)} | {"bias": 1.0}
    write(models, weights)
    one = Confidence((models / "confidence.json").read_bytes())
    assert one.of(np.zeros((1, len(TRAITS)), np.float32))[0] == pytest.approx(1 / (1 + np.exp(-1)))
    assert OnnxEngine(models).version != OnnxEngine().version
