"""Odd but legitimate input is read; bad input is set aside with its own code and never stops the batch."""

import os
import shutil
import socket
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pikepdf.pdfa
import pytest

from digitize.bootstrap import open_services
from digitize.model.intake import Batch, BatchState, Document, Page, Upload, UploadState
from digitize.settings import Settings
from tests.acceptance.conftest import lines, run_digitize
from tests.factories import odd_files

pytestmark = pytest.mark.slow

DATA = "dữ liệu 100%41? #1&x=y"
"""A data folder whose name means something to URLs, to Redis and to shells."""


@dataclass(frozen=True)
class World:
    scans: Path
    data: Path
    odd: dict
    bad: dict
    added: subprocess.CompletedProcess

    def run(self, *arguments, check=True):
        return run_digitize(*arguments, data=self.data, check=check)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """All the files in one folder, received and worked off by the real product."""
    folder = tmp_path_factory.mktemp("odd")
    scans, data = folder / "quét", folder / DATA
    scans.mkdir()
    odd, bad = odd_files.odd(folder), odd_files.bad(folder)
    for name, (content, _) in {**odd, **bad}.items():
        (scans / name).write_bytes(content)
    no_files(scans)
    added = run_digitize("add", scans, "--station", "trạm", "--json", data=data, check=False)
    run_digitize("work", "--burst", data=data)
    return World(scans, data, odd, bad, added)


