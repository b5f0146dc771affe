"""What makes a paper valid: a red round seal and a signature.

Everywhere `centre` is in units of 1/200 inch, `scale` pixels to the unit, and `page` is changed in place.
"""

import math
from random import Random

from PIL import Image, ImageDraw

from digitize.province.fonts import sans
from digitize.province.impress import PEN_BLACK, PEN_BLUE, REDS, press, stamped
from digitize.province.signature import drawn

_RADIUS = 142
"""Of a seal in units: 36 mm across (Thông tư 21/2012/TT-BCA)."""


def stamp(
    page: Image.Image, centre: tuple[float, float], holder: str, rng: Random, scale: float = 1.0
) -> None:
    """Press a round seal onto `page`.

    People's committees have the national emblem in the middle and their name around it; whoever else holds a seal has
    the name in the middle and the province around it (Nghị định 99/2016/NĐ-CP).

    Args:
        page: RGB.
        centre: of the seal.
        holder: name of the agency or company.
        rng: decides pad, pressure and angle.
        scale: pixels to the unit.
    """
    sharp = 2 * scale
    side = round(2 * (_RADIUS + 14) * sharp)
    form = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(form)
    for radius, width in ((_RADIUS, 6.0), (_RADIUS - 9, 2.4), (_RADIUS - 46, 3.0)):
        _circle(pen, side / 2, radius * sharp, max(1, round(width * sharp)))
    name = " ".join(holder.upper().split())
    if name.startswith(("ỦY BAN", "UỶ BAN", "UBND")):
        _along_ring(form, name, sharp)
        _emblem(pen, side / 2, sharp, rng)
    else:
        _along_ring(form, "TỈNH BÌNH DƯƠNG", sharp)
        _words(pen, side / 2, name, sharp)
    form = form.rotate(rng.gauss(0, 7), Image.Resampling.BICUBIC, fillcolor=255)
    form = form.resize((side // 2, side // 2), Image.Resampling.BOX)
    press(page, stamped(form, rng.choice(REDS), rng, scale), centre, scale)


def seam(page: Image.Image, y: float, holder: str, rng: Random, scale: float = 1.0) -> None:
    """Press giáp lai: the part of a round seal that falls on this sheet, at its right edge, `y` units down."""
    stamp(page, (page.width / scale + rng.uniform(20, 75), y), holder, rng, scale)


def sign(
    page: Image.Image,
    centre: tuple[float, float],
    rng: Random,
    scale: float = 1.0,
) -> None:
    """Sign `page` in one of several styles; the flourish may leave the room of 360 × 170 units."""
    ink = drawn(rng, scale, PEN_BLUE if rng.random() < 0.6 else PEN_BLACK)
    press(page, ink, centre, scale)


def _circle(pen: ImageDraw.ImageDraw, middle: float, radius: float, width: int) -> None:
    pen.ellipse((middle - radius, middle - radius, middle + radius, middle + radius), outline=0, width=width)


def _along_ring(form: Image.Image, text: str, sharp: float) -> None:
    """Set letters around the seal from the lower left over the top, heads outwards, a star at the foot."""
    face = sans("Bold", 27 * sharp)
    middle, reach = form.width / 2, (_RADIUS - 28) * sharp
    room = 2 * math.pi * 0.84
    advances = [face.getlength(letter) * 1.12 + 2.5 * sharp for letter in text]
    tight = min(1.0, room * reach / sum(advances))
    angle = -math.pi / 2 - sum(advances) * tight / reach / 2
    for letter, advance in zip(text, advances, strict=True):
        angle += advance * tight / reach / 2
        tile = Image.new("L", (round(64 * sharp),) * 2, 255)
        ImageDraw.Draw(tile).text((tile.width / 2, tile.height / 2), letter, font=face, fill=0, anchor="mm")
        if tight < 1:
            narrow = tile.resize((round(tile.width * tight), tile.height), Image.Resampling.BILINEAR)
            tile.paste(255, (0, 0, *tile.size))
            tile.paste(narrow, ((tile.width - narrow.width) // 2, 0))
        tile = tile.rotate(-math.degrees(angle) - 90, Image.Resampling.BILINEAR, fillcolor=255)
        corner = (
            round(middle + reach * math.cos(angle) - tile.width / 2),
            round(middle + reach * math.sin(angle) - tile.height / 2),
        )
        form.paste(0, corner, tile.point([255 - level for level in range(256)]))
        angle += advance * tight / reach / 2
    foot = (middle, middle + reach)
    ImageDraw.Draw(form).polygon(_star(*foot, 11 * sharp), fill=0)


def _words(pen: ImageDraw.ImageDraw, middle: float, text: str, sharp: float) -> None:
    """Set the text in the middle in up to four lines, as large as the inner ring allows."""
    words = text.split()
    rows = max(1, min(4, round(len(words) / 2)))
    parts = [
        " ".join(words[len(words) * row // rows : len(words) * (row + 1) // rows]) for row in range(rows)
    ]
    size = 30.0
    while size > 12 and max(sans("Bold", size).getlength(part) for part in parts) > (180 - 9 * rows):
        size -= 1
    for row, part in enumerate(parts):
        y = middle + (row - (rows - 1) / 2) * size * 1.25 * sharp
        pen.text((middle, y), part, font=sans("Bold", size * sharp), fill=0, anchor="mm")


def _emblem(pen: ImageDraw.ImageDraw, middle: float, sharp: float, rng: Random) -> None:
    """Draw the national emblem as coarse as rubber holds it: ears of rice, star, gear and ribbon."""
    grains = Random(rng.getrandbits(32))  # noqa: S311  # Ears of rice.
    for angle in range(-52, 233, 5):
        for radius in (56, 65, 74, 82):
            turn = math.radians(angle + grains.uniform(-2, 2))
            x = middle + radius * 0.98 * math.cos(turn) * sharp
            y = middle - radius * math.sin(turn) * sharp
            size = grains.uniform(2.6, 4.6) * sharp
            pen.ellipse((x - size, y - size, x + size, y + size), fill=0)
    _circle(pen, middle, 48 * sharp, max(1, round(2 * sharp)))
    pen.polygon(_star(middle, middle - 18 * sharp, 25 * sharp), fill=0)
    foot = middle + 42 * sharp
    for tooth in range(0, 190, 12):
        turn = math.radians(tooth)
        x, y = middle + 24 * math.cos(turn) * sharp, foot - 24 * math.sin(turn) * sharp
        pen.rectangle((x - 3 * sharp, y - 3 * sharp, x + 3 * sharp, y + 3 * sharp), fill=0)
    for radius in (20, 12, 5):
        pen.arc(
            (middle - radius * sharp, foot - radius * sharp, middle + radius * sharp, foot + radius * sharp),
            180, 360, fill=0, width=max(1, round(4 * sharp)),
        )  # fmt: skip
    ribbon = [(-62, 44), (62, 44), (74, 66), (40, 62), (40, 80), (-40, 80), (-40, 62), (-74, 66)]
    pen.polygon([(middle + x * sharp, middle + y * sharp) for x, y in ribbon], fill=0)
    face = sans("Bold", 13 * sharp)
    pen.text((middle, middle + 62 * sharp), "VIỆT NAM", font=face, fill=255, anchor="mm")


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    corners = []
    for number in range(10):
        reach = radius if number % 2 == 0 else radius * 0.4
        angle = math.pi * number / 5 - math.pi / 2
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return corners
