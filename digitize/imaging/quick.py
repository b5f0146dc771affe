"""Decodes what nearly every scanner writes, whole JPEG and PNG of eight bits, grey or RGB, with OpenCV: in half of Pillow's time.

Everything else is left to Pillow, which also says what is broken: OpenCV fills the rest of a picture that is cut short.
"""

import struct
import zlib
from typing import Final

import cv2
import numpy as np
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from digitize.ports import Pixels

_JPEG_END, _JPEG_SCAN = b"\xff\xd9", b"\xff\xda"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_COLOURS: Final = {"L": 0, "RGB": 2}
_READ: Final = {
    "L": cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION,
    "RGB": cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION,
}


def quick_pixels(data: bytes, image: Image.Image) -> Pixels | None:
    """Return the pixels of a picture as stored, uint8 (height, width) or (height, width, 3), None where Pillow has to decode.

    Args:
        data: the whole file.
        image: the same, opened by Pillow and not yet loaded.
    """
    if image.mode not in _READ or image.has_transparency_data:
        return None
    if isinstance(image, JpegImageFile):
        # A preview in the header has an end of its own, so only what follows the last start of a scan counts.
        whole = data.rfind(_JPEG_END) > data.rfind(_JPEG_SCAN)
    else:
        whole = isinstance(image, PngImageFile) and [tile.args for tile in image.tile] == [image.mode]
    return _decoded(data, image.mode, image.size) if whole else None


def png_pixels(packed: bytes, mode: str, size: tuple[int, int]) -> Pixels | None:
    """Return the pixels of a picture that is packed as in a PNG (deflate, a filter for each row), None where they are broken.

    Args:
        packed: the stream.
        mode: "L" or "RGB", eight bits each.
        size: (width, height).
    """
    head = struct.pack(">IIBBBBB", *size, 8, _PNG_COLOURS[mode], 0, 0, 0)
    chunks = (_chunk(b"IHDR", head), _chunk(b"IDAT", packed), _chunk(b"IEND", b""))
    return _decoded(b"".join((_PNG_START, *chunks)), mode, size)


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(name))
    return b"".join((struct.pack(">I", len(content)), name, content, struct.pack(">I", check)))


def _decoded(data: bytes, mode: str, size: tuple[int, int]) -> Pixels | None:
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), _READ[mode])
    except cv2.error:
        return None
    # The stub does not know that nothing comes of what is broken.
    if pixels is None or pixels.shape[1::-1] != size:
        return None
    return pixels.astype(np.uint8, copy=False)
