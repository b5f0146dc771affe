"""Reads PDF: the embedded image of a scanned page as it is, every other page drawn by poppler."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
from pdf2image import convert_from_path
from pdf2image.exceptions import (
    PDFPageCountError,
    PDFPopplerTimeoutError,
    PDFSyntaxError,
    PopplerNotInstalledError,
)
from PIL import Image

from digitize.errors import DamagedFile, EncryptedFile, SetupError, TooLarge
from digitize.imaging.quick import png_pixels, quick_pixels
from digitize.imaging.raster import to_pixels
from digitize.imaging.scan import MAX_PIXELS, Scan, check_frames, check_size, trusted_dpi
from digitize.imaging.scan_stream import ScanImage, scan_of
from digitize.ports import Inventory, Pixels

RENDER_DPI = 300
"""What a page without an image of its own is drawn at: more reads no better, less loses tone marks."""

RENDER_PIXELS = 40_000_000
"""A2 at 300 dpi. A larger sheet is drawn coarser, so that one page stays under 120 MB."""

LOWEST_DPI = 72
"""Below this nothing can be read: the page box is a mistake or an attack."""

RENDER_SECONDS = 50
"""A page of text takes 0.2 s; a page that takes minutes was made to. Under the time that a reader child gets for a page,
so that the page has an error of its own and the child lives."""

TAIL_BYTES = 2048
"""Where a whole PDF has its `%%EOF`; padding after it does not count."""

_PADDING_BYTES = 65_536
_PADDING = b"\x00 \r\n\t"

# A stream may not unpack to more than the largest frame in RGB. qpdf's bounds hold for the whole process.
pikepdf.settings.set_qpdf_limits(flate_max_memory=3 * MAX_PIXELS, run_length_max_memory=3 * MAX_PIXELS)

_PIKEPDF_FAILS = (
    pikepdf.PikepdfError,
    pikepdf.PdfError,
    RuntimeError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
)
"""What pikepdf raises on objects that are not what the standard says: its own errors and Python's."""

_ALTERING = frozenset({"/Decode", "/Mask", "/SMask", "/SMaskInData"})
"""What makes a picture look otherwise than its stream."""

_AS_PNG = 10
"""A predictor from this on tells of each row by itself how it was filtered, as in a PNG (ISO 32000-1, 7.4.4.4)."""

_RENDERED_FILTERS = frozenset({"/JBIG2Decode", "/JPXDecode"})
"""JBIG2 would make pikepdf call an outside tool under the AGPL; JPEG 2000 in PDF has colours Pillow misreads."""


def pdf_inventory(path: Path) -> Inventory:
    """Return the pages of a PDF; the size is known for pages that are scans, (0, 0) for the others.

    Raises:
        DamagedFile: cut short, looped, or pages are missing.
        EncryptedFile: it opens with a password only.
        TooLarge: too many pages, or an image of too many pixels.
    """
    _check_end(path)
    with _opened(path, repaired=False) as pdf:
        promised = int(pdf.Root.Pages.get("/Count", 0))
    with _opened(path) as pdf:
        count = len(pdf.pages)
        check_frames(count)
        if count == 0 or count < promised:
            raise DamagedFile("pages are missing", frames=count, promised=promised)
        sizes = tuple(_size(page) for page in pdf.pages)
        warnings = [str(warning) for warning in pdf.get_warnings()]
        if any("loop" in warning for warning in warnings):
            raise DamagedFile("the structure runs in a loop")
    return Inventory("application/pdf", sizes, ("repaired_structure",) if warnings else ())


def pdf_frames(path: Path, indices: Iterable[int]) -> Iterator[Scan]:
    """Decode or draw some pages one by one, the file opened once: that takes long for a thousand pages.

    Raises:
        DamagedFile: there is no such page, or its pixels are cut short.
        EncryptedFile: it opens with a password only.
        TooLarge: more pixels than any scan, or a page that cannot be drawn in bounds.
        SetupError: poppler is not installed.
    """
    with _opened(path) as pdf:
        for index in indices:
            if not 0 <= index < len(pdf.pages):
                raise DamagedFile("the file has no such page", frame=index)
            yield _frame(path, pdf.pages[index], index)


def _frame(path: Path, page: pikepdf.Page, index: int) -> Scan:
    scan = scan_of(page)
    if scan is not None:
        check_size(*scan.size)
        pixels = _embedded(scan)
        dpi = trusted_dpi(sum(scan.dpi) / 2, *scan.size)
        if pixels is not None:
            return Scan(_as_shown(pixels, scan), dpi)
        grey = int(scan.image.get("/BitsPerComponent", 1)) == 1
        return Scan(_render(path, index, shown_size(scan), rotate=scan.rotate, grey=grey), dpi)
    for image in page.get_images().values():
        check_size(int(image.Width), int(image.Height))
    dpi, size = _drawing_size(page)
    return Scan(_render(path, index, size, rotate=int(page.obj.get("/Rotate", 0)), grey=False), dpi)


def shown_size(scan: ScanImage) -> tuple[int, int]:
    """Return width and height in pixels of a scan as its page shows it."""
    width, height = scan.size
    return (height, width) if scan.swapped else (width, height)


def _size(page: pikepdf.Page) -> tuple[int, int]:
    scan = scan_of(page)
    if scan is None:
        return 0, 0
    check_size(*scan.size)
    return shown_size(scan)


