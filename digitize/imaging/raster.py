"""Reads JPEG, PNG and TIFF with Pillow, one frame at a time, and lets none of its exceptions out."""

import math
import mmap
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import Image, ImageChops, ImageOps

from digitize.errors import DamagedFile
from digitize.imaging.quick import quick_pixels
from digitize.imaging.scan import MAX_FRAMES, Scan, check_frames, check_size, trusted_dpi
from digitize.ports import Pixels

# Pillow's own bound is half of an A1 drawing and speaks through a warning; `check_size` is ours.
Image.MAX_IMAGE_PIXELS = None

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}
_ORIENTATION = 0x0112
_QUARTER_TURNED = (5, 6, 7, 8)
_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0
_STRIPS, _TILES = (273, 279), (324, 325)
_PNG_END = b"IEND\xaeB`\x82"
_JPEG_END = b"\xff\xd9"
_JPEG_SCAN = 0xDA

_PILLOW_FAILS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What Pillow raises on bytes that are not what they claim to be; it has no exception of its own."""


def raster_sizes(path: Path, media_type: str) -> tuple[tuple[int, int], ...]:
    """Return (width, height) of each frame, upright as the file says, from its headers alone.

    Raises:
        DamagedFile: cut short, or a structure that cannot be followed.
        TooLarge: a frame of more pixels, or more frames, than any scan.
    """
    with _opened(path, media_type) as image:
        if media_type == "image/tiff":
            return tuple(_tiff_sizes(image, path.stat().st_size))
        _check_end(path, media_type)
        width, height = image.size
        check_size(width, height)
        return ((height, width) if _orientation(image) in _QUARTER_TURNED else (width, height),)


def raster_frames(path: Path, indices: Iterable[int], media_type: str) -> Iterator[Scan]:
    """Decode some frames one by one, the file opened once.

    Raises:
        DamagedFile: there is no such frame, or its pixels are cut short.
        TooLarge: more pixels than any scan.
    """
    with _opened(path, media_type) as image:
        for index in indices:
            if index < 0 or (index > 0 and media_type != "image/tiff"):
                raise DamagedFile("the file has no such frame", frame=index)
            image.seek(index)
            check_size(*image.size)
            declared = _declared_dpi(image)
            pixels = _pixels(image, path, media_type)
            height, width = pixels.shape[:2]
            yield Scan(pixels, trusted_dpi(declared, width, height))


def _pixels(image: Image.Image, path: Path, media_type: str) -> Pixels:
    """Return the pixels of a frame, upright as the file says."""
    upright = _orientation(image) == 1
    if media_type != "image/tiff" and upright:
        plain = quick_pixels(path.read_bytes(), image)
        if plain is not None:
            return plain
    stored = _adobe_cmyk(image) if image.mode == "CMYK" and media_type == "image/jpeg" else image
    turned = stored if upright else ImageOps.exif_transpose(stored)
    return to_pixels(turned, inverted=_stored_inverted(image))


def to_pixels(image: Image.Image, *, inverted: bool = False) -> Pixels:
    """Return the pixels of a Pillow image of any mode as uint8 grey or RGB, transparency laid on white.

    Args:
        image: any mode that Pillow has.
        inverted: for 16 bits, where Pillow hands over white-is-zero samples as they are.
    """
    if image.mode.startswith("I"):
        deep = np.clip(np.asarray(image), 0, 0xFFFF).astype(np.uint16)
        grey: Pixels = (deep >> 8).astype(np.uint8)
        return np.invert(grey).astype(np.uint8) if inverted else grey
    if image.mode == "F":
        real = np.nan_to_num(np.asarray(image))
        scale = 255.0 / max(1.0, float(real.max()) if real.max() > 1 else 1.0)
        flat: Pixels = np.clip(real * scale, 0, 255).astype(np.uint8)
        return flat
    if image.mode == "LAB":
        return np.asarray(image.getchannel(0))
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        return np.asarray(Image.alpha_composite(paper, clear).convert("RGB"))
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"))
    return np.asarray(image.convert("RGB"))


@contextmanager
def _opened(path: Path, media_type: str) -> Iterator[Image.Image]:
    with path.open("rb") as file, warnings.catch_warnings():
        # Pillow warns of odd metadata; what matters here ends in an exception.
        warnings.simplefilter("ignore")
        try:
            with Image.open(file, formats=[_FORMATS[media_type]]) as image:
                yield image
        except _PILLOW_FAILS as error:
            raise DamagedFile from error


def _tiff_sizes(image: Any, file_size: int) -> Iterator[tuple[int, int]]:
    """Walk the directories of a TIFF; their strips and tiles must lie inside the file."""
    for index in range(MAX_FRAMES + 1):
        try:
            image.seek(index)
        except EOFError:
            return
        check_frames(index + 1)
        check_size(*image.size)
        tags = image.tag_v2
        offsets, counts = _STRIPS if _STRIPS[0] in tags else _TILES
        for start, length in zip(_numbers(tags[offsets]), _numbers(tags[counts]), strict=True):
            if start + length > file_size:
                raise DamagedFile("the file is cut short", frame=index)
        yield image.size


def _numbers(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)


def _check_end(path: Path, media_type: str) -> None:
    """Look for the mark that ends the image; a file cut short has none. Programs may append bytes of their own."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if media_type == "image/png":
            whole = data.rfind(_PNG_END) >= 0
        else:
            # A preview in the header has an end of its own, so only what follows the start of the scan counts.
            whole = data.rfind(_JPEG_END) > _scan_start(file)
    if not whole:
        raise DamagedFile("the file is cut short")


def _scan_start(file: BinaryIO) -> int:
    """Return where the pixels of a JPEG begin, by hopping from marker to marker."""
    file.seek(2)
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            raise DamagedFile("the file is cut short")
        if marker[1] == 0xFF:  # Markers may be padded with further 0xFF bytes.
            file.seek(-1, 1)
            continue
        if marker[1] == _JPEG_SCAN:
            return file.tell()
        (length,) = struct.unpack(">H", file.read(2))
        file.seek(length - 2, 1)


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 where there is none; TIFF's is applied by Pillow itself."""
    return 1 if image.format == "TIFF" else int(image.getexif().get(_ORIENTATION, 1))


def _adobe_cmyk(image: Image.Image) -> Image.Image:
    """Undo Pillow's guess that every CMYK JPEG is inverted as Adobe's are: without Adobe's marker it is not."""
    return image if "adobe" in image.info else ImageChops.invert(image)


def _stored_inverted(image: Any) -> bool:
    return image.format == "TIFF" and bool(image.tag_v2.get(_PHOTOMETRIC) == _WHITE_IS_ZERO)


def _declared_dpi(image: Image.Image) -> float:
    try:
        dpi = float(image.info["dpi"][0])
    except (LookupError, TypeError, ValueError, ArithmeticError):
        return 0.0
    return dpi if math.isfinite(dpi) else 0.0
