"""Cuts crops out of pages as the network may see them: lines from 7 to 30 pixels high, on scanners good and bad."""

from dataclasses import dataclass
from random import Random

import cv2
import numpy as np

from digitize.ports import Pixels
from ocr_models.detection.data import Page
from ocr_models.detection.targets import Floats, Targets, targets_of

HEIGHT, WIDTH = 416, 736
"""A crop in pixels of the input: as wide as a page of A4 is shown to the network."""

_LONG_SIDE = 1_024
"""Pixels of the longer side at which the product looks at a page."""

_LOWEST, _HIGHEST = 7.0, 30.0
_ILLEGIBLE = 5.0
"""Heights of usual lines that are shown, in pixels; of a line below the last nothing is asked."""

_STRETCH = 0.07
_MARGIN = 0.06


@dataclass(frozen=True, slots=True)
class Crop:
    """What the network sees, (height, width), 0 paper to 1 ink, and what is asked about it."""

    ink: Floats
    targets: Targets


class Cutter:
    """Cuts crops by chance."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    def crop(self, page: Page, around: Floats | None = None) -> Crop:
        """Return a crop of a page; with the whole height and at least some of the line `around` in it, if that is given."""
        across, down = self._scales(page)
        wide, tall = WIDTH / across, HEIGHT / down
        x = self._start(page.grey.shape[1], wide, None if around is None else around[[0, 2]])
        y = self._start(page.grey.shape[0], tall, None if around is None else around[[1, 3]])
        ink = self._seen(page.grey, (x, y, wide, tall))
        boxes = _moved(page.boxes, x, y, across, down)
        low = boxes[:, 3] - boxes[:, 1] < _ILLEGIBLE
        unsure = np.concatenate([_moved(page.unsure, x, y, across, down), boxes[low]])
        return Crop(ink, targets_of(ink, boxes[~low], unsure))

    def _scales(self, page: Page) -> tuple[float, float]:
        """Return how many pixels of the input a pixel of the page becomes, across and down."""
        usual = float(np.median(page.boxes[:, 3] - page.boxes[:, 1])) if len(page.boxes) else 30.0
        scale = _LONG_SIDE / max(page.grey.shape) * np.exp(self._rng.gauss(0.0, 0.35))
        scale = min(_HIGHEST, max(_LOWEST, scale * usual)) / usual
        stretch = 1.0 + self._rng.uniform(-_STRETCH, _STRETCH)
        return scale * stretch, scale / stretch

    def _start(self, whole: int, part: float, around: Floats | None) -> int:
        """Return where a crop begins: anywhere, a little beyond the edges too, with the first edge of `around` in it."""
        free, margin = whole - part, _MARGIN * part
        least, most = min(0.0, free) - margin, max(0.0, free) + margin
        if around is not None:
            least, most = max(least, float(around[1]) + margin - part), min(most, float(around[0]) - margin)
        return round(self._rng.uniform(min(least, most), most))

    def _seen(self, grey: Pixels, where: tuple[float, float, float, float]) -> Floats:
        """Return the ink of a part of a page (left, top, width, height), worse than it was by chance; none beyond the page."""
        rng = self._rng
        left, top = int(where[0]), int(where[1])
        right, bottom = round(where[0] + where[2]), round(where[1] + where[3])
        height, width = grey.shape
        part = grey[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
        if rng.random() < 0.25:
            part = _compressed(part, rng.randint(20, 70))
        if rng.random() < 0.2:
            part = _thresholded(part, rng.uniform(0.35, 0.75))
        margins = max(0, -top), max(0, bottom - height), max(0, -left), max(0, right - width)
        whole = cv2.copyMakeBorder(part, *margins, cv2.BORDER_CONSTANT, value=(255.0,))
        how = cv2.INTER_AREA if whole.shape[1] > WIDTH else cv2.INTER_LINEAR
        ink = 1.0 - cv2.resize(whole, (WIDTH, HEIGHT), interpolation=how).astype(np.float32) / 255.0
        return self._worn(ink)

    def _worn(self, ink: Floats) -> Floats:
        rng, noise = self._rng, np.random.default_rng(self._rng.getrandbits(32))
        if rng.random() < 0.3:
            ink = _sealed(ink, rng)
        if rng.random() < 0.3:
            ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.3, 1.0)).astype(np.float32)
        if rng.random() < 0.5:
            ink = ink * rng.uniform(0.5, 1.1) + rng.uniform(0.0, 0.15)
        if rng.random() < 0.3:
            ink = ink + noise.normal(0.0, rng.uniform(0.01, 0.06), ink.shape).astype(np.float32)
        return np.clip(ink, 0.0, 1.0).astype(np.float32)


def _moved(boxes: Floats, x: float, y: float, across: float, down: float) -> Floats:
    """Return boxes of a page in pixels of a crop of it."""
    moved: Floats = (boxes - np.array([x, y, x, y, 0.0])) * np.array(
        [across, down, across, down, down / across]
    )
    return moved.astype(np.float32)


def _compressed(grey: Pixels, quality: int) -> Pixels:
    _, coded = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)


def _thresholded(grey: Pixels, share: float) -> Pixels:
    """Return black and white, cut between ink and paper."""
    dark, paper = np.quantile(grey[::4, ::4], (0.002, 0.7))
    return np.where(grey > dark + share * (paper - dark), 255, 0).astype(np.uint8)


def _sealed(ink: Floats, rng: Random) -> Floats:
    """Press a seal onto a crop: two rings, and letters between them that are no line."""
    middle = rng.randrange(WIDTH), rng.randrange(HEIGHT)
    radius = rng.randint(28, 75)
    plane = np.zeros_like(ink)
    thick = rng.choice((1, 2, 3))
    cv2.circle(plane, middle, radius, 1.0, thick, cv2.LINE_AA)
    cv2.circle(plane, middle, round(radius * rng.uniform(0.6, 0.72)), 1.0, 1, cv2.LINE_AA)
    letters = rng.randint(14, 34)
    for number in range(letters):
        angle = 2 * np.pi * number / letters
        spot = [
            round(middle[axis] + 0.82 * radius * part)
            for axis, part in enumerate((np.cos(angle), np.sin(angle)))
        ]
        size = max(2, radius // 14)
        cv2.ellipse(
            plane, spot, (size, size + 2), np.degrees(angle), rng.randrange(180), 360, 1.0, 1, cv2.LINE_AA
        )
    for row in range(-2, 3):
        x, y = middle[0] - radius // 3, middle[1] + row * max(5, radius // 7)
        if rng.random() < 0.4:
            cv2.line(plane, (x, y), (x + 2 * radius // 3, y), 1.0, 1, cv2.LINE_AA)
    strength = rng.uniform(0.25, 0.9)
    pressed: Floats = (1.0 - (1.0 - ink) * (1.0 - strength * plane)).astype(np.float32)
    return pressed
