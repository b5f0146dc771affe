"""Tesseract, in process when tesserocr imports, else through the tesseract program.

In process costs half: the subprocess encodes a PNG and loads the model for every page. Both ways hand out the same
table (TSV), so there is one reader of results.
"""

import hashlib
import importlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from PIL import Image

import digitize.machine  # noqa: F401 - before OpenMP loads
from digitize.errors import SetupError, StageError
from digitize.model.geometry import Box, enclose
from digitize.model.ocr import Block, Line, Word
from digitize.ports import Pixels
from digitize.text.normalize import normalize

_DATA_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_WHOLE_PAGE, _ONE_LINE = 3, 7
"""Page segmentation modes: find the layout; take the picture for a line."""
_LINE_HEIGHT, _MARGIN, _LINE_DPI = 36, 12, 300
"""Pixels of a line cut out for it, of the white around that, and what it is told of their density. Of 30 to 60 pixels 36 read
real pages best (CER 1.7 %)."""
_ABOVE, _BESIDE = 0.05, 0.3
"""Heights of the line that are cut out with it above and below, before and behind. With 0.3 above it reads the neighbours too
(CER 25 %)."""
_SMALLEST_SIDE = 8
"""A picture with a shorter side holds no letter, and the library complains about it."""
_WORD_LEVEL = "5"
_COLUMNS = 12


class _Binding(Protocol):
    """A way to run the library: its version, and a picture's words as a table."""

    version: str

    def table(self, grey: Pixels, dpi: int, mode: int) -> str:
        """Return Tesseract's TSV, with or without its heading, in a page segmentation mode."""


class TesseractEngine:
    """Reads pages with Tesseract.

    Args:
        language: the model, or several joined by "+"; "vie" on Debian is the fast integer model.

    Raises:
        SetupError: the program or the model is missing.
    """

    name = "tesseract"
    narrowest = 1_300
    """Enlarging narrower ones brought its CER on real pages from 3.5 to 2.5 %."""

    def __init__(self, language: str = "vie") -> None:
        folder = _data_folder(language)
        self._binding = _binding(language, folder)
        self.version = f"tesseract-{self._binding.version}-{language}-{_fingerprint(language, folder)}"

    def read(self, grey: Pixels, dpi: int) -> tuple[Block, ...]:
        """Return the text of a grey (height, width) image, in reading order, boxes in its pixels."""
        if min(grey.shape) < _SMALLEST_SIDE:
            return ()
        rows = _words(self._binding.table(grey, dpi, _WHOLE_PAGE))
        blocks = itertools.groupby(rows, key=lambda row: row[0][0])
        return tuple(_block(list(group)) for _, group in blocks)

    def read_line(self, grey: Pixels, box: Box) -> tuple[Word, ...]:
        """Return the words of a line of a page, boxes in the pixels of what was cut out for it."""
        rows = _words(self._binding.table(_strip(grey, box), _LINE_DPI, _ONE_LINE))
        return tuple(word for _, word in rows)


