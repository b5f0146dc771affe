"""A pen for lines and shapes that takes layout units."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]


class Pen:
    """Draws onto a page of `scale` pixels a layout unit; lines are at least a pixel wide."""

    def __init__(self, page: Image.Image, scale: float) -> None:
        self._draw = ImageDraw.Draw(page)
        self._scale = scale

    def line(self, points: Sequence[float], *, fill: Colour, width: float = 2) -> None:
        """Draw a line through points given as x, y, x, y, …."""
        self._draw.line(self._pixels(points), fill=fill, width=self._width(width))

    def rectangle(
        self,
        box: Sequence[float],
        *,
        outline: Colour | None = None,
        fill: Colour | None = None,
        width: float = 2,
        radius: float = 0,
    ) -> None:
        """Draw a rectangle (left, top, right, bottom), its corners rounded by `radius`."""
        self._draw.rounded_rectangle(
            self._pixels(box),
            radius=radius * self._scale,
            outline=outline,
            fill=fill,
            width=self._width(width),
        )

    def ellipse(
        self,
        box: Sequence[float],
        *,
        outline: Colour | None = None,
        fill: Colour | None = None,
        width: float = 2,
    ) -> None:
        """Draw the ellipse within a box (left, top, right, bottom)."""
        self._draw.ellipse(self._pixels(box), outline=outline, fill=fill, width=self._width(width))

    def polygon(self, points: Sequence[float], *, fill: Colour) -> None:
        """Fill the polygon of points given as x, y, x, y, …."""
        self._draw.polygon(self._pixels(points), fill=fill)

    def _pixels(self, points: Sequence[float]) -> list[float]:
        return [round(value * self._scale) for value in points]

    def _width(self, width: float) -> int:
        return max(1, round(width * self._scale))
