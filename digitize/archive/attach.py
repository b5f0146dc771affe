"""The archive copy of a paper: searchable PDF/A-2b whose pictures are the scanner's own bytes.

ISO 19005-2; Thông tư 05/2025/TT-BNV wants PDF/A of two layers, picture and text. The upright, deskewed view is made by
the matrix under which a page draws its picture, so nothing is decoded and nothing is lost.
"""

import io
from collections.abc import Callable, Iterable
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Matrix, Name, Stream
from PIL import Image

from digitize.archive.glyphless import Glyphs
from digitize.archive.pdfa import IMAGE, Parts, write
from digitize.archive.source import Picture, ScanOf, open_pictures
from digitize.archive.textlayer import text_layer
from digitize.model.image import PageImage
from digitize.ports import ArchivePage, Pixels

RENDERED = "rendered"
"""Warning: a page was not one image (born digital) and is kept as a picture of itself."""

RE_ENCODED = "re_encoded"
"""Warning: PDF/A does not allow a picture's encoding (CMYK without a profile …), so it is kept as seen, not as stored."""

_POINTS_PER_INCH = 72
_SHORTEST_SIDE, _LONGEST_SIDE = 3, 14_400
"""Bounds of a page's sides in points (ISO 32000-1, annex C); a narrower picture leaves paper free."""

_JPEG_QUALITY = 85

_LOOK = (
    "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Decode", "/ImageMask", "/Mask",
    "/SMask", "/SMaskInData", "/Filter", "/DecodeParms", "/Intent",
)  # fmt: skip
"""What decides the look of an image. The rest (interpolation, alternates, proxies, metadata) only troubles PDF/A."""


def archive(
    path: Path,
    media_type: str,
    pages: Iterable[ArchivePage],
    title: str,
    out: Path,
    scan_of: ScanOf,
    render: Callable[[int], Pixels],
) -> tuple[str, ...]:
    """Write a searchable PDF/A-2b of some frames of an upload; the same input makes the same bytes.

    Args:
        path: the untouched upload.
        media_type: what it is, as `load` said.
        pages: the frames in order, with their words; taken one by one.
        title: the paper's title, for the metadata.
        out: where to write; written whole or not at all.
        scan_of: finds the one image of a PDF page.
        render: gives a frame as shown, (height, width) grey or (height, width, 3) RGB, for pages without such an image.

    Returns:
        Codes of warnings, sorted: `rendered`, `re_encoded`.

    Raises:
        InputError: the upload cannot be opened, or has no such frame.
        StageError: the result does not conform to PDF/A.
    """
    glyphs, warnings = Glyphs(), set[str]()
    with open_pictures(path, media_type, scan_of) as picture_of, Parts() as parts:
        for page in pages:
            picture = _kept(picture_of(page.frame), parts, media_type, warnings)
            if picture is None:
                picture = Picture(_drawn(parts.part, render(page.frame)), parts.part)
            points = _points_per_pixel(page.image)
            width, height = (max(_SHORTEST_SIDE, side * points) for side in page.image.size)
            content = b"q %s cm %s Do Q\n" % (
                _placement(page.image, picture, points).encode(),
                IMAGE.encode(),
            )
            content += text_layer(page.page, points, glyphs)
            parts.add((width, height), picture.image, content)
        write(parts.join(glyphs), title, out)
    return tuple(sorted(warnings))


def _kept(found: Picture | None, parts: Parts, media_type: str, warnings: set[str]) -> Picture | None:
    """Return the scanner's own picture, ready for the next page, or None with a warning when it must be drawn."""
    if found is None:
        warnings.add(RENDERED if media_type == "application/pdf" else RE_ENCODED)
        return None
    # Only the dictionary is copied as an object: pikepdf would keep the data of a copied stream in both files' memory.
    look = Dictionary({key: found.image[key] for key in _LOOK if key in found.image})
    copied = parts.part.copy_foreign(found.owner.make_indirect(look))
    own = Stream(parts.part, found.image.read_raw_bytes(), copied)
    if not parts.allows(own):
        warnings.add(RE_ENCODED)
        return None
    return Picture(own, parts.part, found.right, found.up)


def _points_per_pixel(image: PageImage) -> float:
    return min(_POINTS_PER_INCH / image.dpi, _LONGEST_SIDE / max(image.size))


def _placement(image: PageImage, picture: Picture, points: float) -> Matrix:
    """Return the matrix that takes the unit square of a picture to its place on the page.

    Unit square → the square as shown, turned about its middle → pixels of the scan, downwards → pixels of the prepared
    image → points, upwards.
    """
    (a, b), (c, d) = picture.right, picture.up
    shown = Matrix(a, b, c, d, 0.5 - (a + c) / 2, 0.5 - (b + d) / 2)
    scan_width, scan_height = image.scan_size
    scan = Matrix(scan_width, 0, 0, -scan_height, 0, scan_height)
    to_scan = image.to_scan
    prepared = Matrix(to_scan.a, to_scan.d, to_scan.b, to_scan.e, to_scan.c, to_scan.f).inverse()
    page = Matrix(points, 0, 0, -points, 0, image.size[1] * points)
    return shown @ scan @ prepared @ page


def _drawn(pdf: pikepdf.Pdf, pixels: Pixels) -> pikepdf.Object:
    """Return pixels as a JPEG image of `pdf`."""
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "JPEG", quality=_JPEG_QUALITY)
    height, width = pixels.shape[:2]
    return Stream(
        pdf,
        encoded.getvalue(),
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceGray if pixels.ndim == 2 else Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        ),
    )
