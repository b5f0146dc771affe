"""What makes a paper valid: a red round seal, a signature in blue ink, and a machine-readable code."""

import math
from random import Random

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

from digitize.province.fonts import font

_RED = (212, 38, 52)
_BLUE = (38, 52, 150)
_WHITE = (255, 255, 255)


def stamp(page: Image.Image, centre: tuple[int, int], ring: str, rng: Random) -> None:
    """Press a round seal of 36 mm onto `page` (in place): rings, `ring` text along the edge, a star."""
    size = 300
    seal = Image.new("RGB", (size, size), _WHITE)
    pen = ImageDraw.Draw(seal)
    pen.ellipse((8, 8, size - 8, size - 8), outline=_RED, width=5)
    pen.ellipse((62, 62, size - 62, size - 62), outline=_RED, width=3)
    _along_ring(seal, ring.upper(), radius=110)
    pen.polygon(_star(size / 2, 46), fill=_RED)
    seal = seal.rotate(rng.uniform(-14, 14), Image.Resampling.BICUBIC, fillcolor=_WHITE)
    worn = Image.fromarray(_wear(size, rng))
    seal = Image.composite(seal, Image.new("RGB", seal.size, _WHITE), worn)
    _press(page, seal, centre)


def sign(page: Image.Image, centre: tuple[int, int], rng: Random) -> None:
    """Scribble a signature in blue ink onto `page` (in place)."""
    ink = Image.new("RGB", (360, 170), _WHITE)
    waves = [(rng.uniform(2.5, 6.5), rng.uniform(0, 6.3), rng.uniform(18, 46)) for _ in range(3)]
    points = []
    for step in range(90):
        t = step / 89
        x = (
            40
            + 270 * t
            + sum(size * 0.55 * math.sin(speed * 6.3 * t + turn) for speed, turn, size in waves[:2])
        )
        y = (
            85
            + sum(size * (1 - 0.5 * t) * math.cos(speed * 5.1 * t + turn) for speed, turn, size in waves)
            * 0.7
        )
        points.append((x, y))
    pen = ImageDraw.Draw(ink)
    pen.line(points, fill=_BLUE, width=4, joint="curve")
    pen.line((points[-1], (points[-1][0] - 250, 140 + rng.uniform(-12, 12))), fill=_BLUE, width=3)
    _press(page, ink, centre)


def barcode(page: Image.Image, corner: tuple[int, int], text: str, kind: str) -> None:
    """Print a barcode ("Code128", "QRCode") of `text` with its top left corner at `corner` (in place)."""
    form = zxingcpp.barcode_format_from_str(kind)
    drawn = zxingcpp.create_barcode(text, form).to_image(scale=2 if kind == "Code128" else 5)
    image = Image.fromarray(np.asarray(drawn, dtype=np.uint8)).convert("RGB")
    if kind == "Code128":
        image = image.resize((image.width, 90), Image.Resampling.NEAREST)
    page.paste(image, corner)


def _press(page: Image.Image, ink: Image.Image, centre: tuple[int, int]) -> None:
    """Multiply ink onto the page, as a stamp pad does."""
    left, top = centre[0] - ink.width // 2, centre[1] - ink.height // 2
    box = (left, top, left + ink.width, top + ink.height)
    page.paste(ImageChops.multiply(page.crop(box), ink), box)


def _wear(size: int, rng: Random) -> NDArray[np.uint8]:
    """Return how much ink reached the paper, 150 to 255, in soft patches."""
    patches = np.random.default_rng(rng.getrandbits(32)).integers(130, 255, (9, 9), dtype=np.uint8)
    smooth = Image.fromarray(patches).resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(smooth, dtype=np.uint8)


def _along_ring(seal: Image.Image, text: str, radius: int) -> None:
    """Set letters around the seal, their heads outwards, starting at the lower left."""
    face = font("Bold", 8.5)
    step = min(0.175, 5.6 / max(1, len(text)))
    start = -math.pi / 2 - step * (len(text) - 1) / 2
    for number, letter in enumerate(text):
        angle = start + step * number
        tile = Image.new("L", (44, 44), 0)
        ImageDraw.Draw(tile).text((22, 22), letter, font=face, fill=255, anchor="mm")
        tile = tile.rotate(-math.degrees(angle) - 90, Image.Resampling.BICUBIC)
        x = seal.width / 2 + radius * math.cos(angle) - 22
        y = seal.height / 2 + radius * math.sin(angle) - 22
        seal.paste(_RED, (round(x), round(y)), tile)


def _star(middle: float, radius: float) -> list[tuple[float, float]]:
    corners = []
    for number in range(10):
        reach = radius if number % 2 == 0 else radius * 0.4
        angle = math.pi * number / 5 - math.pi / 2
        corners.append((middle + reach * math.cos(angle), middle + reach * math.sin(angle)))
    return corners
