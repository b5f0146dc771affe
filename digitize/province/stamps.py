"""What desks stamp onto a paper or stick on it: arrival, secrecy, urgency, a name, a note.

Everywhere `centre` is in units of 1/200 inch, `scale` pixels to the unit, and `page` is changed in place.
"""

from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw

from digitize.province.fonts import sans
from digitize.province.hand import Hand, width, write
from digitize.province.impress import REDS, press, stamped

_VIOLET = ((96, 58, 150), (70, 60, 160), (128, 50, 128))
_NOTES = ((252, 240, 140), (255, 228, 110), (250, 200, 212), (196, 232, 178), (186, 222, 246))
_WHITE = (255, 255, 255)


def incoming(
    page: Image.Image,
    centre: tuple[float, float],
    agency: str,
    number: str,
    day: str,
    hand: Hand,
    rng: Random,
    scale: float = 1.0,
) -> None:
    """Stamp ĐẾN (arrived) with number and day filled in by hand, as văn thư does with what comes in.

    Args:
        page: RGB.
        centre: of the stamp, 400 × 150 units.
        agency: whose stamp it is; stands on top.
        number: số đến, written by hand.
        day: written by hand.
        hand: the clerk's.
        rng: decides pad and pressure.
        scale: pixels to the unit.
    """
    wide, high, head, cell = 400, 150, 34, 110
    form = Image.new("L", (round((wide + 24) * scale), round((high + 24) * scale)), 255)
    pen = ImageDraw.Draw(form)
    lines = ("Số:", "Ngày:", "Chuyển:")[: rng.choice((2, 3, 3))]
    step = (high - head) / len(lines)
    _frame(pen, (12, 12, 12 + wide, 12 + high), scale)
    _frame(pen, (12, 12 + head, 12 + cell, 12 + high), scale)
    pen.line(_scaled((12, 12 + head, 12 + wide, 12 + head), scale), fill=0, width=round(2.4 * scale))
    _fitted(pen, (12 + wide / 2, 12 + head / 2), agency.upper(), (wide - 16, 24), scale)
    _fitted(
        pen,
        (12 + cell / 2, 12 + (head + high) / 2),
        rng.choice(("ĐẾN", "ĐẾN", "CV ĐẾN")),
        (cell - 14, 44),
        scale,
    )
    face = sans("Regular", 25 * scale)
    for row, label in enumerate(lines):
        y = 12 + head + step * (row + 0.72)
        pen.text(((22 + cell) * scale, y * scale), label, font=face, fill=0, anchor="ls")
        start = (26 + cell) * scale + face.getlength(label)
        dots = "." * int(((4 + wide) * scale - start) / face.getlength("."))
        pen.text((start, y * scale), dots, font=face, fill=0, anchor="ls")
    ink = stamped(form, rng.choice((*REDS[:4], *_VIOLET)), rng, scale)
    for row, text in enumerate((number, day)):
        start = (26 + cell) * scale + face.getlength(lines[row]) + rng.uniform(6, 30) * scale
        y = (12 + head + step * (row + 0.72) + rng.uniform(-4, 1)) * scale
        write(ink, start, y, text, rng.uniform(0.8, 1.0) * min(40.0, step) * scale, rng, hand)
    press(page, ink, centre, scale)


def mark(page: Image.Image, centre: tuple[float, float], text: str, rng: Random, scale: float = 1.0) -> None:
    """Stamp a framed word in red: "MẬT", "TỐI MẬT", "KHẨN", "HỎA TỐC", "BẢN SAO"."""
    face = sans("Bold", rng.uniform(38, 48) * scale)
    inside = (face.getlength(text), 1.15 * face.size)
    side, thick = 18 * scale, max(1, round(rng.uniform(3, 5) * scale))
    size = (round(inside[0] + 2 * side + 24 * scale), round(inside[1] + 1.1 * side + 24 * scale))
    form = Image.new("L", size, 255)
    pen = ImageDraw.Draw(form)
    edge = 12 * scale
    pen.rectangle((edge, edge, size[0] - edge, size[1] - edge), outline=0, width=thick)
    pen.text((size[0] / 2, size[1] / 2), text, font=face, fill=0, anchor="mm")
    press(page, stamped(form, rng.choice(REDS), rng, scale), centre, scale)


def note(
    page: Image.Image,
    centre: tuple[float, float],
    text: str,
    hand: Hand,
    rng: Random,
    scale: float = 1.0,
) -> None:
    """Stick a note of 51 × 38 mm onto the page, written on by hand; it hides what lies below and casts a shade."""
    paper = Image.new("RGB", (round(402 * scale), round(299 * scale)), rng.choice(_NOTES))
    size = 46 * scale
    for row, line in enumerate(_lines(text, 0.84 * paper.width, size, hand)):
        write(paper, 0.08 * paper.width, (76 + 70 * row) * scale, line, size, rng, hand)
    shape = Image.new("L", paper.size, 255)
    degrees = rng.gauss(0, 3)
    turned = paper.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    shape = shape.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    corner = (round(centre[0] * scale - turned.width / 2), round(centre[1] * scale - turned.height / 2))
    _shade(page, shape, (corner[0] + round(3 * scale), corner[1] + round(5 * scale)), scale)
    page.paste(turned, corner, shape)


def _lines(text: str, room: float, size: float, hand: Hand) -> list[str]:
    """Break a text at blanks into lines that fit into `room` pixels."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size, hand) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _shade(page: Image.Image, shape: Image.Image, corner: tuple[int, int], scale: float) -> None:
    """Darken the page where a thing of this shape throws its shadow, softly."""
    room = round(12 * scale)
    dark = np.pad(np.asarray(shape, dtype=np.uint8), room)
    soft = 255 - np.asarray(cv2.GaussianBlur(dark, (0, 0), 4 * scale), dtype=np.uint8) // 3
    grey = Image.fromarray(soft)
    press(
        page,
        Image.merge("RGB", (grey, grey, grey)),
        ((corner[0] - room + grey.width / 2) / scale, (corner[1] - room + grey.height / 2) / scale),
        scale,
    )


def _fitted(
    pen: ImageDraw.ImageDraw, middle: tuple[float, float], text: str, room: tuple[float, float], scale: float
) -> None:
    """Set a line around `middle` as large as `room` (width, height) allows."""
    size = min(room[1], room[1] * room[0] / sans("Bold", room[1]).getlength(text))
    face = sans("Bold", round(size * scale, 1))
    pen.text((middle[0] * scale, middle[1] * scale), text, font=face, fill=0, anchor="mm")


def _frame(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float], scale: float) -> None:
    pen.rectangle(_scaled(box, scale), outline=0, width=max(1, round(3 * scale)))


def _scaled(box: tuple[float, float, float, float], scale: float) -> tuple[float, float, float, float]:
    return box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale
