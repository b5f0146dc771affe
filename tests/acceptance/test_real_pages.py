"""The development set of real scans: read within the bar, and carried through the whole trip."""

import importlib.util
import json
import sys

import pytest

from tests.acceptance.conftest import lines

pytestmark = pytest.mark.slow


def scorer(shared):
    spec = importlib.util.spec_from_file_location("score", shared / "tools" / "score.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


def scan_of(folder, stem):
    return next(
        folder / f"{stem}.{end}" for end in ("jpg", "png", "pdf") if (folder / f"{stem}.{end}").exists()
    )


def test_cer_on_real_pages_is_at_most_one_in_a_hundred(shared, digitize):
    score = scorer(shared)
    folder = shared / "data" / "real"
    truths = sorted(folder.glob("*.gt.txt"))
    scans = [scan_of(folder, truth.name.removesuffix(".gt.txt")) for truth in truths]
    pages = [page for page in lines(digitize("read", *scans, "--json")) if page["page"] == 1]
    assert [page["file"] for page in pages] == [str(scan) for scan in scans]
    rows = [
        score.score(page["text"], truth.read_text("utf-8")) for page, truth in zip(pages, truths, strict=True)
    ]
    assert score.total(rows)["cer"] <= 0.01


def test_every_real_page_ends_attached_or_in_review(shared, digitize, tmp_path):
    digitize("add", shared / "data" / "real", "--station", "t")
    digitize("work", "--burst", timeout=600)
    (status,) = lines(digitize("status", "--json"))
    scans = [path for path in (shared / "data" / "real").iterdir() if path.suffix in {".jpg", ".png", ".pdf"}]
    others = [path for path in (shared / "data" / "real").iterdir() if path not in scans]
    assert status["documents"] == {"review": len(scans)}
    assert status["uploads"] == {"loaded": len(scans), "quarantined": len(others)}
    reasons = [
        paper["reason"]
        for row in map(json.loads, digitize("export").stdout.splitlines())
        for paper in row["papers"]
    ]
    assert all(reasons)
