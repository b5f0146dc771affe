"""Makes pages to learn from: scans of the drawn province, prepared as the product does, with the true box of each line.

    digitize sample SAMPLE --profile office --papers 80 --seed 2002
    python -m ocr_models.detection.data WORK SAMPLE… --start det.onnx

A page is an .npz of `grey`, uint8 (height, width), and of boxes, float32 (lines, 5) as in `targets`, in its pixels.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitize.evaluation.cer import words_of
from digitize.evaluation.truth import Case, read_truth
from digitize.imaging.load import frames
from digitize.imaging.prepare import prepare
from digitize.model.geometry import Affine, Box
from digitize.model.truth import Face, TruthLine, TruthPage
from digitize.ocr.lines import Detector, find_lines
from digitize.ports import Pixels
from digitize.province.binder import ARRIVED, NOTE, free
from digitize.province.glyphs import UNITS
from digitize.province.plan import Oddity
from ocr_models.detection.held import edges, ends_held, on_line
from ocr_models.detection.targets import Floats

LEADER = "..."
"""How a line ends that is filled up with dots."""


@dataclass(frozen=True, slots=True)
class Page:
    """A prepared page.

    Attributes:
        grey: uint8 (height, width).
        boxes: lines with words in them.
        unsure: where something may be written that the truth does not tell, or nothing but dots.
        printed: for each of `boxes` whether nothing in it was written by hand.
        missed: for each of `boxes` whether the published network does not find it, or cuts its start or, dots aside, its end.
    """

    grey: Pixels
    boxes: Floats
    unsure: Floats
    printed: NDArray[np.bool_]
    missed: NDArray[np.bool_]


def drawn_pages(sample: Path, detector: Detector) -> Iterator[Page]:
    """Yield the pages of a sample that bear text, illegible papers and secret ones aside.

    A mark of secrecy is no line of the truth, yet the product must go on finding it.

    Args:
        sample: its folder.
        detector: the published network; of lines with something tall written into them it knows how high the print is.
    """
    for case in read_truth(sample):
        left_out = case.frames_of(Oddity.ILLEGIBLE, Oddity.SECRET)
        pages = [page for page in case.truth.pages if page.lines and page.frame not in left_out]
        for page, grey, back in upright(case, pages):
            found = edges(find_lines(grey, detector))
            lines = [line for line in page.lines if words_of(line.text)]
            boxes = [_as_printed(line, mapped(line.box, page, back), found) for line in lines]
            yield Page(
                grey,
                _stacked(boxes),
                _stacked([mapped(box, page, back) for box in _untold(page)]),
                np.array([not line.hand for line in lines], np.bool_),
                np.array(
                    [_cut(line.text, box, found) for line, box in zip(lines, boxes, strict=True)], np.bool_
                ),
            )


def upright(case: Case, pages: Sequence[TruthPage]) -> Iterator[tuple[TruthPage, Pixels, Affine]]:
    """Yield some pages of a file, prepared as the product does but turned as the truth says, with the map from the scan."""
    for page, scan in zip(pages, frames(case.path, [page.frame for page in pages]), strict=True):
        turns = -page.turned % 360
        grey, image = prepare(scan, lambda _, turns=turns: turns, 0)  # type: ignore[misc]
        yield page, grey, image.to_scan.inverse()


def mapped(box: Box, page: TruthPage, back: Affine) -> Floats:
    """Return where a line of the truth lies on the prepared page, (5,).

    Args:
        box: on the upright page that was drawn.
        page: says how that was laid on the scanner; its map takes centres of pixels to centres of pixels.
        back: from the scan to the prepared page, corners of pixels to corners.
    """
    half = 0.5

    def at(x: float, y: float) -> tuple[float, float]:
        scanned = page.to_scan.apply(x - half, y - half)
        return back.apply(scanned[0] + half, scanned[1] + half)

    x, y = box.middle
    (left, start), (right, end) = at(box.left, y), at(box.right, y)
    top, bottom = at(x, box.top)[1], at(x, box.bottom)[1]
    slope = (end - start) / max(1.0, right - left)
    return np.array([left, top, right, bottom, slope], np.float32)


def _as_printed(line: TruthLine, box: Floats, found: Floats) -> Floats:
    """Return the box as high as its print is, where something is written into it by hand as well."""
    own = on_line(found, box)
    if not line.hand or not len(own):
        return box
    top, bottom = np.average(own[:, [1, 3]], axis=0, weights=own[:, 2] - own[:, 0])
    return np.array([box[0], top, box[2], bottom, box[4]], np.float32)


def _cut(text: str, box: Floats, found: Floats) -> bool:
    """Return whether a line is missed, or cut where it has letters."""
    starts, ends = ends_held(on_line(found, box), box)
    return not starts or not (ends or text.endswith(LEADER))


def _untold(page: TruthPage) -> Iterator[Box]:
    """Yield lines of nothing but dots, and the places where a stamp of arrival or a note may lie."""
    yield from (line.box for line in page.lines if not words_of(line.text))
    if page.face is Face.NOTE:
        yield Box(0, 0, *page.size)
    scale = page.dpi / UNITS
    for room, top in ((ARRIVED, True), (NOTE, False)):
        if centre := free(page.lines, scale, room, top=top):
            reach = [round(side * scale / 2) for side in room]
            x, y = (round(each * scale) for each in centre)
            yield Box(x - reach[0], y - reach[1], x + reach[0], y + reach[1])


def save(page: Page, path: Path) -> None:
    """Write a page."""
    np.savez_compressed(
        path,
        grey=page.grey,
        boxes=page.boxes,
        unsure=page.unsure,
        printed=page.printed,
        missed=page.missed,
    )


def read(path: Path) -> Page:
    """Read a page."""
    with np.load(path) as file:
        return Page(file["grey"], file["boxes"], file["unsure"], file["printed"], file["missed"])


def _stacked(boxes: Sequence[Floats]) -> Floats:
    return np.stack(boxes) if boxes else np.zeros((0, 5), np.float32)


def main() -> None:
    """Write the pages of some samples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("samples", type=Path, nargs="+")
    parser.add_argument("--start", type=Path, required=True, help="det.onnx of trueocr 0.1.1")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    # The tests of what is drawn need no torch.
    from ocr_models.detection.network import detector_of, published

    detector = detector_of(published(args.start))
    for sample in args.samples:
        for number, page in enumerate(drawn_pages(sample, detector)):
            save(page, args.work / f"{sample.name}-{number:04d}.npz")
        print(sample.name, flush=True)


if __name__ == "__main__":
    main()
