"""A folder as the worst day of a scanning station leaves it: odd files that must be read, bad ones that must not."""

import os
import struct
import unicodedata
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageDraw, ImageOps

from digitize.province.fonts import font
from tests.factories import files

WORDS = "Giấy chứng nhận quyền sử dụng đất"
"""What every odd page says."""

LONGEST_NAME = "ệ" * 83 + "ab.pdf"
"""255 bytes of UTF-8."""

NOT_UTF8 = os.fsdecode(b"tr\xfdch l\xf4c.png")
"""A name from the days of TCVN3."""


def as_stored(name: str) -> str:
    """Return a name as the product keeps it: NFC, and U+FFFD for bytes that are no UTF-8."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))


def page(width: int = 900, height: int = 640, *, lines: int = 5, note: str = "bản lưu") -> Image.Image:
    """A small grey page that says `WORDS` and, below, other things."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    draw.text((60, 60), WORDS, 0, font("Bold", 15))
    for line in range(1, lines):
        draw.text((60, 60 + 75 * line), f"Ủy ban nhân dân xã, {note}, dòng {line}", 0, font("Regular", 13))
    return image


def _colour(note: str) -> Image.Image:
    image = page(note=note).convert("RGB")
    ImageDraw.Draw(image).ellipse((620, 440, 800, 600), outline=(220, 30, 40), width=8)
    return image


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _pdf(folder: Path, coding: str, note: str, **options: object) -> bytes:
    points = options.pop("points", (432, 307.2))
    source = (
        page(note=note).convert("RGB")
        if coding in ("rgb", "cmyk", "cmyk-jpeg", "palette")
        else page(note=note)
    )
    path = files.scan_pdf(folder / "made.pdf", [source], coding=coding, points=points, **options)
    data = path.read_bytes()
    path.unlink()
    return data


def _edited(folder: Path, note: str, edit: Callable[[pikepdf.Pdf], None], **options: object) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(_pdf(folder, "jpeg", note))) as pdf:
        edit(pdf)
        pdf.save(out, **options)
    return out.getvalue()


def _arm(pdf: pikepdf.Pdf) -> None:
    """Add what an archive must never hold: scripts, things that happen on opening, files within the file."""
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert('x')")
    pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS="app.alert('y')"))
    pdf.attachments["thư.exe"] = b"MZ"
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 400, 300]))
    link.A = Dictionary(S=Name.Launch, F="thư.exe")
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


def _mixed_sizes(folder: Path) -> bytes:
    out = BytesIO()
    with pikepdf.new() as pdf:
        for size in ((900, 640), (1400, 640), (800, 900)):
            source = BytesIO(_pdf_of(folder, page(*size, note="khổ trộn"), points=(size[0] / 2, size[1] / 2)))
            with pikepdf.open(source) as one:
                pdf.pages.extend(one.pages)
        pdf.save(out)
    return out.getvalue()


def _pdf_of(folder: Path, image: Image.Image, **options: object) -> bytes:
    path = files.scan_pdf(folder / "made.pdf", [image], coding="g4", **options)
    data = path.read_bytes()
    path.unlink()
    return data


def _transparent(note: str) -> Image.Image:
    """Black ink on nothing, as drawing programs save it."""
    grey = page(note=note)
    clear = Image.new("RGBA", grey.size, (0, 0, 0, 0))
    clear.putalpha(ImageOps.invert(grey))
    return clear


