"""A reader without pixels: a "scan" is a PNG signature followed by the lines that its pages hold, as JSON."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from digitize.errors import DamagedFile
from digitize.model.geometry import Affine, Box, enclose
from digitize.model.image import PageImage, Quality, Verdict
from digitize.model.ocr import Block, Line, OcrPage, Word
from digitize.ports import Inventory

SIGNATURE = b"\x89PNG\r\n\x1a\n"
SIZE = (1654, 2339)
SECONDS_A_CALL = 0.003


def scan(*pages: Sequence[str], damaged: bool = False) -> bytes:
    """Return the bytes of a scan whose pages hold these lines."""
    return SIGNATURE + json.dumps({"pages": pages, "damaged": damaged}, ensure_ascii=False).encode()


def page_of(lines: Sequence[str]) -> OcrPage:
    """Return a read page with one line of text below the other; no lines make a blank page."""
    verdict = Verdict.PASS if lines else Verdict.BLANK
    image = PageImage(SIZE, 200, 0, Affine(), SIZE, Quality(100.0, 0.8, 0.0, 0.05, verdict))
    read = tuple(_line(text, 150 + 50 * row) for row, text in enumerate(lines))
    blocks = (Block(read, enclose(line.box for line in read)),) if read else ()
    return OcrPage(image, blocks)


def _line(text: str, top: int) -> Line:
    words, left = [], 200
    for word in text.split():
        words.append(Word(word, Box(left, top, left + 18 * len(word), top + 30), 0.95))
        left += 18 * len(word) + 14
    return Line(tuple(words), enclose(word.box for word in words))


@dataclass
class ScriptedReader:
    """A Reader that plays scripted scans; `fault` is called with the method's name before each call."""

    fault: Callable[[str], None] = lambda method: None
    calls: int = 0

    def load(self, path: Path) -> Inventory:
        self._begin("load")
        script = self._script(path)
        if script["damaged"]:
            raise DamagedFile
        return Inventory("image/png", (SIZE,) * len(script["pages"]))

    def read(self, path: Path, frames: Sequence[int]) -> tuple[OcrPage, ...]:
        self._begin("read")
        pages = self._script(path)["pages"]
        return tuple(page_of(pages[frame]) for frame in frames)

    def archive(self, path: Path, parts: Sequence[tuple[int, Path]], title: str, out: Path) -> None:
        self._begin("archive")
        out.write_bytes(
            b"%PDF-1.7\n" + path.read_bytes() + title.encode() + str([frame for frame, _ in parts]).encode()
        )

    def picture(self, path: Path, frame: int, longest: int) -> bytes:
        self._begin("picture")
        return b"\xff\xd8" + str((frame, longest)).encode()

    def _begin(self, method: str) -> None:
        self.calls += 1
        self.fault(method)

    @staticmethod
    def _script(path: Path) -> dict:
        return json.loads(path.read_bytes()[len(SIGNATURE) :])


def slow_reader() -> ScriptedReader:
    """Return a reader whose calls take a moment, so that something can happen meanwhile."""
    return ScriptedReader(lambda _: time.sleep(SECONDS_A_CALL))
