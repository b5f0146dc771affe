"""What printing, stamping, ageing, copying and scanning do to a drawn block."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from digitize.ports import Pixels
from ocr_models.recognition.drawing import EM, Ink

_MILD = 0.5
"""The share of scans that came out well. Where most lines cannot be read, a network learns to guess words."""

_SEAL_LETTERS = 26

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan of a block, and the map (2, 3) from points of the drawing to points of the scan."""

    grey: Pixels
    matrix: Points


class Machine:
    """Prints, stamps and scans.

    Args:
        rng: decides.
        held_out: use only the damages that training never shows: halftone and motion blur.
        plain: neither print nor stamp nor compress, only blur and add noise: to measure what the rest brings.
    """

    def __init__(self, rng: Random, *, held_out: bool = False, plain: bool = False) -> None:
        self._rng = rng
        self._noise = np.random.default_rng(rng.getrandbits(32))
        self._held_out, self._plain = held_out, plain
        self._mild = False

    def scan(self, ink: Ink, behind: Ink | None = None) -> Scan:
        """Return the scan of a block.

        Args:
            ink: the drawing.
            behind: what is printed on the back of the sheet.
        """
        rng = self._rng
        self._mild = rng.random() < _MILD
        em = self._size()
        if self._plain:
            return self._blurred(*self._moved(ink, em / EM))
        ink = self._printed(ink)
        if rng.random() < 0.10:
            ink = self._sealed(ink)
        if rng.random() < 0.06:
            ink = self._signed(ink)
        if behind is not None and rng.random() < 0.10:
            ink = self._bled_through(ink, behind)
        moved, matrix = self._moved(ink, em / EM)
        grey = self._exposed(moved, em)
        if self._held_out:
            grey = self._copied(grey)
        return self._delivered(grey, matrix, em)

    def _blurred(self, ink: Ink, matrix: Points) -> Scan:
        soft = cv2.GaussianBlur(ink, (0, 0), self._rng.uniform(0.3, 1.3))
        noise = self._noise.standard_normal(ink.shape, dtype=np.float32) * self._rng.uniform(1, 10)
        return Scan(np.clip(255 - 235 * soft + noise, 0, 255).astype(np.uint8), matrix)

    def _size(self) -> float:
        """Return pixels of an em in the scan: 13 points are 13 at 72 dpi, 36 at 200, 54 at 300."""
        rng = self._rng
        if self._mild:
            return rng.uniform(24, 44)
        return rng.choices(
            (rng.uniform(13, 19), rng.uniform(19, 28), rng.uniform(28, 42)), (0.16, 0.34, 0.5)
        )[0]

    def _field(self, shape: tuple[int, int], grain: float) -> Ink:
        """Return smooth noise, mean 0 and deviation about 1, `grain` pixels wide."""
        coarse = self._noise.standard_normal(
            (max(2, int(shape[0] / grain) + 2), max(2, int(shape[1] / grain) + 2)), dtype=np.float32
        )
        return cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC).astype(
            np.float32, copy=False
        )

    def _printed(self, ink: Ink) -> Ink:
        """Return the ink after the printer: spread or starved, ragged, with gaps where toner did not stick."""
        rng = self._rng
        soft = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.5, 1.4 if self._mild else 1.9))
        level = rng.gauss(0.48, 0.06 if self._mild else 0.11)
        if rng.random() < 0.5:
            soft = soft + self._field(ink.shape, rng.uniform(1.5, 4.0)) * rng.uniform(0.02, 0.13)
        if not self._mild and rng.random() < 0.15:
            soft = soft - np.maximum(0, self._field(ink.shape, rng.uniform(4, 30)) - 0.8) * rng.uniform(
                0.1, 0.5
            )
        hardness = rng.uniform(2.5, 9.0)
        toned: Ink = np.clip((soft - min(0.72, max(0.22, level))) * hardness + 0.5, 0, 1).astype(
            np.float32, copy=False
        )
        return toned

    def _sealed(self, ink: Ink) -> Ink:
        """Lay a round seal over the block; what is black stays darker than the seal."""
        rng = self._rng
        layer = np.zeros_like(ink)
        centre = np.array([rng.randrange(ink.shape[1]), rng.randrange(ink.shape[0])])
        radius = rng.uniform(2.5, 5.0) * EM
        for share, thick in ((1.0, rng.randrange(3, 7)), (0.93, 2), (0.62, 2)):
            cv2.circle(layer, centre.tolist(), int(radius * share), 1.0, thick, cv2.LINE_AA)
        turns = np.arange(10) * math.pi / 5
        rays = 0.4 * radius * np.where(np.arange(10) % 2, 0.4, 1.0)
        star = centre + np.stack([rays * np.sin(turns), -rays * np.cos(turns)], 1)
        cv2.fillPoly(layer, [star.astype(np.int32)], 1.0, cv2.LINE_AA)
        for number in range(_SEAL_LETTERS):
            self._seal_letter(layer, centre, 0.77 * radius, number * 2 * math.pi / _SEAL_LETTERS)
        worn = layer * np.clip(0.8 + 0.3 * self._field(ink.shape, rng.uniform(3, 20)), 0, 1)
        return np.maximum(ink, (worn * rng.uniform(0.2, 0.75)).astype(np.float32))

    def _seal_letter(self, layer: Ink, centre: Points, radius: float, angle: float) -> None:
        """Draw something like a capital on the circle of a seal."""
        rng = self._rng
        out = np.array([math.sin(angle), -math.cos(angle)])
        along = np.array([-out[1], out[0]])
        middle = centre + radius * out
        for x0, y0, x1, y1 in ((-9, -14, -9, 14), (9, -14, 9, 14), (-9, 0, 9, rng.choice((0, 14, -14)))):
            ends = [(middle + x * along + y * out).astype(int).tolist() for x, y in ((x0, y0), (x1, y1))]
            cv2.line(layer, ends[0], ends[1], 1.0, rng.randrange(3, 6), cv2.LINE_AA)

    def _signed(self, ink: Ink) -> Ink:
        """Draw strokes of a pen across the block."""
        rng = self._rng
        height, width = ink.shape
        layer = np.zeros_like(ink)
        for _ in range(rng.randrange(1, 4)):
            x, y = rng.uniform(0, width), rng.uniform(0, height)
            steps = self._noise.normal(0, EM, (rng.randrange(3, 9), 2)).cumsum(0) + np.array([x, y])
            fine = cv2.resize(steps.astype(np.float32), (2, 60), interpolation=cv2.INTER_CUBIC)
            cv2.polylines(layer, [fine.astype(np.int32)], False, 1.0, rng.randrange(2, 6), cv2.LINE_AA)
        return np.maximum(ink, layer * np.float32(rng.uniform(0.4, 0.9)))

    def _bled_through(self, ink: Ink, behind: Ink) -> Ink:
        other = cv2.resize(behind[:, ::-1], (ink.shape[1], ink.shape[0]), interpolation=cv2.INTER_LINEAR)
        blurred = cv2.GaussianBlur(other, (0, 0), self._rng.uniform(1, 4))
        return np.maximum(ink, blurred * np.float32(self._rng.uniform(0.05, 0.25)))

    def _moved(self, ink: Ink, scale: float) -> tuple[Ink, Points]:
        """Return the ink brought to the scan's size, a little turned, sheared and stretched, and the map to it."""
        rng = self._rng
        wide, tall = scale * math.exp(rng.gauss(0, 0.05)), scale
        angle = math.radians(rng.choice((0.0, rng.gauss(0, 0.25))))
        shear = rng.choice((0.0, 0.0, rng.gauss(0, 0.05)))
        smooth = cv2.GaussianBlur(ink, (0, 0), max(0.1, 0.35 / scale))
        matrix = np.array([[wide, shear * tall, 0.0], [-math.sin(angle) * wide, tall * math.cos(angle), 0.0]])
        size = int(ink.shape[1] * wide) + 2, int(ink.shape[0] * tall) + 2
        centre = np.array([ink.shape[1] / 2, ink.shape[0] / 2])
        matrix[:, 2] = np.array([size[0] / 2, size[1] / 2]) - matrix[:, :2] @ centre
        moved = cv2.warpAffine(smooth, matrix, size, flags=cv2.INTER_LINEAR)
        if rng.random() < 0.15:
            moved = self._waved(moved.astype(np.float32, copy=False), scale * EM)
        return moved.astype(np.float32, copy=False), matrix

    def _waved(self, ink: Ink, em: float) -> Ink:
        """Return paper that does not lie flat."""
        rng = self._rng
        height, width = ink.shape
        xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        phase, period = rng.uniform(0, 6.3), rng.uniform(6, 30) * em
        ys += np.sin(xs / period * 6.3 + phase).astype(np.float32) * np.float32(rng.uniform(0.01, 0.06) * em)
        return cv2.remap(ink, xs, ys, cv2.INTER_LINEAR).astype(np.float32, copy=False)

    def _exposed(self, ink: Ink, em: float) -> Pixels:
        """Return the grey levels that the scanner sees."""
        rng = self._rng
        blurred = cv2.GaussianBlur(
            ink, (0, 0), rng.choice((rng.uniform(0.2, 0.6), rng.uniform(0.4, 0.045 * em))) + 0.05
        )
        paper = rng.choice((255.0, rng.uniform(235, 255), rng.uniform(190, 245)))
        black = rng.choice((rng.uniform(0, 40), rng.uniform(20, 70 if self._mild else 110)))
        grey = paper - blurred * (paper - black)
        if rng.random() < 0.3:
            grey = grey + self._field(ink.shape, rng.uniform(20, 200)) * rng.uniform(1, 10)
        if rng.random() < 0.2:
            grey = grey + self._field(ink.shape, rng.uniform(1.2, 3)) * rng.uniform(1, 8)
        grey = grey + self._noise.standard_normal(ink.shape, dtype=np.float32) * self._grain()
        if not self._mild and rng.random() < 0.12:
            specks = self._noise.random(ink.shape, dtype=np.float32)
            share = rng.uniform(0.0002, 0.004)
            grey = np.where(specks < share, black, np.where(specks > 1 - share, paper, grey))
        return np.clip(grey, 0, 255).astype(np.uint8)

    def _grain(self) -> float:
        """Return the noise of the sensor in grey levels."""
        rng = self._rng
        return rng.uniform(0.3, 4) if self._mild else rng.choice((0.5, rng.uniform(1, 5), rng.uniform(3, 14)))

    def _copied(self, grey: Pixels) -> Pixels:
        """Return a halftone copy, or one that moved."""
        rng = self._rng
        if rng.random() < 0.5:
            size = rng.choice((3, 5))
            kernel = np.zeros((size, size), np.float32)
            kernel[(size // 2, slice(None)) if rng.random() < 0.5 else (slice(None), size // 2)] = 1 / size
            return cv2.filter2D(grey, -1, kernel).astype(np.uint8, copy=False)
        bayer = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) * 12 + 40
        tiled = np.tile(bayer, (grey.shape[0] // 4 + 1, grey.shape[1] // 4 + 1))[
            : grey.shape[0], : grey.shape[1]
        ]
        dots = np.where(grey > tiled, 255, 0).astype(np.uint8)
        return cv2.GaussianBlur(dots, (0, 0), rng.uniform(0.5, 0.9)).astype(np.uint8, copy=False)

    def _delivered(self, grey: Pixels, matrix: Points, em: float) -> Scan:
        """Return the file that the scanner writes, opened again: thresholded, compressed, enlarged when it is small."""
        rng = self._rng
        steps: list[Callable[[Pixels], Pixels]] = []
        if rng.random() < 0.10:
            steps.append(self._sharpened)
        if rng.random() < 0.22 and em > 19:
            steps.append(self._bitonal)
        if rng.random() < 0.65:
            steps.append(self._compressed)
        for step in steps:
            grey = step(grey)
        if em < 24 and rng.random() < 0.6:
            grey = cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC).astype(
                np.uint8, copy=False
            )
            matrix = matrix * 2
        return Scan(grey, matrix)

    def _sharpened(self, grey: Pixels) -> Pixels:
        soft = cv2.GaussianBlur(grey, (0, 0), self._rng.uniform(0.8, 2.0))
        amount = self._rng.uniform(0.3, 1.5)
        return cv2.addWeighted(grey, 1 + amount, soft, -amount, 0).astype(np.uint8, copy=False)

    def _bitonal(self, grey: Pixels) -> Pixels:
        """Threshold: the paper's level stays well above it, the ink's well below."""
        dark, light = float(np.percentile(grey, 1)), float(np.percentile(grey, 90))
        level = dark + (light - dark) * min(0.82, max(0.3, self._rng.gauss(0.58, 0.12)))
        return np.where(grey > level, 255, 0).astype(np.uint8)

    def _compressed(self, grey: Pixels) -> Pixels:
        quality = self._rng.choice(
            (self._rng.randrange(60 if self._mild else 25, 80), self._rng.randrange(50, 95))
        )
        _, file = cv2.imencode(".jpg", grey, (cv2.IMWRITE_JPEG_QUALITY, quality))
        return np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE), np.uint8)
