"""Stateless tools that need no server: read, extract, pdf. Each loads what it needs: to read takes no extraction."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from digitize.commands.terminal import EngineOption, JsonOption, complain, emit, say, settings_for
from digitize.errors import Conflict, DigitizeError, EmptyFile, NotFound
from digitize.model.fields import Extraction
from digitize.model.geometry import Box
from digitize.model.ocr import Line, OcrPage
from digitize.pipeline.reader import InlineReader
from digitize.ports import ArchivePage, Reader
from digitize.readers import inline_reader
from digitize.settings import Engine

FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE…", help="PDF, JPEG, PNG hoặc TIFF.")]


def read_command(files: FilesArgument, engine: EngineOption = None, as_json: JsonOption = False) -> None:
    """Đọc chữ trên từng trang (JSON Lines với --json, mỗi trang một dòng)."""
    _each(files, engine, lambda reader, file: _read_file(reader, file, as_json))


def extract_command(files: FilesArgument, engine: EngineOption = None, as_json: JsonOption = False) -> None:
    """Bóc tách loại giấy tờ và các trường dữ liệu (mỗi tài liệu một dòng)."""
    _each(files, engine, lambda reader, file: _extract_file(reader, file, as_json))


def pdf_command(
    source: Annotated[Path, typer.Argument(metavar="IN")],
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    engine: EngineOption = None,
) -> None:
    """Tạo PDF/A tìm kiếm được từ một tệp quét; ảnh gốc giữ nguyên."""
    if out.exists() and source.exists() and out.samefile(source):
        raise Conflict("OUT is IN: the scan would be overwritten")
    _each([source], engine, lambda reader, file: _write_pdf(reader, file, out))


def _each(files: list[Path], engine: Engine | None, work: Any) -> None:
    """Work through the files; one that fails is named on stderr and the rest goes on."""
    reader = inline_reader(settings_for(engine=engine))
    worst = 0
    for file in files:
        try:
            if not os.path.isfile(file):  # noqa: PTH113 - unlike Path.is_file it bears a name that is too long
                raise NotFound("no such file")
            work(reader, file)
        except DigitizeError as error:
            complain(file, error)
            worst = max(worst, error.exit_code)
    raise typer.Exit(worst)


def _read_file(reader: Reader, file: Path, as_json: bool) -> None:
    for frame in range(_frames(reader, file)):
        (page,) = reader.read(file, [frame])
        if as_json:
            emit(page_json(file, frame + 1, page))
        else:
            say(page.text)


def _extract_file(reader: Reader, file: Path, as_json: bool) -> None:
    from digitize.extraction.extract import extract

    extraction = extract(_read_all(reader, file))
    if as_json:
        emit(document_json(file, extraction))
        return
    say(f"{file}: {extraction.classification.kind}")
    for field in extraction.fields:
        say(f"  {field.name}: {field.value}")


def _write_pdf(reader: InlineReader, file: Path, out: Path) -> None:
    if not out.absolute().parent.is_dir():
        raise NotFound("no such folder")
    from digitize.extraction.extract import extract
    from digitize.search.describe import title_of

    pages = _read_all(reader, file)
    parts = (ArchivePage(frame, page.image, page) for frame, page in enumerate(pages))
    reader.archive_read(file, parts, title_of(extract(pages)), out)


def _read_all(reader: Reader, file: Path) -> tuple[OcrPage, ...]:
    return reader.read(file, range(_frames(reader, file)))


def _frames(reader: Reader, file: Path) -> int:
    frames = len(reader.load(file).sizes)
    if not frames:
        raise EmptyFile
    return frames


def page_json(file: Path, number: int, page: OcrPage) -> dict[str, Any]:
    """Return the JSON of a read page, as the command line promises it."""
    quality = page.image.quality
    return {
        "file": str(file),
        "page": number,
        "size": page.image.size,
        "dpi": page.image.dpi,
        "skew_degrees": quality.skew_degrees,
        "quality": {
            "verdict": quality.verdict,
            "sharpness": quality.sharpness,
            "contrast": quality.contrast,
            "coverage": quality.coverage,
            "reasons": quality.reasons,
        },
        "secret_mark": page.secret_mark,
        "text": page.text,
        "lines": [_line_json(line) for line in page.lines],
    }


def document_json(file: Path, extraction: Extraction) -> dict[str, Any]:
    """Return the JSON of an extracted document, as the command line promises it."""
    fields = {}
    for field in extraction.fields:
        evidence = field.evidence
        fields[field.name] = {
            "value": field.value,
            "confidence": field.confidence,
            "page": evidence.page if evidence else None,
            "box": _box_json(evidence.box) if evidence else None,
            "text": evidence.text if evidence else None,
            "warnings": field.warnings,
        }
    kind = extraction.classification
    return {"file": str(file), "kind": kind.kind, "kind_confidence": kind.confidence, "fields": fields}


def _line_json(line: Line) -> dict[str, Any]:
    words = [
        {"text": word.text, "box": _box_json(word.box), "confidence": word.confidence} for word in line.words
    ]
    return {"text": line.text, "box": _box_json(line.box), "confidence": line.confidence, "words": words}


def _box_json(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]
