"""The network: three halvings, then depthwise blocks that see a whole stamp; says for each cell whether MẬT stands there."""

from torch import Tensor, nn

_STEM, _CHANNELS, _BLOCKS, _KERNEL = (12, 24), 48, 5, 5


def _convolved(channels: int, wide: int, stride: int, kernel: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels, wide, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(wide),
        nn.ReLU(inplace=True),
    )


class Block(nn.Module):
    """Depthwise, then across channels, beside the identity."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(_CHANNELS, _CHANNELS, _KERNEL, padding=_KERNEL // 2, groups=_CHANNELS, bias=False),
            nn.BatchNorm2d(_CHANNELS),
            nn.Conv2d(_CHANNELS, _CHANNELS, 1),
            nn.ReLU(inplace=True),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, channels, height, width) to the same."""
        seen: Tensor = x + self.layers(x)
        return seen


class StampNet(nn.Module):
    """Ink of the head of a page to a logit for each cell of eight by eight pixels."""

    def __init__(self) -> None:
        super().__init__()
        first, second = _STEM
        self.layers = nn.Sequential(
            _convolved(1, first, 2),
            _convolved(first, second, 2),
            _convolved(second, _CHANNELS, 2),
            *(Block() for _ in range(_BLOCKS)),
            nn.Conv2d(_CHANNELS, 1, 1),
        )

    def forward(self, ink: Tensor) -> Tensor:
        """Map (batch, 1, height, width), 0 paper to 1 ink, sides multiples of 8, to (batch, 1, height / 8, width / 8)."""
        cells: Tensor = self.layers(ink)
        return cells
