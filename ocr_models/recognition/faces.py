"""Typefaces to draw lines in, with their marks redrawn: shifted, scaled, thickened, borrowed from other faces.

The papers are printed in Times New Roman, which cannot be shipped and whose tone marks are not those of its metric
twins. A network that has seen every mark in a hundred shapes does not learn the shapes of one face.
"""

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen, RecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from ocr_models.recognition.charset import SIGNS
from ocr_models.recognition.marks import Jitter, contours_of, redrawn

HELD_OUT = ("Gelasio", "FreeSerif", "Noto Serif", "Roboto", "Carlito", "Be Vietnam Pro", "Liberation Mono")
"""Families that training never shows."""

_LIKE_TIMES = ("Tinos", "Liberation Serif", "TeX Gyre Termes", "STIX Two Text", "FreeSerif", "Gelasio")
_SERIF = 0.75
"""Papers are set in serifs."""

_SANS = ("Sans", "Arimo", "Roboto", "Heros", "Adventor", "Mono", "Cousine", "Cursor", "Inter", "Nunito", "Montserrat",
         "Mulish", "Barlow", "Archivo", "Asap", "Carlito", "Be Vietnam", "Biolinum", "Inconsolata", "Signika", "Sarabun",
         "Saira", "Playpen", "Shantell", "Itim", "Sriracha", "Patrick", "Dancing")  # fmt: skip

LETTERS = "".join(sign for sign in SIGNS if sign.isalpha() and sign != "½")
STYLES = ("Regular", "Italic", "Bold", "BoldItalic")


@dataclass(frozen=True, slots=True)
class Face:
    """One style of a family.

    Attributes:
        files: font files that together hold the letters; packages part a face by script.
    """

    family: str
    style: str
    files: tuple[str, ...]


def catalogue(folders: Iterable[Path], index: Path) -> tuple[Face, ...]:
    """Return the faces below some folders that hold every letter of `LETTERS`; the index spares the next search."""
    if index.is_file():
        return tuple(Face(row[0], row[1], tuple(row[2])) for row in json.loads(index.read_text("utf-8")))
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".ttf", ".otf", ".woff"} and (key := _key(path)):
                groups[key].append(str(path))
    faces = [
        Face(family, style, tuple(files))
        for (family, style), files in sorted(groups.items())
        if _complete(tuple(files))
    ]
    index.write_text(json.dumps([[face.family, face.style, face.files] for face in faces]), "utf-8")
    return tuple(faces)


def regular_faces(folders: Iterable[Path], names: Iterable[str]) -> tuple[Face, ...]:
    """Return regular faces of some families, whatever letters they lack: for handwriting."""
    found: dict[str, Face] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".ttf", ".woff"} and (key := _key(path)) and key[1] == "Regular":
                found.setdefault(key[0].replace(" ", "").lower(), Face(key[0], "Regular", (str(path),)))
    return tuple(found[name] for name in names if name in found)


def _key(path: Path) -> tuple[str, str] | None:
    """Return family and style, or None for weights and widths that papers do not use."""
    font = TTFont(path, lazy=True)
    name, weight = font["name"], font["OS/2"].usWeightClass
    family = name.getDebugName(16) or name.getDebugName(1) or ""
    if weight not in {400, 700} or "fvar" in font or not family or "Condensed" in path.stem:
        return None
    italic = (
        bool(font["head"].macStyle & 2)
        or "Italic" in path.stem
        or "italic" in path.stem
        or "Oblique" in path.stem
    )
    return family, STYLES[2 * (weight == 700) + italic]


def _complete(files: tuple[str, ...]) -> bool:
    known: set[int] = set()
    for file in files:
        known |= set(TTFont(file, lazy=True).getBestCmap() or ())
    return all(ord(letter) in known for letter in LETTERS + "0123456789.,:;-/()")


