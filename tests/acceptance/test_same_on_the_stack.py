"""The same papers through the embedded default and through PostgreSQL, SeaweedFS and Redis: the same answers, byte for byte."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from digitize.model.codec import from_json
from digitize.model.truth import TruthFile
from digitize.store.redis_server import RedisServer
from digitize.text.fold import fold
from tests.acceptance.conftest import lines, run_digitize

pytestmark = pytest.mark.slow

PAPERS = 14
BY_HEART = (
    "giấy tiếp nhận",
    "giay tiep nhan ho so",
    '"ủy ban nhân dân"',
    "quyết định",
    "đơn đề nghị",
    "không có ở đâu",
)
"""What people look for in any archive: with and without tone marks, as a phrase, in vain."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    run_digitize("sample", folder, "--papers", PAPERS, "--dossiers", 30, "--seed", 3, data=folder / "none")
    return folder


@pytest.fixture(scope="module")
def embedded(sample, tmp_path_factory):
    """The papers worked off with nothing set."""
    return Archive(tmp_path_factory.mktemp("embedded"), {}).work_off(sample)


@pytest.fixture(scope="module")
def stacked(sample, tmp_path_factory, postgres, seaweed):
    """The papers worked off on the parts of a data centre, chosen by URL."""
    database = postgres.create()
    with RedisServer(tmp_path_factory.mktemp("redis")) as redis:
        urls = {
            "DATABASE_URL": postgres.url(database),
            "BLOBS_URL": seaweed.url(f"same-{uuid.uuid4().hex}"),
            "REDIS_URL": redis.url,
        }
        yield Archive(tmp_path_factory.mktemp("stack"), urls).work_off(sample)
    postgres.drop(database)


class Archive:
    """A data folder, the parts that are used with it, and the command line."""

    def __init__(self, data, urls):
        self.data, self._urls = data, urls

    def run(self, *command):
        return run_digitize(*command, data=self.data, **self._urls)

    def work_off(self, sample):
        self.run("dossiers", "import", sample / "register.csv")
        self.run("add", sample / "scans", "--station", "t")
        self.run("work", "--burst")
        return self

    def search_all(self, queries):
        """Return the answers to each query, without the opaque ids."""
        return {query: [_without_id(hit) for hit in self.search(query)] for query in queries}

    def search(self, query):
        return lines(self.run("search", query, "--json"))


def test_exports_are_the_same_bytes(embedded, stacked, tmp_path):
    exports = []
    for archive in (embedded, stacked):
        out = tmp_path / f"{len(exports)}.jsonl"
        archive.run("export", out)
        exports.append(out.read_bytes())
    assert exports[0] == exports[1]
    papers = [paper for line in exports[0].splitlines() for paper in json.loads(line)["papers"]]
    assert len(papers) >= PAPERS
    assert sum(paper["status"] == "attached" for paper in papers) >= PAPERS // 2
    assert all(paper["extraction"] and paper["decision"] for paper in papers)


def test_search_answers_alike(embedded, stacked, sample):
    queries = [*BY_HEART, *from_truth(sample)]
    assert len(queries) >= 12
    with ThreadPoolExecutor(2) as both:
        answers, others = both.map(lambda archive: archive.search_all(queries), (embedded, stacked))
    assert others == answers
    assert sum(bool(found) for found in answers.values()) >= len(queries) // 2
    assert answers[BY_HEART[-1]] == []


def test_nothing_of_the_stack_is_in_the_folder_and_both_verify_clean(embedded, stacked):
    assert not (stacked.data / "ledger.sqlite").exists()
    assert not (stacked.data / "blobs").exists()
    assert not (stacked.data / "redis").exists()
    reports = [lines(archive.run("verify", "--json"))[0] for archive in (embedded, stacked)]
    assert [report["problems"] for report in reports] == [[], []]
    assert reports[0]["blobs"] == reports[1]["blobs"] >= 2 * PAPERS


def _without_id(hit):
    return {key: value for key, value in hit.items() if key != "document_id"}


def from_truth(sample):
    """Yield names and numbers that stand on the papers, as they are written and without tone marks."""
    with (sample / "truth.jsonl").open(encoding="utf-8") as file:
        files = [from_json(TruthFile, row) for row in file]
    fields = [field for row in files for paper in row.documents for field in paper.fields]
    names = sorted({field.value for field in fields if field.field == "ho_ten"})
    codes = sorted({field.value for field in fields if field.field == "ma_ho_so"})
    return [*names[:2], *map(fold, names[:2]), *codes[:2]]
