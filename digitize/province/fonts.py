"""The typeface of administrative papers: Times metrics, as Nghị định 30/2020/NĐ-CP prescribes."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

from digitize.errors import SetupError

DPI = 200
"""Dots per inch of every page drawn here, the least that Thông tư 02/2019/TT-BNV allows."""

_FAMILIES = (
    "/usr/share/fonts/truetype/croscore/Tinos",
    "/usr/share/fonts/truetype/liberation2/LiberationSerif",
    "/usr/share/fonts/truetype/liberation/LiberationSerif",
)


@cache
def family() -> str:
    """Return the path, without style, of the first family installed with all four styles.

    Raises:
        SetupError: no family with Times metrics is installed.
    """
    for stem in _FAMILIES:
        if all(
            Path(f"{stem}-{style}.ttf").is_file() for style in ("Regular", "Bold", "Italic", "BoldItalic")
        ):
            return stem
    raise SetupError(
        "no font with Times metrics: install fonts-croscore or fonts-liberation2", tool="fonts-croscore"
    )


@cache
def font(style: str, points: float) -> ImageFont.FreeTypeFont:
    """Return the font in a style ("Regular", "Bold", "Italic", "BoldItalic") and a size in points."""
    path = f"{family()}-{style}.ttf"
    return ImageFont.truetype(path, round(points * DPI / 72), layout_engine=ImageFont.Layout.BASIC)


@cache
def width(style: str, points: float, text: str) -> float:
    """Return the advance of `text` in pixels."""
    return font(style, points).getlength(text)


@cache
def sans(style: str, size: float) -> ImageFont.FreeTypeFont:
    """Return the face without serifs that stamps are cut in, a sister of `family`, `size` pixels high."""
    path = family().replace("Tinos", "Arimo").replace("Serif", "Sans")
    return ImageFont.truetype(f"{path}-{style}.ttf", size, layout_engine=ImageFont.Layout.BASIC)
