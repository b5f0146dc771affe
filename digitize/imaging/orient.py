"""Finds how a page lies: a small network sees the whole of it. First do no harm: it is turned only where that is sure.

The network is orient.onnx of trueocr 0.1.1 (Apache-2.0), and the page is shown to it as its page.py does.
"""

from pathlib import Path
from typing import Final

from digitize.networks import MODELS, open_named
from digitize.ports import Pixels
from digitize.scale import ink_of, scaled

SURE = 0.95
"""Probability from which a page is turned. Pages of text reach 0.99 and more; empty paper has 0.27, noise 0.62."""

_SIDE: Final = 768
"""Pixels of either side of what the network sees; the page lies in its upper left corner."""


class Orienter:
    """Tells how pages lie. Raises as `open_named`, with `models` the folder of the manifest."""

    def __init__(self, models: Path = MODELS) -> None:
        self._network, digest = open_named(models, "orientation")
        self.version = f"orient-{digest}"

    def quarter_turns(self, grey: Pixels) -> int:
        """Return by how many degrees counter-clockwise a page must be turned to stand upright: 0, 90, 180 or 270."""
        scale = _SIDE / max(grey.shape)
        size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
        small = scaled(grey, size)
        # How many quarters the page was turned counter-clockwise, and last whether its text runs down the page.
        chances = self._network.run(None, {"x": ink_of(small, (_SIDE, _SIDE))})[0][0]
        turned = int(chances.argmax())
        if chances[turned] < SURE:
            return 0
        return {1: 270, 2: 180, 3: 90}.get(turned, 0)
