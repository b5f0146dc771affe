"""The network: a small U of depthwise blocks that marks the core of each line and how far the line reaches.

The architecture and the starting weights are those of trueocr 0.1.1 (Apache-2.0, github.com/pvd0anh/trueocr), rebuilt
from its ONNX graph, in which all batch norms are folded into their convolutions.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from digitize.ocr.lines import Detector

STRIDE = 2
"""Pixels of the input for one of the answer."""

_STEM = 16
_STAGES = ((24, 3, 1), (32, 3, 2), (48, 5, 2), (64, 5, 2))
"""Channels, kernel and residual blocks of each stage; each halves the resolution."""

_LATERAL = 24
_STEM_LATERAL = 4
_REACH = 8.0
"""Pixels of the input for a distance of one."""


class Squeeze(nn.Module):
    """Halves the resolution: depthwise, then across channels."""

    def __init__(self, before: int, after: int, kernel: int) -> None:
        super().__init__()
        self.dw = nn.Conv2d(before, before, kernel, 2, kernel // 2, groups=before)
        self.pw = nn.Conv2d(before, after, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, before, height, width) to (batch, after, height / 2, width / 2)."""
        return functional.hardswish(self.pw(functional.hardswish(self.dw(x))))


class Residual(nn.Module):
    """Expand, depthwise, project, beside the identity."""

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.expand = nn.Conv2d(channels, 2 * channels, 1)
        self.dw = nn.Conv2d(2 * channels, 2 * channels, kernel, padding=kernel // 2, groups=2 * channels)
        self.project = nn.Conv2d(2 * channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, channels, height, width) to the same."""
        added: Tensor = x + self.project(functional.hardswish(self.dw(functional.hardswish(self.expand(x)))))
        return added


class LineFinder(nn.Module):
    """Ink of a page to cores and distances. Submodules stand in the order in which they are first used."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, _STEM, 3, 2, 1)
        before, stages = _STEM, []
        for channels, kernel, blocks in _STAGES:
            residuals = (Residual(channels, kernel) for _ in range(blocks))
            stages.append(nn.Sequential(Squeeze(before, channels, kernel), *residuals))
            before = channels
        self.stages = nn.ModuleList(stages)
        self.laterals = nn.ModuleList(nn.Conv2d(channels, _LATERAL, 1) for channels, _, _ in _STAGES[::-1])
        self.smooth = nn.Conv2d(_LATERAL, _LATERAL, 3, padding=1, groups=_LATERAL)
        self.stem_lateral = nn.Conv2d(_STEM, _STEM_LATERAL, 1)
        self.mix = nn.Conv2d(_LATERAL + 4 * _STEM_LATERAL, _LATERAL, 1)
        self.dw = nn.Conv2d(_LATERAL, _LATERAL, 3, padding=1, groups=_LATERAL)
        self.head = nn.Conv2d(_LATERAL, 3 * STRIDE**2, 1)

    def forward(self, ink: Tensor) -> Tensor:
        """Return (batch, 3, height / 2, width / 2): logit of a core, and the distances up and down in pixels of the input.

        Args:
            ink: (batch, 1, height, width), 0 paper to 1 ink, both sides multiples of 32.
        """
        x = functional.pixel_shuffle(self.planes(ink), STRIDE)
        return torch.cat([x[:, :1], _REACH * functional.softplus(x[:, 1:])], 1)

    def planes(self, ink: Tensor) -> Tensor:
        """Return the same as the product takes it, (batch, 12, height / 4, width / 4): neither shuffled nor made distances."""
        stem = functional.hardswish(self.stem(ink))
        seen, x = [], stem
        for stage in self.stages:
            x = stage(x)
            seen.append(x)
        sides = [
            functional.hardswish(lateral(each))
            for lateral, each in zip(self.laterals, reversed(seen), strict=True)
        ]
        x = sides[0]
        for side in sides[1:]:
            x = side + functional.interpolate(x, scale_factor=2.0, mode="nearest")
        x = functional.hardswish(self.smooth(x))
        fine = functional.pixel_unshuffle(functional.hardswish(self.stem_lateral(stem)), STRIDE)
        x = functional.hardswish(self.mix(torch.cat([x, fine], 1)))
        planes: Tensor = self.head(functional.hardswish(self.dw(x)))
        return planes


def published(path: Path) -> LineFinder:
    """Return the network with the weights of trueocr's `det.onnx`, or of what `export` wrote: convolutions lie in order of use."""
    graph = onnx.load(str(path)).graph
    arrays = {entry.name: numpy_helper.to_array(entry) for entry in graph.initializer}
    nodes = [node for node in graph.node if node.op_type == "Conv"]
    network = LineFinder()
    layers = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    with torch.no_grad():
        for layer, node in zip(layers, nodes, strict=True):
            for own, name in zip((layer.weight, layer.bias), node.input[1:], strict=True):
                own.copy_(torch.from_numpy(arrays[name].copy()))
    return network.eval().to(memory_format=torch.channels_last)


def detector_of(network: LineFinder) -> Detector:
    """Return a network as the product calls it."""

    def detect(ink: NDArray[np.float32]) -> NDArray[np.float32]:
        with torch.no_grad():
            return network.planes(torch.from_numpy(ink))[0].numpy()

    return detect
