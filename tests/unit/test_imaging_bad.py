"""Every bad file ends in its own error, told by load() where that is cheap, and no library's exception gets out."""

import contextlib
import random
import struct
import tarfile
import zipfile

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from digitize.errors import (
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    InputError,
    TooLarge,
    UnsupportedType,
)
from digitize.imaging.load import frame, load
from digitize.imaging.sniff import sniff
from tests.factories import files


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\r\n" * 500 + b"%PDF-1.4", "application/pdf"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"II*\x00", "image/tiff"),
        (b"MM\x00*", "image/tiff"),
        (b"II+\x00", "image/tiff"),
        (b"MM\x00+", "image/tiff"),
    ],
)
def test_content_tells_the_type(head, media_type):
    assert sniff(head, 10_000) == media_type


@pytest.mark.parametrize(
    "head", [b"GIF89a", b"PK\x03\x04", b" " * 1024 + b"%PDF-1.4", b"hello", b"%!PS-Adobe"]
)
def test_other_content_is_unsupported(head):
    with pytest.raises(UnsupportedType):
        sniff(head, 10_000)


def zipped(path, paper):
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(paper, "1.pdf")
        archive.write(paper, "2.pdf")
    return path


def tarred(path, paper):
    with tarfile.open(path, "w") as archive:
        archive.add(paper, "1.pdf")
        archive.add(paper, "2.pdf")
    return path


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_an_archive_of_papers_is_not_its_first_paper(tmp_path, pack):
    paper = files.scan_pdf(tmp_path / "a.pdf", [files.page(60, 80)])
    refused(pack(tmp_path / "b.pdf", paper), UnsupportedType)


def refused(path, kind, index=0):
    with pytest.raises(kind) as by_load:
        load(path)
    with pytest.raises(kind) as by_frame:
        frame(path, index)
    for caught in (by_load, by_frame):
        assert type(caught.value) is kind
        assert "nguyen" not in str(caught.value)


def test_empty_file(tmp_path):
    refused(files.write(tmp_path, "a.pdf", b""), EmptyFile)


def test_text_renamed_pdf(tmp_path):
    refused(files.write(tmp_path, "a.pdf", b"just words\n" * 50), UnsupportedType)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.97])
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif"])
def test_image_cut_short(tmp_path, suffix, share):
    source = files.saved(tmp_path, f"whole.{suffix}", files.colour_page())
    refused(files.truncated(tmp_path / "nguyen-van-a.scan", source, share), DamagedFile)


def test_jpeg_cut_short_after_a_whole_preview(tmp_path):
    preview = files.saved(tmp_path, "preview.jpg", files.page(60, 80)).read_bytes()
    whole = files.saved(tmp_path, "whole.jpg", files.page()).read_bytes()
    segment = b"\xff\xe1" + struct.pack(">H", len(preview) + 8) + b"Thumb\x00" + preview
    sound = files.write(tmp_path, "sound.jpg", whole[:2] + segment + whole[2:])
    assert load(sound).sizes == ((620, 877),)
    refused(files.truncated(tmp_path / "cut.jpg", sound, 0.8), DamagedFile)


def test_bytes_after_the_end_of_an_image_do_not_matter(tmp_path):
    for suffix in ("jpg", "png"):
        whole = files.saved(tmp_path, f"a.{suffix}", files.page()).read_bytes()
        path = files.write(tmp_path, f"b.{suffix}", whole + b"\x00" * 100_000 + b"maker's notes")
        assert load(path).sizes == ((620, 877),)


