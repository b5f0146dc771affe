"""Odd and bad files, each as a scanner, a careless program or an attacker would make it."""

import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont, ImageOps

WORDS = (
    "the register holds every dossier that this office has received since January and returned with a result"
)


def page(width: int = 620, height: int = 877, *, lines: int = 24, seed: int = 0) -> Image.Image:
    """A grey A4 page of printed text (75 dpi by default), the head marked by a bar at the top left."""
    image = Image.new("L", (width, height), 255)
    draw, size = ImageDraw.Draw(image), max(6, round(height / 60))
    font = ImageFont.load_default(size)
    words = WORDS.split()
    for line in range(lines):
        shift = (seed + line * 5) % len(words)
        text = " ".join((words[shift:] + words[:shift])[:13])
        draw.text((width * 0.1, height * 0.12 + line * size * 1.9), text[: 78 - (line % 4) * 9], 20, font)
    draw.rectangle((width * 0.06, height * 0.05, width * 0.3, height * 0.075), fill=0)
    return image


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def saved(folder: Path, name: str, image: Image.Image, **options: object) -> Path:
    path = folder / name
    image.save(path, **options)
    return path


def colour_page(width: int = 620, height: int = 877) -> Image.Image:
    """A page with a red and a blue field, so that swapped or inverted channels show."""
    image = page(width, height).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((width * 0.5, height * 0.8, width * 0.65, height * 0.9), fill=(220, 30, 40))
    draw.rectangle((width * 0.7, height * 0.8, width * 0.85, height * 0.9), fill=(30, 40, 200))
    return image


