"""Our own recogniser on ONNX Runtime: a network finds the lines, another reads them.

The models lie in a folder with a manifest that names them and their SHA-256.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from digitize.errors import IntegrityError, SetupError
from digitize.model.geometry import Box, enclose
from digitize.model.ocr import Block, Line, Word
from digitize.ocr.ctc import Letter, letters, words
from digitize.ocr.language import Language
from digitize.ocr.lines import find_lines
from digitize.ocr.order import in_order
from digitize.ocr.slots import Ruler, SlotReader
from digitize.ocr.window import BESIDE, HEIGHT, window
from digitize.ports import Pixels
from digitize.text.normalize import normalize

Floats = NDArray[np.float32]

MODELS = Path(__file__).parents[3] / "ocr_models" / "artifacts"
"""Where the models lie in the source tree and beside the installed package."""

_STRIDE = 4
"""Columns of a window for a step of the network."""

_HALO = 8
"""Empty columns that the network wants after a line."""

_BUCKET = 32
"""Widths are brought up to a multiple of this: the runtime plans anew for every width that it has not seen."""

_BATCH = 4
"""Lines at once: more fall out of the cache."""

_FEWEST_LETTERS = 8
_SMALLEST_SIDE = 8
"""A picture with a shorter side holds no letter."""


class OnnxEngine:
    """Reads pages with the models of a folder; one thread, sessions opened once.

    Args:
        models: the folder with `manifest.json`.

    Raises:
        SetupError: there is no manifest, or a model that it names is missing.
        IntegrityError: a model is not the one that the manifest names.
    """

    name = "ours"

    def __init__(self, models: Path = MODELS) -> None:
        manifest = _manifest(models)
        self._detector = _session(models, manifest["lines"])
        self._recogniser = _session(models, manifest["recogniser"])
        self._language = Language(models / manifest["language"]["file"])
        self._slot_reader = _session(models, manifest["slots"])
        self._slots = SlotReader(self._read_slots, manifest["slots"]["signs"])
        self._signs: str = manifest["recogniser"]["signs"]
        self.version = f"ours-{manifest['recogniser']['sha256'][:8]}"

    def read(self, grey: Pixels, dpi: int) -> tuple[Block, ...]:  # noqa: ARG002 - lines say how large they are
        """Return the text of a grey (height, width) image, in reading order, boxes in its pixels."""
        if min(grey.shape) < _SMALLEST_SIDE:
            return ()
        boxes = find_lines(grey, self._find)
        lines = [line for line in self._lines(grey, boxes) if line.words]
        return in_order(lines, (grey.shape[1], grey.shape[0]))

    def legibility(self, grey: Pixels) -> float:
        """Return the mean confidence of the words, weighted by their length; 0 where fewer than 8 letters are read."""
        found = [word for block in self.read(grey, 0) for line in block.lines for word in line.words]
        count = sum(len(word.text) for word in found)
        if count < _FEWEST_LETTERS:
            return 0.0
        return sum(word.confidence * len(word.text) for word in found) / count

    def _find(self, ink: Floats) -> Floats:
        answer: Floats = self._detector.run(None, {"x": ink})[0][0]
        return answer

    def _read_slots(self, ink: Floats) -> Floats:
        answer: Floats = self._slot_reader.run(None, {"ink": ink})[0]
        return answer

    def _lines(self, grey: Pixels, boxes: Sequence[Box]) -> Iterator[Line]:
        windows = [window(grey, box) for box in boxes]
        order = sorted(range(len(boxes)), key=lambda number: windows[number].shape[1])
        for start in range(0, len(order), _BATCH):
            some = order[start : start + _BATCH]
            for number, chances in zip(some, self._chances([windows[each] for each in some]), strict=True):
                box = boxes[number]
                ruler = _ruler(box, windows[number].shape[1])
                found = self._slots.corrected(letters(chances, self._signs), grey, box, ruler)
                yield _line(self._language.choose(list(words(found))), box, ruler)

    def _chances(self, windows: Sequence[Pixels]) -> Iterator[Floats]:
        """Yield the probabilities (steps, classes) of each window."""
        widths = np.array([ink.shape[1] for ink in windows], np.int64)
        columns = -(-(int(widths.max()) + _HALO) // _BUCKET) * _BUCKET
        inks = np.zeros((len(windows), 1, HEIGHT, columns), np.float32)
        for row, ink in zip(inks, windows, strict=True):
            np.multiply(ink, np.float32(1 / 255), out=row[0, :, : ink.shape[1]])
        scores: Floats = self._recogniser.run(None, {"ink": inks, "widths": widths})[0]
        for row, width in zip(scores, widths, strict=True):
            steps = row[: -(-int(width) // _STRIDE)]
            powers = np.exp(steps - steps.max(1, keepdims=True))
            yield powers / powers.sum(1, keepdims=True)


def _ruler(box: Box, columns: int) -> Ruler:
    """Return where the steps of a line lie whose window has some columns."""
    beside = BESIDE * box.height
    return Ruler(box.left - beside, (box.width + 2 * beside) / columns * _STRIDE)


def _line(found: Sequence[tuple[tuple[Letter, ...], float]], box: Box, ruler: Ruler) -> Line:
    """Return the words of a line with their boxes: as high as the line, as wide as the steps that showed them."""
    read = []
    for word, chance in found:
        start = round(ruler.at(word[0].first))
        end = round(ruler.at(word[-1].last + 1))
        inside = max(box.left, start), min(box.right, max(end, start + 1))
        where = Box(min(inside), box.top, max(inside), box.bottom)
        text = normalize("".join(letter.sign for letter in word))
        read.append(Word(text, where, chance))
    return Line(tuple(read), enclose(word.box for word in read) if read else box)


def _manifest(models: Path) -> dict[str, dict[str, str]]:
    try:
        manifest: dict[str, dict[str, str]] = json.loads((models / "manifest.json").read_text("utf-8"))
    except FileNotFoundError as missing:
        raise SetupError("the models of the recogniser are missing", tool=str(models)) from missing
    return manifest


def _session(models: Path, entry: dict[str, str]) -> onnxruntime.InferenceSession:
    path = models / entry["file"]
    try:
        content = path.read_bytes()
    except FileNotFoundError as missing:
        raise SetupError("a model of the recogniser is missing", tool=path.name) from missing
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise IntegrityError(
            "a model of the recogniser is not the one that its manifest names", model=path.name
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
