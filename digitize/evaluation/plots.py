"""Plots as inline SVG: few enough marks that no library is worth its weight in a report that is one file.

Nothing that was read from a paper or named by a person is written into them, so nothing needs to be escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from digitize.evaluation.calibration import Calibration

WIDTH, HEIGHT = 350, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 12, 38

CER_EDGES = (0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.4)
"""Lower edges of the classes of the histogram; the last one is open. Unequal, for good pages differ by little."""

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_FINEST = 1 / 200
"""Points of a curve nearer than this are one to the eye."""
_SMALLEST_DOT, _LARGEST_DOT = 2.5, 7.0


@dataclass(frozen=True, slots=True)
class Series:
    """What one reader contributes to a plot: the class of its colour in the style sheet, and its answers."""

    colour: str
    answers: Calibration


_STYLE = (
    "svg{background:#fff;font-family:sans-serif}text{font-size:10.5px;fill:#666;text-anchor:middle}text.end{text-anchor:end}"
    ".grid{stroke:#ddd}.line{fill:none;stroke-width:1.8}.ideal{stroke:#999;stroke-dasharray:2 4}"
    ".dashed{stroke-dasharray:5 4;stroke-width:1.3}.line.first{stroke:#1f5fa8}.dot.first{fill:#1f5fa8}"
    ".line.second{stroke:#b3541e}.dot.second{fill:#b3541e}"
)


def alone(plot: str) -> str:
    """Return a plot as a file of its own: with its namespace, and with the style that the report's sheet gives it there."""
    return (
        plot.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(
            ">", f"><style>{_STYLE}</style>", 1
        )
        + "\n"
    )


def reliability(series: Sequence[Series]) -> str:
    """Draw the share of right answers over the confidence printed with them; the larger the dot, the more answers."""
    parts = [_frame("độ tin cậy in kèm", "tỷ lệ đúng"), _line([(0.0, 0.0), (1.0, 1.0)], "ideal")]
    for one in series:
        bins = [row for row in one.answers.bins() if row.answers]
        parts.append(_line([(row.confidence, row.right) for row in bins], one.colour))
        most = max((row.answers for row in bins), default=1)
        for row in bins:
            size = _SMALLEST_DOT + (_LARGEST_DOT - _SMALLEST_DOT) * (row.answers / most) ** 0.5
            note = f"{row.low:.1f}–{row.high:.1f}: {row.answers} câu trả lời, đúng {row.right:.1%}"
            parts.append(_dot(row.confidence, row.right, size, one.colour, note.replace(".", ",")))
    return _svg(parts)


def precision_by_threshold(series: Sequence[Series]) -> str:
    """Draw how many of the answers at or above a threshold are right, and, dashed, how many are left of all."""
    parts = [_frame("ngưỡng tin cậy", "tỷ lệ")]
    for one in series:
        points = one.answers.curve()
        parts.append(_line(_thinned([(point.threshold, point.precision) for point in points]), one.colour))
        kept = _thinned([(point.threshold, point.coverage) for point in points])
        parts.append(_line(kept, f"{one.colour} dashed"))
    return _svg(parts)


def cer_histogram(rates: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Draw how many pages of each reader fall into each class of CER.

    Args:
        rates: (class of the colour, CER of each page), one a reader.
    """
    counts = [(colour, _classes(pages)) for colour, pages in rates]
    top = max((count for _, row in counts for count in row), default=0) or 1
    width = 1 / len(CER_EDGES)
    parts = [_grid([(count / top, str(count)) for count in _round_counts(top)], "CER của trang", "số trang")]
    for number, (colour, row) in enumerate(counts):
        bar = 0.84 * width / len(counts)
        for index, count in enumerate(row):
            left = index * width + 0.08 * width + number * bar
            parts.append(_bar(left, bar, count / top, colour, f"{_class_name(index)}: {count} trang"))
    middles = ((_x((index + 0.5) * width), index) for index in range(len(CER_EDGES)))
    parts += [_label(x, HEIGHT - _BOTTOM + 14, _class_name(index)) for x, index in middles]
    return _svg(parts)


def _classes(rates: Sequence[float]) -> list[int]:
    """Return how many rates lie from each edge up to the next."""
    borders = (*CER_EDGES, float("inf"))
    return [sum(low <= rate < high for rate in rates) for low, high in pairwise(borders)]


def _class_name(index: int) -> str:
    low = round(100 * CER_EDGES[index])
    last = index + 1 == len(CER_EDGES)
    return f"≥{low} %" if last else f"{low}–{round(100 * CER_EDGES[index + 1])}"


def _round_counts(top: int) -> list[int]:
    """Return at most five whole numbers from 0 to `top`, evenly apart."""
    step = max(1, -(-top // 4))
    return list(range(0, top + 1, step))


def _thinned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points without those that the eye cannot part from the one before; the ends stay."""
    kept: list[tuple[float, float]] = []
    for point in points:
        if not kept or max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1])) >= _FINEST:
            kept.append(point)
    if points and kept[-1] != points[-1]:
        kept.append(points[-1])
    return kept


def _svg(parts: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img">{"".join(parts)}</svg>'


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)


def _frame(below: str, beside: str) -> str:
    """Return the grid of two shares."""
    names = [(tick, f"{tick:g}".replace(".", ",")) for tick in _TICKS]
    upright = [_label(_x(tick), HEIGHT - _BOTTOM + 14, name) for tick, name in names]
    return _grid(names, below, beside) + "".join(upright)


def _grid(levels: Sequence[tuple[float, str]], below: str, beside: str) -> str:
    """Return level lines with their names, and the names of both axes."""
    parts = [
        f'<line class="grid" x1="{_x(0)}" x2="{_x(1)}" y1="{_y(share)}" y2="{_y(share)}"/>'
        f'<text class="tick end" x="{_LEFT - 6}" y="{_y(share) + 3.5}">{name}</text>'
        for share, name in levels
    ]
    parts.append(_label(_x(0.5), HEIGHT - 6, below, "axis"))
    parts.append(f'<text class="axis" transform="translate(11 {_y(0.5)}) rotate(-90)">{beside}</text>')
    return "".join(parts)


def _line(points: Sequence[tuple[float, float]], style: str) -> str:
    path = " ".join(f"{_x(x)},{_y(y)}" for x, y in points)
    return f'<polyline class="line {style}" points="{path}"/>'


def _dot(x: float, y: float, size: float, colour: str, note: str) -> str:
    circle = f'<circle class="dot {colour}" cx="{_x(x)}" cy="{_y(y)}" r="{size:.1f}">'
    return f"{circle}<title>{note}</title></circle>"


def _bar(left: float, width: float, height: float, colour: str, note: str) -> str:
    size = f'width="{width * (WIDTH - _LEFT - _RIGHT):.1f}" height="{_y(0) - _y(height):.1f}"'
    return f'<rect class="bar {colour}" x="{_x(left)}" y="{_y(height)}" {size}><title>{note}</title></rect>'


def _label(x: float, y: float, text: str, style: str = "tick") -> str:
    return f'<text class="{style}" x="{x}" y="{y}">{text}</text>'
