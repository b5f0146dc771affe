"""A flat-bed scanner that has seen better days: turns a drawn page into a scan of it."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

import cv2
import img2pdf
import numpy as np
from PIL import Image

from digitize.model.geometry import Affine
from digitize.province.colours import Patch, grey_patch, laid_patch, parted, press
from digitize.province.glass import Glass, blur_of, make_glass, seen, sensed, tinted
from digitize.province.ground import Ground, make_ground, on_paper
from digitize.province.noise import Pixels
from digitize.province.profile import HABITS, Mode, Profile
from digitize.province.toner import Toner, make_toner, printed

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Look:
    """How one scan comes out.

    Attributes:
        dpi: dots per inch; the page is drawn at it.
        mode: what the scanner was set to.
        skew: degrees counter-clockwise, within ±3.
        turned: quarter turns of the sheet on the glass, degrees counter-clockwise: 0, 90, 180 or 270.
        toner: how the ink lies.
        ground: the sheet.
        glass: the scanner.
        quality: of the JPEG.
        grain: key of all noise and of the places of all damage.
    """

    dpi: int
    mode: Mode
    skew: float
    turned: int
    toner: Toner
    ground: Ground
    glass: Glass
    quality: int
    grain: int


@dataclass(frozen=True, slots=True)
class Scanned:
    """A frame as it is stored.

    Attributes:
        image: RGB, L or 1-bit.
        to_scan: from pixels of the upright page to pixels of the frame.
    """

    image: Image.Image
    to_scan: Affine


def make_look(
    rng: Random,
    profile: Profile,
    *,
    mode: Mode | None = None,
    dpi: int | None = None,
    turned: int = 0,
    illegible: bool = False,
) -> Look:
    """Return a look by chance.

    Args:
        rng: dice.
        profile: says how often what happens.
        mode: what the scanner was set to; by chance if None.
        dpi: resolution; by chance if None.
        turned: quarter turns of the sheet, degrees counter-clockwise; 180 lies upside down.
        illegible: nearly blank.
    """
    habits = HABITS[profile]
    wear = rng.betavariate(*habits.wear)
    toner, ground, glass = make_toner(rng, wear, habits.soft), make_ground(rng, wear), make_glass(rng, wear)
    if illegible:
        toner, glass = replace(toner, strength=0.07), replace(glass, blur=0.0225, white=255)
    return Look(
        dpi=dpi or _weighted(rng, habits.resolutions),
        mode=mode or _weighted(rng, habits.modes),
        skew=max(-3.0, min(3.0, rng.gauss(0.0, habits.skew))),
        turned=turned,
        toner=toner,
        ground=ground,
        glass=glass,
        quality=rng.randint(*habits.quality),
        grain=rng.getrandbits(32),
    )


def scan(page: Image.Image, look: Look, behind: Image.Image | None = None) -> Scanned:
    """Return the scan of a page.

    Args:
        page: RGB, drawn upright at `look.dpi`.
        look: how it comes out.
        behind: the other side of the sheet, or the sheet below, as large; shines through thin paper. The page itself
            stands in for it if None.
    """
    chance = np.random.default_rng(look.grain)
    ink, patches = _inks(page, look)
    other = ink if behind is None else np.asarray(behind.convert("L"), dtype=np.uint8)
    sheet = on_paper(printed(ink, look.toner, look.dpi, chance), look.ground, look.dpi, other, chance)
    frame, to_scan = _laid(sheet, look)
    colour = look.mode is Mode.COLOUR
    grey = seen(frame, look.glass, look.dpi, chance)
    image = tinted(grey, look.glass, look.toner.strength, look.ground.tint, colour=colour)
    size = (frame.shape[1], frame.shape[0])
    for patch in patches:
        if laid := laid_patch(patch, to_scan, size, blur_of(look.glass, look.dpi)):
            press(image, laid)
    scanned = Image.fromarray(sensed(image, look.glass, chance))
    if look.mode is Mode.BITONAL:
        cut = look.glass.threshold
        scanned = scanned.point([0] * cut + [255] * (256 - cut), "1")
    return Scanned(scanned, to_scan)


def blank(look: Look, front: Image.Image | None = None) -> Scanned:
    """Return the scan of an empty back of A4, the front shining through it where it is given."""
    return scan(Image.new("RGB", page_size(look.dpi), (255, 255, 255)), look, front)


def page_size(dpi: int) -> tuple[int, int]:
    """Return width and height of A4 in pixels."""
    return round(dpi * 210 / 25.4), round(dpi * 297 / 25.4)


def encode(images: Sequence[Image.Image], look: Look, suffix: str) -> bytes:
    """Return the bytes of a file as scanners write them.

    Args:
        images: frames in order; ".jpg" takes one.
        look: the frames' common look.
        suffix: ".jpg", ".tif" (one or many pages; CCITT G4 where bitonal, else JPEG) or ".pdf" (wraps the same streams).
    """
    if suffix == ".jpg":
        return _jpeg(images[0], look)
    if suffix == ".tif":
        return _tiff(images, look)
    streams = [_tiff([image], look) if look.mode is Mode.BITONAL else _jpeg(image, look) for image in images]
    pdf: bytes = img2pdf.convert(streams, nodate=True, engine=img2pdf.Engine.internal)
    return pdf


def _inks(page: Image.Image, look: Look) -> tuple[Pixels, tuple[Patch, ...]]:
    """Return print and coloured ink; a photocopy knows only print, and a grey scan only grey patches."""
    if look.toner.copies:
        return np.asarray(page.convert("L"), dtype=np.uint8), ()
    ink, patches = parted(np.asarray(page, dtype=np.uint8))
    if look.mode is Mode.COLOUR:
        return ink, patches
    return ink, tuple(grey_patch(patch) for patch in patches)


def _laid(sheet: Pixels, look: Look) -> tuple[Pixels, Affine]:
    """Return the frame with the sheet as it lay on the glass, and the map from the upright page to it."""
    height, width = sheet.shape[:2]
    size = (height, width) if look.turned % 180 else (width, height)
    angle = math.radians(look.skew + look.turned)
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = (width - 1) / 2, (height - 1) / 2
    to_x = (size[0] - 1) / 2 + look.glass.shift[0] * look.dpi
    to_y = (size[1] - 1) / 2 + look.glass.shift[1] * look.dpi
    to_scan = Affine(cos, sin, to_x - cos * x - sin * y, -sin, cos, to_y + sin * x - cos * y)
    matrix = np.array([[to_scan.a, to_scan.b, to_scan.c], [to_scan.d, to_scan.e, to_scan.f]])
    frame = cv2.warpAffine(sheet, matrix, size, flags=cv2.INTER_LINEAR, borderValue=float(look.glass.lid))
    return np.asarray(frame, dtype=np.uint8), to_scan


def _jpeg(image: Image.Image, look: Look) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", dpi=(look.dpi, look.dpi), quality=look.quality)
    return buffer.getvalue()


def _tiff(images: Sequence[Image.Image], look: Look) -> bytes:
    """Return a TIFF of one page or many: CCITT G4 where bitonal, JPEG else."""
    buffer = io.BytesIO()
    bitonal = look.mode is Mode.BITONAL
    images[0].save(
        buffer,
        "TIFF",
        dpi=(look.dpi, look.dpi),
        compression="group4" if bitonal else "jpeg",
        save_all=True,
        append_images=list(images[1:]),
        **({} if bitonal else {"quality": look.quality}),
    )
    return buffer.getvalue()


def _weighted(rng: Random, choices: Sequence[tuple[Choice, int]]) -> Choice:
    """Return one of the choices, each as often as its weight says."""
    return rng.choices([choice for choice, _ in choices], [weight for _, weight in choices])[0]
