"""Makes a sample: a register, scans of papers for some of its dossiers, and the truth about each file."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from digitize.errors import Conflict, InputError, NotFound
from digitize.province.binder import make_file
from digitize.province.fonts import family
from digitize.province.hand import lend
from digitize.province.plan import Scan, plan_scans
from digitize.province.profile import Profile
from digitize.province.prose import LEGAL_TEXTS
from digitize.province.province import province_of
from digitize.province.register import write_register

_WORTH_A_POOL = 12
"""Fewer files are made faster than processes start."""

Tell = Callable[[int], None]
"""Is told how many papers are made."""


def make_sample(
    out: Path,
    *,
    dossiers: int,
    papers: int,
    seed: int,
    profile: Profile = Profile.CLEAN,
    as_json: bool = False,
    texts: Path | None = None,
    hands: Path | None = None,
    tell: Tell | None = None,
) -> None:
    """Write a sample into the folder `out`; the same arguments give the same bytes on any number of cores.

    `out` gets `register.csv`, `components.csv`, `results.csv`, `scans/` (JPEG, TIFF and PDF files as scanners write
    them, a folder a batch) and `truth.jsonl`, one `TruthFile` a line. It appears only when it is complete.

    Args:
        out: a folder that does not exist yet or is empty.
        dossiers: how many the register holds.
        papers: how many are scanned; needs at most about 3 a dossier.
        seed: of all chance.
        profile: what papers and scans are like.
        as_json: write the register as `register.jsonl` too.
        texts: a folder with an archive of legal texts (`vbpl_text.tar.xz`) that free text is mixed with.
        hands: a folder of `hand-….ttf` that write instead of the province's own, every form that can be filled in.
        tell: progress.

    Raises:
        Conflict: `out` holds something.
        InputError: a number is not positive, or there are too few dossiers for the papers.
        NotFound: `texts` holds no legal texts, or `hands` no hand.
        SetupError: no font with Times metrics is installed.
    """
    if dossiers < 1 or papers < 1:
        raise InputError("a sample has at least one dossier and one paper")
    if out.exists() and any(out.iterdir()):
        raise Conflict("the folder of a new sample must be empty")
    if texts and not (texts / LEGAL_TEXTS).is_file():
        raise NotFound("the folder holds no archive of legal texts", file=LEGAL_TEXTS)
    if hands and not any(hands.glob("hand-*.ttf")):
        raise NotFound("the folder holds no hand-….ttf", file=hands.name)
    family()
    province = province_of(seed, dossiers)
    scans = plan_scans(province, papers, seed, profile, str(texts) if texts else "")
    draft = out.with_name(f".{out.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "scans").mkdir(parents=True)
    write_register(draft, province)
    if as_json:
        write_register(draft, province, as_json=True)
    with (draft / "truth.jsonl").open("w", encoding="utf-8") as file:
        done = 0
        for item, line in zip(scans, make_all(draft / "scans", scans, hands), strict=True):
            file.write(line)
            done += len(item.papers)
            if tell:
                tell(done)
    if out.exists():
        out.rmdir()
    draft.rename(out)


def make_all(folder: Path, scans: Sequence[Scan], hands: Path | None) -> Iterator[str]:
    """Make all files below `folder`, on all cores where that pays, and yield a line of truth each, in order.

    Args:
        folder: gets the scans; their own folders are made.
        scans: the files.
        hands: a folder of `hand-….ttf` that write instead of the province's own, or None.
    """
    for parent in sorted({Path(item.file).parent for item in scans}):
        (folder / parent).mkdir(parents=True, exist_ok=True)
    make = partial(make_file, folder)
    cores = len(os.sched_getaffinity(0))
    if cores == 1 or len(scans) < _WORTH_A_POOL:
        lend(hands)
        try:
            yield from map(make, scans)
        finally:
            lend(None)
        return
    spawn = get_context("spawn")
    with ProcessPoolExecutor(min(cores, 16), mp_context=spawn, initializer=lend, initargs=(hands,)) as pool:
        yield from pool.map(make, scans, chunksize=2)
