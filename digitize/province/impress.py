"""Pressing ink onto a page: how a rubber stamp leaves it, worn, uneven, smeared or set down twice."""

from random import Random

import cv2
import numpy as np
from PIL import Image, ImageChops

from digitize.province.noise import SCATTER, Pixels, mottle

REDS = ((230, 10, 22), (224, 14, 28), (238, 24, 32), (214, 26, 24), (222, 48, 46), (202, 18, 46))
"""Stamp pads as scanners show them: fresh ones first, then those that run dry or turn orange or crimson."""

PEN_BLACK, PEN_BLUE = (14, 16, 46), (28, 48, 148)


def stamped(
    form: Image.Image, colour: tuple[int, int, int], rng: Random, pixels_to_unit: float
) -> Image.Image:
    """Return the print of a rubber form: RGB on white, as large.

    Args:
        form: grey, 0 where the rubber stands out, 255 else.
        colour: of the pad, RGB.
        rng: decides pressure, wear and slips.
        pixels_to_unit: pixels to 1/200 inch.
    """
    turned = form.rotate(rng.gauss(0, 2.5), Image.Resampling.BICUBIC, fillcolor=255)
    bare = np.asarray(turned, dtype=np.uint8)
    ink = _taken(bare, rng, pixels_to_unit)
    if rng.random() < 0.07:
        slip = np.roll(ink, (rng.randrange(-4, 5), rng.randrange(-4, 5)), (0, 1))
        ink = np.asarray(cv2.addWeighted(ink, 0.8, slip, 0.5, 0), dtype=np.uint8)
    if rng.random() < 0.08:
        ink = np.maximum(ink, cv2.blur(ink, (1, max(1, round(5 * pixels_to_unit)))))
    part = [255 - (ink.astype(np.uint16) * (255 - level) // 255).astype(np.uint8) for level in colour]
    return Image.fromarray(np.dstack(part))


def press(page: Image.Image, ink: Image.Image, centre: tuple[float, float], scale: float) -> None:
    """Multiply ink onto the page (in place), as large as it is; what falls beside the page is lost.

    Args:
        page: RGB.
        ink: RGB on white, drawn at the page's resolution.
        centre: in units of 1/200 inch.
        scale: pixels to the unit.
    """
    left, top = round(centre[0] * scale - ink.width / 2), round(centre[1] * scale - ink.height / 2)
    box = (left, top, left + ink.width, top + ink.height)
    page.paste(ImageChops.multiply(page.crop(box), ink), box)


def _taken(bare: Pixels, rng: Random, pixels_to_unit: float) -> Pixels:
    """Return how much ink the paper took, 255 full: less on the side that was pressed less, grainy where dry."""
    chance = np.random.default_rng(rng.getrandbits(32))
    height, width = bare.shape
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    lean = rng.uniform(0, 0.3) * (x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1))
    dry = rng.uniform(0.0, 0.14) if rng.random() < 0.7 else rng.uniform(0.14, 0.42)
    patches = (mottle(chance, (height, width), 24).astype(np.float32) - 128) / SCATTER
    grains = (mottle(chance, (height, width), 1).astype(np.float32) - 128) / SCATTER
    pressure = 1 - dry - lean + np.float32(0.10) * patches + np.float32(0.13 + 0.3 * dry) * grains
    soft = cv2.GaussianBlur(255 - bare, (0, 0), 0.6 * pixels_to_unit).astype(np.float32) / 255
    ink = np.clip((soft - 0.5) * 3 + 0.5, 0, 1) * np.clip(pressure * 1.6 - 0.15, 0, 1)
    taken: Pixels = np.round(255 * np.clip(ink, 0, 1)).astype(np.uint8)
    return taken
