"""Our own recogniser on ONNX Runtime: a network finds the lines, another reads them.

The models lie in a folder with a manifest that names them and their SHA-256.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitize.model.geometry import Box, enclose
from digitize.model.ocr import Block, Line, Word
from digitize.networks import MODELS, content_of, open_network, read_manifest
from digitize.ocr.confidence import Confidence, traits_of
from digitize.ocr.ctc import Letter, letters, words
from digitize.ocr.explain import Spelling, Spellings
from digitize.ocr.language import Language, Reading
from digitize.ocr.lines import find_lines
from digitize.ocr.order import in_order
from digitize.ocr.second import ReadLine, SecondReader
from digitize.ocr.separators import settled
from digitize.ocr.signing import without_signing_print
from digitize.ocr.slots import SlotReader
from digitize.ocr.tables import find_tables
from digitize.ocr.window import HEIGHT, STRIDE, Ruler, ruler_of, window
from digitize.ports import Pixels
from digitize.text.normalize import normalize

Floats = NDArray[np.float32]

_BEGUN, _ENDED = 0.29, 0.05
"""Heights of a line by which ink begins before the step that shows its first letter, and ends behind the last (medians of
3,276 printed values of drawn papers: 0.31 and 0.06): the network says a letter when it has seen most of it."""

_SMALLEST_SIDE = 8
"""A picture with a shorter side holds no letter."""


class OnnxEngine:
    """Reads pages with the models of a folder; one thread, sessions opened once.

    Args:
        models: the folder with `manifest.json`.
        read_line: another reader, which is asked about doubtful lines.

    Raises:
        SetupError: there is no manifest, or a model that it names is missing.
        IntegrityError: a model is not the one that the manifest names.
    """

    name = "ours"
    narrowest = 0
    """A line is cut at the height that the network wants: enlarged pages read the same (CER 0.82 and 0.83 %)."""

    def __init__(self, models: Path = MODELS, read_line: ReadLine | None = None) -> None:
        manifest = read_manifest(models)
        self._detector = open_network(models, manifest["lines"], keep_memory=True)
        self._recogniser = open_network(models, manifest["recogniser"])
        self._language = Language(BytesIO(content_of(models, manifest["language"])))
        self._slot_reader = open_network(models, manifest["slots"])
        self._signs: str = manifest["recogniser"]["signs"]
        self._slots = SlotReader(self._read_slots, manifest["slots"]["signs"], self._chances, self._signs)
        self.confidence = Confidence(content_of(models, manifest["confidence"]))
        self._second = SecondReader(read_line, self._language, self._signs) if read_line else None
        self._space = self._signs.index(" ") + 1
        self.version = f"ours-{_digest(manifest)[:8]}"

    def read(self, grey: Pixels, dpi: int) -> tuple[Block, ...]:  # noqa: ARG002 - lines say how large they are
        """Return the text of a grey (height, width) image, in reading order, boxes in its pixels."""
        return self.spell(grey)[0]

    def spell(self, grey: Pixels) -> tuple[tuple[Block, ...], Spellings]:
        """Return what `read` returns, and the spelling of each word in it."""
        if min(grey.shape) < _SMALLEST_SIDE:
            return (), {}
        boxes = find_lines(grey, self._find)
        read = [(line, spelled) for line, spelled in self._lines(grey, boxes) if line.words]
        spellings = {
            word: how for line, spelled in read for word, how in zip(line.words, spelled, strict=True)
        }
        size = grey.shape[1], grey.shape[0]
        lines = without_signing_print([line for line, _ in read])
        return in_order(lines, size, partial(find_tables, grey, boxes)), spellings

    def _find(self, ink: Floats) -> Floats:
        answer: Floats = self._detector.run(None, {"x": ink})[0][0]
        return answer

    def _read_slots(self, ink: Floats) -> Floats:
        answer: Floats = self._slot_reader.run(None, {"ink": ink})[0]
        return answer

    def _lines(self, grey: Pixels, boxes: Sequence[Box]) -> Iterator[tuple[Line, list[Spelling]]]:
        """Yield each line and how its words are spelled."""
        for box in boxes:
            cut = window(grey, box)
            chances, ruler = self._chances(cut), ruler_of(box, cut.shape[1])
            found = self._slots.corrected(letters(chances, self._signs), chances, grey, box, ruler)
            ink = list(words(settled(found)))
            read = self._language.choose(ink)
            changes = self._second.changes(read, chances, grey, box) if self._second else ()
            for change in reversed(list(changes)):
                ink[change.start : change.end] = change.words
                read[change.start : change.end] = [(word, change.chance) for word in change.words]
            yield self._spelled(ink, read, chances, box, ruler)

    def _spelled(
        self,
        ink: Sequence[Reading],
        read: Sequence[tuple[Reading, float]],
        chances: Floats,
        box: Box,
        ruler: Ruler,
    ) -> tuple[Line, list[Spelling]]:
        """Return a line whose words are as sure as they are right."""
        if not read:
            return Line((), box), []
        traits = traits_of(read, chances, self._space, self._language)
        sure = self.confidence.of(traits).tolist()
        chosen = [reading for reading, _ in read]
        spelled = [Spelling(*each) for each in zip(ink, chosen, map(tuple, traits.tolist()), strict=True)]
        return _line(list(zip(chosen, sure, strict=True)), box, ruler), spelled

    def _chances(self, cut: Pixels) -> Floats:
        """Return the probabilities (steps, classes) of a window.

        One by one, each as wide as it is: several at once must be brought to one width and masked, which costs as much as it
        saves. The network wants an empty step behind the line.
        """
        steps = -(-cut.shape[1] // STRIDE)
        ink = np.zeros((1, 1, HEIGHT, (steps + 1) * STRIDE), np.float32)
        np.multiply(cut, np.float32(1 / 255), out=ink[0, 0, :, : cut.shape[1]])
        answer: Floats = self._recogniser.run(None, {"ink": ink})[0][0]
        return answer


def _line(found: Sequence[tuple[tuple[Letter, ...], float]], box: Box, ruler: Ruler) -> Line:
    """Return the words of a line with their boxes: as high as the line, as wide as the steps that showed them and their ink."""
    read: list[Word] = []
    for word, chance in found:
        start = round(ruler.at(word[0].first) - _BEGUN * box.height)
        end = round(ruler.at(word[-1].last + 1) + _ENDED * box.height)
        start = max(start, read[-1].box.right) if read else start
        inside = max(box.left, start), min(box.right, max(end, start + 1))
        where = Box(min(inside), box.top, max(inside), box.bottom)
        text = normalize("".join(letter.sign for letter in word))
        read.append(Word(text, where, chance))
    return Line(tuple(read), enclose(word.box for word in read))


def _digest(manifest: Mapping[str, Mapping[str, str]]) -> str:
    """Return what stands for all models together: whichever changes, pages may read differently."""
    digests = (
        manifest[name]["sha256"] for name in ("lines", "recogniser", "language", "slots", "confidence")
    )
    return sha256("".join(digests).encode()).hexdigest()
