"""Where things lie: boxes of one picture of a page brought onto another, and how far they overlap."""

from collections.abc import Iterable

from digitize.model.geometry import Affine, Box

Corner = tuple[float, float]
Quad = tuple[Corner, ...]
"""The corners of a convex polygon, in order."""


def quad_of(box: Box) -> Quad:
    """Return the corners of a box, clockwise on the page from the top left."""
    return (
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
    )


def moved(quad: Quad, by: Affine) -> Quad:
    """Return the corners as `by` maps them."""
    return tuple(by.apply(*corner) for corner in quad)


def around(quad: Quad) -> Box:
    """Return the smallest box of whole pixels around a polygon."""
    xs, ys = zip(*quad, strict=True)
    return Box(round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))


def iou(quad: Quad, box: Box) -> float:
    """Return the area that a convex polygon and a box share, as a share of what they cover together, 0 to 1."""
    area = _area(quad)
    shared = _area(_clipped(quad, box))
    covered = area + box.area - shared
    return min(1.0, shared / covered) if covered > 0 else 0.0


def best_iou(quad: Quad, boxes: Iterable[Box]) -> float:
    """Return the greatest overlap with any of the boxes, 0 with none."""
    return max((iou(quad, box) for box in boxes), default=0.0)


def _area(quad: Quad) -> float:
    """Return the area of a polygon by the shoelace formula."""
    turned = (*quad[1:], *quad[:1])
    return abs(sum(x * y2 - x2 * y for (x, y), (x2, y2) in zip(quad, turned, strict=True))) / 2


def _clipped(quad: Quad, box: Box) -> Quad:
    """Return the part of a convex polygon within a box (Sutherland and Hodgman 1974)."""
    for axis, border, inward in ((0, box.left, 1), (0, box.right, -1), (1, box.top, 1), (1, box.bottom, -1)):
        quad = _cut(quad, axis, border, inward)
    return quad


def _cut(quad: Quad, axis: int, border: int, inward: int) -> Quad:
    """Return what lies on the inner side of a border that stands upright (axis 0) or lies level (axis 1)."""
    kept: list[Corner] = []
    for here, there in zip(quad, (*quad[1:], *quad[:1]), strict=True):
        inside, beyond = (here[axis] - border) * inward, (there[axis] - border) * inward
        if inside >= 0:
            kept.append(here)
        if (inside >= 0) != (beyond >= 0):
            share = inside / (inside - beyond)
            kept.append((here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])))
    return tuple(kept)
