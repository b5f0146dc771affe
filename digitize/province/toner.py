"""What printer and copier make of a drawn page: edges of toner, strokes too thin or too fat, copies of copies."""

from dataclasses import dataclass
from random import Random

import cv2
import numpy as np

from digitize.province.noise import SCATTER, Pixels, mottle

_LIFT = 9.0
"""Levels by which a copier darkens what it copies, as its automatic exposure does, so that thin strokes come along."""


@dataclass(frozen=True, slots=True)
class Toner:
    """How the ink lies on the paper.

    Attributes:
        strength: how dark full ink is, 1 black, near 0 vanished.
        soft: how far toner and dot gain blur what is drawn before it sets, standard deviation in inches; small marks
            clog and hooks close while strokes stay sharp.
        spread: how far the edge of a stroke moves outwards, in levels of its slope; below 0 strokes thin out.
        rough: how ragged edges are, standard deviation in levels of their slope.
        patchy: how much of the toner is missing in patches, in levels: high values break strokes.
        copies: how often the page was photocopied before it was scanned.
    """

    strength: float
    soft: float
    spread: float
    rough: float
    patchy: float
    copies: int


def make_toner(rng: Random, wear: float, soft: tuple[float, float]) -> Toner:
    """Return a print by chance, the worse the more `wear` (0 to 1), its blur within the range `soft`."""
    faint, thin = rng.random() < 0.1 + 0.3 * wear, rng.random() < 0.2 + 0.2 * wear
    return Toner(
        strength=rng.uniform(0.9 - 0.4 * wear, 1.0 - 0.25 * wear) if faint else rng.uniform(0.94, 1.0),
        soft=rng.uniform(*soft),
        spread=-rng.uniform(0, 4 + 18 * wear) if thin else rng.uniform(0, 24 + 50 * wear),
        rough=rng.uniform(8, 18) + 16 * wear * rng.random(),
        patchy=rng.uniform(0, 4) + 22 * wear * rng.random() ** 2,
        copies=sum(rng.random() < 0.5 * wear for _ in range(3)),
    )


def printed(page: Pixels, toner: Toner, dpi: int, chance: np.random.Generator) -> Pixels:
    """Return the black print of a page, (height, width), as printer and copiers leave it.

    A stroke's edge is where its blurred slope crosses half: noise in the slope makes the edge ragged, a shift makes
    strokes thin or fat, and a broad noise breaks them, as uneven fusing of the toner does.
    """
    for number in range(toner.copies + 1):
        share, lift = (1.0, 0.0) if number == 0 else (0.6, _LIFT)
        soft = cv2.GaussianBlur(page, (0, 0), max(0.3, share * toner.soft * dpi))
        rough, patchy = share * toner.rough / SCATTER, 2 * share * toner.patchy / SCATTER
        gaps = cv2.subtract(mottle(chance, soft.shape, 6), np.array(128.0))
        ground = cv2.addWeighted(mottle(chance, soft.shape, 1), rough, gaps, patchy, 128 * (1 - rough))
        steep = 1.0 + dpi / 150
        middle = 128 * (1 - 2 * steep) - (share * toner.spread + lift) * steep
        page = np.asarray(cv2.addWeighted(soft, steep, ground, steep, middle), dtype=np.uint8)
    return page
