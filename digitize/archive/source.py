"""Finds the picture of each frame of an upload as the scanner made it: the encoded stream, untouched."""

import io
import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

import img2pdf
import pikepdf
from pikepdf import Dictionary, Name, Stream
from PIL import Image, TiffImagePlugin
from PIL.ExifTags import Base
from PIL.TiffImagePlugin import TiffImageFile

from digitize.errors import DamagedFile, EncryptedFile, UnsupportedType

Vector = tuple[float, float]


class ScanImageLike(Protocol):
    """The one image that a PDF page consists of."""

    @property
    def image(self) -> pikepdf.Object:
        """The image XObject."""

    @property
    def directions(self) -> tuple[Vector, Vector]:
        """Where its rows (to the right) and columns (downwards) run on the page as shown, y upwards."""


ScanOf = Callable[[pikepdf.Page], ScanImageLike | None]


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame's image XObject and how it is turned for showing.

    Attributes:
        owner: the file that holds the image, so that both live equally long.
        right: unit vector along which its rows run as shown, y upwards: (1, 0) if it is not turned.
        up: the same for its columns, read upwards: (0, 1) if it is not turned.
    """

    image: pikepdf.Object
    owner: pikepdf.Pdf
    right: tuple[int, int] = (1, 0)
    up: tuple[int, int] = (0, 1)


_GROUP4 = 4
_BLACK_IS_ZERO = 1
_ANY_DPI = 300
"""img2pdf wants a page; only its image is used."""

_LOSSLESS = {"1": "TIFF"} | dict.fromkeys(("L", "LA", "P", "RGB", "RGBA", "I;16"), "PNG")
"""The file format that carries each of Pillow's modes into a PDF with every bit (1-bit ends as CCITT Group 4)."""

_REFUSALS = (
    img2pdf.AlphaChannelError,
    img2pdf.ImageOpenError,
    img2pdf.JpegColorspaceError,
    img2pdf.UnsupportedColorspaceError,
    ValueError,
)

PictureOf = Callable[[int], Picture | None]
"""Gives the picture of a frame, or None where the frame is not one image that a PDF can hold."""


@contextmanager
def open_pictures(path: Path, media_type: str, scan_of: ScanOf) -> Iterator[PictureOf]:
    """Open an upload and lend the pictures of its frames.

    Raises:
        UnsupportedType: none of PDF, JPEG, PNG, TIFF.
        DamagedFile: the file cannot be opened, or has no such frame.
        EncryptedFile: the PDF asks for a password.
    """
    try:
        if media_type == "application/pdf":
            with pikepdf.open(path, suppress_warnings=True) as pdf:
                yield lambda frame: _from_page(pdf, frame, scan_of)
        elif media_type == "image/tiff":
            with path.open("rb") as file, _tiff(file) as tiff:
                yield lambda frame: _from_tiff(tiff, file, frame)
        elif media_type in ("image/jpeg", "image/png"):
            yield lambda _: _from_file(path)
        else:
            raise UnsupportedType(media_type=media_type)
    except pikepdf.PasswordError as locked:
        raise EncryptedFile from locked
    except pikepdf.PdfError as broken:
        raise DamagedFile from broken


def _from_page(pdf: pikepdf.Pdf, frame: int, scan_of: ScanOf) -> Picture | None:
    if frame >= len(pdf.pages):
        raise DamagedFile("the file has no such page", frame=frame)
    scan = scan_of(pdf.pages[frame])
    if scan is None:
        return None
    right, down = scan.directions
    return Picture(scan.image, pdf, _nearest_axis(right), _nearest_axis((-down[0], -down[1])))


def _nearest_axis(vector: Vector) -> tuple[int, int]:
    x, y = vector
    if abs(x) >= abs(y):
        return (1 if x > 0 else -1), 0
    return 0, (1 if y > 0 else -1)


_TURNS: dict[int, tuple[tuple[int, int], tuple[int, int]]] = {
    1: ((1, 0), (0, 1)),
    2: ((-1, 0), (0, 1)),
    3: ((-1, 0), (0, -1)),
    4: ((1, 0), (0, -1)),
    5: ((0, -1), (-1, 0)),
    6: ((0, -1), (1, 0)),
    7: ((0, 1), (1, 0)),
    8: ((0, 1), (-1, 0)),
}
"""Where rows and columns (upwards) run as shown, by EXIF orientation (CIPA DC-008, tag 274), y upwards."""


@contextmanager
def _pillow() -> Iterator[None]:
    """Turn what Pillow raises on broken bytes, for want of an exception of its own, into DamagedFile."""
    with warnings.catch_warnings():
        # Pillow warns of odd metadata; what matters here ends in an exception.
        warnings.simplefilter("ignore")
        try:
            yield
        except (OSError, SyntaxError, ValueError, EOFError, LookupError, struct.error) as broken:
            raise DamagedFile from broken


@_pillow()
def _tiff(file: BinaryIO) -> TiffImageFile:
    return TiffImageFile(file)


@_pillow()
def _from_file(path: Path) -> Picture | None:
    with Image.open(path, formats=["JPEG", "PNG"]) as image:
        orientation = image.getexif().get(Base.Orientation, 1)
    return _turned(_wrap(path.read_bytes()), orientation)


@_pillow()
def _from_tiff(tiff: TiffImageFile, file: BinaryIO, frame: int) -> Picture | None:
    """Take a frame's CCITT Group 4 strip as it is; pack what PDF has no filter for anew, without loss."""
    tiff.seek(frame)
    if (strip := _group4(tiff.tag_v2, file)) is not None:
        return _turned(strip, tiff.tag_v2.get(Base.Orientation, 1))
    upright = tiff.copy()  # Pillow applies the orientation of a TIFF when it decodes it.
    if upright.mode not in _LOSSLESS:
        return None
    packed = io.BytesIO()
    upright.save(packed, _LOSSLESS[upright.mode])
    return _wrap(packed.getvalue())


def _turned(picture: Picture | None, orientation: int) -> Picture | None:
    right, up = _TURNS.get(orientation, _TURNS[1])
    return None if picture is None else replace(picture, right=right, up=up)


def _group4(tags: TiffImagePlugin.ImageFileDirectory_v2, file: BinaryIO) -> Picture | None:
    """Return the one strip of a CCITT Group 4 frame as a PDF image, or None if the frame is stored otherwise."""
    offsets = tags.get(Base.StripOffsets, ())
    if tags.get(Base.Compression) != _GROUP4 or len(offsets) != 1 or tags.get(Base.FillOrder, 1) != 1:
        return None
    file.seek(offsets[0])
    width, height = int(tags[Base.ImageWidth]), int(tags[Base.ImageLength])
    black_is_one = tags.get(Base.PhotometricInterpretation) == _BLACK_IS_ZERO
    owner = pikepdf.Pdf.new()
    image = Stream(
        owner,
        file.read(tags[Base.StripByteCounts][0]),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=1,
        Filter=Name.CCITTFaxDecode,
        DecodeParms=Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=black_is_one),
    )
    return Picture(image, owner)


def _wrap(encoded: bytes) -> Picture | None:
    """Return the image that img2pdf makes of an image file, or None where it refuses."""
    out = io.BytesIO()
    try:
        img2pdf.convert(
            encoded,
            outputstream=out,
            nodate=True,
            first_frame_only=True,
            rotation=img2pdf.Rotation.none,
            layout_fun=img2pdf.get_fixed_dpi_layout_fun((_ANY_DPI, _ANY_DPI)),
        )
    except _REFUSALS:
        return None
    owner = pikepdf.open(out)
    (image,) = owner.pages[0].get_images().values()
    return Picture(image, owner)
