"""What is fitted: how sure values are, and that kept readings are taken as they are."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from digitize.cli import app
from digitize.evaluation.fit_fields import Graded, fit_fields
from digitize.evaluation.plots import Series, alone, reliability
from digitize.evaluation.readings import readings
from digitize.extraction import confidence
from digitize.extraction.certainty import TRAITS
from digitize.extraction.confidence import DOUBTS, SUPPORTS, Traits
from digitize.model.codec import to_json
from digitize.pipeline.packs import pack
from tests.factories.dossiers import CODE, receipt_lines
from tests.factories.scripted import page_of
from tests.factories.truth import make_case, paper, read_page, truth_page

_VALUES = 400


def _graded(seed: int) -> Graded:
    """Return a value that is the more often wrong the worse its words were read."""
    rng = Random(seed)
    doubt = rng.random() * 3
    traits = Traits("name", dict.fromkeys((*DOUBTS, *SUPPORTS), 0.0) | {"worst": doubt, "sum": doubt})
    return Graded(traits, rng.random() > doubt / 4, seed % 4)


def test_a_fit_tells_right_from_wrong_on_files_held_back():
    fit = fit_fields([_graded(seed) for seed in range(_VALUES)])
    assert fit.held_out.answers == fit.figures["values"] == _VALUES
    assert fit.figures["auroc"] > 0.7
    assert fit.figures["ece"] < 0.1


def test_no_doubt_is_fitted_to_count_for_a_value():
    upside_down = [Graded(one.traits, not one.right, one.fold) for one in map(_graded, range(_VALUES))]
    weights = fit_fields(upside_down).weights
    assert min(weights["doubts"].values()) >= 0 <= min(weights["sums"].values())
    assert weights["doubts"]["check"] >= 2.0, "what warns counts, however few values have it"


def test_hardly_anything_that_is_offered_as_sure_is_wrong():
    fit = fit_fields([_graded(seed) for seed in range(_VALUES)])
    assert fit.figures["wrong_of_sure"] <= 0.001
    certain = [
        replace(_graded(seed), right=_graded(seed).traits.values["worst"] < 1) for seed in range(_VALUES)
    ]
    fit = fit_fields(certain)
    assert fit.figures["wrong_of_sure"] <= 0.001
    assert fit.figures["sure"] > 0.2


def test_the_plot_is_a_file_of_its_own():
    plot = alone(reliability([Series("first", fit_fields([_graded(seed) for seed in range(20)]).held_out)]))
    root = ET.fromstring(plot)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.findall("{http://www.w3.org/2000/svg}circle")


class _Once:
    """A reader that reads each file no more than once."""

    def __init__(self) -> None:
        self.asked = set()

    def read(self, path, frames):
        assert (path, *frames) not in self.asked
        self.asked.add((path, *frames))
        return (read_page(path.name),)


@pytest.mark.parametrize("keep", [True, False])
def test_kept_readings_are_not_read_again(tmp_path, keep):
    truth = paper("quyet_dinh", 0, ho_ten="Lê Thị Lan")
    cases = [make_case(truth_page("x"), papers=(truth,), file=f"lo-01/{number}.jpg") for number in (1, 2)]
    kept = tmp_path / "kept" if keep else None
    first = list(readings(cases, _Once(), kept))
    assert [pages[0].text for _, pages in first] == ["1.jpg", "2.jpg"]
    reader = _Once()
    assert list(readings(cases, reader, kept)) == first
    assert len(reader.asked) == (0 if keep else 2)


def test_the_command_writes_weights_that_the_product_takes_and_their_plot(tmp_path):
    sample, kept, out = tmp_path / "mau", tmp_path / "kept", tmp_path / "out"
    lines = receipt_lines(owner="Lê Thị Lan")
    files = []
    for number, name in enumerate(["Lê Thị Lan", "Lê Thị Lam"]):
        truth = paper("giay_tiep_nhan", 0, ma_ho_so=CODE, ho_ten=name)
        case = make_case(truth_page(*lines), papers=(truth,), file=f"lo-01/{number}.jpg")
        files.append(to_json(case.truth))
        pack_file = kept / "mau" / f"{case.truth.file}.zst"
        pack_file.parent.mkdir(parents=True, exist_ok=True)
        pack_file.write_bytes(pack({0: page_of(lines)}))
    sample.mkdir()
    sample.joinpath("truth.jsonl").write_text("\n".join(files), encoding="utf-8")
    asked = ["forms", "calibrate", str(sample), "--readings", str(kept), "--out", str(out), "--json"]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert (figures["values"], figures["right"]) == (4, 0.75)
    fitted = json.loads(out.joinpath("confidence.json").read_text(encoding="utf-8"))
    shipped = json.loads(Path(confidence.__file__).with_name("confidence.json").read_text(encoding="utf-8"))
    for part, weights in shipped["weights"].items():
        assert fitted["weights"][part].keys() == weights.keys()
    assert fitted["fitted"] == figures
    assert set(tomllib.loads(out.joinpath("certainty.toml").read_text(encoding="utf-8"))["kinds"]) == {
        "bias",
        *TRAITS,
    }
    assert out.joinpath("confidence.svg").read_text(encoding="utf-8").startswith("<svg xmlns=")
