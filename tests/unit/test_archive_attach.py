"""The copy as a whole: PDF/A, the same bytes every time, flat memory, errors that leave nothing behind."""

import hashlib
import subprocess
import sys
import warnings as python_warnings
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest
from PIL import Image

from digitize.archive.attach import archive
from digitize.errors import DamagedFile, EncryptedFile, StageError, UnsupportedType
from digitize.imaging.scan_stream import scan_of
from digitize.model.geometry import Affine, Box, enclose
from digitize.model.ocr import Block, Line, OcrPage, Word
from digitize.ports import ArchivePage
from tests.factories.sheets import (
    TEXT,
    Paper,
    archived,
    jpeg_image,
    no_drawing,
    numbered,
    page_of,
    scanned_pdf,
    sheet,
    slanted,
)


@pytest.fixture(scope="module")
def paper() -> Paper:
    """Return the drawn sheet."""
    return sheet()


def test_the_same_input_makes_the_same_bytes(paper: Paper, tmp_path: Path) -> None:
    scan, there = slanted(paper, 1.5)
    path = tmp_path / "scan.jpg"
    scan.save(path)
    page = page_of(paper, np.asarray(scan), there)
    digests = set()
    for turn in range(2):
        folder = tmp_path / str(turn)
        folder.mkdir()
        out, _ = archived(path, "image/jpeg", page, folder)
        digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_title_language_and_text_are_found_by_other_programs(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    paper.picture.save(path)
    out, _ = archived(path, "image/jpeg", page_of(paper, np.asarray(paper.picture), Affine()), tmp_path)
    with pikepdf.open(out) as pdf:
        assert str(pdf.Root.Lang) == "vi"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Quyết định số 45/QĐ-UBND"
            assert "xmp:MetadataDate" not in metadata
    for mode in ("-layout", "-raw"):
        text = subprocess.run(["pdftotext", mode, str(out), "-"], capture_output=True, text=True).stdout
        assert [" ".join(line.split()) for line in text.split("\n") if line.strip(" \f")] == list(TEXT)


def test_a_page_without_words_and_an_odd_title_still_conform(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    paper.picture.save(path)
    image = page_of(paper, np.asarray(paper.picture), Affine()).image
    out = tmp_path / "archive.pdf"
    archive(
        path,
        "image/jpeg",
        [ArchivePage(0, image, OcrPage(image))],
        "a\x00<&\u202e",
        out,
        scan_of,
        no_drawing,
    )
    with pikepdf.open(out) as pdf:
        assert pikepdf.pdfa.check(pdf, "2b").findings == []


def test_many_pages_go_through_parts(paper: Paper, tmp_path: Path) -> None:
    """More pages than one part holds: all there, in order, one font for all."""
    path = tmp_path / "box.pdf"
    small = Image.new("L", (62, 88), "white")
    with pikepdf.new() as pdf:
        for number in range(150):
            small.putpixel((0, 0), number)
            data = small.tobytes()
            image = pikepdf.Stream(
                pdf, data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=62, Height=88,
                ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
            )  # fmt: skip
            page = pdf.add_blank_page(page_size=(297, 421))
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
            page.Contents = pikepdf.Stream(pdf, b"297 0 0 421 0 0 cm /I Do")
        pdf.save(path)
    pages = (numbered(index) for index in range(150))
    out = tmp_path / "archive.pdf"
    assert archive(path, "application/pdf", pages, "Hộp 1", out, scan_of, no_drawing) == ()
    with pikepdf.open(out) as pdf:
        assert [next(iter(page.get_images().values())).read_bytes()[0] for page in pdf.pages] == list(
            range(150)
        )
        assert len({page.Resources.Font["/F"].objgen for page in pdf.pages}) == 1
    text = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, text=True).stdout
    assert text.split() == [word for index in range(150) for word in ("Tờ", f"số{index}")]


def test_memory_stays_flat(tmp_path: Path) -> None:
    """A box of 60 MB passes through a few megabytes."""
    noise = np.random.default_rng(5).integers(0, 255, (880, 620), np.uint8)
    keys, data = jpeg_image(Image.fromarray(noise).convert("RGB"))
    path, out = tmp_path / "box.pdf", tmp_path / "archive.pdf"
    scanned_pdf(tmp_path / "one.pdf", keys, data, "W 0 0 H 0 0")
    count = 60_000_000 // len(data)
    with pikepdf.new() as box, pikepdf.open(tmp_path / "one.pdf") as one:
        for _ in range(count):
            box.pages.append(one.pages[0])
            image = pikepdf.Stream(box, data)
            for key, value in keys.items():
                image["/" + key] = value
            image.Subtype = pikepdf.Name.Image
            box.pages[-1].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
        box.save(path)
    before, seen = memory(), []

    def pages() -> Iterator[ArchivePage]:
        for index in range(count):
            seen.append(memory())
            yield numbered(index)
        seen.append(memory())

    archive(path, "application/pdf", pages(), "", out, scan_of, no_drawing)
    assert out.stat().st_size > 50_000_000
    assert max(*seen, memory()) - before < 25


def memory() -> float:
    """Return the process's own memory, files mapped into it aside, in megabytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("RssAnon")).split()[1]) / 1000


def test_a_stray_warning_of_python_spoils_no_copy(paper: Paper, tmp_path: Path) -> None:
    """The validator takes any warning for a fault of the page, even of a file that the garbage collector closes."""
    path = tmp_path / "scan.jpg"
    paper.picture.save(path)
    page = page_of(paper, np.asarray(paper.picture), Affine())
    strayed = []

    def stray(running: FrameType, event: str, _: object) -> None:
        caller = running.f_back
        ends = event == "return" and running.f_code.co_name == "simplefilter"
        if ends and caller and caller.f_code.co_filename.endswith("pdfa/_content.py") and len(strayed) < 2:
            strayed.append(event)
            python_warnings.warn("unclosed file", ResourceWarning, stacklevel=1)

    sys.setprofile(stray)
    try:
        warnings = archive(path, "image/jpeg", [page], "", tmp_path / "archive.pdf", scan_of, no_drawing)
    finally:
        sys.setprofile(None)
    assert len(strayed) == 2
    assert warnings == ()


@pytest.mark.parametrize(
    ("name", "data", "media_type", "error"),
    [
        ("a.pdf", b"%PDF-1.7 nothing", "application/pdf", DamagedFile),
        ("a.jpg", b"\xff\xd8\xff nothing", "image/jpeg", DamagedFile),
        ("a.tiff", b"II*\0nothing", "image/tiff", DamagedFile),
        ("a.gif", b"GIF89a", "image/gif", UnsupportedType),
    ],
)
def test_bad_input_has_its_own_error_and_leaves_nothing(
    name: str, data: bytes, media_type: str, error: type[Exception], tmp_path: Path
) -> None:
    path, out = tmp_path / name, tmp_path / "archive.pdf"
    path.write_bytes(data)
    with pytest.raises(error):
        archive(path, media_type, [numbered(0)], "", out, scan_of, no_drawing)
    assert not out.exists()


def test_a_locked_pdf_and_a_missing_frame_are_refused(paper: Paper, tmp_path: Path) -> None:
    keys, data = jpeg_image(paper.picture)
    path, locked, out = tmp_path / "scan.pdf", tmp_path / "locked.pdf", tmp_path / "archive.pdf"
    scanned_pdf(path, keys, data, "W 0 0 H 0 0")
    with pikepdf.open(path) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="u", owner="o"))
    with pytest.raises(EncryptedFile):
        archive(locked, "application/pdf", [numbered(0)], "", out, scan_of, no_drawing)
    with pytest.raises(DamagedFile):
        archive(path, "application/pdf", [numbered(3)], "", out, scan_of, no_drawing)
    assert not out.exists()


def test_what_does_not_conform_is_not_written(tmp_path: Path) -> None:
    from digitize.archive.pdfa import write

    out = tmp_path / "archive.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Contents = pikepdf.Stream(pdf, b"0 0 0 1 k 0 0 10 10 re f")
        with pytest.raises(StageError):
            write(pdf, "", out)
    assert not out.exists()


def test_a_paper_without_pages_is_refused(paper: Paper, tmp_path: Path) -> None:
    path, out = tmp_path / "scan.jpg", tmp_path / "archive.pdf"
    paper.picture.save(path)
    with pytest.raises(StageError, match="without pages"):
        archive(path, "image/jpeg", [], "", out, scan_of, no_drawing)
    assert not out.exists()


def test_words_whose_boxes_touch_or_overlap_stay_apart(paper: Paper, tmp_path: Path) -> None:
    path, out = tmp_path / "scan.jpg", tmp_path / "archive.pdf"
    paper.picture.save(path)
    image = page_of(paper, np.asarray(paper.picture), Affine()).image
    boxes = (Box(50, 100, 120, 130), Box(120, 100, 170, 130), Box(165, 98, 165, 130), Box(165, 98, 240, 131))
    words = tuple(Word(text, box, 1.0) for text, box in zip(("theo", "quy", "|", "định"), boxes, strict=True))
    line = Line(words, enclose(boxes))
    page = ArchivePage(0, image, OcrPage(image, (Block((line,), line.box),)))
    archive(path, "image/jpeg", [page], "", out, scan_of, no_drawing)
    text = subprocess.run(["pdftotext", "-raw", str(out), "-"], capture_output=True, text=True).stdout
    assert text.split()[:2] == ["theo", "quy"]
    assert text.split()[-1].endswith("định")
