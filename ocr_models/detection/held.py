"""How well boxes that were found hold a line: `line` is (5,) as in `targets`, `found` (count, 4) left, top, right, bottom."""

from collections.abc import Iterable

import numpy as np

from digitize.model.geometry import Box
from ocr_models.detection.targets import Floats

_SAME_ROW = 0.5
"""Share of the lower one's height that a line and a box on it have in common."""

_CUT = 0.2
"""Heights of a line by which a box may end before its ink does: less than half a letter."""


def edges(boxes: Iterable[Box]) -> Floats:
    """Return boxes as numbers, (count, 4)."""
    rows = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    return np.array(rows, np.float32).reshape(-1, 4)


def on_line(found: Floats, line: Floats) -> Floats:
    """Return those of the boxes that lie on a line."""
    down = np.minimum(found[:, 3], line[3]) - np.maximum(found[:, 1], line[1])
    across = np.minimum(found[:, 2], line[2]) - np.maximum(found[:, 0], line[0])
    lower = np.minimum(found[:, 3] - found[:, 1], line[3] - line[1])
    own: Floats = found[(across > 0) & (down >= _SAME_ROW * lower)]
    return own


def is_found(own: Floats, line: Floats) -> bool:
    """Return whether boxes on a line cover half of its width."""
    across = np.minimum(own[:, 2], line[2]) - np.maximum(own[:, 0], line[0])
    return bool(across.sum() >= (line[2] - line[0]) / 2)


def ends_held(own: Floats, line: Floats) -> tuple[bool, bool]:
    """Return whether boxes on a line hold its first letter, and its last."""
    least = _CUT * (line[3] - line[1])
    start, end = own[:, 0].min(initial=np.inf), own[:, 2].max(initial=-np.inf)
    return bool(start <= line[0] + least), bool(end >= line[2] - least)