def test_tiff_whose_last_page_is_cut_short(tmp_path):
    path = tmp_path / "a.tif"
    pages = [files.page(seed=seed) for seed in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    with pytest.raises(DamagedFile):
        load(files.truncated(tmp_path / "b.tif", path, 0.9))


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_pdf_cut_short_may_lack_pages(tmp_path, share):
    source = files.born_digital(tmp_path / "a.pdf", pages=30)
    with pytest.raises(DamagedFile):
        load(files.truncated(tmp_path / "b.pdf", source, share))


def test_pdf_padded_after_its_end_is_whole(tmp_path):
    source = files.born_digital(tmp_path / "a.pdf")
    path = files.write(tmp_path, "b.pdf", source.read_bytes() + b"\x00" * 9000)
    assert len(load(path).sizes) == 1


def test_scan_in_a_pdf_cut_short(tmp_path):
    path = files.scan_pdf(tmp_path / "a.pdf", [files.page()], coding="jpeg")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        image = pdf.pages[0].Resources.XObject.Im0
        data = image.read_raw_bytes()
        image.write(data[: len(data) // 2], filter=pikepdf.Name.DCTDecode)
        pdf.save()
    with pytest.raises(DamagedFile):
        frame(path, 0)


def test_password(tmp_path):
    source = files.scan_pdf(tmp_path / "a.pdf", [files.page()])
    refused(files.locked(tmp_path / "b.pdf", source, user="secret"), EncryptedFile)


@pytest.mark.parametrize("build", [files.xref_loop, files.page_tree_loop, files.pages_missing])
def test_broken_structure(tmp_path, build):
    with pytest.raises(DamagedFile):
        load(build(tmp_path / "a.pdf"))


def test_nothing_of_the_name_reaches_the_log(tmp_path, caplog):
    source = files.scan_pdf(tmp_path / "a.pdf", [files.page()])
    path = files.wrong_offsets(tmp_path / "nguyen-van-a.pdf", source)
    assert load(path).warnings
    refused(files.truncated(tmp_path / "nguyen-thi-b.pdf", source), DamagedFile)
    assert "nguyen" not in caplog.text


def test_no_pages(tmp_path):
    refused(files.pages_missing(tmp_path / "a.pdf", kids=b"[]", count=0), DamagedFile)


def test_bombs_are_refused_before_they_are_unpacked(tmp_path):
    refused(files.png_bomb(tmp_path / "a.png"), TooLarge)
    refused(files.pdf_bomb(tmp_path / "a.pdf"), TooLarge)
    small = files.saved(tmp_path, "a.tif", files.page())
    data = bytearray(small.read_bytes())
    for tag in (b"\x00\x01", b"\x01\x01"):
        at = next(
            k
            for k in range(8, len(data))
            if data[k : k + 2] == tag and data[k + 2 : k + 4] in (b"\x03\x00", b"\x04\x00")
        )
        data[at + 2 : at + 12] = struct.pack("<HII", 4, 1, 23_000)
    refused(files.write(tmp_path, "b.tif", bytes(data)), TooLarge)


def test_bomb_inside_a_jpeg_that_the_pdf_calls_small(tmp_path):
    path = files.scan_pdf(tmp_path / "a.pdf", [files.page()], coding="jpeg")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        image = pdf.pages[0].Resources.XObject.Im0
        data = bytearray(image.read_raw_bytes())
        at = data.index(b"\xff\xc0")
        data[at + 5 : at + 9] = struct.pack(">HH", 30_000, 30_000)
        image.write(bytes(data), filter=pikepdf.Name.DCTDecode)
        pdf.save()
    with pytest.raises(TooLarge):
        frame(path, 0)


def test_image_between_our_bound_and_pillows_is_read(tmp_path):
    path = files.saved(tmp_path, "a.png", Image.new("1", (10_000, 9_500), 1))
    assert load(path).sizes == ((10_000, 9_500),)
    assert frame(path, 0).pixels.shape == (9_500, 10_000)


def test_sheet_larger_than_any(tmp_path):
    path = files.born_digital(tmp_path / "a.pdf", points=(14_400, 14_400))
    with pytest.raises(TooLarge):
        frame(path, 0)


def test_page_without_area(tmp_path):
    path = files.born_digital(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].MediaBox = pikepdf.Array([0, 0, 0, 0])
        pdf.save()
    with pytest.raises(DamagedFile):
        frame(path, 0)


def test_more_frames_than_a_box_has_pages(tmp_path):
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        for _ in range(5_001):
            pdf.add_blank_page()
        pdf.save(path)
    with pytest.raises(TooLarge):
        load(path)


@pytest.mark.parametrize("index", [-1, 1, 99])
def test_frame_that_is_not_there(tmp_path, index):
    paths = [
        files.saved(tmp_path, "a.jpg", files.page()),
        files.saved(tmp_path, "a.png", files.page()),
        files.saved(tmp_path, "a.tif", files.page()),
        files.scan_pdf(tmp_path / "a.pdf", [files.page()]),
    ]
    for path in paths:
        with pytest.raises(DamagedFile):
            frame(path, index)


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    image = files.page(200, 283, lines=6)
    return [
        files.saved(folder, "a.jpg", image),
        files.saved(folder, "a.png", image),
        files.saved(folder, "a.tif", image.convert("1"), compression="group4"),
        files.saved(folder, "b.tif", image, compression="tiff_lzw"),
        files.scan_pdf(folder / "a.pdf", [image, image], coding="g4"),
        files.scan_pdf(folder / "b.pdf", [image], coding="rgb"),
    ]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.integers(0, 5), seed=st.integers(0, 2**32), cut=st.booleans())
def test_no_other_exception_whatever_the_bytes(whole_files, tmp_path, which, seed, cut):
    chance = random.Random(seed)
    data = bytearray(whole_files[which].read_bytes())
    for _ in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if cut:
        del data[chance.randrange(len(data)) :]
    path = files.write(tmp_path, "broken", bytes(data))
    for read in (load, lambda path: frame(path, 0)):
        with contextlib.suppress(InputError):
            read(path)
