"""Writes PDF/A-2b (ISO 19005-2): what it needs around the pages, and the same bytes for the same pages."""

import re
import tempfile
import unicodedata
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import pikepdf
import pikepdf.pdfa
from pikepdf import Dictionary, Stream

from digitize.archive.glyphless import Glyphs
from digitize.archive.textlayer import FONT
from digitize.errors import StageError

FLAVOUR = "2b"
IMAGE = "/Im"
"""The name under which a page knows its picture."""

_PAGES_PER_PART = 8
"""pikepdf copies streams into memory from file to file; a part of colour scans holds some tens of megabytes."""

_STRAY = "pikepdf:content-parse"
"""The validator's finding for a content stream it cannot parse, and for any Python warning raised meanwhile, be it of
a file that the garbage collector closes. The content is ours and parses."""

_AS_IT_IS = ("--stream-data=preserve", "--static-id")
_MOMENT = re.compile(rb"\s*<xmp:MetadataDate>[^<]*</xmp:MetadataDate>")
_LANGUAGE = "vi"


class Parts:
    """Gathers pages. Every few pages go to disk, so that thousands hold no more in memory than eight.

    The streams of pictures are carried over byte for byte.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._part = pikepdf.Pdf.new()
        self._judge = pikepdf.Pdf.new()
        _declare(self._judge, "")
        self._written: list[Path] = []

    def __enter__(self) -> Self:
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="archive-")))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._part.close()
        self._judge.close()
        self._stack.close()

    @property
    def part(self) -> pikepdf.Pdf:
        """The file that the next page's picture must belong to."""
        return self._part

    def allows(self, picture: pikepdf.Object) -> bool:
        """Return whether PDF/A lets `picture` stand, by asking the validator about a page that holds only it."""
        image = self._judge.copy_foreign(picture)
        page = self._judge.add_blank_page(page_size=(72, 72))
        page.obj.Resources = Dictionary(XObject=Dictionary({IMAGE: image}))
        page.obj.Contents = Stream(self._judge, f"q {IMAGE} Do Q".encode())
        report = pikepdf.pdfa.check(self._judge, FLAVOUR)
        del self._judge.pages[0]
        image.write(b"")  # An object without a page stays in its file, and so would its data.
        return all(finding.rule == _STRAY for finding in report.findings)

    def add(self, size: tuple[float, float], picture: pikepdf.Object, content: bytes) -> None:
        """Add a page of `size` in points that draws `picture` by `content`."""
        page = self._part.add_blank_page(page_size=size)
        page.obj.Resources = Dictionary(XObject=Dictionary({IMAGE: picture}))
        page.obj.Contents = Stream(self._part, content)
        if len(self._part.pages) >= _PAGES_PER_PART:
            self._flush()

    def join(self, glyphs: Glyphs) -> pikepdf.Pdf:
        """Return all pages in one file, with the font of their text layer; valid inside the context.

        Raises:
            StageError: there is none.
        """
        self._flush()
        if not self._written:
            raise StageError("a paper without pages cannot be archived")
        path = self._folder / "whole.pdf"
        pikepdf.Job(
            ["qpdf", "--empty", *_AS_IT_IS, "--pages", *map(str, self._written), "--", str(path)]
        ).run()
        whole = self._stack.enter_context(pikepdf.open(path))
        font = glyphs.font(whole)
        for page in whole.pages:
            page.obj.Resources.Font = Dictionary({FONT: font})
        return whole

    def _flush(self) -> None:
        if not self._part.pages:
            return
        path = self._folder / f"{len(self._written)}.pdf"
        self._part.save(path, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        self._written.append(path)
        self._part.close()
        self._part = pikepdf.Pdf.new()


def write(pdf: pikepdf.Pdf, title: str, out: Path) -> None:
    """Write `pdf` to `out` as PDF/A-2b, checked after writing; the same pages and title make the same bytes.

    Raises:
        StageError: what was written does not conform; `out` is untouched.
    """
    _declare(pdf, title)
    for last_try in (False, True):
        try:
            pikepdf.pdfa.save(pdf, out, FLAVOUR, repair=False, deterministic_id=True)
            return
        except pikepdf.pdfa.PdfaError as refused:
            rules = {finding.rule for finding in refused.report.findings}
            if last_try or rules != {_STRAY}:
                raise StageError("the archive copy is not PDF/A", rules=", ".join(sorted(rules))) from refused


def _declare(pdf: pikepdf.Pdf, title: str) -> None:
    """Set colour space, language, title and the claim of conformance, without the moment of writing."""
    pdf.Root.Lang = pikepdf.String(_LANGUAGE)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:language"] = [_LANGUAGE]
        clean = "".join(char for char in unicodedata.normalize("NFC", title) if char.isprintable())
        if clean:
            metadata["dc:title"] = clean
    pikepdf.pdfa.prepare(pdf, FLAVOUR)
    pdf.Root.Metadata.write(_MOMENT.sub(b"", pdf.Root.Metadata.read_bytes()))
