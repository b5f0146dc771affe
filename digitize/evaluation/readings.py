"""The read pages of a folder of truth, kept, so that what understands them can be measured and fitted again in minutes."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from digitize.errors import InputError
from digitize.evaluation.reading import PageReader, kept_pages
from digitize.evaluation.truth import Case, read_truth
from digitize.model.ocr import OcrPage

Reading = tuple[Case, dict[int, OcrPage]]
"""A file with its read pages by frame; pages that nobody could read are missing."""


def sampled(samples: Sequence[Path], reader: PageReader, kept: Path | None) -> Iterator[Reading]:
    """Yield every file of some samples with its pages; each sample has a folder of its name among the kept.

    Raises:
        InputError: two samples of one name would share their readings.
    """
    if len({sample.resolve().name for sample in samples}) < len(samples):
        raise InputError("two samples of one name would share their readings")
    for sample in samples:
        yield from readings(read_truth(sample), reader, kept / sample.resolve().name if kept else None)


def readings(cases: Iterable[Case], reader: PageReader, kept: Path | None) -> Iterator[Reading]:
    """Yield every file with its pages.

    Args:
        cases: files and their truth.
        reader: reads the pages that are not kept yet.
        kept: folder of packs, one a file of the sample, that are taken as they are and added to; None keeps nothing. Who
            changes a reader takes another folder.
    """
    for case in cases:
        frames = [page.frame for page in case.truth.pages]
        yield case, kept_pages(reader, case.path, frames, pack_of(case, kept))


def pack_of(case: Case, kept: Path | None) -> Path | None:
    """Return where the pages of a file are kept in a folder of packs, None if nothing is kept."""
    return kept / f"{case.truth.file}.zst" if kept else None
