"""The network: patches of a line and of the page around it, ten depthwise blocks along the line, CTC.

Everything has four axes and channels last in memory: on a CPU that trains twice as fast as three axes.

The architecture and the starting weights are those of trueocr 0.1.1 (Apache-2.0, github.com/pvd0anh/trueocr), rebuilt
from its ONNX graph, in which the batch norms of the blocks are folded into their convolutions; only the one after the
stem is left, and it stays as it is: a frozen scale and shift.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from ocr_models.recognition.charset import SIGNS

HEIGHT = 96
"""Rows of the input: the line lies in the middle third, the page above and below it in the others."""

LINE = 32
"""Rows of the middle third."""

STRIDE = 4
"""Columns of the input for a step of the output."""

HALO = 8
"""Empty columns after the widest line of a batch, so that its last step sees what a shorter line's does."""

DEPTH = 10
_WIDE = 128
_HEADS = 4


class Context(nn.Module):
    """Looks at the whole window: each step chooses by attention the rows that it needs."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(1, 32, STRIDE, STRIDE)
        self.dw = nn.Conv2d(32, 32, 3, padding=1, groups=32, bias=False)
        self.pw = nn.Conv2d(32, 64, 1)
        self.score = nn.Conv2d(64, _HEADS, 1)
        self.row_prior = nn.Parameter(torch.zeros(1, _HEADS, HEIGHT // STRIDE, 1))
        self.proj = nn.Conv2d(64, _WIDE, 1)

    def forward(self, ink: Tensor) -> Tensor:
        """Map ink (batch, 1, 96, width) to (batch, 128, 1, width / 4)."""
        rows = functional.hardswish(self.pw(self.dw(functional.hardswish(self.patch(ink)))))
        share = (self.score(rows) + self.row_prior).softmax(dim=2)
        heads = rows.unflatten(1, (_HEADS, -1)) * share.unsqueeze(2)
        projected: Tensor = self.proj(heads.sum(dim=3, keepdim=True).flatten(1, 2))
        return projected


class SqueezeExcite(nn.Module):
    """Weighs channels by their means over the line."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(2 * _WIDE, 64, 1)
        self.fc2 = nn.Conv2d(64, 2 * _WIDE, 1)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Scale x (batch, 256, 1, steps); `mask` (batch, 1, 1, steps) is 1 where the line is, None where that is everywhere."""
        if mask is None:
            mean = functional.adaptive_avg_pool2d(x, 1)
        else:
            mean = (x * mask).sum(3, keepdim=True) / mask.sum(3, keepdim=True).clamp(min=1.0)
        gate: Tensor = self.fc2(functional.relu(self.fc1(mean))).sigmoid()
        return x * gate


class Mixer(nn.Module):
    """A residual block along the line: depthwise, expand, squeeze and excite, project."""

    def __init__(self, kernel: int) -> None:
        super().__init__()
        self.dw = nn.Conv2d(_WIDE, _WIDE, (1, kernel), padding=(0, kernel // 2), groups=_WIDE)
        self.expand = nn.Conv2d(_WIDE, 2 * _WIDE, 1)
        self.se = SqueezeExcite()
        self.project = nn.Conv2d(2 * _WIDE, _WIDE, 1)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Map (batch, 128, 1, steps) to the same."""
        wide = self.se(functional.hardswish(self.expand(self.dw(x))), mask)
        mixed: Tensor = x + self.project(wide)
        return mixed if mask is None else mixed * mask


class Recogniser(nn.Module):
    """Ink of a line to scores of signs."""

    def __init__(self, classes: int = len(SIGNS) + 1) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, _WIDE, (LINE, STRIDE), (LINE, STRIDE))
        self.context = Context()
        self.stem_bn = nn.BatchNorm2d(_WIDE)
        self.blocks = nn.ModuleList(Mixer(9) for _ in range(DEPTH))
        self.head = nn.Conv2d(_WIDE, classes, 1)

    def forward(self, ink: Tensor, widths: Tensor) -> Tensor:
        """Return scores (batch, steps, classes), not normalised.

        Args:
            ink: (batch, 1, 96, width), 0 paper to 1 ink, width a multiple of 4.
            widths: (batch,) columns of each line that hold something.
        """
        x = self._seen(ink)
        steps = torch.arange(x.shape[3], device=ink.device)
        mask = (steps[None] * STRIDE < widths[:, None])[:, None, None].to(x.dtype)
        return self._scores(x * mask, mask)

    def line(self, ink: Tensor) -> Tensor:
        """Return the probabilities (1, steps, classes) of one line by itself: the same as `forward` says, without its masks.

        Args:
            ink: (1, 1, 96, width), a step longer than the line, empty there: that step is not answered.
        """
        return self._scores(self._seen(ink)[:, :, :, :-1], None).softmax(2)

    def _seen(self, ink: Tensor) -> Tensor:
        x = self.stem(ink[:, :, LINE : 2 * LINE]) + self.context(ink)
        return functional.hardswish(self.stem_bn(x))

    def _scores(self, x: Tensor, mask: Tensor | None) -> Tensor:
        for block in self.blocks:
            x = block(x, mask)
        scores: Tensor = self.head(x).squeeze(2).transpose(1, 2)
        return scores

    def train(self, mode: bool = True) -> "Recogniser":
        """As in torch, but the statistics of the norm after the stem stay those that were published."""
        super().train(mode)
        self.stem_bn.eval()
        return self


def published(path: Path) -> Recogniser:
    """Return the network with the weights of trueocr's `rec.onnx`, or of what `export` wrote.

    Signs that the head lacks start improbable.
    """
    graph = onnx.load(str(path)).graph
    weights = {entry.name: numpy_helper.to_array(entry) for entry in graph.initializer}
    network = Recogniser()
    state = network.state_dict()
    for node in graph.node:
        if node.op_type in {"Conv", "BatchNormalization"}:
            names = [name for name in node.name.split("/") if name not in {"", "rec", "network"}]
            module = ".".join(names[:-1])
            _fill(state, module, [weights[name] for name in node.input[1:]])
    (prior,) = (name for name in weights if name.endswith("context.row_prior"))
    state["context.row_prior"] = torch.from_numpy(weights[prior].copy())
    network.load_state_dict(state)
    return network.eval().to(memory_format=torch.channels_last)


def _fill(state: dict[str, Tensor], module: str, arrays: list[NDArray[np.float32]]) -> None:
    names = ("weight", "bias", "running_mean", "running_var")
    for name, array in zip(names, arrays, strict=False):
        values = torch.from_numpy(array.copy()).reshape(-1, *state[f"{module}.{name}"].shape[1:])
        state[f"{module}.{name}"] = _grown(values, name) if module == "head" else values


def _grown(values: Tensor, name: str) -> Tensor:
    """Return the head with rows for the added signs: the mean sign, made six nats less probable."""
    missing = len(SIGNS) + 1 - len(values)
    signs = values[1:]
    mean = signs.mean(0, keepdim=True)
    row = mean - 6.0 if name == "bias" else mean
    return torch.cat([values, row.expand(missing, *values.shape[1:])])
