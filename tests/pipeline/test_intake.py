"""What a scanned folder may hold beside scans, and names that no alphabet of today can write."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from digitize.errors import InputError, NotFound, UnsafeName, UnsupportedType
from digitize.model.intake import Upload
from digitize.pipeline.intake import check_name, new_batch, receive
from tests.factories.scripted import scan
from tests.factories.services import embedded_services, memory_services


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        (os.fsdecode(b"tr\xfdch l\xf4c.pdf"), "tr\ufffdch l\ufffdc.pdf"),
        ("a\ud800b.pdf", "a\ufffd\ufffd\ufffdb.pdf"),
        ("Gia\u0302\u0301y.pdf", "Gi\u1ea5y.pdf"),
        ("...", "..."),
        (" ", " "),
        ("ệ" * 85, "ệ" * 85),
    ],
    ids=["bytes of TCVN3", "half a character", "NFD", "dots", "blank", "255 bytes"],
)
def test_any_name_a_disk_can_have_is_stored(tmp_path, name, stored):
    services = embedded_services(tmp_path)
    upload = receive(services, new_batch(services, "lô", "trạm"), name, scan(["một"])).upload
    assert (upload.filename, upload.problem) == (stored, None)
    with services.ledger.reading() as tx:
        assert tx.get(Upload, upload.id) == upload
    services.ledger.close()


@pytest.mark.parametrize("name", ["", ".", "..", "../a.pdf", "..\\a.pdf", "a\nb", "a\x1b[2J", "ệ" * 86])
def test_a_name_that_could_do_harm_is_unsafe(name):
    with pytest.raises(UnsafeName):
        check_name(name)


def test_an_unsafe_name_is_kept_aside_with_its_bytes():
    services = memory_services()
    data = scan(["một"])
    upload = receive(services, new_batch(services, "l", "s"), "../../etc/passwd", data).upload
    assert upload.problem == "unsafe_name"
    assert services.blobs.read(upload.blob) == data


def test_a_pipe_makes_nobody_wait(tmp_path):
    services, pipe = memory_services(), tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    caught = []

    def try_it():
        with pytest.raises(UnsupportedType):
            receive(services, new_batch(services, "l", "s"), pipe.name, pipe)
        caught.append(pipe)

    thread = threading.Thread(target=try_it, daemon=True)
    thread.start()
    thread.join(20)
    assert caught == [pipe]


def test_what_is_gone_or_no_file_is_said(tmp_path):
    services = memory_services()
    batch = new_batch(services, "l", "s")
    with pytest.raises(NotFound):
        receive(services, batch, "a.pdf", tmp_path / "a.pdf")
    with pytest.raises(UnsupportedType):
        receive(services, batch, tmp_path.name, tmp_path)
    circle = tmp_path / "circle.pdf"
    circle.symlink_to(circle)
    with pytest.raises(InputError):
        receive(services, batch, circle.name, circle)


class _Meddling:
    """Blobs in front of which something happens to the source after its bytes were read."""

    def __init__(self, inner, meddle):
        self._inner, self._meddle = inner, meddle

    def put(self, source, **options):
        ref = self._inner.put(source, **options)
        self._meddle()
        return ref

    def read(self, ref):
        return self._inner.read(ref)


def _swap(path):
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    other.rename(path)


@pytest.mark.parametrize("meddle", [Path.unlink, lambda path: path.write_bytes(b"x"), _swap])
def test_a_file_that_goes_or_changes_while_it_is_read_is_kept_aside(tmp_path, meddle):
    path = tmp_path / "a.png"
    path.write_bytes(scan(["một"]))
    services = memory_services()
    services = replace(services, blobs=_Meddling(services.blobs, lambda: meddle(path)))
    upload = receive(services, new_batch(services, "l", "s"), path.name, path).upload
    assert upload.problem == "changed_while_read"
    assert services.blobs.read(upload.blob) == scan(["một"])