class InProcess:
    """The library itself. Its handle is made at the first page and serves one thread.

    Raises:
        ImportError: tesserocr is not installed.
    """

    def __init__(self, language: str, folder: Path) -> None:
        self._library = importlib.import_module("tesserocr")
        self._language, self._folder = language, folder
        self._api: Any = None
        self.version = str(self._library.tesseract_version()).split()[1]

    def table(self, grey: Pixels, dpi: int, mode: int) -> str:
        """Return the words of a picture; nothing is remembered from one picture to the next."""
        if self._api is None:
            self._api = self._load()
        height, width = grey.shape
        self._api.SetPageSegMode(mode)
        self._api.SetImageBytes(np.ascontiguousarray(grey).tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(dpi)
        try:
            return str(self._api.GetTSVText(0))
        finally:
            self._api.ClearAdaptiveClassifier()
            self._api.Clear()

    def _load(self) -> Any:
        try:
            api = self._library.PyTessBaseAPI(path=str(self._folder), lang=self._language)
        except RuntimeError as broken:
            raise SetupError("the Tesseract model cannot be loaded", tool=self._language) from broken
        api.SetVariable("debug_file", os.devnull)
        return api


class Subprocess:
    """The tesseract program, through pytesseract.

    Raises:
        ImportError: pytesseract is not installed.
        SetupError: the program is not installed.
    """

    def __init__(self, language: str, folder: Path) -> None:
        self._library = importlib.import_module("pytesseract")
        self._language, self._folder = language, folder
        try:
            self.version = str(self._library.get_tesseract_version())
        except self._library.TesseractNotFoundError as missing:
            raise SetupError(
                "the tesseract program is missing: apt-get install tesseract-ocr", tool="tesseract"
            ) from missing

    def table(self, grey: Pixels, dpi: int, mode: int) -> str:
        """Return the words of a picture."""
        config = f'--tessdata-dir "{self._folder}" --psm {mode} --dpi {dpi}'
        try:
            return str(self._library.image_to_data(Image.fromarray(grey), lang=self._language, config=config))
        except self._library.TesseractError as failed:
            raise StageError("tesseract gave up on a page", status=failed.status) from failed


def _binding(language: str, folder: Path) -> _Binding:
    for kind in (InProcess, Subprocess):
        try:
            return kind(language, folder)
        except ImportError:
            continue
    raise SetupError("neither tesserocr nor pytesseract is installed", tool="tesserocr")


def _data_folder(language: str) -> Path:
    """Return the first folder that holds all models of `language`; TESSDATA_PREFIX, the library's own, comes first."""
    told = os.environ.get("TESSDATA_PREFIX")
    for folder in map(Path, (told, *_DATA_FOLDERS) if told else _DATA_FOLDERS):
        if all((folder / f"{part}.traineddata").is_file() for part in language.split("+")):
            return folder
    packages = " ".join(f"tesseract-ocr-{part}" for part in language.split("+"))
    raise SetupError(f"no Tesseract model for {language!r}: apt-get install {packages}", tool=packages)


def _fingerprint(language: str, folder: Path) -> str:
    """Return the start of the models' SHA-256: a model goes by many names, its bytes decide what is read."""
    digest = hashlib.sha256()
    for part in language.split("+"):
        digest.update((folder / f"{part}.traineddata").read_bytes())
    return digest.hexdigest()[:8]


def _strip(grey: Pixels, box: Box) -> Pixels:
    """Return a line of a page, at the height that Tesseract likes, with white around it."""
    above, beside = round(_ABOVE * box.height), round(_BESIDE * box.height)
    cut = grey[max(0, box.top - above) : box.bottom + above, max(0, box.left - beside) : box.right + beside]
    scale = _LINE_HEIGHT / max(1, box.height)
    size = max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale))
    small = cv2.resize(cut, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    margins = (_MARGIN,) * 4
    strip: Pixels = cv2.copyMakeBorder(small, *margins, cv2.BORDER_CONSTANT, value=(255.0,)).astype(np.uint8)
    return strip


_Row = tuple[tuple[str, str, str], Word]
"""The numbers of a word's block, paragraph and line, and the word."""


def _words(table: str) -> Iterator[_Row]:
    for row in table.splitlines():
        cells = row.split("\t", _COLUMNS - 1)
        if len(cells) < _COLUMNS or cells[0] != _WORD_LEVEL:
            continue
        text = "".join(normalize(cells[11]).split())
        if not text:
            continue
        left, top, width, height = map(int, cells[6:10])
        confidence = min(1.0, max(0.0, float(cells[10]) / 100))
        yield (
            (cells[2], cells[3], cells[4]),
            Word(text, Box(left, top, left + width, top + height), confidence),
        )


def _block(rows: list[_Row]) -> Block:
    lines = tuple(
        _line([word for _, word in group]) for _, group in itertools.groupby(rows, key=lambda row: row[0])
    )
    return Block(lines, enclose(line.box for line in lines))


def _line(words: list[Word]) -> Line:
    return Line(tuple(words), enclose(word.box for word in words))
