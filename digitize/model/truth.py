"""What is known to be true of a scan: written by the generator of papers, held against what the pipeline found.

All boxes are whole pixels of the **upright** page at the scan's own resolution, origin top left, right and bottom
exclusive; `TruthPage.to_scan` maps them onto the pixels of the frame as it lies in the file (skewed, turned).
"""

from dataclasses import dataclass
from enum import StrEnum

from digitize.model.geometry import Affine, Box


class Face(StrEnum):
    """What a scanned side is."""

    PAPER = "paper"
    BLANK = "blank"
    SEPARATOR = "separator"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Inked:
    """A run of ink: what it says and where it stands."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class TruthLine:
    """A line of text as printed, handwritten runs within it included.

    Attributes:
        hand: the runs of it that were written by hand, in order.
    """

    text: str
    box: Box
    hand: tuple[Inked, ...] = ()


@dataclass(frozen=True, slots=True)
class TruthBarcode:
    """A machine-readable code: its format as zxing-cpp names it ("QRCode", "Code128"), and what it says."""

    format: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class TruthPage:
    """One frame of a file.

    Attributes:
        frame: number in its file, from 0.
        size: (width, height) of the upright page in pixels.
        dpi: resolution of the scan.
        to_scan: from the upright page to the frame as stored.
        turned: quarter turns of the frame against the upright page, degrees counter-clockwise: 0, 90, 180 or 270.
        lines: in reading order: header left block, header right block, body, recipients, signature.
    """

    frame: int
    size: tuple[int, int]
    dpi: int
    to_scan: Affine
    turned: int = 0
    face: Face = Face.PAPER
    lines: tuple[TruthLine, ...] = ()
    barcodes: tuple[TruthBarcode, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where on which frame something stands."""

    frame: int
    box: Box


@dataclass(frozen=True, slots=True)
class TruthValue:
    """The value of a field, by a key of the vocabulary and in normal form (dates ISO).

    Attributes:
        places: everywhere the value is printed or written; none where it follows from the paper without standing on it.
        hand: whether any of it was written by hand.
    """

    field: str
    value: str
    places: tuple[Place, ...] = ()
    hand: bool = False


@dataclass(frozen=True, slots=True)
class TruthDocument:
    """One paper.

    Attributes:
        kind: key of the vocabulary.
        frames: the frames of the file that it fills, in order, blank backs included.
        dossier: mã hồ sơ of the dossier that it belongs to, None when the register lacks it.
        role: in the dossier ("input", "result", "process").
        component: code of the component or the result that it is, None for a paper of the process.
        oddity: what is out of the ordinary about it, None for nothing.
    """

    kind: str
    frames: tuple[int, ...]
    dossier: str | None
    role: str
    component: str | None = None
    fields: tuple[TruthValue, ...] = ()
    oddity: str | None = None


@dataclass(frozen=True, slots=True)
class TruthFile:
    """One file of a sample, a line of `truth.jsonl`. Its documents, in order, are the right split of its pages.

    Attributes:
        file: path below `scans/`; its folder is the batch.
        profile: "clean", "office" or "hard".
    """

    file: str
    profile: str
    pages: tuple[TruthPage, ...]
    documents: tuple[TruthDocument, ...]
