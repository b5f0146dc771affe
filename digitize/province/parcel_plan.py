"""The sketch of a parcel on an extract of the cadastral map: its outline, corners, sides and neighbours."""

import math
from random import Random

from digitize.province.cases import Parcel
from digitize.province.sheet import INK, Align, Sheet

_HEIGHT = 640
_MIDDLE = 886
_GREY = (120, 120, 120)

Corner = tuple[float, float]


def draw_plan(sheet: Sheet, parcel: Parcel, rng: Random, top: float) -> float:
    """Draw the plan of `parcel` below `top` and return where it ends; lengths of sides agree with its area."""
    frame = (_MIDDLE - 560, top + 6, _MIDDLE + 560, top + _HEIGHT)
    sheet.pen.rectangle(frame, outline=INK, width=2)
    centre = (_MIDDLE + rng.randrange(-60, 60), top + _HEIGHT / 2)
    corners = _outline(rng, centre)
    _neighbours(sheet, corners, centre, frame, rng)
    flat = [value for corner in (*corners, corners[0]) for value in corner]
    sheet.pen.line(flat, fill=INK, width=3)
    unit = math.sqrt(float(parcel.area.replace(".", "").replace(",", ".")) / _area(corners))
    for number, (start, end) in enumerate(zip(corners, (*corners[1:], corners[0]), strict=True), 1):
        sheet.pen.ellipse(
            (start[0] - 6, start[1] - 6, start[0] + 6, start[1] + 6), outline=INK, fill=(255, 255, 255)
        )
        away = _towards(start, centre, -30)
        _label(sheet, str(number), away, 9)
        length = f"{math.dist(start, end) * unit:.2f}".replace(".", ",")
        _label(sheet, length, _towards(_mid(start, end), centre, 46), 9.5)
    _label(sheet, f"{parcel.number}", (centre[0], centre[1] - 26), 13)
    sheet.pen.line((centre[0] - 60, centre[1] + 8, centre[0] + 60, centre[1] + 8), fill=INK, width=2)
    _label(sheet, parcel.area, (centre[0], centre[1] + 32), 12)
    _north(sheet, (frame[2] - 70, top + 60))
    return top + _HEIGHT + 10


def _outline(rng: Random, centre: Corner) -> tuple[Corner, ...]:
    """Return four to six corners around `centre`, clockwise."""
    count = rng.choice((4, 4, 4, 5, 6))
    turn = rng.uniform(-0.25, 0.25)
    corners = []
    for number in range(count):
        angle = turn + math.pi / 4 + 2 * math.pi * (number + rng.uniform(-0.1, 0.1)) / count
        reach = rng.uniform(0.85, 1.1)
        corners.append((centre[0] + 270 * reach * math.cos(angle), centre[1] + 205 * reach * math.sin(angle)))
    return tuple(corners)


def _neighbours(
    sheet: Sheet,
    corners: tuple[Corner, ...],
    centre: Corner,
    frame: tuple[float, float, float, float],
    rng: Random,
) -> None:
    """Draw the borders of neighbouring parcels outwards from the corners, and their numbers between them."""
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        out = _towards(start, centre, -rng.uniform(90, 150))
        inside = (min(max(out[0], frame[0] + 4), frame[2] - 4), min(max(out[1], frame[1] + 4), frame[3] - 4))
        sheet.pen.line((*start, *inside), fill=_GREY, width=2)
        name = rng.choice((str(rng.randrange(1, 2400)), str(rng.randrange(1, 2400)), "Đường", "Mương"))
        spot = _towards(_mid(start, end), centre, -64)
        if frame[1] + 20 < spot[1] < frame[3] - 20:
            _label(sheet, name, spot, 10)


def _label(sheet: Sheet, text: str, centre: Corner, points: float) -> None:
    sheet.y = centre[1] - sheet.step(points) / 2
    sheet.write(text, left=centre[0] - 90, right=centre[0] + 90, align=Align.CENTRE, points=points)


def _north(sheet: Sheet, foot: Corner) -> None:
    x, y = foot
    sheet.pen.line((x, y + 60, x, y), fill=INK, width=3)
    sheet.pen.polygon((x - 12, y + 16, x + 12, y + 16, x, y - 14), fill=INK)
    _label(sheet, "B", (x, y - 32), 11)


def _mid(start: Corner, end: Corner) -> Corner:
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2


def _towards(point: Corner, goal: Corner, step: float) -> Corner:
    """Return the point `step` from `point` on the way to `goal`; away from it if negative."""
    far = math.dist(point, goal)
    return point[0] + (goal[0] - point[0]) * step / far, point[1] + (goal[1] - point[1]) * step / far


def _area(corners: tuple[Corner, ...]) -> float:
    pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2
