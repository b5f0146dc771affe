"""A flat-bed scanner that has seen better days: turns a drawn page into a scan of it."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digitize.province.sheet import HEIGHT, WIDTH


class Mode(StrEnum):
    """What the scanner was set to."""

    COLOUR = "colour"
    GREY = "grey"
    BITONAL = "bitonal"


@dataclass(frozen=True, slots=True)
class Look:
    """How one scan comes out.

    Attributes:
        skew: degrees counter-clockwise.
        blur: standard deviation in pixels.
        noise: standard deviation in grey levels of 255.
        tint: colour of the paper, RGB.
        contrast: how dark ink is, 1 as printed, near 0 vanished.
        quality: of the JPEG.
        upside_down: whether the sheet lay the wrong way round.
        grain: key of the noise.
    """

    skew: float
    blur: float
    noise: float
    tint: tuple[int, int, int]
    contrast: float
    quality: int
    mode: Mode
    upside_down: bool
    grain: int


def make_look(rng: Random, mode: Mode, *, upside_down: bool = False, illegible: bool = False) -> Look:
    """Return a look by chance: skew within ±1.5°, JPEG quality 60 to 85; an illegible one is nearly blank."""
    return Look(
        skew=rng.uniform(-1.5, 1.5),
        blur=4.5 if illegible else rng.uniform(0.35, 0.75),
        noise=rng.uniform(2.0, 6.5),
        tint=(rng.randrange(244, 254), rng.randrange(241, 251), rng.randrange(228, 246)),
        contrast=0.07 if illegible else rng.uniform(0.8, 1.0),
        quality=rng.randrange(60, 86),
        mode=mode,
        upside_down=upside_down,
        grain=rng.getrandbits(32),
    )


def scan(page: Image.Image, look: Look) -> Image.Image:
    """Return the scan of `page`: an RGB, L or 1-bit image of the same size."""
    pixels = np.asarray(page if look.mode is Mode.COLOUR else page.convert("L"), dtype=np.uint8)
    height, width = pixels.shape[:2]
    angle = look.skew + (180 if look.upside_down else 0)
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), angle, 1.0)
    turned = cv2.warpAffine(
        pixels, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255.0, 255.0, 255.0)
    )
    blurred = cv2.GaussianBlur(turned, (0, 0), look.blur)
    image = Image.fromarray(_light(np.asarray(blurred, dtype=np.float32), look))
    if look.mode is Mode.BITONAL:
        return image.point([0] * 168 + [255] * 88, "1")
    return image


def blank(look: Look) -> Image.Image:
    """Return the scan of an empty back page."""
    return scan(Image.new("RGB", (WIDTH, HEIGHT), (255, 255, 255)), look)


def _light(ink: NDArray[np.float32], look: Look) -> NDArray[np.uint8]:
    """Give ink (0 to 255) its paper, uneven light and noise; return bytes."""
    chance = np.random.default_rng(look.grain)
    height, width = ink.shape[:2]
    slope = np.linspace(chance.uniform(0.955, 1.0), chance.uniform(0.98, 1.0), width, dtype=np.float32)
    fall = np.linspace(chance.uniform(0.965, 1.0), 1.0, height, dtype=np.float32)
    light = slope[None, :] * fall[:, None]
    noise = chance.standard_normal((height, width), dtype=np.float32) * np.float32(look.noise)
    tint = np.array(look.tint if ink.ndim == 3 else (sum(look.tint) / 3,), dtype=np.float32)
    paper = (255 - (255 - ink) * np.float32(look.contrast)) * np.float32(1 / 255)
    if ink.ndim == 3:
        light, noise = light[:, :, None], noise[:, :, None]
    paper *= light
    paper *= tint
    paper += noise
    scanned: NDArray[np.uint8] = np.clip(paper, 0, 255).astype(np.uint8)
    return scanned
