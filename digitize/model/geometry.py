"""Boxes and transforms. Boxes are whole pixels of the prepared page image, origin top left."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, origin top left, right and bottom exclusive.

    Raises:
        ValueError: if it is turned inside out.
    """

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.right < self.left or self.bottom < self.top:
            raise ValueError(f"box is inside out: {self}")

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def area(self) -> int:
        """Area in square pixels."""
        return self.width * self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Centre as (x, y)."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def intersection(self, other: "Box") -> int:
        """Return the shared area in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, width) * max(0, height)


def enclose(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all of `boxes`.

    Raises:
        ValueError: if there is none.
    """
    seen = list(boxes)
    return Box(
        min(box.left for box in seen),
        min(box.top for box in seen),
        max(box.right for box in seen),
        max(box.bottom for box in seen),
    )


@dataclass(frozen=True, slots=True)
class Affine:
    """Maps a point of the prepared page image to the scan: x' = a·x + b·y + c, y' = d·x + e·y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """Return the image of the point (x, y)."""
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def inverse(self) -> "Affine":
        """Return the map back.

        Raises:
            ValueError: it flattens the plane, so there is none.
        """
        determinant = self.a * self.e - self.b * self.d
        if determinant == 0:
            raise ValueError("an affine map without an inverse")
        a, b = self.e / determinant, -self.b / determinant
        d, e = -self.d / determinant, self.a / determinant
        return Affine(a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f))