def _dark(note: str) -> Image.Image:
    return page(note=note).point(lambda value: 20 + value * 60 // 255)


def odd(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return name → (bytes, pages) of files that are odd but legitimate. Every page says `WORDS`."""
    cmyk = _colour("bốn mực").convert("CMYK")
    tiff = [page(note=f"tờ {number}") for number in range(3)]
    nfd = unicodedata.normalize("NFD", "Giấy khai sinh.tif")
    inverted = page(note="âm bản").convert("1")
    single = {
        "g4.pdf": _pdf(folder, "g4", "mã g4"),
        "g4-black-is-one.pdf": _pdf(folder, "g4-reversed", "mã g4 ngược"),
        "jbig2.pdf": _pdf(folder, "jbig2", "mã jbig"),
        "mask.pdf": _pdf(folder, "mask", "mặt nạ"),
        "cmyk.pdf": _pdf(folder, "cmyk", "pdf bốn mực"),
        "cmyk-jpeg.pdf": _pdf(folder, "cmyk-jpeg", "jpeg bốn mực"),
        "palette.pdf": _pdf(folder, "palette", "bảng màu pdf"),
        "g4.tif": _saved(page(note="fax").convert("1"), "TIFF", compression="group4", dpi=(200, 200)),
        "16-bit.png": _saved(files.deep(page(note="mười sáu bit")), "PNG"),
        "16-bit.tif": _saved(files.deep(page(note="mười sáu bit tif")), "TIFF"),
        "cmyk.jpg": _saved(cmyk, "JPEG", quality=90),
        "cmyk-plain.jpg": files.without_adobe_marker(
            _saved(ImageChops.invert(_colour("không dấu").convert("CMYK")), "JPEG", quality=90)
        ),
        "cmyk.tif": _saved(cmyk, "TIFF", compression="tiff_lzw"),
        "alpha.png": _saved(_transparent("trong suốt"), "PNG"),
        "palette.png": _saved(_colour("bảng màu").convert("P", palette=Image.Palette.ADAPTIVE), "PNG"),
        "negative.tif": _saved(inverted, "TIFF", compression="group4", tiffinfo={262: 0}),
        "dark.png": _saved(_dark("tối"), "PNG"),
        nfd: _saved(page(note="tên tách dấu"), "TIFF"),
        LONGEST_NAME: _pdf(folder, "jpeg", "tên dài"),
        NOT_UTF8: _saved(page(note="tên cũ"), "PNG"),
        "...": _saved(page(note="ba chấm"), "PNG"),
        " ": _saved(page(note="tên trống"), "PNG"),
        "100% [xong] [bold].pdf": _pdf(folder, "rgb", "ngoặc vuông"),
        "no-extension": _saved(page(note="không đuôi"), "JPEG"),
        "lies.docx": _saved(page(note="đuôi sai"), "JPEG", quality=85) + b"maker's notes" * 100,
        "garbage-before.pdf": b"\r\nX-Mailer: 1\r\n" * 20 + _pdf(folder, "jpeg", "rác đầu tệp"),
        "owner-password.pdf": _edited(
            folder, "khóa quyền", lambda _: None, encryption=pikepdf.Encryption(user="", owner="owner")
        ),
        "armed.pdf": _edited(folder, "có mã độc", _arm),
        "turned.pdf": _pdf(folder, "jpeg", "xoay", Rotate=90),
    }
    rows = {name: (data, 1) for name, data in single.items()}
    rows["three.tif"] = _saved(tiff[0], "TIFF", save_all=True, append_images=tiff[1:]), 3
    rows["mixed-sizes.pdf"] = _mixed_sizes(folder), 3
    return rows


def _from(build: Callable[..., Path], folder: Path, *arguments: object) -> bytes:
    path = build(folder / "made.bad", *arguments)
    data = path.read_bytes()
    path.unlink()
    return data


def _locked(folder: Path) -> bytes:
    return _edited(folder, "khóa", lambda _: None, encryption=pikepdf.Encryption(user="secret", owner="o"))


def _flate_bomb(folder: Path) -> bytes:
    """A PDF of one small image whose stream unpacks to two gigabytes."""
    squeeze = zlib.compressobj(9)
    zeros = bytes(1 << 20)
    data = b"".join(squeeze.compress(zeros) for _ in range(2048)) + squeeze.flush()

    def arm(pdf: pikepdf.Pdf) -> None:
        image = pdf.pages[0].Resources.XObject.Im0
        image.write(data, filter=Name.FlateDecode)
        image.ColorSpace = Name.DeviceGray

    return _edited(folder, "bom", arm)


def gigapixel_header() -> bytes:
    """A PNG of 57 bytes that promises a gigapixel."""
    header = struct.pack(">IIBBBBB", 32_000, 32_000, 8, 0, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def bad(folder: Path) -> dict[str, tuple[bytes, str]]:
    """Return name → (bytes, code) of files that nobody can use."""
    whole = _pdf(folder, "g4", "nguyên vẹn")
    picture = _saved(page(note="đứt đoạn"), "PNG")
    book = _from(files.born_digital, folder, 30)
    return {
        "empty.pdf": (b"", "empty_file"),
        "text.pdf": (b"Kinh g\xe1\xbb\xadi\n" * 50, "unsupported_type"),
        "moving.gif": (_saved(page(note="gif"), "GIF"), "unsupported_type"),
        "drawing.bmp": (_saved(page(note="bmp"), "BMP"), "unsupported_type"),
        "photo.webp": (_saved(page(note="webp"), "WEBP"), "unsupported_type"),
        "photo.heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500), "unsupported_type"),
        "truncated.pdf": (book[: len(book) * 6 // 10], "damaged_file"),
        "truncated.png": (picture[: len(picture) // 2], "damaged_file"),
        "truncated.tif": (_saved(page(note="tif cụt"), "TIFF")[:20_000], "damaged_file"),
        "encrypted.pdf": (_locked(folder), "encrypted_file"),
        "bomb.png": (_from(files.png_bomb, folder), "too_large"),
        "bomb.pdf": (_from(files.pdf_bomb, folder), "too_large"),
        "gigapixel.png": (gigapixel_header(), "too_large"),
        "xref-loop.pdf": (_from(files.xref_loop, folder), "damaged_file"),
        "page-tree-loop.pdf": (_from(files.page_tree_loop, folder), "damaged_file"),
        "pages-missing.pdf": (_from(files.pages_missing, folder), "damaged_file"),
        "no-pages.pdf": (_from(files.pages_missing, folder, b"[]", 0), "damaged_file"),
        "..\\..\\windows.pdf": (whole, "unsafe_name"),
        "line\nbreak.pdf": (_pdf(folder, "g4", "xuống dòng"), "unsafe_name"),
    }
