"""Stamps marks of secrecy and urgency onto drawn pages: the truth does not tell of those that the province stamps."""

from dataclasses import replace
from random import Random

import numpy as np
from PIL import Image

from digitize.ports import Pixels
from digitize.province.sheet import HEIGHT
from digitize.province.stamps import mark
from ocr_models.detection.data import Page
from ocr_models.detection.held import on_line
from ocr_models.detection.targets import Floats

_WORDS = ("MẬT", "MẬT", "TỐI MẬT", "TUYỆT MẬT", "HỎA TỐC", "KHẨN", "THƯỢNG KHẨN", "BẢN SAO")
_ROOM = 480, 140
"""Units that a mark needs at most."""

_INSIDE = 18, 10
"""Units from the frame to the letters, sideways and upright."""

_TRIES = 20


def marked(page: Page, rng: Random) -> tuple[Page, Floats]:
    """Return a page with a mark on it, where no line stands if there is such a place, and the line in the mark."""
    scale = max(page.grey.shape) / HEIGHT
    stamp, inside = _mark(scale, rng)
    height, width = stamp.shape
    for _ in range(_TRIES):
        x = rng.randrange(max(1, page.grey.shape[1] - width))
        y = rng.randrange(max(1, page.grey.shape[0] - height))
        box = inside + np.array([x, y, x, y, 0.0], np.float32)
        if not any(len(on_line(box[None, :4], line)) for line in page.boxes):
            break
    grey = page.grey.copy()
    part = grey[y : y + height, x : x + width]
    dyed = (part.astype(np.float32) * stamp[: part.shape[0], : part.shape[1]] / 255.0).astype(np.uint8)
    if len(np.unique(page.grey[::16, ::16])) <= 2:
        dyed = np.where(dyed < rng.randint(120, 180), 0, 255).astype(np.uint8)
    part[...] = dyed
    return replace(page, grey=grey, boxes=np.concatenate([page.boxes, box[None]])), box


def _mark(scale: float, rng: Random) -> tuple[Pixels, Floats]:
    """Return a mark as a scanner sees it, and where its letters stand in it."""
    room = tuple(round(side * scale) for side in _ROOM)
    scrap = Image.new("RGB", (room[0], room[1]), (255, 255, 255))
    mark(scrap, (_ROOM[0] / 2, _ROOM[1] / 2), rng.choice(_WORDS), rng, scale)
    grey = np.asarray(scrap.convert("L"), np.float32)
    rows, columns = (np.flatnonzero((grey < 200).any(axis)) for axis in (1, 0))
    aside, upright = (side * scale for side in _INSIDE)
    edges = columns[0] + aside, rows[0] + upright, columns[-1] + 1 - aside, rows[-1] + 1 - upright
    faded = 255.0 - (255.0 - grey) * rng.uniform(0.7, 1.3)
    return np.clip(faded, 0, 255).astype(np.uint8), np.array([*edges, 0.0], np.float32)
