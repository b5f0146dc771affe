"""What the scanner adds: focus, light, dust on the glass, a dirty roller, the lid beyond the sheet, noise."""

from dataclasses import dataclass
from random import Random

import cv2
import numpy as np

from digitize.province.noise import SCATTER, Pixels, grain


@dataclass(frozen=True, slots=True)
class Glass:
    """The state of the scanner.

    Attributes:
        blur: of the optics, standard deviation in inches.
        motion: how far the sheet moved during a line, in inches, along the page.
        shift: how far the sheet lay from its corner, (right, down) in inches.
        lid: level of what is seen beyond the sheet.
        white: level that the scanner takes for white: brighter paper is clipped.
        noise: standard deviation in levels.
        dust: specks on a page.
        streaks: lines that dirt on the roller's sensor draws down the page.
        threshold: level that parts black from white when bitonal.
    """

    blur: float
    motion: float
    shift: tuple[float, float]
    lid: int
    white: int
    noise: float
    dust: int
    streaks: int
    threshold: int


def make_glass(rng: Random, wear: float) -> Glass:
    """Return a scanner by chance, the dirtier the more `wear` (0 to 1)."""
    soft = rng.random() < 0.08 + 0.4 * wear
    dark = rng.random() < 0.08 + 0.3 * wear
    return Glass(
        blur=rng.uniform(0.0018, 0.0027) + (rng.uniform(0.0, 0.0065) * wear if soft else 0.0),
        motion=rng.uniform(0.002, 0.012) * wear if rng.random() < 0.25 * wear else 0.0,
        shift=(rng.gauss(0, 0.015 + 0.04 * wear), rng.gauss(0, 0.015 + 0.04 * wear)),
        lid=rng.randrange(10, 90) if dark else rng.randrange(236, 256),
        white=rng.randrange(228, 246) if rng.random() < 0.6 - 0.4 * wear else 255,
        noise=rng.uniform(0.6, 1.8) + 9.0 * wear * rng.random(),
        dust=round(rng.expovariate(1 / (15 + 900 * wear * wear))),
        streaks=rng.choice((1, 1, 2, 4)) if rng.random() < 0.05 + 0.25 * wear else 0,
        threshold=rng.randrange(140, 186),
    )


def seen(frame: Pixels, glass: Glass, dpi: int, chance: np.random.Generator) -> Pixels:
    """Return a grey frame, (height, width), as the optics show it, with the dirt on glass and roller."""
    blurred = cv2.GaussianBlur(frame, (0, 0), blur_of(glass, dpi))
    if glass.motion * dpi > 1:
        blurred = cv2.blur(blurred, (1, round(glass.motion * dpi)))
    image = np.asarray(blurred, dtype=np.uint8)
    _dirt(image, glass, dpi, chance)
    return image


def blur_of(glass: Glass, dpi: int) -> float:
    """Return the standard deviation of the optics' blur in pixels."""
    return max(0.3, glass.blur * dpi)


def tinted(
    image: Pixels, glass: Glass, strength: float, tint: tuple[int, int, int], *, colour: bool
) -> Pixels:
    """Return a grey image with faded ink on paper of its colour, RGB or grey, and room for noise above white.

    Args:
        image: (height, width), 255 is paper.
        glass: the scanner.
        strength: how dark full ink is, 0 to 1.
        tint: colour of the paper, RGB.
        colour: whether to return three channels.
    """
    faded = 1 - (1 - np.arange(256, dtype=np.float32) / 255) * np.float32(strength)
    parts = tint if colour else (round(sum(tint) / 3),)
    planes = [cv2.LUT(image, np.round(faded * part * _room(glass)).astype(np.uint8)) for part in parts]
    return np.asarray(cv2.merge(planes) if colour else planes[0], dtype=np.uint8)


def sensed(image: Pixels, glass: Glass, chance: np.random.Generator) -> Pixels:
    """Return what the sensor delivers: noise, and what is brighter than its white clipped, (height, width[, 3])."""
    gain = 255 / glass.white / _room(glass)
    level = glass.noise / SCATTER
    return np.asarray(
        cv2.addWeighted(image, gain, grain(chance, image.shape), level, -128 * level), dtype=np.uint8
    )


def _room(glass: Glass) -> float:
    """Return the share of the levels that paper takes before the sensor's gain."""
    return 1 - min(0.2, 2 * glass.noise / 255)


def _dirt(image: Pixels, glass: Glass, dpi: int, chance: np.random.Generator) -> None:
    """Strew dust over the frame and draw streaks down it (in place)."""
    height, width = image.shape[:2]
    for _ in range(glass.streaks):
        x, thick = int(chance.integers(0, width)), int(chance.integers(1, 3))
        depth = chance.uniform(0.5, 0.97)
        image[:, x : x + thick] = image[:, x : x + thick] * depth
    ys, xs = chance.integers(1, height - 2, glass.dust), chance.integers(1, width - 2, glass.dust)
    levels = chance.integers(0, 200, glass.dust)
    sizes = chance.geometric(0.5, glass.dust) * dpi / 300
    for y, x, level, size in zip(ys.tolist(), xs.tolist(), levels.tolist(), sizes.tolist(), strict=True):
        reach = max(1, round(size))
        image[y : y + reach, x : x + max(1, reach - 1)] = level
