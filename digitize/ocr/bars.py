"""Reads Code 128 where toner ran: bars so fat that the gaps between them close, or so worn that they break.

A decoder of edges gives up where an edge is missing. Here the bars are averaged over their height into one profile, and held
against the profile of each symbol, bars grown and blurred alike for the whole code. Of the readings that the ink leaves open
those whose check symbol agrees are drawn clean and given to zxing, which checks them as it checks any other; one alone may pass.
Before that a code that the page prints beside is taken if the bars say it and nothing near it. Where the average says nothing,
it is asked again by where the bars are darkest, then lightest: it has to bear out what they say.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from math import prod

import cv2
import numpy as np
from numpy.typing import NDArray

from digitize.model.geometry import Box
from digitize.ocr.code128 import CHECK, START_C, TO_B, TO_C, WIDTHS, checked, spellings, widths_of
from digitize.ports import Pixels
from digitize.text.certificates import beginnings, is_certificate_number

Profile = NDArray[np.float32]

_SYMBOL, _TAIL = 11, 13
"""Modules of a symbol, and of the stop."""
_FIRST_START = 103
_FINE = 4
"""Samples a module."""
_DIGITS = range(16, 26)
"""The symbols of digits among letters."""
_LENGTHS = range(5, 36)
"""Symbols of a code, start and check among them, stop not."""
_MODULE = (1.2, 8.0)
"""Pixels of a module, at least and at most."""
_GROWTHS = tuple(round(-0.5 + 0.1 * step, 1) for step in range(20))
"""By how much of a module bars may be wider than they should be."""
_BLURS = (0.2, 0.4, 0.6)
"""Standard deviations of the blur that are tried, in modules."""
_WORST, _OPEN = 0.05, 0.0005
"""Mean square by which the symbols may differ from the profile, and by how much more than the nearest another may that the ink
leaves open."""
_NOISE = 0.1
"""The same where the bars are noisy, as a share of the mean square itself."""
_MOST_READINGS = 4_096
_AS_PRINTED = 0.003
"""By how much more than the nearest symbols those of a code in print may differ: of 47 worn codes the own did by 0.0015 at most."""
_SEPARATES = 0.6
"""Correlation with the bars of a separator sheet, at least: of 2,000 places with other bars or none it is 0.24 at most, of worn
separators 0.75 and more."""
_APART = 0.0005
"""By how much less than any code with another digit or pair of digits: bars grown by a whole module look alike for two codes."""
SEPARATORS = ("TO-PHAN-CACH",)
"""What separator sheets say (`extraction/split.toml`)."""
_SIGNS = re.compile(r"[0-9A-Z./-]{3,30}")
"""What the offices print: codes of dossiers, and separator sheets."""

_COARSE = 830
"""Pixels of the shorter side of the picture in which bars are looked for: about 100 dpi."""
_BUSY = 14
_LEAST = (100, 15)
"""Least width and height of a code there, in pixels."""
_UPRIGHT, _QUIET = 0.9, 10
"""Share of the rows of a bar that are dark, at least; pixels without bars there that end a code."""
_ALIKE = 0.8
"""Least correlation of the upper half of the bars with the lower: text has none."""
_RESTORED = (20, 90)
"""Percentiles of the grey of a column that tell a bar that broke and a gap that ink ran into, not a speck."""
_SLANTS = tuple(step / 200 for step in range(-6, 7))


_Fit = tuple[float, Profile]
"""Mean square that is left, and that of each symbol at each place, (symbols, 106)."""


def worn_codes(
    grey: Pixels, read: Sequence[Box] = (), printed: Collection[str] = ()
) -> Iterator[tuple[str, Box]]:
    """Yield what bars say that stand upright on a grey (height, width) page, each text with its box in its pixels.

    Args:
        grey: the page.
        read: boxes of codes that were read already: what lies there is not looked at.
        printed: codes that the page prints, one of which bars may say.
    """
    known = [*read]
    for box in _places(grey):
        if any(box.intersection(one) for one in known):
            continue
        if text := _said(_profiles(grey, box), printed):
            known.append(box)
            yield text, box


def _said(profiles: Sequence[Profile], printed: Collection[str]) -> str | None:
    """Return what bars say, by their average, by where they are darkest or by where they are lightest.

    Each is held against what separator sheets say and what the page prints; then it speaks for itself. What was restored may say
    what never was: it speaks where it leaves one reading open, or one that a certificate may bear, and the average bears that out.
    """
    bars = [(profile, ends) for profile in profiles if (ends := _ends(profile))]
    for sheet in SEPARATORS:
        if any(_likeness(profile, ends, sheet) > _SEPARATES for profile, ends in bars):
            return sheet
    for profile, ends in bars:
        first = profile is profiles[0]
        text = _as_printed(profile, ends, printed) or _text(profile, ends, _MOST_READINGS if first else 1)
        if text and (first or _bears_out(profiles[0], ends, text, apart=False)):
            return text
    return None


def _bears_out(profile: Profile, ends: tuple[float, float], text: str, *, apart: bool) -> bool:
    """Tell whether a profile says a text as well as what is nearest to it; `apart`: and no code with another digit or pair."""
    fits = ((_fits(profile, ends, len(symbols)), symbols) for symbols in spellings(text))
    return any(_says(fit, symbols, _OPEN, apart=apart) for fit, symbols in fits)


def _likeness(profile: Profile, ends: tuple[float, float], text: str) -> float:
    """Return the correlation of a profile with the bars of a text, however much they grew."""
    found = [-1.0]
    for symbols in spellings(text):
        for growth in _GROWTHS[::4]:
            ink = _ink(widths_of(symbols), growth, _BLURS[1])
            module = _module(ends, len(symbols), growth)
            seen = _sampled(profile, ends[0] + module * growth / 2, module, len(ink))
            found.append(float(np.corrcoef(seen, ink)[0, 1]) if np.ptp(seen) else -1.0)
    return max(found)


def _places(grey: Pixels) -> Iterator[Box]:
    """Yield where much changes from left to right and little from top to bottom."""
    height, width = grey.shape
    by = max(1, round(min(height, width) / _COARSE))
    size = width // by, height // by
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    across = cv2.absdiff(small[:-1, 1:], small[:-1, :-1])
    down = cv2.absdiff(small[1:, :-1], small[:-1, :-1])
    busy = cv2.blur(across, (25, 9)).astype(np.int16) - 2 * cv2.blur(down, (25, 9)).astype(np.int16)
    mask = cv2.morphologyEx((busy > _BUSY).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 31), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(mask)
    whole = set[tuple[int, int, int, int]]()
    for left, top, wide, high, area in found[1:].tolist():
        if wide >= _LEAST[0] and high >= _LEAST[1] and wide > 1.2 * high and area > 0.5 * wide * high:
            whole.add((*_whole(small, left, left + wide, top, top + high), top, top + high))
    for left, right, top, bottom in sorted(whole):
        yield Box(left * by, top * by, right * by, bottom * by)


def _whole(small: Pixels, left: int, right: int, top: int, bottom: int) -> tuple[int, int]:
    """Return from where to where bars stand, of which some were found: where gaps are closed, little changes."""
    trim = (bottom - top) // 5
    rows = small[top + trim : bottom - trim]
    dark, light = np.percentile(rows[:, left:right], (5, 95))
    bars = np.flatnonzero((rows < (dark + light) / 2).mean(axis=0) > _UPRIGHT)
    before, behind = bars[bars < left][::-1], bars[bars >= right]
    for column in before.tolist():
        left = column if left - column <= _QUIET else left
    for column in behind.tolist():
        right = column + 1 if column - right < _QUIET else right
    return left, right


def _profiles(grey: Pixels, box: Box) -> list[Profile]:
    """Return how dark the bars are from left to right, 0 to 1, with some paper on both sides; nothing if they are no bars.

    First by the mean of each column; then by where it is darkest, as bars were before they broke, and where it is lightest, as
    gaps were before ink ran into them.
    """
    pad, trim = round(0.15 * box.width) + 20, round(0.2 * box.height)
    strip = grey[box.top + trim : box.bottom - trim, max(0, box.left - pad) : box.right + pad].astype(
        np.float32
    )
    height, width = strip.shape
    upright, sharpest = np.asarray(strip, np.float32), -1.0
    for slant in _SLANTS:
        shear = np.array([[1, slant, -slant * height / 2], [0, 1, 0]], np.float32)
        sheared = np.asarray(
            cv2.warpAffine(strip, shear, (width, height), borderMode=cv2.BORDER_REPLICATE), np.float32
        )
        sharpness = float(np.abs(np.diff(sheared.mean(axis=0))).sum())
        if sharpness > sharpest:
            upright, sharpest = sheared, sharpness
    upper, lower = upright[: height // 2].mean(axis=0), upright[height // 2 :].mean(axis=0)
    if not upper.std() or not lower.std() or np.corrcoef(upper, lower)[0, 1] < _ALIKE:
        return []
    return [_darkness(row) for row in (upright.mean(axis=0), *np.percentile(upright, _RESTORED, axis=0))]


def _darkness(row: Profile) -> Profile:
    dark, light = np.percentile(row, (2, 95))
    return np.asarray(np.clip((light - row) / max(1.0, light - dark), 0, 1), np.float32)


def _as_printed(profile: Profile, ends: tuple[float, float], printed: Iterable[str]) -> str | None:
    """Return the one printed code that a profile says and no other near it."""
    fits = cache(lambda length: _fits(profile, ends, length))
    said = {
        text
        for text in printed
        if _SIGNS.fullmatch(text)
        and any(_says(fits(len(symbols)), symbols, _AS_PRINTED, apart=True) for symbols in spellings(text))
    }
    return said.pop() if len(said) == 1 else None


def _fits(profile: Profile, ends: tuple[float, float], length: int) -> Profile | None:
    """Return how far each place is from each symbol at each growth and blur, (fits, length, 106); None if it is no such code."""
    fits = [_fit(profile, ends, length, growth, blur) for growth in _GROWTHS for blur in _BLURS]
    if min(worst for worst, _ in fits) > _WORST:
        return None
    return np.stack([left for _, left in fits if left.size])


def _says(fits: Profile | None, symbols: tuple[int, ...], within: float, *, apart: bool) -> bool:
    """Tell whether a profile says some symbols about as well as those nearest to it, and better than those of another code."""
    if fits is None:
        return False
    mean = fits[:, range(len(symbols)), symbols].mean(axis=1)
    own, nearest = float(mean.min()), float(fits.min(axis=2).mean(axis=1).min())
    if own > min(_WORST, nearest + within):
        return False
    return not apart or all(
        float((mean + change).min()) >= own + _APART for change in _changes(fits, symbols)
    )


def _changes(fits: Profile, symbols: tuple[int, ...]) -> Iterator[Profile]:
    """Yield for each code with one other digit, or pair in one symbol, by how much its mean differs at each fit."""
    *body, check = symbols
    pairs = symbols[0] == START_C
    for place, symbol in enumerate(body[1:], start=1):
        if symbol == (TO_B if pairs else TO_C):
            pairs = not pairs
            continue
        rivals = range(100) if pairs else _DIGITS
        for other in rivals if symbol in rivals else ():
            if other != symbol:
                sum_ = (check + place * (other - symbol)) % CHECK
                change = (
                    fits[:, place, other] - fits[:, place, symbol] + fits[:, -1, sum_] - fits[:, -1, check]
                )
                yield np.asarray(change / len(symbols), np.float32)


def _text(profile: Profile, ends: tuple[float, float], most: int) -> str | None:
    """Return what a profile says; None where the ink leaves more readings than `most`, or two that may both be said."""
    coarse = [
        (_fit(profile, ends, length, growth, _BLURS[1])[0], length)
        for length in _LENGTHS
        for growth in _GROWTHS[::3]
    ]
    lengths = {length for _, length in sorted(coarse)[:3]}
    fits = [
        _fit(profile, ends, length, growth, blur)
        for length in lengths
        for growth in _GROWTHS
        for blur in _BLURS
    ]
    worst, left = min(fits, key=lambda fit: fit[0])
    if worst > _WORST:
        return None
    number = _certificate(left)
    if number and _bears_out(profile, ends, number, apart=True):
        return number
    readings = list(_readings(left))
    if len(readings) > most:
        return None
    said = {text for text in map(checked, readings) if text and _SIGNS.fullmatch(text)}
    return said.pop() if len(said) == 1 else None


def _certificate(left: Profile) -> str | None:
    """Return the number of a certificate of land that symbols say: such a one and nothing nearer to the ink, and no second."""
    allowed = _certificate_symbols()
    if len(left) != len(allowed):
        return None
    ruled = np.ones_like(left)
    for place, symbols in enumerate(allowed):
        ruled[place, symbols] = left[place, symbols]
    if ruled.min(axis=1).mean() > left.min(axis=1).mean() + _OPEN:
        return None
    said = {text for text in map(checked, _readings(ruled)) if text and is_certificate_number(text)}
    return said.pop() if len(said) == 1 else None


@cache
def _certificate_symbols() -> tuple[list[int], ...]:
    """Return the symbols that each place of such a number may have, as it is printed in pairs of digits."""
    known = [sorted({int(number[at : at + 2]) for number in beginnings()}) for at in (0, 2, 4)]
    years = {number[6] for number in beginnings()}
    pairs = list(range(100))
    begun = [pair for pair in pairs if str(pair // 10) in years]
    return [START_C], *known, begun, pairs, pairs, [TO_B], [*_DIGITS], list(range(CHECK))


def _readings(left: Profile) -> Iterator[tuple[int, ...]]:
    """Yield the readings that the ink leaves open and whose check symbol agrees; none where there are too many.

    Of the symbol that is least clear the second nearest is tried too, however far: the check decides between two.
    """
    order = np.argsort(left, axis=1)
    ranked = np.take_along_axis(left, order, axis=1)
    leeway = max(_OPEN, _NOISE * float(ranked[:, 0].mean()))
    counts = (ranked <= ranked[:, :1] + leeway).sum(axis=1)
    weakest = int((ranked[:, 1] - ranked[:, 0]).argmin())
    counts[weakest] = max(2, counts[weakest])
    if prod(counts.tolist()) > _MOST_READINGS:
        return
    for symbols in product(*(row[:count].tolist() for row, count in zip(order, counts, strict=True))):
        start, *others, check = symbols
        # zxing would check thousands of drawings.
        if (start + sum(place * symbol for place, symbol in enumerate(others, 1))) % CHECK == check:
            yield symbols


def _ends(profile: Profile) -> tuple[float, float] | None:
    """Return where the first bar begins and the last one ends, between samples: where half of the ink is reached."""
    dark = np.flatnonzero(profile > 0.5)
    if len(dark) < 2:
        return None
    runs = np.split(dark, np.flatnonzero(np.diff(dark) > 40) + 1)
    longest = max(runs, key=len)
    return _crossing(profile, int(longest[0]), -1), _crossing(profile, int(longest[-1]), 1)


def _crossing(profile: Profile, inside: int, step: int) -> float:
    outside = inside + step
    if not 0 <= outside < len(profile):
        return float(inside)
    within, beyond = float(profile[inside]), float(profile[outside])
    return inside + step * (within - 0.5) / (within - beyond)


def _fit(profile: Profile, ends: tuple[float, float], length: int, growth: float, blur: float) -> _Fit:
    """Return how far the profile is from the nearest one with so many symbols, and each of its windows from each symbol."""
    module = _module(ends, length, growth)
    if not _MODULE[0] <= module <= _MODULE[1]:
        return 1.0, np.empty((0, 0), np.float32)
    seen = _sampled(profile, ends[0] + module * growth / 2, module, length * _SYMBOL * _FINE)
    windows, templates = seen.reshape(length, -1), _templates(growth, blur)
    left = (windows**2).sum(1)[:, None] - 2 * windows @ templates.T + (templates**2).sum(1)[None]
    left = np.asarray(left / (_SYMBOL * _FINE), np.float32)
    # The first symbol is a start, and no other is.
    left[0, :_FIRST_START] = left[1:, _FIRST_START:] = 1.0
    return float(left.min(axis=1).mean()), left


def _module(ends: tuple[float, float], length: int, growth: float) -> float:
    return (ends[1] - ends[0]) / (_SYMBOL * length + _TAIL + growth)


def _sampled(profile: Profile, left: float, module: float, count: int) -> Profile:
    """Return a profile at `count` samples, `_FINE` a module."""
    places = left + (np.arange(count) + 0.5) / _FINE * module - 0.5
    return np.interp(places, np.arange(len(profile)), profile).astype(np.float32)


@cache
def _templates(growth: float, blur: float) -> Profile:
    """Return the profile of each symbol, (106, 44): dark 1, light 0, between a gap before it and a bar behind it."""
    return np.stack([_ink(widths, growth, blur) for widths in WIDTHS])


def _ink(widths: str, growth: float, blur: float) -> Profile:
    """Return the profile of bars and gaps, a bar first, between a gap and a bar; the bars grown and then all blurred."""
    over, edge = 8, 2
    unit = _FINE * over
    runs = [edge, *map(int, widths), edge]
    ink = np.zeros(sum(runs) * unit, np.float32)
    at = 0
    for number, width in enumerate(runs):
        if number % 2:
            ink[max(0, round((at - growth / 2) * unit)) : round((at + width + growth / 2) * unit)] = 1
        at += width
    blurred = cv2.GaussianBlur(ink[None], (0, 0), blur * unit, borderType=cv2.BORDER_REPLICATE)[0]
    return np.asarray(blurred.reshape(-1, over).mean(axis=1), np.float32)[edge * _FINE : -edge * _FINE]
