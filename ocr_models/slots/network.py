"""The network: a small convolutional pyramid over a slot, three depthwise blocks along it, CTC over `charset.SIGNS`."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from ocr_models.slots.charset import SIGNS

STRIDE = 4
"""Columns of a window for a step of the answer."""

MULTIPLE = 16
"""Widths of a batch are brought up to a multiple of this."""

_CHANNELS = (12, 24, 40, 56)
_WIDE = 88
_KERNEL = 7


def _convolved(channels: int, wide: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels, wide, 3, stride, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU(inplace=True)
    )


class Mixer(nn.Module):
    """A residual block along the slot: depthwise, expand, project."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(_WIDE, _WIDE, (1, _KERNEL), padding=(0, _KERNEL // 2), groups=_WIDE, bias=False),
            nn.BatchNorm2d(_WIDE),
            nn.Conv2d(_WIDE, 2 * _WIDE, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(2 * _WIDE, _WIDE, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, channels, 1, steps) to the same."""
        mixed: Tensor = x + self.layers(x)
        return mixed


class SlotReader(nn.Module):
    """Ink of a slot to scores of signs."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d = _CHANNELS
        self.pyramid = nn.Sequential(
            _convolved(1, a, 2),
            _convolved(a, b),
            nn.MaxPool2d(2),
            _convolved(b, c),
            nn.MaxPool2d((2, 1)),
            _convolved(c, d),
            nn.MaxPool2d((2, 1)),
        )
        self.column = nn.Sequential(nn.Conv2d(d, _WIDE, (4, 1), bias=False), nn.BatchNorm2d(_WIDE))
        self.blocks = nn.Sequential(*(Mixer() for _ in range(3)))
        self.head = nn.Conv2d(_WIDE, len(SIGNS) + 1, 1)

    def forward(self, ink: Tensor) -> Tensor:
        """Map ink (batch, 1, 64, columns), 0 paper to 1 the darkest, to scores (batch, columns / 4, classes)."""
        x = functional.relu(self.column(self.pyramid(ink)))
        scores: Tensor = self.head(self.blocks(x)).squeeze(2).transpose(1, 2)
        return scores


def parameters(network: nn.Module) -> int:
    """Return how many numbers a network holds."""
    return sum(each.numel() for each in network.parameters())


if __name__ == "__main__":
    print(parameters(SlotReader()), SlotReader()(torch.zeros(1, 1, 64, 128)).shape)
