"""Makes a sample: a register, scans of papers for some of its dossiers, and the truth about each scan."""

import io
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import img2pdf
from PIL import Image

from digitize.errors import Conflict, InputError
from digitize.model.vocabulary import vocabulary
from digitize.province.cases import make_cases
from digitize.province.chance import dice
from digitize.province.fonts import DPI, family
from digitize.province.papers import draw
from digitize.province.plan import Oddity, Scan, component_of, plan_scans
from digitize.province.register import write_register
from digitize.province.scanner import Look, blank, scan

_WORTH_A_POOL = 12
"""Fewer papers are drawn faster than processes start."""


def make_sample(out: Path, *, dossiers: int, papers: int, seed: int) -> None:
    """Write a sample into the folder `out`; the same arguments give the same bytes.

    `out` gets `register.csv`, `components.csv`, `results.csv`, `scans/` (single-page JPEG, PDF of JPEG scans,
    CCITT G4 TIFF, all at 200 dpi) and `truth.jsonl`, one line a scan: file (under `scans/`), kind, dossier (null
    when the register lacks it), role, component (code of the component or the result, or null), fields (values
    printed on the paper by field key, dates ISO), text (printed lines; seals aside) and oddity (or null).
    `out` appears only when it is complete.

    Args:
        out: a folder that does not exist yet or is empty.
        dossiers: how many the register holds.
        papers: how many scans; needs at most about 3.5 a dossier.
        seed: of all chance.

    Raises:
        Conflict: `out` holds something.
        InputError: a number is not positive, or there are too few dossiers for the papers.
        SetupError: no font with Times metrics is installed.
    """
    if dossiers < 1 or papers < 1:
        raise InputError("a sample has at least one dossier and one paper")
    if out.exists() and any(out.iterdir()):
        raise Conflict("the folder of a new sample must be empty")
    family()
    cases = list(make_cases(dice(seed, "cases"), dossiers + 1))
    stranger = cases.pop(dossiers // 2)
    scans = plan_scans(cases, stranger, papers, seed)
    draft = out.with_name(f".{out.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    for folder in sorted({Path(item.file).parent for item in scans}):
        (draft / "scans" / folder).mkdir(parents=True)
    write_register(draft, cases)
    with (draft / "truth.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(_make_all(draft / "scans", scans))
    if out.exists():
        out.rmdir()
    draft.rename(out)


def _make_all(folder: Path, scans: Sequence[Scan]) -> Iterator[str]:
    """Make all files, on all cores where that pays, and yield a line of truth each, in order."""
    make = partial(_make, folder)
    cores = len(os.sched_getaffinity(0))
    if cores == 1 or len(scans) < _WORTH_A_POOL:
        yield from map(make, scans)
        return
    with ProcessPoolExecutor(min(cores, 16), mp_context=get_context("spawn")) as pool:
        yield from pool.map(make, scans, chunksize=2)


def _make(folder: Path, item: Scan) -> str:
    """Draw, scan and write one paper; return its line of truth."""
    sheet, fields = draw(item.paper, dice("ink", item.ink))
    images = [scan(page, item.look) for page in sheet.pages]
    if item.oddity is Oddity.BLANK_PAGE:
        images.insert(1, blank(item.look))
    (folder / item.file).write_bytes(_encode(images, item.look, Path(item.file).suffix))
    truth = {
        "file": item.file,
        "kind": item.paper.kind,
        "dossier": item.paper.case.code if item.registered else None,
        "role": vocabulary().kinds[item.paper.kind].role,
        "component": component_of(item.paper) if item.registered else None,
        "fields": dict(sorted(fields.items())),
        "text": sheet.lines,
        "oddity": item.oddity,
    }
    return json.dumps(truth, ensure_ascii=False) + "\n"


def _encode(images: Sequence[Image.Image], look: Look, suffix: str) -> bytes:
    """Return the bytes of a file: ".jpg", ".tif" (CCITT G4) or ".pdf" that wraps one JPEG a page."""
    if suffix == ".tif":
        return _bytes(images[0], "TIFF", compression="group4")
    jpegs = [_bytes(image, "JPEG", quality=look.quality) for image in images]
    if suffix == ".jpg":
        return jpegs[0]
    pdf: bytes = img2pdf.convert(jpegs, nodate=True, engine=img2pdf.Engine.internal)
    return pdf


def _bytes(image: Image.Image, form: str, **options: int | str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, dpi=(DPI, DPI), **options)
    return buffer.getvalue()