class Outlines:
    """The glyphs of a face by character, as closed contours."""

    def __init__(self, files: Sequence[str]) -> None:
        fonts = [TTFont(file) for file in files]
        self.upem: int = fonts[0]["head"].unitsPerEm
        self.ascent: int = fonts[0]["hhea"].ascent
        self.descent: int = fonts[0]["hhea"].descent
        self._where: dict[str, tuple[Any, str]] = {}
        for font in reversed(fonts):
            glyphs = font.getGlyphSet()
            self._where |= {chr(code): (glyphs, name) for code, name in (font.getBestCmap() or {}).items()}

    def __contains__(self, sign: str) -> bool:
        return sign in self._where

    def advance(self, sign: str) -> int:
        """Return the advance in font units."""
        glyphs, name = self._where[sign]
        return int(glyphs[name].width)

    @cache  # noqa: B019 - a handful of faces live as long as the process
    def contours(self, sign: str) -> tuple[RecordingPen, ...]:
        """Return the contours of a sign."""
        glyphs, name = self._where[sign]
        pen = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(pen)
        return contours_of(pen.value)


@lru_cache(maxsize=300)
def outlines(files: tuple[str, ...]) -> Outlines:
    """Return the outlines of a face, opened once."""
    return Outlines(files)


def variant(face: Face, donor: Face | None, jitter: Jitter) -> io.BytesIO:
    """Return the face as a TrueType file with marks redrawn.

    Args:
        face: to be drawn.
        donor: a face that lends some of its tone marks.
        jitter: how marks are redrawn.
    """
    source = outlines(face.files)
    lender = outlines(donor.files) if donor else None
    signs = [sign for sign in SIGNS if sign in source]
    order = [".notdef", *(f"u{ord(sign):04X}" for sign in signs)]
    glyphs, metrics = {".notdef": TTGlyphPen(None).glyph()}, {".notdef": (source.upem // 2, 0)}
    for sign, name in zip(signs, order[1:], strict=True):
        glyphs[name] = _glyph(redrawn(sign, source, lender, jitter), source.upem)
        metrics[name] = (source.advance(sign), getattr(glyphs[name], "xMin", 0))
    return _file(face, source, order, signs, glyphs, metrics)


def save_variants(
    faces: Sequence[Face], folder: Path, seed: int, counts: tuple[int, int], *, redraw: bool = True
) -> None:
    """Write variants of faces chosen by chance, some to train with and some of the families that are held out.

    Args:
        faces: to choose from.
        folder: gets "seen" and "unseen".
        seed: decides.
        counts: of both.
        redraw: whether marks are redrawn by chance.
    """
    for unseen, count in zip((False, True), counts, strict=True):
        some = [face for face in faces if (face.family in HELD_OUT) == unseen]
        weights = [_weight(face, some) for face in some]
        where = folder / ("unseen" if unseen else "seen")
        where.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            path = where / f"{number:04d}.ttf"
            if not path.exists():
                rng = Random(f"{seed} {unseen} {number}")
                face = rng.choices(some, weights)[0]
                donor = rng.choice(some) if redraw and rng.random() < 0.6 else None
                jitter = Jitter.chosen(rng, lends=donor is not None) if redraw else Jitter.none()
                path.write_bytes(variant(face, donor, jitter).getvalue())


def _weight(face: Face, faces: Sequence[Face]) -> float:
    """Return how often a face is drawn: serifs above all, of them those like Times, regular more than bold or italic."""
    sans = any(part in face.family for part in _SANS)
    peers = {other.family for other in faces if any(part in other.family for part in _SANS) == sans}
    style = {"Regular": 0.5, "Bold": 0.2, "Italic": 0.2, "BoldItalic": 0.1}[face.style]
    liked = 4.0 if face.family in _LIKE_TIMES else 1.0
    return (1 - _SERIF if sans else _SERIF) / len(peers) * style * liked


def _file(
    face: Face,
    source: Outlines,
    order: list[str],
    signs: list[str],
    glyphs: dict[str, Any],
    metrics: dict[str, Any],
) -> io.BytesIO:
    builder = FontBuilder(source.upem, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(sign): name for sign, name in zip(signs, order[1:], strict=True)})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=source.ascent, descent=source.descent)
    builder.setupNameTable({"familyName": face.family, "styleName": face.style})
    builder.setupOS2()
    builder.setupPost(keepGlyphNames=False)
    out = io.BytesIO()
    builder.save(out)
    out.seek(0)
    return out


def _glyph(contours: Iterable[tuple[RecordingPen, tuple[float, ...]]], upem: int) -> Any:
    pen = TTGlyphPen(None)
    quadratic = Cu2QuPen(pen, upem / 500, reverse_direction=False)
    for contour, transform in contours:
        contour.replay(TransformPen(quadratic, transform))
    return pen.glyph(dropImpliedOnCurves=False)