def _check_end(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _PADDING_BYTES))
        tail = file.read().rstrip(_PADDING)
    if b"%%EOF" not in tail[-TAIL_BYTES:]:
        raise DamagedFile("the file is cut short")


@contextmanager
def _opened(path: Path, *, repaired: bool = True) -> Iterator[pikepdf.Pdf]:
    """Open a PDF; `repaired` lets qpdf mend the page tree, which makes it forget the pages that it cannot find."""
    with path.open("rb") as file:
        try:
            with pikepdf.open(file, inherit_page_attributes=repaired) as pdf:
                yield pdf
        except pikepdf.PasswordError as error:
            raise EncryptedFile from error
        except _PIKEPDF_FAILS as error:
            raise DamagedFile from error


def _embedded(scan: ScanImage) -> Pixels | None:
    """Return the stored pixels of a scan, or None where only the renderer gets them right."""
    picture = pikepdf.PdfImage(scan.image)
    filters = set(picture.filters)
    if filters & _RENDERED_FILTERS or picture.image_mask:
        return None
    try:
        quick = _quick(picture, scan.image)
        if quick is not None:
            return quick
        image = picture.as_pil_image()
        if image.mode in ("CMYK", "LAB"):
            return None
        return to_pixels(image)
    except (pikepdf.UnsupportedImageTypeError, pikepdf.DependencyError, NotImplementedError):
        return None
    except (OSError, SyntaxError) as error:
        raise DamagedFile("an image is cut short") from error


def _quick(picture: pikepdf.PdfImage, image: pikepdf.Stream) -> Pixels | None:
    """Return the pixels of a picture that is stored as a plain JPEG or as the rows of a PNG, None where it is not."""
    plain = _ALTERING.isdisjoint(image.keys())
    if picture.filters == ["/DCTDecode"]:
        data = image.read_raw_bytes()
        opened = _checked_jpeg(data)
        return quick_pixels(data, opened) if plain else None
    if picture.filters != ["/FlateDecode"] or picture.bits_per_component != 8 or not plain:
        return None
    rows = {"/Colors": len(picture.mode), "/Columns": picture.width}
    told = next(iter(picture.decode_parms), None)
    if picture.mode not in ("L", "RGB") or not isinstance(told, pikepdf.Dictionary):
        return None
    if told.get("/Predictor", 1) < _AS_PNG or any(told.get(key, 1) != count for key, count in rows.items()):
        return None
    return png_pixels(image.read_raw_bytes(), picture.mode, picture.size)


def _checked_jpeg(data: bytes) -> Image.Image:
    """Hold the size in the JPEG itself against the bound, the PDF's word for it may be false; return it unloaded."""
    try:
        image = Image.open(BytesIO(data), formats=["JPEG"])
        check_size(*image.size)
    except (OSError, SyntaxError) as error:
        raise DamagedFile("an image is broken") from error
    return image


def _as_shown(pixels: Pixels, scan: ScanImage) -> Pixels:
    """Turn and mirror stored pixels by quarter turns to what the page shows."""
    right, down = scan.directions
    if scan.swapped:
        pixels = np.swapaxes(pixels, 0, 1)
        mirrored, upset = down[0] < 0, right[1] > 0
    else:
        mirrored, upset = right[0] < 0, down[1] > 0
    pixels = pixels[:, ::-1] if mirrored else pixels
    pixels = pixels[::-1] if upset else pixels
    return np.ascontiguousarray(pixels)


def _drawing_size(page: pikepdf.Page) -> tuple[int, tuple[int, int]]:
    """Return the resolution and the size in pixels to draw a page at.

    Raises:
        DamagedFile: the page box has no area.
        TooLarge: the page box is larger than any sheet.
    """
    left, bottom, right, top = (float(value) for value in page.cropbox)
    unit = float(page.obj.get("/UserUnit", 1)) / 72
    width, height = abs(right - left) * unit, abs(top - bottom) * unit
    if not 0 < width * height < float("inf"):
        raise DamagedFile("a page has no area")
    dpi = min(float(RENDER_DPI), (RENDER_PIXELS / (width * height)) ** 0.5)
    if dpi < LOWEST_DPI:
        raise TooLarge("a page is larger than any sheet", width=round(width), height=round(height))
    if int(page.obj.get("/Rotate", 0)) % 180:
        width, height = height, width
    return round(dpi), (max(1, round(width * dpi)), max(1, round(height * dpi)))


def _render(path: Path, index: int, size: tuple[int, int], *, rotate: int, grey: bool) -> Pixels:
    """Draw one page with poppler at exactly `size` pixels, (width, height) as shown."""
    before_turning = (size[1], size[0]) if rotate % 180 else size
    try:
        drawn = convert_from_path(
            path.absolute(),
            first_page=index + 1,
            last_page=index + 1,
            size=before_turning,
            grayscale=grey,
            use_cropbox=True,
            timeout=RENDER_SECONDS,
        )
    except PopplerNotInstalledError as error:
        raise SetupError("poppler is not installed", tool="poppler-utils") from error
    except PDFPopplerTimeoutError as error:
        raise TooLarge("a page takes too long to draw", frame=index) from error
    except (PDFPageCountError, PDFSyntaxError, OSError, ValueError) as error:
        raise DamagedFile("a page cannot be drawn", frame=index) from error
    if not drawn:
        raise DamagedFile("a page cannot be drawn", frame=index)
    with drawn[0] as image:
        return to_pixels(image)
