"""Read text: page → block → line → word, with boxes and confidences."""

from collections.abc import Iterator
from dataclasses import dataclass

from digitize.model.geometry import Box
from digitize.model.image import PageImage


@dataclass(frozen=True, slots=True)
class Word:
    """A word as read. `confidence` is a probability in [0, 1]; `text` is NFC and has no blanks."""

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one visual line, left to right."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        """The words joined by single blanks."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """Mean confidence of the words, weighted by their length; 0 for an empty line."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, top to bottom."""

    lines: tuple[Line, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Barcode:
    """A barcode or QR code on the page. `format` as zxing names it (QRCode, Code128 …)."""

    format: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class OcrPage:
    """All that was read from one page. `secret_mark` is set when a secrecy mark was seen: then no text is kept."""

    image: PageImage
    blocks: tuple[Block, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    secret_mark: str | None = None

    @property
    def lines(self) -> Iterator[Line]:
        """All lines in reading order."""
        return (line for block in self.blocks for line in block.lines)

    @property
    def words(self) -> Iterator[Word]:
        """All words in reading order."""
        return (word for line in self.lines for word in line.words)

    @property
    def text(self) -> str:
        """One visual line a line, blocks parted by an empty line."""
        return "\n\n".join("\n".join(line.text for line in block.lines) for block in self.blocks)
