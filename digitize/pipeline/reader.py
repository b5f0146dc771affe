"""The reader: everything that touches bytes from outside, as one object that a child process can hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from digitize.imaging.load import Scan, load, media_type_of
from digitize.imaging.load import frame as load_frame
from digitize.imaging.load import frames as load_frames
from digitize.imaging.orient import Orienter
from digitize.imaging.picture import picture
from digitize.imaging.prepare import prepare
from digitize.machine import settle
from digitize.model.ocr import OcrPage
from digitize.ocr.read import read, reads_well
from digitize.ports import ArchivePage, Inventory, OcrEngine, Pixels


class InlineReader:
    """Reads in this process: for the stateless commands, and inside the reader child."""

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine

    @cached_property
    def _orienter(self) -> Orienter:
        return Orienter()

    def load(self, path: Path) -> Inventory:
        """Return what the file holds."""
        return load(path)

    def read(self, path: Path, frames: Sequence[int]) -> tuple[OcrPage, ...]:
        """Prepare and read some frames."""
        return tuple(self._read(scan) for scan in load_frames(path, frames))

    def archive(self, path: Path, parts: Sequence[tuple[int, Path | None]], title: str, out: Path) -> None:
        """Write the searchable PDF/A-2b of some frames."""
        self.archive_read(path, _archive_pages(path, parts), title, out)

    def archive_read(self, path: Path, pages: Iterable[ArchivePage], title: str, out: Path) -> None:
        """Write the searchable PDF/A-2b of frames whose words are at hand."""
        # What writes PDF/A takes half a second to load: whoever only reads does not wait for it.
        from digitize.archive.attach import archive
        from digitize.imaging.scan_stream import scan_of

        media_type = media_type_of(path)
        archive(path, media_type, pages, title, out, scan_of, lambda frame: load_frame(path, frame).pixels)

    def picture(self, path: Path, frame: int, longest: int) -> bytes:
        """Return a frame as a JPEG."""
        return picture(path, frame, longest)

    def _read(self, scan: Scan) -> OcrPage:
        """Read a page as it lies; only if that does not read well, ask how it lies. Nearly all lie upright."""
        asked: list[Pixels] = []

        def as_it_lies(small: Pixels) -> int:
            asked.append(small)
            return 0

        page = self._read_turned(scan, as_it_lies)
        turns = self._orienter.quarter_turns(asked[0]) if asked and not reads_well(page) else 0
        return self._read_turned(scan, lambda _: turns) if turns else page

    def _read_turned(self, scan: Scan, quarter_turns: Callable[[Pixels], int]) -> OcrPage:
        grey, image = prepare(scan, quarter_turns, self._engine.narrowest)
        return read(grey, image, self._engine)


def open_reader(make_engine: Callable[[], OcrEngine]) -> InlineReader:
    """Return a reader with an engine of its own: what the reader child makes for itself, by name."""
    settle()
    return InlineReader(make_engine())


def _archive_pages(path: Path, parts: Sequence[tuple[int, Path | None]]) -> Iterator[ArchivePage]:
    from digitize.pipeline.packs import unpack

    @lru_cache(maxsize=2)
    def pages_of(pack: Path) -> dict[int, OcrPage]:
        return unpack(pack.read_bytes())

    for frame, pack in parts:
        page = _unread(path, frame) if pack is None else pages_of(pack)[frame]
        yield ArchivePage(frame, page.image, page)


def _unread(path: Path, frame: int) -> OcrPage:
    """Return a page without words, as it was scanned: no page is missing from a copy because nobody could read it."""
    from digitize.pipeline.packs import UNREAD

    scan = load_frame(path, frame)
    size = scan.pixels.shape[1], scan.pixels.shape[0]
    return OcrPage(replace(UNREAD.image, size=size, scan_size=size, dpi=scan.dpi))
