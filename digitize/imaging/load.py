"""Opens a file from outside: what it holds, and its frames. Who brings no PDF does not wait for its library to load."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from digitize.imaging.raster import raster_frames, raster_sizes
from digitize.imaging.scan import Scan
from digitize.imaging.sniff import HEAD, sniff
from digitize.ports import Inventory

__all__ = ["Scan", "frame", "frames", "load"]


def load(path: Path) -> Inventory:
    """Return what the file at `path` holds, without decoding pixels.

    Raises:
        EmptyFile: no bytes.
        UnsupportedType: none of PDF, JPEG, PNG, TIFF.
        DamagedFile: cut short or broken.
        EncryptedFile: a PDF that asks for a password.
        TooLarge: more frames, or more pixels in one, than any scanner makes.
    """
    media_type = media_type_of(path)
    if media_type == "application/pdf":
        from digitize.imaging.pdf import pdf_inventory

        return pdf_inventory(path)
    return Inventory(media_type, raster_sizes(path, media_type))


def frame(path: Path, index: int) -> Scan:
    """Decode one frame, as `frames`."""
    return next(frames(path, [index]))


def frames(path: Path, indices: Iterable[int]) -> Iterator[Scan]:
    """Decode some frames one by one, each `index` from 0, upright as the file says; the file is opened once.

    Raises:
        InputError: as `load`, and DamagedFile when there is no such frame or its pixels are cut short.
        SetupError: a page must be drawn and poppler is not installed.
    """
    media_type = media_type_of(path)
    if media_type == "application/pdf":
        from digitize.imaging.pdf import pdf_frames

        return pdf_frames(path, indices)
    return raster_frames(path, indices, media_type)


def media_type_of(path: Path) -> str:
    """Return the media type of a file by its first bytes.

    Raises:
        InputError: it is empty or none of the supported types.
    """
    with path.open("rb") as file:
        return sniff(file.read(HEAD), path.stat().st_size)