def corners(width: int, height: int) -> Image.Image:
    """Four fields of four greys: no two turns or mirrors of it look alike."""
    greys = np.array([[0, 90], [170, 255]], np.uint8)
    return Image.fromarray(np.kron(greys, np.ones((height // 2, width // 2), np.uint8)))


def g4(image: Image.Image) -> bytes:
    """CCITT group 4 data of a bitonal image, black is 1 in the stream."""
    buffer = BytesIO()
    # Pillow stores zero as black, and the coder takes zero for white.
    negative = ImageOps.invert(image.convert("1"))
    negative.save(buffer, "TIFF", compression="group4", strip_size=10**9)
    with Image.open(buffer) as tiff:
        start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    return buffer.getvalue()[start : start + length]


def jbig2(image: Image.Image) -> bytes:
    """An embedded JBIG2 stream: one page, one generic region in MMR coding (ITU-T T.88, 7.4.6)."""
    width, height = image.size
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\x01" + g4(image)
    info = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    return b"".join(
        struct.pack(">IBBBI", number, kind, 0, 1, len(body)) + body
        for number, (kind, body) in enumerate(((48, info), (38, region)))
    )


def image_stream(pdf: pikepdf.Pdf, image: Image.Image, coding: str) -> pikepdf.Stream:
    """An image XObject: `coding` is one of `CODINGS`."""
    data, spec = _encoded(image, coding)
    stream = pikepdf.Stream(pdf, data)
    common = {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": image.width, "/Height": image.height}
    for key, value in {**common, **spec}.items():
        stream[key] = value
    return stream


CODINGS = ("grey", "rgb", "jpeg", "g4", "g4-reversed", "jbig2", "cmyk", "cmyk-jpeg", "palette", "mask")


def _encoded(image: Image.Image, coding: str) -> tuple[bytes, dict[str, object]]:
    bits: dict[str, object] = {"/BitsPerComponent": 1, "/ColorSpace": Name.DeviceGray}
    parameters = {"/K": -1, "/Columns": image.width, "/Rows": image.height}
    fax = {**bits, "/Filter": Name.CCITTFaxDecode}
    if coding == "g4":
        return g4(image), {**fax, "/DecodeParms": Dictionary(parameters)}
    if coding == "g4-reversed":
        return g4(image), {
            **fax,
            "/DecodeParms": Dictionary({**parameters, "/BlackIs1": True}),
            "/Decode": Array([1, 0]),
        }
    if coding == "jbig2":
        return jbig2(image), {**bits, "/Filter": Name.JBIG2Decode}
    if coding == "mask":
        return g4(image), {
            "/ImageMask": True,
            "/Filter": Name.CCITTFaxDecode,
            "/DecodeParms": Dictionary(parameters),
        }
    if coding in ("jpeg", "cmyk-jpeg"):
        buffer = BytesIO()
        kept = image.convert("CMYK") if coding == "cmyk-jpeg" else image
        kept.save(buffer, "JPEG", quality=92)
        space = {"CMYK": Name.DeviceCMYK, "RGB": Name.DeviceRGB, "L": Name.DeviceGray}[kept.mode]
        # Pillow writes CMYK JPEG inverted, as Adobe does, and PDF wants that said.
        decode = {"/Decode": Array([1, 0] * 4)} if coding == "cmyk-jpeg" else {}
        return buffer.getvalue(), {
            "/BitsPerComponent": 8,
            "/ColorSpace": space,
            "/Filter": Name.DCTDecode,
            **decode,
        }
    return _flate(image, coding)


def _flate(image: Image.Image, coding: str) -> tuple[bytes, dict[str, object]]:
    spec: dict[str, object] = {"/BitsPerComponent": 8, "/Filter": Name.FlateDecode}
    if coding == "palette":
        image = image.convert("P", palette=Image.Palette.ADAPTIVE, colors=64)
        table = bytes(image.getpalette()[: 64 * 3]).ljust(64 * 3, b"\x00")
        return zlib.compress(image.tobytes()), {
            **spec,
            "/ColorSpace": Array([Name.Indexed, Name.DeviceRGB, 63, table]),
        }
    mode, space = {
        "grey": ("L", Name.DeviceGray),
        "rgb": ("RGB", Name.DeviceRGB),
        "cmyk": ("CMYK", Name.DeviceCMYK),
    }[coding]
    return zlib.compress(image.convert(mode).tobytes()), {**spec, "/ColorSpace": space}


def scan_pdf(
    path: Path,
    images: Sequence[Image.Image],
    *,
    coding: str = "grey",
    content: str = "q {w} 0 0 {h} 0 0 cm /Im0 Do Q",
    points: tuple[float, float] = (595.2, 841.92),
    fonts: bool = True,
    **entries: object,
) -> Path:
    """A PDF of one page per image. `content` may name {w} and {h}, the page's size; `entries` go into each page."""
    with pikepdf.new() as pdf:
        for image in images:
            page_ = pdf.add_blank_page(page_size=points)
            page_.Resources = Dictionary(XObject=Dictionary(Im0=image_stream(pdf, image, coding)))
            if fonts:
                font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
                page_.Resources.Font = Dictionary(F1=font)
            page_.Contents = pikepdf.Stream(pdf, content.format(w=points[0], h=points[1]).encode())
            for key, value in entries.items():
                page_.obj["/" + key] = value
        pdf.save(path)
    return path


def born_digital(path: Path, pages: int = 1, points: tuple[float, float] = (595.2, 841.92)) -> Path:
    """A PDF of vector text."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for number in range(pages):
            page_ = pdf.add_blank_page(page_size=points)
            page_.Resources = Dictionary(Font=Dictionary(F1=font))
            text = "".join(
                f"BT /F1 12 Tf 60 {760 - 20 * row} Td ({number} {WORDS}) Tj ET\n" for row in range(20)
            )
            page_.Contents = pikepdf.Stream(pdf, text.encode())
        pdf.save(path)
    return path


def locked(path: Path, source: Path, *, user: str, owner: str = "owner") -> Path:
    """A PDF under a password; with an empty user password it opens and only forbids."""
    with pikepdf.open(source) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user=user, owner=owner))
    return path


def truncated(path: Path, source: Path, share: float = 0.6) -> Path:
    """The first part of a file, as a broken transfer leaves it."""
    data = source.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def _raw_pdf(objects: Sequence[bytes], trailer: bytes = b"<< /Size {n} /Root 1 0 R >>") -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    count, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count + b"".join(b"%010d 00000 n \n" % at for at in offsets)
    trailer = trailer.replace(b"{n}", b"%d" % count).replace(b"{start}", b"%d" % start)
    return out + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)


_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"


def xref_loop(path: Path) -> Path:
    """A PDF whose cross-reference table names itself as the one before it."""
    objects = (_CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", _PAGE)
    path.write_bytes(_raw_pdf(objects, b"<< /Size {n} /Root 1 0 R /Prev {start} >>"))
    return path


def page_tree_loop(path: Path) -> Path:
    """A PDF whose page tree holds itself."""
    path.write_bytes(_raw_pdf((_CATALOG, b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>", _PAGE)))
    return path


def pages_missing(path: Path, kids: bytes = b"[3 0 R 9 0 R]", count: int = 2) -> Path:
    """A PDF that promises more pages than it has."""
    path.write_bytes(_raw_pdf((_CATALOG, b"<< /Type /Pages /Kids %s /Count %d >>" % (kids, count), _PAGE)))
    return path


def wrong_offsets(path: Path, source: Path) -> Path:
    """A whole PDF whose cross-reference table is off, as mailers that rewrite line ends leave it."""
    data = source.read_bytes()
    head, tail = data[:9], data[9:]
    path.write_bytes(head + b"% shifted by a comment\n" + tail)
    return path


def png_bomb(path: Path, side: int = 23_000) -> Path:
    """A whole PNG of 0.5 gigapixels in half a megabyte."""
    squeeze = zlib.compressobj(9)
    row = b"\x00" * (side + 1)
    data = b"".join(squeeze.compress(row) for _ in range(side)) + squeeze.flush()

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )
    return path


def pdf_bomb(path: Path, side: int = 23_000) -> Path:
    """A PDF whose one image has 0.5 gigapixels."""
    scan_pdf(path, [page()])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        image = pdf.pages[0].Resources.XObject.Im0
        image.Width, image.Height = side, side
        pdf.save()
    return path


def without_adobe_marker(data: bytes) -> bytes:
    """A CMYK JPEG as programs other than Adobe's write it: no APP14, and 0 is no ink."""
    at = data.index(b"\xff\xee")
    (length,) = struct.unpack(">H", data[at + 2 : at + 4])
    return data[:at] + data[at + 2 + length :]


def deep(image: Image.Image) -> Image.Image:
    """The same grey page at 16 bits."""
    return Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
