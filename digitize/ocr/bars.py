"""Reads Code 128 where toner ran: bars so fat that the gaps between them close, or so worn that they break.

A decoder of edges gives up where an edge is missing. Here the bars are averaged over their height into one profile, and held
against the profile of each symbol, bars grown and blurred alike for the whole code. Of the readings that the ink leaves open
those whose check symbol agrees are drawn clean and given to zxing, which checks them as it checks any other; one alone may pass.
Before that a code that the page prints beside is taken if the bars say it and nothing near it. Where the average says nothing, it is
asked again by where the bars are darkest, then lightest: what these say and no print bears out, the average has to.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from math import prod

import cv2
import numpy as np

from digitize.model.geometry import Box
from digitize.ocr.bar_places import Profile, places, profiles_at
from digitize.ocr.code128 import CHECK, START_C, TO_B, TO_C, WIDTHS, checked, spellings, widths_of
from digitize.ports import Pixels
from digitize.text.certificates import beginnings, is_certificate_number

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
_GAPS = (40, 80)
"""Samples without a bar inside a code, at most, and where the narrow bars of a separator sheet are worn away."""

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
    for box in places(grey):
        if any(box.intersection(one) for one in known):
            continue
        if text := _said(profiles_at(grey, box), printed):
            known.append(box)
            yield text, box


def _said(profiles: Sequence[Profile], printed: Collection[str]) -> str | None:
    """Return what bars say, by their average, by where they are darkest or by where they are lightest.

    Each is held against what separator sheets say and what the page prints; then it speaks for itself. What was restored may say
    what never was: unless that is printed, it speaks where it leaves one reading open, or one that a certificate may bear, and the
    average bears that out.
    """
    for sheet in SEPARATORS:
        if any(_separates(profile, sheet) for profile in profiles):
            return sheet
    bars = [(profile, ends) for profile in profiles if (ends := _ends(profile))]
    for profile, ends in bars:
        first = profile is profiles[0]
        if text := _as_printed(profile, ends, printed):
            return text
        text = _text(profile, ends, _MOST_READINGS if first else 1)
        if text and (first or _bears_out(profiles[0], ends, text)):
            return text
    return None


def _bears_out(profile: Profile, ends: tuple[float, float], text: str, *, alone: bool = False) -> bool:
    """Tell whether a profile says a text as well as what is nearest to it; `alone`: and no code with another digit in one place."""
    fits = ((_fits(profile, ends, len(symbols)), symbols) for symbols in spellings(text))
    return any(_says(fit, symbols, _OPEN, alone=alone) for fit, symbols in fits)


def _separates(profile: Profile, sheet: str) -> bool:
    """Tell whether a profile is that of the bars of a separator sheet."""
    ends = {found for gap in _GAPS if (found := _ends(profile, gap))}
    return any(_likeness(profile, found, sheet) > _SEPARATES for found in ends)


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


def _as_printed(profile: Profile, ends: tuple[float, float], printed: Iterable[str]) -> str | None:
    """Return the one printed code that a profile says about as well as what is nearest, and none with another digit in one place."""
    fits = cache(lambda length: _fits(profile, ends, length))
    said = {
        text
        for text in printed
        if _SIGNS.fullmatch(text)
        and any(_says(fits(len(symbols)), symbols, _AS_PRINTED, alone=True) for symbols in spellings(text))
    }
    return said.pop() if len(said) == 1 else None


def _fits(profile: Profile, ends: tuple[float, float], length: int) -> Profile | None:
    """Return how far each place is from each symbol at each growth and blur, (fits, length, 106); None if it is no such code."""
    fits = [_fit(profile, ends, length, growth, blur) for growth in _GROWTHS for blur in _BLURS]
    if min(worst for worst, _ in fits) > _WORST:
        return None
    return np.stack([left for _, left in fits if left.size])


def _says(fits: Profile | None, symbols: tuple[int, ...], within: float, *, alone: bool) -> bool:
    """Tell whether a profile says some symbols about as well as those nearest to it; `alone`: and no code with another digit."""
    if fits is None:
        return False
    mean = fits[:, range(len(symbols)), symbols].mean(axis=1)
    own, nearest = float(mean.min()), float(fits.min(axis=2).mean(axis=1).min())
    if own > min(_WORST, nearest + within):
        return False
    return not alone or all(
        float((mean + change).min()) >= own + _APART for change in _changes(fits, symbols)
    )


def _changes(fits: Profile, symbols: tuple[int, ...]) -> Iterator[Profile]:
    """Yield for each code with another digit, or pair of digits, in one place by how much its mean differs at each fit."""
    *body, check = symbols
    pairs = symbols[0] == START_C
    for place, symbol in enumerate(body[1:], start=1):
        if symbol == (TO_B if pairs else TO_C):
            pairs = not pairs
            continue
        for other in _others(symbol, pairs):
            sum_ = (check + place * (other - symbol)) % CHECK
            change = fits[:, place, other] - fits[:, place, symbol] + fits[:, -1, sum_] - fits[:, -1, check]
            yield np.asarray(change / len(symbols), np.float32)


def _others(symbol: int, pairs: bool) -> list[int]:
    """Return the other digits, or pairs of digits, that may stand in place of one."""
    values = range(100) if pairs else _DIGITS
    return [other for other in values if other != symbol] if symbol in values else []


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
    if number and _bears_out(profile, ends, number, alone=True):
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


def _ends(profile: Profile, gap: int = _GAPS[0]) -> tuple[float, float] | None:
    """Return where the first bar begins and the last one ends, between samples: where half of the ink is reached."""
    dark = np.flatnonzero(profile > 0.5)
    if len(dark) < 2:
        return None
    runs = np.split(dark, np.flatnonzero(np.diff(dark) > gap) + 1)
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
