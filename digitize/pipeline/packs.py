"""Read pages at rest: the OcrPages of one run, as canonical JSON, compressed with zstd."""

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import overload

import zstandard

from digitize.model.codec import from_plain, to_json
from digitize.model.geometry import Affine
from digitize.model.image import PageImage, Quality, Verdict
from digitize.model.intake import BlobRef, Page
from digitize.model.ocr import OcrPage
from digitize.ports import Blobs

MEDIA_TYPE = "application/zstd"
_LEVEL = 9
"""15 takes forty times as long and saves a fifteenth."""
_LARGEST = 1 << 28
"""Bound on an unpacked pack in bytes: ten pages never come near it."""


def pack(pages: Mapping[int, OcrPage]) -> bytes:
    """Return the pages, keyed by frame, as one pack. Same pages, same bytes."""
    plain = {f"{frame:06d}": page for frame, page in pages.items()}
    return zstandard.ZstdCompressor(level=_LEVEL).compress(to_json(plain).encode())


def unpack(data: bytes) -> dict[int, OcrPage]:
    """Return the pages of a pack, keyed by frame."""
    plain = json.loads(zstandard.ZstdDecompressor().decompress(data, max_output_size=_LARGEST))
    return {int(frame): from_plain(OcrPage, page) for frame, page in plain.items()}


UNREAD = OcrPage(PageImage((1, 1), 1, 0, Affine(), (1, 1), Quality(0, 0, 0, 0, Verdict.RESCAN, ("unread",))))
"""Stands for a page that could not be read, so that positions stay true."""


class ReadPages(Sequence[OcrPage]):
    """The read pages of a document, fetched pack by pack, so that 2,000 of them need the memory of twenty."""

    def __init__(self, blobs: Blobs, pages: Sequence[Page]) -> None:
        self._blobs = blobs
        self._pages = pages
        self._packs: OrderedDict[str, dict[int, OcrPage]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pages)

    @overload
    def __getitem__(self, index: int) -> OcrPage: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[OcrPage]: ...
    def __getitem__(self, index: int | slice) -> OcrPage | Sequence[OcrPage]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        page = self._pages[index]
        if page.reading is None:
            return UNREAD
        return self._pack(page.reading)[page.frame]

    def __iter__(self) -> Iterator[OcrPage]:
        return (self[i] for i in range(len(self)))

    def _pack(self, ref: BlobRef) -> dict[int, OcrPage]:
        if ref.key not in self._packs:
            self._packs[ref.key] = unpack(self._blobs.read(ref))
            if len(self._packs) > 2:
                self._packs.popitem(last=False)
        return self._packs[ref.key]
