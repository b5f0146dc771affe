"""Makes slots to learn from: a printed line with a number or a date is drawn and filled in, scanned, and its slots are cut.

    python -m ocr_models.slots.data OUT.png --work WORK --fonts DIR … --seed 1

draws a sheet of samples to look at.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from digitize.model.geometry import Box
from digitize.ocr.slots import slot_window
from digitize.ports import Pixels
from ocr_models.recognition.data import written_digits
from ocr_models.recognition.degrade import Machine, Scan
from ocr_models.recognition.drawing import EM, Ink
from ocr_models.recognition.faces import catalogue, regular_faces, save_variants
from ocr_models.slots.charset import LETTERS, filled
from ocr_models.slots.hands import Clerk, Pens, Span

_HANDS = (
    "caveat", "reeniebeanie", "gloriahallelujah", "indieflower", "shadowsintolight", "labelleaurore", "nanumpenscript",
    "permanentmarker", "marckscript", "coveredbyyourgrace", "architectsdaughter", "mansalva", "sriracha", "itim",
    "dancingscript",
)  # fmt: skip
_UNSEEN_HANDS = ("kalam", "patrickhand", "gochihand", "homemadeapple")
_UNSEEN_PICTURES = 0.15
"""The share of the pictures of written digits that training never shows."""

_VARIANTS, _FACE_SEED = (360, 60), 5
_KINDS = (
    "QĐ",
    "TB",
    "TTr",
    "BC",
    "KH",
    "CT",
    "NQ",
    "GP",
    "GCN",
    "UBND",
    "STNMT",
    "SXD",
    "HĐ",
    "GXN",
    "BB",
    "CV",
    "PC",
)
_ISSUERS = (
    "UBND",
    "HĐND",
    "SXD",
    "STC",
    "STNMT",
    "VP",
    "TTHC",
    "BVT",
    "VKS",
    "KT",
    "TTg",
    "BTC",
    "ĐKKD",
    "CN",
    "TU",
)
_BESIDES = ("phúc", "V/v công", "NGÃI", "quyết định", "TỈNH", "Kính gửi:", "- Tự do")
"""What stands above and below a line."""

_ABOVE, _BELOW, _BESIDE = 2.1, 1.5, 3
"""Ems that are drawn above the baseline, below it, and before and after the slots: as far as a window can reach."""


class Kind(StrEnum):
    """What a slot holds."""

    NUMBER = "number"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Sample:
    """A slot as cut.

    Attributes:
        ink: the window.
        signs: what it shows (`charset.SIGNS`).
        spans: from which column to which each sign stands.
        kind: what the slot holds.
        text: what the signs mean; empty where nothing was filled in.
    """

    ink: Pixels
    signs: str
    spans: tuple[Span, ...]
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What slots are made from: fonts with redrawn marks, and pens."""

    fonts: tuple[Path, ...]
    pens: Pens


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as drawn: what it shows, what that means, and between which columns nothing else is printed."""

    kind: Kind
    signs: str
    spans: tuple[Span, ...]
    text: str
    left: float
    right: float


def sources(folders: Sequence[Path], work: Path, *, unseen: bool = False) -> Sources:
    """Gather what slots are made from: what training shows, or what it never shows."""
    save_variants(catalogue(folders, work / "faces.json"), work / "variants", _FACE_SEED, _VARIANTS)
    fonts = tuple(sorted((work / "variants" / ("unseen" if unseen else "seen")).glob("*.ttf")))
    hands = regular_faces(folders, _UNSEEN_HANDS if unseen else _HANDS)
    pictures = []
    for every in written_digits(folders):
        border = round(len(every) * (1 - _UNSEEN_PICTURES))
        pictures.append(every[border:] if unseen else every[:border])
    return Sources(
        fonts, Pens(tuple(face.files[0] for face in hands), tuple(pictures), tuple(map(str, fonts)))
    )


class Line:
    """A line that is being drawn, from left to right.

    Args:
        font: of the print.
        width: of the drawing in pixels.
    """

    baseline: Final = _ABOVE * EM

    def __init__(self, font: ImageFont.FreeTypeFont, width: int) -> None:
        self._font = font
        size = width, int((_ABOVE + _BELOW) * EM)
        self._image = Image.new("L", size, 0)
        self._draw = ImageDraw.Draw(self._image)
        self.filled: Ink = np.zeros(size[::-1], np.float32)
        self.x: float = 2 * EM
        self._tops: list[float] = []
        self._bottoms: list[float] = []

    def put(self, text: str) -> tuple[Span, ...]:
        """Print a text and go to its end; return from where to where each of its signs stands."""
        self._draw.text((self.x, self.baseline), text, font=self._font, fill=255, anchor="ls")
        box = self._font.getbbox(text, anchor="ls")
        self._tops.append(box[1])
        self._bottoms.append(box[3])
        edges = [self.x + self._font.getlength(text[:count]) for count in range(len(text) + 1)]
        self.x = edges[-1]
        return tuple(pairwise(edges))

    def leader(self, left: float, right: float, down: float, sign: str) -> None:
        """Print dots between two columns."""
        count = int((right - left) / max(1.0, self._font.getlength(sign)))
        self._draw.text((left, self.baseline + down), sign * count, font=self._font, fill=255, anchor="ls")

    def beside(self, text: str, x: float, down: float) -> None:
        """Print a line above or below."""
        self._draw.text((x, self.baseline + down), text, font=self._font, fill=255, anchor="ls")

    def rule(self, left: float, right: float, y: float, thick: int) -> None:
        """Draw a rule."""
        self._draw.line((left, self.baseline + y, right, self.baseline + y), fill=255, width=thick)

    def ink(self) -> Ink:
        """Return the whole drawing."""
        return np.maximum(np.asarray(self._image, np.float32) / 255, self.filled)

    def rows(self) -> tuple[float, float]:
        """Return the top and the bottom of what was printed."""
        return self.baseline + min(self._tops), self.baseline + max(self._bottoms)


class Office:
    """Draws lines, has them filled in and scanned, and cuts their slots.

    Args:
        given: what they are made from.
        rng: decides everything.
        by_hand: the share of slots that are filled in.
    """

    def __init__(self, given: Sources, rng: Random, *, by_hand: float = 0.7) -> None:
        self._given, self._rng, self._by_hand = given, rng, by_hand
        self._clerk = Clerk(given.pens, rng)
        self._machine = Machine(rng)

    def slots(self) -> Iterator[Sample]:
        """Yield slots without end."""
        while True:
            line, drawn = self.line()
            start = max(0, int(drawn[0].left - _BESIDE * EM))
            end = int(min(line.x + 2 * EM, drawn[-1].right + _BESIDE * EM))
            scan = self._machine.scan(line.ink()[:, start:end])
            for slot in drawn:
                yield self._cut(scan, line, slot, start)

    def line(self) -> tuple[Line, list[Slot]]:
        """Draw a line and fill its slots in."""
        line = Line(self._font(), 26 * EM)
        slots = self._numbered(line) if self._rng.random() < 0.5 else self._dated(line)
        self._surround(line)
        return line, slots

    def _font(self) -> ImageFont.FreeTypeFont:
        path = self._rng.choice(self._given.fonts)
        return ImageFont.truetype(path, EM, layout_engine=ImageFont.Layout.BASIC)

    def _numbered(self, line: Line) -> list[Slot]:
        """Draw a line with a number."""
        rng = self._rng
        before = rng.choices(("", "định ", "văn "), (0.8, 0.1, 0.1))[0]
        label = rng.choices(("Số:", "Số", "Số :", "SỐ:"), (0.72, 0.18, 0.06, 0.04))[0]
        line.put(before + (label.lower() if before else label))
        text = str(
            rng.randrange(10 ** rng.choices((1, 2, 3, 4, 5, 6), (0.1, 0.27, 0.29, 0.22, 0.07, 0.05))[0])
        )
        if len(text) == 1 and rng.random() < 0.6:
            text = f"0{text}"
        text = text if text.strip("0") else "1"
        if rng.random() < 0.04:
            text += rng.choice(LETTERS)
        stroke = rng.choices(("/", "-"), (0.93, 0.07))[0]
        slot = self._slot(line, Kind.NUMBER, text, rng.random() < self._by_hand)
        code = f"{rng.choice(_KINDS)}-{rng.choice(_ISSUERS)}"
        code = f"{rng.randrange(1995, 2027)}/{code}" if rng.random() < 0.2 else code
        end = line.put(f"{stroke}{code}"[:7])
        if stroke == "/":
            slot = replace(slot, signs=f"{slot.signs}/", spans=(*slot.spans, end[0]))
        return [slot]

    def _dated(self, line: Line) -> list[Slot]:
        """Draw a line with place and date."""
        rng = self._rng
        place = rng.choices(("Nội, ngày", "Ngày", "Bình ngày"), (0.75, 0.15, 0.1))[0]
        day, month = rng.randrange(1, 32), rng.randrange(1, 13)
        by_hand = rng.random() < self._by_hand
        line.put(place)
        slots = [self._slot(line, Kind.DAY, f"{day:02d}" if rng.random() < 0.85 else str(day), by_hand)]
        line.put("tháng")
        padded = rng.random() < (0.9 if month < 3 else 0.3)
        by_hand = by_hand and rng.random() < 0.75
        slots.append(self._slot(line, Kind.MONTH, f"{month:02d}" if padded else str(month), by_hand))
        line.put("năm")
        slots.append(self._year(line, by_hand and rng.random() < 0.6))
        line.put(rng.choice(("", "", ".", " của", ";", ",")) or " ")
        return slots

    def _year(self, line: Line, by_hand: bool) -> Slot:
        """Draw a year: printed, its end filled in, or filled in whole."""
        rng = self._rng
        year = str(rng.randrange(1985, 2030))
        half = rng.random() < 0.6
        if not by_hand or not half:
            return self._slot(line, Kind.YEAR, year, by_hand)
        start = line.x
        printed = line.put(" " + year[:2])[1:]
        rest = self._slot(line, Kind.YEAR, year[2:], True, tight=rng.random() < 0.7)
        text = year if rest.text else ""
        return replace(
            rest, signs=year[:2] + rest.signs, spans=(*printed, *rest.spans), text=text, left=start
        )

    def _slot(self, line: Line, kind: Kind, text: str, by_hand: bool, *, tight: bool = False) -> Slot:
        """Leave a slot and fill it in, or print what it holds; blanks that nobody filled in occur."""
        rng = self._rng
        left = line.x
        if not by_hand:
            line.put(" " * rng.choice((0, 1, 1, 1, 2) if kind is Kind.NUMBER else (1, 1, 1, 1, 2)))
            spans = line.put(text)
            line.put(rng.choice(("", " ")) if kind is Kind.NUMBER else " " * (kind is not Kind.YEAR))
            if rng.random() < 0.04:
                line.leader(left, line.x, rng.uniform(0, 0.1) * EM, ".")
            return Slot(kind, text, spans, text, left, line.x)
        room = rng.choice((rng.uniform(-0.1, 0.4), rng.uniform(0.1, 0.8), rng.uniform(0.3, 2.2))) * EM
        start = left + room * (0.3 if tight else 1.0)
        text = "" if rng.random() < 0.05 else text
        spans = self._clerk.fill(line.filled, text, start, line.baseline)
        room = rng.choice((rng.uniform(-0.15, 0.3), rng.uniform(0.1, 0.6), rng.uniform(0.3, 2.0))) * EM
        line.x = max(left + 0.4 * EM, (spans[-1][1] if spans else start) + room)
        if rng.random() < 0.4:
            sign = rng.choice(("...", ".", ". ", "…", "_"))
            line.leader(left, line.x, rng.uniform(-0.05, 0.1) * EM, sign)
        elif rng.random() < 0.1:
            line.rule(left, line.x, rng.uniform(0.0, 0.15) * EM, rng.randrange(1, 4))
        return Slot(kind, filled(text), spans, text, left, line.x)

    def _surround(self, line: Line) -> None:
        """Draw what stands above and below the line."""
        rng = self._rng
        for side in (-1, 1):
            down = side * rng.uniform(1.05, 1.9) * EM
            if rng.random() < 0.35:
                line.beside(rng.choice(_BESIDES), rng.uniform(0, line.x), down)
            elif rng.random() < 0.3:
                start = rng.uniform(0, 0.6) * line.x
                line.rule(start, start + rng.uniform(2, 9) * EM, down, rng.randrange(2, 5))

    def _cut(self, scan: Scan, line: Line, slot: Slot, start: int) -> Sample:
        """Cut a slot as a line reader finds it: it knows about where the letters before and after it stand.

        Args:
            scan: of the line, from its column `start`.
            line: as drawn.
            slot: of it.
            start: a column of the line.
        """
        rng = self._rng
        reach = [rng.uniform(-0.05, 1.0) if rng.random() < 0.85 else rng.uniform(0.5, 2.2) for _ in range(2)]
        left, right = slot.left - reach[0] * EM, slot.right + reach[1] * EM
        top, bottom = line.rows()
        corners = [(x - start, y, 1) for x in (left, right) for y in (top, bottom)]
        (x0, y0), (x1, y1) = (corners @ scan.matrix.T).min(0), (corners @ scan.matrix.T).max(0)
        tall = y1 - y0
        y0 += rng.gauss(0, 0.07) * tall - max(0.0, rng.gauss(0, 0.1)) * tall
        y1 += rng.gauss(0, 0.07) * tall + max(0.0, rng.gauss(0, 0.1)) * tall
        box = Box(round(x0), round(y0), max(round(x1), round(x0) + 1), max(round(y1), round(y0) + 4))
        ink = slot_window(scan.grey, box, x0, x1)
        scale = ink.shape[1] / (right - left)
        spans = tuple(((a - left) * scale, (b - left) * scale) for a, b in slot.spans)
        return Sample(ink, slot.signs, spans, slot.kind, slot.text)


def main() -> None:
    """Draw a sheet of samples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, nargs="+", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--unseen", action="store_true")
    args = parser.parse_args()
    slots = Office(sources(args.fonts, args.work, unseen=args.unseen), Random(args.seed)).slots()
    sheet = np.full((24 * 68, 5 * 300), 255, np.uint8)
    for place in range(24 * 5):
        sample = next(slots)
        y, x = place // 5 * 68, place % 5 * 300
        ink = sample.ink[:, :240]
        sheet[y : y + 64, x : x + ink.shape[1]] = 255 - ink
        cv2.putText(sheet, sample.text or "-", (x + 242, y + 40), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0.0,), 1)
    cv2.imwrite(str(args.out), sheet)


if __name__ == "__main__":
    main()
