"""Reads a folder with a reader and scores it, on all cores."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from digitize.evaluation.reading import PageReader, read_file
from digitize.evaluation.readings import pack_of
from digitize.evaluation.score import FileScore, score_file
from digitize.evaluation.truth import Case

_CHUNK = 8
"""Files that one process takes at a time: a reader loads its model once for them."""
_MOST_PROCESSES = 16


def measure(
    cases: Sequence[Case], make_reader: Callable[[], PageReader], kept: Path | None = None
) -> Iterator[FileScore]:
    """Read every file with a reader and yield its score, in order.

    Args:
        cases: the files and their truth.
        make_reader: can be sent to another process by name.
        kept: folder of packs, one a file (see `readings`); None keeps nothing.
    """
    cores = min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)
    size = min(_CHUNK, max(1, len(cases) // (2 * cores)))
    chunks = [cases[start : start + size] for start in range(0, len(cases), size)]
    work = partial(_measure, make_reader, kept)
    if cores == 1 or len(cases) == 1:
        for chunk in chunks:
            yield from work(chunk)
        return
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        for scores in pool.map(work, chunks):
            yield from scores


def _measure(
    make_reader: Callable[[], PageReader], kept: Path | None, cases: Sequence[Case]
) -> list[FileScore]:
    reader = make_reader()
    return [_score(reader, case, kept) for case in cases]


def _score(reader: PageReader, case: Case, kept: Path | None) -> FileScore:
    frames = {page.frame for page in case.truth.pages}
    return score_file(case, read_file(reader, case.path, frames, pack_of(case, kept)))
