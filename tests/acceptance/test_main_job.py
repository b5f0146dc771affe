"""`ONCE=1 scripts/run` from nothing: bars 1 of the trip, and that a second run adds nothing."""

import os
import subprocess
from collections import Counter

import pytest

from digitize.model.codec import from_json
from digitize.model.truth import TruthFile
from tests.acceptance.conftest import ROOT, lines

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("main-job")
    environment = os.environ | {
        "ONCE": "1",
        "DIGITIZE_DATA": str(folder / "data"),
        "SAMPLE": str(folder / "sample"),
    }

    def run():
        return subprocess.run(
            [ROOT / "scripts" / "run"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )

    first = run()
    assert first.returncode == 0, first.stderr[-2000:]
    return folder, first, run


def test_nine_in_ten_are_attached_and_none_wrongly(ran, digitize):
    folder, first, _ = ran
    rows = (folder / "sample" / "truth.jsonl").read_text("utf-8").splitlines()
    truth = [paper for row in rows for paper in from_json(TruthFile, row).documents]
    assert len(truth) >= 40
    assert len({paper.kind for paper in truth}) >= 6
    assert len({paper.dossier for paper in truth if paper.dossier}) >= 30
    (score,) = lines(digitize("evaluate", folder / "sample", "--json", data=folder / "data"))
    assert score["wrong"] == []
    assert score["right"] >= 0.9 * len(truth)
    assert "chờ đối soát" in first.stdout


def test_what_waits_has_a_reason_and_nothing_is_lost(ran, digitize):
    folder, _, _ = ran
    exported = lines(digitize("export", data=folder / "data"))
    papers = [paper for row in exported for paper in row["papers"]]
    scans = [path for path in (folder / "sample" / "scans").rglob("*") if path.is_file()]
    # A blank front before a page that nobody can read stands by itself: a scan may end as two papers, never as none.
    assert len({paper["file"] for paper in papers}) == len(scans) <= len(papers)
    assert Counter(paper["status"] for paper in papers).keys() <= {"attached", "review"}
    assert all(paper["reason"] for paper in papers if paper["status"] == "review")
    (verified,) = lines(digitize("verify", "--json", data=folder / "data"))
    assert verified["problems"] == []


def test_a_second_run_adds_nothing(ran, digitize):
    folder, _, run = ran
    before = digitize("export", data=folder / "data").stdout
    assert run().returncode == 0
    assert digitize("export", data=folder / "data").stdout == before


def test_read_pages_stay_small(ran):
    folder, _, _ = ran
    packs = [
        path.stat().st_size for path in (folder / "data" / "blobs" / "readings").rglob("*") if path.is_file()
    ]
    (status,) = lines(
        subprocess.run(
            [ROOT / ".venv" / "bin" / "digitize", "status", "--json", "--data", folder / "data"],
            capture_output=True,
            text=True,
            check=True,
        )
    )
    assert sum(packs) / status["read_pages"] <= 12_000
