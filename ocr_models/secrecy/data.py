"""Makes what there is to learn from: heads of drawn pages as the product prepares them, and stamps pressed onto them anew each time.

    digitize sample SAMPLE --profile office --papers 600 --seed 2101
    python -m ocr_models.secrecy.data WORK SAMPLE…

A head is a .npy, uint8 (height, width), at twice the resolution that the network sees. Stamps are our own: the words of laws
on secrecy, and those of urgency, copies and arrival, which are none.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from digitize.evaluation.truth import read_truth
from digitize.model.truth import Face
from digitize.ocr.secrecy import SEEN_DPI, zone
from digitize.ports import Pixels
from digitize.province.fonts import family
from digitize.province.impress import REDS, press, stamped
from digitize.province.plan import Oddity
from digitize.scale import scaled
from ocr_models.detection.data import upright

OVERSAMPLED = 2
"""Pixels of a head for one that the network sees: stamps are pressed, and blackened where a page is bilevel, before."""

STRIDE = 8
"""Pixels that the network sees for one of its answer."""

_WORDS = ("MẬT", "MẬT", "MẬT", "TỐI MẬT", "TUYỆT MẬT")
_OTHERS = (
    "KHẨN", "HỎA TỐC", "HOẢ TỐC", "THƯỢNG KHẨN", "BẢN SAO", "SAO Y", "BẢN CHÍNH", "ĐẾN", "ĐI", "MẪU SỐ", "MẶT TRƯỚC", "MẤT",
    "ĐÃ THU PHÍ", "MÃ SỐ", "NHẬT", "ĐẤT", "MAI", "MỘT CỬA", "THẨM TRA", "ĐÃ XEM", "MIỄN PHÍ", "HẸN TRẢ", "LƯU", "NHẬP", "TÂM",
    "THUẬN", "MẠT", "NAM", "VẬT", "LUẬT", "THẬT", "TẬT", "GIẬT", "CHẬM", "GẤP", "MIỄN",
)  # fmt: skip
_MARKED, _MISLED = 0.5, 0.3
"""Shares of the crops that bear a mark of secrecy, and another stamp."""

_HEIGHT, _WIDTH = 128, 256
_BLACK = 2
"""A page of so many shades is bilevel."""

_CORE = 0.6, 0.8
"""Shares of the letters of MẬT, across and upright, where the answer is yes."""


@dataclass(frozen=True, slots=True)
class Crop:
    """Part of a page: ink, float32 (128, 256), 0 paper to 1 ink; the answer and what it counts, float32 (16, 32)."""

    ink: NDArray[np.float32]
    answer: NDArray[np.float32]
    weight: NDArray[np.float32]


def heads(sample: Path) -> Iterator[Pixels]:
    """Yield the heads of the pages of a sample; secret papers, whose mark the truth does not locate, and illegible ones aside."""
    for case in read_truth(sample):
        left_out = case.frames_of(Oddity.ILLEGIBLE, Oddity.SECRET)
        pages = [page for page in case.truth.pages if page.face is Face.PAPER and page.frame not in left_out]
        for page, grey, _ in upright(case, pages):
            head = zone(grey)
            share = OVERSAMPLED * SEEN_DPI / page.dpi
            yield scaled(head, (round(head.shape[1] * share), round(head.shape[0] * share)))


def crops(pages: list[Pixels], rng: Random) -> Iterator[Crop]:
    """Yield crops without end."""
    while True:
        page = rng.choice(pages)
        kind = rng.random()
        words = _WORDS if kind < _MARKED else _OTHERS if kind < _MARKED + _MISLED else None
        yield _crop(page, rng.choice(words) if words else None, rng)


def _crop(page: Pixels, word: str | None, rng: Random) -> Crop:
    """Cut a part of a page at random, with a stamp somewhere on it."""
    size = rng.uniform(0.85, 1.2)
    high, wide = (round(side * OVERSAMPLED * size) for side in (_HEIGHT, _WIDTH))
    top = rng.randrange(max(1, page.shape[0] - high))
    left = rng.randrange(max(1, page.shape[1] - wide))
    part = np.full((high, wide), 255, np.uint8)
    cut = page[top : top + high, left : left + wide]
    part[: cut.shape[0], : cut.shape[1]] = cut
    letters = None
    if word is not None:
        part, letters = _stamped(part, word, bilevel=len(np.unique(page[::8, ::8])) <= _BLACK, rng=rng)
    seen = scaled(part, (_WIDTH, _HEIGHT))
    if rng.random() < 0.3:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.3, 0.9)), np.uint8)
    ink = (255 - seen.astype(np.float32)) / np.float32(255)
    answer = np.zeros((_HEIGHT // STRIDE, _WIDTH // STRIDE), np.float32)
    weight = np.ones_like(answer)
    if letters is not None:
        _ask(answer, weight, letters * np.float32(_WIDTH / wide / STRIDE))
    return Crop(ink, answer, weight)


def _ask(answer: NDArray[np.float32], weight: NDArray[np.float32], box: NDArray[np.float32]) -> None:
    """Ask for a yes in the core of the letters, and for nothing around it. `box` is left, top, right, bottom in cells."""
    middle, half = (box[:2] + box[2:]) / 2, (box[2:] - box[:2]) / 2
    rows, columns = np.indices(answer.shape) + 0.5
    away = np.maximum(
        abs(columns - middle[0]) / half[0] / _CORE[0], abs(rows - middle[1]) / half[1] / _CORE[1]
    )
    answer[away <= 1] = 1
    weight[(away > 1) & (away <= 3)] = 0
    row, column = np.floor(middle[::-1]).astype(int)
    if 0 <= row < answer.shape[0] and 0 <= column < answer.shape[1]:
        # However small the letters are, the cell that holds their middle is asked.
        answer[row, column] = weight[row, column] = 1


def _stamped(
    part: Pixels, word: str, *, bilevel: bool, rng: Random
) -> tuple[Pixels, NDArray[np.float32] | None]:
    """Press a stamp somewhere onto a part of a page; return it with where the letters of MẬT are, if they are there."""
    scale = OVERSAMPLED * SEEN_DPI / 200
    form, letters = _form(word, scale, rng)
    ink = stamped(form, rng.choice(REDS), rng, scale)
    scrap = Image.new("RGB", (part.shape[1], part.shape[0]), (255, 255, 255))
    centre = rng.uniform(0.1, 0.9) * part.shape[1], rng.uniform(0.1, 0.9) * part.shape[0]
    press(scrap, ink, (centre[0] / scale, centre[1] / scale), scale)
    light = np.asarray(scrap.convert("L"), np.float32)
    light = 255 - rng.uniform(0.45, 1.15) * (255 - light)
    dyed = np.clip(part.astype(np.float32) * np.clip(light, 0, 255) / 255, 0, 255).astype(np.uint8)
    if bilevel:
        dyed = np.where(dyed < rng.randint(110, 190), 0, 255).astype(np.uint8)
    corner = centre[0] - form.width / 2, centre[1] - form.height / 2
    box = letters + np.array([*corner, *corner], np.float32)
    return dyed, box if word in _WORDS else None


def _form(word: str, scale: float, rng: Random) -> tuple[Image.Image, NDArray[np.float32]]:
    """Cut a stamp: grey, 0 where the rubber stands out; and the box of its last word in it."""
    face = _face(rng, rng.uniform(30, 58) * scale)
    inside = face.getlength(word), 1.15 * face.size
    side, thick = rng.uniform(9, 24) * scale, max(1, round(rng.uniform(2, 5.5) * scale))
    edge = 14 * scale
    size = round(inside[0] + 2 * side + 2 * edge), round(inside[1] + rng.uniform(0.5, 1.3) * side + 2 * edge)
    form = Image.new("L", size, 255)
    pen = ImageDraw.Draw(form)
    frame = (edge, edge, size[0] - edge, size[1] - edge)
    if (drawn := rng.random()) < 0.8:
        pen.rectangle(frame, outline=0, width=thick)
    elif drawn < 0.9:
        pen.rounded_rectangle(frame, radius=8 * scale, outline=0, width=thick)
    if drawn < 0.1:
        pen.rectangle((edge - 5, edge - 5, size[0] - edge + 5, size[1] - edge + 5), outline=0, width=1)
    pen.text((size[0] / 2, size[1] / 2), word, font=face, fill=0, anchor="mm")
    right = size[0] / 2 + inside[0] / 2
    left = right - face.getlength(word.rsplit(maxsplit=1)[-1])
    half = 0.42 * face.size
    return form, np.array([left, size[1] / 2 - half, right, size[1] / 2 + half], np.float32)


def _face(rng: Random, size: float) -> ImageFont.FreeTypeFont:
    style = rng.choice(("Bold", "Bold", "Bold", "Regular"))
    path = family()
    if rng.random() < 0.7:
        path = path.replace("Tinos", "Arimo").replace("Serif", "Sans")
    return ImageFont.truetype(f"{path}-{style}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


def main() -> None:
    """Write the heads of some samples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("samples", type=Path, nargs="+")
    parser.add_argument("--pages", type=int, default=400, help="of each sample")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    for sample in args.samples:
        for number, head in enumerate(heads(sample)):
            if number == args.pages:
                break
            np.save(args.work / f"{sample.name}-{number:04d}.npy", head)
        print(sample.name, flush=True)


if __name__ == "__main__":
    main()