def no_files(scans):
    """Put beside the scans what is no file, or no longer."""
    os.mkfifo(scans / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as server, inside(scans):
        server.bind("socket.pdf")
    (scans / "folder.pdf").mkdir()
    (scans / "gone.pdf").symlink_to("nowhere")
    (scans / "circle.pdf").symlink_to("circle.pdf")
    (scans / "loop").symlink_to(".")


@contextmanager
def inside(folder):
    """A socket's path must be short, so it is named from its own folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def ledger(world):
    with open_services(Settings(data=world.data)) as services, services.ledger.reading() as tx:
        yield services, tx


def shown(name):
    return odd_files.as_stored(name)


def test_all_is_received_and_what_is_no_file_is_said(world):
    received = {Path(row["file"]).name for row in lines(world.added)}
    assert {shown(name) for name in (*world.odd, *world.bad)} - {"line\nbreak.pdf"} <= received
    for name in ("pipe.pdf", "socket.pdf", "gone.pdf", "circle.pdf"):
        assert name in world.added.stderr
    assert "folder.pdf" not in world.added.stderr
    assert (world.added.returncode, "Traceback" in world.added.stderr) == (4, False)


def test_the_batch_ends_filed_and_clean(world):
    with ledger(world) as (_, tx):
        assert [batch.state for batch in tx.find(Batch)] == [BatchState.FILED]
        assert tx.count(Upload) == len(world.odd) + len(world.bad)
    (status,) = lines(world.run("status", "--json"))
    assert status["uploads"] == {"loaded": len(world.odd), "quarantined": len(world.bad)}
    assert status["tasks"].keys() == {"done"}
    assert status["documents"] == {"review": len(world.odd)}
    (verified,) = lines(world.run("verify", "--json"))
    assert verified["problems"] == []
    assert world.run("status").stdout.count("cách ly: ") == len(world.bad)


def test_every_page_of_every_odd_file_is_found(world):
    with ledger(world) as (_, tx):
        uploads = {upload.id: upload for upload in tx.find(Upload, state=UploadState.LOADED)}
        documents = {document.id: uploads[document.upload_id].filename for document in tx.find(Document)}
        frames = {upload.filename: upload.frames for upload in uploads.values()}
    assert frames == {shown(name): pages for name, (_, pages) in world.odd.items()}
    hits = lines(world.run("search", odd_files.WORDS, "--json", "--limit", "200"))
    assert {documents[hit["document_id"]] for hit in hits if hit["exact"]} == set(frames)
    exported = [paper["file"] for row in lines(world.run("export")) for paper in row["papers"]]
    assert sorted(exported) == sorted(frames)


def test_every_bad_file_is_kept_as_it_came_under_its_own_code(world):
    with ledger(world) as (services, tx):
        aside = tx.find(Upload, state=UploadState.QUARANTINED)
        assert {upload.filename: upload.problem for upload in aside} == {
            name: code for name, (_, code) in world.bad.items()
        }
        for upload in aside:
            assert services.blobs.read(upload.blob) == world.bad[upload.filename][0]


@pytest.fixture(scope="module")
def all_files(world):
    return [world.scans / name for name in sorted((*world.odd, *world.bad))]


def test_read_goes_through_all(world, all_files):
    result = world.run("read", "--json", *all_files, check=False)
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)
    pages = {}
    for row in lines(result):
        pages.setdefault(Path(row["file"]).name, []).append(row["text"])
    for name, (_, count) in world.odd.items():
        texts = pages[shown(name)]
        assert len(texts) == count
        assert all(odd_files.WORDS in text for text in texts), name
    refused = {name for name, (_, code) in world.bad.items() if code != "unsafe_name"}
    assert refused.isdisjoint(pages)
    flat = result.stderr.replace("\n", "")
    assert all(name in flat for name in refused)


def test_extract_goes_through_all(world, all_files):
    some = [path for path in all_files if path.name in world.bad or path.suffix == ".png"]
    result = world.run("extract", "--json", *some, check=False)
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)
    read = {shown(path.name) for path in some if path.name in world.odd}
    assert read <= {Path(row["file"]).name for row in lines(result)}


@pytest.mark.parametrize("name", ["armed.pdf", odd_files.NOT_UTF8], ids=["armed", "not-utf-8"])
def test_pdf_of_an_odd_file(world, name, tmp_path):
    out = tmp_path / "out.pdf"
    result = world.run("pdf", world.scans / name, out)
    assert "Traceback" not in result.stderr
    is_archive_copy(out)


def test_every_odd_file_has_an_archive_copy(world, tmp_path):
    """Made from the words that were read above."""
    with ledger(world) as (services, tx), ExitStack() as stack:
        for upload in tx.find(Upload, state=UploadState.LOADED):
            pages = tx.find(Page, upload_id=upload.id, order_by=("frame",))
            parts = [(page.frame, stack.enter_context(services.blobs.local(page.reading))) for page in pages]
            source, out = stack.enter_context(services.blobs.local(upload.blob)), tmp_path / upload.id
            services.reader.archive(source, parts, "tên", out)
            is_archive_copy(out)


def is_archive_copy(out):
    """PDF/A-2b with the words, and with nothing that acts or hides."""
    with pikepdf.open(out) as pdf:
        assert pikepdf.pdfa.check(pdf, "2b").findings == []
        assert pdf.Root.keys() <= {"/Type", "/Pages", "/Metadata", "/OutputIntents", "/Lang", "/Version"}
        assert all("/Annots" not in page.obj for page in pdf.pages)
    text = subprocess.run(["pdftotext", out, "-"], capture_output=True, text=True, check=True).stdout
    assert set(odd_files.WORDS.split()) <= set(text.split())
    raw = out.read_bytes()
    assert not any(word in raw for word in (b"JavaScript", b"/Launch", b"EmbeddedFile", b"/Filespec"))


@pytest.mark.parametrize("name", ["empty.pdf", "encrypted.pdf", "bomb.pdf", "xref-loop.pdf", "truncated.tif"])
def test_no_pdf_of_a_bad_file(world, name, tmp_path):
    result = world.run("pdf", world.scans / name, tmp_path / "out.pdf", check=False)
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize("path", ["x" * 300 + ".pdf", "x/" * 2100 + "a.pdf", "nowhere.pdf"], ids=len)
@pytest.mark.parametrize("command", ["add", "read"])
def test_a_path_that_cannot_be(tmp_path, command, path):
    options = ["--station", "s"] if command == "add" else []
    result = run_digitize(command, path, *options, data=tmp_path / "data", check=False)
    assert (result.returncode, "Traceback" in result.stderr) == (4, False)


def test_a_folder_deeper_than_a_path_is_long(tmp_path):
    """What no path reaches is not received, and the rest is."""
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "a.png").write_bytes(odd_files.odd(tmp_path)["dark.png"][0])
    with inside(tmp_path / "scans"):
        for _ in range(20):
            Path("d" * 250).mkdir()
            os.chdir("d" * 250)
    try:
        result = run_digitize("add", tmp_path / "scans", "--station", "s", "--json", data=tmp_path / "data")
        assert [row["state"] for row in lines(result)] == ["received"]
    finally:
        shutil.rmtree(tmp_path / "scans")
